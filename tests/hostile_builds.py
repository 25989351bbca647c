"""Hostile dumps built into a site, and all that the oracles have to say of it."""

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from feedgen_news import pipeline
from feedgen_news.config import Config
from feedgen_news.pipeline import Built
from feedgen_news.problems import REFUSED, Problem
from tests.hostile import Hostile
from tests.hostile_oracles import faults_of_folder, faults_of_places, places

CONFIG = {
    "site": {"title": "Hostile", "url": "https://feeds.example.org/", "feed_menu": True},
    "sources": [{"name": "everybody", "files": "dumps/*"}],
    "topics": {
        "everything": {"match": "all", "items": 1000, "history": True, "max_bytes": 5_000_000}
    },
    "auto_topics": [{"from": "tags", "min_items": 1}, {"from": "sections", "min_items": 1}],
    "archive": "state/archive.sqlite3",
    "output": "output",
}


class Outcome(msgspec.Struct, frozen=True):
    """A build of hostile dumps and what is wrong with its site."""

    built: Built
    refusals: int  # as they were told
    certain: int  # records that well-formed dumps held
    faults: list[str]
    site: Path


def built_of(
    dumps: Sequence[Hostile], folder: Path, *, umask: int = 0o022, look: bool = True
) -> Outcome:
    """Build them in a folder that is made for it; `look` is whether the oracles are asked."""
    told: list[Problem] = []
    before = os.umask(umask)
    try:
        config = _written(dumps, folder)
        there = places(folder.parent)
        built = pipeline.build(config, now=datetime(2026, 1, 21, tzinfo=UTC), tell=told.append)
    finally:
        os.umask(before)
    output = config.output
    allowed = tuple(f"{folder.name}/{name}" for name in ("output", "state"))
    strays = sorted(name for name in places(folder.parent) - there if not name.startswith(allowed))
    faults = [f"{name}: created outside" for name in strays]
    if look:
        faults += [*faults_of_places(output), *faults_of_folder(output)]
    return Outcome(
        built,
        sum(problem.effect == REFUSED for problem in told),
        sum(dump.records or 0 for dump in dumps),
        faults,
        output,
    )


def _written(dumps: Sequence[Hostile], folder: Path) -> Config:
    (folder / "dumps").mkdir(parents=True)
    for dump in dumps:
        (folder / "dumps" / dump.name).write_bytes(dump.data)
    (folder / "config.yaml").write_text(json.dumps(CONFIG), "utf-8")
    return pipeline.load(folder / "config.yaml")
