"""The format `warc`: what a crawler fetched, of which pages of HTML are articles."""

import re
from collections.abc import Iterator

from feedgen_news.config.sources import Source
from feedgen_news.loaders.content import Content
from feedgen_news.loaders.html import Page, record_of
from feedgen_news.loaders.warc.framing import MAX_BLOCK, Broken, Framed, records
from feedgen_news.loaders.warc.http import BrokenPageError, Response, TooLargeError, page, response
from feedgen_news.model import Origin, Record
from feedgen_news.problems import MissingExtraError, Problem, Report

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_UNSURE = frozenset({"", "application/octet-stream", "text/xml", "application/xml"})
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]*+>\s*+)?<(?:!doctype\s+html|html)\b", re.IGNORECASE
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s;,\"']+)", re.IGNORECASE)
_HTTP = "application/http"
_FETCHED = frozenset({"response", "resource", "conversion"})
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_ROBOTS = re.compile(r"https?://[^/?#]+/robots\.txt(?:[?#]|\Z)", re.IGNORECASE)


def read(content: Content, *, source: Source, report: Report) -> Iterator[Record]:
    """The articles of all pages that were fetched whole."""
    others: list[int] = [0]
    try:
        for met in pages(content, fast=source.extract == "fast", others=others):
            found = read_page(met)
            if isinstance(found, Problem):
                report.hear(found)
            else:
                yield found
    except MissingExtraError as error:
        raise MissingExtraError("warc") from error  # which brings that of pages, too
    tell_others(others[0], content.name, report=report)


def read_page(met: Page | Problem) -> Record | Problem:
    """The record of a page; or what there is to report, of it or instead of it."""
    return record_of(met) if isinstance(met, Page) else met


def tell_others(number: int, name: str, *, report: Report) -> None:
    """Say that so many of what was fetched were no pages."""
    if number:
        detail = f"{number:,} of its records: redirects, errors, pictures and the like"
        report.add("no-pages", detail, Origin(name))


def pages(content: Content, *, fast: bool, others: list[int]) -> Iterator[Page | Problem]:
    """The pages that were fetched whole, and what has to be reported between them.

    `others` counts what else was fetched.
    """
    for record in records(content.raw):
        origin = Origin(content.name, position=record.position)
        if isinstance(record, Broken):
            code = "truncated-dump" if record.at_end else "damaged-dump"
            yield Problem(code, f"WARC: {record.detail}", origin)
            continue
        try:
            found = _page(record, origin, fast=fast)
        except TooLargeError:
            limit = f"more than {MAX_BLOCK >> 20} MiB"
            yield Problem("record-too-large", limit, origin, record.block[:1000])
        except BrokenPageError as error:
            yield Problem("broken-page", str(error), origin, record.block)
        else:
            if found:
                yield found
            else:
                others[0] += record.headers.get("warc-type") in _FETCHED


def _page(record: Framed, origin: Origin, *, fast: bool) -> Page | None:
    """The page in a record, None where there is none. Raises BrokenPageError."""
    answer = _answer(record)
    if answer is None or answer.status != 200:
        return None
    address = record.headers.get("warc-target-uri", "").strip().strip("<>").strip()
    cut = "warc-truncated" in record.headers
    type_ = answer.headers.get("content-type", "")
    mime = type_.partition(";")[0].strip().lower()
    if mime not in _HTML | _UNSURE or _ROBOTS.match(address):
        return None
    if record.length > MAX_BLOCK:
        raise TooLargeError
    if "warc-segment-number" in record.headers:
        raise BrokenPageError("in segments, of which this is one")
    data = page(answer, cut=cut)
    if mime in _UNSURE and not _MARKUP.match(data):
        return None
    charset = _CHARSET.search(type_)
    url = address if _ADDRESS.match(address) else None
    return Page(data, origin, url, charset[1] if charset else None, fast)


def _answer(record: Framed) -> Response | None:
    """What was fetched: an HTTP response, or a file of which the record itself is the header."""
    kind = record.headers.get("warc-type", "").lower()
    if kind == "resource":
        said = {"content-type": record.headers.get("content-type", "")}
        return Response(200, said, record.block)
    protocol = record.headers.get("content-type", _HTTP).lower()
    if kind != "response" or not protocol.startswith(_HTTP):  # but dns, ftp …
        return None
    answer = response(record.block)
    if answer is None:
        raise BrokenPageError("a response that is no HTTP")
    return answer
