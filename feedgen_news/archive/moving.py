"""Sites that moved: another host stands in the place of the one that a source had.

One record cannot tell that from a story of an agency on two sites, so it is told at the end of
a build by all that it met: no dump held the old host after one that held the new one, and
several articles of the old one are found on it.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sized
from itertools import permutations
from urllib.parse import urlsplit

import msgspec

from feedgen_news.archive.kinship import looks_alike
from feedgen_news.archive.sites import host_of, one_below_the_other
from feedgen_news.archive.versions import in_time
from feedgen_news.model import Article

_LEAST = 3  # articles of a site that are found on another
_LEAST_SHARE = 0.2  # of what a build met on the other: a newcomer may carry a few of an agency
_MOST_HOSTS = 64  # of a source; a crawl of so many sites tells nothing of one
_STATE = "hosts of "  # in the archive's state, before the name of a source

KeysOf = Callable[[str], tuple[str, ...]]  # the keys of an address


class _Hosts(msgspec.Struct):
    """Of one source: the first and the last dump that held a host, and what each replaced."""

    met: dict[str, tuple[str, str]] = {}
    before: dict[str, str] = {}


class _Found(msgspec.Struct, frozen=True):
    """A record and the row that it would be, were their hosts of one site.

    Both by their keys: rows of a build become others, and their numbers those of further ones.
    """

    key: str
    host: str
    known_key: str
    known_host: str


class Moves:
    """What one build meets on the hosts of its sources."""

    def __init__(self, db: sqlite3.Connection, build: int) -> None:
        self._db, self._build = db, build
        self._found: dict[str, list[_Found]] = defaultdict(list)
        self._hosts: dict[str, _Hosts] = {}

    def meet(self, source: str, url: str | None, *, dump: str, sequence: int) -> None:
        """Note where a record of a dump of this name and sequence lies."""
        if not url:
            return
        host, hosts = host_of(url), self._of(source)
        dump = f"{sequence:08} {in_time(dump)}"
        first, last = hosts.met.get(host, (dump, dump))
        if host in hosts.met or len(hosts.met) <= _MOST_HOSTS:
            hosts.met[host] = min(first, dump), max(last, dump)

    def found(self, article: Article, number: int, known_url: str | None) -> None:
        """The article would be that of the row, whose address is of another host."""
        if not is_crawl(self._of(article.source).met) and article.url and known_url:
            hosts = host_of(article.url), host_of(known_url)
            if not one_below_the_other(*hosts):
                entry = _Found(article.keys[0], hosts[0], self._key(number), hosts[1])
                self._found[article.source].append(entry)

    def settle(self, keys_of: KeysOf) -> Iterator[tuple[int, int]]:
        """Rows of this build, and those that they are versions of.

        The one becomes the other before the next pair is asked for.
        """
        for source, hosts in sorted(self._hosts.items()):
            self._judge(source, hosts)
            encoded = msgspec.json.encode(hosts, order="deterministic").decode()
            self._db.execute(
                "INSERT OR REPLACE INTO state VALUES (?, ?)", (_STATE + source, encoded)
            )
            if hosts.before:
                yield from self._found_elsewhere(source, hosts.before)
                yield from self._at_the_old_address(source, hosts.before, keys_of)

    def _of(self, source: str) -> _Hosts:
        if source not in self._hosts:
            row = self._db.execute(
                "SELECT value FROM state WHERE name = ?", (_STATE + source,)
            ).fetchone()
            self._hosts[source] = msgspec.json.decode(row[0], type=_Hosts) if row else _Hosts()
        return self._hosts[source]

    def _judge(self, source: str, hosts: _Hosts) -> None:
        if is_crawl(hosts.met):
            return
        again = self._found_again(source, hosts)
        shown = self._shown(source) if again else Counter()
        for (old, new), numbers in sorted(again.items()):
            heirs = _heirs(again, new)
            there = sum(shown[at] for at in shown if any(one_below_the_other(at, h) for h in heirs))
            if len(numbers) >= _LEAST_SHARE * there:
                hosts.before[new] = old

    def _found_again(self, source: str, hosts: _Hosts) -> dict[tuple[str, str], set[int | None]]:
        """By an old host and the one that took its place: articles of both."""
        articles = defaultdict(set)
        for found in self._found[source]:
            for old, new in permutations((found.known_host, found.host)):
                articles[old, new].add(self._row(found.known_key))
        return {
            pair: numbers
            for pair, numbers in articles.items()
            if len(numbers) >= _LEAST and _took_its_place(hosts, *pair)
        }

    def _shown(self, source: str) -> Counter[str]:
        """How many articles this build met by host: where they lie now, however often it did."""
        rows = self._db.execute(
            "SELECT json_extract(facts, '$.url') FROM articles WHERE last_build = ? AND source = ?"
            " AND json_extract(facts, '$.url') IS NOT NULL",
            (self._build, source),
        )
        return Counter(host_of(url) for (url,) in rows)

    def _found_elsewhere(self, source: str, before: dict[str, str]) -> Iterator[tuple[int, int]]:
        for found in self._found[source]:
            one_line = found.known_host in _line(before, found.host) or (
                found.host in _line(before, found.known_host)
            )
            number, known = self._row(found.key), self._row(found.known_key)
            if one_line and number and known and number != known:
                pair = self._directed(number, known)
                yield from [pair] if pair else []

    def _at_the_old_address(
        self, source: str, before: dict[str, str], keys_of: KeysOf
    ) -> Iterator[tuple[int, int]]:
        """Other words at the same path: a host that moved keeps its paths."""
        rows = self._db.execute(
            "SELECT number, json_extract(facts, '$.url') FROM articles"
            " WHERE last_build = ?1 AND first_build = ?1 AND source = ?2"
            " AND json_extract(facts, '$.url') IS NOT NULL ORDER BY number",
            (self._build, source),
        ).fetchall()
        for number, url in rows:
            addresses = (_at(url, old) for old in _line(before, host_of(url))[1:])
            keys = (key for address in addresses for key in keys_of(address))
            known = next((row for row in map(self._row, keys) if row), number)
            if known != number and looks_alike(self._db, number, known):
                pair = self._directed(number, known)
                yield from [pair] if pair else []

    def _directed(self, number: int, other: int) -> tuple[int, int] | None:
        """What becomes the other: a row of this build, as what was published keeps its id."""
        for pair in ((number, other), (other, number)):
            if self._db.execute(
                "SELECT 1 FROM articles WHERE number = ? AND first_build = ?",
                (pair[0], self._build),
            ).fetchone():
                return pair
        return None

    def _key(self, number: int) -> str:
        (key,) = self._db.execute(
            "SELECT json_extract(facts, '$.keys[0]') FROM articles WHERE number = ?", (number,)
        ).fetchone()
        return str(key)

    def _row(self, key: str) -> int | None:
        row = self._db.execute("SELECT article FROM keys WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None


def hosts_by_source(db: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """The hosts that each source ever showed; of a crawl, see `is_crawl`, the first ones."""
    return {source: frozenset(hosts.met) for source, hosts in _all_hosts(db).items()}


def first_hosts(db: sqlite3.Connection) -> Callable[[str], str]:
    """What tells the host that a site had before it moved, as far as is known."""
    before: dict[str, str] = {}
    for hosts in _all_hosts(db).values():
        before |= hosts.before
    return lambda host: _line(before, host)[-1]


def _all_hosts(db: sqlite3.Connection) -> dict[str, _Hosts]:
    rows = db.execute(
        "SELECT substr(name, ?2), value FROM state WHERE substr(name, 1, ?2 - 1) = ?1"
        " ORDER BY name",
        (_STATE, len(_STATE) + 1),
    )
    return {source: msgspec.json.decode(value, type=_Hosts) for source, value in rows}


def is_crawl(hosts: Sized) -> bool:
    """Whether a source with these hosts may show any others."""
    return len(hosts) > _MOST_HOSTS


def _took_its_place(hosts: _Hosts, old: str, new: str) -> bool:
    """Whether no dump held the old host after one that held the new one.

    One may hold both, where the site moved while it was crawled; not the last one.
    """
    before, after = _dumps(hosts, old), _dumps(hosts, new)
    if not before or not after:
        return False
    return before[1] <= after[0] and before[1] < after[1]


def _heirs(pairs: Iterable[tuple[str, str]], host: str) -> list[str]:
    """A host, and whatever took its place in the same build."""
    heirs = [host]
    for heir in heirs:
        heirs += sorted({new for old, new in pairs if old == heir} - {*heirs})
    return heirs


def _dumps(hosts: _Hosts, of: str) -> tuple[str, str] | None:
    """The first and the last that held it."""
    dumps = [at for host, at in hosts.met.items() if one_below_the_other(host, of)]
    return (min(first for first, _ in dumps), max(last for _, last in dumps)) if dumps else None


def _at(url: str, host: str) -> str:
    return urlsplit(url)._replace(netloc=host).geturl()


def _line(before: dict[str, str], host: str) -> list[str]:
    """A host, the one that it replaced, and so on."""
    line = [host]
    while (old := before.get(line[-1])) and old not in line:
        line.append(old)
    return line
