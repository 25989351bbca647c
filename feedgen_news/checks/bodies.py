"""HTML inside feeds and on pages: nothing active, nothing relative, nothing half-open."""

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from feedgen_news.checks.finding import Check, Fault, Faults, shown
from feedgen_news.checks.texts import characters

CODES = {
    "active-content": Check("E", "an element or attribute that a reader would run or load"),
    "unsafe-url": Check("E", "a URL of a scheme that can run code or read files"),
    "relative-url": Check("W", "a relative URL in a body; readers resolve it wrongly"),
    "style-in-body": Check("W", "a style attribute; readers drop it, or let it hide text"),
    "comment-in-body": Check("W", "a comment or processing instruction in a body"),
    "malformed-markup": Check("W", "tags of a body that are not closed as they were opened"),
    "too-deep": Check("E", "elements nested so deep that parsers drop what is inside"),
    "blank-target": Check("W", 'target="_blank" without rel="noopener"'),
}

ACTIVE = frozenset(
    (
        "script style iframe frame frameset object embed applet form input button select textarea"
        " meta link base svg math template noscript audio video source track portal dialog"
    ).split()
)
_LONGEST_REMEMBERED = 1 << 15  # characters; 1,024 of them are 32 MB
_ACTIVE_ATTRIBUTES = frozenset({"srcdoc", "formaction", "ping", "action"})
_URL_ATTRIBUTES = frozenset(
    "href src srcset poster cite background data longdesc xlink:href".split()
)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*(?=:)")
# Possessive throughout, so that no input makes it backtrack.
_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/<>]*+)(?>(?>[^<>"']++|"[^"]*+"|'[^']*+')*)>""")
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
# HTML Standard §13.1.2.4, Optional tags.
_CLOSED_BY_PARENT = frozenset(
    "p li dt dd rt rp option optgroup colgroup thead tbody tfoot tr td th html head body".split()
)
_IGNORED_IN_URLS = re.compile("[\x00-\x20\x7f]")  # as browsers do (URL Standard §4.4)
SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_PICTURE_DATA = re.compile(r"data:image/(?:png|jpeg|gif|webp|avif)[;,]", re.IGNORECASE)


def examine(html: str, where: str) -> Faults:
    """The body of an entry; the same one comes again in each format, and in other topics."""
    faults = _remembered(html) if len(html) < _LONGEST_REMEMBERED else _faults(html)
    for fault in faults:
        yield fault._replace(where=where)


@lru_cache(maxsize=1024)
def _remembered(html: str) -> tuple[Fault, ...]:
    return tuple(_faults(html))


def _faults(html: str) -> Faults:
    yield from characters(html, "")
    root, too_deep = parse(b"<body>" + html.encode("utf-8", "replace"))
    yield from structure(html, too_deep, "")
    for node in everything(root):
        if not isinstance(node.tag, str):
            yield Fault("comment-in-body")
            continue
        if node.attrib or node.tag in ACTIVE:
            yield from dangers(node, "", ACTIVE)
            yield from _urls_are_absolute(node, "")
            if "style" in node.attrib:
                yield Fault("style-in-body", "", shown(str(node.attrib["style"])))


def parse(html: bytes) -> tuple[etree._Element, bool]:
    """The tree, and whether it was too deep to be whole; never fails, never opens anything."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    root = etree.fromstring(html, parser)
    if root is None:  # nothing in it that could become an element
        root = etree.Element("html")
    return root, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def everything(root: etree._Element) -> Iterator[etree._Element]:
    """All nodes of a tree, and those that the parser puts beside it: what follows `</html>`."""
    for tree in (root, *root.itersiblings()):
        yield from tree.iter()


def dangers(
    element: etree._Element,
    where: str,
    active: frozenset[str],
    schemes: frozenset[str] = SAFE_SCHEMES,
) -> Faults:
    """What a browser would run or load for this element; `schemes` may be linked to."""
    tag = str(element.tag).lower()
    if tag in active:
        yield Fault("active-content", where, f"<{shown(tag)}>")
    for name, value in element.attrib.items():
        attribute = str(name).lower()
        if attribute.startswith("on") or attribute in _ACTIVE_ATTRIBUTES:
            yield Fault("active-content", where, shown(attribute))
        if attribute in _URL_ATTRIBUTES:
            yield from _scheme_is_safe(attribute, str(value), where, schemes)
    if element.get("target") and "noopener" not in (element.get("rel") or ""):
        yield Fault("blank-target", where)


def structure(html: str, too_deep: bool, where: str) -> Faults:
    """Whether tags are closed as they were opened, and no parser loses what is inside."""
    if too_deep:
        yield Fault("too-deep", where)
    if tag := _unbalanced(html):
        yield Fault("malformed-markup", where, f"<{shown(tag)}>")


def _unbalanced(html: str) -> str:
    """The first tag that is closed but not open, or stays open; "" where there is none.

    Read from the tags alone: libxml2 takes a `<p>` within `<b>` for a fault, HTML does not.
    """
    unclosed: list[str] = []
    for closing, written in _TAG.findall(html):
        name = written.lower()
        if not closing:
            unclosed += [] if name in _VOID else [name]
            continue
        while unclosed and unclosed[-1] != name and unclosed[-1] in _CLOSED_BY_PARENT:
            unclosed.pop()
        if not unclosed or unclosed.pop() != name:
            return f"/{name}"
    return next((name for name in unclosed if name not in _CLOSED_BY_PARENT), "")


def _scheme_is_safe(attribute: str, value: str, where: str, schemes: frozenset[str]) -> Faults:
    for url in urls(attribute, value):
        scheme = _SCHEME.match(_IGNORED_IN_URLS.sub("", url))
        if scheme and scheme[0].lower() not in schemes and not _PICTURE_DATA.match(url):
            yield Fault("unsafe-url", where, shown(url))


def _urls_are_absolute(element: etree._Element, where: str) -> Faults:
    for name, value in element.attrib.items():
        if str(name).lower() in _URL_ATTRIBUTES:
            for url in urls(str(name), str(value)):
                if not _SCHEME.match(_IGNORED_IN_URLS.sub("", url)):
                    yield Fault("relative-url", where, shown(url))


def urls(attribute: str, value: str) -> Iterator[str]:
    """The URLs in an attribute; `srcset` holds several, each with its width."""
    if attribute.lower() != "srcset":
        yield value
        return
    for candidate in value.split(","):
        if words := candidate.split():
            yield words[0]
