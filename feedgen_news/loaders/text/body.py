"""The body of an article: paragraphs, subheadings, lists, and pictures between them."""

import html
from collections.abc import Iterable, Sequence
from itertools import groupby, takewhile
from typing import Literal

import msgspec

from feedgen_news.loaders.text.fields import Fields
from feedgen_news.loaders.text.heads import Head
from feedgen_news.loaders.text.shapes import is_subheading
from feedgen_news.loaders.text.tokens import Hit, Lexicon, Token

Kind = Literal["p", "h2", "li"]


class Block(msgspec.Struct, frozen=True):
    """A piece of the body, as plain text."""

    kind: Kind
    text: str
    prose: bool  # or else it may be a subheading


def parse_body(
    tokens: Sequence[Token], head: Head, lexicon: Lexicon, fields: Fields
) -> list[Block]:
    """The blocks of the body; what else stands between them goes to the fields."""
    kept = list(takewhile(lambda token: token.role("body") != "tail", tokens))
    fields.unplaced.extend(token.text for token in tokens[len(kept) + 1 :])
    own = [*fields.body, *(token for token in kept if not head.key or token.key != head.key)]
    blocks: list[Block] = []
    for token in own:
        hit = token.hit("body")
        if hit is None or hit.kind.role in ("list", "subheading"):
            block = block_of(token, hit)
            if block.kind != "li" or block not in listed(blocks):
                blocks.append(block)
        elif hit.kind.role != "separator":
            fields.take(hit, lexicon)
    return with_subheadings(blocks) if lexicon.layout.body.subheadings else blocks


def listed(blocks: list[Block]) -> Iterable[Block]:
    """The items of the list the body ends in, so far, as many as a reader would notice."""
    return takewhile(lambda block: block.kind == "li", reversed(blocks[-20:]))


def block_of(token: Token, hit: Hit | None) -> Block:
    """A line of the body as its class says, a paragraph where it has none."""
    if hit is None:
        return Block("p", token.text, prose=token.prose or bool(token.hits))
    return Block("li" if hit.kind.role == "list" else "h2", hit.value, prose=False)


def with_subheadings(blocks: list[Block]) -> list[Block]:
    """Short lines that stand between two paragraphs become subheadings."""
    found = list(blocks)
    for index in range(1, len(blocks) - 1):
        above, block, below = blocks[index - 1 : index + 2]
        if (
            block.kind == "p"
            and not block.prose
            and above.prose
            and below.prose
            and is_subheading(block.text)
        ):
            found[index] = msgspec.structs.replace(block, kind="h2")
    return found


def text_of(blocks: Iterable[Block]) -> str:
    """The body as plain text, blocks parted by an empty line."""
    return "\n\n".join(f"• {block.text}" if block.kind == "li" else block.text for block in blocks)


def html_of(blocks: Iterable[Block]) -> str:
    """The body as markup, one block a line."""
    return "\n".join(
        element
        for kind, run in groupby(blocks, lambda b: b.kind)
        for element in elements(kind, run)
    )


def elements(kind: Kind, blocks: Iterable[Block]) -> Iterable[str]:
    """The markup of neighbours of one kind."""
    escaped = [f"<{kind}>{html.escape(block.text, quote=False)}</{kind}>" for block in blocks]
    return ["<ul>", *escaped, "</ul>"] if kind == "li" else escaped
