"""Which characters of a text need a closer look, told by one quick one."""

import re
from collections.abc import Callable
from functools import cache

from feedgen_news.later import pattern

# Code points that no text of ours holds: what XML 1.0 §2.2 forbids, C1 controls, the
# noncharacters of Unicode, and characters that only hide or reorder other text.
SURROGATES = "\ud800-\udfff"
LOSSES = f"{SURROGATES}\ufffd"
BLANK = "\v\f\x1c-\x1f\x85\u2028\u2029"
ISOLATE = "\u2066-\u2069"
CONTROLS = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
FORBIDDEN = (
    f"{CONTROLS}\xad\u200b\u202a-\u202e\u2060-\u2065\u206a-\u206f"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
)
BEYOND = "\U0001fffe-\U0010ffff"  # where the noncharacters and tags of other planes lie
MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_MINDED = f"\r{LOSSES}{BLANK}{ISOLATE}{FORBIDDEN}{BEYOND}{MARKS}"  # all that `clean` minds
_BLANKS = f"\t\r{BLANK}\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"  # beside spaces and line ends

_PLAIN = bytes([ord("\n"), *range(ord(" "), 0x7F)])
_ODD = pattern(f"[{_MINDED}]")
_OTHER_BLANK = pattern(f"[{_BLANKS}]")
_CONTROL = pattern(f"[{CONTROLS}{SURROGATES}\ufffe\uffff]")


def special(text: str, raw: bytes | None = None) -> str:
    """The characters of a text that any of the tests below asks for, and maybe others.

    Each once; `raw` is the text in UTF-8, where it is there already.
    """
    raw = text.encode("utf-8", "surrogatepass") if raw is None else raw
    if len(raw) * 3 < len(text) * 4:  # mostly ASCII, which bytes are rid of faster
        beyond = raw.translate(None, _PLAIN)
        if not beyond:
            return ""
        text = beyond.decode("utf-8", "surrogatepass")
    return "".join(set(_search_for_special()(text)))


@cache
def _search_for_special() -> Callable[[str], list[str]]:
    """By what they are not: `re` looks one character up in one table, if that is of 16 bits."""
    every = "".join(map(chr, range(0x10000)))
    ordinary = filter(None, re.split(f"[{_MINDED}{_BLANKS}]+", every))
    return re.compile("[^{}]".format("".join(f"{run[0]}-{run[-1]}" for run in ordinary))).findall


def is_odd(text: str) -> bool:
    """Whether `clean` has to look at a character of a text; it may leave all as they are."""
    return _ODD.search(special(text)) is not None


def has_controls(text: str) -> bool:
    """Whether `clean` takes something out that no honest text holds."""
    return _CONTROL.search(special(text)) is not None


def has_other_blanks(text: str) -> bool:
    """Whether a text holds blanks beside spaces and line ends."""
    return _OTHER_BLANK.search(special(text)) is not None
