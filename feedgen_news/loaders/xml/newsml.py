"""News agencies' own: NITF, and NewsML-G2 with NITF, HTML or plain text inside."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from feedgen_news.config.sources import Source
from feedgen_news.loaders.content import Content, Head
from feedgen_news.loaders.fields import Reader
from feedgen_news.loaders.xml.markup import inner
from feedgen_news.loaders.xml.names import attribute, called, words
from feedgen_news.loaders.xml.reading import Element, Elements, records
from feedgen_news.loaders.xml.recognition import root_of
from feedgen_news.model import Record
from feedgen_news.problems import Report

_ROOTS = frozenset({"newsMessage", "newsItem", "nitf"})


def recognise(head: Head) -> bool:
    """A root of NewsML-G2 or NITF."""
    root = root_of(head)
    return root is not None and root.name in _ROOTS


def read(content: Content, *, source: Source, report: Report) -> Iterator[Record]:
    """A record of each item of text."""
    reader = Reader(source)
    name = "nitf" if (root := root_of(content.head)) and root.name == "nitf" else "newsItem"
    elements = Elements(content, names=frozenset({name}), source=source, report=report)

    def record(found: Element) -> Record:
        return reader.record(_fields(found.element), origin=found.origin)

    yield from records(elements, record, report)


def _fields(item: etree._Element) -> dict[str, Any]:
    found = {
        "title": _text(item, "headline", "hl1", "title"),
        "summary": _text(item, "abstract", "description", "hl2"),
        "url": _url(item),
        "authors": _texts(item, "person", "by", "byline"),
        "published": _stamp(item, "contentCreated", "firstCreated", "date.release", "date.issue"),
        "updated": _stamp(item, "contentModified", "versionCreated", "revision-history"),
        "place": _text(item, "dateline", "location"),
        "tags": _tags(item),
        "language": _language(item),
        "publisher": _text(item, "creditline", "provider", "distributor"),
        "images": _pictures(item),
        "content_html": inner(_body(item)),
    }
    return {name: value for name, value in found.items() if value}


def _called(item: etree._Element, name: str) -> list[etree._Element]:
    return [one for one in item.iter() if called(one).rpartition(":")[2] == name]


def _texts(item: etree._Element, *names: str) -> list[str]:
    """The texts of the best of these names that is there."""
    for name in names:
        if found := [" ".join(said.split()) for one in _called(item, name) if (said := words(one))]:
            return found
    return []


def _text(item: etree._Element, *names: str) -> str | None:
    return next((texts[0] for name in names if (texts := _texts(item, name))), None)


def _stamp(item: etree._Element, *names: str) -> str | None:
    stamps = (attribute(one, "norm") or words(one) for name in names for one in _called(item, name))
    return next(filter(None, stamps), None)


def _url(item: etree._Element) -> str | None:
    links = (attribute(one, "href") for one in _called(item, "link"))
    copies = (attribute(one, "ex-ref") for one in _called(item, "pubdata"))
    return next((link for link in (*links, *copies) if link and link.startswith("http")), None)


def _tags(item: etree._Element) -> list[str]:
    named = [said for one in _called(item, "subject") if (said := _text(one, "name"))]
    keys = (attribute(one, "key") for one in _called(item, "keyword"))
    codes = (attribute(one, "tobject.subject.type") for one in _called(item, "tobject.subject"))
    return [*named, *filter(None, keys), *filter(None, codes)]


def _language(item: etree._Element) -> str | None:
    tags = (attribute(one, "tag") for one in _called(item, "language"))
    return next(filter(None, tags), None) or attribute(item, "lang")


def _pictures(item: etree._Element) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for media in _called(item, "media"):
        about = {"caption": _text(media, "media-caption"), "credit": _text(media, "media-producer")}
        sources = (attribute(one, "source") for one in _called(media, "media-reference"))
        if url := next(filter(None, sources), None):
            found.append({"url": url, **{key: said for key, said in about.items() if said}})
    return found


def _body(item: etree._Element) -> etree._Element | None:
    """The body, without the pictures that are told elsewhere."""
    names = ("body.content", "body", "inlineData")
    body = next((one for name in names for one in _called(item, name)), None)
    for media in _called(body, "media") if body is not None else ():
        if (around := media.getparent()) is not None:
            around.remove(media)
    return body
