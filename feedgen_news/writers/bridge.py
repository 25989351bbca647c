"""The one door to feedgen 1.0.0, and what it takes to get valid feeds out of it.

feedgen builds a tree and lets extensions change each element it has built. Ours hand the
element to the format (`atom`, `rss`), which adds what feedgen loses: the attributes of
entry links, name-only authors in RSS, pictures without a group, dates without the
process's locale. The clock it stamps on everything is always overwritten, new entries
come after old ones, and the generator carries no version, so equal feeds are equal bytes.
"""

from collections.abc import Callable

import msgspec
from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from feedgen_news.model import Entry, Feed
from feedgen_news.writers import elsewhere, links
from feedgen_news.writers.media_types import HTML
from feedgen_news.writers.plain_text import unmistakable

ATOM = "http://www.w3.org/2005/Atom"
MEDIA = "http://search.yahoo.com/mrss/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
DUBLIN_CORE_TERMS = "http://purl.org/dc/terms/"
FEED_HISTORY = "http://purl.org/syndication/history/1.0"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
GENERATOR = "feedgen-news"


class Dialect(msgspec.Struct, frozen=True):
    """What one XML format adds to the tree that feedgen builds."""

    format: str  # its key in `Feed.urls`
    media_type: str
    namespaces: dict[str, str]
    link: str  # the name of its link element
    summary: Callable[[str], tuple[str, str]]  # → text, type
    mend_feed: Callable[[etree._Element, Feed], None]
    mend_entry: Callable[[etree._Element, Entry, Feed], None]


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


def document(feed: Feed, dialect: Dialect) -> bytes:
    """The feed as an XML document, UTF-8, declaration first, only used namespaces declared."""
    generator = _generator(feed, dialect)
    for entry in feed.entries:
        generator.add_entry(_entry(entry, feed, dialect), order="append")
    # feedgen shows its tree nowhere in public, and serialises namespaces not in use.
    build = generator._create_atom if dialect.format == "atom" else generator._create_rss
    root, _ = build()
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


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
    head = root[0] if dialect.format == "rss" else root
    for rel, url in links.onward(feed, dialect.format):
        type_ = {} if rel == "hub" else {"type": dialect.media_type}
        etree.SubElement(head, dialect.link, {"rel": rel, "href": url, **type_})
    if feed.history.closed:
        etree.SubElement(head, f"{{{FEED_HISTORY}}}archive")
    dialect.mend_feed(head, feed)


def _entry(entry: Entry, feed: Feed, dialect: Dialect) -> FeedEntry:
    article = entry.article
    item = FeedEntry()
    item.id(entry.id)
    item.title(unmistakable(article.title))
    item.link(href=entry.link, rel="alternate")
    if article.authors:
        item.author([{"name": unmistakable(person.name)} for person in article.authors])
    if entry.categories:
        item.category([{"term": c.slug, "label": unmistakable(c.title)} for c in entry.categories])
    if summary := elsewhere.summary(entry) or ("" if entry.html else unmistakable(article.title)):
        text, kind = dialect.summary(summary)  # an entry of nothing but a title is a warning
        item.summary(text, type=kind)
    if entry.html:
        item.content(elsewhere.body(entry), type="html")
    mending = _Extension(lambda element: dialect.mend_entry(element, entry, feed))
    item.register_extension("mending", lambda: mending)
    return item
