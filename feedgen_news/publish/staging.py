"""Files put beside their targets, on the disk before they take the targets' places.

The order is what makes a power loss harmless: the bytes are on the disk before the name, and the
name before the next step (rename(2), fsync(2)).
"""

import os
import resource
import stat
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from feedgen_news.durable import sync

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

_TEMPORARY = ".{name}.feedgen-news.tmp"
_BEGUN = "begun"
ANNOUNCED = ".to-come.feedgen-news.tmp"  # what is about to be put in place; see `manifest`
_SECOND = 1_000_000_000  # nanoseconds
_WRITERS = 8  # threads that wait for the disk
_ELSEWHERE = 16  # files that are open for something else

# For the web server, whatever the umask of cron or systemd. In a folder with a group of its own
# (setgid) or an ACL that keeps its meaning: files are made there, not moved in.
_FILE, _FOLDER = 0o644, 0o755

Ask = Callable[[], None]  # does not return where what is in the way must stay


def stage(target: Path, body: bytes, *, ask: Ask = lambda: None) -> None:
    """Write the bytes beside the target, under a name that is not served.

    Folders that are not there are made; their names are on the disk after `swap`. What is in the
    way is removed, after one was asked who may know that it is somebody else's.
    """
    old = mtime_ns(target)
    handle = _opened(temporary_of(target), ask)
    with os.fdopen(handle, "wb") as stream:
        stream.write(body)
        stream.flush()
        os.fchmod(handle, _FILE)
        # Servers compare whole seconds: changed bytes need a newer one.
        if old is not None and int(os.fstat(handle).st_mtime) <= old // _SECOND:
            newer = old // _SECOND + 1
            os.utime(handle, (newer, newer))


def _opened(temporary: Path, ask: Ask) -> int:
    how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        return os.open(temporary, how, _FILE)
    except FileNotFoundError:
        _make(temporary.parent)
    except FileExistsError:
        ask()
        temporary.unlink()
    return os.open(temporary, how, _FILE)


def make_folder(folder: Path) -> None:
    """Make it, and those it lies in, for all to read; their names are on the disk."""
    for made in _make(folder):
        sync(made.parent)


def _make(folder: Path) -> list[Path]:
    if folder.is_dir():
        return []
    outer = _make(folder.parent)
    folder.mkdir(exist_ok=True)
    folder.chmod(_FOLDER | (folder.stat().st_mode & 0o2000))
    return [*outer, folder]


def open_to_all(path: Path) -> None:
    """Let the web server read a file of ours, or enter a folder, where it may not (any more).

    Its mtime stays. On a file system where that cannot be, or where another owns it, it stays as
    it is.
    """
    with suppress(OSError):
        mode = path.lstat().st_mode
        if stat.S_ISREG(mode) and not mode & stat.S_IROTH:
            path.chmod(stat.S_IMODE(mode) | _FILE)
        elif stat.S_ISDIR(mode) and not mode & stat.S_IXOTH:
            path.chmod(stat.S_IMODE(mode) | _FOLDER)


def swap(targets: list[Path], *, within: Path) -> None:
    """To the disk, then each renamed over its target, then the folders, all `within` one.

    The kernel writes many files at once in hardly more time than one, if it is asked at once.
    """
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - many builds write nothing

    folders = {target.parent for target in targets}
    outer = {outer for folder in folders - {within} for outer in _from(folder.parent, within)}
    number = _writers()
    with ThreadPoolExecutor(number) as pool:
        for paths in (outer, list(map(temporary_of, targets))):
            _sync(paths, pool, number)
        for target in targets:
            temporary_of(target).replace(target)
        _sync(folders, pool, number)


def _from(folder: Path, within: Path) -> Iterator[Path]:
    """The folder and those it lies in, up to one."""
    yield folder
    if folder != within:
        yield from _from(folder.parent, within)


def _sync(paths: Collection[Path], pool: "ThreadPoolExecutor", number: int) -> None:
    """Each thread takes its share at once: to hand over each path takes as long as to sync it."""
    ordered = list(paths)
    list(pool.map(_sync_each, (ordered[first::number] for first in range(number))))


def _sync_each(paths: Iterable[Path]) -> None:
    for path in paths:
        sync(path)


def _writers() -> int:
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _WRITERS if most < 0 else max(1, min(_WRITERS, most - _ELSEWHERE))


def discard(paths: Iterable[str], folder: Path, *, sign: bool) -> None:
    """Leave no litter where a run failed, nor folders that it made.

    The `sign` stays where it is that of a run before.
    """
    for path in (*paths, *[_BEGUN] * sign):
        with suppress(OSError):
            temporary_of(folder / path).unlink(missing_ok=True)
        _remove_empty((folder / path).parent, within=folder)


def leave_a_sign(folder: Path) -> None:
    """That files are being staged; the last `sweep` of a run takes it away."""
    temporary_of(folder / _BEGUN).touch()


def was_killed(folder: Path) -> bool:
    """Whether a run before left its sign."""
    return temporary_of(folder / _BEGUN).exists()


def sweep(folders: Iterable[Path]) -> None:
    """Temporary files of a run that was killed or failed; there is one writer at a time."""
    for folder in folders:
        for leftover in folder.glob(_TEMPORARY.format(name="*")):
            if leftover.name != ANNOUNCED:
                leftover.unlink(missing_ok=True)


def sweep_below(folder: Path) -> None:
    """Those in every folder below, and the folders that were made for them alone.

    A run that was killed may have staged what the next one, of another config, does not know.
    """
    for at, _, names in os.walk(folder):
        if at != str(folder) and any(
            fnmatchcase(name, _TEMPORARY.format(name="*")) for name in names
        ):
            sweep([Path(at)])
            _remove_empty(Path(at), within=folder)


def _remove_empty(folder: Path, *, within: Path) -> None:
    with suppress(OSError):  # it holds something
        while folder != within:
            folder.rmdir()
            folder = folder.parent


def temporary_of(target: Path) -> Path:
    """Where a file lies until it takes its target's place."""
    return target.with_name(_TEMPORARY.format(name=target.name))


def mtime_ns(target: Path) -> int | None:
    """When it was changed, nanoseconds since 1970; None where there is nothing."""
    try:
        return target.lstat().st_mtime_ns
    except FileNotFoundError:
        return None
