"""From the bytes of a page to UTF-8, whatever the page says of itself.

The order: a byte order mark; UTF-8 if the bytes *are* UTF-8 and more than ASCII, for such
bytes are nothing else by chance; the charset of the HTTP header; `<meta charset>` or an
XML declaration; the zero bytes of UTF-16; a guess. A charset that most of the page's bytes
contradict counts as none.
"""

import codecs
import re

from feedgen_news.config.encodings import encoding_named
from feedgen_news.loaders.decoding import detect
from feedgen_news.loaders.legacy import guess

_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]{0,300}?charset|\?xml\b[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w:.-]{2,40})""",
    re.IGNORECASE,
)
_LOOKED_AT = 4_096  # bytes; the HTML Standard (§4.2.5.4) asks for the first 1,024
_SAMPLE = 65_536  # bytes a guess is made from
_CONTEXT = 1_000  # bytes before the first that is beyond ASCII
_HIGH = re.compile(rb"[\x80-\xff]")
_LOST = 0.02  # share of the characters beyond ASCII that a page may lose


def as_utf8(data: bytes, declared: str | None = None) -> bytes:
    """The page in UTF-8, where a few bytes may be none; never raises."""
    marked, length = detect(data[:_LOOKED_AT])
    if length or marked != "utf-8":
        return data[length:].decode(marked, "replace").encode("utf-8", "replace")
    if b"\x1b$" not in data[:_LOOKED_AT] and (data.isascii() or _is_utf8(data)):
        return data
    return _read(data, declared).encode("utf-8", "replace")


def _is_utf8(data: bytes) -> bool:
    """Whether the whole is UTF-8; of a long page that says so, whether its beginning is."""
    sample = data[:_SAMPLE]
    if len(data) > _SAMPLE and not sample.isascii() and _named_inside(data) == "utf-8":
        data = sample
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)  # the end may cut a character
    except UnicodeDecodeError:
        return False
    return True


def _named_inside(data: bytes) -> str | None:
    found = _DECLARED.search(data[:_LOOKED_AT])
    return encoding_named(found[1].decode("ascii", "replace")) if found else None


def _read(data: bytes, declared: str | None) -> str:
    named = encoding_named(declared) if declared else None
    for encoding in (named, _named_inside(data), "utf-8"):
        if encoding and (text := _decoded(data, encoding)) is not None:
            return text
    first = _HIGH.search(data)
    start = max(0, first.start() - _CONTEXT) if first else 0
    return data.decode(guess(data[start : start + _SAMPLE]) or "cp1252", "replace")


def _decoded(data: bytes, encoding: str) -> str | None:
    """The characters, None if too many are lost that way."""
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    if lost == 0:
        return text
    foreign = sum(char > "\x7f" for char in text)
    return text if lost <= 3 or lost < _LOST * foreign else None
