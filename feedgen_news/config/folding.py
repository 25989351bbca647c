"""When two spellings count as the same: of words in a text, and of names.

What the config promises and what the sort step finds are compared after one and the same
folding, so it lives here, below both.
"""

import re
import unicodedata

# Characters that change how a word looks but not which word it is: soft hyphens, zero-width
# characters, marks of direction, variation selectors; Arabic vowel signs and the stretching
# tatweel; Hebrew points and accents.
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
_ARABIC = (
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
)
_HEBREW = "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
_REMOVED = re.compile(f"[{_INVISIBLE}{_ARABIC}{_HEBREW}]+")
# Curly apostrophes, and the i's of Turkish, whose capitals fold as if they were English.
_SAME = (
    ("\u2019", "'"),
    ("\u2018", "'"),
    ("\u02bc", "'"),
    ("\uff07", "'"),
    ("ı", "i"),
    ("i\u0307", "i"),
)


def fold(text: str) -> str:
    """The text in small letters (Unicode case folding), composed (NFC), on one line.

    Runs of white space are one space, curly apostrophes straight, every Turkish i is one,
    and what `_REMOVED` names is gone. Folding twice changes nothing more.
    """
    folded = text.casefold()
    if not folded.isascii():
        folded = _REMOVED.sub("", unicodedata.normalize("NFC", folded))
        for spelling, same in _SAME:
            folded = folded.replace(spelling, same)
        folded = unicodedata.normalize("NFC", folded)
    return " ".join(folded.split())


def says_something(word: str) -> bool:
    """Whether a word holds a letter, a digit or a symbol, so that it can be looked for."""
    return any(unicodedata.category(c)[0] in "LNS" and c != "\u0640" for c in word)
