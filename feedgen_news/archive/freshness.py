"""How fresh each source is, and when something that is held back is due."""

import sqlite3
from datetime import datetime

import msgspec

from feedgen_news.archive.selecting import moment
from feedgen_news.archive.store import Archive
from feedgen_news.model import AHEAD


class Freshness(msgspec.Struct, frozen=True, kw_only=True):
    """What the archive knows of a source."""

    articles: int
    newest: datetime  # the newest date of its articles
    latest: datetime  # when an article of it was first seen last
    dump: str | None  # the last one that was read for the first time
    dump_build: int | None  # the number of the build that did
    is_latest: bool  # whether that is the latest number


def freshness(archive: Archive) -> dict[str, Freshness]:
    """Every source that has articles, by name. An article counts for the source it is from."""
    rows = archive.db.execute(
        "SELECT source, COUNT(*), MAX(date), MAX(first_seen) FROM articles"
        " GROUP BY source ORDER BY source"
    )
    latest = int(archive.state("builds") or 0)
    return {
        str(source): _of_source(archive.db, str(source), count, newest, seen, latest=latest)
        for source, count, newest, seen in rows.fetchall()
    }


def _of_source(
    db: sqlite3.Connection, source: str, count: int, newest: int, seen: int, *, latest: int
) -> Freshness:
    last = db.execute(
        "SELECT name, sequence FROM dumps WHERE source = ? ORDER BY sequence DESC, name LIMIT 1",
        (source,),
    ).fetchone()
    return Freshness(
        articles=count,
        newest=moment(newest),
        latest=moment(seen),
        dump=str(last[0]) if last else None,
        dump_build=last[1] if last else None,
        is_latest=bool(last) and last[1] == latest,
    )


def next_release(archive: Archive) -> datetime | None:
    """When the next article that is held back is due; None where none is."""
    ahead = int(AHEAD.total_seconds())
    (date,) = archive.db.execute(
        "SELECT MIN(date) FROM articles WHERE date > ?", (int(archive.clock.timestamp()) + ahead,)
    ).fetchone()
    return None if date is None else moment(date - ahead)
