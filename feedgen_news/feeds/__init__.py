"""Step 5: a topic and its newest articles become a feed: order, limits, links, `updated`."""

import html
from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import accumulate
from uuid import UUID, uuid5

import msgspec

from feedgen_news.config import Config
from feedgen_news.model import Entry, Feed, Image, Kept, Label, Topic, unique

# An empty feed has not changed since this day; readers only ask that it does not move.
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
_FRAME = 1_000  # bytes of an entry beside its texts: links, names, labels
_EXCERPT = 400  # characters of text that stand for a missing summary

_FEEDS = UUID("0b1c2f4e-8f43-5d0e-9c57-2f6b6f1d7a10")  # never changes: feed ids come from it


class Assembler:
    """Makes feeds of one site; `page` and `path` say where the writers put things."""

    def __init__(
        self,
        config: Config,
        *,
        seed: str,
        page: Callable[[str], str],
        path: Callable[[str, str], str],
    ) -> None:
        self._site = config.site
        self._budget = config.defaults.max_bytes
        self._seed = seed
        self._page = page
        self._path = path

    def feed(self, topic: Topic, articles: Iterable[Kept]) -> Feed:
        """The feed of a topic; its `updated` is its newest change."""
        entries = tuple(self.entry(kept) for kept in articles)
        if topic.content == "summary":
            entries = tuple(map(_summary_only, entries))
        entries = _within(self._budget, entries)
        return Feed(
            topic=topic,
            id=self._id(topic.slug),
            title=_feed_title(topic.title, self._site.title),
            description=topic.description or _feed_title(topic.title, self._site.title),
            language=topic.language or self._site.language,
            author=self._site.author or self._site.title,
            page=f"{self._site.url}{topic.slug}/",
            urls={name: self._site.url + self._path(topic.slug, name) for name in topic.formats},
            updated=max((entry.updated for entry in entries), default=_NEVER),
            entries=entries,
        )

    def entry(self, kept: Kept) -> Entry:
        """The article as feeds and pages show it."""
        article = kept.article
        return Entry(
            article=article,
            link=article.url or self._site.url + self._page(article.id),
            html=_with_picture(article.html, article.images, article.title),
            summary=article.summary,
            date=kept.date,
            updated=kept.changed,
            categories=_categories(kept.labels.sections + kept.labels.tags),
        )

    def _id(self, slug: str) -> str:
        """Of the slug and of where the site began, so that a moved site keeps its feeds' ids."""
        return uuid5(_FEEDS, f"{self._seed}\0{slug}").urn


def _feed_title(topic: str, site: str) -> str:
    return topic if topic == site else f"{topic} – {site}"


def _categories(labels: tuple[Label, ...]) -> tuple[Label, ...]:
    """Each slug once, under the first of its titles."""
    first: dict[str, Label] = {}
    for label in labels:
        first.setdefault(label.slug, label)
    return tuple(first.values())


def _with_picture(body: str, images: tuple[Image, ...], title: str) -> str:
    """The body with the lead picture on top, unless it shows one already."""
    lead = next((image for image in images if image.url), None)
    if lead is None or "<img" in body or not lead.url:
        return body
    alt = html.escape(lead.caption or title)
    caption = " ".join(
        unique(filter(None, (lead.caption, f"({lead.credit})" if lead.credit else "")))
    )
    figure = f'<img src="{html.escape(lead.url)}" alt="{alt}">'
    if caption:
        figure += f"<figcaption>{html.escape(caption, quote=False)}</figcaption>"
    return f"<figure>{figure}</figure>\n{body}"


def _summary_only(entry: Entry) -> Entry:
    return msgspec.structs.replace(
        entry, html="", summary=entry.summary or _excerpt(entry.article.text)
    )


def _excerpt(text: str) -> str:
    first = text.split("\n", 1)[0]
    return first if len(first) <= _EXCERPT else first[:_EXCERPT].rsplit(" ", 1)[0] + "…"


def _within(budget: int, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """As much as fits into so many bytes: the newest in full, the rest as summaries.

    Where not even the summaries fit, the oldest go.
    """
    summaries = [_summary_only(entry) for entry in entries]
    sizes = list(accumulate(map(_size, summaries)))
    fitting = max(1, bisect_right(sizes, budget))
    left = budget - sizes[fitting - 1] if sizes else 0
    kept: list[Entry] = []
    for entry, summary in zip(entries[:fitting], summaries, strict=False):
        left -= _size(entry) - _size(summary)
        kept.append(entry if left >= 0 else summary)
    return tuple(kept)


def _size(entry: Entry) -> int:
    """About how many bytes of a feed an entry takes, its markup escaped."""
    return len(html.escape(entry.html).encode()) + len(entry.summary.encode()) + _FRAME
