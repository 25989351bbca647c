"""Files put beside their targets where they differ: by the process that publishes, or by workers.

Whoever lays must be alone in the folder, or one of those who are so together: each its own files.
"""

import gzip
import os
import stat
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path

import msgspec

from feedgen_news.model import OutputFile
from feedgen_news.problems import PublishError
from feedgen_news.publish import manifest
from feedgen_news.publish.manifest import digest_of, is_of
from feedgen_news.publish.staging import (
    Ask,
    discard,
    leave_a_sign,
    mtime_ns,
    open_to_all,
    stage,
    temporary_of,
)

_MARK = b"feedgen-news"  # every file we write holds it

GZ = ".gz"
_TEXT = frozenset({".atom", ".css", ".html", ".js", ".json", ".opml", ".rss", ".svg", ".xml"})
_WORTH_PACKING = 512  # bytes; less fits into one packet with its headers anyway
_LEVEL = 6  # 9 takes half as long again for one byte in a hundred
_MARK_WITHIN = 10_000_000  # bytes of a packed file that are searched for our mark


class Laid(msgspec.Struct, frozen=True, array_like=True):
    """A file of which the bytes lie beside their target, or in its place already."""

    path: str
    digest: str
    fresh: bool  # they lie beside it


class _Piece(msgspec.Struct, frozen=True):
    """One file as it should be; `body` is None where it is so already."""

    path: str
    digest: str
    body: bytes | None


class Laying:
    """Puts one file after the other beside its target.

    `ours` are the files that we published, and their digests; what lies there `as_left` has the
    bytes we gave it. A dry run does all but that.
    """

    def __init__(
        self,
        folder: Path,
        ours: dict[str, str],
        as_left: Collection[str],
        *,
        compress: bool,
        ask: Ask = lambda: None,
        dry_run: bool = False,
    ) -> None:
        self._there = _There(folder, ours, as_left, set(), dry_run)
        self._compress = compress
        self._ask = ask
        self._begun = False

    @classmethod
    def at(cls, folder: Path, as_left: Collection[str], *, compress: bool, ask: Ask) -> "Laying":
        """For another process than the one that publishes, and has made the folder its own.

        It may outlive that one, and so has to `ask` (see `stage`).
        """
        return cls(folder, manifest.put_there(folder), as_left, compress=compress, ask=ask)

    def lay(self, file: OutputFile) -> list[Laid]:
        """The file and its sibling, where they differ; where only the mode does, it is put right.

        Raises PublishError where what lies there is not ours, and OSError.
        """
        pieces = list(_pieces(file, self._there, compress=self._compress))
        laid = [Laid(piece.path, piece.digest, piece.body is not None) for piece in pieces]
        if any(it.fresh for it in laid) and not self._there.dry_run:
            if not self._begun:
                leave_a_sign(self._there.folder)
            self._begun = True
            try:
                _stage_together(pieces, self._there.folder, self._ask)
            except BaseException:
                discard([it.path for it in laid if it.fresh], self._there.folder, sign=False)
                raise
        return laid


class _There(msgspec.Struct, frozen=True):
    """What lies in the folder: the digests of what is ours, and what of it is as we left it."""

    folder: Path
    ours: dict[str, str]
    as_left: Collection[str]
    checked: set[str]  # folders that are no links, nor what they lie in
    dry_run: bool

    def has(self, path: str, digest: str) -> bool:
        """Whether it is known, without a look at the file, that it has these bytes."""
        return path in self.as_left and self.ours.get(path) == digest

    def put_mode_right(self, path: str) -> None:
        """Of a file of ours that does not lie there as we left it."""
        if path in self.ours and path not in self.as_left and not self.dry_run:
            open_to_all(self.folder / path)

    def check_parents(self, path: str) -> None:
        """All may enter them then; raises PublishError where one is a link."""
        parent = path.rpartition("/")[0]
        if parent in self.checked:
            return
        inner = self.folder / parent
        for step in (inner, *inner.parents):
            if step == self.folder:
                break
            if step.is_symlink():
                raise PublishError(f"{step}: a symbolic link inside the output; remove it")
            if not self.dry_run:
                open_to_all(step)
        self.checked.add(parent)


def _pieces(file: OutputFile, there: _There, *, compress: bool) -> Iterator[_Piece]:
    """The sibling, where there is to be one, and then the file."""
    digest = digest_of(file.body)
    changed = _differs(file, there, digest)
    if compress and Path(file.path).suffix in _TEXT and len(file.body) >= _WORTH_PACKING:
        same = not changed and there.ours.get(file.path) == digest
        yield _sibling(file, there, same=same, again=changed)
    yield _Piece(file.path, digest, file.body if changed else None)


def _sibling(file: OutputFile, there: _There, *, same: bool, again: bool) -> _Piece:
    """The file, packed; nothing is packed anew where `same` says that the file stayed as it was.

    Where the file is put in place `again`, so is this one: both have one mtime.
    """
    path, folder = file.path + GZ, there.folder
    there.put_mode_right(path)
    known = there.ours.get(path, "")
    together = mtime_ns(folder / path) == mtime_ns(folder / file.path)
    if same and together and (there.has(path, known) or ours_still(folder / path, known)):
        return _Piece(path, known, None)
    packed = OutputFile(path, gzip.compress(file.body, _LEVEL, mtime=0))
    digest = digest_of(packed.body)
    changed = _differs(packed, there, digest)
    return _Piece(path, digest, packed.body if changed or again or not together else None)


def _differs(file: OutputFile, there: _There, digest: str) -> bool:
    """Whether the file has to be put in place; raises PublishError if it must not be."""
    if there.has(file.path, digest):
        return False
    target = there.folder / file.path
    there.check_parents(file.path)
    there.put_mode_right(file.path)
    found = _bytes_at(target)
    if found == file.body and not target.is_symlink():
        return False
    if found is not None and file.path not in there.ours and not _is_marked(found):
        raise PublishError(f"{target}: not made by feedgen-news; move it away or set `output`")
    return True


def _is_marked(body: bytes) -> bool:
    """Whether the bytes, unpacked where they are packed, hold our mark."""
    if body.startswith(b"\x1f\x8b"):  # RFC 1952 §2.3.1
        try:
            body = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, _MARK_WITHIN)
        except zlib.error:
            return False
    return _MARK in body


def _bytes_at(target: Path) -> bytes | None:
    try:
        mode = target.lstat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(mode):
        return _MARK  # the link itself is replaced, never what it points to
    if not stat.S_ISREG(mode):
        raise PublishError(f"{target}: not a regular file; move it away")
    return target.read_bytes()


def _stage_together(pieces: list[_Piece], folder: Path, ask: Ask) -> None:
    """Put what changes beside its target; a sibling gets the mtime its file will have."""
    *siblings, plain = pieces
    if plain.body is not None:
        stage(folder / plain.path, plain.body, ask=ask)
    for sibling in siblings:
        if sibling.body is not None:
            stage(folder / sibling.path, sibling.body, ask=ask)
            target = folder / plain.path
            of = mtime_ns(target if plain.body is None else temporary_of(target))
            assert of is not None
            os.utime(temporary_of(folder / sibling.path), ns=(of, of))


def ours_still(target: Path, digest: str) -> bool:
    """Whether a file of ours has the bytes that we gave it."""
    if target.is_symlink() or not target.is_file():
        return False
    return is_of(target.read_bytes(), digest)
