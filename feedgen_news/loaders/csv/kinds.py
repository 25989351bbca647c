"""What the columns of a table hold, and whether a line begins a row of such columns."""

import csv
import re
from collections.abc import Sequence

from feedgen_news.loaders.fields import shapes
from feedgen_news.loaders.fields.values import is_null

_FIRST = 1_000  # characters of a cell that are looked at
_NUMBER = re.compile(r"[+-]?\d{1,20}(?:[.,]\d{1,20})?")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
ANY = ""


def kinds_of(rows: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """Of each column `url`, `date` or `number`, or "" where its cells are anything."""
    cells = ([row[n][:_FIRST] for row in rows if len(row) == width] for n in range(width))
    return tuple(map(_kind, cells))


def _kind(cells: list[str]) -> str:
    filled = [cell.strip() for cell in cells if not is_null(cell)]
    if not filled:
        return ANY
    for kind in ("url", "date", "number"):
        if all(fits(cell, kind) for cell in filled):
            return kind
    return ANY


def fits(cell: str, kind: str) -> bool:
    """Whether a cell is of the kind; anything is of none."""
    if kind == "url":
        return _ADDRESS.fullmatch(cell) is not None
    if kind == "date":
        return shapes.is_date(cell)
    return kind == ANY or _NUMBER.fullmatch(cell) is not None


def fits_or_empty(cell: str, kind: str) -> bool:
    """Whether a cell may stand in a column of the kind."""
    return is_null(cell) or fits(cell.strip(), kind)


def begins_row(text: str, *, delimiter: str, kinds: Sequence[str]) -> bool:
    """Whether a line looks like the beginning of a row of these columns."""
    if delimiter not in text:
        return False
    cells = next(csv.reader([text], delimiter=delimiter), [])
    if not 2 <= len(cells) <= len(kinds):
        return False
    pairs = zip(cells, kinds, strict=False)
    filled = [(cell.strip(), kind) for cell, kind in pairs if not is_null(cell)]
    typed = [(cell, kind) for cell, kind in filled if kind]
    if not any(kinds):
        return len(cells) == len(kinds) >= 4 and text.endswith(("\n", "\r"))
    sure = len(cells) == len(kinds) or any(kind in {"url", "date"} for _, kind in typed)
    return sure and bool(typed) and all(fits(cell, kind) for cell, kind in typed)
