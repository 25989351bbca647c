"""The foot of an article that has its title, and perhaps its date, below the text."""

from collections.abc import Sequence

from feedgen_news.loaders.text.heads import titled
from feedgen_news.loaders.text.layout import Layout
from feedgen_news.loaders.text.shapes import words
from feedgen_news.loaders.text.tokens import Token

LINES = 6  # a foot has at most


def foot_of(tokens: Sequence[Token], layout: Layout) -> tuple[int, int] | None:
    """Where the foot starts and which of its lines is the title; None without a title."""
    start = len(tokens)
    while start and not tokens[start - 1].prose and len(tokens) - start < LINES:
        start -= 1
    body = {word for token in tokens[:start] for word in long_words(token.text)}
    for index in range(start, len(tokens)):
        token = tokens[index]
        enough = words(token.text) >= layout.title.words and not token.hits
        if enough and titled(token, layout) and related(token.text, body):
            return start, index
    return None


def related(title: str, body: set[str]) -> bool:
    """Whether a third of the title's longer words are the body's too."""
    own = long_words(title)
    return bool(own) and 3 * len(own & body) >= len(own)


def long_words(text: str) -> set[str]:
    """The words that say something."""
    return {
        word
        for word in (part.strip(".,:;!?“”‘’\"'()") for part in text.casefold().split())
        if len(word) > 3
    }
