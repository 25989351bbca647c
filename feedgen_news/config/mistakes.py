"""What is wrong with a file the operator wrote, and how it is told: all of it, in order."""

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from feedgen_news.model import printable
from feedgen_news.problems import ConfigError

Loc = tuple[str | int, ...]

_CREDENTIALS = re.compile(r"(//)[^/\s@]*@")
_LONGEST_VALUE = 60
_MOST_TOLD = 1_000


class Mistake(msgspec.Struct, frozen=True, order=True):
    """One thing to mend: where (1-based; 0 for the file as a whole), at which key, and what."""

    line: int
    column: int
    key: str
    message: str


def spelt(loc: Loc) -> str:
    """The way to a value as people write it: `sources[0].files`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")


def shown(value: str) -> str:
    """A value quoted for a message: of one line, short, without credentials."""
    masked = _CREDENTIALS.sub(r"\1…@", value)
    cut = masked if len(masked) <= _LONGEST_VALUE else masked[: _LONGEST_VALUE - 1] + "…"
    return f'"{printable(cut)}"'


def near_miss(word: str, known: Iterable[str]) -> str:
    """`; did you mean "tags"?`, or the known words where none is near and they are few."""
    words = {name.lower(): name for name in sorted(set(known))}
    near = difflib.get_close_matches(word[:80].lower(), words, n=1, cutoff=0.6)
    if near:
        return f'; did you mean "{words[near[0]]}"?'
    return f"; known: {', '.join(words.values())}" if 0 < len(words) <= 25 else ""


def refuse(path: Path, mistakes: Iterable[Mistake]) -> ConfigError:
    """The error that holds every mistake, one a line, in the order of the file."""
    found = sorted(set(mistakes))
    lines = [_line(path, mistake) for mistake in found[:_MOST_TOLD]]
    if len(found) > _MOST_TOLD:
        lines.append(f"and {len(found) - _MOST_TOLD:,} more")
    if found[-1].line:  # of the file's text; one that is not there cannot be corrected
        count = "the mistake" if len(found) == 1 else f"the {len(found):,} mistakes"
        lines.append(f"correct {count} and run the command again")
    return ConfigError("\n".join(lines))


def _line(path: Path, mistake: Mistake) -> str:
    place = f":{mistake.line}:{mistake.column}" if mistake.line else ""
    key = f" {mistake.key}:" if mistake.key else ""
    text = _CREDENTIALS.sub(r"\1…@", f"{key} {mistake.message}")
    return printable(f"{path}{place}{text}" if key else f"{path}{place}:{text}")
