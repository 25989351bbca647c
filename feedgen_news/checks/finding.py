"""What a check says: the kinds of fault, a fault in a file, a finding in the folder."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Literal, NamedTuple

import msgspec

Level = Literal["E", "W"]  # what validators call an error, and a warning
LONGEST_DETAIL = 120  # characters
_MONTH = re.compile(r"\d{4,}-\d\d(?:-\d+)?", re.ASCII)
_LAST_WORDS = ("(ended)", "(moved)")
REBUILD = "run `feedgen-news build --full`; if the finding stays, report it as a bug"


class Check(msgspec.Struct, frozen=True):
    """One kind of fault: how bad it is, what it means for readers, and what to do."""

    level: Level
    meaning: str
    advice: str = REBUILD


class Fault(NamedTuple):
    """A fault found in one file."""

    code: str
    where: str = ""  # an entry's id, or a line
    detail: str = ""


Faults = Iterator[Fault]


class Finding(msgspec.Struct, frozen=True):
    """A fault in the published folder."""

    code: str
    level: Level
    path: str  # below the folder, with `/`
    where: str
    detail: str

    def __str__(self) -> str:
        """`E world/feed.atom bad-date (urn:…): what was seen`."""
        place = f" ({self.where})" if self.where else ""
        detail = f": {self.detail}" if self.detail else ""
        return f"{self.level} {self.path} {self.code}{place}{detail}"


class PublishedFile(msgspec.Struct, frozen=True):
    """A file as it was read back."""

    path: str  # below the folder, with `/`
    body: bytes
    modified: datetime


class FeedFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed says of itself, in no format: for comparing feeds with each other."""

    path: str
    self_url: str
    title: str
    items: tuple[tuple[str, str], ...]  # id, link
    said: tuple[tuple[str, str], ...] = ()  # title, instant of publication; as items are
    id: str = ""  # RSS and JSON Feed have none
    page: str = ""  # the page it is a feed of
    hubs: tuple[str, ...] = ()
    ways: dict[str, str] = {}  # relation of RFC 5005 → URL; `next_url` is "prev-archive"
    closed: bool = False  # marked as an archive document
    has_ended: bool = False  # the last feed of a topic that moved or ended

    @property
    def topic(self) -> str:
        """The folder it lies in."""
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        """Its name without the extension: `feed`, or the month of a document of its history."""
        return self.path.rpartition("/")[2].rpartition(".")[0]

    @property
    def is_past(self) -> bool:
        """Whether it is a document of the history."""
        return is_past(self.name)


def is_past(name: str) -> bool:
    """Whether a feed is a document of history, by its name without the extension.

    That is 2024-03, or 2024-03-2.
    """
    return bool(_MONTH.fullmatch(name))


def says_farewell(title: str, entries: int) -> bool:
    """Whether its title and its only entry tell that a feed's topic moved or ended."""
    return entries == 1 and any(words in title for words in _LAST_WORDS)


def shown(text: str) -> str:
    """Hostile text for a terminal: one short line of printable characters."""
    cut = text if len(text) <= LONGEST_DETAIL else text[: LONGEST_DETAIL - 1] + "…"
    if cut.isprintable():
        return cut
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut)
