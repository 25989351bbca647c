"""The list of feeds (OPML 2.0)."""

from collections import Counter
from collections.abc import Callable

from lxml import etree

from feedgen_news.checks import documents, texts
from feedgen_news.checks.finding import Check, Fault, Faults, PublishedFile, shown

CODES = {
    "opml-version": Check("E", "not OPML 2.0"),
    "opml-outline": Check("E", "an outline lacks its text, or a feed its type, title or address"),
    "opml-twice": Check("W", "a topic is listed twice; whoever imports the list gets it twice"),
    "opml-dead-feed": Check("E", "a feed is listed that is not in the folder"),
}


def examine(file: PublishedFile, exists: Callable[[str], bool]) -> Faults:
    """The document; `exists` knows whether a URL of this site leads to a file."""
    root = yield from documents.parse(file.body, root_tag="opml")
    if root is None:
        return
    if root.get("version") != "2.0":
        yield Fault("opml-version", f"line {root.sourceline}", shown(root.get("version", "")))
    yield from documents.required(root, ("head", "body"), "opml")
    outlines = list(root.iterfind("body//outline"))
    for outline in outlines:
        yield from _outline(outline, exists)
    pages = Counter(outline.get("htmlUrl") or outline.get("xmlUrl") for outline in outlines)
    for page, count in pages.items():
        if page and count > 1:
            yield Fault("opml-twice", detail=shown(page))


def _outline(outline: etree._Element, exists: Callable[[str], bool]) -> Faults:
    where = f"line {outline.sourceline}"
    address = outline.get("xmlUrl")
    if not (outline.get("text") or "").strip():
        yield Fault("opml-outline", where, "text")
    if address is None and outline.get("type") is None:
        return  # a folder
    if outline.get("type") != "rss" or not outline.get("title"):
        yield Fault("opml-outline", where, "type or title")
    yield from texts.link(address, where)
    if address and not exists(address):
        yield Fault("opml-dead-feed", where, shown(address))
