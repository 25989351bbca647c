"""Where copies are looked for: numbers that a text leaves in an index, and its copies as well.

Of an exact copy, a digest. Of near ones, the bands of a MinHash signature (Broder 1997;
Leskovec, Rajaraman, Ullman, Mining of Massive Datasets §3.4): two texts with half of their word
sequences in common share a band 24 times in 25, with a tenth in common one time in 42.

A number begins with the fortnight of the article's date. So a search looks at a few
fortnights' part of the index however large it is, and news is filed at its end.
"""

import hashlib
import json
import sqlite3
import struct
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

from feedgen_news.archive.copies.texts import Told, is_long, own, shingles, words

Kind = Literal["exact", "near"]

KINDS: tuple[Kind, ...] = ("exact", "near")
APART = 7 * 86_400  # seconds; of stories whose dates are further apart none is a copy

_SPAN = 14 * 86_400  # seconds, of one part of the index
_BANDS, _ROWS, _SEED = 24, 3, 42
_HASH = 5  # bytes
_CROWD = 50  # articles under one number: more of them agree in a form or a notice, not in news


def scheme(kind: Kind) -> str:
    """The version of what makes the numbers: where it is another, they are made anew."""
    return "1" if kind == "exact" else f"1.{_rensa().RMinHash.ALGORITHM_VERSION}"


def mark_of(text: str) -> int | None:
    """The number that a text leaves for exact copies, without the time; None if it is short."""
    said = own(text)
    return _hash("exact", said) if is_long(said) else None


def marks(kind: Kind, told: Told) -> list[int]:
    """The numbers of a text, without the time; none of a short one."""
    mark = mark_of(told.text)
    if mark is None or kind == "exact":
        return [] if mark is None else [mark]
    sketch = _rensa().RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    sketch.update(shingles(words(told.text)))
    digest = sketch.digest()
    bands = (digest[at : at + _ROWS] for at in range(0, len(digest), _ROWS))
    return [_hash(kind, struct.pack(">4I", at, *band)) for at, band in enumerate(bands)]


def leave(db: sqlite3.Connection, number: int, of: list[int], *, date: int) -> None:
    """File an article under its numbers, but where it is crowded."""
    db.executemany(
        "INSERT OR IGNORE INTO traces SELECT ?1, ?2"
        " WHERE (SELECT COUNT(*) FROM traces WHERE trace = ?1) < ?3",
        [(_dated(mark, date // _SPAN), number, _CROWD) for mark in of],
    )


def leave_unshared(db: sqlite3.Connection, *, until: int) -> None:
    """File the newcomers (see `newcomers`) whose mark no other one has, nor anything near in time.

    Only what is dated `until` then, in seconds since 1970 UTC.
    """
    db.execute(
        "INSERT OR IGNORE INTO traces SELECT m.mark + (s.span << 41), m.article"
        " FROM (SELECT mark, MIN(article) AS article FROM newcomers WHERE mark IS NOT NULL"
        "  GROUP BY mark HAVING COUNT(*) = 1) m"
        " JOIN (SELECT number, date / ?1 - (date % ?1 < 0) AS span FROM articles"
        "  WHERE date <= ?2 AND slim != 1) s ON s.number = m.article"
        " WHERE NOT EXISTS (SELECT 1 FROM traces WHERE trace IN (m.mark + ((s.span - 1) << 41),"
        "  m.mark + (s.span << 41), m.mark + ((s.span + 1) << 41)))",
        (_SPAN, until),
    )


def found(db: sqlite3.Connection, of: list[int], *, date: int) -> dict[int, int]:
    """The articles that share a number, and how many they share; dates may be too far apart."""
    spans = range((date - APART) // _SPAN, (date + APART) // _SPAN + 1)
    numbers = [_dated(mark, span) for mark in of for span in spans]
    rows = db.execute(
        "SELECT t.article, COUNT(*) FROM json_each(?) j CROSS JOIN traces t ON t.trace = j.value"
        " GROUP BY t.article",
        (json.dumps(numbers),),
    )
    return dict(rows.fetchall())


def remove(db: sqlite3.Connection, kind: Kind, number: int) -> None:
    """Take an article out of the index."""
    db.execute(
        "DELETE FROM traces WHERE article = ? AND ((trace >> 40) & 1) = ?", (number, _bit(kind))
    )


def remove_all(db: sqlite3.Connection, kind: Kind) -> None:
    """Empty the index."""
    db.execute("DELETE FROM traces WHERE ((trace >> 40) & 1) = ?", (_bit(kind),))


def hand_over(db: sqlite3.Connection, kind: Kind, *, of: int, to: int) -> None:
    """File what stands for one article under another."""
    db.execute(
        "UPDATE OR REPLACE traces SET article = ? WHERE article = ? AND ((trace >> 40) & 1) = ?",
        (to, of, _bit(kind)),
    )


def is_available(kind: Kind) -> bool:
    """Whether the library that it takes is installed."""
    return kind == "exact" or find_spec("rensa") is not None


def _rensa() -> Any:
    """Loaded only where near copies are looked for."""
    return import_module("rensa")


def _bit(kind: Kind) -> int:
    return KINDS.index(kind)


def _hash(kind: Kind, of: bytes) -> int:
    digest = hashlib.blake2b(of, digest_size=_HASH).digest()
    return _bit(kind) << 40 | int.from_bytes(digest)


def _dated(mark: int, span: int) -> int:
    return (span << 41) + mark
