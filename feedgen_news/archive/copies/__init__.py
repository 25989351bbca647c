"""One story on several sites: where its copies are found, and which of them stands for all.

`texts` says when two texts are one, `traces` where to look, `stories` who belongs together.
A new kind of copy is a name in `traces.KINDS`, its numbers, and its rule in `texts`.
"""

from feedgen_news.archive.copies.stories import NONE, Copying, copies_of, dismiss, settle
from feedgen_news.archive.copies.traces import KINDS, Kind, is_available

__all__ = ["KINDS", "NONE", "Copying", "Kind", "copies_of", "dismiss", "is_available", "settle"]
