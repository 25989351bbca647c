"""What is read ahead to make a guess from, objects and findings in the order of the dump."""

from collections import deque
from collections.abc import Iterator
from typing import Any

import msgspec

from feedgen_news.loaders.quoting import weight
from feedgen_news.model import Origin
from feedgen_news.problems import Problem, Report

_MOST_KEPT = 8 << 20  # characters of objects that are held before a guess is made


class Item(msgspec.Struct, frozen=True):
    """An object of a dump, where it lies, and how it stands there if that is something else."""

    value: dict[str, Any]
    origin: Origin
    raw: Any = None


class Ahead:
    """Holds the first objects of a dump, and what is found between them, to be told later.

    What gives the objects adds its findings to `report`. Those that come while objects are
    held wait with these, so that none is told before an object that stands above it.
    """

    def __init__(self, told: Report) -> None:
        self.report = Report(self._hear)
        self._told = told
        self._held: deque[Item | Problem] = deque()
        self._weight = 0
        self._filling = False

    def fill(self, coming: Iterator[Item], most: int) -> list[dict[str, Any]]:
        """The objects that come first: as many as `most`, fewer where they are large."""
        self._filling = True
        for _ in range(most):
            item = next(coming, None)
            if item is None or self._keep(item, item.value):
                break
        self._filling = False
        return [entry.value for entry in self._held if isinstance(entry, Item)]

    def all(self, coming: Iterator[Item]) -> Iterator[Item]:
        """The held ones and then the others, letting go of each as soon as it is past."""
        while self._held:
            entry = self._held.popleft()
            if isinstance(entry, Problem):
                self._told.hear(entry)
            else:
                yield entry
        yield from coming

    def _hear(self, problem: Problem) -> None:
        if self._filling and self._held and self._weight <= _MOST_KEPT:
            self._keep(problem, problem.raw)
        else:
            self._told.hear(problem)

    def _keep(self, entry: Item | Problem, raw: Any) -> bool:
        """Hold something; whether that is all that may be held."""
        self._held.append(entry)
        self._weight += 200 + weight(raw, most=_MOST_KEPT)
        return self._weight > _MOST_KEPT
