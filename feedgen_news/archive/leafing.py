"""Reading what feeds hold, article by article."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec

from feedgen_news.archive import selecting
from feedgen_news.archive.store import Archive
from feedgen_news.archive.versions import in_brief
from feedgen_news.model import Kept, Topic


@contextmanager
def one_look(archive: Archive) -> Iterator[None]:
    """All that is read within is of one moment; and the file is locked once, not for each row."""
    if archive.db.in_transaction:
        yield
        return
    archive.db.execute("BEGIN")
    try:
        yield
    finally:
        archive.db.execute("ROLLBACK")


def in_stories(archive: Archive, rows: list[int], topic: Topic) -> frozenset[int]:
    """Those of the rows that may stand for copies in a topic, and so look otherwise in another."""
    if topic.duplicates == "off":
        return frozenset()
    found = archive.db.execute(
        "SELECT s.article FROM json_each(?) j CROSS JOIN stories s ON s.article = j.value"
        " WHERE s.kind = ?",
        (msgspec.json.encode(rows).decode(), topic.duplicates),
    )
    return frozenset(row for (row,) in found)


def kept_of(archive: Archive, rows: Sequence[int]) -> Iterator[tuple[int, Kept]]:
    """Each row and its article, as `kept_at` reads it: of many that takes half as long."""
    return selecting.kept_of(archive.db, rows, read=in_brief)


def kept_at(archive: Archive, row: int) -> Kept:
    """The article of a row, without copies; without its text where there is a summary."""
    return selecting.kept_at(archive.db, row, read=in_brief)
