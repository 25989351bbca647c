"""Articles taken down for good: nothing of them is kept but what is needed to refuse them.

That is an id, the digests that identity is made of, when, and the operator's own words.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import msgspec

from feedgen_news.archive import copies, forgotten_looks
from feedgen_news.archive.opening import explained, transaction
from feedgen_news.archive.selecting import moment
from feedgen_news.archive.store import Archive
from feedgen_news.archive.versions import decoded
from feedgen_news.model import Article


class Forgotten(msgspec.Struct, frozen=True):
    """What is left of an article that was taken down: `at` is RFC 3339, in UTC."""

    id: str
    at: str
    note: str


def remember_to_refuse(
    archive: Archive, article_id: str, keys: Iterable[str], *, at: int, note: str
) -> None:
    """Refuse whatever has one of these keys from now on; `at` in seconds since 1970 UTC."""
    archive.db.execute(
        "INSERT INTO forgotten VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE"
        " SET note = iif(excluded.note = '', note, excluded.note)",
        (article_id, at, note),
    )
    archive.db.executemany(
        "INSERT OR IGNORE INTO forgotten_keys VALUES (?, ?)", [(key, article_id) for key in keys]
    )


def forgotten_as(archive: Archive, keys: Iterable[str]) -> str | None:
    """The id under which an article with one of these keys was forgotten."""
    for key in keys:
        row = archive.db.execute("SELECT id FROM forgotten_keys WHERE key = ?", (key,)).fetchone()
        if row:
            return str(row[0])
    return None


def refuse(archive: Archive, article: Article, keys: Iterable[str]) -> str | None:
    """The id under which it was forgotten, by one of these keys or by what it looks like.

    This shape of it is known from then on, too, but for keys that another article has.
    """
    keys = tuple(keys)
    known = forgotten_as(archive, keys) or forgotten_looks.looks_like(archive.db, article)
    if known is None:
        return None
    archive.db.executemany(
        "INSERT OR IGNORE INTO forgotten_keys SELECT ?1, ?2"
        " WHERE NOT EXISTS (SELECT 1 FROM keys WHERE key = ?1)",
        [(key, known) for key in keys],
    )
    forgotten_looks.keep_look(archive.db, known, article)
    return known


def any_forgotten(archive: Archive) -> bool:
    """Whether there is anything to refuse."""
    return archive.db.execute("SELECT 1 FROM forgotten_keys LIMIT 1").fetchone() is not None


def forgotten(archive: Archive) -> Iterator[Forgotten]:
    """All that was forgotten, the latest first."""
    for article_id, at, note in archive.db.execute("SELECT * FROM forgotten ORDER BY at DESC, id"):
        yield Forgotten(article_id, moment(at).strftime("%Y-%m-%dT%H:%M:%SZ"), note)


def undo(archive: Archive, article_id: str) -> bool:
    """Let an article come again; whether it had been forgotten."""
    for table in ("forgotten_keys", "forgotten_looks"):
        archive.db.execute(f"DELETE FROM {table} WHERE id = ?", (article_id,))  # noqa: S608
    return bool(archive.db.execute("DELETE FROM forgotten WHERE id = ?", (article_id,)).rowcount)


def keys_of(archive: Archive, number: int) -> tuple[str, ...]:
    """Every key that an article was ever known by."""
    return tuple(
        key for (key,) in archive.db.execute("SELECT key FROM keys WHERE article = ?", (number,))
    )


def versions_of(archive: Archive, number: int) -> list[Article]:
    """All versions of an article that are kept: the present one, and those of its history."""
    rows = archive.db.execute(
        "SELECT facts FROM articles WHERE number = ?1"
        " UNION SELECT facts FROM former_facts WHERE article = ?1",
        (number,),
    )
    return [decoded(facts) for (facts,) in rows]


def erase(archive: Archive, number: int, versions: list[Article]) -> None:
    """Leave nothing of an article that is to be refused, in whatever table it has something, but
    what its `versions` look like."""
    db = archive.db
    (article_id,) = db.execute("SELECT id FROM articles WHERE number = ?", (number,)).fetchone()
    forgotten_looks.keep(db, article_id, number, versions)
    copies.dismiss(db, number)
    tables = db.execute(
        "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c"
        " WHERE m.type = 'table' AND c.name = 'article' AND c.type = 'INTEGER' ORDER BY m.name"
    ).fetchall()
    for (table,) in tables:
        db.execute(f"DELETE FROM {table} WHERE article = ?", (number,))  # noqa: S608
    db.execute("DELETE FROM articles WHERE number = ?", (number,))
    db.execute("DELETE FROM shown WHERE article = ?", (article_id,))


def erase_refusals(archive: Archive, holds: Callable[[str], bool]) -> None:
    """Drop what is told of refused records that hold it."""
    rows = archive.db.execute("SELECT rowid, detail FROM refusals").fetchall()
    archive.db.executemany(
        "DELETE FROM refusals WHERE rowid = ?", [(row,) for row, detail in rows if holds(detail)]
    )


@contextmanager
def taking_down(archive: Archive) -> Iterator[None]:
    """All that is taken down inside the block, or nothing. Raises ArchiveError."""
    try:
        with transaction(archive.db, patience=archive.patience):
            yield
    except sqlite3.Error as error:
        raise explained(error, archive.path) from error


def numbers_of_keys(archive: Archive, keys: Iterable[str]) -> list[int]:
    """The articles that these keys lead to."""
    rows = (
        archive.db.execute("SELECT article FROM keys WHERE key = ?", (key,)).fetchone()
        for key in keys
    )
    return list(dict.fromkeys(row[0] for row in rows if row))


def number_of(archive: Archive, article_id: str) -> int | None:
    """The article with this id."""
    row = archive.db.execute("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()
    return None if row is None else int(row[0])


def id_of(archive: Archive, number: int) -> str:
    """The id of the article of a row."""
    (article_id,) = archive.db.execute(
        "SELECT id FROM articles WHERE number = ?", (number,)
    ).fetchone()
    return str(article_id)
