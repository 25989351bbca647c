"""RSS 2.0 and the RSS Advisory Board's profile."""

from collections.abc import Generator

from lxml import etree

from feedgen_news.checks import bodies, documents, texts
from feedgen_news.checks.finding import Check, Fault, Faults, FeedFacts, PublishedFile, shown

CODES = {
    "rss-version": Check("E", "not RSS 2.0"),
    "rss-channel-link": Check("W", "the channel's link is the feed instead of its page"),
    "rss-late-element": Check("W", "an element of the channel stands after its items"),
    "rss-empty-item": Check("E", "an item with neither title nor description"),
    "rss-no-guid": Check("W", "an item without a guid: readers guess whether it is new"),
    "rss-guid-permalink": Check("E", "a guid that is no URL and does not say so; readers open it"),
    "rss-text-order": Check("W", "the full text stands before the description"),
    "rss-author": Check("E", "an author element, which is for e-mail addresses, not for names"),
    "rss-enclosures": Check("W", "several enclosures; readers take the first or the last"),
    "rss-category-comma": Check("W", "a comma in a category; FreshRSS splits there"),
    "rss-ttl": Check("W", "a ttl over an hour slows down every poll"),
}

_ATOM_LINK = "{http://www.w3.org/2005/Atom}link"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_FULL_TEXT = "{http://purl.org/rss/1.0/modules/content/}encoded"
LONGEST_TTL = 60  # minutes


def examine(file: PublishedFile) -> Generator[Fault, None, FeedFacts | None]:
    """Yields faults, returns what the feed says of itself."""
    root = yield from documents.parse(file.body, root_tag="rss")
    if root is None:
        return None
    if root.get("version") != "2.0":
        yield Fault("rss-version", f"line {root.sourceline}", shown(root.get("version", "")))
    yield from documents.required(root, ("channel",), "feed")
    channel = root.find("channel")
    if channel is None:
        return None
    items = channel.findall("item")
    yield from _channel(channel, items, file)
    for item in items:
        yield from _item(item, file)
    ids = [documents.text(item, "guid") for item in items]
    yield from texts.distinct(ids)
    links = [documents.text(item, "link") for item in items]
    title = documents.text(channel, "title")
    return FeedFacts(file.path, _self(channel), title, tuple(zip(ids, links, strict=True)))


def _channel(channel: etree._Element, items: list[etree._Element], file: PublishedFile) -> Faults:
    yield from documents.required(channel, ("title", "link", "description"), "channel")
    for name in ("title", "description"):
        for element in channel.iterfind(name):
            yield from texts.plain(element.text, "channel", one_line=name == "title")
    link = documents.text(channel, "link")
    yield from texts.link(link, "channel")
    if link and link == _self(channel):
        yield Fault("rss-channel-link", "channel", shown(link))
    if not documents.text(channel, "language"):
        yield Fault("no-language", "channel")
    yield from _dates(channel, "channel", file)
    ttl = documents.text(channel, "ttl")
    if ttl and not (ttl.isdecimal() and len(ttl) < 6 and int(ttl) <= LONGEST_TTL):
        yield Fault("rss-ttl", "channel", shown(ttl))
    yield from documents.last(items, "rss-late-element")


def _item(item: etree._Element, file: PublishedFile) -> Faults:
    identifier = documents.text(item, "guid")
    where = documents.place(item, identifier)
    for rule in (_identity, _texts, _labels, _enclosures, documents.media):
        yield from rule(item, where)
    yield from _dates(item, where, file)


def _identity(item: etree._Element, where: str) -> Faults:
    guid = item.find("guid")
    if guid is None or not guid.text:
        yield Fault("rss-no-guid", where)
    else:
        if guid.get("isPermaLink") != "false" and not texts.is_absolute(guid.text):
            yield Fault("rss-guid-permalink", where)
        yield from texts.entry_id(guid.text, where)
    for name in ("guid", "link", "title", "description", "pubDate"):
        if len(item.findall(name)) > 1:
            yield Fault("repeated-element", where, name)
    yield from texts.link(documents.text(item, "link"), where)


def _texts(item: etree._Element, where: str) -> Faults:
    title, description = item.find("title"), item.find("description")
    if title is None and description is None:
        yield Fault("rss-empty-item", where)
    if title is not None:
        yield from texts.plain(title.text, where)
    if description is not None:
        yield from bodies.examine(description.text or "", where)
    full_text = item.find(_FULL_TEXT)
    if full_text is not None:
        yield from bodies.examine(full_text.text or "", where)
        if description is not None and item.index(full_text) < item.index(description):
            yield Fault("rss-text-order", where)


def _labels(item: etree._Element, where: str) -> Faults:
    for category in item.iterfind("category"):
        yield from texts.plain(category.text, where)
        if "," in (category.text or ""):
            yield Fault("rss-category-comma", where, shown(category.text or ""))
    for creator in item.iterfind(_CREATOR):
        yield from texts.plain(creator.text, where)
    for author in item.iterfind("author"):
        yield Fault("rss-author", where, shown(author.text or ""))


def _enclosures(item: etree._Element, where: str) -> Faults:
    enclosures = item.findall("enclosure")
    if len(enclosures) > 1:
        yield Fault("rss-enclosures", where)
    for enclosure in enclosures:
        yield from documents.attributes(enclosure, ("url", "type", "length"), where)
        yield from texts.link(enclosure.get("url"), where)


def _dates(parent: etree._Element, where: str, file: PublishedFile) -> Faults:
    for name in ("pubDate", "lastBuildDate"):
        for element in parent.iterfind(name):
            yield from texts.rfc822_date(element.text, where, file.modified)


def _self(channel: etree._Element) -> str:
    links = channel.iterfind(_ATOM_LINK)
    return next((link.get("href", "") for link in links if link.get("rel") == "self"), "")
