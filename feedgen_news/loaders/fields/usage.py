"""Which path of a dump's objects fills which field: what is known, and what is guessed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from feedgen_news.loaders.fields.guessing import guess_paths
from feedgen_news.loaders.fields.keys import FIELDS, Path, at
from feedgen_news.loaders.fields.values import is_address, is_markup, text
from feedgen_news.loaders.fields.ways import Finder

_DOUBTFUL = frozenset({"source", "guid", "id", "uri"})


class Usage(msgspec.Struct, frozen=True):
    """One path that fills a field: in how many objects, and whether that is but a guess."""

    field: str
    path: str  # dotted, as `fields` in a source takes it
    count: int
    guessed: bool = False


def usage(
    objects: Iterable[dict[str, Any]], *, mapped: Mapping[str, tuple[str, ...]] | None = None
) -> list[Usage]:
    """Which path fills which field in these objects, ordered by field and by count.

    In each object a field has one path: the first that holds something. The body is told
    as `html` or `text`, whichever it is.
    """
    held = list(objects)
    guessed = guess_paths(held, mapped=mapped or {})
    finder = Finder(mapped or {}, guessed)
    found: Counter[tuple[str, str]] = Counter()
    for value in held:
        found.update((field, ".".join(path)) for field, path in _filled(value, finder))
    told = {(field, ".".join(path)) for field, path in guessed.items()}
    order = list(FIELDS)
    ranked = sorted(found.items(), key=lambda item: (order.index(item[0][0]), -item[1], item[0]))
    return [Usage(*place, count, _is_guess(place, told)) for place, count in ranked]


def _is_guess(place: tuple[str, str], told: set[tuple[str, str]]) -> bool:
    field, path = place
    return (field, path) in told or (field == "html" and ("text", path) in told)


def _filled(value: dict[str, Any], finder: Finder) -> Iterator[tuple[str, Path]]:
    body = False
    paths = finder.ways(value).paths
    for field in FIELDS:
        for path in paths[field]:
            said = text(at(value, path))
            if not said or (field == "url" and path[-1] in _DOUBTFUL and not is_address(said)):
                continue
            if field in {"html", "text", "either"}:
                if not body:
                    yield "html" if field == "html" or is_markup(said) else "text", path
                body = True
            else:
                yield field, path
            break
