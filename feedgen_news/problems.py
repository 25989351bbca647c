"""Findings with a name, the report that counts them, and the errors that end a run."""

from collections import Counter
from collections.abc import Callable
from typing import Literal

import msgspec

from feedgen_news.model import Origin

Effect = Literal["refused", "noted"]


class Code(msgspec.Struct, frozen=True):
    """One kind of finding about input: what becomes of the record, and what to do."""

    effect: Effect
    meaning: str
    advice: str


REFUSED: Effect = "refused"
NOTED: Effect = "noted"

CODES: dict[str, Code] = {
    # dumps
    "missing-dump": Code(REFUSED, "no file of this name", "check `files` in the source"),
    "unreadable-dump": Code(REFUSED, "the file cannot be opened or read", "check its permissions"),
    "empty-dump": Code(REFUSED, "the dump holds nothing", "scrape again or remove the file"),
    "unknown-format": Code(
        REFUSED, "the bytes are no format we read", "name it with `format`, or convert it"
    ),
}


class Problem(msgspec.Struct, frozen=True):
    """A named finding at one place of the input."""

    code: str
    detail: str
    origin: Origin

    @property
    def effect(self) -> Effect:
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

    def add(self, code: str, detail: str, origin: Origin) -> None:
        """Count a finding; raises KeyError for a code that is not in the table."""
        problem = Problem(code, detail, origin)
        assert problem.effect
        self.counts[code] += 1
        self._tell(problem)

    @property
    def refused(self) -> int:
        """How many records (or dumps) became no article."""
        return sum(n for code, n in self.counts.items() if CODES[code].effect == REFUSED)


class FeedgenNewsError(Exception):
    """Something only the operator can mend; the message says what, where and what to do."""


class ConfigError(FeedgenNewsError):
    """The config cannot be used; holds every mistake in it, one a line."""


class ArchiveError(FeedgenNewsError):
    """The archive is locked, damaged, or not ours."""


class PublishError(FeedgenNewsError):
    """The output folder cannot be written."""


class SuspiciousError(FeedgenNewsError):
    """A build that would empty or re-announce feeds; names the option that overrides."""
