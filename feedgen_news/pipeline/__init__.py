"""The story of one build, top to bottom. The only place that knows every step.

`intake` is its first half, from dumps to the archive; `questions` are what can be asked of
the archive afterwards.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from feedgen_news import loaders, topics, writers
from feedgen_news.archive import Archive, Build, Quarantine, know_again, quarantine_of
from feedgen_news.built import Built, Change, Difference, Outcome, Published, Suspicion
from feedgen_news.config import Choices, Config
from feedgen_news.config import load as load_config
from feedgen_news.hosting import HOSTS
from feedgen_news.idle import Text
from feedgen_news.later import later
from feedgen_news.locking import Patience
from feedgen_news.model import Origin
from feedgen_news.normalise import identity
from feedgen_news.pipeline import guards, keeping
from feedgen_news.pipeline.bereft import bereft
from feedgen_news.pipeline.copying import copying
from feedgen_news.pipeline.deciding import Decision, decide
from feedgen_news.pipeline.delivering import deliver
from feedgen_news.pipeline.diffing import Past, past
from feedgen_news.pipeline.due import folder_of, has_odd_manifest
from feedgen_news.pipeline.hosting import host_kit
from feedgen_news.pipeline.idling import Begun, begun, with_seen
from feedgen_news.pipeline.intake import Intake, Means, Tell
from feedgen_news.pipeline.making import Making
from feedgen_news.pipeline.noticing import Unwatched, Watch
from feedgen_news.pipeline.questions import Coverage, Explained, Refusal, coverage, explain, status
from feedgen_news.pipeline.reading import Wanted, readings
from feedgen_news.pipeline.rebuilding import Rebuilt, rebuild
from feedgen_news.pipeline.recollecting import recollect
from feedgen_news.pipeline.workers import Workers, processors
from feedgen_news.site import MANIFEST
from feedgen_news.stamps import Stamps

if TYPE_CHECKING:
    from feedgen_news.pipeline.drafting import draft
else:
    draft = later("feedgen_news.pipeline.drafting:draft")  # for `init` alone

__all__ = [
    "Built",
    "Change",
    "Coverage",
    "Difference",
    "Explained",
    "Rebuilt",
    "Refusal",
    "Suspicion",
    "Unwatched",
    "Wanted",
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
    "rebuild",
    "status",
]


class _Decided(msgspec.Struct, frozen=True):
    """What became of all that was taken in, what is published of it, what is suspicious."""

    outcome: Outcome
    decision: Decision
    suspicions: list[Suspicion]


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
    copying(config)
    return config


def build(  # noqa: PLR0913  # one an option of the command
    config: Config,
    *,
    now: datetime,
    tell: Tell,
    watch: Watch | None = None,
    full: bool = False,
    force: bool = False,
    dry_run: bool = False,
    jobs: int = 1,
    on: str | None = None,
    patience: Patience | None = None,
    text: Text | None = None,
) -> Built:
    """Dumps in, feeds out.

    `jobs` is how many processes may work, `on` the address of a Dask cluster that reads dumps
    for them; the result is the same. `full` reads unchanged dumps again, `force` publishes what
    looks suspicious, `dry_run` says what would be done, and neither writes nor stops. `watch` is
    told how far reading has come; `patience` is had with other builds. `text` is the config before
    it was loaded (see `idle`). Raises FeedgenNewsError's children.
    """
    since = begun(config, text)
    sorter = topics.Sorter(config)
    lenient = force or dry_run
    kept = nullcontext() if dry_run else Quarantine(quarantine_of(config.archive))
    here = Workers(jobs)
    afar = Workers(jobs, on=on) if on else nullcontext(here)
    opening = partial(_opened, config, dry_run=dry_run, force=force, patience=patience)
    with here as workers, afar as readers, opening() as archive, kept as quarantine:
        suspicions = guards.amnesia(archive, config)
        guards.refuse([] if lenient else suspicions)
        before = past(archive)
        with Build.begin(archive, sort=sorter.sort, now=now, force=force) as run:
            know_again(archive, identity.again, scheme=identity.SCHEME)
            stamps = Stamps.beside(config.archive)
            means = Means(quarantine, readers, watch or Unwatched(), tell, stamps)
            intake = _taken_in(config, archive, run, means, full=full)
            anew = run.sort_anew(sorter.fingerprint)
            decided = _decided(config, archive, run, intake, before=before, anew=anew, full=full)
            suspicions += decided.suspicions
            guards.refuse([] if lenient else suspicions)
            keeping.slim(config, archive)
            if quarantine:  # before the commit: whoever is killed in between reads again
                quarantine.settle()
        at_work = None if dry_run else workers  # of a dry run they could not read the archive
        return _delivered(
            config, archive, intake, decided, suspicions, since, workers=at_work, patience=patience
        )


def _opened(config: Config, *, dry_run: bool, force: bool, patience: Patience | None) -> Archive:
    """The archive, or a copy to try things on; none is made where feeds tell that one is lost."""
    path = config.archive
    if dry_run:
        return Archive.scratch(path)
    if not (force or path.exists()):
        with Archive.scratch(path) as nothing:
            guards.refuse(guards.amnesia(nothing, config))
    return Archive.open(path, write=True, patience=patience)


def _taken_in(config: Config, archive: Archive, run: Build, means: Means, *, full: bool) -> Intake:
    """Steps 1 to 4 for every dump."""
    intake = Intake(
        run,
        archive=archive,
        means=means,
        make=Making.by(config, now=int(archive.clock.timestamp())),
        output=config.output,
        now=archive.clock,
        full=full,
    )
    if run.clock.note:
        intake.report.add("odd-clock", run.clock.note, Origin("clock"))
    intake.take_in(config.sources, folder=config.folder)
    for fold in run.reunite(identity.keys_of_address):
        intake.report.add("duplicate", f"the same article as {fold.winner}", fold.loser)
    return intake


def _decided(
    config: Config,
    archive: Archive,
    run: Build,
    intake: Intake,
    *,
    before: Past,
    anew: bool,
    full: bool,
) -> _Decided:
    """Steps 4 and 5 for all that was taken in; `anew` says that the rules changed."""
    for text in run.without_error_pages():
        intake.report.add("error-page", repr(text.text[:60]), text.origin)
    folder = folder_of(config, archive, intake.stamps)
    if has_odd_manifest(config, archive, folder):
        intake.report.add(
            "odd-manifest",
            "lost, altered, or of another build than the archive",
            Origin(str(config.output / MANIFEST)),
        )
    recollect(config, archive, run, known=folder.as_left if folder.is_known else ())
    outcome = run.settle(copying(config))
    withdrawn = keeping.withdraw(config, archive, run, intake)
    other_ids = guards.other_ids(archive, config)
    decision = decide(config, archive, folder, before=before, full=full)
    comparison = decision.comparison
    topics = decision.entries if decision.due.everything else None
    suspicions = guards.suspicions(config, topics, comparison, intake.silent, anew=anew)
    suspicions += bereft(config, archive, run, unread=intake.report.unread)
    return _Decided(outcome, decision, [*other_ids, *suspicions, *keeping.suspicious(withdrawn)])


def _delivered(  # one a fact
    config: Config,
    archive: Archive,
    intake: Intake,
    decided: _Decided,
    suspicions: Sequence[Suspicion],
    since: Begun | None,
    *,
    workers: Workers | None,
    patience: Patience | None,
) -> Built:
    """Step 6, and what is left to the next build; of a dry run, which has no workers, only told."""
    archive.check_lock()
    done, lay = deliver(
        config,
        archive,
        decided.decision,
        stamps=intake.stamps,
        dumps=intake.lying,
        dry_run=workers is None,
        workers=workers,
        patience=patience,
    )
    built = _built(config, intake, decided, suspicions, done)
    if workers is not None:
        lay = with_seen(lay, config, archive, since=since, intake=intake, built=built)
        lay.keep(archive.path)
    return built


def _built(
    config: Config,
    intake: Intake,
    decided: _Decided,
    suspicions: Sequence[Suspicion],
    done: Published,
) -> Built:
    return Built(
        read=intake.met + intake.report.refused,
        outcome=decided.outcome,
        refused=intake.report.refused,
        dumps_read=intake.dumps_read,
        dumps_unchanged=intake.dumps_unchanged,
        dumps_unread=intake.report.unread,
        problems=dict(sorted(intake.report.counts.items())),
        quarantine=quarantine_of(config.archive),
        topics=decided.decision.entries,
        differences=decided.decision.comparison.differences,
        suspicious=tuple(suspicions),
        published=done,
    )
