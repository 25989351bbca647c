"""What a build is told of dumps, and what it tells of articles."""

import msgspec

from feedgen_news.model import Origin


class Reading(msgspec.Struct, frozen=True):
    """A dump about to be read: its bytes' fingerprint, and a digest of how it is read."""

    source: str
    fingerprint: str
    name: str
    settings: str


class Outcome(msgspec.Struct, frozen=True):
    """What became of the articles that a build met."""

    new: int
    updated: int
    unchanged: int
    duplicate: int


class Fold(msgspec.Struct, frozen=True):
    """Two records of one build that are one article: where the one lies that gave way."""

    loser: Origin
    winner: Origin
