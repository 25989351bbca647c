"""The shape of `config.yaml`: what each key means, its default and its bounds.

The models are the one description: the validator, the effective values and the JSON
Schema that editors use all come from them. Shorthands (a string for a list of one, a
list of words for a topic) are turned into the full form here, before validation.
"""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict


class Block(BaseModel):
    """A block of settings; an unknown key in it is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SiteSettings(Block):
    """Who publishes the feeds, and where."""

    title: str
    url: str  # public address of the output folder, ends in "/"
    language: str = "en"
    author: str = ""
    description: str = ""


class Source(Block):
    """Where dumps come from, and what they cannot say themselves."""

    name: str
    files: tuple[str, ...]  # globs, relative to the config file
    format: str = "auto"  # a name of the loaders' table
    layout: str = "auto"  # of plain-text dumps: a built-in name or a file of the user's
    encoding: str | None = None
    timezone: str = "UTC"  # IANA name; of dates without a zone
    day_first: bool | None = None  # 03/04/2024; None: refused as ambiguous
    language: str | None = None
    author: str | None = None
    base_url: str | None = None  # of relative links
    sections: tuple[str, ...] = ()  # given to each of its articles
    tags: tuple[str, ...] = ()
    fields: dict[str, tuple[str, ...]] = {}  # our field → the dump's keys, dotted paths


class SectionSettings(Block):
    """A section of ours and what dumps call it."""

    title: str = ""
    aliases: tuple[str, ...] = ()


class TagSettings(Block):
    """A tag, its other spellings, and the words in a text that earn it."""

    title: str = ""
    aliases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Clause(Block):
    """Conditions that must all hold; of each, one value is enough."""

    sections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # in title, summary or text
    titles: tuple[str, ...] = ()  # words in the title alone
    places: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()  # of the URL: globs such as /sport/*
    regex: tuple[str, ...] = ()  # RE2, over title, summary and text


class Match(Block):
    """Which articles a topic takes: some of `any`, every one of `all`, none of `none`."""

    any: tuple[Clause, ...] = ()
    all: tuple[Clause, ...] = ()
    none: tuple[Clause, ...] = ()


class TopicSettings(Block):
    """A topic: its feed's words and its rules. None means: as in `defaults`."""

    title: str
    description: str = ""
    match: Match | Literal["all", "rest"]
    language: str | None = None
    items: int | None = None
    content: Literal["full", "summary"] | None = None
    formats: tuple[str, ...] | None = None


class Defaults(Block):
    """What holds for each topic that does not say otherwise."""

    items: int = 50
    content: Literal["full", "summary"] = "full"
    formats: tuple[str, ...] = ("atom", "rss", "json")
    max_bytes: int = 1_000_000  # of one feed's texts; beyond, the oldest become summaries


class AutoTopics(Block):
    """A topic for each section or tag that has enough articles."""

    origin: Literal["sections", "tags"]  # in the file: `from`
    only: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()  # in the file: `except`
    min_items: int = 3


class Config(Block):
    """The whole file, complete: shorthands spelt out, defaults filled in, paths absolute."""

    site: SiteSettings
    sources: tuple[Source, ...]
    sections: dict[str, SectionSettings] = {}
    tags: dict[str, TagSettings] = {}
    topics: dict[str, TopicSettings] = {}
    defaults: Defaults = Defaults()
    auto_topics: tuple[AutoTopics, ...] = ()
    archive: Path
    output: Path
    folder: Path  # of the config file; not a key of the file
