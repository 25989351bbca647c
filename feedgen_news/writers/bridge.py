"""The one door to feedgen 1.0.0, and what it takes to get valid feeds out of it.

feedgen builds the tree of a document and lets extensions change it. Ours hand it to the format
(`atom`, `rss`), which adds what feedgen loses: hubs, the way through the history, dates without
the process's locale. The clock it stamps on everything is always overwritten, and the generator
carries no version, so equal feeds are equal bytes. Entries are made by the formats as text and
put where a mark in the document stands for them (docs/decisions/entries-as-text.md).
"""

from collections.abc import Callable
from itertools import chain

import msgspec
from feedgen.feed import FeedGenerator
from lxml import etree

from feedgen_news.site import Feed
from feedgen_news.writers import links
from feedgen_news.writers.fragments import Item
from feedgen_news.writers.media_types import HTML
from feedgen_news.writers.plain_text import unmistakable

ATOM = "http://www.w3.org/2005/Atom"
MEDIA = "http://search.yahoo.com/mrss/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
DUBLIN_CORE_TERMS = "http://purl.org/dc/terms/"
FEED_HISTORY = "http://purl.org/syndication/history/1.0"
GENERATOR = "feedgen-news"

_CONTENT = "http://purl.org/rss/1.0/modules/content/"  # feedgen's own
_MARK = "entries"  # a name that no element of a feed has


class Dialect(msgspec.Struct, frozen=True):
    """What one XML format adds to the tree that feedgen builds."""

    format: str  # its key in `Feed.urls`
    media_type: str
    namespaces: dict[str, str]
    link: str  # the name of its link element
    mend_feed: Callable[[etree._Element, Feed], None]


class _Extension:
    """What feedgen calls while it builds the tree."""

    def __init__(
        self, mend: Callable[[etree._Element], None], namespaces: dict[str, str] | None = None
    ) -> None:
        self._mend = mend
        self._namespaces = namespaces or {}

    def extend_ns(self) -> dict[str, str]:
        return self._namespaces

    def extend_atom(self, element: etree._Element) -> None:
        self._mend(element)

    extend_rss = extend_atom


def document(feed: Feed, dialect: Dialect, items: list[Item]) -> bytes:
    """The feed as an XML document, UTF-8, declaration first, only used namespaces declared."""
    generator = _generator(feed, dialect)
    # feedgen shows its tree nowhere in public, and serialises namespaces not in use.
    build = generator._create_atom if dialect.format == "atom" else generator._create_rss
    root, _ = build()
    if items:
        namespaces = {**dialect.namespaces, "content": _CONTENT}
        prefixes = {prefix for item in items for prefix in item.prefixes}
        used = {f"{{{namespaces[prefix]}}}used": "" for prefix in sorted(prefixes)}
        etree.SubElement(_head(root, dialect), _MARK, used)
    etree.cleanup_namespaces(root)
    made = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return _filled(made, items) if items else made


def _filled(made: bytes, items: list[Item]) -> bytes:
    """The document with the entries in the place of the line that stands for them."""
    mark = made.index(f"<{_MARK}".encode())  # in text it would be escaped
    start, end = made.rindex(b"\n", 0, mark) + 1, made.index(b"\n", mark) + 1
    return b"".join((made[:start], *chain.from_iterable(item.parts for item in items), made[end:]))


def _generator(feed: Feed, dialect: Dialect) -> FeedGenerator:
    generator = FeedGenerator()
    generator.id(feed.id)
    generator.title(unmistakable(feed.title))
    generator.subtitle(unmistakable(feed.description or feed.title))
    generator.language(feed.language)
    generator.author(name=unmistakable(feed.author or feed.title))
    generator.generator(GENERATOR)
    generator.docs("")
    # Dates are the dialect's: for this one feedgen switches the locale of the process.
    generator._FeedGenerator__rss_lastBuildDate = None
    generator.link(href=feed.urls[dialect.format], rel="self", type=dialect.media_type)
    generator.link(href=feed.page, rel="alternate", type=HTML)  # RSS takes the last link
    mending = _Extension(lambda root: _mend_feed(root, feed, dialect), dialect.namespaces)
    generator.register_extension("mending", lambda: mending)
    return generator


def _mend_feed(root: etree._Element, feed: Feed, dialect: Dialect) -> None:
    """What both formats lack: hubs (WebSub §4), the way through the history (RFC 5005 §4)."""
    head = _head(root, dialect)
    for rel, url in links.onward(feed, dialect.format):
        type_ = {} if rel == "hub" else {"type": dialect.media_type}
        etree.SubElement(head, dialect.link, {"rel": rel, "href": url, **type_})
    if feed.history.closed:
        etree.SubElement(head, f"{{{FEED_HISTORY}}}archive")
    dialect.mend_feed(head, feed)


def _head(root: etree._Element, dialect: Dialect) -> etree._Element:
    """What holds the entries, and is said of the feed."""
    return root[0] if dialect.format == "rss" else root
