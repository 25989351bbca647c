"""Which element of an unknown XML is an article: judged by the first bytes of the dump."""

import re
from collections.abc import Iterable

import msgspec

from feedgen_news.loaders.fields.keys import EITHER, FIELDS, HTML, TEXT, TITLE, URL, fold

_TAG = re.compile(
    r"<!--(?>(?:[^-]|-(?!->))*)(?:-->|\Z)|<!\[CDATA\[(?>(?:[^\]]|\](?!\]>))*)(?:\]\]>|\Z)"
    r"|<(?P<slash>/?)(?P<name>[A-Za-z_][\w:.-]*)(?P<rest>(?>(?:[^<>\"']+|\"[^\"<]*\"|'[^'<]*')*))>"
)
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w:.-]*)\s*=\s*[\"']")
_DEEPEST = 8

_BODY = frozenset((*HTML, *TEXT, *EITHER))
_LEADS = frozenset((*TITLE, *URL)) - {"id", "name", "source"}
_KNOWN = frozenset(name for names in FIELDS.values() for name in names)


class _Seen(msgspec.Struct):
    """Elements of one path: how many there are, and what they hold."""

    count: int = 0
    parts: set[str] = msgspec.field(default_factory=set)


def item_names(text: str, *, mapped: Iterable[str] = ()) -> frozenset[str]:
    """The names, without prefix, of what looks like articles; none if nothing does.

    The outermost element with a title or address and a body; else the outermost with two
    known fields that comes more than once; else the outermost with two at all. `mapped`
    are names of fields that the source knows better.
    """
    seen = _outline(text)
    own = {fold(name.partition(".")[0]) for name in mapped}
    likely = {
        path: one for path, one in seen.items() if _likely(one.parts, own) and len(path) <= _DEEPEST
    }
    if not likely:
        return frozenset()
    best = min(likely, key=lambda path: (_rank(likely[path], own), len(path)))
    alike = [path for path in likely if path[:-1] == best[:-1] and path]
    return frozenset(path[-1].rpartition(":")[2] for path in (best, *alike))


def _likely(parts: set[str], own: set[str]) -> bool:
    if parts & own:
        return True
    return bool(parts & (_LEADS | _BODY)) and len(parts & _KNOWN) >= 2


def _rank(seen: _Seen, own: set[str]) -> int:
    if seen.parts & own or (seen.parts & _LEADS and seen.parts & _BODY):
        return 0
    return 1 if seen.count > 1 else 2


def _outline(text: str) -> dict[tuple[str, ...], _Seen]:
    """Every path of elements that hold something, and the names of what they hold."""
    seen: dict[tuple[str, ...], _Seen] = {}
    path: list[str] = []
    for tag in _TAG.finditer(text):
        name = tag["name"]
        if name is None:
            continue
        if tag["slash"]:
            if name in path:
                del path[len(path) - 1 - path[::-1].index(name) :]
            continue
        if path and len(path) <= _DEEPEST:
            seen.setdefault(tuple(path), _Seen()).parts.add(fold(name.rpartition(":")[2]))
        if len(path) > 4 * _DEEPEST:
            continue
        here = seen.setdefault((*path, name), _Seen())
        here.count += 1
        here.parts.update(fold(key) for key in _ATTRIBUTE.findall(tag["rest"]))
        if not tag["rest"].endswith("/"):
            path.append(name)
    return {one: found for one, found in seen.items() if found.parts}
