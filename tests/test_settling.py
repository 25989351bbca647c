"""Dating what came and changed: the same as if every claim were served in its order."""

import sqlite3
from datetime import UTC, datetime
from itertools import chain

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_news.archive.settling import CROWD, Claim, Settled, _claim, first_claim, settle
from feedgen_news.archive.substance import LATER
from feedgen_news.archive.versions import decoded, encoded
from feedgen_news.model import Article, Origin, When

NOW, BEFORE = 1_700_000_000, 1_699_990_000
TABLE = (
    "CREATE TABLE articles (number INTEGER PRIMARY KEY, id, facts, substance, date, changed,"
    " announced, revision, settled, first_seen, first_build, last_build)"
)


def article(name: str, *, at: int | None = None, day: int | None = None, word: str = "") -> Article:
    published = None
    if at is not None:
        published = When(datetime.fromtimestamp(at, UTC))
    elif day is not None:
        published = When(datetime.fromtimestamp(day - day % 86_400, UTC), span=86_400)
    return Article(
        id=f"urn:uuid:{name}",
        keys=(f"url:{name}",),
        url=f"https://news.example/{name}",
        title=name,
        summary="",
        text=f"Text {word}",
        html="",
        authors=(),
        published=published,
        updated=None,
        sections=(),
        tags=(),
        language="en",
        place=None,
        images=(),
        publisher=None,
        source="s",
        origin=Origin("d"),
    )


class Row(msgspec.Struct, frozen=True):
    """One article before the end of a build."""

    article: Article
    fresh: bool
    substance: str = ""
    date: int = 0
    changed: int = 0
    settled: int = 0
    first_seen: int = NOW
    announced: int = 0


def database(rows: list[Row], *, provisional: bool) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.execute(TABLE)
    db.execute("CREATE TABLE reserved (second INTEGER PRIMARY KEY)")
    for row in rows:
        at = (row.substance, row.date, row.changed, row.announced or row.changed, 0, row.settled)
        if row.fresh and provisional:
            claim = first_claim(row.article, now=NOW)
            at = (LATER, claim.date, claim.wanted, claim.wanted, 0, 1)
        db.execute(
            "INSERT INTO articles (id, facts, substance, date, changed, announced, revision,"
            " settled, first_seen, first_build, last_build)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (row.article.id, encoded(row.article), *at, row.first_seen, 1 + row.fresh, 2),
        )
    return db


def serve_all(db: sqlite3.Connection) -> None:
    """What `settle` promises, said plainly: all claims in memory, one after the other."""
    known = "number, facts, substance, date, changed, announced, first_seen"
    rows = db.execute(f"SELECT {known} FROM articles WHERE settled = 0").fetchall()
    claims = [
        _claim(number, decoded(facts), Settled(*known), now=NOW, before=BEFORE)
        for number, facts, *known in rows
    ]
    kept = {claim.announced for claim in claims if claim.stays}

    def free(claim: Claim, wanted: int, *ways: range) -> int:
        for second in chain([wanted], *ways):
            taken = "SELECT 1 FROM articles WHERE changed = ? AND settled = 1 AND number != ?"
            if second not in kept and not db.execute(taken, (second, claim.number)).fetchone():
                return second
        return wanted

    for claim in sorted(claims):
        ways = [range(claim.wanted, last + step, step) for step, last in claim.ways]
        second = announced = free(claim, claim.wanted, *ways)
        if claim.announced is not None:
            later = range(claim.announced, claim.announced + CROWD + 1)
            announced = claim.announced if claim.stays else free(claim, claim.announced, later)
            kept.add(announced)
        db.execute(
            "UPDATE articles SET date = ?, announced = ?, changed = ?, substance = ?,"
            " revision = revision + ?, settled = 1 WHERE number = ?",
            (claim.date, announced, second, claim.substance, claim.significant, claim.number),
        )


def outcome(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    return db.execute(
        "SELECT id, substance, date, changed, announced, revision, settled FROM articles"
        " ORDER BY id"
    ).fetchall()


moments = st.one_of(st.none(), st.integers(NOW - 6, NOW + 3), st.integers(NOW - 40_000, NOW))


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    made: list[Row] = []
    for number in range(draw(st.integers(1, 14))):
        name = f"{draw(st.integers(0, 9))}-{number}"
        at = draw(moments)
        by_day = at is not None and draw(st.booleans())
        one = article(name, day=at) if by_day else article(name, at=at)
        kind = draw(st.sampled_from(["fresh", "fresh", "fresh", "settled", "waits", "shown"]))
        second = draw(st.integers(NOW - 6, NOW + 3))
        if kind == "fresh":
            made.append(Row(one, fresh=True))
        elif kind == "shown":  # feeds know when it was announced; the archive is new
            earlier = draw(st.integers(0, 2))
            made.append(Row(one, fresh=False, changed=second, announced=second - earlier))
        else:
            settled = int(kind == "settled")
            known = draw(st.sampled_from([LATER, "2:other"]))
            dated, seen, announced = (second - draw(st.integers(-2, 2)) for _ in range(3))
            made.append(Row(one, False, known, dated, second, settled, seen, announced))
    return made


@given(rows())
def test_nobody_notices_that_only_contested_seconds_are_judged(made: list[Row]) -> None:
    served, judged = database(made, provisional=False), database(made, provisional=True)
    serve_all(served)
    settle(judged, now=NOW, before=BEFORE, build=2)
    assert outcome(judged) == outcome(served)


@given(rows())
def test_all_that_waits_is_served_in_the_same_order(made: list[Row]) -> None:
    served, judged = database(made, provisional=False), database(made, provisional=False)
    serve_all(served)
    settle(judged, now=NOW, before=BEFORE, build=2)
    assert outcome(judged) == outcome(served)


@pytest.mark.parametrize("names", ["ab", "ba"])
def test_a_second_goes_to_the_lesser_id_whoever_came_first(names: str) -> None:
    db = database([Row(article(name, at=NOW - 50), fresh=True) for name in names], provisional=True)
    settle(db, now=NOW, before=BEFORE, build=2)
    seconds = dict(db.execute("SELECT id, changed FROM articles").fetchall())
    assert seconds == {"urn:uuid:a": NOW - 50, "urn:uuid:b": NOW - 49}


def test_who_moves_on_takes_the_second_of_a_later_claim_which_moves_on_too() -> None:
    wanted = {"a": NOW - 50, "b": NOW - 50, "c": NOW - 49, "d": NOW - 20}
    db = database(
        [Row(article(name, at=at), fresh=True) for name, at in wanted.items()], provisional=True
    )
    settle(db, now=NOW, before=BEFORE, build=2)
    seconds = [second for (second,) in db.execute("SELECT changed FROM articles ORDER BY id")]
    assert seconds == [NOW - 50, NOW - 49, NOW - 48, NOW - 20]
