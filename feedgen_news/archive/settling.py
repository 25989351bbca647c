"""The end of a build: what came or changed gets its dates, each change a second of its own."""

import sqlite3

import msgspec

from feedgen_news.archive.substance import LATER, comparable, substance_of
from feedgen_news.archive.versions import decoded, second_of
from feedgen_news.model import AHEAD, Article

# Seconds over which changes of one second are spread, at most. Behind the second that a day
# was given an hour lies free; an instant may be the midnight that stands for a whole day.
CROWD_OF_A_DAY, CROWD = 3_600, 21_600

_AHEAD = int(AHEAD.total_seconds())


class Settled(msgspec.Struct, frozen=True):
    """What the archive knew of an article before this build; no substance of a new one, which
    has a change where feeds showed it."""

    substance: str
    date: int
    changed: int
    first_seen: int


class Claim(msgspec.Struct, frozen=True, order=True):
    """The second an article asks for. Claims are served in their order.

    Who keeps the second it has goes first, so that nobody's change moves for another's.
    """

    moves: bool
    wanted: int
    article_id: str
    date: int
    step: int  # seconds, to the next one to try
    last: int  # to be tried
    substance: str
    significant: bool  # a change of what was known
    number: int


def settle(db: sqlite3.Connection, *, now: int, before: int) -> None:
    """Date every article that waits for it.

    `now` is in seconds since 1970 UTC, `before` the clock of the build before.
    """
    rows = db.execute(
        "SELECT number, facts, substance, date, changed, first_seen FROM articles WHERE settled = 0"
    )
    latest: dict[tuple[int, int], int] = {}
    claims = (
        _claim(number, decoded(facts), Settled(*known), now=now, before=before)
        for number, facts, *known in rows
    )
    for claim in sorted(claims):
        second = _free(db, claim, latest)
        db.execute(
            "UPDATE articles SET date = ?1, announced = iif(announced, announced, ?2),"
            " changed = ?2, substance = ?3, revision = revision + ?4, settled = 1"
            " WHERE number = ?5",
            (claim.date, second, claim.substance, claim.significant, claim.number),
        )


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
    # What only the clock dates, maybe thousands of one build, spreads back from it; dated ones
    # spread forward, but never past it; what lies ahead anyway may.
    by_the_clock = article.date is None or wanted == now
    room = CROWD_OF_A_DAY if latest and latest.span else CROWD
    earliest = max(wanted - room, known.changed + 1 if known.substance else 0)
    furthest = wanted + room if wanted > now else min(wanted + room, now)
    return Claim(
        moves=wanted != known.changed,
        wanted=wanted,
        article_id=article.id,
        date=date,
        step=-1 if by_the_clock else 1,
        last=earliest if by_the_clock else furthest,
        substance=substance,
        significant=significant,
        number=number,
    )


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


def _free(db: sqlite3.Connection, claim: Claim, latest: dict[tuple[int, int], int]) -> int:
    """The second nearest to the one wanted that no other article has.

    Validators and readers want them distinct; where there is no room, it is the one wanted.
    """
    step = claim.step
    second = latest.get((claim.wanted, step), claim.wanted)
    while step * second <= step * claim.last or second == claim.wanted:
        taken = db.execute(
            "SELECT 1 FROM articles WHERE changed = ? AND settled = 1 AND number != ?",
            (second, claim.number),
        ).fetchone()
        if taken is None:
            latest[claim.wanted, step] = second
            return second
        second += step
    return claim.wanted
