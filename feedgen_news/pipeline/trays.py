"""Records that one process reads in turn, gathered so that another can go on with them."""

import pickle
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from typing import IO

import msgspec

from feedgen_news.config import Source
from feedgen_news.loaders.quoting import weight
from feedgen_news.model import Record
from feedgen_news.problems import Problem, Report

_HEAVY = 1 << 19  # characters of bodies, and of what is told, that are handed over at once
_SOME = 200  # records, and what is told of others
_TOLD = 200  # characters that something told weighs besides what it quotes


class Tray(msgspec.Struct):
    """Records that were read in turn, and what there was to report between them.

    So what becomes of them can be made elsewhere, as of a part.
    """

    held: list[Record] = []
    told: list[tuple[int, Problem]] = []  # and behind how many records each was met
    weight: int = 0  # characters
    room: int = _SOME

    @property
    def is_full(self) -> bool:
        """Whether it is time to hand it over."""
        return self.weight >= _HEAVY or len(self.held) + len(self.told) >= self.room

    def records(self, *, source: Source, report: Report) -> Iterator[Record]:  # noqa: ARG002
        """As they were read, and the same reported between them."""
        told = deque(self.told)
        for number, record in enumerate(self.held):
            while told and told[0][0] <= number:
                report.hear(told.popleft()[1])
            yield record
        for _, problem in told:
            report.hear(problem)


class Table:
    """Where records gather, one tray after the other, of so much `room` each.

    What is told may be much before the next record comes, and only then can a tray be handed
    over: meanwhile full ones wait on the disk. Of what is a `part`, nothing does, for that is
    short.
    """

    def __init__(self, room: int = _SOME, *, part: bool = False) -> None:
        self._tray = Tray(room=room)
        self._part = part
        self._aside: IO[bytes] | None = None  # trays, each before those that follow
        self.report = Report(self._hear)

    def _hear(self, problem: Problem) -> None:
        tray = self._tray
        tray.told.append((len(tray.held), problem))
        if self._part:
            return
        tray.weight += _TOLD + weight(problem.raw, most=_HEAVY)
        if tray.weight >= _HEAVY:
            if self._aside is None:
                self._aside = tempfile.TemporaryFile(prefix="feedgen-news-")  # noqa: SIM115
            pickle.dump(self._taken(), self._aside, pickle.HIGHEST_PROTOCOL)

    def trays(self, records: Iterable[Record]) -> Iterator[Tray]:
        """Full ones, and at the end what there is."""
        for record in records:
            yield from self._set_aside()
            self._tray.held.append(record)
            self._tray.weight += len(record.html or record.text or "")
            if self._tray.is_full:
                yield self._taken()
        yield from self.cleared()

    def cleared(self) -> Iterator[Tray]:
        """What lies there."""
        yield from self._set_aside()
        yield self._taken()

    def _set_aside(self) -> Iterator[Tray]:
        if self._aside is None:
            return
        aside, self._aside = self._aside, None
        with aside:
            end = aside.tell()
            aside.seek(0)
            while aside.tell() < end:
                yield pickle.load(aside)  # noqa: S301 - our own, of the same build

    def _taken(self) -> Tray:
        tray, self._tray = self._tray, Tray(room=self._tray.room)
        return tray
