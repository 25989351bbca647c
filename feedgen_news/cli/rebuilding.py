"""`build --rebuild`: begins anew from the dumps, and says what that lost."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from feedgen_news.cli.options import now
from feedgen_news.cli.output import complain
from feedgen_news.cli.waiting import patience_of

if TYPE_CHECKING:
    from feedgen_news.config import Config


def rebuilding(config: "Config", build: Callable[[], object], *, wait: float, force: bool) -> None:
    """Build into a new archive; the old one stays under another name."""
    from feedgen_news import pipeline

    done = pipeline.rebuild(config, build, now=now(), patience=patience_of(wait), force=force)
    if done.aside:
        complain(f"{done.aside}: the archive that was; keep it until all is well", code="kept")
    if done.salvaged.takedowns:
        complain(f"{done.salvaged.takedowns:,} takedowns of it still hold", code="kept")
    if not done.salvaged.whole:
        complain(
            "its takedowns could not be read, or not all; forget them again, see"
            " `feedgen-news forget --list`",
            code="lost",
        )
    if done.articles_lost:
        complain(
            f"{done.articles_lost:,} articles of it are in no dump any more, and are lost",
            code="lost",
        )
    if done.entries_lost:
        complain(
            f"{done.entries_lost:,} entries that the feeds showed are in no dump any more",
            code="lost",
        )
