"""The kinds of values a config holds, each with its bounds and what it says when they break."""

import ipaddress
import re
import zoneinfo
from collections.abc import Callable
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from feedgen_news.config.encodings import encoding_named
from feedgen_news.config.folding import says_something
from feedgen_news.config.mistakes import near_miss, shown
from feedgen_news.config.patterns import compile_glob, compile_regex
from feedgen_news.config.slugs import slug_mistake
from feedgen_news.model import unique

_DIGITS = re.compile(r"[0-9]{1,12}")
_LEADING_ZERO = re.compile(r"0[0-9]+")
_CLOSED_BY = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys(
    "\u2066\u2067\u2068", "\u2069"
)
_URL = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*")
_WILD = re.compile(r"^\*(?!\*)|(?<!\*)\*$")
_ZONES_OF_THE_MACHINE = ("localtime", "posixrules", "Factory", "posix/", "right/")


def whole_number(low: int, high: int) -> Callable[[object], int]:
    """A check for a whole number in these bounds, given as digits or as an int."""

    def check(value: object) -> int:
        if isinstance(value, str) and _LEADING_ZERO.fullmatch(value):
            raise ValueError(f"{shown(value)} begins with a zero, as octal numbers do; remove it")
        number = int(value) if isinstance(value, str) and _DIGITS.fullmatch(value) else value
        if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
            raise ValueError(f"expected a whole number from {low} to {high}{_found(value)}")
        return number

    return check


_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_SPAN = re.compile(r"([1-9][0-9]{0,4}) (day|week|month|year)s?")


def days(value: object) -> object:
    """A number of days from a span such as `3 weeks`; a month has 30, a year 365."""
    span = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    number = int(span[1]) * _DAYS[span[2]] if span else value
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= 36_500:
        raise ValueError(f"expected a span such as 30 days, 6 weeks or 2 years{_found(value)}")
    return number


def _found(value: object) -> str:
    return f", found {shown(value)}" if isinstance(value, str) else ""


def _true_or_false(value: object) -> object:
    words = {"true": True, "false": False}
    found = words.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise ValueError(f"expected true or false{_found(value)}")  # noqa: TRY004 (pydantic's way)
    return found


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("empty; write some text")
    return value.strip()


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _balanced(value: str) -> str:
    """Text whose controls of direction end with it, so that they turn nothing behind it."""
    open_now: list[str] = []
    for char in value:
        if char in _CLOSED_BY:
            open_now.append(_CLOSED_BY[char])
        elif char in _CLOSED_BY.values() and (not open_now or open_now.pop() != char):
            raise _unbalanced(char)
    if open_now:
        raise _unbalanced(open_now[-1])
    return value


def _unbalanced(char: str) -> ValueError:
    return ValueError(
        f"a control of the direction of text without its pair (U+{ord(char):04X}); remove it"
    )


def _bare(value: str) -> str:
    if value != _not_blank(value):
        raise ValueError("white space before or after the address; remove it")
    return value


def _word(value: str) -> str:
    if not says_something(value):
        raise ValueError(f"{shown(value)} holds no letter, digit or symbol to look for")
    if "*" in value and _WILD.search(value.strip()):
        raise ValueError(
            f"{shown(value)}: words are found whole and * stands for itself; "
            r"for a beginning of words use `regex`, as in \bimmigr"
        )
    return value


def _regex(value: str) -> str:
    compile_regex(value)
    return value


def _slug(value: str) -> str:
    if mistake := slug_mistake(value):
        raise ValueError(f"{shown(value)} is {mistake}")
    return value


def _glob(value: str) -> str:
    compile_glob(value)
    return value


def _language(value: str) -> str:
    if not _LANGUAGE.fullmatch(value) or len(value) > 35:
        raise ValueError(f"{shown(value)} is no language tag; expected one such as en or pt-BR")
    return value


def _timezone(value: str) -> str:
    if not _ZONE.fullmatch(value) or value.startswith(_ZONES_OF_THE_MACHINE):
        raise _no_timezone(value)
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise _no_timezone(value) from None
    return value


def _no_timezone(value: str) -> ValueError:
    hint = near_miss(value, zoneinfo.available_timezones())
    return ValueError(
        f"{shown(value)} is no time zone; expected an IANA name such as Asia/Riyadh{hint}"
    )


def _encoding(value: str) -> str:
    name = encoding_named(value)
    if name is None:
        raise ValueError(f"{shown(value)} is no encoding of text; expected one such as cp1252")
    return name


def split_address(value: str) -> SplitResult:
    """An absolute http(s) address in its parts; raises ValueError with what is wrong."""
    wrong = ValueError(f"{shown(value)} is no address; expected https://host/ in ASCII")
    if not _URL.fullmatch(value):
        raise wrong
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise wrong from None
    if "@" in parts.netloc:
        raise ValueError("an address with a user name or password; remove what stands before the @")
    if not parts.hostname or not _is_host(parts.hostname):
        raise wrong
    return parts


def _is_host(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        labels = name.removesuffix(".").split(".")
        return len(name) <= 253 and all(
            re.fullmatch(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", x) for x in labels
        )
    return True


def _base_address(value: str) -> str:
    split_address(value)
    return value


def _site_address(value: str) -> str:
    parts = split_address(value)
    if "?" in value or "#" in value:
        raise ValueError("an address of a folder; remove what stands after the ? or #")
    if any(part in {".", ".."} for part in parts.path.split("/")):
        raise ValueError(f"{shown(value)}: remove the . and .. from the path")
    return value if value.endswith("/") else f"{value}/"


Text = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(_not_blank)]
Line = Annotated[Text, AfterValidator(_one_line)]
Title = Annotated[Line, AfterValidator(_balanced)]
FreeText = Annotated[
    str,
    StringConstraints(max_length=10_000, strip_whitespace=True),
    AfterValidator(_balanced),
]
Address = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(_bare)]
Word = Annotated[Line, AfterValidator(_word)]
Regex = Annotated[str, AfterValidator(_regex)]
Glob = Annotated[Text, AfterValidator(_glob)]
Language = Annotated[Text, AfterValidator(_language)]
Timezone = Annotated[Text, AfterValidator(_timezone)]
Encoding = Annotated[Text, AfterValidator(_encoding)]
SiteUrl = Annotated[Address, AfterValidator(_site_address)]
BaseUrl = Annotated[Address, AfterValidator(_base_address)]
TrueOrFalse = Annotated[bool, BeforeValidator(_true_or_false)]
Items = Annotated[int, Field(ge=1, le=1_000), BeforeValidator(whole_number(1, 1_000))]
MinItems = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(whole_number(1, 1_000_000))]
MaxBytes = Annotated[
    int, Field(ge=10_000, le=5_000_000), BeforeValidator(whole_number(10_000, 5_000_000))
]
Addresses = Annotated[tuple[BaseUrl, ...], AfterValidator(unique)]
Formats = Annotated[tuple[str, ...], AfterValidator(unique)]
Days = Annotated[
    int,
    BeforeValidator(days),
    PlainSerializer(lambda number: f"{number} days", return_type=str),
    WithJsonSchema({"type": "string"}),
]
PerSource = Annotated[int, Field(ge=1, le=1_000), BeforeValidator(whole_number(1, 1_000))]
Slug = Annotated[Text, AfterValidator(_slug)]
