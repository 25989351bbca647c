"""Steps 1 and 2 for many dumps: what loaders and normalise make of them.

A dump of middling size, or a part of a large one, is read as a whole, ahead of its turn and by
whichever process is free; what it gives and what it has to report come back in order, as if it
were read here.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import chain, groupby, tee
from typing import Any, Generic, TypeVar

import msgspec

from feedgen_news import loaders
from feedgen_news.config import Source
from feedgen_news.loaders import Dump, EndsEarlyError, Parted, Piece
from feedgen_news.model import Article, Origin, Record
from feedgen_news.normalise import Normaliser
from feedgen_news.pipeline.noticing import Watch
from feedgen_news.pipeline.trays import Table, Tray
from feedgen_news.pipeline.workers import Workers
from feedgen_news.problems import Problem, Report

_MIDDLING = range(24 << 10, 4 << 20)  # bytes: smaller is done at once, larger has parts to spread
_SMALL = 1 << 10  # bytes, if it is markup or packed, which take longer
_TAKES_LONGER = (b"<", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_MOST = 5_000  # articles and problems of a dump that is read as a whole; bounds memory
_AT_ONCE = 32  # records that go through one step before the next: what it takes stays in caches

A = TypeVar("A")
B = TypeVar("B")
Make = Callable[[Article], A]


class Batch(msgspec.Struct, Generic[A]):
    """What some records of a dump gave, in their order, and what there is to report of them."""

    made: list[A] = []
    problems: list[tuple[int, Problem]] = []  # and behind how many of `made` each was met


class Job(msgspec.Struct, Generic[A], frozen=True):
    """A dump, or a part of one, to be read as a whole; and what is made of each article."""

    dump: Dump
    source: Source
    now: datetime
    make: Make[A]
    heavy: bool = True  # whether another process is worth its while
    part: Piece | None = None


# What a dump is told to be where it cannot be opened, or a library for it is not there.
_NOT_THERE = frozenset({"unreadable-dump", "unreachable-dump", "missing-extra"})


class Wanted(msgspec.Struct, Generic[A], frozen=True):
    """A dump that is to be read, and what is to be made of each of its articles.

    That can be sent to another process.
    """

    dump: Dump
    make: Make[A]


def readings(
    wanted: Iterable[Wanted[A]],
    *,
    source: Source,
    now: datetime,
    report: Report,
    workers: Workers,
    watch: Watch,
    in_place: bool = False,
) -> Iterator[tuple[Dump, Iterator[list[A]]]]:
    """Each dump with what is made of its articles, some at a time.

    To be gone through before the next. What is refused is in the report by then; `in_place`
    not before the articles that stand above it were handed over.
    """
    ahead, wanted = tee(wanted)
    jobs = (Job(w.dump, source, now, w.make, heavy=_is_heavy(w.dump)) for w in ahead)
    wholes = workers.spread(_as_a_whole, jobs, heavy=lambda job: job.heavy and workers.reach_dumps)
    for each, far in zip(wanted, wholes, strict=True):
        job = Job(each.dump, source, now, each.make)
        whole = _made_good(far, job, _as_a_whole, workers)
        if whole is not None:
            found: Iterator[Batch[A]] = iter([whole])
            watch.passed(each.dump.size)
        else:
            watched = replace(each.dump, passed=watch.passed)
            found = _bit_by_bit(msgspec.structs.replace(job, dump=watched), workers)
        found = _with_mishaps(found, each.dump, workers)
        batches = chain.from_iterable(map(_in_place, found)) if in_place else found
        yield each.dump, _heard(batches, report, watch)


def _in_place(batch: Batch[A]) -> Iterator[Batch[A]]:
    """The same as several, so that no problem stands above what comes before it."""
    done = 0
    for behind, problem in batch.problems:
        yield Batch(batch.made[done:behind])
        yield Batch([], [(0, problem)])
        done = behind
    yield Batch(batch.made[done:])


def _heard(found: Iterable[Batch[A]], report: Report, watch: Watch) -> Iterator[list[A]]:
    for batch in found:
        for _, problem in batch.problems:
            report.hear(problem)
        for _ in batch.made:
            watch.article()
        if batch.made:
            yield batch.made


def _is_heavy(dump: Dump) -> bool:
    size = dump.size
    if dump.distant or not dump.everywhere:  # far away, small ones take long as well
        return dump.everywhere and 0 < size < _MIDDLING.stop
    if size in _MIDDLING or not _SMALL < size < _MIDDLING.start:
        return size in _MIDDLING
    try:
        with dump.open() as file:
            return file.read(64).lstrip().startswith(_TAKES_LONGER)
    except OSError:
        return False


def _as_a_whole(job: Job[A]) -> Batch[A] | None:
    """All that a dump gives; None where it is better read bit by bit."""
    if not job.heavy:
        return None
    bench, table = _Bench(job), Table(_AT_ONCE)
    for tray in table.trays(loaders.load(job.dump, source=job.source, report=table.report)):
        bench.take(tray)
        if len(bench.batch.made) + len(bench.batch.problems) > _MOST:
            return None
    return bench.done()


def _bit_by_bit(job: Job[A], workers: Workers) -> Iterator[Batch[A]]:
    """What a dump gives, of which there may be much: some of it at a time, by whoever is free."""
    table = Table()
    pieces: Iterator[Any] = loaders.pieces(
        job.dump,
        source=job.source,
        report=table.report,
        spread=workers.spread,
        by_place=lambda: workers.are_far and workers.reach_dumps,
    )
    for are_records, some in groupby(pieces, key=lambda piece: isinstance(piece, Iterator)):
        if are_records:
            yield from _in_trays(chain.from_iterable(some), table, job, workers)
            continue
        for parted in some:
            try:
                yield from _in_parts(parted, table, job, workers)
            except (OSError, loaders.MissingExtraError) as error:
                loaders.tell_unread(error, job.dump.name, report=table.report)
    yield from _in_trays((), table, job, workers)


def _in_trays(
    records: Iterable[Record], table: Table, job: Job[A], workers: Workers
) -> Iterator[Batch[A]]:
    """What becomes of records that one process reads, and of what is on the table before."""
    job = msgspec.structs.replace(job, dump=_nowhere(job.dump))
    jobs = (msgspec.structs.replace(job, part=tray) for tray in table.trays(records))
    for batch, _ in workers.spread(_of_part, jobs, heavy=_is_full):
        yield batch


def _is_full(job: Job[A]) -> bool:
    return isinstance(job.part, Tray) and job.part.is_full


def _in_parts(parted: Parted, table: Table, job: Job[A], workers: Workers) -> Iterator[Batch[A]]:
    yield from _in_trays((), table, job, workers)
    sent: deque[Piece] = deque()

    def jobs() -> Iterator[Job[A]]:
        for part in parted:
            sent.append(part)
            yield msgspec.structs.replace(job, dump=_nowhere(job.dump), part=part)

    error: EndsEarlyError | None = None
    for far in workers.spread(_of_part, jobs()):
        here = msgspec.structs.replace(job, part=sent[0])
        batch, error = _made_good(far, here, _of_part, workers)
        yield batch
        if error:
            break
        sent.popleft()
    rest = parted.rest(sent, error, source=job.source, report=table.report)
    yield from _in_trays(rest, table, job, workers)


def _nowhere(dump: Dump) -> Dump:
    """Without what another process need not know of a dump, nor could be sent."""
    return replace(dump, passed=None, spool=None)


def _of_part(job: Job[A]) -> tuple[Batch[A], EndsEarlyError | None]:
    """What a part gives, and where it is not what it seemed to be."""
    bench, table = _Bench(job), Table(_AT_ONCE, part=True)
    ends = None
    assert job.part
    try:
        for tray in table.trays(job.part.records(source=job.source, report=table.report)):
            bench.take(tray)
    except EndsEarlyError as error:
        ends = error
    except (OSError, loaders.MissingExtraError) as error:
        loaders.tell_unread(error, job.dump.name, report=table.report)
    for tray in table.cleared():
        bench.take(tray)
    return bench.done(), ends


def _made_good(far: B, job: Job[A], do: Callable[[Job[A]], B], workers: Workers) -> B:
    """The same; done again here where those far away could not open the dump, or read it.

    They are given less from then on, if it can be done here.
    """
    if not workers.are_far or not _is_not_there(far):
        return far
    here = do(job)
    if workers.reach_dumps and not _is_not_there(here):
        workers.reach_dumps = False
    return here


def _is_not_there(batch: Any) -> bool:
    found = batch[0] if isinstance(batch, tuple) else batch
    return found is not None and any(problem.code in _NOT_THERE for _, problem in found.problems)


def _with_mishaps(found: Iterator[Batch[A]], dump: Dump, workers: Workers) -> Iterator[Batch[A]]:
    """What a dump gives, and once each what went wrong on the way that is not its fault."""
    told: set[str] = set()
    for batch in found:
        for code, detail in workers.mishaps():
            if code not in told:
                told.add(code)
                batch.problems.append((0, Problem(code, detail, Origin(dump.name))))
        yield batch


class _Bench(Generic[A]):
    """Makes of records what is wanted, and keeps what there is to report."""

    def __init__(self, job: Job[A]) -> None:
        self.batch = Batch[A]([], [])
        self._articles: list[Article] = []  # that nothing was made of yet
        self._source, self._make = job.source, job.make
        self._report = Report(self._hear)
        self._normaliser = Normaliser(job.source, now=job.now, report=self._report)

    def _hear(self, problem: Problem) -> None:
        behind = len(self.batch.made) + len(self._articles)
        self.batch.problems.append((behind, problem))

    def take(self, tray: Tray) -> None:
        """Make something of more records; a bug says of which."""
        each: Record | Article | None = None
        try:
            for each in tray.records(source=self._source, report=self._report):
                if article := self._normaliser.article(each):
                    self._articles.append(article)
            articles, self._articles = self._articles, []
            for each in articles:
                self.batch.made.append(self._make(each))
        except Exception as error:
            if each:
                error.add_note(f"while reading {each.origin}")
            raise

    def done(self) -> Batch[A]:
        """All that was made, handed over: who held on to it as well would do so for long."""
        done, self.batch = self.batch, Batch([], [])
        return done
