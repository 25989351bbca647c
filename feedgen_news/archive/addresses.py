"""The topics that were ever published, for their addresses outlive them."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

import msgspec

from feedgen_news.archive.selecting import moment
from feedgen_news.model import Topic


class Gone(msgspec.Struct, frozen=True):
    """A topic that was published once and is no more."""

    title: str
    formats: tuple[str, ...]
    ended: datetime  # the first build without it


def publish_topics(
    db: sqlite3.Connection, topics: Iterable[Topic], *, former: Iterable[Topic], clock: datetime
) -> None:
    """Remember these as published; those that were and are not among them end now.

    `former` are known to have been published once, even where this archive is younger.
    """
    rows = [_row(topic) for topic in topics]
    db.executemany(
        "INSERT OR IGNORE INTO published_topics VALUES (?, ?, ?, NULL)", map(_row, former)
    )
    db.executemany(
        "INSERT INTO published_topics VALUES (?, ?, ?, NULL) ON CONFLICT (slug) DO UPDATE"
        " SET title = excluded.title, formats = excluded.formats, ended = NULL",
        rows,
    )
    db.execute(
        "UPDATE published_topics SET ended = ? WHERE ended IS NULL"
        " AND slug NOT IN (SELECT value FROM json_each(?))",
        (int(clock.timestamp()), _encode([slug for slug, _, _ in rows])),
    )


def gone_topics(db: sqlite3.Connection) -> dict[str, Gone]:
    """What is not published any more, by slug."""
    rows = db.execute(
        "SELECT slug, title, formats, ended FROM published_topics"
        " WHERE ended IS NOT NULL ORDER BY slug"
    )
    return {
        slug: Gone(title, msgspec.json.decode(formats, type=tuple[str, ...]), moment(ended))
        for slug, title, formats, ended in rows
    }


def _row(topic: Topic) -> tuple[str, str, str]:
    return topic.slug, topic.title, _encode(topic.formats)


def _encode(names: Iterable[str]) -> str:
    return msgspec.json.encode(list(names)).decode()
