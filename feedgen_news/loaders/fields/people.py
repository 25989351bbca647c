"""Who wrote it: names out of lists, objects and strings of several people."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from feedgen_news.loaders.fields.values import is_address, is_null, listed, text
from feedgen_news.model import unique

_AND = re.compile(r" (?:and|&|und|et|y|e) ", re.IGNORECASE)
_JOINED = re.compile(r",(?=[^\s\d])|,\s*(?=,|\Z)")  # by a program: no comma of a sentence's
_MAILED = re.compile(r"[^\s@]+@[^\s@]+\s+\(([^()]+)\)")  # RSS: jane@example.org (Jane Roe)
_LONGEST = 10_000  # characters; nobody is called that
_SHORT = 100  # characters of a byline that is worth remembering
_FEW = 3  # bylines that are worth remembering together
_BY = re.compile(r"\Aby\s+", re.IGNORECASE)
_ROLES = frozenset(
    "editor correspondent reporter writer staff news press desk team agency bureau chief".split()
)
_COMPANIES = frozenset("gmbh ag kg co inc ltd llc plc corp".split())


def people(value: Any) -> list[str]:
    """The names in a value: lists, JSON-LD persons, `A; B`, `A and B`, `A, B`.

    Addresses of pages are no names. Of one string with a comma, only what looks like
    names of persons is parted: `Doe, Jane` and `Jane Doe, Chief Editor` stay whole. A list
    of several was parted by whoever made it: of its entries only `A; B` is two.
    """
    if isinstance(value, str) and len(value) <= _SHORT:
        return list(_known_byline(value))
    if isinstance(value, list) and len(value) <= _FEW and all(map(_is_short, value)):
        return list(_known_bylines(*value))
    return _people(value)


def _is_short(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= _SHORT


@lru_cache(maxsize=4096)  # a dump says the same few over and over
def _known_byline(value: str) -> tuple[str, ...]:
    return tuple(_people(value))


@lru_cache(maxsize=4096)
def _known_bylines(*values: str) -> tuple[str, ...]:
    return tuple(_people(list(values)))


def _people(value: Any) -> list[str]:
    if isinstance(value, str) and is_null(value):
        return []
    if isinstance(value, str):
        value = listed(value) or value
    if isinstance(value, list) and len(value) == 1:
        value = value[0]  # a byline that lies in a list
    names = _entries(value) if isinstance(value, list) else _names(value)
    return list(unique(name for name in names if name and not _is_page(name)))


def _is_page(name: str) -> bool:
    return is_address(name) or name.lower().startswith("www.")


def _entries(entries: list[Any]) -> Iterator[str]:
    """What the entries of a list say, each a person or whoever else."""
    for entry in entries:
        said = _person(entry) if isinstance(entry, dict) else entry
        if isinstance(said, list):
            said = text(said, joint="; ", words=False)
        if isinstance(said, str) and not is_null(said, words=False):
            for part in said.split(";"):
                yield _without_mail(" ".join(part[:_LONGEST].split()))


def _names(entry: Any) -> Iterator[str]:
    if isinstance(entry, dict):
        entry = _person(entry)
    if isinstance(entry, list):
        entry = text(entry, joint="; ", words=False)
    if not isinstance(entry, str) or is_null(entry, words=False):
        return
    for part in entry.split(";"):
        yield from _several(_BY.sub("", part[:_LONGEST].strip(), count=1))


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
    name = " ".join(_without_mail(name).split())
    parts = [part for piece in _AND.split(name) for part in piece.split(", ")]
    if len(parts) > 2 and _is_role(parts[-1]):  # of one person it stays
        parts.pop()
    if len(parts) > 1 and all(map(is_person, parts)):
        yield from parts
    else:
        yield name


def _without_mail(name: str) -> str:
    mailed = _MAILED.fullmatch(name)
    return mailed[1].strip() if mailed else name


def _is_role(words: str) -> bool:
    """Whether words end in what somebody does for a paper: `Political Correspondent`."""
    return words.lower().rpartition(" ")[2] in _ROLES


def is_person(name: str) -> bool:
    """Whether words look like the name of a person: two to four, and no role or company."""
    words = name.split()
    return (
        2 <= len(words) <= 4
        and all(word[0].isupper() for word in (words[0], words[-1]))
        and not any(char.isdigit() for char in name)
        and not any(word.lower().strip(".,") in _ROLES | _COMPANIES for word in words)
    )
