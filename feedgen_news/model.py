"""The words of the project as types: what each step hands to the next.

`Record` is what a dump said, untrusted. `Article` is what we vouch for: whatever it
promises here is checked once, in `normalise`, and by no later step.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeVar

import msgspec

Precision = Literal["day", "second"]
LabelKind = Literal["sections", "tags"]
Content = Literal["full", "summary", "none"]
Order = Literal["published", "first_seen"]
Updates = Literal["silent", "bump", "reannounce"]
Duplicates = Literal["off", "exact", "near"]

AHEAD = timedelta(days=1)  # what is dated further ahead is held back: readers drop it

T = TypeVar("T")


class Origin(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a record lies: the dump's name and the lines or the position inside it."""

    dump: str
    line: int | None = None  # 1-based, first line of the record
    end_line: int | None = None  # 1-based, last line, inclusive
    position: int | None = None  # 1-based, n-th record of a dump that has no lines

    def __str__(self) -> str:
        """`dump:12` or `dump#3`, as editors and people read it."""
        if self.line is not None:
            return f"{self.dump}:{self.line}"
        return f"{self.dump}#{self.position}" if self.position is not None else self.dump


class Person(msgspec.Struct, frozen=True):
    """Somebody who wrote an article; `name` is plain text of one line, never empty."""

    name: str


class Image(msgspec.Struct, frozen=True):
    """A picture; plain-text dumps know captions of pictures whose address is lost."""

    url: str | None = None
    caption: str = ""
    credit: str = ""


class Record(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What the dump said about one article, as text. Nothing here can be trusted."""

    origin: Origin
    id: str | None = None  # only where the source's `fields` map it: it then identifies
    url: str | None = None
    title: str | None = None
    summary: str | None = None
    text: str | None = None  # plain text, paragraphs parted by an empty line
    html: str | None = None  # markup of the body; wins over `text` where both are given
    authors: list[str] = []
    published: str | None = None
    updated: str | None = None
    sections: list[str] = []
    tags: list[str] = []
    language: str | None = None
    place: str | None = None
    images: list[Image] = []
    publisher: str | None = None
    raw: Any = None  # as the dump holds it, for the quarantine; None where this says it all


class When(msgspec.Struct, frozen=True, order=True):
    """An instant in UTC, whole seconds, or a day.

    A day is kept as the span of seconds that belong to it both in the source's zone and
    in UTC, so whoever prints any of them in either zone prints the right day, and no
    time of day is made up. `span` is 0 for an instant.
    """

    instant: datetime
    span: int = 0

    @property
    def precision(self) -> Precision:
        """How exact it is."""
        return "day" if self.span else "second"

    @property
    def last(self) -> datetime:
        """The latest instant it may mean."""
        return self.instant + timedelta(seconds=max(self.span - 1, 0))

    def __str__(self) -> str:
        """RFC 3339: a full date for a day, else a date-time."""
        return self.instant.date().isoformat() if self.span else rfc3339(self.instant)


class Article(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One article, complete and safe.

    All text is legal in XML 1.0 and free of control and bidi-override characters;
    `title`, `summary` and labels are plain text, the title of one line and never empty;
    URLs are absolute http(s) without credentials; `html` is sanitised; dates are UTC.
    """

    id: str  # an ASCII URN; the archive may give an older one that stays
    keys: tuple[str, ...]  # what identifies it, strongest first (see normalise.identity)
    url: str | None
    title: str
    summary: str
    text: str
    html: str
    authors: tuple[Person, ...]
    published: When | None
    updated: When | None
    sections: tuple[str, ...]  # as the dump calls them
    tags: tuple[str, ...]
    language: str | None  # BCP 47
    place: str | None
    images: tuple[Image, ...]
    publisher: str | None
    source: str
    origin: Origin
    # What it is sent with to the archive, which does not store it with the article; one that was
    # read there has neither.
    hints: tuple[str, ...] = ()  # what it may be known by, if its text says so
    shown: bool = False  # surely its markup shows its text, and nothing else; False says nothing

    @property
    def date(self) -> When | None:
        """The date people know it by: publication, or else the latest change."""
        return self.published or self.updated


class Label(msgspec.Struct, frozen=True, order=True):
    """A section or tag after the config's mapping: a slug, and a title for people."""

    slug: str
    title: str


class Labels(msgspec.Struct, frozen=True):
    """What an article is about, once the config has spoken."""

    sections: tuple[Label, ...] = ()
    tags: tuple[Label, ...] = ()


class Sorted(msgspec.Struct, frozen=True):
    """The verdict of the sort step: the labels, and the slugs of the declared topics."""

    labels: Labels
    topics: tuple[str, ...]


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """An article as the archive knows it: with an id for life and our bookkeeping."""

    article: Article
    labels: Labels
    date: datetime  # for people: publication, or the latest change, or first seen
    changed: datetime  # last significant change, UTC; distinct for distinct articles
    announced: datetime  # the same, of what it was at first; a date put right moves it on
    revision: int = 0  # how many significant changes there were
    copies: tuple[Article, ...] = ()  # of the same story elsewhere, folded into this one


class Listed(msgspec.Struct, frozen=True):
    """The same without what its dump said: enough to tell which entry of a feed it makes."""

    number: int  # of its row in the archive
    id: str
    title: str
    date: int  # as `Kept` has it, in seconds since 1970 UTC
    changed: int
    announced: int
    revision: int
    content: str  # digest of all that the dump said
    own_page: bool  # it has no URL, and so a page of ours


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """A topic that is published: declared in the config or made by `auto_topics`."""

    slug: str
    title: str
    description: str = ""
    group: str = ""  # the folder it stands in, in OPML and on the index; "" for none
    language: str | None = None
    items: int = 50
    max_age: int | None = None  # days
    max_bytes: int = 1_000_000
    per_source: int | None = None
    order: Order = "published"
    content: Content = "full"
    updates: Updates = "bump"
    duplicates: Duplicates = "exact"
    history: bool = False
    formats: tuple[str, ...] = ("atom", "rss", "json")


class OutputFile(msgspec.Struct, frozen=True):
    """A file to publish: its path below the output folder, with `/`, and its bytes."""

    path: str
    body: bytes


def rfc3339(moment: datetime) -> str:
    """UTC date-time of whole seconds with `Z` (RFC 3339 §5.6)."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return msgspec.json.encode(utc)[1:20].decode() + "Z"  # isoformat takes ten times as long


def printable(text: str) -> str:
    """The text with everything that is no visible character escaped: no line, no colour."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape", "backslashreplace").decode()
        for char in text
    )


def unique(values: Iterable[T]) -> tuple[T, ...]:
    """The values in their order, each once."""
    return tuple(dict.fromkeys(values))
