"""Finds the text of a page with trafilatura, and checks it against what density found.

trafilatura without its fallbacks is right nearly always and twice as fast. Where it and
the dense paragraphs disagree, it runs once more with them.
"""

import logging
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin

import lxml.html
import trafilatura
from lxml import etree
from trafilatura.htmlprocessing import convert_to_html

from feedgen_news.loaders.html.blocks import Block, text_of
from feedgen_news.loaders.html.naming import words

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it discards, we name
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_EMBEDDED = "twitter-tweet instagram-media tiktok-media tiktok-embed fb-post bluesky-embed".split()
_AGREED = 0.5  # share of the dense paragraphs that must be in the text
_PART, _WITHIN = 0.2, 0.7  # less will do where the text is as much in the paragraphs
_AGREED_WELL = 0.8
_FIRST = 3  # blocks: the standfirst is no paragraph everywhere
_APART = frozenset({"table", "pre", "blockquote"})
_MUCH = 1_000  # characters, and long enough
_BEGINNING = 40  # characters by which a paragraph is known again
_LONGEST = 4_000_000  # bytes of a page, and
_MANY = 60_000  # tags, beyond which trafilatura takes too long; real pages have a fifth


def find(page: bytes, *, base: str | None, dense: Sequence[Block]) -> list[Block]:
    """The blocks of the page's main text, links and emphasis kept."""
    large = len(page) > _LONGEST or page.count(b"<") > _MANY
    if large or (tree := _parsed(page)) is None:
        return list(dense)
    quick = _extracted(tree, base)
    if _is_trusted(quick, dense):
        return _attested(quick, dense)
    careful = _extracted(tree, base, careful=True)
    if _is_trusted(careful, dense):
        return _attested(careful, dense)
    return max((list(dense), careful, quick), key=lambda blocks: len(text_of(blocks)))


def _is_trusted(found: Sequence[Block], dense: Sequence[Block]) -> bool:
    """Whether the text holds most of the dense prose; or is a good part of it and no more."""
    share = _share(dense, found)
    much = len(text_of(found)) >= _MUCH and share >= _PART
    return share >= _AGREED or (much and _share(found, dense) >= _WITHIN)


def _attested(found: list[Block], dense: Sequence[Block]) -> list[Block]:
    """Where both agree, only what both have; tables and the first blocks need no witness."""
    if _share(dense, found) < _AGREED_WELL:
        return found
    text = words(text_of(dense))
    return [
        block
        for place, block in enumerate(found)
        if place < _FIRST or block.tag in _APART or words(block.text)[:_BEGINNING] in text
    ]


def _parsed(page: bytes) -> Any | None:
    parser = lxml.html.HTMLParser(
        encoding="utf-8", collect_ids=False, remove_comments=True, remove_pis=True
    )
    try:
        tree: Any = lxml.html.document_fromstring(page, parser=parser)
    except (etree.ParserError, etree.LxmlError, ValueError):
        return None
    embedded = " or ".join(f"contains(@class,'{name}')" for name in _EMBEDDED)
    for node in tree.xpath(f"//blockquote[{embedded}]"):
        node.drop_tree()
    return tree


def _extracted(tree: Any, base: str | None, *, careful: bool = False) -> list[Block]:
    try:
        found = trafilatura.bare_extraction(
            tree,
            fast=not careful,
            favor_precision=careful,
            include_comments=False,
            include_links=True,
            include_formatting=True,
        )
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError):
        return []  # its own, on markup nobody foresaw: the dense paragraphs stand in
    except etree.LxmlError:
        return []
    if found is None or isinstance(found, dict) or found.body is None:
        return []
    return list(_blocks(found.body, base))


def _blocks(body: Any, base: str | None) -> Iterator[Block]:
    convert_to_html(body)
    for node in body:
        for part in node.iter(etree.Element):
            href = part.get("href") if part.tag == "a" else None
            part.attrib.clear()
            if href:
                part.set("href", _absolute(base, href) if base else href)
        text = " ".join(" ".join(node.itertext()).split())
        if text:
            linked = sum(len("".join(link.itertext()).strip()) for link in node.iter("a"))
            node.tail = None
            html = etree.tostring(node, encoding="unicode")
            yield Block(node.tag, text, html, linked / len(text))


def _absolute(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return href


def _share(blocks: Sequence[Block], others: Sequence[Block]) -> float:
    """How much of the text of some blocks is in others too."""
    text = words(text_of(others))
    weights = [(words(block.text)[:_BEGINNING], len(block.text)) for block in blocks]
    total = sum(weight for _, weight in weights)
    return sum(weight for said, weight in weights if said in text) / total if total else 0.0
