"""The blocks of a found text: paragraphs, headings, lists; and those that are no part of it.

What finds the text of a page leaves in what stands close to it: the headline once more,
the byline, the date, links to other articles, the newsletter, the notice of copyright.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape

import msgspec

from feedgen_news.loaders.html.invitations import INVITATION
from feedgen_news.loaders.html.naming import words

_LINKED = 0.8  # share of a block that stands in links: then it leads elsewhere
_HEAD = 8  # blocks in which the headline may be repeated
_LINE = 400  # characters of a headline
_SHORT = 120  # characters of a byline, a date, an invitation
_LONG = 220  # characters of an invitation to read on
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_RIGHTS = re.compile(
    r"^\W*(?:©|\(c\)\s|copyright\b|<\s*copyright|all rights reserved|alle rechte vorbehalten"
    r"|tous droits|todos los derechos|무단\s?전재)",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^\W*(?:by|von|par|por|di|da|door|af|av|fra|text|autor\w*|author|от)\b", re.IGNORECASE
)
_DATE = re.compile(
    r"\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|\d{4}[./-]\d\d?[./-]\d\d?|\d{4}年|\d{4}년"
    r"|\b\d{1,2}(?:\.|st|nd|rd|th)?\s[^\W\d]{3,12}\.?,?\s\d{4}|[^\W\d]{3,12}\.?\s\d{1,2},\s\d{4}"
)


class Block(msgspec.Struct, frozen=True):
    """One block: its element, its text, its harmless-looking markup, the share in links."""

    tag: str
    text: str
    html: str
    linked: float = 0.0


def plain_block(tag: str, text: str, linked: float = 0.0) -> Block:
    """A block without markup inside."""
    return Block(tag, text, f"<{tag}>{escape(text, quote=False)}</{tag}>", linked)


def markup(blocks: Iterable[Block]) -> str:
    """The blocks as HTML, items of lists in a list."""
    lines: list[str] = []
    listing = False
    for block in blocks:
        if (block.tag == "li") != listing:
            listing = not listing
            lines.append("<ul>" if listing else "</ul>")
        lines.append(block.html)
    return "\n".join([*lines, "</ul>"] if listing else lines)


def text_of(blocks: Iterable[Block]) -> str:
    """The text of the blocks, one a line."""
    return "\n".join(block.text for block in blocks)


def trimmed(blocks: Sequence[Block], *, title: str | None, authors: Sequence[str]) -> list[Block]:
    """The blocks that are the article's own."""
    names = {words(name) for name in authors}
    headline = words(title or "")
    kept: list[Block] = []
    seen: set[str] = set()
    for place, block in enumerate(blocks):
        if block.text in seen or _is_elsewhere(block):
            continue
        line = len(block.text) <= (_LINE if place < _HEAD else _SHORT)
        said = words(block.text) if line else block.text
        if not said or (place < _HEAD and said == headline):
            continue
        if _is_head_matter(block.text, said, names):
            continue
        if len(block.text) > _SHORT // 3:
            seen.add(block.text)
        kept.append(block)
    return _without_dangling_headings(kept)


def _is_elsewhere(block: Block) -> bool:
    """Whether a block only leads to other pages, or asks for something."""
    if block.linked > _LINKED and len(block.text) < 2 * _LONG:
        return True
    short = len(block.text) <= _LONG
    return short and bool(INVITATION.match(block.text) or _RIGHTS.match(block.text))


def _is_head_matter(text: str, said: str, names: set[str]) -> bool:
    """Whether a block is nothing but a byline or a date."""
    if said in names:
        return True
    if len(text) > _SHORT:
        return False
    if _BYLINE.match(text) and any(name in said for name in names):
        return True
    date = _DATE.search(text)
    return bool(date and len(text) - len(date[0]) < 30 and not text.endswith((".", "!", "?", "”")))


def _without_dangling_headings(blocks: list[Block]) -> list[Block]:
    """Without headings at the end that head nothing."""
    end = len(blocks)
    while end and blocks[end - 1].tag in _HEADINGS:
        end -= 1
    return blocks[:end]
