"""What patterns match, in a fixed order: globs, folders, files."""

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from feedgen_news.model import Origin, printable
from feedgen_news.problems import Report

_MAGIC = frozenset("*?[")


def shown(name: str) -> str:
    """A file name that no terminal, log or reader obeys: oddities become escapes."""
    return printable(name)


def expand(folder: Path, pattern: str) -> tuple[Path, Iterable[Path]]:
    """The part of a pattern that is no pattern, and the paths it matches."""
    literal = folder / pattern
    if os.path.lexists(literal):  # also a name that happens to hold a bracket
        return literal, [literal]
    parts = Path(pattern).parts
    plain = next((n for n, part in enumerate(parts) if _MAGIC & set(part)), len(parts))
    base = folder.joinpath(*parts[:plain])
    return base, _matching(base, parts[plain:]) if plain < len(parts) else []


def _matching(base: Path, parts: tuple[str, ...]) -> Iterator[Path]:
    if not parts:
        if os.path.lexists(base):
            yield base
        return
    head, rest = parts[0], parts[1:]
    if head == "**":
        while rest[:1] == ("**",):
            rest = rest[1:]
        yield from _matching(base, rest or ("*",))
        for entry in _entries(base):
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                yield from _matching(base / entry.name, ("**", *rest))
    elif _MAGIC & set(head):
        for entry in _entries(base):
            hidden = entry.name.startswith(".") and not head.startswith(".")
            if not hidden and fnmatchcase(entry.name, head):
                yield from _matching(base / entry.name, rest)
    else:
        yield from _matching(base / head, rest)


def is_shut(path: Path) -> bool:
    """Whether the folder at the path, or the nearest above it, is closed to us."""
    nearest = next(each for each in (path, *path.absolute().parents) if _is_folder(each))
    return not _is_open(nearest)


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - `Path.is_dir` raises in a folder that is shut


def _is_open(folder: Path) -> bool:
    return os.access(folder, os.R_OK | os.X_OK)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    if not (_is_folder(folder) and _is_open(folder)):
        return []
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)


def files_at(path: Path, report: Report) -> Iterator[Path]:
    """The path itself, or all files below a folder; folders that stay shut are named."""
    if not _is_folder(path):
        yield path
        return
    if not _is_open(path):  # whoever named it is told
        return

    def closed(error: OSError) -> None:
        name = shown(str(error.filename or path))
        report.add("unreadable-dump", error.strerror or "cannot be read", Origin(name))

    for folder, below, names in os.walk(path, onerror=closed):
        below[:] = sorted(name for name in below if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))
