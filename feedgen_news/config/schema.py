"""The shape of `config.yaml`: what each key means, its default and its bounds.

The models are the one description: the validator, the effective values and the JSON
Schema that editors use all come from them. They hold the full form; `shorthands` spells
out a string for a list of one, a list of words for a topic, before they see it.
"""

from pathlib import Path
from typing import Literal

from pydantic import Field

from feedgen_news.config.clauses import Block, Matching
from feedgen_news.config.values import (
    Addresses,
    BaseUrl,
    Days,
    Encoding,
    Formats,
    FreeText,
    Items,
    Language,
    Line,
    MaxBytes,
    MinItems,
    PerSource,
    SiteUrl,
    Slug,
    Text,
    Timezone,
    Title,
    TrueOrFalse,
    Word,
)
from feedgen_news.model import Content, LabelKind, Order


class SiteSettings(Block):
    """Who publishes the feeds, and where."""

    title: Title = Field(description="The name of the collection of feeds.")
    url: SiteUrl = Field(
        description="Public address of the output folder: http(s), no query, ends in '/'."
    )
    language: Language = Field(
        default="en", description="Language of the feeds (BCP 47), such as pt-BR."
    )
    author: FreeText = Field(
        default="", description="Who stands as author where an article names none."
    )
    description: FreeText = Field(default="", description="One sentence about the collection.")
    hubs: Addresses = Field(
        default=(), description="WebSub hubs that push changes to readers; `ping` tells them."
    )
    feed_menu: TrueOrFalse = Field(
        default=False,
        description="Publish /.well-known/feed-menu.json; for a site at the root of its host.",
    )
    ids: Literal["shared", "per-topic"] = Field(
        default="shared",
        description="Whether an article has one id in all topics, or one in each.",
    )
    farewells: TrueOrFalse = Field(
        default=True,
        description="Whether a topic that is gone leaves a final feed that says so.",
    )


class Source(Block):
    """Where dumps come from, and what they cannot say themselves."""

    name: Title = Field(description="The source's name, once in the file; clauses refer to it.")
    files: tuple[Text, ...] = Field(
        min_length=1,
        description="The dumps: a path or glob or a list of them, relative to this file.",
    )
    url: BaseUrl | None = Field(
        default=None, description="The source's home page; else the host of an article's URL."
    )
    format: Line = Field(default="auto", description="The dumps' format; auto looks into them.")
    layout: Line = Field(
        default="auto",
        description="Of plain-text dumps: a built-in layout, or a layout file beside this file.",
    )
    extract: Literal["full", "fast"] = Field(
        default="full",
        description="How the text is found in HTML pages; fast, for millions, misses a little.",
    )
    encoding: Encoding | None = Field(
        default=None, description="The dumps' encoding where they do not say and it is not UTF-8."
    )
    timezone: Timezone = Field(
        default="UTC",
        description="IANA name of the zone of dates without one, such as Asia/Riyadh.",
    )
    day_first: TrueOrFalse | None = Field(
        default=None,
        description="Whether 03/04/2024 is in April; where unset such dates are refused.",
    )
    language: Language | None = Field(
        default=None, description="Language of articles that name none."
    )
    author: Line | None = Field(default=None, description="Author of articles that name none.")
    base_url: BaseUrl | None = Field(
        default=None, description="What relative links are relative to."
    )
    sections: tuple[Line, ...] = Field(
        default=(), description="Sections given to each of its articles."
    )
    tags: tuple[Line, ...] = Field(default=(), description="Tags given to each of its articles.")
    fields: dict[str, tuple[Text, ...]] = Field(
        default={},
        description="Our field → the dump's key (a dotted path); of several, the first there is.",
    )


class SectionSettings(Block):
    """A section of ours and what dumps call it."""

    title: FreeText = Field(
        default="", description="Its name for people; made of the key where unset."
    )
    aliases: tuple[Line, ...] = Field(default=(), description="What dumps call it.")


class TagSettings(Block):
    """A tag, its other spellings, and the words in a text that earn it."""

    title: FreeText = Field(
        default="", description="Its name for people; made of the key where unset."
    )
    aliases: tuple[Line, ...] = Field(default=(), description="What dumps call it.")
    words: tuple[Word, ...] = Field(
        default=(),
        description="Whole words or phrases in a title, summary or text that earn the tag.",
    )


class TopicSettings(Block):
    """A topic: its feed's words and its rules. None means: as in `defaults`."""

    title: Title = Field(description="Its name for people; made of the key where unset.")
    description: FreeText = Field(default="", description="One sentence about the topic.")
    match: Matching = Field(
        description="Which articles it takes: clauses, all, or rest (what no other topic took)."
    )
    group: FreeText = Field(
        default="", description="The folder it stands in, in OPML and on the index."
    )
    formerly: tuple[Slug, ...] = Field(
        default=(), description="Slugs it had before; they lead to it from now on."
    )
    language: Language | None = Field(default=None, description="Language of the feed (BCP 47).")
    items: Items | None = Field(default=None, description="How many articles its feeds hold.")
    max_age: Days | None = Field(
        default=None, description="How old an article may be, such as 30 days or 6 weeks."
    )
    max_bytes: MaxBytes | None = Field(default=None, description="Bytes of text in one feed of it.")
    per_source: PerSource | None = Field(
        default=None, description="How many articles of one source its feeds hold at most."
    )
    order: Order | None = Field(
        default=None, description="Newest first by when they were published, or first seen by us."
    )
    content: Content | None = Field(
        default=None, description="Whether entries carry the full text, a summary, or neither."
    )
    history: TrueOrFalse | None = Field(
        default=None, description="Whether older articles stay in archive documents, by month."
    )
    formats: Formats | None = Field(
        default=None, min_length=1, description="The formats it is published in."
    )


class Defaults(Block):
    """What holds for each topic that does not say otherwise."""

    items: Items = Field(default=50, description="How many articles a feed holds.")
    max_age: Days | None = Field(
        default=None, description="How old an article may be, such as 30 days; unset, any age."
    )
    per_source: PerSource | None = Field(
        default=None, description="How many articles of one source a feed holds; unset, any number."
    )
    order: Order = Field(
        default="published",
        description="Newest first by when they were published, or first seen by us.",
    )
    content: Content = Field(
        default="full",
        description="Whether entries carry the full text, a summary, or neither.",
    )
    history: TrueOrFalse = Field(
        default=False,
        description="Whether older articles stay in archive documents, by month (RFC 5005).",
    )
    formats: Formats = Field(
        default=("atom", "rss", "json"),
        min_length=1,
        description="The formats of each topic's feeds.",
    )
    max_bytes: MaxBytes = Field(
        default=1_000_000,
        description="Bytes of text in one feed; beyond, the oldest entries become summaries.",
    )


class AutoTopics(Block):
    """A topic for each section or tag that has enough articles."""

    origin: LabelKind = Field(alias="from", description="Sections or tags.")
    only: tuple[Line, ...] = Field(default=(), description="Only these sections or tags.")
    exclude: tuple[Line, ...] = Field(default=(), alias="except", description="All but these.")
    min_items: MinItems = Field(default=3, description="Only those with at least as many articles.")
    group: FreeText = Field(
        default="", description="The folder they stand in, in OPML and on the index."
    )


class Config(Block):
    """The whole file, complete: shorthands spelt out, defaults filled in, paths absolute."""

    site: SiteSettings = Field(description="Who publishes the feeds, and where.")
    sources: tuple[Source, ...] = Field(min_length=1, description="Where dumps come from.")
    sections: dict[str, SectionSettings] = Field(
        default={}, description="Our sections: slug → what dumps call it."
    )
    tags: dict[str, TagSettings] = Field(
        default={}, description="Our tags: slug → other spellings, and words that earn it."
    )
    topics: dict[str, TopicSettings] = Field(
        default={}, description="What is published: slug → a title and rules."
    )
    defaults: Defaults = Field(default=Defaults(), description="What holds for every topic.")
    auto_topics: tuple[AutoTopics, ...] = Field(
        default=(), description="A topic for each section or tag that has enough articles."
    )
    archive: Path = Field(description="The SQLite file that remembers; outside `output`.")
    output: Path = Field(description="The folder that is published.")
    compress: TrueOrFalse = Field(
        default=False, description="Publish a .gz beside each file, for hosts that serve it."
    )
    host: Line | None = Field(
        default=None, description="The host whose own files a build publishes along."
    )
    templates: Path | None = Field(
        default=None, description="A folder whose templates replace those of the pages."
    )
    folder: Path  # of the config file; not a key of the file
