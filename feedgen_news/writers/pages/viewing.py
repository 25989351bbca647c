"""Feeds and entries as templates are given them."""

import html
import re
from collections.abc import Iterable

from feedgen_news.model import Entry, Feed, Image, Site, rfc3339
from feedgen_news.writers import summaries
from feedgen_news.writers.page_paths import page_path, topic_page_path
from feedgen_news.writers.pages import dates, subscribing
from feedgen_news.writers.pages.views import (
    ArticleView,
    LinkView,
    PageFormat,
    SiteView,
    TopicView,
)

NEWEST_OF_TOPIC = 3  # headlines under a topic on the index
_EXCERPT = 280  # characters that stand for a missing summary
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"})
_PICTURE = re.compile(r'<img\b[^>]*? src="([^"]+)"')


def site(of: Site) -> SiteView:
    """What all pages say of the collection."""
    return SiteView(of.title, of.description, of.url, of.language, of.author)


def topic(feed: Feed, formats: tuple[PageFormat, ...], *, count: int | None = None) -> TopicView:
    """A topic with its feeds in the order of `formats`; `count` is of articles in all."""
    older = [feed.history.previous[f.name] for f in formats if f.name in feed.history.previous]
    return TopicView(
        slug=feed.topic.slug,
        title=feed.topic.title,
        description=feed.topic.description,
        group=feed.topic.group,
        language=feed.language,
        direction=direction(feed.language),
        href=topic_page_path(feed.topic.slug),
        url=feed.page,
        count=max(count or 0, len(feed.entries)),
        shown=len(feed.entries),
        updated=dates.of_day(feed.updated) if feed.entries else None,
        offers=subscribing.offers(feed, formats),
        older=older[0] if older else "",
        newest=tuple(map(article, feed.entries[:NEWEST_OF_TOPIC])),
    )


def article(entry: Entry, *, topic: LinkView | None = None) -> ArticleView:
    """An article as a headline, and what stands around it."""
    it = entry.article
    publisher = entry.publisher
    return ArticleView(
        id=it.id,
        title=it.title,
        href=it.url or page_path(it.id),
        foreign=it.url is not None,
        language=it.language,
        date=dates.of_entry(entry),
        authors=it.authors,
        place=it.place or "",
        publisher=LinkView(publisher.title, publisher.url) if publisher else None,
        points=summaries.lines(entry.summary) or _excerpt(entry),
        picture=_picture(entry),
        copies=tuple(LinkView(copy.title, copy.url) for copy in entry.copies),
        modified=rfc3339(entry.updated) if entry.updated > entry.date else "",
        topic=topic,
    )


def direction(language: str) -> str:
    """`rtl` or `ltr`: by the script where the tag names one (BCP 47 §2.2.3)."""
    primary, *further = language.lower().split("-")
    scripts = [part for part in further if len(part) == 4 and part.isalpha()]
    leftwards = scripts[0] in _RIGHT_TO_LEFT_SCRIPTS if scripts else primary in _RIGHT_TO_LEFT
    return "rtl" if leftwards else "ltr"


def newest(feeds: Iterable[Feed], topics: Iterable[TopicView], *, most: int) -> list[ArticleView]:
    """The newest articles of all topics, each once, with the smallest topic that holds it."""
    entries: dict[str, Entry] = {}
    homes: dict[str, TopicView] = {}
    for feed, view in zip(feeds, topics, strict=True):
        for entry in feed.entries:
            entries.setdefault(entry.article.id, entry)
            home = homes.setdefault(entry.article.id, view)
            if view.count < home.count:
                homes[entry.article.id] = view
    ordered = sorted(entries.values(), key=lambda e: (e.date, e.article.id), reverse=True)
    return [
        article(entry, topic=LinkView(homes[entry.article.id].title, homes[entry.article.id].href))
        for entry in ordered[:most]
    ]


def _picture(entry: Entry) -> Image | None:
    """The lead picture, or the first that the published body shows."""
    if listed := next((image for image in entry.article.images if image.url), None):
        return listed
    found = _PICTURE.search(entry.html)
    return Image(html.unescape(found[1])) if found else None


def _excerpt(entry: Entry) -> list[str]:
    """How the article begins, where its text is published at all."""
    if not entry.html:
        return []
    lines = summaries.lines(entry.article.text)
    first = next((line for line in lines if line != entry.article.title), "")
    if len(first) > _EXCERPT:
        cut = first[:_EXCERPT]
        first = (cut.rsplit(" ", 1)[0] if " " in cut[_EXCERPT // 2 :] else cut) + "…"
    return [first] if first else []
