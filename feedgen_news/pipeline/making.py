"""Step 3, and what of step 4 needs no archive: an article is sorted and made ready to be kept."""

import pickle
from functools import lru_cache
from typing import Self

import msgspec

from feedgen_news import topics
from feedgen_news.archive.prepared import Prepared, prepare
from feedgen_news.config import Config
from feedgen_news.model import Article


class Making(msgspec.Struct, frozen=True):
    """What makes articles of one dump ready, in whichever process."""

    rules: bytes  # the config; as bytes, so that a process reads it once
    now: int  # the instant of the build, seconds since 1970 UTC
    sequence: int = 0  # of the dump
    order: int = 0  # of its source in the config

    @classmethod
    def by(cls, config: Config, *, now: int) -> Self:
        """By the rules of a config."""
        return cls(pickle.dumps(config), now)

    def of(self, *, sequence: int, order: int) -> Self:
        """For a dump of this sequence, of the source of this order."""
        return msgspec.structs.replace(self, sequence=sequence, order=order)

    def __call__(self, article: Article) -> Prepared:
        """The row that it would be."""
        return prepare(
            article,
            _sorter(self.rules).sort(article),
            sequence=self.sequence,
            order=self.order,
            now=self.now,
        )


@lru_cache(maxsize=1)
def _sorter(rules: bytes) -> topics.Sorter:
    return topics.Sorter(pickle.loads(rules))  # noqa: S301 - our own, of the same build
