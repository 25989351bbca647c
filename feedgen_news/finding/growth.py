"""Dumps that grow: scrapers add to the end of a file, run after run."""

import errno
import hashlib
from collections.abc import Collection, Iterator
from typing import BinaryIO

import msgspec

_CHUNK = 1 << 20  # bytes


class Print(msgspec.Struct, frozen=True):
    """What tells the bytes of a dump, or those it begins with, from any others."""

    fingerprint: str
    size: int  # bytes; 0 where nobody read them, so that nobody knows where they end
    lines: int  # ends of lines among them


class Section(msgspec.Struct, frozen=True):
    """What was added to a dump at one time."""

    begin: int  # byte
    end: int
    lines: int  # above it


def prints(file: BinaryIO, *, at: Collection[int] = ()) -> Iterator[Print]:
    """Of the first so many bytes, for each of the sizes, the least first; of what ends with the
    last line end, and of all. Raises OSError.

    Where there are not so many bytes, the print is that of all; without a line, of none.
    """
    digest, size, lines = hashlib.blake2b(digest_size=16), 0, 0
    ended = Print(digest.hexdigest(), 0, 0)
    for stop in (*sorted(at), None):
        while chunk := file.read(_CHUNK if stop is None else min(_CHUNK, stop - size)):
            if end := chunk.rfind(b"\n") + 1:
                lines += lines_in(chunk)
                digest.update(chunk[:end])
                ended = Print(digest.hexdigest(), size + end, lines)
            digest.update(chunk[end:])
            size += len(chunk)
        if stop is not None:
            yield Print(digest.hexdigest(), size, lines)
    yield ended
    yield Print(digest.hexdigest(), size, lines)


def lines_in(data: bytes) -> int:
    """How many lines end in it; where they are long, `count` takes four times as long."""
    lines, at = 0, data.find(b"\n")
    while at >= 0:
        lines, at = lines + 1, data.find(b"\n", at + 1)
    return lines


class Added:
    """The bytes of a section alone; the file may be read before, and not meanwhile."""

    def __init__(self, file: BinaryIO, section: Section) -> None:
        self.section = section
        self._file = file
        self._at = -1

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes. Raises OSError, also where the file has become shorter."""
        if self._at < 0:
            self._at = self._file.seek(self.section.begin)
        left = self.section.end - self._at
        chunk = self._file.read(min(size, left))
        if left and not chunk:
            raise OSError(errno.EIO, "is shorter than it was a moment ago")
        self._at += len(chunk)
        return chunk
