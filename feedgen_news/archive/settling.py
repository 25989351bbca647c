"""The end of a build: what came or changed gets its dates, each change a second of its own."""

import sqlite3
from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from typing import Any

import msgspec

from feedgen_news.archive.substance import LATER, comparable, substance_of
from feedgen_news.archive.versions import announced_at, decoded, second_of
from feedgen_news.model import AHEAD, Article

# Seconds over which changes of one second are spread, at most. Behind the second that a day
# was given an hour lies free; an instant may be the midnight that stands for a whole day.
CROWD_OF_A_DAY, CROWD = 3_600, 21_600

_AHEAD = int(AHEAD.total_seconds())
_REMEMBERED = 50_000  # seconds found taken; bounds memory, and spares looking only
_KNOWN = "number, facts, substance, date, changed, announced, first_seen"

Way = tuple[int, int]  # to look for a second: 1 or -1 a step, and the last one


class Settled(msgspec.Struct, frozen=True):
    """What the archive knew of an article before this build; no substance of a new one, which
    has a change where feeds showed it."""

    substance: str
    date: int
    changed: int
    announced: int
    first_seen: int


class Claim(msgspec.Struct, frozen=True, order=True):
    """The second an article asks for. Claims are served in their order.

    Who keeps the second it has goes first, so that nobody's change moves for another's.
    """

    moves: bool
    wanted: int
    article_id: str
    date: int
    ways: tuple[Way, ...]
    substance: str
    significant: bool  # a change of what was known
    announced: int | None  # where changes are silent, at the earliest; None: as the change
    stays: bool  # that one is its own already
    number: int


def settle(db: sqlite3.Connection, *, now: int, before: int, build: int) -> None:
    """Date every article that waits for it.

    `now` is in seconds since 1970 UTC, `before` the clock of the build before. The result is
    that of serving all claims in their order. An article that is new in this `build` may have
    what it claims already, provisionally: as long as nobody contests it. So only those claims
    are held in memory that are contested.
    """
    court = _Court(db, now=now, before=before, build=build)
    for claim in court.contested():
        second = _free(court, claim)
        announced = _announced(court, claim, second)
        db.execute(
            "UPDATE articles SET date = ?, announced = ?, changed = ?, substance = ?,"
            " revision = revision + ?, settled = 1 WHERE number = ?",
            (claim.date, announced, second, claim.substance, claim.significant, claim.number),
        )


def first_claim(article: Article, *, now: int) -> Claim:
    """What an article claims that no build met before this one, which sees it first `now`."""
    return _claim(0, article, Settled("", 0, 0, 0, now), now=now, before=now)


def unsettle(db: sqlite3.Connection, number: int, *, build: int) -> bool:
    """What has its second provisionally waits like all others; whether it was so."""
    cursor = db.execute(
        "UPDATE articles SET settled = 0, substance = '', date = 0, announced = 0, changed = 0"
        " WHERE number = ? AND settled = 1 AND first_build = ?",
        (number, build),
    )
    return cursor.rowcount > 0


class _Court:
    """The contested claims, one after the other; to which those come whose second is taken."""

    def __init__(self, db: sqlite3.Connection, *, now: int, before: int, build: int) -> None:
        self._db = db
        self._now = now
        self._before = before
        self._build = build
        waiting = f"SELECT {_KNOWN} FROM articles WHERE settled = 0"  # noqa: S608
        self._waiting = list(map(self._claim, db.execute(waiting)))
        for claim in self._waiting:
            if claim.stays and claim.announced is not None:
                self.reserve(claim.announced)
        heapify(self._waiting)
        self._served: set[int] = set()
        self.beyond: dict[Way, int] = {}  # by a step and a second: up to there all are taken

    def reserve(self, second: int) -> None:
        """No other article gets this second, though no change has it."""
        self._db.execute("INSERT OR IGNORE INTO reserved VALUES (?)", (second,))

    def contested(self) -> Iterator[Claim]:
        """In their order. Disputes are looked up one by one, for they may be of a whole dump."""
        disputes = self._disputes()
        dispute = next(disputes, None)
        while dispute or self._waiting:
            if dispute and (not self._waiting or dispute < self._waiting[0]):
                claim, dispute = dispute, next(disputes, None)
            else:
                claim = heappop(self._waiting)
            self._served.add(claim.number)
            yield claim

    def _disputes(self) -> Iterator[Claim]:
        """Provisional articles that are not alone in their second.

        Some of them may be dispossessed meanwhile, and wait. All are sorted before the first
        is given, which no index does for SQLite (`+`): so none of these changes is met here.
        """
        rows = self._db.execute(
            "SELECT a.number FROM articles a"
            " WHERE a.last_build = ?1 AND a.settled = 1 AND a.first_build = ?1 AND (EXISTS"
            " (SELECT 1 FROM articles o WHERE o.changed = a.changed AND o.number != a.number)"
            " OR EXISTS (SELECT 1 FROM reserved WHERE second = a.changed))"
            " ORDER BY +a.changed, +a.id",
            (self._build,),
        )
        for (number,) in rows:
            if claim := self._dispossessed(number):
                yield claim

    def is_taken(self, second: int, claim: Claim) -> bool:
        """Whether another article has it, for good or by an earlier claim; a later one waits."""
        holders = self._db.execute(
            "SELECT number, id FROM articles WHERE changed = ? AND settled = 1 AND number != ?",
            (second, claim.number),
        ).fetchall()
        this = (claim.moves, claim.wanted, claim.article_id)
        later = [n for n, id_ in holders if self._is_provisional(n) and this < (True, second, id_)]
        if len(later) < len(holders) or self._is_reserved(second):
            return True
        for number in later:
            if waits := self._dispossessed(number):
                heappush(self._waiting, waits)
        return False

    def _is_reserved(self, second: int) -> bool:
        asked = self._db.execute("SELECT 1 FROM reserved WHERE second = ?", (second,))
        return asked.fetchone() is not None

    def _is_provisional(self, number: int) -> bool:
        row = self._db.execute("SELECT first_build FROM articles WHERE number = ?", (number,))
        return number not in self._served and row.fetchone() == (self._build,)

    def _dispossessed(self, number: int) -> Claim | None:
        """What a provisional article claims, and has no more; None where it is none (any more)."""
        if number in self._served or not unsettle(self._db, number, build=self._build):
            return None
        row = f"SELECT {_KNOWN} FROM articles WHERE number = ?"  # noqa: S608
        return self._claim(self._db.execute(row, (number,)).fetchone())

    def _claim(self, row: tuple[Any, ...]) -> Claim:
        number, facts, *known = row
        return _claim(number, decoded(facts), Settled(*known), now=self._now, before=self._before)


def _claim(number: int, article: Article, known: Settled, *, now: int, before: int) -> Claim:
    date = _date(article, known, before=before)
    latest = article.updated or article.published
    said = second_of(latest, article.id) if latest else known.first_seen
    if said > now + _AHEAD:  # a change dated ahead does not hide the article
        said = date
    substance = substance_of(article) if comparable(known.substance) else LATER
    significant = substance not in {LATER, known.substance}
    if not known.substance:
        wanted = known.changed or said  # feeds may know more than the archive
    elif significant:
        wanted = _edited(article, known, now=now)
    else:
        wanted = known.changed
    if article.date and (significant or date != known.date):
        wanted = max(wanted, date)
    announced = _announced_from(known, date, wanted, significant=significant)
    return Claim(
        moves=wanted != known.changed,
        wanted=wanted,
        article_id=article.id,
        date=date,
        ways=_ways(article, known, wanted, now=now),
        substance=substance,
        significant=significant,
        announced=announced,
        stays=bool(known.substance) and announced == known.announced,
        number=number,
    )


def _ways(article: Article, known: Settled, wanted: int, *, now: int) -> tuple[Way, ...]:
    """Where to look for a second that is free.

    What only the clock dates, maybe thousands of one build, spreads back from it; dated articles
    spread forward, and back where they would pass it. What lies ahead anyway may, and so may what
    was there before and has to move on from where it was.
    """
    latest = article.updated or article.published
    room = CROWD_OF_A_DAY if latest and latest.span else CROWD
    back = (-1, max(wanted - room, known.changed + 1 if known.substance else 0))
    ahead = (1, wanted + room)
    on = ahead if wanted > now else (1, min(wanted + room, now))
    ways = (back,) if article.date is None or wanted == now else (on, back)
    return (*ways, ahead) if known.substance else ways


def _announced_from(known: Settled, date: int, wanted: int, *, significant: bool) -> int | None:
    """The second from which on feeds may show it that are silent about changes.

    None where that of its change does: until it changes, or while no feed of ours showed it.
    """
    if known.announced == known.changed and not (known.substance and significant):
        return None
    return announced_at(known.announced, changed=wanted, date=date, first_seen=known.first_seen)


def _edited(article: Article, known: Settled, *, now: int) -> int:
    """When a significant change took place: as the source says, else when we saw it."""
    said = second_of(article.updated, article.id) if article.updated else 0
    return said if known.changed < said <= now + _AHEAD else max(now, known.changed + 1)


def _date(article: Article, known: Settled, *, before: int) -> int:
    """The date that people know an article by.

    Once readers could see it, it stays where its publication is said no more, and a correction
    moves it to no time after we saw it first: nothing is published after that, and an article
    whose site dates it anew with each edit does not come to the top again.
    """
    said = second_of(article.date, article.id) if article.date else known.first_seen
    unseen = not known.substance or known.date > before + _AHEAD
    if unseen:
        return said
    if article.published is None:
        return known.date
    return said if said <= max(known.first_seen, known.date) else known.date


def _announced(court: _Court, claim: Claim, second: int) -> int:
    """The second that feeds show which are silent about changes; this one is of its change."""
    if claim.announced is None:
        return second
    if claim.stays:
        return claim.announced
    found = _nearest(court, claim, claim.announced, (1, claim.announced + CROWD))
    announced = claim.announced if found is None else found
    court.reserve(announced)
    return announced


def _free(court: _Court, claim: Claim) -> int:
    """The second nearest to the one wanted that no other article has.

    Validators and readers want them distinct; where there is no room, it is the one wanted.
    """
    for way in claim.ways:
        second = _nearest(court, claim, claim.wanted, way)
        if second is not None:
            return second
    return claim.wanted


def _nearest(court: _Court, claim: Claim, wanted: int, way: Way) -> int | None:
    """The first that no other article has, from the one wanted on, which is tried in any case."""
    step, last = way
    second, met = wanted, []
    while step * second <= step * last or second == wanted:
        beyond = court.beyond.get((step, second))
        if beyond is None and not court.is_taken(second, claim):
            break
        met.append((step, second))
        second = second + step if beyond is None else beyond
    if len(court.beyond) > _REMEMBERED:
        court.beyond.clear()
    court.beyond.update(dict.fromkeys(met, second))
    return second if step * second <= step * last or second == wanted else None
