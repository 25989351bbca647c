"""Where the text of a page stands, when menus and teasers stand around it.

Pages saved whole hold hundreds of short lines that belong to the site. The article is the
stretch of lines with most prose; its title is the line above that shares most words with it.
"""

from collections.abc import Iterable, Sequence

import msgspec

from feedgen_news.loaders.text.layout import Layout
from feedgen_news.loaders.text.shapes import ends, length, words
from feedgen_news.loaders.text.tokens import Token

SHORT = 45  # what a line that is no prose takes away, in characters
MOST = 400  # what a line of prose adds at most
AROUND = 6  # lines on one side that may be part of a plain article
RELATED = 0.3  # of a title's words, so many are in the text too
SURE = 0.5  # the weight of a title that shares nothing; each word shared adds a tenth
FAR = 30  # lines above the text in which its title may stand


class Stretch(msgspec.Struct, frozen=True):
    """The tokens of an article: from its title to its last paragraph."""

    start: int
    end: int


def stretch_of(tokens: Sequence[Token], layout: Layout) -> Stretch:
    """The stretch of an article; all tokens where nothing much stands around it."""
    first, end = densest(tokens)
    menus = sum(not is_known(token) for token in tokens[:first])
    start = top(tokens, first, end, layout) if menus > AROUND else 0
    return Stretch(start, end if is_foot(tokens[end:], tokens[first:end]) else len(tokens))


def is_foot(below: Sequence[Token], text: Sequence[Token]) -> bool:
    """Whether the lines below a text are the page's: many of them, and little prose among them."""
    if sum(not is_known(token) for token in below) < AROUND:
        return False
    return 3 * prose_of(below) < prose_of(text) or 10 * sum(t.prose for t in below) < len(below)


def is_known(token: Token) -> bool:
    """Whether the layout says what a line is, beyond that it is a bullet."""
    return token.role("head") not in (None, "summary", "list", "separator")


def prose_of(tokens: Sequence[Token]) -> int:
    """Characters of prose."""
    return sum(len(token.text) for token in tokens if token.prose)


def densest(tokens: Sequence[Token]) -> tuple[int, int]:
    """The neighbours whose prose outweighs the rest by most: first, and one past the last."""
    best = sum_ = 0
    begin = first = end = 0
    for index, token in enumerate(tokens):
        if sum_ <= 0:
            sum_, begin = 0, index
        sum_ += weight(token)
        if sum_ > best:
            best, first, end = sum_, begin, index + 1
    return (first, end) if best else (0, len(tokens))


def weight(token: Token) -> int:
    """How much a line speaks for the text of an article, in characters; less than 0: against."""
    if token.role("body") in ("drop", "tail"):
        return -SHORT
    return min(length(token.text), MOST) if token.prose else -SHORT


def top(tokens: Sequence[Token], first: int, end: int, layout: Layout) -> int:
    """Where the head above the text begins: at its title, or at the text itself."""
    said = long_words(token.text for token in tokens[first:end])
    near = range(max(0, first - FAR), first)
    ranked = [(share(tokens[i], said, layout), i) for i in near]
    best, title = max(ranked, default=(0.0, first), key=lambda found: (found[0], -found[1]))
    if best < RELATED:
        title = first
    return dated(tokens, title)


def share(token: Token, said: set[str], layout: Layout) -> float:
    """How well a line would do as the title of a text with these words; 0 is not at all."""
    own = long_words([token.text])
    enough = words(token.text) >= layout.title.words and len(own) > 1
    if not enough or token.prose or token.hits or len(token.text) > layout.title.longest:
        return 0.0
    known = len(own & said)
    sure = min(1.0, SURE + known / 10) * (0.8 if ends(token.text) else 1.0)
    return known / len(own) * sure if known > 1 else 0.0


def dated(tokens: Sequence[Token], start: int) -> int:
    """The start moved up over dates, names and sections that stand right above it."""
    while start and tokens[start - 1].role("head") in ("published", "updated", "author"):
        start -= 1
    return start


def long_words(texts: Iterable[str]) -> set[str]:
    """The words that say something; of scripts without spaces, pairs of characters."""
    found: set[str] = set()
    for text in texts:
        for part in text.casefold().split():
            word = part.strip(".,:;!?“”„‘’«»\"'()[]…–—-")
            if len(word) > 3 and word.isascii():
                found.add(word[:7])
            elif word and not word.isascii():
                found.update(
                    pairs(word) if words(word) > 2 else [word[:6]] if len(word) > 3 else []
                )
    return found


def pairs(text: str) -> Iterable[str]:
    """Each two characters that stand side by side."""
    return (text[i : i + 2] for i in range(min(len(text), 400) - 1))
