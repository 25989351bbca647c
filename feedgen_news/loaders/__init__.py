"""Step 1: a dump becomes records.

One file (or package) per format and one line in `FORMATS`. The bytes decide which format
it is, unless the source names one; what no format knows is refused under its own name.
"""

from collections.abc import Iterator
from typing import BinaryIO

from feedgen_news.config.schema import Source
from feedgen_news.loaders import json, plain
from feedgen_news.loaders.content import BLANK, HEAD, Content, Format, Head
from feedgen_news.loaders.decoding import (
    Plain,
    Stream,
    Transcoded,
    UniformLines,
    detect,
    lines_as_text,
)
from feedgen_news.loaders.dumps import Dump, dumps_of, find
from feedgen_news.loaders.text import layout_digest, layout_names
from feedgen_news.model import Origin, Record
from feedgen_news.problems import Report

__all__ = [
    "FORMATS",
    "Dump",
    "Format",
    "dumps_of",
    "find",
    "layout_digest",
    "layout_names",
    "load",
]

FORMATS: dict[str, Format] = {known.name: known for known in (json.FORMAT, plain.FORMAT)}


def load(dump: Dump, *, source: Source, report: Report) -> Iterator[Record]:
    """The records of a dump, in its order, one at a time.

    Never raises on any content. What cannot be read is reported with its origin, and
    what came before it stays. A dump was read to its end if `report.unread` has not
    grown meanwhile.
    """
    where = Origin(dump.name)
    try:
        with dump.open() as stream:
            content = _opened(stream, dump.name, source=source, report=report)
            if content and (format_ := _format(content.head, source=source, report=report)):
                yield from format_.read(content, source=source, report=report)
                if content.stream.lost:
                    report.add("undecodable-bytes", f"in {content.head.encoding}", where)
    except OSError as error:
        report.add("unreadable-dump", error.strerror or "cannot be read", where)


def _opened(stream: BinaryIO, name: str, *, source: Source, report: Report) -> Content | None:
    """The dump's head and its stream; None, with a word in the report, where there is none."""
    first = stream.read(HEAD)
    sample = first
    while sample and not sample.strip(BLANK):
        sample = stream.read(HEAD)
    encoding, mark = detect(first if sample is first else sample, declared=source.encoding)
    text = _decoded(sample[mark:] if sample is first else sample, encoding)
    if not text.strip("\ufeff\x00 \t\r\n\f\v"):
        report.add("empty-dump", f"{len(first)} bytes, no text", Origin(name))
        return None
    stream.seek(mark)
    head = Head(name, sample, encoding, text)
    return Content(head, _as_utf8(stream, head))


def _decoded(data: bytes, encoding: str) -> str:
    if encoding == "utf-8":
        return lines_as_text(data).text
    return data.decode(encoding, "replace")


def _as_utf8(file: BinaryIO, head: Head) -> Stream:
    utf8 = head.encoding == "utf-8"
    stream: Stream = Plain(file) if utf8 else Transcoded(file, head.encoding)
    return UniformLines(stream) if "\r" in head.text and "\n" not in head.text else stream


def _format(head: Head, *, source: Source, report: Report) -> Format | None:
    """The format the source names, or the first that knows the head; None if it is unknown."""
    where = Origin(head.name)
    if source.format != "auto" and source.format not in FORMATS:
        names = ", ".join(FORMATS)
        report.add("unknown-format", f"`format` names none of: {names}", where)
        return None
    if source.format != "auto" and not head.binary:
        return FORMATS[source.format]
    for format_ in FORMATS.values():
        if format_.recognise(head):
            return format_
    report.add("unknown-format", head.foreign or "no text", where)
    return None
