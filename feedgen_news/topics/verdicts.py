"""Why an article is in a topic or not, as data for people to read."""

import msgspec

from feedgen_news.topics.labels import LabelOrigin
from feedgen_news.topics.rules import Group


class ConditionVerdict(msgspec.Struct, frozen=True):
    """One key of a clause: what it asks for, and what of it the article has."""

    key: str
    wanted: tuple[str, ...]
    found: tuple[str, ...]  # values of `wanted`; for `regex` what the text has

    @property
    def held(self) -> bool:
        """Whether one of the wanted values is there."""
        return bool(self.found)


class ClauseVerdict(msgspec.Struct, frozen=True):
    """A clause of a topic's any, all or none."""

    group: Group
    conditions: tuple[ConditionVerdict, ...]

    @property
    def held(self) -> bool:
        """Whether every condition holds."""
        return all(condition.held for condition in self.conditions)


class TopicVerdict(msgspec.Struct, frozen=True):
    """A declared topic; without clauses for `match: all` and `match: rest`."""

    slug: str
    rule: str  # match, all, rest
    matched: bool
    clauses: tuple[ClauseVerdict, ...]


class Explanation(msgspec.Struct, frozen=True):
    """Where an article's labels come from, and what each declared topic makes of it."""

    labels: tuple[LabelOrigin, ...]
    topics: tuple[TopicVerdict, ...]
