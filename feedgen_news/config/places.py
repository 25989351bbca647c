"""Which places a build may write to: what a path may hold, and what folders belong to others."""

import os
import re
from pathlib import Path

from feedgen_news.site import MANIFEST

_LONGEST = 4_000  # bytes; systems end at 4,096
_LONGEST_NAME = 255  # bytes
UNREADABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

_SYSTEM_TREES = (
    *("/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/libx32"),
    *("/proc", "/run", "/sbin", "/sys", "/usr"),
)
_SYSTEM_FOLDERS = (
    *("/", "/home", "/media", "/opt", "/root", "/tmp", "/var"),  # noqa: S108 (refused)
    *("/var/cache", "/var/lib", "/var/log", "/var/spool", "/var/tmp"),  # noqa: S108 (refused)
)
# Folders in which users and web servers keep theirs, though they may lie in a system's tree.
_OURS_TO_USE = (
    *("/dev/shm", "/home", "/run/media", "/run/user"),  # noqa: S108 (named, not written to)
    *("/usr/local/www", "/usr/share/nginx"),
)
_MARKS_OF_A_HOME = (".bashrc", ".profile", ".ssh", ".zshrc")
_MARKS_OF_A_PROJECT = ("Cargo.toml", "go.mod", "package.json", "pyproject.toml", "setup.py")
_HEAD_OF_SQLITE = b"SQLite format 3\x00"


def unfit(path: str) -> str | None:
    """What keeps a text from being the path of anything, or None; opens nothing."""
    if not path.strip():
        return "is empty; name a path"
    if found := UNREADABLE.search(path):
        return f"holds the invisible character U+{ord(found[0]):04X}; remove it"
    names = path.encode().split(b"/")
    if sum(map(len, names)) + len(names) > _LONGEST or max(map(len, names)) > _LONGEST_NAME:
        return "is too long for a path"
    return None


def is_of_the_system(path: str) -> bool:
    """Whether the path, links followed, is a folder of the system's or lies in its trees."""
    real = _real(path)
    if real in map(_real, _SYSTEM_FOLDERS):
        return True
    if any(_below(real, folder) for folder in _OURS_TO_USE):
        return False
    return any(real == _real(tree) or _below(real, tree) for tree in _SYSTEM_TREES)


def kept_by_others(folder: str) -> str | None:
    """What a folder clearly is, a home or a project, unless we published there."""
    if _holds(folder, MANIFEST):
        return None
    in_home = _real(folder).parent == _real("/home")
    if in_home or any(_holds(folder, mark) for mark in _MARKS_OF_A_HOME):
        return "a home folder"
    mark = next((mark for mark in _MARKS_OF_A_PROJECT if _holds(folder, mark)), None)
    return f"the folder of a project (it holds {mark})" if mark else None


def may_be_a_database(path: str) -> bool:
    """Whether a regular file is empty or begins like an SQLite database; raises OSError."""
    with Path(path).open("rb") as stream:
        return stream.read(len(_HEAD_OF_SQLITE)) in (b"", _HEAD_OF_SQLITE)


def _real(path: str) -> Path:
    return Path(os.path.realpath(path))


def _below(real: Path, folder: str) -> bool:
    return _real(folder) in real.parents


def _holds(folder: str, name: str) -> bool:
    return os.path.lexists(Path(folder) / name)
