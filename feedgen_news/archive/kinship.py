"""Which rows an article belongs to: those of its keys, and those that its hints nominate and its
text confirms.

Each version of a row is remembered by its hints and the sketch of its text (a *look*), so that
what one version has in common with another does not depend on which of them came last, nor on
whether the text is still kept.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Protocol

from feedgen_news.archive.looks import made, make, sketch_of
from feedgen_news.archive.rows import numbers
from feedgen_news.archive.sites import one_site, site_of
from feedgen_news.archive.store import Archive
from feedgen_news.archive.versions import decoded
from feedgen_news.likeness import containment, is_brief, resemblance, same_figures
from feedgen_news.model import Article

ADDRESS = "url:"  # begins what may be a key of one article, and a hint of another
CANDIDATES = 64  # looks of one hint that are compared
LOOKS = 16  # of one row that are remembered; the first stays, of the others the latest
_PART = 0.5  # of the shorter text that stands in the longer one, where the headline is the same
_MUCH_THE_SAME = 0.8  # resemblance of two texts whose headlines may differ

Judge = Callable[[bytes, bytes], bool]
Looks = Iterable[tuple[int, bytes]]  # numbers, and sketches
Nominate = Callable[[str], Looks]


def _alike(one: bytes, other: bytes) -> bool:
    return containment(one, other) >= _PART


def _told(one: bytes, other: bytes) -> bool:
    """Of a dump of headlines there is nothing to compare."""
    return is_brief(one) or is_brief(other) or _alike(one, other)


def _said(one: bytes, other: bytes) -> bool:
    """A headline that others may have: reports of one form differ in their figures."""
    return is_brief(one) or is_brief(other) or (same_figures(one, other) and _alike(one, other))


def _the_same(one: bytes, other: bytes) -> bool:
    brief = is_brief(one) or is_brief(other)
    return not brief and same_figures(one, other) and resemblance(one, other) >= _MUCH_THE_SAME


def _addressed(one: bytes, other: bytes) -> bool:
    return not is_brief(one) and not is_brief(other) and _alike(one, other)


# What a hint of this name needs the two texts to show (see normalise.identity).
JUDGES: dict[str, Judge] = {
    "told": _told,
    "said": _said,
    "at": _the_same,
    "untold": _the_same,
    "url": _addressed,
}


class Sites(Protocol):
    """What a build learns of sites that moved (see `archive.moving`)."""

    def found(self, article: Article, number: int, known_url: str | None) -> None:
        """The row would be the article's, were their hosts of one site; or is, by its path."""


def rows_of(db: sqlite3.Connection, article: Article, sites: Sites) -> dict[int, int]:
    """The numbers of the rows, what is surest first, and the build that each is from."""
    by_key = dict.fromkeys(_by_key(db, article, sites))
    sure = frozenset(n for n in by_key if article.url and _url_of(db, n) == article.url)
    return {
        number: int(first_build)
        for number in dict.fromkeys((*by_key, *_nearby(db, article, sites, sure=sure)))
        for (first_build,) in db.execute(
            "SELECT first_build FROM articles WHERE number = ?", (number,)
        )
    }


def _by_key(db: sqlite3.Connection, article: Article, sites: Sites) -> Iterator[int]:
    by_address = False
    for key in article.keys:
        for (number,) in db.execute("SELECT article FROM keys WHERE key = ?", (key,)):
            if key.startswith("path:") and not by_address:
                sites.found(article, number, _url_of(db, number))
            by_address = True
            yield int(number)


def _url_of(db: sqlite3.Connection, number: int) -> str | None:
    (url,) = db.execute(
        "SELECT json_extract(facts, '$.url') FROM articles WHERE number = ?", (number,)
    ).fetchone()
    return None if url is None else str(url)


def _nearby(
    db: sqlite3.Connection, article: Article, sites: Sites, *, sure: frozenset[int]
) -> Iterator[int]:
    """What hints lead to, on the same site: one source may crawl many, and the same story of an
    agency on two of them is two articles. Nothing is asked about rows that are `sure` to be its.
    """
    site = site_of(article.url)
    hinted, addressed = partial(_hinted, db, sure=sure), partial(_addressed_as, db, sure=sure)
    for number in confirmed(article, hinted, addressed):
        url = _url_of(db, number)
        if one_site(site, site_of(url)):
            yield number
        else:
            sites.found(article, number, url)


def confirmed(
    article: Article,
    hinted: Nominate,
    addressed: Nominate = lambda _: (),
    judges: Mapping[str, Judge] = JUDGES,
) -> Iterator[int]:
    """Whatever a hint of the article nominates and the texts confirm.

    `hinted` gives what was remembered under a hint, `addressed` what has it as its key.
    """
    for hint in article.hints:
        yield from _confirmed(hint, article, hinted(hint), judges)
        if hint.startswith(ADDRESS):
            yield from _confirmed(hint, article, addressed(hint), judges)
    for key in article.keys:
        if key.startswith(ADDRESS) and (looks := hinted(key)) and sketch_of(article):
            yield from _confirmed(key, article, looks, judges)


def _confirmed(
    hint: str, article: Article, looks: Looks, judges: Mapping[str, Judge]
) -> Iterator[int]:
    judge = judges[hint.partition(":")[0]]
    for number, known in sorted(looks):
        if judge(sketch_of(article), known):
            yield number


def _hinted(db: sqlite3.Connection, hint: str, *, sure: frozenset[int]) -> Looks:
    found = db.execute(
        "SELECT article, sketch FROM hints JOIN looks ON number = look WHERE hint = ? LIMIT ?",
        (digest_of(hint), CANDIDATES),
    ).fetchall()
    return made(db, (look for look in found if look[0] not in sure))


def _addressed_as(db: sqlite3.Connection, key: str, *, sure: frozenset[int]) -> Looks:
    found = db.execute(
        "SELECT article, sketch FROM looks"
        " WHERE article = (SELECT article FROM keys WHERE key = ?)",
        (key,),
    ).fetchall()
    return made(db, (look for look in found if look[0] not in sure))


def looks_alike(db: sqlite3.Connection, number: int, other: int) -> bool:
    """Whether any version of one row has half of its text in common with any of the other."""
    query = "SELECT article, sketch FROM looks WHERE article = ?"
    ours, theirs = (made(db, db.execute(query, (row,))) for row in (number, other))
    return any(_addressed(one, known) for _, one in ours for _, known in theirs)


def remember(
    db: sqlite3.Connection, number: int, article: Article, *, held: Article | None = None
) -> bool:
    """Whatever the article is known by leads to the row from now on, unless it leads elsewhere.

    `held` is what the row holds. Tells whether any of what leads there is new.
    """
    keys = db.executemany(
        "INSERT OR IGNORE INTO keys VALUES (?, ?)", [(key, number) for key in article.keys]
    )
    if not article.hints and not sketch_of(article):
        return keys.rowcount > 0
    same = held is not None and held.text == article.text
    look = (_waiting(db, number) if same else None) or _look(db, number, sketch_of(article))
    hints = db.executemany(
        "INSERT OR IGNORE INTO hints VALUES (?, ?)",
        [(digest_of(hint), look) for hint in article.hints],
    )
    return keys.rowcount > 0 or hints.rowcount > 0


def _waiting(db: sqlite3.Connection, number: int) -> int | None:
    """The look of the text that the row holds, if that is not made yet."""
    row = db.execute("SELECT number FROM looks WHERE article = ? AND sketch IS NULL", (number,))
    return next((int(look) for (look,) in row), None)


def _look(db: sqlite3.Connection, number: int, sketch: bytes) -> int:
    make(db, number)
    rows = db.execute(
        "SELECT number, sketch FROM looks WHERE article = ? ORDER BY number", (number,)
    ).fetchall()
    for look, known in rows:
        if known == sketch:
            return int(look)
    if len(rows) >= LOOKS:
        db.execute("DELETE FROM looks WHERE number = ?", (rows[1][0],))
    cursor = db.execute("INSERT INTO looks (article, sketch) VALUES (?, ?)", (number, sketch))
    return int(cursor.lastrowid or 0)


def hand_over(db: sqlite3.Connection, number: int, heir: int) -> None:
    """What a row was known by leads to its heir."""
    make(db, number)
    for table in ("keys", "looks"):
        db.execute(f"UPDATE {table} SET article = ? WHERE article = ?", (heir, number))  # noqa: S608


def know_again(archive: Archive, identified: Callable[[Article], Article], *, scheme: int) -> None:
    """Where the archive is of an older scheme: give every row what identifies its article today.

    The oldest goes first, and nothing is taken away. For the begin of a build.
    """
    if int(archive.state("identity") or 0) >= scheme:
        return
    db = archive.db
    for number in numbers(db, "true"):
        (facts,) = db.execute("SELECT facts FROM articles WHERE number = ?", (number,)).fetchone()
        remember(db, number, identified(decoded(facts)))
    archive.remember("identity", str(scheme))


def digest_of(hint: str) -> int:
    """64 bits of a hint, as SQLite counts."""
    return int.from_bytes(hashlib.blake2b(hint.encode(), digest_size=8).digest(), signed=True)
