"""Step 4: what we know of every article: its id for life, and when it really changed.

One SQLite file. `Archive` opens and locks it, `Build` is one run's transaction: it takes
articles in and at its end settles ids, dates and counts, so that neither the order of the
dumps nor a kill in the middle can be seen in the result. Beside it lies the `Quarantine`.
"""

from feedgen_news.archive.addresses import Gone, Said
from feedgen_news.archive.build import Build
from feedgen_news.archive.copies import Copying
from feedgen_news.archive.freshness import Freshness, freshness, next_release
from feedgen_news.archive.kinship import know_again
from feedgen_news.archive.outcomes import Fold, Reading
from feedgen_news.archive.overview import Status
from feedgen_news.archive.quarantine import Quarantine, quarantine_of
from feedgen_news.archive.recollecting import Remembered
from feedgen_news.archive.showing import (
    Shown,
    fates,
    holders,
    known_before,
    newest_shown,
    show,
    shown_of,
    shown_topics,
)
from feedgen_news.archive.store import Archive
from feedgen_news.built import Outcome

__all__ = [
    "Archive",
    "Build",
    "Copying",
    "Fold",
    "Freshness",
    "Gone",
    "Outcome",
    "Quarantine",
    "Reading",
    "Remembered",
    "Said",
    "Shown",
    "Status",
    "fates",
    "freshness",
    "holders",
    "know_again",
    "known_before",
    "newest_shown",
    "next_release",
    "quarantine_of",
    "show",
    "shown_of",
    "shown_topics",
]
