"""Step 5, second half: a feed becomes Atom, RSS or JSON; the site becomes pages and OPML.

A format is one file with a `write` function and one line in `WRITERS`, whose order is
also the order of preference: simple readers take the first feed a page offers.
"""

from collections.abc import Callable, Iterator

import msgspec

from feedgen_news.model import Feed, OutputFile, Site
from feedgen_news.writers import atom, feed_menu, json_feed, opml, pages, rss
from feedgen_news.writers.media_types import ATOM, JSON_FEED, RSS
from feedgen_news.writers.page_paths import page_path
from feedgen_news.writers.pages import PageFormat, check_templates

__all__ = [
    "WRITERS",
    "Writer",
    "check_templates",
    "feed_path",
    "page_path",
    "render_feed",
    "render_site",
]


class Writer(msgspec.Struct, frozen=True):
    """A format feeds are published in."""

    name: str
    title: str
    help: str
    extension: str  # makes static hosts send the right content type
    media_type: str
    write: Callable[[Feed], bytes]


_FORMATS = (
    Writer("atom", "Atom", "understood by every reader", "atom", ATOM, atom.write),
    Writer("rss", "RSS", "for whatever knows no Atom", "rss", RSS, rss.write),
    Writer("json", "JSON Feed", "for programs", "json", JSON_FEED, json_feed.write),
)

_PAGE_FORMATS = tuple(PageFormat(w.name, w.title, w.help, w.media_type) for w in _FORMATS)

WRITERS: dict[str, Writer] = {writer.name: writer for writer in _FORMATS}


def feed_path(topic_slug: str, format: str, name: str = "feed") -> str:  # noqa: A002 (users' word)
    """Where a topic's feed, or a document of its history, lies below the output folder.

    Raises KeyError for an unknown format.
    """
    return f"{topic_slug}/{name}.{WRITERS[format].extension}"


def render_feed(feed: Feed) -> list[OutputFile]:
    """The feed in each format its topic asks for."""
    return [
        OutputFile(feed_path(feed.topic.slug, name, feed.name), writer.write(feed))
        for name, writer in WRITERS.items()
        if name in feed.topic.formats
    ]


def render_site(site: Site) -> Iterator[OutputFile]:
    """The whole output, in the order in which it should appear.

    Pages of articles come before the feeds that lead to them, older documents before the
    feeds that lead to those, feeds before the pages that list them. One file at a time is
    in memory.
    """
    yield from pages.articles(site, formats=_PAGE_FORMATS)
    for document in site.documents:
        yield from render_feed(document)
    for feed in (*site.feeds, *(farewell.feed for farewell in site.farewells)):
        yield from render_feed(feed)
    yield from pages.render(site, formats=_PAGE_FORMATS)
    yield OutputFile("feeds.opml", opml.write(site, preference=tuple(WRITERS)))
    if site.feed_menu:
        yield OutputFile(feed_menu.PATH, feed_menu.write(site))
