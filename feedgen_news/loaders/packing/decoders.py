"""One way to speak to four libraries: bytes in, at most so many out, and where it broke.

zlib loses what a call made before an error; `BrokenError` brings it. An end that is missing
raises nothing anywhere: whoever gives the bytes looks at `eof` when there are no more.
"""

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import Protocol

from feedgen_news.loaders.packing.broken import BrokenError
from feedgen_news.loaders.packing.kinds import Kind
from feedgen_news.loaders.packing.zstd_frames import Frame

_XZ_MEMORY = 160 << 20  # bytes; `xz -9` asks for 65 MiB


class Decoder(Protocol):
    """Unpacks one member or frame."""

    step: int  # bytes to give at a time

    @property
    def eof(self) -> bool:
        """Whether the member came to its proper end."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes out without more bytes."""

    @property
    def unused_data(self) -> bytes:
        """What followed the member's end in the last piece."""

    def decompress(self, data: bytes, most: int, /) -> bytes:
        """What comes out of a piece, about `most` bytes of it. Raises BrokenError."""


class Inflate:
    """gzip (RFC 1952) with its checksum, or bare deflate (RFC 1951)."""

    step = 1 << 16

    def __init__(self, wbits: int) -> None:
        self._member = zlib.decompressobj(wbits)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        """Whether the trailer was met and is right."""
        return self._member.eof

    @property
    def unused_data(self) -> bytes:
        """What followed the member's end."""
        return self._member.unused_data

    def decompress(self, data: bytes, most: int, /) -> bytes:
        """What comes out, at most `most` bytes."""
        data = self._member.unconsumed_tail + data
        before = self._member.copy()
        try:
            out = self._member.decompress(data, most)
        except zlib.error as error:
            raise _salvaged(before, data, str(error)) from error
        self.needs_input = not self._member.unconsumed_tail and len(out) < most
        return out


def _salvaged(before: "zlib._Decompress", data: bytes, detail: str) -> BrokenError:
    """The same again byte by byte, up to the one that is wrong."""
    out = bytearray()
    good = 0
    try:
        for good in range(len(data)):
            out += before.decompress(data[good : good + 1])
    except zlib.error:
        pass
    return BrokenError(_plain(detail), out=bytes(out), given=data, good=good)


def _plain(detail: str) -> str:
    """`Error -3 while decompressing data: incorrect data check` without its first half."""
    return detail.rpartition(": ")[2]


class _Whole:
    """bzip2 and xz, whose libraries hold back what was not asked for yet."""

    def __init__(
        self,
        member: bz2.BZ2Decompressor | lzma.LZMADecompressor,
        step: int,
    ) -> None:
        self._member = member
        self.step = step

    @property
    def eof(self) -> bool:
        return self._member.eof

    @property
    def needs_input(self) -> bool:
        return self._member.needs_input

    @property
    def unused_data(self) -> bytes:
        return self._member.unused_data

    def decompress(self, data: bytes, most: int, /) -> bytes:
        try:  # little at a time: what a call made before an error is lost
            return self._member.decompress(data, min(most, 1 << 14))
        except (OSError, lzma.LZMAError, ValueError, EOFError) as error:
            raise BrokenError(str(error)) from error


def _xz(form: int) -> Callable[[], Decoder]:
    return lambda: _Whole(lzma.LZMADecompressor(form, memlimit=_XZ_MEMORY), 1 << 14)


DECODERS: dict[Kind, Callable[[], Decoder]] = {
    "gzip": lambda: Inflate(31),
    "deflate": lambda: Inflate(-15),  # as it lies in a zip
    "bzip2": lambda: _Whole(bz2.BZ2Decompressor(), 1 << 16),
    "xz": _xz(lzma.FORMAT_XZ),
    "lzma": _xz(lzma.FORMAT_ALONE),
    "zstd": Frame,
}
