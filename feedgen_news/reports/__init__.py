"""What each build says about itself: a status file, metrics, and a feed of what went wrong.

For monitors and for the operator, never for the public: they lie outside the output. `run`
says what a build is known by. A report is one file that makes bytes of it, and one line in
`REPORTS`.
"""

from pathlib import Path

import msgspec

from feedgen_news.later import named_at
from feedgen_news.reports.files import write
from feedgen_news.reports.outcomes import OUTCOMES, SUCCESS, Outcome, outcome_of, said
from feedgen_news.reports.run import Counts, Files, Freshness, Run, following
from feedgen_news.reports.status import last_run

__all__ = [
    "OUTCOMES",
    "REPORTS",
    "SUCCESS",
    "Counts",
    "Files",
    "Freshness",
    "Outcome",
    "Report",
    "Run",
    "following",
    "last_run",
    "outcome_of",
    "said",
    "write",
]


class Report(msgspec.Struct, frozen=True):
    """One kind of report; `name` is its key in the config."""

    name: str
    module: str  # of its `body` and `MARK`

    def body(self, run: Run, before: Run | None, path: Path) -> bytes:
        """The report of a run, the one before it, and its place."""
        body: bytes = named_at(f"{self.module}:body")(run, before, path)
        return body

    @property
    def mark(self) -> bytes:
        """What each of them begins with."""
        mark: bytes = named_at(f"{self.module}:MARK")
        return mark


_ALL = (  # the status last: it says what was told
    Report("feed", f"{__name__}.troubles"),
    Report("metrics", f"{__name__}.metrics"),
    Report("status", f"{__name__}.status"),
)

REPORTS: dict[str, Report] = {report.name: report for report in _ALL}
