"""A dump's bytes, opened: its encoding, its head, and the whole as UTF-8."""

from feedgen_news.config.sources import Source
from feedgen_news.loaders.content import BLANK, HEAD, Content, Head, Spread
from feedgen_news.loaders.decoding import (
    Bytes,
    GuessedLines,
    Plain,
    Rewound,
    Stream,
    Told,
    Transcoded,
    UniformLines,
    detect,
    lines_as_text,
)
from feedgen_news.loaders.legacy import guess_of_file
from feedgen_news.model import Origin
from feedgen_news.problems import Report

_MOST_LINES = 1 << 24  # before the first that says something; bounds memory


def opened(
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
    sure = encoding != "utf-8" or mark or source.encoding
    guess = None if sure else guess_of_file(sample)
    encoding = guess or encoding
    text = _decoded(sample[mark:], encoding)
    if not text.strip("\ufeff\x00 \t\r\n\f\v"):
        report.add("empty-dump", f"{passed + len(sample)} bytes, no text", Origin(name))
        return None
    head = Head(name, sample, encoding, text)
    ours = guess or encoding == "utf-8"
    blank = b"\n" * min(lines, _MOST_LINES) if ours else b""  # so that lines count
    unmarked = Rewound(blank + sample[mark:], file)
    stream = _as_utf8(unmarked, head, guessed=guess is not None)
    if guess:
        stream = Told(stream, lambda: report.add("encoding-guessed", str(guess), Origin(name)))
    begin = passed + mark - len(blank)
    return Content(head, Rewound(sample, file), stream, spread, begin)


def _decoded(data: bytes, encoding: str) -> str:
    if encoding == "utf-8":
        return lines_as_text(data).text
    return data.decode(encoding, "replace")


def _as_utf8(file: Bytes, head: Head, *, guessed: bool) -> Stream:
    stream: Stream
    if head.encoding == "utf-8":
        stream = Plain(file)
    elif guessed and head.encoding != "iso2022-jp":  # in which a line needs the one above it
        stream = GuessedLines(file, head.encoding)
    else:
        stream = Transcoded(file, head.encoding)
    return UniformLines(stream) if "\r" in head.text and "\n" not in head.text else stream
