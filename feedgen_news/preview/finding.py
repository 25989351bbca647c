"""From the path of a request to a file of the output folder, and to no other."""

import os
import stat
from pathlib import Path
from typing import Literal

import msgspec

_INDEX = "index.html"
_OPEN_TO_ALL = ".well-known"  # RFC 8615: the one hidden folder that is meant to be seen


class Found(msgspec.Struct, frozen=True):
    """A file as it was at one moment; `path` is relative to the folder."""

    path: str
    body: bytes
    modified: float  # seconds since 1970


class Elsewhere(msgspec.Struct, frozen=True):
    """A folder was asked for without the slash that relative links in its page need."""

    path: str


def find(folder: Path, path: str) -> Found | Elsewhere | None:
    """What a decoded request path names: a file, `TOPIC/` its index, or nothing.

    Nothing is found outside the folder, through whatever links, nor under a hidden name.
    """
    wanted = _inside(folder, path)
    if wanted is None:
        return None
    kind = _kind(wanted)
    if kind == "folder" and path.endswith("/"):
        return find(folder, f"{path}{_INDEX}")
    if kind == "folder" and _kind(wanted / _INDEX) == "file":
        return Elsewhere(_below(folder, wanted) + "/")
    if kind == "file" and not path.endswith("/"):
        return _read(folder, wanted)
    return None


def _inside(folder: Path, path: str) -> Path | None:
    parts = path.strip("/").split("/") if path.strip("/") else []
    if {"", ".", ".."} & set(parts) or _is_hidden(parts):
        return None
    try:
        root = folder.resolve(strict=True)
        real = root.joinpath(*parts).resolve(strict=True)
    # Not there, too long a name, a NUL; a loop of links (RuntimeError before Python 3.13)
    except (OSError, ValueError, RuntimeError):
        return None
    if not real.is_relative_to(root) or _is_hidden(real.relative_to(root).parts):
        return None
    return real


def _is_hidden(parts: tuple[str, ...] | list[str]) -> bool:
    seen = parts[1:] if parts[:1] in ([_OPEN_TO_ALL], (_OPEN_TO_ALL,)) else parts
    return any(part.startswith(".") for part in seen)


def _kind(path: Path) -> Literal["file", "folder"] | None:
    """Looked up before it is opened: a FIFO would wait for ever."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return None
    if stat.S_ISREG(mode):
        return "file"
    return "folder" if stat.S_ISDIR(mode) else None


def _below(folder: Path, real: Path) -> str:
    return real.relative_to(folder.resolve()).as_posix()


def _read(folder: Path, real: Path) -> Found | None:
    """Bytes and time of one and the same file, though a build may replace it meanwhile."""
    try:
        with real.open("rb") as stream:
            modified = os.fstat(stream.fileno()).st_mtime
            return Found(_below(folder, real), stream.read(), modified)
    except OSError:
        return None
