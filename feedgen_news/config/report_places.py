"""Where reports go: of a config, and of one that is broken as far as that can be told."""

from pathlib import Path

from feedgen_news.built import Places
from feedgen_news.config.nodes import Node, Spot, child, text_of
from feedgen_news.config.paths import ARCHIVE, REPORTS, absolute, path_mistakes
from feedgen_news.config.reading import read_text
from feedgen_news.config.schema import Config, Reports
from feedgen_news.config.yaml_syntax import parse
from feedgen_news.problems import ConfigError


def status_beside(archive: Path) -> Path:
    """The status file where the config names none."""
    return archive.with_suffix(".status.json")


def places(config: Config) -> Places:
    """Where the reports of a config go."""
    reports: Reports = config.reports
    status = reports.status or status_beside(config.archive)
    return Places(status, reports.metrics, reports.feed)


def places_in_broken(path: Path) -> Places:
    """Where the reports of a config go that cannot be loaded, whatever it is that is wrong.

    Only paths that the file names and that are in order; a status file nobody named is taken
    where there is one already, so that a slip on the first day makes no folders.
    """
    root = _tree(path)
    wrong = {mistake.key for mistake in path_mistakes(root, path.absolute())}
    named = {
        name: Path(text)
        for name in REPORTS
        if (text := text_of(child(root, "reports", name))) and f"reports.{name}" not in wrong
    }
    usual = status_beside(Path(text_of(child(root, "archive")) or ARCHIVE))
    status = named.get("status") or (usual if _is_there(usual) else None)
    return Places(status, named.get("metrics"), named.get("feed"))


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # in a folder of somebody else's
        return False


def _tree(path: Path) -> Node:
    """What of the file is YAML; the bare defaults where nothing is."""
    empty = Node(Spot(), {})
    try:
        root, _ = parse(read_text(path))
    except ConfigError:
        root = None
    tree = root if root is not None and isinstance(root.value, dict) else empty
    return absolute(tree, path.absolute().parent)
