"""The archive's file: whether it is ours and whole, who may write it, and transactions."""

import fcntl
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.resources import files
from pathlib import Path

from feedgen_news.problems import ArchiveError

_APPLICATION = 0x46474E57  # "FGNW": what `file` shows, and what tells our files from others
_VERSION = 3  # how many scripts in `schema/` make it
_OLDEST_SQLITE = (3, 37, 0)  # STRICT tables
_PATIENCE = 5.0  # seconds to wait for another program's lock


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """The database, made where `write` and nothing is there. Raises ArchiveError.

    What an older version made is brought up to date: the file itself for a writer, a copy
    that vanishes when it is closed for a reader.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise ArchiveError(f"SQLite {sqlite3.sqlite_version} is too old; 3.37 or later is needed")
    address = f"{path.absolute().as_uri()}?mode={'rwc' if write else 'ro'}"
    try:
        with ExitStack() as unless_all_is_well:
            db = sqlite3.connect(address, uri=True, timeout=_PATIENCE, isolation_level=None)
            unless_all_is_well.callback(db.close)
            version = version_of(db, path)
            if write:
                migrate(db)
            elif version < _VERSION:
                if not version:
                    raise _nothing_yet(path)
                return _up_to_date_copy(db)
            unless_all_is_well.pop_all()
    except sqlite3.Error as error:
        raise explained(error, path) from error
    return db


def check_file(path: Path, *, write: bool) -> None:
    """Refuse what is no regular file before anything opens it; a FIFO would wait for ever."""
    try:
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
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


def lock(path: Path) -> int:
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


def version_of(db: sqlite3.Connection, path: Path) -> int:
    """Its format, 0 for an empty one. Refuses another program's and one from the future."""
    (application,) = db.execute("PRAGMA application_id").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    (tables,) = db.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()
    if application != _APPLICATION and (tables or version):
        raise ArchiveError(f"{path}: a database of another program; set `archive` to another path")
    if version > _VERSION:
        raise ArchiveError(
            f"{path}: made by a newer feedgen-news (format {version}); upgrade this one"
        )
    return int(version)


def migrate(db: sqlite3.Connection) -> None:
    """Run the scripts that it lacks, each wholly or not at all."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    for number in range(version + 1, _VERSION + 1):
        with transaction(db):
            for statement in _statements(number):
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {_APPLICATION}")
            db.execute(f"PRAGMA user_version = {number}")


def _statements(number: int) -> Iterator[str]:
    """Those of a script; a trigger's body holds semicolons too."""
    script = (files("feedgen_news.archive") / "schema" / f"{number}.sql").read_text("utf-8")
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
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All of it or none of it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


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
