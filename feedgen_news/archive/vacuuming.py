"""The archive made small: what is long gone is let go, and free pages go back to the disk."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from feedgen_news.archive.opening import explained, transaction
from feedgen_news.archive.quarantine import purge
from feedgen_news.archive.store import Archive
from feedgen_news.problems import ArchiveError

_COPIES = 2  # of the archive, that a VACUUM may need beside it (sqlite.org/lang_vacuum.html)
_MB = 1_000_000

Dump = tuple[str, str]  # source and name


class _Place(msgspec.Struct, frozen=True):
    source: str
    dump: str


_place = msgspec.json.Decoder(_Place)


@contextmanager
def changing(archive: Archive) -> Iterator[None]:
    """One transaction. Raises ArchiveError."""
    try:
        with transaction(archive.db, patience=archive.patience):
            yield
    except sqlite3.Error as error:
        raise explained(error, archive.path) from error


def size(archive: Archive) -> int:
    """Bytes of the archive's file."""
    return archive.path.stat().st_size


def check_room(archive: Archive) -> None:
    """Raises ArchiveError where the disk has no room for what a VACUUM needs."""
    needed = _COPIES * size(archive)
    free = shutil.disk_usage(archive.path.parent).free
    if free < needed:
        raise ArchiveError(
            f"{archive.path.parent}: {free / _MB:,.0f} MB free, and making the archive smaller"
            f" needs {needed / _MB:,.0f} MB for a moment; make room"
        )


def forget_dumps(archive: Archive, oldest: int) -> int:
    """Let go of dumps that no build met since this one, and of what is said of them; how many."""
    db = archive.db
    gone = db.execute(
        "DELETE FROM dumps WHERE last_build < ? AND last_build <"
        " (SELECT CAST(value AS INTEGER) FROM state WHERE name = 'builds')",
        (oldest,),
    ).rowcount
    for table, also in (("refusals", ""), ("sightings", " AND fingerprint != '*'")):
        db.execute(
            f"DELETE FROM {table} WHERE NOT EXISTS (SELECT 1 FROM dumps d"  # noqa: S608
            f" WHERE d.source = {table}.source AND d.fingerprint = {table}.fingerprint){also}"
        )
    return gone


def known_dumps(archive: Archive) -> frozenset[Dump]:
    """Source and name of each dump that is remembered."""
    return frozenset(archive.db.execute("SELECT source, name FROM dumps").fetchall())


def prune(quarantine: Path, known: frozenset[Dump]) -> int:
    """Remove the lines of all other dumps; how many."""
    return purge(quarantine, lambda line: _is_of_none(line, known))


def give_back(archive: Archive) -> None:
    """Write the file anew without its free pages. Raises ArchiveError."""
    try:
        archive.db.execute("VACUUM")  # its copy lies beside the archive (see `opening`)
    except sqlite3.Error as error:
        raise explained(error, archive.path) from error


def _is_of_none(line: bytes, known: frozenset[Dump]) -> bool:
    try:
        place = _place.decode(line)
    except msgspec.DecodeError:  # somebody wrote into it: not ours to throw away
        return False
    return (place.source, place.dump) not in known
