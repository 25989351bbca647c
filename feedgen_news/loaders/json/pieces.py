"""Splits a stream of JSON into its values, whatever holds them together.

JSON Lines, one array, arrays in arrays, values one after the other with or without
record separators (RFC 7464), pretty-printed or not: all are values with gaps between
them, and the brackets of an outer array count as gap. A value is first looked for on
one line, which is how most dumps are written, and else by counting brackets. After a
broken value, reading goes on where the next one plausibly begins.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from feedgen_news.loaders.json.values import BrokenJSONError, decode, decode_quickly
from feedgen_news.loaders.json.window import (
    MAX_RECORD,
    Brackets,
    TooLargeError,
    UnclosedError,
    Window,
)
from feedgen_news.loaders.quoting import MOST
from feedgen_news.model import Origin

_MAX_OUTER = 8  # arrays around a record
_PATIENCE = 256 << 20  # bytes read in vain, searching the ends of values that have none

_GAP = re.compile(rb"(?>(?:[\s,\x00\x1e]|\xef\xbb\xbf)*)")
_NEWLINE = re.compile(rb"\n")
_COMMA = re.compile(rb"\n|(?=[,\]])")
_BLANK = re.compile(rb"[ \t\r,\x00]*+(?=\n|\Z)")
_SCALAR = re.compile(
    rb'(?:"(?>(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"|true|false|null'
    rb"|-?(?:0|[1-9]\d*+)(?:\.\d++)?(?:[eE][+-]?\d++)?)(?=[\s,\]\x00\x1e]|\Z)"
)
_FIRST_KEY = re.compile(rb'\{\s*("[^"\\\n]{1,64}")')
_LIST = re.compile(
    rb'(?<!\\)"(?:articles|items|entries|results|data|docs|documents|news|posts|stories|hits'
    rb'|records|value)"\s*:\s*\[\s*(?=\{)',
    re.IGNORECASE,
)
_OWN_TEXT = re.compile(rb'"(?:text|content|body|articleBody|maintext)"\s*:', re.IGNORECASE)
_ENVELOPE = 1 << 12  # bytes before a list


class Found(msgspec.Struct, frozen=True):
    """A value that could be read, and the code of what was odd about its bytes."""

    value: Any
    origin: Origin
    oddity: str | None = None
    lined: bool = True  # whether its line tells where it lies: the dump has others, too


class Fault(msgspec.Struct, frozen=True):
    """A place where no value could be read."""

    code: str
    detail: str
    origin: Origin
    raw: bytes | None = None  # what lies there, or its beginning


class Splitter:
    """The values of one stream, in their order; to be gone through once."""

    def __init__(self, window: Window, dump: str, *, lines: bool = False) -> None:
        """`lines`: what stood before was JSON Lines."""
        self._window = window
        self._dump = dump
        self._outer = 0  # arrays we are in
        self._envelope: Brackets | None = None  # around these, of an object too large to hold
        self._lined = False  # the outermost array stands among lines, or on one of its own
        self._position = 0
        self._json_lines = lines  # a value was seen that has a line of its own
        self._key: bytes | None = None  # the first of the last object in an array
        self._cut = False  # the last thing seen was a value without an end
        self._patience = _PATIENCE

    def __iter__(self) -> Iterator[Found | Fault]:
        while (byte := self._window.skip_gap(_GAP)) is not None:
            if byte == 0x5B:
                yield from self._enter_array()
            elif byte == 0x5D:
                yield from self._leave_array()
            else:
                self._position += 1
                yield from self._value(byte)
        if self._outer or self._cut:
            yield Fault("truncated-dump", "its last value or array is open", Origin(self._dump))

    def _enter_array(self) -> Iterator[Fault]:
        if not self._outer:
            self._lined = self._json_lines or self._is_a_line()
            self._position *= not self._json_lines
        self._window.move(self._window.at + 1)
        self._outer += 1
        if self._outer > _MAX_OUTER:
            yield self._fault("broken-json", f"more than {_MAX_OUTER} arrays around a record")
            self._outer = 0
            self._window.skip_to(_NEWLINE)

    def _leave_array(self) -> Iterator[Fault]:
        if self._outer == 0:
            yield self._fault("broken-json", "a bracket closes nothing")
        self._window.move(self._window.at + 1)
        self._outer = max(0, self._outer - 1)
        if self._outer == 0 and self._envelope:
            envelope, self._envelope = self._envelope, None
            try:
                self._window.skip_value(envelope)
            except UnclosedError:
                self._cut = True

    def _is_a_line(self) -> bool:
        line = self._window.line_ahead()
        if line is None:
            return False
        try:
            return Brackets().scan(line, 0, len(line))[1] and self._is_lined(len(line))
        except UnclosedError:
            return False

    def _is_lined(self, length: int) -> bool:
        """Whether `length` bytes ahead are a line of several; not sure of the first one."""
        window = self._window
        return window.line > 1 or bool(window.data[window.at + length :].strip(b" \t\r\n,\x00"))

    def _value(self, byte: int) -> Iterator[Found | Fault]:
        window = self._window
        self._cut = False
        if window.fresh and (line := window.line_ahead()) is not None:
            try:
                value = decode_quickly(line)
            except BrokenJSONError:
                pass  # not yet: it may go on in further lines, or not be UTF-8
            else:
                self._json_lines = self._json_lines or not self._outer
                yield self._found(value, len(line))
                return
        yield from self._object() if byte == 0x7B else self._scalar()

    def _found(self, value: Any, length: int, oddity: str | None = None) -> Found:
        origin = self._origin(length)
        lined = bool(self._outer) or self._is_lined(length)
        self._window.move(self._window.at + length)
        return Found(value, origin, oddity, lined=lined)

    def _origin(self, length: int = 0) -> Origin:
        """Of what lies ahead: its lines, and its position where it is in an array."""
        window = self._window
        position = (self._position or None) if self._outer else None
        if self._outer and not window.fresh and not self._lined:
            return Origin(self._dump, position=position)
        last = window.line + window.data.count(b"\n", window.at, window.at + length)
        return Origin(self._dump, line=window.line, end_line=last, position=position)

    def _fault(self, code: str, detail: str, *, length: int = 0) -> Fault:
        """`length` bytes ahead are at fault; where that is unknown, the rest of the line."""
        return Fault(code, detail, self._origin(), self._raw(length))

    def _raw(self, length: int) -> bytes:
        window = self._window
        stop = window.at + MOST
        end = window.at + length if length else window.data.find(b"\n", window.at, stop)
        return window.data[window.at : min(end, stop) if end >= 0 else stop]

    def _scalar(self) -> Iterator[Fault]:
        window = self._window
        if scalar := _SCALAR.match(window.data, window.at):
            alone = scalar.end() - window.at
            yield self._fault("not-an-object", "a value that stands alone", length=alone)
            window.move(scalar.end())
        else:
            yield self._fault("broken-json", "no value begins here")
            window.skip_to(self._next_alike() or _COMMA if self._outer else _NEWLINE)

    def _object(self) -> Iterator[Found | Fault]:
        window = self._window
        key = _FIRST_KEY.match(window.data, window.at)
        try:
            length = window.value_length(lines=self._patience > 0)
            value, oddity = decode(window.data[window.at : window.at + length])
        except UnclosedError as error:
            if self._is_envelope(error.done):
                return
            self._patience -= error.done
            self._cut = error.ended
            yield self._fault("broken-json", str(error))
            self._recover(error.done, closed=False)
        except BrokenJSONError as error:
            if self._is_envelope(length):
                return
            yield self._fault("broken-json", str(error), length=length)
            self._recover(length, closed=True)
        except TooLargeError as error:
            yield from self._too_large(error)
        else:
            if self._shares_its_line(length):
                yield self._fault("broken-json", "more than one value in a line")
                window.skip_to(_NEWLINE)
            else:
                self._key = key[1] if key and self._outer else None
                yield self._found(value, length, oddity)

    def _shares_its_line(self, length: int) -> bool:
        """Whether JSON Lines are broken here: a value, and then something else."""
        window = self._window
        if self._outer or not self._json_lines or not window.fresh:
            return False
        end = window.at + length
        return not (window.data.count(b"\n", window.at, end) or _BLANK.match(window.data, end))

    def _recover(self, length: int, *, closed: bool) -> None:
        """Go where the next value plausibly begins; `length` bytes ahead belong to none."""
        window = self._window
        inside = window.data[window.at : window.at + length]
        several_lines = b"\n" in inside
        indent = window.column if window.fresh else 0
        place = rb"\n[ \t]{0,%d}(?=[{\x1e])" % indent if several_lines else rb"\n"
        if self._outer and not (several_lines and window.fresh):
            own = _FIRST_KEY.match(inside)
            key = self._key or (own[1] if own else None)
            place += rb"|(?<=[\s,])(?=\{\s*%s)" % re.escape(key) if key else b""
        whole = closed and (several_lines or self._outer > 0)
        window.skip_to(re.compile(place), within=length if whole else None)

    def _next_alike(self) -> re.Pattern[bytes] | None:
        """On one long line: where an object begins as the last good one did."""
        if self._key is None:
            return None
        return re.compile(rb"\n|(?<=[\s,])(?=\{\s*%s)" % re.escape(self._key))

    def _is_envelope(self, length: int) -> bool:
        """Whether what cannot be read is around a list of articles: then goes into the list.

        Only of the first value, and where no text of its own stands before the list: the
        lists inside an article are none of articles.
        """
        window = self._window
        if self._outer or self._json_lines or self._position != 1:
            return False
        ahead = window.data[window.at : window.at + length]
        found = _LIST.search(ahead, 0, _ENVELOPE)
        if not found or _OWN_TEXT.search(ahead, 0, found.start()):
            return False
        before = Brackets()
        try:
            before.scan(ahead, 0, found.start())
        except UnclosedError:
            return False
        self._enter_envelope(found.end(), Brackets(before.depth))
        return True

    def _too_large(self, error: TooLargeError) -> Iterator[Fault]:
        """Of an envelope the list is read; anything else is passed over."""
        window = self._window
        ahead = window.data[window.at : window.at + error.done]
        if not self._outer and (found := _LIST.search(ahead)):
            before = Brackets()
            before.scan(ahead, 0, found.start())
            self._enter_envelope(found.end(), Brackets(before.depth))
            return
        yield self._fault("record-too-large", f"more than {MAX_RECORD >> 20} MiB")
        if not self._outer and b"\n" not in ahead:
            window.skip_to(_NEWLINE)
            return
        try:
            window.skip_value(error.brackets, done=error.done)
        except UnclosedError as unclosed:
            self._cut = unclosed.ended
            window.skip_to(_NEWLINE)

    def _enter_envelope(self, length: int, around: Brackets) -> None:
        self._position -= 1
        self._window.move(self._window.at + length)
        self._outer, self._lined = 1, False
        self._envelope = around
