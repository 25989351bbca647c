"""Which articles are copies of one story: who joins, who stays, who leaves.

An article is compared with the one that a story began with and with no other, so that a
story does not drift. The order in which articles are looked at is that of the builds that
met them first, then of the sources in the config, their dates, their ids; so neither the
order of dumps nor that of reading matters. `place` is the order in which they joined.
"""

import json
import sqlite3
from collections.abc import Iterator
from itertools import islice

import msgspec

from feedgen_news.archive.clock import Tick
from feedgen_news.archive.copies import newcomers, texts, traces
from feedgen_news.archive.copies.texts import Told
from feedgen_news.archive.copies.traces import APART, KINDS, Kind
from feedgen_news.model import AHEAD

_COMPARED = 8  # of the articles that share numbers: those that share most
_ASKED = 20  # members of a story about their headlines

_IN_TURN = (
    "SELECT a.number FROM articles a LEFT JOIN json_each(?1) j ON j.value = a.source"
    " WHERE ({}) AND a.date <= ?4"
    " ORDER BY a.first_build, j.key IS NULL, j.key, a.date, a.id"
)


class Copying(msgspec.Struct, frozen=True):
    """Which copies are looked for, and the names of the sources, the preferred one first."""

    kinds: frozenset[Kind] = frozenset()
    sources: tuple[str, ...] = ()


NONE = Copying()


class _Row(msgspec.Struct, frozen=True):
    number: int
    date: int
    told: Told


def settle(db: sqlite3.Connection, copying: Copying, *, build: int, clock: Tick) -> None:
    """Find the copies among what came or changed in a build (0: nothing did), when all is dated.

    What is held back waits for the build that releases it. Where a kind is looked for the
    first time, all articles are looked at.
    """
    _remember(db, "sources", json.dumps(copying.sources))
    for kind in KINDS:
        if kind in copying.kinds:
            _settle(db, kind, copying, build=build, clock=clock)
        else:
            db.execute("DELETE FROM state WHERE name = ?", (f"copies {kind}",))
    newcomers.forget(db)


def dismiss(db: sqlite3.Connection, number: int) -> None:
    """Take an article out of its stories, and out of the index; for one that is to go."""
    for kind in KINDS:
        _dismiss(db, kind, number)


def copies_of(db: sqlite3.Connection, number: int) -> list[int]:
    """The other members of an article's stories, of whatever kind, as far as they are known."""
    rows = db.execute(
        "SELECT DISTINCT o.article FROM stories s JOIN stories o"
        " ON o.kind = s.kind AND o.story = s.story AND o.article != s.article"
        " WHERE s.article = ? ORDER BY o.article",
        (number,),
    )
    return [copy for (copy,) in rows]


def _settle(
    db: sqlite3.Connection, kind: Kind, copying: Copying, *, build: int, clock: Tick
) -> None:
    scheme, ahead = traces.scheme(kind), int(AHEAD.total_seconds())
    until = clock.now + ahead
    where = "(a.last_build = ?2 AND a.content != a.before) OR a.date > ?3"
    if _state(db, f"copies {kind}") != scheme:
        traces.remove_all(db, kind)
        where = "?2 OR ?3"
    known = (json.dumps(copying.sources), build, clock.before + ahead, until)
    if build and kind == "exact":
        _place_all(db, kind, f"({where}) AND a.first_build != ?2", known)
        newcomers.file_unshared(db, build=build, until=until)
        where = newcomers.OTHERS
    _place_all(db, kind, where, known)
    _remember(db, f"copies {kind}", scheme)


def _place_all(
    db: sqlite3.Connection, kind: Kind, where: str, known: tuple[str, int, int, int]
) -> None:
    for (number,) in db.execute(_IN_TURN.format(where), known):
        if row := _row(db, number):
            _place(db, kind, row)


def _place(db: sqlite3.Connection, kind: Kind, row: _Row) -> None:
    """Find the story of an article that is new or changed."""
    story = _story_of(db, kind, row.number)
    if story and not _stays(db, kind, row, story):
        _dismiss(db, kind, row.number)
        story = None
    traces.remove(db, kind, row.number)
    marks = traces.marks(kind, row.told) if story in {None, row.number} else []
    if story is None:
        original = _original(db, kind, row, marks)
        if original:
            _join(db, kind, original, row.number)
            return
    traces.leave(db, row.number, marks, date=row.date)


def _original(db: sqlite3.Connection, kind: Kind, row: _Row, marks: list[int]) -> int | None:
    """The first article of the story that this one is a copy of."""
    shared = traces.found(db, marks, date=row.date)
    candidates = [found for number in shared if (found := _candidate(db, row, number))]
    candidates.sort(key=lambda found: (-shared[found[1]], found[0]))
    is_copy = texts.is_exact if kind == "exact" else texts.is_near
    for _, number in candidates[:_COMPARED]:
        other = _row(db, number)
        if other and is_copy(row.told, other.told) and _fits(db, kind, row, other):
            return number
    return None


def _candidate(
    db: sqlite3.Connection, row: _Row, number: int
) -> tuple[tuple[int, int, str], int] | None:
    """An article that is not too far away in time, behind what its turn was."""
    found = db.execute(
        "SELECT first_build, date, id FROM articles WHERE number = ? AND number != ?"
        " AND date BETWEEN ? AND ?",
        (number, row.number, row.date - APART, row.date + APART),
    ).fetchone()
    return (found, number) if found else None


def _fits(db: sqlite3.Connection, kind: Kind, row: _Row, original: _Row) -> bool:
    """Whether the site tells the story under no other headline.

    Where pages of one site agree in all but the headline, the text is a notice that stands
    in the place of many texts.
    """
    members = islice(_members(db, kind, original.number), _ASKED)
    of_story = (_row(db, number) for number in members)
    return all(
        other.told.site != row.told.site or texts.same_headline(other.told, row.told)
        for other in (original, *filter(None, of_story))
    )


def _stays(db: sqlite3.Connection, kind: Kind, row: _Row, story: int) -> bool:
    """Whether a member that changed is still of its story."""
    others = (_row(db, n) for n in _members(db, kind, story) if n != row.number)
    other = next(filter(None, others), None)
    return other is None or texts.is_still(row.told, other.told)


def _join(db: sqlite3.Connection, kind: Kind, story: int, number: int) -> None:
    db.execute("INSERT OR IGNORE INTO stories VALUES (?, ?, ?, 0)", (kind, story, story))
    db.execute(
        "INSERT INTO stories SELECT ?1, ?2, ?3, MAX(place) + 1 FROM stories"
        " WHERE kind = ?1 AND story = ?2",
        (kind, story, number),
    )


def _dismiss(db: sqlite3.Connection, kind: Kind, number: int) -> None:
    """Out of its story, which goes on under the next one; a story of one is none."""
    story = _story_of(db, kind, number)
    heir, *further = [n for n in _members(db, kind, story or 0) if n != number] or [0]
    if heir and story == number:
        traces.remove(db, kind, heir)
        traces.hand_over(db, kind, of=number, to=heir)
        db.execute("UPDATE stories SET story = ? WHERE kind = ? AND story = ?", (heir, kind, story))
    traces.remove(db, kind, number)
    gone = [number] if further else [number, heir]
    db.executemany(
        "DELETE FROM stories WHERE kind = ? AND article = ?", [(kind, each) for each in gone]
    )


def _story_of(db: sqlite3.Connection, kind: Kind, number: int) -> int | None:
    row = db.execute(
        "SELECT story FROM stories WHERE article = ? AND kind = ?", (number, kind)
    ).fetchone()
    return int(row[0]) if row else None


def _members(db: sqlite3.Connection, kind: Kind, story: int) -> Iterator[int]:
    """In the order in which they joined."""
    rows = db.execute(
        "SELECT article FROM stories WHERE kind = ? AND story = ? ORDER BY place", (kind, story)
    ).fetchall()
    return (number for (number,) in rows)


def _row(db: sqlite3.Connection, number: int) -> _Row | None:
    """None where its text was dropped, or it is not there."""
    found = db.execute(
        "SELECT date, facts FROM articles WHERE number = ? AND slim != 1", (number,)
    ).fetchone()
    return _Row(number, found[0], texts.told(found[1])) if found else None


def _state(db: sqlite3.Connection, name: str) -> str | None:
    row = db.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def _remember(db: sqlite3.Connection, name: str, value: str) -> None:
    db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))
