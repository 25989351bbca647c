"""Arrow's values as JSON would have them."""

import math
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa

from feedgen_news.loaders.decoding import as_text

_LONGEST = 16 << 20  # bytes of a value without a type that are taken for text


def objects(batch: Any) -> list[dict[str, Any]]:
    """The rows of a record batch; what cannot be represented is None."""
    columns = {name: _column(batch.column(n)) for n, name in enumerate(batch.schema.names)}
    return [
        {name: values[row] for name, values in columns.items()} for row in range(batch.num_rows)
    ]


def _column(column: Any) -> list[Any]:
    with suppress(pa.ArrowException, NotImplementedError):
        column = column.cast(_readable(column.type), safe=False)
    try:
        return [_plain(value) for value in column.to_pylist()]
    except (ValueError, OverflowError, pa.ArrowException):
        return [_alone(column[row]) for row in range(len(column))]


def _alone(cell: Any) -> Any:
    """One value; of broken UTF-8 what can be read, of a date beyond all calendars nothing."""
    try:
        return _plain(cell.as_py())
    except UnicodeDecodeError:
        return as_text(cell.as_buffer().to_pybytes())[0] if hasattr(cell, "as_buffer") else None
    except (ValueError, OverflowError, pa.ArrowException):
        return None


def _readable(kind: Any) -> Any:
    """The type to cast to: time in microseconds, zoned time in UTC, no dictionaries."""
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", "UTC" if kind.tz else None)
    if pa.types.is_dictionary(kind):
        return _readable(kind.value_type)
    if pa.types.is_struct(kind):
        parts = (kind.field(n) for n in range(kind.num_fields))
        return pa.struct([part.with_type(_readable(part.type)) for part in parts])
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        make = pa.list_ if pa.types.is_list(kind) else pa.large_list
        return make(kind.value_field.with_type(_readable(kind.value_type)))
    return kind


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return None if b"\0" in value or len(value) > _LONGEST else as_text(value)[0]
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        pairs = bool(value) and all(isinstance(part, tuple) for part in value)  # a map
        return _plain(dict(value)) if pairs else [_plain(part) for part in value]
    return str(value) if isinstance(value, Decimal) else None


def _moment(value: datetime) -> str:
    """ISO 8601; midnight without a zone is a day, which table programs keep as a time."""
    if value.tzinfo is None and value.time() == time():
        return value.date().isoformat()
    return value.isoformat(sep=" ")
