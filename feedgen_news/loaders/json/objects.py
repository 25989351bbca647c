"""The objects of a dump that describe articles, out of the values it is made of."""

from collections.abc import Iterable, Iterator

import msgspec

from feedgen_news.loaders.fields import Item
from feedgen_news.loaders.json.envelopes import articles_in, is_alone
from feedgen_news.loaders.json.pieces import Fault, Found
from feedgen_news.loaders.quoting import kept
from feedgen_news.model import Origin
from feedgen_news.problems import Report


def objects(pieces: Iterable[Found | Fault], *, report: Report) -> Iterator[Item]:
    """All of them, in the order of the dump: the values, or what their envelopes hold.

    What is no object is reported.
    """
    for piece in pieces:
        if isinstance(piece, Fault):
            report.add(piece.code, piece.detail, piece.origin, raw=piece.raw)
            continue
        if piece.oddity:
            report.add(piece.oddity, "in this record", piece.origin)
        if isinstance(piece.value, dict) and is_alone(piece.value):
            yield Item(piece.value, piece.origin)
            continue
        articles = articles_in(piece.value) if isinstance(piece.value, dict) else [piece.value]
        alone = len(articles) == 1
        for number, article in enumerate(articles, start=1):
            origin = piece.origin if alone else _inside(piece, number)
            if isinstance(article, dict):
                yield Item(article, origin)
            else:
                report.add("not-an-object", "a value that stands alone", origin, raw=kept(article))


def _inside(piece: Found, number: int) -> Origin:
    """Where an article of an envelope lies: its line tells that, where many have one each."""
    origin = piece.origin
    if piece.lined and origin.line and origin.line == origin.end_line:
        return msgspec.structs.replace(origin, position=number)
    return Origin(origin.dump, position=number)
