"""The pages for people: an index, a page per topic, a page per article without a URL.

Templates escape whatever they are given; only a body, sanitised long before, goes in as
markup. Links between our pages are relative, so the folder can be opened from disk.
"""

from collections.abc import Iterable, Iterator
from html import escape

import jinja2
import msgspec
from markupsafe import Markup

from feedgen_news.model import Entry, Feed, Image, OutputFile, Person, Site
from feedgen_news.writers import dates, summaries
from feedgen_news.writers.page_paths import page_path, topic_page_path

NEWEST = 12  # headlines on the index
_TEMPLATES = "templates"
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


class PageFormat(msgspec.Struct, frozen=True):
    """A feed format in words for people; `name` is its key in `Feed.urls`."""

    name: str
    title: str
    help: str
    media_type: str


class Offer(msgspec.Struct, frozen=True):
    """A feed in one format, as a page advertises it."""

    format: PageFormat
    title: str
    url: str


class TopicView(msgspec.Struct, frozen=True):
    """A topic as a page shows it; `href` is relative to the output folder."""

    title: str
    description: str
    language: str
    href: str
    count: int
    offers: tuple[Offer, ...]


class ArticleView(msgspec.Struct, frozen=True):
    """An article as a page shows it; `href` is relative to the output folder or absolute."""

    title: str
    href: str
    foreign: bool  # leads away from our pages
    language: str | None
    when: str  # for machines
    shown: str  # for people
    authors: tuple[Person, ...]
    points: list[str]


def articles(site: Site, *, formats: tuple[PageFormat, ...]) -> Iterator[OutputFile]:
    """The pages of `site.pages`, one at a time, and the style sheet of all pages."""
    environment = _environment()
    yield OutputFile("style.css", _source(environment, "style.css"))
    topics = [_topic(feed, formats) for feed in site.feeds]
    shown_in = _topics_by_article(site.feeds, topics)
    for entry in site.pages:
        body = _article_page(environment, site, entry, shown_in.get(entry.article.id, []))
        yield OutputFile(page_path(entry.article.id), body)


def render(site: Site, *, formats: tuple[PageFormat, ...]) -> Iterator[OutputFile]:
    """A page per topic, and the index; they offer the formats in their order."""
    environment = _environment()
    topics = [_topic(feed, formats) for feed in site.feeds]
    for feed, topic in zip(site.feeds, topics, strict=True):
        yield OutputFile(topic.href, _topic_page(environment, site, feed, topic))
    yield OutputFile("index.html", _index(environment, site, topics))


def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("feedgen_news.writers", _TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _source(environment: jinja2.Environment, name: str) -> bytes:
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0].encode()


def _fill(environment: jinja2.Environment, template: str, **values: object) -> bytes:
    language = str(values["language"])
    direction = "rtl" if language.split("-", maxsplit=1)[0].lower() in _RIGHT_TO_LEFT else "ltr"
    return environment.get_template(template).render(direction=direction, **values).encode()


def _index(environment: jinja2.Environment, site: Site, topics: list[TopicView]) -> bytes:
    return _fill(
        environment,
        "index.html",
        root="",
        site=site,
        language=site.language,
        title=site.title,
        canonical=site.url,
        offers=[offer for topic in topics for offer in topic.offers],
        topics=topics,
        articles=[_article(entry) for entry in _newest(site.feeds)],
    )


def _topic_page(environment: jinja2.Environment, site: Site, feed: Feed, topic: TopicView) -> bytes:
    return _fill(
        environment,
        "topic.html",
        root="../",
        site=site,
        language=feed.language,
        title=feed.title,
        canonical=feed.page,
        offers=topic.offers,
        topic=topic,
        articles=[_article(entry) for entry in feed.entries],
    )


def _article_page(
    environment: jinja2.Environment, site: Site, entry: Entry, topics: list[TopicView]
) -> bytes:
    article = entry.article
    pictures = [i for i in article.images if i.url and not _shown_in(entry.html, i)]
    return _fill(
        environment,
        "article.html",
        root="../",
        site=site,
        language=article.language or site.language,
        title=article.title,
        canonical=site.url + page_path(article.id),
        offers=[offer for topic in topics for offer in topic.offers],
        topics=topics,
        article=_article(entry),
        place=article.place,
        publisher=article.publisher,
        body=Markup(entry.html),  # noqa: S704 - sanitised in `normalise`
        pictures=pictures,
        captions=[i for i in article.images if not i.url and (i.caption or i.credit)],
        labels=[label.title for label in entry.categories],
    )


def _topic(feed: Feed, formats: tuple[PageFormat, ...]) -> TopicView:
    return TopicView(
        title=feed.topic.title,
        description=feed.topic.description,
        language=feed.language,
        href=topic_page_path(feed.topic.slug),
        count=len(feed.entries),
        offers=tuple(
            Offer(format_, feed.title, feed.urls[format_.name])
            for format_ in formats
            if format_.name in feed.urls
        ),
    )


def _article(entry: Entry) -> ArticleView:
    article = entry.article
    return ArticleView(
        title=article.title,
        href=article.url or page_path(article.id),
        foreign=article.url is not None,
        language=article.language,
        when=dates.for_machines(entry),
        shown=dates.for_people(entry),
        authors=article.authors,
        points=summaries.lines(entry.summary),
    )


def _newest(feeds: Iterable[Feed]) -> list[Entry]:
    """The newest articles of all topics, each once."""
    entries = {entry.article.id: entry for feed in feeds for entry in feed.entries}
    newest_first = sorted(entries.values(), key=lambda e: (e.date, e.article.id), reverse=True)
    return newest_first[:NEWEST]


def _topics_by_article(
    feeds: Iterable[Feed], topics: Iterable[TopicView]
) -> dict[str, list[TopicView]]:
    found: dict[str, list[TopicView]] = {}
    for feed, topic in zip(feeds, topics, strict=True):
        for entry in feed.entries:
            found.setdefault(entry.article.id, []).append(topic)
    return found


def _shown_in(html: str, image: Image) -> bool:
    return escape(image.url or "") in html or (image.url or "") in html
