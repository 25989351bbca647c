"""Whether a text is a table: what parts its cells, and what its columns are called."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO

import msgspec

from feedgen_news.loaders.content import HEAD, Head
from feedgen_news.loaders.csv.kinds import fits, kinds_of
from feedgen_news.loaders.fields import names, shapes
from feedgen_news.loaders.fields.keys import FIELDS, fold

SUFFIXES = frozenset({".csv", ".tsv", ".tab", ".psv"})
_DELIMITERS = ",\t;|"
_ROWS = 50  # that are looked at
_LONGEST_NAME = 64  # characters of a column's
_SEPARATOR = re.compile(r'\s*+"?sep=([,;\t|])"?[ \t]*+\r?\n?\Z', re.IGNORECASE)  # Excel's own line
_RULE = re.compile(r"[\s|:-]*---[\s|:-]*")  # under the head of a table in Markdown
_FINGERPRINT = re.compile(r"[0-9a-f]{12,16}|null")
_STRONG = ("url", "title", "text", "html", "either", "published")
_KNOWN = {name: field for field, row in FIELDS.items() for name in row}

# The columns of tools that write no header.
_TRAFILATURA = (  # 2.x; older ones and other settings end sooner
    "url id fingerprint hostname title image date raw_text comments license pagetype".split()
)
_MIND = "id category tags title abstract url title_entities abstract_entities".split()


class Shape(msgspec.Struct, frozen=True):
    """How a table is written."""

    delimiter: str
    headed: bool  # its first row names the columns
    names: tuple[str, ...] = ()  # of columns without a header, where a tool is known by them
    kinds: tuple[str, ...] = ()  # what the columns hold, as far as the first rows show it
    rows: tuple[tuple[str, ...], ...] = ()  # the first ones, as a sample
    separator_line: bool = False  # Excel's `sep=;` comes first


def shape_of(head: Head, *, named: bool = False) -> Shape | None:
    """The shape of a table that begins like this; None if it is none.

    `named`: somebody says that it is one, so any shape will do.
    """
    text = head.text.lstrip("\ufeff\x00\r\n")
    first, _, rest = text.partition("\n" if "\n" in text else "\r")
    if hit := _SEPARATOR.match(first):
        return _read(rest, hit[1], cut=len(head.data) >= HEAD, separator_line=True)
    marks = [mark for mark in _DELIMITERS if mark in first or '"' in first] or [","]
    shapes_ = [_read(text, mark, cut=len(head.data) >= HEAD) for mark in marks]
    suffixed = named or head.suffix in SUFFIXES
    fitting = [shape for shape in shapes_ if _is_table(shape, suffixed=suffixed)]
    best = max(fitting, key=_worth, default=None)
    if best is None and suffixed and _is_single(text):
        best = shapes_[0]
    return best or (max(shapes_, key=_worth) if named else None)


def _read(text: str, delimiter: str, *, cut: bool, separator_line: bool = False) -> Shape:
    """The table that a delimiter makes of the text; of a cut text the last row is left out."""
    rows = list(_rows(text, delimiter))
    if cut and len(rows) > 1 and len(rows) <= _ROWS:
        rows.pop()
    rows = rows[:_ROWS]
    known = _tool(rows, delimiter)
    headed = not known and bool(rows) and is_header(rows[0], rows[1:])
    width = len(rows[0]) if headed else _width(rows)
    kinds = kinds_of(rows[headed:], width)
    return Shape(delimiter, headed, known, kinds, tuple(rows), separator_line)


def _rows(text: str, delimiter: str) -> Iterator[tuple[str, ...]]:
    found = 0
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            if any(cell.strip("\x00 \t\ufeff") for cell in row):
                yield tuple(row)
                found += 1
            if found > _ROWS:
                return
    except csv.Error:  # a lone CR, or a field that is too long: what came before will do
        return


def _width(rows: Sequence[Sequence[str]]) -> int:
    return Counter(map(len, rows)).most_common(1)[0][0] if rows else 0


def _share(shape: Shape, width: int) -> float:
    """Of the rows below the header, those of that many cells; a shorter one half counts."""
    rows = shape.rows[shape.headed :]
    return sum(len(row) == width for row in rows) / len(rows) if rows else 0


def _is_table(shape: Shape, *, suffixed: bool) -> bool:
    rows = shape.rows
    if not rows or (len(rows) > 1 and _RULE.fullmatch(shape.delimiter.join(rows[1]))):
        return False
    if shape.names:
        return True
    width = len(shape.kinds)
    share = _share(shape, width)
    typed = any(kind in {"url", "date"} for kind in shape.kinds)
    if shape.headed:
        known = known_names(rows[0])
        if len(known) >= 3 and known & {"url", "title", "text"}:
            return True
        if len(known) >= 2 and width >= 2:
            return share >= 0.5 or (len(rows) == 1 and width >= 3) or (suffixed and share > 0)
        return width >= 2 and len(rows) > 1 and share >= 0.8 and (suffixed or typed)
    if suffixed:
        return width >= 2 and share >= 0.8
    return width >= 3 and len(rows) >= 3 and share >= 0.9 and typed


def _worth(shape: Shape) -> tuple[bool, int, float, int]:
    """By which the better of two delimiters is known."""
    known = len(known_names(shape.rows[0])) if shape.headed else 0
    width = len(shape.kinds)
    return bool(shape.names), known, _share(shape, width) * (width > 1), width


def _is_single(text: str) -> bool:
    """Whether a table of a single column is headed by a name of ours."""
    first = text.partition("\n")[0].strip(' "\r\ufeff')
    return bool(known_names([first]))


def known_names(cells: Sequence[str]) -> set[str]:
    """The fields of ours that the names of columns spell."""
    folded = (_KNOWN.get(fold(cell.strip())) for cell in cells)
    return {field for field in folded if field}


def is_header(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Whether a row names the columns of those below it."""
    cells = [cell.strip(" \ufeff\x00") for cell in first]
    filled = [cell for cell in cells if cell]
    if not filled or 2 * len(filled) < len(cells) or any(map(_is_value, filled)):
        return False
    if known_names(filled) & set(_STRONG):
        return True
    fields = ("title", "url", "text", "published")
    if any(names.score(field, (cell,)) >= 2 for field in fields for cell in filled[:100]):
        return True
    kinds = kinds_of(rest, len(first))
    differs = any(kind and not fits(cell, kind) for cell, kind in zip(cells, kinds, strict=True))
    return differs and len(set(filled)) == len(filled)


def _is_value(cell: str) -> bool:
    """Whether a cell cannot be a name: an address, a date, a number, a sentence."""
    return (
        len(cell) > _LONGEST_NAME
        or fits(cell, "url")
        or shapes.is_date(cell)
        or (fits(cell, "number") and len(cell) > 1)
        or cell.endswith((".", "!", "?"))
    )


def _tool(rows: Sequence[Sequence[str]], delimiter: str) -> tuple[str, ...]:
    """The names of the columns where a tool that writes none is known by its cells."""
    if delimiter != "\t" or not rows:
        return ()
    width = len(rows[0])
    if not all(len(row) == width for row in rows[:5]):
        return ()
    first = rows[0]
    if 8 <= width <= 11 and _FINGERPRINT.fullmatch(first[2]) and _is_link(first[0]):
        return tuple(_TRAFILATURA[:width])
    if width == 8 and re.fullmatch(r"N\d+", first[0]) and _is_link(first[5]):
        return tuple(_MIND)
    return ()


def _is_link(cell: str) -> bool:
    return cell == "null" or fits(cell, "url")
