"""The ways from an object to our fields: what its keys mean, settled once for all alike.

Dumps have the same keys in object after object, so whatever follows from these alone is
found out for the first object and remembered.
"""

from collections.abc import Callable, Mapping
from functools import partial
from operator import itemgetter
from typing import Any

import msgspec

from feedgen_news.loaders.fields.keys import HEADS, LONGEST, Path, at, fold, plan
from feedgen_news.loaders.fields.readings import READINGS, Read, reading

_MANY = 100  # keys of an object; more are sieved
_MOST = 256  # sets of keys that are remembered
_PROSE = frozenset({"html", "text", "either"})

Get = Callable[[dict[str, Any]], Any]


class Ways(msgspec.Struct, frozen=True):
    """Of objects with certain keys: for each field the places that may fill it, best first."""

    paths: Mapping[str, tuple[Path, ...]]
    places: Mapping[str, tuple[Get, ...]]  # how to come to them; what is not there is None
    read: tuple[tuple[str, tuple[tuple[Get, Read], ...]], ...]  # fields that one place fills
    body: tuple[tuple[Get, ...], ...]  # of places of markup, of plain text, of either


class Finder:
    """Finds the ways by the source's mapping, by a guess, and by our own table."""

    def __init__(
        self, mapped: Mapping[str, tuple[str, ...]], guessed: Mapping[str, Path] | None = None
    ) -> None:
        self._mapped = mapped
        self._guessed = {_row(field): path for field, path in (guessed or {}).items()}
        self._known: dict[tuple[str, ...], Ways] = {}

    def ways(self, value: dict[str, Any]) -> Ways:
        """Those of an object."""
        keys = tuple(value)
        return self._known.get(keys) or self._settled(keys)

    def _settled(self, keys: tuple[str, ...]) -> Ways:
        if len(keys) > _MANY or max(map(len, keys), default=0) > LONGEST:
            keys = self._sieved(keys)
        if keys not in self._known:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[keys] = self._found(keys)
        return self._known[keys]

    def _sieved(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Of very many or very long keys those that count; so is what is remembered bounded."""
        named = {name for names in self._mapped.values() for name in names}
        named |= {path[0] for path in self._guessed.values()}
        first = {fold(key): key for key in reversed(keys)}
        known = {key for folded, key in first.items() if folded in HEADS}
        return tuple(key for key in keys if key in named or key in known)

    def _found(self, keys: tuple[str, ...]) -> Ways:
        there = frozenset(keys)
        paths = {field: self._paths(field, ours, there) for field, ours in plan(keys).items()}
        paths |= {field: self._own(field, there) for field in self._mapped if field not in paths}
        places = {
            field: tuple(_place(field, path) for path in found) for field, found in paths.items()
        }
        read = tuple(
            (field, tuple(zip(places[field], self._readings(field, found), strict=True)))
            for field, found in paths.items()
            if found and field in READINGS
        )
        either = {"text", "html"}.isdisjoint(self._mapped) and places["either"]
        return Ways(paths, places, read, (places["html"], places["text"], either or ()))

    def _paths(self, field: str, ours: tuple[Path, ...], there: frozenset[str]) -> tuple[Path, ...]:
        """To a field, of those that can lead anywhere."""
        if field in self._mapped:
            return self._own(field, there)
        guess = self._guessed.get(field)
        return (*ours, guess) if guess and (len(guess) > 1 or guess[0] in there) else ours

    def _own(self, field: str, there: frozenset[str]) -> tuple[Path, ...]:
        paths = (
            (name,) if name in there else tuple(name.split(".")) for name in self._mapped[field]
        )
        return tuple(path for path in paths if len(path) > 1 or path[0] in there)

    def _readings(self, field: str, paths: tuple[Path, ...]) -> list[Read]:
        mapped = field in self._mapped
        return [reading(field, fold(path[-1]), mapped=mapped) for path in paths]


def _place(field: str, path: Path) -> Get:
    get = itemgetter(path[0]) if len(path) == 1 else partial(_down, path)
    is_story = field in _PROSE and fold(path[-1]) == "story"
    return partial(_no_number, get) if is_story else get


def _down(path: Path, value: dict[str, Any]) -> Any:
    return at(value, path)


def _no_number(get: Get, value: dict[str, Any]) -> Any:
    """A body, not the story an article belongs to, as collections of headlines name it."""
    found = get(value)
    return None if isinstance(found, str) and len(found.split()) == 1 else found


def _row(field: str) -> str:
    """The row of the table in which a guess is looked up: a body may be markup."""
    return "either" if field == "text" else field
