"""The format `parquet`: columns of records, as data sets of news are handed on."""

import tempfile
from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from typing import IO, Any

from feedgen_news.config.sources import Source
from feedgen_news.loaders.content import Content, Head
from feedgen_news.loaders.decoding import Bytes
from feedgen_news.loaders.fields import Item, Reader
from feedgen_news.loaders.parquet.declared import DamagedError, batch_of, groups_of
from feedgen_news.model import Origin, Record
from feedgen_news.problems import MissingExtraError, Report

MAX_FILE = 16 << 30  # bytes; its end must be known before its beginning can be read
_CHUNK = 1 << 20  # bytes


def recognise(head: Head) -> bool:
    """By its first four bytes."""
    return head.data.startswith(b"PAR1")


def read(content: Content, *, source: Source, report: Report) -> Iterator[Record]:
    """The records of the file, row group by row group, some rows at a time."""
    if find_spec("pyarrow") is None:
        raise MissingExtraError("parquet")
    with tempfile.NamedTemporaryFile(prefix="feedgen-news-") as file:
        size = _copied(content.raw, file)
        if size > MAX_FILE:
            detail = f"more than {MAX_FILE >> 30} GiB of Parquet"
            report.add("dump-too-large", detail, Origin(content.name))
            return
        items = partial(_items, file, size, content.name)
        yield from Reader(source).records(items, dump=content.name, report=report)


def _copied(raw: Bytes, file: IO[bytes]) -> int:
    """Bytes written to a file that can be gone to and fro in."""
    size = 0
    while size <= MAX_FILE and (chunk := raw.read(_CHUNK)):
        size += file.write(chunk)
    file.flush()
    return size


def _items(file: IO[bytes], size: int, dump: str, report: Report) -> Iterator[Item]:
    try:
        groups = groups_of(file, size)
        table = _opened(file)
    except DamagedError as error:
        report.add("damaged-dump", str(error), Origin(dump))
        return
    position = 1
    for number, group in enumerate(groups):
        row = position
        try:
            rows = batch_of(group, file, size)
            for value in _rows(table, number, rows):
                yield Item(value, Origin(dump, position=row))
                row += 1
        except DamagedError as error:
            rows_lost = position + group.rows - row
            detail = f"{error}; {rows_lost:,} rows are lost"
            report.add("damaged-dump", detail, Origin(dump, position=row))
        position += group.rows
    if not groups or position == 1:
        report.add("empty-dump", "columns without rows", Origin(dump))


def _opened(file: IO[bytes]) -> Any:
    """The file as pyarrow sees it; raises DamagedError."""
    from pyarrow import ArrowException, parquet  # noqa: PLC0415

    try:
        return parquet.ParquetFile(file.name, pre_buffer=False, buffer_size=1 << 16)
    except (ArrowException, OSError, ValueError, MemoryError) as error:
        raise DamagedError(_why(error)) from None


def _rows(table: Any, number: int, rows: int) -> Iterator[dict[str, Any]]:
    """The objects of a row group; raises DamagedError."""
    from pyarrow import ArrowException  # noqa: PLC0415

    from feedgen_news.loaders.parquet.values import objects  # noqa: PLC0415

    try:
        batches = table.iter_batches(
            batch_size=rows, row_groups=[number], columns=_columns(table), use_threads=False
        )
        for batch in batches:
            yield from objects(batch)
    except (ArrowException, OSError, ValueError, MemoryError) as error:
        raise DamagedError(_why(error)) from None


def _columns(table: Any) -> list[str]:
    """All columns but those of nothing that can be read: vectors, and files packed in."""
    return [field.name for field in table.schema_arrow if not _is_opaque(field.type)]


def _is_opaque(kind: Any) -> bool:
    from pyarrow import types  # noqa: PLC0415

    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return bool(types.is_floating(kind.value_type) or types.is_integer(kind.value_type))
    if types.is_struct(kind):  # pictures and sounds
        return any(kind.field(n).name == "bytes" for n in range(kind.num_fields))
    return False


def _why(error: BaseException) -> str:
    said = " ".join(str(error).split())
    return said[:120] or type(error).__name__
