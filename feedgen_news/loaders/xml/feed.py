"""The format `feed`: RSS of every version (RDF, too) and Atom, kept as files."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import msgspec
from lxml import etree

from feedgen_news.config.sources import Source
from feedgen_news.loaders.content import Content
from feedgen_news.loaders.fields import Reader
from feedgen_news.loaders.xml.lists import as_value
from feedgen_news.loaders.xml.markup import inner
from feedgen_news.loaders.xml.media import images
from feedgen_news.loaders.xml.names import attribute, called, children, said, words
from feedgen_news.loaders.xml.parsing import head_element
from feedgen_news.loaders.xml.reading import Element, Elements, records
from feedgen_news.model import Record
from feedgen_news.problems import Report

_ROOTS = frozenset({"rss", "RDF", "feed", "entry"})
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SECTION = re.compile(r"section|rubri|ressort|\bdesk\b", re.IGNORECASE)
_MARKUP = frozenset({"html", "xhtml", "text/html", "application/xhtml+xml"})


class Channel(msgspec.Struct, frozen=True):
    """What a feed says about itself, and thereby about its entries."""

    title: str | None = None
    link: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()


def read(content: Content, *, source: Source, report: Report) -> Iterator[Record]:
    """A record of each entry."""
    reader = Reader(source)
    names = frozenset({"item", "entry"})
    elements = Elements(content, names=names, source=source, report=report)
    channel: list[Channel] = []

    def record(found: Element) -> Record:
        if not channel:
            channel.append(channel_of(elements.head))
        fields = entry(found.element, channel[0])
        if source.fields:
            fields["item"] = as_value(found.element)
        return reader.record(fields, origin=found.origin)

    yield from records(elements, record, report)


def channel_of(head: bytes) -> Channel:
    """The channel whose beginning this is."""
    root = head_element(head, _ROOTS)
    if root is None:
        return Channel()
    about = next((part for part in root if called(part) == "channel"), root)
    return Channel(
        title=said(about, "title", "atom:title"),
        link=said(about, "link") or _alternate(about, ""),
        language=said(about, "language", "dc:language") or root.get(_LANG),
        authors=tuple(_names(about)) if root is about else (),
    )


def entry(item: etree._Element, channel: Channel) -> dict[str, Any]:
    """An item of RSS or an entry of Atom, under the names that a reader of fields knows."""
    base = item.base or channel.link or ""
    origins = [*children(item, "source"), *children(item, "atom:source")]
    fields: dict[str, Any] = {
        "title": _title(item),
        "url": _link(item, base),
        "summary": _first(
            item, "atom:summary", "description", "media:description", "itunes:summary"
        ),
        "authors": _authors(item) or list(channel.authors),
        "published": said(item, *_PUBLISHED),
        "updated": said(item, "atom:updated", "atom:modified", "dcterms:modified"),
        "images": images(item, base),
        "language": said(item, "dc:language") or _language(item) or channel.language,
        "publisher": next(filter(None, map(_named, origins)), None) or channel.title,
        **_body(item),
        **_labels(item),
    }
    return {key: value for key, value in fields.items() if value}


_PUBLISHED = (
    "pubDate",
    "atom:published",
    "atom:issued",
    "dc:date",
    "dcterms:issued",
    "dcterms:available",
    "dcterms:created",
    "atom:created",
    "published",
    "date",
)


def _title(item: etree._Element) -> str | None:
    """The title; the words of one that is markup in full."""
    return said(item, "title", "atom:title", "dc:title", "media:title", "itunes:title")


def _named(origin: etree._Element) -> str | None:
    """The name of the feed that an entry was taken from."""
    return said(origin, "atom:title", "title") if len(origin) else words(origin)


def _language(item: etree._Element) -> str | None:
    declared = (one.get(_LANG) for one in (item, *item.iterancestors()))
    return next((str(said) for said in declared if said), None)


def _link(item: etree._Element, base: str) -> str | None:
    """Where the article is; what a feed service put in between only where nothing else is."""
    guids = children(item, "guid")
    permanent = [words(one) for one in guids if one.get("isPermaLink", "true").lower() != "false"]
    candidates = (
        said(item, "feedburner:origLink"),
        said(item, "link"),
        _alternate(item, base),
        next((attribute(one, "href") for one in children(item, "link")), None),
        next((link for link in permanent if link and "://" in link), None),
        attribute(item, "about"),
        next((link for link in (said(item, "atom:id"),) if link and link.startswith("http")), None),
    )
    found = next(filter(None, candidates), None)
    return _joined(base, found) if found else None


def _alternate(item: etree._Element, base: str) -> str | None:
    """Atom's link to the page itself, a page of HTML before others (RFC 4287 §4.2.7)."""
    links = [
        one
        for one in children(item, "atom:link")
        if one.get("rel", "alternate") == "alternate" and attribute(one, "href")
    ]
    best = next((one for one in links if "html" in one.get("type", "html")), None)
    best = best if best is not None else next(iter(links), None)
    return _joined(best.base or base, attribute(best, "href") or "") if best is not None else None


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _first(item: etree._Element, *names: str) -> str | None:
    texts = (_text(one) for name in names for one in children(item, name))
    return next((text for text in texts if text), None)


def _text(element: etree._Element) -> str | None:
    """What a construct of text holds, markup as it stands or as it was escaped."""
    return inner(element) if len(element) else words(element)


def _body(item: etree._Element) -> dict[str, str]:
    """The full text, where there is one."""
    for one in (*children(item, "content:encoded"), *children(item, "xhtml:body")):
        if found := _text(one):
            return {"content_html": found}
    for one in children(item, "atom:content"):
        kind = one.get("type", "text").lower()
        found = _text(one)
        if found and (kind in _MARKUP or len(one) or one.get("mode") == "escaped"):
            return {"content_html": found}
        if found and (kind == "text" or kind.startswith("text/")):
            return {"content_text": found}
    return {}


def _authors(item: etree._Element) -> list[str]:
    return _names(item) or [
        name for origin in children(item, "atom:source") for name in _names(origin)
    ]


def _names(item: etree._Element) -> list[str]:
    """Who wrote it, under the best of the names for them that is there."""
    for name in ("dc:creator", "atom:author", "author", "itunes:author"):
        people = (
            said(one, "atom:name", "name") or (None if len(one) else words(one))
            for one in children(item, name)
        )
        if found := [person for person in people if person]:
            return found
    return []


def _labels(item: etree._Element) -> dict[str, list[str]]:
    """Categories are tags, except where their scheme speaks of sections."""
    labels: dict[str, list[str]] = {"sections": [], "tags": []}
    for one in item:
        if (name := called(one)) not in {"category", "atom:category", "dc:subject"}:
            continue
        label = attribute(one, "label") or attribute(one, "term") or words(one)
        scheme = attribute(one, "scheme") or attribute(one, "domain") or ""
        kind = "sections" if name != "dc:subject" and _SECTION.search(scheme) else "tags"
        labels[kind] += [label] if label else []
    if not labels["tags"]:
        listed = said(item, "media:keywords", "itunes:keywords") or ""
        labels["tags"] = [part.strip() for part in listed.split(",") if part.strip()]
    return labels
