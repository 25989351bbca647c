"""YAML in and out; the only module that knows it.

Of YAML we take blocks, lists, text, anchors and merge keys. Text stays text: `no`, `010`,
`1:30` and `2024-01-02` are what they look like (YAML 1.1 would make other things of them).
Tags, several documents, equal keys and bombs of anchors are mistakes.
"""

import re
from collections.abc import Iterator

import msgspec
import yaml

from feedgen_news.config.mistakes import Mistake, shown
from feedgen_news.config.nodes import Key, Node, Spot

DEEPEST = 64
MOST_NODES = 100_000

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff\ufffe\uffff]")
_MERGE = "<<"


class _UnreadableError(Exception):
    """Ends the reading of a file that cannot be understood further."""

    def __init__(self, spot: Spot, message: str) -> None:
        super().__init__(message)
        self.mistake = Mistake(spot.line, spot.column, "", message)


class _Anchor(msgspec.Struct):
    """An anchored value and how many values it stands for; None while still being read."""

    node: Node | None = None
    size: int = 0


def parse(text: str) -> tuple[Node | None, list[Mistake]]:
    """The tree of a YAML text, and the mistakes in its syntax; None where there is no tree.

    Time and memory are bounded by `DEEPEST` and `MOST_NODES`, counted with anchors
    expanded, whatever the text.
    """
    composer = _Composer()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        _refuse_unsafe(text)
        return composer.document(yaml.parse(text, Loader=_Loader)), composer.mistakes
    except _UnreadableError as error:
        return None, [*composer.mistakes, error.mistake]
    except yaml.YAMLError as error:
        return None, [*composer.mistakes, _syntax_mistake(error, text)]


def to_yaml(data: dict[str, object]) -> str:
    """Plain data as YAML that `parse` reads back to the same text."""
    return str(yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100))


class _Composer:
    """Makes a tree of the parser's events, within bounds."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []
        self._anchors: dict[str, _Anchor] = {}
        self._nodes = 0

    def document(self, events: Iterator[yaml.Event]) -> Node | None:
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise _UnreadableError(_spot(event), "a second document; one file holds one")
                root = self._node(next(events), events, 0)
        return root

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        spot = _spot(event)
        self._count(1, spot)
        if depth > DEEPEST:
            raise _UnreadableError(spot, f"nested deeper than {DEEPEST} levels")
        if type(event) is yaml.ScalarEvent and event.tag is None and event.anchor is None:
            return self._scalar(event, spot)  # most of a file
        if isinstance(event, yaml.AliasEvent):
            return self._aliased(str(event.anchor), spot)
        assert isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent)
        if event.tag is not None:
            self._mistake(spot, f"the tag {shown(event.tag)}; tags are not read, remove it")
        if event.anchor is None:
            return self._value(event, events, depth)
        return self._anchored(event, events, depth)

    def _anchored(self, event: yaml.NodeEvent, events: Iterator[yaml.Event], depth: int) -> Node:
        anchor = self._anchors[str(event.anchor)] = _Anchor()
        before = self._nodes
        anchor.node = self._value(event, events, depth)
        anchor.size = self._nodes - before + 1
        return anchor.node

    def _aliased(self, name: str, spot: Spot) -> Node:
        anchor = self._anchors.get(name)
        if anchor is None:
            raise _UnreadableError(spot, f"*{name[:40]} names no anchor above it")
        if anchor.node is None:
            raise _UnreadableError(spot, f"*{name[:40]} stands inside what it repeats")
        self._count(anchor.size, spot)
        return anchor.node

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        spot = _spot(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(spot, list(self._items(events, depth)))
        if isinstance(event, yaml.MappingStartEvent):
            return Node(spot, self._keys(events, depth))
        assert isinstance(event, yaml.ScalarEvent)
        return self._scalar(event, spot)

    def _scalar(self, event: yaml.ScalarEvent, spot: Spot) -> Node:
        written_without_quotes = event.implicit[0]
        if event.value == "" and written_without_quotes:
            return Node(spot, None)
        if _UNSAFE.search(event.value):
            self._mistake(spot, "an escape for a control character; remove it")
        return Node(spot, event.value)

    def _items(self, events: Iterator[yaml.Event], depth: int) -> Iterator[Node]:
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            yield self._node(event, events, depth + 1)

    def _keys(self, events: Iterator[yaml.Event], depth: int) -> dict[str, Key]:
        keys: dict[str, Key] = {}
        merged: list[Node] = []
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            name = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if name.value == _MERGE:
                merged.append(value)
            else:
                self._add(keys, name, Key(_spot(event), value))
        for node in merged:
            self._merge(keys, node)
        return keys

    def _add(self, keys: dict[str, Key], name: Node, key: Key) -> None:
        if not isinstance(name.value, str):
            self._mistake(key.spot, f"{name.kind} as a key; a key is text")
        elif name.value in keys:
            first = keys[name.value].spot.line
            self._mistake(key.spot, f"{shown(name.value)} is given twice, first in line {first}")
        else:
            keys[name.value] = key

    def _merge(self, keys: dict[str, Key], node: Node) -> None:
        """Add what is not given directly (YAML merge keys); of a list, the first wins."""
        for part in node.value if isinstance(node.value, list) else [node]:
            if not isinstance(part.value, dict):
                self._mistake(part.spot, f"<< needs a block of keys, not {part.kind}")
                continue
            for name, key in part.value.items():
                keys.setdefault(name, key)

    def _count(self, nodes: int, spot: Spot) -> None:
        self._nodes += nodes
        if self._nodes > MOST_NODES:
            raise _UnreadableError(spot, f"more than {MOST_NODES:,} values, with anchors expanded")

    def _mistake(self, spot: Spot, message: str) -> None:
        self.mistakes.append(Mistake(spot.line, spot.column, "", message))


def _spot(event: yaml.Event) -> Spot:
    mark = event.start_mark
    assert mark is not None
    return Spot(mark.line + 1, mark.column + 1)


def _refuse_unsafe(text: str) -> None:
    if found := _UNSAFE.search(text):
        lines = text[: found.start()].split("\n")
        spot = Spot(len(lines), len(lines[-1]) + 1)
        raise _UnreadableError(
            spot, f"the control character U+{ord(found[0]):04X}; expected plain text"
        )


def _syntax_mistake(error: yaml.YAMLError, text: str) -> Mistake:
    """The parser's complaint in the words of somebody who writes a config."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Mistake(1, 1, "", "cannot be read as YAML; expected plain text with `key: value`")
    mark, problem = error.problem_mark, error.problem or ""
    if "unexpected end of stream" in problem and error.context_mark:
        mark, message = error.context_mark, "the quotation mark here is never closed"
    elif "\t" in _indent(text, mark.line):
        message = "a tab in the indentation; indent with spaces"
    elif "mapping values are not allowed" in problem:
        message = "a second ': ' in this line; put the text in quotes"
    else:
        message = f"no YAML from here on ({problem}); check indentation, quotes and brackets"
    return Mistake(mark.line + 1, mark.column + 1, "", message)


def _indent(text: str, line: int) -> str:
    lines = text.split("\n", line + 1)
    row = lines[line] if line < len(lines) else ""
    return row[: len(row) - len(row.lstrip())]
