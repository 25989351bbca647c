"""Where the members of a zip lie (APPNOTE 6.3): by its directory, or header after header."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import IO

import msgspec

from feedgen_news.loaders.packing.limits import is_bomb

DEFLATED = 8  # §4.4.5
_SIZES_FOLLOW = 0x8  # §4.4.4
_IN_EXTRA = 0xFFFFFFFF  # §4.5.3: the size is a zip64 one
_HEADER = struct.Struct("<4s2x2H4x3I2H")  # §4.3.7: flags, method, checksum, sizes, lengths
_CHUNK = 1 << 16


class Place(msgspec.Struct, frozen=True):
    """A member: where its bytes lie, and what is said of them."""

    name: str
    method: int
    flags: int
    start: int
    packed: int
    size: int | None = None  # unpacked; None where only the data can tell
    checksum: int = 0
    is_link: bool = False


class Slice:
    """A part of a file that others read too."""

    broken = False

    def __init__(self, file: IO[bytes], place: Place) -> None:
        self._file = file
        self._at = place.start
        self._end = place.start + place.packed

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes."""
        self._file.seek(self._at)
        data = self._file.read(min(size, self._end - self._at))
        self._at += len(data)
        return data


def by_directory(file: IO[bytes], members: Iterable[zipfile.ZipInfo]) -> Iterator[Place]:
    """The files that a directory names; `start` is -1 where there is none of them."""
    for member in members:
        if not member.filename.endswith("/"):  # `is_dir` stumbles over an empty name
            header = _header(file, member.header_offset)
            yield Place(
                member.filename,
                member.compress_type,
                member.flag_bits,
                start=header.start if header else -1,
                packed=member.compress_size,
                size=member.file_size,
                checksum=member.CRC,
                is_link=stat.S_ISLNK(member.external_attr >> 16),
            )


def by_headers(file: IO[bytes]) -> Iterator[Place]:
    """The files of a zip without a directory, as far as one is found behind the other."""
    at = 0
    while header := _header(file, at):
        if header.size is None:
            packed = _measured(file, header)
            header = msgspec.structs.replace(header, packed=packed)
        if not header.name.endswith("/"):
            yield header
        at = _behind(file, header.start + header.packed)


def _header(file: IO[bytes], at: int) -> Place | None:
    file.seek(at)
    data = file.read(_HEADER.size)
    if len(data) < _HEADER.size or not data.startswith(b"PK\x03\x04"):
        return None
    _, flags, method, checksum, packed, size, name, extra = _HEADER.unpack(data)
    label = file.read(name).decode("utf-8" if flags & 0x800 else "cp437", "replace")
    known = not flags & _SIZES_FOLLOW and _IN_EXTRA not in {packed, size}
    start = at + _HEADER.size + name + extra
    return Place(label, method, flags, start, packed, size if known else None, checksum)


def _measured(file: IO[bytes], place: Place) -> int:
    """How many bytes deflated data take: to their own end, or to the file's."""
    file.seek(place.start)
    inflate = zlib.decompressobj(-15)
    taken = made = 0
    try:
        while not inflate.eof and (chunk := inflate.unconsumed_tail or file.read(_CHUNK)):
            taken += 0 if inflate.unconsumed_tail else len(chunk)
            made += len(inflate.decompress(chunk, 1 << 20))
            if is_bomb(taken, made):
                break
    except zlib.error:
        pass
    if place.method == DEFLATED and inflate.eof:
        return taken - len(inflate.unused_data)
    return file.seek(0, 2) - place.start


def _behind(file: IO[bytes], at: int) -> int:
    """Where the next header is, behind sizes that follow the data (§4.3.9)."""
    file.seek(max(at, 0))
    return at + max(file.read(28).find(b"PK\x03\x04"), 0)
