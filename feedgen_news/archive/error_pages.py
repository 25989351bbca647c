"""Error pages that a scraper took for articles: “Access denied”, a consent wall, a login.

A text that stands in the place of longer and unlike texts of several articles of one source is
the text of none of them: each of those articles keeps the version that it had. Which of the
texts came first does not matter, nor whether they come in one build or one by one; then those
that came before there were several have been believed.
"""

import hashlib
import sqlite3
from collections.abc import Iterator

from feedgen_news.archive.versions import Version, decoded, facts_of, first_of
from feedgen_news.furniture import own_text, words
from feedgen_news.likeness import containment, sketch
from feedgen_news.model import Article

_SEVERAL = 3  # articles: two may well be given one text by their site
_ALIKE = 0.25  # of the shorter text that is in the longer one, too
_LEAST_WORDS = 4  # of a text that can be told from others
_FORM = 10  # words of a text that is the same where only figures differ


def weigh(db: sqlite3.Connection, number: int, known: Version, version: Version) -> None:
    """Two versions of an article are met: where their texts are unlike, both are remembered.

    To be called before the row holds the one that wins.
    """
    one, other = known.article, version.article
    if one.text == other.text or not other.text:
        return
    if not one.text:  # maybe it was dropped
        if _is_slim(db, number):
            _set_aside(db, number, known, slim=True)
    elif containment(*(sketch(own_text(text)) for text in (one.text, other.text))) < _ALIKE:
        _stands_in(db, number, min(one, other, key=lambda article: len(article.text)))
        _set_aside(db, number, known)
        _set_aside(db, number, version)


def hand_over(db: sqlite3.Connection, number: int, heir: int) -> None:
    """Two rows turn out to be one article."""
    for table in ("stand_ins", "set_aside"):
        db.execute(f"UPDATE OR IGNORE {table} SET article = ? WHERE article = ?", (heir, number))  # noqa: S608
        db.execute(f"DELETE FROM {table} WHERE article = ?", (number,))  # noqa: S608


def mended(db: sqlite3.Connection) -> Iterator[tuple[int, Version, Article, bool]]:
    """Of each article of this build that an error page stands for: its number, the version that
    takes the place, the error page, and whether the text of that version was dropped.

    For the end of a build, when all versions are met; they are remembered no longer than that.
    """
    rows = db.execute("SELECT DISTINCT article FROM set_aside ORDER BY article").fetchall()
    for (number,) in rows:
        (facts,) = db.execute("SELECT facts FROM articles WHERE number = ?", (number,)).fetchone()
        shown = decoded(facts)
        if shown.text and _is_error_page(db, shown):
            for version, slim in _others(db, number):
                yield number, version.called(shown.id), shown, slim
                break
    db.execute("DELETE FROM set_aside")


def _others(db: sqlite3.Connection, number: int) -> Iterator[tuple[Version, bool]]:
    """The versions that are no error pages, the latest first."""
    versions = db.execute(
        "SELECT facts, rank, body_rank, slim FROM set_aside WHERE article = ? ORDER BY rank DESC",
        (number,),
    )
    for facts, rank, body_rank, slim in versions.fetchall():
        article = decoded(facts)
        if slim or not _is_error_page(db, article):
            yield Version(article, rank, body_rank, first_of(article)), bool(slim)


def _is_slim(db: sqlite3.Connection, number: int) -> bool:
    query = "SELECT slim = 1 FROM articles WHERE number = ?"
    return bool(db.execute(query, (number,)).fetchone()[0])


def _stands_in(db: sqlite3.Connection, number: int, article: Article) -> None:
    mark = _mark(article)
    if mark is not None and not _is_error_page(db, article):
        db.execute("INSERT OR IGNORE INTO stand_ins VALUES (?, ?)", (mark, number))


def _set_aside(
    db: sqlite3.Connection, number: int, version: Version, *, slim: bool = False
) -> None:
    db.execute(
        "INSERT OR IGNORE INTO set_aside VALUES (?, ?, ?, ?, CAST(? AS TEXT))",
        (number, version.rank, version.body_rank, slim, facts_of(version.article)),
    )


def _is_error_page(db: sqlite3.Connection, article: Article) -> bool:
    (articles,) = db.execute(
        "SELECT COUNT(*) FROM stand_ins WHERE mark = ?", (_mark(article),)
    ).fetchone()
    return bool(articles >= _SEVERAL)


def _mark(article: Article) -> int | None:
    """64 bits of a digest of the source and the words; figures may be those of the request.

    In a few words they may be all that is said.
    """
    whole_text = words(own_text(article.text)).split()
    said = [word for word in whole_text if word.isalpha()]
    if len(said) < _LEAST_WORDS:
        return None
    if len(said) < _FORM:
        said = whole_text
    whole = "\0".join((article.source, *said)).encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(whole, digest_size=8).digest(), signed=True)
