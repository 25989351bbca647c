"""A damaged archive gives way to a new one that is made of the dumps; the damaged one is kept."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from feedgen_news.archive import Archive, backing_up
from feedgen_news.config import Config
from feedgen_news.locking import Patience
from feedgen_news.publish import published

REBUILT = "rebuilt"  # in the archive's state: why it is new although there are feeds

_IDS = re.compile(rb"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Rebuilt(msgspec.Struct, frozen=True):
    """What became of the archive that was there; counts of what the dumps do not hold any more."""

    aside: Path | None
    articles_lost: int  # of those that could still be read in it
    entries_lost: int  # of those that the feeds showed


def rebuild(
    config: Config, build: Callable[[], object], *, now: datetime, patience: Patience
) -> Rebuilt:
    """Begin anew from the dumps: ids are the same, for they come from the articles.

    The archive keeps nothing of the old one, as nothing in it can be trusted. If the build
    fails, the old one is put back. Raises FeedgenNewsError's children.
    """
    archive = config.archive
    shown = _shown(config.output)
    name = f"{archive.name}.damaged-{now:%Y%m%dT%H%M%SZ}"
    aside = backing_up.put_aside(archive, name=name, patience=patience)
    try:
        with Archive.open(archive, write=True, patience=patience) as anew:
            anew.remember(REBUILT, name)
        build()
    except BaseException:
        if aside:
            backing_up.put_back(aside, archive)
        raise
    there = backing_up.ids_of(archive)
    known = backing_up.ids_of(aside) if aside else set()
    return Rebuilt(aside, len(known - there), len(shown - there - _shown(config.output)))


def _shown(output: Path) -> set[str]:
    """The ids in the published feeds: those of entries, and those of the feeds themselves."""
    found: set[str] = set()
    for path in published(output):
        file = output / path
        if file.name.startswith("feed.") and not path.endswith(".gz") and file.is_file():
            found.update(match.decode() for match in _IDS.findall(file.read_bytes()))
    return found
