"""The end of a build: what came or changed gets its dates, each change a second of its own."""

import sqlite3

import msgspec

from feedgen_news.archive.versions import decoded, second_of, substance_of
from feedgen_news.model import AHEAD

# Seconds over which changes of one second are spread, at most. Behind the second that a day
# was given an hour lies free; an instant may be the midnight that stands for a whole day.
CROWD_OF_A_DAY, CROWD = 3_600, 21_600


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
    number: int


def settle(db: sqlite3.Connection, *, now: int) -> None:
    """Date every article that waits for it; `now` is in seconds since 1970 UTC."""
    rows = db.execute(
        "SELECT number, facts, substance, changed, first_seen FROM articles WHERE settled = 0"
    )
    latest: dict[tuple[int, int], int] = {}
    for claim in sorted(_claim(row, now) for row in rows):
        second = _free(db, claim, latest)
        db.execute(
            "UPDATE articles SET date = ?1, announced = iif(announced, announced, ?2),"
            " changed = ?2, substance = ?3, settled = 1 WHERE number = ?4",
            (claim.date, second, claim.substance, claim.number),
        )


def _claim(row: tuple[int, str, str, int, int], now: int) -> Claim:
    number, facts, before, changed, first_seen = row
    article = decoded(facts)
    date = second_of(article.date, article.id) if article.date else first_seen
    latest = article.updated or article.published
    said = second_of(latest, article.id) if latest else first_seen
    if said > now + AHEAD.total_seconds():  # a change dated ahead does not hide the article
        said = date
    substance = substance_of(article)
    if not before:
        wanted = said
    elif before != substance:
        wanted = said if said > changed else max(now, changed + 1)
    else:
        wanted = changed
    wanted = max(wanted, date) if article.date else wanted
    # What only the clock dates, maybe thousands of one build, spreads back from it; dated ones
    # spread forward, but never past it.
    by_the_clock = article.date is None or wanted == now
    room = CROWD_OF_A_DAY if latest and latest.span else CROWD
    earliest = max(wanted - room, changed + 1 if before else 0)
    return Claim(
        moves=wanted != changed,
        wanted=wanted,
        article_id=article.id,
        date=date,
        step=-1 if by_the_clock else 1,
        last=earliest if by_the_clock else min(wanted + room, now),
        substance=substance,
        number=number,
    )


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
