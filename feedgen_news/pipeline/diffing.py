"""What subscribers will see of a build: what is new, changed and gone, topic by topic."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from feedgen_news.archive import (
    Archive,
    Shown,
    fates,
    known_before,
    show,
    shown_of,
    shown_topics,
)
from feedgen_news.archive.showing import withdrawn_ids
from feedgen_news.built import Cause, Change, Difference, How
from feedgen_news.config import Config
from feedgen_news.model import Topic

Entries = Mapping[str, Shown]  # by the id of the entry, in the order of the feed
_RECORDED = "shown"  # the state that says that `shown` is kept


class Comparison(msgspec.Struct, frozen=True):
    """All that differs; and both sides, to be remembered."""

    differences: tuple[Difference, ...]
    entries: int  # of the feeds looked at, as far as their topics were published before
    automatic: frozenset[str]  # those among the topics that were made of a section or tag
    before: Mapping[str, Entries]
    now: Mapping[str, Entries]


class Past(msgspec.Struct, frozen=True):
    """The build before this one: its number, 0 for none, its instant, what was withdrawn then."""

    build: int
    clock: datetime
    withdrawn: frozenset[str] = frozenset()  # ids of articles


def past(archive: Archive) -> Past:
    """To be asked before a build begins."""
    return Past(int(archive.state("builds") or 0), archive.clock, withdrawn_ids(archive))


def compare(
    archive: Archive,
    config: Config,
    topics: Sequence[Topic],
    now: Mapping[str, Entries],
    *,
    before: Past,
) -> Comparison:
    """What feeds hold `now`, held against what the archive says was shown last.

    `topics` are all that are published. Of those that are not in `now` the feeds are as they
    were.
    """
    return _Comparer(archive, config, before).compare(topics, now)


def remember(archive: Archive, comparison: Comparison) -> None:
    """For the next build: this is what subscribers saw. Writes only what differs."""
    show(archive, comparison.before, comparison.now)
    if archive.state(_RECORDED) is None:
        archive.remember(_RECORDED, "1")


class _Comparer:
    def __init__(self, archive: Archive, config: Config, past: Past) -> None:
        self._archive = archive
        self._config = config
        self._past = past
        self._held = archive.held_topics()

    def compare(self, topics: Sequence[Topic], now: Mapping[str, Entries]) -> Comparison:
        """Every topic whose feed differs, in the order of the site; ended ones come last."""
        looked_at = [topic for topic in topics if topic.slug in now]
        ended = shown_topics(self._archive) - {topic.slug for topic in topics}
        before = shown_of(self._archive, ended | now.keys())
        seen = before if self._is_recorded() else self._assumed(now)
        differences = [
            *(self._feed(topic, now[topic.slug], seen) for topic in looked_at),
            *self._ended(seen, now),
        ]
        return Comparison(
            differences=tuple(difference for difference in differences if difference),
            entries=sum(len(now[t.slug]) for t in looked_at if self._shown_as(t, seen)),
            automatic=frozenset(self._held.keys() - self._config.topics.keys()),
            before=before,
            now=now,
        )

    def _is_recorded(self) -> bool:
        return self._past.build == 0 or self._archive.state(_RECORDED) is not None

    def _assumed(self, now: Mapping[str, Entries]) -> Mapping[str, Entries]:
        """After an older version, which did not remember it: all that is not new was shown."""
        articles = {entry.article for entries in now.values() for entry in entries.values()}
        known = self._known(articles)
        return {
            topic: {key: entry for key, entry in entries.items() if entry.article in known}
            for topic, entries in now.items()
        }

    def _known(self, articles: Collection[str]) -> frozenset[str]:
        past = self._past
        return known_before(self._archive, articles, build=past.build, clock=past.clock)

    def _shown_as(self, topic: Topic, seen: Mapping[str, Entries]) -> Entries:
        """What its subscribers saw last, be it under a slug that the topic had before."""
        settings = self._config.topics.get(topic.slug)
        former = settings.formerly if settings else ()
        slugs = [*former, topic.slug]
        return {key: entry for slug in slugs for key, entry in seen.get(slug, {}).items()}

    def _feed(self, topic: Topic, now: Entries, seen: Mapping[str, Entries]) -> Difference | None:
        before = self._shown_as(topic, seen)
        if now.keys() == before.keys() and all(_alike(now[key], before[key]) for key in now):
            return None
        changes = (*self._come(topic, now, before), *self._gone(topic, now, before))
        return Difference(
            topic=topic.slug,
            state="kept" if before else "new",
            before=len(before),
            now=len(now),
            changes=changes,
        )

    def _come(self, topic: Topic, now: Entries, before: Entries) -> Iterator[Change]:
        """What is new or changed, in the order of the feed."""
        others = {entry.article for key, entry in now.items() if key not in before}
        known = self._known(others)
        earlier = {entry.article: entry for entry in before.values()}
        for new in now.values():
            same = before.get(new.entry)
            if same is None:
                was = earlier.get(new.article)
                how: How = "reissued" if was else self._met(new.article, known)
                meant = was and topic.updates == "reannounce" and new.updated > was.updated
                yield _change(new, "reannounced" if meant else how)
            elif not _alike(new, same):
                yield _change(new, "changed", told=new.updated != same.updated)

    def _met(self, article: str, known: Collection[str]) -> How:
        """How an article comes that was not in the feed."""
        if article in self._past.withdrawn:
            return "returned"
        return "older" if article in known else "new"

    def _gone(self, topic: Topic, now: Entries, before: Entries) -> Iterator[Change]:
        stay = {entry.article for entry in now.values()}
        gone = [entry for entry in before.values() if entry.article not in stay]
        oldest = 0
        if topic.max_age is not None:
            oldest = int((self._archive.clock - timedelta(days=topic.max_age)).timestamp())
        yield from self._causes(gone, topic=topic.slug, oldest=oldest)

    def _causes(self, gone: Collection[Shown], *, topic: str, oldest: int) -> Iterator[Change]:
        label = None if topic in self._config.topics else self._held.get(topic)
        found = fates(self._archive, [e.article for e in gone], topic=topic, label=label)
        for entry in sorted(gone, key=lambda entry: -entry.date):
            fate = found[entry.article]
            cause: Cause = "displaced" if fate == "there" else fate
            if cause == "displaced" and entry.date < oldest:
                cause = "aged"
            yield _change(entry, "gone", told=False, cause=cause)

    def _ended(
        self, seen: Mapping[str, Entries], now: Mapping[str, Entries]
    ) -> Iterator[Difference]:
        """The topics that are published no more, and became no other."""
        moved = {slug for topic in self._config.topics.values() for slug in topic.formerly}
        for topic in sorted(seen.keys() - now.keys() - moved):
            entries = seen[topic].values()
            changes = tuple(self._causes(entries, topic=topic, oldest=0))
            yield Difference(
                topic=topic, state="ended", before=len(entries), now=0, changes=changes
            )


def _alike(one: Shown, other: Shown) -> bool:
    return (one.updated, one.looks) == (other.updated, other.looks)


def _change(entry: Shown, how: How, *, told: bool = True, cause: Cause | None = None) -> Change:
    return Change(
        how=how,
        id=entry.entry,
        article=entry.article,
        title=entry.title,
        date=datetime.fromtimestamp(entry.date, UTC),
        told=told,
        cause=cause,
    )
