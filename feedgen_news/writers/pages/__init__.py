"""The pages for people: an index, a page per topic, a page per article without a URL.

Templates escape whatever they are given; only a body, sanitised long before, goes in as
markup. Links between our pages are relative, so the folder can be opened from disk.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from markupsafe import Markup

from feedgen_news.model import OutputFile
from feedgen_news.site import Entry, Farewell, Feed, Head, Site
from feedgen_news.writers import summaries
from feedgen_news.writers.page_paths import page_path, topic_page_path
from feedgen_news.writers.pages import dates, overriding, subscribing, viewing
from feedgen_news.writers.pages.grouping import ROOMY, groups
from feedgen_news.writers.pages.views import ArticleView, LinkView, Offer, PageFormat, TopicView
from feedgen_news.writers.policy import POLICY, SCRIPTS

__all__ = [
    "POLICY",
    "SCRIPTS",
    "PageFormat",
    "TopicPages",
    "articles",
    "check_templates",
    "index",
    "moved",
]

_ALL_OFFERED = 100  # feeds that the index advertises; of more topics, each in one format
_LONGEST_DESCRIPTION = 200  # characters that previews of a link show

_SCRIPTLESS = Markup(POLICY)  # noqa: S704 - ours, so that its quotes stay readable
_SCRIPTED = Markup(f"{POLICY}; {SCRIPTS}")  # noqa: S704 - the same

_FURTHER = Markup("<further>")  # where rows go; in text it would be escaped


class _Press:
    """Templates and what every page is given."""

    def __init__(self, site: Site) -> None:
        self._folder = site.templates
        self._environment = overriding.environment(site.templates)
        self._site = viewing.site(site)

    def page(
        self,
        template: str,
        *,
        root: str,
        language: str,
        title: str,
        description: str,
        canonical: str,
        offers: Iterable[Offer],
        **values: object,
    ) -> bytes:
        with overriding.faults(self._folder, template):
            return (
                self._environment.get_template(template)
                .render(
                    root=root,
                    site=self._site,
                    language=language,
                    direction=viewing.direction(language),
                    title=title,
                    description=_shortened(description),
                    canonical=canonical,
                    offers=tuple(offers),
                    policy=_SCRIPTED if template == "topic.html" else _SCRIPTLESS,
                    **values,
                )
                .encode()
            )


def check_templates(folder: Path | None) -> None:
    """Whether the operator's templates can be read at all; raises TemplateError."""
    if folder:
        overriding.check(folder)


def articles(site: Site, *, formats: tuple[PageFormat, ...]) -> Iterator[OutputFile]:
    """The pages of `site.pages`, one at a time, after the files that all pages use."""
    yield from overriding.files(site.templates)
    press: _Press | None = None
    for page in site.pages:
        if press is None:  # many builds make no such page
            press, all_topics = _Press(site), _topics(site, formats)
            by_slug = {topic.slug: topic for topic in all_topics}
        holders = [by_slug[slug] for slug in page.held_by]
        held_by = holders or _labelled(page.entry, by_slug) or all_topics[:1]
        body = _article_page(press, site, page.entry, held_by, by_slug)
        yield OutputFile(page_path(page.entry.article.id), body)


class TopicPages:
    """Makes the page of one topic after the other."""

    def __init__(self, site: Site, *, formats: tuple[PageFormat, ...]) -> None:
        self._press = _Press(site)
        self._formats = formats

    def page(
        self,
        feed: Feed,
        head: Head,
        *,
        first: Iterable[ArticleView] = (),
        further: Sequence[bytes] = (),
    ) -> OutputFile:
        """That of a feed with this head.

        In the place of its entries may stand the `first` and the rows of all `further` ones.
        """
        topic = viewing.topic(head, self._formats)
        articles = [*first] or [viewing.article(entry) for entry in feed.entries]
        return OutputFile(topic.href, _topic_page(self._press, feed, topic, articles, further))


def moved(site: Site, farewell: Farewell, *, formats: tuple[PageFormat, ...]) -> OutputFile:
    """The page at an address that a topic had before; its successor's feeds come first."""
    gone = subscribing.offers(farewell.feed.title, farewell.feed.urls, formats)
    heir = farewell.successor
    successor = viewing.topic(heir, formats) if heir else None
    body = _Press(site).page(
        "moved.html",
        root="../",
        language=farewell.feed.language,
        title=farewell.feed.title,
        description="",
        canonical=heir.page if heir else farewell.feed.page,
        offers=(*(successor.offers if successor else ()), *gone),
        name=farewell.moved.title,
        successor=successor,
    )
    return OutputFile(topic_page_path(farewell.moved.old), body)


def index(site: Site, *, formats: tuple[PageFormat, ...]) -> OutputFile:
    """The page that lists all topics."""
    all_topics = _topics(site, formats)
    changes = [head.updated for head in site.heads if head.updated]
    body = _Press(site).page(
        "index.html",
        root="",
        language=site.language,
        title=site.title,
        description=site.description,
        canonical=site.url,
        offers=_most_offers(all_topics),
        topics=tuple(all_topics),
        groups=groups(all_topics),
        roomy=len(all_topics) <= ROOMY,
        updated=dates.of_day(max(changes)) if changes else None,
        articles=_picture_first(viewing.newest(site.headlines, all_topics)),
    )
    return OutputFile("index.html", body)


def _topics(site: Site, formats: tuple[PageFormat, ...]) -> list[TopicView]:
    return [viewing.topic(head, formats, site.known) for head in site.heads]


def _most_offers(topics: list[TopicView]) -> list[Offer]:
    """All feeds; of very many topics each in its first format, or the page would be heavy."""
    offers = [offer for topic in topics for offer in topic.offers]
    if len(offers) <= _ALL_OFFERED:
        return offers
    return [offer for topic in topics for offer in topic.offers[:1]]


def _picture_first(articles: list[ArticleView]) -> list[ArticleView]:
    """The newest that has a picture leads, as on the front of a newspaper."""
    lead = next((article for article in articles if article.picture), None)
    return [lead, *(a for a in articles if a is not lead)] if lead else articles


def _topic_page(
    press: _Press,
    feed: Feed,
    topic: TopicView,
    articles: list[ArticleView],
    further: Sequence[bytes],
) -> bytes:
    page = press.page(
        "topic.html",
        root="../",
        language=feed.language,
        title=feed.title,
        description=topic.description or feed.description,
        canonical=feed.page,
        offers=topic.offers,
        topic=topic,
        articles=articles,
        # Ours alone knows of these, so they are no part of what templates may rely on.
        **({"further": _FURTHER} if further else {}),
    )
    if not further:
        return page
    before, _, behind = page.partition(_FURTHER.encode())
    return b"".join((before, *further, behind))


def _article_page(
    press: _Press,
    site: Site,
    entry: Entry,
    topics: list[TopicView],
    by_slug: dict[str, TopicView],
) -> bytes:
    from feedgen_news.writers.pages.bodies import fitted  # noqa: PLC0415 - few make such a page

    view = viewing.article(entry)
    article = entry.article
    labels = (
        LinkView(label.title, by_slug[label.slug].href if label.slug in by_slug else "")
        for label in entry.categories
    )
    return press.page(
        "article.html",
        root="../",
        language=article.language or site.language,
        title=article.title,
        description=" ".join(view.points),
        canonical=site.url + page_path(article.id),
        offers=[offer for topic in topics for offer in topic.offers],
        topics=tuple(topics),
        article=view,
        summary=summaries.lines(entry.summary),
        body=fitted(entry.html),
        captions=[i for i in article.images if not i.url and (i.caption or i.credit)],
        labels=tuple(labels),
    )


def _labelled(entry: Entry, by_slug: dict[str, TopicView]) -> list[TopicView]:
    """Topics named like its labels, for an article that no feed holds any more."""
    return [by_slug[label.slug] for label in entry.categories if label.slug in by_slug]


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= _LONGEST_DESCRIPTION:
        return line
    return line[:_LONGEST_DESCRIPTION].rsplit(" ", 1)[0] + "…"
