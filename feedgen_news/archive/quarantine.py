"""The quarantine: a file beside the archive that holds every record that was refused.

JSON Lines. For each dump, by source and name, the lines of its latest reading; those of a
dump that is gone stay, for they may be all that is left of its records.
"""

import base64
import errno
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import IO, Any, Self

import msgspec

from feedgen_news.durable import obstacle, sync
from feedgen_news.model import Origin
from feedgen_news.problems import ArchiveError, Problem

MOST = 256 << 20  # bytes of the file; the oldest lines go first
_LONGEST = 1 << 20  # bytes of a record that is kept whole
_KEPT = 1 << 16  # bytes of a longer one


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One refused record. `raw` is what the dump holds: text, or what was made of its JSON."""

    reason: str
    detail: str
    source: str
    dump: str
    origin: Origin
    raw: msgspec.Raw
    encoding: str = ""  # "base64" where `raw` is bytes that are no text
    cut: bool = False  # whether `raw` is only a beginning


class _Origin(msgspec.Struct, frozen=True):
    line: int | None = None


class _Place(msgspec.Struct, frozen=True):
    source: str
    dump: str
    origin: _Origin = _Origin()


_place = msgspec.json.Decoder(_Place)
_BYTES = re.compile(rb'"raw":"([A-Za-z0-9+/]+=*)"')


def quarantine_of(archive: Path) -> Path:
    """Where the quarantine of an archive lies."""
    return archive.with_suffix(".quarantine.jsonl")


class Quarantine:
    """The next edition of the file; the present one stays until `settle`.

    Each method raises ArchiveError where it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines: IO[bytes] | None = None  # in a file without a name: a kill leaves nothing
        self._again: dict[tuple[str, str], int] = {}  # and below which line

    def __enter__(self) -> Self:
        _discard(_edition_of(self._path))  # of a build that was killed
        return self

    def __exit__(self, *_: object) -> None:
        if self._lines:
            self._lines.close()

    def read_again(self, source: str, dump: str, *, below: int = 0) -> None:
        """A dump is read, or what stands below a line: what was known of it gives way."""
        place = source, dump
        self._again[place] = min(below, self._again.get(place, below))

    def add(self, problem: Problem, *, source: str, dump: str) -> None:
        """A record that was refused."""
        try:
            if self._lines is None:
                self._lines = tempfile.TemporaryFile(dir=self._path.parent)  # noqa: SIM115
            self._lines.write(line(problem, source=source, dump=dump))
        except OSError as error:
            raise self._cannot(error) from error

    def settle(self) -> None:
        """Replace the file by what holds now."""
        if not self._again or (self._lines is None and not self._path.exists()):
            return
        try:
            kept = self._kept(MOST - (self._lines.tell() if self._lines else 0))
            replace_by(self._path, chain(kept, self._refused()))
        except OSError as error:
            raise self._cannot(error) from error

    def _refused(self) -> Iterator[bytes]:
        if self._lines:
            self._lines.seek(0)
            yield from self._lines

    def _kept(self, room: int) -> Iterator[bytes]:
        """The lines of the present file that still hold, without the oldest if it is full."""
        if not self._path.is_file():  # to open a FIFO is to wait for somebody
            return
        surplus = self._path.stat().st_size - room
        with self._path.open("rb") as file:
            for text in file:
                surplus -= len(text)
                if surplus < 0 and not self._gives_way(text):
                    yield text

    def _gives_way(self, text: bytes) -> bool:
        try:
            place = _place.decode(text)
        except msgspec.DecodeError:  # somebody wrote into it: not ours to throw away
            return False
        below = self._again.get((place.source, place.dump))
        return below is not None and (below == 0 or (place.origin.line or 0) > below)

    def _cannot(self, error: OSError) -> ArchiveError:
        if (inside := obstacle(self._path)) and error.errno == errno.EISDIR:
            return ArchiveError(
                f"{self._path}: {inside} lies where refused records are kept; move it away"
            )
        reason = error.strerror or "cannot be written"
        return ArchiveError(f"{self._path}: {reason}; make room, or check the permissions")


def said(text: bytes) -> str:
    """What a line holds, bytes among it as far as they are text."""
    found = _BYTES.search(text)
    hidden = base64.b64decode(found[1]) if found and b'"encoding":"base64"' in text else b""
    return (text + hidden).decode("utf-8", "replace")


def replace_by(path: Path, lines: Iterable[bytes]) -> None:
    """Make the file hold these lines, all at once; without any, there is none."""
    edition = _edition_of(path)
    try:
        with edition.open("wb") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
            empty = file.tell() == 0
        edition.replace(path)
        if empty:
            path.unlink()
        sync(path.parent)
    finally:
        _discard(edition)


def _edition_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.feedgen-news.tmp")


def _discard(edition: Path) -> None:
    with suppress(OSError):
        edition.unlink(missing_ok=True)


def purge(path: Path, gives_way: Callable[[bytes], bool]) -> int:
    """Remove the lines that give way; how many those were. Raises ArchiveError."""
    if obstacle(path):
        return 0
    try:
        with path.open("rb") as file:
            gone = sum(map(gives_way, file))
        if gone:
            with path.open("rb") as file:
                replace_by(path, (text for text in file if not gives_way(text)))
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror}; make room, or check it") from error
    return gone


def line(problem: Problem, *, source: str, dump: str) -> bytes:
    """A refused record as a line of JSON."""
    raw, encoding = problem.raw, ""
    if isinstance(raw, bytes):
        try:
            raw = raw.decode()
        except UnicodeDecodeError:
            raw, encoding = base64.b64encode(raw[:_KEPT]).decode(), "base64"
    whole = _json(raw)
    cut = len(whole) > _LONGEST or (encoding == "base64" and len(problem.raw) > _KEPT)
    if len(whole) > _LONGEST:
        whole = _json(whole[:_KEPT].decode("utf-8", "ignore"))
    said = Line(
        problem.code,
        problem.detail,
        source,
        dump,
        problem.origin,
        msgspec.Raw(whole),
        encoding,
        cut,
    )
    return msgspec.json.encode(said) + b"\n"


def _json(raw: Any) -> bytes:
    try:
        return msgspec.json.encode(raw, enc_hook=str)
    except (UnicodeEncodeError, OverflowError):  # lone surrogates, integers beyond 64 bits
        return json.dumps(msgspec.to_builtins(raw, enc_hook=str)).encode()
