"""Afterwards: the published folder read back, with other parsers than wrote it.

A family of rules is one file with its own table of codes; `CHECKS` is all of them.
"""

import posixpath
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path, PurePosixPath

from feedgen_news.checks import (
    atom,
    bodies,
    documents,
    folder,
    json_feed,
    opml,
    pages,
    rss,
    site,
    texts,
)
from feedgen_news.checks.finding import Check, Fault, FeedFacts, Finding, PublishedFile, shown
from feedgen_news.problems import PublishError

__all__ = ["CHECKS", "Check", "Finding", "check"]

CHECKS: dict[str, Check] = {
    **folder.CODES,
    **documents.CODES,
    **texts.CODES,
    **bodies.CODES,
    **atom.CODES,
    **rss.CODES,
    **json_feed.CODES,
    **opml.CODES,
    **pages.CODES,
    **site.CODES,
}

MOST_TOLD = 10
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
    addresses = site.Addresses(feeds, frozenset(listed.path for listed in names))
    yield from site.compare(feeds, addresses)
    yield from _read_others(output, readable, feeds, addresses)


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


def _read_others(
    output: Path,
    readable: list[folder.Listed],
    feeds: list[FeedFacts],
    addresses: site.Addresses,
) -> site.Located:
    for listed in readable:
        suffix = PurePosixPath(listed.path).suffix
        file = folder.read(output, listed) if suffix in {".opml", ".html"} else None
        exists = partial(addresses.exists, page=listed.path)
        offered = frozenset(addresses.of(feed) for feed in feeds if _beside(feed, listed.path))
        if isinstance(file, Fault):
            yield listed.path, file
        elif file and suffix == ".opml":
            yield from _at(listed.path, opml.examine(file, exists))
        elif file and pages.is_ours(file):
            yield from _at(listed.path, pages.examine(file, exists, offered))


def _beside(feed: FeedFacts, page: str) -> bool:
    """Whether the page is the topic's own, which has to offer the feed."""
    return posixpath.dirname(feed.path) == posixpath.dirname(page)


def _at(path: str, faults: Iterator[Fault]) -> site.Located:
    return ((path, fault) for fault in faults)


def _with_path(
    path: str, faults: Generator[Fault, None, FeedFacts | None]
) -> Generator[tuple[str, Fault], None, FeedFacts | None]:
    """The faults with their path; returns what the reader of the format returns."""
    while True:
        try:
            fault = next(faults)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        yield path, fault
