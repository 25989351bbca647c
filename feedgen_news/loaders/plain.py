"""The format `text`: pages saved as plain text, read by a layout."""

from collections.abc import Iterator

from feedgen_news.config.schema import Source
from feedgen_news.loaders import text
from feedgen_news.loaders.content import Content, Format, Head
from feedgen_news.loaders.decoding import lines_as_text
from feedgen_news.model import Origin, Record
from feedgen_news.problems import Report

MAX_TEXT = 64 << 20  # bytes; a layout sees the whole file at once


def recognise(head: Head) -> bool:
    """Whatever is text and bears no other format's marks."""
    return head.foreign is None


def read(content: Content, *, source: Source, report: Report) -> Iterator[Record]:
    """The articles of a text file, as its layout finds them."""
    data = b""
    while chunk := content.stream.read(1 << 20):
        data += chunk
        if len(data) > MAX_TEXT:
            report.add("dump-too-large", f"more than {MAX_TEXT >> 20} MiB", Origin(content.name))
            return
    decoded = lines_as_text(data)
    for code, line in decoded.oddities.items():
        report.add(code, "first in this line", Origin(content.name, line=line))
    yield from text.read(decoded.text, dump=content.name, source=source, report=report)


FORMAT = Format(
    "text",
    "Plain text, one or several articles to a file, read by the source's layout.",
    recognise,
    read,
)
