"""The shape of a topic's rules: clauses, and how they are put together."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from feedgen_news.config.values import Glob, Language, Line, Regex, Word


class Block(BaseModel):
    """A block of settings; an unknown key in it is a mistake."""

    # Built when it first validates: the whole config at once, and not each of its parts alone.
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)


class Clause(Block):
    """Conditions that must all hold; of each, one value is enough."""

    sections: tuple[Line, ...] = Field(
        default=(), min_length=1, description="It is in one of these sections."
    )
    tags: tuple[Line, ...] = Field(
        default=(), min_length=1, description="It has one of these tags."
    )
    words: tuple[Word, ...] = Field(
        default=(),
        min_length=1,
        description="Its title, summary or text holds one of these whole words.",
    )
    titles: tuple[Word, ...] = Field(
        default=(), min_length=1, description="Its title holds one of these whole words."
    )
    places: tuple[Line, ...] = Field(
        default=(), min_length=1, description="It was written in one of these places."
    )
    authors: tuple[Line, ...] = Field(
        default=(), min_length=1, description="One of these wrote it."
    )
    sources: tuple[Line, ...] = Field(
        default=(), min_length=1, description="It comes from one of these sources."
    )
    languages: tuple[Language, ...] = Field(
        default=(), min_length=1, description="Its language is one of these; en includes en-GB."
    )
    paths: tuple[Glob, ...] = Field(
        default=(),
        min_length=1,
        description="The path of its URL matches one of these, such as /sport/*.",
    )
    regex: tuple[Regex, ...] = Field(
        default=(),
        min_length=1,
        description="One of these (RE2) is found in its title, summary or text.",
    )

    @model_validator(mode="after")
    def _says_something(self) -> "Clause":
        if not any(getattr(self, key) for key in Clause.model_fields):
            raise ValueError("a clause without a condition; give it tags, words, sections …")
        return self


class Match(Block):
    """Which articles a topic takes: some of `any`, every one of `all`, none of `none`."""

    any: tuple[Clause, ...] = Field(default=(), description="At least one of these clauses holds.")
    all: tuple[Clause, ...] = Field(default=(), description="Every one of these clauses holds.")
    none: tuple[Clause, ...] = Field(default=(), description="None of these clauses holds.")

    @model_validator(mode="after")
    def _says_something(self) -> "Match":
        if not (self.any or self.all or self.none):
            raise ValueError("no clause; give it any, all or none, or a clause")
        return self


def _kind_of_match(value: object) -> str:
    return "whole" if isinstance(value, str) else "clauses"


Matching = Annotated[
    Annotated[Match, Tag("clauses")] | Annotated[Literal["all", "rest"], Tag("whole")],
    Discriminator(_kind_of_match),
]
