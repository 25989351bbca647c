"""Many articles at once: those that nothing in the archive is like are written without a look.

An article is plainly new if it shares no key and no hint with anything that is known, nor with
another one of the batch. Some others are surely met again and say what they said (see
`met_again`). All others are taken in one by one (see `build`); it does not matter in which order.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import itemgetter

from feedgen_news.archive import met_again
from feedgen_news.archive.copies import newcomers
from feedgen_news.archive.kinship import ADDRESS
from feedgen_news.archive.met_again import Again
from feedgen_news.archive.prepared import Prepared
from feedgen_news.archive.substance import LATER
from feedgen_news.archive.versions import encoded

_ROW = (
    "INSERT INTO articles (number, id, source, content, substance, rank, body_rank, date,"
    " announced, changed, settled, first_seen, first_build, last_build, before, withdrawn, slim,"
    " checksum, title, own_page, labels, facts)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, 1, ?10, ?11, ?11, '', 0, 0, ?12, ?13, ?14,"
    " ?15, CAST(?16 AS TEXT))"
)


def parted(
    db: sqlite3.Connection, batch: Sequence[Prepared], *, build: int
) -> tuple[list[Prepared], list[Again], list[Prepared]]:
    """Those that are plainly new, those that are surely met again, and the others."""
    marks = [set(each.marks) for each in batch]
    met = Counter(chain.from_iterable(marks))
    shared = {mark for mark, times in met.items() if times > 1}
    taken = _known(db, batch) | shared
    new: list[Prepared] = []
    others: list[Prepared] = []
    for each, its in zip(batch, marks, strict=True):
        (new if taken.isdisjoint(its) else others).append(each)
    again = met_again.found(db, others, met=met.keys(), shared=shared, build=build)
    settled = {id(each.article) for each in again}
    return new, again, [each for each in others if id(each) not in settled]


def _known(db: sqlite3.Connection, batch: Iterable[Prepared]) -> set[int]:
    """Which of their marks the archive knows."""
    keys = {key: mark for each in batch for key, mark in zip(each.keys, each.marks, strict=False)}
    hints = {hint: mark for each in batch for hint, mark in _hints(each)}
    either = {name: mark for name, mark in (keys | hints).items() if name.startswith(ADDRESS)}
    keys |= either
    hints |= either
    found = db.execute(
        "SELECT j.value FROM json_each(?) j CROSS JOIN keys k ON k.key = j.value",
        (encoded(sorted(keys)),),
    )
    hinted = db.execute(
        "SELECT j.value FROM json_each(?) j WHERE EXISTS"
        " (SELECT 1 FROM hints WHERE hint = j.value)",
        (encoded(sorted(hints.values())),),
    )
    return {keys[key] for (key,) in found} | {mark for (mark,) in hinted}


def _hints(each: Prepared) -> Iterator[tuple[str, int]]:
    return zip(each.hints, each.marks[len(each.keys) :], strict=True)


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
    newcomers.wait(db, ((number, each.text_mark) for number, each in rows))
    looks = list(zip(_next(db, "looks", len(new)), rows, strict=True))
    db.executemany(
        "INSERT INTO looks (number, article, sketch) VALUES (?, ?, NULL)",
        ((look, number) for look, (number, _) in looks),
    )
    db.executemany(
        "INSERT INTO hints (hint, look) VALUES (?, ?)",
        sorted({(mark, look) for look, (_, each) in looks for _, mark in _hints(each)}),
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
