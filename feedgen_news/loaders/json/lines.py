"""JSON Lines in parts: whole lines that any process can read by themselves.

Nearly all large dumps are of this shape, an object a line. A part is read up to the first
line that is anything else; from there on the dump is read as JSON of any shape.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, BinaryIO

import msgspec

from feedgen_news.config.sources import Source
from feedgen_news.loaders.content import PART, Content, EndsEarlyError, Openable, Stretch
from feedgen_news.loaders.decoding import Plain, Rewound, Stream
from feedgen_news.loaders.fields import Reader
from feedgen_news.loaders.fields.guessing import SAMPLE
from feedgen_news.loaders.fields.keys import Path
from feedgen_news.loaders.json.objects import objects
from feedgen_news.loaders.json.pieces import Found, Splitter
from feedgen_news.loaders.json.values import BrokenJSONError, decode_quickly
from feedgen_news.loaders.json.window import MAX_RECORD, Window
from feedgen_news.model import Origin, Record
from feedgen_news.problems import Report

_LINES = 5_000  # at most, for each may give something to tell; bounds memory


class Lines(msgspec.Struct, frozen=True):
    """Whole lines of a dump."""

    dump: str
    data: bytes | Stretch  # or where they lie
    first: int  # number of its first line
    guessed: dict[str, Path]  # what fills which field, of what no known key fills

    def records(self, *, source: Source, report: Report) -> Iterator[Record]:
        """The records of these lines, in their order; raises `EndsEarlyError`, OSError."""
        items = objects(_found(self.held(), self.dump, self.first), report=report)
        yield from Reader(source).known(items, guessed=self.guessed, report=report)

    def held(self) -> bytes:
        """Of these lines. Raises OSError where they lie elsewhere and cannot be read."""
        return self.data.read() if isinstance(self.data, Stretch) else self.data


def _found(data: bytes, dump: str, first: int) -> Iterator[Found]:
    """The value of each line, the first of which has that number."""
    at, number = 0, first
    while at < len(data):
        end = data.find(b"\n", at)
        line = data[at:end] if end >= 0 else data[at:]
        if piece := line.rstrip(b" \t\r,\x00").lstrip():
            if not piece.startswith(b"{"):
                raise EndsEarlyError(at, number - first)
            try:
                value = decode_quickly(piece)
            except BrokenJSONError:
                raise EndsEarlyError(at, number - first) from None
            yield Found(value, Origin(dump, line=number, end_line=number))
        at += len(line) + 1
        number += 1


class PartedLines:
    """A dump in parts, to be gone through once; and the rest, which could not be parted."""

    def __init__(self, content: Content, begin: bytes, guessed: dict[str, Path]) -> None:
        self._name = content.name
        self._stream: Stream = content.stream
        self._place = content.place
        self._read = begin  # and not handed out yet
        self._line = 1
        self._at = 0  # bytes of the stream before what is read
        self._guessed = guessed
        if content.added:
            section = content.added.section
            self._stream, self._read = Plain(content.added), b""
            self._line, self._at = section.lines + 1, section.begin - content.begin

    def __iter__(self) -> Iterator[Lines]:
        while data := self._whole_lines():
            end, lines = _for_a_part(data)
            data, self._read = data[:end], data[end:] + self._read
            yield Lines(self._name, self._sent(data), self._line, self._guessed)
            self._line += lines
            self._at += len(data)

    def _sent(self, data: bytes) -> bytes | Stretch:
        """What another process is given of them."""
        if self._place and self._place.wanted():
            return self._place.of(data, at=self._at)
        return data

    def _whole_lines(self) -> bytes:
        """About as many as a part holds; none at the end, nor of a line that is too long."""
        more = True
        while more and (len(self._read) < PART or b"\n" not in self._read):
            if len(self._read) > MAX_RECORD:
                return b""
            chunk = self._stream.read(PART)
            self._read += chunk
            more = bool(chunk)
        end = self._read.rfind(b"\n") + 1 if more else len(self._read)
        data, self._read = self._read[:end], self._read[end:]
        return data

    def rest(
        self,
        parts: Iterable[Lines],
        error: EndsEarlyError | None,
        *,
        source: Source,
        report: Report,
    ) -> Iterator[Record]:
        """The records of what no part holds, and before it of these parts.

        The first one of them from the line that the error tells.
        """
        again = list(parts)
        data = b"".join(part.held() for part in again) + self._read
        line = again[0].first if again else self._line
        if error:
            data, line = data[error.done :], line + error.lines
        window = Window(Rewound(data, self._stream), line=line)
        items = objects(Splitter(window, self._name, lines=True), report=report)
        yield from Reader(source).known(items, guessed=self._guessed, report=report)


def _for_a_part(data: bytes) -> tuple[int, int]:
    """Where those end that go into one part, and how many they are.

    Where they are long, as mostly, `count` takes four times as long.
    """
    lines, at = 0, 0
    while lines < _LINES:
        end = data.find(b"\n", at) + 1
        if not end:
            return len(data), lines
        lines, at = lines + 1, end
    return at, lines


def parted(content: Content, *, source: Source, report: Report) -> PartedLines | None:
    """The dump in parts; None, and nothing is read, where it is short or begins otherwise."""
    if content.head.encoding != "utf-8" or not isinstance(content.stream, Plain):
        return None
    begin = b""
    while len(begin) < PART and (chunk := content.stream.read(PART)):
        begin += chunk
    first = _first_objects(begin, content.name) if len(begin) >= PART else []
    if not first:
        content.stream.again(begin)
        return None
    guessed = Reader(source).guessed(first, dump=content.name, report=report)
    return PartedLines(content, begin, guessed)


def ends_inside(dump: Openable, end: int) -> bool:
    """Whether what stands behind this line end is the beginning of an object, as the line above
    is a whole one: so it is while a scraper writes it. Raises OSError.
    """
    with dump.open() as file:
        file.seek(max(0, end - PART))
        above = _read(file, min(end, PART)).rstrip().rpartition(b"\n")[2]
        if not _is_object(above):
            return False
        file.seek(end)
        last = _read(file, MAX_RECORD)
    return last.lstrip().startswith(b"{") and not _is_object(last)


def _read(file: BinaryIO, size: int) -> bytes:
    data = b""
    while chunk := file.read(size - len(data)):
        data += chunk
    return data


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(decode_quickly(line.strip()), dict)
    except BrokenJSONError:
        return False


def _first_objects(begin: bytes, dump: str) -> list[dict[str, Any]]:
    """The objects that a guess is made from; none where the first line is no lone object."""
    first: list[dict[str, Any]] = []
    with suppress(EndsEarlyError):
        found = _found(begin[: begin.rfind(b"\n") + 1], dump, 1)
        first.extend(item.value for item in islice(objects(found, report=Report()), SAMPLE))
    return first
