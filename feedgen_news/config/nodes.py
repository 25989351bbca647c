"""A file as a tree that knows where each key and value stands.

Everything is text, a list, a block of keys, or nothing (an empty value). Shorthands are
spelt out on this tree, so a mistake found in the full form still points at what was
written.
"""

from __future__ import annotations

import msgspec

from feedgen_news.config.mistakes import Loc


class Spot(msgspec.Struct, frozen=True):
    """A place in the file, 1-based, columns in characters."""

    line: int = 1
    column: int = 1


class Key(msgspec.Struct, frozen=True):
    """A key of a block: where it is written, and its value."""

    spot: Spot
    node: Node
    implied: bool = False  # not written: a shorthand stands for it


class Node(msgspec.Struct, frozen=True):
    """A value and where it begins."""

    spot: Spot
    value: str | list[Node] | dict[str, Key] | None
    implied: bool = False  # a list that is not written: a single value stands for it

    @property
    def kind(self) -> str:
        """What people would call it."""
        if isinstance(self.value, str):
            return "text"
        if isinstance(self.value, list):
            return "a list"
        return "nothing" if self.value is None else "a block of keys"

    @property
    def plain(self) -> object:
        """The value without places."""
        if isinstance(self.value, list):
            return [node.plain for node in self.value]
        if isinstance(self.value, dict):
            return {name: key.node.plain for name, key in self.value.items()}
        return self.value


def text_of(node: Node | None) -> str | None:
    """The node's text, None for anything else."""
    return node.value if node is not None and isinstance(node.value, str) else None


def items_of(node: Node | None) -> list[Node]:
    """The node's items, none where it is no list."""
    return node.value if node is not None and isinstance(node.value, list) else []


def keys_of(node: Node | None) -> dict[str, Key]:
    """The node's keys, none where it is no block of keys."""
    return node.value if node is not None and isinstance(node.value, dict) else {}


def child(node: Node | None, *names: str) -> Node | None:
    """The value under these keys, None where one is missing."""
    for name in names:
        key = keys_of(node).get(name)
        node = key.node if key else None
    return node


class Found(msgspec.Struct, frozen=True):
    """What a loc points at in a tree, as far as it is there."""

    node: Node
    key_spot: Spot  # of the last key on the way, or of the item of a list
    written: Loc  # the way as the file has it, without what shorthands imply
    complete: bool


def find(root: Node, loc: Loc) -> Found:
    """Follow a loc; parts that are not there (a missing key, a union's member) are skipped."""
    node, spot, complete = root, root.spot, True
    written: list[str | int] = []
    for part in loc:
        implied = node.implied
        if isinstance(part, int) and part < len(items_of(node)):
            node = items_of(node)[part]
            spot = node.spot
        elif isinstance(part, str) and (key := keys_of(node).get(part)):
            node, spot, implied = key.node, key.spot, key.implied
        else:
            complete = False
            continue
        if not implied:
            written.append(part)
    return Found(node, spot, tuple(written), complete)
