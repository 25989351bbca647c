"""The way from a feed through the documents of its history, there and back (RFC 5005 §4)."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath

from feedgen_news.checks.addresses import NOWHERE, Addresses
from feedgen_news.checks.finding import Check, Fault, FeedFacts, shown

CODES = {
    "history-dead-link": Check("E", "a document leads to one of the history that is not there"),
    "history-loop": Check("E", "the way through the history comes back to where it was"),
    "history-order": Check("W", "an older document leads to a newer one as to its past"),
    "history-not-back": Check("W", "a document does not lead back to the one that led to it"),
    "history-current": Check("W", "a document of the history does not lead to its feed"),
    "history-unreached": Check("W", "no document leads to this one of the history"),
    "history-not-closed": Check("W", "a document of the past that is not marked as an archive"),
    "history-closed-feed": Check("E", "the feed itself is marked as an archive: nobody asks again"),
    "history-repeated-id": Check("E", "an entry stands in two closed documents"),
}

Located = Iterator[tuple[str, Fault]]
_Chain = list[FeedFacts]  # a feed, then its past from the newest on


def examine(feeds: list[FeedFacts], addresses: Addresses) -> Located:
    """Every topic and format by itself."""
    groups: dict[tuple[str, str], list[FeedFacts]] = defaultdict(list)
    for feed in feeds:
        groups[feed.topic, PurePosixPath(feed.path).suffix].append(feed)
    for group in groups.values():
        yield from _group(group, addresses)


def _group(group: list[FeedFacts], addresses: Addresses) -> Located:
    reached: set[str] = set()
    by_path = {feed.path: feed for feed in group}
    for feed in group:
        if feed.is_past:
            continue
        if feed.closed:
            yield feed.path, Fault("history-closed-feed")
        chain = [feed]
        yield from _walk(chain, by_path, addresses)
        yield from _chain(chain, addresses)
        reached |= {document.path for document in chain}
        yield from _promise(chain, group, addresses)
    reached |= _open(group)
    for document in group:
        if document.is_past and document.path not in reached:
            yield document.path, Fault("history-unreached")


def _walk(chain: _Chain, by_path: dict[str, FeedFacts], addresses: Addresses) -> Located:
    """Follows the way into the past and writes down, in `chain`, what was met on it."""
    met = {chain[0].path}
    while address := chain[-1].ways.get("prev-archive", ""):
        here = chain[-1]
        path = addresses.file(address, page=here.path)
        document = by_path.get(path) if path else None
        if document is None:
            if path is not None:  # else it is another site's
                yield here.path, Fault("history-dead-link", "prev-archive", shown(address))
            return
        if document.path in met:
            if document is not here or not here.path.endswith(".json"):  # said as json-next-url
                yield here.path, Fault("history-loop", detail=document.path)
            return
        if here.is_past and _when(document) > _when(here):
            yield here.path, Fault("history-order", detail=document.path)
        chain.append(document)
        met.add(document.path)


def _when(document: FeedFacts) -> tuple[int, ...]:
    return tuple(int(part) for part in document.name.split("-")) if document.is_past else ()


def _chain(chain: _Chain, addresses: Addresses) -> Located:
    """The documents of a way: marked, leading to the feed and back, no entry twice."""
    feed, *past = chain
    said: dict[str, str] = {}
    for later, document in zip(chain, past, strict=False):
        if not document.path.endswith(".json"):  # JSON Feed has no words for the rest
            yield from _as_archive(document, feed, later, addresses)
        for identifier, _ in document.items:
            other = said.setdefault(identifier, document.path)
            if identifier and other != document.path:
                yield document.path, Fault("history-repeated-id", shown(identifier), other)


def _as_archive(
    document: FeedFacts, feed: FeedFacts, later: FeedFacts, addresses: Addresses
) -> Located:
    if not document.closed:
        yield document.path, Fault("history-not-closed")
    if not _leads(document, "current", feed, addresses):
        yield (
            document.path,
            Fault("history-current", detail=shown(document.ways.get("current", ""))),
        )
    # The newest may promise an address that will be taken later.
    if later is not feed and not _leads(document, "next-archive", later, addresses):
        yield document.path, Fault("history-not-back", detail=later.path)


def _leads(document: FeedFacts, relation: str, to: FeedFacts, addresses: Addresses) -> bool:
    """Whether it does, or to another site, of which nothing is known here."""
    address = document.ways.get(relation)
    return bool(address) and addresses.file(address or "", page=document.path) in {to.path, None}


def _promise(chain: _Chain, group: list[FeedFacts], addresses: Addresses) -> Located:
    """The newest closed document leads to the one that is still open, once there is one."""
    newest = chain[1] if len(chain) > 1 else None
    address = newest.ways.get("next-archive") if newest else None
    if newest is None or not address or addresses.file(address, page=newest.path) != NOWHERE:
        return
    if any(_when(document) > _when(newest) for document in group):
        yield newest.path, Fault("history-dead-link", "next-archive", shown(address))


def _open(group: list[FeedFacts]) -> set[str]:
    """The newest document, if it is not closed yet: in JSON Feed nothing can lead there."""
    newest = max(group, key=_when)
    return set() if newest.closed else {newest.path}
