"""How much of an article goes out, and how much of a feed: bytes before entries."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, islice

import msgspec

from feedgen_news.model import Content, Topic
from feedgen_news.site import Entry

LARGEST = 5_000_000  # bytes; what is larger no reader takes
_FRAME = 700  # bytes of an entry beside its texts: links, names, labels
_LARGEST_SUMMARY = 4 * 4_001 + _FRAME  # bytes of an entry; `normalise` cuts what is longer
_EXCERPT = 400  # characters of text that stand for a missing summary


def shortened(entries: Iterable[Entry], content: Content) -> tuple[Entry, ...]:
    """The entries with as much text as the topic gives away."""
    shorten = {"full": _as_is, "summary": _summary_only, "none": _headline_only}[content]
    return tuple(map(shorten, entries))


def within(budget: int, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """As much as fits into so many bytes: the newest in full, the rest as summaries.

    Where not even the summaries fit, the oldest go.
    """
    summaries = list(map(as_summary, entries))
    sizes = [
        (size(entry), size(summary)) for entry, summary in zip(entries, summaries, strict=True)
    ]
    return tuple(
        entry if full else summary
        for full, entry, summary in zip(fitting(budget, sizes), entries, summaries, strict=False)
    )


def fitting(budget: int, sizes: Sequence[tuple[int, int]]) -> list[bool]:
    """For each entry that fits into so many bytes, whether it does so in full.

    `sizes` are those of each in full and as a summary.
    """
    summaries = list(accumulate(summary for _, summary in sizes))
    some = max(1, bisect_right(summaries, budget))
    left = budget - summaries[some - 1] if summaries else 0
    spare = accumulate((full - summary for full, summary in sizes[:some]), initial=-left)
    return [overdrawn <= 0 for overdrawn in islice(spare, 1, None)]


def as_summary(entry: Entry) -> Entry:
    """The entry as it stands in a feed that has no room for its body."""
    return _summary_only(entry) if entry.html else entry


def all_fit(topic: Topic, entries: int) -> bool:
    """Whether so many entries fit into a feed of the topic for certain, as summaries at least."""
    return entries * _LARGEST_SUMMARY <= topic.max_bytes


def size(entry: Entry) -> int:
    """About how many bytes of a feed an entry takes, its markup escaped."""
    body = entry.html.encode()
    angles = body.count(b"<") + body.count(b">")
    quotes = body.count(b'"') + body.count(b"'")
    escaped = 4 * body.count(b"&") + 3 * angles + 5 * quotes  # bytes that come with it
    return len(body) + escaped + len(entry.summary.encode()) + _FRAME


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
