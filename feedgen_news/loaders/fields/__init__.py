"""From the keys of a dump's object to the fields of a `Record`, without configuration.

A format that has objects, whatever it read them from, hands them to `Reader.records` with
their origins: it looks at the first of them, guesses what no known key fills, tells the
guess once, and then goes on one by one. `Reader.record` is for a single object of a kind
that is known beforehand; it guesses nothing.

    yield from Reader(source).records(
        (Item(value, origin) for value, origin in …), dump=content.name, report=report
    )

`guess` and `usage` tell, without a report, which path of a dump would fill which field.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from feedgen_news.config.schema import Source
from feedgen_news.loaders.fields.body import Body
from feedgen_news.loaders.fields.guessing import SAMPLE, guess, guess_paths
from feedgen_news.loaders.fields.keys import Path
from feedgen_news.loaders.fields.kinds import is_article_type
from feedgen_news.loaders.fields.object import Object
from feedgen_news.loaders.fields.people import people
from feedgen_news.loaders.fields.pictures import pictures
from feedgen_news.loaders.fields.usage import Usage, usage
from feedgen_news.loaders.fields.values import labels
from feedgen_news.loaders.quoting import kept, weight
from feedgen_news.model import Origin, Record, unique
from feedgen_news.problems import Report

__all__ = ["Item", "NotAnArticleError", "Reader", "Usage", "guess", "usage"]

_JOINED = re.compile(r",(?=[^\s\d])")
_MOST_KEPT = 8 << 20  # characters of objects that are held before a guess is made


class NotAnArticleError(Exception):
    """The object describes something else; the message says what."""


class Item(NamedTuple):
    """An object of a dump, where it lies, and how it stands there if that is something else."""

    value: dict[str, Any]
    origin: Origin
    raw: Any = None


class Reader:
    """Makes records of objects; where the source maps a field, only what it names counts."""

    def __init__(self, source: Source) -> None:
        self._mapped = dict(source.fields)

    def records(self, items: Iterable[Item], *, dump: str, report: Report) -> Iterator[Record]:
        """The records of a dump's objects, in their order; what is no article is reported.

        What fills the fields that no known key fills is guessed from the first objects and
        told as `fields-guessed`. Holds a few of them, then one at a time.
        """
        coming = iter(items)
        first = list(_first(coming))
        guessed = guess_paths((item.value for item in first), mapped=self._mapped)
        if guessed:
            report.add("fields-guessed", told(guessed), Origin(dump))
        for item in _chained(first, coming):
            try:
                record = self.record(item.value, origin=item.origin, guessed=guessed)
            except NotAnArticleError as error:
                raw = item.value if item.raw is None else item.raw
                report.add("not-an-article", str(error), item.origin, raw=kept(raw))
                continue
            record.raw = item.value if item.raw is None else item.raw
            yield record

    def record(
        self, value: dict[str, Any], *, origin: Origin, guessed: Mapping[str, Path] | None = None
    ) -> Record:
        """The record an object describes; raises `NotAnArticleError` if it plainly is none."""
        if "@type" in value and not is_article_type(value["@type"]):
            raise NotAnArticleError("JSON-LD of another type")
        found = Object(value, mapped=self._mapped, guessed=guessed or {})
        summary, body, inline = found.prose()
        url = found.url()
        title = found.title(sure=bool(url or body))
        if not (url or title or summary or body):
            raise NotAnArticleError("no title, text or address under any key we know")
        if title and summary and not (url or body):  # it is all there is to read
            summary, body = None, Body(text=summary)
        return Record(
            origin=origin,
            id=found.first("id"),
            url=url,
            title=title,
            summary=summary,
            text=body.text,
            html=body.html,
            authors=found.listed("authors", people),
            published=found.date("published"),
            updated=found.date("updated"),
            sections=found.listed("sections", _sections),
            tags=found.listed("tags", labels),
            language=found.first("language"),
            place=found.name("place"),
            images=list(unique((*found.listed("images", pictures), *inline))),
            publisher=found.name("publisher"),
        )


def told(guessed: Mapping[str, Path]) -> str:
    """A guess in words: `title ← hed, text ← story.payload`."""
    return ", ".join(f"{field} ← {'.'.join(path)}" for field, path in guessed.items())


def _first(coming: Iterator[Item]) -> Iterator[Item]:
    """As many of the items as a guess is made from, fewer where they are large."""
    held = 0
    for _ in range(SAMPLE):
        item = next(coming, None)
        if item is None:
            return
        yield item
        held += weight(item.value, most=_MOST_KEPT)
        if held > _MOST_KEPT:
            return


def _chained(first: list[Item], rest: Iterator[Item]) -> Iterator[Item]:
    """All of them, letting go of each as soon as it is past."""
    first.reverse()
    while first:
        yield first.pop()
    yield from rest


def _sections(value: Any) -> list[str]:
    """Sections; "Arts, Culture" is one, "World,Politics" are two that a program joined."""
    if isinstance(value, str) and not value.lstrip().startswith("["):
        value = _JOINED.sub(";", value)
    return labels(value, separators=";")
