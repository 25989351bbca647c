"""The topics that were ever published, for their addresses outlive them."""

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from feedgen_news.archive.selecting import moment
from feedgen_news.model import Topic


class Gone(msgspec.Struct, frozen=True):
    """A topic that was published once and is no more."""

    title: str
    formats: tuple[str, ...]
    ended: datetime  # the first build without it
    heir: str | None = None  # the slug of the topic it became, which may be gone, too


class Said(msgspec.Struct, frozen=True):
    """What is said of the feed of a topic elsewhere."""

    articles: int  # of the topic in all
    entries: int
    updated: datetime | None  # None where there are no entries
    oldest: datetime | None  # date of an entry


def say(db: sqlite3.Connection, slug: str, said: Said) -> None:
    """Remember it, of a topic that is published."""
    updated, oldest = (int(at.timestamp()) if at else 0 for at in (said.updated, said.oldest))
    db.execute(
        "UPDATE published_topics SET articles = ?1, entries = ?2, updated = ?3, oldest = ?4"
        " WHERE slug = ?5 AND (articles, entries, updated, oldest) != (?1, ?2, ?3, ?4)",
        (said.articles, said.entries, updated, oldest, slug),
    )


def said(db: sqlite3.Connection, slug: str | None = None) -> dict[str, Said]:
    """What is said of topics that are published: of one, or of all."""
    rows = db.execute(
        "SELECT slug, articles, entries, updated, oldest FROM published_topics"  # noqa: S608
        f" WHERE ended IS NULL{'' if slug is None else ' AND slug = ?'}",
        () if slug is None else (slug,),
    )
    return {
        slug: Said(articles, entries, *(moment(at) if entries else None for at in moments))
        for slug, articles, entries, *moments in rows
    }


def entries(db: sqlite3.Connection) -> dict[str, int]:
    """How many entries the feeds of topics have that are published."""
    return dict(db.execute("SELECT slug, entries FROM published_topics WHERE ended IS NULL"))


def publish_topics(
    db: sqlite3.Connection,
    topics: Iterable[Topic],
    *,
    former: Mapping[str, Topic],
    clock: datetime,
) -> None:
    """Remember these as published; those that were and are not among them end now.

    `former` are slugs that were published once, even where this archive is younger, and the
    topic that each became. That is remembered, so that one name after another leads on.
    """
    rows = [_row(topic) for topic in topics]
    db.executemany(
        "INSERT INTO published_topics (slug, title, formats, heir) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (slug) DO UPDATE SET heir = excluded.heir",
        [(old, *_row(heir)[1:], heir.slug) for old, heir in former.items()],
    )
    db.executemany(
        "INSERT INTO published_topics (slug, title, formats) VALUES (?, ?, ?) ON CONFLICT (slug)"
        " DO UPDATE SET title = excluded.title, formats = excluded.formats, ended = NULL,"
        " heir = NULL",
        rows,
    )
    db.execute(
        "UPDATE published_topics SET ended = ? WHERE ended IS NULL"
        " AND slug NOT IN (SELECT value FROM json_each(?))",
        (int(clock.timestamp()), _encode([slug for slug, _, _ in rows])),
    )


def published_slugs(db: sqlite3.Connection) -> frozenset[str]:
    """Every slug that a topic was ever published under."""
    return frozenset(slug for (slug,) in db.execute("SELECT slug FROM published_topics"))


def gone_topics(db: sqlite3.Connection) -> dict[str, Gone]:
    """What is not published any more, by slug."""
    rows = db.execute(
        "SELECT slug, title, formats, ended, heir FROM published_topics"
        " WHERE ended IS NOT NULL ORDER BY slug"
    )
    return {
        slug: Gone(title, msgspec.json.decode(formats, type=tuple[str, ...]), moment(ended), heir)
        for slug, title, formats, ended, heir in rows
    }


def _row(topic: Topic) -> tuple[str, str, str]:
    return topic.slug, topic.title, _encode(topic.formats)


def _encode(names: Iterable[str]) -> str:
    return msgspec.json.encode(list(names)).decode()
