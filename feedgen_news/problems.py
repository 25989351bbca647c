"""Findings with a name, the report that counts them, and the errors that end a run."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import msgspec

from feedgen_news.codes import CODES, FORGOTTEN, NOTED, REFUSED, UNREAD, Code, Effect
from feedgen_news.model import Origin

__all__ = [
    "CODES",
    "FORGOTTEN",
    "NOTED",
    "REFUSED",
    "UNREAD",
    "ArchiveError",
    "BusyError",
    "Code",
    "ConfigError",
    "DamagedError",
    "Effect",
    "FeedgenNewsError",
    "MissingExtraError",
    "Problem",
    "PublishError",
    "Report",
    "SuspiciousError",
]


class Problem(msgspec.Struct, frozen=True):
    """A named finding at one place of the input."""

    code: str
    detail: str
    origin: Origin
    raw: Any = None  # of a record that was refused: what the dump holds, as it holds it

    @property
    def effect(self) -> Effect:
        """What becomes of the record."""
        return CODES[self.code].effect

    def __str__(self) -> str:
        """`dump:12 broken-json: what was seen; what to do`."""
        return f"{self.origin} {self.code}: {self.detail}; {CODES[self.code].advice}"


class Report:
    """Counts every finding by its code and passes each on as it comes.

    Only numbers are kept, so the report of a million refusals is as small as that of one.
    """

    def __init__(self, tell: Callable[[Problem], None] = lambda _: None) -> None:
        self.counts: Counter[str] = Counter()
        self._tell = tell

    def add(self, code: str, detail: str, origin: Origin, *, raw: Any = None) -> None:
        """Count a finding; raises KeyError for a code that is not in the table.

        `raw` is the record that was refused: text, bytes, or what was made of JSON. A lone
        surrogate, which a dump may hold and no file can, is written out in `detail`.
        """
        said = detail.encode("utf-8", "backslashreplace").decode()
        self.hear(Problem(code, said, origin, raw))

    def hear(self, problem: Problem) -> None:
        """Count a finding that somebody else made."""
        assert problem.effect
        self.counts[problem.code] += 1
        self._tell(problem)

    @property
    def refused(self) -> int:
        """How many records became no article."""
        return self._sum(REFUSED)

    @property
    def unread(self) -> int:
        """How many dumps were not read, or not to their end."""
        return self._sum(UNREAD)

    def _sum(self, effect: Effect) -> int:
        return sum(count for code, count in self.counts.items() if CODES[code].effect == effect)


class FeedgenNewsError(Exception):
    """Something only the operator can mend; the message says what, where and what to do."""


class ConfigError(FeedgenNewsError):
    """The config cannot be used; holds every mistake in it, one a line."""


class ArchiveError(FeedgenNewsError):
    """The archive is locked, damaged, or not ours."""


class DamagedError(ArchiveError):
    """The archive is not what was written."""


class BusyError(ArchiveError):
    """Another build holds the archive."""


class PublishError(FeedgenNewsError):
    """The output folder cannot be written."""


class SuspiciousError(FeedgenNewsError):
    """A build that would empty or re-announce feeds; names the option that overrides."""


class MissingExtraError(Exception):
    """A library is not installed; the message is the name of our extra that brings it."""
