"""Pages that hold no article: indexes, author pages, home pages."""

from collections.abc import Sequence

from feedgen_news.loaders.text.layout import Page
from feedgen_news.loaders.text.tokens import LONGEST, Lexicon, Token, all_of


def no_article(tokens: Sequence[Token], lexicon: Lexicon) -> str | None:
    """What kind of page it is, if it is one that holds no article."""
    return next((page.name for page in lexicon.layout.no_articles if is_page(page, tokens)), None)


def is_page(page: Page, tokens: Sequence[Token]) -> bool:
    """By its words, which then nothing but short lines may surround, or by its shape."""
    prose = sum(token.prose for token in tokens)
    if page.patterns and named(page, tokens) and prose * 4 < len(tokens):
        return True
    return page.lines is not None and len(tokens) >= page.lines and prose < page.prose * len(tokens)


def named(page: Page, tokens: Sequence[Token]) -> bool:
    """Whether a line says what page it is."""
    patterns = all_of(page.patterns)
    short = (token.text for token in tokens if len(token.text) <= LONGEST)
    return any(pattern.search(text) for text in short for pattern in patterns)
