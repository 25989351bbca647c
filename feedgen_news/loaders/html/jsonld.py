"""The article in a page's JSON-LD, however broken its blocks are.

Blocks come with commas too many, quotes unescaped, line breaks inside strings, comments
or CDATA around them, several objects glued together. What no mending helps gives up the
plain fields it shows.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import msgspec

from feedgen_news.loaders.fields.kinds import is_article_type
from feedgen_news.loaders.json.envelopes import resolved

_LONGEST = 4 << 20  # characters of a block
_DEPTH = 12  # of nodes inside nodes
_MANY = 2_000  # nodes of a page
_WRAPPING = re.compile(r"(?:[\s;]|//|/\*|\*/|<!--|<!\[CDATA\[)*")
_AROUND = ("-->", "]]>", "//", "/*", "*/", ";")
_LAYERS = 3  # of comments around a block
_GLUE = re.compile(r"[\s,;]*")
_COMMA_TOO_MANY = re.compile(r",(?>[\s,]*)(?=[}\]])|,(?>\s*)(?=,)")
_COMMA_MISSING = re.compile(r'(?<=["\]}])(\s*\n\s*)(?=")')
_FIELDS = (
    "headline|description|datePublished|dateModified|dateCreated|articleBody|articleSection"
    "|keywords"
)
_PLAIN_FIELD = re.compile(rf'"({_FIELDS})"\s*:\s*"((?>(?:[^"\\]|\\.)*))"')
_OPENS = frozenset("{[,:")
_CLOSES = frozenset(",:}]")
_INNER = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemListElement", "item")
_PAGES = frozenset({"webpage", "itempage", "videoobject", "review", "newsreport", "report"})


def article(blocks: Iterable[str]) -> dict[str, Any]:
    """The node that describes the page's article, its references resolved; {} if none does."""
    nodes = list(_nodes(value for block in blocks for value in values(block)))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    best = max(nodes, key=_worth, default={})
    return resolved(best, by_id) if best and _worth(best) > 0 else {}


def types(blocks: Iterable[str]) -> set[str]:
    """The kinds of things the page speaks of, in lower case."""
    nodes = _nodes(value for block in blocks for value in values(block))
    return {kind for node in nodes for kind in _kinds(node)}


def values(block: str) -> list[Any]:
    """What a block holds, mended where need be."""
    text = _unwrapped(block[:_LONGEST])
    if text.startswith(("{&quot;", "[{&quot;", "{&#34;")):
        text = html.unescape(text)
    for attempt in (_strict, _lenient, _glued, _mended):
        try:
            return attempt(text)
        except (ValueError, RecursionError):
            continue
    plain = {key: _unescaped(said) for key, said in reversed(_PLAIN_FIELD.findall(text))}
    return [{"@type": "Article", **plain}] if plain else []


def _unwrapped(block: str) -> str:
    """Without the comment or CDATA around it."""
    begin = _WRAPPING.match(block)
    text = block[begin.end() if begin else 0 :].rstrip()
    for _ in range(_LAYERS):
        for mark in _AROUND:
            text = text.removesuffix(mark).rstrip()
    return text


def _strict(text: str) -> list[Any]:
    return [msgspec.json.decode(text)]


def _lenient(text: str) -> list[Any]:
    """With line breaks and control characters inside strings."""
    return [json.loads(text, strict=False)]


def _glued(text: str) -> list[Any]:
    """Several values one after the other, commas between them or not."""
    decoder = json.JSONDecoder(strict=False)
    found: list[Any] = []
    place = 0
    while place < len(text):
        value, end = decoder.raw_decode(text, place)
        found.append(value)
        glue = _GLUE.match(text, end)
        place = glue.end() if glue else end
    return found


def _mended(text: str) -> list[Any]:
    mended = _COMMA_MISSING.sub(r",\1", _with_quotes_escaped(text))
    return _glued(_COMMA_TOO_MANY.sub("", mended).lstrip(", "))


def _with_quotes_escaped(text: str) -> str:
    """Quotes that neither open nor close a string, told by what stands around them."""
    pieces = text.split('"')
    mended = pieces[:1]
    for before, after in pairwise(pieces):
        left, right = before.rstrip()[-1:], after.lstrip()[:1]
        sound = before.endswith("\\") or left in _OPENS or right in _CLOSES
        mended += ['"' if sound else '\\"', after]
    return "".join(mended)


def _unescaped(said: str) -> str:
    try:
        return str(json.loads(f'"{said}"', strict=False))
    except ValueError:
        return said


def _nodes(found: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """The objects of all blocks, those inside others after them; bounded."""
    waiting = [(value, 0) for value in found]
    seen = 0
    while waiting and seen < _MANY:
        value, depth = waiting.pop(0)
        if isinstance(value, list) and depth < _DEPTH:
            waiting = [(entry, depth + 1) for entry in value] + waiting
        elif isinstance(value, dict):
            seen += 1
            yield value
            if depth < _DEPTH:
                waiting += [(value[key], depth + 1) for key in _INNER if key in value]


def _kinds(node: dict[str, Any]) -> list[str]:
    kinds = node.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return [kind.rpartition("/")[2].lower() for kind in named if isinstance(kind, str)]


def _worth(node: dict[str, Any]) -> int:
    """How well a node describes an article; 0 if it describes something else."""
    kinds = _kinds(node)
    if is_article_type(node.get("@type")):
        worth = 8 + 4 * any("news" in kind for kind in kinds)
    elif _PAGES & set(kinds) and (node.get("headline") or node.get("datePublished")):
        worth = 1
    else:
        return 0
    keys = ("headline", "articleBody", "author", "datePublished")
    return worth + sum(2 for key in keys if node.get(key))
