"""What is published, as types: a site, its feeds, their entries, in no particular format.

`feeds` assembles it from what the archive keeps, `writers` make files of it.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from feedgen_news.model import Article, Label, Topic

MANIFEST = ".feedgen-news.manifest"  # in the output folder: names what we put there
HEADLINES, HEADLINES_OF_TOPIC = 7, 3  # on the index: of all feeds together, and under each topic


class Publisher(msgspec.Struct, frozen=True, kw_only=True):
    """Where an article comes from, as feeds name it (RFC 4287 §4.2.11)."""

    id: str
    title: str
    url: str  # of its home page


class Elsewhere(msgspec.Struct, frozen=True):
    """A copy of a story on another site: who published it, and its address."""

    title: str
    url: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An article as it stands in one feed."""

    article: Article
    id: str  # the article's, unless the site gives each topic ids of its own
    link: str  # the article's URL, or our own page for it
    html: str  # the body to publish, pictures included; "" where only a summary goes out
    summary: str
    date: datetime  # for people: publication, a day spread within itself
    updated: datetime
    modified: datetime | None = None  # `updated`, where it truly changed after its date
    categories: tuple[Label, ...]  # section, tags, and the feed's own topic
    publisher: Publisher | None  # None for what we say ourselves
    copies: tuple[Elsewhere, ...] = ()  # the body names them; where there is none, the summary


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document of a topic's history: its name, and those of its neighbours.

    A closed one holds the same articles for ever; the open one, whose address the last
    closed one promises, still takes some in.
    """

    number: int  # in the history of its topic, from 1
    name: str  # 2024-03; a further part of a month is 2024-03-2
    closed: bool
    previous: str | None = None
    following: str | None = None


class History(msgspec.Struct, frozen=True, kw_only=True):
    """The way from a feed document to its neighbours (RFC 5005 §4): format → URL.

    A feed leads to the latest closed document. A closed document leads to the feed, and to
    the documents before and after it; `closed` says which of the two this is.
    """

    closed: bool = False
    current: dict[str, str] = {}
    previous: dict[str, str] = {}
    following: dict[str, str] = {}


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """A topic's newest articles, newest first, in no particular format.

    A document of its history is a feed too: of the articles of one month.
    """

    topic: Topic
    name: str = "feed"  # of its files, without the extension
    id: str
    title: str
    description: str
    language: str
    author: str
    page: str  # URL of the topic's HTML page
    urls: dict[str, str]  # format → public URL of that feed
    updated: datetime
    entries: tuple[Entry, ...]
    hubs: tuple[str, ...] = ()  # WebSub hubs that carry it
    history: History = History()
    ended: bool = False  # nothing will ever be added


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a topic's feed where all feeds are listed: everything but its entries.

    There may be thousands of them, and entries are large: `newest`, its first few, are read when
    somebody looks at them.
    """

    topic: Topic
    title: str
    language: str
    page: str  # URL of the topic's HTML page
    urls: dict[str, str]  # format → public URL of the feed
    updated: datetime | None  # None where it has no entries
    shown: int  # entries
    count: int  # articles of the topic in all
    older: dict[str, str] = {}  # format → URL of the latest closed document of its history
    newest: Sequence[Entry] = ()


class Headline(msgspec.Struct, frozen=True):
    """An article as it stands in one feed; the entry is read when it is asked for."""

    article: str  # its id
    topic: str  # slug
    date: int  # the entry's, seconds since 1970 UTC
    entry: Callable[[], Entry]


class Page(msgspec.Struct, frozen=True):
    """An article that needs a page of ours, and the slugs of the topics whose feeds hold it."""

    entry: Entry
    held_by: tuple[str, ...] = ()


class Moved(msgspec.Struct, frozen=True):
    """A topic that was published under a slug and is not any more."""

    old: str
    new: str | None  # the slug of the topic it became; None where it ended
    title: str
    formats: tuple[str, ...]
    ended: datetime


class Farewell(msgspec.Struct, frozen=True):
    """What is left at the address of a topic that moved or ended: a last feed, and a page."""

    moved: Moved
    feed: Feed
    successor: Head | None


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is to be written: of some topics, or of all.

    What may be large or many is an iterable, to be read once, one at a time.
    """

    title: str
    url: str  # ends in "/"
    description: str
    language: str
    author: str
    feed_menu: bool = False
    templates: Path | None = None  # a folder of the operator's own
    heads: tuple[Head, ...] = ()  # of all topics, in the order of the config
    headlines: tuple[Headline, ...] = ()  # the newest of all feeds, and wherever else those stand
    known: dict[tuple[str, int], str] = {}  # topic and place → how `newest` was shown; is filled
    pages: Iterable[Page] = ()
    documents: Iterable[Feed] = ()  # of the feeds' histories
    feeds: Iterable[Feed] = ()
    farewells: Iterable[Farewell] = ()
