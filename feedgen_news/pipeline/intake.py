"""Steps 1 to 4: a source's dumps are loaded, normalised, sorted and kept."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from feedgen_news import loaders
from feedgen_news.archive import Build, Reading
from feedgen_news.config import Source
from feedgen_news.loaders import Dump
from feedgen_news.model import Article
from feedgen_news.normalise import Normaliser
from feedgen_news.problems import REFUSED, Problem, Report, SuspiciousError

# Raised when loaders or normalise read the same bytes differently, so that they are read again.
READING = 1

_REFUSALS_KEPT = 1_000  # of one dump, for `explain`; all are counted

Tell = Callable[[Problem], None]


class Intake:
    """One build's way from dumps to the archive, and the counts of what it met."""

    def __init__(self, run: Build, *, output: Path, now: datetime, tell: Tell, full: bool) -> None:
        self._run = run
        self._output = output.resolve()
        self._now = now
        self._tell = tell
        self._full = full
        self._refusals: list[Problem] = []
        self.report = Report(self._heard)
        self.met = 0
        self.dumps_read = 0
        self.dumps_unchanged = 0

    def take_in(self, source: Source, *, order: int, folder: Path, force: bool) -> None:
        """Every dump of a source. Raises SuspiciousError where it had articles and has none."""
        had = self._run.articles_of(source.name)
        met, unchanged = self.met, self.dumps_unchanged
        for dump in loaders.find(source, folder=folder, report=self.report):
            if not dump.path.resolve().is_relative_to(self._output):  # our own feeds are no dumps
                self._dump(dump, source, order)
        if had and not force and (self.met, self.dumps_unchanged) == (met, unchanged):
            raise SuspiciousError(
                f"source {source.name!r}: had {had:,} articles and now gives none;"
                " nothing was published. Check its `files`, or build with --force"
            )

    def _dump(self, dump: Dump, source: Source, order: int) -> None:
        """Load, normalise, sort and keep every article of a dump that is not known already."""
        fingerprint = dump.fingerprint() or ""
        reading = Reading(source.name, fingerprint, dump.name, _settings(source))
        if fingerprint and self._run.already_read(reading) and not self._full:
            self.dumps_unchanged += 1
            return
        self._refusals = []
        met, unread, refused = self.met, self.report.unread, self.report.refused
        sequence = self._run.sequence(reading)
        for article in articles(dump, source=source, now=self._now, report=self.report):
            self._run.add(article, sequence=sequence, order=order)
            self.met += 1
        refused = self.report.refused - refused
        if self.report.unread > unread:  # what came is kept, and the next build tries again
            reading = msgspec.structs.replace(reading, settings="")
        else:
            self.dumps_read += 1
        self._run.dump_met(
            reading, records=self.met - met + refused, refused=refused, refusals=self._refusals
        )

    def _heard(self, problem: Problem) -> None:
        if problem.effect == REFUSED and len(self._refusals) < _REFUSALS_KEPT:
            self._refusals.append(problem)
        self._tell(problem)


def articles(dump: Dump, *, source: Source, now: datetime, report: Report) -> Iterator[Article]:
    """What loaders and normalise make of a dump; what they refuse is in the report."""
    normaliser = Normaliser(source, now=now, report=report)
    for record in loaders.load(dump, source=source, report=report):
        article = normaliser.article(record)
        if article is not None:
            yield article


def _settings(source: Source) -> str:
    """A digest of everything that decides how a dump is read."""
    said = source.model_dump_json(exclude={"name", "files", "layout"})
    whole = f"{READING}\0{said}\0{loaders.layout_digest(source.layout)}"
    return hashlib.blake2b(whole.encode(), digest_size=16).hexdigest()
