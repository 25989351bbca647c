"""Atom 1.0 (RFC 4287)."""

from lxml import etree

from feedgen_news.model import Entry, Feed, Publisher, rfc3339
from feedgen_news.writers import bridge, summaries
from feedgen_news.writers.media_types import ATOM, HTML, picture_type
from feedgen_news.writers.pictures import add_media, lead_picture
from feedgen_news.writers.plain_text import unmistakable


def write(feed: Feed) -> bytes:
    """The feed as an Atom document."""
    return bridge.document(feed, _DIALECT)


def _summary(summary: str) -> tuple[str, str]:
    """A text construct (§3.1): as HTML where it is a list, or could be taken for markup."""
    points = summaries.lines(summary)
    plain = len(points) == 1 and unmistakable(points[0]) == points[0]
    return (points[0], "text") if plain else (summaries.as_html(summary), "html")


def _mend_feed(root: etree._Element, feed: Feed) -> None:
    _child(root, "updated").text = rfc3339(feed.updated)
    _child(root, "title").set("type", "text")
    _child(root, "subtitle").set("type", "text")
    if not feed.description:
        root.remove(_child(root, "subtitle"))


def _mend_entry(element: etree._Element, entry: Entry, feed: Feed) -> None:
    article = entry.article
    _child(element, "updated").text = rfc3339(entry.updated)
    _child(element, "title").set("type", "text")
    _child(element, "link").set("rel", "alternate")
    if article.published:
        etree.SubElement(element, "published").text = rfc3339(entry.date)
    if article.language and article.language != feed.language:
        element.set(bridge.XML_LANG, article.language)
    if picture := lead_picture(article):
        url = picture.url or ""
        link = {"rel": "enclosure", "type": picture_type(url), "length": "0", "href": url}
        etree.SubElement(element, "link", link)
        add_media(element, picture)
    for copy in entry.copies:  # §4.2.7.2
        related = {"rel": "related", "type": HTML, "title": copy.title, "href": copy.url}
        etree.SubElement(element, "link", related)
    if publisher := entry.publisher:
        _add_source(element, publisher, entry)


def _add_source(element: etree._Element, publisher: Publisher, entry: Entry) -> None:
    """Where it comes from (§4.2.11); as new as the entry, for that is all we know of it."""
    source = etree.SubElement(element, "source")
    etree.SubElement(source, "id").text = publisher.id
    etree.SubElement(source, "title", type="text").text = unmistakable(publisher.title)
    etree.SubElement(source, "updated").text = rfc3339(entry.updated)
    etree.SubElement(source, "link", rel="alternate", type=HTML, href=publisher.url)


def _child(parent: etree._Element, name: str) -> etree._Element:
    """A child that feedgen has written; it leaves its Atom elements without a namespace."""
    child = parent.find(name)
    assert child is not None
    return child


_DIALECT = bridge.Dialect(
    format="atom",
    media_type=ATOM,
    namespaces={"media": bridge.MEDIA, "fh": bridge.FEED_HISTORY},
    link="link",
    summary=_summary,
    mend_feed=_mend_feed,
    mend_entry=_mend_entry,
)
