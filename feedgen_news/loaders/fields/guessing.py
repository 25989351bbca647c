"""Guesses which unknown key of a dump is which field, from names and from values.

A guess is made once, from the first objects of a dump, and only for a field that none
of our own keys fills. It never overrides what a source maps, and it is always told.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from feedgen_news.loaders.fields import names, shapes
from feedgen_news.loaders.fields.keys import FIELDS, Path, fold
from feedgen_news.loaders.fields.object import fields_of, prose_of
from feedgen_news.loaders.fields.values import text
from feedgen_news.loaders.fields.ways import Finder

SAMPLE = 50  # objects that are looked at
_DEPTH = 3  # keys in a path
_MOST_PATHS = 500
_CLIP = 4_000  # characters of a value
_FEW = 3  # objects; fewer say nothing by their values alone
_SHARE = 0.2  # of the objects must hold something there
_STANDARD = frozenset({"@context", "@type", "@graph"})  # JSON-LD: nothing to guess
_ARTICLE = frozenset({"title", "url", "text", "published"})  # two of them make one
_BODY = frozenset({"text", "html"})
_OURS = frozenset(name.split(".")[0] for row in FIELDS.values() for name in row)
_OPEN = frozenset(FIELDS["either"])  # an object under one of these may hold anything
_WEAK = frozenset({"id", "uri", "guid", "source", "name"})  # keys that mean many things
_TOLD = (
    "title", "url", "text", "published", "updated", "summary", "authors", "sections", "tags",
    "images",
)  # fmt: skip
_BY_TABLE = Finder({})


class Column(msgspec.Struct, frozen=True):
    """What lies at one path in the objects of the sample, nulls left out."""

    path: Path
    values: list[Any]


def guess(objects: Iterable[dict[str, Any]], *, mapped: Collection[str] = ()) -> dict[str, str]:
    """Our field → the dotted path that seems to fill it, of fields that no known key fills.

    Decided by the first `SAMPLE` objects; the same for the same objects. Empty where they
    do not seem to be articles. The paths are such as `fields` in a source takes.
    """
    return {field: ".".join(path) for field, path in guess_paths(objects, mapped=mapped).items()}


def guess_paths(
    objects: Iterable[dict[str, Any]], *, mapped: Collection[str] = ()
) -> dict[str, Path]:
    """The same with paths as tuples of keys."""
    first = (value for _, value in zip(range(SAMPLE), objects, strict=False))
    sample = [value for value in first if _STANDARD.isdisjoint(value)]
    lacking = {field: _without(field, sample) for field in _TOLD if not _is_mapped(field, mapped)}
    wanted = {field for field, without in lacking.items() if 2 * len(without) >= len(sample) > 0}
    found: dict[str, Path] = {}
    if wanted:
        columns = list(_columns(sample))
        found = _by_names(wanted, columns)
        named = found.keys() | (_ARTICLE - wanted)
        if len(sample) >= _FEW or named & {"title", "text"}:
            found |= _by_values(wanted - found.keys(), columns, found, few=len(sample) < _FEW)
    filled = (_ARTICLE - wanted) | (_ARTICLE & found.keys())
    return found if len(filled) >= 2 and filled & {"title", "text"} else {}


def _is_mapped(field: str, mapped: Collection[str]) -> bool:
    return bool(_BODY & set(mapped)) if field == "text" else field in mapped


def _without(field: str, sample: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The objects that have no key of the field at all, or only one that means many things."""
    return [value for value in sample if not _has(field, value)]


def _has(field: str, value: dict[str, Any]) -> bool:
    ways = _BY_TABLE.ways(value)
    rows = ("html", "text", "either") if field == "text" else (field,)
    strong = (path for row in rows for path in ways.paths[row] if fold(path[0]) not in _WEAK)
    if any(len(path) == 1 and not isinstance(value[path[0]], dict) for path in strong):
        return True
    if field == "text":
        return bool(prose_of(value, ways)[1])
    if field == "url":
        return "url" in fields_of(value, ways)
    return any(text(get(value)) for get in ways.places[field])


def _columns(sample: list[dict[str, Any]]) -> Iterator[Column]:
    """The paths of the objects that none of our keys leads to, in order of appearance."""
    found: dict[Path, list[Any]] = {}
    for value in sample:
        for path, part in _leaves(value, ()):
            if path in found:
                found[path].append(part)
            elif len(found) < _MOST_PATHS:
                found[path] = [part]
    for path, values in found.items():
        if len(values) >= _SHARE * len(sample):
            yield Column(path, values)


def _leaves(value: dict[str, Any], above: Path) -> Iterator[tuple[Path, Any]]:
    for key, part in value.items():
        if not isinstance(key, str) or len(key) > 64 or (not above and _is_ours(key, part)):
            continue
        if isinstance(part, dict):
            if len(above) + 1 < _DEPTH:
                yield from _leaves(part, (*above, key))
        elif isinstance(part, list):
            if part and all(isinstance(entry, str) for entry in part[:30]):
                yield (*above, key), [entry[:200] for entry in part[:31]]
        elif isinstance(part, str):
            if text(part[:_CLIP]):
                yield (*above, key), part[:_CLIP].strip()
        elif part is not None and not isinstance(part, bool):
            yield (*above, key), part


def _is_ours(key: str, part: Any) -> bool:
    """Whether a key is known by itself."""
    if fold(key) not in _OURS:
        return False
    return not (isinstance(part, dict) and fold(key) in _OPEN)


def _is_odd(column: Column) -> bool:
    """Whether the values are no words: numbers, dates or addresses."""
    numbers = sum(not isinstance(v, str | list) or str(v).isdigit() for v in column.values)
    return (
        2 * numbers > len(column.values)
        or shapes.are_pictures(column.values)
        or shapes.are_dates(column.values, numbers=True)
    )


def _are_dates(column: Column) -> bool:
    return shapes.are_dates(column.values, numbers=names.speaks_of_time(column.path))


_LOOKS: dict[str, Callable[[Column], bool]] = {
    "title": lambda column: shapes.length(column.values) <= 500 and not _is_odd(column),
    "url": lambda column: shapes.are_addresses(column.values),
    "text": lambda column: shapes.are_prose(column.values, least=40),
    "published": _are_dates,
    "updated": _are_dates,
    "summary": lambda column: shapes.are_prose(column.values, least=30),
    "authors": lambda column: shapes.length(column.values) <= 200 and not _is_odd(column),
    "sections": lambda column: shapes.length(column.values) <= 60 and not _is_odd(column),
    "tags": lambda column: shapes.length(column.values) <= 500 and not _is_odd(column),
    "images": lambda column: shapes.are_pictures(column.values),
}


def _by_names(wanted: Collection[str], columns: list[Column]) -> dict[str, Path]:
    """For each field the column whose name says so most surely, if its values allow it."""
    found: dict[str, Path] = {}
    for field in _TOLD:
        if field not in wanted:
            continue
        fitting = [c for c in columns if c.path not in found.values()]
        scores = {column.path: names.score(field, column.path) for column in fitting}
        best = max(scores.values(), default=0)
        named = [c for c in fitting if best and scores[c.path] == best and _LOOKS[field](c)]
        if not named:
            named = [c for c in fitting if scores[c.path] and _LOOKS[field](c)]
        if named:
            found[field] = _chosen(field, named).path
    return found


def _chosen(field: str, columns: list[Column]) -> Column:
    if field == "published":
        return _earliest(columns)
    if field == "text":
        return max(columns, key=lambda column: shapes.length(column.values))
    return columns[0]


def _earliest(columns: list[Column]) -> Column:
    """Of two days the earlier is that of publication; where they tell nothing, the first."""
    best = columns[0]
    for other in columns[1:]:
        pairs = [
            (shapes.moment(one), shapes.moment(two))
            for one, two in zip(best.values, other.values, strict=False)
        ]
        earlier = sum((two < one) - (one < two) for one, two in pairs if one and two)
        best = other if earlier > 0 else best
    return best


def _by_values(
    wanted: Collection[str], columns: list[Column], taken: Mapping[str, Path], *, few: bool
) -> dict[str, Path]:
    """What the values look like, the surest shapes first."""
    free = [c for c in columns if c.path not in taken.values() and not names.is_unsaid(c.path)]
    found: dict[str, Path] = {}
    for field, fits in _SHAPES.items():
        if field not in wanted or (few and field in {"sections", "tags", "authors"}):
            continue
        fitting = [c for c in free if not names.speaks_against(field, c.path) and fits(c)]
        if few and len(fitting) > 1 and field != "text":
            continue  # a single object does not tell them apart
        if fitting:
            best = _chosen(field, fitting)
            found[field] = best.path
            free.remove(best)
    return found


_SHAPES: dict[str, Callable[[Column], bool]] = {
    "url": lambda c: shapes.are_addresses(c.values) and shapes.are_distinct(c.values),
    "published": _are_dates,
    "text": lambda c: shapes.are_prose(c.values, least=200) and shapes.are_distinct(c.values),
    "title": lambda c: shapes.are_headlines(c.values) and shapes.are_distinct(c.values),
    "tags": lambda c: shapes.are_tags(c.values),
    "sections": lambda c: shapes.are_sections(c.values),
    "authors": lambda c: shapes.are_people(c.values),
}
