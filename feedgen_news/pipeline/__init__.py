"""The story of one build, top to bottom. The only place that knows every step.

`intake` is its first half, from dumps to the archive; `questions` are what can be asked of
the archive afterwards.
"""

from contextlib import nullcontext
from datetime import datetime
from itertools import chain
from pathlib import Path

import msgspec

from feedgen_news import loaders, topics, writers
from feedgen_news.archive import Archive, Build, Outcome, Quarantine, quarantine_of
from feedgen_news.config import Choices, Config
from feedgen_news.config import load as load_config
from feedgen_news.hosting import HOSTS
from feedgen_news.model import Site
from feedgen_news.pipeline.assembly import assemble
from feedgen_news.pipeline.drafting import draft
from feedgen_news.pipeline.hosting import host_files, host_kit
from feedgen_news.pipeline.intake import Intake, Tell
from feedgen_news.pipeline.questions import Coverage, Explained, Refusal, coverage, explain, status
from feedgen_news.pipeline.reading import Unwatched, Watch, readings
from feedgen_news.pipeline.workers import Workers, processors
from feedgen_news.problems import SuspiciousError
from feedgen_news.publish import Published, publish, published

__all__ = [
    "Built",
    "Coverage",
    "Explained",
    "Refusal",
    "Unwatched",
    "Watch",
    "Workers",
    "build",
    "choices",
    "coverage",
    "draft",
    "explain",
    "host_kit",
    "load",
    "processors",
    "readings",
    "status",
]


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
    quarantine: Path  # where the refused records lie, if there are any
    published: Published


def choices() -> Choices:
    """The names that a config may use, from the tables of the two plug-in ends."""
    return Choices(
        formats=tuple(loaders.FORMATS),
        layouts=loaders.layout_names(),
        writers=tuple(writers.WRITERS),
        hosts=tuple(HOSTS),
        hosts_at_root=tuple(host.name for host in HOSTS.values() if host.at_root),
    )


def load(path: Path) -> Config:
    """A config that can be built, with the layouts and templates it names.

    Raises FeedgenNewsError's children.
    """
    config = load_config(path, choices=choices())
    for source in config.sources:
        loaders.layout_digest(source.layout)
    writers.check_templates(config.templates)
    return config


def build(
    config: Config,
    *,
    now: datetime,
    tell: Tell,
    watch: Watch | None = None,
    full: bool = False,
    force: bool = False,
    dry_run: bool = False,
    jobs: int = 1,
) -> Built:
    """Dumps in, feeds out.

    `jobs` is how many processes may read dumps; the result is the same. `full` reads
    unchanged dumps again, `force` publishes what looks suspicious, `dry_run` says what would
    be done and does not do it. `watch` is told how far reading has come. Raises
    FeedgenNewsError's children.
    """
    sorter = topics.Sorter(config)
    kept = nullcontext() if dry_run else Quarantine(quarantine_of(config.archive))
    opened = _opened(config, dry_run=dry_run)
    with opened as archive, kept as quarantine, Workers(jobs) as workers:
        if not force:
            _refuse_amnesia(archive, config)
        with Build.begin(archive, sort=sorter.sort, now=now) as run:
            intake = Intake(
                run,
                quarantine=quarantine,
                workers=workers,
                watch=watch or Unwatched(),
                output=config.output,
                now=now,
                tell=tell,
                full=full,
            )
            intake.take_in(config.sources, folder=config.folder, force=force)
            run.sort_anew(sorter.fingerprint)
            outcome = run.settle()
            site = assemble(config, archive)
            if not force:
                _refuse_emptiness(site, config)
            if quarantine:  # before the commit: whoever is killed in between reads again
                quarantine.settle()
        done = publish(
            chain(writers.render_site(site), host_files(config, archive)),
            folder=config.output,
            compress=config.compress,
            dry_run=dry_run,
        )
    return _built(config, intake, outcome, site, done)


def _opened(config: Config, *, dry_run: bool) -> Archive:
    path = config.archive
    return Archive.scratch(path) if dry_run else Archive.open(path, write=True)


def _built(config: Config, intake: Intake, outcome: Outcome, site: Site, done: Published) -> Built:
    return Built(
        read=intake.met + intake.report.refused,
        outcome=outcome,
        refused=intake.report.refused,
        dumps_read=intake.dumps_read,
        dumps_unchanged=intake.dumps_unchanged,
        dumps_unread=intake.report.unread,
        problems=dict(sorted(intake.report.counts.items())),
        quarantine=quarantine_of(config.archive),
        topics={feed.topic.slug: len(feed.entries) for feed in site.feeds},
        published=done,
    )


def _refuse_amnesia(archive: Archive, config: Config) -> None:
    there = any((config.output / path).exists() for path in published(config.output))
    if archive.state("builds") is None and there:
        raise SuspiciousError(
            f"{config.archive}: no archive, but {config.output} holds feeds; without it subscribers"
            " may see old articles as new. Restore it, or build with --force"
        )


def _refuse_emptiness(site: Site, config: Config) -> None:
    before = {path.split("/")[0] for path in published(config.output) if "/feed." in path}
    now = {feed.topic.slug for feed in site.feeds}
    moved = {old for topic in config.topics.values() for old in topic.formerly}
    if before and before.isdisjoint(now | moved):
        raise SuspiciousError(
            f"{config.output}: every topic published before ({len(before)}) is gone from the"
            " config; nothing was published. Check `topics`, or build with --force"
        )
