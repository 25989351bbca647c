"""What was printed of articles, kept for the topics that are still to come.

An article stands in about three topics. What is printed of it for one serves for the others; but
of a large site that is more than memory holds. So it lies in a file without a name, which is
gone with its process, however that ends; in memory is where each lies.
"""

import os
import tempfile
from pathlib import Path
from typing import IO

import msgspec

from feedgen_news.model import Content, Updates
from feedgen_news.writers.sheets import Sheet

_MOST_BYTES = 400_000_000  # of the file
_MOST = 40_000  # places remembered, some 300 bytes of memory each


class Variant(msgspec.Struct, frozen=True):
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


class Sizes(msgspec.Struct, frozen=True):
    """About how many bytes of a feed an entry takes, in full and as a summary."""

    full: int
    summary: int


class _Place(msgspec.Struct, frozen=True):
    offset: int
    length: int
    sizes: Sizes


class Imprints:
    """Imprints by the article's row in the archive and by variant; as many as there is room for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: IO[bytes] | None = None
        self._end = 0
        self._places: dict[tuple[int, Variant], _Place] = {}
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(Imprint).decode

    def close(self) -> None:
        """The file goes, and with it everything."""
        self._places.clear()
        if self._file:
            self._file.close()

    def sizes(self, number: int, variant: Variant) -> Sizes | None:
        """Those of an entry that was kept, None for another."""
        place = self._places.get((number, variant))
        return place.sizes if place else None

    def get(self, number: int, variant: Variant) -> Imprint | None:
        """One that was kept."""
        place = self._places.get((number, variant))
        if place is None or self._file is None:
            return None
        return self._decode(os.pread(self._file.fileno(), place.length, place.offset))

    def keep(self, number: int, variant: Variant, imprint: Imprint, sizes: Sizes) -> None:
        """Keep one; where there is no room for more, all begins anew, or nothing is kept."""
        body = self._encode(imprint)
        if len(self._places) >= _MOST or self._end + len(body) > _MOST_BYTES:
            self._places.clear()
            self._end = 0
        try:
            written = os.pwrite(self._opened(), body, self._end)
        except OSError:
            written = 0
        if written < len(body):  # a full disk: then it is printed again
            return
        self._places[number, variant] = _Place(self._end, len(body), sizes)
        self._end += len(body)

    def _opened(self) -> int:
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115
        return self._file.fileno()
