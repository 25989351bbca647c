"""Encodings from before Unicode, told by their letters where nobody names them.

Asked only of bytes that are no UTF-8. Doubtful answers count for nothing: then the caller
falls back to Windows-1252, in which most of such texts are.
"""

import codecs
import re

from feedgen_news.config.encodings import encoding_named

SAMPLE = 1 << 16  # bytes
_LEAST = 4  # bytes beyond ASCII; fewer prove nothing
_SURE = 0.1  # of the detector; measured: above it 98 % are right, down to single words
_UTF8_LINES = 0.1  # of the lines beyond ASCII, so many in UTF-8 speak for a file of UTF-8
_CANDIDATES = (
    "cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258"
    " iso8859-2 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-13 iso8859-16"
    " koi8-r koi8-u cp866 mac-cyrillic tis-620 cp932 euc-jp gb18030 big5 cp949"
).split()
_DECLARED = re.compile(rb"<\?xml[^>]{0,150}\bencoding\b|\bcharset\s{0,9}=", re.IGNORECASE)
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_JIS = b"\x1b$"  # ISO-2022-JP, which has ASCII bytes only


def guess_of_file(head: bytes) -> str | None:
    """The encoding that all of a file is in, by its first bytes; None where it is UTF-8.

    A file of UTF-8 in which some lines are not stays one, and so does one that names its
    encoding inside, as HTML and XML do.
    """
    if _JIS in head and not _HIGH.search(head):
        return "iso2022-jp"
    if _is_utf8(head) or _DECLARED.search(head[:2048]):
        return None
    lines = [line for line in head.split(b"\n") if _HIGH.search(line)]
    good = sum(map(_is_utf8, lines[:-1]))
    return None if good > _UTF8_LINES * len(lines) else guess(b"\n".join(lines[:-1] or lines))


def guess(data: bytes) -> str | None:
    """The encoding of bytes that are not UTF-8; None where it is unsure, or Western."""
    data = data[:SAMPLE]
    if len(_HIGH.findall(data)) < _LEAST or len(_CONTROLS.findall(data)) > len(data) // 50:
        return None
    from chardet import detect  # noqa: PLC0415 - only where a dump needs it

    found = detect(data, include_encodings=_CANDIDATES, no_match_encoding="cp1252")
    name = encoding_named(found["encoding"] or "")
    if name is None or found["confidence"] < _SURE or name in {"cp1252", "iso8859-15"}:
        return None
    return name if _decodes(data, name) else None


def _is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8; the last character may be cut."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _decodes(data: bytes, encoding: str) -> bool:
    """Whether nearly all of it is characters of the encoding, and none of them a control."""
    text = data.decode(encoding, "replace")
    odd = text.count("\ufffd") + sum("\x80" <= char <= "\x9f" for char in text)
    return 100 * odd <= len(text)
