"""The text of pages that a script writes: it lies in the script, as strings of JSON."""

import json
import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from feedgen_news.loaders.html import density
from feedgen_news.loaders.html.blocks import Block, text_of

_STRING = re.compile(r'"((?>(?:[^"\\]|\\.)*))(?:"|\\?\Z)', re.DOTALL)  # to its end: no second try
_SHORTEST = 200  # characters of a string that may hold a text
_MARKUP = re.compile(r"<p[\s>]", re.IGNORECASE)
_LARGEST = 8 << 20  # characters of script
_LAYERS = 3  # strings that hold JSON that holds strings


def find(tree: LexborHTMLParser) -> list[Block]:
    """The longest text that lies as markup in a string of a script; [] if there is none."""
    scripts = (node.text() or "" for node in tree.css("script:not([src])"))
    texts = (density.find(LexborHTMLParser(html)) for script in scripts for html in _markup(script))
    return max(texts, key=lambda blocks: len(text_of(blocks)), default=[])


def _markup(script: str) -> Iterator[str]:
    waiting = [(script[:_LARGEST], 0)]
    while waiting:
        source, layer = waiting.pop()
        for hit in _STRING.finditer(source):
            said = _decoded(hit[1]) if len(hit[1]) >= _SHORTEST else ""
            if _MARKUP.search(said[:2_000]) and '":' not in said[:200]:
                yield said
            elif layer < _LAYERS and '"' in said:
                waiting.append((said, layer + 1))


def _decoded(raw: str) -> Any:
    try:
        return json.loads(f'"{raw}"', strict=False)
    except ValueError:
        return raw
