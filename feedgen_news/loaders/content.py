"""What a dump's first bytes say it is: the facts that formats are recognised by."""

import errno
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, BinaryIO, Protocol, TypeVar
from zlib import crc32

import msgspec

from feedgen_news.config.sources import Source
from feedgen_news.finding.growth import Added
from feedgen_news.finding.signatures import PACKED, signature
from feedgen_news.loaders.decoding import Bytes, Stream
from feedgen_news.model import Record
from feedgen_news.problems import Report

A = TypeVar("A")
B = TypeVar("B")

HEAD = 1 << 16  # bytes looked at
PART = 1 << 20  # bytes, about; what is shorter is not worth to be parted
BLANK = b" \t\r\n\f\v\x00"

# Atomic groups, not `(…)*+`: Python before 3.11.5 errs on those (its issue 106052).
_COMMENTS = r"\s*+(?>(?:<!--(?>(?:[^-]|-(?!->))*)-->\s*+)*)"
_HTML = re.compile(rf"{_COMMENTS}<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_XML = re.compile(rf"{_COMMENTS}<(?:\?xml|!doctype|rss|feed|items|rdf:rdf|tei)\b", re.IGNORECASE)
_ROOT = re.compile(r"\s*+<([A-Za-z][\w:.-]{0,60})(?:\s[^<>]*+)?>")
_HTML_ROOTS = frozenset("p div article section main h1 table ul span title meta script".split())
_ARC = re.compile(r"filedesc://")
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_PADDING = re.compile(r"\x00{8,}")  # what a crash leaves in a file, not data


class Head(msgspec.Struct, frozen=True):
    """The beginning of a dump."""

    name: str
    data: bytes  # as it lies in the file
    encoding: str
    text: str  # the same, decoded, without its mark

    @property
    def suffix(self) -> str:
        """Of the name, lower case, with its dot; "" if there is none."""
        last = self.name.rpartition("/")[2].lower()
        for packing in PACKED:
            last = last.removesuffix(packing)
        return "." + last.rpartition(".")[2] if "." in last else ""

    @property
    def foreign(self) -> str | None:
        """What these bytes are if not ours to read: named by content, never by file name."""
        return self.binary or _markup(self.text)

    @property
    def binary(self) -> str | None:
        """The kind of data where it is no text at all."""
        return _binary(self.data, self.text)


@lru_cache(maxsize=1)  # every format asks, of one dump after the other
def _binary(data: bytes, text: str) -> str | None:
    if kind := signature(data):
        return kind
    oddities = len(_CONTROLS.findall(text)) + text.count("\ufffd")
    inner_zeros = _PADDING.sub("", text).count("\x00")
    return "binary data" if oddities + inner_zeros > max(4, len(text) // 20) else None


def _markup(text: str) -> str | None:
    if _ARC.match(text):
        return "ARC file"
    if _HTML.match(text):
        return "HTML page"
    if _XML.match(text):
        return "XML"
    root = _ROOT.match(text)  # of a document without any declaration
    if root is None or f"</{root[1]}>" not in text:
        return None
    if root[1].lower() in _HTML_ROOTS:
        return "HTML page"
    return (
        "XML" if text[root.end() :].lstrip().startswith("<") else None
    )  # else a text's first word


class Spread(Protocol):
    """Does heavy work on many things, in their order: in turn, or on several processors.

    Function and things are such as can be sent to another process.
    """

    def __call__(self, function: Callable[[A], B], things: Iterable[A], /) -> Iterator[B]:
        """The results, lazily, in the order of the things."""
        ...


class Openable(Protocol):
    """A dump, as far as it can be opened, also by another process."""

    def open(self) -> BinaryIO:
        """The bytes, from the start. Raises OSError."""


class Place(msgspec.Struct, frozen=True):
    """Where the bytes of a dump lie."""

    dump: Openable
    wanted: Callable[[], bool]  # whether parts may name their place instead of holding bytes
    begin: int = 0  # byte of the file with which its stream begins

    def of(self, data: bytes, *, at: int) -> "Stretch":
        """Where these bytes lie, before which the stream had so many."""
        return Stretch(self.dump, self.begin + at, len(data), crc32(data))


class Stretch(msgspec.Struct, frozen=True):
    """Bytes of a dump by their place."""

    dump: Openable
    begin: int
    size: int
    check: int  # CRC-32 of them

    def read(self) -> bytes:
        """The bytes. Raises OSError, also where others lie there than were seen."""
        with self.dump.open() as file:
            file.seek(self.begin)
            data = b""
            while len(data) < self.size and (chunk := file.read(self.size - len(data))):
                data += chunk
        if crc32(data) != self.check:
            raise OSError(errno.EIO, "holds other bytes than it did")
        return data


class Content(msgspec.Struct, frozen=True):
    """An opened dump, its head and its bytes from the start: a format reads one of the two.

    `raw` is how they lie in the file. `stream` is the same as UTF-8 without a mark; where
    the head says `utf-8` they are passed on and may not keep to it. `place` is where they lie,
    of a dump that is not packed.
    """

    head: Head
    raw: Bytes
    stream: Stream
    spread: Spread = map
    begin: int = 0  # byte of the file with which the stream begins
    place: "Place | None" = None
    added: Added | None = None  # what is meant of the dump, if it is not the whole

    @property
    def name(self) -> str:
        """The dump's name, for origins."""
        return self.head.name


class Read(Protocol):
    """Makes records of an opened dump; OSError and MissingExtraError may escape."""

    def __call__(self, content: Content, *, source: Source, report: Report) -> Iterator[Record]:
        """The records, in the dump's order."""
        ...


class Recognise(Protocol):
    """Whether a dump that begins like this is of the format."""

    def __call__(self, head: Head, /) -> bool:
        """True for at most what `read` can read."""
        ...


class EndsEarlyError(Exception):
    """A part holds something that cannot be read by itself, behind so many bytes and lines."""

    def __init__(self, done: int, lines: int) -> None:
        super().__init__(done, lines)
        self.done = done
        self.lines = lines


class Piece(Protocol):
    """A part of a dump that any process can read by itself."""

    def records(self, *, source: Source, report: Report) -> Iterator[Record]:
        """Its records, in their order; raises `EndsEarlyError`."""


class Parted(Protocol):
    """A dump in parts, to be gone through once; and the rest, which could not be parted."""

    def __iter__(self) -> Iterator[Piece]:
        """The parts, in their order."""

    def rest(
        self,
        parts: Iterable[Any],
        error: EndsEarlyError | None,
        *,
        source: Source,
        report: Report,
    ) -> Iterator[Record]:
        """The records of what no part holds, and before it of these of its parts.

        The first one of them from where the error tells.
        """


class Divide(Protocol):
    """Divides an opened dump into parts."""

    def __call__(self, content: Content, *, source: Source, report: Report) -> Parted | None:
        """None, and nothing is read, where it cannot be, or is too short to be worth it."""


class Format(msgspec.Struct, frozen=True):
    """A kind of dump: its name, one sentence about it, how to know it, how to read it."""

    name: str
    help: str
    recognise: Recognise
    read: Read
    parted: Divide | None = None
    by_line: bool = False  # whether `parted` heeds what was `added`
