"""Thrift's compact protocol, just enough of it to look at what a Parquet file declares.

pyarrow believes the sizes it is told and asks the system for as much memory; what a file
says of itself is therefore read here first (apache/thrift, doc/specs/thrift-compact-protocol).
"""

from typing import Any

_MOST_PARTS = 4_000_000  # fields and entries of one message
_DEPTH = 16

Message = dict[int, Any]


class BrokenThriftError(Exception):
    """The bytes are no message, or one that nobody writes."""


class _Bytes:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.parts = 0

    def byte(self) -> int:
        if self.at >= len(self.data):
            raise BrokenThriftError("it ends in the middle")
        self.at += 1
        return self.data[self.at - 1]

    def number(self) -> int:
        """A varint (unsigned)."""
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7
            if shift > 63:
                raise BrokenThriftError("a number without an end")

    def signed(self) -> int:
        value = self.number()
        return (value >> 1) ^ -(value & 1)

    def text(self) -> bytes:
        size = self.number()
        if size > len(self.data) - self.at:
            raise BrokenThriftError("a text longer than the rest")
        self.at += size
        return self.data[self.at - size : self.at]

    def count(self) -> None:
        self.parts += 1
        if self.parts > _MOST_PARTS:
            raise BrokenThriftError("too many parts")


def message(data: bytes) -> tuple[Message, int]:
    """The struct that the bytes begin with, by field numbers, and its length.

    Raises BrokenThriftError.
    """
    source = _Bytes(data)
    return _struct(source, _DEPTH), source.at


def _struct(source: _Bytes, depth: int) -> Message:
    found: Message = {}
    field = 0
    while head := source.byte():
        source.count()
        field = field + (head >> 4) if head >> 4 else source.signed()
        kind = head & 0x0F
        found[field] = kind == 1 if kind in {1, 2} else _value(source, kind, depth)
    return found


def _value(source: _Bytes, kind: int, depth: int) -> Any:
    if depth == 0:
        raise BrokenThriftError("nested too deeply")
    match kind:
        case 1 | 2 | 3:
            return source.byte()
        case 4 | 5 | 6:
            return source.signed()
        case 7:
            return [source.byte() for _ in range(8)]
        case 8:
            return source.text()
        case 9 | 10:
            return _list(source, depth - 1)
        case 12:
            return _struct(source, depth - 1)
    raise BrokenThriftError("a type that Parquet does not use")


def _list(source: _Bytes, depth: int) -> list[Any]:
    head = source.byte()
    size = head >> 4 if head >> 4 < 15 else source.number()
    found: list[Any] = []
    for _ in range(size):
        source.count()
        found.append(_value(source, head & 0x0F, depth))
    return found
