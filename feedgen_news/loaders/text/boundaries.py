"""Where one article ends and the next begins."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, takewhile

import msgspec

from feedgen_news.loaders.text.cohesion import Cohesion
from feedgen_news.loaders.text.heads import byline
from feedgen_news.loaders.text.layout import Layout
from feedgen_news.loaders.text.lines import Line
from feedgen_news.loaders.text.recurrence import dated_heads, repeated
from feedgen_news.loaders.text.shapes import words
from feedgen_news.loaders.text.tokens import Lexicon, Token

OPENERS = frozenset(
    {"title", "published", "updated", "author", "section", "url", "breadcrumb", "drop"}
)


ANOTHER = 0.07  # of the longer words at most are shared where another article surely begins
SAME = 0.2  # of the longer words are shared where it is surely the same


class Start(msgspec.Struct, frozen=True):
    """A place where an article may start, and how much prose must stand on either side."""

    index: int
    prose: int
    shared: float = 1.0  # of its longer words may stand above it, too
    proven: bool = False  # whether too few words to tell speak against it
    since: int | None = None  # where the line that may stand once in a head stood before


def begun(lines: Sequence[Line], lexicon: Lexicon) -> Iterator[Line]:
    """The lines without what the layout cuts off the start of a page."""
    pending = False
    for line in lines:
        rest, start = beginning(line.text, lexicon)
        pending = pending or start
        if rest:
            yield line.but(rest, start=pending)
            pending = False


def beginning(text: str, lexicon: Lexicon) -> tuple[str, bool]:
    """What follows a start of page on its line, and whether there was one."""
    if len(text) <= 2000:
        for pattern in lexicon.starts:
            if found := pattern.match(text):
                return text[found.end() :].strip(), True
    return text, False


def articles(tokens: Sequence[Token], layout: Layout) -> Iterator[Sequence[Token]]:
    """The tokens of each article, none left out."""
    prose = [0, *accumulate(len(t.text) if t.paragraph else 0 for t in tokens)]
    cohesion = Cohesion(tokens)
    begin = 0
    for start in starts(tokens, layout):
        before, after = prose[start.index] - prose[begin], prose[-1] - prose[start.index]
        enough = start.index > begin and min(before, after) >= start.prose
        # what may stand once says it all, if it stood in the head of this article
        again = start.since is not None and start.since >= begin
        again = again and prose[start.since or 0] == prose[begin]
        if again or (enough and differs(start, begin, cohesion)):
            yield tokens[begin : start.index]
            begin = start.index
    if tokens:
        yield tokens[begin:]


def differs(start: Start, begin: int, cohesion: Cohesion) -> bool:
    """Whether what starts there has words of its own, where that counts."""
    if start.shared >= 1:
        return True
    shared = cohesion.shared(begin, start.index)
    return not start.proven if shared is None else shared <= start.shared


def starts(tokens: Sequence[Token], layout: Layout) -> Iterator[Start]:
    """Every place that may be a start, in order."""
    gap = part_gap(tokens, layout)
    paragraphs = 1  # since the last anchor; none: it is the same head still
    again, headed = repeated(tokens), dated_heads(tokens, layout)
    for index, token in enumerate(tokens):
        paragraphs += token.paragraph
        if token.line.start:
            yield Start(index, 1)
        elif index in again or declared(token):
            top = risen(tokens, index, layout)
            yield Start(top, layout.boundaries.body, since=again.get(index))
        elif token.anchor:
            found = anchored(tokens, index, layout) if paragraphs else None
            paragraphs = 0
            if found is not None:
                yield Start(found, 1)
        elif index in headed:
            yield Start(index, layout.boundaries.body)
        else:
            yield from apart(tokens, index, gap, layout)


def declared(token: Token) -> bool:
    """Whether a line says it is a title with which an article may start."""
    return token.anchor and token.role("head") == "title"


def apart(tokens: Sequence[Token], index: int, gap: int | None, layout: Layout) -> Iterator[Start]:
    """A line that no class claims, where blank lines or a separator set it apart."""
    wide = tokens[index].line.gap >= layout.boundaries.gap
    if wide and doubled(tokens, index, layout):
        yield Start(index, 1)
    elif parted(tokens, index, gap) and opens(tokens, index, layout):
        yield Start(index, layout.boundaries.body, shared=SAME)
    elif gap is not None and wide:
        yield Start(index, layout.boundaries.body, shared=ANOTHER, proven=True)


def part_gap(tokens: Sequence[Token], layout: Layout) -> int | None:
    """The blank lines that part articles here: the wider where most gaps are that wide."""
    if not layout.boundaries.gaps_part:
        return None
    least = layout.boundaries.gap
    gaps = [
        token.line.gap
        for index, token in enumerate(tokens)
        if index and token.line.gap >= least and opens(tokens, index, layout)
    ]
    wide = sum(gap > least for gap in gaps)
    return least + 1 if wide and 2 * wide >= len(gaps) else least


def parted(tokens: Sequence[Token], index: int, gap: int | None) -> bool:
    """Whether a separator or a wide gap stands before this line."""
    if index == 0:
        return False
    if tokens[index - 1].role("body") == "separator":
        return True
    return gap is not None and tokens[index].line.gap >= gap


def opens(tokens: Sequence[Token], index: int, layout: Layout) -> bool:
    """Whether an article may begin so: with a mark, a title, or several lines that are short."""
    token = tokens[index]
    if token.role("head") in OPENERS:
        return True
    if token.prose or len(token.text) > layout.title.longest:
        return False
    short_below = index + 1 < len(tokens) and not tokens[index + 1].prose
    return short_below or (not token.hits and words(token.text) >= layout.title.words)


def risen(tokens: Sequence[Token], index: int, layout: Layout) -> int:
    """The first of the classed lines that stand directly above, without a blank line."""
    least = max(0, index - layout.boundaries.window)
    while (
        index > least and tokens[index].line.gap == 0 and tokens[index - 1].role("head") in OPENERS
    ):
        index -= 1
    return index


def anchored(tokens: Sequence[Token], index: int, layout: Layout) -> int | None:
    """Where the article of an anchor starts; None where it is a line of a body."""
    window = layout.boundaries.window
    first = max(0, index - window)
    after = tokens[index + 1 : index + 1 + window]
    keys = {token.key for token in after if token.key and token.hit("head") is None}
    found = echoed(tokens, range(first, index), keys, layout)
    if found is None:
        found = gapped(tokens, range(index, first, -1), layout)
    return attended(tokens, index, first) if found is None else found


def echoed(tokens: Sequence[Token], before: range, keys: set[str], layout: Layout) -> int | None:
    """The first line above the anchor that shows again below it, and is nobody's name."""
    short = (i for i in before if not tokens[i].prose and tokens[i].hit("head") is None)
    alike = (i for i in short if tokens[i].key in keys and not byline(tokens, i, layout))
    return next(alike, None)


def doubled(tokens: Sequence[Token], index: int, layout: Layout) -> bool:
    """Whether a line like a title shows again before the first paragraph below it."""
    token = tokens[index]
    if token.prose or token.hits or words(token.text) < layout.title.words:
        return False
    below = tokens[index + 1 : index + 1 + layout.boundaries.window]
    return any(t.key == token.key for t in takewhile(lambda t: not t.paragraph, below))


def gapped(tokens: Sequence[Token], above: range, layout: Layout) -> int | None:
    """The nearest line above, or the anchor, that a wide gap and no prose set apart."""
    for index in above:
        if tokens[index].line.gap >= layout.boundaries.gap:
            return None if tokens[index].paragraph else index
    return None


def attended(tokens: Sequence[Token], index: int, first: int) -> int | None:
    """The top of the head around an anchor that other marks of a head stand beside."""
    beside = (*tokens[max(0, index - 2) : index], *tokens[index + 1 : index + 3])
    if not any(token.mark and not token.anchor for token in beside):
        return None
    while index > first and not tokens[index - 1].paragraph:
        index -= 1
    return index
