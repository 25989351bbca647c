"""What a column of values looks like: addresses, dates, prose, headlines, labels."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from feedgen_news.later import pattern
from feedgen_news.loaders.fields.people import is_person
from feedgen_news.loaders.fields.values import is_markup

_MOST = 0.8  # the share of values that must look alike
_DISTINCT = 0.9
_URL = pattern(r"https?://[^\s/]+\.[^\s/]+\S*", re.IGNORECASE)
_FILE = pattern(r"\.(?:jpe?g|png|gif|webp|svg|avif|ico|mp4|mp3|m3u8|css|js)\Z", re.IGNORECASE)
_NUMERIC = pattern(
    r"(?P<y>(?:19|20)\d\d)(?P<sep>[-/.]?)(?P<m>0?[1-9]|1[0-2])(?P=sep)(?P<d>0?[1-9]|[12]\d|3[01])"
    r"(?P<rest>[T ,].{0,30})?",
)
_DAY_FIRST = pattern(r"\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d(?:[ ,T].{0,20})?")
_EAST_ASIAN = pattern(r"(?:19|20)\d\d\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일].{0,20}")
_IN_WORDS = pattern(
    r"(?:[^\W\d]{2,12}\.?,? )?"
    r"(?:\d{1,2}(?:st|nd|rd|th|\.|º)?[ -](?:de )?[^\W\d]{3,12}\.?,?[ -](?:de )?"
    r"|[^\W\d]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? )(?:19|20)\d\d(?:\W.{0,30})?"
)
_UNIX = pattern(r"(?:[89]\d{8}|1\d{9}|1\d{12})(?:\.\d+)?")
_SENTENCE_END = pattern(r"[.!?…](?=\s|[\"”’»)]|\Z)|[。！？؟।]")
_WORDY = pattern(r"[^\W\d_]{2,}[\s,:–—-]+[^\W\d_]|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{5}")
_SPACELESS = pattern(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_LABEL = pattern(r"[^\W\d_](?:[\w &/,'’+.-]{1,38}[\w.])")
_PERSONS = pattern(r" (?:and|&|und|et|y|e) |[,;] ?")
_NO_LABELS = frozenset(
    "true false yes no none null article news page website positive negative".split()
)


def _most(values: Sequence[Any], shape: re.Pattern[str]) -> bool:
    texts = [value.strip() for value in values if isinstance(value, str)]
    return sum(shape.fullmatch(text) is not None for text in texts) >= _MOST * len(values) > 0


def are_distinct(values: Sequence[Any]) -> bool:
    """Whether hardly any value comes twice."""
    return len({str(value) for value in values}) >= _DISTINCT * len(values)


def are_addresses(values: Sequence[Any]) -> bool:
    """Whether they are URLs, of pages rather than of pictures and films."""
    files = sum(
        isinstance(v, str) and _FILE.search(v.partition("?")[0]) is not None for v in values
    )
    return _most(values, _URL) and 2 * files < len(values)


def are_pictures(values: Sequence[Any]) -> bool:
    """Whether they are URLs, whatever lies there."""
    return _most(values, _URL)


def are_dates(values: Sequence[Any], *, numbers: bool) -> bool:
    """Whether they look like dates; `numbers` that count seconds are, where a name says so."""
    said = [str(v).strip() for v in values if isinstance(v, str | int | float) and v is not True]
    dated = sum(is_date(text) or (numbers and _UNIX.fullmatch(text) is not None) for text in said)
    return dated >= _MOST * len(values) > 0


def is_date(text: str) -> bool:
    """Whether a text is in a shape of dates: in digits or words, with a time or without."""
    if len(text) > 60:
        return False
    shapes = (_NUMERIC, _DAY_FIRST, _EAST_ASIAN, _IN_WORDS)
    return any(shape.fullmatch(text) for shape in shapes)


def moment(value: Any) -> str | None:
    """A form in which dates of one kind can be compared; None of those that cannot."""
    text = str(value).strip()
    if hit := _NUMERIC.fullmatch(text):
        day = f"{hit['y']}-{int(hit['m']):02}-{int(hit['d']):02}"
        return f"{day} {(hit['rest'] or '').lstrip('T ,')}".strip()
    if _UNIX.fullmatch(text):
        seconds = int(text[:13]) // 1000 if len(text.partition(".")[0]) == 13 else int(float(text))
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - few dumps have to be guessed

    try:
        return parsedate_to_datetime(text).strftime("%Y-%m-%d %H:%M:%S")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _strings(values: Sequence[Any]) -> list[str]:
    joined = (" ".join(map(str, v)) if isinstance(v, list) else v for v in values)
    return [value for value in joined if isinstance(value, str)]


def length(values: Sequence[Any]) -> float:
    """The median length of the texts, in characters; a character of Chinese counts as three."""
    from statistics import median  # noqa: PLC0415

    texts = _strings(values)
    return median(map(_weight, texts)) if texts else 0


def _weight(text: str) -> int:
    return len(text) + 2 * len(_SPACELESS.findall(text[:2_000]))


def are_prose(values: Sequence[Any], *, least: int) -> bool:
    """Whether they are texts of sentences, or markup, of at least that length as a rule."""
    texts = _strings(values)
    sentences = sum(_SENTENCE_END.search(text) is not None or is_markup(text) for text in texts)
    wordy = sum(_WORDY.search(text) is not None for text in texts)
    return (
        len(texts) >= _MOST * len(values) > 0
        and length(values) >= least
        and min(sentences, wordy) >= _MOST * len(texts)
    )


def are_headlines(values: Sequence[Any]) -> bool:
    """Whether they are lines of 20 to 200 characters in words."""
    texts = [value.strip() for value in values if isinstance(value, str)]
    fitting = sum(map(_is_headline, texts))
    return fitting >= _MOST * len(values) > 0


def _is_headline(text: str) -> bool:
    if len(text) > 200 or _weight(text) < 20 or "\n" in text:
        return False
    plain = not (_URL.match(text) or is_date(text) or is_markup(text))
    return plain and _WORDY.search(text) is not None


def are_sections(values: Sequence[Any]) -> bool:
    """Whether they are short names, of which few come again and again."""
    names = [value.strip() for value in values if isinstance(value, str)]
    known = set(names)
    return (
        len(names) == len(values) >= 10
        and 2 <= len(known) <= len(values) // 3
        and all(_LABEL.fullmatch(name) and name.lower() not in _NO_LABELS for name in known)
    )


def are_people(values: Sequence[Any]) -> bool:
    """Whether they are names of persons, some of whom may come again, but not always the same."""
    names = [value.strip() for value in values if isinstance(value, str)]
    return (
        len(names) == len(values) >= 5  # fewer say too little
        and len(set(names)) > 2
        and all(map(_are_persons, names))
    )


def _are_persons(name: str) -> bool:
    return len(name) <= 120 and all(map(is_person, _PERSONS.split(name)))


def are_tags(values: Sequence[Any]) -> bool:
    """Whether they are lists of short names."""
    lists = [value for value in values if isinstance(value, list)]
    entries = [entry for value in lists for entry in value]
    return (
        len(lists) == len(values) > 2
        and bool(entries)
        and len(entries) <= 30 * len(lists)
        and all(isinstance(entry, str) and _LABEL.fullmatch(entry.strip()) for entry in entries)
    )
