"""A sliding view of a stream: what is being read, never the whole of it."""

import re

from feedgen_news.loaders.decoding import Bytes
from feedgen_news.loaders.json.values import MAX_DEPTH

MAX_RECORD = 16 << 20  # bytes
_CHUNK = 1 << 20  # bytes
_STRETCH = 4096  # bytes scanned at first for a value's end, then ever more
_OVERLAP = 256  # bytes kept so that what is searched is not cut in two
_NEXT = re.compile(rb'["\[\]{}]')
_IN_STRING = re.compile(rb'[^"\\\n]*+(?>(?:\\[^\n][^"\\\n]*+)*)')
_OPENING = re.compile(rb"\n\s*+(?=[{\[])")  # a line that begins a value
_ENDS_VALUE = frozenset(b'}]"0123456789els')


class UnclosedError(Exception):
    """A value that does not end well; the message says why, `done` how far it went."""

    def __init__(self, reason: str, *, done: int = 0, ended: bool = False) -> None:
        super().__init__(reason)
        self.done = done  # bytes
        self.ended = ended  # by the end of the dump


class TooLargeError(Exception):
    """A value larger than `MAX_RECORD`; reading can go on with `brackets` from `done`."""

    def __init__(self, brackets: "Brackets", done: int) -> None:
        super().__init__()
        self.brackets = brackets
        self.done = done


class Brackets:
    """Finds where a value ends that begins with a bracket, stretch by stretch."""

    def __init__(self, depth: int = 0) -> None:
        self.depth = depth
        self._quoted = False

    def scan(self, data: bytes, at: int, stop: int) -> tuple[int, bool]:
        """How far the data is understood, and whether that is where the value ends.

        Go on from there when there is more. Raises `UnclosedError` where a line ends
        inside a string, which JSON forbids (RFC 8259 §7), and at absurd depth.
        """
        while True:
            if self._quoted:
                at = _IN_STRING.match(data, at, stop).end()  # type: ignore[union-attr]
                if at == stop or (at == stop - 1 and data[at] == 0x5C):
                    return at, False
                if data[at] != 0x22:
                    raise UnclosedError("a line ends inside a string")
                self._quoted = False
                at += 1
            found = _NEXT.search(data, at, stop)
            if found is None:
                return stop, False
            at = found.end()
            if self._closes(data[at - 1]):
                return at, True

    def _closes(self, byte: int) -> bool:
        """Take one quote or bracket; True if it is the value's last."""
        if byte == 0x22:
            self._quoted = True
            return False
        self.depth += 1 if byte in b"[{" else -1
        if self.depth > MAX_DEPTH:
            raise UnclosedError(f"nested deeper than {MAX_DEPTH}")
        return self.depth <= 0


class Window:
    """The bytes from `at` on that are in memory, and where in the dump `at` is."""

    def __init__(self, stream: Bytes, *, line: int = 1) -> None:
        self._stream = stream
        self.data = b""
        self.at = 0
        self.line = line
        self.column = 0  # bytes since the line began
        self.fresh = True  # and all of them blank

    def more(self) -> bool:
        """Read on, letting go of what lies before `at`; False at the end."""
        chunk = self._stream.read(_CHUNK)
        self.data = self.data[self.at :] + chunk
        self.at = 0
        return bool(chunk)

    def move(self, to: int) -> None:
        """Go on to offset `to`."""
        passed = self.data[self.at : to]
        lines = passed.count(b"\n")
        if lines:
            self.line += lines
            self.column = 0
            passed = passed[passed.rfind(b"\n") + 1 :]
        self.column += len(passed)
        self.fresh = (self.fresh or lines > 0) and not passed.strip()
        self.at = to

    def skip_gap(self, gap: re.Pattern[bytes]) -> int | None:
        """Go past the gap (a pattern that matches nothing too): the byte there, if any."""
        while True:
            self.move(gap.match(self.data, self.at).end())  # type: ignore[union-attr]
            if len(self.data) - self.at >= 3:  # bytes of a mark, which is part of a gap
                return self.data[self.at]
            if not self.more():
                return self.data[self.at] if self.at < len(self.data) else None

    def skip_to(self, place: re.Pattern[bytes], *, within: int | None = None) -> None:
        """Go to the end of the next match, at most `within` bytes on, else to the end."""
        begin = self.at + 1
        while True:
            stop = len(self.data) if within is None else self.at + within
            if found := place.search(self.data, begin, stop):
                return self.move(found.end())
            if within is not None:
                return self.move(stop)
            self.move(max(self.at, len(self.data) - _OVERLAP))
            begin = 0 if self.at else 1
            if not self.more():
                return self.move(len(self.data))

    def line_ahead(self) -> bytes | None:
        """The rest of the line, without a comma at its end; None if it is a long one."""
        end = self.data.find(b"\n", self.at)
        if end < 0:
            more = self.more()
            end = self.data.find(b"\n", self.at) if more else len(self.data)
        return self.data[self.at : end].rstrip(b" \t\r,\x00") if end >= 0 else None

    def value_length(self, *, lines: bool) -> int:
        """The length of the value that begins here with a bracket.

        `lines`: it may go on in further lines. Raises `UnclosedError`, `TooLargeError`.
        """
        brackets = Brackets()
        done, stretch = 0, _STRETCH
        while True:
            start = self.at + done
            stop = min(start + stretch, len(self.data))
            wrong = self._impossible(start, stop, lines=lines)
            at, closed = brackets.scan(self.data, start, stop if wrong is None else wrong)
            done = at - self.at
            if closed:
                return done
            if wrong is not None:
                raise UnclosedError("a new value begins before this one ends", done=done)
            if done > MAX_RECORD:
                raise TooLargeError(brackets, done)
            if stop == len(self.data) and not self.more():
                raise UnclosedError("the dump ends inside a value", done=done, ended=True)
            stretch = min(2 * stretch, _CHUNK)

    def _impossible(self, start: int, stop: int, *, lines: bool) -> int | None:
        """Where, before `stop`, it is certain that the value cannot go on."""
        if not lines:
            end = self.data.find(b"\n", start, stop)
            return end if end >= 0 else None
        for opening in _OPENING.finditer(self.data, max(self.at, start - _OVERLAP), stop):
            before = opening.start() - 1
            while before > self.at and self.data[before] in b" \t\r":
                before -= 1
            if self.data[before] in _ENDS_VALUE:  # and no comma: impossible inside a value
                return max(start, before + 1)
        return None

    def skip_value(self, brackets: "Brackets", *, done: int = 0) -> None:
        """Go past a value of any size of which `done` bytes were scanned.

        Raises `UnclosedError`, and stands then where the value went wrong.
        """
        self.move(self.at + done)
        while True:
            at, closed = brackets.scan(self.data, self.at, len(self.data))
            self.move(at)
            if closed:
                return
            if not self.more():
                raise UnclosedError("the dump ends inside a value", ended=True)
