"""A text cut into runs: of letters, digits and marks that stand together.

Most of most texts is ASCII, and that is folded and cut at the speed of copying. What is not is
folded apart from the rest, where there is little of it and its script parts its words.
"""

import re
import unicodedata
from functools import cache

from feedgen_news.config.folding import fold

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

# Of UTF-8: capitals become small, and what is in no word a blank.
_FOLDED = bytes(
    ord(chr(code).lower() if chr(code).isalnum() or chr(code) == "_" else " ")
    for code in range(128)
) + bytes(range(128, 256))
_TYPOGRAPHY = re.compile(rb"\xe2\x80[\x90-\xa7]")  # U+2010 to 2027: dashes, quotes, bullets


def runs_of(text: str, *, beyond_ascii: float = 1) -> list[bytes] | None:
    """The runs of a text in UTF-8, each as it is in the folded text, in any order.

    None where they do not tell which words there are, or if more than this share of them is
    not ASCII.
    """
    raw = text.encode(errors="surrogatepass")
    if not text.isascii():
        raw = _TYPOGRAPHY.sub(b" ", raw)
    raw = raw.translate(_FOLDED)
    runs = raw.split()
    if raw.isascii():
        return runs
    beyond = [run for run in runs if not run.isascii()]
    if len(beyond) > beyond_ascii * len(runs):
        return None
    folded = _runs_beyond(b" ".join(beyond).decode(errors="surrogatepass"))
    return None if folded is None else [*filter(bytes.isascii, runs), *folded]


def _runs_beyond(text: str) -> list[bytes] | None:
    """The same of runs that are not ASCII, a blank between them.

    None where a mark may belong to what stood before it, or a script does not part its words.
    """
    folded = fold(text)
    for character in set(folded):
        if not (character.isascii() or has_edge(character)):
            if is_mark(character) or _is_unspaced(character):
                return None
            folded = folded.replace(character, " ")
    runs = folded.encode(errors="surrogatepass").translate(_FOLDED).split()
    begun_by = (run.decode(errors="surrogatepass")[0] for run in runs)
    return None if any(map(is_mark, begun_by)) else runs


@cache
def has_edge(character: str) -> bool:
    """Whether the character is of a word that its neighbours may be of, too."""
    if _is_unspaced(character):
        return False
    cased = character.islower() or character.isupper()  # some symbols are, such as ⓐ
    return character.isalnum() or character == "_" or cased or is_mark(character)


@cache
def is_mark(character: str) -> bool:
    """Whether it belongs to the character before it."""
    return unicodedata.category(character)[0] == "M"


def _is_unspaced(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _SCRIPTS_WITHOUT_EDGES)
