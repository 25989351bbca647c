"""Members of a tar, read forward (POSIX.1-2017, pax; GNU's long names).

Headers are told by `tarfile`. Its own reading ends in silence at a header that is damaged or
missing, and holds headers of any size in memory; this one says so and bounds them.
"""

import tarfile
from collections.abc import Iterator

import msgspec

from feedgen_news.loaders.decoding import Bytes
from feedgen_news.loaders.packing.archives import Handling, Part, is_hidden, member

_BLOCK = 512
_MOST_META = 1 << 16  # bytes of a long name or of extended headers
_FILES = frozenset({tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE})
_LONG_NAMES = frozenset({tarfile.GNUTYPE_LONGNAME})
_EXTENDED = frozenset({tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE})
_IGNORED = frozenset({tarfile.GNUTYPE_LONGLINK, tarfile.XGLTYPE})
_NO_DATA = {
    tarfile.LNKTYPE: "a link",
    tarfile.SYMTYPE: "a link",
    tarfile.CHRTYPE: "a device",
    tarfile.BLKTYPE: "a device",
    tarfile.FIFOTYPE: "a FIFO",
}


class _Damage(Exception):  # noqa: N818 - never leaves this module
    """The code of what is wrong, and a word for it."""


class _Tape:
    """The tar's bytes, and how many of them were read."""

    def __init__(self, file: Bytes) -> None:
        self._file = file
        self.place = 0

    def read(self, size: int) -> bytes:
        """At most `size` bytes; nothing only at the end."""
        data = self._file.read(size)
        self.place += len(data)
        return data

    def exactly(self, size: int) -> bytes:
        """So many bytes, or as many as there are."""
        data = b""
        while len(data) < size and (chunk := self.read(size - len(data))):
            data += chunk
        return data

    def skip(self, size: int) -> bool:
        """Whether there were so many."""
        while size and (chunk := self.read(min(size, 1 << 16))):
            size -= len(chunk)
        return not size


class _Data:
    """The bytes of one member."""

    def __init__(self, tape: _Tape, size: int) -> None:
        self._tape = tape
        self.left = size

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; fewer than the member has where the tar ends before."""
        chunk = self._tape.read(min(size, self.left))
        self.left -= len(chunk)
        return chunk


class _Said(msgspec.Struct):
    """What extended headers say of the member that follows them."""

    name: str = ""
    size: int | None = None


def members(archive: Part, hand: Handling) -> Iterator[Part]:
    """The files in a tar; what is unread of one is passed over when the next is asked for."""
    tape = _Tape(archive.file)
    try:
        yield from _members(tape, archive, hand)
    except _Damage as damage:
        code, detail = damage.args
        broken = getattr(archive.file, "broken", False)  # told already, by what is around the tar
        if not broken:
            hand.tell(code, f"tar: {detail}, at byte {tape.place:,}", archive.name)


def _members(tape: _Tape, archive: Part, hand: Handling) -> Iterator[Part]:
    said = _Said()
    while header := _header(tape):
        if header.type in _LONG_NAMES | _EXTENDED | _IGNORED:
            _learn(said, header.type, _meta(tape, header.size))
            continue
        name = said.name or header.name
        size = 0 if header.type in _NO_DATA else _sane(header.size, said.size)
        data = _Data(tape, size)
        part = member(archive, name, data)
        if header.type not in _FILES | {tarfile.DIRTYPE}:
            _refuse(header.type, part.name, hand)
        elif header.type in _FILES and not is_hidden(name):
            yield part
        _pass(tape, data.left + -size % _BLOCK)
        said = _Said()


def _header(tape: _Tape) -> tarfile.TarInfo | None:
    """The next header; None at the end mark, which is blocks of zeros."""
    marked = False
    while block := tape.exactly(_BLOCK):
        if block.strip(b"\0"):
            break
        marked = True
    else:
        if not marked:
            raise _Damage("truncated-dump", "ends without its end mark")
        return None
    if len(block) < _BLOCK and not marked:
        raise _Damage("truncated-dump", "ends inside a header")
    try:
        return tarfile.TarInfo.frombuf(block, "utf-8", "replace")
    except tarfile.HeaderError:
        raise _Damage("damaged-dump", "what should be a header is none") from None


def _sane(size: int, extended: int | None) -> int:
    size = size if extended is None else extended
    if size < 0:
        raise _Damage("damaged-dump", "a member of negative size")
    return size


def _meta(tape: _Tape, size: int) -> bytes:
    """The data of a header that speaks of the next one."""
    if not 0 <= size <= _MOST_META:
        raise _Damage("damaged-dump", f"an extended header of {size:,} bytes")
    data = tape.exactly(size)
    _pass(tape, size - len(data) + -size % _BLOCK)
    return data


def _learn(said: _Said, type_: bytes, data: bytes) -> None:
    if type_ in _LONG_NAMES:
        said.name = data.rstrip(b"\0").decode("utf-8", "replace")
    elif type_ in _EXTENDED:
        for record in data.split(b"\n"):  # `27 path=…`; names with a line end are cut there
            key, _, value = record.partition(b" ")[2].partition(b"=")
            if key == b"path":
                said.name = value.decode("utf-8", "replace")
            elif key == b"size" and value.isdigit() and len(value) < 20:
                said.size = int(value)


def _refuse(type_: bytes, name: str, hand: Handling) -> None:
    if what := _NO_DATA.get(type_):
        hand.tell("skipped-member", what, name)
    else:
        hand.tell("unreadable-member", f"of the type {type_.decode('latin-1')!r}", name)


def _pass(tape: _Tape, size: int) -> None:
    if not tape.skip(size):
        raise _Damage("truncated-dump", "ends inside a member")
