"""What makes a build suspicious: it would announce old articles again, or empty feeds.

All that is suspicious is said at once, and then nothing is published. The thresholds leave
room for what happens on any day: a handful of known articles that come up because one was
forgotten or gained a tag, a topic of three articles that loses two.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from feedgen_news.archive import Archive
from feedgen_news.built import Cause, Change, Difference, Suspicion
from feedgen_news.config import Config
from feedgen_news.pipeline.assembly import IDS
from feedgen_news.pipeline.diffing import Comparison
from feedgen_news.pipeline.rebuilding import REBUILT
from feedgen_news.problems import SuspiciousError
from feedgen_news.publish import published

MANY = 10  # entries of one topic; less is a bad day for nobody
MANY_IN_ALL = 50  # entries of all topics together: what one full feed holds

_TOLD = 5  # suspicions of one kind; the rest are counted
_LEFT: tuple[Cause, ...] = ("left", "withdrawn", "held-back", "lost")  # nobody asked for that

CODES: dict[str, str] = {
    "no-archive": "the output folder holds feeds, but there is no archive",
    "unread-dumps": "a dump could not be read, and the archive is begun anew from the dumps",
    "lost": "a new archive would lack more than half of the entries that the feeds show",
    "silent-source": "a source had articles and now gives none",
    "withdrawn": "most articles of a source that withdraws what vanishes would be withdrawn",
    "topics-gone": "every topic that was published is gone from the config",
    "announced-again": "subscribers would see old articles as new",
    "emptied": "a feed would lose nearly all of its entries, and not for their age",
    "shrunken": "all feeds together would lose more than half of their entries",
}

_REASONS: dict[Cause, tuple[str, str]] = {
    "left": (
        "do not belong to it any more",
        "check its rules, and the sections and tags that the latest dumps give",
    ),
    "withdrawn": (
        "were withdrawn because their source does not list them any more",
        "check the source's latest dumps",
    ),
    "held-back": (
        "are dated more than a day after the clock of this machine",
        "check the clock, and the dates in the latest dumps",
    ),
    "lost": ("are not in the archive any more", "restore the archive from a backup"),
}


def amnesia(archive: Archive, config: Config) -> list[Suspicion]:
    """Feeds without the archive that made them."""
    if archive.state("builds") or archive.state(REBUILT):
        return []
    if not any((config.output / path).exists() for path in published(config.output)):
        return []
    detail = (
        f"no archive, but {config.output} holds feeds; without it subscribers may see old"
        " articles as new"
    )
    return [Suspicion("no-archive", str(config.archive), detail, "restore it from a backup")]


def other_ids(archive: Archive, config: Config) -> list[Suspicion]:
    """Ids of another kind than feeds had: every entry of every feed would be new."""
    known, ids = archive.state(IDS), config.site.ids
    if known in {None, ids}:
        return []
    detail = f"it was {known} and is {ids}: every entry would have another id, and be new to all"
    return [Suspicion("announced-again", "site.ids", detail, f"set it back to {known}")]


def suspicions(
    config: Config,
    topics: Collection[str] | None,
    comparison: Comparison,
    silent: Mapping[str, int],
    *,
    anew: bool,
) -> list[Suspicion]:
    """Everything about a build that is suspicious.

    `topics` are the slugs that are published, None where they are those of the last time.
    `silent` are sources that had so many articles and give none; `anew` says that the rules
    of the config changed.
    """
    looked_at = [d for d in comparison.differences if _counts(d, comparison.automatic)]
    return [
        *_silence(silent),
        *(() if topics is None else _topics_gone(topics, config)),
        *judge(looked_at, entries=comparison.entries, anew=anew),
    ]


def judge(differences: Sequence[Difference], *, entries: int, anew: bool) -> list[Suspicion]:
    """What is suspicious about these feeds; `entries` is how many all feeds will hold."""
    again = list(_announced_again(differences, anew=anew))
    return [
        *(again or _again_in_all(differences, entries)),
        *_emptied(differences),
        *_shrunken(differences, entries),
    ]


def _counts(difference: Difference, automatic: Collection[str]) -> bool:
    """A topic that is new has no subscribers; one that the operator took out may go."""
    ended = difference.state == "ended" and difference.topic in automatic
    return ended or difference.state == "kept"


def _silence(sources: Mapping[str, int]) -> Iterator[Suspicion]:
    for name, had in sources.items():
        detail = f"had {had:,} articles and now gives none"
        yield Suspicion("silent-source", f"source {name!r}", detail, "check its `files`")


def _topics_gone(topics: Collection[str], config: Config) -> Iterator[Suspicion]:
    before = {path.split("/")[0] for path in published(config.output) if "/feed." in path}
    moved = {old for topic in config.topics.values() for old in topic.formerly}
    if before and before.isdisjoint({*topics, *moved}):
        detail = f"every topic published before ({len(before):,}) is gone from the config"
        yield Suspicion("topics-gone", str(config.output), detail, "check `topics`")


def told(suspicions: Iterable[Suspicion]) -> Iterator[str]:
    """A line for each; of one kind the first five, and how many more there are."""
    met: Counter[str] = Counter()
    for suspicion in suspicions:
        met[suspicion.code] += 1
        if met[suspicion.code] <= _TOLD:
            yield str(suspicion)
    for code, count in met.items():
        if count > _TOLD:
            yield f"{count - _TOLD:,} more {code}: {CODES[code]}"


def refuse(suspicions: Sequence[Suspicion]) -> None:
    """Stop if there are any. Raises SuspiciousError."""
    if suspicions:
        raise SuspiciousError(
            "\n".join(told(suspicions)) + "\nnothing was published, and the archive is as before."
            " Correct it, or build with --force if it is meant"
        )


# --- old articles as new


def _announced_again(differences: Iterable[Difference], *, anew: bool) -> Iterator[Suspicion]:
    for difference in differences:
        again = _again(difference)
        if len(again) >= MANY and 2 * len(again) > difference.now:
            reason, advice = _why_again(difference, again, anew=anew)
            detail = (
                f"{len(again):,} of its {difference.now:,} entries are known articles that"
                f" subscribers would see as new: {reason}"
            )
            yield Suspicion("announced-again", difference.topic, detail, advice)


def _again_in_all(differences: Iterable[Difference], entries: int) -> Iterator[Suspicion]:
    """Many small feeds, none of which is alarming alone."""
    again = sum(len(_again(difference)) for difference in differences)
    if again >= MANY_IN_ALL and 2 * again > entries:
        detail = (
            f"{again:,} of {entries:,} entries are known articles that subscribers would see as new"
        )
        yield Suspicion("announced-again", "all topics", detail, "see `feedgen-news diff`")


def _again(difference: Difference) -> list[Change]:
    """Known articles that would be new to readers; older ones may fill the gaps of forgotten."""
    older = difference.of("older")[difference.gone("forgotten") :]
    return [*difference.of("reissued"), *older]


def _why_again(difference: Difference, again: Sequence[Change], *, anew: bool) -> tuple[str, str]:
    if 2 * len([change for change in again if change.how == "reissued"]) > len(again):
        return (
            "they were there before, under other ids",
            "check `site.ids`, the topic's slug and `updates`",
        )
    if anew:
        return "the rules of the config changed", "check `topics`, `sections` and `tags`"
    if difference.now > difference.before:
        return (
            f"the feed grew from {difference.before:,} entries",
            "check `items`, `max_age`, `per_source`, `duplicates`, and the dates in the dumps",
        )
    return (
        "they came up from behind",
        "check the dates and labels that the latest dumps give to old articles",
    )


# --- nothing left


def _emptied(differences: Iterable[Difference]) -> Iterator[Suspicion]:
    for difference in differences:
        due = _due(difference)
        if due >= MANY and 10 * difference.now < due:
            cause = max(_LEFT, key=difference.gone)
            reason, advice = _REASONS[cause]
            would = f"would show {difference.now:,}" if difference.now else "would show none"
            if difference.state == "ended":
                would = "would end"
            detail = (
                f"showed {difference.before:,} entries and {would};"
                f" {difference.gone(cause):,} of them {reason}"
            )
            yield Suspicion("emptied", difference.topic, detail, advice)


def _shrunken(differences: Sequence[Difference], now: int) -> Iterator[Suspicion]:
    """`now` is how many entries the feeds will hold that were published before."""
    unaltered = now - sum(difference.now for difference in differences)
    due = unaltered + sum(map(_due, differences))
    if due >= MANY_IN_ALL and 2 * now < due:
        lost = {cause: sum(d.gone(cause) for d in differences) for cause in _LEFT}
        cause = max(_LEFT, key=lost.__getitem__)
        reason, advice = _REASONS[cause]
        detail = f"would show {now:,} entries instead of {due:,}; {lost[cause]:,} of those {reason}"
        yield Suspicion("shrunken", "all topics", detail, advice)


def _due(difference: Difference) -> int:
    """How many of the entries shown before should still be there, or be displaced by newer ones.

    Not those that are too old, were forgotten, or stand back behind others.
    """
    return difference.before - difference.gone("aged", "forgotten", "displaced")
