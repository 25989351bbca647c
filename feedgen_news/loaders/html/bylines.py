"""Who wrote an article: persons before the site itself, what says so plainly first."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from feedgen_news.loaders.fields.people import people
from feedgen_news.loaders.html.facts import Facts
from feedgen_news.loaders.html.naming import plain, words

_METAS = (
    "author article:author parsely-author sailthru.author cxenseparse:author byl dc.creator"
    " dcterms.creator article:author_name author_name shareaholic:article_author_name og:author"
    " mrf:authors cre article.author rnews:author"
).split()
_WRITTEN_BY = re.compile(
    r"written by|verfasst von|écrit par|escrito por|scritto da|skrevet av", re.IGNORECASE
)
_SHOWN = (
    'a[rel~="author"],[itemprop~="author"],[class*="byline" i],[class*="author" i],'
    '[class*="autor" i],[data-testid*="byline" i],[data-testid*="author" i]'
)
_PREFIX = re.compile(
    r"^(?:by|(?:von unserem korrespondenten|von|par|por|di|door|af|av|text|words by|written by"
    r"|autor(?:in|en)?|author|opinion by|analysis by|story by)\b(?=\s*:?\s+\S+\s+\S))\s*:?\s+",
    re.IGNORECASE,
)  # two words after it, for there are people called Di Stefano
_SIGN = re.compile(r"\s*\((?:[a-zäöü]{2,5}|[A-Z]{2,4})\.?\)$|\s+(?:기자|특파원|記者)$")
_HANDLE = re.compile(
    r"^@|^\d+$|^https?:|^\S+@\S+\.\S+$|^(?:admin|administrator|editor|redaktion)$", re.IGNORECASE
)
_NO_NAME = re.compile(r"[\d:|?!@]")
_JOINTS = re.compile(r"\s*[,;]\s+|\s+(?:und|and|et|y|e|og|och|en|i)\s+|\s*/\s*")
_CREDIT = re.compile(r"^(?:image|photo|foto|bild|video|picture)s?\s*(?::|by\b)", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_LOOKED_AT = 30
_LONGEST = 120  # characters of a byline


def authors(
    facts: Facts, article: dict[str, Any], tree: LexborHTMLParser, *, sites: set[str]
) -> list[str]:
    """The authors' names; the site's own where nobody else is named."""
    spare: list[str] = []
    for names in _candidates(facts, article, tree):
        clean = [name for said in names if (name := _cleaned(said))]
        persons = [name for name in clean if words(name) not in sites]
        if persons:
            return persons
        spare = spare or clean
    return spare


def _candidates(
    facts: Facts, article: dict[str, Any], tree: LexborHTMLParser
) -> Iterator[list[str]]:
    yield _several(people(article.get("author")))
    yield _several(people(article.get("creator")))
    for name in _METAS:
        yield _several(facts.metas.get(name, ()))
    if _WRITTEN_BY.search(facts.first("twitter:label1")):
        yield _several(facts.metas.get("twitter:data1", ()))
    yield _several(facts.metas.get("twitter:misc:written by", ()))
    yield _several(facts.props.get("author", ()))
    yield from _shown(tree)


def _several(values: Iterable[str]) -> list[str]:
    return [name for value in values for said in people(plain(value)) for name in _parted(said)]


def _parted(said: str) -> list[str]:
    """The names in `A und B, Place` or `A, professor of B`; the whole where it holds none."""
    parts = [part.strip() for part in _JOINTS.split(said)]
    names = [part for part in parts if _is_name(part)]
    return names if len(parts) > 1 and names and _is_name(parts[0]) else [said]


def _shown(tree: LexborHTMLParser) -> Iterator[list[str]]:
    """What stands where a class speaks of authors, if it looks like a name."""
    for node in tree.css(_SHOWN)[:_LOOKED_AT]:
        said = " ".join((node.text() or "").split())
        if len(said) <= _LONGEST:
            names = _several([_PREFIX.sub("", said)])
            plainly = "author" in (node.attributes.get("rel"), node.attributes.get("itemprop"))
            yield names if plainly else [name for name in names if _is_name(name)]


def _is_name(name: str) -> bool:
    """Whether it looks like the name of a person: two to five words, no signs among them."""
    parts = name.split()
    capital = len(parts) > 1 and parts[0][0].isupper() and parts[-1][0].isupper()
    return capital and len(parts) <= 5 and not _NO_NAME.search(name)


def written(lines: Iterable[str]) -> list[str]:
    """The names in the first line that is a byline in words: `By A and B`."""
    for line in lines:
        begun = _PREFIX.match(line)
        if begun and len(line) <= _LONGEST:
            said = _SIGN.sub("", line[begun.end() :].strip(" .:"))
            if (names := _parted(said)) and all(map(_is_name, names)):
                return names
    return []


def _cleaned(name: str) -> str:
    name = _PREFIX.sub("", plain(name)).strip(" ,;|·-–")
    name = _SIGN.sub("", name[1:-1] if name[:1] == "(" and name[-1:] == ")" else name)
    if _CREDIT.match(name):
        return ""
    return "" if _HANDLE.search(name) or not _LETTER.search(name) else name
