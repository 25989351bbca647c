"""How what lies under a key is read as a field: each tells what it found, or nothing."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from feedgen_news.loaders.fields.people import people
from feedgen_news.loaders.fields.pictures import pictures
from feedgen_news.loaders.fields.values import first_text, is_address, labels

Read = Callable[[Any], Any]

_DOUBTFUL = frozenset({"source", "guid", "id", "uri"})  # may hold something else than a URL
_BARE = re.compile(  # an address whose scheme was left out; `index.php/a` is a path
    r"(?:[a-z0-9-]{1,63}\.){1,5}(?!php|html?|aspx?|jsp|cgi|xml)[a-z]{2,10}/[^\s/]", re.IGNORECASE
)
_NAIVE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?")
_SHORT = 100  # characters of a section that is worth remembering
_JOINED = re.compile(r",(?=[^\s\d])")


def reading(field: str, name: str, *, mapped: bool) -> Read:
    """How a field is read under a key of that folded name; `mapped` if the source says so."""
    if field == "url" and name in _DOUBTFUL and not mapped:
        return _doubtful_address
    if field in {"published", "updated"} and name.endswith("gmt"):
        return _in_gmt
    return READINGS[field]


def _address(value: Any) -> str | None:
    """The article's address, as it stands there."""
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    found = first_text(value)
    if not found or found.startswith(("https://", "http://")):
        return found
    return f"https://{found}" if _BARE.match(found) else found


def _doubtful_address(value: Any) -> str | None:
    """The same where it surely is one; `{"source": {"url": …}}` is the paper's."""
    found = None if isinstance(value, dict) else first_text(value)
    return found if found and is_address(found) else None


def _in_gmt(value: Any) -> str | None:
    """A date that says so."""
    found = first_text(value)
    return f"{found}Z" if found and _NAIVE.fullmatch(found) else found


def _name(value: Any) -> str | None:
    """A text that is no address."""
    found = first_text(value)
    return None if found and is_address(found) else found


def _sections(value: Any) -> list[str]:
    """Sections; "Arts, Culture" is one, "World,Politics" are two that a program joined."""
    if isinstance(value, str) and len(value) <= _SHORT:
        return list(_known_section(value))
    return _parted_sections(value)


@lru_cache(maxsize=4096)  # a dump says the same few over and over
def _known_section(value: str) -> tuple[str, ...]:
    return tuple(_parted_sections(value))


def _parted_sections(value: Any) -> list[str]:
    if isinstance(value, str) and not value.lstrip().startswith("["):
        value = _JOINED.sub(";", value)
    return labels(value, separators=";")


# Of fields that the first place fills which holds something.
READINGS: Mapping[str, Read] = {
    "id": first_text,
    "url": _address,
    "authors": people,
    "published": first_text,
    "updated": first_text,
    "sections": _sections,
    "tags": labels,
    "language": first_text,
    "place": _name,
    "images": pictures,
    "publisher": _name,
}
