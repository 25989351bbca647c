"""How much of an article goes out, and how much of a feed: bytes before entries."""

import html
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

import msgspec

from feedgen_news.model import Content, Entry

LARGEST = 5_000_000  # bytes; what is larger no reader takes
_FRAME = 700  # bytes of an entry beside its texts: links, names, labels
_EXCERPT = 400  # characters of text that stand for a missing summary


def shortened(entries: Iterable[Entry], content: Content) -> tuple[Entry, ...]:
    """The entries with as much text as the topic gives away."""
    shorten = {"full": _as_is, "summary": _summary_only, "none": _headline_only}[content]
    return tuple(map(shorten, entries))


def within(budget: int, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """As much as fits into so many bytes: the newest in full, the rest as summaries.

    Where not even the summaries fit, the oldest go.
    """
    summaries = [_summary_only(entry) if entry.html else entry for entry in entries]
    sizes = list(accumulate(map(size, summaries)))
    fitting = max(1, bisect_right(sizes, budget))
    left = budget - sizes[fitting - 1] if sizes else 0
    kept: list[Entry] = []
    for entry, summary in zip(entries[:fitting], summaries, strict=False):
        left -= size(entry) - size(summary)
        kept.append(entry if left >= 0 else summary)
    return tuple(kept)


def size(entry: Entry) -> int:
    """About how many bytes of a feed an entry takes, its markup escaped."""
    return len(html.escape(entry.html).encode()) + len(entry.summary.encode()) + _FRAME


def _as_is(entry: Entry) -> Entry:
    return entry


def _summary_only(entry: Entry) -> Entry:
    return msgspec.structs.replace(
        entry, html="", summary=entry.summary or _excerpt(entry.article.text)
    )


def _headline_only(entry: Entry) -> Entry:
    return msgspec.structs.replace(entry, html="", summary="")


def _excerpt(text: str) -> str:
    first = text.split("\n", 1)[0]
    return first if len(first) <= _EXCERPT else first[:_EXCERPT].rsplit(" ", 1)[0] + "…"
