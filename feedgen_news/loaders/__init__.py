"""Step 1: a dump becomes records.

One file (or package) per format and one line in `FORMATS`. The bytes decide which format
it is, unless the source names one; what no format knows is refused under its own name.
"""

from collections.abc import Iterator

from feedgen_news.config.schema import Source
from feedgen_news.loaders import json, plain
from feedgen_news.loaders.content import (
    BLANK,
    HEAD,
    Content,
    Format,
    Head,
    MissingExtraError,
    Spread,
)
from feedgen_news.loaders.decoding import (
    Bytes,
    Plain,
    Rewound,
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


def load(
    dump: Dump, *, source: Source, report: Report, spread: Spread = map
) -> Iterator[Record]:
    """The records of a dump, in its order, one at a time.

    `spread` does what is heavy, such as finding the text in pages of HTML.
    Never raises on any content. What cannot be read is reported with its origin, and
    what came before it stays. A dump was read to its end if `report.unread` has not
    grown meanwhile.
    """
    try:
        with dump.open() as file:
            yield from _read(file, dump.name, source=source, report=report, spread=spread)
    except OSError as error:
        report.add("unreadable-dump", error.strerror or "cannot be read", Origin(dump.name))


def _read(
    file: Bytes, name: str, *, source: Source, report: Report, spread: Spread
) -> Iterator[Record]:
    content = _opened(file, name, source=source, report=report, spread=spread)
    format_ = content and _format(content.head, source=source, report=report)
    if not content or not format_:
        return
    try:
        yield from format_.read(content, source=source, report=report)
    except MissingExtraError as error:
        install = f"pip install 'feedgen-news[{error}]'"
        report.add("missing-extra", f"{format_.name} needs {install}", Origin(name))
    if content.stream.lost:
        report.add("undecodable-bytes", f"in {content.head.encoding}", Origin(name))


def _opened(
    file: Bytes, name: str, *, source: Source, report: Report, spread: Spread
) -> Content | None:
    """The dump's head and its bytes; None, with a word in the report, where there are none."""
    passed = lines = 0  # bytes and lines of nothing before the sample
    sample = file.read(HEAD)
    while sample and not sample.strip(BLANK):
        passed += len(sample)
        lines += sample.count(b"\n")
        sample = file.read(HEAD)
    encoding, mark = detect(sample, declared=source.encoding)
    text = _decoded(sample[mark:], encoding)
    if not text.strip("\ufeff\x00 \t\r\n\f\v"):
        report.add("empty-dump", f"{passed + len(sample)} bytes, no text", Origin(name))
        return None
    head = Head(name, sample, encoding, text)
    blank = b"\n" * min(lines, 1 << 24) if encoding == "utf-8" else b""  # so that lines count
    unmarked = Rewound(blank + sample[mark:], file)
    return Content(head, Rewound(sample, file), _as_utf8(unmarked, head), spread)


def _decoded(data: bytes, encoding: str) -> str:
    if encoding == "utf-8":
        return lines_as_text(data).text
    return data.decode(encoding, "replace")


def _as_utf8(file: Bytes, head: Head) -> Stream:
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
