"""Articles that are met again and say what they said: kept many at once.

All that such an article is known by leads to one row and to no other, and the row holds what it
says, but for the place where it was said. Then taking it in (see `build`) comes to this: the row
was met, and by which version. Whatever is not surely so is taken in one by one.

Nor is there anything new that the row is known by: the version that it holds left its hints with
the look of its text, and these are the same, for they are made of what an article says.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import msgspec

from feedgen_news.archive.kinship import ADDRESS, LOOKS, digest_of
from feedgen_news.archive.prepared import Prepared
from feedgen_news.archive.sealing import SEALED, check_article, checksum
from feedgen_news.archive.versions import DIGEST, encoded, facts_of

_COUNTED = LOOKS  # looks under one hint: more than a row has of which none can be forgotten
_WHERE = b',"origin":'  # begins what of the facts only says where they lay

_LED_BY_KEY = "SELECT k.key, k.article FROM json_each(?) j CROSS JOIN keys k ON k.key = j.value"
_KEYS = (
    "SELECT k.article, k.key FROM json_each(?) j"
    " CROSS JOIN keys k INDEXED BY keys_by_article ON k.article = j.value"
)
_HINTS = (
    "SELECT l.article, l.number, h.hint FROM json_each(?) j"
    " CROSS JOIN looks l INDEXED BY looks_by_article ON l.article = j.value"
    " LEFT JOIN hints h INDEXED BY hints_by_look ON h.look = l.number"
)
_LED_BY_HINT = (
    "SELECT j.value, (SELECT COUNT(*) FROM"  # noqa: S608
    f" (SELECT 1 FROM hints WHERE hint = j.value LIMIT {_COUNTED})) FROM json_each(?) j"
)
_ROWS = (
    f"SELECT a.number, a.content, a.rank, a.body_rank, a.checksum, {SEALED}"  # noqa: S608
    " FROM json_each(?) j CROSS JOIN articles a ON a.number = j.value WHERE a.last_build != ?"
)
_MET = (  # by a version that is stored, which is the end of a text that was only spared
    "UPDATE articles SET last_build = ?1, before = content, rank = ?2, body_rank = ?3,"
    " slim = iif(rank = ?2, slim, 0), checksum = iif(?5, checksum, 0) WHERE number = ?4"
)
_FACTS = (  # with their sum: the trigger that takes it away only does so where there is one
    "UPDATE articles SET facts = CAST(?1 AS TEXT), checksum = ?2 WHERE number = ?3"
)


class Again(msgspec.Struct, frozen=True):
    """An article that is met again, and what its row holds from now on."""

    number: int
    article: Prepared
    body_rank: str
    is_newer: bool  # than the version that the row holds; else it is that very version
    facts: bytes | None  # None where they stay
    checksum: int


class _Known(msgspec.Struct):
    """All that leads to a row."""

    keys: set[str] = msgspec.field(default_factory=set)
    looks: dict[int, set[int]] = msgspec.field(default_factory=dict)  # and their hints
    led: Counter[int] = msgspec.field(default_factory=Counter)  # how many looks a hint leads to


def found(
    db: sqlite3.Connection,
    batch: Iterable[Prepared],
    *,
    met: AbstractSet[int],
    shared: AbstractSet[int],
    build: int,
) -> list[Again]:
    """Those of a batch that are surely met again; of its marks all are `met`, some `shared`.

    Raises ArchiveError where a row is not what was written.
    """
    led = dict(_led_by_keys(db, batch))
    if not led:
        return []
    known, looks = _known(db, led), _looks(db, led.values())
    sure = [
        number
        for number, each in led.items()
        if _is_alone(each, known[number], looks=looks, met=met, shared=shared)
    ]
    rows = db.execute(_ROWS, (encoded(sure), build)) if sure else ()
    return [again for number, *row in rows if (again := _again(number, led[number], *row))]


def keep(db: sqlite3.Connection, again: Sequence[Again], *, build: int) -> None:
    """Write that their rows were met, and by which version."""
    db.executemany(
        _MET,
        [
            (build, each.article.rank, each.body_rank, each.number, each.facts is None)
            for each in again
        ],
    )
    db.executemany(
        _FACTS,
        [(each.facts, each.checksum, each.number) for each in again if each.facts is not None],
    )


def _led_by_keys(
    db: sqlite3.Connection, batch: Iterable[Prepared]
) -> Iterator[tuple[int, Prepared]]:
    """The rows that first keys lead to, but where an address leads to another row."""
    asked = [(each, each.keys[0], _addresses(each)) for each in batch]
    wanted = encoded(sorted({mark for _, key, hints in asked for mark in (key, *hints)}))
    leads: dict[str, int] = dict(db.execute(_LED_BY_KEY, (wanted,)).fetchall())
    for each, key, hints in asked:
        number = leads.get(key)
        if number and all(leads.get(hint, number) == number for hint in hints):
            yield number, each


def _addresses(each: Prepared) -> list[str]:
    return [hint for hint in each.hints if hint.startswith(ADDRESS)]


def _known(db: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, _Known]:
    known = {number: _Known() for number in numbers}
    asked = (encoded(sorted(known)),)
    for number, key in db.execute(_KEYS, asked):
        known[number].keys.add(key)
    for number, look, hint in db.execute(_HINTS, asked):
        hints = known[number].looks.setdefault(look, set())
        if hint is not None:
            hints.add(hint)
            known[number].led[hint] += 1
    return known


def _looks(db: sqlite3.Connection, batch: Iterable[Prepared]) -> dict[int, int]:
    """How many looks of whatever row each hint leads to, up to `_COUNTED`."""
    asked = {mark for each in batch for mark in _hinting(each)}
    return dict(db.execute(_LED_BY_HINT, (encoded(sorted(asked)),)).fetchall())


def _hinting(each: Prepared) -> tuple[int, ...]:
    """The marks of its hints, and of keys that are hints of others."""
    addresses = (
        mark for key, mark in zip(each.keys, each.marks, strict=False) if key.startswith(ADDRESS)
    )
    return (*each.marks[len(each.keys) :], *addresses)


def _is_alone(
    each: Prepared,
    known: _Known,
    *,
    looks: Mapping[int, int],
    met: AbstractSet[int],
    shared: AbstractSet[int],
) -> bool:
    """Whether all that an article is known by leads to the row, and to no other one; and no other
    article of the batch can be of that row.
    """
    its, hints = set(each.marks), each.marks[len(each.keys) :]
    further = {*known.led, *map(digest_of, known.keys.difference(each.keys))} - its
    return (
        len(known.looks) < LOOKS
        and known.keys.issuperset(each.keys)
        and any(look.issuperset(hints) for look in known.looks.values())
        and all(looks[mark] == known.led[mark] for mark in _hinting(each))
        and its.isdisjoint(shared)
        and met.isdisjoint(further)
    )


def _again(
    number: int,
    each: Prepared,
    content: str,
    rank: str,
    body_rank: str,
    sum_: int,
    *sealed: Any,
) -> Again | None:
    """What becomes of its row; None where that is not plain."""
    article_id, *_, held = sealed
    facts = _facts(each, article_id=article_id)
    is_newer = each.rank > rank
    is_that_version = each.rank == rank and facts == held
    says_the_same = content == each.content == rank[-DIGEST:] and _said(facts) == _said(held)
    if not says_the_same or not (is_newer or is_that_version):
        return None
    check_article(sealed, found=sum_)
    return Again(
        number=number,
        article=each,
        body_rank=max(each.body_rank, body_rank),
        is_newer=is_newer,
        facts=None if facts == held else facts,
        checksum=sum_ if facts == held else checksum((*sealed[:-1], facts)),
    )


def _said(facts: bytes) -> bytes:
    """Without where it was said."""
    return facts.rpartition(_WHERE)[0]


def _facts(each: Prepared, *, article_id: str) -> bytes:
    """As the row holds them: an id once published never changes."""
    if each.id == article_id:
        return each.facts
    return facts_of(msgspec.structs.replace(each.article(), id=article_id))
