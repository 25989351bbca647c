"""Which articles of a topic its feed holds, and how many it has."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any

import msgspec

from feedgen_news.archive.folding import Listing, copies, folded, has_stories, without_copies
from feedgen_news.archive.sealing import SEALED, check_article
from feedgen_news.archive.versions import announced_at, decoded
from feedgen_news.model import AHEAD, Article, Kept, LabelKind, Labels, Listed, Order, Topic

Labelled = tuple[LabelKind, str]  # kind and slug of the label that makes an automatic topic

# Of `COLUMNS` each once, for to copy the facts takes as long as to find them.
_EACH = f"a.revision, a.checksum, {SEALED}"
_ONE = f"SELECT {_EACH} FROM articles a WHERE a.number = ?"  # noqa: S608
_SOME = (
    f"SELECT a.number, {_EACH} FROM json_each(?) j"  # noqa: S608
    " CROSS JOIN articles a ON a.number = j.value"
)
COLUMNS = f"a.facts, a.labels, a.date, a.changed, a.announced, a.revision, a.checksum, {SEALED}"

_LISTED = (
    ", a.id, a.title, a.date, a.changed, a.announced, a.first_seen, a.revision, a.content,"
    " a.own_page"
)
_FIRST_SEEN = 5  # of `SEALED`
_ALL = -1  # as a limit (sqlite.org/lang_select.html)
_FEW = 500  # articles of a topic, which are counted one by one

_PLACES: dict[Order, str] = {
    "published": "m.date",
    "first_seen": "MAX(a.first_seen, m.date - 86400)",  # what was held back: when it is let go
}

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_labels = msgspec.json.Decoder(Labels)


class Members(msgspec.Struct, frozen=True):
    """Where a topic's articles are listed that are not held back; `m` is the table's name.

    Of the copies of one story there is one. `listing` has them all.
    """

    table: str
    where: str
    values: tuple[str | int, ...]
    listing: Listing


def members(topic: Topic, *, label: Labelled | None, clock: datetime) -> Members:
    """Of a declared topic, or of an automatic one by its label."""
    horizon = int((clock + AHEAD).timestamp())
    listing = Listing("memberships", "{0}.topic = ? AND {0}.date <= ?", (topic.slug, horizon))
    if label is not None:
        where = "{0}.kind = ? AND {0}.slug = ? AND {0}.date <= ?"
        listing = Listing("labels", where, (*label, horizon))
    where, values = without_copies(listing, kind=topic.duplicates)
    return Members(f"{listing.table} m", where, values, listing)


def count(db: sqlite3.Connection, among: Members, *, topic: Topic, label: Labelled | None) -> int:
    """How many articles that are: of a large topic without looking at each of them."""
    (listed,) = db.execute(
        "SELECT COALESCE(SUM(count), 0) FROM label_counts WHERE kind = ? AND slug = ?",
        label or ("topics", topic.slug),
    ).fetchone()
    if listed <= _FEW and has_stories(db, kind=topic.duplicates):
        return _counted(db, among.table, among.where, among.values)
    ahead = among.listing.where.replace("<=", ">").format("m")
    held_back = _counted(db, among.table, ahead, among.listing.values)
    return int(listed) - held_back - folded(db, among.listing, kind=topic.duplicates)


def _counted(db: sqlite3.Connection, table: str, where: str, values: tuple[str | int, ...]) -> int:
    query = f"SELECT COUNT(*) FROM {table} WHERE {where}"  # noqa: S608
    (number,) = db.execute(query, values).fetchone()
    return int(number)


def selection(
    db: sqlite3.Connection, among: Members, *, topic: Topic, clock: datetime
) -> list[Kept]:
    """The newest within the topic's limits, newest first."""
    chosen = numbers(db, among, topic=topic, clock=clock)
    return [with_copies(db, number, among, topic) for number in chosen]


def numbers(db: sqlite3.Connection, among: Members, *, topic: Topic, clock: datetime) -> list[int]:
    """The rows of the same."""
    ranked = _ranked(db, among, topic=topic, clock=clock, most=_most(topic))
    return [number for number, _ in islice(_capped(ranked, topic), topic.items)]


def listing(
    db: sqlite3.Connection, among: Members, *, topic: Topic, clock: datetime
) -> list[Listed]:
    """The same without what lies far back in a row: what its dump said."""
    ranked = _ranked(db, among, topic=topic, clock=clock, also=_LISTED, most=_most(topic))
    return [_listed(row) for row in islice(_capped(ranked, topic), topic.items)]


def _listed(row: tuple[Any, ...]) -> Listed:
    number, _, id_, title, date, changed, announced, first_seen, revision, content, own_page = row
    announced = announced_at(announced, changed=changed, date=date, first_seen=first_seen)
    return Listed(number, id_, title, date, changed, announced, revision, content, bool(own_page))


def young(db: sqlite3.Connection, among: Members, *, topic: Topic, clock: datetime) -> list[int]:
    """The rows of all that is young enough, however many that are."""
    return [number for number, _ in _ranked(db, among, topic=topic, clock=clock)]


def _most(topic: Topic) -> int:
    """How many rows are looked at: where some may be too many of one source, nobody knows."""
    return topic.items if topic.per_source is None else _ALL


def with_copies(db: sqlite3.Connection, number: int, among: Members, topic: Topic) -> Kept:
    """The article of a row, and what it stands for in a topic."""
    folded = copies(db, number, among.listing, kind=topic.duplicates)
    return msgspec.structs.replace(kept_at(db, number), copies=folded)


def kept_at(
    db: sqlite3.Connection, number: int, *, read: Callable[[bytes], Article] = decoded
) -> Kept:
    """The article of a row, as its facts are `read`."""
    return _kept(db.execute(_ONE, (number,)).fetchone(), read=read)


def kept_of(
    db: sqlite3.Connection, numbers: Sequence[int], *, read: Callable[[bytes], Article] = decoded
) -> Iterator[tuple[int, Kept]]:
    """The articles of some rows, one at a time, each behind its row."""
    for number, *row in db.execute(_SOME, (msgspec.json.encode(numbers).decode(),)):
        yield number, _kept(row, read=read)


def _kept(row: Sequence[Any], *, read: Callable[[bytes], Article]) -> Kept:
    revision, found, *sealed = row
    _, _, date, announced, changed, _, labels, facts = sealed
    return as_kept((facts, labels, date, changed, announced, revision, found, *sealed), read=read)


def as_kept(row: tuple[Any, ...], *, read: Callable[[bytes], Article] = decoded) -> Kept:
    """What the `COLUMNS` of a row say. Raises ArchiveError where bits of it flipped."""
    facts, labels, date, changed, announced, revision, found, *sealed = row
    check_article(tuple(sealed), found=found)
    announced = announced_at(announced, changed=changed, date=date, first_seen=sealed[_FIRST_SEEN])
    return Kept(
        article=read(facts),
        labels=_labels.decode(labels),
        date=moment(date),
        changed=moment(changed),
        announced=moment(announced),
        revision=revision,
    )


@lru_cache(maxsize=1024)  # most articles never changed: one instant stands twice in a row
def moment(seconds: int) -> datetime:
    """The instant so many seconds after 1970 UTC."""
    return _EPOCH + timedelta(seconds=seconds)  # in a zone of leap seconds, too


def _ranked(
    db: sqlite3.Connection,
    among: Members,
    *,
    topic: Topic,
    clock: datetime,
    also: str = "",
    most: int = _ALL,
) -> Iterator[tuple[Any, ...]]:
    """Row and source of each article that is young enough, in the topic's order; `also` these.

    A cross join keeps SQLite from walking through all articles to find those of the topic;
    rows come one at a time, so that only as many are looked at as are asked for.
    """
    place, date = _PLACES[topic.order], "m.date"
    if topic.updates == "reannounce":
        place, date = (f"iif(a.revision, a.changed, {said})" for said in (place, date))
    oldest: tuple[int, ...] = ()
    if topic.max_age is not None:
        oldest = (int((clock - timedelta(days=topic.max_age)).timestamp()),)
    return db.execute(
        f"SELECT m.article, a.source{also} FROM {among.table}"  # noqa: S608
        " CROSS JOIN articles a ON a.number = m.article"
        f" WHERE {among.where}{f' AND {date} >= ?' if oldest else ''}"
        f" ORDER BY {place} DESC, m.date DESC, a.id LIMIT ?",
        (*among.values, *oldest, most),
    )


def _capped(ranked: Iterator[tuple[Any, ...]], topic: Topic) -> Iterator[tuple[Any, ...]]:
    """Without those that are too many of one source."""
    if topic.per_source is None:
        yield from ranked
        return
    met: Counter[str] = Counter()
    for row in ranked:
        met[row[1]] += 1
        if met[row[1]] <= topic.per_source:
            yield row
