"""The folder itself: what lies in it, who may read it, and how big it is."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import msgspec

from feedgen_news.checks import compressed
from feedgen_news.checks.compressed import plain_name
from feedgen_news.checks.finding import Check, Fault, Faults, PublishedFile, is_past, shown

CODES = {
    "no-feeds": Check("E", "the folder holds no feed", "run `feedgen-news build`"),
    "unreadable": Check(
        "E", "the file cannot be opened, or is no ordinary file", "remove it, or mend its rights"
    ),
    "not-served": Check(
        "E",
        "the file's mode keeps the web server out (403)",
        "build again, or `chmod a+r` it, or `chmod a+rx` the folder that is named",
    ),
    "outside-link": Check(
        "E",
        "a symbolic link leads out of the folder, or nowhere",
        "replace it by the file it points to",
    ),
    "private-file": Check(
        "E",
        "a file that is nobody else's business lies in the public folder",
        "move it out of the folder",
    ),
    "empty-file": Check("E", "the file has no bytes"),
    "too-large": Check(
        "E", "over 5,000,000 bytes: readers refuse it", "lower `items`, or set `content: summary`"
    ),
    "large": Check(
        "W", "a feed over 1,000,000 bytes: a burden at every poll", "lower `items` or `max_bytes`"
    ),
    "name-collision": Check(
        "W",
        "two names differ only in case: one of them is lost where case does not count",
        "give one of the topics another slug",
    ),
}

FEEDS = frozenset({".atom", ".rss", ".json"})
READ = FEEDS | {".opml", ".html"}
SERVED = READ | {".css", ".svg", ".png", ".ico", ".woff2", ".js", ".xml", ".txt"}
WELL_KNOWN = frozenset({".well-known/feed-menu.json"})  # ours although it starts with a dot
REFUSED_BYTES = 5_000_000
LARGE_BYTES = 1_000_000
_PRIVATE = (
    *(".sqlite3", ".sqlite", ".db", "-wal", "-shm", "-journal"),
    *(".yaml", ".yml", ".tmp", ".part", ".lock", ".log", ".bak", ".swp", "~", ".pem", ".key"),
)
_NOT_OURS = frozenset({".git"})
_NO_STATUS = os.stat_result([0] * 10)


class Listed(msgspec.Struct, frozen=True):
    """A name in the folder; nothing has been opened yet."""

    path: str
    status: os.stat_result
    fault: str = ""  # code of what keeps us from opening it


def listing(folder: Path) -> list[Listed]:
    """Every file below the folder, in the order of names; links are followed within it only."""
    found: list[Listed] = []

    def closed(error: OSError) -> None:
        name = Path(error.filename).relative_to(folder).as_posix()
        found.append(Listed(name, _NO_STATUS, "unreadable"))

    for parent, folders, files in os.walk(folder, onerror=closed):
        folders[:] = sorted(set(folders) - _NOT_OURS)
        odd = [name for name in folders if _is_no_plain_folder(Path(parent, name))]
        found += [_listed(folder, Path(parent, name)) for name in sorted([*files, *odd])]
    return found


def _is_no_plain_folder(path: Path) -> bool:
    """A link to a folder, or a folder under the name of a file we publish."""
    return path.is_symlink() or path.suffix in SERVED


def _listed(folder: Path, path: Path) -> Listed:
    name = path.relative_to(folder).as_posix()
    try:
        target = path.resolve(strict=True)
        inside = target.is_relative_to(folder.resolve())
        return Listed(name, path.stat(), "" if inside else "outside-link")
    except (OSError, RuntimeError):  # gone meanwhile, or a loop of links
        return Listed(name, _NO_STATUS, "outside-link")


def examine(folder: Path, listed: Listed) -> Faults:
    """What a name, a mode and a size tell without opening the file."""
    name = PurePosixPath(listed.path).name
    if listed.fault:
        yield Fault(listed.fault)
        return
    if name.lower().endswith(_PRIVATE) or name == ".env":
        yield Fault("private-file")
    if name.endswith(compressed.SUFFIXES) and PurePosixPath(plain_name(name)).suffix in SERVED:
        yield from compressed.examine(folder / listed.path)
    if hidden(listed.path) or PurePosixPath(plain_name(name)).suffix not in SERVED:
        return
    mode = listed.status.st_mode
    if stat.S_ISREG(mode):
        yield from _served(folder, listed)
    if not stat.S_ISREG(mode):
        yield Fault("unreadable", detail="no ordinary file")
    if name == plain_name(name):
        yield from _size(listed.status.st_size, PurePosixPath(name))


def _size(size: int, name: PurePosixPath) -> Faults:
    """A document of history, which is fetched once, is no burden before readers refuse it."""
    if size > REFUSED_BYTES:
        yield Fault("too-large", detail=f"{size:,} bytes")
    elif size > LARGE_BYTES and name.suffix in FEEDS and not is_past(name.stem):
        yield Fault("large", detail=f"{size:,} bytes")


def _served(folder: Path, listed: Listed) -> Faults:
    """The outermost folder that is closed, else the file."""
    for parent in reversed(PurePosixPath(listed.path).parents):
        mode = (folder / parent).stat().st_mode
        if not mode & stat.S_IXOTH:
            name = "the published folder" if str(parent) == "." else f"folder {shown(str(parent))}"
            yield Fault("not-served", detail=f"{name} has mode {_octal(mode)}; chmod a+rx it")
            return
    if not listed.status.st_mode & stat.S_IROTH:
        yield Fault("not-served", detail=f"mode {_octal(listed.status.st_mode)}; chmod a+r it")


def _octal(mode: int) -> str:
    return f"{stat.S_IMODE(mode):04o}"


def collisions(files: list[Listed]) -> Iterator[tuple[str, Fault]]:
    """Pairs of names that a folder blind to case cannot hold both (path, fault)."""
    seen: dict[str, str] = {}
    for listed in files:
        other = seen.setdefault(listed.path.casefold(), listed.path)
        if other != listed.path:
            yield listed.path, Fault("name-collision", detail=other)


def readable(listed: Listed) -> bool:
    """Whether it is a file of a kind we read, and of a size we dare to."""
    return (
        not listed.fault
        and not hidden(listed.path)
        and PurePosixPath(listed.path).suffix in READ
        and stat.S_ISREG(listed.status.st_mode)
        and listed.status.st_size <= REFUSED_BYTES
    )


def read(folder: Path, listed: Listed) -> PublishedFile | Fault:
    """The file's bytes, or why there are none."""
    try:
        body = (folder / listed.path).read_bytes()
    except OSError as error:
        return Fault("unreadable", detail=error.strerror or "")
    if not body.strip():
        return Fault("empty-file")
    return PublishedFile(listed.path, body, datetime.fromtimestamp(listed.status.st_mtime, UTC))


def hidden(path: str) -> bool:
    """Whether a part of the path starts with a dot; what starts so is published by nobody."""
    plain = plain_name(path)
    return plain not in WELL_KNOWN and any(part.startswith(".") for part in plain.split("/"))
