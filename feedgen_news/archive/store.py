"""The SQLite file: opening, locking, and what can be asked of it."""

import fcntl
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Literal, Self

import msgspec

from feedgen_news.model import Article, Kept, Label, Labels
from feedgen_news.problems import ArchiveError

_APPLICATION = 0x46474E57  # "FGNW": what `file` shows, and what tells our files from others
_VERSION = 1
_OLDEST_SQLITE = (3, 37, 0)  # STRICT tables
_PATIENCE = 5.0  # seconds to wait for another program's lock

_HELD = dict[str, tuple[Literal["sections", "tags"], str]]

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
        if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
            raise ArchiveError(
                f"SQLite {sqlite3.sqlite_version} is too old; 3.37 or later is needed"
            )
        _check_file(path, write=write)
        lock = _lock(path) if write else None
        try:
            mode = "rwc" if write else "ro"
            db = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={mode}",
                uri=True,
                timeout=_PATIENCE,
                isolation_level=None,
            )
            _prepare(db, path)
        except sqlite3.Error as error:
            raise explained(error, path) from error
        return cls(db, path, lock)

    @classmethod
    def scratch(cls, path: Path) -> Self:
        """A copy in memory, to try things on; of nothing where there is no archive yet."""
        db = sqlite3.connect(":memory:", isolation_level=None)
        if path.exists():
            with cls.open(path, write=False) as archive:
                archive.db.backup(db)
        _prepare(db, path)
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

    def held_topics(self) -> dict[str, tuple[Literal["sections", "tags"], str]]:
        """Slugs of automatic topics that were published: the kind and slug of their label."""
        held = self.state("auto_topics")
        return msgspec.json.decode(held, type=_HELD) if held else {}

    def hold_topics(self, topics: dict[str, tuple[Literal["sections", "tags"], str]]) -> None:
        """Remember automatic topics, so that no other label ever gets their address."""
        known = {**self.held_topics(), **topics}
        self.remember("auto_topics", msgspec.json.encode(known, order="sorted").decode())

    @property
    def clock(self) -> datetime:
        """The instant of the latest build: the only "now" that output may depend on."""
        return _moment(int(self.state("clock") or 0))

    def newest(self, topic: str, limit: int) -> list[Kept]:
        """The newest articles of a declared topic that are not held back, newest first."""
        where = "JOIN memberships m ON m.article = a.number WHERE m.topic = ?"
        return list(self._kept(where, (topic,), limit))

    def newest_labelled(
        self, kind: Literal["sections", "tags"], slug: str, limit: int
    ) -> list[Kept]:
        """The newest articles with a label."""
        where = "JOIN labels l ON l.article = a.number WHERE l.kind = ? AND l.slug = ?"
        return list(self._kept(where, (kind, slug), limit))

    def without_url(self) -> Iterator[Kept]:
        """Every article that needs a page of ours and is not held back, newest first."""
        return self._kept("WHERE json_extract(a.facts, '$.url') IS NULL", (), -1)

    def _kept(self, where: str, values: tuple[str, ...], limit: int) -> Iterator[Kept]:
        rows = self._db.execute(
            "SELECT a.facts, a.labels, a.date, a.changed, a.first_seen FROM articles a "  # noqa: S608
            f"{where} AND a.date <= ? ORDER BY a.date DESC, a.id LIMIT ?",
            (*values, int(self.clock.timestamp()) + 86_400, limit),
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
            "SELECT a.facts, a.labels, a.date, a.changed, a.first_seen FROM articles a "  # noqa: S608
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

    def label_counts(self) -> dict[tuple[Literal["sections", "tags"], Label], int]:
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
        horizon = int(self.clock.timestamp()) + 86_400
        (held,) = self._db.execute(
            "SELECT COUNT(*) FROM articles WHERE date > ?", (horizon,)
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


def _as_kept(row: tuple[str, str, int, int, int]) -> Kept:
    facts, labels, date, changed, first_seen = row
    return Kept(
        article=_article.decode(facts),
        labels=_labels.decode(labels),
        date=_moment(date),
        changed=_moment(changed),
        first_seen=_moment(first_seen),
    )


def _check_file(path: Path, *, write: bool) -> None:
    try:
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
        mode = path.stat().st_mode
    except FileNotFoundError:
        if not write:
            raise ArchiveError(f"{path}: no archive yet; run `feedgen-news build` first") from None
        return
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror}; check the folder's permissions") from error
    if not stat.S_ISREG(mode):
        raise ArchiveError(f"{path}: not a regular file; set `archive` to another path")


def _lock(path: Path) -> int:
    """Lock beside the archive; the kernel lets go of it when the process ends, however it ends."""
    try:
        handle = os.open(
            path.with_name(path.name + ".lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644
        )
    except OSError as error:
        raise ArchiveError(
            f"{path.parent}: {error.strerror}; check the folder's permissions"
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise ArchiveError(
            f"{path}: another build is running; try again when it is done"
        ) from error
    return handle


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    (application,) = db.execute("PRAGMA application_id").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    (tables,) = db.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()
    if application != _APPLICATION and (tables or version):
        raise ArchiveError(f"{path}: a database of another program; set `archive` to another path")
    if version > _VERSION:
        raise ArchiveError(
            f"{path}: made by a newer feedgen-news (format {version}); upgrade this one"
        )
    if version < _VERSION:
        with transaction(db):
            for statement in (
                (files("feedgen_news.archive") / "schema.sql").read_text("utf-8").split(";")
            ):
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {_APPLICATION}")
            db.execute(f"PRAGMA user_version = {_VERSION}")


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All of it or none of it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def explained(error: sqlite3.Error, path: Path) -> ArchiveError:
    """What the operator can do about it."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return ArchiveError(f"{path}: locked by another program; try again when it is done")
    if "readonly" in text:
        return ArchiveError(f"{path}: cannot be written; check its owner and permissions")
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
        return ArchiveError(f"{path}: damaged ({text}); restore it from a backup, or move it away")
    return ArchiveError(f"{path}: {text}; check the file and its folder")
