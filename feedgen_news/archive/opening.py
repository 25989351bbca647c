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
_VERSION = 1
_OLDEST_SQLITE = (3, 37, 0)  # STRICT tables
_PATIENCE = 5.0  # seconds to wait for another program's lock


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """The database, made where `write` and nothing is there. Raises ArchiveError."""
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise ArchiveError(f"SQLite {sqlite3.sqlite_version} is too old; 3.37 or later is needed")
    address = f"{path.absolute().as_uri()}?mode={'rwc' if write else 'ro'}"
    try:
        with ExitStack() as unless_all_is_well:
            db = sqlite3.connect(address, uri=True, timeout=_PATIENCE, isolation_level=None)
            unless_all_is_well.callback(db.close)
            prepare(db, path)
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
            raise ArchiveError(f"{path}: no archive yet; run `feedgen-news build` first") from None
        return
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror}; check the folder's permissions") from error
    if not stat.S_ISREG(mode):
        raise ArchiveError(f"{path}: not a regular file; set `archive` to another path")


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


def prepare(db: sqlite3.Connection, path: Path) -> None:
    """Make an empty database ours; refuse another program's and one from the future."""
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
