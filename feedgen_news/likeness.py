"""How alike two texts are, told by sketches of them that are much shorter than the texts.

One-permutation MinHash: Li, Owen and Zhang, One Permutation Hashing (2012); that a few bits of
each least hash are enough: Li and König, b-Bit Minwise Hashing (2010).
"""

import re
from zlib import crc32

_SHINGLE = 3  # words
_LOOKED_AT = 6_000  # characters of a text
_BINS = 64  # a power of two, one byte each: the standard error of a resemblance is 0.06 at most
_FIGURES = slice(2, 6)  # of a sketch: before it the number of shingles, behind it the bins
_HEAD = 6  # bytes
_BRIEF = 20  # shingles; a teaser, or a notice of a line
_SPARE = 2  # words, of which some come again
_A_BIT, _TELLING = 60, 10  # characters that hold a word, and that hold one more
_ENOUGH_BINS = 3  # fewer may be equal by chance

# Signs of scripts that do not part their words count as a word each.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_BETWEEN = re.compile(r"[^\w\x00-\x7f]+")
_BETWEEN_ASCII = bytes(code if code > 127 or chr(code).isalnum() else 32 for code in range(256))
_SIGNS = "’“”‘–—…\xa0«»•"  # of print, the commonest first: none joins words, or is part of one
_ASCII = bytes(range(128))
_DIGITS = re.compile(r"\d+")
_ASCII_DIGITS = bytes(code if chr(code) in "0123456789" else 32 for code in range(256))
_NONE = 2**32  # greater than any hash
_ANOTHER_ORDER = 0x9E3779B1  # of the hashes: each with these bits turned over


def without_signs(text: str) -> str:
    """The text with a blank for each sign of print that typewriters lack, at least if that makes
    ASCII of it, as it does of most English text: which is compared at a fraction of the cost.
    """
    for sign in _SIGNS:
        if text.isascii():
            return text
        text = text.replace(sign, " ")
    return text


def sketch(text: str) -> bytes:
    """Of a text, 70 bytes; none of one that has no words."""
    looked_at = without_signs(text[:_LOOKED_AT]).casefold()
    hashes = _hashes(_words(looked_at))
    if not hashes:
        return b""
    least = [_NONE] * _BINS
    for each in hashes:
        if each < least[each % _BINS]:  # noqa: PLR1730 - half the time of min()
            least[each % _BINS] = each
    bins = bytes([0 if each == _NONE else each // _BINS % 255 + 1 for each in least])
    return min(len(hashes), 0xFFFF).to_bytes(2) + _figures(looked_at) + bins


def _figures(text: str) -> bytes:
    """CRC-32 of the numbers in a text, each once."""
    raw = without_signs(text).encode("utf-8", "replace")
    if not raw.isascii() and _DIGITS.search(raw.translate(None, _ASCII).decode()):
        found = {number.encode() for number in _DIGITS.findall(text)}
    else:
        found = set(raw.translate(_ASCII_DIGITS).split())
    return crc32(b" ".join(sorted(found))).to_bytes(4)


def landmarks(text: str) -> tuple[int, int]:
    """Two numbers; each is the same in two texts as often as the texts resemble each other."""
    hashes = _hashes(_words(without_signs(text[:_LOOKED_AT]).casefold())) or {0}
    return min(hashes), min(map(_ANOTHER_ORDER.__xor__, hashes))


def _hashes(words: list[bytes]) -> set[int]:
    """CRC-32 of every run of three words."""
    if len(words) < _SHINGLE:
        return {crc32(b" ".join(words))} if words else set()
    return set(map(crc32, map(b"".join, zip(words, words[1:], words[2:], strict=False))))


def _words(text: str) -> list[bytes]:
    text = without_signs(text)
    if not text.isascii():
        text = _BETWEEN.sub(" ", _apart(text))
    return text.encode("utf-8", "replace").translate(_BETWEEN_ASCII).split()


def _apart(text: str) -> str:
    """The text with blanks around each sign that is a word; by a table, as there may be many."""
    if not _UNSPACED.search(text):
        return text
    signs = _UNSPACED.findall("".join(set(text)))
    return text.translate({ord(sign): f" {sign} " for sign in signs})


def is_brief(one: bytes) -> bool:
    """Whether a text is too short to resemble another."""
    return shingles(one) < _BRIEF


def same_figures(one: bytes, other: bytes) -> bool:
    """Whether the same numbers stand in both, as often as they may."""
    return one[_FIGURES] == other[_FIGURES]


def figures(one: bytes) -> str:
    """A digest of the numbers in a text."""
    return one[_FIGURES].hex()


def figures_of(text: str) -> str:
    """The same of the text itself, without a sketch; "" of one that has no words."""
    looked_at = text[:_LOOKED_AT]
    has_words = _words(looked_at[:_A_BIT].casefold()) or _words(looked_at.casefold())
    return _figures(looked_at).hex() if has_words else ""


def is_brief_text(text: str) -> bool:
    """Whether a text is too short to resemble another, without a sketch of it."""
    return not has_shingles(text, _BRIEF)


def has_shingles(text: str, number: int) -> bool:
    """Whether a text has at least so many different ones, without a sketch of it.

    What a text begins with nearly always says so; there the last word may be cut.
    """
    text = without_signs(text[:_LOOKED_AT])
    beginning = _words(text[: _A_BIT + _TELLING * number].casefold())[:-1]
    if len(_hashes(beginning[: number + _SPARE])) >= number:
        return True
    return len(_hashes(_words(text.casefold()))) >= number


def resemblance(one: bytes, other: bytes) -> float:
    """The part of their shingles that two texts have in common, from 0 to 1."""
    pairs = [pair for pair in zip(one[_HEAD:], other[_HEAD:], strict=False) if any(pair)]
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else 0.0


def containment(one: bytes, other: bytes) -> float:
    """The part of the shorter text that is in the longer one, too; 0 where it may be chance."""
    alike = resemblance(one, other)
    if alike * _BINS < _ENOUGH_BINS:
        return 0.0
    sizes = shingles(one), shingles(other)
    return min(1.0, alike / (1 + alike) * sum(sizes) / min(sizes))


def shingles(one: bytes) -> int:
    """How many different ones a text has; about as many as words."""
    return int.from_bytes(one[:2])
