"""Who wrote it: names out of lists, objects and strings of several people."""

import re
from collections.abc import Iterator
from typing import Any

from feedgen_news.loaders.fields.values import is_address, is_null, listed, text
from feedgen_news.model import unique

_AND = re.compile(r" (?:and|&|und|et|y|e) ", re.IGNORECASE)
_JOINED = re.compile(r",(?=[^\s\d])|,\s*(?=,|\Z)")  # by a program: no comma of a sentence's
_MAILED = re.compile(r"[^\s@]+@[^\s@]+\s+\(([^()]+)\)")  # RSS: jane@example.org (Jane Roe)
_LONGEST = 10_000  # characters; nobody is called that
_BY = re.compile(r"by\s+", re.IGNORECASE)
_ROLES = frozenset(
    "editor correspondent reporter writer staff news press desk team agency bureau chief".split()
)


def people(value: Any) -> list[str]:
    """The names in a value: lists, JSON-LD persons, `A; B`, `A and B`, `A, B`.

    Addresses of pages are no names. Of one string with a comma, only what looks like
    names of persons is parted: `Doe, Jane` and `Jane Doe, Chief Editor` stay whole.
    """
    if isinstance(value, str) and is_null(value):
        return []
    entries = value if isinstance(value, list) else [value]
    names = (name for entry in entries for name in _names(entry))
    return list(unique(name for name in names if name and not _is_page(name)))


def _is_page(name: str) -> bool:
    return is_address(name) or name.lower().startswith("www.")


def _names(entry: Any) -> Iterator[str]:
    if isinstance(entry, dict):
        entry = _person(entry)
    if isinstance(entry, list):
        entry = text(entry, joint="; ", words=False)
    if not isinstance(entry, str) or is_null(entry, words=False):
        return
    for part in listed(entry) or entry.split(";"):
        yield from _several(part[:_LONGEST].strip())


def _person(person: dict[str, Any]) -> str | None:
    """A JSON-LD person, or whatever object has a name."""
    given = [part for key in ("givenName", "familyName") if (part := text(person.get(key)))]
    whole = text(person.get("name")) or " ".join(given)
    return whole or text(person)


def _several(name: str) -> Iterator[str]:
    """The persons in `A, B and C` or `A,B`; the whole where it may be one."""
    if "," in name and _JOINED.search(name):
        pieces = [part for part in map(str.strip, name.split(",")) if part]
        if len(pieces) != 2 or any(" " in part for part in pieces):
            for piece in pieces:
                yield from _several(piece)
            return
    if mailed := _MAILED.fullmatch(name):
        name = mailed[1].strip()
    name = " ".join(name.split())
    parts = [part for piece in _AND.split(name) for part in piece.split(", ")]
    if len(parts) > 1 and all(_is_person(_BY.sub("", part, count=1)) for part in parts):
        yield from parts
    else:
        yield name


def _is_person(name: str) -> bool:
    words = name.split()
    return (
        2 <= len(words) <= 4
        and all(word[0].isupper() for word in (words[0], words[-1]))
        and not any(char.isdigit() for char in name)
        and not any(word.lower() in _ROLES for word in words)
    )
