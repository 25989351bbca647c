"""The short ways to write a config, spelt out: each ladder is one function, tree to tree."""

from collections.abc import Callable, Mapping

import msgspec

from feedgen_news.config.clauses import Clause, Match
from feedgen_news.config.nodes import Key, Node
from feedgen_news.config.slugs import label_slug, prettified

Spell = Callable[[Node], Node]

_CLAUSE_KEYS = frozenset(Clause.model_fields)
_MATCH_KEYS = frozenset(Match.model_fields)


def spell_out(root: Node) -> Node:
    """The whole file in its full form; what is no shorthand stays as it is."""
    ladders: dict[str, Spell] = {
        "site": lambda node: _keys(_without_empty(node), {"hubs": _listed}),
        "sources": lambda node: _each(_listed(node), _source),
        "sections": lambda node: _named(node, _label),
        "tags": lambda node: _named(node, _label),
        "topics": lambda node: _named(node, _topic),
        "defaults": lambda node: _keys(_without_empty(node), {"formats": _listed}),
        "auto_topics": lambda node: _each(_listed(node), _auto_topics),
    }
    return _keys(_without_empty(root), ladders)


def _source(node: Node) -> Node:
    fields: Spell = lambda block: _named(block, lambda _, value: _listed(value))  # noqa: E731
    lists = dict.fromkeys(("files", "sections", "tags"), _listed)
    return _keys(_without_empty(node), {**lists, "fields": fields})


def _label(slug: str, node: Node) -> Node:
    """`world: [World, World News]`: the aliases of a section or tag."""
    if not isinstance(node.value, dict):
        node = _block(node, aliases=_listed(node)) if node.value is not None else _block(node)
    node = _keys(_without_empty(node), {"aliases": _listed, "words": _listed})
    aliases = node.value.get("aliases") if isinstance(node.value, dict) else None
    names = aliases.node.value if aliases and isinstance(aliases.node.value, list) else []
    texts = (name.value for name in names)
    own = (text for text in texts if isinstance(text, str) and label_slug(text) == slug)
    return _with_default(node, "title", next(own, prettified(slug)))


def _topic(slug: str, node: Node) -> Node:
    """A topic from words, `all` or `rest`, or a block with a clause's keys on it."""
    if node.value is None:
        return node
    if not isinstance(node.value, dict):
        means_all = node.value in ("all", "rest")
        node = _block(node, match=node) if means_all else _block(node, words=node)
    node = _without_empty(node)
    assert isinstance(node.value, dict)
    direct = {name: key for name, key in node.value.items() if name in _CLAUSE_KEYS}
    if direct and "match" not in node.value:
        rest = {name: key for name, key in node.value.items() if name not in _CLAUSE_KEYS}
        spot = next(iter(direct.values())).spot
        clause = Key(spot, Node(spot, direct), implied=True)
        node = Node(node.spot, {**rest, "match": clause})
    node = _keys(node, {"match": _match, "formats": _listed, "formerly": _listed})
    return _with_default(node, "title", prettified(slug))


def _match(node: Node) -> Node:
    """`all`, `rest`, a clause, a list of clauses (any), or any / all / none."""
    if isinstance(node.value, list):
        return _block(node, any=_clauses(node))
    if not isinstance(node.value, dict):
        return node
    if node.value and not _MATCH_KEYS & node.value.keys():
        return _block(node, any=_clauses(node))
    return _keys(_without_empty(node), dict.fromkeys(_MATCH_KEYS, _clauses))


def _clauses(node: Node) -> Node:
    return _each(_listed(node), lambda clause: _keys(_without_empty(clause), _LISTS))


def _auto_topics(node: Node) -> Node:
    """`auto_topics: tags`, or a block."""
    if isinstance(node.value, str):
        node = _block(node, **{"from": node})
    return _keys(_without_empty(node), {"only": _listed, "except": _listed})


def _listed(node: Node) -> Node:
    """One value for a list of one."""
    alone = node.value is not None and not isinstance(node.value, list)
    return Node(node.spot, [node], implied=True) if alone else node


_LISTS: dict[str, Spell] = dict.fromkeys(_CLAUSE_KEYS, _listed)  # of a clause


def _block(at: Node, **values: Node) -> Node:
    return Node(at.spot, {name: Key(at.spot, node, implied=True) for name, node in values.items()})


def _each(node: Node, spell: Spell) -> Node:
    if not isinstance(node.value, list):
        return node
    return msgspec.structs.replace(node, value=[spell(item) for item in node.value])


def _named(node: Node, spell: Callable[[str, Node], Node]) -> Node:
    if not isinstance(node.value, dict):
        return node
    spelt = {
        name: msgspec.structs.replace(key, node=spell(name, key.node))
        for name, key in node.value.items()
    }
    return Node(node.spot, spelt)


def _keys(node: Node, ladders: Mapping[str, Spell]) -> Node:
    return _named(node, lambda name, value: ladders[name](value) if name in ladders else value)


def _without_empty(node: Node) -> Node:
    """The block without keys that have no value: an empty value is as good as none."""
    if not isinstance(node.value, dict):
        return node
    kept = {name: key for name, key in node.value.items() if key.node.value is not None}
    return Node(node.spot, kept)


def _with_default(node: Node, name: str, text: str) -> Node:
    if not isinstance(node.value, dict) or name in node.value:
        return node
    return Node(node.spot, {**node.value, name: Key(node.spot, Node(node.spot, text))})
