"""The text of an article stands in its row only where it is not just what its markup shows.

It nearly always is: then the row holds the markup alone, and the text is made of it again when
the row is read. What is made of it so is part of how an archive lies: it never changes.
"""

from html import unescape
from typing import Any

import msgspec

from feedgen_news.model import Article

UNSTORED: dict[str, Any] = {"hints": (), "shown": False}  # as it is read again
AS_SHOWN = "\0"  # in the place of a text; no text of an article holds it

_BLOCKS = (
    "p div section article blockquote pre ul ol li dl dt dd h1 h2 h3 h4 h5 h6 figure figcaption"
    " hr br table caption thead tbody tfoot tr"
).split()
_BREAKS = frozenset({*_BLOCKS, *(f"/{name}" for name in _BLOCKS)})


def folded(article: Article) -> Article:
    """The article as a row holds it: without what is not stored, too."""
    text = article.text
    if article.shown or (text and text == shown(article.html)):
        text = AS_SHOWN
    return msgspec.structs.replace(article, text=text, **UNSTORED)


def unfolded(article: Article) -> Article:
    """The article that a row holds; rows of older formats, too, which hold all texts."""
    if article.text == AS_SHOWN:
        msgspec.structs.force_setattr(article, "text", shown(article.html))
    return article


def shown(markup: str) -> str:
    """What a browser shows of plain markup, a block a paragraph; of other markup, anything."""
    head, *rest = markup.split("<")
    lines = [head]
    for piece in rest:
        tag, _, said = piece.partition(">")
        if tag in _BREAKS or tag.partition(" ")[0] in _BREAKS:
            lines.append(said)
        else:
            lines[-1] += said
    references = "&" in markup
    if references:
        lines = [unescape(line) for line in lines]
    wrapped = "\n" in markup or (references and "&nbsp;" in markup)
    found = [" ".join(line.split()) if wrapped else line.strip(" ") for line in lines]
    return "\n\n".join([line for line in found if line])
