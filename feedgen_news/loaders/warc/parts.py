"""WARC files in parts: some pages each, of which any process makes records."""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec

import msgspec

from feedgen_news.config.sources import Source
from feedgen_news.loaders.content import Content, EndsEarlyError
from feedgen_news.loaders.html import Page
from feedgen_news.loaders.warc import pages, read_page, tell_others
from feedgen_news.model import Record
from feedgen_news.problems import MissingExtraError, Problem, Report

PART = 1 << 20  # bytes of pages, about
MOST = 16  # pages of a part: each may take a tenth of a second

_NEEDED = ("trafilatura", "lxml_html_clean", "selectolax")


class Pages(msgspec.Struct, frozen=True):
    """Some pages in their order, and what there was to report of others between them."""

    met: tuple[Page | Problem, ...]

    def records(self, *, source: Source, report: Report) -> Iterator[Record]:
        """The records of these pages."""
        _ = source  # the pages know what it says of them
        try:
            for found in map(read_page, self.met):
                if isinstance(found, Problem):
                    report.hear(found)
                else:
                    yield found
        except MissingExtraError as error:
            raise MissingExtraError("warc") from error  # which brings that of pages, too


class PartedPages:
    """A WARC in parts, to be gone through once."""

    def __init__(self, content: Content, *, fast: bool) -> None:
        self._content = content
        self._fast = fast
        self._others = [0]

    def __iter__(self) -> Iterator[Pages]:
        held: list[Page | Problem] = []
        size = 0
        try:
            for met in pages(self._content, fast=self._fast, others=self._others):
                held.append(met)
                size += len(met.data if isinstance(met, Page) else met.raw or b"")
                if size >= PART or len(held) == MOST:
                    yield Pages(tuple(held))
                    held, size = [], 0
        except (OSError, MissingExtraError):
            yield Pages(tuple(held))  # what came before stays
            raise
        if held:
            yield Pages(tuple(held))

    def rest(
        self,
        parts: Iterable[Pages],
        error: EndsEarlyError | None,
        *,
        source: Source,
        report: Report,
    ) -> Iterator[Record]:
        """Every record that no part gave; what else was fetched is in the report then."""
        _ = error, parts  # pages never end early
        for part in self:
            yield from part.records(source=source, report=report)
        tell_others(self._others[0], self._content.name, report=report)


def parted(content: Content, *, source: Source, report: Report) -> PartedPages | None:
    """The WARC in parts; None, and nothing is read, without the libraries that read pages."""
    _ = report
    if not all(map(find_spec, _NEEDED)):
        return None
    return PartedPages(content, fast=source.extract == "fast")
