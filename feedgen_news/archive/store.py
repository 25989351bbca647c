"""The archive, opened: what it remembers, and what can be asked of it."""

import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Self

import msgspec

from feedgen_news.archive import addresses, history, overview, selecting
from feedgen_news.archive.addresses import Gone, Said
from feedgen_news.archive.opening import (
    check_file,
    connect,
    explained,
    lock,
)
from feedgen_news.archive.overview import Status
from feedgen_news.archive.scratch import scratch_copy
from feedgen_news.archive.sealing import check_count
from feedgen_news.archive.selecting import COLUMNS, Labelled, as_kept, moment
from feedgen_news.locking import Patience, is_still, lock_beside
from feedgen_news.model import AHEAD, Kept, Label, LabelKind, Listed, Topic
from feedgen_news.problems import ArchiveError
from feedgen_news.site import Document

_HELD = dict[str, Labelled]
_REFUSALS = 20  # that are told at once


class Archive:
    """The opened archive. A writer holds a kernel lock until it is closed or dies."""

    def __init__(
        self,
        db: sqlite3.Connection,
        path: Path,
        lock: int | None,
        *,
        patience: Patience | None = None,
    ) -> None:
        self._db = db
        self.path = path
        self._lock = lock
        self.patience = patience or Patience()

    @classmethod
    def open(cls, path: Path, *, write: bool, patience: Patience | None = None) -> Self:
        """Open, and create where `write` and nothing is there.

        Raises ArchiveError: locked by another run, damaged, not ours, from the future,
        missing (for a reader), or in a folder that cannot be written.
        """
        check_file(path, write=write)
        patience = patience or Patience()
        held = lock(path, patience=patience) if write else None
        try:
            db = connect(path, write=write, patience=patience)
            return cls(db, path, held, patience=patience)
        except BaseException:
            if held is not None:
                os.close(held)
            raise

    @classmethod
    def scratch(cls, path: Path) -> Self:
        """A copy to try things on; of nothing where there is no archive yet.

        It is never written back.
        """
        return cls(scratch_copy(path), path, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object = None, error: object = None, *__: object) -> None:
        self._db.close()
        if self._lock is not None:
            os.close(self._lock)
        if isinstance(error, sqlite3.Error):
            raise explained(error, self.path) from error

    def check_lock(self) -> None:
        """Raises ArchiveError where our lock was deleted: another build may be at work."""
        if self._lock is not None and not is_still(self._lock, lock_beside(self.path)):
            raise ArchiveError(
                f"{lock_beside(self.path)}: deleted while it was held; nothing was published."
                " Leave that file alone, and build again"
            )

    def let_go(self) -> None:
        """Give back the memory that its pages take; those that are needed are read again."""
        import ctypes  # noqa: PLC0415 - for builds that render

        self._db.execute("PRAGMA shrink_memory")
        trim = getattr(ctypes.pythonapi, "malloc_trim", None)
        if trim:  # glibc keeps what is freed, malloc_trim(3)
            trim(0)

    @property
    def db(self) -> sqlite3.Connection:
        """The connection, for the other modules of this package."""
        return self._db

    def state(self, name: str) -> str | None:
        """A remembered value."""
        row = self._db.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def remember(self, name: str, value: str) -> None:
        """Keep a value under a name. Raises ArchiveError."""
        try:
            self._db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))
        except sqlite3.Error as error:
            raise explained(error, self.path) from error

    def held_topics(self) -> dict[str, Labelled]:
        """Slugs of automatic topics that were published: the kind and slug of their label."""
        held = self.state("auto_topics")
        return msgspec.json.decode(held, type=_HELD) if held else {}

    def hold_topics(self, topics: dict[str, Labelled]) -> None:
        """Remember automatic topics, so that no other label ever gets their address."""
        known = {**self.held_topics(), **topics}
        self.remember("auto_topics", msgspec.json.encode(known, order="sorted").decode())

    @property
    def clock(self) -> datetime:
        """The instant of the latest build: the only "now" that output may depend on."""
        return moment(int(self.state("clock") or 0))

    # --- topics

    def selection(self, topic: Topic, *, label: Labelled | None = None) -> list[Kept]:
        """What a topic's feed holds, in the topic's order, newest first.

        An automatic topic goes by its label. Of the articles that are not held back, at most
        `items`, none older than `max_age` days before the latest build, at most `per_source`
        of one source.
        """
        among = selecting.members(topic, label=label, clock=self.clock)
        return selecting.selection(self._db, among, topic=topic, clock=self.clock)

    def listing(self, topic: Topic, *, label: Labelled | None = None) -> list[Listed]:
        """The same, without reading what the dumps said of them."""
        among = selecting.members(topic, label=label, clock=self.clock)
        return selecting.listing(self._db, among, topic=topic, clock=self.clock)

    def of_topic(self, number: int, topic: Topic, *, label: Labelled | None = None) -> Kept:
        """The article of a row, with the copies that it stands for in a topic."""
        among = selecting.members(topic, label=label, clock=self.clock)
        return selecting.with_copies(self._db, number, among, topic)

    def number_of(self, article: str) -> int:
        """The row of the article of an id; KeyError where there is none."""
        row = self._db.execute("SELECT number FROM articles WHERE id = ?", (article,)).fetchone()
        if row is None:
            raise KeyError(article)
        return int(row[0])

    def count(self, topic: Topic, *, label: Labelled | None = None) -> int:
        """How many articles a topic has in all that are not held back."""
        among = selecting.members(topic, label=label, clock=self.clock)
        return selecting.count(self._db, among, topic=topic, label=label)

    def close_documents(
        self, topic: Topic, *, size: Callable[[Kept], int], label: Labelled | None = None
    ) -> None:
        """Close the documents of a topic's history that are complete (see `history`).

        For the end of a build, when all is settled. `size` says how many bytes an article
        takes in a document; one holds at most the topic's `max_bytes`.
        """
        among = selecting.members(topic, label=label, clock=self.clock)
        history.close_documents(self._db, among, topic=topic, size=size, clock=self.clock)

    def documents(self, topic: Topic) -> list[Document]:
        """Those of a topic's history, oldest first; the last one, and only that, is open."""
        return history.documents(self._db, topic.slug)

    def document_articles(
        self, topic: Topic, document: Document, *, label: Labelled | None = None
    ) -> list[Kept]:
        """What a document shows, newest first: a closed one the same for ever."""
        if document.closed:
            return history.closed_articles(self._db, topic.slug, document.number)
        among = selecting.members(topic, label=label, clock=self.clock)
        return history.open_articles(self._db, among, topic.slug)

    def publish_topics(self, topics: Iterable[Topic], *, former: Mapping[str, Topic]) -> None:
        """Remember all topics that are published now; any other one ends with this build.

        `former` are slugs that the config says were published once, and what they became.
        """
        addresses.publish_topics(self._db, topics, former=former, clock=self.clock)

    def say_of_topic(self, slug: str, said: Said) -> None:
        """Remember what is said of a topic's feed, which is published."""
        addresses.say(self._db, slug, said)

    def said_of_topics(self, slug: str | None = None) -> dict[str, Said]:
        """The same, by slug: of one topic, or of all."""
        return addresses.said(self._db, slug)

    def entries_of_topics(self) -> dict[str, int]:
        """How many entries each topic's feed has, by slug."""
        return addresses.entries(self._db)

    def oldest_shown(self, slug: str) -> datetime | None:
        """The date of the oldest entry of a topic's feed, as it was decided last."""
        said = self.said_of_topics(slug).get(slug)
        return said.oldest if said else None

    def published_slugs(self) -> frozenset[str]:
        """Every slug that a topic was ever published under."""
        return addresses.published_slugs(self._db)

    def gone_topics(self) -> dict[str, Gone]:
        """The topics that were published once and are no more, by slug."""
        return addresses.gone_topics(self._db)

    # --- questions

    def without_url(self, only: Collection[str] | None = None) -> Iterator[Kept]:
        """Every article that needs a page of ours and is not held back, newest first.

        `only` those of these ids, if they are given.
        """
        shown = "a.own_page = 1 AND a.withdrawn = 0 AND a.date <= ?"
        if only is None:
            found = "articles a INDEXED BY articles_of_ours"
            values: tuple[int | str, ...] = (self._horizon,)
        else:
            found = "json_each(?) j CROSS JOIN articles a ON a.id = j.value"
            values = (msgspec.json.encode(sorted(only)).decode(), self._horizon)
        rows = self._db.execute(
            f"SELECT {COLUMNS} FROM {found} WHERE {shown} ORDER BY a.date DESC, a.id",  # noqa: S608
            values,
        )
        return map(as_kept, rows)

    @property
    def _horizon(self) -> int:
        return int((self.clock + AHEAD).timestamp())

    def find(self, what: str, limit: int = 5, *, keys: Sequence[str] = ()) -> list[Kept]:
        """The articles an operator means: by id, by URL, or by words of the title.

        `keys` are those of a URL, under which an article may have been known once.
        """
        words = [f"%{_escaped(word)}%" for word in what.split()]
        title = (
            " AND ".join(["json_extract(a.facts, '$.title') LIKE ? ESCAPE '\\'"] * len(words))
            or "0"
        )
        rows = self._db.execute(
            f"SELECT {COLUMNS} FROM articles a "  # noqa: S608
            f"WHERE a.id = ? OR json_extract(a.facts, '$.url') = ? OR ({title}) OR a.number IN"
            f" (SELECT article FROM keys WHERE key IN ({', '.join('?' * len(keys))})) "
            "ORDER BY a.id = ? DESC, a.date DESC, a.id LIMIT ?",
            (what, what, *words, *keys, what, limit),
        )
        return list(map(as_kept, rows))

    def refusals(self, what: str = "") -> list[tuple[str, str, str]]:
        """Place, code and detail of what was refused, the first of those that mention `what`."""
        rows = self._db.execute(
            "SELECT place, code, detail FROM refusals"
            " WHERE detail LIKE ? ESCAPE '\\' OR place LIKE ? ESCAPE '\\' ORDER BY place LIMIT ?",
            (f"%{_escaped(what)}%", f"%{_escaped(what)}%", _REFUSALS),
        )
        return [(str(place), str(code), str(detail)) for place, code, detail in rows]

    def label_counts(self) -> dict[tuple[LabelKind, Label], int]:
        """How many articles carry each label, under each title it was seen with."""
        rows = self._db.execute(
            "SELECT kind, slug, title, count FROM label_counts WHERE kind != 'topics'"
        )
        return {(kind, Label(slug, title)): count for kind, slug, title, count in rows}

    def topic_counts(self) -> dict[str, int]:
        """How many articles each declared topic has."""
        return overview.topic_counts(self._db)

    def status(self) -> Status:
        """Everything at a glance; dumps and refusals are those of the latest build.

        Raises ArchiveError where articles are missing.
        """
        check_count(self._db, self.path)
        builds = int(self.state("builds") or 0)
        return overview.status(self._db, builds=builds, clock=self.clock, horizon=self._horizon)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
