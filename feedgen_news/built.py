"""What a build did, as it is told: on the screen, in reports, and by the one after it.

Light to load, as is all that a build needs that finds nothing to do.
"""

from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

How = Literal["new", "older", "returned", "reannounced", "reissued", "changed", "gone"]
Cause = Literal["displaced", "aged", "forgotten", "withdrawn", "held-back", "left", "lost"]


class Outcome(msgspec.Struct, frozen=True):
    """What became of the articles that a build met."""

    new: int
    updated: int
    unchanged: int
    duplicate: int


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a feed that is not as it was.

    `new`: an article met first by this build; `older`: a known one that was not in the feed;
    `returned`: one that was withdrawn until now, since its source did not list it;
    `reannounced`: one that was, under another id because it changed and its topic wants that;
    `reissued`: under another id for any other reason. `told` says whether readers will notice.
    """

    how: How
    id: str
    article: str
    title: str
    date: datetime
    told: bool = True
    cause: Cause | None = None  # of what is gone

    @property
    def mark(self) -> str:
        """As a line of `diff` begins."""
        return {"changed": "~", "gone": "-"}.get(self.how, "+")


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A topic's feed as it was published last, and as it will be."""

    topic: str
    state: Literal["kept", "new", "ended"]
    before: int  # entries
    now: int
    changes: tuple[Change, ...]

    def of(self, *hows: How) -> list[Change]:
        """The changes of these kinds."""
        return [change for change in self.changes if change.how in hows]

    def gone(self, *causes: Cause) -> int:
        """How many entries are gone for one of these causes."""
        return sum(change.cause in causes for change in self.changes)


class Suspicion(msgspec.Struct, frozen=True):
    """Something that is nearly always a mistake: its code, where, what was seen, what to do."""

    code: str
    where: str
    detail: str
    advice: str

    def __str__(self) -> str:
        return f"{self.where} {self.code}: {self.detail}; {self.advice}"


class Published(msgspec.Struct, frozen=True):
    """What a run did to the output folder; paths relative to it."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    left: tuple[str, ...] = ()  # ours no longer wanted, but changed by somebody else


class Built(msgspec.Struct, frozen=True, kw_only=True):
    """What a build did; `read` = new + updated + unchanged + duplicate + refused."""

    read: int
    outcome: Outcome
    refused: int
    dumps_read: int
    dumps_unchanged: int
    dumps_unread: int
    problems: dict[str, int]
    topics: dict[str, int]
    differences: tuple[Difference, ...]  # of the feeds that are not what was shown last
    suspicious: tuple[Suspicion, ...]  # what a dry run found, or `force` overrode
    quarantine: Path  # where the refused records lie, if there are any
    published: Published


class Places(msgspec.Struct, frozen=True):
    """A file for each report that is wanted."""

    status: Path | None
    metrics: Path | None = None
    feed: Path | None = None


class About(msgspec.Struct, frozen=True):
    """What is told of a build's config: the site's address, the names of its sources, and files."""

    site: str
    sources: tuple[str, ...]
    archive: Path
    output: Path
    places: Places
