"""An article made ready to be kept: all of it that does not depend on what the archive knows.

Making it costs more than keeping it, and any process may do it.
"""

import msgspec

from feedgen_news.archive.copies.traces import mark_of
from feedgen_news.archive.filing import listed
from feedgen_news.archive.kinship import digest_of
from feedgen_news.archive.sealing import checksum
from feedgen_news.archive.settling import first_claim
from feedgen_news.archive.versions import DIGEST, decoded, encoded, facts_of, rank_of
from feedgen_news.model import Article, LabelKind, Sorted


class Prepared(msgspec.Struct, frozen=True, array_like=True):
    """A row of the archive as it will be if the article is new and nobody contests its second."""

    id: str
    source: str
    url: str | None
    title: str
    dump: str  # the name of the one that it lies in
    content: str
    rank: str
    body_rank: str
    date: int  # for people, seconds since 1970 UTC
    changed: int  # the second it claims
    checksum: int
    facts: bytes  # as JSON
    labels: str  # as JSON
    listed: tuple[tuple[LabelKind, str, str], ...]  # kind, slug and title of each label
    topics: tuple[str, ...]
    keys: tuple[str, ...]
    hints: tuple[str, ...]
    marks: tuple[int, ...]  # digests of both, the keys' first
    text_mark: int | None  # what exact copies of its text have, too

    def article(self) -> Article:
        """The article; its hints are with it, as they are not among the facts."""
        return msgspec.structs.replace(decoded(self.facts), hints=self.hints)


def prepare(article: Article, verdict: Sorted, *, sequence: int, order: int, now: int) -> Prepared:
    """The row of an article from a dump of this sequence, of the source of this order.

    `now` is the instant of the build, in seconds since 1970 UTC.
    """
    rank = rank_of(article, sequence=sequence, order=order)
    claim = first_claim(article, now=now)
    labels, facts = encoded(verdict.labels), facts_of(article)
    sealed = (article.id, article.source, claim.date, claim.wanted, claim.wanted, now)
    return Prepared(
        id=article.id,
        source=article.source,
        url=article.url,
        title=article.title,
        dump=article.origin.dump,
        content=rank[-DIGEST:],
        rank=rank,
        body_rank=rank if article.text else "",
        date=claim.date,
        changed=claim.wanted,
        checksum=checksum((*sealed, labels, facts)),
        facts=facts,
        labels=labels,
        listed=tuple(listed(verdict.labels)),
        topics=verdict.topics,
        keys=article.keys,
        hints=article.hints,
        marks=tuple(map(digest_of, (*article.keys, *article.hints))),
        text_mark=mark_of(article.text),
    )
