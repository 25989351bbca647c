"""Splits a stream of XML or SGML into its items, each of which can be read alone.

A parser that meets one unescaped `<` gives up the rest of the file. So items are found
by their own tags first; only comments, CDATA and the tags around them are understood
on the way. A broken item then costs itself, and a document type, with all the entities
it may declare, never reaches a parser.
"""

import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from feedgen_news.loaders.xml.marks import (
    DOCTYPE,
    ENDS,
    INHERITED,
    LOOSE_TAG,
    OUTSIDE,
    TAG,
    landmarks,
    leads_into,
)
from feedgen_news.loaders.xml.window import CHUNK, MAX_RECORD, Window
from feedgen_news.model import Origin

RAW = 1 << 16  # bytes of a refused item that are shown
_MAX_HEAD = 1 << 20  # bytes before the first item that are kept
_MAX_TAG = 1 << 16  # bytes
_MAX_DEPTH = 64  # elements around an item
_OVERLAP = 512  # bytes kept so that no name is cut in two
_PATIENCE = 256 << 20  # bytes read in vain, searching the ends of items that have none

Inherited = dict[bytes, bytes]  # attribute → value in its quotes


class Item(msgspec.Struct, frozen=True):
    """One item as the dump holds it."""

    data: bytes
    name: bytes  # of its element
    origin: Origin
    inherited: tuple[Inherited, ...] = ()  # by the elements around it, the outermost first
    fault: str = ""  # why it has no end, if it has none
    cut: bool = False  # by the end of the dump


class Fault(msgspec.Struct, frozen=True):
    """A place where no item could be read."""

    code: str
    detail: str
    origin: Origin
    raw: bytes | None = None


class _UnclosedError(Exception):
    """An item without an end; `length` is how far it can reach at most."""

    def __init__(self, reason: str, *, length: int, ended: bool = False) -> None:
        super().__init__(reason)
        self.length = length
        self.ended = ended  # by the end of the dump, or of what may be in memory


class Splitter:
    """The items of one stream, in their order; to be gone through once.

    `names` are those of items, without prefix. `nested`: an item may hold another of its
    name. `any_case`: as in SGML.
    """

    def __init__(
        self,
        window: Window,
        dump: str,
        *,
        names: frozenset[str],
        nested: bool = False,
        any_case: bool = False,
    ) -> None:
        self._window = window
        self._dump = dump
        self._names = names
        self._nested = nested
        self._any_case = any_case
        self._stack: list[tuple[bytes, Inherited]] = []
        self._patience = _PATIENCE
        self._position = 0
        self._cut = False
        self.head = b""  # what stands before the first item
        self.beside = Counter[bytes]()  # elements after the first item, where items stand
        self._depth: int | None = None  # of items, in elements

    def __iter__(self) -> Iterator[Item | Fault]:
        while (name := self._next_item()) is not None:
            self._position += 1
            yield self._item(name)
        if self._cut or self._stack:
            what = self._stack[0][0].decode("utf-8", "replace") if self._stack else "its last item"
            detail = f"<{what}> is not closed" if self._stack else f"{what} is cut off"
            yield Fault("truncated-dump", detail, Origin(self._dump, line=self._window.line))

    def _next_item(self) -> bytes | None:
        """Go to where the next item begins, past all that is around items; its name there."""
        window = self._window
        while True:
            hit = OUTSIDE.search(window.data, window.at)
            start = hit.start() if hit else max(window.at, len(window.data) - _OVERLAP)
            self._pass(start)
            if (hit is None or window.ahead < _OVERLAP) and window.more():
                continue
            if hit is None:
                self._pass(len(window.data))
                return None
            if hit["start"] and self._is_item(hit["start"]):
                self._depth = len(self._stack)
                return hit["start"]
            length = self._around(hit)  # which may read on, and so move what lies in memory
            self._pass(window.at + length)

    def _is_item(self, name: bytes) -> bool:
        local = name.rpartition(b":")[2].decode("utf-8", "replace")
        return (local.upper() if self._any_case else local) in self._names

    def _pass(self, to: int) -> None:
        passed = self._window.move(to)
        if not self._position and len(self.head) < _MAX_HEAD:
            self.head += passed

    def _around(self, hit: re.Match[bytes]) -> int:
        """How long the markup is that stands here, between items; keeps count of elements."""
        if hit["end"]:
            self._close(hit["end"])
            return len(hit[0])
        if hit["start"]:
            tag = self._tag(0)
            if tag and not tag["rest"].endswith(b"/"):
                self._open(hit["start"], tag["rest"])
            return len(tag[0]) if tag else len(hit[0])
        return self._passage(hit.lastgroup or "") or len(hit[0])

    def _open(self, name: bytes, attributes: bytes) -> None:
        if len(self._stack) == self._depth and len(self.beside) < _MAX_DEPTH:
            self.beside[name] += 1
        if len(self._stack) < _MAX_DEPTH:
            self._stack.append((name, dict(INHERITED.findall(attributes))))

    def _close(self, name: bytes) -> None:
        for depth in range(len(self._stack) - 1, -1, -1):
            if self._stack[depth][0] == name:
                del self._stack[depth:]
                return

    def _passage(self, kind: str) -> int:
        """The length of a comment or the like; 0 where it has no end within reason."""
        window = self._window
        while True:
            if kind == "doctype":
                found = DOCTYPE.match(window.data, window.at)
                end = found.end() if found else -1
            else:
                end = window.data.find(ENDS[kind], window.at)
                end += len(ENDS[kind]) if end >= 0 else 0
            if end >= 0:
                return end - window.at
            if window.ahead > CHUNK or not window.more():
                return 0

    def _tag(self, offset: int) -> re.Match[bytes] | None:
        """The start tag that begins `offset` bytes ahead; None if it never ends."""
        window = self._window
        while True:
            begin = window.at + offset
            if tag := TAG.match(window.data, begin):
                return tag
            if window.ahead - offset > _MAX_TAG or not window.more():
                begin = window.at + offset
                return LOOSE_TAG.match(window.data, begin, begin + _MAX_TAG)

    def _item(self, name: bytes) -> Item | Fault:
        """The item that begins here; goes past it."""
        try:
            length = self._length(name, exact=self._patience > 0)
        except _UnclosedError as error:
            return self._unclosed(name, error)
        return self._piece(name, length)

    def _unclosed(self, name: bytes, error: _UnclosedError) -> Item | Fault:
        """Where comments and nested items have no end either, its own end tag will do."""
        if error.ended and self._patience > 0:
            self._patience -= error.length
            try:
                return self._piece(name, self._length(name, exact=False))
            except _UnclosedError as plain:
                error = plain
        if error.length > MAX_RECORD:
            return self._too_large(name)
        length = error.length
        if error.ended and self._stack:
            end = self._window.data.rfind(b"</" + self._stack[-1][0], self._window.at)
            length = end - self._window.at if end >= 0 else length
        self._cut = error.ended and length == error.length
        return self._piece(name, length, fault=str(error), cut=self._cut)

    def _piece(self, name: bytes, length: int, *, fault: str = "", cut: bool = False) -> Item:
        window = self._window
        data = window.data[window.at : window.at + length]
        origin = self._origin(data.rstrip() if fault else data)
        window.move(window.at + length)
        return Item(data, name, origin, tuple(own for _, own in self._stack if own), fault, cut)

    def _origin(self, data: bytes) -> Origin:
        """Lines, or the position of an item that shares its line with others."""
        line = self._window.line
        if not self._window.fresh:
            return Origin(self._dump, position=self._position)
        return Origin(self._dump, line=line, end_line=line + data.count(b"\n"))

    def _length(self, name: bytes, *, exact: bool) -> int:
        """The length of the item that begins here.

        `exact`: comments, CDATA and items inside are understood. Raises `_UnclosedError`.
        """
        window = self._window
        landmark = landmarks(name, exact=exact, any_case=self._any_case)
        tag = self._tag(0)
        if tag is None:
            raise _UnclosedError("its tag does not end", length=len(name) + 1)
        if tag["rest"].endswith(b"/"):
            return len(tag[0])
        done, depth = len(tag[0]), 1
        while depth:
            hit = landmark.search(window.data, window.at + done)
            end = self._end_of(hit) if hit else -1
            if hit is None or end < 0:
                keep = hit.start() if hit else max(window.at + done, len(window.data) - _OVERLAP)
                done = keep - window.at
                if window.ahead > MAX_RECORD:
                    raise _UnclosedError("it is too large", length=window.ahead, ended=True)
                if not window.more():
                    raise _UnclosedError("the dump ends in it", length=window.ahead, ended=True)
                continue
            if hit["start"] and not window.data.startswith(b"/>", end - 2):
                if not (exact and self._nested and self._is_nested(hit, name, depth)):
                    reason = "the next one begins before it ends"
                    raise _UnclosedError(reason, length=hit.start() - window.at)
                depth += 1
            depth -= 1 if hit["end"] else 0
            done = end - window.at
            if done > MAX_RECORD:
                raise _UnclosedError("it is too large", length=done, ended=True)
        return done

    def _end_of(self, hit: re.Match[bytes]) -> int:
        """Where the landmark ends; -1 where that is not in memory."""
        data = self._window.data
        if hit["end"]:
            return hit.end()
        if hit["start"]:
            tag = TAG.match(data, hit.start()) or LOOSE_TAG.match(data, hit.start())
            return tag.end() if tag else -1
        end = data.find(ENDS["comment" if hit["comment"] else "cdata"], hit.end())
        return end + 3 if end >= 0 else -1

    def _is_nested(self, hit: re.Match[bytes], name: bytes, depth: int) -> bool:
        """Whether an item that begins inside another belongs there: no sibling is set so."""
        window = self._window
        before = window.data[max(window.at, hit.start() - _OVERLAP) : hit.start()]
        line = before[before.rfind(b"\n") + 1 :] if b"\n" in before else b"-"
        if window.fresh and not line.strip() and len(line) <= window.indent:
            return False
        return leads_into(before, name, depth=depth)

    def _too_large(self, name: bytes) -> Fault:
        """Name it and go past it."""
        window = self._window
        raw = window.data[window.at : window.at + RAW]
        fault = Fault(
            "record-too-large", f"more than {MAX_RECORD >> 20} MiB", self._origin(b""), raw
        )
        landmark = landmarks(name, exact=False, any_case=self._any_case)
        window.move(window.at + len(name) + 1)
        while (hit := landmark.search(window.data, window.at)) is None:
            window.move(max(window.at, len(window.data) - _OVERLAP))
            if not window.more():
                self._cut = True
                window.move(len(window.data))
                return fault
        window.move(hit.end() if hit["end"] else hit.start())
        return fault
