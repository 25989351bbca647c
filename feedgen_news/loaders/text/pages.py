"""Pages that hold no article: indexes, author pages, home pages."""

from collections.abc import Sequence
from itertools import pairwise

from feedgen_news.loaders.text.layout import Page
from feedgen_news.loaders.text.tokens import LONGEST, Lexicon, Token, all_of

TEASER = 250  # characters


def no_article(tokens: Sequence[Token], lexicon: Lexicon) -> str | None:
    """What kind of page it is, if it is one that holds no article."""
    return next((page.name for page in lexicon.layout.no_articles if is_page(page, tokens)), None)


def is_page(page: Page, tokens: Sequence[Token]) -> bool:
    """By its words, its dates or its shape."""
    prose = sum(token.prose for token in tokens)
    if page.patterns and prose * 4 < len(tokens) and named(page, tokens):
        return True
    if page.dates is not None and dated(page.dates, tokens):
        return True
    own = {token.text for token in tokens if not token.hits}
    sparse = prose < page.prose * max(1, len(own))
    return page.lines is not None and len(tokens) >= page.lines and sparse


def dated(least: int, tokens: Sequence[Token]) -> bool:
    """Whether so many dates follow one another, with little more than a teaser to each."""
    dates = [index for index, token in enumerate(tokens) if token.anchor]
    apart = 1 + sum(two - one > 1 for one, two in pairwise(dates))
    days = len({tokens[index].text for index in dates})  # a head may say its date twice
    text = sum(len(token.text) for token in tokens if token.prose)
    many = apart >= least and days > least // 2 and 5 * apart >= len(tokens)
    return many and text < TEASER * apart


def named(page: Page, tokens: Sequence[Token]) -> bool:
    """Whether a line says what page it is."""
    patterns = all_of(page.patterns)
    short = (token.text for token in tokens if len(token.text) <= LONGEST)
    return any(pattern.search(text) for text in short for pattern in patterns)
