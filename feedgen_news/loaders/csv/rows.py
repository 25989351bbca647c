"""The rows of a table, one by one, each with its lines; what is lost has a name.

Python's `csv` module reads the cells: it is fast, and right about quotes. It is not asked
where a row ends, because it does not say what went wrong: a quote that is never closed
makes one row of the rest of the file, text behind a closing quote is glued on, and both
pass in silence. So its reader is first strict; it is given line after line, and whoever
gives them knows how many it took, how many bytes, and whether they ended inside a quote.
A row that went wrong is looked through for a line that begins a row by itself: there the
reading goes on.
"""

import csv
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from itertools import repeat
from typing import Self

import msgspec

from feedgen_news.loaders.csv.kinds import begins_row, fits_or_empty
from feedgen_news.loaders.decoding import Stream, as_text

MAX_ROW = 16 << 20  # bytes
MAX_LINES = 50_000  # of a row
_TOLD = 1_000  # lines of a loss that are kept
_OPEN = "a quote that does not close"
_CHUNK = 1 << 20  # bytes
_PATIENCE = 256 << 20  # bytes read again after rows that went wrong; then a line is a row

csv.field_size_limit(2 * MAX_ROW)  # the module's own is 128 KiB for the whole process; ours counts

_Line = tuple[str, int, str | None]  # its text, its number, the code of what was odd about it


class Row(msgspec.Struct, frozen=True):
    """The cells of a row and where it stands."""

    cells: list[str]
    lines: list[_Line]
    unended: bool = False  # the file ends before its line does
    unclosed: bool = False  # a quote in its last cell does not close

    @property
    def oddity(self) -> str | None:
        """The code of what was odd about its bytes."""
        return next((oddity for _, _, oddity in self.lines if oddity), None)


class Loss(msgspec.Struct, frozen=True):
    """Lines that could not be read as a row."""

    code: str
    detail: str
    lines: list[_Line]
    cut: bool = False  # by the end of the file


class _TooLargeError(Exception):
    """A row takes more bytes than any may have."""


class Rows:
    """The rows of a stream, to be gone through once.

    `kinds` says what each column holds (see `kinds`), as far as that is known.
    """

    def __init__(self, stream: Stream, *, delimiter: str, kinds: Sequence[str]) -> None:
        self._lines = _lines(stream)
        self._delimiter = delimiter
        self._kinds = kinds
        self._again: deque[_Line] = deque()
        self._taken: list[_Line] = []  # for the row that is being read
        self._size = 0
        self._ended = False  # the lines ran out while it was read
        self._patience = _PATIENCE
        self._strict = csv.reader(_Feed(self._given), delimiter=delimiter, strict=True)
        self._lenient = csv.reader(_Feed(self._given), delimiter=delimiter)

    def skip_line(self) -> None:
        """Pass over one line."""
        self._next()

    def __iter__(self) -> Iterator[Row | Loss]:
        while True:
            self._begin()
            try:
                found = self._row()
            except _TooLargeError:
                yield self._too_large()
                continue
            if found is None:
                return
            yield found

    def _row(self) -> Row | Loss | None:
        cells = self._cells(self._strict)
        if not self._taken:
            return None
        if cells is not None and self._is_whole(cells):
            return self._told(cells)
        place = self._swallowed()
        if place is not None:
            return self._given_up(_OPEN, place)
        if cells is None and self._patience < 0:
            return self._given_up(_OPEN, 1)
        if self._ended and cells is None:
            return self._given_up(_OPEN, len(self._taken), cut=True)
        if cells is None:
            self._put_back(0)
            cells = self._cells(self._lenient)
            if self._ended and len(self._taken) > 1:
                return self._given_up(_OPEN, self._swallowed() or 1)
        return self._told(cells or [])

    def _is_whole(self, cells: list[str]) -> bool:
        return len(self._taken) == 1 or not self._kinds or len(cells) == len(self._kinds)

    def _cells(self, reader: Iterator[list[str]]) -> list[str] | None:
        """What a reader makes of the lines that come; None where it gave up, or none came."""
        try:
            return next(reader, None)
        except csv.Error:
            return None

    def _told(self, cells: list[str]) -> Row:
        unended = not self._taken[-1][0].endswith(("\n", "\r"))
        return Row(cells, self._taken, unended)

    def _swallowed(self) -> int | None:
        """The first line of a row that went wrong which begins one by itself."""
        for place, (text, _, _) in enumerate(self._taken[1:], start=1):
            if begins_row(text, delimiter=self._delimiter, kinds=self._kinds):
                return place
        return None

    def _given_up(self, why: str, place: int, *, cut: bool = False) -> Row | Loss:
        """The first lines as far as they can be used; the others are read again."""
        lost = self._taken[:place]
        self._put_back(place)
        saved = self._saved(lost)
        if saved is not None:
            return Row(saved, lost, cut, unclosed=True)
        spans = f", over {len(lost):,} lines" if len(lost) > 1 else ""
        return Loss("broken-row", why + spans, lost, cut)

    def _saved(self, lost: list[_Line]) -> list[str] | None:
        """The cells, if each column has one: then the open quote took nothing in."""
        texts = [text for text, _, _ in lost]
        cells = next(csv.reader(texts, delimiter=self._delimiter), [])
        fitting = len(cells) == len(self._kinds) > 1 and all(map(fits_or_empty, cells, self._kinds))
        return cells if fitting else None

    def _too_large(self) -> Row | Loss:
        """One line or many: where a row begins among them, it is read again."""
        place = self._swallowed()
        if place is not None:
            return self._given_up(_OPEN, place)
        lost = [*self._taken[:_TOLD], *self._passed_over(self._taken[-1])]
        if self._size > MAX_ROW:
            return Loss("record-too-large", f"more than {MAX_ROW >> 20} MiB", lost)
        lines = lost[-1][1] - lost[0][1] + 1
        return Loss("broken-row", f"{_OPEN}, over {lines:,} lines", lost)

    def _passed_over(self, last: _Line) -> Iterator[_Line]:
        """The last of the lines from here on that are no row by themselves."""
        while line := self._next():
            cells = next(csv.reader([line[0]], delimiter=self._delimiter), [])
            if len(cells) == len(self._kinds) > 1 and all(map(fits_or_empty, cells, self._kinds)):
                self._again.appendleft(line)
                break
            last = line
        yield last

    def _begin(self) -> None:
        self._taken, self._size, self._ended = [], 0, False

    def _put_back(self, place: int) -> None:
        """Give the lines from there on out again."""
        self._again.extendleft(reversed(self._taken[place:]))
        self._patience -= self._size
        self._begin()

    def _given(self) -> str | None:
        """The next line for a reader; None ends its row."""
        if self._taken and self._patience < 0:
            return None
        line = self._next()
        if line is None:
            self._ended = True
            return None
        self._taken.append(line)
        self._size += len(line[0])
        if self._size > MAX_ROW or len(self._taken) > MAX_LINES:
            raise _TooLargeError
        return line[0]

    def _next(self) -> _Line | None:
        return self._again.popleft() if self._again else next(self._lines, None)


class _Feed:
    """Lines for a reader, which may end and go on again."""

    def __init__(self, give: Callable[[], str | None]) -> None:
        self._give = give

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._give()
        if line is None:
            raise StopIteration
        return line


def _lines(stream: Stream) -> Iterator[_Line]:
    """Lines with their ends, which may be LF, CR LF or CR; lines are counted by LF."""
    number = 1
    for block in _blocks(stream):
        for text, oddity in _texts(block):
            yield text, number, oddity
            number += text.endswith("\n")


def _texts(block: bytes) -> Iterator[tuple[str, str | None]]:
    try:
        whole = StringIO(block.decode("utf-8"), newline="")  # parts lines at the same ends
    except UnicodeDecodeError:
        return map(as_text, block.splitlines(keepends=True))
    return zip(whole, repeat(None))


def _blocks(stream: Stream) -> Iterator[bytes]:
    """Whole lines; of one that is too long for a row only so much that it is seen to be."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r", 0, -1)) + 1  # a LF may come after a CR
        if end:
            yield rest + chunk[:end]
            rest = chunk[end:]
        elif len(rest) <= MAX_ROW:
            rest += chunk
    if rest:
        yield rest
