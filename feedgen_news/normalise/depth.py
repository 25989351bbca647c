"""How deep, and how much, markup is: beyond some measure parsers take too long or lose text."""

import re
from collections import Counter
from collections.abc import Iterator

# Beyond these only the text is kept: parsers are quadratic in depth, and some drop what
# lies deeper than 255 without a word.
MAX_DEPTH = 200  # nested elements
_MAX_WORK = 1_000_000  # the sum of the depths of all tags
_MAX_REFERENCES = 100_000

_ELEMENT = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,30})")
_NOT_NESTED = frozenset(
    "p li td th tr dd dt option br hr img input link meta base area col embed source track".split()
)
_LEVELS = {"table": 4, "ul": 2, "ol": 2, "dl": 2}  # with what parsers put between
_SHALLOW = MAX_DEPTH // max(_LEVELS.values())  # elements that cannot be too deep


def too_deep(markup: str) -> bool:
    """Whether elements are nested, or many, beyond what is parsed in good time."""
    if markup.count("&") > _MAX_REFERENCES:
        return True
    if _is_shallow(markup):
        return False
    work = 0
    for depth in _depths(markup):
        work += depth + 1
        if depth > MAX_DEPTH or work > _MAX_WORK:
            return True
    return False


def _is_shallow(markup: str) -> bool:
    """Whether there are too few tags to nest deeply, however they are nested."""
    tags = opened = markup.count("<")
    if opened > _SHALLOW:
        opened -= sum(map(markup.count, ("</", "<p>", "<li>")))
    return opened <= _SHALLOW and tags * (MAX_DEPTH + 1) <= _MAX_WORK


def _depths(markup: str) -> Iterator[int]:
    """How deep each tag lies at most, as parsers see it: an end tag closes nothing that was
    begun outside its table, and the end of a table closes all that it holds."""
    depth = 0
    tables: list[tuple[Counter[str], int]] = [(Counter(), 0)]
    for closing, raw in _ELEMENT.findall(markup):
        name = raw.lower()
        is_open, outside = tables[-1]
        if name == "table":
            if not closing:
                tables.append((Counter(), depth))
                depth += _LEVELS[name]
            elif len(tables) > 1:
                depth = outside
                tables.pop()
        elif not closing and name not in _NOT_NESTED:
            is_open[name] += 1
            depth += _LEVELS.get(name, 1)
        elif closing and is_open[name]:
            is_open[name] -= 1
            depth -= _LEVELS.get(name, 1)
        yield depth
