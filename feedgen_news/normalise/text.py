"""Text as XML, readers and people can take it: legal, visible, of one line where asked."""

import html
import re
import unicodedata
from itertools import pairwise

from feedgen_news.later import pattern
from feedgen_news.likeness import without_signs
from feedgen_news.normalise.characters import (
    BEYOND,
    BLANK,
    CONTROLS,
    FORBIDDEN,
    ISOLATE,
    LOSSES,
    MARKS,
    has_other_blanks,
    special,
)

_NONCHARACTERS = "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
)
_LOST = pattern(f"[{LOSSES}]+")
_BLANKS = pattern(f"[{BLANK}]")
_ISOLATES = pattern(f"[{ISOLATE}]")
_FORBIDDENS = pattern(f"[{FORBIDDEN}{_NONCHARACTERS}\U000e0000-\U000e007f]")
_ANY = pattern(f"[\r{LOSSES}{BLANK}{ISOLATE}{FORBIDDEN}{BEYOND}]")
_MARK = pattern(f"[{MARKS}]")
_PILE_OF_MARKS = pattern(f"[{MARKS}]{{7,}}")
_HIGHEST_PILE = 6
_SENTENCE = 120  # characters that stand in for a title
_SMALL_WORDS = bytes(ord(chr(c).lower()) if chr(c).isalnum() else 32 for c in range(128)).ljust(256)
_ASCII_CONTROLS = bytes(c for c in range(128) if re.match(f"[{CONTROLS}]", chr(c)))
_BLANK_SYMBOLS = frozenset("\u2800\u3164\u115f\u1160\uffa0")  # letters that show nothing

# Markup that people put into titles; other words in angle brackets are text (`<Dialog>`).
_TAGS = (
    "a|abbr|acronym|applet|area|article|audio|b|base|bdo|big|blink|blockquote|body|br|button|center"
    "|cite|code|div|dd|del|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|frame|frameset"
    "|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|isindex|kbd|label|layer|li|link|main|map|mark"
    "|marquee|math|menu|meta|nav|noscript|object|ol|option|p|param|picture|plaintext|pre|q|s|samp"
    "|script|section|select|small|source|span|strike|strong|style|sub|sup|svg|table|tbody|td|template"
    "|textarea|tfoot|th|thead|time|title|tr|tt|u|ul|var|video|xml|xmp|xss"
)
_TAG = re.compile(rf"</?(?:{_TAGS})(?=[\s/<>])[^>]*>", re.IGNORECASE)

_WRAPPED_AT = range(50, 101)  # characters; narrower columns are lists, wider ones paragraphs
_SENTENCE_ENDS = tuple(".!?:;”\"'’»…)。！？؟")


def clean(text: str) -> str:
    """The text without characters that are illegal, invisible or reorder their neighbours.

    Line ends become `\\n`; what stands for lost characters (lone surrogates,
    U+FFFD) becomes a question mark, for validators take it for damage; other odd separators
    become a space. Isolates (U+2066–2069) stay where they are balanced. Idempotent.
    """
    found = special(text)
    if _ANY.search(found):
        text = _LOST.sub("?", text.replace("\r\n", "\n").replace("\r", "\n"))
        text = _with_balanced_isolates(_FORBIDDENS.sub("", _BLANKS.sub(" ", text)))
    if _MARK.search(found):
        text = _PILE_OF_MARKS.sub(lambda pile: pile[0][:_HIGHEST_PILE], text)
    return text


def _with_balanced_isolates(text: str) -> str:
    """The text, without isolates unless each is closed on its line (Unicode Annex 9, X5a)."""
    for line in text.split("\n"):
        depth = 0
        for mark in _ISOLATES.findall(line):
            depth += -1 if mark == "\u2069" else 1
            if depth < 0:
                break
        if depth:
            return _ISOLATES.sub("", text)
    return text


def is_visible(text: str) -> bool:
    """Whether a reader would see anything of it: a letter, digit, sign or symbol."""
    return (text[:1].isascii() and text[:1].isalnum()) or any(
        unicodedata.category(character)[0] in "LNPS" and character not in _BLANK_SYMBOLS
        for character in text
    )


def has_tags(text: str) -> bool:
    """Whether a text holds a tag of HTML, so that it is markup rather than plain text."""
    return bool(_TAG.search(text[: text.rfind(">") + 1]))


def one_line(text: str, *, keep_tags: bool = False) -> str:
    """Plain text of one line, trimmed: entities decoded once, tags of HTML taken out."""
    if _is_plain(text):
        return " ".join(text.split())
    return " ".join(clean(_decoded(text) if keep_tags else _plain(text)).split())


def lines(text: str) -> str:
    """Plain text whose lines are kept, each trimmed, empty ones dropped; as `one_line` else."""
    if _is_plain(text):
        return " ".join(text.split())
    return "\n".join(filled_lines(clean(_plain(text))))


def _is_plain(text: str) -> bool:
    """Whether there are nothing but ASCII letters, signs and spaces, and no markup."""
    return text.isascii() and text.isprintable() and "&" not in text and "<" not in text


def _plain(text: str) -> str:
    if "&" not in text and "<" not in text:
        return text  # nothing to decode, nothing to take out: `clean` follows
    decoded = _decoded(text)
    end = decoded.rfind(">") + 1  # every tag begun before it also ends: one pass over the text
    return _TAG.sub(" ", decoded[:end]) + decoded[end:]


def _decoded(text: str) -> str:
    return clean(html.unescape(text) if "&" in text else text)


def filled_lines(text: str) -> list[str]:
    """The lines that are not blank, each trimmed and with single spaces."""
    lines_of_it = text.split("\n")
    if has_other_blanks(text):
        kept = (" ".join(line.split()) for line in lines_of_it)
    else:
        kept = (_single_spaced(line.strip(" ")) for line in lines_of_it)
    return [line for line in kept if line]


def _single_spaced(line: str) -> str:
    return " ".join(line.split()) if "  " in line else line


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a plain text: each line that is not blank, as scrapers write them.

    Where the text was broken at a fixed width, the lines of a block are one paragraph.
    """
    cleaned = clean(text)
    width = max(map(len, cleaned.split("\n")))
    if width not in _WRAPPED_AT:
        return tuple(filled_lines(cleaned))
    blocks = map(filled_lines, re.split(r"\n[^\S\n]*\n", cleaned))
    return tuple(line for block in blocks for line in _joined(block, width))


def _joined(block: list[str], width: int) -> list[str]:
    """The block as one line if each of its lines was full and one ended within a sentence."""
    broken = list(pairwise(block))
    full = all(len(line) + 1 + len(after.split(" ", 1)[0]) > width for line, after in broken)
    if full and any(not line.endswith(_SENTENCE_ENDS) for line, _ in broken):
        return [" ".join(block)]
    return block


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word where there is one, never inside a cluster."""
    if len(text) <= limit:
        return text
    end = _start_of_cluster(text, limit - 1)
    head = text[:end]
    if text[end].strip() and " " in head[limit // 2 :]:
        head = head.rsplit(" ", 1)[0]
    return _with_balanced_isolates(head.rstrip(" ,;:–—-\n") + "…")


def _start_of_cluster(text: str, end: int) -> int:
    """The last place up to `end` that parts no letter from its marks, no joined emoji."""
    while end > 0 and (_extends(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    flags = re.search("[\U0001f1e6-\U0001f1ff]*$", text[max(0, end - 64) : end])
    half_a_flag = flags and len(flags[0]) % 2 and "\U0001f1e6" <= text[end] <= "\U0001f1ff"
    return end - 1 if half_a_flag else end


def _extends(character: str) -> bool:
    return (
        unicodedata.category(character).startswith("M")
        or character in "\u200c\u200d"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )


def first_sentence(text: str) -> str:
    """The first sentence of a text, to stand in for a missing title; "" of an empty one."""
    line = next(iter(filled_lines(clean(text[: 100 * _SENTENCE]))), "")
    end = re.search(r"(?<=[^\s.]{2}[.!?])\s|(?<=[。！？؟])", line)
    return cut(line[: end.start()] if end else line, _SENTENCE).strip()


def fold(text: str) -> str:
    """A form in which two spellings of one headline are equal.

    Letters, digits, marks and pictographs; case, punctuation, blanks, the composition of
    letters do not count. Only where nothing would be left, punctuation counts.
    """
    typed = without_signs(text)
    if typed.isascii():
        words = typed.encode().translate(_SMALL_WORDS, _ASCII_CONTROLS).split()
        if words:
            return b" ".join(words).decode()
    plain = unicodedata.normalize("NFKC", clean(text)).casefold()
    return " ".join(re.sub(r"[^\w\s]|_", _folded, plain).split()) or plain.strip()


def _folded(hit: re.Match[str]) -> str:
    category = unicodedata.category(hit[0])
    return hit[0] if category.startswith("M") or category == "So" else " "
