"""Entries as feedgen and lxml write them, and JSON items as msgspec does: what ours must equal.

The product writes entries as text (docs/decisions/entries-as-text.md). Here the same
entries go the long way: feedgen builds a tree, an extension mends it, lxml prints it.
"""

from email.utils import format_datetime

import msgspec
from feedgen.entry import FeedEntry
from lxml import etree

from feedgen_news.model import rfc3339
from feedgen_news.site import Entry, Feed
from feedgen_news.writers import atom, bridge, elsewhere, json_feed, rss, summaries
from feedgen_news.writers.media_types import HTML, picture_type
from feedgen_news.writers.pictures import lead_picture
from feedgen_news.writers.plain_text import unmistakable

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MEDIA = f"{{{bridge.MEDIA}}}"
DC = f"{{{bridge.DUBLIN_CORE}}}"
TERMS = f"{{{bridge.DUBLIN_CORE_TERMS}}}"


class Mending:
    def __init__(self, mend):
        self.extend_atom = self.extend_rss = mend


def atom_document(feed: Feed) -> bytes:
    return document(feed, atom._DIALECT, atom_summary, mend_atom)


def rss_document(feed: Feed) -> bytes:
    return document(feed, rss._DIALECT, lambda text: (summaries.as_html(text), "html"), mend_rss)


def document(feed, dialect, summary, mend):
    generator = bridge._generator(feed, dialect)
    for entry in feed.entries:
        generator.add_entry(feed_entry(entry, feed, summary, mend), order="append")
    root, _ = generator._create_atom() if dialect.format == "atom" else generator._create_rss()
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def feed_entry(entry: Entry, feed: Feed, summary, mend) -> FeedEntry:
    item = FeedEntry()
    item.id(entry.id)
    item.title(unmistakable(entry.article.title))
    item.link(href=entry.link, rel="alternate")
    if authors := entry.article.authors:
        item.author([{"name": unmistakable(person.name)} for person in authors])
    if entry.categories:
        item.category([{"term": c.slug, "label": unmistakable(c.title)} for c in entry.categories])
    said = elsewhere.summary(entry)
    if said := said or ("" if entry.html else unmistakable(entry.article.title)):
        text, kind = summary(said)
        item.summary(text, type=kind)
    if entry.html:
        item.content(elsewhere.body(entry), type="html")
    item.register_extension("mending", lambda: Mending(lambda e: mend(e, entry, feed)))
    return item


def atom_summary(summary):
    points = summaries.lines(summary)
    plain = len(points) == 1 and unmistakable(points[0]) == points[0]
    return (points[0], "text") if plain else (summaries.as_html(summary), "html")


def mend_atom(element, entry, feed):
    article = entry.article
    element.find("updated").text = rfc3339(entry.updated)
    element.find("title").set("type", "text")
    element.find("link").set("rel", "alternate")
    if article.published:
        etree.SubElement(element, "published").text = rfc3339(entry.date)
    if article.language and article.language != feed.language:
        element.set(XML_LANG, article.language)
    if picture := lead_picture(article):
        link = {"rel": "enclosure", "type": picture_type(picture.url), "length": "0"}
        etree.SubElement(element, "link", {**link, "href": picture.url})
        add_media(element, picture)
    for copy in entry.copies:
        related = {"rel": "related", "type": HTML, "title": copy.title, "href": copy.url}
        etree.SubElement(element, "link", related)
    if publisher := entry.publisher:
        source = etree.SubElement(element, "source")
        etree.SubElement(source, "id").text = publisher.id
        etree.SubElement(source, "title", type="text").text = unmistakable(publisher.title)
        etree.SubElement(source, "updated").text = rfc3339(entry.updated)
        etree.SubElement(source, "link", rel="alternate", type=HTML, href=publisher.url)


def mend_rss(element, entry, feed):
    article = entry.article
    for person in article.authors:
        etree.SubElement(element, f"{DC}creator").text = unmistakable(person.name)
    for category, label in zip(element.iterfind("category"), entry.categories, strict=True):
        title = " ".join(label.title.replace(",", " ").split())
        category.text = unmistakable(title or label.slug)
    etree.SubElement(element, "pubDate").text = format_datetime(entry.date)
    if entry.modified:
        etree.SubElement(element, f"{TERMS}modified").text = rfc3339(entry.modified)
    if article.language and article.language != feed.language:
        etree.SubElement(element, f"{DC}language").text = article.language
    if publisher := entry.publisher:
        source = etree.SubElement(element, "source", url=publisher.url)
        source.text = unmistakable(publisher.title)
    if picture := lead_picture(article):
        attributes = {"url": picture.url, "length": "0", "type": picture_type(picture.url)}
        etree.SubElement(element, "enclosure", attributes)
        add_media(element, picture)


def add_media(element, picture):
    url = picture.url
    of = {"url": url, "type": picture_type(url), "medium": "image"}
    content = etree.SubElement(element, f"{MEDIA}content", of)
    if picture.caption:
        description = etree.SubElement(content, f"{MEDIA}description", type="plain")
        description.text = unmistakable(picture.caption)
    if picture.credit:
        etree.SubElement(content, f"{MEDIA}credit").text = unmistakable(picture.credit)
    etree.SubElement(element, f"{MEDIA}thumbnail", url=url)


def json_document(feed: Feed) -> bytes:
    empty = msgspec.json.decode(json_feed.document(feed, []))
    if feed.entries and all(entry.article.authors for entry in feed.entries):
        empty.pop("authors")
    whole = {**empty, "items": [json_item(entry, feed) for entry in feed.entries]}
    return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"


def json_item(entry, feed):
    """Keys in their order; what is empty is left out."""
    article, picture, said = entry.article, lead_picture(entry.article), elsewhere.summary(entry)
    body = elsewhere.body(entry) or summaries.as_html(said)
    link = [{"url": picture.url, "mime_type": picture_type(picture.url)}] if picture else []
    facts = {
        "id": entry.id,
        "url": entry.link,
        "title": unmistakable(article.title),
        "content_html": body,
        "content_text": "" if body else unmistakable(article.title),
        "summary": unmistakable(summaries.as_text(said)),
        "image": picture.url if picture else "",
        "date_published": rfc3339(entry.date),
        "date_modified": rfc3339(entry.modified) if entry.modified else "",
        "authors": [{"name": unmistakable(person.name)} for person in article.authors],
        "tags": [unmistakable(c.title).replace("&", "+") for c in entry.categories],
        "language": article.language if article.language != feed.language else "",
        "attachments": link,
    }
    return {name: value for name, value in facts.items() if value}
