"""What articles that were taken down looked like, so that they are known again without a key.

Sketches and digests, as of every article (see archive.kinship); of its addresses digests, too.
"""

import sqlite3
from collections.abc import Iterable
from functools import partial

from feedgen_news.archive.kinship import CANDIDATES, JUDGES, Judge, Looks, confirmed, digest_of
from feedgen_news.archive.looks import make, sketch_of
from feedgen_news.archive.sites import one_site, site_of
from feedgen_news.model import Article

_MOST = 32  # looks of one article; the first ones stay, for what follows is known by them

# Its headline and second are enough, as nothing of it may come again in other words.
_JUDGES: dict[str, Judge] = {**JUDGES, "told": lambda _one, _other: True}


def keep(db: sqlite3.Connection, article_id: str, number: int, versions: list[Article]) -> None:
    """Whatever a row was known by; of one that nothing is known of yet, its `versions`."""
    (url,) = db.execute(
        "SELECT json_extract(facts, '$.url') FROM articles WHERE number = ?", (number,)
    ).fetchone()
    site = site_of(url)
    make(db, number)
    looks = db.execute(
        "SELECT number, sketch FROM looks WHERE article = ? ORDER BY number", (number,)
    ).fetchall()
    for look, sketch in looks:
        hints = db.execute("SELECT hint FROM hints WHERE look = ?", (look,)).fetchall()
        _remember(db, article_id, (site, sketch), (hint for (hint,) in hints))
    if not looks:
        for version in versions:
            keep_look(db, article_id, version)


def keep_look(db: sqlite3.Connection, article_id: str, article: Article) -> None:
    """What one version of it is known by."""
    look = (site_of(article.url), sketch_of(article))
    _remember(db, article_id, look, map(digest_of, article.hints))


def _remember(
    db: sqlite3.Connection, article_id: str, look: tuple[bytes, bytes], hints: Iterable[int]
) -> None:
    known = db.execute(
        "SELECT number, site, sketch FROM forgotten_looks WHERE id = ?", (article_id,)
    ).fetchall()
    number = next((n for n, *same in known if tuple(same) == look), None)
    if number is None:
        if len(known) >= _MOST:
            return
        number = db.execute(
            "INSERT INTO forgotten_looks (id, site, sketch) VALUES (?, ?, ?)", (article_id, *look)
        ).lastrowid
    db.executemany(
        "INSERT OR IGNORE INTO forgotten_hints VALUES (?, ?)", [(hint, number) for hint in hints]
    )


def looks_like(db: sqlite3.Connection, article: Article) -> str | None:
    """The id under which an article was forgotten that this one would be a version of.

    None where a key says that it is one that is there.
    """
    site = site_of(article.url)
    for number in confirmed(article, partial(_hinted, db), judges=_JUDGES):
        article_id, known = db.execute(
            "SELECT id, site FROM forgotten_looks WHERE number = ?", (number,)
        ).fetchone()
        if one_site(site, known):
            return None if _is_there(db, article) else str(article_id)
    return None


def _hinted(db: sqlite3.Connection, hint: str) -> Looks:
    return db.execute(
        "SELECT number, sketch FROM forgotten_hints JOIN forgotten_looks ON number = look"
        " WHERE hint = ? LIMIT ?",
        (digest_of(hint), CANDIDATES),
    )


def _is_there(db: sqlite3.Connection, article: Article) -> bool:
    query = "SELECT 1 FROM keys WHERE key = ?"
    return any(db.execute(query, (key,)).fetchone() for key in article.keys)
