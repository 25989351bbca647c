"""Which rows an article belongs to: those of its keys, and those that its hints nominate and its
text confirms.

Each version of a row is remembered by its hints and the sketch of its text (a *look*), so that
what one version has in common with another does not depend on which of them came last, nor on
whether the text is still kept.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import SplitResult, urlsplit

from feedgen_news.archive.store import Archive
from feedgen_news.archive.versions import decoded
from feedgen_news.likeness import containment, is_brief, resemblance, same_figures
from feedgen_news.model import Article

_CANDIDATES = 64  # looks of one hint that are compared
_LOOKS = 16  # of one row that are remembered; the first stays, of the others the latest
_PART = 0.5  # of the shorter text that stands in the longer one, where the headline is the same
_MUCH_THE_SAME = 0.8  # resemblance of two texts whose headlines may differ

Judge = Callable[[bytes, bytes], bool]


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
_JUDGES: dict[str, Judge] = {
    "told": _told,
    "said": _said,
    "at": _the_same,
    "untold": _the_same,
    "url": _addressed,
}


def rows_of(db: sqlite3.Connection, article: Article) -> dict[int, int]:
    """The numbers of the rows, what is surest first, and the build that each is from."""
    return {
        number: int(first_build)
        for number in dict.fromkeys((*_by_key(db, article), *_nearby(db, article)))
        for (first_build,) in db.execute(
            "SELECT first_build FROM articles WHERE number = ?", (number,)
        )
    }


def _by_key(db: sqlite3.Connection, article: Article) -> Iterator[int]:
    for key in article.keys:
        for (number,) in db.execute("SELECT article FROM keys WHERE key = ?", (key,)):
            yield int(number)


def _nearby(db: sqlite3.Connection, article: Article) -> Iterator[int]:
    """What hints lead to, on the same site: one source may crawl many, and the same story of an
    agency on two of them is two articles.
    """
    for number in _by_hint(db, article):
        (url,) = db.execute(
            "SELECT json_extract(facts, '$.url') FROM articles WHERE number = ?", (number,)
        ).fetchone()
        if _one_site(article.url, url):
            yield number


def _one_site(url: str | None, other: str | None) -> bool:
    """Whether the hosts are one, or one lies below the other; or the site moved to another host
    with all its paths. True where there is no address.
    """
    if not url or not other:
        return True
    one, two = urlsplit(url), urlsplit(other)
    upper, lower = sorted((_host(one), _host(two)), key=len)
    return lower == upper or lower.endswith(f".{upper}") or one.path == two.path


def _host(url: SplitResult) -> str:
    return (url.hostname or "").removeprefix("www.")


def _by_hint(db: sqlite3.Connection, article: Article) -> Iterator[int]:
    for hint in article.hints:
        yield from _confirmed(hint, article.sketch, _nominated(db, hint))
    for key in article.keys:
        if key.startswith("url:") and article.sketch:
            yield from _confirmed(key, article.sketch, _hinted(db, key))


def _nominated(db: sqlite3.Connection, hint: str) -> Iterator[tuple[int, bytes]]:
    yield from _hinted(db, hint)
    if hint.startswith("url:"):
        yield from db.execute(
            "SELECT article, sketch FROM looks"
            " WHERE article = (SELECT article FROM keys WHERE key = ?)",
            (hint,),
        )


def _hinted(db: sqlite3.Connection, hint: str) -> Iterator[tuple[int, bytes]]:
    yield from db.execute(
        "SELECT article, sketch FROM hints JOIN looks ON number = look WHERE hint = ? LIMIT ?",
        (_digest(hint), _CANDIDATES),
    )


def _confirmed(hint: str, sketch: bytes, looks: Iterable[tuple[int, bytes]]) -> Iterator[int]:
    judge = _JUDGES[hint.partition(":")[0]]
    for number, known in sorted(looks):
        if judge(sketch, known):
            yield number


def remember(db: sqlite3.Connection, number: int, article: Article) -> bool:
    """Whatever the article is known by leads to the row from now on, unless it leads elsewhere.

    Tells whether any of it is new.
    """
    keys = db.executemany(
        "INSERT OR IGNORE INTO keys VALUES (?, ?)", [(key, number) for key in article.keys]
    )
    if not article.hints and not article.sketch:
        return keys.rowcount > 0
    look = _look(db, number, article.sketch)
    hints = db.executemany(
        "INSERT OR IGNORE INTO hints VALUES (?, ?)",
        [(_digest(hint), look) for hint in article.hints],
    )
    return keys.rowcount > 0 or hints.rowcount > 0


def _look(db: sqlite3.Connection, number: int, sketch: bytes) -> int:
    rows = db.execute(
        "SELECT number, sketch FROM looks WHERE article = ? ORDER BY number", (number,)
    ).fetchall()
    for look, known in rows:
        if known == sketch:
            return int(look)
    if len(rows) >= _LOOKS:
        db.execute("DELETE FROM looks WHERE number = ?", (rows[1][0],))
    cursor = db.execute("INSERT INTO looks (article, sketch) VALUES (?, ?)", (number, sketch))
    return int(cursor.lastrowid or 0)


def hand_over(db: sqlite3.Connection, number: int, heir: int) -> None:
    """What a row was known by leads to its heir."""
    for table in ("keys", "looks"):
        db.execute(f"UPDATE {table} SET article = ? WHERE article = ?", (heir, number))  # noqa: S608


def know_again(archive: Archive, identified: Callable[[Article], Article], *, scheme: int) -> None:
    """Where the archive is of an older scheme: give every row what identifies its article today.

    The oldest goes first, and nothing is taken away. For the begin of a build.
    """
    if int(archive.state("identity") or 0) >= scheme:
        return
    db = archive.db
    for (number,) in db.execute("SELECT number FROM articles ORDER BY number").fetchall():
        (facts,) = db.execute("SELECT facts FROM articles WHERE number = ?", (number,)).fetchone()
        remember(db, number, identified(decoded(facts)))
    archive.remember("identity", str(scheme))


def _digest(hint: str) -> int:
    """64 bits of it, as SQLite counts."""
    return int.from_bytes(bytes.fromhex(hint.rpartition(":")[2])[:8], signed=True)
