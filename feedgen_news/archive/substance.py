"""What of an article readers should be told of when it changes: its words and figures.

Not: punctuation, quotes, dashes, case, white space, symbols that only adorn, what stands behind
the path of an address, nor whole lines that sites put in by themselves (see `furniture`). Every
figure counts, with its sign, its point, its percent or currency.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from functools import cache

import msgspec

from feedgen_news.archive import furniture
from feedgen_news.archive.versions import digest
from feedgen_news.model import Article

SCHEME = "2:"  # before each digest; raised when the rules change, so that old ones are known
UNKNOWN = "?"  # by an older scheme, and the text it was made of is gone

_LONGEST_FURNITURE = 80  # characters of a line
_LONGEST_POINTER = 200  # of one that names another story
_LONGEST_LIST = 15  # other stories
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


def substance_of(article: Article) -> str:
    """A digest of what readers should be told of, which names its scheme."""
    text = words(_told(article.text))
    summary = words(_told(article.summary))
    if summary and text.startswith(summary):  # however much of it a scraper took for one
        summary = ""
    return SCHEME + digest((words(article.title) or article.title, summary, text))


def comparable(substance: str) -> bool:
    """Whether it can be held against one that `substance_of` makes."""
    return substance.startswith(SCHEME)


def keep_comparable(db: sqlite3.Connection, number: int, article: Article) -> None:
    """Before a row's facts give way: its substance by the scheme of today.

    `article` is what the row holds. So an upgrade costs nothing until an article changes, and
    is no change itself.
    """
    (before, slim) = db.execute(
        "SELECT substance, slim FROM articles WHERE number = ?", (number,)
    ).fetchone()
    if before and not comparable(before):
        substance = UNKNOWN if slim == 1 else substance_of(article)
        db.execute("UPDATE articles SET substance = ? WHERE number = ?", (substance, number))


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


def _told(text: str) -> str:
    """The text without what the site put into it by itself."""
    lines = [line for line in text.split("\n") if line.strip()]
    return "\n".join(_own(lines))


def _own(lines: list[str]) -> Iterator[str]:
    listed = 0  # how many more may be other stories
    for line in lines:
        name = _name(line)
        if name in furniture.LISTS:
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
    return name in furniture.LINES or _is_stamp(name.split(" "))


def _is_stamp(said: list[str]) -> bool:
    """Words that say when it was updated, and nothing else."""
    for count in range(min(5, len(said) - 1), 0, -1):
        if " ".join(said[:count]) in furniture.STAMPS:
            rest = said[count:]
            dated = any("0" in word for word in rest) and furniture.OF_DATES.issuperset(rest)
            return dated or " ".join(rest) in furniture.AGO
    return False


def _points_elsewhere(line: str) -> bool:
    """“Read more: …” and its like."""
    before, colon, _ = line.replace("：", ":").partition(":")
    short = len(line) <= _LONGEST_POINTER and len(before) <= _LONGEST_FURNITURE
    return bool(colon) and short and _name(before) in furniture.LISTS


def _is_headline(line: str) -> bool:
    return len(line) <= _LONGEST_POINTER and not line.rstrip("\"'”’»）)").endswith(_ENDS)


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
    ranges: list[list[int]] = []
    for code in range(0x80, 0x10000):
        if unicodedata.category(chr(code)) not in categories:
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\u{first:04x}-\\u{last:04x}" for first, last in ranges)
