"""Steps 4 and 5 of what was taken in: what each feed holds, and what of it subscribers will see.

Nothing is read of what the articles say; that is for those alone that have to be rendered.
"""

import msgspec

from feedgen_news.archive import Archive, Said, marks
from feedgen_news.archive.marks import Note
from feedgen_news.archive.selecting import moment
from feedgen_news.config import Config
from feedgen_news.pipeline import time_passing
from feedgen_news.pipeline.assembly import Shelf, assembler_of, moved, put_up
from feedgen_news.pipeline.diffing import Comparing, Comparison, Past
from feedgen_news.pipeline.due import (
    NOTHING,
    Due,
    Folder,
    all_due,
    completed,
    due_of,
    kept,
)
from feedgen_news.pipeline.keying import key_of, note_of
from feedgen_news.pipeline.listing import Entries, holding_of

Rows = dict[str, tuple[int, ...]]  # by topic that is due: what its feed holds, in the archive

_NO_CHANGE = Comparison((), 0, frozenset(), frozenset())


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be published, and how that differs from what was."""

    due: Due
    comparison: Comparison
    entries: dict[str, int]  # by topic, in the order of the site
    note: Note  # what it is made by
    files: int = 0  # that were published before, where nothing is due
    shelves: tuple[Shelf, ...] = ()
    rows: Rows = {}
    kept: frozenset[str] = frozenset()  # paths of published files that stay as they are
    as_left: frozenset[str] = frozenset()  # paths of those that lie there as they were left


def decide(
    config: Config, archive: Archive, folder: Folder, *, before: Past, full: bool = False
) -> Decision:
    """For the end of a transaction, when all articles are settled.

    What is found to be due stays due until it is published, whatever becomes of this run.
    `full` believes neither what was noted nor how files lie there. What feeds show now is
    remembered for the next build.
    """
    time_passing.touch(config, archive, since=before.clock)
    key = key_of(config)
    known = None if full else marks.note(archive)
    if known is None or known.key != key or not folder.is_known:
        known = None
        marks.forget_note(archive)
    elif not folder.altered and not marks.any_marks(archive):
        return _as_it_is(archive, known, files=len(folder.stamps) - 1)  # without the manifest
    shelves = put_up(config, archive)
    now = note_of(config, shelves, moved(archive), key=key)
    decided = _decided(config, archive, shelves, folder, past=before, known=known, now=now)
    return msgspec.structs.replace(decided, as_left=frozenset()) if full else decided


def _as_it_is(archive: Archive, known: Note, *, files: int) -> Decision:
    counts = archive.entries_of_topics()
    entries = {slug: counts[slug] for slug in known.topics}
    return Decision(due=NOTHING, comparison=_NO_CHANGE, entries=entries, note=known, files=files)


def _decided(  # one a fact
    config: Config,
    archive: Archive,
    shelves: tuple[Shelf, ...],
    folder: Folder,
    *,
    past: Past,
    known: Note | None,
    now: Note,
) -> Decision:
    due = due_of(config, archive, shelves, folder, before=known, now=now) if known else all_due(now)
    marks.forget_headlines(archive, None if due.everything else due.topics | due.ended)
    moving = None if due.everything else due.ended
    comparing = Comparing(archive, config, now.topics.keys(), past=past, moving=moving)
    rows = _held(config, archive, [s for s in shelves if s.topic.slug in due.topics], comparing)
    comparison = comparing.end()
    due = completed(archive, due, comparison)
    counts = archive.entries_of_topics()
    entries = {shelf.topic.slug: counts[shelf.topic.slug] for shelf in shelves}
    others = sum(count for slug, count in entries.items() if slug not in rows)
    slugs = {*(known.topics if known else ()), *now.topics, *now.farewells}
    return Decision(
        due=due,
        comparison=msgspec.structs.replace(comparison, entries=comparison.entries + others),
        entries=entries,
        note=now,
        shelves=shelves,
        rows=rows,
        kept=kept(archive, shelves, folder, due, slugs),
        as_left=folder.as_left,
    )


def _held(config: Config, archive: Archive, shelves: list[Shelf], comparing: Comparing) -> Rows:
    """What the feeds of topics hold, which is compared; and what is said of them elsewhere is
    remembered. One after the other: all their entries would be most of what memory holds.
    """
    assembler = assembler_of(config, archive)
    rows: Rows = {}
    for shelf in shelves:
        if shelf.topic.history:
            archive.close_documents(shelf.topic, label=shelf.label, size=assembler.size)
        holding = holding_of(archive, assembler, shelf)
        _say(archive, shelf, holding.entries)
        comparing.compare(shelf.topic, holding.entries)
        rows[shelf.topic.slug] = holding.rows
    return rows


def _say(archive: Archive, shelf: Shelf, entries: Entries) -> None:
    said = Said(
        archive.count(shelf.topic, label=shelf.label),
        len(entries),
        moment(max(entry.updated for entry in entries.values())) if entries else None,
        moment(min(entry.date for entry in entries.values())) if entries else None,
    )
    archive.say_of_topic(shelf.topic.slug, said)
