"""Lanes run in turn, a table of what they cost."""

import statistics
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
from stopwatch import CommandError, Cost, clocked

HEADINGS = ("", "seconds (least to most)", "ratio", "processor, s", "ratio", "peak, MB", "ratio")
SHOWN = 3


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """One of a race; without a command, one that is missing.

    `before` and `after` each run are not timed; `after` names what the run left undone.

    `units` is what its time is divided by where lanes are compared: its articles, say.
    """

    name: str
    folder: Path
    command: list[str]
    before: Callable[[], object] = lambda: None
    after: Callable[[], list[str]] = list
    units: int = 1


class Result(msgspec.Struct, frozen=True, kw_only=True):
    lane: Lane
    costs: list[Cost]
    faults: list[str]


def race(lanes: Sequence[Lane], *, runs: int) -> list[Result]:
    """Each lane once, then each again; every round begins with another one. A fault ends a lane."""
    results = [Result(lane=lane, costs=[], faults=[]) for lane in lanes]
    order = deque(results)
    for _ in range(runs):
        for result in order:
            if not result.faults:
                run(result)
        order.rotate(-1)
    return results


def run(result: Result) -> None:
    result.lane.before()
    try:
        cost = clocked(result.lane.command, folder=result.lane.folder)
        print(f"{result.lane.name}: {cost.wall:.2f} s", file=sys.stderr)
        result.costs.append(cost)
        result.faults.extend(result.lane.after())
    except CommandError as told:
        result.faults.append(str(told))


def complaints(results: Iterable[Result]) -> Iterator[str]:
    """The first few faults of each."""
    for result in results:
        more = len(result.faults) - SHOWN
        yield from (f"{result.lane.name}: {fault}" for fault in result.faults[:SHOWN])
        if more > 0:
            yield f"{result.lane.name}: {more:,} more"


def table(results: Sequence[Result]) -> str:
    """Markdown. Ratios are of medians, a unit, to the first that did its work."""
    fit = [result for result in results if not result.faults]
    rows = (unfit(one) if one.faults else figures(one, to=fit[0]) for one in results)
    return "\n".join([row(HEADINGS), row(["---"] * len(HEADINGS)), *rows])


def unfit(result: Result) -> str:
    told = "did not do its work" if result.lane.command else result.faults[0]
    return row([result.lane.name, f"**{told}**", *[""] * 5])


def row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def figures(result: Result, *, to: Result) -> str:
    (wall, processor, peak), other = medians(result), medians(to)
    units = result.lane.units / to.lane.units
    walls = [cost.wall for cost in result.costs]
    return row(
        [
            result.lane.name,
            f"{wall:.2f} ({min(walls):.2f} to {max(walls):.2f})",
            f"{wall / other.wall / units:.3g}",
            f"{processor:.2f}",
            f"{processor / other.processor / units:.3g}",
            f"{peak / 1e6:.0f}",
            f"{peak / other.peak:.3g}",
        ]
    )


def medians(result: Result) -> Cost:
    return Cost(*(statistics.median(figures) for figures in zip(*result.costs, strict=True)))
