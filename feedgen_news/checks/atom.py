"""Atom (RFC 4287)."""

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
    "atom-late-element": Check("E", "an element of the feed stands after its entries"),
    "atom-no-author": Check("E", "neither the feed nor an entry says who wrote it"),
    "atom-no-alternate": Check("E", "an entry without content needs an alternate link"),
    "atom-no-text": Check("W", "an entry with neither summary nor content"),
    "atom-text-type": Check("E", "a text whose type is neither text nor html"),
    "atom-xhtml": Check("W", "content as XHTML: one stray entity and readers refuse the feed"),
    "atom-equal-updated": Check("W", "two entries of a feed were updated at the same second"),
    "atom-source": Check("W", "a source without id, title or updated"),
    "no-language": Check("W", "the feed does not say its language", "set `site.language`"),
}

_NS = f"{{{ATOM}}}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CLOSED = "{http://purl.org/syndication/history/1.0}archive"
_TEXTS = ("title", "subtitle", "summary", "rights", "content")
_ONCE = ("id", "title", "updated")
_OPTIONAL = "content generator icon logo published rights source subtitle summary"
_AT_MOST_ONCE = frozenset(_NS + name for name in _OPTIONAL.split())


def examine(file: PublishedFile) -> Generator[Fault, None, FeedFacts | None]:
    """Yields faults, returns what the feed says of itself."""
    root = yield from documents.parse(file.body, root_tag=f"{_NS}feed")
    if root is None:
        return None
    found = root.findall(f"{_NS}entry")
    yield from _feed(root, found, file)
    for entry in found:
        yield from _entry(entry, file, authored=root.find(f"{_NS}author") is not None)
    yield from _together(root, found)
    title = documents.text(root, f"{_NS}title")
    return FeedFacts(
        path=file.path,
        self_url=links.first(root, "self"),
        title=title,
        items=tuple((documents.text(e, f"{_NS}id"), links.first(e, "alternate")) for e in found),
        said=tuple(map(_said, found)),
        id=documents.text(root, f"{_NS}id"),
        page=links.first(root, "alternate"),
        hubs=links.hubs(root),
        ways=links.ways(root),
        closed=root.find(_CLOSED) is not None,
        has_ended=says_farewell(title, len(found)),
    )


def _said(entry: etree._Element) -> tuple[str, str]:
    title = entry.find(f"{_NS}title")
    is_plain = title is not None and title.get("type", "text") == "text"
    return (
        documents.text(entry, f"{_NS}title") if is_plain else "",
        texts.rfc3339_instant(documents.text(entry, f"{_NS}published")),
    )


def _feed(root: etree._Element, found: list[etree._Element], file: PublishedFile) -> Faults:
    yield from documents.required(root, _names(*_ONCE), "feed")
    yield from texts.entry_id(documents.text(root, f"{_NS}id"), "feed")
    yield from _parts(root, "feed", file)
    yield from links.of_feed(root, "feed")
    for generator in root.iterfind(f"{_NS}generator"):
        yield from texts.plain(generator.text, "feed")
        if generator.get("uri") is not None:
            yield from texts.link(generator.get("uri"), "feed")
    for name in ("icon", "logo"):
        for element in root.iterfind(_NS + name):
            yield from texts.link(element.text, "feed")
    if not root.get(_LANG):
        yield Fault("no-language", "feed")
    yield from documents.last(found, "atom-late-element")


def _entry(entry: etree._Element, file: PublishedFile, *, authored: bool) -> Faults:
    identifier = documents.text(entry, f"{_NS}id")
    where = documents.place(entry, identifier)
    yield from documents.required(entry, _names(*_ONCE), where)
    yield from texts.entry_id(identifier, where)
    yield from _parts(entry, where, file)
    yield from links.of_entry(entry, where)
    enclosures = [x for x in entry.iterfind(links.LINK) if x.get("rel") == "enclosure"]
    yield from media.examine(entry, where, enclosures)
    yield from _says_enough(entry, where, authored=authored)
    for source in entry.iterfind(f"{_NS}source"):
        yield from _source(source, where)


def _says_enough(entry: etree._Element, where: str, *, authored: bool) -> Faults:
    content = entry.find(f"{_NS}content")
    if not (authored or entry.findall(f"{_NS}author") or entry.findall(f"{_NS}source/{_NS}author")):
        yield Fault("atom-no-author", where)
    if content is None and not links.first(entry, "alternate"):
        yield Fault("atom-no-alternate", where)
    if content is None and not documents.text(entry, f"{_NS}summary").strip():
        yield Fault("atom-no-text", where)


def _source(source: etree._Element, where: str) -> Faults:
    """Where an entry comes from (§4.2.11): what it is known by, everywhere the same."""
    for name in _ONCE:
        if not documents.text(source, _NS + name).strip():
            yield Fault("atom-source", where, name)
    yield from links.of_source(source, where)


def _parts(parent: etree._Element, where: str, file: PublishedFile) -> Faults:
    """What feeds and entries have in common."""
    for name in _TEXTS:
        for element in parent.iterfind(_NS + name):
            yield from _text(element, where)
    for name in ("updated", "published"):
        for element in parent.iterfind(_NS + name):
            yield from texts.rfc3339_date(element.text, where, file.modified)
    yield from documents.at_most_once(parent, _AT_MOST_ONCE, where)
    for category in parent.iterfind(f"{_NS}category"):
        if category.get("scheme") is not None:
            yield from texts.entry_id(category.get("scheme") or "-", where)
        yield from documents.attributes(category, ("term",), where)
        yield from texts.plain(category.get("label", category.get("term")), where)
    for name in ("author", "contributor"):
        for person in parent.iterfind(_NS + name):
            yield from _person(person, where)
    yield from values.language(parent.get(_LANG), where)


def _person(person: etree._Element, where: str) -> Faults:
    yield from documents.required(person, (f"{_NS}name",), where)
    yield from documents.at_most_once(person, frozenset({f"{_NS}uri", f"{_NS}email"}), where)
    for uri in person.iterfind(f"{_NS}uri"):
        yield from texts.link(uri.text, where)
    if (name := person.find(f"{_NS}name")) is not None:
        yield from texts.person(name.text, where)


def _text(element: etree._Element, where: str) -> Faults:
    """A text construct (§3.1) or content (§4.1.3)."""
    kind = element.get("type", "text")
    if kind != "xhtml" and len(element):
        yield Fault("unknown-element", where, shown(str(element[0].tag)))
    if kind == "xhtml":
        yield Fault("atom-xhtml", where)
    elif kind == "html":
        yield from bodies.examine(element.text or "", where)
    elif kind != "text":
        yield Fault("atom-text-type", where, shown(kind))
    else:
        yield from texts.plain(element.text, where, one_line=element.tag == f"{_NS}title")


def _together(root: etree._Element, found: list[etree._Element]) -> Faults:
    yield from entries.distinct([documents.text(entry, f"{_NS}id") for entry in found])
    updated = [documents.text(entry, f"{_NS}updated") for entry in found]
    published = [documents.text(entry, f"{_NS}published") for entry in found]
    yield from entries.newest_first(*filter(any, (updated, published)))
    yield from entries.not_behind(documents.text(root, f"{_NS}updated"), updated)
    yield from _updated_differ(found)


def _updated_differ(found: list[etree._Element]) -> Faults:
    seen: dict[str, str] = {}
    for entry in found:
        updated = documents.text(entry, f"{_NS}updated")
        identifier = documents.text(entry, f"{_NS}id")
        other = seen.setdefault(updated, identifier)
        if updated and other != identifier:
            yield Fault("atom-equal-updated", documents.place(entry, identifier), shown(updated))


def _names(*names: str) -> tuple[str, ...]:
    return tuple(_NS + name for name in names)
