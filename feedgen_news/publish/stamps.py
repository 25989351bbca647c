"""How files lie in the output folder, without reading them."""

import os
import stat
from collections.abc import Iterable
from pathlib import Path

Stamp = tuple[int, int, int]  # bytes, mtime in nanoseconds, inode


def look(folder: Path, paths: Iterable[str]) -> dict[str, Stamp]:
    """Those of the paths at which a regular file lies, in folders that are no links."""
    linked: dict[str, bool] = {}
    found: dict[str, Stamp] = {}
    for path in paths:
        parent = path.rpartition("/")[0]
        if parent not in linked:
            linked[parent] = any(_is_link(folder, step) for step in _steps(parent))
        if not linked[parent] and (stamp := _stamp(folder, path)):
            found[path] = stamp
    return found


def _steps(parent: str) -> Iterable[str]:
    names = parent.split("/") if parent else []
    return ("/".join(names[:count]) for count in range(1, len(names) + 1))


def _is_link(folder: Path, path: str) -> bool:
    return os.path.islink(f"{folder}/{path}")  # noqa: PTH114 (as fast as it gets; there are many)


def _stamp(folder: Path, path: str) -> Stamp | None:
    try:
        state = os.lstat(f"{folder}/{path}")
    except (OSError, ValueError):
        return None
    return (state.st_size, state.st_mtime_ns, state.st_ino) if stat.S_ISREG(state.st_mode) else None
