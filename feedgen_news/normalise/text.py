"""Text as XML, readers and people can take it: legal, visible, of one line where asked."""

import html
import re
import unicodedata
from collections.abc import Callable
from itertools import pairwise

from feedgen_news.config.patterns import compiled
from feedgen_news.likeness import without_signs

# Code points that no text of ours holds: what XML 1.0 §2.2 forbids, C1 controls, the
# noncharacters of Unicode, and characters that only hide or reorder other text.
_SURROGATES = "\ud800-\udfff"
_LOSSES = f"{_SURROGATES}\ufffd"
_BLANK = "\v\f\x1c-\x1f\x85\u2028\u2029"
_ISOLATE = "\u2066-\u2069"
_CONTROLS = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_FORBIDDEN = (
    f"{_CONTROLS}\xad\u200b\u202a-\u202e\u2060-\u2065\u206a-\u206f"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
)
_BEYOND = "\U0001fffe-\U0010ffff"  # where the noncharacters and tags of other planes lie
_NONCHARACTERS = "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
)
_LOST = re.compile(f"[{_LOSSES}]+")
_BLANKS = re.compile(f"[{_BLANK}]")
_ISOLATES = re.compile(f"[{_ISOLATE}]")
_FORBIDDENS = re.compile(f"[{_FORBIDDEN}{_NONCHARACTERS}\U000e0000-\U000e007f]")
_ANY = re.compile(f"[\r{_LOSSES}{_BLANK}{_ISOLATE}{_FORBIDDEN}{_BEYOND}]")
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_MARK = re.compile(f"[{_MARKS}]")
_PILE_OF_MARKS = re.compile(f"[{_MARKS}]{{7,}}")
_HIGHEST_PILE = 6
_LONG = 400  # characters; there RE2 overtakes `re`
_SMALL_WORDS = bytes(ord(chr(c).lower()) if chr(c).isalnum() else 32 for c in range(128)).ljust(256)
_ASCII_CONTROLS = bytes(c for c in range(128) if re.match(f"[{_CONTROLS}]", chr(c)))
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


def _finder(characters: str) -> Callable[[str], bool]:
    """A test whether a text holds any of a class of characters, or a lone surrogate."""
    pattern = re.compile(f"[{characters}{_SURROGATES}]")
    of_ascii = bytes(code for code in range(128) if pattern.match(chr(code)))
    in_long = compiled(f"[{characters}]").search

    def found(text: str) -> bool:
        if text.isascii():
            raw = text.encode()
            return len(raw.translate(None, of_ascii)) < len(raw)
        if len(text) < _LONG:
            return pattern.search(text) is not None
        try:
            return in_long(text) is not None
        except UnicodeEncodeError:  # RE2 cannot be given a surrogate
            return True

    return found


_has_controls = _finder(f"{_CONTROLS}\ufffe\uffff")
_holds_odd = _finder(
    f"\r\ufffd{_BLANK}{_ISOLATE}{_FORBIDDEN}{_BEYOND}{_MARKS}"
)  # all `clean` minds
_has_other_blanks = _finder(f"\t\r{_BLANK}\xa0\u1680\u2000-\u200a\u202f\u205f\u3000")


def clean(text: str) -> str:
    """The text without characters that are illegal, invisible or reorder their neighbours.

    Line ends become `\\n`; what stands for lost characters (lone surrogates,
    U+FFFD) becomes a question mark, for validators take it for damage; other odd separators
    become a space. Isolates (U+2066–2069) stay where they are balanced. Idempotent.
    """
    if not is_odd(text):
        return text
    if _ANY.search(text):
        text = _LOST.sub("?", text.replace("\r\n", "\n").replace("\r", "\n"))
        text = _with_balanced_isolates(_FORBIDDENS.sub("", _BLANKS.sub(" ", text)))
    if _MARK.search(text):
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


def is_odd(text: str) -> bool:
    """Whether `clean` has to look at a character of a text; it may leave all as they are."""
    return _holds_odd(text)


def has_controls(text: str) -> bool:
    """Whether `clean` takes something out that no honest text holds."""
    return _has_controls(text)


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
    return " ".join(clean(_decoded(text) if keep_tags else _plain(text)).split())


def lines(text: str) -> str:
    """Plain text whose lines are kept, each trimmed, empty ones dropped; as `one_line` else."""
    return "\n".join(filled_lines(clean(_plain(text))))


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
    if _has_other_blanks(text):
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


def first_sentence(text: str, limit: int = 120) -> str:
    """The first sentence of a text, to stand in for a missing title; "" of an empty one."""
    line = next(iter(filled_lines(clean(text[: 100 * limit]))), "")
    end = re.search(r"(?<=[^\s.]{2}[.!?])\s|(?<=[。！？؟])", line)
    return cut(line[: end.start()] if end else line, limit).strip()


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
