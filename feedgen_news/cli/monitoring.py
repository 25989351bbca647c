"""What `status` tells of the latest build, and whether the last good one is too long ago."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from feedgen_news.cli.output import complain
from feedgen_news.model import rfc3339

if TYPE_CHECKING:
    from feedgen_news.reports import Run

_Row = tuple[str, object]


def rows_of(run: "Run | None") -> Iterator[_Row]:
    """How the latest build ended, and how fresh each source is."""
    if run is None:
        return
    yield "last success", run.last_success or "never"
    yield "outcome", run.outcome if not run.failures else f"{run.outcome}, {run.failures} in a row"
    for name, source in run.sources.items():
        yield f"fresh: {name}", source.latest or "no articles"


def is_too_old(run: "Run | None", max_age: float | None, *, now: datetime) -> bool:
    """Whether no build went well within so many seconds; says so where it is."""
    if max_age is None:
        return False
    last = run.last_success if run else None
    if last and (now - last).total_seconds() <= max_age:
        return False
    known = rfc3339(last) if last else "none is known"
    complain(f"no build went well in time; the last one that did: {known}")
    return True
