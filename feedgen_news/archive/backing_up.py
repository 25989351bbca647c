"""A copy of the archive that is consistent although builds go on, and the damaged one put aside."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from feedgen_news.archive.opening import (
    APPLICATION,
    check_file,
    connect_raw,
    explained,
    lock,
)
from feedgen_news.archive.sealing import check_all
from feedgen_news.durable import make_folder, sync
from feedgen_news.locking import Patience
from feedgen_news.problems import ArchiveError

_STEP = 1_000  # pages copied at once; a build waits no longer than that takes to commit
_NAP = 0.02  # seconds between two steps
_TEMPORARY = ".{name}.feedgen-news.tmp"
_BESIDE = ("-journal", "-wal", "-shm")  # files of SQLite's that belong to an archive


def back_up(archive: Path, copy: Path, *, patience: Patience) -> int:
    """Copy the archive as it was at one moment; how many articles the copy has.

    The copy is checked as builds do, and is on the disk before it gets its name. What is
    there gives way only if it is an archive. Raises ArchiveError.
    """
    check_file(archive, write=False)
    _check_target(archive, copy)
    temporary = copy.with_name(_TEMPORARY.format(name=copy.name))
    try:
        temporary.unlink(missing_ok=True)
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_WRONLY, 0o600))
        count = _copied(archive, temporary, patience)
        sync(temporary)
        temporary.replace(copy)
        sync(copy.parent)
    except sqlite3.Error as error:
        raise explained(error, archive) from error
    except OSError as error:
        raise _unwritable(copy, error) from error
    finally:
        for name in (temporary, *_beside(temporary)):
            with suppress(OSError):
                name.unlink(missing_ok=True)
    return count


def prune(folder: Path, pattern: str, *, keep: int) -> list[Path]:
    """Remove the oldest of the backups that are so named, by their names.

    So goes what a killed one left that is older than all that stay. Raises ArchiveError.
    """
    found = sorted(path for path in folder.glob(pattern) if is_archive(path))
    old, oldest = found[:-keep], found[-keep:][0].name if found else ""
    left = folder.glob(_TEMPORARY.format(name=pattern) + "*")
    for path in (*old, *(path for path in left if path.name[1:] < oldest)):
        try:
            path.unlink()
        except OSError as error:
            raise _unwritable(path, error) from error
    return old


def put_aside(archive: Path, *, name: str, patience: Patience) -> Path | None:
    """Give the damaged archive another name in its folder; None where there is none.

    Waits for a build that has it. Raises ArchiveError.
    """
    aside = archive.with_name(name)
    try:
        make_folder(archive.parent)
        held = lock(archive, patience=patience)
        try:
            if not os.path.lexists(archive):
                return None
            if os.path.lexists(aside):
                raise ArchiveError(f"{aside}: is there already; move it away, and build again")
            _rename(archive, aside)
        finally:
            os.close(held)
    except OSError as error:
        raise _unwritable(archive, error) from error
    return aside


def put_back(aside: Path | None, archive: Path, *, patience: Patience) -> None:
    """Undo `put_aside`; what was made in the meantime goes, unless another build has it.

    Raises ArchiveError.
    """
    try:
        held = lock(archive, patience=patience)
        try:
            for path in (archive, *_beside(archive)):
                path.unlink(missing_ok=True)
            if aside:
                _rename(aside, archive)
        finally:
            os.close(held)
    except OSError as error:
        raise _unwritable(archive, error) from error


def ids_of(archive: Path) -> set[str]:
    """The ids of its articles, as many as a damaged one still gives."""
    found: set[str] = set()
    with suppress(sqlite3.Error, ArchiveError, OSError):
        check_file(archive, write=False)
        with closing(connect_raw(archive)) as db:
            found.update(str(row[0]) for row in db.execute("SELECT id FROM articles"))
    return found


def is_archive(path: Path) -> bool:
    """Whether a file says of itself that it is an archive (sqlite.org/fileformat.html §1.3)."""
    try:
        with path.open("rb") as file:
            head = file.read(72)
    except OSError:
        return False
    return head[:16] == b"SQLite format 3\0" and head[68:] == APPLICATION.to_bytes(4, "big")


def _check_target(archive: Path, copy: Path) -> None:
    if not copy.parent.is_dir():
        raise ArchiveError(f"{copy.parent}: no folder; make it, or name another")
    if copy.exists() and copy.samefile(archive):
        raise ArchiveError(f"{copy}: is the archive itself; name another file")
    if os.path.lexists(copy) and not (copy.is_file() and is_archive(copy)):
        raise ArchiveError(f"{copy}: something else is there; name another file")


def _copied(archive: Path, copy: Path, patience: Patience) -> int:
    stalls = round(patience.seconds / _NAP)
    left: list[int] = []

    def step(status: int, remaining: int, _total: int) -> None:
        busy = status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        left.append(remaining) if busy else left.clear()
        if len(left) > stalls:
            raise sqlite3.OperationalError(f"{archive}: locked")

    with closing(connect_raw(archive)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target, pages=_STEP, progress=step, sleep=_NAP)
        check_all(target, archive)
        check_begun(target, archive)
        return int(target.execute("SELECT COUNT(*) FROM articles").fetchone()[0])


def check_begun(db: sqlite3.Connection, path: Path) -> None:
    """Raises ArchiveError where no build ever put anything into the archive."""
    if not db.execute("SELECT 1 FROM state WHERE name = 'builds'").fetchone():
        raise ArchiveError(f"{path}: empty, no build ever ended; there is nothing to copy")


def _rename(path: Path, to: Path) -> None:
    """With what belongs to it: SQLite finds a journal by its name."""
    for old, new in zip(_beside(path), _beside(to), strict=True):
        if os.path.lexists(old):
            old.rename(new)
    path.rename(to)
    sync(path.parent)


def _beside(path: Path) -> tuple[Path, ...]:
    return tuple(path.with_name(path.name + ending) for ending in _BESIDE)


def _unwritable(path: Path, error: OSError) -> ArchiveError:
    return ArchiveError(
        f"{error.filename or path}: {error.strerror}; check the folder, its room and permissions"
    )
