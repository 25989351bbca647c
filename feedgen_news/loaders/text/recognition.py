"""Which layout a text is in."""

from collections.abc import Iterable, Mapping

from feedgen_news.loaders.text.layout import Layout, Sign
from feedgen_news.loaders.text.lines import Line
from feedgen_news.loaders.text.tokens import all_of

LINES = 500  # of a text that are looked at
LONGEST = 300  # characters of a line that is


def best(layouts: Mapping[str, Layout], lines: Iterable[Line]) -> str | None:
    """The name of the layout with most signs, if they are enough."""
    texts = [line.text[:LONGEST] for line in list(lines)[:LINES]]
    weights = {name: weight(layout.recognition.signs, texts) for name, layout in layouts.items()}
    fitting = [
        n
        for n, layout in layouts.items()
        if layout.recognition.signs and weights[n] >= layout.recognition.enough
    ]
    return max(fitting, key=lambda name: weights[name], default=None)


def weight(signs: Iterable[Sign], texts: list[str]) -> int:
    """The weights of the signs that show, each once."""
    patterns = [(sign.weight, all_of([sign.pattern])[0]) for sign in signs]
    return sum(value for value, pattern in patterns if any(map(pattern.search, texts)))
