"""The format `csv`: tables of text, whatever parts their cells, with a header or without."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from feedgen_news.config.sources import Source
from feedgen_news.loaders.content import Content, Head
from feedgen_news.loaders.csv.cells import value_of
from feedgen_news.loaders.csv.rows import Loss, Row, Rows
from feedgen_news.loaders.csv.sniffing import Shape, known_names, shape_of
from feedgen_news.loaders.fields import Item, Reader, guess
from feedgen_news.loaders.fields.values import is_address
from feedgen_news.loaders.quoting import quoted
from feedgen_news.model import Origin, Record
from feedgen_news.problems import Report

_FEW = 3  # rows without names; fewer do not say what their columns are
_MANY = 200  # columns; of those beyond only such as we know are read
_PLAIN = Shape(",", headed=True)


def recognise(head: Head) -> bool:
    """Rows of equally many cells below names we know, or in columns of addresses or dates."""
    return head.foreign is None and shape_of(head) is not None


def read(content: Content, *, source: Source, report: Report) -> Iterator[Record]:
    """The records of the table, row by row, in bounded memory."""
    shape = shape_of(content.head, named=True) or _PLAIN
    rows = Rows(content.stream, delimiter=shape.delimiter, kinds=shape.kinds)
    if shape.separator_line:
        rows.skip_line()
    table = _Table(content.name, report)
    why = table.name_columns(rows, shape, source)
    if why:
        report.add("unnamed-columns", why, Origin(content.name, line=1))
        return
    items = partial(table.items, rows)
    yield from Reader(source).records(items, dump=content.name, report=report)


class _Table:
    """The columns of one dump, and what becomes of its rows."""

    def __init__(self, dump: str, report: Report) -> None:
        self._dump = dump
        self._report = report
        self._names: list[str] = []
        self._header: list[str] | None = None
        self._url: int | None = None
        self._met = False  # a row, or what was one

    def name_columns(self, rows: Rows, shape: Shape, source: Source) -> str | None:
        """Settle what the columns are called; why they cannot be told apart, if so."""
        if not shape.headed:
            self._name(shape.names or [f"column {n + 1}" for n in range(len(shape.kinds))], source)
            return None if shape.names or source.fields else self._unguessable(shape)
        header = next((row for row in self._heard(rows) if any(map(_shown, row.cells))), None)
        self._header = [_shown(cell) for cell in header.cells] if header else []
        self._name(self._header, source)
        return _twice(self._header, source)

    def _name(self, names: Sequence[str], source: Source) -> None:
        self._names = _fewer(_distinct(names), source)
        urls = [n for n, name in enumerate(self._names) if "url" in known_names([name])]
        self._url = urls[0] if urls else None

    def _unguessable(self, shape: Shape) -> str | None:
        objects = [self._object(row) for row in shape.rows]
        found = guess(objects) if len(objects) >= _FEW else {}
        if "title" in found or "text" in found:
            return None
        return "no names in its first line, and its values do not tell which is which"

    def items(self, rows: Rows, report: Report) -> Iterator[Item]:
        """The rows that can be read, as objects; of the others the report hears."""
        self._report = report
        for row in self._heard(rows):
            if not any(map(_shown, row.cells)) or self._is_header(row):
                continue
            self._met = True
            if self._fits(row):
                yield Item(self._object(row.cells), self._origin(row))
        if not self._met:
            self._report.add("empty-dump", "a header and no rows", Origin(self._dump))

    def _heard(self, rows: Rows) -> Iterator[Row]:
        """The rows; what was lost between them is reported."""
        for found in rows:
            origin = self._origin(found)
            if isinstance(found, Loss):
                self._met = True
                self._report.add(found.code, found.detail, origin, raw=_raw(found))
                if found.cut:
                    self._cut()
            else:
                if found.oddity:
                    self._report.add(found.oddity, "in this row", origin)
                yield found

    def _cut(self) -> None:
        self._report.add("truncated-dump", "it ends inside a row", Origin(self._dump))

    def _is_header(self, row: Row) -> bool:
        """Whether the names come again, as they do where tables were joined."""
        return self._header is not None and [_shown(cell) for cell in row.cells] == self._header

    def _fits(self, row: Row) -> bool:
        """Whether the cells stand under the right names; what is odd is told."""
        have, want = len(row.cells), len(self._names)
        if row.unclosed:
            self._report.add("short-row", "its last quote does not close", self._origin(row))
            if row.unended:
                self._cut()
            return True
        if have > want and not any(map(_shown, row.cells[want:])):
            return True
        detail = f"{have:,} cells under {want:,} names"
        if have < want and row.unended:
            self._report.add("broken-row", detail, self._origin(row), raw=_raw(row))
            self._cut()
            return False
        if have < want and self._may_be_short(row.cells):
            self._report.add("short-row", detail, self._origin(row))
            return True
        if have != want:
            self._report.add("broken-row", detail, self._origin(row), raw=_raw(row))
        return have == want

    def _may_be_short(self, cells: list[str]) -> bool:
        """Whether only cells at the end are missing, as some programs leave them out."""
        if self._url is not None and self._url < len(cells):
            return is_address(cells[self._url])
        return 2 * len(cells) >= len(self._names)

    def _object(self, cells: Sequence[str]) -> dict[str, Any]:
        named = zip(self._names, cells, strict=False)
        return {name: value_of(name, cell) for name, cell in named if name and cell.strip("\x00")}

    def _origin(self, place: Row | Loss) -> Origin:
        return Origin(self._dump, line=place.lines[0][1], end_line=place.lines[-1][1])


def _raw(place: Row | Loss) -> str:
    return quoted("".join(text for text, _, _ in place.lines))


def _shown(cell: str) -> str:
    return cell.strip(" \t\r\n\x00\ufeff")


def _twice(header: Sequence[str], source: Source) -> str | None:
    """Which name stands twice, if it is one that is read."""
    mapped = {path for paths in source.fields.values() for path in paths}
    seen: set[str] = set()
    for name in header:
        if name and name in seen and (name in mapped or known_names([name])):
            return f"two columns are called {name[:60]!r}"
        seen.add(name)
    return None


def _distinct(names: Sequence[str]) -> list[str]:
    """The names; one that came before is left nameless, and its column unread."""
    first = {name: place for place, name in reversed(list(enumerate(names)))}
    return [name if first[name] == place else "" for place, name in enumerate(names)]


def _fewer(names: list[str], source: Source) -> list[str]:
    """Of very many columns those that are known, and some more to guess from."""
    mapped = {path.partition(".")[0] for paths in source.fields.values() for path in paths}
    mapped |= {path for paths in source.fields.values() for path in paths}
    return [
        name if place < _MANY or name in mapped or known_names([name]) else ""
        for place, name in enumerate(names)
    ]
