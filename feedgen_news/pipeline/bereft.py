"""What makes a new archive suspicious that takes the place of a damaged one: too little in it."""

from collections.abc import Iterator

from feedgen_news.archive import Archive, Build, salvaging
from feedgen_news.archive.showing import entries_shown
from feedgen_news.built import Suspicion
from feedgen_news.config import Config
from feedgen_news.pipeline.guards import MANY
from feedgen_news.pipeline.rebuilding import REBUILT
from feedgen_news.pipeline.recollecting import shown_ids


def bereft(config: Config, archive: Archive, run: Build, *, unread: int) -> list[Suspicion]:
    """What the first build of such an archive lacks, for the time when it is decided what feeds
    hold; `unread` dumps could not be read."""
    if run.number > 1 or archive.state(REBUILT) is None:
        return []
    return [*_unread(config, unread), *_lost(config, archive)]


def _unread(config: Config, unread: int) -> Iterator[Suspicion]:
    if unread:
        detail = f"{unread:,} dumps could not be read, and nothing else knows what is in them"
        yield Suspicion("unread-dumps", str(config.archive), detail, "bring them back")


def _lost(config: Config, archive: Archive) -> Iterator[Suspicion]:
    """Entries of ids per topic are looked for in the new feeds; all others in the archive too."""
    shown = shown_ids(config.output)
    lost = len(shown - entries_shown(archive) - salvaging.ids_in(archive.db))
    if len(shown) >= MANY and 2 * lost > len(shown):
        detail = f"{lost:,} of the {len(shown):,} entries that the feeds show are in no dump"
        advice = "restore the archive from a backup, or bring the dumps back"
        yield Suspicion("lost", str(config.output), detail, advice)
