"""What is published, as the config says it: topics, and what holds for all of them."""

from pydantic import Field

from feedgen_news.config.clauses import Block, Matching
from feedgen_news.config.values import (
    Days,
    Formats,
    FreeText,
    Items,
    Language,
    Line,
    MaxBytes,
    MinItems,
    PerSource,
    Slug,
    Title,
    TrueOrFalse,
)
from feedgen_news.model import Content, Duplicates, LabelKind, Order, Updates


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
    updates: Updates | None = Field(
        default=None,
        description="What readers see of a significant change: nothing, a new date, a new entry.",
    )
    duplicates: Duplicates | None = Field(
        default=None,
        description="Which copies of one story are folded into one entry: none, exact, near ones.",
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
    updates: Updates = Field(
        default="bump",
        description="What readers see of a significant change: nothing, a new date, a new entry.",
    )
    duplicates: Duplicates = Field(
        default="exact",
        description="Which copies of one story are folded into one entry: none, exact, near ones.",
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
