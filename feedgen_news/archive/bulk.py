"""Many articles at once: those that nothing in the archive is like are written without a look.

An article is plainly new if it shares no key and no hint with anything that is known, nor with
another one of the batch. All others are taken in one by one (see `build`); it does not matter
in which order.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from operator import itemgetter

from feedgen_news.archive.kinship import digest_of
from feedgen_news.archive.prepared import Prepared
from feedgen_news.archive.substance import LATER
from feedgen_news.archive.versions import encoded

_ROW = (
    "INSERT INTO articles (number, id, source, content, substance, rank, body_rank, date,"
    " announced, changed, settled, first_seen, first_build, last_build, before, withdrawn, slim,"
    " checksum, title, own_page, labels, facts)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, 1, ?10, ?11, ?11, '', 0, 0, ?12, ?13, ?14,"
    " ?15, ?16)"
)


def parted(
    db: sqlite3.Connection, batch: Sequence[Prepared]
) -> tuple[list[Prepared], list[Prepared]]:
    """Those that are plainly new, and the others, each in their order."""
    marks = [{digest_of(mark): mark for mark in (*each.keys, *each.hints)} for each in batch]
    met = Counter(chain.from_iterable(marks))
    known = _known(db, marks)
    new: list[Prepared] = []
    others: list[Prepared] = []
    for each, its in zip(batch, marks, strict=True):
        alone = all(met[mark] == 1 and mark not in known for mark in its)
        (new if alone else others).append(each)
    return new, others


def _known(db: sqlite3.Connection, marks: Iterable[dict[int, str]]) -> set[int]:
    """Which of them the archive knows; an address may be a key of one article, hint of another."""
    by_digest = {digest: mark for each in marks for digest, mark in each.items()}
    by_mark = {mark: digest for digest, mark in by_digest.items()}
    keys = db.execute(
        "SELECT j.value FROM json_each(?) j CROSS JOIN keys k ON k.key = j.value",
        (encoded(sorted(by_mark)),),
    )
    hints = db.execute(
        "SELECT j.value FROM json_each(?) j WHERE EXISTS"
        " (SELECT 1 FROM hints WHERE hint = j.value)",
        (encoded(sorted(by_digest)),),
    )
    return {by_mark[key] for (key,) in keys} | {hint for (hint,) in hints}


def insert(db: sqlite3.Connection, new: Sequence[Prepared], *, now: int, build: int) -> range:
    """Write articles that are plainly new; their numbers.

    `now` is the instant of the build, in seconds since 1970 UTC.
    """
    numbers = _next(db, "articles", len(new))
    rows = list(zip(numbers, new, strict=True))
    db.executemany(_ROW, (_row(number, each, now=now, build=build) for number, each in rows))
    db.executemany(
        "INSERT INTO keys (key, article) VALUES (?, ?)",
        sorted((key, number) for number, each in rows for key in each.keys),
    )
    looks = list(zip(_next(db, "looks", len(new)), rows, strict=True))
    db.executemany(
        "INSERT INTO looks (number, article, sketch) VALUES (?, ?, NULL)",
        ((look, number) for look, (number, _) in looks),
    )
    db.executemany(
        "INSERT INTO hints (hint, look) VALUES (?, ?)",
        sorted({(digest_of(hint), look) for look, (_, each) in looks for hint in each.hints}),
    )
    db.executemany(
        "INSERT INTO memberships (topic, date, article) VALUES (?, ?, ?)",
        sorted((topic, each.date, number) for number, each in rows for topic in each.topics),
    )
    db.executemany(
        "INSERT OR IGNORE INTO labels (kind, slug, date, article, title) VALUES (?, ?, ?, ?, ?)",
        sorted(
            (
                (kind, slug, each.date, number, title)
                for number, each in rows
                for kind, slug, title in each.listed
            ),
            key=itemgetter(slice(4)),  # of two titles the first stays
        ),
    )
    return numbers


def _row(number: int, each: Prepared, *, now: int, build: int) -> tuple[object, ...]:
    return (
        number,
        each.id,
        each.source,
        each.content,
        LATER,
        each.rank,
        each.body_rank,
        each.date,
        each.changed,
        now,
        build,
        each.checksum,
        each.title,
        each.url is None,
        each.labels,
        each.facts,
    )


def _next(db: sqlite3.Connection, table: str, count: int) -> range:
    """Numbers for so many rows, as SQLite would give them."""
    (last,) = db.execute(f"SELECT COALESCE(MAX(number), 0) FROM {table}").fetchone()  # noqa: S608
    return range(last + 1, last + 1 + count)
