"""What every command prints with: results on stdout, findings and complaints on stderr."""

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Literal, TextIO

import msgspec

from feedgen_news.cli.options import now
from feedgen_news.model import printable, rfc3339
from feedgen_news.problems import CODES, NOTED, REFUSED, UNREAD, Effect, FeedgenNewsError, Problem

BUG, ACT, FINDINGS = 1, 2, 3  # exit codes: a bug; the operator must act; something was found

LogFormat = Literal["text", "json"]
Level = Literal["info", "warning", "error", "critical"]

_LOG: ContextVar[LogFormat] = ContextVar("log format", default="text")
_LEVELS: dict[Effect, Level] = {UNREAD: "error", REFUSED: "warning", NOTED: "info"}
_SHOWN = 5  # findings of one code; the rest are counted
_ONCE = frozenset({"missing-extra"})  # one installation mends it for all dumps


def prepare_streams() -> None:
    """Neither cron's ASCII nor a closed descriptor may end a build. Logs are text at first."""
    log_as("text")
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, _sink())
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def say(line: str = "") -> None:
    """A line of the result."""
    _put(sys.stdout, line + "\n")


def say_json(value: Any, *, pretty: bool = True) -> None:
    """The result for machines: UTF-8 whatever the terminal's encoding."""
    body = msgspec.json.encode(value, enc_hook=str)
    body = msgspec.json.format(body, indent=2) if pretty else body
    _put(sys.stdout.buffer, body + b"\n")


def log_as(form: LogFormat) -> None:
    """What lines on stderr are from here on: text for people, or JSON for machines."""
    _LOG.set(form)


def logs_are_json() -> bool:
    """Whether lines on stderr are JSON objects."""
    return _LOG.get() == "json"


def class_of(error: Exception) -> str | None:
    """The class of trouble, for logs that machines read."""
    if not logs_are_json():
        return None
    from feedgen_news.reports import outcome_of

    return outcome_of(error)


def complain(
    message: str, *, level: Level = "warning", code: str | None = None, place: str | None = None
) -> None:
    """A line (or several) for the operator; where nobody listens, the exit code has to do.

    As JSON it is one object a line with the keys time, level, code, place, detail.
    """
    if logs_are_json():
        said = {"level": level, "code": code, "place": place, "detail": message.rstrip("\n")}
        _to_stderr(msgspec.json.encode({"time": now(), **said}).decode() + "\n")
        return
    lines = f"{place} {code}: {message}" if place else message
    _to_stderr(
        "".join(f"feedgen-news: {printable(line)}\n" for line in lines.rstrip("\n").split("\n"))
    )


def _to_stderr(text: str) -> None:
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, ValueError):
        sys.stderr = _sink()


class Narrator:
    """Tells findings as they come: the first few of each kind, and at the end their number.

    `quiet` leaves only what makes the exit code 2, so that a code never comes without a word.
    """

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._met: Counter[str] = Counter()
        self._told: Counter[str] = Counter()
        self._said: set[str] = set()

    def tell(self, problem: Problem) -> None:
        """One finding."""
        if self._quiet and problem.effect != UNREAD:
            return
        self._met[problem.code] += 1
        if self._told[problem.code] < _SHOWN and not self._is_said(problem):
            self._told[problem.code] += 1
            known = CODES[problem.code]
            detail = f"{problem.detail}; {known.advice}"
            place = str(problem.origin)
            complain(detail, level=_LEVELS[known.effect], code=problem.code, place=place)

    def _is_said(self, problem: Problem) -> bool:
        """Whether the same was said of another dump, and is mended with it."""
        if problem.code not in _ONCE:
            return False
        known = problem.detail in self._said
        self._said.add(problem.detail)
        return known

    def conclude(self) -> None:
        """What was not told one by one."""
        for code, count in sorted(self._met.items()):
            if count > self._told[code]:
                said = f"{code}: {count:,} in all ({CODES[code].meaning})"
                complain(said, level=_LEVELS[CODES[code].effect], code=code)


def table(rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """Columns as wide as their widest cell; numbers to the right."""
    cells = [[_shown(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row, texts in zip(rows, cells, strict=True):
        padded = (
            text.rjust(width) if isinstance(cell, int) else text.ljust(width)
            for cell, text, width in zip(row, texts, widths, strict=True)
        )
        yield "  ".join(padded).rstrip()


def _shown(cell: object) -> str:
    if isinstance(cell, datetime):
        return rfc3339(cell)
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def _put(stream: IO[Any], result: str | bytes) -> None:
    """Print a result. Raises FeedgenNewsError where it is lost (a full disk)."""
    try:
        stream.write(result)
        stream.flush()
    except BrokenPipeError:  # `| head` has seen enough
        sys.stdout = _sink()
    except (OSError, ValueError) as error:
        sys.stdout = _sink()
        reason = getattr(error, "strerror", None) or str(error)
        raise FeedgenNewsError(f"the result could not be printed: {reason}") from error


def _sink() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")
