"""Versions of an article: which one stays, what a change is, and when it took place."""

import hashlib
import re
from functools import lru_cache
from operator import attrgetter
from typing import Self

import msgspec

from feedgen_news.archive.bodies import UNSTORED, folded, unfolded
from feedgen_news.model import Article, When

_DAY = 86_400  # seconds
_BYTES = 16  # of a digest
DIGEST = 2 * _BYTES  # characters; a rank ends with that of the content
_SEQUENCE = slice(13, 21)  # of a rank: that of the dump

_OURS = {"id", "keys", "origin", *UNSTORED}
_SAID = sorted({*Article.__struct_fields__} - _OURS)
_Said = msgspec.defstruct("_Said", _SAID)
_said_in = attrgetter(*_SAID)

_decoder = msgspec.json.Decoder(Article)
_encoder = msgspec.json.Encoder(order="deterministic")


def encoded(value: object) -> str:
    """JSON text, the same for the same value."""
    return _encoder.encode(value).decode()


def facts_of(article: Article) -> bytes:
    """JSON text of an article as a row holds it; to be cast to text on its way in."""
    return _encoder.encode(folded(article))


def decoded(facts: bytes | str) -> Article:
    """An article from what a row holds of it."""
    return unfolded(_decoder.decode(facts))


def in_brief(facts: bytes | str) -> Article:
    """The same for feeds and pages: without the text where the article has a summary.

    Only without one they quote the text, and most are told by a row only in what it takes to
    make it.
    """
    article = _decoder.decode(facts)
    if article.summary.strip():
        msgspec.structs.force_setattr(article, "text", "")
        return article
    return unfolded(article)


def digest(value: object) -> str:
    """A digest, the same for the same value."""
    return hashlib.blake2b(_encoder.encode(value), digest_size=_BYTES).hexdigest()


def announced_at(announced: int, *, changed: int, date: int, first_seen: int) -> int:
    """The second that feeds show where changes are silent.

    That of its first change; where its date was put right since, no earlier. (What the clock
    dated is spread backwards from it, and so a little earlier than its date.)
    """
    return announced if announced == changed or date == first_seen else max(announced, date)


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
    that has one, so that a re-scrape that lost it does not take it away; the id is that of the
    least `first`, the earliest version. Merging gives the same in any order.
    """

    article: Article
    rank: str
    body_rank: str
    first: str

    @classmethod
    def of(cls, article: Article, *, sequence: int, order: int) -> Self:
        """The version from a dump of this sequence, of the source of this order."""
        rank = rank_of(article, sequence=sequence, order=order)
        plain = msgspec.structs.replace(article, **UNSTORED)
        return cls(plain, rank, rank if article.text else "", first_of(article))

    def merged(self, other: Self) -> Self:
        """What is known after both."""
        first, second = (other, self) if other.rank > self.rank else (self, other)
        article, bodied = first.article, max(first, second, key=lambda v: v.body_rank)
        if bodied.body_rank and bodied is not first:
            body = bodied.article
            article = msgspec.structs.replace(
                article, text=body.text, html=body.html, images=body.images
            )
        earliest = min(self.first, other.first)
        merged = type(self)(article, first.rank, bodied.body_rank, earliest)
        return merged.called(earliest.rpartition("\0")[2])

    def is_of_record(self, other: Self) -> bool:
        """Whether both are of one record of one dump, maybe read by other rules."""
        ours, theirs = self.article, other.article
        same_place = ours.origin == theirs.origin and ours.source == theirs.source
        return same_place and self.rank[_SEQUENCE] == other.rank[_SEQUENCE]

    def given_up(self) -> Self:
        """The same, to give way to any other; a body of another version stays what it was."""
        lent = self.body_rank if self.body_rank != self.rank else ""
        return type(self)(self.article, "", lent, self.first)

    def called(self, article_id: str) -> Self:
        """The same under another id."""
        article = msgspec.structs.replace(self.article, id=article_id)
        return msgspec.structs.replace(self, article=article)


def first_of(article: Article) -> str:
    """Of two versions the lesser is the earlier: by the dump's name, then the place in it, then
    the date said, then the id, which it ends with.

    So what an hourly build published first is the first when all dumps are read at once, too.
    """
    said = article.updated or article.published
    moment = f"{int(said.instant.timestamp()) + 10**11:013}" if said else "9" * 13
    origin = article.origin
    place = origin.line or origin.position or 0
    return "\0".join((in_time(origin.dump), f"{place:012}", moment, article.id))


@lru_cache(maxsize=64)
def in_time(name: str) -> str:
    """What sorts dumps that are named by time: their numbers come first, 9 before 10, then the
    rest, for one source's dumps may lie in another folder than another's.
    """
    numbers = (digits.zfill(20) for digits in re.findall(r"[0-9]+", name))
    return " ".join((*numbers, name))


def rank_of(article: Article, *, sequence: int, order: int) -> str:
    """Of versions the later date, the later dump, the earlier source in the config, the fuller
    text wins; then any, but always the same.
    """
    latest = article.updated or article.published
    moment = int(latest.instant.timestamp()) + 10**11 if latest else 0
    return f"{moment:013}{sequence:08}{9_999 - order:04}{len(article.text):08}{content_of(article)}"


def content_of(article: Article) -> str:
    """A digest of all that the dump said, wherever it lay."""
    return digest(_Said(*_said_in(article)))
