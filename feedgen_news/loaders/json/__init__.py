"""The format `json`: JSON Lines, arrays, objects that hold a list, objects one by one."""

import re
from collections.abc import Iterator
from functools import partial
from itertools import chain

from feedgen_news.config.sources import Source
from feedgen_news.loaders.content import Content, Head
from feedgen_news.loaders.fields import Item, Reader
from feedgen_news.loaders.json.objects import objects
from feedgen_news.loaders.json.pieces import Splitter
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
    return head.suffix in _SUFFIXES and head.foreign is None


def read(content: Content, *, source: Source, report: Report) -> Iterator[Record]:
    """The records of the dump, one by one, in bounded memory."""
    items = partial(_items, content)
    yield from Reader(source).records(items, dump=content.name, report=report)


def _items(content: Content, report: Report) -> Iterator[Item]:
    pieces = iter(Splitter(Window(content.stream), content.name))
    first = next(pieces, None)
    if first is None:
        report.add("empty-dump", "JSON without any value", Origin(content.name))
        return
    yield from objects(chain([first], pieces), report=report)
