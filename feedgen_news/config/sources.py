"""Where dumps come from, as the config says it."""

from typing import Literal

from pydantic import Field

from feedgen_news.config.clauses import Block
from feedgen_news.config.values import (
    BaseUrl,
    Encoding,
    Language,
    Line,
    Text,
    Timezone,
    Title,
    TrueOrFalse,
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
    vanished: Literal["keep", "withdraw"] = Field(
        default="keep",
        description="What becomes of an article that none of its dumps lists any more.",
    )
    fields: dict[str, tuple[Text, ...]] = Field(
        default={},
        description="Our field → the dump's key (a dotted path); of several, the first there is.",
    )
