"""Plain text, ids, URLs and dates: what holds for them in every format."""

import re
from datetime import UTC, datetime, timedelta
from html.entities import html5
from urllib.parse import urlsplit

from feedgen_news.checks import values
from feedgen_news.checks.finding import Check, Fault, Faults, shown

CODES = {
    "missing-element": Check("E", "something the format requires is not there"),
    "missing-attribute": Check("E", "an element lacks an attribute it requires"),
    "repeated-element": Check("E", "something that may stand once stands more often"),
    "blank-text": Check("W", "a title, name or category of no characters"),
    "untrimmed-text": Check("W", "a title of several lines, or with white space around it"),
    "markup-in-text": Check("W", "a tag in a text that is to be plain; readers swallow or show it"),
    "entity-in-text": Check("W", "an entity in a text that is to be plain: it was escaped twice"),
    "replacement-character": Check(
        "W",
        "a \ufffd: the text was damaged before it came here",
        "look for the right encoding of the source; \ufffd in the dump itself cannot be mended",
    ),
    "email-in-name": Check("W", "an e-mail address in a name; robots collect them"),
    "control-character": Check("E", "a character that XML 1.0 forbids, or a control character"),
    "id-not-absolute": Check("E", "an id that is no absolute IRI"),
    "id-not-ascii": Check("W", "an id with other characters than ASCII; FreshRSS changes it"),
    "relative-link": Check("E", "a link that is not absolute http(s); readers cannot follow it"),
    "bad-date": Check("E", "a date that is not in the format's form, or no date at all"),
    "wrong-weekday": Check("W", "the day of the week does not belong to the date"),
    "named-zone": Check("W", "a time zone by name instead of by number"),
    "old-date": Check(
        "W",
        "a date before 1990, which validators hold for a mistake",
        "leave it where the article is that old; else look at the source's dates",
    ),
    "no-date": Check("W", "an entry without a date: readers take the time of their visit"),
    "future-date": Check(
        "W", "more than a day later than the file was written; readers hide or pin it"
    ),
}

_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e]"
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_ENTITY = re.compile(r"&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s<>@]{1,64}@[a-z0-9.-]{1,250}\.[a-z]{2,}", re.IGNORECASE)
_IRI = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_RFC822 = re.compile(
    r"(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d) (\S+)",
    re.ASCII,
)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = dict(
    zip("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), range(1, 13), strict=True)
)
_NUMERIC_ZONE = re.compile(r"[+-]\d{4}", re.ASCII)
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)


def plain(text: str | None, where: str, *, one_line: bool = True) -> Faults:
    """A title, name or category: one trimmed line of plain text, not blank."""
    text = text or ""
    yield from characters(text, where)
    if not text.strip():
        yield Fault("blank-text", where)
    elif one_line and (text != text.strip() or "\n" in text or "\r" in text):
        yield Fault("untrimmed-text", where, shown(text))
    if _TAG.search(text):
        yield Fault("markup-in-text", where, shown(text))
    if any(hit.startswith("#") or f"{hit};" in html5 for hit in _ENTITY.findall(text)):
        yield Fault("entity-in-text", where, shown(text))


def person(name: str | None, where: str) -> Faults:
    """A name, and nothing but a name."""
    yield from plain(name, where)
    if _EMAIL.search(name or ""):
        yield Fault("email-in-name", where, shown(name or ""))


def characters(text: str, where: str) -> Faults:
    """No control characters, noncharacters, surrogates or bidi overrides."""
    if bad := _CONTROL.search(text):
        yield Fault("control-character", where, f"U+{ord(bad[0]):04X}")
    if "\ufffd" in text:
        yield Fault("replacement-character", where)


def entry_id(identifier: str, where: str) -> Faults:
    """A permanent id (RFC 4287 §4.2.6), in ASCII; that one is missing is said elsewhere."""
    if identifier and not _IRI.fullmatch(identifier):
        yield Fault("id-not-absolute", where, shown(identifier))
    if not identifier.isascii():
        yield Fault("id-not-ascii", where, shown(identifier))
    elif identifier:
        yield from values.identifier(identifier, where)


def link(url: str | None, where: str) -> Faults:
    """An absolute http(s) URL."""
    if not is_absolute(url or ""):
        yield Fault("relative-link", where, shown(url or ""))
    else:
        yield from values.url(url or "", where)


def is_absolute(url: str) -> bool:
    """Whether it is an http(s) URL with a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and " " not in url


def rfc3339_date(text: str | None, where: str, modified: datetime) -> Faults:
    """A date of Atom or JSON Feed."""
    moment = None
    if _RFC3339.fullmatch(text or ""):
        try:
            moment = datetime.fromisoformat(text or "")
        except ValueError:
            moment = None
    if moment is None:
        yield Fault("bad-date", where, shown(text or ""))
    else:
        yield from _plausible(moment, where, modified)


def rfc822_date(text: str | None, where: str, modified: datetime) -> Faults:
    """A date of RSS: four-digit year, English names, the right weekday, a numeric zone."""
    form = _RFC822.fullmatch(text or "")
    moment = _moment(form[2]) if form else None
    if form is None or moment is None:
        yield Fault("bad-date", where, shown(text or ""))
        return
    if form[1] and form[1] != _WEEKDAYS[moment.weekday()]:
        yield Fault("wrong-weekday", where, shown(form[0]))
    if not _NUMERIC_ZONE.fullmatch(form[3]):
        yield Fault("named-zone", where, shown(form[0]))
    yield from _plausible(moment, where, modified)


def rfc822_order(text: str) -> str:
    """A date of RSS as text that sorts; "" where it is none."""
    form = _RFC822.fullmatch(text)
    moment = _moment(form[2]) if form else None
    return moment.isoformat() if moment else ""


def rfc822_instant(text: str) -> str:
    """A date of RSS as the second it means, in UTC; "" where it is none, or its zone is a name."""
    form = _RFC822.fullmatch(text)
    is_known = form and _moment(form[2]) and _NUMERIC_ZONE.fullmatch(form[3])
    return _instant(form[2] + form[3], "%d %b %Y %H:%M:%S%z") if form and is_known else ""


def rfc3339_instant(text: str) -> str:
    """A date of Atom or JSON Feed as the second it means, in UTC; "" where it is none."""
    return _instant(text) if _RFC3339.fullmatch(text) else ""


def _instant(text: str, form: str = "") -> str:
    try:
        moment = datetime.strptime(text, form) if form else datetime.fromisoformat(text)  # noqa: DTZ007
        return moment.astimezone(UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError):
        return ""


def _moment(text: str) -> datetime | None:
    day, month, year, time = text.split(" ")
    hours, minutes, seconds = (int(part) for part in time.split(":"))
    try:
        return datetime(int(year), _MONTHS[month], int(day), hours, minutes, seconds, tzinfo=UTC)
    except (KeyError, ValueError):
        return None


def _plausible(moment: datetime, where: str, modified: datetime) -> Faults:
    if moment < _OLDEST:
        yield Fault("old-date", where, moment.isoformat())
    if moment - modified > timedelta(days=1):
        yield Fault("future-date", where, moment.isoformat())
