"""Links of a feed, Atom's own and those that RSS borrows: where it lives, who pushes it."""

from collections import Counter

from lxml import etree

from feedgen_news.checks import documents, texts, values
from feedgen_news.checks.finding import Check, Fault, Faults, shown
from feedgen_news.checks.vocabulary import ATOM

CODES = {
    "atom-rel": Check("W", "a link relation that is not registered"),
    "atom-two-alternates": Check("E", "two alternate links of one type and language"),
    "self-link-twice": Check("E", "the feed says twice where it lives; hubs cannot tell which"),
    "self-link-type": Check("W", "the type of the self link is not a feed's"),
    "hub-without-self": Check("E", "a hub, but no self link: nobody can subscribe there"),
    "history-in-entry": Check("W", "a link through the history in an entry, not in the feed"),
}

LINK = f"{{{ATOM}}}link"
PAST = frozenset({"current", "prev-archive", "next-archive", "first", "last", "next", "previous"})
_RELATIONS = PAST | frozenset(
    (
        "alternate describedby edit edit-media enclosure hub license payment related replies"
        " search self service up via"
    ).split()
)
_FEEDS = frozenset({"application/atom+xml", "application/rss+xml", "application/rdf+xml"})


def of_feed(parent: etree._Element, where: str) -> Faults:
    """The links of a feed or a channel (RFC 4287 §4.2.7, WebSub §4)."""
    yield from _each(parent, where)
    own = [link for link in parent.iterfind(LINK) if link.get("rel") == "self"]
    if len(own) > 1:
        yield Fault("self-link-twice", where)
    for link in own:
        if link.get("type", "application/atom+xml").partition(";")[0] not in _FEEDS:
            yield Fault("self-link-type", where, shown(link.get("type", "")))
    if not own and first(parent, "hub"):
        yield Fault("hub-without-self", where)


def of_entry(parent: etree._Element, where: str) -> Faults:
    """The links of an entry or an item."""
    yield from _each(parent, where)
    for link in parent.iterfind(LINK):
        if link.get("rel") in PAST:
            yield Fault("history-in-entry", where, shown(link.get("rel", "")))


def of_source(parent: etree._Element, where: str) -> Faults:
    """The links of where an entry comes from."""
    yield from _each(parent, where)


def _each(parent: etree._Element, where: str) -> Faults:
    alternates: Counter[tuple[str, str]] = Counter()
    for link in parent.iterfind(LINK):
        relation = link.get("rel", "alternate")
        yield from _attributes(link, relation, where)
        if relation not in _RELATIONS and ":" not in relation:
            yield Fault("atom-rel", where, shown(relation))
        if relation == "alternate":
            alternates[link.get("type", ""), link.get("hreflang", "")] += 1
    if max(alternates.values(), default=0) > 1:
        yield Fault("atom-two-alternates", where)


def _attributes(link: etree._Element, relation: str, where: str) -> Faults:
    yield from documents.attributes(link, ("href",), where)
    yield from texts.link(link.get("href"), where)
    yield from values.media_type(link.get("type"), where)
    yield from values.language(link.get("hreflang"), where)
    yield from values.number(link.get("length"), where)
    if link.get("title") is not None:
        yield from texts.plain(link.get("title"), where)
    if relation == "enclosure":
        yield from documents.attributes(link, ("type", "length"), where)


def first(parent: etree._Element, relation: str) -> str:
    """The URL of the first link of a relation, "" without one."""
    links = parent.iterfind(LINK)
    return next((x.get("href", "") for x in links if x.get("rel", "alternate") == relation), "")


def hubs(parent: etree._Element) -> tuple[str, ...]:
    """The WebSub hubs it names."""
    links = parent.iterfind(LINK)
    return tuple(link.get("href", "") for link in links if link.get("rel") == "hub")


def ways(parent: etree._Element) -> dict[str, str]:
    """The links through the history that it has, by relation."""
    return {rel: url for rel in sorted(PAST) if (url := first(parent, rel))}
