"""A clock that cannot be trusted: which time a build goes by, and how a wrong one is repaired.

Time does not run backwards. A clock behind that of the last build is not believed, unless what
is known shows that the last one was ahead; then what was dated by it is put right.
"""

import sqlite3

import msgspec

from feedgen_news.archive.selecting import moment
from feedgen_news.archive.versions import decoded, second_of
from feedgen_news.model import AHEAD, Article, rfc3339

SMALL = 86_400  # seconds that a clock is set back without a word
LEAP = 400 * 86_400  # seconds without a build after which a clock is doubted
_SETTLED_IN = 30 * 86_400  # seconds after a leap until it is doubted no longer
_OUTLIERS = 2  # articles that may be dated ahead by mistake
_AHEAD = int(AHEAD.total_seconds())
_CROWD = 21_600  # seconds; a change lies no further behind the date its source gave


class Tick(msgspec.Struct, frozen=True):
    """The time a build goes by, that of the one before, and what to tell the operator."""

    now: int
    before: int
    note: str = ""
    ahead: int = 0  # seconds that the last builds were ahead, to be repaired


class _Leap(msgspec.Struct, frozen=True):
    """The clock before a leap, and after it."""

    before: int
    after: int


def tick(db: sqlite3.Connection, clock: int, *, force: bool = False) -> Tick:
    """What time it is, where the clock says `clock`, seconds since 1970 UTC.

    `force` believes the clock.
    """
    last = _state(db, "clock")
    if last is None:
        return Tick(clock, clock)
    before = int(last)
    if clock >= before:
        return Tick(clock, before, _leapt(before, clock) if clock - before > LEAP else "")
    if before - clock <= SMALL and not force:
        return Tick(before, before)
    if force or _believed(db, clock, before):
        return Tick(clock, before, _repaired(before, clock), before - clock)
    return Tick(before, before, _not_believed(before, clock))


def remember(db: sqlite3.Connection, it: Tick) -> None:
    """Keep the time of a build, and put right what a wrong clock dated."""
    if it.ahead:
        _repair(db, it)
    if it.now - it.before > LEAP:
        _keep(db, "leap", msgspec.json.encode(_Leap(it.before, it.now)).decode())
    elif it.ahead:
        db.execute("DELETE FROM state WHERE name = 'leap'")
    _keep(db, "clock", str(it.now))


def _believed(db: sqlite3.Connection, clock: int, before: int) -> bool:
    """Whether it was the last clock that was wrong.

    It was if it had leapt not long ago, and the clock is again as it was before that. Else what
    sources say of their articles decides: who read articles before they were written?
    """
    leap = _state(db, "leap")
    if leap:
        leapt = msgspec.json.decode(leap, type=_Leap)
        if before - leapt.after <= _SETTLED_IN:
            return clock >= leapt.before - SMALL
    dated = "SELECT COUNT(*) FROM articles WHERE date != first_seen AND date "
    (written,) = db.execute(f"{dated} <= ?", (clock + _AHEAD,)).fetchone()
    (unwritten,) = db.execute(
        f"{dated} > ? AND date <= ?",
        (clock + _AHEAD, before + _AHEAD),
    ).fetchone()
    return bool(unwritten <= _OUTLIERS and unwritten < written)


def _repair(db: sqlite3.Connection, it: Tick) -> None:
    """What was dated by a clock that was ahead is as much earlier: its order stays.

    What sources dated ahead themselves, and what closed documents of history show, stays.
    """
    rows = db.execute(
        "SELECT number, facts, date, announced, changed, first_seen FROM articles"
        " WHERE first_seen > ?1 OR announced > ?1 OR changed > ?1 ORDER BY changed DESC, number",
        (it.now,),
    ).fetchall()
    taken = {
        changed
        for (changed,) in db.execute(
            "SELECT changed FROM articles WHERE changed > ? - 86400 AND changed <= ?",
            (it.now - it.ahead, it.now),
        )
    }
    for number, facts, date, announced, changed, first_seen in rows:
        said = _said(decoded(facts), it.now)
        seen = _earlier(first_seen, it, ())
        second = _earlier(changed, it, said)
        while second != changed and second in taken:
            second -= 1
        taken.add(second)
        first = second if announced == changed else min(_earlier(announced, it, said), second)
        db.execute(
            "UPDATE articles SET date = ?, announced = ?, changed = ?, first_seen = ?"
            " WHERE number = ?",
            (
                seen if date == first_seen and date not in said else date,
                first,
                second,
                seen,
                number,
            ),
        )
    db.execute("UPDATE published_topics SET ended = ended - ? WHERE ended > ?", (it.ahead, it.now))


def _said(article: Article, now: int) -> tuple[int, ...]:
    """What its source dated later than now."""
    given = (article.published, article.updated)
    return tuple(s for s in (second_of(w, article.id) for w in given if w) if s > now)


def _earlier(second: int, it: Tick, said: tuple[int, ...]) -> int:
    if second <= it.now or any(s <= second <= s + _CROWD for s in said):
        return second
    return max(second - it.ahead, 1)


def _leapt(before: int, clock: int) -> str:
    return f"it says {_day(clock)}, and the last build was on {_day(before)}"


def _repaired(before: int, clock: int) -> str:
    return f"it was ahead, at {_day(before)}; what it dated then is dated by {_day(clock)} now"


def _not_believed(before: int, clock: int) -> str:
    return (
        f"it says {_day(clock)}, and the last build was on {_day(before)}; time goes on from there"
    )


def _day(seconds: int) -> str:
    return rfc3339(moment(seconds))


def _state(db: sqlite3.Connection, name: str) -> str | None:
    row = db.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def _keep(db: sqlite3.Connection, name: str, value: str) -> None:
    db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))
