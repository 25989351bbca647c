"""An article of which nothing is as it was but its text: found again at the end of a build.

A site gives it another headline and another address, and then a second source gives it for the
first time, or its date moves, too. No hint nominates it then (see `kinship`). It is the same
article if all words and figures are the same, the dates are at most a day apart, and no third
article of the site has that text. What is short may be a notice, or a form that is filled in
each day. Where one source gave both, a notice is likelier: so they must share a picture, and
the earlier one, of another build, must not lie in the dump that the other comes from.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from functools import cache

import msgspec

from feedgen_news.archive.copies import copies_of, texts, traces
from feedgen_news.archive.moving import first_hosts, hosts_by_source, is_crawl
from feedgen_news.archive.settling import first_claim
from feedgen_news.archive.sites import host_of, one_below_the_other
from feedgen_news.archive.versions import decoded
from feedgen_news.model import Article

_LONG = 400  # letters and digits
_DAY = 86_400  # seconds


class _Row(msgspec.Struct, frozen=True):
    number: int
    known: bool  # to an earlier build
    source: str
    host: str
    date: int
    dump: str
    pictures: frozenset[str]


def found_again(db: sqlite3.Connection, *, build: int, now: int) -> Iterator[tuple[int, int]]:
    """Rows of this build, and those that they are versions of.

    The one becomes the other before the next pair is asked for. `now` is the instant of the
    build, in seconds since 1970 UTC. What is known is looked up where copies are, so this
    needs a topic that folds exact ones, as they all do unless told not to.
    """
    first_host = first_hosts(db)
    for mark, rows in _new(db, first_host, build=build, now=now):
        known = _known(db, mark, rows, build=build)
        for row in rows:
            host = first_host(row.host)
            others = [
                other
                for other in (*known, *rows)
                if other != row and one_below_the_other(first_host(other.host), host)
            ]
            if len(others) == 1 and _is_the_same(db, row, others[0]):
                yield row.number, others[0].number
                break


def _new(
    db: sqlite3.Connection, first_host: Callable[[str], str], *, build: int, now: int
) -> Iterator[tuple[int, list[_Row]]]:
    """By what their texts leave in the index of copies: those that have it in common with any."""
    hosts = {
        name: its if is_crawl(its) else frozenset(map(first_host, its))
        for name, its in hosts_by_source(db).items()
    }
    is_worth_it = _known_before if build > 1 else _shared(hosts)
    if not is_worth_it:
        return
    found = _marked(db, lambda source, at: is_worth_it(source, first_host(at)), build, now)
    for mark, dated in _by_mark(db, found):
        if len(dated) > 1 or traces.found(db, [mark], date=dated[0][1]):
            yield mark, [_new_row(db, number, date) for number, date in dated]


def _marked(
    db: sqlite3.Connection, is_worth_it: Callable[[str, str], bool], build: int, now: int
) -> Iterator[tuple[int, int, int]]:
    """Marks of the texts of all new rows that are worth it, and their numbers and dates."""
    rows = db.execute(
        "SELECT number, source, facts FROM articles WHERE last_build = ?1 AND first_build = ?1"
        " AND own_page = 0",
        (build,),
    )
    for number, source, facts in rows:
        article = decoded(facts)
        if is_worth_it(source, host_of(article.url or "")) and _is_long(article.text):
            mark = traces.mark_of(article.text)
            assert mark is not None  # of what is longer than `SHORTEST`
            yield mark, number, first_claim(article, now=now).date


def _by_mark(
    db: sqlite3.Connection, found: Iterable[tuple[int, int, int]]
) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """The numbers and dates under each mark; not in memory, for they may be of a large dump."""
    db.execute(
        "CREATE TEMP TABLE IF NOT EXISTS marked (mark INTEGER, number INTEGER, date INTEGER,"
        " PRIMARY KEY (mark, number)) WITHOUT ROWID"
    )
    db.execute("DELETE FROM temp.marked")
    db.executemany("INSERT INTO temp.marked VALUES (?, ?, ?)", found)
    marks = db.execute(
        "SELECT mark, json_group_array(json_array(number, date)) FROM temp.marked"
        " GROUP BY mark ORDER BY MIN(number)"
    )
    for mark, dated in marks:
        yield mark, sorted(msgspec.json.decode(dated, type=list[tuple[int, int]]))


def _known_before(_source: str, _host: str) -> bool:
    """Anything may be, where there was a build before."""
    return True


def _shared(hosts: dict[str, frozenset[str]]) -> Callable[[str, str], bool] | None:
    """Whether another source than this one has this host, too; None if there are no such hosts."""

    @cache
    def shows_too(source: str, host: str) -> bool:
        return any(
            (is_crawl(its) and not is_crawl(hosts[source]))
            or any(one_below_the_other(host, each) for each in its)
            for other, its in hosts.items()
            if other != source
        )

    return shows_too if any(shows_too(name, at) for name in hosts for at in hosts[name]) else None


def _is_long(text: str) -> bool:
    return len(text) >= _LONG and len(texts.own(text).decode()) >= _LONG


def _known(db: sqlite3.Connection, mark: int, rows: list[_Row], *, build: int) -> list[_Row]:
    """Rows of earlier builds that have the text of these."""
    filed = {number for row in rows for number in traces.found(db, [mark], date=row.date)}
    numbers = filed.union(*(copies_of(db, number) for number in filed))
    known = [_row(db, number, mark, before=build) for number in sorted(numbers)]
    return [row for row in known if row]


def _new_row(db: sqlite3.Connection, number: int, date: int) -> _Row:
    (facts,) = db.execute("SELECT facts FROM articles WHERE number = ?", (number,)).fetchone()
    return _made(number, decoded(facts), known=False, date=date)


def _row(db: sqlite3.Connection, number: int, mark: int, *, before: int) -> _Row | None:
    row = db.execute(
        "SELECT date, facts FROM articles WHERE number = ? AND first_build < ? AND own_page = 0",
        (number, before),
    ).fetchone()
    article = decoded(row[1]) if row else None
    if article is None or traces.mark_of(article.text) != mark:
        return None
    return _made(number, article, known=True, date=row[0])


def _made(number: int, article: Article, *, known: bool, date: int) -> _Row:
    pictures = {image.url.partition("?")[0] for image in article.images if image.url}
    return _Row(
        number,
        known,
        article.source,
        host_of(article.url or ""),
        date,
        article.origin.dump,
        frozenset(pictures),
    )


def _is_the_same(db: sqlite3.Connection, row: _Row, other: _Row) -> bool:
    if abs(row.date // _DAY - other.date // _DAY) > 1:
        return False
    if _sources(db, row).isdisjoint(_sources(db, other)):
        return True
    return other.known and row.dump != other.dump and not row.pictures.isdisjoint(other.pictures)


def _sources(db: sqlite3.Connection, row: _Row) -> set[str]:
    """All that ever gave an article."""
    rows = db.execute("SELECT DISTINCT source FROM sightings WHERE article = ?", (row.number,))
    return {row.source} | {source for (source,) in rows}
