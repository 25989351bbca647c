"""What a build meets first, until it is settled: exact copies of nothing, nearly all of it.

Each newcomer waits with the number that its text leaves in the index of copies. One whose number
no other newcomer has, and nothing in the index, is filed with all its like at once: it is no
copy, and nothing is a copy of it, so it does not matter when its turn is.
"""

import sqlite3
from collections.abc import Iterable, Iterator

from feedgen_news.archive.copies import traces
from feedgen_news.archive.versions import decoded

# Of articles: those whose turn it still is once the others are filed.
OTHERS = (
    "a.number IN (SELECT n.article FROM newcomers n WHERE n.mark IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM traces t WHERE t.article = n.article))"
)

# For one connection; a mark goes with its article, and with the text that it was made of.
_TABLE = "CREATE TEMP TABLE IF NOT EXISTS newcomers (article INTEGER PRIMARY KEY, mark INTEGER)"
_TRIGGER = (
    "CREATE TEMP TRIGGER IF NOT EXISTS newcomers_{} AFTER {} ON articles"
    " BEGIN DELETE FROM newcomers WHERE article = OLD.number; END"
)
_TRIGGERS = {
    "go": "DELETE",
    "change": "UPDATE OF content",
}
_UNMARKED = (
    "SELECT number, facts FROM articles a WHERE last_build = ?1 AND first_build = ?1"
    " AND NOT EXISTS (SELECT 1 FROM newcomers n WHERE n.article = a.number)"
)


def wait(db: sqlite3.Connection, marks: Iterable[tuple[int, int | None]]) -> None:
    """Keep the marks of articles, by their numbers, until they are settled."""
    db.execute(_TABLE)
    for name, event in _TRIGGERS.items():
        db.execute(_TRIGGER.format(name, event))
    db.executemany("INSERT INTO newcomers VALUES (?, ?)", marks)


def file_unshared(db: sqlite3.Connection, *, build: int, until: int) -> None:
    """File all newcomers of a build but those that share a mark.

    What is dated later than `until`, in seconds since 1970 UTC, waits for another build.
    """
    wait(db, ())
    wait(db, _marked(db.execute(_UNMARKED, (build,))))
    traces.leave_unshared(db, until=until)


def forget(db: sqlite3.Connection) -> None:
    """All are settled."""
    for name in _TRIGGERS:
        db.execute(f"DROP TRIGGER IF EXISTS temp.newcomers_{name}")
    db.execute("DROP TABLE IF EXISTS temp.newcomers")


def _marked(rows: Iterable[tuple[int, str]]) -> Iterator[tuple[int, int | None]]:
    for number, facts in rows:
        yield number, traces.mark_of(decoded(facts).text)
