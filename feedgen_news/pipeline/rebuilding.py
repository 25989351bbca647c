"""A damaged archive gives way to a new one that is made of the dumps; the damaged one is kept."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from feedgen_news.archive import Archive, backing_up, forgetting, salvaging
from feedgen_news.archive.salvaging import Salvaged
from feedgen_news.config import Config
from feedgen_news.locking import Patience
from feedgen_news.pipeline.recollecting import shown_ids
from feedgen_news.problems import SuspiciousError

REBUILT = salvaging.REBUILT  # in the archive's state


class Rebuilt(msgspec.Struct, frozen=True):
    """What became of the archive that was there; counts of what the dumps do not hold any more."""

    aside: Path | None
    articles_lost: int  # of those that could still be read in it
    entries_lost: int  # of those that the feeds showed
    salvaged: Salvaged


def rebuild(
    config: Config,
    build: Callable[[], object],
    *,
    now: datetime,
    patience: Patience,
    force: bool = False,
) -> Rebuilt:
    """Begin anew from the dumps: ids are the same, for they come from the articles.

    Of the old archive only takedowns are taken over, as nothing else in it can be trusted. If
    the build fails, the old one is put back. One that is whole gives way with `force` only.
    Raises FeedgenNewsError's children.
    """
    archive = config.archive
    if not (force or salvaging.is_damaged(archive)):
        raise SuspiciousError(
            f"{archive}: not damaged, and it knows more than the dumps; nothing was changed. Build"
            " without --rebuild, or with --rebuild --force if it is meant"
        )
    shown = shown_ids(config.output)
    name = f"{archive.name}.damaged-{now:%Y%m%dT%H%M%SZ}"
    put_aside = backing_up.put_aside(archive, name=name, patience=patience)
    aside = salvaging.last_known(archive, put_aside)
    try:
        salvaged = _begun(archive, name, aside, patience)
        build()
    except BaseException:
        backing_up.put_back(put_aside, archive, patience=patience)
        raise
    there = backing_up.ids_of(archive)
    known = backing_up.ids_of(aside) if aside else set()
    lost = shown - there - shown_ids(config.output)
    return Rebuilt(aside, len(known - there), len(lost), salvaged)


def _begun(archive: Path, name: str, aside: Path | None, patience: Patience) -> Salvaged:
    """A new archive, which has the takedowns of the old one, or nothing if it is killed."""
    opened = Archive.open(archive, write=True, patience=patience)
    with opened as anew, forgetting.taking_down(anew):
        anew.remember(REBUILT, name)
        return salvaging.salvage_takedowns(aside, anew) if aside else Salvaged()
