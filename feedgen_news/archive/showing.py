"""What subscribers saw last: the entries of each feed, as the latest build decided them.

It serves to compare and to warn. Nothing that is published comes from it.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec

from feedgen_news.archive.opening import explained
from feedgen_news.archive.selecting import Labelled
from feedgen_news.archive.store import Archive
from feedgen_news.model import AHEAD

Fate = Literal["there", "left", "withdrawn", "held-back", "forgotten", "lost"]


class Shown(msgspec.Struct, frozen=True):
    """An entry of a feed; `date` and `updated` are seconds since 1970 UTC."""

    topic: str
    entry: str  # its id
    article: str  # the article's id
    date: int
    updated: int
    title: str
    looks: int  # CRC-32 of what decides how readers see it


_Entries = Mapping[str, Shown]
_NOTHING: _Entries = {}


def shown_of(archive: Archive, topics: Collection[str]) -> dict[str, dict[str, Shown]]:
    """Topic → id of the entry → the entry, of those of the topics whose feeds hold one."""
    columns = ", ".join(Shown.__struct_fields__)
    rows = archive.db.execute(
        f"SELECT {columns} FROM json_each(?) j CROSS JOIN shown s ON s.topic = j.value",  # noqa: S608
        (_listed(topics),),
    )
    return _by_topic(rows)


def _by_topic(rows: Iterable[tuple[Any, ...]]) -> dict[str, dict[str, Shown]]:
    topics: dict[str, dict[str, Shown]] = {}
    for topic, entry, article, *more in rows:
        shown = Shown(topic, entry, entry if article == entry else article, *more)  # held once
        topics.setdefault(topic, {})[entry] = shown
    return topics


def shown_topics(archive: Archive) -> frozenset[str]:
    """The topics of which anything is shown."""
    rows = archive.db.execute(  # one look a topic, and not one an entry
        "WITH RECURSIVE topics(topic) AS (SELECT MIN(topic) FROM shown UNION ALL SELECT"
        " (SELECT MIN(s.topic) FROM shown s WHERE s.topic > t.topic) FROM topics t"
        " WHERE t.topic IS NOT NULL) SELECT topic FROM topics WHERE topic IS NOT NULL"
    )
    return frozenset(topic for (topic,) in rows)


def show(archive: Archive, before: Mapping[str, _Entries], now: Mapping[str, _Entries]) -> None:
    """Remember what feeds hold now, by topic and id, writing only what differs from `before`."""
    gone = (
        (topic, entry)
        for topic, entries in before.items()
        for entry in sorted(entries.keys() - now.get(topic, _NOTHING).keys())
    )
    come = (
        msgspec.structs.astuple(entry)
        for topic, entries in now.items()
        for key, entry in entries.items()
        if before.get(topic, _NOTHING).get(key) != entry
    )
    try:
        archive.db.executemany("DELETE FROM shown WHERE topic = ? AND entry = ?", gone)
        archive.db.executemany(
            "INSERT OR REPLACE INTO shown (topic, entry, article, date, updated, title, looks)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            come,
        )
    except sqlite3.Error as error:
        raise explained(error, archive.path) from error


def holders(archive: Archive, article: str) -> list[tuple[str, int]]:
    """The topics that show an article, and the dates it has there."""
    rows = archive.db.execute("SELECT topic, date FROM shown WHERE article = ?", (article,))
    return [(str(topic), int(date)) for topic, date in rows]


def newest_shown(archive: Archive) -> Iterator[tuple[str, int]]:
    """Ids of articles that are shown, and the dates they have there, the newest first."""
    rows = archive.db.execute("SELECT article, date FROM shown ORDER BY date DESC, article DESC")
    yield from rows


def known_before(
    archive: Archive, articles: Collection[str], *, build: int, clock: datetime
) -> frozenset[str]:
    """Which of these articles the build of this number knew and did not hold back.

    `clock` is its instant. An article that was held back, for its date, is news when its time
    has come.
    """
    rows = archive.db.execute(
        "SELECT a.id FROM json_each(?1) j CROSS JOIN articles a ON a.id = j.value"
        " WHERE a.first_build <= ?2 AND NOT (a.date > ?3 AND a.announced > ?3)",
        (_listed(articles), build, int((clock + AHEAD).timestamp())),
    )
    return frozenset(article for (article,) in rows)


def fates(
    archive: Archive, articles: Collection[str], *, topic: str, label: Labelled | None
) -> dict[str, Fate]:
    """What became of articles that a topic's feed held.

    `there`: it is still the topic's; `left`: it is the archive's, but no longer this topic's;
    `lost`: the archive does not have it, and nobody asked for that.
    """
    horizon = int((archive.clock + AHEAD).timestamp())
    kind, slug = label or ("", "")
    rows = archive.db.execute(
        "SELECT a.id, CASE WHEN a.withdrawn THEN 'withdrawn' WHEN a.date > ? THEN 'held-back'"
        " WHEN EXISTS (SELECT 1 FROM memberships WHERE article = a.number AND topic = ?)"
        " OR EXISTS (SELECT 1 FROM labels WHERE article = a.number AND kind = ? AND slug = ?)"
        " THEN 'there' ELSE 'left' END"
        " FROM json_each(?) j CROSS JOIN articles a ON a.id = j.value",
        (horizon, topic, kind, slug, _listed(articles)),
    )
    known: dict[str, Fate] = dict(rows.fetchall())
    forgotten = archive.db.execute(
        "SELECT f.id FROM json_each(?) j JOIN forgotten f ON f.id = j.value", (_listed(articles),)
    )
    taken_down: dict[str, Fate] = dict.fromkeys((row for (row,) in forgotten), "forgotten")
    lost: dict[str, Fate] = dict.fromkeys(articles, "lost")
    return lost | known | taken_down


def withdrawn_ids(archive: Archive) -> frozenset[str]:
    """The articles that no source lists any more."""
    rows = archive.db.execute(
        "SELECT id FROM articles INDEXED BY articles_withdrawn WHERE withdrawn = 1"
    )
    return frozenset(article for (article,) in rows)


def state_of(archive: Archive, article: str) -> tuple[bool, bool]:
    """Whether an article is withdrawn, and whether its text was dropped."""
    row = archive.db.execute(
        "SELECT withdrawn, slim = 1 FROM articles WHERE id = ?", (article,)
    ).fetchone()
    return bool(row[0]), bool(row[1])


def _listed(articles: Collection[str]) -> str:
    return msgspec.json.encode(list(articles)).decode()
