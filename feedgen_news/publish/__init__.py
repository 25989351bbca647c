"""Step 6: the files on disk become the files that are wanted, and nothing else is touched.

A file is replaced by a rename, so that whoever reads it meets the old one or the new one;
the same bytes keep their mtime. The manifest names what we put there: only that is ever
removed, and only after the new files are in place.

A compressed sibling (`feed.atom.gz`) belongs to its file: both come from the same bytes, have
the same mtime and change one right after the other, the sibling first. Servers send a sibling
without looking, so it may be newer than its file for a moment, but never older.
"""

import gzip
import os
import stat
import zlib
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path

import msgspec

from feedgen_news.config.places import MANIFEST
from feedgen_news.locking import Patience, folder_to_ourselves
from feedgen_news.model import OutputFile
from feedgen_news.problems import PublishError
from feedgen_news.publish import manifest
from feedgen_news.publish.manifest import digest_of
from feedgen_news.publish.staging import (
    discard,
    make_folder,
    mtime_ns,
    stage,
    swap,
    sweep,
    sync,
    temporary_of,
)

_MARK = b"feedgen-news"  # every file we write holds it

_GZ = ".gz"
_TEXT = frozenset({".atom", ".css", ".html", ".js", ".json", ".opml", ".rss", ".svg", ".xml"})
_WORTH_PACKING = 512  # bytes; less fits into one packet with its headers anyway
_LEVEL = 6  # 9 takes half as long again for one byte in a hundred
_MARK_WITHIN = 10_000_000  # bytes of a packed file that are searched for our mark


class _Piece(msgspec.Struct, frozen=True):
    """One file as it should be; `body` is None where it is so already."""

    path: str
    digest: str
    body: bytes | None


class Published(msgspec.Struct, frozen=True):
    """What a run did to the output folder; paths relative to it."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    left: tuple[str, ...] = ()  # ours no longer wanted, but changed by somebody else


def published(folder: Path) -> dict[str, str]:
    """The files we published and the digests of their bytes; {} where the manifest is lost.

    Entries that point out of the folder are nobody's and are not heeded.
    """
    try:
        return manifest.published(folder)
    except OSError as error:
        raise _unwritable(folder / MANIFEST, error) from error


def publish(
    files: Iterable[OutputFile],
    *,
    folder: Path,
    dry_run: bool = False,
    compress: bool = False,
    patience: Patience | None = None,
) -> Published:
    """Make the folder hold these files; afterwards remove what we published before.

    Files come in the order in which they should appear: pages of articles before the feeds
    that lead to them. All are on the disk under other names before the first takes its
    place, so they change at about one moment. `compress` puts a .gz beside each text of 512
    bytes and more. Another build that publishes there is waited for with `patience`. Raises
    PublishError where the folder cannot be written or a file is not ours, BusyError where
    the other one takes too long.
    """
    try:
        if not dry_run:
            make_folder(folder)
        alone = folder_to_ourselves(folder, patience=patience or Patience())
        with nullcontext() if dry_run else alone:
            return _published(files, folder=folder, dry_run=dry_run, compress=compress)
    except OSError as error:
        raise _unwritable(Path(error.filename or folder), error) from error


def _published(
    files: Iterable[OutputFile], *, folder: Path, dry_run: bool, compress: bool
) -> Published:
    before = manifest.put_there(folder)
    now: dict[str, str] = {}
    staged: list[str] = []
    try:
        for file in files:
            pieces = list(_pieces(file, folder=folder, before=before, compress=compress))
            now |= {piece.path: piece.digest for piece in pieces}
            staged += [piece.path for piece in pieces if piece.body is not None]
            if not dry_run:
                _stage_together(pieces, folder)
        stale = sorted(set(before) - set(now))
        removed = [path for path in stale if _ours_still(folder / path, before[path])]
        if not dry_run:
            manifest.announce(folder, staged, before=before, now=now)
            _replace(folder, staged, removed=removed, now=now)
            sweep({(folder / path).parent for path in now | before})
            manifest.write_down(folder, now)
    finally:
        discard(folder / path for path in staged)
    left = tuple(path for path in stale if path not in removed and (folder / path).exists())
    return Published(tuple(staged), tuple(removed), len(now) - len(staged), left)


def _replace(folder: Path, staged: list[str], *, removed: list[str], now: dict[str, str]) -> None:
    """What is staged takes its place, and then what is not wanted any more goes."""
    _remove([path for path in removed if path.removesuffix(_GZ) in now], folder, staged=True)
    swap([folder / path for path in staged])
    _remove(removed, folder)


def _pieces(
    file: OutputFile, *, folder: Path, before: dict[str, str], compress: bool
) -> Iterator[_Piece]:
    """The sibling, where there is to be one, and then the file."""
    digest = digest_of(file.body)
    changed = _differs(file, folder=folder, ours=file.path in before)
    if compress and Path(file.path).suffix in _TEXT and len(file.body) >= _WORTH_PACKING:
        same = not changed and before.get(file.path) == digest
        yield _sibling(file, folder=folder, before=before, same=same)
    yield _Piece(file.path, digest, file.body if changed else None)


def _sibling(file: OutputFile, *, folder: Path, before: dict[str, str], same: bool) -> _Piece:
    """The file, packed; nothing is packed anew where `same` says that the file stayed as it was."""
    path = file.path + _GZ
    together = mtime_ns(folder / path) == mtime_ns(folder / file.path)
    if same and together and _ours_still(folder / path, before.get(path, "")):
        return _Piece(path, before[path], None)
    packed = OutputFile(path, gzip.compress(file.body, _LEVEL, mtime=0))
    changed = _differs(packed, folder=folder, ours=path in before)
    return _Piece(path, digest_of(packed.body), packed.body if changed or not together else None)


def _differs(file: OutputFile, *, folder: Path, ours: bool) -> bool:
    """Whether the file has to be put in place; raises PublishError if it must not be."""
    target = folder / file.path
    _check_parents(target.parent, folder)
    there = _bytes_at(target)
    if there == file.body and not target.is_symlink():
        return False
    if there is not None and not ours and not _is_marked(there):
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


def _check_parents(parent: Path, folder: Path) -> None:
    for step in (parent, *parent.parents):
        if step == folder:
            return
        if step.is_symlink():
            raise PublishError(f"{step}: a symbolic link inside the output; remove it")


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


def _stage_together(pieces: list[_Piece], folder: Path) -> None:
    """Put what changes beside its target; a sibling gets the mtime its file will have."""
    *siblings, plain = pieces
    if plain.body is not None:
        stage(folder / plain.path, plain.body)
    for sibling in siblings:
        if sibling.body is not None:
            stage(folder / sibling.path, sibling.body)
            target = folder / plain.path
            of = mtime_ns(target if plain.body is None else temporary_of(target))
            assert of is not None
            os.utime(temporary_of(folder / sibling.path), ns=(of, of))


def _ours_still(target: Path, digest: str) -> bool:
    if target.is_symlink() or not target.is_file():
        return False
    return digest_of(target.read_bytes()) == digest


def _remove(paths: list[str], folder: Path, *, staged: bool = False) -> None:
    for path in sorted(paths, reverse=True):  # a sibling before its file
        (folder / path).unlink(missing_ok=True)
    parents = {(folder / path).parent for path in paths}
    for parent in sorted(parents - {folder}, reverse=True):
        if not staged:  # else what lies there is still to take its place
            sweep([parent])
        if not any(parent.iterdir()):
            parent.rmdir()
    for parent in {folder, *parents} if paths else ():
        if parent.is_dir():
            sync(parent)


def _unwritable(path: Path, error: OSError) -> PublishError:
    return PublishError(f"{path}: {error.strerror}; check the folder and its permissions")
