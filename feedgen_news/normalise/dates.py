"""Dates as the world writes them, or none: nothing is guessed, nothing filled in.

Standard forms (RFC 3339, ISO 8601, Unix time, the forms of East Asia) are read here;
whatever is written in words goes to `wording`.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import msgspec

from feedgen_news.later import pattern
from feedgen_news.model import When
from feedgen_news.normalise import wording
from feedgen_news.normalise.wording import AmbiguousDateError, Clock

_FIRST_YEAR, _LAST_YEAR = 1900, 2200  # beyond lie other calendars, and null values
_NULLS = (date(1969, 12, 31), date(1970, 1, 1))  # what programs print for "no date"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # `fromtimestamp` counts leap seconds in some zones
_LONGEST = 100  # characters of a date in any language

_ISO = re.compile(
    r"(?P<y>\d{4})(?P<sep>[-/.]?)(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})"
    r"(?:\.?[T_ ,]+(?P<H>\d{1,2}):?(?P<M>\d\d)(?::?(?P<S>\d\d)(?:[.,]\d{1,9})?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+\-\u2212]\d\d(?::?\d\d)?(?::\d\d)?)?(?<=\S))?\.?",
    re.IGNORECASE,
)
_EXACT = re.compile(  # what most programs write, without the hours and offsets that are special
    r"((?:19|20)\d\d-\d\d-\d\d[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.\d{1,9})?"
    r"(Z|[+-](?:0\d|1[0-3]):[0-5]\d)",
    re.ASCII,
)
_EAST_ASIAN = pattern(
    r"(?P<y>\d{4})\s*[年년./-]\s*(?P<m>\d{1,2})\s*[月월./-]\s*(?P<d>\d{1,2})\s*[日일號号.]?"
    r"(?:\s*[(（]?\s*(?:星期|週|周)?[一二三四五六日月火水木金土天월화수목금토](?:曜日?|요일)?\s*[)）]?)?"
    r"(?:\s*(?P<half>上午|下午|午前|午後|오전|오후)?\s*(?P<H>\d{1,2})\s*[:時时시]\s*(?P<M>\d{1,2})\s*[分분]?"
    r"(?::(?P<S>\d\d)|\s*(?P<S2>\d{1,2})\s*[秒초])?)?"
)
_COMPACT = pattern(r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)?")
_UNIX = re.compile(r"(\d{9,10}|\d{13}|\d{16})(?:\.\d+)?")  # seconds, or thousandths, millionths
_ASCII_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "，": ",", "：": ":"})
_MARKS_OF_DIRECTION = re.compile("[\u200e\u200f\u061c]")


class Reading(msgspec.Struct, frozen=True):
    """What a text says about time: a `when`, or the code of the problem, or both."""

    when: When | None = None
    code: str | None = None


UNREADABLE = Reading(code="bad-date")
AMBIGUOUS = Reading(code="ambiguous-date")


def read(raw: str, *, zone: ZoneInfo, day_first: bool | None, language: str | None) -> Reading:
    """The instant or the day that a text names; never raises.

    `zone` is that of dates without one, `day_first` settles 03/04/2024, `language` the few
    month names that two languages share. A wall time that a clock change repeats is its
    first occurrence, one that it skips is read with the offset before it (PEP 495, fold=0).
    """
    if hit := _EXACT.fullmatch(raw):
        return _exact(hit[1] + hit[2])
    text = " ".join(_ascii_digits(raw).split()) if len(raw) <= 4 * _LONGEST else ""
    if not text or len(text) > _LONGEST:
        return UNREADABLE
    try:
        if hit := _UNIX.fullmatch(text):
            return _unix(hit[1])
        if hit := _ISO.fullmatch(text) or _EAST_ASIAN.fullmatch(text) or _COMPACT.fullmatch(text):
            return Reading(_numeric(hit.groupdict(), zone))
        return _in_words(text, zone=zone, day_first=day_first, language=language)
    except AmbiguousDateError:
        return AMBIGUOUS
    except (ValueError, OverflowError):
        return UNREADABLE


def _exact(said: str) -> Reading:
    try:
        return Reading(_instant(datetime.fromisoformat(said)))
    except ValueError:  # the 30th of February
        return UNREADABLE


def of_day(day: date, zone: ZoneInfo) -> When:
    """The seconds that belong to a day both in the zone and in UTC."""
    start = datetime.combine(day, time(), zone).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    utc = datetime.combine(day, time(), UTC)
    first, last = max(start, utc), min(end, utc + timedelta(days=1))
    if last <= first:  # a day that the zone left out, as Samoa did when it crossed the date line
        first, last = utc, utc + timedelta(days=1)
    return When(first, int((last - first).total_seconds()))


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    plain = _MARKS_OF_DIRECTION.sub("", text.translate(_ASCII_SPACES))
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in plain)


def _unix(digits: str) -> Reading:
    if re.fullmatch(r"20[2-9]\d(?:0[1-9]|1[0-2])[0-3]\d[0-2]\d", digits):
        return AMBIGUOUS  # 2024032910: seconds, or the tenth hour of a day
    unit = {9: 1, 10: 1, 13: 1000}.get(len(digits), 1_000_000)
    return Reading(_instant(_EPOCH + timedelta(seconds=int(digits) // unit)))


def _instant(moment: datetime) -> When:
    utc = moment.astimezone(UTC)
    _plausible(utc.date())
    return When(utc)


def _plausible(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR or day in _NULLS:
        raise ValueError(day)
    return day


def _numeric(parts: dict[str, str | None], zone: ZoneInfo) -> When:
    year, month, day = (parts[key] or "" for key in "ymd")
    if parts.get("sep") == "" and len(month + day) < 4:
        raise ValueError("2024110 is no date")
    on = _plausible(date(int(year), int(month), int(day)))
    if parts["H"] is None:
        return of_day(on, zone)
    half = "pm" if parts.get("half") in {"下午", "午後", "오후"} else ""
    second = parts["S"] or parts.get("S2")
    clock = Clock(int(parts["H"]), int(parts["M"] or 0), int(second or 0), half)
    offset = wording.offset(parts["zone"]) if parts.get("zone") else None
    return _at(on, clock, offset or zone)


def _at(on: date, clock: Clock, zone: tzinfo) -> When:
    """The instant; 24:00 and a leap second are the next instant (ISO 8601-1 §4.3)."""
    hour = clock.hour
    if clock.half and hour <= 12:  # "17:30 PM" is seen; the 24-hour clock is unmistakable
        hour = hour % 12 + (12 if clock.half == "pm" else 0)
    midnight = (hour, clock.minute, clock.second) == (24, 0, 0)
    leap = clock.second == 60
    wall = time(0 if midnight else hour, clock.minute, 59 if leap else clock.second)
    moment = datetime.combine(on, wall, zone).astimezone(UTC)
    return _instant(moment + timedelta(days=midnight, seconds=leap))


def _in_words(
    text: str, *, zone: ZoneInfo, day_first: bool | None, language: str | None
) -> Reading:
    found = wording.understand(text, day_first=day_first, language=language)
    on = _plausible(found.day)
    if found.clock is None:
        return Reading(of_day(on, zone))
    when = _at(on, found.clock, found.zone or zone)
    return Reading(when, "zone-guessed" if found.zone_guessed else None)
