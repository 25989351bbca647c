"""Which articles of a topic its feed holds, and how many it has."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

import msgspec

from feedgen_news.model import AHEAD, Article, Kept, LabelKind, Labels, Order, Topic

Labelled = tuple[LabelKind, str]  # kind and slug of the label that makes an automatic topic

COLUMNS = "a.facts, a.labels, a.date, a.changed, a.announced"

_ORDERS: dict[Order, str] = {
    "published": "m.date DESC, a.id",
    "first_seen": "a.first_seen DESC, m.date DESC, a.id",
}

_article = msgspec.json.Decoder(Article)
_labels = msgspec.json.Decoder(Labels)


class Members(msgspec.Struct, frozen=True):
    """Where a topic's articles are listed that are not held back; `m` is the table's name."""

    table: str
    where: str
    values: tuple[str | int, ...]


def members(topic: Topic, *, label: Labelled | None, clock: datetime) -> Members:
    """Of a declared topic, or of an automatic one by its label."""
    horizon = int((clock + AHEAD).timestamp())
    if label is None:
        return Members("memberships m", "m.topic = ? AND m.date <= ?", (topic.slug, horizon))
    return Members("labels m", "m.kind = ? AND m.slug = ? AND m.date <= ?", (*label, horizon))


def count(db: sqlite3.Connection, among: Members) -> int:
    """How many articles that are."""
    (number,) = db.execute(
        f"SELECT COUNT(*) FROM {among.table} WHERE {among.where}",  # noqa: S608
        among.values,
    ).fetchone()
    return int(number)


def selection(
    db: sqlite3.Connection, among: Members, *, topic: Topic, clock: datetime
) -> list[Kept]:
    """The newest within the topic's limits, newest first."""
    ranked = _ranked(db, among, topic=topic, clock=clock)
    return [kept_at(db, number) for number in islice(_capped(ranked, topic), topic.items)]


def kept_at(db: sqlite3.Connection, number: int) -> Kept:
    """The article of a row."""
    return as_kept(
        db.execute(f"SELECT {COLUMNS} FROM articles a WHERE a.number = ?", (number,)).fetchone()  # noqa: S608
    )


def as_kept(row: tuple[str, str, int, int, int]) -> Kept:
    """What the `COLUMNS` of a row say."""
    facts, labels, date, changed, announced = row
    return Kept(
        article=_article.decode(facts),
        labels=_labels.decode(labels),
        date=moment(date),
        changed=moment(changed),
        announced=moment(announced),
    )


def moment(seconds: int) -> datetime:
    """The instant so many seconds after 1970 UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def _ranked(
    db: sqlite3.Connection, among: Members, *, topic: Topic, clock: datetime
) -> Iterator[tuple[int, str]]:
    """Row and source of each article that is young enough, in the topic's order.

    A cross join keeps SQLite from walking through all articles to find those of the topic;
    rows come one at a time, so that only as many are looked at as are asked for.
    """
    oldest: tuple[int, ...] = ()
    if topic.max_age is not None:
        oldest = (int((clock - timedelta(days=topic.max_age)).timestamp()),)
    return db.execute(
        f"SELECT m.article, a.source FROM {among.table}"  # noqa: S608
        " CROSS JOIN articles a ON a.number = m.article"
        f" WHERE {among.where}{' AND m.date >= ?' if oldest else ''}"
        f" ORDER BY {_ORDERS[topic.order]}",
        (*among.values, *oldest),
    )


def _capped(ranked: Iterator[tuple[int, str]], topic: Topic) -> Iterator[int]:
    """Without those that are too many of one source."""
    met: Counter[str] = Counter()
    for number, source in ranked:
        met[source] += 1
        if topic.per_source is None or met[source] <= topic.per_source:
            yield number
