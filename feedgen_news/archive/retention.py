"""Texts that nothing needs any more are dropped, and what identifies their articles stays.

Old is what no build met for so many days. Each article is looked at once when it gets so old;
what a feed needs just then is remembered (`slim` 2) and looked at again day by day.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import msgspec

from feedgen_news.archive import looks, selecting
from feedgen_news.archive.selecting import Labelled
from feedgen_news.archive.store import Archive
from feedgen_news.archive.substance import keep_comparable
from feedgen_news.archive.versions import Version, decoded, facts_of
from feedgen_news.model import AHEAD, Article, Topic

Published = tuple[Topic, Labelled | None]  # a topic, and the label that it was made of

_MARGIN = 2  # times the entries of a feed: what comes up when some of them are taken down
_LEAST_DAYS = 2  # with builds, in the time that counts; after a long break nothing is old
_SCANNED = "slimmed before build"  # in `state`


def note_day(archive: Archive, *, build: int) -> None:
    """Remember which build was the first of its day."""
    archive.db.execute(
        "INSERT OR IGNORE INTO state VALUES (?, ?)", (_day(archive.clock), str(build))
    )


def slim(archive: Archive, topics: Iterable[Published], *, days: int, anew: bool = False) -> int:
    """Drop the texts nobody needs of articles not met for so many days; how many that were.

    Without news there is nothing to look at before the next day; `anew` looks at all.
    """
    db, clock = archive.db, archive.clock
    before = build_before(archive, days=days)
    known = db.execute("SELECT value FROM state WHERE name = ?", (_SCANNED,)).fetchone()
    scanned = int(known[0]) if known else 0
    if before <= (0 if anew else scanned):
        return 0
    due = _due(db, 0 if anew else scanned, before)
    dropped = _slim_all(db, due, list(topics), clock) if due else 0
    db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (_SCANNED, str(max(before, scanned))))
    return dropped


def build_before(archive: Archive, *, days: int) -> int:
    """The build before which all others are older than so many days; 0 where that is unknown."""
    clock = archive.clock
    rows = archive.db.execute(
        "SELECT CAST(value AS INTEGER) FROM state WHERE name BETWEEN ? AND ? ORDER BY name",
        (_day(clock - timedelta(days=days)), _day(clock)),
    ).fetchall()
    return int(rows[0][0]) if len(rows) >= _LEAST_DAYS else 0


def merged(db: sqlite3.Connection, number: int, known: Version, version: Version) -> Version:
    """What is known after both, where the text of the one may have been dropped.

    That one cannot lend its text to the other: it gives way to what is newer and whole.
    """
    (state,) = db.execute("SELECT slim FROM articles WHERE number = ?", (number,)).fetchone()
    if state != 1:
        return known.merged(version)
    whole = bool(version.article.text) or not known.body_rank
    return version if whole and version.rank > known.rank else known


def without_text(article: Article) -> Article:
    """What stays of an article."""
    return msgspec.structs.replace(article, text="", html="", images=(), summary="")


def _due(db: sqlite3.Connection, scanned: int, before: int) -> list[int]:
    rows = db.execute(
        "SELECT number FROM articles INDEXED BY articles_by_build"
        " WHERE last_build >= ? AND last_build < ? AND slim = 0 AND settled = 1"
        " UNION SELECT number FROM articles INDEXED BY articles_spared"
        " WHERE slim = 2 AND last_build < ?",
        (scanned, before, before),
    )
    return [number for (number,) in rows]


def _slim_all(
    db: sqlite3.Connection, due: list[int], topics: list[Published], clock: datetime
) -> int:
    shown = {number for topic, label in topics for number in _shown(db, topic, label, clock)}
    history: set[tuple[str, str]] = {
        label or ("", topic.slug) for topic, label in topics if topic.history
    }
    dropped = 0
    for number in due:
        if number in shown or _is_ahead(db, number, clock):
            db.execute("UPDATE articles SET slim = 2 WHERE number = ?", (number,))
        elif not _stays(db, number, history):
            _drop(db, number)
            dropped += 1
    return dropped


def _shown(
    db: sqlite3.Connection, topic: Topic, label: Labelled | None, clock: datetime
) -> Iterator[int]:
    """What a feed holds or may hold again, and all that is young enough for it."""
    among = selecting.members(topic, label=label, clock=clock)
    roomy = msgspec.structs.replace(topic, items=_MARGIN * topic.items)
    yield from selecting.numbers(db, among, topic=roomy, clock=clock)
    if topic.max_age is not None:
        yield from selecting.young(db, among, topic=topic, clock=clock)


def _is_ahead(db: sqlite3.Connection, number: int, clock: datetime) -> bool:
    """Whether it is held back for its date."""
    (date,) = db.execute("SELECT date FROM articles WHERE number = ?", (number,)).fetchone()
    return bool(date > int((clock + AHEAD).timestamp()))


def _stays(db: sqlite3.Connection, number: int, history: set[tuple[str, str]]) -> bool:
    """Whether it has a page of ours, or a place in a topic's history."""
    (url,) = db.execute(
        "SELECT json_extract(facts, '$.url') FROM articles WHERE number = ? AND withdrawn = 0"
        " UNION ALL SELECT ''",
        (number,),
    ).fetchone()
    if url is None:
        return True
    places = db.execute(
        "SELECT '', topic FROM memberships WHERE article = ?1"
        " UNION SELECT kind, slug FROM labels WHERE article = ?1",
        (number,),
    )
    in_document = "SELECT 1 FROM document_entries WHERE article = ?"
    return not history.isdisjoint(places) or bool(db.execute(in_document, (number,)).fetchone())


def _drop(db: sqlite3.Connection, number: int) -> None:
    (facts,) = db.execute("SELECT facts FROM articles WHERE number = ?", (number,)).fetchone()
    article = decoded(facts)
    keep_comparable(db, number, article)
    looks.make(db, number)
    db.execute(
        "UPDATE articles SET facts = CAST(? AS TEXT), slim = 1 WHERE number = ?",
        (facts_of(without_text(article)), number),
    )


def _day(moment: datetime) -> str:
    return f"day {moment:%Y-%m-%d}"
