"""The words and figures of a text, and which of its lines a site put in by itself.

Counters, stamps, ads, buttons, lists of other stories: `tables` names them. They change without
the article changing, and stand below the texts of strangers alike.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby

import msgspec

from feedgen_news.furniture import tables
from feedgen_news.likeness import without_signs

_LONGEST_FURNITURE = 80  # characters of a line
_LONGEST_POINTER = 200  # of one that names another story; a longer one is of the text
_LONGEST_LIST = 15  # other stories
_LONGEST_KEPT = 20_000  # characters of a text that is asked for twice; of longer ones there are few
_TRACKED = re.compile(r"(https?://[^\s?#]+)[?#]\S*")
_BETWEEN = re.compile(r"[|·•]")
_NUMBER = re.compile(r"\d+(?: [.,:/'-] \d+)*")
_SIGNS = (
    ("", "\u200c\u200d\u200e\u200f\u061c"),
    ("-", "\u2010\u2011\u2012\u2013\u2212\ufe63"),
    ("'", "\u2018\u2019\u02bc\u00b4"),
    (" ", "\u2026\u00a0\u202f"),
    (".", "\u066b"),
    (",", "\u066c"),
    ("%", "\u066a"),
    ("/", "\u2044"),
)  # the plain spelling of each
_ENDS = tuple(".!?:;…。！？؟।")


def words(text: str) -> str:
    """The words and figures of a text, one space between."""
    grammar = _ascii_grammar() if text.isascii() else _grammar()
    if not text.isascii():
        text = _plain(text)
        if not unicodedata.is_normalized("NFKC", text):
            text = grammar.raised.sub(r"\1 ", grammar.adornment.sub(" ", text))
            text = _plain(unicodedata.normalize("NFKC", text))
    if "://" in text:
        text = _TRACKED.sub(r"\1", text)
    found: list[str] = []
    for chunk in text.casefold().split():
        if chunk.isalpha():
            found.append(chunk)
        else:
            found += grammar.token.findall(chunk)
    return " ".join(found)


def _plain(text: str) -> str:
    for sign, spellings in _SIGNS:
        for spelling in spellings:
            text = text.replace(spelling, sign)
    return text


def own_text(text: str) -> str:
    """The text without what the site put into it by itself."""
    lines = [line for line in text.split("\n") if line.strip()]
    return "\n".join(_own(lines))


def typed_own_text(text: str) -> str:
    """The same without signs of print (see `likeness.without_signs`), for comparisons."""
    return _typed(text) if len(text) <= _LONGEST_KEPT else without_signs(own_text(text))


@lru_cache(maxsize=32)  # the hints of some articles ask for it, and then the marks of their texts
def _typed(text: str) -> str:
    return without_signs(own_text(text))


def _own(lines: list[str]) -> Iterator[str]:
    listed = 0  # how many more may be other stories
    for line in lines:
        if len(line) > _LONGEST_POINTER:
            listed = 0
            yield line
            continue
        name = _name(line)
        if name in tables.LISTS:
            listed = _LONGEST_LIST
        elif listed and _is_headline(line):
            listed -= 1
        elif not _is_furniture(line, name):
            listed = 0
            yield line


def _is_furniture(line: str, name: str) -> bool:
    if _points_elsewhere(line):
        return True
    if not name:
        return False
    return all(_is_line(part) for part in map(_name, _BETWEEN.split(line)) if part)


def _name(line: str) -> str:
    """What a short line says, each figure a 0; "" for a long one."""
    return _NUMBER.sub("0", words(line)) if len(line) <= _LONGEST_FURNITURE else ""


def _is_line(name: str) -> bool:
    return name in tables.LINES or _is_stamp(name.split(" "))


def _is_stamp(said: list[str]) -> bool:
    """Words that say when it was updated, and nothing else."""
    for count in range(min(5, len(said) - 1), 0, -1):
        if " ".join(said[:count]) in tables.STAMPS:
            rest = said[count:]
            dated = any("0" in word for word in rest) and tables.OF_DATES.issuperset(rest)
            return dated or " ".join(rest) in tables.AGO
    return False


def _points_elsewhere(line: str) -> bool:
    """“Read more: …” and its like."""
    before, colon, _ = line.replace("：", ":").partition(":")
    return bool(colon) and _name(before) in tables.LISTS


def _is_headline(line: str) -> bool:
    return not line.rstrip("\"'”’»）)").endswith(_ENDS)


class _Grammar(msgspec.Struct, frozen=True):
    token: re.Pattern[str]
    adornment: re.Pattern[str]  # symbols that NFKC would make letters of
    raised: re.Pattern[str]  # a digit before 2 or ½, which are no further digits of it


@cache
def _ascii_grammar() -> _Grammar:
    never = re.compile(r"(?!)")
    return _Grammar(_tokens(r"[^\W_]", r"$"), never, never)


@cache
def _grammar() -> _Grammar:
    """Classes that `re` has no names for, such as the marks of letters, by Unicode's own table."""
    marks, money = _class("Mn", "Mc", "Me"), _class("Sc")
    adornment = rf"(?![°℃℉№])[{_class('So', 'Cf')}\ufe0e\ufe0f\U0001f000-\U0001faff]"
    return _Grammar(
        _tokens(rf"(?:[^\W_]|[{marks}])", rf"${money}"),
        re.compile(adornment),
        re.compile(rf"(\d)(?=[{_class('No')}])"),
    )


def _tokens(letter: str, money: str) -> re.Pattern[str]:
    """Words; and of punctuation what makes another figure of one. Linear in the text."""
    return re.compile(
        rf"{letter}+"
        rf"|[%‰°{money}]"
        rf"|(?<![^\W_])(?<![-.'])-(?=[{money}]?\.?\d)"  # a minus
        r"|(?<![\w.])\.(?=\d)"  # .5
        r"|(?<=\d)[.,:/'-](?=\d)"
        r"|\+(?=\d)|(?<=\w)\+"  # +5, 18+, C++
        r"|[<>≤≥±≈](?=\d)"
    )


def _class(*categories: str) -> str:
    """The characters of these categories, beyond ASCII, as ranges of a pattern.

    Of the first plane, for which `re` has a table; there lie those that matter.
    """
    return "".join(
        f"\\u{first:04x}-\\u{last:04x}"
        for category, first, last in _runs()
        if category in categories
    )


@cache
def _runs() -> tuple[tuple[str, int, int], ...]:
    """The category of each run of characters, its first and its last."""
    found: list[tuple[str, int, int]] = []
    first = 0x80
    for category, run in groupby(map(unicodedata.category, map(chr, range(first, 0x10000)))):
        following = first + len(list(run))
        found.append((category, first, following - 1))
        first = following
    return tuple(found)
