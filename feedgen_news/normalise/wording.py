"""Dates in words, of some fifty languages: `Freitag, 29. März 2024 um 10:15 Uhr`.

Clock and zone are taken out first; what is left must be a day, a month and a year and
nothing else but words known to say nothing. Then dateutil reads these three, so that it
has nothing to fill in from today and nothing to skip.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from itertools import product

import msgspec

from feedgen_news.later import pattern
from feedgen_news.normalise import calendars

_CLOCK = pattern(
    r"(?<![\d.])(?P<H>\d{1,2})(?:(?::|\.|\s?[hH]\s?)(?P<M>\d\d)(?::(?P<S>\d\d)(?:[.,]\d{1,9})?)?"
    r"(?![:.]?\d)(?:\s?(?P<half>[ap])\.?m\b\.?)?|\s?(?P<half_alone>[ap])\.?m\b\.?)",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?(?P<sign>[+\-\u2212])(?P<H>\d{1,2}):?(?P<M>\d\d)?(?!\d)")
_AFTER_CLOCK = re.compile(rf"\s*\(?({_OFFSET.pattern})\)?(?:\s*\([^()]*\)\s*$)?", re.IGNORECASE)
_NUMBERED_MONTH = pattern(r"\bth(?:áng|g)?\s*(1[0-2]|0?[1-9])(?!\d)", re.IGNORECASE)  # Vietnamese
_TOKEN = re.compile(
    r"(?P<number>\d+)|(?P<gap>[\s.,;،/()|·•–—@\-]+)|(?P<word>[^\s\d,;،/()|·•–—@\-]+)"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ALL_NUMBERS = pattern(r"(?<!\d)\d{1,4}\s?([/.\- ])\s?\d{1,2}\s?\1\s?\d{1,4}(?!\d)")
_DAY_COMES_FIRST = pattern(  # dots, or a word of a language that has no other order
    r"(?<![\d.])\d{1,2}\.\s?\d{1,2}\.\s?\d{4}(?!\d)|\bàs\b"
    r"|\b(?:thứ\s(?:hai|ba|tư|năm|sáu|bảy)|chủ\snhật)\b",
    re.IGNORECASE,
)
_VIETNAMESE_WEEKDAY = pattern(r"\b(?:thứ\s(?:hai|ba|tư|năm|sáu|bảy)|chủ\snhật)\b", re.IGNORECASE)
_BUDDHIST = 543  # years before the Christian era, as Thailand counts
_THAI = re.compile("[\u0e01-\u0e5b]")
_THAI_YEAR = re.compile(r"(?<!\d)2[45]\d\d(?!\d)")
_FURTHEST = timedelta(hours=14)  # no clock on Earth is further from UTC


class AmbiguousDateError(ValueError):
    """A date with more than one reading."""


class Clock(msgspec.Struct, frozen=True):
    """What a clock showed, not yet checked; `half` is am, pm or empty."""

    hour: int
    minute: int
    second: int = 0
    half: str = ""


class Understood(msgspec.Struct, frozen=True):
    """A day, the time where one is given, and the zone where one is named."""

    day: date
    clock: Clock | None = None
    zone: tzinfo | None = None
    zone_guessed: bool = False


def understand(text: str, *, day_first: bool | None, language: str | None) -> Understood:
    """What a date in words says; raises ValueError where a part is missing or unknown."""
    spoken = (language or "").lower()[:2]
    if spoken == "th" or _THAI.search(text):
        text = _THAI_YEAR.sub(lambda year: str(int(year[0]) - _BUDDHIST), text)
    if day_first is None and (spoken == "vi" or _DAY_COMES_FIRST.search(text)):
        day_first = True
    clock, shift, rest = _without_clock(_VIETNAMESE_WEEKDAY.sub(" ", text))
    numbers, words = _parts(_NUMBERED_MONTH.sub(_named, rest), language)
    day = _day(numbers, day_first=day_first)
    if clock is None or shift is not None:
        return Understood(day, clock, shift)
    names = [name for name in words if name in calendars.ZONES]
    if len(names) > 1:
        raise ValueError(names)
    if not names:
        return Understood(day, clock)
    guessed = names[0] in calendars.ZONES_GUESSED
    return Understood(day, clock, calendars.zone_of(names[0]), guessed)


def offset(text: str | None) -> timezone:
    """The zone of `Z`, `UTC` or `+03:00`; raises ValueError beyond 14 hours."""
    hit = _OFFSET.fullmatch((text or "").upper())
    if hit is None:
        return UTC
    shift = timedelta(hours=int(hit["H"]), minutes=int(hit["M"] or 0))
    if shift > _FURTHEST or int(hit["M"] or 0) > 59:
        raise ValueError(text)
    return timezone(shift if hit["sign"] == "+" else -shift)


def _without_clock(text: str) -> tuple[Clock | None, timezone | None, str]:
    hit = _CLOCK.search(text)
    if hit is None:
        return None, None, text
    half = hit["half"] or hit["half_alone"]
    clock = Clock(
        int(hit["H"]), int(hit["M"] or 0), int(hit["S"] or 0), f"{half}m".lower() if half else ""
    )
    before, after = text[: hit.start()], text[hit.end() :]
    shift = _AFTER_CLOCK.match(after)
    if shift is None:
        return clock, None, f"{before} {after}"
    return clock, offset(shift[1]), f"{before} {after[shift.end() :]}"


def _named(month: re.Match[str]) -> str:
    return f" {_MONTHS[int(month[1]) - 1]} "


def _parts(text: str, language: str | None) -> tuple[list[str], list[str]]:
    """The numbers, the month among them by its English name, and the zones' names."""
    values: list[str] = []
    zones: list[str] = []
    for hit in _TOKEN.finditer(text):
        said = hit[0]
        if hit["number"]:
            values.append(said)
        elif said in calendars.ZONES:
            zones.append(said)
        elif hit["word"] and (month := _month(said, language)):
            if _is_weekday(values[:1]) and len(values) <= 2:
                values.pop(0)  # "mar 5 mai": a weekday here, a month elsewhere
            values.append(month)
        elif hit["word"] and not _says_nothing(said):
            raise ValueError(said)
    if not any(value in _MONTHS for value in values) and not _ALL_NUMBERS.search(text):
        raise ValueError(text)
    return values, zones


def _is_weekday(first: list[str]) -> bool:
    return bool(first) and first[0] in _MONTHS and calendars.weekday(first[0].lower())


def _month(word: str, language: str | None) -> str | None:
    number = calendars.month(_folded(word), language)
    if number == 0:
        raise AmbiguousDateError(word)
    return _MONTHS[number - 1] if number else None


def _says_nothing(word: str) -> bool:
    folded = _folded(word)
    return not folded or folded in calendars.FILLERS or calendars.weekday(folded)


def _folded(word: str) -> str:
    return word.casefold().replace(".", "").rstrip(":")


def _day(values: list[str], *, day_first: bool | None) -> date:
    """The one day that dateutil reads under every assumption that is left open."""
    names = [value for value in values if not value.isdecimal()]
    if len(values) != 3 or len(names) > 1 or values[2] in names:
        raise ValueError(values)
    years = [value for value in values if len(value) == 4 and value.isdecimal()]
    if years:
        if len(years) > 1 or values[1] in years:
            raise ValueError(values)
        orders = (False,) if values[0] in years or names else _orders(day_first)
        readings = {_read(values, day_first=order, year_first=False) for order in orders}
    elif names:  # RFC 822 and RFC 850: the year of two digits is the last
        readings = {_read(values, day_first=False, year_first=False)}
    elif len(values[2]) == 1:
        raise ValueError(values)
    else:
        year_first = (False,) if day_first is not None else (False, True)
        readings = {
            _read(values, day_first=order, year_first=first)
            for order, first in product(_orders(day_first), year_first)
        }
    if len(readings) > 1:
        raise AmbiguousDateError(values)
    return readings.pop()


def _orders(day_first: bool | None) -> tuple[bool, ...]:
    return (False, True) if day_first is None else (day_first,)


def _read(values: list[str], *, day_first: bool, year_first: bool) -> date:
    lengths = {len(value) for value in values if value.isdecimal()}
    if not lengths <= {1, 2, 4}:
        raise ValueError(values)
    from dateutil import parser as dateutil  # noqa: PLC0415 - most dumps have dates in digits

    default = datetime(2000, 1, 1, tzinfo=UTC)  # all three parts are given: nothing is taken
    day = dateutil.parse(
        " ".join(values), default=default, dayfirst=day_first, yearfirst=year_first
    ).date()
    return day if 4 in lengths else day.replace(year=_of_two_digits(day.year % 100))


def _of_two_digits(year: int) -> int:
    """RFC 2822 §4.3; dateutil would ask the clock which century is near."""
    return year + (2000 if year < 50 else 1900)
