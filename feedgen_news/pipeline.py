"""The story of one build, top to bottom. The only module that knows every step."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from feedgen_news import loaders, topics, writers
from feedgen_news.archive import Archive, Build, Outcome, Reading, Status
from feedgen_news.config import Choices, Config, Source
from feedgen_news.feeds import Assembler
from feedgen_news.loaders import Dump
from feedgen_news.model import Article, Feed, Kept, Label, OutputFile, Site, Topic
from feedgen_news.normalise import Normaliser
from feedgen_news.problems import Problem, Report, SuspiciousError
from feedgen_news.publish import Published, publish, published
from feedgen_news.topics import Explanation

# Raised when loaders or normalise read the same bytes differently, so that they are read again.
READING = 1

_REFUSALS_KEPT = 1_000  # of one dump, for `explain`; all are counted

Tell = Callable[[Problem], None]
LabelCounts = Mapping[tuple[Literal["sections", "tags"], Label], int]


class Built(msgspec.Struct, frozen=True, kw_only=True):
    """What a build did; `read` = new + updated + unchanged + duplicate + refused."""

    read: int
    outcome: Outcome
    refused: int
    dumps_read: int
    dumps_unchanged: int
    dumps_unread: int
    problems: dict[str, int]
    topics: dict[str, int]
    published: Published


def choices() -> Choices:
    """The names that a config may use, from the tables of the two plug-in ends."""
    return Choices(
        formats=tuple(loaders.FORMATS),
        layouts=loaders.layout_names(),
        writers=tuple(writers.WRITERS),
    )


def build(
    config: Config,
    *,
    now: datetime,
    tell: Tell,
    full: bool = False,
    force: bool = False,
    dry_run: bool = False,
) -> Built:
    """Dumps in, feeds out.

    `full` reads unchanged dumps again, `force` publishes what looks suspicious, `dry_run`
    says what would be done and does not do it. Raises FeedgenNewsError's children.
    """
    sorter = topics.Sorter(config)
    opened = (
        Archive.scratch(config.archive) if dry_run else Archive.open(config.archive, write=True)
    )
    with opened as archive:
        if not force:
            _refuse_amnesia(archive, config)
        with Build.begin(archive, sort=sorter.sort, now=now) as run:
            intake = Intake(run, now=now, tell=tell, full=full)
            for source in config.sources:
                _take_in(source, intake, config=config, force=force)
            run.sort_anew(sorter.fingerprint)
            outcome = run.settle()
        feeds = _feeds(config, archive)
        if not force:
            _refuse_emptiness(feeds, config)
        done = publish(_files(config, archive, feeds), folder=config.output, dry_run=dry_run)
    return Built(
        read=intake.met + intake.report.refused,
        outcome=outcome,
        refused=intake.report.refused,
        dumps_read=intake.dumps_read,
        dumps_unchanged=intake.dumps_unchanged,
        dumps_unread=intake.report.unread,
        problems=dict(sorted(intake.report.counts.items())),
        topics={feed.topic.slug: len(feed.entries) for feed in feeds},
        published=done,
    )


class Intake:
    """Steps 1 to 4 for one dump after another."""

    def __init__(self, run: Build, *, now: datetime, tell: Tell, full: bool) -> None:
        self.run = run
        self._now = now
        self._full = full
        self._refusals: list[Problem] = []
        self._tell = tell
        self.report = Report(self._heard)
        self.met = 0
        self.dumps_read = 0
        self.dumps_unchanged = 0

    def _heard(self, problem: Problem) -> None:
        if problem.effect == "refused" and len(self._refusals) < _REFUSALS_KEPT:
            self._refusals.append(problem)
        self._tell(problem)

    def take_in(self, dump: Dump, source: Source) -> None:
        """Load, normalise, sort and keep every article of a dump that is not known already."""
        fingerprint = dump.fingerprint() or ""
        reading = Reading(source.name, fingerprint, dump.name, _settings(source))
        if fingerprint and self.run.already_read(reading) and not self._full:
            self.dumps_unchanged += 1
            return
        self._refusals = []
        unread, refused = self.report.unread, self.report.refused
        met = self._articles(dump, source, sequence=self.run.sequence(reading))
        refused = self.report.refused - refused
        if self.report.unread > unread:  # what came is kept, and the next build tries again
            reading = msgspec.structs.replace(reading, settings="")
        else:
            self.dumps_read += 1
        self.run.dump_met(reading, records=met + refused, refused=refused, refusals=self._refusals)

    def _articles(self, dump: Dump, source: Source, *, sequence: int) -> int:
        normaliser = Normaliser(source, now=self._now, report=self.report)
        met = 0
        for record in loaders.load(dump, source=source, report=self.report):
            article = normaliser.article(record)
            if article is not None:
                self.run.add(article, sequence=sequence)
                met += 1
        self.met += met
        return met


def _take_in(source: Source, intake: Intake, *, config: Config, force: bool) -> None:
    had = intake.run.articles_of(source.name)
    met, unchanged = intake.met, intake.dumps_unchanged
    for dump in loaders.find(source, folder=config.folder, report=intake.report):
        intake.take_in(dump, source)
    if had and not force and (intake.met, intake.dumps_unchanged) == (met, unchanged):
        raise SuspiciousError(
            f"source {source.name!r}: had {had:,} articles and now gives none;"
            " nothing was published. Check its `files`, or build with --force"
        )


def _settings(source: Source) -> str:
    """A digest of everything that decides how a dump is read."""
    said = source.model_dump_json(exclude={"name", "files"})
    layout = Path(source.layout)
    data = layout.read_text("utf-8") if layout.suffix == ".yaml" else ""
    return hashlib.blake2b(f"{READING}\0{said}\0{data}".encode(), digest_size=16).hexdigest()


def _refuse_amnesia(archive: Archive, config: Config) -> None:
    if archive.state("builds") is None and published(config.output):
        raise SuspiciousError(
            f"{config.archive}: no archive, but {config.output} holds feeds; without it subscribers"
            " may see old articles as new. Restore it, or build with --force"
        )


def _refuse_emptiness(feeds: list[Feed], config: Config) -> None:
    before = {path.split("/")[0] for path in published(config.output) if "/feed." in path}
    if before and not before & {feed.topic.slug for feed in feeds}:
        raise SuspiciousError(
            f"{config.output}: every topic published before ({len(before)}) is gone from the"
            " config; nothing was published. Check `topics`, or build with --force"
        )


def _feeds(config: Config, archive: Archive) -> list[Feed]:
    """Every topic's feed, declared ones first, in the order of the config."""
    seed = archive.state("seed")
    if seed is None:
        seed = config.site.url
        archive.remember("seed", seed)
    assembler = Assembler(config, seed=seed, page=writers.page_path, path=writers.feed_path)
    return [assembler.feed(topic, articles) for topic, articles in _topics(config, archive)]


def _topics(config: Config, archive: Archive) -> Iterator[tuple[Topic, list[Kept]]]:
    for topic in topics.declared(config):
        yield topic, archive.newest(topic.slug, topic.items)
    for auto in topics.auto_topics(config, archive.label_counts()):
        yield auto.topic, archive.newest_labelled(auto.kind, auto.label, auto.topic.items)


def _files(config: Config, archive: Archive, feeds: list[Feed]) -> Iterator[OutputFile]:
    """Everything to publish: feeds, then the pages that lead to them."""
    for feed in feeds:
        yield from writers.render_feed(feed)
    assembler = Assembler(config, seed="", page=writers.page_path, path=writers.feed_path)
    site = Site(
        title=config.site.title,
        url=config.site.url,
        description=config.site.description,
        language=config.site.language,
        author=config.site.author or config.site.title,
        feeds=tuple(feeds),
        pages=tuple(assembler.entry(kept) for kept in archive.without_url()),
    )
    yield from writers.render_site(site)


def read(
    dumps: Iterable[Dump], *, source: Source, now: datetime, report: Report
) -> Iterator[Article]:
    """What loaders and normalise make of dumps, without config or archive."""
    normaliser = Normaliser(source, now=now, report=report)
    for dump in dumps:
        for record in loaders.load(dump, source=source, report=report):
            article = normaliser.article(record)
            if article is not None:
                yield article


class Explained(msgspec.Struct, frozen=True):
    """What became of one article, and why."""

    article: Article
    topics: tuple[str, ...]
    why: Explanation


class Refusal(msgspec.Struct, frozen=True):
    """A record that became no article."""

    place: str
    code: str
    detail: str


def explain(config: Config, what: str) -> tuple[list[Explained], list[Refusal]]:
    """The articles and the refusals that `what` (an id, a URL, words of a title) may mean."""
    sorter = topics.Sorter(config)
    with Archive.open(config.archive, write=False) as archive:
        articles = [kept.article for kept in archive.find(what)]
        refusals = [] if articles else [Refusal(*row) for row in archive.refusals(what)]
    return [Explained(a, sorter.sort(a).topics, sorter.explain(a)) for a in articles], refusals


class Coverage(msgspec.Struct, frozen=True):
    """How the topics cover what there is: articles per topic, and labels nobody mapped."""

    topics: dict[str, int]
    unmapped_sections: dict[str, int]
    unmapped_tags: dict[str, int]


def coverage(config: Config) -> Coverage:
    """Every topic with its number of articles; labels the config does not know, most first."""
    with Archive.open(config.archive, write=False) as archive:
        counted, labels = archive.topic_counts(), archive.label_counts()
    sizes = {topic.slug: counted.get(topic.slug, 0) for topic in topics.declared(config)}
    by_label: Counter[tuple[str, str]] = Counter()
    for (kind, label), count in labels.items():
        by_label[kind, label.slug] += count
    for auto in topics.auto_topics(config, labels):
        sizes[auto.topic.slug] = by_label[auto.kind, auto.label]
    return Coverage(
        sizes,
        _unmapped("sections", labels, set(config.sections)),
        _unmapped("tags", labels, set(config.tags)),
    )


def _unmapped(kind: str, labels: LabelCounts, mapped: set[str]) -> dict[str, int]:
    ranked = sorted(labels.items(), key=lambda item: (-item[1], item[0][1].title))
    return {label.title: n for (of, label), n in ranked if of == kind and label.slug not in mapped}


def status(config: Config) -> Status:
    """What the archive knows."""
    with Archive.open(config.archive, write=False) as archive:
        return archive.status()
