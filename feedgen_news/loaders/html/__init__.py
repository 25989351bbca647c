"""The format `html`: web pages as they were saved, one article a page."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from feedgen_news.config.sources import Source
from feedgen_news.loaders.content import Content, Head
from feedgen_news.model import Origin, Record
from feedgen_news.problems import MissingExtraError, Problem, Report

MAX_PAGE = 16 << 20  # bytes

_XHTML = re.compile(r"\s*+(?:<\?xml[^>]*+>)?\s*+(?:<!doctype\s+html|<html)\b", re.IGNORECASE)


class Page(msgspec.Struct, frozen=True):
    """A page as it was served, its content-encoding undone."""

    data: bytes
    origin: Origin
    url: str | None = None  # the address it was fetched from
    charset: str | None = None  # of the HTTP header
    fast: bool = False  # quick and nearly as good, rather than with all care


def record_of(page: Page) -> Record | Problem:
    """The record a page describes, or the problem that refuses it; never raises on content.

    Pure, and fit to be sent to another process. Raises `MissingExtraError` where the
    libraries of the extra `html` are not installed.
    """
    if len(page.data) > MAX_PAGE:
        return Problem("record-too-large", f"{len(page.data):,} bytes", page.origin)
    reader, find = _with_libraries(fast=page.fast)
    result: Record | Problem = reader(
        page.data, origin=page.origin, url=page.url, charset_said=page.charset, find=find
    )
    return result


def _with_libraries(*, fast: bool) -> tuple[Any, Any]:
    """What reads a page and what finds its text: loaded here, for it takes half a second."""
    try:
        from feedgen_news.loaders.html import page  # noqa: PLC0415

        if fast:
            return page.read, None
        from feedgen_news.loaders.html import thorough  # noqa: PLC0415
    except ImportError as error:
        if (error.name or "").startswith("feedgen_news"):
            raise
        raise MissingExtraError("html") from error
    return page.read, thorough.find


def recognise(head: Head) -> bool:
    """A page of HTML or XHTML, or a fragment of one."""
    return head.foreign == "HTML page" or (not head.binary and bool(_XHTML.match(head.text)))


def read(content: Content, *, source: Source, report: Report) -> Iterator[Record]:
    """The article of a page."""
    origin = Origin(content.name)
    data = content.raw.read(MAX_PAGE + 1)
    while len(data) <= MAX_PAGE and (more := content.raw.read(MAX_PAGE + 1 - len(data))):
        data += more
    page = Page(data, origin, fast=source.extract == "fast", charset=source.encoding)
    for result in content.spread(record_of, [page]):
        if isinstance(result, Problem):
            report.hear(result)
        else:
            yield result
