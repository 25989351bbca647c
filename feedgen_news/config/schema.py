"""The shape of `config.yaml`: what each key means, its default and its bounds.

The models are the one description: the validator, the effective values and the JSON
Schema that editors use all come from them. They hold the full form; `shorthands` spells
out a string for a list of one, a list of words for a topic, before they see it.
"""

from pathlib import Path
from typing import Literal

from pydantic import Field

from feedgen_news.config.clauses import Block
from feedgen_news.config.sources import Source
from feedgen_news.config.topics import AutoTopics, Defaults, TopicSettings
from feedgen_news.config.values import (
    Addresses,
    Days,
    FreeText,
    Language,
    Line,
    SiteUrl,
    Title,
    TrueOrFalse,
    Word,
)


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


class Reports(Block):
    """Files that say how the latest build went; outside `output`."""

    status: Path | None = Field(
        default=None, description="As JSON; unset, a file beside the archive."
    )
    metrics: Path | None = Field(
        default=None, description="As text for Prometheus' node exporter; unset, none."
    )
    feed: Path | None = Field(
        default=None, description="An Atom feed of what went wrong, for the operator; unset, none."
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
    defaults: Defaults = Field(
        default=Defaults.model_construct(), description="What holds for every topic."
    )
    auto_topics: tuple[AutoTopics, ...] = Field(
        default=(), description="A topic for each section or tag that has enough articles."
    )
    archive: Path = Field(description="The SQLite file that remembers; outside `output`.")
    output: Path = Field(description="The folder that is published.")
    keep_text: Days | None = Field(
        default=None,
        description="How long texts stay that no feed or history needs; unset, for ever.",
    )
    reports: Reports = Field(
        default=Reports.model_construct(),
        description="Where each build says how it went, for monitoring.",
    )
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
