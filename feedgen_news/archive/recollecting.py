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


def any_new(db: sqlite3.Connection, build: int) -> bool:
    """Whether this build met any article first; rows are numbered as they come."""
    latest = "SELECT first_build FROM articles ORDER BY number DESC LIMIT 1"
    return bool(db.execute(latest).fetchone() == (build,))


def any_new_of(db: sqlite3.Connection, build: int, ids: Iterable[str]) -> bool:
    """Whether one of the articles of these ids is among those."""
    first_built = "SELECT first_build FROM articles WHERE id = ?"
    return any(db.execute(first_built, (each,)).fetchone() == (build,) for each in ids)


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
