"""One piece of JSON to Python values: strict, at C speed, and never a crash."""

import json
import math
import re
from typing import Any

import msgspec

from feedgen_news.loaders.decoding import as_text

MAX_DEPTH = 100  # brackets inside brackets; the parsers recurse on the C stack
_BRACKETS = re.compile(rb'"[^"\\]*+(?>(?:\\.[^"\\]*+)*)"?|[\[{]|[\]}]', re.DOTALL)


class BrokenJSONError(Exception):
    """The piece is not JSON; the message says why and echoes nothing of it."""


def decode_quickly(piece: bytes) -> Any:
    """The value of a piece that has nothing odd about it; raises `BrokenJSONError`."""
    if is_deep(piece):
        raise BrokenJSONError(f"nested deeper than {MAX_DEPTH}")
    try:
        return msgspec.json.decode(piece)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BrokenJSONError("not one value of plain UTF-8") from None


def decode(piece: bytes) -> tuple[Any, str | None]:
    """The value, and the code of what was odd about its bytes.

    Of a key given twice the last counts. Raises `BrokenJSONError`, also for what JSON
    allows and no article needs: 1e999, integers of thousands of digits, deep nesting.
    """
    if is_deep(piece):
        raise BrokenJSONError(f"nested deeper than {MAX_DEPTH}")
    try:
        return msgspec.json.decode(piece), None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _decode_slowly(piece)  # says where, and lets lone surrogates pass


def is_deep(piece: bytes) -> bool:
    """Whether brackets nest deeper than `MAX_DEPTH`."""
    if piece.rfind(b"{") <= 0 and piece.rfind(b"[") == piece.find(b"["):
        return False  # as nearly all are
    if not (_are_many(b"{", piece) or _are_many(b"[", piece)):
        return False
    depth = 0
    for match in _BRACKETS.finditer(piece):
        first = match[0][:1]
        depth += (first in b"[{") - (first in b"]}")
        if depth > MAX_DEPTH:
            return True
    return False


def _are_many(bracket: bytes, piece: bytes) -> bool:
    """Whether so many brackets of a kind are there that, with others, they may nest too deep."""
    at = -1
    for _ in range(MAX_DEPTH // 2 + 1):
        at = piece.find(bracket, at + 1)
        if at < 0:
            return False
    return True


def _decode_slowly(piece: bytes) -> tuple[Any, str | None]:
    text, oddity = as_text(piece)
    try:
        return json.loads(text, parse_constant=_no_number, parse_float=_finite), oddity
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, " if error.lineno > 1 else ""
        raise BrokenJSONError(f"{error.msg}: {place}column {error.colno}") from None
    except ValueError:
        raise BrokenJSONError("a number that is too large, or none") from None


def _no_number(_: str) -> float:
    raise ValueError


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError
    return number
