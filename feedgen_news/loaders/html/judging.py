"""Whether a page is an article: refused is only what surely is none."""

import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from feedgen_news.loaders.html.addresses import is_front
from feedgen_news.loaders.html.facts import Facts
from feedgen_news.model import Record

_ERROR = re.compile(
    r"^\W*(?:error\W*)?(?:40[0-9]|50[0-9])\b|page (?:not found|unavailable)|not found\W*$"
    r"|access (?:is )?denied|just a moment|attention required|are you a (?:robot|human)"
    r"|seite nicht gefunden|page introuvable|página no encontrada|pagina non trovata"
    r"|before you continue|bevor sie (?:fortfahren|zu )|security check|service unavailable",
    re.IGNORECASE,
)
_LISTS = frozenset(
    {"collectionpage", "searchresultspage", "profilepage", "aboutpage", "contactpage"}
)
_LITTLE = 200  # characters of prose that an article without any mark of one has at least
_SOME = 600
_MUCH = 1_500
_SEVERAL = 2  # links make a list
_MANY_LINKS = 500  # are looked at
_LONGEST_LIST = 20_000  # characters


def refusal(
    facts: Facts,
    article: dict[str, Any],
    kinds: set[str],
    *,
    record: Record,
    text: str,
    tree: LexborHTMLParser,
    fetched: str | None,
) -> str | None:
    """Why the page is no article; None where it is one, or may be. `text` is what was found."""
    prose = len(text)
    marked = bool(article) or _is_marked(facts)
    title = record.title or facts.title
    if not article and _is_front(facts, kinds, fetched) and (prose < _MUCH or not marked):
        return "the front page of a site"
    if _ERROR.search(title) and not article and prose < _MUCH:
        return f"an error or a wall: {title[:80]!r}"
    if _LISTS & kinds and not marked and prose < _MUCH:
        return "a list of articles, or a page about the site"
    if facts.first("og:type") == "website" and not marked and prose < _SOME:
        return "no sign of an article, and little prose"
    if prose < _LITTLE and not (title and _says_something(facts, record, prose, marked=marked)):
        return "no prose"
    if not marked and _is_links(text, facts, tree):
        return "a list of links"
    return None


def _is_links(text: str, facts: Facts, tree: LexborHTMLParser) -> bool:
    """Whether most of the words are those of links, headings aside."""
    if len(text) > _LONGEST_LIST:
        return False
    text = " ".join(text.split())
    for heading in (*facts.headings, facts.title):
        text = text.replace(heading, "", 1)
    outside, found = text, 0
    for link in sorted(_links(tree), key=len, reverse=True):
        found += link in outside
        outside = outside.replace(link, "", 1)
    return found >= _SEVERAL and 2 * _letters(outside) < _letters(text)


def _links(tree: LexborHTMLParser) -> list[str]:
    said = (" ".join((node.text() or "").split()) for node in tree.css("a[href]")[:_MANY_LINKS])
    return [text for text in said if text]


def _letters(text: str) -> int:
    """How many there are: dates and numbers beside links are no prose."""
    return sum(map(str.isalpha, text))


def _says_something(facts: Facts, record: Record, prose: int, *, marked: bool) -> bool:
    """Whether little prose may be all of an article: it is marked, or stands below one heading."""
    if marked:
        return bool(record.summary or prose)
    return prose > 0 and len(facts.headings) == 1


def _is_front(facts: Facts, kinds: set[str], fetched: str | None) -> bool:
    """By its address; a canonical one is believed only where the page calls itself a site."""
    if fetched:
        return is_front(fetched)
    site = facts.first("og:type") == "website" or "website" in kinds
    return site and is_front(facts.canonical)


def _is_marked(facts: Facts) -> bool:
    """Whether the page calls itself an article."""
    if facts.first("og:type").lower().startswith(("article", "news", "blog")):
        return True
    signs = "article:published_time article:published:time datepublished parsely-pub-date".split()
    return any(name in facts.metas for name in signs) or "datepublished" in facts.props
