"""What bits that flip on a disk, and rows that get lost, are found by.

SQLite checks the shape of its pages and nothing of what is written on them. So each article
carries a CRC-32 of all that is published of it, and the archive says how many there are. The
schema sets the sum to 0 whenever such a column changes; it is made at the end of the transaction.
"""

import sqlite3
import zlib
from pathlib import Path

from feedgen_news.problems import DamagedError

# The facts as bytes, for they are long: as text they are decoded and encoded again.
SEALED = (
    "a.id, a.source, a.date, a.announced, a.changed, a.first_seen, a.labels, CAST(a.facts AS BLOB)"
)
_COUNTED = "articles"  # in `state`


def checksum(values: tuple[object, ...]) -> int:
    """Of the `SEALED` columns of a row; never 0, which means that there is none."""
    *others, facts = values
    said = "".join(f"{value}\0" for value in others).encode("utf-8", "surrogatepass")
    body = facts if isinstance(facts, bytes) else str(facts).encode("utf-8", "surrogatepass")
    return zlib.crc32(body, zlib.crc32(said)) or 1


def seal(db: sqlite3.Connection) -> None:
    """Sum up the articles that changed, and count all; nothing in formats without sums."""
    if _has_sums(db):
        _sum_up(db)
        _remember_count(db)


def _has_sums(db: sqlite3.Connection) -> bool:
    row = db.execute("SELECT 1 FROM pragma_table_info('articles') WHERE name = 'checksum'")
    return row.fetchone() is not None


def _sum_up(db: sqlite3.Connection) -> None:
    unsealed = f"SELECT a.number, {SEALED} FROM articles a WHERE a.checksum = 0 LIMIT 500"  # noqa: S608
    while rows := db.execute(unsealed).fetchall():
        db.executemany(
            "UPDATE articles SET checksum = ? WHERE number = ?",
            [(checksum(tuple(values)), number) for number, *values in rows],
        )


def _remember_count(db: sqlite3.Connection) -> None:
    db.execute(
        "INSERT INTO state VALUES (?, (SELECT COUNT(*) FROM articles))"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value != excluded.value",
        (_COUNTED,),
    )


def check_count(db: sqlite3.Connection, path: Path) -> None:
    """Raises ArchiveError where articles are missing."""
    (there,) = db.execute("SELECT COUNT(*) FROM articles").fetchone()
    known = db.execute("SELECT value FROM state WHERE name = ?", (_COUNTED,)).fetchone()
    if known is not None and there < int(known[0]):
        raise damaged(path, f"{int(known[0]):,} articles were kept, {there:,} are there")


def check_all(db: sqlite3.Connection, path: Path) -> None:
    """The shape of its pages, that no article is missing, and what is written of each.

    Raises ArchiveError, and sqlite3.Error where it cannot be read.
    """
    (said,) = db.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise damaged(path, said)
    check_count(db, path)
    if _has_sums(db):
        for found, *values in db.execute(f"SELECT a.checksum, {SEALED} FROM articles a"):  # noqa: S608
            check_article(tuple(values), found=found, path=path)


def check_article(values: tuple[object, ...], *, found: int, path: Path | None = None) -> None:
    """Raises ArchiveError where a row is not what was written; `found` is its sum."""
    if found and checksum(values) != found:
        raise damaged(path, f"article {values[0]} is not what was written")


def check_row(db: sqlite3.Connection, number: int) -> None:
    """The same of an article by its number."""
    found, *values = db.execute(
        f"SELECT a.checksum, {SEALED} FROM articles a WHERE a.number = ?",  # noqa: S608
        (number,),
    ).fetchone()
    check_article(tuple(values), found=found)


def damaged(path: Path | None, what: str) -> DamagedError:
    """The archive is not what was written."""
    return DamagedError(
        f"{path or 'the archive'}: damaged ({what}); nothing was changed. Restore it from a backup,"
        " or build with --rebuild, which keeps the damaged file and begins anew from the dumps"
    )
