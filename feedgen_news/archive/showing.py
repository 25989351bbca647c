"""What subscribers saw last: the entries of each feed, as the latest build decided them.

It serves to compare and to warn. Nothing that is published comes from it.
"""

import itertools
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Literal

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


def shown_of(archive: Archive, topic: str) -> dict[str, Shown]:
    """What the feed of a topic showed, by the id of the entry."""
    columns = ", ".join(Shown.__struct_fields__)
    rows = archive.db.execute(f"SELECT {columns} FROM shown WHERE topic = ?", (topic,))  # noqa: S608
    return {entry.entry: entry for entry in itertools.starmap(Shown, rows)}


def entries_shown(archive: Archive) -> set[str]:
    """The ids of the entries of all feeds."""
    return {str(entry) for (entry,) in archive.db.execute("SELECT DISTINCT entry FROM shown")}


def shown_topics(archive: Archive) -> frozenset[str]:
    """The topics of which anything is shown."""
    rows = archive.db.execute(  # one look a topic, and not one an entry
        "WITH RECURSIVE topics(topic) AS (SELECT MIN(topic) FROM shown UNION ALL SELECT"
        " (SELECT MIN(s.topic) FROM shown s WHERE s.topic > t.topic) FROM topics t"
        " WHERE t.topic IS NOT NULL) SELECT topic FROM topics WHERE topic IS NOT NULL"
    )
    return frozenset(topic for (topic,) in rows)


def show(archive: Archive, *, gone: Iterable[tuple[str, str]], come: Iterable[Shown]) -> None:
    """Remember that feeds hold these entries now, and no more those of a topic and an id."""
    try:
        archive.db.executemany("DELETE FROM shown WHERE topic = ? AND entry = ?", gone)
        archive.db.executemany(
            "INSERT OR REPLACE INTO shown (topic, entry, article, date, updated, title, looks)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            map(msgspec.structs.astuple, come),
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
