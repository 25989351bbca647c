"""Paths in the config: made absolute, and refused where a build could do harm."""

import glob
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from feedgen_news.config.mistakes import Mistake, shown
from feedgen_news.config.nodes import Key, Node, child, items_of, keys_of, text_of

ARCHIVE = ".feedgen-news/archive.sqlite3"
OUTPUT = "output"
_LAYOUT_PLACES = ("{}", "{}.yaml", "layouts/{}.yaml")
_LONGEST = 4_000


def absolute(root: Node, folder: Path) -> Node:
    """The tree with `archive`, `output`, dumps and layout files as absolute paths."""
    keys = dict(keys_of(root))
    for name, default in (("archive", ARCHIVE), ("output", OUTPUT)):
        key = keys.get(name) or Key(root.spot, Node(root.spot, default), implied=True)
        keys[name] = _with_text(key, lambda text: str(folder / _expanded(text)))
    if "sources" in keys:
        sources = keys["sources"]
        located = [_located(source, folder) for source in items_of(sources.node)]
        if located:
            node = msgspec.structs.replace(sources.node, value=located)
            keys["sources"] = msgspec.structs.replace(sources, node=node)
    return msgspec.structs.replace(root, value=keys)


def path_mistakes(root: Node, config: Path) -> Iterator[Mistake]:
    """Every reason why `output` or `archive` of an `absolute` tree may not be used."""
    output, archive = child(root, "output"), child(root, "archive")
    for name, node in (("output", output), ("archive", archive)):
        path = text_of(node)
        if node is None or path is None:
            continue
        wrong = _impossible(path) or (
            _bad_output(path, config) if name == "output" else _bad_archive(path, config)
        )
        if wrong:
            yield _at(node, name, f"{shown(path)} {wrong}")
        elif name == "archive" and _inside(path, text_of(output)):
            yield _at(node, name, f"{shown(path)} lies inside `output` and would be published")
    yield from _dumps_in_output(root, text_of(output))


def _impossible(path: str) -> str | None:
    if len(path) > _LONGEST:
        return "is too long for a path"
    try:
        Path(path).stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        return f"cannot be used: {error.strerror}"
    return None


def _bad_output(path: str, config: Path) -> str | None:
    if _inside(str(config), path):
        return "is the config's folder or one above it; name a folder of its own"
    if _inside(os.path.expanduser("~"), path):  # noqa: PTH111 (Path.home raises without a home)
        return "is or holds the home folder; name a folder of its own"
    if _exists(path) and not Path(path).is_dir():
        return "is no folder; name a folder of its own"
    return None


def _bad_archive(path: str, config: Path) -> str | None:
    if _exists(path) and not stat.S_ISREG(Path(path).stat().st_mode):
        return "is no regular file; name a file for SQLite, such as " + ARCHIVE
    if _inside(str(config), path):
        return "is the config itself; name a file of its own"
    return None


def _exists(path: str) -> bool:
    return Path(path).exists()


def _dumps_in_output(root: Node, output: str | None) -> Iterator[Mistake]:
    for number, source in enumerate(items_of(child(root, "sources"))):
        for node in items_of(child(source, "files")):
            pattern = text_of(node)
            if pattern is None or output is None:
                continue
            key = f"sources[{number}].files"
            folder = _fixed_part(pattern)
            if _inside(folder, output):
                yield _at(node, key, f"{shown(pattern)} lies inside `output`; keep dumps elsewhere")
            elif "**" in pattern and _inside(output, folder):
                yield _at(node, key, f"{shown(pattern)} would read `output` as dumps; narrow it")


def _fixed_part(pattern: str) -> str:
    """The folders of a glob before its first wildcard."""
    parts = Path(pattern).parts
    return str(Path(*parts[: _first_magic(parts)]))


def _first_magic(parts: tuple[str, ...]) -> int:
    return next((n for n, part in enumerate(parts) if glob.has_magic(part)), len(parts))


def _inside(path: str, folder: str | None) -> bool:
    """Whether the path is the folder or lies in it, symbolic links followed."""
    if folder is None:
        return False
    real, home = os.path.realpath(path), os.path.realpath(folder)
    return Path(real).is_relative_to(home)


def _located(source: Node, folder: Path) -> Node:
    keys = dict(keys_of(source))
    if "files" in keys:
        node = keys["files"].node
        base = Path(glob.escape(str(folder)))
        items = [_text(item, lambda text: str(base / _expanded(text))) for item in items_of(node)]
        if items:
            located = msgspec.structs.replace(node, value=items)
            keys["files"] = msgspec.structs.replace(keys["files"], node=located)
    if "layout" in keys:
        keys["layout"] = _with_text(keys["layout"], lambda name: _layout(name, folder))
    return msgspec.structs.replace(source, value=keys) if keys else source


def _layout(name: str, folder: Path) -> str:
    """The layout file beside the config that has this name, or else the name."""
    places = (folder / place.format(_expanded(name)) for place in _LAYOUT_PLACES)
    return next((str(p) for p in places if len(name) < 200 and p.is_file()), name)


def _expanded(text: str) -> str:
    return os.path.expanduser(text)  # noqa: PTH111 (leaves the path of an unknown user alone)


def _text(node: Node, change: Callable[[str], str]) -> Node:
    text = text_of(node)
    return node if text is None else msgspec.structs.replace(node, value=change(text))


def _with_text(key: Key, change: Callable[[str], str]) -> Key:
    return msgspec.structs.replace(key, node=_text(key.node, change))


def _at(node: Node, key: str, message: str) -> Mistake:
    return Mistake(node.spot.line, node.spot.column, key, message)
