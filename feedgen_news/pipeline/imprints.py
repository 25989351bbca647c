"""What was printed of articles, kept for the topics that are still to come.

An article stands in about three topics. What is printed of it for one serves for the others; but
of a large site that is more than memory holds. So it lies in a file without a name, which is
gone with its process, however that ends; in memory is where each lies.
"""

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

import msgspec

from feedgen_news.model import Content, Updates
from feedgen_news.writers.sheets import Sheet

_MOST_BYTES = 400_000_000  # of the file
_TOGETHER = 250_000  # bytes that are written at once
MOST = 40_000  # places remembered, some 300 bytes of memory each


class Variant(msgspec.Struct, frozen=True, cache_hash=True):
    """Whatever of a topic makes an entry look otherwise, its own category apart."""

    language: str
    updates: Updates
    content: Content
    slug: str = ""  # of the topic, where it looks like this in no other


class Imprint(msgspec.Struct, frozen=True, array_like=True):
    """A printed entry, and what a feed has to know of it."""

    sheet: Sheet
    updated: int  # seconds since 1970 UTC
    slugs: tuple[str, ...]  # of all labels
    titles: tuple[str, ...]  # of its categories


class Sizes(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """About how many bytes of a feed an entry takes, in full and as a summary."""

    full: int
    summary: int


class Place(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where an imprint lies: in the file of this process, or in another's of this name."""

    offset: int
    length: int
    sizes: Sizes
    file: str = ""


def packed(places: Mapping[int, Place]) -> bytes:
    """For another process: there are so many that to pickle each takes longer than to use it."""
    return msgspec.msgpack.encode(places)


def unpacked(places: bytes) -> dict[int, Place]:
    """What was packed."""
    return _places.decode(places)


_places = msgspec.msgpack.Decoder(dict[int, Place])


class Imprints:
    """Imprints by the article's row in the archive and by variant; as many as there is room for.

    What others are told of is `lasting`: where there is no room for more, no more are kept.
    """

    def __init__(self, folder: Path, *, lasting: bool = False) -> None:
        self._folder = folder
        self._lasting = lasting
        self._file: IO[bytes] | None = None
        self._written = 0  # bytes of the file
        self._waiting: dict[int, bytes] = {}  # what comes behind them, by its offset
        self._end = 0  # of what waits
        self._places: dict[tuple[int, Variant], Place] = {}
        self._lent: dict[tuple[int, Variant], Place] = {}
        self._lenders: dict[str, int | None] = {}  # files of others that are open
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(Imprint).decode

    def close(self) -> None:
        """The file goes, and with it everything."""
        self._forget()
        for handle in self._lenders.values():
            if handle is not None:
                os.close(handle)
        self._lenders.clear()
        if self._file:
            self._file.close()

    def sizes(self, number: int, variant: Variant) -> Sizes | None:
        """Those of an entry that was kept, None for another."""
        place = self._place(number, variant)
        return place.sizes if place else None

    def get(self, number: int, variant: Variant) -> Imprint | None:
        """One that was kept."""
        place = self._place(number, variant)
        if place and place.file and self._lender(place.file) is None:
            place = self._places.get((number, variant))
        if place is None:
            return None
        if not place.file and place.offset >= self._written:
            return self._decode(self._waiting[place.offset])
        handle = self._lender(place.file) if place.file else self._opened()
        if handle is None:
            return None
        return self._decode(os.pread(handle, place.length, place.offset))

    def keep(self, number: int, variant: Variant, imprint: Imprint, sizes: Sizes) -> None:
        """Keep one; where there is no room for more, all begins anew."""
        if len(self._places) >= MOST or self._written > _MOST_BYTES:
            if self._lasting:
                return
            self._forget()
        body = self._encode(imprint)
        self._waiting[self._end] = body
        self._places[number, variant] = Place(self._end, len(body), sizes)
        self._end += len(body)
        if self._end - self._written >= _TOGETHER:
            self._write()

    def lend(self, rows: Iterable[int], variant: Variant) -> dict[int, Place]:
        """Where others find what is kept of these rows, as long as this process is there.

        Systems without /proc have no name for that; whoever needs it prints it again then.
        """
        self._write()
        found = {row: self._places.get((row, variant)) for row in rows}
        if not any(found.values()):  # there may not even be a file
            return {}
        name = f"/proc/{os.getpid()}/fd/{self._opened()}"
        return {
            row: msgspec.structs.replace(place, file=name) for row, place in found.items() if place
        }

    def borrow(self, variant: Variant, places: Mapping[int, Place]) -> None:
        """Take these from others from now on, and what was borrowed before no more."""
        self._lent = {(row, variant): place for row, place in places.items()}

    def _place(self, number: int, variant: Variant) -> Place | None:
        key = (number, variant)
        return self._lent.get(key) or self._places.get(key)

    def _lender(self, name: str) -> int | None:
        if name not in self._lenders:
            try:
                self._lenders[name] = os.open(name, os.O_RDONLY | os.O_CLOEXEC)
            except OSError:
                self._lenders[name] = None
        return self._lenders[name]

    def _write(self) -> None:
        try:
            body = b"".join(self._waiting.values())
            written = os.pwrite(self._opened(), body, self._written)
        except OSError:
            written = 0
        if self._written + written < self._end:  # a full disk: then it is printed again
            kept = self._places.items()
            self._places = {key: place for key, place in kept if place.offset < self._written}
            self._end = self._written
        self._written = self._end
        self._waiting.clear()

    def _forget(self) -> None:
        self._places.clear()
        self._waiting.clear()
        self._written = self._end = 0

    def _opened(self) -> int:
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115
        return self._file.fileno()
