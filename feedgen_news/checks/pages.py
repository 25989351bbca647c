"""The pages for people: nothing active, nothing from elsewhere, no link that leads nowhere."""

import posixpath
import re
from collections.abc import Generator

from lxml import etree

from feedgen_news.checks import bodies, page_markup, texts
from feedgen_news.checks.addresses import NOWHERE, Addresses
from feedgen_news.checks.bodies import ACTIVE, SAFE_SCHEMES, dangers
from feedgen_news.checks.finding import Check, Fault, Faults, PublishedFile, shown

CODES = {
    "page-charset": Check("E", "no UTF-8 charset in the first 1,024 bytes"),
    "page-title": Check("W", "a page without a title"),
    "page-policy": Check("W", "no Content-Security-Policy that keeps other people's scripts out"),
    "page-referrer": Check("W", "the page tells other sites where its readers come from"),
    "page-third-party": Check("W", "something else than a picture is loaded from another site"),
    "page-alternate": Check("E", "a feed is offered by a relative address; readers miss it"),
    "page-first-feed": Check(
        "W", "the first feed that a topic's page offers is another topic's; readers take the first"
    ),
    "page-without-feeds": Check("W", "a topic's page does not offer the topic's feeds"),
    "broken-link": Check("E", "a link to a page or file that is not in the folder"),
}

_CHARSET = re.compile(rb"""<meta\s+charset=["']?utf-8["'\s/>]""", re.IGNORECASE)
# What a page may hold and a body may not: the page's policy keeps scripts and forms out.
_ON_PAGES = frozenset({"meta", "link", "svg", "button", "input", "source"})
_SCRIPTS = re.compile(r"script-src(?:-elem|-attr)?\s([^;]*)")
_REFRESH = re.compile(r"\s*\d+\s*[;,]\s*url\s*=\s*['\"]?([^'\"]*)", re.IGNORECASE)
_SUBSCRIBE = "feed"  # feed:https://…, which opens a reader
_LOADING_RELATIONS = frozenset({"stylesheet", "icon", "preload", "modulepreload", "prefetch"})
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_FEED_TYPES = frozenset({"application/atom+xml", "application/rss+xml", "application/feed+json"})


def is_ours(file: PublishedFile) -> bool:
    """Whether it is a page of ours, by its place or its mark; others may do as they like."""
    folder, _, name = file.path.rpartition("/")
    return name == "index.html" or folder == "articles" or b'content="feedgen-news"' in file.body


def examine(
    file: PublishedFile, addresses: Addresses, feeds: frozenset[str]
) -> Generator[Fault, None, frozenset[str]]:
    """Yields faults, returns the feeds it offers; `feeds` are those that it has to offer."""
    if not _CHARSET.search(file.body[:1024]):
        yield Fault("page-charset")
    root, too_deep = bodies.parse(file.body)
    text = file.body.decode("utf-8", "replace").replace("\r\n", "\n")
    yield from bodies.structure(text, too_deep, "page")
    yield from texts.characters(text, "page")
    elements = [e for e in bodies.everything(root) if isinstance(e.tag, str)]
    yield from page_markup.examine(root, elements)
    yield from _head(root, file.path, addresses)
    offered = _offers(root)
    yield from _has_to_offer(offered, feeds)
    if feeds and root.find("head/meta[@http-equiv='refresh']") is None:
        yield from _own_first(next(iter(offered), ""), file.path, addresses)
    for element in elements:
        where = f"line {element.sourceline}"
        is_ours = element.tag == "script" and _is_a_file_of_ours(element, file.path, addresses)
        active = ACTIVE - _ON_PAGES - ({"script"} if is_ours else set())
        yield from dangers(element, where, active, SAFE_SCHEMES | {_SUBSCRIBE})
        yield from _loads(element, where)
        yield from _leads_somewhere(element, where, file.path, addresses)
    return frozenset(offered)


def _head(root: etree._Element, page: str, addresses: Addresses) -> Faults:
    if not (root.findtext("head/title") or "").strip():
        yield Fault("page-title")
    metas = {
        (meta.get("name") or meta.get("http-equiv") or "").lower(): meta.get("content") or ""
        for meta in root.iterfind("head/meta")
    }
    policy = metas.get("content-security-policy", "")
    scripts = {word for said in _SCRIPTS.findall(policy) for word in said.split()}
    if "default-src 'none'" not in policy or not all(map(_is_own_script, scripts)):
        yield Fault("page-policy", detail=shown(policy))
    if metas.get("referrer") != "no-referrer":
        yield Fault("page-referrer")
    if "viewport" not in metas:
        yield Fault("page-viewport")
    if "refresh" in metas and not _moves_on(metas["refresh"], page, addresses):
        yield Fault("active-content", "head", "refresh")


def _is_own_script(source: str) -> bool:
    return source in {"'self'", "'none'"} or source.startswith("'sha256-")


def _moves_on(refresh: str, page: str, addresses: Addresses) -> bool:
    """Whether it leads to another page of this site, as that of a renamed topic does."""
    target = _REFRESH.match(refresh)
    return bool(target) and addresses.file(target[1] if target else "", page=page) not in {
        None,
        NOWHERE,
        page,
    }


def _offers(root: etree._Element) -> dict[str, etree._Element]:
    return {
        link.get("href") or "": link
        for link in root.iterfind("head/link")
        if "alternate" in (link.get("rel") or "") and link.get("type") in _FEED_TYPES
    }


def _has_to_offer(offered: dict[str, etree._Element], feeds: frozenset[str]) -> Faults:
    for address, link in offered.items():
        if not texts.is_absolute(address):
            yield Fault("page-alternate", f"line {link.sourceline}", shown(address))
    for address in sorted(feeds - set(offered)):
        yield Fault("page-without-feeds", "head", shown(address))


def _own_first(address: str, page: str, addresses: Addresses) -> Faults:
    """Simple readers take the first feed that a page offers."""
    path = addresses.file(address, page=page) if address else None
    if path and posixpath.dirname(path) != posixpath.dirname(page):
        yield Fault("page-first-feed", "head", shown(address))


def _is_a_file_of_ours(script: etree._Element, page: str, addresses: Addresses) -> bool:
    """Whether it is no more than the name of a file that lies in the folder."""
    source = script.get("src")
    named = addresses.file(source, page=page) if source else None
    return bool(named) and not (script.text or "").strip()


def _loads(element: etree._Element, where: str) -> Faults:
    """Nothing but pictures may come from elsewhere."""
    relations = set((element.get("rel") or "").split())
    address = element.get("href") or ""
    if element.tag == "link" and relations & _LOADING_RELATIONS and _SCHEME.match(address):
        yield Fault("page-third-party", where, shown(address))


def _leads_somewhere(
    element: etree._Element, where: str, page: str, addresses: Addresses
) -> Faults:
    for name in ("href", "src"):
        address = (element.get(name) or "").removeprefix(f"{_SUBSCRIBE}:")
        if address and not address.startswith("#") and not addresses.exists(address, page=page):
            yield Fault("broken-link", where, shown(address))
