"""Text as XML, readers and people can take it: legal, visible, of one line where asked."""

import html
import re

# Code points that no text of ours holds: what XML 1.0 §2.2 forbids, C1 controls, the
# noncharacters of Unicode, and characters that only hide or reorder other text.
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_BLANKS = re.compile(r"[\v\f\x1c-\x1f\x85\u2028\u2029]")
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufeff\u00ad\u200b\u2060-\u2064\ufff9-\ufffb"
    "\u202a-\u202e\U000e0000-\U000e007f"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)
_ISOLATES = re.compile(r"[\u2066-\u2069]")
_ANY = re.compile(
    f"{_SURROGATES.pattern}|{_BLANKS.pattern}|{_FORBIDDEN.pattern}|\r|{_ISOLATES.pattern}"
)
_MARKS = (
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f"
    r"\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_PILE_OF_MARKS = re.compile(f"({_MARKS}{{6}}){_MARKS}+")
_SPACE = re.compile(r"\s+")
_UNSAFE_CUT = re.compile(f"(?:{_MARKS}|[\\u200d\\ufe0e\\ufe0f\U0001f3fb-\U0001f3ff])+$")

# Markup that people put into titles; other words in angle brackets are text (`<Dialog>`).
_TAGS = (
    "a|abbr|acronym|applet|area|article|audio|b|base|bdo|big|blink|blockquote|body|br|button|center"
    "|cite|code|div|dd|del|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|frame|frameset"
    "|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|isindex|kbd|label|layer|li|link|main|map|mark"
    "|marquee|math|menu|meta|nav|noscript|object|ol|option|p|param|picture|plaintext|pre|q|s|samp"
    "|script|section|select|small|source|span|strike|strong|style|sub|sup|svg|table|tbody|td|template"
    "|textarea|tfoot|th|thead|time|title|tr|tt|u|ul|var|video|xml|xmp|xss"
)
_TAG = re.compile(rf"</?(?:{_TAGS})(?=[\s/>])[^<>]*>", re.IGNORECASE)


def clean(text: str) -> str:
    """The text without characters that are illegal, invisible or reorder their neighbours.

    Line ends become `\\n`; a lone surrogate becomes U+FFFD; other odd separators become a
    space. Isolates (U+2066–2069) stay where they are balanced. Idempotent.
    """
    if not _ANY.search(text):
        return _PILE_OF_MARKS.sub(r"\1", text)
    text = _SURROGATES.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _FORBIDDEN.sub("", _BLANKS.sub(" ", text))
    if not _balanced(text):
        text = _ISOLATES.sub("", text)
    return _PILE_OF_MARKS.sub(r"\1", text)


def _balanced(text: str) -> bool:
    """Whether each isolate is closed on its own line (Unicode Annex 9, X5a to X6a)."""
    for line in text.split("\n"):
        depth = 0
        for mark in _ISOLATES.findall(line):
            depth += -1 if mark == "\u2069" else 1
            if depth < 0:
                return False
        if depth:
            return False
    return True


def has_controls(text: str) -> bool:
    """Whether `clean` takes something out that no honest text holds."""
    return bool(re.search("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]", text))


def one_line(text: str) -> str:
    """Plain text of one line, trimmed: entities decoded once, tags of HTML taken out."""
    text = html.unescape(text) if "&" in text else text
    return _SPACE.sub(" ", _without_tags(clean(text))).strip()


def lines(text: str) -> str:
    """Plain text whose lines are kept, each trimmed, empty ones dropped; as `one_line` else."""
    text = html.unescape(text) if "&" in text else text
    kept = (_SPACE.sub(" ", line).strip() for line in _without_tags(clean(text)).split("\n"))
    return "\n".join(line for line in kept if line)


def _without_tags(text: str) -> str:
    # One pass may put together what two fragments hid; the result is escaped anyway.
    return _TAG.sub("", _TAG.sub(" ", text)) if "<" in text else text


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a plain text: each line that is not blank, as scrapers write them."""
    kept = (_SPACE.sub(" ", line).strip() for line in clean(text).split("\n"))
    return tuple(line for line in kept if line)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word where there is one, never inside a cluster."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    if text[limit - 1 : limit].strip() and " " in head[limit // 2 :]:
        head = head.rsplit(" ", 1)[0]
    return _UNSAFE_CUT.sub("", head).rstrip(" ,;:–—-") + "…"


def first_sentence(text: str, limit: int = 120) -> str:
    """The first sentence of a text, to stand in for a missing title; "" of an empty one."""
    line = next(iter(paragraphs(text)), "")
    end = re.search(r"(?<=[^\s.]{2}[.!?])\s|(?<=[。！？؟])", line)
    return cut(line[: end.start()] if end else line, limit).strip()


def fold(text: str) -> str:
    """A form in which two spellings of one headline are equal: letters and digits alone."""
    return " ".join(re.findall(r"\w+", clean(text).casefold()))
