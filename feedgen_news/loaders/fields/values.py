"""Whatever a dump puts into a field, as text: by rule, never by `str()` of a container."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from feedgen_news.loaders.fields.keys import fold
from feedgen_news.model import unique

_DEPTH = 6  # of lists and objects inside a field
_WORDS = frozenset({"none", "null", "nan", "n/a", "undefined", "nil"})  # also words people use
_NEVER = frozenset({"", "[removed]", "[deleted]"})
_PAID = "only available in "  # … paid plans, … professional and corporate plans
_CUT = re.compile(r"\[\+?\d{1,9} chars\]\Z")  # NewsAPI's mark, and GNews'; the dots stay
_LONGEST = max(map(len, _WORDS | _NEVER))  # lower case is never shorter
_COMMAS = 5  # more than a sentence has that somebody made a tag
_NAME = 50  # characters; few labels are longer
_SHORT = 80  # characters; nothing longer stands for nothing
_WEB = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_QUOTED = re.compile(r"""'[^'\\]*+'|"[^"\\]*+\"""")
_REPR = re.compile(rf"\[\s*+(?:{_QUOTED.pattern})(?>(?:\s*+,\s*+(?:{_QUOTED.pattern}))*)\s*+\]")
_NAMES = (  # keys under which an object holds its text, best first
    "rendered main @value value text name label title original term display_name webTitle"
    " plain en eng $date $numberLong $oid".split()
)
_TAG = (
    "p|div|span|a|b|i|u|em|strong|small|sub|sup|br|hr|img|h[1-6]|ul|ol|li|dl|dt|dd|table|tr|td|th"
    "|thead|tbody|blockquote|pre|code|figure|figcaption|picture|video|audio|iframe|script|style"
    "|section|article|aside|header|footer|nav|main|form|font|center|cite|q|svg|object|embed|html|body"
)
_MARKUP = re.compile(
    rf"</(?:{_TAG})\s*>|<(?:br|hr|img|p|div|iframe|script|svg|embed)(?:\s[^<>]*|/)?>", re.IGNORECASE
)


def is_null(text: str, *, words: bool = True) -> bool:
    """Whether a text stands for nothing; with `words`, also None, null, NaN and the like."""
    said = text.strip()
    if len(said) > _LONGEST:  # as most are
        return len(text) <= _SHORT and said[0] in "oO" and said.lower().startswith(_PAID)
    folded = said.lower()
    return folded in _NEVER or (words and folded in _WORDS)


def is_word_for_nothing(text: str) -> bool:
    """Whether a text is None, null, NaN …: nothing in most fields, a word in a title."""
    return len(said := text.strip()) <= _LONGEST and said.lower() in _WORDS


def is_markup(text: str) -> bool:
    """Whether HTML elements stand in the text; `a < b` and `<Dialog>` are none."""
    return "<" in text and _MARKUP.search(text) is not None


def is_address(text: str) -> bool:
    """Whether a text is a URL rather than words."""
    return _WEB.match(text.strip()) is not None


def text(value: Any, *, joint: str = " ", words: bool = True) -> str | None:
    """The text of a value of any type, several parts joined; None where there is none.

    Numbers are their decimal digits; true and false are nothing.
    """
    if isinstance(value, str):  # as nearly all are
        said = value.strip()
        if (len(said) <= _LONGEST or said[0] in "oO") and is_null(said, words=words):
            return None
    else:
        parts = [part for part in _leaves(value, _DEPTH) if not is_null(part, words=words)]
        said = joint.join(parts)
    if said.endswith("chars]"):  # the mark of a service that cut it
        said = _CUT.sub("", said).rstrip()
    return said or None


def first_text(value: Any) -> str | None:
    """The first text in a value that is something, without space around it."""
    if isinstance(value, str):
        said = value.strip()
        return None if (len(said) <= _LONGEST or said[0] in "oO") and is_null(said) else said
    return next((part for part in _leaves(value, _DEPTH) if not is_null(part)), None)


def labels(value: Any, *, separators: str = ";,") -> list[str]:
    """Names of sections or tags: the entries of a list, or a string parted.

    The entries of a list are words for themselves: `null` in one is a tag somebody gave.
    """
    if isinstance(value, str):
        value = listed(value) or _parted(value, separators)
        return [] if len(value) == 1 and is_null(value[0]) else list(unique(value))
    entries = value if isinstance(value, list) else [value]
    if (plain := _plain(entries)) is not None:
        return plain
    if len(entries) == 1 and isinstance(entries[0], str) and entries[0].count(",") >= _COMMAS:
        entries = _listed_alone(entries[0], separators)
    entries = _without_lists(entries, separators)
    found = (text(entry, words=False) for entry in entries)
    return list(unique(entry for entry in found if entry))


def _plain(entries: list[Any]) -> list[str] | None:
    """The labels of a list that surely holds nothing else, as nearly all do."""
    try:
        said = "\n".join(entries)
    except TypeError:
        return None
    if ";" in said or "," in said or "[" in said or "]" in said or _PAID in said.lower():
        return None
    return list({label: None for entry in entries if (label := entry.strip())})


def _without_lists(entries: list[Any], separators: str) -> list[Any]:
    """The entries without such as list others of them: `"Russia, War"` beside both."""
    said = {entry.strip() for entry in entries if isinstance(entry, str)}
    if not any(map("\n".join(said).__contains__, separators)):
        return entries
    return [
        entry
        for entry in entries
        if not isinstance(entry, str)
        or len(parts := _parted(entry, separators)) < 2
        or not said.issuperset(parts)
    ]


def listed(value: str) -> list[str] | None:
    """The texts of a list that was written into a string as JSON or as Python writes it."""
    value = value.strip()
    if not (value.startswith("[") and value.endswith("]")):
        return None
    try:
        parsed = msgspec.json.decode(value, type=list[str])
    except (msgspec.DecodeError, UnicodeEncodeError):
        parsed = [one[1:-1] for one in _QUOTED.findall(value)] if _REPR.fullmatch(value) else []
    return [entry.strip() for entry in parsed if entry.strip()]


def _parted(value: str, separators: str) -> list[str]:
    parts = _at(separators).split(value)
    return [part.strip() for part in parts if part.strip()]


@cache
def _at(separators: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(separators)}]")


def _listed_alone(entry: str, separators: str) -> list[str]:
    """What a list holds whose only entry is a list written out; a sentence is none."""
    parts = _parted(entry, separators)
    return parts if all(len(part) <= _NAME for part in parts) else [entry]


def _leaves(value: Any, depth: int) -> Iterator[str]:
    """The texts in a value, in order."""
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, bool) or value is None or depth == 0:
        return
    elif isinstance(value, int):
        yield str(value)
    elif isinstance(value, float):
        yield f"{value:f}".rstrip("0").rstrip(".")
    elif isinstance(value, list):
        for entry in value:
            yield from _leaves(entry, depth - 1)
    elif isinstance(value, dict):
        yield from _leaves(_named(value), depth - 1)


def _named(value: dict[str, Any]) -> Any:
    """The part of an object that names it; of `{"eng": …}` the only part there is."""
    for name in _NAMES:
        if value.get(name):
            return value[name]
    parts = [
        part
        for key, part in value.items()
        if fold(key) not in {"type", "id", "uri", "lang", "context"}
    ]
    return parts[0] if len(parts) == 1 else None
