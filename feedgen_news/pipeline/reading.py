"""Steps 1 and 2 for many dumps: what loaders and normalise make of them.

A dump of middling size is read as a whole, ahead of its turn and by whichever process is
free; what it gives and what it has to report come back in order, as if it were read here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import tee
from typing import Protocol

import msgspec

from feedgen_news import loaders
from feedgen_news.config import Source
from feedgen_news.loaders import Dump
from feedgen_news.loaders.content import Spread
from feedgen_news.model import Article
from feedgen_news.normalise import Normaliser
from feedgen_news.pipeline.workers import Workers
from feedgen_news.problems import Problem, Report

_MIDDLING = range(24 << 10, 4 << 20)  # bytes: smaller is done at once, larger has parts to spread
_SMALL = 1 << 10  # bytes, if it is markup or packed, which take longer
_TAKES_LONGER = (b"<", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_MOST = 500  # articles and problems of a dump that is read as a whole; bounds memory


class Watch(Protocol):
    """Whoever wants to know how far a long read has come."""

    def expect(self, size: int, /) -> None:
        """So many bytes are to be read, as they lie in the files."""

    def passed(self, size: int, /) -> None:
        """So many more were read."""

    def article(self) -> None:
        """One more article was made."""

    def refused(self) -> None:
        """One more record was refused."""


class Unwatched:
    """Nobody wants to know."""

    def expect(self, size: int, /) -> None:
        """So many bytes are to be read."""

    def passed(self, size: int, /) -> None:
        """So many more were read."""

    def article(self) -> None:
        """One more article was made."""

    def refused(self) -> None:
        """One more record was refused."""


class Job(msgspec.Struct, frozen=True):
    """A dump to be read as a whole."""

    dump: Dump
    source: Source
    now: datetime
    heavy: bool  # whether another process is worth its while


def readings(
    dumps: Iterable[Dump],
    *,
    source: Source,
    now: datetime,
    report: Report,
    workers: Workers,
    watch: Watch,
) -> Iterator[tuple[Dump, Iterator[Article]]]:
    """Each dump with its articles, to be gone through before the next; see `articles`."""
    ahead, dumps = tee(dumps)
    jobs = (Job(dump, source, now, heavy=_is_heavy(dump)) for dump in ahead)
    wholes = workers.spread(_as_a_whole, jobs, heavy=lambda job: job.heavy)
    for dump, told in zip(dumps, wholes, strict=True):
        if told is not None:
            found = _replayed(told, report)
            watch.passed(dump.size)
        else:
            watched = replace(dump, passed=watch.passed)
            spread = workers.spread
            found = articles(watched, source=source, now=now, report=report, spread=spread)
        yield dump, _counted(found, watch)


def _is_heavy(dump: Dump) -> bool:
    size = dump.size
    if size in _MIDDLING or not _SMALL < size < _MIDDLING.start:
        return size in _MIDDLING
    try:
        with dump.open() as file:
            return file.read(64).lstrip().startswith(_TAKES_LONGER)
    except OSError:
        return False


def _counted(found: Iterator[Article], watch: Watch) -> Iterator[Article]:
    for article in found:
        watch.article()
        yield article


def articles(
    dump: Dump, *, source: Source, now: datetime, report: Report, spread: Spread = map
) -> Iterator[Article]:
    """What loaders and normalise make of a dump; what they refuse is in the report."""
    normaliser = Normaliser(source, now=now, report=report)
    for record in loaders.load(dump, source=source, report=report, spread=spread):
        article = normaliser.article(record)
        if article is not None:
            yield article


def _as_a_whole(job: Job) -> list[Article | Problem] | None:
    """All that a dump gives, in its order; None where it is better read bit by bit."""
    told: list[Article | Problem] = []
    if not job.heavy:
        return None
    found = articles(job.dump, source=job.source, now=job.now, report=Report(told.append))
    for article in found:
        told.append(article)
        if len(told) > _MOST:
            return None
    return told


def _replayed(told: list[Article | Problem], report: Report) -> Iterator[Article]:
    for one in told:
        if isinstance(one, Problem):
            report.hear(one)
        else:
            yield one
