"""The patterns users write: regular expressions in linear time (RE2), and globs of paths."""

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import Any
from urllib.parse import unquote

import re2

from feedgen_news.config.mistakes import shown

LONGEST = 1_000


def quiet() -> Any:
    """Options that keep RE2 from writing to stderr itself."""
    options = re2.Options()
    options.log_errors = False
    return options


def compiled(pattern: str) -> Any:
    """An RE2 pattern; raises ValueError with RE2's reason where it is none."""
    try:
        return re2.compile(pattern, quiet())
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        told = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
        raise ValueError(f"no regular expression (RE2): {told}") from None


def compile_regex(pattern: str) -> Callable[[str], str | None]:
    """A search for the pattern (RE2 syntax) that tells what it found.

    Raises ValueError with what is wrong; the time a search takes is linear in the text.
    """
    if len(pattern) > LONGEST:
        raise ValueError(f"a pattern of {len(pattern)} characters; at most {LONGEST}")
    search = compiled(pattern).search
    if search(""):
        raise ValueError(f"{shown(pattern)} matches the empty text, and so every article")

    def found(text: str) -> str | None:
        match = search(text)
        return match.group() if match else None

    return found


def compile_glob(glob: str) -> Callable[[str], bool]:
    """A test of a URL's path against a glob: `*` any characters, `?` one.

    Raises ValueError where the glob can match no path. Percent-encoded and plain
    spellings of a path are equal.
    """
    if len(glob) > LONGEST:
        raise ValueError(f"a glob of {len(glob)} characters; at most {LONGEST}")
    if not glob.startswith(("/", "*")):
        raise ValueError(f"{shown(glob)}: the path of a URL begins with /, as in /sport/*")
    signs = {"*": ".*", "?": "."}
    pattern = "".join(signs.get(c) or re.escape(c) for c in unquote(glob))
    matches = compiled(f"(?s){pattern}").fullmatch
    return lambda path: matches(unquote(path)) is not None


def reaches(pattern: str, path: str) -> bool:
    """Whether a glob of files (`**` any folders) names the path or a folder it lies in.

    Hidden names are met only by patterns that spell the dot. The time it takes is the
    product of the two lengths at most.
    """
    steps = PurePath(pattern).parts
    states = _past_folders({0}, steps)
    for name in PurePath(path).parts:
        states = _past_folders({n for at in states for n in _after(name, at, steps)}, steps)
    return len(steps) in states


def _after(name: str, at: int, steps: tuple[str, ...]) -> set[int]:
    """Where in the pattern a name leads that is met at one of its steps."""
    hidden = name.startswith(".")
    if at == len(steps) or steps[at] == "**":
        return set() if hidden else {at}
    met = fnmatchcase(name, steps[at]) and not (hidden and not steps[at].startswith("."))
    return {at + 1} if met else set()


def _past_folders(states: set[int], steps: tuple[str, ...]) -> set[int]:
    """The states, and those after each `**` that stands for no folder at all."""
    found = set(states)
    for at, step in enumerate(steps):
        if step == "**" and at in found:
            found.add(at + 1)
    return found
