"""What a build keeps and what it lets go: articles no source lists any more, old texts."""

from collections.abc import Iterator, Mapping

import msgspec

from feedgen_news.archive import Archive, Build, quarantine_of, retention, vacuuming, withdrawing
from feedgen_news.built import Suspicion
from feedgen_news.config import Config
from feedgen_news.locking import Patience
from feedgen_news.pipeline.assembly import shelves_of
from feedgen_news.pipeline.intake import Intake

GONE_LONG = 365  # days after which a dump that is not there any more is not remembered


class Vacuumed(msgspec.Struct, frozen=True):
    """What `vacuum` did; sizes of the archive in bytes."""

    before: int
    after: int
    slimmed: int  # articles whose text was dropped
    dumps: int  # that were gone for long and are not remembered any more
    quarantined: int  # lines of the quarantine, of such dumps
    kept: str | None = None  # why no text was dropped


def withdraw(
    config: Config, archive: Archive, run: Build, intake: Intake
) -> dict[str, tuple[int, int]]:
    """Withdraw what vanished from sources that want it so.

    Tells which of them lose most of their articles at once: how many, of how many.
    """
    retention.note_day(archive, build=run.number)
    listing = {source.name for source in config.sources if source.vanished == "withdraw"}
    return withdrawing.withdraw(
        archive,
        sources={source.name for source in config.sources},
        complete=listing - intake.unread_of,
        doubtful=listing & intake.unread_of,
        read=intake.read_of,
        build=run.number,
        file_again=run.file_again,
    )


def suspicious(most: Mapping[str, tuple[int, int]]) -> Iterator[Suspicion]:
    """Sources that would lose most of their articles at once."""
    for name, (gone, had) in most.items():
        yield Suspicion(
            "withdrawn",
            f"source {name!r}",
            f"{gone:,} of its {had:,} articles are in none of its dumps any more",
            "check its `files`, and whether the latest dumps are whole",
        )


def slim(config: Config, archive: Archive, *, anew: bool = False) -> int:
    """Drop old texts that nothing needs, where the config wants it; how many."""
    if config.keep_text is None:
        return 0
    shelves = map(shelves_of, [config], [archive])  # read if anything is due
    topics = ((shelf.topic, shelf.label) for found in shelves for shelf in found)
    return retention.slim(archive, topics, days=config.keep_text, anew=anew)


def _why_none(config: Config, archive: Archive) -> str:
    """Why no text was dropped."""
    if config.keep_text is None:
        return "the config sets no `keep_text`"
    if not retention.build_before(archive, days=config.keep_text):
        return (
            f"in the last {config.keep_text:,} days there were builds on fewer than two days,"
            " and after such a break nothing counts as old"
        )
    return f"all that is left is younger than {config.keep_text:,} days, or needed by something"


def vacuum(config: Config, *, patience: Patience | None = None) -> Vacuumed:
    """Let go of all that may go, and give the room back to the disk; wait for a build to end.

    Raises ArchiveError where the archive is busy, or where there is too little room for a copy.
    """
    with Archive.open(config.archive, write=True, patience=patience) as archive:
        before = vacuuming.size(archive)
        vacuuming.check_room(archive)
        with vacuuming.changing(archive):
            slimmed = slim(config, archive, anew=True)
            kept = None if slimmed else _why_none(config, archive)
            oldest = retention.build_before(archive, days=GONE_LONG)
            dumps = vacuuming.forget_dumps(archive, oldest)
            known = vacuuming.known_dumps(archive)
        quarantined = vacuuming.prune(quarantine_of(archive.path), known) if oldest else 0
        vacuuming.give_back(archive)
        return Vacuumed(before, vacuuming.size(archive), slimmed, dumps, quarantined, kept)
