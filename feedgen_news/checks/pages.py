"""The pages for people: nothing active, nothing from elsewhere, no link that leads nowhere."""

import re
from collections.abc import Callable

from lxml import etree

from feedgen_news.checks import bodies, texts
from feedgen_news.checks.bodies import ACTIVE, dangers
from feedgen_news.checks.finding import Check, Fault, Faults, PublishedFile, shown

CODES = {
    "page-charset": Check("E", "no UTF-8 charset in the first 1,024 bytes"),
    "page-title": Check("W", "a page without a title"),
    "page-policy": Check("W", "no Content-Security-Policy that keeps scripts out"),
    "page-referrer": Check("W", "the page tells other sites where its readers come from"),
    "page-third-party": Check("W", "something else than a picture is loaded from another site"),
    "page-alternate": Check("E", "a feed is offered by a relative address; readers miss it"),
    "page-without-feeds": Check("W", "a topic's page does not offer the topic's feeds"),
    "broken-link": Check("E", "a link to a page or file that is not in the folder"),
}

_CHARSET = re.compile(rb"""<meta\s+charset=["']?utf-8["'\s/>]""", re.IGNORECASE)
_ON_PAGES = frozenset({"meta", "link"})  # what a page may hold and a body may not
_LOADING_RELATIONS = frozenset({"stylesheet", "icon", "preload", "modulepreload", "prefetch"})
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_FEED_TYPES = frozenset({"application/atom+xml", "application/rss+xml", "application/feed+json"})


def is_ours(file: PublishedFile) -> bool:
    """Whether it is a page of ours, by its place or its mark; others may do as they like."""
    folder, _, name = file.path.rpartition("/")
    return name == "index.html" or folder == "articles" or b'content="feedgen-news"' in file.body


def examine(file: PublishedFile, exists: Callable[[str], bool], feeds: frozenset[str]) -> Faults:
    """A page; `exists` resolves links, `feeds` are addresses that the page has to offer."""
    if not _CHARSET.search(file.body[:1024]):
        yield Fault("page-charset")
    root, too_deep = bodies.parse(file.body)
    text = file.body.decode("utf-8", "replace")
    yield from bodies.structure(text, too_deep, "page")
    yield from texts.characters(text, "page")
    yield from _head(root)
    yield from _offers(root, feeds)
    for element in bodies.everything(root):
        if not isinstance(element.tag, str):
            continue  # a comment
        where = f"line {element.sourceline}"
        yield from dangers(element, where, ACTIVE - _ON_PAGES)
        yield from _loads(element, where)
        yield from _leads_somewhere(element, where, exists)


def _head(root: etree._Element) -> Faults:
    if not (root.findtext("head/title") or "").strip():
        yield Fault("page-title")
    metas = {
        (meta.get("name") or meta.get("http-equiv") or "").lower(): meta.get("content") or ""
        for meta in root.iterfind("head/meta")
    }
    policy = metas.get("content-security-policy", "")
    if "default-src 'none'" not in policy or "script-src" in policy:
        yield Fault("page-policy", detail=shown(policy))
    if metas.get("referrer") != "no-referrer":
        yield Fault("page-referrer")
    if "refresh" in metas:
        yield Fault("active-content", "head", "refresh")


def _offers(root: etree._Element, feeds: frozenset[str]) -> Faults:
    offered = {
        link.get("href") or "": link
        for link in root.iterfind("head/link")
        if "alternate" in (link.get("rel") or "") and link.get("type") in _FEED_TYPES
    }
    for address, link in offered.items():
        if not texts.is_absolute(address):
            yield Fault("page-alternate", f"line {link.sourceline}", shown(address))
    for address in sorted(feeds - set(offered)):
        yield Fault("page-without-feeds", "head", shown(address))


def _loads(element: etree._Element, where: str) -> Faults:
    """Nothing but pictures may come from elsewhere."""
    relations = set((element.get("rel") or "").split())
    address = element.get("href") or ""
    if element.tag == "link" and relations & _LOADING_RELATIONS and _SCHEME.match(address):
        yield Fault("page-third-party", where, shown(address))


def _leads_somewhere(element: etree._Element, where: str, exists: Callable[[str], bool]) -> Faults:
    for name in ("href", "src"):
        address = element.get(name)
        if address and not address.startswith("#") and not exists(address):
            yield Fault("broken-link", where, shown(address))
