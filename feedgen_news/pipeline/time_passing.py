"""What only time touches: no article changed, and yet a feed is not what it was."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from feedgen_news import topics
from feedgen_news.archive import Archive, marks, next_release
from feedgen_news.archive.history import running_month
from feedgen_news.config import Config
from feedgen_news.model import Topic
from feedgen_news.pipeline.assembly import Shelf


def touch(config: Config, archive: Archive, *, since: datetime) -> None:
    """Mark it, where it is now by the archive's clock and was `since` at the build before.

    That clock may have been ahead, and be put right.
    """
    now = archive.clock
    if now == since:
        return
    marks.touch_released(archive, since, now)
    for shelf in _temporal(config, archive):
        if _is_touched(shelf.topic, archive, since=since, now=now):
            kind, slug = shelf.label or ("topics", shelf.topic.slug)
            marks.touch(archive, kind, [slug])


def quiet_until(config: Config, archive: Archive) -> datetime:
    """When something may be touched next, or looked at by the day; the day ends in any case."""
    today = archive.clock.replace(hour=0, minute=0, second=0, microsecond=0)
    ends = [today + timedelta(days=1), next_release(archive)]
    for shelf in _temporal(config, archive):
        oldest = archive.oldest_shown(shelf.topic.slug)
        if oldest and shelf.topic.max_age is not None:
            ends.append(oldest + timedelta(days=shelf.topic.max_age))
    return min(end for end in ends if end)


def _temporal(config: Config, archive: Archive) -> Iterator[Shelf]:
    """The topics that old articles leave, or that have a history."""
    for topic in topics.declared(config):
        if topic.history or topic.max_age is not None:
            yield Shelf(topic)
    if config.defaults.history or config.defaults.max_age is not None:
        history, max_age = config.defaults.history, config.defaults.max_age
        for slug, label in archive.held_topics().items():
            yield Shelf(Topic(slug=slug, title=slug, history=history, max_age=max_age), label)


def _is_touched(topic: Topic, archive: Archive, *, since: datetime, now: datetime) -> bool:
    if topic.history and running_month(now) != running_month(since):
        return True
    if topic.max_age is None:
        return False
    oldest = archive.oldest_shown(topic.slug)
    return now < since or (oldest is not None and oldest < now - timedelta(days=topic.max_age))
