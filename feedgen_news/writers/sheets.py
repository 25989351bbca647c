"""Entries made once for all the topics that hold them: see `fragments`, and rows of pages."""

from collections.abc import Iterable, Sequence

import msgspec

from feedgen_news.model import Label, OutputFile
from feedgen_news.site import Entry, Feed, Head, Site
from feedgen_news.writers import WRITERS, feed_path, page_formats, pages
from feedgen_news.writers.fragments import Fragment, xml_body
from feedgen_news.writers.pages import rows, viewing


class Sheet(msgspec.Struct, frozen=True, array_like=True):
    """An entry in each format, and as a row of a topic's page; its topic's category apart."""

    fragments: dict[str, Fragment]
    body: bytes  # as formats of XML hold it
    row: bytes  # b"" where pages are made by templates of the operator's
    view: bytes  # for the first of a page, packed; the same holds


class Placed(msgspec.Struct, frozen=True):
    """A sheet in a topic, and the category it has there of its own."""

    sheet: Sheet
    category: Label | None
    first: bool = False  # it has no other category


class Printer:
    """Makes sheets, and of sheets what is published of a topic."""

    def __init__(self, site: Site, *, formats: Iterable[str]) -> None:
        """`formats` are those that any topic has."""
        self._presses = {name: WRITERS[name].press for name in WRITERS if name in formats}
        self._pages = pages.TopicPages(site, formats=page_formats())
        self.has_rows = rows.are_ours(site.templates)

    def sheet(self, entry: Entry, *, language: str) -> Sheet:
        """The entry as feeds in a language hold it."""
        view = viewing.article(entry) if self.has_rows else None
        return Sheet(
            {name: press.fragment(entry, language) for name, press in self._presses.items()},
            xml_body(entry),
            rows.row(view) if view else b"",
            viewing.packed(view) if view else b"",
        )

    def files(self, frame: Feed, head: Head, placed: Sequence[Placed]) -> list[OutputFile]:
        """The feed in its formats, and its page.

        The frame holds the entries where the page has no rows.
        """
        slug, formats = frame.topic.slug, frame.topic.formats
        feeds = [
            OutputFile(feed_path(slug, name, frame.name), self._document(name, frame, placed))
            for name in self._presses
            if name in formats
        ]
        sheets = [it.sheet for it in placed] if self.has_rows else []
        first = [viewing.unpacked(sheet.view) for sheet in sheets[:1]]
        further = [sheet.row for sheet in sheets[1:]]
        return [*feeds, self._pages.page(frame, head, first=first, further=further)]

    def _document(self, format_: str, frame: Feed, placed: Sequence[Placed]) -> bytes:
        press = self._presses[format_]
        items = [
            it.sheet.fragments[format_].item(
                it.sheet.body, press.own_category(it.category, it.first) if it.category else b""
            )
            for it in placed
        ]
        return press.document(frame, items)
