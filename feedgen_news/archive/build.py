"""One run: articles taken in, and settled at its end."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain

from feedgen_news.archive import bulk, clock, copies, error_pages, kinship, recollecting, rows
from feedgen_news.archive.beginning import catch_up, put_off
from feedgen_news.archive.filing import file_under, unfile
from feedgen_news.archive.met_again import keep as keep_again
from feedgen_news.archive.moving import KeysOf, Moves
from feedgen_news.archive.opening import explained, transaction
from feedgen_news.archive.outcomes import Fold, Reading, counted, folds
from feedgen_news.archive.prepared import Prepared
from feedgen_news.archive.presence import Presence
from feedgen_news.archive.rescraping import found_again
from feedgen_news.archive.retention import merged as merged_with
from feedgen_news.archive.sealing import check_count, check_row
from feedgen_news.archive.settling import settle
from feedgen_news.archive.store import Archive
from feedgen_news.archive.substance import keep_comparable
from feedgen_news.archive.versions import Version, content_of, decoded, first_of
from feedgen_news.archive.withdrawing import inherit, sight
from feedgen_news.built import Outcome
from feedgen_news.model import Article, Origin, Sorted
from feedgen_news.problems import Problem


class Build:
    """A transaction on the archive: everything below happens, or nothing does."""

    def __init__(
        self,
        archive: Archive,
        *,
        sort: Callable[[Article], Sorted],
        now: datetime,
        force: bool = False,
    ) -> None:
        self._archive = archive
        self._db = archive.db
        self._sort = sort
        self.clock = clock.tick(archive.db, int(now.timestamp()), force=force)
        self._now = self.clock.now
        self.number = int(archive.state("builds") or 0) + 1
        self._met = 0
        self._firsts: dict[int, str] = {}  # of new rows, where the facts are of a later version
        self.presence = Presence(archive.db, self.number)
        self._moves = Moves(archive.db, self.number)

    @classmethod
    @contextmanager
    def begin(
        cls,
        archive: Archive,
        *,
        sort: Callable[[Article], Sorted],
        now: datetime,
        force: bool = False,
    ) -> Iterator["Build"]:
        """Start a build; leaving the block commits it, an exception undoes it.

        `force` believes a clock that was set back.
        """
        try:
            with transaction(archive.db, patience=archive.patience):
                check_count(archive.db, archive.path)
                build = cls(archive, sort=sort, now=now, force=force)
                archive.remember("builds", str(build.number))
                clock.remember(archive.db, build.clock)
                build.presence.news |= build.clock.ahead > 0
                build.presence.begin()
                put_off(archive.db)
                yield build
                catch_up(archive.db)
        except sqlite3.Error as error:
            raise explained(error, archive.path) from error

    # --- dumps

    def already_read(self, reading: Reading) -> bool:
        """Whether these very bytes were read to their end with these very settings."""
        return self.presence.knows((reading.source, reading.fingerprint), settings=reading.settings)

    def sequence(self, reading: Reading) -> int:
        """The build that first read these bytes: a later one's articles are the newer versions."""
        dump = reading.source, reading.fingerprint
        if self.presence.is_back(dump):
            return self.number
        query = "SELECT sequence FROM dumps WHERE source = ? AND fingerprint = ?"
        (known,) = self._db.execute(query, dump).fetchone() or (self.number,)
        return reading.sequence or int(known)

    def dump_met(
        self, reading: Reading, *, records: int, refused: int, refusals: list[Problem]
    ) -> None:
        """Remember a dump, and (some of) what of it was refused."""
        self.presence.read(reading, sequence=self.sequence(reading), counts=(records, refused))
        self.presence.refused((reading.source, reading.fingerprint), refusals)

    def gave(self, source: str) -> dict[str, int]:
        """How many articles a source ever gave; nothing where it never did."""
        query = "SELECT COUNT(*) FROM articles WHERE source = ?"
        (count,) = self._db.execute(query, (source,)).fetchone()
        return {source: int(count)} if count else {}

    # --- articles

    def add_all(
        self, batch: Sequence[Prepared], *, sequence: int, order: int = 0, dump: str = ""
    ) -> Iterator[Fold]:
        """Take in many articles of one dump, as `add` does one by one."""
        for each in batch:
            self._moves.meet(each.source, each.url, dump=each.dump, sequence=sequence)
        new, again, others = bulk.parted(self._db, batch, build=self.number)
        numbers = bulk.insert(self._db, new, now=self._now, build=self.number)
        keep_again(self._db, again, build=self.number)
        self._met += len(new) + len(again)
        self.presence.news |= bool(new) or any(each.is_newer for each in again)
        if dump:
            there = chain(zip(numbers, new, strict=True), ((a.number, a.article) for a in again))
            for number, each in there:
                sight(self._db, number, source=each.source, fingerprint=dump)
        for each in others:
            yield from self.add(each.article(), sequence=sequence, order=order, dump=dump)

    def add(self, article: Article, *, sequence: int, order: int = 0, dump: str = "") -> list[Fold]:
        """Take in an article: a new one, or another version of one we know.

        `sequence` is that of its dump, `order` that of its source in the config; `dump` is the
        dump's fingerprint where its source lists all there is. Tells which records of this build
        turn out to be one.
        """
        self._met += 1
        self._moves.meet(article.source, article.url, dump=article.origin.dump, sequence=sequence)
        version = Version.of(article, sequence=sequence, order=order)
        number, *others = self._known(article) or [self._insert(article)]
        records = [article.origin, *self._met_before(number)]
        for other in others:  # it is what shows that they are one
            records += self._met_before(other)
            known = self._version(other)
            error_pages.weigh(self._db, other, known, version)
            version = version.merged(known)
            self._forget(other, number)
        held = self._merge(number, version, again=sequence < self.number).article
        sight(self._db, number, source=article.source, fingerprint=dump)
        self.presence.news |= kinship.remember(self._db, number, article, held=held)
        return folds(records, held.origin)

    def reunite(self, keys_of: KeysOf) -> list[Fold]:
        """Rows of this build that turn out to be versions of earlier ones become those.

        It takes all that came to tell it: a site moved, or nothing but a text is as it was.
        Tells which records of this build turn out to be one.
        """
        moved = self._moves.settle(keys_of)
        pairs = chain(moved, found_again(self._db, build=self.number, now=self._now))
        return [fold for number, heir in pairs for fold in self._join(number, heir)]

    def _join(self, number: int, heir: int) -> list[Fold]:
        records = [*self._met_before(heir), *self._met_before(number)]
        version = self._version(number)
        self._forget(number, heir)
        return folds(records, self._merge(heir, version).article.origin)

    def _met_before(self, number: int) -> list[Origin]:
        """The record that a row of this build has its facts from, if there is one."""
        known = self._db.execute(
            "SELECT 1 FROM articles WHERE number = ? AND last_build = ? AND rank != ''",
            (number, self.number),
        ).fetchone()
        return [self._version(number).article.origin] if known else []

    def _known(self, article: Article) -> list[int]:
        """The row that the article belongs to, and further rows that are new.

        What was published before keeps its row; rows of this build may still become one, so
        that it does not matter which of three versions came last.
        """
        found = kinship.rows_of(self._db, article, self._moves)
        known = sorted(found, key=lambda number: found[number] == self.number)
        return [n for at, n in enumerate(known) if at == 0 or found[n] == self.number]

    def _insert(self, article: Article) -> int:
        self.presence.news = True
        return rows.insert(self._db, article, now=self._now, build=self.number)

    def _version(self, number: int) -> Version:
        check_row(self._db, number)
        facts, rank, body_rank = self._db.execute(
            "SELECT facts, rank, body_rank FROM articles WHERE number = ?", (number,)
        ).fetchone()
        article = decoded(facts)
        return Version(article, rank, body_rank, self._firsts.get(number) or first_of(article))

    def _forget(self, number: int, heir: int) -> None:
        """Leave nothing of a row but what it was known by, which leads to the heir from now on."""
        kinship.hand_over(self._db, number, heir)
        error_pages.hand_over(self._db, number, heir)
        self._firsts.pop(number, None)
        inherit(self._db, number, heir)
        unfile(self._db, number)
        self._db.execute("DELETE FROM articles WHERE number = ?", (number,))

    def _merge(self, number: int, version: Version, *, again: bool = False) -> Version:
        """What is known of an article with another version.

        Where a dump is read `again`, the version of the same record is no other one: it stands
        in its place, whatever their ranks.
        """
        first_build, last_build = self._db.execute(
            "SELECT first_build, last_build FROM articles WHERE number = ?", (number,)
        ).fetchone()
        if last_build != self.number:
            self._db.execute(
                "UPDATE articles SET last_build = ?, before = content WHERE number = ?",
                (self.number, number),
            )
        known = self._version(number)
        again = again and known.is_of_record(version)
        merged = merged_with(self._db, number, known.given_up() if again else known, version)
        if known.rank and not again:
            error_pages.weigh(self._db, number, known, version)
        if first_build != self.number:  # an id once published never changes
            merged = merged.called(known.article.id)
        elif merged.first == first_of(merged.article):
            self._firsts.pop(number, None)
        else:
            self._firsts[number] = merged.first
        if merged != known:
            same = known.rank and content_of(merged.article) == content_of(known.article)
            if not same:
                keep_comparable(self._db, number, known.article)
            self._store(number, merged, anew=not same)
        return merged

    def _store(self, number: int, version: Version, *, anew: bool) -> None:
        self.presence.news = True
        rows.store(self._db, number, version, build=self.number, anew=anew)
        if anew:
            file_under(self._db, number, self._sort(version.article))

    def file_again(self, number: int) -> None:
        """Sort an article anew, by what is kept of it."""
        file_under(self._db, number, self._sort(self._version(number).article))

    # --- the end

    def sort_anew(self, fingerprint: str) -> bool:
        """Where the rules are others than last time: sort every article again."""
        known = self._archive.state("rules")
        if known == fingerprint:
            return False
        self._archive.remember("rules", fingerprint)
        self.presence.news = True
        if known is None:  # the first build: all were sorted as they came
            return False
        for number in rows.numbers(self._db, "withdrawn = 0 AND slim != 1"):
            self.file_again(number)
        return True

    def without_error_pages(self) -> list[Article]:
        """Give the articles back their texts that error pages stand for, which these are."""
        error_texts = []
        for number, version, shown, slim in error_pages.mended(self._db):
            self._store(number, version, anew=True)
            self._db.execute("UPDATE articles SET slim = ? WHERE number = ?", (slim, number))
            error_texts.append(shown)
        return error_texts

    def any_new(self, ids: Iterable[str] | None = None) -> bool:
        """Whether this build met any article first, or one of these."""
        if ids is None:
            return recollecting.any_new(self._db, self.number)
        return recollecting.any_new_of(self._db, self.number, ids)

    def recollect(self, entries: Iterable[recollecting.Remembered]) -> None:
        """Give the articles that this build met first what subscribers know them by."""
        recollecting.recollect(self._db, self.number, entries)

    def settle(self, copying: copies.Copying = copies.NONE) -> Outcome:
        """Date what came or changed, each at an instant of its own; find copies; count it all."""
        if catch_up(self._db):
            self._archive.let_go()
        outcome = counted(self._db, self.number, met=self._met)
        any_news = self.presence.settle()
        self.number = int(self._archive.state("builds") or 0)
        build = self.number * any_news  # 0: nothing is to be settled
        settle(self._db, now=self._now, before=self.clock.before, build=build)
        copies.settle(self._db, copying, build=build, clock=self.clock)
        return outcome
