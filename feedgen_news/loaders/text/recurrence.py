"""Signs of a further article that a text gives by doing the same thing again."""

from collections import Counter
from collections.abc import Iterator, Sequence

from feedgen_news.loaders.text.heads import dated, titled
from feedgen_news.loaders.text.layout import Layout
from feedgen_news.loaders.text.shapes import fold, words
from feedgen_news.loaders.text.tokens import Token

SIGNS = frozenset("|•·–—,:/")
TOP = 3  # lines; a head that is to repeat begins within so many
LABEL = 40  # characters of a label at most


def repeated(tokens: Sequence[Token]) -> dict[int, int]:
    """The lines with a label that may stand once in an article, and where it stood before."""
    last: dict[str, int] = {}
    found: dict[int, int] = {}
    for index, token in enumerate(tokens):
        hit = token.hit("head")
        if hit is not None and hit.kind.once:
            label = fold(token.text[:LABEL].replace("：", ":").partition(":")[0])
            if label in last:
                found[index] = last[label]
            last[label] = index
    return found


def dated_heads(tokens: Sequence[Token], layout: Layout) -> frozenset[int]:
    """The titles that stand right above a line with a date, all such lines of one shape."""
    shapes = dict(_dated_heads(tokens, layout))
    times = Counter(shapes.values())
    first = next(iter(shapes), TOP)
    if first >= TOP or times[shapes[first]] < 2:
        return frozenset()
    return frozenset(index for index, shape in shapes.items() if shape == shapes[first])


def _dated_heads(tokens: Sequence[Token], layout: Layout) -> Iterator[tuple[int, str]]:
    for index in range(len(tokens) - 1):
        title, date = tokens[index], tokens[index + 1]
        if date.line.gap or not dated(date) or title.hits or not titled(title, layout):
            continue
        shape = _shape(date)
        gap = layout.boundaries.gap if shape == "D" else 1  # a date alone may be of a list
        if words(title.text) >= layout.title.words and (not index or title.line.gap >= gap):
            yield index, shape


def _shape(token: Token) -> str:
    """The signs between the parts of a line, and where among them its date stands."""
    hit = token.hit("head")
    before, _, after = token.text.partition(hit.value if hit else token.text)
    return "".join(c for c in f"{before}D{after}" if c in SIGNS or c == "D")
