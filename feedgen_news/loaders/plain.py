"""The format `text`: pages saved as plain text, read by a layout."""

from collections.abc import Iterator

from feedgen_news.config.sources import Source
from feedgen_news.loaders import text
from feedgen_news.loaders.content import Content, Head
from feedgen_news.loaders.decoding import lines_as_text
from feedgen_news.model import Origin, Record
from feedgen_news.problems import Report

MAX_TEXT = 64 << 20  # bytes; a layout sees the whole file at once


def recognise(head: Head) -> bool:
    """Whatever is text and bears no other format's marks."""
    return head.foreign is None


def read(content: Content, *, source: Source, report: Report) -> Iterator[Record]:
    """The articles of a text file, as its layout finds them."""
    found = text_of(content, report=report)
    if found is not None:
        yield from text.read(found, dump=content.name, source=source, report=report)


def text_of(content: Content, *, report: Report) -> str | None:
    """A whole file as text, its oddities told; None where it is too large, which is told too."""
    data = bytearray()
    while chunk := content.stream.read(1 << 20):
        data += chunk
        if len(data) > MAX_TEXT:
            report.add("dump-too-large", f"more than {MAX_TEXT >> 20} MiB", Origin(content.name))
            return None
    decoded = lines_as_text(bytes(data))
    for code, line in decoded.oddities.items():
        where = "first in this line"
        said = f"{decoded.guess}, {where}" if code == "encoding-guessed" else where
        report.add(code, said, Origin(content.name, line=line))
    return decoded.text
