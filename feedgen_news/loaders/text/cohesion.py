"""Whether the text on two sides of a gap is about one thing: does it share its longer words?

Measured on files of several articles with wide gaps between and within them: across two
articles at most 12 % of the words below a gap stand above it too, within one 20 % and more.
"""

import re
from collections.abc import Sequence

from feedgen_news.loaders.text.tokens import Token

ABOVE, BELOW = 400, 150  # words looked at on either side
ENOUGH = 60  # words without which nothing can be said
LONGEST = 3_000  # characters of a line
_WORDS = re.compile(r"[^\W\d_]+")
_UNPARTED = re.compile(r"[\u2e80-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


class Cohesion:
    """The words of the prose of a text, line by line, counted when they are asked for."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._known: dict[int, list[str]] = {}

    def shared(self, begin: int, place: int) -> float | None:
        """The share of the longer words below a place that stand above it, from `begin` on.

        None where there is too little prose on a side.
        """
        above = self._collected(range(place - 1, begin - 1, -1), ABOVE)
        below = self._collected(range(place, len(self._tokens)), BELOW)
        if min(len(above), len(below)) < ENOUGH:
            return None
        own = stems(below)
        return len(own & stems(above)) / max(1, len(own))

    def _collected(self, places: range, most: int) -> list[str]:
        found: list[str] = []
        for place in places[:most]:
            if len(found) >= most:
                break
            found += self._words(place)
        return found[:most]

    def _words(self, place: int) -> list[str]:
        token = self._tokens[place]
        if not token.prose:
            return []
        if place not in self._known:
            self._known[place] = words_of(token.text[:LONGEST])
        return self._known[place]


def words_of(text: str) -> list[str]:
    """The words; of scripts that do not part them, each two characters side by side."""
    found: list[str] = []
    for word in _WORDS.findall(text.casefold()):
        found += pairs(word) if _UNPARTED.match(word) else [word]
    return found


def pairs(text: str) -> list[str]:
    """Each two characters that stand side by side."""
    return [text[place : place + 2] for place in range(len(text) - 1)] or [text]


def stems(words: Sequence[str]) -> set[str]:
    """The longer words, without their endings."""
    return {
        word[:7] for word in words if len(word) > 5 or (len(word) == 2 and _UNPARTED.match(word))
    }
