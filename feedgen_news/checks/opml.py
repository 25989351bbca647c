"""The list of feeds (OPML 2.0)."""

from collections import Counter
from collections.abc import Generator

from lxml import etree

from feedgen_news.checks import documents, texts
from feedgen_news.checks.addresses import Addresses
from feedgen_news.checks.finding import Check, Fault, Faults, PublishedFile, shown

CODES = {
    "opml-version": Check("E", "not OPML 2.0"),
    "opml-outline": Check("E", "an outline lacks its text, or a feed its type, title or address"),
    "opml-twice": Check("W", "a topic is listed twice; whoever imports the list gets it twice"),
    "opml-folder": Check("W", "a folder that is empty, or that carries more than its text"),
    "opml-dead-feed": Check("E", "a feed is listed that is not in the folder"),
}


_OF_FEEDS = frozenset({"title", "htmlUrl", "description", "language", "version"})


def examine(
    file: PublishedFile, addresses: Addresses
) -> Generator[Fault, None, frozenset[str] | None]:
    """Yields faults, returns the addresses of the feeds it lists; None where it is no OPML."""
    root = yield from documents.parse(file.body, root_tag="opml")
    if root is None:
        return None
    if root.get("version") != "2.0":
        yield Fault("opml-version", f"line {root.sourceline}", shown(root.get("version", "")))
    yield from documents.required(root, ("head", "body"), "opml")
    for name in ("head/dateCreated", "head/dateModified"):
        for date in root.iterfind(name):
            yield from texts.rfc822_date(date.text, "head", file.modified)
    outlines = list(root.iterfind("body//outline"))
    for outline in outlines:
        yield from _outline(outline, addresses, file.path)
    pages = Counter(outline.get("htmlUrl") or outline.get("xmlUrl") for outline in outlines)
    for page, count in pages.items():
        if page and count > 1:
            yield Fault("opml-twice", detail=shown(page))
    return frozenset(outline.get("xmlUrl", "") for outline in outlines)


def _outline(outline: etree._Element, addresses: Addresses, page: str) -> Faults:
    where = f"line {outline.sourceline}"
    yield from texts.plain(outline.get("text") or "-", where)
    if not (outline.get("text") or "").strip():
        yield Fault("opml-outline", where, "text")
    if outline.get("xmlUrl") is None and outline.get("type") is None:
        if not len(outline) or _OF_FEEDS & set(map(str, outline.attrib)):
            yield Fault("opml-folder", where, shown(outline.get("text", "")))
        return
    yield from _feed(outline, where, addresses, page)


def _feed(outline: etree._Element, where: str, addresses: Addresses, page: str) -> Faults:
    address, home = outline.get("xmlUrl"), outline.get("htmlUrl")
    if outline.get("type") != "rss" or not outline.get("title"):
        yield Fault("opml-outline", where, "type or title")
    yield from texts.link(address, where)
    if address and not addresses.exists(address, page=page):
        yield Fault("opml-dead-feed", where, shown(address))
    if home is not None:
        yield from texts.link(home, where)
        if not addresses.exists(home, page=page):
            yield Fault("broken-link", where, shown(home))
