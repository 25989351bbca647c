"""Versions of an article: which one stays, what a change is, and when it took place."""

import hashlib
from typing import Self

import msgspec

from feedgen_news.model import Article, When

_DAY = 86_400  # seconds

_decoder = msgspec.json.Decoder(Article)
_encoder = msgspec.json.Encoder(order="deterministic")


def encoded(value: object) -> str:
    """JSON text, the same for the same value."""
    return _encoder.encode(value).decode()


def decoded(facts: str) -> Article:
    """An article from what `encoded` made of it."""
    return _decoder.decode(facts)


def _digest(value: object) -> str:
    return hashlib.blake2b(_encoder.encode(value), digest_size=16).hexdigest()


def second_of(when: When, article_id: str) -> int:
    """The instant; for a day, the second in it that the id picks, the same for ever.

    Where it can be it lies between ten and noon UTC, when nearly everywhere on Earth it is
    the same day. An hour stays free behind it, for articles that wait for a free second.
    """
    start = int(when.instant.timestamp())
    if not when.span:
        return start
    first, last = start, start + when.span - 3_600
    morning = start - start % _DAY + 10 * 3_600
    if first <= morning and morning + 2 * 3_600 <= last:
        first, last = morning, morning + 2 * 3_600
    return first + _number(article_id) % (last - first)


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


class Version(msgspec.Struct, frozen=True):
    """What is known of an article, and how it ranks among its versions.

    The facts are those of the greatest `rank`; the body is that of the greatest version
    that has one, so that a re-scrape that lost it does not take it away. Merging gives the
    same in any order.
    """

    article: Article
    rank: str
    body_rank: str

    @classmethod
    def of(cls, article: Article, *, sequence: int, order: int) -> Self:
        """The version from a dump of this sequence, of the source of this order."""
        rank = _rank(article, sequence, order)
        return cls(article, rank, rank if article.text else "")

    def merged(self, other: Self) -> Self:
        """What is known after both."""
        first, second = (other, self) if other.rank > self.rank else (self, other)
        article, bodied = first.article, max(first, second, key=lambda v: v.body_rank)
        if bodied.body_rank and bodied is not first:
            body = bodied.article
            article = msgspec.structs.replace(
                article, text=body.text, html=body.html, images=body.images
            )
        least = min(self.article.id, other.article.id)
        return type(self)(article, first.rank, bodied.body_rank).called(least)

    def called(self, article_id: str) -> Self:
        """The same under another id."""
        article = msgspec.structs.replace(self.article, id=article_id)
        return msgspec.structs.replace(self, article=article)


def _rank(article: Article, sequence: int, order: int) -> str:
    """Of versions the later date, the later dump, the earlier source in the config, the fuller
    text wins; then any, but always the same.
    """
    latest = article.updated or article.published
    moment = int(latest.instant.timestamp()) + 10**11 if latest else 0
    return f"{moment:013}{sequence:08}{9_999 - order:04}{len(article.text):08}{content_of(article)}"


def content_of(article: Article) -> str:
    """A digest of all that the dump said, wherever it lay."""
    said = msgspec.structs.asdict(article)
    for ours in ("id", "keys", "origin"):
        del said[ours]
    return _digest(said)


def substance_of(article: Article) -> str:
    """What readers should be told of: the words, not the pictures, labels or authors."""
    return _digest((article.title, article.summary, article.text))
