"""The archive's file: whether it is ours and whole, who may write it, and transactions."""

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from feedgen_news.archive.sealing import damaged, seal
from feedgen_news.durable import make_folder, obstacle
from feedgen_news.locking import NO_LOCKS, Patience, lock_beside, locked
from feedgen_news.problems import ArchiveError, BusyError

A = TypeVar("A")

APPLICATION = 0x46474E57  # "FGNW": what `file` shows, and what tells our files from others
_VERSION = 3  # how many scripts in `schema/` make it
_OLDEST_SQLITE = (3, 37, 0)  # STRICT tables
_PATIENCE = 0.5  # seconds that SQLite waits for another program's lock, deaf to signals
_NONE = Patience()
_LACKS = ("no such table", "no such column", "has no column", "columns but")
_READERS_PATIENCE = 5.0  # seconds; a commit of a build takes less

# Both are stated, whatever the library was built with. A rollback journal works on every file
# system and leaves one file behind; EXTRA also writes the folder to the disk once the journal is
# gone, without which a power loss could undo a build whose feeds were published already
# (sqlite.org/pragma.html#pragma_synchronous). What a build changes waits in memory until the
# commit: a cache that overflows would lock readers out for the rest of the build.
_DURABLE = (
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA cache_size = -32768",  # KiB at most
    "PRAGMA secure_delete = ON",  # what was taken down does not live on in free pages
    "PRAGMA temp_store = FILE",  # what memory has no room for: of a large build, sorted rows
)


def connect(path: Path, *, write: bool, patience: Patience = _NONE) -> sqlite3.Connection:
    """The database, made where `write` and nothing is there. Raises ArchiveError.

    What an older version made is brought up to date: the file itself for a writer, a copy
    that vanishes when it is closed for a reader. A writer waits for other programs.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise ArchiveError(f"SQLite {sqlite3.sqlite_version} is too old; 3.37 or later is needed")
    address = f"{path.absolute().as_uri()}?mode={'rwc' if write else 'ro'}"
    try:
        with ExitStack() as unless_all_is_well:
            timeout = _PATIENCE if write else _READERS_PATIENCE
            db = sqlite3.connect(address, uri=True, timeout=timeout, isolation_level=None)
            unless_all_is_well.callback(db.close)
            version = _patiently(lambda: version_of(db, path), patience)
            if write:
                for pragma in _DURABLE:
                    db.execute(pragma)
                _spill_beside(db, path)
                migrate(db, patience=patience)
            elif version < _VERSION:
                if not version:
                    raise _nothing_yet(path)
                return _up_to_date_copy(db)
            unless_all_is_well.pop_all()
    except sqlite3.Error as error:
        raise explained(error, path) from error
    return db


def _spill_beside(db: sqlite3.Connection, path: Path) -> None:
    """Temporary files, which have no names, lie in the archive's folder: TMPDIR may be small,
    or memory itself. SQLite takes TMPDIR where it was built without this, or cannot name it."""
    beside = str(path.absolute().parent).replace("'", "''")
    with suppress(sqlite3.OperationalError, UnicodeEncodeError):
        db.execute(f"PRAGMA temp_store_directory = '{beside}'")


def connect_raw(path: Path) -> sqlite3.Connection:
    """The file as it is, to be read. Raises ArchiveError and sqlite3.Error."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    with ExitStack() as unless_all_is_well:
        db = sqlite3.connect(address, uri=True, timeout=_READERS_PATIENCE, isolation_level=None)
        unless_all_is_well.callback(db.close)
        if not version_of(db, path):
            raise _nothing_yet(path)
        unless_all_is_well.pop_all()
    return db


def check_file(path: Path, *, write: bool) -> None:
    """Refuse what is no regular file before anything opens it; a FIFO would wait for ever."""
    try:
        if write:
            make_folder(path.parent)
        mode = path.stat().st_mode
    except FileNotFoundError:
        if not write:
            raise _nothing_yet(path) from None
        return
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror}; check the folder's permissions") from error
    if not stat.S_ISREG(mode):
        raise ArchiveError(f"{path}: not a regular file; set `archive` to another path")


def _nothing_yet(path: Path) -> ArchiveError:
    return ArchiveError(f"{path}: no archive yet; run `feedgen-news build` first")


def lock(path: Path, *, patience: Patience = _NONE) -> int:
    """Lock beside the archive; the kernel lets go of it when the process ends, however it ends."""
    beside = lock_beside(path)
    try:
        handle = locked(
            beside,
            flags=os.O_CREAT | os.O_RDWR,
            patience=patience,
            waiting_for=f"another build, which holds {path}",
        )
    except OSError as error:
        if inside := obstacle(beside):
            said = f"{inside} lies where builds lock the archive; move it away"
        elif error.errno in NO_LOCKS:
            advice = "keep the archive on a local disk, for files cannot be locked here"
            said = f"{error.strerror}; {advice}"
        else:
            said = f"{error.strerror}; check its owner, and the folder's permissions"
        raise ArchiveError(f"{beside}: {said}") from error
    if handle is None:
        raise BusyError(f"{path}: another build is running; try again when it is done")
    return handle


def version_of(db: sqlite3.Connection, path: Path) -> int:
    """Its format, 0 for an empty one. Refuses another program's and one from the future."""
    (application,) = db.execute("PRAGMA application_id").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    (tables,) = db.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()
    if application != APPLICATION and (tables or version):
        raise ArchiveError(f"{path}: a database of another program; set `archive` to another path")
    if version > _VERSION:
        raise ArchiveError(
            f"{path}: made by a newer feedgen-news (format {version}); upgrade this one"
        )
    return int(version)


def migrate(db: sqlite3.Connection, *, patience: Patience = _NONE) -> None:
    """Run the scripts that it lacks, each wholly or not at all."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    for number in range(version + 1, _VERSION + 1):
        with transaction(db, patience=patience):
            for statement in _statements(number):
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION}")
            db.execute(f"PRAGMA user_version = {number}")


def _statements(number: int) -> Iterator[str]:
    """Those of a script; a trigger's body holds semicolons too."""
    script = (Path(__file__).parent / "schema" / f"{number}.sql").read_text("utf-8")
    statement = ""
    for piece in script.split(";"):
        statement += f"{piece};"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _up_to_date_copy(db: sqlite3.Connection) -> sqlite3.Connection:
    copy = sqlite3.connect("", isolation_level=None)  # in a file without a name if it grows
    with ExitStack() as unless_all_is_well:
        unless_all_is_well.callback(copy.close)
        db.backup(copy)
        migrate(copy)
        unless_all_is_well.pop_all()
    return copy


@contextmanager
def transaction(db: sqlite3.Connection, *, patience: Patience = _NONE) -> Iterator[None]:
    """All of it or none of it; what was changed is sealed."""
    _patiently(lambda: db.execute("BEGIN IMMEDIATE"), patience)
    try:
        yield
        seal(db)
        _patiently(lambda: db.execute("COMMIT"), patience)
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def _patiently(action: Callable[[], A], patience: Patience) -> A:
    """Do what another program may be in the way of, as often as it takes."""
    results: list[A] = []
    refused: list[sqlite3.OperationalError] = []

    def tried() -> bool:
        try:
            results.append(action())
        except sqlite3.OperationalError as error:
            if not _is_busy(error):
                raise
            refused.append(error)
        return bool(results)

    if not patience.until(tried, waiting_for="another program, which has the archive locked"):
        raise refused[-1]
    return results[0]


def _is_busy(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def explained(error: sqlite3.Error, path: Path) -> ArchiveError:
    """What the operator can do about it."""
    text = str(error)
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if _is_busy(error):
        return BusyError(f"{path}: locked by another program; try again when it is done")
    if code == sqlite3.SQLITE_READONLY:
        return ArchiveError(f"{path}: cannot be written; check its owner and permissions")
    if code == sqlite3.SQLITE_FULL:
        return ArchiveError(f"{path}: no space left on device; make room, and build again")
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return ArchiveError(
            f"{path}: {text}; check the disk, its room, and the permissions of file and folder"
        )
    if code == sqlite3.SQLITE_NOMEM:
        return ArchiveError(f"{path}: out of memory; give the build more, or set --jobs 1")
    if any(lack in text for lack in _LACKS):
        return ArchiveError(
            f"{path}: made by an unreleased version, or altered by hand ({text}); restore a backup,"
            " or build with --rebuild --force, which keeps the file and begins anew from the dumps"
        )
    return damaged(path, text)
