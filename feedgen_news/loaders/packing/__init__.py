"""What dumps are packed in: compressions and archives, one in another, read as plain bytes.

Each file in an archive is a dump of its own. Everything streams: nothing is unpacked to
disk but a zip inside another packing, whose directory stands at its end.
"""

from collections.abc import Callable, Iterator
from typing import IO, TypeGuard

from feedgen_news.later import later
from feedgen_news.loaders.decoding import Bytes, Rewound
from feedgen_news.loaders.packing.archives import Handling, Part
from feedgen_news.loaders.packing.kinds import HEAD, SUFFIXES, Kind, kind_of
from feedgen_news.loaders.packing.limits import DEPTH, SPOOL, Budget
from feedgen_news.problems import Report

__all__ = ["Part", "parts"]

_CHUNK = 1 << 20
_expanded: Callable[..., Bytes | None] = later(f"{__name__}.expanding:expanded")
_in_tar: Callable[[Part, Handling], Iterator[Part]] = later(f"{__name__}.tars:members")
_in_zip: Callable[[IO[bytes], Part, Handling], Iterator[Part]] = later(f"{__name__}.zips:members")


def parts(
    file: IO[bytes], name: str, *, folders: tuple[str, ...] = (), report: Report
) -> Iterator[Part]:
    """The plain dumps in a file, in its order; the file itself where it is not packed.

    Each is to be read before the next is asked for. What cannot be unpacked, or not to
    its end, is reported. Raises OSError where the file cannot be read.
    """
    size = file.seek(0, 2)
    file.seek(0)
    hand = Handling(Budget(size), report)
    if not size and name.lower().endswith(SUFFIXES):
        hand.tell("truncated-dump", "0 bytes; packed, even nothing is longer", name)
        return
    yield from _parts(Part(name, file, folders), hand, depth=0)


def _parts(part: Part, hand: Handling, *, depth: int) -> Iterator[Part]:
    head, file = _looked_at(part.file)
    kind = kind_of(head)
    if kind is None:
        if head or not getattr(part.file, "broken", False):  # else it was said why it is empty
            yield Part(part.name, file, part.folders)
    elif depth == DEPTH:
        hand.tell("decompression-bomb", f"packed more than {DEPTH} times", part.name)
    elif kind in {"zip", "tar"}:
        yield from _members(kind, Part(part.name, file, part.folders), hand, depth=depth + 1)
    elif inner := _expanded(file, kind, name=part.name, hand=hand):
        yield from _parts(Part(part.name, inner, part.folders), hand, depth=depth + 1)


def _looked_at(file: Bytes) -> tuple[bytes, Bytes]:
    """The first bytes, and the file from its start again."""
    head = b""
    while len(head) < HEAD and (chunk := file.read(HEAD - len(head))):
        head += chunk
    if _is_seekable(file):
        file.seek(0)
        return head, file
    return head, _Again(head, file)


class _Again:
    """A stream from its start again, which gives as much as is asked for, if there is so much."""

    def __init__(self, first: bytes, rest: Bytes) -> None:
        self._rest = rest
        self._stream = Rewound(first, rest)

    @property
    def broken(self) -> bool:
        """Whether it ended where it should not have."""
        return getattr(self._rest, "broken", False)

    def read(self, size: int, /) -> bytes:
        """`size` bytes; fewer only at the end, or before an error that the next reading raises."""
        pieces: list[bytes] = []
        try:
            while size > 0 and (piece := self._stream.read(size)):
                pieces.append(piece)
                size -= len(piece)
        except OSError:
            if not pieces:
                raise
        return b"".join(pieces)


def _is_seekable(file: Bytes) -> TypeGuard[IO[bytes]]:
    return hasattr(file, "seek")


def _members(kind: Kind, archive: Part, hand: Handling, *, depth: int) -> Iterator[Part]:
    found = _in_tar(archive, hand) if kind == "tar" else _zipped(archive, hand)
    told = hand.report.counts.total()
    empty = True
    for one in found:
        empty = False
        yield from _parts(one, hand, depth=depth)
        if hand.budget.spent:  # said by whoever spent it
            return
    if empty and hand.report.counts.total() == told:
        hand.tell("empty-dump", f"{kind} without any file to read", archive.name)


def _zipped(archive: Part, hand: Handling) -> Iterator[Part]:
    if _is_seekable(archive.file):
        yield from _in_zip(archive.file, archive, hand)
        return
    import tempfile  # noqa: PLC0415 - few dumps are zips inside another packing

    with tempfile.TemporaryFile(prefix="feedgen-news-") as spool:
        while spool.tell() <= SPOOL and (chunk := archive.file.read(_CHUNK)):
            spool.write(chunk)
        if spool.tell() > SPOOL:
            limit = f"a zip of more than {SPOOL >> 30} GiB inside another packing"
            hand.tell("archive-too-large", limit, archive.name)
            return
        yield from _in_zip(spool, archive, hand)
