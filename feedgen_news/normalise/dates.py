"""Dates as the world writes them, or none: nothing is guessed, nothing filled in.

Standard forms first (RFC 3339, ISO 8601, Unix time), then words: month names of some
fifty languages are put into English and dateutil reads the rest. dateutil fills what is
missing from a default, so each text is read with two defaults, and a part in which they
differ was not there.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import product
from zoneinfo import ZoneInfo

import msgspec
from dateutil import parser as dateutil

from feedgen_news.model import When
from feedgen_news.normalise.calendars import FILLERS, ZONES, ZONES_GUESSED, month, weekday, zone_of

_FIRST_YEAR, _LAST_YEAR = 1900, 2200  # beyond lie other calendars, and null values
_LONGEST = 100  # characters of a date in any language

_ISO = re.compile(
    r"(?P<y>\d{4})(?P<sep>[-/.]?)(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})"
    r"(?:\.?[T_ ,]+(?P<H>\d{1,2}):?(?P<M>\d\d)(?::?(?P<S>\d\d)(?:[.,]\d{1,9})?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+\-\u2212]\d\d(?::?\d\d)?(?::\d\d)?)?)?\.?",
    re.IGNORECASE,
)
_CJK = re.compile(
    r"(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일號号]?"
    r"(?:\s*[(（]?\s*(?:星期|週|周)?[一二三四五六日月火水木金土天월화수목금토](?:曜日?|요일)?\s*[)）]?)?"
    r"(?:\s*(?P<half>上午|下午|午前|午後|오전|오후)?\s*(?P<H>\d{1,2})\s*[:時时시]\s*(?P<M>\d{1,2})\s*[分분]?"
    r"(?::(?P<S>\d\d)|\s*(?P<S2>\d{1,2})\s*[秒초])?)?"
)
_UNIX = re.compile(r"(?P<n>\d{9,10}|\d{12,13}|\d{15,16})(?:\.\d+)?")
_OFFSET = re.compile(r"(?:\b(?:GMT|UTC)\s*)?([+\-\u2212])(\d{1,2}):?(\d\d)?(?!\d)")
_TIME = re.compile(r"(?<!\d)(\d{1,2}):(\d\d)(?::(\d\d))?(?:[.,]\d+)?(?=\D|$)")
_WORD = re.compile(r"[^\W\d_]+(?:[.'’][^\W\d_]+)*\.?(?:[\u0300-\u036f])*")
_LONG_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_SHORT_RFC822 = re.compile(r"^([A-Za-z]{3},\s*)?(\d{1,2}\s+[A-Za-z]{3})\s+(\d\d)(?=\s+\d\d?:\d\d)")


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
    text = " ".join(_ascii_digits(raw).split()) if len(raw) <= 4 * _LONGEST else ""
    if not text or len(text) > _LONGEST:
        return UNREADABLE
    try:
        if hit := _UNIX.fullmatch(text):
            return Reading(_unix(hit["n"]))
        if hit := _ISO.fullmatch(text) or _CJK.fullmatch(text):
            return _numeric(hit.groupdict(), zone)
        return _words(text, zone=zone, day_first=day_first, language=language)
    except (ValueError, OverflowError, TypeError, AttributeError):  # dateutil raises them all
        return UNREADABLE


def of_day(day: date, zone: ZoneInfo) -> When:
    """The seconds that belong to a day both in the zone and in UTC."""
    start = datetime.combine(day, time(), zone).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    utc = datetime.combine(day, time(), UTC)
    first, last = max(start, utc), min(end, utc + timedelta(days=1))
    return When(first, int((last - first).total_seconds()))


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    text = text.replace("\u00a0", " ").replace("，", ", ").replace("：", ":")
    return "".join(
        str(unicodedata.digit(c)) if c.isdecimal() else c
        for c in text
        if c not in "\u200e\u200f\u061c"
    )


def _unix(digits: str) -> When:
    unit = 1 if len(digits) <= 10 else 1000 if len(digits) <= 13 else 1_000_000
    return _instant(datetime.fromtimestamp(int(digits) // unit, UTC))


def _instant(moment: datetime) -> When:
    moment = moment.astimezone(UTC).replace(microsecond=0)
    _plausible(moment.date())
    if moment.timestamp() == 0:  # what programs print for "no date"
        raise ValueError(moment)
    return When(moment)


def _plausible(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR or day == date(1970, 1, 1):
        raise ValueError(day)
    return day


def _numeric(parts: dict[str, str | None], zone: ZoneInfo) -> Reading:
    year, month_, day = (int(parts[key] or 0) for key in "ymd")
    if parts.get("sep") == "" and len((parts["m"] or "") + (parts["d"] or "")) < 4:
        return UNREADABLE  # 2024110 is no date
    on = _plausible(date(year, month_, day))
    if parts["H"] is None:
        return Reading(of_day(on, zone))
    hour, minute, second = (
        int(parts["H"]),
        int(parts["M"] or 0),
        int(parts["S"] or parts.get("S2") or 0),
    )
    if parts.get("half") in {"下午", "午後", "오후"} and hour < 12:
        hour += 12
    return Reading(_at(on, (hour, minute, second), _offset(parts.get("zone")) or zone))


def _at(on: date, clock: tuple[int, int, int], zone: ZoneInfo | timezone) -> When:
    """The instant; 24:00 and a leap second are the next instant (ISO 8601-1 §4.3)."""
    hour, minute, second = clock
    midnight, leap = (hour, minute, second) == (24, 0, 0), second == 60
    moment = datetime.combine(
        on, time(0 if midnight else hour, minute, 59 if leap else second), zone
    )
    return _instant(moment.astimezone(UTC) + timedelta(days=midnight, seconds=leap))


def _offset(text: str | None) -> timezone | None:
    if text is None:
        return None
    hit = _OFFSET.fullmatch(text)
    if hit is None:
        return UTC if text.upper() in {"Z", "UTC", "GMT"} else _bad_offset(text)
    minutes = int(hit[2]) * 60 + int(hit[3] or 0)
    if minutes > 14 * 60 or int(hit[3] or 0) > 59:  # no clock on Earth is further ahead
        _bad_offset(text)
    return timezone(timedelta(minutes=-minutes if hit[1] in "-\u2212" else minutes))


def _bad_offset(text: str) -> timezone:
    raise ValueError(text)


def _words(text: str, *, zone: ZoneInfo, day_first: bool | None, language: str | None) -> Reading:
    text = _SHORT_RFC822.sub(lambda hit: f"{hit[1] or ''}{hit[2]} {_century(hit[3])}", text)
    text = re.sub(r"(?i)\btháng\s+(\d{1,2})", lambda hit: f"th{hit[1]}", text)  # Vietnamese
    text = re.sub(r"(\d{1,2})\s*[hH]\s*(\d\d)(?!\d)", r"\1:\2", text)
    text = re.sub(r"(\d{1,2})\.(\d\d)(?=\s*(?:Uhr|klo))", r"\1:\2", text)
    text = re.sub(r"(?i)(?<![\d:])(\d{1,2})\s*([ap]\.?m\b)", r"\1:00 \2", text)
    clock, offset, rest = None, None, text
    if hit := _TIME.search(text):
        clock, offset, rest = _split_time(text, hit)
    english = _english(rest, language)
    if english is None:
        return UNREADABLE
    if english.ambiguous:
        return AMBIGUOUS
    found = _calendar_day(english.text, day_first=day_first)
    if isinstance(found, Reading):
        return found
    if clock is None:
        return Reading(of_day(found, zone)) if not english.half else UNREADABLE
    known = offset or english.zone or zone
    guessed = "zone-guessed" if english.guessed and offset is None else None
    return Reading(_at(found, _twelve_hours(clock, english.half), known), guessed)


def _century(year: str) -> int:
    """RFC 2822 §4.3: two digits below 50 are of this century."""
    return int(year) + (2000 if int(year) < 50 else 1900)


def _split_time(text: str, hit: re.Match[str]) -> tuple[tuple[int, int, int], timezone | None, str]:
    clock = (int(hit[1]), int(hit[2]), int(hit[3] or 0))
    after = text[hit.end() :]
    zone = re.match(r"\s*(?:[aApP]\.?[mM]\.?)?\s*\(?(" + _OFFSET.pattern + ")", after)
    if zone is None:
        return clock, None, f"{text[: hit.start()]} {after}"
    half = after[: zone.start(1)]
    return clock, _offset(zone[1]), f"{text[: hit.start()]} {half} {after[zone.end() :]}"


def _twelve_hours(clock: tuple[int, int, int], half: str) -> tuple[int, int, int]:
    hour, minute, second = clock
    if half and not 1 <= hour <= 12 and hour != 0:
        half = ""  # "17:30 PM" is seen; the 24-hour clock is unmistakable
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour, minute, second


class _English(msgspec.Struct):
    """A date in which every word is an English month or gone."""

    text: str
    half: str = ""
    zone: timezone | ZoneInfo | None = None
    guessed: bool = False
    ambiguous: bool = False


def _english(text: str, language: str | None) -> _English | None:
    """The date with its words understood; None where one of them is not."""
    result = _English("")
    months = 0

    def understand(hit: re.Match[str]) -> str:
        nonlocal months
        word = hit[0].casefold().rstrip(".").replace(".", "")
        if word in {"am", "pm"}:
            result.half = word
            return " "
        if hit[0].isupper() and word.upper() in ZONES:
            result.zone = zone_of(word.upper())
            result.guessed = word.upper() in ZONES_GUESSED
            return " "
        if word in FILLERS or hit[0] in {"T", "Z"}:
            return " "
        number = month(word, language)
        if number == 0:
            result.ambiguous = True
        if number is None or (
            weekday(word) and months == 0 and _names_month_later(text[hit.end() :], language)
        ):
            if weekday(word):
                return " "
            raise ValueError(word)
        months += 1
        return f" {_MONTHS[number - 1]} "

    try:
        result.text = re.sub(
            r"[()|,،·•–—/]+(?=\s|$)|(?<=\s)[()|·•–—/]+",
            " ",
            _WORD.sub(understand, _plain_ordinals(text)),
        )
    except ValueError:
        return None
    return result if months <= 1 else None


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _plain_ordinals(text: str) -> str:
    return re.sub(r"(?<=\d)(?:st|nd|rd|th|er|º|ª|\.º)(?=\W|$)", " ", text)


def _names_month_later(text: str, language: str | None) -> bool:
    return any(month(word.casefold().rstrip("."), language) for word in _WORD.findall(text))


def _calendar_day(text: str, *, day_first: bool | None) -> date | Reading:
    """The one day that dateutil reads under every assumption that is left open."""
    text = " ".join(text.replace("，", " ").strip(" .,:;-|()").split())
    if not re.search(r"\d", text) or re.search(r"[^\w\s./,\-]", text):
        return UNREADABLE
    year_given = bool(_LONG_YEAR.search(text))
    orders = (day_first,) if day_first is not None else (False, True)
    found: set[date] = set()
    for order, year_first in product(
        orders, (False,) if year_given or day_first is not None else (False, True)
    ):
        read = [
            dateutil.parse(
                text, default=default, dayfirst=order, yearfirst=year_first, ignoretz=True
            )
            for default in (datetime(2001, 1, 1), datetime(2004, 2, 29))  # noqa: DTZ001 - only the day is read
        ]
        if read[0].date() != read[1].date():
            return UNREADABLE
        found.add(read[0].date())
    if len(found) > 1:
        return AMBIGUOUS
    return _plausible(found.pop())
