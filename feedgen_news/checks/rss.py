"""RSS 2.0 and the RSS Advisory Board's profile."""

from collections.abc import Generator

from lxml import etree

from feedgen_news.checks import bodies, documents, entries, links, media, texts, values
from feedgen_news.checks.finding import (
    Check,
    Fault,
    Faults,
    FeedFacts,
    PublishedFile,
    says_farewell,
    shown,
)
from feedgen_news.checks.vocabulary import ATOM

CODES = {
    "rss-version": Check("E", "not RSS 2.0"),
    "rss-channel-link": Check("W", "the channel's link is the feed instead of its page"),
    "rss-late-element": Check("W", "an element of the channel stands after its items"),
    "rss-empty-item": Check("E", "an item with neither title nor description"),
    "rss-no-guid": Check("W", "an item without a guid: readers guess whether it is new"),
    "rss-guid-permalink": Check("E", "a guid that is no URL and does not say so; readers open it"),
    "rss-text-order": Check("W", "the full text stands before the description, or without one"),
    "rss-author": Check("E", "an author element, which is for e-mail addresses, not for names"),
    "rss-enclosures": Check("W", "several enclosures; readers take the first or the last"),
    "rss-contact": Check("E", "a managingEditor or webMaster without an e-mail address"),
    "rss-said-twice": Check("W", "the same in RSS's own element and in an extension's"),
    "rss-image": Check("W", "a channel image too large, or not titled and linked as the channel"),
    "rss-avoid": Check("W", "textInput, skipHours or skipDays: readers ignore them or stumble"),
    "rss-category-comma": Check("W", "a comma in a category; FreshRSS splits there"),
    "rss-ttl": Check("W", "a ttl over an hour slows down every poll"),
}

_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_FULL_TEXT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CLOSED = "{http://purl.org/syndication/history/1.0}archive"
_DC, _TERMS = "{http://purl.org/dc/elements/1.1/}", "{http://purl.org/dc/terms/}"
_ATOM = f"{{{ATOM}}}"
_SAME = {  # RSS's own element → what says the same (W3C: DuplicateSemantics)
    "pubDate": (f"{_DC}date", f"{_ATOM}published"),
    "guid": (f"{_ATOM}id",),
    "category": (f"{_DC}subject",),
    "source": (f"{_DC}source",),
    "copyright": (f"{_DC}rights",),
    "description": (f"{_ATOM}content", "{http://www.w3.org/1999/xhtml}body"),
    "language": (f"{_DC}language",),
    "webMaster": (f"{_DC}publisher",),
    "managingEditor": (_CREATOR,),
    "lastBuildDate": (f"{_TERMS}modified",),
}
LONGEST_TTL = 60  # minutes
_GOOD_TTLS = frozenset(map(str, range(1, LONGEST_TTL + 1)))
_ITEM_ONCE = frozenset(
    (
        f"guid link title description pubDate comments source {_FULL_TEXT} {_DC}date {_ATOM}id"
    ).split()
)
_CHANNEL_ONCE = frozenset(
    (
        "language copyright managingEditor webMaster pubDate lastBuildDate generator docs ttl image"
        " cloud rating textInput skipHours skipDays"
    ).split()
)
_IMAGE_LIMITS = {"width": 144, "height": 400}  # pixels


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
    yield from entries.distinct([documents.text(item, "guid") for item in items])
    published = [texts.rfc822_order(documents.text(item, "pubDate")) for item in items]
    modified = [documents.text(item, f"{_TERMS}modified") for item in items]
    yield from entries.newest_first(*filter(any, (published, modified)))
    title = documents.text(channel, "title")
    return FeedFacts(
        path=file.path,
        self_url=links.first(channel, "self"),
        title=title,
        items=tuple((documents.text(x, "guid"), documents.text(x, "link")) for x in items),
        said=tuple(map(_said, items)),
        page=documents.text(channel, "link"),
        hubs=links.hubs(channel),
        ways=links.ways(channel),
        closed=channel.find(_CLOSED) is not None,
        has_ended=says_farewell(title, len(items)),
    )


def _said(item: etree._Element) -> tuple[str, str]:
    published = texts.rfc822_instant(documents.text(item, "pubDate"))
    return documents.text(item, "title"), published


def _channel(channel: etree._Element, items: list[etree._Element], file: PublishedFile) -> Faults:
    yield from documents.required(channel, ("title", "link", "description"), "channel")
    for name in ("title", "description"):
        for element in channel.iterfind(name):
            yield from texts.plain(element.text, "channel", one_line=name == "title")
    link = documents.text(channel, "link")
    yield from texts.link(link, "channel")
    if link and link == links.first(channel, "self"):
        yield Fault("rss-channel-link", "channel", shown(link))
    yield from links.of_feed(channel, "channel")
    yield from _language(channel)
    yield from _rare(channel, link)
    yield from _said_twice(channel, "channel")
    yield from _dates(channel, "channel", file)
    ttl = documents.text(channel, "ttl")
    if channel.find("ttl") is not None and ttl not in _GOOD_TTLS:
        yield Fault("rss-ttl", "channel", shown(ttl))
    yield from documents.last(items, "rss-late-element")


def _language(channel: etree._Element) -> Faults:
    tag = documents.text(channel, "language")
    if not tag:
        yield Fault("no-language", "channel")
    yield from values.language(tag, "channel")


def _rare(channel: etree._Element, link: str) -> Faults:
    """What a channel had better be without, or has to have whole."""
    for name in ("managingEditor", "webMaster"):
        if "@" not in documents.text(channel, name) and channel.find(name) is not None:
            yield Fault("rss-contact", "channel", shown(documents.text(channel, name)))
    yield from documents.at_most_once(channel, _CHANNEL_ONCE, "channel")
    for docs in channel.iterfind("docs"):
        yield from texts.link(docs.text, "channel")
    for name in ("textInput", "skipHours", "skipDays"):
        if channel.find(name) is not None:
            yield Fault("rss-avoid", "channel", name)
    for image in channel.iterfind("image"):
        yield from documents.required(image, ("url", "title", "link"), "channel image")
        said = (documents.text(image, "title"), documents.text(image, "link"))
        if said != (documents.text(channel, "title"), link):
            yield Fault("rss-image", "channel", shown(" ".join(said)))
        for name, limit in _IMAGE_LIMITS.items():
            size = documents.text(image, name)
            if size and not (size.isdecimal() and len(size) < 5 and 0 < int(size) <= limit):
                yield Fault("rss-image", "channel", shown(f"{name} {size}"))


def _said_twice(parent: etree._Element, where: str) -> Faults:
    for own, others in _SAME.items():
        if parent.find(own) is not None:
            for other in others:
                if parent.find(other) is not None:
                    yield Fault("rss-said-twice", where, own)


def _item(item: etree._Element, file: PublishedFile) -> Faults:
    identifier = documents.text(item, "guid")
    where = documents.place(item, identifier)
    for rule in (_identity, _texts, _labels, _enclosures, _said_twice, links.of_entry):
        yield from rule(item, where)
    yield from media.examine(item, where, item.findall("enclosure"))
    yield from _dates(item, where, file)
    if item.find("pubDate") is None and item.find(f"{_DC}date") is None:
        yield Fault("no-date", where)


def _identity(item: etree._Element, where: str) -> Faults:
    guid = item.find("guid")
    if guid is None or not guid.text:
        yield Fault("rss-no-guid", where)
    else:
        if guid.get("isPermaLink") != "false" and not texts.is_absolute(guid.text):
            yield Fault("rss-guid-permalink", where)
        yield from texts.entry_id(guid.text, where)
    yield from documents.at_most_once(item, _ITEM_ONCE, where)
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
        if description is None or item.index(full_text) < item.index(description):
            yield Fault("rss-text-order", where)


def _labels(item: etree._Element, where: str) -> Faults:
    for category in item.iterfind("category"):
        yield from texts.plain(category.text, where)
        if "," in (category.text or ""):
            yield Fault("rss-category-comma", where, shown(category.text or ""))
    for creator in item.iterfind(_CREATOR):
        yield from texts.person(creator.text, where)
    for source in item.iterfind("source"):
        yield from documents.attributes(source, ("url",), where)
        yield from texts.plain(source.text, where)
        yield from texts.link(source.get("url"), where)
    yield from values.language(item.findtext(f"{_DC}language"), where)
    for author in item.iterfind("author"):
        yield Fault("rss-author", where, shown(author.text or ""))


def _enclosures(item: etree._Element, where: str) -> Faults:
    enclosures = item.findall("enclosure")
    if len(enclosures) > 1:
        yield Fault("rss-enclosures", where)
    for enclosure in enclosures:
        yield from documents.attributes(enclosure, ("url", "type", "length"), where)
        yield from texts.link(enclosure.get("url"), where)
        yield from values.media_type(enclosure.get("type"), where)
        yield from values.number(enclosure.get("length"), where)


def _dates(parent: etree._Element, where: str, file: PublishedFile) -> Faults:
    for name in ("pubDate", "lastBuildDate"):
        for element in parent.iterfind(name):
            yield from texts.rfc822_date(element.text, where, file.modified)
