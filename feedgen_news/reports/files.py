"""A report's way to the disk: whole or not at all, and over nobody else's file."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from feedgen_news.problems import FeedgenNewsError

_READABLE = 0o644  # by monitors, which run as others, whatever the umask


def write(path: Path, body: bytes, *, mark: bytes) -> None:
    """Replace a report by a rename, unless it is the same. Missing folders are made.

    Raises FeedgenNewsError where it cannot be written, or what is there does not begin with
    the mark of such reports.
    """
    try:
        there = _bytes_at(path)
        if there and not there.startswith(mark):
            raise FeedgenNewsError(f"{path}: no report of feedgen-news; move it away")
        if there != body:
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, body)
    except OSError as error:
        reason = error.strerror or "cannot be written"
        raise FeedgenNewsError(
            f"{error.filename or path}: {reason}; check the folder and its permissions"
        ) from error


def _bytes_at(path: Path) -> bytes | None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        raise FeedgenNewsError(f"{path}: not a regular file; name another in `reports`")
    return path.read_bytes()


def _replace(path: Path, body: bytes) -> None:
    """Beside it first, under a name that the node exporter, which takes *.prom, leaves alone."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("xb") as stream:
            os.fchmod(stream.fileno(), _READABLE)
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
