"""Finds the text of a page by where its paragraphs are dense: quick, and of one parse.

The smallest element that holds most of the page's prose is the article; prose is what
stands in paragraphs and not in links. Parts whose names speak of comments, teasers or
newsletters do not count, unless much of the page's prose is in them.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedgen_news.loaders.html.blocks import Block, plain_block

_UNSEEN = (
    "script style noscript template svg iframe nav footer figure button select dialog video audio"
    " object textarea"
).split()
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:comments?|kommentare?|disqus|related|newsletter|promo|promobox|share|sharing"
    r"|social|teasers?|sidebar|footer|nav|menu|breadcrumbs?|captions?|copyright|authors?|autor"
    r"|byline|recommend\w*|outbrain|taboola|cookies?|consent|modal|popup|overlay|subscri\w+|signup"
    r"|advert\w*|ad|ads|banner|tags?|infobox|disclaimer|login|tweet|instagram-media|tiktok-embed"
    r"|gallery|slideshow|mostread|most-read|trending|popular|toolbar|hidden|offscreen|sr-only"
    r"|visually-hidden|swiper|carousel)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BESIDE_TAGS = frozenset({"aside", "form"})  # but some systems wrap whole pages in a form
_BLOCKS = "p,h1,h2,h3,h4,h5,h6,li,blockquote,pre"
_HOLDERS = "div,section,article,td,main,span,p"
_MOST = 0.7  # of the prose lies in the article
_MUCH = 0.3  # of the prose: nothing that holds so much is beside the point
_SHORTEST = 25  # characters of a paragraph that counts
_LINKED = 0.6
_HIGHEST = 100  # ancestors of a paragraph that are looked at
_MANY = 5_000  # paragraphs
_LITTLE = 800  # characters; a page with less in paragraphs may do without them


class _Prose(msgspec.Struct):
    """Paragraphs and what each weighs; and for each element, what it holds of them."""

    parts: list[tuple[LexborNode, int]]
    bare: bool  # whether they are elements of any kind, with text of their own
    held: dict[int, int] = {}
    beside: dict[int, bool] = {}
    total: int = 0


def find(tree: LexborHTMLParser) -> list[Block]:
    """The blocks of the page's main text; the tree loses what is not shown."""
    tree.strip_tags(_UNSEEN, recursive=True)
    prose = _prose(tree)
    own = [(node, weight) for node, weight in prose.parts if not _is_beside(node, prose)]
    article = _smallest(own, bare=prose.bare)
    if article is None:
        return []
    return list(_lines(article) if prose.bare else _blocks(article, prose))


def _prose(tree: LexborHTMLParser) -> _Prose:
    parts = list(_paragraphs(tree, "p", bare=False))
    bare = False
    if (total := sum(weight for _, weight in parts)) < _LITTLE:
        others = list(_paragraphs(tree, _HOLDERS, bare=True))
        if sum(weight for _, weight in others) > 2 * total:
            parts, bare = others, True
    prose = _Prose(parts, bare, total=sum(weight for _, weight in parts))
    for lowest, weight in _holders(parts, bare=bare):
        for holder in _above(lowest):
            prose.held[holder.mem_id] = prose.held.get(holder.mem_id, 0) + weight
    return prose


def _holders(
    parts: list[tuple[LexborNode, int]], *, bare: bool
) -> Iterable[tuple[LexborNode, int]]:
    """The elements that hold paragraphs themselves, each with what its own weigh."""
    found: dict[int, tuple[LexborNode, int]] = {}
    for node, weight in parts:
        if holder := node if bare else node.parent:
            known = found.get(holder.mem_id)
            found[holder.mem_id] = (holder, weight + (known[1] if known else 0))
    return found.values()


def _paragraphs(
    tree: LexborHTMLParser, selector: str, *, bare: bool
) -> Iterator[tuple[LexborNode, int]]:
    for node in tree.css(selector)[:_MANY]:
        length = len((node.text(deep=not bare) or "").strip())
        if length < _SHORTEST:
            continue
        linked = 0 if bare else _linked(node)
        if linked <= _LINKED * length:
            yield node, length - linked


def _linked(node: LexborNode) -> int:
    """How many characters stand in links."""
    return sum(len((link.text() or "").strip()) for link in node.css("a"))


def _above(node: LexborNode | None) -> Iterator[LexborNode]:
    """The node and what holds it, outwards, up to the body."""
    for _ in range(_HIGHEST):
        if node is None or node.tag == "html":
            return
        yield node
        node = node.parent


def _is_beside(node: LexborNode, prose: _Prose) -> bool:
    chain: list[int] = []
    verdict = False
    for holder in _above(node):
        known = prose.beside.get(holder.mem_id)
        if known is not None:
            verdict = known
            break
        chain.append(holder.mem_id)
        small = prose.held.get(holder.mem_id, 0) < _MUCH * prose.total
        if small and holder.tag != "body" and _named_beside(holder):
            verdict = True
            break
    prose.beside.update(dict.fromkeys(chain, verdict))
    return verdict


def _named_beside(node: LexborNode) -> bool:
    if node.tag in _BESIDE_TAGS:
        return True
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return len(names) > 1 and _speaks_of_beside(names[:500])


@lru_cache(maxsize=10_000)
def _speaks_of_beside(names: str) -> bool:
    return _BESIDE.search(names) is not None


def _smallest(parts: list[tuple[LexborNode, int]], *, bare: bool) -> LexborNode | None:
    """The innermost element that holds most of the prose."""
    held: dict[int, int] = {}
    known: dict[int, tuple[int, LexborNode]] = {}
    for lowest, weight in _holders(parts, bare=bare):
        chain = list(_above(lowest))
        for inner, holder in enumerate(chain):
            held[holder.mem_id] = held.get(holder.mem_id, 0) + weight
            known[holder.mem_id] = (len(chain) - inner, holder)
    total = sum(weight for _, weight in parts)
    enough = [known[key] for key, weight in held.items() if weight >= _MOST * total]
    return max(enough, key=lambda one: one[0])[1] if enough else None


def _blocks(article: LexborNode, prose: _Prose) -> Iterator[Block]:
    for node in article.css(_BLOCKS)[:_MANY]:
        tag = node.tag or "p"
        if tag in {"li", "blockquote"} and node.css_first("p"):
            continue
        text = " ".join((node.text() or "").split())
        if text and not _is_beside(node, prose):
            yield plain_block(tag, text, _linked(node) / len(text))


def _lines(article: LexborNode) -> Iterator[Block]:
    """The lines of an element that parts its text by line breaks or by elements of any kind."""
    for node in article.css("br"):
        node.replace_with("\n")
    for node in article.css("div,p,h1,h2,h3,h4,li,tr"):
        node.insert_before("\n")
        node.insert_after("\n")
    for line in (article.text() or "").split("\n"):
        if len(text := " ".join(line.split())) >= _SHORTEST:
            yield plain_block("p", text)
