"""Feeds and entries as templates are given them."""

import html
import re
from collections.abc import Iterable, Sequence
from typing import overload

import msgspec

from feedgen_news.model import Image, rfc3339
from feedgen_news.site import HEADLINES, HEADLINES_OF_TOPIC, Entry, Head, Headline, Site
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
from feedgen_news.writers.pictures import lead_picture

_EXCERPT = 280  # characters that stand for a missing summary
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"})
_view = msgspec.json.Decoder(ArticleView)
_PICTURE = re.compile(r'<img\b[^>]*? src="([^"]+)"')


def site(of: Site) -> SiteView:
    """What all pages say of the collection."""
    return SiteView(of.title, of.description, of.url, of.language, of.author)


def topic(
    head: Head, formats: tuple[PageFormat, ...], known: dict[tuple[str, int], str] | None = None
) -> TopicView:
    """A topic with its feeds in the order of `formats`.

    `known` are views of its newest entries that were made before, by slug and place; those that
    a template asks for are added.
    """
    older = [head.older[f.name] for f in formats if f.name in head.older]
    return TopicView(
        slug=head.topic.slug,
        title=head.topic.title,
        description=head.topic.description,
        group=head.topic.group,
        language=head.language,
        direction=direction(head.language),
        href=topic_page_path(head.topic.slug),
        url=head.page,
        count=max(head.count, head.shown),
        shown=head.shown,
        updated=dates.of_day(head.updated) if head.updated else None,
        offers=subscribing.offers(head.title, head.urls, formats),
        older=older[0] if older else "",
        newest=_Shown(head, {} if known is None else known),
    )


class _Shown(Sequence[ArticleView]):
    """Entries as pages show them, each when a template asks for it: most ask for few."""

    def __init__(self, head: Head, known: dict[tuple[str, int], str]) -> None:
        self._head = head
        self._known = known

    def __len__(self) -> int:
        return min(len(self._head.newest), HEADLINES_OF_TOPIC)

    @overload
    def __getitem__(self, at: int) -> ArticleView: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[ArticleView, ...]: ...

    def __getitem__(self, at: int | slice) -> ArticleView | tuple[ArticleView, ...]:
        found = range(len(self))[at]
        return self._view(found) if isinstance(found, int) else tuple(map(self._view, found))

    def _view(self, place: int) -> ArticleView:
        at = (self._head.topic.slug, place)
        if at not in self._known:
            self._known[at] = packed(article(self._head.newest[place])).decode()
        return unpacked(self._known[at])


def packed(view: ArticleView) -> bytes:
    """To be kept, in UTF-8."""
    return msgspec.json.encode(view)


def unpacked(view: bytes | str) -> ArticleView:
    """What was packed."""
    return _view.decode(view)


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
        modified=rfc3339(entry.modified) if entry.modified else "",
        topic=topic,
    )


def direction(language: str) -> str:
    """`rtl` or `ltr`: by the script where the tag names one (BCP 47 §2.2.3)."""
    primary, *further = language.lower().split("-")
    scripts = [part for part in further if len(part) == 4 and part.isalpha()]
    leftwards = scripts[0] in _RIGHT_TO_LEFT_SCRIPTS if scripts else primary in _RIGHT_TO_LEFT
    return "rtl" if leftwards else "ltr"


def newest(headlines: Iterable[Headline], topics: Iterable[TopicView]) -> list[ArticleView]:
    """The newest articles of all topics, each once, with the smallest topic that holds it.

    It looks as it does in the first of its topics.
    """
    places = {topic.slug: (place, topic) for place, topic in enumerate(topics)}
    found: dict[str, list[Headline]] = {}
    for headline in sorted(headlines, key=lambda headline: places[headline.topic][0]):
        found.setdefault(headline.article, []).append(headline)
    ordered = sorted(found.values(), key=lambda of: (of[0].date, of[0].article), reverse=True)
    return [
        article(of[0].entry(), topic=_home(places[headline.topic][1] for headline in of))
        for of in ordered[:HEADLINES]
    ]


def _home(topics: Iterable[TopicView]) -> LinkView:
    smallest = min(topics, key=lambda topic: topic.count)
    return LinkView(smallest.title, smallest.href)


def _picture(entry: Entry) -> Image | None:
    """The lead picture, or the first that the published body shows."""
    if listed := lead_picture(entry.article):
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
