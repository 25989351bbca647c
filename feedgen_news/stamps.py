"""How files lay when they were read or published: what still lies so need not be read again.

Kept in a file of its own beside the archive, for it tells of one machine's disk, and may be lost:
then all is read once more. What it tells of the output folder holds for one publication, which
the archive names; an archive that was restored from a backup does not believe it.
"""

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import msgspec

from feedgen_news.built import About, Built
from feedgen_news.durable import obstacle
from feedgen_news.problems import ArchiveError

# Of a published file: bytes, mtime in nanoseconds, inode, and whether its mode and those of the
# folders it lies in let everybody read it, 1 or 0. (Earlier versions left out the last one.)
Stamp = tuple[int, ...]
Lying = tuple[int, int, int, int]  # of a dump: bytes, mtime and ctime in nanoseconds, inode
AtRest = tuple[int, int, int, int, int]  # of an archive: the same, and its number of changes

_KIND, _FILE, _LINK = 0o170000, 0o100000, 0o120000  # of `st_mode` (inode(7))
_READ, _ENTER = 0o004, 0o001  # what everybody may do
_CHANGES = slice(24, 28)  # in the head of an SQLite file (sqlite.org/fileformat2.html §1.3.7)


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a build saw that left nothing to do, beside how files lay; see `idle`."""

    program: str  # digest of this program
    home: str  # what `~` in paths means
    config: Path
    layouts: tuple[Path, ...]  # where files of the config's layouts lie, or would be looked for
    templates: Path | None
    texts: dict[str, str]  # by path: digests of the config, of layouts and templates
    sources: tuple[tuple[str, tuple[str, ...]], ...]  # names and `files`
    archive: AtRest
    since: int  # seconds since 1970 UTC: from then on
    until: int  # and before then nothing changes by time passing
    about: About
    built: Built  # what the next build tells if it sees the same


class Stamps(msgspec.Struct, frozen=True):
    """All that is known."""

    publication: str = ""  # digest of what was published, which the archive noted too
    files: dict[str, Stamp] = {}  # by path below the output folder
    dumps: dict[str, tuple[Lying, str]] = {}  # by source and name: the fingerprint
    seen: Seen | None = None  # None where there may be something to do

    @classmethod
    def beside(cls, archive: Path) -> Self:
        """What is known beside an archive; nothing where that is lost or damaged."""
        path = _path(archive)
        try:
            if not path.is_file():  # to open a FIFO is to wait for somebody
                return cls()
            return msgspec.json.decode(path.read_bytes(), type=cls, dec_hook=_decoded)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return cls()

    def keep(self, archive: Path) -> None:
        """Write it down. Raises ArchiveError.

        Whoever is killed meanwhile leaves the older one, or one that nobody believes.
        """
        path = _path(archive)
        beside = path.with_name(f".{path.name}.feedgen-news.tmp")
        try:
            beside.write_bytes(msgspec.json.encode(self, order="sorted", enc_hook=str))
            beside.replace(path)
        except OSError as error:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            if (inside := obstacle(path)) and error.errno == errno.EISDIR:
                raise ArchiveError(
                    f"{path}: {inside} lies where a build notes how files lie; all is published,"
                    " but move it away, for without the note each build reads all anew"
                ) from error
            raise ArchiveError(
                f"{path}: {error.strerror}; make room, and check the permissions of its folder"
            ) from error


def _path(archive: Path) -> Path:
    return archive.with_name(archive.name + ".stamps")


def _decoded(kind: type, value: Any) -> Any:
    return kind(value)  # a Path


def dump_of(source: str, name: str) -> str:
    """What a dump is known by."""
    return f"{source}\0{name}"


def look(folder: Path, paths: Iterable[str]) -> dict[str, Stamp]:
    """Those of the paths at which a regular file lies, in folders that are no links."""
    ways: dict[str, list[int]] = {}  # by folder: the modes of it and of those it lies in
    found: dict[str, Stamp] = {}
    for path in paths:
        parent = path.rpartition("/")[0]
        if parent not in ways:
            ways[parent] = [_mode(f"{folder}/{step}") for step in _steps(parent)]
        if stamp := _stamp(f"{folder}/{path}", ways[parent]):
            found[path] = stamp
    return found


def _steps(parent: str) -> list[str]:
    names = parent.split("/") if parent else []
    return ["/".join(names[:count]) for count in range(1, len(names) + 1)]


def _mode(path: str) -> int:
    try:
        return os.lstat(path).st_mode
    except (OSError, ValueError):
        return 0


def _stamp(path: str, way: list[int]) -> Stamp | None:
    try:
        state = os.lstat(path)
    except (OSError, ValueError):
        return None
    if state.st_mode & _KIND != _FILE or any(mode & _KIND == _LINK for mode in way):
        return None
    is_open = state.st_mode & _READ and all(mode & _ENTER for mode in way)
    return state.st_size, state.st_mtime_ns, state.st_ino, int(bool(is_open))


def at_rest(archive: Path) -> AtRest | None:
    """How an archive lies that nobody is at work on; None where it does not, or is none.

    Its clock may be coarse: the number of changes is what tells two of them apart that were made
    within one tick. To be asked outside of transactions, for to close the file ends its locks.
    """
    if os.path.lexists(f"{archive}-journal"):
        return None
    try:
        if os.stat(archive).st_mode & _KIND != _FILE:  # noqa: PTH116 (a FIFO is not opened)
            return None
        with archive.open("rb", buffering=0) as file:
            changes, state = file.read(_CHANGES.stop)[_CHANGES], os.fstat(file.fileno())
    except OSError:
        return None
    number = int.from_bytes(changes, "big")
    return state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino, number
