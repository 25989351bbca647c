"""The objects of a dump that describe articles, out of the values it is made of."""

from collections.abc import Iterable, Iterator

from feedgen_news.loaders.fields import Item
from feedgen_news.loaders.json.envelopes import articles_in
from feedgen_news.loaders.json.pieces import Fault, Found
from feedgen_news.loaders.quoting import kept
from feedgen_news.model import Origin
from feedgen_news.problems import Report


def objects(pieces: Iterable[Found | Fault], *, report: Report) -> Iterator[Item]:
    """All of them, in the order of the dump; what is none is reported."""
    for piece in pieces:
        if isinstance(piece, Fault):
            report.add(piece.code, piece.detail, piece.origin, raw=piece.raw)
        else:
            yield from objects_in(piece, report=report)


def objects_in(found: Found, *, report: Report) -> Iterator[Item]:
    """Those of one value: itself, or what its envelope holds."""
    if found.oddity:
        report.add(found.oddity, "in this record", found.origin)
    articles = articles_in(found.value) if isinstance(found.value, dict) else [found.value]
    for number, article in enumerate(articles, start=1):
        alone = len(articles) == 1
        origin = found.origin if alone else Origin(found.origin.dump, position=number)
        if isinstance(article, dict):
            yield Item(article, origin)
        else:
            report.add("not-an-object", "a value that stands alone", origin, raw=kept(article))
