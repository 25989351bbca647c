"""The format `tei`: XML-TEI as trafilatura writes it, and other TEI with the same header."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from feedgen_news.config.sources import Source
from feedgen_news.loaders.content import Content
from feedgen_news.loaders.fields import Reader
from feedgen_news.loaders.xml.markup import from_tei
from feedgen_news.loaders.xml.names import attribute, called, words
from feedgen_news.loaders.xml.reading import Element, Elements, records
from feedgen_news.model import Record
from feedgen_news.problems import Report

_BETWEEN_SECTIONS = re.compile(r";|,(?=\S)")  # "Arts, Culture" is one
_BETWEEN_TAGS = re.compile("[;,]")
_HOST = re.compile(r"\s*\([^()\s]+\)$")  # "DER STANDARD (derstandard.at)"


def read(content: Content, *, source: Source, report: Report) -> Iterator[Record]:
    """A record of each text with its header."""
    reader = Reader(source)
    names = frozenset({"TEI", "TEI.2"})
    elements = Elements(content, names=names, source=source, report=report)
    yield from records(elements, lambda one: reader.record(_fields(one), origin=one.origin), report)


def _fields(found: Element) -> dict[str, Any]:
    tei = found.element
    about = next(iter(_at(tei, "teiHeader", "fileDesc", "sourceDesc", "biblFull")), tei)
    title = next(iter(_at(tei, "teiHeader", "fileDesc", "titleStmt")), tei)
    publisher = _text(_below(about, "publisher"))
    fields = {
        "title": words(_main(_below(title, "title"))),
        "authors": [said for one in _below(title, "author") if (said := words(one))],
        "url": _address(about),
        "published": _date(about),
        "summary": words(_first(_at(tei, "teiHeader", "profileDesc", "abstract"))),
        "publisher": _HOST.sub("", publisher) or publisher,
        "language": attribute(tei, "lang"),
        "content_html": from_tei(_body(tei)),
        **_terms(tei),
    }
    return {key: value for key, value in fields.items() if value}


def _at(element: etree._Element, *path: str) -> list[etree._Element]:
    """The elements at the end of a path."""
    found = [element]
    for name in path:
        found = [child for one in found for child in one if called(child) == name]
    return found


def _below(element: etree._Element, name: str) -> list[etree._Element]:
    return [one for one in element.iter() if called(one) == name]


def _first(found: Iterable[etree._Element]) -> etree._Element | None:
    return next(iter(found), None)


def _text(found: list[etree._Element]) -> str:
    return next((said for one in found if (said := words(one))), "")


def _main(titles: list[etree._Element]) -> etree._Element | None:
    """The title that is called the main one, else the first."""
    return next((one for one in titles if one.get("type") == "main"), _first(titles))


def _address(about: etree._Element) -> str | None:
    pointers = (*_below(about, "ptr"), *_below(about, "ref"))
    return next((said for one in pointers if (said := attribute(one, "target"))), None)


def _date(about: etree._Element) -> str | None:
    """The day of publication; never that of the download."""
    dates = [one for one in _below(about, "date") if one.get("type") != "download"]
    return next((said for one in dates if (said := attribute(one, "when") or words(one))), None)


def _terms(tei: etree._Element) -> dict[str, list[str]]:
    """Sections and tags: trafilatura writes all of a kind into one term, parted by `,`."""
    terms: dict[str, list[str]] = {"sections": [], "tags": []}
    for one in _below(tei, "term"):
        kind = "sections" if one.get("type") == "categories" else "tags"
        between = _BETWEEN_SECTIONS if kind == "sections" else _BETWEEN_TAGS
        terms[kind] += [part.strip() for part in between.split(words(one) or "") if part.strip()]
    return terms


def _body(tei: etree._Element) -> etree._Element | None:
    """The text without the comments by readers."""
    body = _first(_at(tei, "text", "body"))
    for part in list(body) if body is not None else ():
        if part.get("type") == "comments" and body is not None:
            body.remove(part)
    return body
