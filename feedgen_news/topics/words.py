"""Words in a text, found in one pass however many they are.

A word or phrase counts where it stands whole: neither letters, digits nor marks touch it.
Scripts that do not part their words (Han, kana, Thai, Lao, Khmer, Burmese) have no such
edges, so theirs are free. Both sides are folded (`config.folding`), hence `US` finds `us`.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from operator import itemgetter

import msgspec

from feedgen_news.config.folding import fold

_LINE = "\n"  # no folded text holds one, so no phrase reaches over it

_APART = frozenset(" \n.,;:!?'\"“”()-–—")  # the commonest neighbours; they touch no word

_SCRIPTS_WITHOUT_EDGES = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x19E0, 0x19FF),  # Khmer symbols
    (0x2E80, 0x2FDF),  # Han radicals
    (0x3005, 0x3007),  # Han iteration mark, closing mark and zero
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3100, 0x312F),  # Bopomofo
    (0x31F0, 0x31FF),  # Katakana extensions
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),  # Han
    (0xA9E0, 0xA9FF),  # Myanmar extensions
    (0xAA60, 0xAA7F),  # Myanmar extensions
    (0xF900, 0xFAFF),  # Han compatibility
    (0xFF66, 0xFF9F),  # half-width Katakana
    (0x1B000, 0x1B16F),  # kana supplements
    (0x20000, 0x3FFFF),  # Han
)


class FoundWords(msgspec.Struct, frozen=True):
    """The numbers of the words in a text, and of those in its title."""

    anywhere: set[int]
    in_title: set[int]


class WordFinder:
    """Looks for a fixed set of words, numbered in the order they were given."""

    def __init__(self, words: Iterable[str]) -> None:
        from ahocorasick_rs import AhoCorasick  # noqa: PLC0415 - a question needs no automaton

        folded = dict.fromkeys(fold(word) for word in words)
        self._numbers = {word: number for number, word in enumerate(folded)}
        self._edges = [(_has_edge(word[0]), _has_edge(word[-1])) for word in folded]
        self._automaton = AhoCorasick([_capitalised(word) for word in folded]) if folded else None

    def number(self, word: str) -> int:
        """The number of one of the words; raises KeyError for another."""
        return self._numbers[fold(word)]

    def find(self, title: str, *more: str) -> FoundWords:
        """Which words stand in the title, and which there or in the further texts."""
        if self._automaton is None:
            return FoundWords(set(), set())
        head = _capitalised(fold(title))
        text = _LINE.join(["", head, *(_capitalised(fold(part)) for part in more), ""])
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
        in_head = bisect_right(matches, len(head) + 1, key=itemgetter(2))  # they come by their end
        in_title = self._whole(text, matches[:in_head])
        return FoundWords(in_title | self._whole(text, matches[in_head:]), in_title)

    def _whole(self, text: str, matches: list[tuple[int, int, int]]) -> set[int]:
        """The words among the matches that nothing touches; measured, hence so terse."""
        words = set[int]()
        for word, start, end in matches:
            if word not in words and (
                (text[end] in _APART and text[start - 1] in _APART)
                or self._untouched(word, text[start - 1], text[end])
            ):
                words.add(word)
        return words

    def _untouched(self, word: int, before: str, after: str) -> bool:
        edge_before, edge_after = self._edges[word]
        return (
            not (edge_before and _has_edge(before))
            and not (edge_after and _has_edge(after))
            and not _is_mark(after)
        )


def _capitalised(folded: str) -> str:
    """Folded text with a capital where a word begins, in words and texts alike.

    So nothing is found in the middle of a word only to be thrown away; with short words,
    that was most of the work. No two folded characters share a capital.
    """
    return folded.title()


@cache
def _has_edge(character: str) -> bool:
    """Whether the character is of a word that its neighbours may be of, too."""
    code = ord(character)
    if any(first <= code <= last for first, last in _SCRIPTS_WITHOUT_EDGES):
        return False
    cased = character.islower() or character.isupper()  # some symbols are, such as ⓐ
    return character.isalnum() or character == "_" or cased or _is_mark(character)


@cache
def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"
