"""Step 1: a dump becomes records.

One file (or package) per format and one line in `FORMATS`. The bytes decide which format
it is, unless the source names one; what no format knows is refused under its own name.
"""

from collections.abc import Iterator

import msgspec

from feedgen_news.config.sources import Source
from feedgen_news.loaders import csv, html, json, markdown, packing, parquet, plain, sgml, warc, xml
from feedgen_news.loaders.content import Format, Head, MissingExtraError, Spread
from feedgen_news.loaders.dumps import Dump, dumps_of, find
from feedgen_news.loaders.folders import ONE_A_FILE, in_folder, section_of
from feedgen_news.loaders.opening import opened
from feedgen_news.loaders.packing import Part
from feedgen_news.loaders.text import FALLBACK, layout_digest, layout_names, layout_of
from feedgen_news.loaders.text.drafting import draft as draft_layout
from feedgen_news.model import Origin, Record
from feedgen_news.problems import Report

__all__ = [
    "FALLBACK",
    "FORMATS",
    "Dump",
    "Format",
    "Glance",
    "draft_layout",
    "dumps_of",
    "find",
    "glance",
    "layout_digest",
    "layout_names",
    "load",
    "section_of",
]

FORMATS: dict[str, Format] = {
    known.name: known
    for known in (
        warc.FORMAT,
        markdown.FORMAT,
        json.FORMAT,
        sgml.FORMAT,
        *xml.FORMATS,
        html.FORMAT,
        csv.FORMAT,
        parquet.FORMAT,
        plain.FORMAT,
    )
}


def load(dump: Dump, *, source: Source, report: Report, spread: Spread = map) -> Iterator[Record]:
    """The records of a dump, in its order, one at a time.

    `spread` does what is heavy, such as finding the text in pages of HTML.
    Never raises on any content. What cannot be read is reported with its origin, and
    what came before it stays. A dump was read to its end if `report.unread` has not
    grown meanwhile.
    """
    try:
        with dump.open() as file:
            for part in packing.parts(file, dump.name, folders=dump.folders, report=report):
                yield from _read(part, source=source, report=report, spread=spread)
    except OSError as error:
        report.add("unreadable-dump", error.strerror or "cannot be read", Origin(dump.name))


class Glance(msgspec.Struct, frozen=True):
    """What the beginning of a dump says it is."""

    format: str
    text: str  # that beginning
    layout: str | None = None  # of plain text


def glance(dump: Dump, *, report: Report) -> Iterator[Glance]:
    """What a dump is, or each dump in an archive; what no format knows is in the report."""
    source = Source.model_validate({"name": "unknown", "files": ["-"]})
    try:
        with dump.open() as file:
            for part in packing.parts(file, dump.name, report=report):
                content = opened(part.file, part.name, source=source, report=report, spread=map)
                format_ = content and _format(content.head, source=source, report=report)
                if content and format_:
                    yield _glance(format_, content.head.text)
    except OSError as error:
        report.add("unreadable-dump", error.strerror or "cannot be read", Origin(dump.name))


def _glance(format_: Format, text: str) -> Glance:
    return Glance(format_.name, text, layout_of(text) if format_ is plain.FORMAT else None)


def _read(part: Part, *, source: Source, report: Report, spread: Spread) -> Iterator[Record]:
    name = part.name
    content = opened(part.file, name, source=source, report=report, spread=spread)
    format_ = content and _format(content.head, source=source, report=report)
    if not content or not format_:
        return
    folders = part.folders if format_.name in ONE_A_FILE else ()
    try:
        yield from in_folder(format_.read(content, source=source, report=report), folders)
    except MissingExtraError as error:
        install = f"pip install 'feedgen-news[{error}]'"
        report.add("missing-extra", f"{format_.name} needs {install}", Origin(name))
    if content.stream.lost:
        report.add("undecodable-bytes", f"in {content.head.encoding}", Origin(name))


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
