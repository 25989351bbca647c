"""What we put into the output folder, written down beside it: nothing else is ever removed.

The manifest is written last, so that it never names a file that is not there. What is about to
take its place is announced before, in a temporary file: a run that is killed in between has
published files that no manifest names, and the next one has to know that they are ours.
"""

import hashlib
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from feedgen_news.publish.staging import ANNOUNCED, stage, swap
from feedgen_news.site import MANIFEST

T = TypeVar("T")

_EARLIEST = 32  # characters of digests that were of another kind


def published(folder: Path) -> dict[str, str]:
    """The files we published and the digests of their bytes; {} where the manifest is lost.

    Entries that point out of the folder are nobody's and are not heeded. Raises OSError.
    """
    return _inside(listed(folder))


def listed(folder: Path) -> dict[str, str]:
    """All that the manifest says, be it ours or not. Raises OSError."""
    return _decoded(folder / MANIFEST, dict[str, str])


def put_there(folder: Path) -> dict[str, str]:
    """The same, and what a run put there that was killed before it could write it down."""
    found = published(folder)
    for path, digests in _inside(_decoded(folder / ANNOUNCED, dict[str, list[str]])).items():
        there = _bytes_at(folder / path)
        known = [digest for digest in digests if there is not None and is_of(there, digest)]
        found.update((path, digest) for digest in known)
    return found


def announce(
    folder: Path, staged: Iterable[str], *, before: Mapping[str, str], now: Mapping[str, str]
) -> None:
    """Write down what these files are and will be; `before` is what `put_there` told."""
    known = published(folder)
    coming = {path: {now[path]} for path in staged}
    for path, digest in before.items():
        if path in coming or known.get(path) != digest:
            coming.setdefault(path, set()).add(digest)
    if coming:
        body = {path: sorted(digests) for path, digests in coming.items()}
        stage(folder / ANNOUNCED, _encoded(body))
        swap([folder / ANNOUNCED], within=folder)


def write_down(folder: Path, files: Mapping[str, str]) -> None:
    """These files and no others are ours. Raises OSError."""
    body = _encoded(files)
    if _bytes_at(folder / MANIFEST) != body:
        stage(folder / MANIFEST, body)
        swap([folder / MANIFEST], within=folder)
    (folder / ANNOUNCED).unlink(missing_ok=True)


def digest_of(body: bytes) -> str:
    """By which we know our files again; processors have instructions for this one."""
    return hashlib.sha256(body).hexdigest()


def is_of(body: bytes, digest: str) -> bool:
    """Whether a digest is of these bytes, be it one of our earliest manifests."""
    if len(digest) == _EARLIEST:
        return hashlib.blake2b(body, digest_size=_EARLIEST // 2).hexdigest() == digest
    return digest_of(body) == digest


def _bytes_at(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else None
    except (FileNotFoundError, NotADirectoryError):
        return None


def _encoded(entries: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(entries, order="sorted"), indent=0) + b"\n"


def _decoded(path: Path, kind: type[dict[str, T]]) -> dict[str, T]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError, UnicodeDecodeError):
        return {}


def _inside(entries: dict[str, T]) -> dict[str, T]:
    return {path: value for path, value in entries.items() if _is_inside(path)}


def _is_inside(path: str) -> bool:
    parts = path.split("/")
    return (
        bool(path)
        and not path.startswith("/")
        and not {"", ".", ".."} & set(parts)
        and "\0" not in path
    )
