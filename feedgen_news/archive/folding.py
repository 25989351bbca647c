"""Copies of one story in one topic: the first stands for all, and names the others."""

import sqlite3

import msgspec

from feedgen_news.archive.versions import decoded
from feedgen_news.model import Article, Duplicates

NAMED = 30  # copies handed on; entries name fewer, each site once


class Listing(msgspec.Struct, frozen=True):
    """Where a topic's articles are listed, copies and all: `{0}` is the name of the table."""

    table: str
    where: str
    values: tuple[str | int, ...]


def without_copies(listing: Listing, *, kind: Duplicates) -> tuple[str, tuple[str | int, ...]]:
    """The condition, with its values, that an article of table `m` stands in the topic.

    Of a story it is the one that joined first, of those that the topic has: what was
    published once makes no way for a copy that came later.
    """
    own = listing.where.format("m")
    if kind == "off":
        return own, listing.values
    earlier = (
        "SELECT 1 FROM stories s CROSS JOIN stories o ON o.kind = s.kind AND o.story = s.story"  # noqa: S608
        f" AND o.place < s.place CROSS JOIN {_by_article(listing)} ON e.article = o.article"
        f" WHERE s.article = m.article AND s.kind = ? AND {listing.where.format('e')}"
    )
    return f"{own} AND NOT EXISTS ({earlier})", (*listing.values, kind, *listing.values)


def has_stories(db: sqlite3.Connection, *, kind: Duplicates) -> bool:
    """Whether there is any copy of that kind."""
    if kind == "off":
        return False
    return (
        db.execute("SELECT 1 FROM stories WHERE kind = ? LIMIT 1", (kind,)).fetchone() is not None
    )


def folded(db: sqlite3.Connection, listing: Listing, *, kind: Duplicates) -> int:
    """How many articles of a topic do not stand in it, found by way of the stories."""
    if not has_stories(db, kind=kind):
        return 0
    (number,) = db.execute(
        "SELECT COUNT(DISTINCT s.article) FROM stories s"  # noqa: S608
        f" CROSS JOIN {_by_article(listing)} ON e.article = s.article"
        f" WHERE s.kind = ? AND {listing.where.format('e')} AND EXISTS"
        " (SELECT 1 FROM stories o CROSS JOIN"
        f" {listing.table} x INDEXED BY {listing.table}_by_article ON x.article = o.article"
        " WHERE o.kind = s.kind AND o.story = s.story AND o.place < s.place"
        f" AND {listing.where.format('x')})",
        (kind, *listing.values, *listing.values),
    ).fetchone()
    return int(number)


def copies(
    db: sqlite3.Connection, number: int, listing: Listing, *, kind: Duplicates
) -> tuple[Article, ...]:
    """The other articles of its story that the topic has, those of preferred sources first."""
    if kind == "off":
        return ()
    rows = db.execute(
        "SELECT a.facts FROM stories s CROSS JOIN stories o ON o.kind = s.kind AND"  # noqa: S608
        f" o.story = s.story AND o.article != s.article CROSS JOIN {_by_article(listing)}"
        " ON e.article = o.article"
        " JOIN articles a ON a.number = o.article LEFT JOIN json_each("
        " (SELECT value FROM state WHERE name = 'sources')) j ON j.value = a.source"
        f" WHERE s.article = ? AND s.kind = ? AND {listing.where.format('e')}"
        " ORDER BY j.key IS NULL, j.key, o.place LIMIT ?",
        (number, kind, *listing.values, NAMED),
    )
    return tuple(decoded(facts) for (facts,) in rows)


def original(
    db: sqlite3.Connection, article_id: str, listing: Listing, *, kind: Duplicates
) -> Article | None:
    """What the topic shows in the place of an article that it has; None where it shows that."""
    row = db.execute(
        "SELECT a.facts FROM articles x CROSS JOIN stories s ON s.article = x.number"  # noqa: S608
        " CROSS JOIN stories o ON o.kind = s.kind AND o.story = s.story AND o.place < s.place"
        f" CROSS JOIN {_by_article(listing)} ON e.article = o.article"
        " JOIN articles a ON a.number = o.article WHERE x.id = ? AND s.kind = ?"
        f" AND {listing.where.format('e')} ORDER BY o.place LIMIT 1",
        (article_id, kind, *listing.values),
    ).fetchone()
    return decoded(row[0]) if row else None


def _by_article(listing: Listing) -> str:
    """The table as `e`, looked into by article: topics are larger than stories."""
    return f"{listing.table} e INDEXED BY {listing.table}_by_article"
