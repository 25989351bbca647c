"""Everything that an archive holds at a glance, in figures."""

import sqlite3
from datetime import datetime

import msgspec

from feedgen_news.archive.selecting import moment


class Status(msgspec.Struct, frozen=True):
    """What `feedgen-news status` tells."""

    articles: int
    held_back: int
    topics: dict[str, int]
    dumps: int
    refused: int
    builds: int
    last_build: datetime | None
    newest: datetime | None
    without_text: int  # articles whose text was dropped, for nothing needed it
    withdrawn: int
    forgotten: int
    size: int  # bytes of the archive's file
    free: int  # of those, bytes that `vacuum` gives back


def topic_counts(db: sqlite3.Connection) -> dict[str, int]:
    """How many articles each declared topic has."""
    rows = db.execute("SELECT slug, count FROM label_counts WHERE kind = 'topics' ORDER BY slug")
    return {str(topic): int(count) for topic, count in rows}


def status(db: sqlite3.Connection, *, builds: int, clock: datetime, horizon: int) -> Status:
    """Dumps and refusals are those of the latest build; what is dated later is held back."""
    (articles, newest) = db.execute("SELECT COUNT(*), MAX(changed) FROM articles").fetchone()
    (held,) = db.execute("SELECT COUNT(*) FROM articles WHERE date > ?", (horizon,)).fetchone()
    (dumps, refused) = db.execute(
        "SELECT COUNT(DISTINCT source || char(0) || name), COALESCE(SUM(refused), 0) FROM dumps"
        " WHERE last_build = ?",
        (builds,),
    ).fetchone()
    return Status(
        articles=articles,
        held_back=held,
        topics=topic_counts(db),
        dumps=dumps,
        refused=refused,
        builds=builds,
        last_build=clock if builds else None,
        newest=None if newest is None else moment(newest),
        without_text=_number(db, "SELECT COUNT(*) FROM articles WHERE slim = 1"),
        withdrawn=_number(db, "SELECT COUNT(*) FROM articles WHERE withdrawn = 1"),
        forgotten=_number(db, "SELECT COUNT(*) FROM forgotten"),
        size=_number(db, "PRAGMA page_count") * _number(db, "PRAGMA page_size"),
        free=_number(db, "PRAGMA freelist_count") * _number(db, "PRAGMA page_size"),
    )


def _number(db: sqlite3.Connection, question: str) -> int:
    (number,) = db.execute(question).fetchone()
    return int(number)
