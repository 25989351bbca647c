"""What feeds still show of articles that the archive met as new: it was lost, or is a backup."""

import sqlite3
from collections.abc import Iterable

import msgspec

from feedgen_news.archive.settling import unsettle
from feedgen_news.archive.versions import decoded, facts_of


class Remembered(msgspec.Struct, frozen=True):
    """An entry as subscribers have it; moments in seconds since 1970 UTC."""

    id: str
    keys: tuple[str, ...]  # of its address
    published: int
    announced: int
    changed: int


def fresh_ids(db: sqlite3.Connection, build: int) -> frozenset[str]:
    """The ids of the articles that this build met first."""
    rows = db.execute(
        "SELECT id FROM articles WHERE last_build = ?1 AND first_build = ?1", (build,)
    )
    return frozenset(id_ for (id_,) in rows)


def recollect(db: sqlite3.Connection, build: int, entries: Iterable[Remembered]) -> None:
    """Give the articles that this build met first the ids and the dates that they had.

    For the end of a build, before all is dated.
    """
    for entry in entries:
        number = _row(db, build, entry)
        if number is not None:
            _date(db, number, entry, build=build)


def _date(db: sqlite3.Connection, number: int, entry: Remembered, *, build: int) -> None:
    unsettle(db, number, build=build)
    db.execute(
        "UPDATE articles SET announced = ?, changed = ? WHERE number = ?",
        (entry.announced, entry.changed, number),
    )
    (facts,) = db.execute("SELECT facts FROM articles WHERE number = ?", (number,)).fetchone()
    if decoded(facts).date is None:  # so the date shown is when it was seen first
        db.execute("UPDATE articles SET first_seen = ? WHERE number = ?", (entry.published, number))


def _row(db: sqlite3.Connection, build: int, entry: Remembered) -> int | None:
    """The article of the id; else the one at the address, which has the id from now on."""
    named = db.execute("SELECT number, first_build FROM articles WHERE id = ?", (entry.id,))
    found = named.fetchone()
    if found:
        return int(found[0]) if found[1] == build else None
    for key in entry.keys:
        addressed = db.execute(
            "SELECT number, facts FROM articles JOIN keys ON article = number"
            " WHERE key = ? AND first_build = ? AND (changed = 0 OR settled = 1)",
            (key, build),
        ).fetchone()
        if addressed:
            number, facts = addressed
            article = msgspec.structs.replace(decoded(facts), id=entry.id)
            db.execute(
                "UPDATE articles SET id = ?, facts = CAST(? AS TEXT) WHERE number = ?",
                (entry.id, facts_of(article), number),
            )
            return int(number)
    return None
