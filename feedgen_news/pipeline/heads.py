"""What is said of feeds where all are listed; what is large of it is read when it is looked at."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import overload

import msgspec

from feedgen_news.archive import Archive, Said, holders, newest_shown
from feedgen_news.feeds import Assembler
from feedgen_news.pipeline.assembly import Shelf, latest_closed
from feedgen_news.site import HEADLINES, HEADLINES_OF_TOPIC, Entry, Head, Headline, Page

Shelves = dict[str, Shelf]  # by the topic's slug, in their order
Rows = Mapping[str, Sequence[int]]  # of the archive, by topic


def heads_of(
    archive: Archive, assembler: Assembler, shelves: Shelves, *, rows: Rows
) -> tuple[Head, ...]:
    """Those of all topics; what the feeds of some hold may be known."""
    said = archive.said_of_topics()
    return tuple(
        _head(archive, assembler, it, said[slug], rows.get(slug)) for slug, it in shelves.items()
    )


def head_of(archive: Archive, assembler: Assembler, shelf: Shelf) -> Head:
    """That of one topic."""
    return _head(
        archive, assembler, shelf, archive.said_of_topics(shelf.topic.slug)[shelf.topic.slug]
    )


def _head(
    archive: Archive,
    assembler: Assembler,
    shelf: Shelf,
    said: Said,
    rows: Sequence[int] | None = None,
) -> Head:
    return assembler.head(
        shelf.topic,
        updated=said.updated,
        shown=said.entries,
        count=said.articles,
        previous=latest_closed(shelf, archive),
        newest=_Newest(archive, assembler, shelf, min(HEADLINES_OF_TOPIC, said.entries), rows),
    )


class _Newest(Sequence[Entry]):
    """The first few entries of a feed, each read when somebody looks at it."""

    def __init__(
        self,
        archive: Archive,
        assembler: Assembler,
        shelf: Shelf,
        most: int,
        rows: Sequence[int] | None,
    ) -> None:
        self._archive = archive
        self._assembler = assembler
        self._shelf = shelf
        self._most = most
        self._numbers = rows

    def __len__(self) -> int:
        return self._most

    @overload
    def __getitem__(self, at: int) -> Entry: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Entry]: ...

    def __getitem__(self, at: int | slice) -> Entry | Sequence[Entry]:
        found = range(self._most)[at]
        if isinstance(found, int):
            return self._entry(found)
        return [self._entry(number) for number in found]

    def _entry(self, place: int) -> Entry:
        topic, label = self._shelf.topic, self._shelf.label
        if self._numbers is None:
            few = msgspec.structs.replace(topic, items=self._most)
            self._numbers = [it.number for it in self._archive.listing(few, label=label)]
        kept = self._archive.of_topic(self._numbers[place], topic, label=label)
        return self._assembler.headline(kept, topic)


def headlines_of(archive: Archive, assembler: Assembler, shelves: Shelves) -> Iterator[Headline]:
    """The newest articles of all feeds, wherever they stand."""
    order = {slug: place for place, slug in enumerate(shelves)}
    for article in _newest(archive, order):
        for slug, date in holders(archive, article):
            shelf = shelves[slug]
            yield Headline(article, slug, date, partial(_entry, archive, assembler, shelf, article))


def _entry(archive: Archive, assembler: Assembler, shelf: Shelf, article: str) -> Entry:
    kept = archive.of_topic(archive.number_of(article), shelf.topic, label=shelf.label)
    return assembler.headline(kept, shelf.topic)


def _newest(archive: Archive, order: dict[str, int]) -> list[str]:
    """By their dates in the first feed that holds them; in others they may be later."""
    found: dict[str, int] = {}
    for article, date in newest_shown(archive):
        if len(found) >= HEADLINES and date < sorted(found.values())[-HEADLINES]:
            break
        if article not in found:
            _, found[article] = min(holders(archive, article), key=lambda held: order[held[0]])
    return list(found)


def pages_of(
    archive: Archive, assembler: Assembler, shelves: Shelves, only: frozenset[str] | None
) -> Iterator[Page]:
    """The articles that need a page of ours: `only` those, or all."""
    order = {slug: place for place, slug in enumerate(shelves)}
    for kept in archive.without_url(only):
        held_by = {slug for slug, _ in holders(archive, kept.article.id)}
        yield Page(assembler.entry(kept), tuple(sorted(held_by, key=order.__getitem__)))
