"""Text into lines: line ends, line numbers, wrapped lines joined."""

import re
from collections.abc import Callable, Iterable
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
    indent: int = 0  # white space before it, in characters
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
            indent = len(match[0]) - len(match[0].lstrip())
            found.append(Line(stripped, number, number, number - seen - 1, indent, start))
            seen, start = number, False
    return found


def line_ends(text: str, start: int, end: int) -> int:
    """How many lines end in a part of a text; CR LF is one end."""
    pairs = text.count("\r\n", start, end)
    return text.count("\n", start, end) + text.count("\r", start, end) - pairs


def unwrapped(lines: list[Line], wrapping: Wrapping, *, alone: Callable[[str], bool]) -> list[Line]:
    """The lines with those joined that were broken at a fixed width, if the text was.

    `alone` says of a line that it goes on no other line.
    """
    width = max(map(reach, lines), default=0)
    if not wrapping.narrowest <= width <= wrapping.widest:
        return lines
    pairs = [(one, two) for one, two in pairwise(lines) if not two.gap]
    long = [broken(one, two, width) for one, two in pairs if reach(one) > width // 2]
    if sum(long) < 4 or sum(long) < 0.6 * len(long):
        return lines
    return list(joined(lines, width, alone))


def reach(line: Line) -> int:
    """The column in which a line ends."""
    return line.indent + len(line.text)


def broken(one: Line, two: Line, width: int) -> bool:
    """Whether the first word of `two` did not fit into `one`, and so went below it."""
    word = two.text[0] if WIDE_SCRIPT.match(two.text) else two.text.split(maxsplit=1)[0]
    return reach(one) + 1 + len(word) > width and not two.gap and not LISTED.match(two.text)


def hanging(first: Line, line: Line) -> bool:
    """Whether a line is indented below the item of a list that it goes on with."""
    inside = first.indent < line.indent <= first.indent + 4 and not line.gap
    return inside and LISTED.match(first.text) is not None and not LISTED.match(line.text)


def joined(lines: list[Line], width: int, alone: Callable[[str], bool]) -> Iterable[Line]:
    """Paragraphs from broken lines; linear, however long the paragraph."""
    parts: list[Line] = []
    for line in lines:
        goes_on = parts and (broken(parts[-1], line, width) or hanging(parts[0], line))
        if parts and (not goes_on or alone(line.text)):
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
