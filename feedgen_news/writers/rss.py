"""RSS 2.0, by the RSS Advisory Board's profile."""

from email.utils import format_datetime

from lxml import etree

from feedgen_news.model import Entry, Feed, rfc3339
from feedgen_news.writers import bridge, summaries
from feedgen_news.writers.media_types import RSS, picture_type
from feedgen_news.writers.pictures import add_media, lead_picture
from feedgen_news.writers.plain_text import unmistakable


def write(feed: Feed) -> bytes:
    """The feed as an RSS document."""
    return bridge.document(feed, _DIALECT)


def _summary(summary: str) -> tuple[str, str]:
    """As HTML, for that is what readers take a description for."""
    return summaries.as_html(summary), "html"


def _mend_feed(channel: etree._Element, feed: Feed) -> None:
    etree.SubElement(channel, "lastBuildDate").text = format_datetime(feed.updated)


def _mend_entry(element: etree._Element, entry: Entry, feed: Feed) -> None:
    article = entry.article
    for person in article.authors:
        creator = etree.SubElement(element, f"{{{bridge.DUBLIN_CORE}}}creator")
        creator.text = unmistakable(person.name)
    for category, label in zip(element.iterfind("category"), entry.categories, strict=True):
        category.text = unmistakable(_without_commas(label.title) or label.slug)
    etree.SubElement(element, "pubDate").text = format_datetime(entry.date)
    if entry.updated > entry.date:
        modified = etree.SubElement(element, f"{{{bridge.DUBLIN_CORE_TERMS}}}modified")
        modified.text = rfc3339(entry.updated)
    if article.language and article.language != feed.language:
        language = etree.SubElement(element, f"{{{bridge.DUBLIN_CORE}}}language")
        language.text = article.language
    if publisher := entry.publisher:
        source = etree.SubElement(element, "source", url=publisher.url)
        source.text = unmistakable(publisher.title)
    if picture := lead_picture(article):
        url = picture.url or ""
        attributes = {"url": url, "length": "0", "type": picture_type(url)}
        etree.SubElement(element, "enclosure", attributes)
        add_media(element, picture)


def _without_commas(title: str) -> str:
    """FreshRSS takes a comma for the end of a category."""
    return " ".join(title.replace(",", " ").split())


_DIALECT = bridge.Dialect(
    format="rss",
    media_type=RSS,
    namespaces={
        "atom": bridge.ATOM,
        "media": bridge.MEDIA,
        "dc": bridge.DUBLIN_CORE,
        "dcterms": bridge.DUBLIN_CORE_TERMS,
        "fh": bridge.FEED_HISTORY,
    },
    link=f"{{{bridge.ATOM}}}link",
    summary=_summary,
    mend_feed=_mend_feed,
    mend_entry=_mend_entry,
)
