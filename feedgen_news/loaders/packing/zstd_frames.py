"""Frames of zstd (RFC 8878), given to the library block by block.

zstandard bounds no output and loses what a call made before an error. A block becomes at
most 128 KiB, so nothing more is held or lost; what a frame's checksum refutes has come out.
"""

from collections.abc import Generator

from feedgen_news.loaders.packing.broken import BrokenError
from feedgen_news.problems import MissingExtraError

_MAGIC = b"\x28\xb5\x2f\xfd"
_RLE = 1  # §3.1.1.2.2
_SIZE_OF_ID = (0, 1, 2, 4)  # §3.1.1.1.1
_SIZE_OF_CONTENT_SIZE = (0, 2, 4, 8)


class Frame:
    """One frame, skippable ones too; windows over 128 MiB are refused."""

    step = 1 << 16

    def __init__(self) -> None:
        try:
            import zstandard  # noqa: PLC0415 - an extra
        except ImportError:
            raise MissingExtraError("zstd") from None
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._error = zstandard.ZstdError
        self._held = b""
        self._sizes = _sizes()
        self._wanted = next(self._sizes)

    @property
    def eof(self) -> bool:
        """Whether the frame came to its end, its checksum with it."""
        return self._frame.eof

    @property
    def needs_input(self) -> bool:
        """Whether no whole block is at hand."""
        return len(self._held) < self._wanted

    @property
    def unused_data(self) -> bytes:
        """What followed the frame's end."""
        return self._frame.unused_data + self._held

    def decompress(self, data: bytes, _most: int, /) -> bytes:
        """What comes out of the next part. Raises BrokenError."""
        self._held += data
        if self.needs_input:
            return b""
        part, self._held = self._held[: self._wanted], self._held[self._wanted :]
        try:
            out = self._frame.decompress(part)
        except self._error as error:
            raise BrokenError(str(error).rpartition(": ")[2]) from error
        if not self.eof:
            self._wanted = self._size_of_next(part)
        return out

    def _size_of_next(self, part: bytes) -> int:
        try:
            return self._sizes.send(part)
        except StopIteration:
            raise BrokenError("no end after its last block") from None


def _sizes() -> Generator[int, bytes, None]:
    """How many bytes the next part of a frame has, block for block; is sent each part."""
    start = yield len(_MAGIC) + 1
    if not start.startswith(_MAGIC):  # §3.1.2: skippable
        left = int.from_bytes(start[4:] + (yield 3), "little")
        while left:
            left -= len((yield min(left, Frame.step)))
        return
    descriptor = start[-1]
    single = descriptor >> 5 & 1  # §3.1.1.1.1: no byte for the window
    content_size = _SIZE_OF_CONTENT_SIZE[descriptor >> 6] or single
    yield (1 - single) + _SIZE_OF_ID[descriptor & 3] + content_size
    last = False
    while not last:
        block = int.from_bytes((yield 3), "little")
        last = bool(block & 1)
        if size := 1 if block >> 1 & 3 == _RLE else block >> 3:
            yield size
    if descriptor & 4:
        yield 4  # §3.1.1: checksum
