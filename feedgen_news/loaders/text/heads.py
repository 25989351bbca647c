"""The head of an article: how far it reaches, and which of its lines is the title."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

import msgspec

from feedgen_news.loaders.text.layout import Layout
from feedgen_news.loaders.text.shapes import is_name, short_name, words
from feedgen_news.loaders.text.tokens import Lexicon, Token

# They belong to a head while no prose stands between them and it.
WEAK = frozenset(
    {
        "summary",
        "caption",
        "credit",
        "author",
        "section",
        "tags",
        "url",
        "title",
        "language",
        "publisher",
        "breadcrumb",
    }
)


class Head(msgspec.Struct, frozen=True):
    """The tokens before `end` are the head's; `title` is the index of its line, if any."""

    end: int
    title: int | None
    key: str = ""  # of the title; each line with it is an echo


def head_of(tokens: Sequence[Token], lexicon: Lexicon) -> Head:
    """The head of one article."""
    layout = lexicon.layout
    marked = reach(tokens, lexicon, key=None)
    title = title_of(tokens, marked, layout)
    if title is None:
        return Head(absorbed(tokens, marked, "", layout), None)
    key = tokens[title].key
    end = max(reach(tokens, lexicon, key=key), title + 1)
    return Head(absorbed(tokens, end, key, layout), title, key)


def title_of(tokens: Sequence[Token], marked: int, layout: Layout) -> int | None:
    """The line of the title: declared, shown twice, the end of a path, or like one."""
    found = (
        declared(tokens[:marked]),
        echoed(tokens, marked, layout),
        crumb(tokens[:marked]),
        single(tokens, marked, layout),
    )
    return next((index for index in found if index is not None), None)


def reach(tokens: Sequence[Token], lexicon: Lexicon, *, key: str | None) -> int:
    """One past the last mark, or echo of the title, with not too much prose before it."""
    end = prose = 0
    for index, token in enumerate(tokens):
        if token.mark or (key and token.key == key):
            end, prose = index + 1, 0
        elif token.role("head") in WEAK and prose == 0:
            end = index + 1
        elif token.paragraph or token.role("head") == "summary":
            prose += 1
        if prose > lexicon.layout.head.window or (prose and opening(token, lexicon)):
            break
    return end


def opening(token: Token, lexicon: Lexicon) -> bool:
    """Whether a line can only be the first paragraph: it has a dateline, or is very long."""
    too_long = len(token.text) > 4 * lexicon.layout.title.longest
    return token.paragraph and (too_long or lexicon.place(token.text) is not None)


def absorbed(tokens: Sequence[Token], end: int, key: str, layout: Layout) -> int:
    """The end of the head, moved over what still belongs to it."""
    while end < len(tokens):
        token = tokens[end]
        if not (
            token.mark
            or token.role("head") in WEAK
            or (key and token.key == key)
            or byline(tokens, end, layout)
        ):
            break
        end += 1
    return end


def byline(tokens: Sequence[Token], index: int, layout: Layout) -> bool:
    """Whether a line is a name, right below the date or between it and the title."""
    token = tokens[index]
    if not layout.head.names or index == 0 or not is_name(token.text):
        return False
    if tokens[index - 1].anchor and token.line.gap == 0:
        return True
    return not token.hits and short_name(token.text) and beside(tokens, index, layout)


def beside(tokens: Sequence[Token], index: int, layout: Layout) -> bool:
    """Whether a date stands right above or below, and above the two something like a title."""
    above, token = tokens[index - 1], tokens[index]
    if index > 1 and dated(above) and token.line.gap == 0:  # a section may stand there, too
        cased = token.text.lower() != token.text
        return cased and heads_name(tokens[index - 2], token, layout)
    below = tokens[index + 1] if index + 1 < len(tokens) else None
    dated_below = below is not None and dated(below) and below.line.gap == 0
    return dated_below and heads_name(above, token, layout)


def heads_name(above: Token, name: Token, layout: Layout) -> bool:
    """Whether the line above a name is a title, by the looks of the two."""
    if above.role("head") == "title":
        return True
    speaks = words(above.text) >= layout.title.words or len(above.text) >= 2 * len(name.text)
    return not above.hits and titled(above, layout) and (speaks or not is_name(above.text))


def dated(token: Token) -> bool:
    """Whether a line is a date and stands in heads alone."""
    return token.mark and token.role("head") in ("published", "updated")


def declared(tokens: Sequence[Token]) -> int | None:
    """The line that says it is the title."""
    return next((i for i, token in enumerate(tokens) if token.role("head") == "title"), None)


def echoed(tokens: Sequence[Token], marked: int, layout: Layout) -> int | None:
    """The line that shows again; best if the date stands between its places."""
    places: dict[str, list[int]] = {}
    for index in candidates(tokens[: marked + layout.boundaries.window], marked, layout):
        places.setdefault(tokens[index].key, []).append(index)
    anchors = [0, *accumulate(token.anchor for token in tokens)]
    ranked = [(rank(tokens, seen, anchors, layout), seen) for seen in places.values()]
    surety, seen = max(ranked, default=((0, 0), []))
    return (
        min(seen, key=lambda i: (bool(tokens[i].hits), len(tokens[i].text))) if surety[0] else None
    )


def candidates(tokens: Sequence[Token], marked: int, layout: Layout) -> Iterator[int]:
    """The lines that could be a title or its echo."""
    prose = 0
    for index, token in enumerate(tokens):
        if index >= marked:
            prose += token.paragraph
        if prose > 1:
            return
        role = token.role("head")
        if (
            token.key
            and role in (None, "breadcrumb", "caption")
            and not byline(tokens, index, layout)
        ):
            yield index


def rank(
    tokens: Sequence[Token], seen: list[int], anchors: list[int], layout: Layout
) -> tuple[int, int]:
    """How surely a line that shows at these places is the title; (0, …) is not at all."""
    first, last = seen[0], seen[-1]
    if first == last or any(tokens[i].role("head") == "caption" for i in seen):
        return 0, 0
    if anchors[first] < anchors[last]:
        return 2, -first
    apart = any(tokens[two].line.gap or two - one > 1 for one, two in pairwise(seen))
    enough = words(tokens[first].text) >= layout.title.words
    return (1, -first) if apart and enough and not tokens[first].prose else (0, 0)


def crumb(tokens: Sequence[Token]) -> int | None:
    """The end of the path to the page."""
    crumbs = [i for i, token in enumerate(tokens) if token.role("head") == "breadcrumb"]
    return crumbs[-1] if len(crumbs) > 1 else None


def single(tokens: Sequence[Token], marked: int, layout: Layout) -> int | None:
    """The first line like a title before the first paragraph; a short one needs a date below."""
    anchors = (i for i, t in enumerate(tokens[:marked]) if t.anchor or dated(t))
    last_anchor = max(anchors, default=0)
    short = None
    for index, token in enumerate(tokens):
        if token.paragraph and index >= marked:
            break
        if not token.hits and titled(token, layout) and not byline(tokens, index, layout):
            if words(token.text) >= layout.title.words:
                return index
            if short is None and index < last_anchor:
                short = index
    return first_line(tokens, layout) if short is None else short


def first_line(tokens: Sequence[Token], layout: Layout) -> int | None:
    """The line that stands alone above the first paragraph, however short, if it is no name."""
    if len(tokens) < 2 or tokens[0].hits or not titled(tokens[0], layout):
        return None
    alone = tokens[1].paragraph and tokens[1].line.gap > 0
    speaks = words(tokens[0].text) > 1 and not is_name(tokens[0].text)
    return 0 if alone and speaks else None


def titled(token: Token, layout: Layout) -> bool:
    """Whether a line could be a title by its looks."""
    return not token.prose and len(token.text) <= layout.title.longest
