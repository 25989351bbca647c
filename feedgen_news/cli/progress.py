"""How far a long read has come: bytes, articles, refusals, the time left. On a terminal only."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from feedgen_news.cli.output import logs_are_json

if TYPE_CHECKING:
    from rich.progress import Progress

    from feedgen_news.pipeline import Watch


@contextmanager
def watching(*, wanted: bool) -> Iterator["Watch"]:
    """A watch to hand to the pipeline; it shows nothing where nobody looks."""
    from feedgen_news.pipeline import Unwatched

    if not wanted or logs_are_json() or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield Unwatched()
        return
    with _line() as line:
        yield Display(line)


def _line() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("reading"),
        BarColumn(),
        DownloadColumn(binary_units=True),
        TextColumn("{task.fields[articles]:,} articles, {task.fields[refused]:,} refused"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        refresh_per_second=4,
    )


class Display:
    """What the pipeline tells on its way, as a line that changes."""

    def __init__(self, line: "Progress") -> None:
        self._line = line
        self._task = line.add_task("", total=None, articles=0, refused=0)
        self._articles = 0
        self._refused = 0

    def expect(self, size: int, /) -> None:
        """So many bytes are to be read."""
        self._line.update(self._task, total=size)

    def passed(self, size: int, /) -> None:
        """So many more were read."""
        self._line.update(self._task, advance=size, articles=self._articles, refused=self._refused)

    def article(self) -> None:
        """One more article was made."""
        self._articles += 1

    def refused(self) -> None:
        """One more record was refused."""
        self._refused += 1
