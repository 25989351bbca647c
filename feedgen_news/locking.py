"""One at a time: locks of the kernel, which go with the process however it ends.

A lock may be waited for. Waiting is done in short naps, so that a signal ends it at once.
"""

import errno
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from feedgen_news.problems import BusyError

_NAP = 0.1  # seconds
NO_LOCKS = {errno.EBADF, errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}  # flock(2), nfs(5)


class Patience(msgspec.Struct, frozen=True):
    """How many seconds to wait for somebody else, and who is told that we do."""

    seconds: float = 0
    tell: Callable[[str], None] = lambda _: None

    def until(self, done: Callable[[], bool], *, waiting_for: str) -> bool:
        """Try until it is done; False where that took too long. Says once that it waits."""
        if done():
            return True
        if self.seconds > 0:
            seconds = "1 second" if self.seconds == 1 else f"{self.seconds:g} seconds"
            self.tell(f"waiting for {waiting_for}, {seconds} at most")
        for _ in range(round(self.seconds / _NAP)):
            time.sleep(_NAP)
            if done():
                return True
        return False


def lock_beside(archive: Path) -> Path:
    """The empty file that is locked for an archive."""
    return archive.with_name(archive.name + ".lock")


def locked(path: Path, *, flags: int, patience: Patience, waiting_for: str) -> int | None:
    """The open file, locked; None where it stayed locked by another. Raises OSError.

    `flags` say how it is opened. A file that was replaced while we waited is opened again: a
    lock on what has no name any more keeps nobody out (flock(2)).
    """
    held: list[int] = []

    def tried() -> bool:
        handle = os.open(path, flags | os.O_CLOEXEC, 0o644)
        try:
            if _is_locked(handle) and is_still(handle, path):
                held.append(handle)
        finally:
            if not held:
                os.close(handle)
        return bool(held)

    return held[0] if patience.until(tried, waiting_for=waiting_for) else None


def is_still(handle: int, path: Path) -> bool:
    """Whether the open file is the one that has this name."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _is_locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def folder_to_ourselves(folder: Path, *, patience: Patience) -> Iterator[None]:
    """A folder that nobody else publishes into; the lock is no file in it.

    Where the file system cannot lock folders (some network ones), there is none. Raises
    BusyError if another build keeps it, and OSError.
    """
    flags = os.O_RDONLY | os.O_DIRECTORY
    try:
        handle = locked(
            folder, flags=flags, patience=patience, waiting_for=f"another build into {folder}"
        )
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        yield
        return
    if handle is None:
        raise BusyError(f"{folder}: another build is publishing there; try again when it is done")
    try:
        yield
    finally:
        os.close(handle)
