"""What is still to be had of a damaged archive, and whether one is damaged at all."""

import sqlite3
from contextlib import closing, suppress
from glob import escape
from itertools import filterfalse
from pathlib import Path

import msgspec

from feedgen_news.archive.opening import check_file, connect_raw, explained
from feedgen_news.archive.sealing import check_all
from feedgen_news.archive.store import Archive
from feedgen_news.problems import ArchiveError, DamagedError

REBUILT = "rebuilt"  # in the archive's state: why it is new although there are feeds
_BEGUN = "SELECT 1 FROM state WHERE name IN ('builds', ?)"
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


def last_known(archive: Path, put_aside: Path | None) -> Path | None:
    """What was put aside just now or, where nothing was ever put into that, the latest before.

    A rebuild that is killed may leave a new archive that is blank, which the next one puts aside.
    """
    if put_aside and not _is_blank(put_aside):
        return put_aside
    beside = archive.parent.glob(f"{escape(archive.name)}.damaged-{'[0-9]' * 8}T{'[0-9]' * 6}Z")
    return max(filterfalse(_is_blank, beside), default=put_aside)


def _is_blank(archive: Path) -> bool:
    try:
        if not archive.stat().st_size:
            return True
        with closing(connect_raw(archive)) as db:
            return not db.execute(_BEGUN, (REBUILT,)).fetchone()
    except (ArchiveError, sqlite3.Error, OSError):
        return False


def salvage_takedowns(damaged: Path, anew: Archive) -> Salvaged:
    """Refuse in the new archive what the damaged one refused, as far as it can be read.

    For the inside of a transaction. Raises sqlite3.Error where the new one cannot be written.
    """
    tables = [name for (name,) in anew.db.execute(_TAKEDOWNS)]
    columns = {table: _columns(anew.db, table) for table in tables}
    found, whole = _takedowns_of(damaged, columns)
    for table, row in found:
        with suppress(sqlite3.IntegrityError):  # of what kind a damaged row is, nobody knows
            places = ", ".join("?" * len(row))
            anew.db.execute(f"INSERT OR IGNORE INTO {table} VALUES ({places})", row)  # noqa: S608
    (takedowns,) = anew.db.execute(_COUNT).fetchone()
    return Salvaged(takedowns, whole)


def _columns(db: sqlite3.Connection, table: str) -> str:
    return ", ".join(
        name for (name,) in db.execute("SELECT name FROM pragma_table_info(?)", (table,))
    )


def _takedowns_of(damaged: Path, columns: dict[str, str]) -> tuple[list[tuple[str, _Row]], bool]:
    """The rows of these tables, and whether these are all."""
    found: list[tuple[str, _Row]] = []
    whole = True
    try:
        with closing(connect_raw(damaged)) as old:
            there = {name for (name,) in old.execute(_TAKEDOWNS)}
            for table in filter(there.__contains__, columns):
                rows, read = _from_both_ends(old, f"SELECT {columns[table]} FROM {table}")  # noqa: S608
                found += [(table, row) for row in rows]
                whole &= read
    except (ArchiveError, sqlite3.Error, OSError):
        return found, False
    return found, whole


def _from_both_ends(db: sqlite3.Connection, question: str) -> tuple[list[_Row], bool]:
    """Up to where the damage is; whether there is none."""
    rows, whole = _rows(db, f"{question} ORDER BY 1 ASC")
    if not whole:
        rows += _rows(db, f"{question} ORDER BY 1 DESC")[0]
    return rows, whole


def _rows(db: sqlite3.Connection, question: str) -> tuple[list[_Row], bool]:
    """As many as can be read, and whether these are all."""
    rows: list[_Row] = []
    try:
        rows.extend(iter(db.execute(question)))
    except (sqlite3.Error, UnicodeError):
        return rows, False
    return rows, True
