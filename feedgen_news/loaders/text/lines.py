"""Text into lines: line ends, line numbers, wrapped lines joined."""

import re
from collections.abc import Iterable
from itertools import pairwise

import msgspec

from feedgen_news.loaders.text.layout import Wrapping

# str.splitlines would also end lines at U+0085, U+2028, U+001C and the like, which are text.
LINE = re.compile(r"[^\r\n]+")
LISTED = re.compile(r"(?:[•▪◦·*+–-]|\d{1,3}[.)])\s")
WIDE_SCRIPT = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]")


class Line(msgspec.Struct, frozen=True):
    """A line that is not blank, without the white space around it."""

    text: str
    number: int  # 1-based
    last: int  # the number of the last line joined into it
    gap: int  # blank lines before it
    start: bool = False  # the layout or a form feed says that a page begins here

    def but(self, text: str, *, start: bool = False) -> "Line":
        """The same line with another text."""
        return msgspec.structs.replace(self, text=text, start=start or self.start)


def lines_of(text: str) -> list[Line]:
    """Every line that is not blank; a form feed before a line marks the start of a page."""
    found: list[Line] = []
    number, end, seen, start = 1, 0, 0, False
    for match in LINE.finditer(text):
        number += line_ends(text, end, match.start())
        end = match.end()
        start = start or match[0].startswith("\f")
        stripped = match[0].replace("\ufeff", "").strip()
        if stripped:
            found.append(Line(stripped, number, number, number - seen - 1, start))
            seen, start = number, False
    return found


def line_ends(text: str, start: int, end: int) -> int:
    """How many lines end in a part of a text; CR LF is one end."""
    pairs = text.count("\r\n", start, end)
    return text.count("\n", start, end) + text.count("\r", start, end) - pairs


def unwrapped(lines: list[Line], wrapping: Wrapping) -> list[Line]:
    """The lines with those joined that were broken at a fixed width, if the text was."""
    width = max((len(line.text) for line in lines), default=0)
    if not wrapping.narrowest <= width <= wrapping.widest:
        return lines
    pairs = [(one, two) for one, two in pairwise(lines) if not two.gap]
    long = [broken(one, two, width) for one, two in pairs if len(one.text) > width // 2]
    if sum(long) < 4 or sum(long) < 0.6 * len(long):
        return lines
    return list(joined(lines, width))


def broken(one: Line, two: Line, width: int) -> bool:
    """Whether the first word of `two` did not fit into `one`, and so went below it."""
    word = two.text[0] if WIDE_SCRIPT.match(two.text) else two.text.split(maxsplit=1)[0]
    return len(one.text) + 1 + len(word) > width and not two.gap and not LISTED.match(two.text)


def joined(lines: list[Line], width: int) -> Iterable[Line]:
    """Paragraphs from broken lines; linear, however long the paragraph."""
    parts: list[Line] = []
    for line in lines:
        if parts and not broken(parts[-1], line, width):
            yield whole(parts)
            parts = []
        parts.append(line)
    if parts:
        yield whole(parts)


def whole(parts: list[Line]) -> Line:
    """One line of several; scripts that part no words take no space between them."""
    first, wide = parts[0], WIDE_SCRIPT.match(parts[-1].text) is not None
    text = ("" if wide else " ").join(part.text for part in parts)
    return msgspec.structs.replace(first, text=text, last=parts[-1].last)
