"""The text of a document: Markdown to markup, its title taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING

import msgspec

from feedgen_news.loaders.text.shapes import fold

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LONGEST = 400_000  # characters; of more, each line becomes a paragraph
_NEAR = 6  # blocks at the top among which a heading may be the title again
_SHORTCODE = re.compile(
    r"\{\{[<%][^{}\n]*+\}\}|\{%[^{}\n]*+%?\}|&#123;%[^{}\n&]*+%?(?:\}|&#125;)|^\{:[^{}\n]*+\}$",
    re.MULTILINE,
)
_EMBEDDED = re.compile(r"!\[\[[^\[\]\n]{1,200}\]\]")
_WIKI_LINK = re.compile(r"(?<!!)\[\[(?:[^\[\]|\n]{1,200}\|)?([^\[\]|\n]{1,200})\]\](?!\()")
_LINE_ENDS = re.compile(r"\n(?=\S)")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_LIST_OR_TABLE = re.compile(r"^(?:[-*+>|#]|\d{1,3}[.)]|```|~~~)(?:\s|\||$)", re.MULTILINE)
_WRAPPED = 110  # characters; longer lines were not broken at a width
_SITE = re.compile(r"\s{0,9}[|\\–—·:-]{1,2}\s{0,9}\S.{0,80}")  # what pages put after their title
_LONGEST_TITLE = 1_000  # characters


class Rendered(msgspec.Struct, frozen=True):
    """The markup of a text, and the title that stood at its top."""

    html: str
    title: str | None


def rendered(text: str, *, title: str | None = None) -> Rendered:
    """The text as markup. A heading that is its title, or the `title` given, is taken out."""
    text = without_extensions(text)
    if len(text) > LONGEST:
        lines = (" ".join(line.split()) for line in text.split("\n"))
        return Rendered("\n".join(f"<p>{escape(line)}</p>" for line in lines if line), None)
    tokens = _parser().parse(paragraphed(text))
    place = _repeated(tokens, title) if title else _title(tokens)
    found = None if title or place is None else _words(tokens[place + 1])
    if place is not None:
        tokens = [*tokens[:place], *tokens[place + 3 :]]
    return Rendered(_parser().renderer.render(tokens, _parser().options, {}), found)


def without_extensions(text: str) -> str:
    """The text without what only the site's own generator understands."""
    text = _EMBEDDED.sub("", _SHORTCODE.sub("", text))
    return _WIKI_LINK.sub(r"\1", text)


def paragraphed(text: str) -> str:
    """Text that has a paragraph a line and no empty lines gets these."""
    body = text.strip("\n")
    lines = body.split("\n")
    if _BLANK_LINE.search(body) or max(map(len, lines)) <= _WRAPPED:
        return text
    if _LIST_OR_TABLE.search(body):
        return re.sub(r"\n(?![-*+>|\d\s])", "\n\n", body)
    return _LINE_ENDS.sub("\n\n", body)


def _headings(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Where the headings of the document itself begin, and how many blocks stand above."""
    blocks = 0
    for index, token in enumerate(tokens):
        if token.level == 0:
            if token.type == "heading_open":
                yield index, blocks
            blocks += token.nesting >= 0


def _title(tokens: Sequence[Token]) -> int | None:
    """The heading at the very top, or else the first of the highest level near it."""
    near = [index for index, above in _headings(tokens) if above < _NEAR]
    first = next((index for index in near if index == 0), None)
    highest = next((index for index in near if tokens[index].tag == "h1"), None)
    return highest if highest is not None else first


def _repeated(tokens: Sequence[Token], title: str) -> int | None:
    """The heading near the top that says the title again, perhaps without the site's name."""
    near = (index for index, above in _headings(tokens) if above < _NEAR)
    return next((index for index in near if _says(_words(tokens[index + 1]), title)), None)


def _says(heading: str, title: str) -> bool:
    title = " ".join(title[:_LONGEST_TITLE].split())
    if heading and title.startswith(heading) and _SITE.fullmatch(title[len(heading) :]):
        return True
    return fold(heading[:_LONGEST_TITLE]) == fold(title)


def _words(inline: Token) -> str:
    """The text of a heading without its marks."""
    parts = (
        child.content or (" " if child.type.endswith("break") else "")
        for child in inline.children or ()
        if child.type != "html_inline"
    )
    return " ".join("".join(parts).split())


@cache
def _parser() -> MarkdownIt:
    """CommonMark with tables and strikethrough; HTML in it is sanitised later, as any."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only where there is Markdown

    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
