"""Reads ordinary markup, as nearly all articles are, without a parser: tags of known names and
nothing odd about them, properly nested.

It is a shortcut past `markup`, which says what is harmless and what a browser shows: what is
read here comes out as from there. Anything that is not surely of this kind is refused here,
and goes the whole way.
"""

import html
import re

import msgspec

from feedgen_news.normalise.links import BadUrlError, public_url
from feedgen_news.normalise.markup import BREAKS, REL, TRACKERS, is_active
from feedgen_news.normalise.text import filled_lines, is_odd

_LONGEST = 40_000  # characters; so what nests less deep than this is not too much for a parser
_DEEPEST = 20  # elements

_PHRASES = frozenset("b strong i em u s small sub sup span cite q code mark a".split())
_LINES = frozenset("p h1 h2 h3 h4 h5 h6".split())  # hold phrases alone: a block would end them
_BOXES = frozenset("div section article blockquote figure figcaption".split())
_LISTS = frozenset({"ul", "ol"})
_VOID = frozenset({"br", "hr", "img"})
_INLINE = _PHRASES | {"br", "img"}
_FLOW = _INLINE | _LINES | _BOXES | _LISTS | {"hr"}
_INSIDE = {  # HTML Standard §13.2.6.4.7: what may begin in these without ending anything
    **dict.fromkeys(_PHRASES | _LINES, _INLINE),
    **dict.fromkeys(_BOXES | {"", "li"}, _FLOW),
    **dict.fromkeys(_LISTS, frozenset({"li"})),
}
_NAMES = _FLOW | {"li"}
_BEGIN = {f"<{name}>": name for name in _NAMES - {"a", "img"}} | {"<br/>": "br", "<br />": "br"}
_END = {f"</{name}>": name for name in _NAMES - _VOID}
_SHOWN = {tag: BREAKS.get(name, "") for tag, name in (_BEGIN | _END).items()}

_TAG = re.compile(r"(<[^<>]*>)")
_LINK = re.compile(r'<a href="([^"&\s]+)"(?: target="_?[a-z]+"| rel="[a-z ]+")*>')
_IMAGE = re.compile(r'<img src="([^"&\s]+)"(?: alt="[^"&\xa0]*")?( ?/)?>')
_OTHER_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|nbsp);)")  # than those that the sanitiser writes


class Ordinary(msgspec.Struct, frozen=True):
    """Harmless markup, and the text that a browser shows of it, a block a line."""

    html: str
    text: str


def read(markup: str) -> Ordinary | None:
    """The markup and its text; None where that takes more than a look, or there is no text."""
    if len(markup) > _LONGEST or is_odd(markup):
        return None
    pieces = _TAG.split(markup)
    if not (_is_text(" ".join(pieces[::2])) and _are_nested(pieces)):
        return None
    said = pieces.copy()
    said[1::2] = [_SHOWN.get(tag, "") for tag in pieces[1::2]]
    if "\n" in markup:
        said[::2] = [piece.replace("\n", " ") for piece in pieces[::2]]
    shown = filled_lines(html.unescape("".join(said)))
    return Ordinary("".join(pieces).strip(), "\n".join(shown)) if shown else None


def _is_text(said: str) -> bool:
    """Whether what stands between tags is spelt as the sanitiser spells it."""
    if "<" in said or ">" in said or "\xa0" in said:
        return False
    return "&" not in said or _OTHER_REFERENCE.search(said) is None


def _are_nested(pieces: list[str]) -> bool:
    """Whether every element ends where it is ended, and holds something.

    Puts tags in the place of others that mean the same.
    """
    around = [""]  # the elements that are open
    holds = True  # the last of them something
    for at in range(1, len(pieces), 2):
        text, tag = pieces[at - 1], pieces[at]
        holds = holds or not (not text or text.isspace())
        if name := _END.get(tag):
            if not holds or around.pop() != name:
                return False
            continue
        name = _BEGIN.get(tag) or _with_address(pieces, at)
        if name not in _INSIDE[around[-1]] or (name in _PHRASES and name in around):
            return False
        holds = name in _VOID
        if not holds:
            around.append(name)
            if len(around) > _DEEPEST:
                return False
        elif tag.endswith("/>"):
            pieces[at] = f"{tag[:-2].rstrip(' ')}>"
    return around == [""]


def _with_address(pieces: list[str], at: int) -> str:
    """The name of a link or a picture at an address that can stay as it is; "-" of others."""
    tag = pieces[at]
    link = _LINK.fullmatch(tag)
    hit = link or _IMAGE.fullmatch(tag)
    if not hit or is_active(tag) or TRACKERS.match(hit[1]) or not _stays(hit[1]):
        return "-"
    if link:
        pieces[at] = f'<a href="{hit[1]}" rel="{REL}">'
    return "a" if link else "img"


def _stays(address: str) -> bool:
    try:
        return public_url(address) == address
    except BadUrlError:
        return False
