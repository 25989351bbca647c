"""From the keys of a dump's object to the fields of a `Record`, without configuration.

A format that has objects, whatever it read them from, hands them to `Reader.records` with
their origins: it looks at the first of them, guesses what no known key fills, tells the
guess once, and then goes on one by one. `Reader.record` is for a single object of a kind
that is known beforehand; it guesses nothing.

    yield from Reader(source).records(
        lambda report: (Item(value, origin) for value, origin in …),
        dump=content.name, report=report,
    )

`guess` and `usage` tell, without a report, which path of a dump would fill which field.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from feedgen_news.config.sources import Source
from feedgen_news.loaders.fields.ahead import Ahead, Item
from feedgen_news.loaders.fields.body import Body
from feedgen_news.loaders.fields.guessing import SAMPLE, guess, guess_paths
from feedgen_news.loaders.fields.keys import Path, unknown
from feedgen_news.loaders.fields.kinds import is_article_type
from feedgen_news.loaders.fields.object import fields_of, prose_of, title_of
from feedgen_news.loaders.fields.usage import Usage, usage
from feedgen_news.loaders.fields.ways import Finder, Ways
from feedgen_news.loaders.quoting import kept
from feedgen_news.model import Origin, Record, unique
from feedgen_news.problems import Report

__all__ = ["Item", "NotAnArticleError", "Reader", "Usage", "guess", "usage"]

_MOST_KEYS, _LONGEST_KEY = 8, 40  # that a message names; characters


class NotAnArticleError(Exception):
    """The object describes something else; the message says what."""


class Reader:
    """Makes records of objects; where the source maps a field, only what it names counts."""

    def __init__(self, source: Source) -> None:
        self._mapped = dict(source.fields)
        self._finder = Finder(self._mapped)

    def records(
        self, items: Callable[[Report], Iterable[Item]], *, dump: str, report: Report
    ) -> Iterator[Record]:
        """The records of a dump's objects, in their order; what is no article is reported.

        What fills the fields that no known key fills is guessed from the first objects and
        told as `fields-guessed`. Holds a few of them, then one at a time. What `items` adds
        to the report it is given is told in its place between the records.
        """
        ahead = Ahead(report)
        coming = iter(items(ahead.report))
        guessed = self.guessed(ahead.fill(coming, SAMPLE), dump=dump, report=report)
        yield from self.known(ahead.all(coming), guessed=guessed, report=report)

    def guessed(
        self, first: Sequence[dict[str, Any]], *, dump: str, report: Report
    ) -> dict[str, Path]:
        """What fills the fields that no known key fills in the first objects of a dump; told."""
        guessed = guess_paths(first, mapped=self._mapped)
        if guessed:
            unused = _unused(first, guessed.values())
            said = told(guessed) + (f"; not used: {unused}" if unused else "")
            report.add("fields-guessed", said, Origin(dump))
        return guessed

    def known(
        self, items: Iterable[Item], *, guessed: Mapping[str, Path], report: Report
    ) -> Iterator[Record]:
        """The records of objects of which it is known what fills which field."""
        finder = Finder(self._mapped, guessed)
        for item in items:
            raw = item.value if item.raw is None else item.raw
            try:
                record = _record(item.value, finder.ways(item.value), item.origin)
            except NotAnArticleError as error:
                report.add("not-an-article", str(error), item.origin, raw=kept(raw))
                continue
            record.raw = raw
            yield record

    def record(self, value: dict[str, Any], *, origin: Origin) -> Record:
        """The record an object describes; raises `NotAnArticleError` if it plainly is none."""
        return _record(value, self._finder.ways(value), origin)


def _record(value: dict[str, Any], ways: Ways, origin: Origin) -> Record:
    if "@type" in value and not is_article_type(value["@type"]):
        raise NotAnArticleError("JSON-LD of another type")
    found = fields_of(value, ways)
    summary, body, inline = prose_of(value, ways)
    known = "url" in found or bool(body)
    title = title_of(value, ways, sure=known)
    if not (known or title or summary):
        raise NotAnArticleError(_nothing_in(value))
    if title and summary and not known:  # it is all there is to read
        summary, body = None, Body(text=summary)
    if inline:
        found["images"] = list(unique((*found.get("images", ()), *inline)))
    return Record(
        origin=origin, title=title, summary=summary, text=body.text, html=body.html, **found
    )


def _nothing_in(value: dict[str, Any]) -> str:
    keys = _listed(unknown(value))
    return "no title, text or address under any key we know" + (f", but {keys}" if keys else "")


def _listed(keys: Iterable[str]) -> str:
    """The first of some keys in words, for whoever will map them."""
    named = list(islice(unique(key[:_LONGEST_KEY] for key in keys), _MOST_KEYS + 1))
    return ", ".join((*named[:_MOST_KEYS], *("…" for _ in named[_MOST_KEYS:])))


def _unused(first: Iterable[dict[str, Any]], taken: Iterable[Path]) -> str:
    """The keys of objects that neither our table nor a guess makes anything of."""
    roots = {path[0] for path in taken}
    return _listed(key for value in first for key in unknown(value) if key not in roots)


def told(guessed: Mapping[str, Path]) -> str:
    """A guess in words: `title ← hed, text ← story.payload`."""
    return ", ".join(f"{field} ← {'.'.join(path)}" for field, path in guessed.items())
