"""Step 5, second half: a feed becomes Atom, RSS or JSON; the site becomes pages and OPML.

A format is one file with a `PRESS` and one line in `WRITERS`, whose order is also the order
of preference: simple readers take the first feed a page offers. What builds XML and HTML is
loaded when a file is written, for many runs write none.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from feedgen_news.later import named_at
from feedgen_news.model import OutputFile
from feedgen_news.site import Feed, Site
from feedgen_news.writers.media_types import ATOM, JSON_FEED, RSS
from feedgen_news.writers.page_paths import page_path

if TYPE_CHECKING:
    from feedgen_news.writers.fragments import Press
    from feedgen_news.writers.pages import PageFormat

A = TypeVar("A")

__all__ = [
    "WRITERS",
    "Writer",
    "check_templates",
    "feed_path",
    "page_path",
    "render_feed",
    "render_site",
    "render_topics",
]


class Writer(msgspec.Struct, frozen=True):
    """A format feeds are published in."""

    name: str
    title: str
    help: str
    extension: str  # makes static hosts send the right content type
    media_type: str
    module: str  # of this package, where its `PRESS` is

    @property
    def press(self) -> "Press":
        """How it is written."""
        found: Press = named_at(f"{__name__}.{self.module}:PRESS")
        return found

    def write(self, feed: Feed) -> bytes:
        """The feed as a document of this format."""
        return self.press.write(feed)


_FORMATS = (
    Writer("atom", "Atom", "understood by every reader", "atom", ATOM, "atom"),
    Writer("rss", "RSS", "for whatever knows no Atom", "rss", RSS, "rss"),
    Writer("json", "JSON Feed", "for programs", "json", JSON_FEED, "json_feed"),
)

WRITERS: dict[str, Writer] = {writer.name: writer for writer in _FORMATS}


def check_templates(folder: Path | None) -> None:
    """Whether the operator's templates can be read at all; raises TemplateError."""
    if folder:
        from feedgen_news.writers import pages  # noqa: PLC0415

        pages.check_templates(folder)


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


def render_site(site: Site, *, topics: Iterable[A] | None = None) -> Iterator[OutputFile | A]:
    """What is to be written, in the order in which it should appear.

    `topics` stand for the files that `render_topics` makes, if something else makes them.

    Pages of articles come before the feeds that lead to them, older documents before the
    feeds that lead to those, feeds before the pages that list them. One file at a time is
    in memory, and one feed.
    """
    from feedgen_news.writers import feed_menu, opml, pages  # noqa: PLC0415

    formats = page_formats()
    yield from pages.articles(site, formats=formats)
    index: OutputFile | None = None
    for made in render_topics(site) if topics is None else topics:
        yield made
        index = index or pages.index(site, formats=formats)  # while others make the next topics
    for farewell in site.farewells:
        yield from render_feed(farewell.feed)
        yield pages.moved(site, farewell, formats=formats)
    yield index or pages.index(site, formats=formats)
    yield OutputFile("feeds.opml", opml.write(site, preference=tuple(WRITERS)))
    if site.feed_menu:
        yield OutputFile(feed_menu.PATH, feed_menu.write(site))


def render_topics(site: Site) -> Iterator[OutputFile]:
    """The documents and feeds of a site, and a page for each feed, whose head it has."""
    from feedgen_news.writers import pages  # noqa: PLC0415

    for document in site.documents:
        yield from render_feed(document)
    printed = pages.TopicPages(site, formats=page_formats())
    heads = {head.topic.slug: head for head in site.heads}
    for feed in site.feeds:
        yield from render_feed(feed)
        yield printed.page(feed, heads[feed.topic.slug])


def page_formats() -> "tuple[PageFormat, ...]":
    """The formats in words for people, as pages tell them."""
    from feedgen_news.writers.pages import PageFormat  # noqa: PLC0415

    return tuple(PageFormat(w.name, w.title, w.help, w.media_type) for w in _FORMATS)
