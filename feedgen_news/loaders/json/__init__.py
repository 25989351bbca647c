"""The format `json`: JSON Lines, arrays, objects that hold a list, objects one by one."""

import re
from collections.abc import Iterator

from feedgen_news.config.schema import Source
from feedgen_news.loaders.content import Content, Format, Head
from feedgen_news.loaders.fields import NotAnArticleError, Reader
from feedgen_news.loaders.json.envelopes import articles_in
from feedgen_news.loaders.json.pieces import Fault, Found, Splitter
from feedgen_news.loaders.json.window import Window
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
    return head.suffix in _SUFFIXES and head.foreign in {None, "CSV"}


def read(content: Content, *, source: Source, report: Report) -> Iterator[Record]:
    """The records of the dump, one by one, in bounded memory."""
    reader = Reader(source)
    empty = True
    for piece in Splitter(Window(content.stream), content.name):
        empty = False
        if isinstance(piece, Fault):
            report.add(piece.code, piece.detail, piece.origin)
        else:
            yield from _records(piece, reader=reader, report=report)
    if empty:
        report.add("empty-dump", "JSON without any value", Origin(content.name))


def _records(found: Found, *, reader: Reader, report: Report) -> Iterator[Record]:
    if found.oddity:
        report.add(found.oddity, "in this record", found.origin)
    if not isinstance(found.value, dict):
        report.add("not-an-object", "a value that stands alone", found.origin)
        return
    articles = articles_in(found.value)
    for number, article in enumerate(articles, start=1):
        alone = len(articles) == 1
        origin = found.origin if alone else Origin(found.origin.dump, position=number)
        if not isinstance(article, dict):
            report.add("not-an-object", "a value that stands alone", origin)
            continue
        try:
            yield reader.record(article, origin=origin)
        except NotAnArticleError as error:
            report.add("not-an-article", str(error), origin)


FORMAT = Format(
    "json",
    "JSON Lines, a JSON array, an object with a list of articles inside, or one object a file.",
    recognise,
    read,
)
