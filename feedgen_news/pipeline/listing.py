"""Step 5, first half: which entries a topic's feed holds, decided without reading articles."""

import zlib

import msgspec

from feedgen_news.archive import Archive, Shown
from feedgen_news.feeds import Assembler, limits, updates
from feedgen_news.model import Listed, Topic
from feedgen_news.pipeline.assembly import Shelf

Entries = dict[str, Shown]  # by the id of the entry, in the order of the feed


class Holding(msgspec.Struct, frozen=True):
    """What the feed of a topic holds now."""

    rows: tuple[int, ...]  # of the archive, in the order of the feed; those that fit into it
    entries: Entries


def holding_of(archive: Archive, assembler: Assembler, shelf: Shelf) -> Holding:
    """That of one topic."""
    listed = archive.listing(shelf.topic, label=shelf.label)
    if not limits.all_fit(shelf.topic, len(listed)):
        feed = assembler.feed(shelf.topic, archive.selection(shelf.topic, label=shelf.label))
        listed = listed[: len(feed.entries)]
    shown = (_shown(it, shelf.topic, assembler) for it in listed)
    return Holding(tuple(it.number for it in listed), {entry.entry: entry for entry in shown})


def _shown(it: Listed, topic: Topic, assembler: Assembler) -> Shown:
    page = assembler.page_of(it.id) if it.own_page else ""
    looks = f"{it.content}\0{page}\0{topic.content}"
    return Shown(
        topic=topic.slug,
        entry=assembler.entry_id(it.id, it, topic),
        article=it.id,
        date=updates.date(it, topic),
        updated=updates.updated(it, topic),
        title=it.title,
        looks=zlib.crc32(looks.encode()),
    )
