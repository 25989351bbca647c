"""Dumps that lie elsewhere: in object storage, on a web server, in whatever fsspec opens.

Whatever goes wrong there is an OSError here, and tells no password and no signed query; it is
a ConnectionError where another time may do.
"""

import hashlib
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import msgspec

from feedgen_news.finding.failures import failure
from feedgen_news.finding.storage import without_secrets
from feedgen_news.problems import MissingExtraError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_EXTRA = "cluster"  # which brings fsspec
_BLOCK = 4 << 20  # bytes asked for at a time
_CHUNK = 1 << 20
_OF_ONE_PROCESS = ("memory://",)
_TAGS = ("ETag", "etag", "md5Hash", "content_md5", "Content-MD5", "crc32c", "Digest", "checksum")
_STAMPS = (*_TAGS, "LastModified", "Last-Modified", "updated", "last_modified", "mtime", "modified")
_WEB = ("http://", "https://")


class Distant(msgspec.Struct, frozen=True):
    """A file elsewhere, as it was when it was found."""

    root: str  # the URL by which its file system is opened; may hold what must not be told
    path: str  # the file, as that file system names it; so may this
    size: int  # bytes; 0 where nobody knows
    tag: str  # what the store says of the content, such as a checksum; else ""
    stamp: str  # changes when the file does, as far as the store tells

    def __repr__(self) -> str:
        """Only what may be shown."""
        return f"Distant({without_secrets(self.root)!r})"

    @property
    def everywhere(self) -> bool:
        """Whether another process can open it."""
        return not self.root.startswith(_OF_ONE_PROCESS)

    def open(self, passed: Callable[[int], None] | None = None) -> BinaryIO:
        """Its bytes, from the start; `passed` is told of those read. Raises OSError."""
        with _as_os_error(self.root, self.path):
            system, _ = _opened(self.root)
            file = system.open(self.path, "rb", block_size=_BLOCK)
            if not file.seekable():
                file = _copied(file)
        return cast("BinaryIO", _Told(file, self, passed))

    def fingerprint(self) -> str | None:
        """By the store's own checksum; None where it tells none."""
        if not self.tag:
            return None
        said = f"{without_secrets(self.root)}\0{self.path.partition('?')[0]}\0{self.tag}"
        return hashlib.blake2b(f"{said}\0{self.size}".encode(), digest_size=16).hexdigest()


class Found(msgspec.Struct, frozen=True):
    """A file that a URL names: what it is called in messages, and the folders above it."""

    name: str
    folders: tuple[str, ...]  # below what the user named
    named: bool  # by the user, and not by a wildcard
    distant: Distant


def found(url: str) -> list[Found]:
    """The files that a URL names: itself, all in a folder, or whatever a wildcard matches.

    Hidden ones are left out unless the URL spells them. Raises OSError and MissingExtraError.
    """
    with _as_os_error(url):
        system, path = _opened(url)
        system.invalidate_cache()
        base = _fixed_part(url)
        at = system._strip_protocol(base)
        hidden = "/." in url
        files = [
            _found(url, base, at, info, named=info["name"] == path)
            for info in _matching(system, path, pattern=base != url)
            if hidden or "/." not in info["name"].removeprefix(at)
        ]
    return sorted(files, key=lambda file: file.name)


def _found(url: str, base: str, at: str, info: dict[str, Any], *, named: bool) -> Found:
    path: str = info["name"]
    below = path.removeprefix(at).lstrip("/") if path.startswith(at) else path
    name = without_secrets(base).rstrip("/") + f"/{below}" if below else without_secrets(url)
    if url.startswith(_WEB):
        name = without_secrets(name)
    distant = Distant(url, path, info.get("size") or 0, _first(info, _TAGS), _first(info, _STAMPS))
    return Found(name, tuple(below.split("/")[:-1]), named, distant)


def _matching(
    system: "AbstractFileSystem", path: str, *, pattern: bool
) -> Iterable[dict[str, Any]]:
    """What is known of each file."""
    if pattern:
        paths = system.glob(path)
        return [info for info in map(system.info, paths) if info["type"] == "file"]
    info = system.info(path)
    if info["type"] != "directory":
        return [{**info, "name": path}]
    inside: dict[str, dict[str, Any]] = system.find(path, detail=True)
    return inside.values()


def _first(info: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((str(info[name]) for name in names if info.get(name)), "")


def _fixed_part(url: str) -> str:
    """The folder before the first wildcard, with its slash; all of a URL without any."""
    magic = "[*[]" if url.startswith(_WEB) else "[*?[]"
    wild = re.search(magic, without_secrets(url) if url.startswith(_WEB) else url)
    if not wild:
        return url
    first = re.search(magic, url)
    assert first
    return url[: url.rfind("/", 0, first.start()) + 1]


def _opened(url: str) -> tuple["AbstractFileSystem", str]:
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - few builds read from elsewhere
    except ImportError as error:
        raise MissingExtraError(_EXTRA) from error
    system, path = url_to_fs(url)
    return system, path


def _copied(file: Any) -> Any:
    """A copy on disk of what can only be read forward: dumps are looked at twice."""
    spool = tempfile.TemporaryFile(prefix="feedgen-news-")  # noqa: SIM115 - who reads closes it
    with file:
        while chunk := file.read(_CHUNK):
            spool.write(chunk)
    spool.seek(0)
    return spool


@contextmanager
def _as_os_error(*urls: str) -> Iterator[None]:
    try:
        yield
    except MissingExtraError:
        raise
    except Exception as error:
        raise failure(error, urls) from None


class _Told(io.RawIOBase):
    """A file elsewhere that tells of every byte read, and fails like any file."""

    def __init__(self, file: Any, distant: Distant, passed: Callable[[int], None] | None) -> None:
        super().__init__()
        self._file = file
        self._distant = distant
        self._passed = passed

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """As of any file."""
        with self._guarded():
            data: bytes = self._file.read(-1 if size is None else size)
        if self._passed:
            self._passed(len(data))
        return data

    def readinto(self, buffer: Any, /) -> int:
        """As of any file."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """As of any file."""
        with self._guarded():
            place: int = self._file.seek(offset, whence)
        return place

    def tell(self) -> int:
        """As of any file."""
        place: int = self._file.tell()
        return place

    def close(self) -> None:
        """As of any file."""
        if not self.closed:
            self._file.close()
        super().close()

    def _guarded(self) -> Any:
        return _as_os_error(self._distant.root, self._distant.path)
