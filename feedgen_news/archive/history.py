"""A topic's history as documents (RFC 5005 §4): closed month by month, then never touched.

A closed document lists its articles, and shows them as they were at the end of the build that
closed it: triggers of the schema keep what they were before a later build changes them. What
is in no closed document is in the open one, of which nothing is stored but its name.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from feedgen_news.archive.sealing import SEALED
from feedgen_news.archive.selecting import COLUMNS, Members, as_kept, kept_at
from feedgen_news.model import Kept, Topic
from feedgen_news.site import Document

ENTRIES = 500  # of one document at most
GRACE = timedelta(days=1)  # after the end of a month, for what comes in late

_MONTH = "MAX(strftime('%Y-%m', m.date, 'unixepoch'), ?)"  # never before the open document's


def close_documents(
    db: sqlite3.Connection,
    among: Members,
    *,
    topic: Topic,
    size: Callable[[Kept], int],
    clock: datetime,
) -> None:
    """Close what is over, and begin the document after it.

    `size` says how many bytes of a document an article takes.
    """
    running = running_month(clock)
    closed = [
        _closed(db, topic.slug, month, part)
        for month, part in list(_complete(db, among, topic=topic, size=size, running=running))
    ]
    if closed:
        _begun(db, topic.slug, max(running, closed[-1]))


def running_month(clock: datetime) -> str:
    """The month of which a document is open at the latest."""
    return _month(clock - GRACE)


def documents(db: sqlite3.Connection, topic: str) -> list[Document]:
    """Those of a topic, the oldest first; the last one is open."""
    rows = db.execute(
        "SELECT number, name, closed > 0, LAG(name) OVER (ORDER BY number),"
        " LEAD(name) OVER (ORDER BY number) FROM documents WHERE topic = ? ORDER BY number",
        (topic,),
    )
    return [
        Document(
            number=number, name=name, closed=bool(closed), previous=previous, following=following
        )
        for number, name, closed, previous, following in rows
    ]


def closed_articles(db: sqlite3.Connection, topic: str, number: int) -> list[Kept]:
    """What a closed document shows, newest first: the same for ever, but for takedowns.

    An article that is withdrawn keeps its place for the day it returns.
    """
    rows = db.execute(
        "SELECT COALESCE(f.facts, a.facts), COALESCE(l.labels, a.labels),"  # noqa: S608
        " COALESCE(l.date, a.date) AS date, COALESCE(l.changed, a.changed),"
        " COALESCE(NULLIF(l.announced, 0), a.announced), 0,"
        f" iif(f.article IS NULL AND l.article IS NULL, a.checksum, 0), {SEALED}"
        " FROM document_entries e"
        " JOIN documents d ON d.topic = e.topic AND d.number = e.number"
        " JOIN articles a ON a.number = e.article"
        " LEFT JOIN former_facts f ON f.article = e.article AND f.until ="
        " (SELECT MIN(until) FROM former_facts WHERE article = e.article AND until > d.closed)"
        " LEFT JOIN former_labels l ON l.article = e.article AND l.until ="
        " (SELECT MIN(until) FROM former_labels WHERE article = e.article AND until > d.closed)"
        " WHERE e.topic = ? AND e.number = ? AND a.withdrawn = 0 ORDER BY 3 DESC, a.id",
        (topic, number),
    )
    return list(map(as_kept, rows))


def open_articles(db: sqlite3.Connection, among: Members, topic: str) -> list[Kept]:
    """The articles of a topic that are in no closed document, newest first."""
    rest = _uncovered(among, topic)
    rows = db.execute(
        f"SELECT {COLUMNS} FROM {rest.table} CROSS JOIN articles a ON a.number = m.article"  # noqa: S608
        f" WHERE {rest.where} ORDER BY m.date DESC, a.id",
        rest.values,
    )
    return list(map(as_kept, rows))


def _complete(
    db: sqlite3.Connection,
    among: Members,
    *,
    topic: Topic,
    size: Callable[[Kept], int],
    running: str,
) -> Iterator[tuple[str, list[int]]]:
    """Months with articles whose document can be closed, the oldest first.

    A month that is over, in as many parts as it takes; of the one after those the parts that
    are full without the articles a feed shows, and nothing of what follows.
    """
    rest = _uncovered(among, topic.slug)
    floor = _open_month(db, topic.slug)
    for month, count in _waiting(db, rest, floor):
        over = month < running
        if not over and not _worth_measuring(db, topic, month, count):
            return
        numbers = _of_month(db, rest, floor, month, limit=count - (0 if over else topic.items))
        sizes = ((number, size(kept_at(db, number))) for number in numbers)
        parts = list(_parts(sizes, budget=topic.max_bytes))
        if over:
            yield from ((month, part) for part in parts)
            continue
        yield from ((month, part) for part in parts[:-1])
        _measured(db, topic, month, count - sum(map(len, parts[:-1])))
        return


def _uncovered(among: Members, topic: str) -> Members:
    return Members(
        among.table,
        f"{among.where} AND NOT EXISTS"  # noqa: S608
        " (SELECT 1 FROM document_entries e WHERE e.topic = ? AND e.article = m.article)",
        (*among.values, topic),
        among.listing,
    )


def _waiting(db: sqlite3.Connection, rest: Members, floor: str) -> list[tuple[str, int]]:
    """How many articles of each month are in no closed document yet."""
    return db.execute(
        f"SELECT {_MONTH} AS month, COUNT(*) FROM {rest.table} WHERE {rest.where}"  # noqa: S608
        " GROUP BY month ORDER BY month",
        (floor, *rest.values),
    ).fetchall()


def _worth_measuring(db: sqlite3.Connection, topic: Topic, month: str, count: int) -> bool:
    """Whether these articles are not those that were measured last, and were too few.

    So that a build without news reads none of them.
    """
    row = db.execute(
        "SELECT value FROM state WHERE name = ?", (f"measured {topic.slug}",)
    ).fetchone()
    return count > topic.items and row != (_measure(topic, month, count),)


def _measured(db: sqlite3.Connection, topic: Topic, month: str, count: int) -> None:
    db.execute(
        "INSERT OR REPLACE INTO state VALUES (?, ?)",
        (f"measured {topic.slug}", _measure(topic, month, count)),
    )


def _measure(topic: Topic, month: str, count: int) -> str:
    return f"{month} {count} {topic.items} {topic.max_bytes}"


def _of_month(
    db: sqlite3.Connection, rest: Members, floor: str, month: str, *, limit: int
) -> list[int]:
    """The oldest of a month."""
    rows = db.execute(
        f"SELECT m.article FROM {rest.table} CROSS JOIN articles a ON a.number = m.article"  # noqa: S608
        f" WHERE {rest.where} AND {_MONTH} = ? ORDER BY m.date, a.id LIMIT ?",
        (*rest.values, floor, month, limit),
    )
    return [number for (number,) in rows]


def _parts(sizes: Iterable[tuple[int, int]], *, budget: int) -> Iterator[list[int]]:
    """Articles in their order, in parts that fit; an article that never fits is one alone."""
    part: list[int] = []
    taken = 0
    for number, bytes_ in sizes:
        if part and (len(part) == ENTRIES or taken + bytes_ > budget):
            yield part
            part, taken = [], 0
        part.append(number)
        taken += bytes_
    if part:
        yield part


def _closed(db: sqlite3.Connection, topic: str, month: str, part: list[int]) -> str:
    """Close the open document, or a new one, with these articles; the month of its name."""
    row = _opened(db, topic) or _begun(db, topic, month)
    number, name = row
    db.executemany(
        "INSERT INTO document_entries (topic, article, number) VALUES (?, ?, ?)",
        [(topic, article, number) for article in part],
    )
    db.execute(
        "UPDATE documents SET closed = (SELECT CAST(value AS INTEGER) FROM state"
        " WHERE name = 'builds') WHERE topic = ? AND number = ?",
        (topic, number),
    )
    return _month_of(name)


def _opened(db: sqlite3.Connection, topic: str) -> tuple[int, str] | None:
    row: tuple[int, str] | None = db.execute(
        "SELECT number, name FROM documents WHERE topic = ? AND closed = 0", (topic,)
    ).fetchone()
    return row


def _begun(db: sqlite3.Connection, topic: str, month: str) -> tuple[int, str]:
    """An open document under the first name of the month that is free."""
    before, of_month = db.execute(
        "SELECT COUNT(*), COALESCE(SUM(substr(name, 1, ?) = ?), 0) FROM documents WHERE topic = ?",
        (len(month), month, topic),
    ).fetchone()
    name = f"{month}-{of_month + 1}" if of_month else month
    db.execute("INSERT INTO documents VALUES (?, ?, ?, 0)", (topic, before + 1, name))
    return before + 1, name


def _open_month(db: sqlite3.Connection, topic: str) -> str:
    opened = _opened(db, topic)
    return _month_of(opened[1]) if opened else ""


def _month_of(name: str) -> str:
    return "-".join(name.split("-")[:2])


def _month(moment: datetime) -> str:
    return f"{moment.year:04}-{moment.month:02}"
