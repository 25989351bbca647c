"""The archive, opened: what it remembers, and what can be asked of it."""

import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import msgspec

from feedgen_news.archive.opening import check_file, connect, lock, prepare
from feedgen_news.model import AHEAD, Article, Kept, Label, LabelKind, Labels
from feedgen_news.problems import ArchiveError

_HELD = dict[str, tuple[LabelKind, str]]

_article = msgspec.json.Decoder(Article)
_labels = msgspec.json.Decoder(Labels)


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


class Archive:
    """The opened archive. A writer holds a kernel lock until it is closed or dies."""

    def __init__(self, db: sqlite3.Connection, path: Path, lock: int | None) -> None:
        self._db = db
        self.path = path
        self._lock = lock

    @classmethod
    def open(cls, path: Path, *, write: bool) -> Self:
        """Open, and create where `write` and nothing is there.

        Raises ArchiveError: locked by another run, damaged, not ours, from the future,
        missing (for a reader), or in a folder that cannot be written.
        """
        check_file(path, write=write)
        held = lock(path) if write else None
        try:
            return cls(connect(path, write=write), path, held)
        except ArchiveError:
            if held is not None:
                os.close(held)
            raise

    @classmethod
    def scratch(cls, path: Path) -> Self:
        """A copy in memory, to try things on; of nothing where there is no archive yet."""
        db = sqlite3.connect(":memory:", isolation_level=None)
        if path.exists():
            with cls.open(path, write=False) as archive:
                archive.db.backup(db)
        prepare(db, path)
        return cls(db, path, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()
        if self._lock is not None:
            os.close(self._lock)

    @property
    def db(self) -> sqlite3.Connection:
        """The connection, for the other modules of this package."""
        return self._db

    def state(self, name: str) -> str | None:
        """A remembered value."""
        row = self._db.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def remember(self, name: str, value: str) -> None:
        """Keep a value under a name."""
        self._db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))

    def held_topics(self) -> dict[str, tuple[LabelKind, str]]:
        """Slugs of automatic topics that were published: the kind and slug of their label."""
        held = self.state("auto_topics")
        return msgspec.json.decode(held, type=_HELD) if held else {}

    def hold_topics(self, topics: dict[str, tuple[LabelKind, str]]) -> None:
        """Remember automatic topics, so that no other label ever gets their address."""
        known = {**self.held_topics(), **topics}
        self.remember("auto_topics", msgspec.json.encode(known, order="sorted").decode())

    @property
    def clock(self) -> datetime:
        """The instant of the latest build: the only "now" that output may depend on."""
        return _moment(int(self.state("clock") or 0))

    @property
    def _horizon(self) -> int:
        return int((self.clock + AHEAD).timestamp())

    def newest(self, topic: str, limit: int) -> list[Kept]:
        """The newest articles of a declared topic that are not held back, newest first."""
        where = "JOIN memberships m ON m.article = a.number WHERE m.topic = ?"
        return list(self._kept(where, (topic,), limit))

    def newest_labelled(self, kind: LabelKind, slug: str, limit: int) -> list[Kept]:
        """The newest articles with a label."""
        where = "JOIN labels l ON l.article = a.number WHERE l.kind = ? AND l.slug = ?"
        return list(self._kept(where, (kind, slug), limit))

    def without_url(self) -> Iterator[Kept]:
        """Every article that needs a page of ours and is not held back, newest first."""
        return self._kept("WHERE json_extract(a.facts, '$.url') IS NULL", (), -1)

    def _kept(self, where: str, values: tuple[str, ...], limit: int) -> Iterator[Kept]:
        rows = self._db.execute(
            "SELECT a.facts, a.labels, a.date, a.changed FROM articles a "  # noqa: S608
            f"{where} AND a.date <= ? ORDER BY a.date DESC, a.id LIMIT ?",
            (*values, self._horizon, limit),
        )
        return map(_as_kept, rows)

    def find(self, what: str, limit: int = 5) -> list[Kept]:
        """The articles an operator means: by id, by URL, or by words of the title."""
        words = [f"%{_escaped(word)}%" for word in what.split()]
        title = (
            " AND ".join(["json_extract(a.facts, '$.title') LIKE ? ESCAPE '\\'"] * len(words))
            or "0"
        )
        rows = self._db.execute(
            "SELECT a.facts, a.labels, a.date, a.changed FROM articles a "  # noqa: S608
            f"WHERE a.id = ? OR json_extract(a.facts, '$.url') = ? OR ({title}) "
            "ORDER BY a.id = ? DESC, a.date DESC, a.id LIMIT ?",
            (what, what, *words, what, limit),
        )
        return list(map(_as_kept, rows))

    def refusals(self, what: str = "", limit: int = 20) -> list[tuple[str, str, str]]:
        """Place, code and detail of what was refused, those that mention `what`."""
        rows = self._db.execute(
            "SELECT place, code, detail FROM refusals"
            " WHERE detail LIKE ? ESCAPE '\\' OR place LIKE ? ESCAPE '\\' ORDER BY place LIMIT ?",
            (f"%{_escaped(what)}%", f"%{_escaped(what)}%", limit),
        )
        return [(str(place), str(code), str(detail)) for place, code, detail in rows]

    def label_counts(self) -> dict[tuple[LabelKind, Label], int]:
        """How many articles carry each label, under each title it was seen with."""
        rows = self._db.execute(
            "SELECT kind, slug, title, COUNT(*) FROM labels GROUP BY kind, slug, title"
        )
        return {(kind, Label(slug, title)): count for kind, slug, title, count in rows}

    def topic_counts(self) -> dict[str, int]:
        """How many articles each declared topic has."""
        rows = self._db.execute(
            "SELECT topic, COUNT(*) FROM memberships GROUP BY topic ORDER BY topic"
        )
        return {str(topic): int(count) for topic, count in rows}

    def status(self) -> Status:
        """Everything at a glance; dumps and refusals are those of the latest build."""
        builds = int(self.state("builds") or 0)
        (articles, newest) = self._db.execute(
            "SELECT COUNT(*), MAX(changed) FROM articles"
        ).fetchone()
        (held,) = self._db.execute(
            "SELECT COUNT(*) FROM articles WHERE date > ?", (self._horizon,)
        ).fetchone()
        (dumps, refused) = self._db.execute(
            "SELECT COUNT(*), COALESCE(SUM(refused), 0) FROM dumps WHERE last_build = ?",
            (builds,),
        ).fetchone()
        return Status(
            articles=articles,
            held_back=held,
            topics=self.topic_counts(),
            dumps=dumps,
            refused=refused,
            builds=builds,
            last_build=self.clock if builds else None,
            newest=None if newest is None else _moment(newest),
        )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _as_kept(row: tuple[str, str, int, int]) -> Kept:
    facts, labels, date, changed = row
    return Kept(
        article=_article.decode(facts),
        labels=_labels.decode(labels),
        date=_moment(date),
        changed=_moment(changed),
    )
