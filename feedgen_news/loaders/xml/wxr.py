"""The format `wxr`: what WordPress exports. Published posts are articles, nothing else is."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from typing import Any

import msgspec
from lxml import etree

from feedgen_news.config.sources import Source
from feedgen_news.loaders.content import Content
from feedgen_news.loaders.fields import Reader
from feedgen_news.loaders.xml.feed import Channel, channel_of
from feedgen_news.loaders.xml.lists import as_value
from feedgen_news.loaders.xml.names import attribute, called, children, said, words
from feedgen_news.loaders.xml.parsing import head_element
from feedgen_news.loaders.xml.reading import Element, Elements, record_or_refusal
from feedgen_news.loaders.xml.wordpress import body_of
from feedgen_news.model import Image, Origin, Record
from feedgen_news.problems import Report

_POSTS = frozenset({"post", "news", "article", "articles", "story", "stories", "press-release"})
_NO_DATE = re.compile(r"0000-|-0001|-000\d")
_MOST_WAITING = 1_000  # posts whose picture may come later
_MOST_PICTURES = 200_000
_INTERNAL = re.compile(r"post_format|nav_menu|wp_|.*translations|language")


class Site(msgspec.Struct, frozen=True):
    """What stands before the posts."""

    channel: Channel
    authors: dict[str, str]  # login → name


def read(content: Content, *, source: Source, report: Report) -> Iterator[Record]:
    """A record of each published post; the others are counted."""
    elements = Elements(content, names=frozenset({"item"}), source=source, report=report)
    posts = _Posts(source, report)
    for found in elements:
        yield from posts.take(found, elements.head)
    yield from posts.rest()
    if posts.others:
        told = ", ".join(f"{count} {kind}" for kind, count in posts.others.most_common(20))
        report.add("unpublished-items", told, Origin(content.name))


class _Posts:
    """Posts, held back in their order until their picture was met."""

    def __init__(self, source: Source, report: Report) -> None:
        self._reader = Reader(source)
        self._mapped = bool(source.fields)
        self._report = report
        self._site: Site | None = None
        self._waiting: deque[tuple[Record, str | None]] = deque()
        self._pictures: dict[str, Image] = {}
        self.others: Counter[str] = Counter()

    def take(self, found: Element, head: bytes) -> Iterator[Record]:
        """What can go out now that this item was met."""
        self._site = self._site or _site(head)
        item = found.element
        if said(item, "wp:post_type") == "attachment":
            self._keep_picture(item)
        if what := _other(item):
            self.others[what] += 1
        elif record := record_or_refusal(found, self._record, self._report):
            self._waiting.append((record, _thumbnail(item)))
        yield from self._ready()

    def rest(self) -> Iterator[Record]:
        """What waited in vain."""
        while self._waiting:
            yield self._pictured(*self._waiting.popleft())

    def _ready(self) -> Iterator[Record]:
        while self._waiting:
            wanted = self._waiting[0][1]
            if wanted and wanted not in self._pictures and len(self._waiting) < _MOST_WAITING:
                return
            yield self._pictured(*self._waiting.popleft())

    def _pictured(self, record: Record, wanted: str | None) -> Record:
        picture = self._pictures.get(wanted or "")
        if picture:
            record.images = [picture, *(one for one in record.images if one.url != picture.url)]
        return record

    def _keep_picture(self, item: etree._Element) -> None:
        number = said(item, "wp:post_id")
        url = said(item, "wp:attachment_url") or said(item, "guid")
        if number and url and len(self._pictures) < _MOST_PICTURES:
            caption = (said(item, "excerpt:encoded") or "")[:4_000]
            self._pictures[number] = Image(url, caption)

    def _record(self, found: Element) -> Record:
        assert self._site
        fields = post(found.element, self._site)
        if self._mapped:
            fields["item"] = as_value(found.element)
        return self._reader.record(fields, origin=found.origin)


def _other(item: etree._Element) -> str | None:
    """What an item is that is no published post."""
    kind = said(item, "wp:post_type") or "post"
    status = said(item, "wp:status") or "publish"
    if kind not in _POSTS:
        return kind[:40]
    if status != "publish":
        return f"{kind} ({status[:40]})"
    return f"{kind} (password)" if said(item, "wp:post_password") else None


def post(item: etree._Element, site: Site) -> dict[str, Any]:
    """A published post, under the names that a reader of fields knows."""
    login = said(item, "dc:creator") or ""
    content = said(item, "content:encoded")
    fields: dict[str, Any] = {
        "title": said(item, "title"),
        "url": said(item, "link") or _permalink(item),
        "summary": said(item, "excerpt:encoded", "description"),
        "content_html": body_of(content) if content else None,
        "authors": [site.authors.get(login, login)] if login else [],
        "published": _date(item, "wp:post_date", "pubDate"),
        "updated": _date(item, "wp:post_modified", None),
        "language": site.channel.language,
        "publisher": site.channel.title,
        **_labels(item),
    }
    return {key: value for key, value in fields.items() if value}


def _permalink(item: etree._Element) -> str | None:
    guids = (words(one) for one in children(item, "guid"))
    return next((guid for guid in guids if guid and guid.startswith("http")), None)


def _date(item: etree._Element, name: str, standard: str | None) -> str | None:
    """The date in UTC; where that is `0000-00-00`, the one in the site's own zone."""
    universal = said(item, f"{name}_gmt")
    if universal and not _NO_DATE.match(universal):
        return f"{universal}Z" if universal[-1:].isdigit() else universal
    local = said(item, name)
    formal = said(item, standard) if standard else None
    order = (local, formal) if universal else (formal, local)
    return next((date for date in order if date and not _NO_DATE.search(date)), None)


def _labels(item: etree._Element) -> dict[str, list[str]]:
    """Categories are sections; tags, and what a site added of its own, are tags."""
    found = [(attribute(one, "domain"), words(one)) for one in children(item, "category")]
    named = any(domain for domain, _ in found)
    labels: dict[str, list[str]] = {"sections": [], "tags": []}
    for domain, label in found:
        if not label or (named and domain is None) or _INTERNAL.match(domain or ""):
            continue
        kind = "sections" if domain in {None, "category"} else "tags"
        if label not in labels[kind]:
            labels[kind].append(label)
    return labels


def _thumbnail(item: etree._Element) -> str | None:
    """The number of the attachment that is the post's picture."""
    for one in children(item, "wp:postmeta"):
        if said(one, "wp:meta_key") == "_thumbnail_id":
            return said(one, "wp:meta_value")
    return None


def _site(head: bytes) -> Site:
    root = head_element(head, frozenset({"rss"}))
    authors: dict[str, str] = {}
    for one in root.iter() if root is not None else ():
        if called(one) == "wp:author":
            login, name = said(one, "wp:author_login"), said(one, "wp:author_display_name")
            if login and name:
                authors[login] = name
    return Site(channel_of(head), authors)
