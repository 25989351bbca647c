"""Step 6: the files on disk become the files that are wanted, and nothing else is touched.

A file is replaced by a rename, so that whoever reads it meets the old one or the new one;
the same bytes keep their mtime. The manifest names what we put there: only that is ever
removed, and only after the new files are in place.

A compressed sibling (`feed.atom.gz`) belongs to its file: both come from the same bytes, have
the same mtime and change one right after the other, the sibling first. Servers send a sibling
without looking, so it may be newer than its file for a moment, but never older.
"""

import errno
from collections.abc import Callable, Collection, Generator, Iterable
from contextlib import nullcontext
from pathlib import Path

from feedgen_news.built import Published
from feedgen_news.durable import sync
from feedgen_news.locking import Patience, folder_to_ourselves
from feedgen_news.model import OutputFile
from feedgen_news.problems import PublishError
from feedgen_news.publish import manifest
from feedgen_news.publish.laying import GZ, Laid, Laying, ours_still
from feedgen_news.publish.staging import (
    discard,
    make_folder,
    swap,
    sweep,
    sweep_below,
    was_killed,
)
from feedgen_news.site import MANIFEST

__all__ = ["Laid", "Laying", "Published", "listed", "publish", "published"]


def published(folder: Path) -> dict[str, str]:
    """The files we published and the digests of their bytes; {} where the manifest is lost.

    Entries that point out of the folder are nobody's and are not heeded.
    """
    return _read(manifest.published, folder)


def listed(folder: Path) -> dict[str, str]:
    """The same, with whatever else somebody wrote there."""
    return _read(manifest.listed, folder)


def _read(reading: Callable[[Path], dict[str, str]], folder: Path) -> dict[str, str]:
    try:
        return reading(folder)
    except OSError as error:
        raise _unwritable(folder / MANIFEST, error) from error


def publish(
    files: Iterable[OutputFile | Laid],
    *,
    folder: Path,
    dry_run: bool = False,
    compress: bool = False,
    kept: Collection[str] = (),
    as_left: Collection[str] = (),
    patience: Patience | None = None,
) -> Published:
    """Make the folder hold these files; afterwards remove what we published before.

    Files come in the order in which they should appear: pages of articles before the feeds
    that lead to them. All are on the disk under other names before the first takes its
    place, so they change at about one moment; some may have been laid there by others.
    `compress` puts a .gz beside each text of 512 bytes and more. Paths that are `kept` stay
    what they are, and are not looked at; what lies there `as_left` has the bytes we gave it,
    and is not read. Another build that publishes there is waited for with `patience`. Raises
    PublishError where the folder cannot be written or a file is not ours, BusyError where
    the other one takes too long.
    """
    try:
        if not dry_run:
            make_folder(folder)
        alone = folder_to_ourselves(folder, patience=patience or Patience())
        with nullcontext() if dry_run else alone:
            return _published(
                files,
                folder=folder,
                dry_run=dry_run,
                compress=compress,
                kept=kept,
                as_left=as_left,
            )
    except OSError as error:
        raise _unwritable(Path(error.filename or folder), error) from error


def _published(  # one an option of `publish`
    files: Iterable[OutputFile | Laid],
    *,
    folder: Path,
    dry_run: bool,
    compress: bool,
    kept: Collection[str],
    as_left: Collection[str],
) -> Published:
    before = manifest.put_there(folder)
    killed = was_killed(folder)
    laying = Laying(folder, before, as_left, compress=compress, dry_run=dry_run)
    now = {path: before[path] for path in kept if path in before}
    staged: list[str] = []
    try:
        for file in files:
            laid = laying.lay(file) if isinstance(file, OutputFile) else [file]
            now |= {it.path: it.digest for it in laid}
            staged += [it.path for it in laid if it.fresh]
        stale = sorted(set(before) - set(now))
        removed = [path for path in stale if ours_still(folder / path, before[path])]
        if not dry_run:
            manifest.announce(folder, staged, before=before, now=now)
            _replace(folder, staged, removed=removed, now=now)
            if killed:
                sweep_below(folder)
            touched = (path for path in now | before if path not in kept)
            sweep({folder, *((folder / path).parent for path in touched)})
            manifest.write_down(folder, now)
    except BaseException:
        if not dry_run:  # what lies there then is another build's
            if isinstance(files, Generator):
                files.close()  # then nobody lays anything any more
            discard(staged, folder, sign=not killed)
            sweep_below(folder)
        raise
    left = tuple(path for path in stale if path not in removed and (folder / path).exists())
    return Published(tuple(staged), tuple(removed), len(now) - len(staged), left)


def _replace(folder: Path, staged: list[str], *, removed: list[str], now: dict[str, str]) -> None:
    """What is staged takes its place, and then what is not wanted any more goes."""
    _remove([path for path in removed if path.removesuffix(GZ) in now], folder, staged=True)
    swap([folder / path for path in staged], within=folder)
    _remove(removed, folder)


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
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    advice = "make room, and build again" if full else "check the folder and its permissions"
    return PublishError(f"{path}: {error.strerror}; {advice}")
