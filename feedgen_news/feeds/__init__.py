"""Step 5: a topic and its newest articles become a feed: links, limits, neighbours, `updated`."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid5

import msgspec

from feedgen_news.config import Config
from feedgen_news.feeds import notices, updates
from feedgen_news.feeds.entries import Publishers, elsewhere, entry
from feedgen_news.feeds.limits import LARGEST, shortened, size, within
from feedgen_news.model import Article, Kept, Listed, Topic
from feedgen_news.site import Document, Entry, Farewell, Feed, Head, History, Moved

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
        history = History(previous=self._urls(topic, previous))
        entries = within(topic.max_bytes, self._entries(topic, articles))
        return self._feed(topic, entries, name="feed", history=history)

    def head(  # one a fact
        self,
        topic: Topic,
        *,
        updated: datetime | None,
        shown: int,
        count: int,
        previous: str | None = None,
        newest: Sequence[Entry] = (),
    ) -> Head:
        """What is said of the feed of a topic elsewhere; `updated` is None where it is empty."""
        return Head(
            topic=topic,
            title=_feed_title(topic.title, self._site.title),
            language=self.language(topic),
            page=self._topic_page(topic),
            urls=self._urls(topic, "feed"),
            updated=updated,
            shown=shown,
            count=count,
            older=self._urls(topic, previous),
            newest=newest,
        )

    def document(self, topic: Topic, document: Document, articles: Iterable[Kept]) -> Feed:
        """A document of a topic's history, which holds what it holds (RFC 5005 §4).

        An article stands in history once, under the id it has always had.
        """
        history = History(
            closed=document.closed,
            current=self._urls(topic, "feed"),
            previous=self._urls(topic, document.previous),
            following=self._urls(topic, document.following),
        )
        # Its size was settled when it was closed: a smaller budget must not change it.
        once = (msgspec.structs.replace(kept, revision=0) for kept in articles)
        entries = within(LARGEST, self._entries(topic, once))
        return self._feed(topic, entries, name=document.name, history=history)

    def farewell(self, moved: Moved, *, successor: Head | None) -> Farewell:
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
        return self._entry(kept, topic)

    def _entry(self, kept: Kept, topic: Topic | None, *, named: bool = True) -> Entry:
        article = kept.article
        return entry(
            kept,
            topic,
            id_=self.entry_id(article.id, kept, topic),
            link=self._link(article),
            publisher=self._publishers.of(article),
            copies=elsewhere(kept, self._publishers, self._link),
            named=named,
        )

    def unnamed(self, kept: Kept, topic: Topic) -> Entry:
        """The same without the topic among its categories, with as much text as it gives away."""
        (entry,) = shortened([self._entry(kept, topic, named=False)], topic.content)
        return entry

    def language(self, topic: Topic) -> str:
        """That of a topic's feed."""
        return topic.language or self._site.language

    def frame(self, topic: Topic, *, updated: datetime | None, previous: str | None = None) -> Feed:
        """The feed of a topic without its entries, of which `updated` is the newest change."""
        history = History(previous=self._urls(topic, previous))
        feed = self._feed(topic, (), name="feed", history=history)
        return msgspec.structs.replace(feed, updated=updated or feed.updated)

    def headline(self, kept: Kept, topic: Topic) -> Entry:
        """The same with as much text as the topic gives away."""
        (entry,) = self._entries(topic, [kept])
        return entry

    def entry_id(self, article_id: str, kept: Kept | Listed, topic: Topic | None) -> str:
        """The id that the article has in the feed of a topic."""
        per_topic = self._site.ids == "per-topic"
        return updates.entry_id(article_id, kept, topic, per_topic=per_topic)

    def page_of(self, article_id: str) -> str:
        """The address of a page of ours for an article."""
        return self._site.url + self._page(article_id)

    def _link(self, article: Article) -> str:
        return article.url or self.page_of(article.id)

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
            language=self.language(topic),
            author=self._site.author or self._site.title,
            page=self._topic_page(topic),
            urls=self._urls(topic, name),
            updated=max((entry.updated for entry in entries), default=_NEVER),
            entries=tuple(entries),
            hubs=self._site.hubs if name == "feed" else (),
            history=history,
        )

    def _topic_page(self, topic: Topic) -> str:
        return f"{self._site.url}{topic.slug}/"

    def _urls(self, topic: Topic, name: str | None) -> dict[str, str]:
        """Of a document of the topic, by format; none where there is no such document."""
        if name is None:
            return {}
        paths = {format_: self._path(topic.slug, format_, name) for format_ in topic.formats}
        return {format_: self._site.url + path for format_, path in paths.items()}

    def _id(self, *names: str) -> str:
        """Of the slug and of where the site began, so that a moved site keeps its feeds' ids."""
        return uuid5(_FEEDS, "\0".join((self._seed, *names))).urn


def _feed_title(topic: str, site: str) -> str:
    return topic if topic == site else f"{topic} – {site}"
