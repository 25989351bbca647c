"""Records of a WARC (ISO 28500; 0.17 to 1.1), each held against what follows it.

A record says how long it is, and behind it the next one begins or the file ends. Where that
is not so, its length is wrong or bytes are lost: it is given up by name, and the next
record is looked for. docs/decisions/warc-framing.md says why no library does this here.
"""

import re
from collections.abc import Iterator

import msgspec

from feedgen_news.loaders.decoding import Bytes

MAX_BLOCK = 16 << 20  # bytes of a record that are kept; what is longer is passed over
MOST_BROKEN = 1_000

_CHUNK = 1 << 20
_MAX_HEAD = 1 << 16  # bytes of a record's header
_MAX_LENGTH = 1 << 40  # bytes a record may claim; more is no length
_MARK = b"WARC/"
_EMPTY_LINES = (b"\r\n\r\n", b"\n\n")
_VERSION = re.compile(rb"WARC/(?:0\.1[78]|1\.\d)[ \t]*\Z")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_BLANK = re.compile(rb"[\r\n\x00]*+")
_RECORD = re.compile(
    rb"WARC/(?:0\.1[78]|1\.\d)\r?\n(?=(?:[^\r\n]++\r?\n){0,40}?WARC-Type:)", re.IGNORECASE
)
_LENGTH = re.compile(r"\d{1,20}", re.ASCII)


class Framed(msgspec.Struct, frozen=True):
    """A whole record; `block` is its beginning where it is longer than `MAX_BLOCK`."""

    position: int  # 1-based
    headers: dict[str, str]  # lower-case names; of several the first
    length: int
    block: bytes


class Broken(msgspec.Struct, frozen=True):
    """A record, or bytes between records, that had to be given up."""

    position: int
    detail: str
    at_end: bool = False  # because the file ends


def records(file: Bytes) -> Iterator[Framed | Broken]:
    """Every record in its order, and whatever is none.

    After a thousand broken ones the rest is given up: each costs a search.
    """
    broken = 0
    for found in _found(file):
        yield found
        broken += isinstance(found, Broken)
        if broken == MOST_BROKEN:
            yield Broken(found.position, f"{MOST_BROKEN:,} broken records; the rest is not read")
            return


def _found(file: Bytes) -> Iterator[Framed | Broken]:
    tape = _Tape(file)
    position = 0
    while tape.pass_blank():
        at = tape.place
        if not tape.begins(_MARK):
            tape.find_record()
            yield Broken(position + 1, f"{tape.place - at:,} bytes at byte {at:,} are no record")
            continue
        position += 1
        try:
            yield _record(tape, position)
        except _BrokenError as error:
            ends = not tape.find_record() and error.at_end
            yield Broken(position, f"the record at byte {at:,}: {error}", ends)


class _BrokenError(Exception):
    def __init__(self, detail: str, *, at_end: bool = False) -> None:
        super().__init__(detail)
        self.at_end = at_end


def _record(tape: "_Tape", position: int) -> Framed:
    first, headers = headers_of(tape.head())
    if not _VERSION.match(first):
        raise _BrokenError(f"its version is {first[:20].decode('ascii', 'replace')!r}")
    said = headers.get("content-length", "")
    if not _LENGTH.fullmatch(said) or int(said) > _MAX_LENGTH:
        raise _BrokenError(f"its Content-Length is {said[:30]!r}")
    length = int(said)
    block = tape.take(min(length, MAX_BLOCK))
    there = len(block) + tape.skip(length - len(block))
    if there == length and tape.is_between():
        return Framed(position, headers, length, block)
    tape.put_back(block)
    behind = "no record begins behind them" if there == length else f"{there:,} are there"
    raise _BrokenError(f"{length:,} bytes long, and {behind}", at_end=there < length)


def headers_of(head: bytes) -> tuple[bytes, dict[str, str]]:
    """The first line, and the named ones below it; folded lines are joined."""
    first, *lines = head.replace(b"\r\n", b"\n").split(b"\n")
    headers: dict[str, str] = {}
    name = ""
    for line in lines:
        if line[:1] in {b" ", b"\t"} and name in headers:
            folded = line.strip().decode("utf-8", "replace")
            headers[name] = f"{headers[name]} {folded}".strip()
            continue
        key, _, value = line.partition(b":")
        name = key.strip().lower().decode("latin-1")
        headers.setdefault(name, value.strip().decode("utf-8", "replace"))
    return first, headers


class _Tape:
    """The file's bytes, forward; `put_back` is the only way back."""

    def __init__(self, file: Bytes) -> None:
        self._file = file
        self._held = b""
        self._at = 0  # in what is held
        self._passed = 0  # bytes before what is held

    @property
    def place(self) -> int:
        """Bytes from the start."""
        return self._passed + self._at

    def _fill(self, size: int) -> bool:
        """Hold so many bytes ahead; False where there are not so many."""
        while len(self._held) - self._at < size:
            chunk = self._file.read(_CHUNK)
            if not chunk:
                return False
            self._passed += self._at
            self._held = self._held[self._at :] + chunk
            self._at = 0
        return True

    def begins(self, mark: bytes) -> bool:
        """Whether this is what follows."""
        self._fill(len(mark))
        return self._held.startswith(mark, self._at)

    def pass_blank(self) -> bool:
        """Behind line ends and padding; whether anything is there."""
        while self._fill(1):
            blank = _BLANK.match(self._held, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._held):
                return True
        return False

    def is_between(self) -> bool:
        """Whether a record may end here: an empty line follows, the next one, or nothing."""
        ended = any(map(self.begins, _EMPTY_LINES))
        return ended or not self.pass_blank() or self.begins(_MARK)

    def head(self) -> bytes:
        """The lines up to an empty one. Raises _BrokenError, behind the mark."""
        more = self._fill(_MAX_HEAD)
        end = _HEAD_END.search(self._held, self._at, self._at + _MAX_HEAD)
        if not end:
            self.take(len(_MARK))
            limit = f"its header is larger than {_MAX_HEAD >> 10} KiB"
            raise _BrokenError(limit if more else "ends inside its header", at_end=not more)
        head = self._held[self._at : end.start()]
        self._at = end.end()
        return head

    def take(self, size: int) -> bytes:
        """So many bytes, or as many as there are."""
        self._fill(size)
        data = self._held[self._at : self._at + size]
        self._at += len(data)
        return data

    def skip(self, size: int) -> int:
        """How many of so many bytes were there."""
        left = size
        while left and (data := self.take(min(left, _CHUNK))):
            left -= len(data)
        return size - left

    def put_back(self, data: bytes) -> None:
        """Have them before what follows."""
        self._passed = self.place - len(data)
        self._held = data + self._held[self._at :]
        self._at = 0

    def find_record(self) -> bool:
        """To the next header of a record, or to the end."""
        while True:
            more = self._fill(2 * _MAX_HEAD)
            found = _RECORD.search(self._held, self._at)
            if found:
                self._at = found.start()
                return True
            if not more:
                self._at = len(self._held)
                return False
            self._at = max(self._at, len(self._held) - _MAX_HEAD)
