"""What templates are given: a contract with whoever writes templates of their own.

docs/pages.md lists every field. Fields may be added, none is renamed or removed without a
word in the changelog. `href` is relative to the output folder, or absolute where it leads
away; a page reaches its own folder's root by `root`.
"""

from collections.abc import Sequence

import msgspec

from feedgen_news.model import Image, Person


class PageFormat(msgspec.Struct, frozen=True):
    """A feed format in words for people; `name` is its key in `Feed.urls`."""

    name: str
    title: str
    help: str
    media_type: str


class SiteView(msgspec.Struct, frozen=True):
    """The whole collection; `url` ends in a slash."""

    title: str
    description: str
    url: str
    language: str
    author: str


class DateView(msgspec.Struct, frozen=True):
    """A date for machines and for people; always UTC, so that a page is the same everywhere."""

    machine: str  # 2024-03-29, or 2024-03-29T14:05:00Z where the time is known
    day: str  # 29 March 2024
    short: str  # 29 Mar 2024
    time: str  # 14:05 UTC, or "" where it is not known
    text: str  # 29 March 2024, 14:05 UTC


class LinkView(msgspec.Struct, frozen=True):
    """A name that may lead somewhere; `href` is "" where it does not."""

    title: str
    href: str = ""


class Offer(msgspec.Struct, frozen=True):
    """A feed in one format, as a page advertises it."""

    format: PageFormat
    title: str
    url: str
    reader: str  # the address under which the system opens the reader that is installed
    web_readers: tuple[LinkView, ...]


class ArticleView(msgspec.Struct, frozen=True):
    """An article as a page shows it."""

    id: str
    title: str
    href: str
    foreign: bool  # leads away from our pages
    language: str | None
    date: DateView
    authors: tuple[Person, ...]
    place: str
    publisher: LinkView | None
    points: list[str]  # of the summary, or one of the article's beginning
    picture: Image | None  # the first that has an address
    copies: tuple[LinkView, ...] = ()  # of the story on other sites
    modified: str = ""  # 2024-03-29T14:05:00Z where it changed after that date
    topic: LinkView | None = None  # on the index: the most special topic that holds it


class TopicView(msgspec.Struct, frozen=True):
    """A topic as a page shows it."""

    slug: str
    title: str
    description: str
    group: str
    language: str
    direction: str  # ltr or rtl
    href: str
    url: str  # public address of its page
    count: int  # articles in all
    shown: int  # articles in its feed
    updated: DateView | None  # last change, a day; None before the first article
    offers: tuple[Offer, ...]
    older: str  # address of the latest closed document of its history, or ""
    newest: Sequence[ArticleView]  # a few


class PartView(msgspec.Struct, frozen=True):
    """Topics that stand together: those of one first letter, or all of a group."""

    title: str  # "" where a group is not parted
    anchor: str
    topics: tuple[TopicView, ...]


class GroupView(msgspec.Struct, frozen=True):
    """A group of topics on the index; `title` is "" for topics of no group."""

    title: str
    anchor: str
    count: int
    parts: tuple[PartView, ...]
