"""What feed readers take from a published feed: id, date, picture, author, title, link.

The rules are those of the readers' own sources, read on the day that `READ` names; a reader is
one file and one line in `READERS`. Faults of a feed are told by the checks, not here.
"""

from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from feedgen_news.checks import folder
from feedgen_news.checks.finding import PublishedFile, shown
from feedgen_news.checks.readers import freshrss, miniflux, netnewswire, newsboat
from feedgen_news.checks.readers.reading import Format, Parsed, Taken, parse
from feedgen_news.problems import PublishError

__all__ = ["FIELDS", "READERS", "EntryView", "FeedView", "Reader", "Taken", "views"]

_Take = Callable[[Any, Parsed], Taken]
FIELDS = ("id", "date", "picture", "author", "title", "link")
_COMPARED = ("id", "date", "picture", "author")


class Reader(msgspec.Struct, frozen=True):
    """A feed reader: its name, the version read, and how it takes an entry of each format."""

    name: str
    read: str
    takes: dict[Format, _Take]


class EntryView(msgspec.Struct, frozen=True):
    """An entry as each reader takes it."""

    taken: dict[str, Taken]  # reader → what it takes
    differ: tuple[str, ...]  # of id, date, picture, author: what readers do not agree on


class FeedView(msgspec.Struct, frozen=True):
    """A feed file as readers see it."""

    path: str
    format: Format
    count: int  # entries in the file
    unread_by: tuple[str, ...]  # readers that know nothing of the format
    entries: tuple[EntryView, ...]


READERS = (
    Reader(
        miniflux.NAME,
        miniflux.READ,
        {"atom": miniflux.atom, "rss": miniflux.rss, "json": miniflux.json},
    ),
    Reader(
        freshrss.NAME,
        freshrss.READ,
        {"atom": freshrss.atom, "rss": freshrss.rss, "json": freshrss.json},
    ),
    Reader(
        netnewswire.NAME,
        netnewswire.READ,
        {"atom": netnewswire.atom, "rss": netnewswire.rss, "json": netnewswire.json},
    ),
    Reader(newsboat.NAME, newsboat.READ, {"atom": newsboat.atom, "rss": newsboat.rss}),
)


def views(
    output: Path, *, only: tuple[str, ...] = (), entries: int | None = None
) -> Iterator[FeedView]:
    """The feeds of a published folder, in the order of names.

    `only` names feeds, by their path below the folder or by their topic's; `entries` is how
    many of each are looked at, None for all. Raises PublishError where there is no such
    folder or feed. What is no feed, or cannot be read as one, is left out.
    """
    if not output.is_dir():
        raise PublishError(f"{output}: no such folder; run `feedgen-news build` first")
    names = [listed for listed in folder.listing(output) if folder.readable(listed)]
    feeds = [x for x in names if PurePosixPath(x.path).suffix in folder.FEEDS]
    for name in only:
        if not any(_is_meant(listed.path, name) for listed in feeds):
            raise PublishError(f"{shown(name)}: no feed of that name in {output}")
    for listed in feeds:
        if not only or any(_is_meant(listed.path, name) for name in only):
            file = folder.read(output, listed)
            feed = parse(file) if isinstance(file, PublishedFile) else None
            if feed is not None:
                yield _view(listed.path, feed, entries)


def _is_meant(path: str, name: str) -> bool:
    return PurePosixPath(name.strip("/")) in {PurePosixPath(path), PurePosixPath(path).parent}


def _view(path: str, feed: Parsed, entries: int | None) -> FeedView:
    readers = [reader for reader in READERS if feed.format in reader.takes]
    return FeedView(
        shown(path),
        feed.format,
        len(feed.entries),
        tuple(reader.name for reader in READERS if reader not in readers),
        tuple(_entry(entry, feed, readers) for entry in feed.entries[:entries]),
    )


def _entry(entry: Any, feed: Parsed, readers: list[Reader]) -> EntryView:
    taken = {reader.name: reader.takes[feed.format](entry, feed) for reader in readers}
    differ = (name for name in _COMPARED if len({_said(one, name) for one in taken.values()}) > 1)
    return EntryView(taken, tuple(differ))


def _said(taken: Taken, field: str) -> object:
    """Authors in another order are the same authors."""
    value = getattr(taken, field)
    return frozenset(value.split(", ")) if field == "author" else value
