"""Paths in the config: made absolute, and refused where a build could do harm."""

import glob
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from feedgen_news.config.mistakes import Mistake, shown
from feedgen_news.config.nodes import Key, Node, child, items_of, keys_of, text_of
from feedgen_news.config.patterns import reaches
from feedgen_news.config.places import is_of_the_system, kept_by_others, may_be_a_database, unfit
from feedgen_news.finding.storage import is_url, local_path

ARCHIVE = ".feedgen-news/archive.sqlite3"
OUTPUT = "output"
REPORTS = ("status", "metrics", "feed")
_BESIDE = (".status.json", ".quarantine.jsonl")  # the archive, of the same stem
_LAYOUT_PLACES = ("{}", "{}.yaml", "layouts/{}.yaml")
_SQLITE_MEANS_MEMORY = (":memory:", "file:")


def absolute(root: Node, folder: Path) -> Node:
    """The tree with `archive`, `output`, `templates`, dumps and layouts as absolute paths.

    What cannot be a path stays as it is written, for `path_mistakes` to tell.
    """
    keys = dict(keys_of(root))
    for name, default in (("archive", ARCHIVE), ("output", OUTPUT)):
        key = keys.get(name) or Key(root.spot, Node(root.spot, default), implied=True)
        keys[name] = _with_text(key, lambda text: _joined(folder, text))
    if "templates" in keys:
        keys["templates"] = _with_text(keys["templates"], lambda text: _joined(folder, text))
    if "reports" in keys:
        keys["reports"] = _reports(keys["reports"], folder)
    if "sources" in keys:
        sources = keys["sources"]
        located = [_located(source, folder) for source in items_of(sources.node)]
        if located:
            node = msgspec.structs.replace(sources.node, value=located)
            keys["sources"] = msgspec.structs.replace(sources, node=node)
    return msgspec.structs.replace(root, value=keys)


def _reports(key: Key, folder: Path) -> Key:
    files = dict(keys_of(key.node))
    for name in {*files} & {*REPORTS}:
        files[name] = _with_text(files[name], lambda text: _joined(folder, text))
    node = msgspec.structs.replace(key.node, value=files) if files else key.node
    return msgspec.structs.replace(key, node=node)


def path_mistakes(root: Node, config: Path) -> Iterator[Mistake]:
    """Every reason why a path of an `absolute` tree may not be used; none is written to."""
    output, archive = child(root, "output"), child(root, "archive")
    yield from _wrong("output", output, lambda path: _bad_output(path, config))
    yield from _wrong("archive", archive, lambda path: _bad_archive(path, config))
    published, kept = _fit(output), _fit(archive)
    yield from _wrong("templates", child(root, "templates"), lambda p: _bad_templates(p, published))
    reports: list[str] = []
    named = child(root, "reports")
    taken = _taken(kept, has_status=child(named, "status") is not None)
    for name in REPORTS:
        node = child(named, name)
        judge_report = lambda path: _bad_report(path, published, config, taken)  # noqa: E731
        yield from _wrong(f"reports.{name}", node, judge_report)
        if path := _fit(node):
            reports.append(path)
            taken.setdefault(os.path.realpath(path), f"`reports.{name}`")
    if archive and kept and published and _inside(kept, published):
        yield _at(archive, "archive", f"{shown(kept)} lies inside `output` and would be published")
    for number, source in enumerate(items_of(child(root, "sources"))):
        for node in items_of(child(source, "files")):
            if is_url(text_of(node) or ""):
                continue
            judge = lambda pattern: _bad_dumps(pattern, published, kept, reports)  # noqa: E731
            yield from _wrong(f"sources[{number}].files", node, judge)


def _wrong(key: str, node: Node | None, judge: Callable[[str], str | None]) -> Iterator[Mistake]:
    path = text_of(node)
    if node is None or path is None:
        return
    try:
        wrong = unfit(path) or judge(path)
    except OSError as error:
        wrong = f"cannot be used: {error.strerror}"
    if wrong:
        yield _at(node, key, f"{shown(path)} {wrong}")


def _bad_output(path: str, config: Path) -> str | None:
    if _inside(str(config), path):
        return "is the config's folder or one above it; name a folder of its own"
    if _inside(os.path.expanduser("~"), path):  # noqa: PTH111 (Path.home raises without a home)
        return "is or holds the home folder; name a folder of its own"
    if is_of_the_system(path):
        return "belongs to the system; name a folder of its own, such as /var/www/feeds"
    if (mode := _mode(path)) is not None and not stat.S_ISDIR(mode):
        return "is no folder; name a folder of its own"
    owner = kept_by_others(path)
    return f"is {owner}; name a folder of its own" if owner else None


def _taken(archive: str | None, *, has_status: bool) -> dict[str, str]:
    """Files that are no report's, or the status's where none is named, and what they are."""
    if not archive or not Path(archive).name:
        return {}
    status, quarantine = (os.path.realpath(Path(archive).with_suffix(end)) for end in _BESIDE)
    taken = {os.path.realpath(archive): "the archive", quarantine: "the quarantine"}
    return taken if has_status else {**taken, status: "the status file"}


def _bad_report(
    path: str, published: str | None, config: Path, taken: dict[str, str]
) -> str | None:
    if published and _inside(path, published):
        return "lies inside `output` and would be published"
    real = os.path.realpath(path)
    owner = "the config" if real == os.path.realpath(config) else taken.get(real)
    if owner:
        return f"is {owner}; name a file of its own"
    if is_of_the_system(path):
        return "belongs to the system; name a file elsewhere"
    return "is a folder; name a file in it" if Path(path).is_dir() else None


def _bad_archive(path: str, config: Path) -> str | None:
    if is_of_the_system(path):
        return "belongs to the system; name a file elsewhere, such as " + ARCHIVE
    mode = _mode(path)
    if path.endswith("/") or (mode is not None and not stat.S_ISREG(mode)):
        return "is no regular file; name a file for SQLite, such as " + ARCHIVE
    if Path(path).name.startswith(_SQLITE_MEANS_MEMORY):
        return "means no file to SQLite; name a file, such as " + ARCHIVE
    if _inside(str(config), path):
        return "is the config itself; name a file of its own"
    if mode is not None and not (may_be_a_database(path) or _was_ours(Path(path))):
        return "is no SQLite database; name a file of its own, or move this one away"
    return None


def _was_ours(archive: Path) -> bool:
    """Whether a build left beside it what it leaves beside archives: this one is damaged."""
    traces = (archive.with_name(archive.name + ".lock"), *map(archive.with_suffix, _BESIDE))
    return any(os.path.lexists(path) for path in traces)


def _bad_templates(path: str, output: str | None) -> str | None:
    if (mode := _mode(path)) is None or not stat.S_ISDIR(mode):
        return "is no folder; name the folder that holds your templates"
    if output and _inside(path, output):
        return "lies inside `output`; keep templates elsewhere"
    return None


def _mode(path: str) -> int | None:
    """What kind of thing stands there, None for nothing; raises OSError where none can."""
    try:
        return Path(path).stat().st_mode
    except FileNotFoundError:
        return None


def _bad_dumps(
    pattern: str, output: str | None, archive: str | None, reports: list[str]
) -> str | None:
    folder = _fixed_part(pattern)
    if output and _inside(folder, output):
        return "lies inside `output`; keep dumps elsewhere"
    if output and "**" in pattern and _inside(output, folder):
        return "would read `output` as dumps; narrow it"
    if archive and _reads(pattern, archive):
        return "would read `archive` as a dump; keep the archive elsewhere, or narrow it"
    named = archive and Path(archive).name
    ours = [Path(archive).with_suffix(end) for end in _BESIDE] if archive and named else []
    if any(_reads(pattern, str(path)) for path in (*ours, *reports)):
        return "would read as dumps what a build writes beside `archive` or for `reports`"
    return None


def _reads(pattern: str, path: str) -> bool:
    """Whether the glob names the path or a folder it lies in, links before it followed."""
    folder = _fixed_part(pattern)
    rest = Path(pattern).relative_to(folder)
    real = Path(glob.escape(os.path.realpath(folder))) / rest
    return reaches(str(real), os.path.realpath(path))


def _fit(node: Node | None) -> str | None:
    path = text_of(node)
    return None if path is None or unfit(path) else path


def _fixed_part(pattern: str) -> str:
    """The folders of a glob before its first wildcard."""
    parts = Path(pattern).parts
    return str(Path(*parts[: _first_magic(parts)]))


def _first_magic(parts: tuple[str, ...]) -> int:
    return next((n for n, part in enumerate(parts) if glob.has_magic(part)), len(parts))


def _inside(path: str, folder: str) -> bool:
    """Whether the path is the folder or lies in it, symbolic links followed."""
    real, home = os.path.realpath(path), os.path.realpath(folder)
    return Path(real).is_relative_to(home)


def _located(source: Node, folder: Path) -> Node:
    keys = dict(keys_of(source))
    if "files" in keys:
        node = keys["files"].node
        base = Path(glob.escape(str(folder)))
        items = [_text(item, lambda text: _dumps(base, text)) for item in items_of(node)]
        if items:
            located = msgspec.structs.replace(node, value=items)
            keys["files"] = msgspec.structs.replace(keys["files"], node=located)
    if "layout" in keys:
        keys["layout"] = _with_text(keys["layout"], lambda name: _layout(name, folder))
    return msgspec.structs.replace(source, value=keys) if keys else source


def layout_places(name: str, folder: Path) -> list[Path]:
    """Where a layout of this name, or with a file of its own, is looked for beside the config."""
    path = Path(name)
    below = str(path.relative_to(folder)) if path.is_relative_to(folder) else name
    stem = os.path.splitext(below)[0]  # noqa: PTH122 (never raises)
    stems = dict.fromkeys((stem, stem.removeprefix("layouts/")))
    return [path, *(folder / place.format(stem) for stem in stems for place in _LAYOUT_PLACES)]


def _layout(name: str, folder: Path) -> str:
    """The layout file beside the config that has this name, or else the name."""
    if unfit(name):
        return name
    places = (str(folder / place.format(_expanded(name))) for place in _LAYOUT_PLACES)
    return next((p for p in places if os.path.isfile(p)), name)  # noqa: PTH113 (never raises)


def _dumps(folder: Path, text: str) -> str:
    """The absolute path, also of what a `file://` names; any other URL is one already."""
    local = local_path(text)
    if local is None and is_url(text):
        return text
    return _joined(folder, text if local is None else local)


def _joined(folder: Path, text: str) -> str:
    """The absolute path; a slash at its end, which only a folder's path has, is kept."""
    if unfit(text):
        return text
    return str(folder / _expanded(text)) + "/" * text.endswith("/")


def _expanded(text: str) -> str:
    return os.path.expanduser(text)  # noqa: PTH111 (leaves the path of an unknown user alone)


def _text(node: Node, change: Callable[[str], str]) -> Node:
    text = text_of(node)
    return node if text is None else msgspec.structs.replace(node, value=change(text))


def _with_text(key: Key, change: Callable[[str], str]) -> Key:
    return msgspec.structs.replace(key, node=_text(key.node, change))


def _at(node: Node, key: str, message: str) -> Mistake:
    return Mistake(node.spot.line, node.spot.column, key, message)
