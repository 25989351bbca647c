"""Members of a zip (APPNOTE 6.3), in the order of its directory.

`zipfile` reads the directory. The members are unpacked by our own decoders, because its
reading loses what came before an error.
"""

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO

from feedgen_news.loaders.packing.archives import Handling, Part, is_hidden, member
from feedgen_news.loaders.packing.expanding import Expanded, expanded
from feedgen_news.loaders.packing.kinds import Kind
from feedgen_news.loaders.packing.limits import DIRECTORY, MEMBERS, SAID
from feedgen_news.loaders.packing.zip_places import (
    DEFLATED,
    Place,
    Slice,
    by_directory,
    by_headers,
)

_STORED = 0  # §4.4.5
_METHODS: dict[int, Kind] = {DEFLATED: "deflate", 12: "bzip2", 93: "zstd", 95: "xz"}
_OTHERS = {1: "Shrink", 6: "Implode", 9: "Deflate64", 14: "LZMA", 98: "PPMd", 99: "AES"}
_ENCRYPTED = 0x1  # §4.4.4
_UNREADABLE = (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError)
_OFFICE = re.compile(r"\[Content_Types\]\.xml|mimetype|META-INF/MANIFEST\.MF")


def members(file: IO[bytes], archive: Part, hand: Handling) -> Iterator[Part]:
    """The files in a zip but hidden ones; what cannot be read is reported."""
    try:
        directory = zipfile.ZipFile(_Guarded(file)).infolist()
    except OverflowError:
        limit = f"a directory of more than {DIRECTORY >> 20} MiB"
        hand.tell("archive-too-large", limit, archive.name)
    except _UNREADABLE:
        detail = "zip: its directory, which stands at the end, is missing or damaged"
        hand.tell("truncated-dump", detail, archive.name)
        yield from _opened(by_headers(file), file, archive, hand)
    else:
        yield from _listed(directory, file, archive, hand)


def _listed(
    directory: list[zipfile.ZipInfo], file: IO[bytes], archive: Part, hand: Handling
) -> Iterator[Part]:
    if any(_OFFICE.fullmatch(listed.filename) for listed in directory[:20]):
        hand.tell("unknown-format", "Office document, book or program", archive.name)
        return
    yield from _opened(by_directory(file, directory), file, archive, hand)
    if len(directory) > MEMBERS:
        limit = f"more than {MEMBERS:,} members; the first were read"
        hand.tell("archive-too-large", limit, archive.name)


def _opened(
    places: Iterable[Place], file: IO[bytes], archive: Part, hand: Handling
) -> Iterator[Part]:
    for place in islice(places, MEMBERS):
        if is_hidden(place.name):
            continue
        packed = Slice(file, place)
        part = member(archive, place.name, packed)
        data = _unpacked(packed, place, part.name, hand)
        if data:
            yield Part(part.name, _Checked(data, place, part.name, hand), part.folders)


def _unpacked(data: Slice, place: Place, name: str, hand: Handling) -> Expanded | Slice | None:
    """The member's bytes; None where they cannot be had, which is reported."""
    if place.is_link:
        hand.tell("skipped-member", "a link", name)
    elif place.flags & _ENCRYPTED:
        hand.tell("unreadable-member", "encrypted", name)
    elif place.start < 0:
        hand.tell("damaged-dump", "zip: not where the directory says", name)
    elif place.method == _STORED:
        return data
    elif place.method in _METHODS:
        return expanded(data, _METHODS[place.method], name=name, hand=hand)
    else:
        method = _OTHERS.get(place.method, str(place.method))
        hand.tell("unreadable-member", f"compressed by the method {method}", name)
    return None


class _Guarded:
    """The file as `zipfile` sees it, which holds a directory of any size in memory."""

    def __init__(self, file: IO[bytes]) -> None:
        self.seek, self.tell = file.seek, file.tell
        self._file = file

    def read(self, size: int = -1) -> bytes:
        """As of any file. Raises OverflowError beyond the limit."""
        if size > DIRECTORY:
            raise OverflowError
        return self._file.read(size)


class _Checked:
    """A member's bytes; a finding says where they are not those that were packed."""

    def __init__(self, data: Expanded | Slice, place: Place, name: str, hand: Handling) -> None:
        self._data = data
        self._place = place
        self._name = name
        self._hand = hand
        self._size = self._checksum = 0
        self._over = False

    @property
    def broken(self) -> bool:
        """As of the packed data."""
        return self._data.broken

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes."""
        chunk = b"" if self._over else self._data.read(size)
        if chunk and isinstance(self._data, Slice):  # members may lie over one another
            self._hand.budget.spend(len(chunk))
            chunk = chunk if not self._hand.budget.spent else self._too_large()
        self._size += len(chunk)
        self._checksum = zlib.crc32(chunk, self._checksum)
        if not chunk and not self._over:
            self._over = True
            self._check()
        return chunk

    def _too_large(self) -> bytes:
        self._over = True
        self._hand.tell("decompression-bomb", f"zip: {SAID}", self._name)
        return b""

    def _check(self) -> None:
        place = self._place
        if self._data.broken or place.size is None:
            return
        if (self._size, self._checksum) != (place.size, place.checksum):
            wrong = "checksum" if self._size == place.size else "size"
            detail = f"zip: the {wrong} is wrong, {self._size:,} bytes unpacked"
            self._hand.tell("damaged-dump", detail, self._name)
