"""What subscribers will see of a build: what is new, changed and gone, topic by topic."""

from collections.abc import Collection, Iterator, Mapping
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
_TOGETHER = 5_000  # entries that are written at once: to read in between costs SQLite its cache


class Comparison(msgspec.Struct, frozen=True):
    """All that differs."""

    differences: tuple[Difference, ...]
    entries: int  # of the feeds looked at, as far as their topics were published before
    automatic: frozenset[str]  # those among the topics that were made of a section or tag
    moving: frozenset[str]  # ids of articles that come into feeds or leave them, if asked for


class Past(msgspec.Struct, frozen=True):
    """The build before this one: its number, 0 for none, its instant, what was withdrawn then."""

    build: int
    clock: datetime
    withdrawn: frozenset[str] = frozenset()  # ids of articles


def past(archive: Archive) -> Past:
    """To be asked before a build begins."""
    return Past(int(archive.state("builds") or 0), archive.clock, withdrawn_ids(archive))


class Comparing:
    """Holds feeds, one after the other, against what the archive says was shown last, and has it
    remember what they show now.

    `topics` are the slugs of all that are published. Of those that are not compared the feeds are
    as they were. All articles of topics that are `moving` do; None asks for none.
    """

    def __init__(
        self,
        archive: Archive,
        config: Config,
        topics: Collection[str],
        *,
        past: Past,
        moving: Collection[str] | None,
    ) -> None:
        self._archive = archive
        self._config = config
        self._past = past
        self._held = archive.held_topics()
        self._topics_ended = shown_topics(archive).difference(topics)
        self._is_recorded = past.build == 0 or archive.state(_RECORDED) is not None
        self._moving = moving
        self._differences: list[Difference] = []
        self._entries = 0
        self._moved: set[str] = set()
        self._gone_now: list[tuple[str, str]] = []  # is still to be written, as is
        self._come_now: list[Shown] = []

    def compare(self, topic: Topic, now: Entries) -> None:
        """A topic of which the feed may differ."""
        before = shown_of(self._archive, topic.slug)
        seen = self._seen(topic, before) if self._is_recorded else self._assumed(now)
        difference = self._feed(topic, now, seen)
        self._differences += [difference] if difference else []
        self._entries += len(now) if seen else 0
        self._remember(topic.slug, before, now)

    def end(self) -> Comparison:
        """Every topic whose feed differs, in the order they came; ended ones come last."""
        heirs = {slug for topic in self._config.topics.values() for slug in topic.formerly}
        for topic in sorted(self._topics_ended):
            before = shown_of(self._archive, topic)
            if self._is_recorded and topic not in heirs:
                self._differences.append(self._ended(topic, before))
            self._remember(topic, before, {})
        self._write()
        if self._archive.state(_RECORDED) is None:
            self._archive.remember(_RECORDED, "1")
        return Comparison(
            differences=tuple(self._differences),
            entries=self._entries,
            automatic=frozenset(self._held.keys() - self._config.topics.keys()),
            moving=frozenset(self._moved),
        )

    def _remember(self, topic: str, before: Entries, now: Entries) -> None:
        if self._moving is not None:
            old, new = ({entry.article for entry in each.values()} for each in (before, now))
            self._moved |= old | new if topic in self._moving else old ^ new
        self._gone_now += [(topic, entry) for entry in sorted(before.keys() - now.keys())]
        self._come_now += [entry for key, entry in now.items() if before.get(key) != entry]
        if len(self._gone_now) + len(self._come_now) >= _TOGETHER:
            self._write()

    def _write(self) -> None:
        show(self._archive, gone=self._gone_now, come=self._come_now)
        self._gone_now, self._come_now = [], []

    def _seen(self, topic: Topic, before: Entries) -> Entries:
        """What its subscribers saw last, be it under a slug that the topic had before."""
        settings = self._config.topics.get(topic.slug)
        former = settings.formerly if settings else ()
        earlier = {
            key: entry for slug in former for key, entry in shown_of(self._archive, slug).items()
        }
        return earlier | dict(before)

    def _assumed(self, now: Entries) -> Entries:
        """After an older version, which did not remember it: all that is not new was shown."""
        known = self._known({entry.article for entry in now.values()})
        return {key: entry for key, entry in now.items() if entry.article in known}

    def _known(self, articles: Collection[str]) -> frozenset[str]:
        past = self._past
        return known_before(self._archive, articles, build=past.build, clock=past.clock)

    def _feed(self, topic: Topic, now: Entries, before: Entries) -> Difference | None:
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

    def _ended(self, topic: str, before: Entries) -> Difference:
        """A topic that is published no more, and became no other."""
        changes = tuple(self._causes(before.values(), topic=topic, oldest=0))
        return Difference(topic=topic, state="ended", before=len(before), now=0, changes=changes)


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
