"""From one page to one record: the order in which its parts are looked at."""

import re
from typing import Any, Protocol

from selectolax.lexbor import LexborHTMLParser

from feedgen_news.loaders.fields.values import text
from feedgen_news.loaders.html import (
    addresses,
    blocks,
    bylines,
    charset,
    density,
    depth,
    describing,
    exported,
    facts,
    islands,
    jsonld,
    judging,
    moments,
)
from feedgen_news.loaders.html.blocks import Block, plain_block
from feedgen_news.loaders.html.naming import words
from feedgen_news.model import Origin, Record
from feedgen_news.problems import Problem

_LITTLE = 400  # characters of text, below which other places are looked into
_SAMPLE = 4_096  # bytes in which binary data shows itself
_ODD = re.compile(rb"[\x00-\x08\x0e-\x1a]|\xef\xbf\xbd")
_TOP = 12  # blocks among which a byline may stand
_MORE = 2  # times the text found, that JSON-LD's own must have to be taken for it
_LEAD = 60  # characters by which a summary is known again on the page
_LEAD_MOST = 3  # times as long as the summary the element that shows it may be
_LEADS = "p,h2,h3,h4,div.lead,div.intro,div.summary,div.standfirst,div.excerpt"


class Find(Protocol):
    """Finds the text of a page; `dense` is what was found by the density of paragraphs."""

    def __call__(self, page: bytes, *, base: str | None, dense: list[Block]) -> list[Block]:
        """The blocks of the text, in their order."""
        ...


def read(
    data: bytes, *, origin: Origin, url: str | None, charset_said: str | None, find: Find | None
) -> Record | Problem:
    """The record of a page, or why it is none; `find` looks for its text with more care."""
    page = depth.flat(charset.as_utf8(data, charset_said))
    if _is_binary(page):
        return Problem("not-an-article", "binary data", origin, raw=data)
    tree = LexborHTMLParser(page)
    known = facts.gather(tree)
    if not url and exported.is_it(known):
        return exported.record(known, tree, origin=origin)
    article = jsonld.article(known.json_ld)
    kinds = set() if article else jsonld.types(known.json_ld)
    record = describing.record(known, article, tree, fetched=url, origin=origin)
    shown = density.find(tree)
    if not record.published:
        record.published = moments.beneath(record.title, _shown_by(tree))
    base = addresses.base_of(known, url)
    found = _or_else(find(page, base=base, dense=shown) if find else shown, article, page)
    if not record.authors:
        record.authors = bylines.written(block.text for block in found[:_TOP])
    own = blocks.trimmed(found, title=record.title, authors=record.authors)
    said = blocks.text_of(own)
    why = judging.refusal(known, article, kinds, record=record, text=said, tree=tree, fetched=url)
    if why:
        return Problem("not-an-article", why, origin, raw=data)
    record.html = blocks.markup([*_lead(record.summary, own, tree), *own]) or None
    return record


def _is_binary(page: bytes) -> bool:
    sample = page[:_SAMPLE]
    return len(_ODD.findall(sample)) > len(sample) // 20


def _shown_by(tree: LexborHTMLParser) -> str:
    return " ".join((tree.body.text() or "").split()) if tree.body else ""


def _or_else(found: list[Block], article: dict[str, Any], page: bytes) -> list[Block]:
    """The text found, or that of the page's data where it has far more."""
    length = len(blocks.text_of(found))
    said = text(article.get("articleBody"), joint="\n") or ""
    if len(said) > _MORE * max(length, _LITTLE) and "<" not in said:
        lines = (" ".join(line.split()) for line in said.split("\n"))
        return [plain_block("p", line) for line in lines if line]
    if length < _LITTLE:
        island = islands.find(LexborHTMLParser(page))
        if len(blocks.text_of(island)) > _MORE * length:
            return island
    return found


def _is_in(own: list[Block], summary: str, begun: str) -> bool:
    """Whether the text holds the summary: as it is, or as the beginning of a block."""
    return summary[:_LEAD] in blocks.text_of(own) or any(
        words(block.text[: 2 * _LEAD]).startswith(begun) for block in own
    )


def _lead(summary: str | None, own: list[Block], tree: LexborHTMLParser) -> list[Block]:
    """The summary as the page shows it above the text, where the text is without it."""
    begun = words(summary or "")[:_LEAD]
    if not summary or len(begun) < _LEAD // 2 or _is_in(own, summary, begun):
        return []
    first = begun.partition(" ")[0]
    for node in tree.css(_LEADS):
        said = (node.text() or "").strip()
        near = len(said) <= _LEAD_MOST * len(summary) and first in said[:_LEAD].casefold()
        if near and words(said[:200]).startswith(begun):
            return [plain_block("p", " ".join(said.split()))]
    return []
