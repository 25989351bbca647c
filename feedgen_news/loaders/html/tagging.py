"""What an article is about: its keywords, without a content system's own notes."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedgen_news.loaders.fields.values import labels
from feedgen_news.loaders.html.facts import Facts
from feedgen_news.loaders.html.naming import plain, words
from feedgen_news.model import unique

_METAS = (
    "news_keywords article:tag keywords sailthru.tags parsely-tags cxenseparse:keywords og:tags"
    " vs:keywords custom-keywords dc.subject dcterms.subject article:keywords"
).split()
_PLAINLY = 'a[rel~="tag"]'
_HOLDERS = (  # of links to tags: what says so best comes first
    '[class*="tags"],[class*="tag-list"],[class*="taglist"],[class*="keyword"]',
    '[class*="topic"],[class*="themen"]',
)
_OUTSIDE = frozenset({"nav", "p"})  # links in prose lead to tags, too, but not the article's
_HIGHEST = 40  # elements above a link that are looked at
_PARTS = re.compile(r"[,;，、،|]")
_KEYED = re.compile(r"^([A-Za-z][\w ]{1,30}):\s?(\S.*)$")
_TELLING = frozenset("subject topic tag keyword theme person people place organization".split())
_HOUSEKEEPING = re.compile(
    r"^(?:section|category|nlp [\w ]+|page type|article type):", re.IGNORECASE
)
_PATH = re.compile(r"^[a-z-]{3,20}/(?=\S)")  # topic/fires
_NOTE = re.compile(r"^[0-9a-f]{8}-[0-9a-f-]{27}$|^\(\d+\)\s*|^https?:", re.IGNORECASE)
_MANY = 100
_FEW = 25  # links; more are a list of all the tags there are
_LONGEST = 60  # characters of a tag that is linked to


def tags(
    facts: Facts, article: dict[str, Any], tree: LexborHTMLParser, *, but: set[str]
) -> list[str]:
    """The tags, from where they are said most plainly; `but` are names that are none."""
    for said in _candidates(facts, article):
        found = [tag for tag in _cleaned(said) if words(tag) not in but]
        if found:
            return found
    return list(_linked(tree, but=but))


def sections(facts: Facts, article: dict[str, Any]) -> list[str]:
    """The parts of the paper it stands in."""
    said = labels(article.get("articleSection"), separators=";")
    metas = ("article:section", "og:section", "parsely-section", "cxenseparse:section")
    named = said or [plain(facts.first(*metas))]
    return [plain(section) for section in named if section and words(section) != "uncategorized"]


def _candidates(facts: Facts, article: dict[str, Any]) -> Iterator[list[str]]:
    said = article.get("keywords")
    listed = [part for entry in labels(said) for part in _parted(entry)]
    lumped = len(listed) == 1 and isinstance(said, str) and len(listed[0].split()) > 3
    if listed and not lumped:
        yield listed
    for name in _METAS:
        if values := facts.metas.get(name):
            yield [part for value in values for part in _parted(value)]
    yield listed


def _parted(value: str) -> list[str]:
    value = plain(value)
    parts = [part.strip() for part in _PARTS.split(value)]
    if len(parts) == 1 and " " in value and not value.isascii() and _is_east_asian(value):
        return value.split()
    return parts


def _is_east_asian(text: str) -> bool:
    return sum("\u3040" <= char <= "\u9fff" for char in text) > len(text) // 2


def _cleaned(tags: list[str]) -> Iterable[str]:
    keyed = [hit for tag in tags if (hit := _KEYED.match(tag))]
    telling = [hit[2] for hit in keyed if hit[1].lower() in _TELLING]
    if len(keyed) > 1:
        tags = telling or [tag for tag in tags if not _KEYED.match(tag)]
    tags = [tag for tag in tags if not _HOUSEKEEPING.match(tag)]
    pathed = sum(bool(_PATH.match(tag)) for tag in tags) == len(tags)
    whole = (_PATH.sub("", tag) if pathed else tag for tag in tags)
    cleaned = (_NOTE.sub("", tag).strip() for tag in whole)
    return unique(tag for tag in cleaned if tag)[:_MANY]


def _linked(tree: LexborHTMLParser, *, but: set[str]) -> tuple[str, ...]:
    """The texts of links to pages of tags, unless they stand in a menu or in prose."""
    held = (_links(tree.css(holders)) for holders in _HOLDERS)
    for links in chain((tree.css(_PLAINLY),), held):
        said = (" ".join((link.text() or "").split()).lstrip("#") for link in links)
        found = [tag for tag in said if 0 < len(tag) <= _LONGEST and words(tag) not in but]
        if 0 < len(found) <= _FEW:
            return unique(found)
    return ()


def _links(holders: list[LexborNode]) -> list[LexborNode]:
    inside = (link for holder in holders[:_MANY] for link in _in(holder))
    return [link for link in islice(inside, 2 * _MANY) if not _is_outside(link)]


def _in(holder: LexborNode) -> list[LexborNode]:
    return [holder] if holder.tag == "a" else holder.css("a")


def _is_outside(node: LexborNode | None) -> bool:
    for _ in range(_HIGHEST):
        if node is None:
            return False
        if node.tag in _OUTSIDE:
            return True
        node = node.parent
    return False
