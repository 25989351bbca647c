"""Atom (RFC 4287)."""

from collections import Counter
from collections.abc import Generator

from lxml import etree

from feedgen_news.checks import bodies, documents, texts
from feedgen_news.checks.finding import Check, Fault, Faults, FeedFacts, PublishedFile, shown

CODES = {
    "atom-late-element": Check("E", "an element of the feed stands after its entries"),
    "atom-no-author": Check("E", "neither the feed nor an entry says who wrote it"),
    "atom-two-alternates": Check("E", "two alternate links of one type and language"),
    "atom-no-alternate": Check("E", "an entry without content needs an alternate link"),
    "atom-no-text": Check("W", "an entry with neither summary nor content"),
    "atom-rel": Check("W", "a link relation that is not registered"),
    "atom-text-type": Check("E", "a text whose type is neither text nor html"),
    "atom-xhtml": Check("W", "content as XHTML: one stray entity and readers refuse the feed"),
    "atom-equal-updated": Check("W", "two entries of a feed were updated at the same second"),
    "no-language": Check("W", "the feed does not say its language", "set `site.language`"),
}

_NS = "{http://www.w3.org/2005/Atom}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RELATIONS = frozenset(
    (
        "alternate enclosure related self via hub first last next previous current license"
        " prev-archive next-archive replies edit edit-media payment author icon search"
    ).split()
)
_TEXTS = ("title", "subtitle", "summary", "rights", "content")


def examine(file: PublishedFile) -> Generator[Fault, None, FeedFacts | None]:
    """Yields faults, returns what the feed says of itself."""
    root = yield from documents.parse(file.body, root_tag=f"{_NS}feed")
    if root is None:
        return None
    entries = root.findall(f"{_NS}entry")
    yield from _feed(root, entries, file)
    for entry in entries:
        yield from _entry(entry, file, authored=root.find(f"{_NS}author") is not None)
    yield from texts.distinct([documents.text(entry, f"{_NS}id") for entry in entries])
    yield from _updated_differ(entries)
    items = tuple((documents.text(e, f"{_NS}id"), _href(e, "alternate")) for e in entries)
    return FeedFacts(file.path, _href(root, "self"), documents.text(root, f"{_NS}title"), items)


def _feed(root: etree._Element, entries: list[etree._Element], file: PublishedFile) -> Faults:
    yield from documents.required(root, _names("id", "title", "updated"), "feed")
    yield from texts.entry_id(documents.text(root, f"{_NS}id"), "feed")
    yield from _parts(root, "feed", file)
    if not root.get(_LANG):
        yield Fault("no-language", "feed")
    yield from documents.last(entries, "atom-late-element")


def _entry(entry: etree._Element, file: PublishedFile, *, authored: bool) -> Faults:
    identifier = documents.text(entry, f"{_NS}id")
    where = documents.place(entry, identifier)
    yield from documents.required(entry, _names("id", "title", "updated"), where)
    yield from texts.entry_id(identifier, where)
    yield from _parts(entry, where, file)
    yield from documents.media(entry, where)
    content = entry.find(f"{_NS}content")
    if not authored and entry.find(f"{_NS}author") is None:
        yield Fault("atom-no-author", where)
    if content is None and not _href(entry, "alternate"):
        yield Fault("atom-no-alternate", where)
    if content is None and not documents.text(entry, f"{_NS}summary").strip():
        yield Fault("atom-no-text", where)


def _parts(parent: etree._Element, where: str, file: PublishedFile) -> Faults:
    """What feeds and entries have in common."""
    for name in _TEXTS:
        for element in parent.iterfind(_NS + name):
            yield from _text(element, where)
    for name in ("updated", "published"):
        for element in parent.iterfind(_NS + name):
            yield from texts.rfc3339_date(element.text, where, file.modified)
    for category in parent.iterfind(f"{_NS}category"):
        yield from documents.attributes(category, ("term",), where)
        yield from texts.plain(category.get("label", category.get("term")), where)
    for author in parent.iterfind(f"{_NS}author"):
        yield from texts.plain(author.findtext(f"{_NS}name"), where)
    yield from _links(parent, where)


def _text(element: etree._Element, where: str) -> Faults:
    """A text construct (§3.1) or content (§4.1.3)."""
    kind = element.get("type", "text")
    if kind == "xhtml":
        yield Fault("atom-xhtml", where)
    elif kind == "html":
        yield from bodies.examine(element.text or "", where)
    elif kind != "text":
        yield Fault("atom-text-type", where, shown(kind))
    else:
        yield from texts.plain(element.text, where, one_line=element.tag == f"{_NS}title")


def _links(parent: etree._Element, where: str) -> Faults:
    alternates: Counter[tuple[str, str]] = Counter()
    for link in parent.iterfind(f"{_NS}link"):
        relation = link.get("rel", "alternate")
        yield from documents.attributes(link, ("href",), where)
        yield from texts.link(link.get("href"), where)
        if relation not in _RELATIONS and ":" not in relation:
            yield Fault("atom-rel", where, shown(relation))
        if relation == "enclosure":
            yield from documents.attributes(link, ("type", "length"), where)
        if relation == "alternate":
            alternates[link.get("type", ""), link.get("hreflang", "")] += 1
    if max(alternates.values(), default=0) > 1:
        yield Fault("atom-two-alternates", where)


def _updated_differ(entries: list[etree._Element]) -> Faults:
    seen: dict[str, str] = {}
    for entry in entries:
        updated = documents.text(entry, f"{_NS}updated")
        identifier = documents.text(entry, f"{_NS}id")
        other = seen.setdefault(updated, identifier)
        if updated and other != identifier:
            yield Fault("atom-equal-updated", documents.place(entry, identifier), shown(updated))


def _href(parent: etree._Element, relation: str) -> str:
    links = parent.iterfind(f"{_NS}link")
    return next((x.get("href", "") for x in links if x.get("rel", "alternate") == relation), "")


def _names(*names: str) -> tuple[str, ...]:
    return tuple(_NS + name for name in names)
