"""Ours: the command that an operator's schedule runs, with the archive."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from peers import Course

CONFIG: Mapping[str, object] = {
    "site": {"title": "Benchmark", "url": "https://feeds.example.org/"},
    "sources": [{"name": "Wire", "files": "dumps/*.jsonl"}],
    "auto_topics": [{"from": "sections", "min_items": 1}, {"from": "tags", "min_items": 1}],
    "defaults": {"items": 50, "content": "full", "formats": ["atom", "rss"]},
    "archive": "state/archive.sqlite3",
    "output": "output",
}


def prepare(course: Course, *, config: Mapping[str, object] = CONFIG) -> None:
    dumps = course.folder / "dumps"
    dumps.mkdir()
    (dumps / "dump.jsonl").symlink_to(course.dump)  # a hard link would change when it changed
    settings(course).write_text(json.dumps(config), "utf-8")  # JSON is YAML


def settings(course: Course) -> Path:
    return course.folder / "config.yaml"


def command(course: Course, *options: str) -> list[str]:
    build = [sys.executable, "-m", "feedgen_news", "build", "--quiet"]
    return [*build, "--config", str(settings(course)), *options]
