"""Text into lines: line ends, line numbers, wrapped lines joined."""

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

import msgspec

from feedgen_news.loaders.text.layout import Wrapping

# str.splitlines would also end lines at U+0085, U+2028, U+001C and the like, which are text.
LINE = re.compile(r"[^\r\n]+")
LONGEST = 2_000  # characters of a line that may have been broken at a width
Measure = Callable[[str], int]
LISTED = re.compile(r"(?:[•▪◦·*+–-]|\d{1,3}[.)])\s")
# Two columns wide. Of these, Korean alone parts its words by spaces.
WIDE = re.compile(
    r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6]"
)
UNPARTED = re.compile(  # Chinese, Japanese; Thai, Lao, Burmese, Khmer
    r"[\u2e80-\u312f\u31a0-\ua4cf\uf900-\ufaff\uff00-\uff9f\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
)
MARK = re.compile(
    r"[\u0300-\u036f\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u200b-\u200f\u2066-\u2069]"
)


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


def lines_of(text: str, *, most: int | None = None) -> list[Line]:
    """Every line that is not blank; a form feed before a line marks the start of a page.

    No more than `most` and one, so that whoever has too many knows.
    """
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
            if most is not None and len(found) > most:
                break
    return found


def line_ends(text: str, start: int, end: int) -> int:
    """How many lines end in a part of a text; CR LF is one end."""
    pairs = text.count("\r\n", start, end)
    return text.count("\n", start, end) + text.count("\r", start, end) - pairs


def unwrapped(lines: list[Line], wrapping: Wrapping, *, alone: Callable[[str], bool]) -> list[Line]:
    """The lines with those joined that were broken at a fixed width, if the text was.

    `alone` says of a line that it goes on no other line. Widths are in columns, or in
    characters where a program counted these.
    """
    for measure in (columns, len):
        width = max((reach(line, measure) for line in lines), default=0)
        if wrapping.narrowest <= width <= wrapping.widest and is_broken(lines, width, measure):
            return list(joined(lines, width, alone, measure))
    return lines


def is_broken(lines: list[Line], width: int, measure: Measure) -> bool:
    """Whether most of the longer lines that another follows are as full as they can be."""
    pairs = [(one, two) for one, two in pairwise(lines) if not two.gap]
    long = [
        broken(one, two, width, measure) for one, two in pairs if reach(one, measure) > width // 2
    ]
    return sum(long) >= 4 and sum(long) >= 0.6 * len(long)


def reach(line: Line, measure: Measure) -> int:
    """The column in which a line ends."""
    return line.indent + measure(line.text)


def columns(text: str) -> int:
    """How many columns a text takes on a terminal."""
    if text.isascii() or len(text) > LONGEST:
        return len(text)
    return len(text) + len(WIDE.findall(text)) - len(MARK.findall(text))


def broken(one: Line, two: Line, width: int, measure: Measure) -> bool:
    """Whether the first word of `two` did not fit into `one`, and so went below it."""
    unparted = UNPARTED.match(two.text) is not None
    word = two.text[:1] if unparted else two.text.split(maxsplit=1)[0]
    room = measure(word) + (2 if unparted else 1)  # punctuation may not begin a line
    return reach(one, measure) + room > width and not two.gap and not LISTED.match(two.text)


def hanging(first: Line, line: Line) -> bool:
    """Whether a line is indented below the item of a list that it goes on with."""
    inside = first.indent < line.indent <= first.indent + 4 and not line.gap
    return inside and LISTED.match(first.text) is not None and not LISTED.match(line.text)


def hung(lines: Iterable[Line], *, hangs: Callable[[str], bool]) -> Iterable[Line]:
    """The lines with those joined that are indented right below one that `hangs`."""
    parts: list[Line] = []
    for line in lines:
        goes_on = parts and line.indent > parts[0].indent and not line.gap
        if parts and not (goes_on and hangs(parts[0].text)):
            yield whole(parts)
            parts = []
        parts.append(line)
    if parts:
        yield whole(parts)


def joined(
    lines: list[Line], width: int, alone: Callable[[str], bool], measure: Measure
) -> Iterable[Line]:
    """Paragraphs from broken lines; linear, however long the paragraph."""
    parts: list[Line] = []
    for line in lines:
        goes_on = parts and (broken(parts[-1], line, width, measure) or hanging(parts[0], line))
        if parts and (not goes_on or alone(line.text)):
            yield whole(parts)
            parts = []
        parts.append(line)
    if parts:
        yield whole(parts)


def whole(parts: list[Line]) -> Line:
    """One line of several; scripts that part no words take no space between them."""
    first = parts[0]
    pieces = [first.text]
    for one, two in pairwise(parts):
        together = UNPARTED.match(one.text[-1]) and UNPARTED.match(two.text)
        pieces += ["" if together else " ", two.text]
    return msgspec.structs.replace(first, text="".join(pieces), last=parts[-1].last)
