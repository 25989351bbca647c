"""Steps 1 to 4: a source's dumps are loaded, normalised, sorted and kept."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from feedgen_news import loaders
from feedgen_news.archive import (
    Archive,
    Build,
    Quarantine,
    Reading,
    forgetting,
    growing,
    withdrawing,
)
from feedgen_news.archive.prepared import Prepared
from feedgen_news.archive.versions import in_time
from feedgen_news.config import Source
from feedgen_news.loaders import Dump
from feedgen_news.model import Article, Origin
from feedgen_news.normalise import identity
from feedgen_news.pipeline.forgotten_records import OF_FORGOTTEN, holds_forgotten
from feedgen_news.pipeline.making import Making
from feedgen_news.pipeline.noticing import Watch
from feedgen_news.pipeline.reading import Wanted, readings
from feedgen_news.pipeline.sections import as_one, lines_above, parted, printed
from feedgen_news.pipeline.workers import Workers
from feedgen_news.problems import FORGOTTEN, REFUSED, Problem, Report
from feedgen_news.stamps import Lying, Stamps, dump_of

# Raised when loaders or normalise read the same bytes differently, so that they are read again.
READING = 3

_REFUSALS_KEPT = 1_000  # of one dump, for `explain`; all are counted

Tell = Callable[[Problem], None]


class Means(msgspec.Struct, frozen=True):
    """What reading dumps takes, and who hears of it."""

    quarantine: Quarantine | None
    workers: Workers
    watch: Watch
    tell: Tell
    stamps: Stamps  # how dumps lay


class Intake:
    """One build's way from dumps to the archive, and the counts of what it met."""

    def __init__(
        self,
        run: Build,
        *,
        archive: Archive,
        means: Means,
        make: Making,
        output: Path,
        now: datetime,
        full: bool,
    ) -> None:
        self._run = run
        self._archive = archive
        self._forgets = forgetting.any_forgotten(archive)
        self._quarantine = means.quarantine
        self._workers = means.workers
        self._make = make
        self._watch = means.watch
        self._output = output
        self._now = now
        self._tell = means.tell
        self._full = full
        self.stamps = means.stamps
        self._lay = {} if full else self.stamps.dumps
        self.lying: dict[str, tuple[Lying, str]] = {}  # dumps, as they lie now
        self._reading = Reading("", "", "", "")
        self._refusals: list[Problem] = []
        self._batch: list[Prepared] = []
        self.report = Report(self._heard)
        self.met = 0
        self.found = 0  # dumps
        self._read: dict[tuple[str, str], bool] = {}  # dumps, and whether to their end
        self.dumps_unchanged = 0
        self._known = 0  # sections of dumps that need not be read
        self.read_of: set[str] = set()  # sources of which a dump was read
        self.unread_of: set[str] = set()  # sources of which a dump was not, or not to its end
        self.silent: dict[str, int] = {}  # sources that had so many articles, and give none

    @property
    def dumps_read(self) -> int:
        """How many were read to their end."""
        return sum(self._read.values())

    def take_in(self, sources: Iterable[Source], *, folder: Path) -> None:
        """Every dump of all sources."""
        found = [(source, self._found(source, folder)) for source in sources]
        self.found = sum(len(dumps) for _, dumps in found)
        self._watch.expect(sum(dump.size for _, dumps in found for dump in dumps))
        for order, (source, dumps) in enumerate(found):
            with self._in_hand(source):
                self._source(source, dumps, order=order)

    @contextmanager
    def _in_hand(self, source: Source) -> Iterator[None]:
        """A bug says what was being read."""
        try:
            yield
        except Exception as error:
            error.add_note(
                f"while reading source {source.name!r}, dump {self._reading.name or 'none yet'};"
                f" the articles at hand began with {self._at_hand()}"
            )
            raise

    def _at_hand(self) -> Origin | str:
        return self._batch[0].article().origin if self._batch else "none"

    def _found(self, source: Source, folder: Path) -> list[Dump]:
        """The dumps of a source, of equal ones the earliest first; our own feeds are none."""
        unread = self.report.unread
        found = loaders.to_read(
            source.files, folder=folder, output=self._output, report=self.report
        )
        if self.report.unread > unread:
            self.unread_of.add(source.name)
        return sorted(found, key=lambda dump: in_time(dump.name))

    def _source(self, source: Source, dumps: list[Dump], *, order: int) -> None:
        met, known = self.met, self._known
        begun: dict[Dump, Reading] = {}
        for dump, batches in readings(
            self._wanted(source, dumps, begun, order=order),
            source=source,
            now=self._now,
            report=self.report,
            workers=self._workers,
            watch=self._watch,
        ):
            lists = source.vanished == "withdraw"
            self._dump(dump, begun[dump], batches, order=order, lists=lists)
        if (self.met, self._known) == (met, known):
            self.silent |= self._run.gave(source.name)

    def _wanted(
        self, source: Source, dumps: list[Dump], begun: dict[Dump, Reading], *, order: int
    ) -> Iterator[Wanted[Prepared]]:
        """The dumps that have to be read, of those alike only one; each is put into `begun`."""
        settings = _settings(source)
        seen: set[str] = set()
        for dump in dumps:
            sections = self._sections(source, dump, settings)
            fingerprint = sections[-1].fingerprint
            new = [] if fingerprint in seen else self._new(sections)
            self._known += len(sections) - len(new)
            if not new:
                self.dumps_unchanged += 1
                self._watch.passed(dump.size)
                continue
            if fingerprint:
                seen.add(fingerprint)
            for part, reading in list(parted(dump, sections))[-len(new) :]:
                begun[part] = reading
                sequence = self._run.sequence(reading)
                yield Wanted(part, self._make.of(sequence=sequence, order=order))

    def _sections(self, source: Source, dump: Dump, settings: str) -> list[Reading]:
        placed = f"{settings} {loaders.section_of(dump.folders) or ''}".strip()
        sections = [
            msgspec.structs.replace(each, name=dump.name, settings=placed)
            for each in self._recognised(source, dump)
        ]
        return sections if self._is_known(sections[-1]) else as_one(dump, sections, source)

    def _recognised(self, source: Source, dump: Dump) -> list[Reading]:
        """Known by their bytes; those are not read where it lies as it lay when they were."""
        name, lying = dump_of(source.name, dump.name), dump.lying()
        lay, fingerprint = self._lay.get(name, (None, ""))
        known = fingerprint if lying and lying == lay else ""  # the archive may be an older one
        # A fault that passes, as of network file systems, makes no new dump of a known one.
        found = (
            (growing.sections(self._archive, source.name, known) if known else [])
            or printed(self._archive, source, dump)
            or printed(self._archive, source, dump)
        )
        fingerprint = found[-1].fingerprint if found else ""
        if lying and fingerprint:
            self.lying[name] = lying, fingerprint
        return found or [Reading(source.name, fingerprint, dump.name, "")]

    def _new(self, sections: list[Reading]) -> list[Reading]:
        """From the first on that has to be read; each is asked after, for it is there."""
        known = [self._is_known(each) for each in sections]
        return sections[known.index(False) :] if False in known else []

    def _is_known(self, reading: Reading) -> bool:
        return bool(reading.fingerprint) and not self._full and self._run.already_read(reading)

    def _dump(
        self,
        dump: Dump,
        reading: Reading,
        batches: Iterator[list[Prepared]],
        *,
        order: int,
        lists: bool,
    ) -> None:
        """Keep every article of a dump, and what became of it."""
        self._reading, self._refusals = reading, []
        self.read_of.add(reading.source)
        withdrawing.read_again(self._archive, reading.source, reading.fingerprint)
        listing = reading.fingerprint if lists else ""
        if self._quarantine:
            above = lines_above(dump)
            self._quarantine.read_again(reading.source, reading.name, below=above)
        met, unread, refused = self.met, self.report.unread, self.report.refused
        sequence = self._run.sequence(reading)
        for batch in batches:
            self._batch = batch
            welcome = self._welcome(batch) if self._forgets else batch
            for fold in self._run.add_all(welcome, sequence=sequence, order=order, dump=listing):
                self.report.add("duplicate", f"the same article as {fold.winner}", fold.loser)
            self.met += len(welcome)
        refused = self.report.refused - refused
        if self.report.unread > unread:  # what came is kept, and the next build tries again
            reading = msgspec.structs.replace(reading, settings="")
            self.unread_of.add(reading.source)
        place = reading.source, reading.name
        self._read[place] = self._read.get(place, True) and bool(reading.settings)
        self._run.dump_met(
            reading, records=self.met - met + refused, refused=refused, refusals=self._refusals
        )

    def _welcome(self, batch: list[Prepared]) -> list[Prepared]:
        """Without what was taken down for good; nothing of it is kept, but what it is known by."""
        return [each for each in batch if not self._is_forgotten(each.article())]

    def _is_forgotten(self, article: Article) -> bool:
        known = forgetting.refuse(self._archive, article, identity.keys_for_ever(article))
        if known is None:
            return False
        self.report.add(FORGOTTEN, known, article.origin)
        return True

    def _heard(self, problem: Problem) -> None:
        if problem.effect == REFUSED:
            self._watch.refused()
            if self._forgets and holds_forgotten(self._archive, problem):
                problem = msgspec.structs.replace(problem, raw=None, detail=OF_FORGOTTEN)
            elif self._quarantine and problem.code != FORGOTTEN:
                place = self._reading
                self._quarantine.add(problem, source=place.source, dump=place.name)
            if len(self._refusals) < _REFUSALS_KEPT:
                self._refusals.append(msgspec.structs.replace(problem, raw=None))
        self._tell(problem)


def _settings(source: Source) -> str:
    """A digest of everything that decides how a dump is read."""
    said = source.model_dump_json(exclude={"name", "url", "files", "layout"})
    whole = f"{READING}\0{said}\0{loaders.layout_digest(source.layout)}"
    return hashlib.blake2b(whole.encode(), digest_size=16).hexdigest()
