"""The row of one article: made where it is met first, written anew where a version is better."""

import sqlite3
from collections.abc import Iterator

from feedgen_news.archive import looks
from feedgen_news.archive.settling import unsettle
from feedgen_news.archive.versions import Version, content_of, facts_of
from feedgen_news.model import Article

_SOME = 1_000  # rows whose numbers are held at once


def insert(db: sqlite3.Connection, article: Article, *, now: int, build: int) -> int:
    """A row that holds nothing yet but its id; `now` is in seconds since 1970 UTC."""
    cursor = db.execute(
        "INSERT INTO articles (id, source, content, substance, rank, body_rank, date,"
        " announced, changed, settled, first_seen, first_build, last_build, before,"
        " withdrawn, slim, checksum, title, own_page, labels, facts)"
        " VALUES (?1, ?2, '', '', '', '', 0, 0, 0, 0, ?3, ?4, ?4, '', 0, 0, 0, ?5, ?6, '',"
        " CAST(?7 AS TEXT))",
        (
            article.id,
            article.source,
            now,
            build,
            article.title,
            article.url is None,
            facts_of(article),
        ),
    )
    return int(cursor.lastrowid or 0)


def numbers(db: sqlite3.Connection, where: str) -> Iterator[int]:
    """The numbers of all rows of which this holds; those asked for may be changed meanwhile."""
    after = 0
    some = f"SELECT number FROM articles WHERE number > ? AND {where} ORDER BY number LIMIT {_SOME}"  # noqa: S608
    while found := db.execute(some, (after,)).fetchall():
        yield from (number for (number,) in found)
        after = found[-1][0]


def store(db: sqlite3.Connection, number: int, version: Version, *, build: int, anew: bool) -> None:
    """Let a row hold a version; `anew` says that the dump says something else in it."""
    article = version.article
    if anew:
        looks.make(db, number)
    unsettle(db, number, build=build)
    db.execute(
        "UPDATE articles SET id = ?, facts = CAST(? AS TEXT), source = ?, content = ?, rank = ?,"
        " body_rank = ?, title = ?, own_page = ?, settled = settled AND NOT ?, slim = 0"
        " WHERE number = ?",
        (
            article.id,
            facts_of(article),
            article.source,
            content_of(article),
            version.rank,
            version.body_rank,
            article.title,
            article.url is None,
            anew,
            number,
        ),
    )
