"""The format `json`: JSON Lines, arrays, objects that hold a list, objects one by one."""

import re
from collections.abc import Iterator
from functools import partial

from feedgen_news.config.sources import Source
from feedgen_news.loaders.content import Content, Format, Head
from feedgen_news.loaders.fields import Item, Reader
from feedgen_news.loaders.json.envelopes import articles_in
from feedgen_news.loaders.json.pieces import Fault, Found, Splitter
from feedgen_news.loaders.json.window import Window
from feedgen_news.loaders.quoting import kept
from feedgen_news.model import Origin, Record
from feedgen_news.problems import Report

_SUFFIXES = frozenset({".json", ".jsonl", ".ndjson", ".jl", ".jsonlines", ".json-seq"})
_BEGINS = re.compile(
    r'[\s\x00\x1e\ufeff]*+(?:\{\s*(?:"|\})|\[\s*(?:\{\s*["}]|\]|\[))'  # not "[Updated] Storm hits"
)


def recognise(head: Head) -> bool:
    """An object or a list of objects to begin with; or the name, if nothing speaks against."""
    if head.binary:
        return False
    if _BEGINS.match(head.text):
        return True
    return head.suffix in _SUFFIXES and head.foreign is None


def read(content: Content, *, source: Source, report: Report) -> Iterator[Record]:
    """The records of the dump, one by one, in bounded memory."""
    items = partial(_items, content)
    yield from Reader(source).records(items, dump=content.name, report=report)


def _items(content: Content, report: Report) -> Iterator[Item]:
    empty = True
    for piece in Splitter(Window(content.stream), content.name):
        empty = False
        if isinstance(piece, Fault):
            report.add(piece.code, piece.detail, piece.origin, raw=piece.raw)
        else:
            yield from _articles(piece, report=report)
    if empty:
        report.add("empty-dump", "JSON without any value", Origin(content.name))


def _articles(found: Found, *, report: Report) -> Iterator[Item]:
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


FORMAT = Format(
    "json",
    "JSON Lines, a JSON array, an object with a list of articles inside, or one object a file.",
    recognise,
    read,
)
