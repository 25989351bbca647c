"""Old texts that nothing needs are dropped; what identifies their articles stays."""

import json
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cli import run

Project = Callable[..., Path]
Capture = pytest.CaptureFixture[bytes]

CONFIG = """\
site: {title: Test News, url: https://feeds.example.org/}
sources:
  - {name: Wire, files: "dumps/*"}
topics:
  everything: {title: Everything, match: all, items: 2}
archive: state/archive.sqlite3
output: out
keep_text: 30 days
"""


def record(number: int, **changes: object) -> str:
    said = {
        "url": f"https://news.example/world/story-{number}",
        "title": f"Story {number} of the town",
        "summary": f"Summary of {number}.",
        "text": f"Plain words of story {number}.",
        "date": f"2025-01-{number:02}T08:00:00Z",
        **changes,
    }
    return json.dumps(said) + "\n"


def build(
    capfdbinary: Capture, monkeypatch: pytest.MonkeyPatch, config: Path, day: str, *options: str
) -> dict[str, Any]:
    seconds = (date.fromisoformat(day) - date(1970, 1, 1)).days * 86_400
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(seconds))
    result = run(capfdbinary, "build", "-c", config, "--json", *options)
    assert result.code == 0, result.err
    return dict(json.loads(result.out))


def kept(tmp_path: Path) -> list[int]:
    """The stories whose text is in the archive."""
    db = sqlite3.connect(tmp_path / "state/archive.sqlite3")
    rows = db.execute("SELECT facts FROM articles ORDER BY date").fetchall()
    db.close()
    stories = [json.loads(facts) for (facts,) in rows]
    full = [one for one in stories if one["text"] or one["html"] or one["summary"]]
    assert all(one["title"] and one["keys"] for one in stories)
    return [int(one["title"].split()[1]) for one in full]


@pytest.fixture
def month(
    project: Project, capfdbinary: Capture, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., dict[str, Any]]:
    """Twelve stories on 1 February, of which the dump is gone on 2 February; then a build."""

    def run_through(config: str = CONFIG, last: str = "2025-03-10", **extra: object) -> Any:
        path = project(config, a_jsonl="".join(record(n, **extra) for n in range(1, 13)))
        build(capfdbinary, monkeypatch, path, "2025-02-01")
        (path.parent / "dumps/a.jsonl").unlink()
        project(config, b_jsonl=record(20))
        build(capfdbinary, monkeypatch, path, "2025-02-10")
        build(capfdbinary, monkeypatch, path, last)
        return path

    return run_through


@pytest.mark.survives("S12")
@pytest.mark.parametrize(
    ("config", "extra", "left"),
    [
        (CONFIG, {}, [10, 11, 12, 20]),  # twice what the feed holds
        (CONFIG.replace("keep_text: 30 days\n", ""), {}, [*range(1, 13), 20]),
        (CONFIG.replace("30 days", "40 days"), {}, [*range(1, 13), 20]),
        (CONFIG.replace("items: 2", "items: 2, history: true"), {}, [*range(1, 13), 20]),
        (CONFIG.replace("items: 2", "items: 2, max_age: 60 days"), {}, [*range(9, 13), 20]),
        (CONFIG, {"url": None}, [*range(1, 13), 20]),  # each has a page of ours
    ],
    ids=["beyond the feed", "off", "too young", "history", "max age", "pages"],
)
def test_what_is_dropped(
    month: Callable[..., Any],
    tmp_path: Path,
    config: str,
    extra: dict[str, object],
    left: list[int],
) -> None:
    month(config, **extra)
    assert kept(tmp_path) == left


def test_explain_says_that_the_text_is_gone(
    month: Callable[..., Any], capfdbinary: Capture
) -> None:
    path, said = month(), "its text was dropped to save room"
    assert said in run(capfdbinary, "explain", "-c", path, "Story 5").out
    assert said not in run(capfdbinary, "explain", "-c", path, "Story 12").out


@pytest.mark.survives("S12")
def test_nothing_that_is_published_changes(
    month: Callable[..., Any],
    project: Project,
    tmp_path: Path,
    capfdbinary: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = month()
    told = build(capfdbinary, monkeypatch, path, "2025-03-11")
    assert told["published"]["written"] == told["published"]["removed"] == []
    items = json.loads((tmp_path / "out/everything/feed.json").read_text())["items"]
    assert [item["content_html"] for item in items] == [
        "<p>Plain words of story 20.</p>",
        "<p>Plain words of story 12.</p>",
    ]


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, {"new": 0, "updated": 0, "unchanged": 1, "duplicate": 0}),
        ({"text": "Quite other words."}, {"new": 0, "updated": 1, "unchanged": 0, "duplicate": 0}),
    ],
)
def test_what_comes_again_is_recognised_and_has_its_text(
    month: Callable[..., Any],
    project: Project,
    tmp_path: Path,
    capfdbinary: Capture,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, object],
    outcome: dict[str, int],
) -> None:
    path = month()
    assert 3 not in kept(tmp_path)
    project(CONFIG, c_jsonl=record(3, **changes))
    told = build(capfdbinary, monkeypatch, path, "2025-03-11")
    assert told["outcome"] == outcome
    assert 3 in kept(tmp_path)
    titles = [
        item["title"]
        for item in json.loads((tmp_path / "out/everything/feed.json").read_text())["items"]
    ]
    assert titles == ["Story 20 of the town", "Story 12 of the town"]


def test_a_poorer_version_does_not_count_as_a_change(
    month: Callable[..., Any],
    project: Project,
    capfdbinary: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = month()
    project(CONFIG, c_jsonl=record(3, text="", summary=""))
    told = build(capfdbinary, monkeypatch, path, "2025-03-11")
    assert (told["outcome"]["updated"], told["outcome"]["unchanged"]) == (0, 1)


def test_other_rules_leave_it_where_it_is(
    month: Callable[..., Any],
    project: Project,
    capfdbinary: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = month()
    project(
        CONFIG.replace("archive:", "  plain: {title: Plain, match: {words: [plain]}}\narchive:")
    )
    build(capfdbinary, monkeypatch, path, "2025-03-11")
    status = json.loads(run(capfdbinary, "status", "-c", path, "--json").out)
    assert status["topics"] == {"everything": 13, "plain": 4}
    assert status["without_text"] == 9


def test_after_a_long_break_nothing_is_old(
    project: Project, tmp_path: Path, capfdbinary: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = project(CONFIG, a_jsonl="".join(record(n) for n in range(1, 13)))
    build(capfdbinary, monkeypatch, path, "2025-02-01")
    build(capfdbinary, monkeypatch, path, "2026-02-01")
    assert kept(tmp_path) == list(range(1, 13))
    assert "on fewer than two days" in run(capfdbinary, "vacuum", "-c", path).out
    project(CONFIG.replace("keep_text: 30 days\n", ""))
    assert "sets no `keep_text`" in run(capfdbinary, "vacuum", "-c", path).out


@pytest.mark.survives("S12", "E08")
def test_vacuum_drops_now_and_gives_the_room_back(
    project: Project, tmp_path: Path, capfdbinary: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = " ".join(f"word{n}" for n in range(4_000))
    off = CONFIG.replace("keep_text: 30 days\n", "")
    refused = '{"url": "ftp://n.example/x"}\n'
    dump = "".join(record(n, text=words) for n in range(1, 13)) + refused
    path = project(off, a_jsonl=dump)
    build(capfdbinary, monkeypatch, path, "2024-01-01")
    (tmp_path / "dumps/a.jsonl").unlink()
    project(off, b_jsonl=record(20))
    for day in ("2024-01-02", "2025-02-10", "2025-03-10"):
        build(capfdbinary, monkeypatch, path, day)
    project(CONFIG)
    done = json.loads(run(capfdbinary, "vacuum", "-c", path, "--json").out)
    archive = tmp_path / "state/archive.sqlite3"
    assert done == {
        "before": done["before"],
        "after": archive.stat().st_size,
        "slimmed": 9,
        "dumps": 1,
        "quarantined": 1,
        "kept": None,
    }
    again = json.loads(run(capfdbinary, "vacuum", "-c", path, "--json").out)
    assert (again["slimmed"], "needed by something" in again["kept"]) == (0, True)
    assert done["after"] < done["before"] - 9 * len(words)
    status = json.loads(run(capfdbinary, "status", "-c", path, "--json").out)
    assert (status["size"], status["free"]) == (done["after"], 0)
    assert not (tmp_path / "state/archive.quarantine.jsonl").exists()
    before = {p: p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    build(capfdbinary, monkeypatch, path, "2025-03-10")
    assert {p: p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()} == before
