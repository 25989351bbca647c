"""Step 5: a topic and its newest articles become a feed: links, limits, neighbours, `updated`."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid5

import msgspec

from feedgen_news.config import Config
from feedgen_news.feeds import notices, updates
from feedgen_news.feeds.entries import Publishers, elsewhere, entry
from feedgen_news.feeds.limits import LARGEST, shortened, size, within
from feedgen_news.model import Article, Document, Entry, Farewell, Feed, History, Kept, Moved, Topic

__all__ = ["Assembler"]

# An empty feed has not changed since this day; readers only ask that it does not move.
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)

_FEEDS = UUID("0b1c2f4e-8f43-5d0e-9c57-2f6b6f1d7a10")  # never changes: feed ids come from it

Path = Callable[[str, str, str], str]  # slug, format, name of the file → path in the output


class Assembler:
    """Makes feeds of one site; `page` and `path` say where the writers put things."""

    def __init__(
        self, config: Config, *, seed: str, page: Callable[[str], str], path: Path
    ) -> None:
        self._site = config.site
        self._publishers = Publishers(config, seed=seed)
        self._seed = seed
        self._page = page
        self._path = path

    def feed(self, topic: Topic, articles: Iterable[Kept], *, previous: str | None = None) -> Feed:
        """The feed of a topic; its `updated` is its newest change.

        `previous` is the name of the latest closed document of its history.
        """
        history = History(previous=self._urls(topic, previous) if previous else {})
        entries = within(topic.max_bytes, self._entries(topic, articles))
        return self._feed(topic, entries, name="feed", history=history)

    def document(self, topic: Topic, document: Document, articles: Iterable[Kept]) -> Feed:
        """A document of a topic's history, which holds what it holds (RFC 5005 §4).

        An article stands in history once, under the id it has always had.
        """
        history = History(
            closed=document.closed,
            current=self._urls(topic, "feed"),
            previous=self._urls(topic, document.previous) if document.previous else {},
            following=self._urls(topic, document.following) if document.following else {},
        )
        # Its size was settled when it was closed: a smaller budget must not change it.
        once = (msgspec.structs.replace(kept, revision=0) for kept in articles)
        entries = within(LARGEST, self._entries(topic, once))
        return self._feed(topic, entries, name=document.name, history=history)

    def farewell(self, moved: Moved, *, successor: Feed | None) -> Farewell:
        """The last feed of a topic that is gone: its one entry says so, and leads on."""
        topic = Topic(slug=moved.old, title=notices.title(moved, successor), formats=moved.formats)
        address = successor.page if successor else self._site.url
        notice = notices.entry(
            moved, successor, address=address, id_=self._id(moved.old, "farewell")
        )
        feed = self._feed(topic, (notice,), name="feed", history=History())
        return Farewell(moved, msgspec.structs.replace(feed, ended=True), successor)

    def size(self, kept: Kept) -> int:
        """About how many bytes of a feed an article takes."""
        return size(self.entry(kept))

    def entry(self, kept: Kept, topic: Topic | None = None) -> Entry:
        """The article as feeds and pages show it."""
        article = kept.article
        return entry(
            kept,
            topic,
            id_=updates.entry_id(kept, topic, per_topic=self._site.ids == "per-topic"),
            link=self._link(article),
            publisher=self._publishers.of(article),
            copies=elsewhere(kept, self._publishers, self._link),
        )

    def _link(self, article: Article) -> str:
        return article.url or self._site.url + self._page(article.id)

    def _entries(self, topic: Topic, articles: Iterable[Kept]) -> tuple[Entry, ...]:
        return shortened((self.entry(kept, topic) for kept in articles), topic.content)

    def _feed(self, topic: Topic, entries: Sequence[Entry], *, name: str, history: History) -> Feed:
        title = _feed_title(topic.title, self._site.title)
        return Feed(
            topic=topic,
            name=name,
            id=self._id(topic.slug, *([] if name == "feed" else [name])),
            title=title,
            description=topic.description or title,
            language=topic.language or self._site.language,
            author=self._site.author or self._site.title,
            page=f"{self._site.url}{topic.slug}/",
            urls=self._urls(topic, name),
            updated=max((entry.updated for entry in entries), default=_NEVER),
            entries=tuple(entries),
            hubs=self._site.hubs if name == "feed" else (),
            history=history,
        )

    def _urls(self, topic: Topic, name: str) -> dict[str, str]:
        paths = {format_: self._path(topic.slug, format_, name) for format_ in topic.formats}
        return {format_: self._site.url + path for format_, path in paths.items()}

    def _id(self, *names: str) -> str:
        """Of the slug and of where the site began, so that a moved site keeps its feeds' ids."""
        return uuid5(_FEEDS, "\0".join((self._seed, *names))).urn


def _feed_title(topic: str, site: str) -> str:
    return topic if topic == site else f"{topic} – {site}"
