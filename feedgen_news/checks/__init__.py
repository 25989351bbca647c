"""Afterwards: the published folder read back, with other parsers than wrote it.

A family of rules is one file with its own table of codes; `CHECKS` is all of them. What feed
readers make of a file, faults or not, is in `readers`.
"""

from collections import Counter
from collections.abc import Callable, Generator, Iterator
from pathlib import Path, PurePosixPath
from typing import TypeVar

from feedgen_news.checks import (
    atom,
    bodies,
    compressed,
    documents,
    entries,
    folder,
    history,
    hosts,
    json_feed,
    links,
    listing,
    media,
    menu,
    opml,
    page_markup,
    pages,
    rss,
    site,
    texts,
    values,
    vocabulary,
)
from feedgen_news.checks.addresses import Addresses
from feedgen_news.checks.finding import Check, Fault, FeedFacts, Finding, PublishedFile, shown
from feedgen_news.problems import PublishError

__all__ = ["CHECKS", "Check", "Finding", "check"]

_FAMILIES = (
    *(folder, compressed, documents, vocabulary, texts, values, bodies, entries, links, media),
    *(atom, rss, json_feed, opml, menu, pages, page_markup, hosts, site, history, listing),
)
CHECKS: dict[str, Check] = {
    code: check_ for family in _FAMILIES for code, check_ in family.CODES.items()
}

MOST_TOLD = 10
_T = TypeVar("_T")
_Reader = Callable[[PublishedFile], Generator[Fault, None, FeedFacts | None]]
_FEEDS: dict[str, _Reader] = {
    ".atom": atom.examine,
    ".rss": rss.examine,
    ".json": json_feed.examine,
}


def check(output: Path) -> Iterator[Finding]:
    """Everything that is wrong with a published folder, file by file.

    Nothing in the folder can make it fail: what cannot be read is a finding. Dates are
    judged by the time the file was written, so no clock is read. Of one code in one file
    the first `MOST_TOLD` are told, then how many more there are. Raises PublishError if
    there is no such folder.
    """
    if not output.is_dir():
        raise PublishError(f"{output}: no such folder; run `feedgen-news build` first")
    names = folder.listing(output)
    told: Counter[tuple[str, str]] = Counter()
    for path, fault in _faults(output, names):
        told[path, fault.code] += 1
        if told[path, fault.code] <= MOST_TOLD:
            yield _finding(path, fault)
    for (path, code), count in told.items():
        if count > MOST_TOLD:
            yield _finding(path, Fault(code, detail=f"{count - MOST_TOLD:,} more"))


def _finding(path: str, fault: Fault) -> Finding:
    return Finding(fault.code, CHECKS[fault.code].level, shown(path), fault.where, fault.detail)


def _faults(output: Path, names: list[folder.Listed]) -> site.Located:
    for listed in names:
        yield from _at(listed.path, folder.examine(output, listed))
    yield from folder.collisions(names)
    readable = [listed for listed in names if folder.readable(listed)]
    feeds = yield from _read_feeds(output, readable)
    if not any(PurePosixPath(listed.path).suffix in folder.FEEDS for listed in readable):
        yield ".", Fault("no-feeds")
    addresses = Addresses(feeds, frozenset(listed.path for listed in names))
    yield from site.compare(feeds, addresses)
    yield from history.examine(feeds, addresses)
    yield from _read_lists(output, readable, feeds, addresses)
    yield from _read_host_files(output, names, addresses, hosts.lasting(names, feeds))


def _read_feeds(
    output: Path, readable: list[folder.Listed]
) -> Generator[tuple[str, Fault], None, list[FeedFacts]]:
    facts = []
    for listed in readable:
        examine = _FEEDS.get(PurePosixPath(listed.path).suffix)
        file = folder.read(output, listed) if examine else None
        if isinstance(file, Fault):
            yield listed.path, file
        elif examine and file and (examine is not json_feed.examine or json_feed.is_feed(file)):
            feed = yield from _with_path(listed.path, examine(file))
            facts += [feed] if feed else []
    return facts


def _read_lists(
    output: Path, readable: list[folder.Listed], feeds: list[FeedFacts], addresses: Addresses
) -> site.Located:
    """OPML, the feed menu and the pages, and whether each feed is in them."""
    lists: dict[str, frozenset[str]] = {}
    offered: set[str] = set()
    to_offer = _to_offer(feeds, addresses)
    for listed in readable:
        file = folder.read(output, listed) if _is_a_list(listed.path) else None
        named = None
        if isinstance(file, Fault):
            yield listed.path, file
        elif file and listed.path.endswith(".opml"):
            named = yield from _with_path(listed.path, opml.examine(file, addresses))
        elif file and listed.path == menu.PATH:
            named = yield from _with_path(listed.path, menu.examine(file, addresses))
        elif file and pages.is_ours(file):
            own = to_offer.get(listed.path.rpartition("/")[0], frozenset())
            offered |= yield from _with_path(listed.path, pages.examine(file, addresses, own))
        lists |= {} if named is None else {listed.path: named}
    yield from listing.compare(feeds, addresses, lists, frozenset(offered))


def _is_a_list(path: str) -> bool:
    return path.endswith((".opml", ".html")) or path == menu.PATH


def _to_offer(feeds: list[FeedFacts], addresses: Addresses) -> dict[str, frozenset[str]]:
    """Folder → addresses of the feeds that its page has to offer: all but those of the past."""
    found: dict[str, set[str]] = {}
    for feed in feeds:
        if not feed.is_past and not feed.has_ended:
            found.setdefault(feed.topic, set()).add(addresses.of(feed))
    return {topic: frozenset(urls) for topic, urls in found.items()}


def _read_host_files(
    output: Path, names: list[folder.Listed], addresses: Addresses, lasting: list[str]
) -> site.Located:
    for listed in names:
        if listed.path in hosts.FILES and not listed.fault:
            file = folder.read(output, listed)
            if isinstance(file, PublishedFile):
                yield from _at(listed.path, hosts.examine(file, addresses, lasting))


def _at(path: str, faults: Iterator[Fault]) -> site.Located:
    return ((path, fault) for fault in faults)


def _with_path(
    path: str, faults: Generator[Fault, None, _T]
) -> Generator[tuple[str, Fault], None, _T]:
    """The faults with their path; returns what the reader of the format returns."""
    while True:
        try:
            fault = next(faults)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        yield path, fault
