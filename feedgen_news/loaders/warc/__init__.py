"""The format `warc`: what a crawler fetched, of which pages of HTML are articles."""

import re
from collections.abc import Iterator

from feedgen_news.config.sources import Source
from feedgen_news.loaders.content import Content, Format, Head, MissingExtraError
from feedgen_news.loaders.html import Page, record_of
from feedgen_news.loaders.warc.framing import MAX_BLOCK, Broken, Framed, records
from feedgen_news.loaders.warc.http import BrokenPageError, Response, TooLargeError, page, response
from feedgen_news.model import Origin, Record
from feedgen_news.problems import Problem, Report

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


def recognise(head: Head) -> bool:
    """By its first bytes; or by its name, where rubbish stands before the first record."""
    return head.data.startswith(b"WARC/") or (head.suffix == ".warc" and not head.foreign)


def read(content: Content, *, source: Source, report: Report) -> Iterator[Record]:
    """The articles of all pages that were fetched whole."""
    others: list[int] = [0]
    pages = _pages(content, report, fast=source.extract == "fast", others=others)
    try:
        for found in content.spread(record_of, pages):
            if isinstance(found, Problem):
                report.hear(found)
            else:
                yield found
    except MissingExtraError as error:
        raise MissingExtraError("warc") from error  # which brings that of pages, too
    if others[0]:
        detail = f"{others[0]:,} of its records: redirects, errors, pictures and the like"
        report.add("no-pages", detail, Origin(content.name))


def _pages(content: Content, report: Report, *, fast: bool, others: list[int]) -> Iterator[Page]:
    for record in records(content.raw):
        origin = Origin(content.name, position=record.position)
        if isinstance(record, Broken):
            code = "truncated-dump" if record.at_end else "damaged-dump"
            report.add(code, f"WARC: {record.detail}", origin)
            continue
        try:
            found = _page(record, origin, fast=fast)
        except TooLargeError:
            limit = f"more than {MAX_BLOCK >> 20} MiB"
            report.add("record-too-large", limit, origin, raw=record.block[:1000])
        except BrokenPageError as error:
            report.add("broken-page", str(error), origin, raw=record.block)
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


FORMAT = Format(
    "warc",
    "WARC files of crawlers: the pages of HTML in them.",
    recognise,
    read,
)
