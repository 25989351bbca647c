"""When two texts are one story: equal in their words, or nearly, with the same figures."""

import re
import unicodedata
from collections import defaultdict
from urllib.parse import urlsplit

import msgspec

from feedgen_news.archive.versions import decoded
from feedgen_news.furniture import typed_own_text
from feedgen_news.likeness import without_signs

SHORTEST = 200  # letters and digits; what is shorter is a caption or a notice, of which many agree

# A copy shares so much of both texts, or most of the shorter one: its tail may be cut.
# Beyond these, two texts on one subject rarely go; see benchmarks/copies.py.
_OF_BOTH, _OF_BOTH_IF_CUT, _OF_SHORTER = 0.4, 0.3, 0.65
_OTHER_FIGURES = 0.2  # of the figures between the same words; reports by a form differ in more

# What a member of a story may become and still be of it: it is edited like any article.
_STILL_OF_SHORTER, _STILL_OTHER_FIGURES = 0.5, 0.5

_SHINGLE = 4  # words
_AROUND = 3  # words on either side of a figure

_UNSPACED = (  # scripts that do not part their words: each letter is taken for one
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_WORD = re.compile(rf"\d+(?:[.,:]\d+)*|[{_UNSPACED}]|[^\W\d_{_UNSPACED}]+")
_NO_LETTER = re.compile(r"[^\x00-\x7f\w]+")
_SMALL = bytes(range(256)).lower()
_ASCII_NO_LETTER = bytes(code for code in range(128) if not chr(code).isalnum())


class Told(msgspec.Struct, frozen=True):
    """What of an article tells whether it is a copy."""

    title: str
    text: str
    source: str
    url: str | None
    publisher: str | None

    @property
    def site(self) -> str:
        """Who published it, as far as can be told."""
        host = urlsplit(self.url or "").netloc.removeprefix("www.")
        return host or self.publisher or self.source


def told(facts: bytes | str) -> Told:
    """The same of what a row holds."""
    article = decoded(facts)
    return Told(article.title, article.text, article.source, article.url, article.publisher)


class Likeness(msgspec.Struct, frozen=True):
    """How much two texts have in common: shares from 0 to 1."""

    of_both: float  # of all word sequences, those in both (Jaccard)
    of_shorter: float  # of those of the shorter one
    other_figures: float  # of the figures in the same words, those that differ


def squeezed(text: str) -> bytes:
    """The letters and digits of a text and nothing else, small: equal where the words are."""
    typed = without_signs(text)
    if typed.isascii():
        return typed.encode().translate(_SMALL, _ASCII_NO_LETTER)
    folded = _NO_LETTER.sub("", unicodedata.normalize("NFKC", typed.casefold()))
    return folded.encode("utf-8", "replace").translate(None, _ASCII_NO_LETTER)


def words(text: str) -> list[str]:
    """The words and figures of a text, small."""
    folded = text.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKC", folded)
    return _WORD.findall(folded)


def shingles(of: list[str]) -> list[str]:
    """Every run of four words; the text itself where there are no more."""
    runs = zip(*(of[start:] for start in range(_SHINGLE)), strict=False)
    return list(map(" ".join, runs)) or [" ".join(of)]


def same_headline(first: Told, second: Told) -> bool:
    """Whether two spellings of a headline are one."""
    return squeezed(first.title) == squeezed(second.title)


def own(text: str) -> bytes:
    """The letters and digits of a text, without what its site put between the lines."""
    return squeezed(typed_own_text(text))


def is_long(squeezed: bytes) -> bool:
    """Whether a text has enough letters and digits to be a story."""
    return len(squeezed) >= SHORTEST and len(squeezed.decode()) >= SHORTEST


def is_exact(first: Told, second: Told) -> bool:
    """Whether all words are the same, in the same order."""
    return own(first.text) == own(second.text)


def is_near(first: Told, second: Told) -> bool:
    """Whether one is a copy of the other, maybe edited, cut, or with a notice of the site."""
    like = likeness(first, second)
    alike = like.of_both >= _OF_BOTH or (
        like.of_both >= _OF_BOTH_IF_CUT and like.of_shorter >= _OF_SHORTER
    )
    return alike and like.other_figures <= _OTHER_FIGURES


def is_still(first: Told, second: Told) -> bool:
    """Whether what was a copy once has not become another story."""
    like = likeness(first, second)
    return like.of_shorter >= _STILL_OF_SHORTER and like.other_figures <= _STILL_OTHER_FIGURES


def likeness(first: Told, second: Told) -> Likeness:
    """How much the texts have in common."""
    ours, theirs = words(first.text), words(second.text)
    mine, yours = set(shingles(ours)), set(shingles(theirs))
    shared = len(mine & yours)
    return Likeness(
        shared / len(mine | yours),
        shared / min(len(mine), len(yours)),
        _other_figures(ours, theirs),
    )


def _other_figures(first: list[str], second: list[str]) -> float:
    ours, theirs = _figures(first), _figures(second)
    common = ours.keys() & theirs.keys()
    return sum(ours[at].isdisjoint(theirs[at]) for at in common) / len(common) if common else 0.0


def _figures(of: list[str]) -> dict[tuple[str, ...], set[str]]:
    """Words around a figure → the figures between them."""
    masked = ["#" if word[0].isdigit() else word for word in of]
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for at, word in enumerate(of):
        if masked[at] == "#":
            around = (*masked[max(0, at - _AROUND) : at], "", *masked[at + 1 : at + 1 + _AROUND])
            found[around].add(word)
    return found
