"""From bytes to characters: marks, guesses by zero bytes, and one documented fallback.

The order: a byte order mark; `encoding` of the source, a name of a fixed list; the zero
bytes of UTF-16 and UTF-32; UTF-8; an older encoding that the letters speak for (`legacy`).
Else what is not UTF-8 is read as Windows-1252, line by line, so that one odd line does not
spoil its neighbours; where most of a line *is* UTF-8, only the bytes that are not are
given up.
"""

import codecs
from collections.abc import Callable
from typing import Protocol

import msgspec

from feedgen_news.loaders import legacy

MARKS: tuple[tuple[bytes, str], ...] = (  # UTF-32 first: its mark begins like UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LONGEST_LINE = 1 << 20  # bytes
_NO_CHANCE = 4  # characters beyond ASCII; so many happen to be UTF-8 in no older encoding


def detect(head: bytes, *, declared: str | None = None) -> tuple[str, int]:
    """The encoding that the first bytes speak of, and how many of them are its mark.

    `declared` is a name of the list; a mark in the file is believed before it.
    """
    for mark, name in MARKS:
        if head.startswith(mark):
            return name, len(mark)
    guess = _by_zeros(head)
    if declared in {"utf-16", "utf-32"}:  # without a mark: big-endian (RFC 2781 §4.3)
        return guess if guess.startswith(declared) else f"{declared}-be", 0
    return declared or guess, 0


def _by_zeros(head: bytes) -> str:
    """UTF-16 and UTF-32 without a mark, by where their zero bytes stand."""
    size = len(head) // 4
    if size == 0:
        return "utf-8"
    zeros = [head[place : 4 * size : 4].count(0) / size for place in range(4)]
    pattern = "".join("0" if share > 0.4 else "x" if share < 0.05 else "?" for share in zeros)
    return {"x000": "utf-32-le", "000x": "utf-32-be", "x0x0": "utf-16-le", "0x0x": "utf-16-be"}.get(
        pattern, "utf-8"
    )


def as_text(data: bytes, *, guess: str | None = None) -> tuple[str, str | None]:
    """The characters of one line or record, and the code of what was odd about it.

    `guess` is the encoding of what is not UTF-8, where somebody found it out.
    """
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        tolerant = data.decode("utf-8", "replace")
    lost = tolerant.count("\ufffd")
    kept = sum(char > "\x7f" for char in tolerant) - lost
    if kept > lost:
        return tolerant, "undecodable-bytes"
    code = "encoding-guessed" if guess else "decoded-as-cp1252"
    return data.decode(guess or "cp1252", "replace"), code


class Decoded(msgspec.Struct, frozen=True):
    """Text, and of each oddity met in it the code and the first line that has it."""

    text: str
    oddities: dict[str, int] = {}
    guess: str | None = None  # the encoding of lines that are not UTF-8


def lines_as_text(data: bytes) -> Decoded:
    """Many lines, each decoded for itself where the whole is not UTF-8."""
    whole, code = as_text(data)
    if code is None:
        return Decoded(whole)
    decoded = [as_text(line) for line in data.split(b"\n")]
    guess = _guess(data, decoded)
    if guess:
        decoded = [as_text(line, guess=guess) for line in data.split(b"\n")]
    oddities: dict[str, int] = {}
    for number, (_, code) in enumerate(decoded, start=1):
        if code:
            oddities.setdefault(code, number)
    return Decoded("\n".join(text for text, _ in decoded), oddities, guess)


def _guess(data: bytes, decoded: list[tuple[str, str | None]]) -> str | None:
    """The encoding of the lines that are not UTF-8, by the first of them."""
    odd: list[bytes] = []
    size = 0
    for line, (_, code) in zip(data.split(b"\n"), decoded, strict=True):
        if code == "decoded-as-cp1252" and size < legacy.SAMPLE:
            odd.append(line)
            size += len(line) + 1
    return legacy.guess(b"\n".join(odd)) if odd else None


class Bytes(Protocol):
    """Bytes in their order; what it takes to come by them, nobody needs to know."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; nothing only at the end. Raises OSError."""


class Rewound:
    """A stream from its start again, of which the `first` bytes were read already."""

    def __init__(self, first: bytes, rest: Bytes) -> None:
        self._first = first
        self._rest = rest

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes."""
        if not self._first:
            return self._rest.read(size)
        chunk, self._first = self._first[:size], self._first[size:]
        return chunk


class Stream(Protocol):
    """What a format reads from: UTF-8, or what the file calls so."""

    @property
    def lost(self) -> bool:
        """Whether some bytes so far were no characters of the file's encoding."""

    def read(self, size: int, /) -> bytes:
        """About `size` bytes; nothing only at the end. Raises OSError."""


class Plain:
    """A file's own bytes."""

    lost = False

    def __init__(self, file: Bytes) -> None:
        self._file = file

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes."""
        return self._file.read(size)

    def again(self, read: bytes) -> None:
        """Give these bytes once more, which were the last that were read."""
        self._file = Rewound(read, self._file)


class Transcoded:
    """A file in any encoding of the list, read as UTF-8."""

    def __init__(self, file: Bytes, encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self.lost = False

    def read(self, size: int, /) -> bytes:
        """The characters of `size` bytes or, where these end inside a character, of more."""
        text = ""
        while not text:
            chunk = self._file.read(size)
            text = self._decoder.decode(chunk, final=not chunk)
            if not chunk:
                break
        self.lost = self.lost or "\ufffd" in text
        return text.encode("utf-8", "replace")


class GuessedLines:
    """A file whose encoding was guessed, read as UTF-8; its lines of UTF-8 stay what they are."""

    def __init__(self, file: Bytes, encoding: str) -> None:
        self._file = file
        self._encoding = encoding
        self._rest = b""
        self.lost = False

    def read(self, size: int, /) -> bytes:
        """The whole lines of `size` bytes, or part of a line that is longer than 1 MiB."""
        while chunk := self._file.read(size):
            data = self._rest + chunk
            end = data.rfind(b"\n") + 1
            if not end and len(data) > _LONGEST_LINE:
                end = max(data.rfind(b" "), data.rfind(b'"')) + 1 or len(data)
            self._rest = data[end:]
            if end:
                return self._text(data[:end])
        rest, self._rest = self._rest, b""
        return self._text(rest)

    def _text(self, data: bytes) -> bytes:
        lines = (_either(line, self._encoding) for line in data.split(b"\n"))
        text = "\n".join(lines)
        self.lost = self.lost or "\ufffd" in text
        return text.encode("utf-8", "replace")


def _either(line: bytes, encoding: str) -> str:
    """A line as UTF-8 where that cannot be chance, else in the encoding."""
    if line.isascii():
        return line.decode("ascii")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode(encoding, "replace")
    sure = sum(char > "\x7f" for char in text) >= _NO_CHANCE
    return text if sure else line.decode(encoding, "replace")


class Told:
    """A stream of which somebody is told once it is read."""

    def __init__(self, stream: Stream, tell: Callable[[], None]) -> None:
        self._stream = stream
        self._tell: Callable[[], None] | None = tell

    @property
    def lost(self) -> bool:
        """As of the stream within."""
        return self._stream.lost

    def read(self, size: int, /) -> bytes:
        """As the stream within."""
        if self._tell:
            self._tell()
            self._tell = None
        return self._stream.read(size)


class UniformLines:
    """A stream whose lines end in a lone CR, as old Macs wrote them, read with LF."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    @property
    def lost(self) -> bool:
        """As of the stream within."""
        return self._stream.lost

    def read(self, size: int, /) -> bytes:
        """As the stream within, each CR a LF."""
        return self._stream.read(size).replace(b"\r", b"\n")
