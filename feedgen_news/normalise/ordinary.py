"""Reads ordinary markup, as nearly all articles are, without a parser: tags of known names and
nothing odd about them, properly nested.

It is a shortcut past `markup`, which says what is harmless and what a browser shows: what is
read here comes out as from there. Anything that is not surely of this kind is refused here,
and goes the whole way.
"""

import html
import re
from collections.abc import Sequence

import msgspec

from feedgen_news.normalise.links import BadUrlError, public_url
from feedgen_news.normalise.markup import BREAKS, REL, TRACKERS, is_active
from feedgen_news.normalise.text import filled_lines

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
_BEGIN = {name: name for name in _NAMES - {"a", "img"}}
_END = {f"/{name}": name for name in _NAMES - _VOID}

_BETWEEN = re.compile(r"</p>\s*<p>")
# An address without a second colon or a `=` holds nothing that a browser would run.
_LINK = re.compile(r'a href="(https?:[^"&\s:=]+([^"&\s]*))"(?: target="_?[a-z]+"| rel="[a-z ]+")*')
_IMAGE = re.compile(r'(img src="([^"&\s]+)"(?: alt="[^"&]*")?)(?: ?/)?')
_OTHER_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|nbsp);)")  # than those that the sanitiser writes


class Body(msgspec.Struct, frozen=True):
    """Harmless markup, and the text that a browser shows of it, a block a line."""

    html: str
    lines: Sequence[str]
    shown: bool = False  # whether these are the lines as they stand in the markup, and no others


class _Found(msgspec.Struct, frozen=True):
    html: str
    lines: list[str]  # and empty ones between, not trimmed yet


def read(markup: str, *, blanks: bool = True) -> Body | None:
    """The markup and its text; None where that takes more than a look, or there is no text.

    To be asked only where `is_odd` denies; `blanks` is False where `has_other_blanks` does.
    """
    if len(markup) > _LONGEST:
        return None
    if "\xa0" in markup:
        markup = markup.replace("\xa0", "&nbsp;")  # as the sanitiser writes it
    references = "&" in markup
    if references and _OTHER_REFERENCE.search(markup):
        return None
    markup = markup.strip()
    found = _of_paragraphs(markup) or _of_elements(markup)
    if found is None:
        return None
    if "\n" in markup:
        found.lines[:] = [line.replace("\n", " ") for line in found.lines]
    lines = list(filter(None, map(str.strip, found.lines)))
    text = "\n".join(lines)
    plain = not (blanks or references or text.rfind("  ") >= 0)  # which `in` is slower to tell
    if not plain:
        lines = filled_lines(html.unescape(text))
    return Body(found.html, lines, plain) if lines else None


def _of_paragraphs(markup: str) -> _Found | None:
    """What holds paragraphs alone, parted by the same each time: each is read by itself."""
    between = _BETWEEN.search(markup)
    if not (between and markup.startswith("<p>") and markup.endswith("</p>")):
        return None
    paragraphs = markup[3:-4].split(between[0])
    lines: list[str] = []
    for at, paragraph in enumerate(paragraphs):
        if "<" in paragraph:
            found = _of_elements(f"<p>{paragraph}</p>")
            if found is None:
                return None
            paragraphs[at] = found.html[3:-4]
            lines += found.lines
        elif ">" in paragraph or not paragraph or paragraph.isspace():
            return None
        else:
            lines.append(paragraph)
    return _Found(f"<p>{between[0].join(paragraphs)}</p>", lines)


def _of_elements(markup: str) -> _Found | None:
    """What holds elements each of which ends where it is ended, and is not empty."""
    pieces = markup.split("<")
    lines = [pieces[0]]
    around = [""]  # the elements that are open
    holds = True  # the last of them something
    for at in range(1, len(pieces)):
        tag, end, said = pieces[at].partition(">")
        if name := _END.get(tag):
            if not holds or around.pop() != name:
                return None
        else:
            name = _BEGIN.get(tag) or _respelt(pieces, at)
            if name not in _INSIDE[around[-1]] or (name in _PHRASES and name in around):
                return None
            holds = name in _VOID
            if not holds:
                around.append(name)
        if not end or len(around) > _DEEPEST:
            return None
        holds = holds or not (not said or said.isspace())
        if name in BREAKS:
            lines.append(said)
        else:
            lines[-1] += said
    if around != [""] or markup.count(">") >= len(pieces):
        return None
    return _Found("<".join(pieces), lines)


def _respelt(pieces: list[str], at: int) -> str:
    """The name of a tag that the sanitiser spells otherwise, as it stands there then.

    "-" of any that is not known to be harmless.
    """
    tag, _, said = pieces[at].partition(">")
    name, respelt = _link(tag) or _image(tag) or (tag.removesuffix("/").removesuffix(" "), "")
    pieces[at] = f"{respelt or name}>{said}"
    return name if respelt or name in {"br", "hr"} else "-"


def _link(tag: str) -> tuple[str, str] | None:
    hit = _LINK.fullmatch(tag)
    if not hit or not _stays(hit[1]) or (hit[2] and is_active(f"<{tag}>")):
        return None
    return "a", f'a href="{hit[1]}" rel="{REL}"'


def _image(tag: str) -> tuple[str, str] | None:
    hit = _IMAGE.fullmatch(tag)
    if not hit or is_active(f"<{tag}>") or TRACKERS.match(hit[2]) or not _stays(hit[2]):
        return None
    return "img", hit[1]


def _stays(address: str) -> bool:
    try:
        return public_url(address) == address
    except BadUrlError:
        return False
