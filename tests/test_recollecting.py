"""The archive is lost: what the feeds still show keeps its ids and dates."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedgen_news import pipeline
from tests.test_identity_builds import text

NOW = datetime(2026, 3, 5, 18, tzinfo=UTC)
CONFIG = """\
site: {{title: Test News, url: https://feeds.example.org/}}
sources: [{{name: Wire, files: "dumps/*"}}]
topics: {{everything: {{title: Everything, match: all}}}}
defaults: {{formats: [{format}]}}
archive: archive.sqlite3
output: out
"""
OLD = "https://www.harbour.example/2026/03/about-the-bridge"
NEW = "https://www.harbour.example/news/about-the-bridge-17.html"


def build(folder: Path, *, hour: int, url: str, said: str = "bridge", force: bool = False) -> None:
    (folder / "dumps").mkdir(exist_ok=True)
    record = {"title": "What the council says of the bridge", "url": url, "text": text(said)}
    (folder / "dumps/day.jsonl").write_text(json.dumps(record), "utf-8")
    pipeline.build(
        pipeline.load(folder / "config.yaml"),
        now=NOW + timedelta(hours=hour),
        tell=lambda _: None,
        force=force,
    )


def feed(folder: Path) -> Path:
    (path,) = folder.glob("out/everything/feed.*")
    return path


@pytest.fixture(params=["atom", "json", "rss"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(CONFIG.format(format=request.param), "utf-8")
    build(tmp_path, hour=0, url=OLD)
    build(tmp_path, hour=1, url=NEW)
    return tmp_path


def entry(folder: Path) -> list[str]:
    """Its id, and all moments that the feed says."""
    said = feed(folder).read_text("utf-8")
    ids = re.findall(r"urn:uuid:[0-9a-f-]{36}", said)
    times = re.findall(r"\d\d:\d\d:\d\d", said)
    return [*sorted(set(ids)), *sorted(set(times))]


def test_an_undated_article_keeps_its_id_and_its_date(folder: Path) -> None:
    before = entry(folder)
    (folder / "archive.sqlite3").unlink()
    build(folder, hour=30, url=NEW, force=True)
    assert entry(folder) == before


def test_what_is_no_id_or_no_past_is_not_believed(folder: Path) -> None:
    before = entry(folder)
    (folder / "archive.sqlite3").unlink()
    path = feed(folder)
    data = path.read_text("utf-8").replace("2026", "2036")
    path.write_text(re.sub("urn:uuid:", "urn:evil:", data), "utf-8")
    build(folder, hour=30, url=OLD, force=True)
    assert "evil" not in feed(folder).read_text("utf-8")
    assert "2036" not in feed(folder).read_text("utf-8")
    assert entry(folder)[-1] != before[-1] or entry(folder) != before


def test_a_damaged_feed_is_no_memory_and_no_obstacle(folder: Path) -> None:
    (folder / "archive.sqlite3").unlink()
    feed(folder).write_bytes(b"<feed>{")
    build(folder, hour=30, url=OLD, force=True)
    assert "about-the-bridge" in feed(folder).read_text("utf-8")
