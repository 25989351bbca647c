"""Records that one process reads in turn, gathered so that another can go on with them."""

from collections import deque
from collections.abc import Iterable, Iterator

import msgspec

from feedgen_news.config import Source
from feedgen_news.model import Record
from feedgen_news.problems import Problem, Report

_HEAVY = 1 << 19  # characters of bodies that are handed over at once
_SOME = 200  # records, and what is told of others


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
    """Where records gather, one tray after the other, of so much `room` each."""

    def __init__(self, room: int = _SOME) -> None:
        self._tray = Tray(room=room)
        self.report = Report(self._hear)

    def _hear(self, problem: Problem) -> None:
        self._tray.told.append((len(self._tray.held), problem))

    def trays(self, records: Iterable[Record]) -> Iterator[Tray]:
        """Full ones, and at the end what there is."""
        for record in records:
            self._tray.held.append(record)
            self._tray.weight += len(record.html or record.text or "")
            if self._tray.is_full:
                yield self.cleared()
        yield self.cleared()

    def cleared(self) -> Tray:
        """What lies there."""
        tray, self._tray = self._tray, Tray(room=self._tray.room)
        return tray
