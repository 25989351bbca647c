"""Words in a text, found in one pass however many they are.

A word or phrase counts where it stands whole: neither letters, digits nor marks touch it.
Scripts that do not part their words (Han, kana, Thai, Lao, Khmer, Burmese) have no such
edges, so theirs are free. Both sides are folded (`config.folding`), hence `US` finds `us`.

So the runs of a word that is found are whole runs of the text, and where those can be told
cheaply (see `tokens`) the words are looked up by them. Else an automaton passes over the text.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property
from operator import itemgetter
from typing import Any

import msgspec

from feedgen_news.config.folding import fold
from feedgen_news.topics.tokens import has_edge, is_mark, runs_of

_LITTLE = 0.25  # of a text: with more of it that is not ASCII the automaton is as quick
_LINE = "\n"  # no folded text holds one, so no phrase reaches over it

_APART = frozenset(" \n.,;:!?'\"“”()-–—")  # the commonest neighbours; they touch no word


class FoundWords(msgspec.Struct, frozen=True):
    """The numbers of the words in a text, and of those in its title."""

    anywhere: set[int]
    in_title: set[int]


class WordFinder:
    """Looks for a fixed set of words, numbered in the order they were given."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(dict.fromkeys(map(fold, words)))
        self._numbers = {word: number for number, word in enumerate(self._words)}
        self._edges = [(has_edge(word[0]), has_edge(word[-1])) for word in self._words]
        self._plain: dict[bytes, int] = {}  # words that are one run
        self._phrases: defaultdict[bytes, list[tuple[frozenset[bytes], int]]] = defaultdict(list)
        self._symbols: set[int] = set()  # words without a run
        self._file([runs_of(word) for word in self._words])

    def _file(self, runs: list[list[bytes] | None]) -> None:
        """Each word by a run; a phrase by the rarest of them, so that there are few of each."""
        common = Counter(run for each in runs if each for run in set(each))
        for number, each in enumerate(runs):
            if each == [self._words[number].encode()]:
                self._plain[each[0]] = number
            elif each:
                rarest = min(each, key=common.__getitem__)
                self._phrases[rarest].append((frozenset(each), number))
            elif each is not None:
                self._symbols.add(number)
        self._runs = frozenset(common)

    def number(self, word: str) -> int:
        """The number of one of the words; raises KeyError for another."""
        return self._numbers[fold(word)]

    def find(self, title: str, *more: str) -> FoundWords:
        """Which words stand in the title, and which there or in the further texts."""
        if not self._words:
            return FoundWords(set(), set())
        in_title = self._by_runs(title, beyond_ascii=1)
        in_more = self._by_runs(*more, beyond_ascii=_LITTLE)
        if in_title is None or in_more is None:
            return self._by_automaton(title, *more)
        return FoundWords(in_title | in_more, in_title)

    def _by_runs(self, *texts: str, beyond_ascii: float) -> set[int] | None:
        """The words in texts whose runs tell."""
        of_text = runs_of(_LINE.join(texts), beyond_ascii=beyond_ascii)
        if of_text is None:
            return None
        runs = self._runs.intersection(of_text)
        found = {self._plain[run] for run in runs & self._plain.keys()}
        likely = {
            number
            for run in runs & self._phrases.keys()
            for needed, number in self._phrases[run]
            if needed <= runs
        }
        if likely or self._symbols:
            text = _LINE.join(("", *map(fold, texts), ""))
            found.update(number for number in likely | self._symbols if self._stands(number, text))
        return found

    def _stands(self, number: int, text: str) -> bool:
        """Whether nothing touches the word in one place at least."""
        word = self._words[number]
        start = text.find(word)
        while start >= 0:
            if self._untouched(number, text[start - 1], text[start + len(word)]):
                return True
            start = text.find(word, start + 1)
        return False

    def _by_automaton(self, title: str, *more: str) -> FoundWords:
        head = _capitalised(fold(title))
        text = _LINE.join(["", head, *(_capitalised(fold(part)) for part in more), ""])
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
        in_head = bisect_right(matches, len(head) + 1, key=itemgetter(2))  # they come by their end
        in_title = self._whole(text, matches[:in_head])
        return FoundWords(in_title | self._whole(text, matches[in_head:]), in_title)

    @cached_property
    def _automaton(self) -> Any:
        from ahocorasick_rs import AhoCorasick  # noqa: PLC0415 - many dumps need none

        return AhoCorasick([_capitalised(word) for word in self._words])

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
            not (edge_before and has_edge(before))
            and not (edge_after and has_edge(after))
            and not is_mark(after)
        )


def _capitalised(folded: str) -> str:
    """Folded text with a capital where a word begins, in words and texts alike.

    So nothing is found in the middle of a word only to be thrown away; with short words,
    that was most of the work. No two folded characters share a capital.
    """
    return folded.title()
