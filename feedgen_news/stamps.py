"""How files lay when they were read or published: what still lies so need not be read again.

Kept in a file of its own beside the archive, for it tells of one machine's disk, and may be lost:
then all is read once more. What it tells of the output folder holds for one publication, which
the archive names; an archive that was restored from a backup does not believe it.
"""

from contextlib import suppress
from pathlib import Path
from typing import Self

import msgspec

from feedgen_news.problems import ArchiveError

Stamp = tuple[int, int, int]  # of a published file: bytes, mtime in nanoseconds, inode
Lying = tuple[int, int, int, int]  # of a dump: bytes, mtime and ctime in nanoseconds, inode


class Stamps(msgspec.Struct, frozen=True):
    """All that is known."""

    publication: str = ""  # digest of what was published, which the archive noted too
    files: dict[str, Stamp] = {}  # by path below the output folder
    dumps: dict[str, tuple[Lying, str]] = {}  # by source and name: the fingerprint

    @classmethod
    def beside(cls, archive: Path) -> Self:
        """What is known beside an archive; nothing where that is lost or damaged."""
        try:
            return msgspec.json.decode(_path(archive).read_bytes(), type=cls)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return cls()

    def keep(self, archive: Path) -> None:
        """Write it down. Raises ArchiveError.

        Whoever is killed meanwhile leaves the older one, or one that nobody believes.
        """
        path = _path(archive)
        beside = path.with_name(f".{path.name}.feedgen-news.tmp")
        try:
            beside.write_bytes(msgspec.json.encode(self, order="sorted"))
            beside.replace(path)
        except OSError as error:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise ArchiveError(
                f"{path}: {error.strerror}; make room, and check the permissions of its folder"
            ) from error


def _path(archive: Path) -> Path:
    return archive.with_name(archive.name + ".stamps")


def dump_of(source: str, name: str) -> str:
    """What a dump is known by."""
    return f"{source}\0{name}"
