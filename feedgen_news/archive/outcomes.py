"""What a build is told of dumps, and what it tells of articles."""

import sqlite3

import msgspec

from feedgen_news.built import Outcome
from feedgen_news.model import Origin


class Reading(msgspec.Struct, frozen=True):
    """A dump about to be read: its bytes' fingerprint, and a digest of how it is read.

    Or what was added to a dump, which `follows` what has that fingerprint.
    """

    source: str
    fingerprint: str
    name: str
    settings: str
    size: int = 0  # bytes from the start of the dump to the end of this; 0 where nobody knows
    lines: int = 0  # ends of lines among them
    follows: str = ""
    sequence: int = 0  # the build that first read it; 0 for none yet


class Fold(msgspec.Struct, frozen=True):
    """Two records of one build that are one article: where the one lies that gave way."""

    loser: Origin
    winner: Origin


def counted(db: sqlite3.Connection, build: int, *, met: int) -> Outcome:
    """What became of the articles that a build met: so many records."""
    new, updated, unchanged = db.execute(
        "SELECT COALESCE(SUM(first_build = ?1), 0),"
        " COALESCE(SUM(first_build < ?1 AND content != before), 0),"
        " COALESCE(SUM(first_build < ?1 AND content = before), 0)"
        " FROM articles WHERE last_build = ?1",
        (build,),
    ).fetchone()
    return Outcome(new, updated, unchanged, met - new - updated - unchanged)


def folds(records: list[Origin], winner: Origin) -> list[Fold]:
    """Which of the records gave way; where an older build's facts are better, all but one."""
    if winner in records:
        records.remove(winner)
    elif records:
        records.pop()
    return [Fold(loser, winner) for loser in records]
