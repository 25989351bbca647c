"""What a line looks like, whatever its language: prose, a title, a name."""

import re
import unicodedata

ENDING = re.compile(r"[.!?:;…。．！？।؟۔։]['\"”’»“)\]】」』]*$")
FULL_STOP = re.compile(r"[.…。．।۔]['\"”’»“)\]】」』]*$")
SENTENCE = re.compile(r"[.!?…।؟۔]['\"”’»)\]]*(?=\s)|[。！？]")
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
NOT_IN_NAMES = re.compile(r"[\d!?:;“”\"…()|/@]")
PARTICLES = frozenset(
    "al ad an ar as at ash bin bint ibn da de del della der di do la le van von".split()
    + "and e et und y".split()
)
LONG = 200  # characters; hardly a headline is longer
UNSTOPPED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")  # Thai, Lao, Burmese, Khmer
LONG_UNSTOPPED = 100  # where a sentence has no full stop


def fold(text: str) -> str:
    """What stays of a text when quotes, white space, case and punctuation do not count."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(filter(str.isalnum, plain)) or plain.strip()


def ends(text: str) -> bool:
    """Whether a line ends as a sentence does."""
    return ENDING.search(text[-8:]) is not None


def is_prose(text: str) -> bool:
    """Whether a line reads as a paragraph: long, or a sentence of some length."""
    size = length(text)
    if size >= LONG or (size >= LONG_UNSTOPPED and UNSTOPPED.search(text)):
        return True
    return size >= 40 and FULL_STOP.search(text[-8:]) is not None


def length(text: str) -> int:
    """Characters, where one of Chinese, Japanese or Korean counts for three."""
    size = len(text)
    return size if size >= LONG else size + 2 * len(WIDE.findall(text))


def words(text: str) -> int:
    """How many words; scripts without spaces count two characters for one."""
    return max(len(text.split()), len(WIDE.findall(text)) // 2)


def is_name(text: str) -> bool:
    """Whether a line could be the name of a person or an agency, or of a few of them."""
    parts = text.rstrip(" |,").replace(",", " ").split() if len(text) <= 80 else []
    if not 1 <= len(parts) <= 5 or NOT_IN_NAMES.search(text.rstrip(" |")):
        return False
    if ends(text) and not text.endswith(("Jr.", "Sr.")):
        return False
    return all(part.casefold().split("-")[0] in PARTICLES or cased(part) for part in parts)


def short_name(text: str) -> bool:
    """Whether a line is as long as one person's name is, whatever its script.

    A single word may be a section's as well, but where the script parts no words.
    """
    unstopped = UNSTOPPED.search(text) is not None
    several = unstopped or WIDE.search(text) is not None or len(text.split()) > 1
    return several and words(text) <= 4 and len(text) <= (20 if unstopped else 40)


def cased(word: str) -> bool:
    """Starts with a capital, or with a letter that has no case."""
    first = word.lstrip("'’‘`")[:1]
    return first.isalpha() and not first.islower()


def is_subheading(text: str) -> bool:
    """Whether a line between paragraphs is the heading of what follows."""
    return length(text) <= 80 and words(text) <= 12 and not ends(text) and text[:1].isalnum()


def first_sentence(text: str, *, most: int = 100) -> str:
    """The first sentence on one line, or as many whole words of it as fit, with an ellipsis."""
    start = " ".join(text[: 4 * most].split())
    end = SENTENCE.search(start, 25)  # not after "Rep." or "St."
    sentence = start[: end.end()] if end else start
    if len(sentence) <= most:
        return sentence
    cut = sentence[: most - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[most // 2 :] else cut).rstrip(" ,;:–-") + "…"
