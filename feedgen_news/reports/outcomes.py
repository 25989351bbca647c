"""How a build can end: one name for each class of trouble, and what it means."""

import re
from typing import Literal

from feedgen_news.model import printable
from feedgen_news.problems import (
    ArchiveError,
    BusyError,
    ConfigError,
    FeedgenNewsError,
    PublishError,
    SuspiciousError,
)

Outcome = Literal[
    "ok",
    "findings",
    "input",
    "config",
    "archive",
    "busy",
    "output",
    "suspicious",
    "system",
    "bug",
    "interrupted",
]

OUTCOMES: dict[Outcome, str] = {
    "ok": "published",
    "findings": "published; something was refused, and --strict was given",
    "input": "published, but dumps were not read, or not to their end",
    "config": "a mistake in the config, or in what it names",
    "archive": "the archive is damaged, of another program, or cannot be written",
    "busy": "the archive is locked: another build is running",
    "output": "the output folder cannot be written",
    "suspicious": "stopped before something that looks like an accident was published",
    "system": "the machine had no memory, no room or no open files left",
    "bug": "a bug in feedgen-news",
    "interrupted": "ended by Ctrl-C or by a signal",
}
SUCCESS: frozenset[Outcome] = frozenset({"ok", "findings"})  # all dumps read, all published

_LONGEST = 2_000  # characters of a message
_OF_ERRORS: tuple[tuple[type[BaseException], Outcome], ...] = (  # children before their parents
    (BusyError, "busy"),
    (ArchiveError, "archive"),
    (PublishError, "output"),
    (SuspiciousError, "suspicious"),
    (ConfigError, "config"),
    (FeedgenNewsError, "config"),
    (MemoryError, "system"),
    (OSError, "system"),
    (Exception, "bug"),
)
_CREDENTIALS = re.compile(r"(?<=//)[^/\s@]+(?=@)")  # of an address (RFC 3986 §3.2.1)


def outcome_of(error: BaseException) -> Outcome:
    """The class of what ended a build."""
    return next((name for kind, name in _OF_ERRORS if isinstance(error, kind)), "interrupted")


def said(error: BaseException) -> str:
    """What ended a build, in words fit for a file: at most 2,000 characters, no credentials.

    Of a bug only its kind and its place: its own words may hold what was being read.
    """
    if outcome_of(error) == "bug":
        return _place(error)
    if outcome_of(error) == "interrupted":
        return "interrupted; what was published before is as it was"
    words = str(error) or type(error).__name__
    lines = "\n".join(map(printable, words.split("\n")))
    return _CREDENTIALS.sub("…", lines)[:_LONGEST]


def _place(error: BaseException) -> str:
    import traceback  # noqa: PLC0415 - few builds end by a bug

    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}; its traceback is in the log"
