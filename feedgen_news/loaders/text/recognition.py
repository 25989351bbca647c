"""Which layout a text is in."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from feedgen_news.loaders.text.layout import Layout, Recognition, Sign
from feedgen_news.loaders.text.lines import Line
from feedgen_news.loaders.text.tokens import all_of, automaton

LINES = 500  # of a text that are looked at; blank ones do not count
LONGEST = 300  # characters of a line that is

Signs = tuple[tuple[str, Sign], ...]  # each with the name of its layout


def best(layouts: Mapping[str, Layout], lines: Iterable[Line]) -> str | None:
    """The name of the layout with most signs, if they are enough."""
    known = {name: layout.recognition for name, layout in layouts.items()}
    signs = tuple((name, sign) for name, one in known.items() for sign in one.signs)
    weights: Counter[str] = Counter()
    for index in seen(signs, [line.text[:LONGEST] for line in list(lines)[:LINES]]):
        name, sign = signs[index]
        weights[name] += sign.weight
    fitting = [name for name in weights if enough(weights[name], known[name])]
    return max(fitting, key=lambda name: weights[name], default=None)


def enough(weight: int, recognition: Recognition) -> bool:
    """Whether the signs of a layout that were seen tell it."""
    return weight >= recognition.enough


def seen(signs: Signs, texts: list[str]) -> list[int]:
    """Which of the signs show, in their order; each line is gone through once for all of them."""
    try_all = _all(tuple(sign.pattern for _, sign in signs))
    found: set[int] = set()
    for number, text in enumerate(texts):
        found.update(i for i in try_all(text) if number < signs[i][1].within)
    return sorted(found)


class _Every:
    """Patterns tried in one pass; one by one where that takes too much memory."""

    def __init__(self, patterns: tuple[str, ...]) -> None:
        self._every = automaton(patterns)
        self._each = all_of(patterns)

    def __call__(self, text: str) -> list[int]:
        found = self._every.Match(text) if self._every is not None else None
        if found:  # the last of its patterns fits anything
            return sorted(found)[:-1]
        return [index for index, pattern in enumerate(self._each) if pattern.search(text)]


@lru_cache(maxsize=8)
def _all(patterns: tuple[str, ...]) -> _Every:
    return _Every(patterns)
