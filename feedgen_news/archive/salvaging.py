"""What is still to be had of a damaged archive, and whether one is damaged at all."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from feedgen_news.archive.opening import check_file, connect_raw, explained, transaction
from feedgen_news.archive.sealing import check_all
from feedgen_news.archive.store import Archive
from feedgen_news.problems import ArchiveError, DamagedError

_TAKEDOWNS = (
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'forgotten*' ORDER BY rowid"
)
_COUNT = "SELECT COUNT(*) FROM (SELECT id FROM forgotten UNION SELECT id FROM forgotten_keys)"
_Row = tuple[object, ...]


class Salvaged(msgspec.Struct, frozen=True):
    """How many takedowns were taken over, and whether those were all."""

    takedowns: int = 0
    whole: bool = True


def is_damaged(archive: Path) -> bool:
    """Whether it fails the checks of a build; one that is missing or empty has nothing to lose.

    Raises ArchiveError where that cannot be told, or where it is not ours.
    """
    if not archive.exists() or not archive.stat().st_size:
        return True
    check_file(archive, write=False)
    try:
        with closing(connect_raw(archive)) as db:
            check_all(db, archive)
            return not db.execute("SELECT 1 FROM state WHERE name = 'builds'").fetchone()
    except DamagedError:
        return True
    except sqlite3.Error as error:
        why = explained(error, archive)
        if isinstance(why, DamagedError) or error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_IOERR:
            return True
        raise why from error


def ids_in(db: sqlite3.Connection) -> set[str]:
    """The ids of the articles."""
    return {str(id_) for (id_,) in db.execute("SELECT id FROM articles")}


def salvage_takedowns(damaged: Path, anew: Archive) -> Salvaged:
    """Refuse in the new archive what the damaged one refused, as far as it can be read."""
    whole = True
    try:
        with closing(connect_raw(damaged)) as old, transaction(anew.db, patience=anew.patience):
            there = {name for (name,) in old.execute(_TAKEDOWNS)}
            for (table,) in anew.db.execute(_TAKEDOWNS).fetchall():
                whole &= table not in there or _taken_over(old, anew.db, table)
    except (ArchiveError, sqlite3.Error, OSError):
        whole = False
    (takedowns,) = anew.db.execute(_COUNT).fetchone()
    return Salvaged(takedowns, whole)


def _taken_over(old: sqlite3.Connection, anew: sqlite3.Connection, table: str) -> bool:
    """From both ends up to where the damage is; whether there is none."""
    columns = [name for (name,) in anew.execute("SELECT name FROM pragma_table_info(?)", (table,))]
    listed, places = ", ".join(columns), ", ".join("?" * len(columns))
    whole = True
    for order in ("ASC", "DESC"):
        rows, read = _rows(old, f"SELECT {listed} FROM {table} ORDER BY 1 {order}")  # noqa: S608
        for row in rows:
            with suppress(sqlite3.Error):  # of what kind a damaged row is, nobody knows
                anew.execute(f"INSERT OR IGNORE INTO {table} VALUES ({places})", row)  # noqa: S608
        whole &= read
        if whole:
            break
    return whole


def _rows(db: sqlite3.Connection, question: str) -> tuple[list[_Row], bool]:
    """As many as can be read, and whether these are all."""
    rows: list[_Row] = []
    try:
        rows.extend(iter(db.execute(question)))
    except (sqlite3.Error, UnicodeError):
        return rows, False
    return rows, True
