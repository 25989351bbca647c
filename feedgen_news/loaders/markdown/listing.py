"""A list of articles in YAML: one block of keys for each."""

import re
from collections.abc import Iterator
from typing import Any

from feedgen_news.config.nodes import Node
from feedgen_news.config.yaml_syntax import parse
from feedgen_news.loaders.fields import NotAnArticleError, Reader
from feedgen_news.loaders.fields.keys import TITLE, fold
from feedgen_news.loaders.quoting import kept, quoted
from feedgen_news.model import Origin, Record
from feedgen_news.problems import Report

_KEYS = frozenset((*TITLE, "url", "link", "permalink"))
_FIRST = re.compile(
    r"(?>(?:[\ufeff\s]|#[^\n]*\n|---[ \t]*\n)*)- +['\"]?(?P<one>\w[\w -]{0,40})['\"]?[ \t]*:"
    r"[ \t]*\S[^\n]*\n[ \t]+['\"]?(?P<two>\w[\w -]{0,40})['\"]?[ \t]*:\s"
)


def is_listing(text: str) -> bool:
    """Whether a text begins with an item of a list that has a title or an address for a key."""
    found = _FIRST.match(text)
    return found is not None and not _KEYS.isdisjoint(map(fold, found.groups()))


def records(text: str, *, dump: str, reader: Reader, report: Report) -> Iterator[Record]:
    """The record of each item; none where the list is no sound YAML, as the report then says."""
    root, mistakes = parse(text)
    if root is None or not isinstance(root.value, list):
        line, said = (mistakes[0].line, mistakes[0].message) if mistakes else (1, "no list")
        report.add("unknown-format", f"a list in YAML: {said}", Origin(dump, line=line))
        return
    for mistake in mistakes:
        report.add("broken-front-matter", mistake.message, Origin(dump, line=mistake.line))
    for place, item in enumerate(root.value, 1):
        origin = Origin(dump, line=item.spot.line, position=place)
        record = _record(item, origin, reader=reader, report=report)
        if record is not None:
            yield record


def _record(item: Node, origin: Origin, *, reader: Reader, report: Report) -> Record | None:
    values: Any = item.plain
    if not isinstance(values, dict):
        said = f"{item.kind} in a list of articles"
        report.add("not-an-article", said, origin, raw=quoted(str(values)))
        return None
    try:
        record = reader.record(values, origin=origin)
    except NotAnArticleError as error:
        report.add("not-an-article", str(error), origin, raw=kept(values))
        return None
    record.raw = kept(values)
    return record
