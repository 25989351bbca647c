"""What a Parquet file declares about itself, checked before anybody acts on it."""

from collections.abc import Iterator
from typing import IO

import msgspec

from feedgen_news.loaders.parquet.thrift import BrokenThriftError, Message, message

_MAGIC = b"PAR1"
_MOST_FOOTER = 16 << 20  # bytes
_MOST_COLUMNS = 10_000
_DEPTH = 32  # groups inside groups
_MOST_PAGE = 128 << 20  # bytes, unpacked; writers make pages of 1 to 100 MiB
_MOST_PAGES = 1_000_000  # of a row group
_MOST_HEADER = 1 << 16  # bytes of a page's
_SPREAD = 10_000  # values a row may have in one column, on the average …
_FREE = 1 << 20  # … beyond so many
_AT_ONCE = 32 << 20  # bytes that the rows of a batch may take
_MOST_ROWS = 512
_DICTIONARY = 2
_PREFIXED = 7  # DELTA_BYTE_ARRAY: a value may repeat as much as came before it


class DamagedError(Exception):
    """The file, or a part of it, cannot be as it says; the message tells what is wrong."""


class Group(msgspec.Struct, frozen=True):
    """One row group."""

    rows: int
    columns: list[Message]


def groups_of(file: IO[bytes], size: int) -> list[Group]:
    """The row groups of a file; raises DamagedError where its footer cannot be believed."""
    file.seek(0)
    if size < 12 or file.read(4) != _MAGIC:
        raise DamagedError("no Parquet")
    file.seek(size - 8)
    tail = file.read(8)
    length = int.from_bytes(tail[:4], "little")
    if tail[4:] == b"PARE":
        raise DamagedError("encrypted")
    if tail[4:] != _MAGIC or length > size - 12:
        raise DamagedError("its end is missing, and with it the list of what it holds")
    if length > _MOST_FOOTER:
        raise DamagedError(f"a footer of more than {_MOST_FOOTER >> 20} MiB")
    file.seek(size - 8 - length)
    return _groups(_footer(file.read(length)))


def _footer(data: bytes) -> Message:
    try:
        footer, _ = message(data)
        _check_schema(footer.get(2))
    except BrokenThriftError as error:
        raise DamagedError(f"footer: {error}") from None
    return footer


def _check_schema(elements: object) -> None:
    """Raises DamagedError where groups nest too deeply; readers of it recurse."""
    if not isinstance(elements, list) or not 1 < len(elements) <= _MOST_COLUMNS:
        raise DamagedError("no columns, or too many")
    open_groups: list[int] = []
    for element in elements:
        while open_groups and open_groups[-1] == 0:
            open_groups.pop()
        if open_groups:
            open_groups[-1] -= 1
        children = _number(element, 5)
        if children:
            open_groups.append(children)
        if len(open_groups) > _DEPTH:
            raise DamagedError(f"columns nested deeper than {_DEPTH}")


def _groups(footer: Message) -> list[Group]:
    groups = footer.get(4, [])
    if not isinstance(groups, list):
        raise DamagedError("footer: no row groups")
    return [Group(_number(group, 3), _list(group.get(1))) for group in groups]


def _list(value: object) -> list[Message]:
    if not isinstance(value, list):
        raise DamagedError("footer: a row group without columns")
    return value


def batch_of(group: Group, file: IO[bytes], size: int) -> int:
    """How many rows of the group may be in memory at once.

    Looks at the head of every page. Raises DamagedError where one is larger than any
    writer makes it, or not where it should be.
    """
    total = repeated = 0
    for column in group.columns:
        meta = column.get(3) if isinstance(column, dict) else None
        if not isinstance(meta, dict):
            raise DamagedError("a column without a description")
        if _number(meta, 5) > max(_FREE, _SPREAD * group.rows):
            raise DamagedError(f"{_number(meta, 5):,} values in {group.rows:,} rows")
        total += _number(meta, 6)
        repeated += _repeatable(meta, file, size)
    average = total // max(group.rows, 1)
    return max(1, min(_MOST_ROWS, _AT_ONCE // max(repeated, average, 1)))


def _repeatable(meta: Message, file: IO[bytes], size: int) -> int:
    """The bytes that each row's value may take at most, where values are written once."""
    prefixed = _PREFIXED in (meta.get(2) or [])
    return max(
        (
            unpacked
            for kind, unpacked in _pages(meta, file, size)
            if kind == _DICTIONARY or prefixed
        ),
        default=0,
    )


def _pages(meta: Message, file: IO[bytes], size: int) -> Iterator[tuple[int, int]]:
    """The kind and the unpacked size of each page of a column, as its head declares them."""
    starts = [start for start in (_number(meta, 11), _number(meta, 9)) if start > 0]
    at = min(starts, default=0)
    end = at + _number(meta, 7)
    if not 4 <= at <= end <= size - 8:
        raise DamagedError("a column that lies outside of the file")
    for _ in range(_MOST_PAGES):
        if at >= end:
            return
        kind, unpacked, length = _page(file, at)
        if unpacked > _MOST_PAGE or length > end - at:
            raise DamagedError(f"a page of {unpacked:,} bytes")
        at += length
        yield kind, unpacked
    raise DamagedError(f"more than {_MOST_PAGES:,} pages")


def _page(file: IO[bytes], at: int) -> tuple[int, int, int]:
    """Kind, unpacked size, and length with its head, of the page there."""
    file.seek(at)
    try:
        head, length = message(file.read(_MOST_HEADER))
    except BrokenThriftError as error:
        raise DamagedError(f"the head of a page: {error}") from None
    packed, unpacked = _number(head, 3), _number(head, 2)
    return _number(head, 1), unpacked, length + packed


def _number(found: object, field: int) -> int:
    """A number of a message that is no less than 0; raises DamagedError."""
    value = found.get(field, 0) if isinstance(found, dict) else None
    if not isinstance(value, int) or value < 0:
        raise DamagedError("a size that is none")
    return value
