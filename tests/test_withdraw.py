"""What vanishes from dumps that list all there is goes from the feeds, and comes back as it was."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli import run

Project = Callable[..., Path]
Capture = pytest.CaptureFixture[bytes]

CONFIG = """\
site: {title: Test News, url: https://feeds.example.org/}
sources:
  - {name: Wire, files: "dumps/w*", vanished: withdraw}
  - {name: Other, files: "dumps/o*"}
topics:
  everything: {title: Everything, match: all, history: true}
archive: state/archive.sqlite3
output: out
"""
KEEPING = CONFIG.replace(", vanished: withdraw", "")


def record(name: object) -> dict[str, object]:
    return {
        "url": f"https://news.example/world/story-{name}",
        "title": f"Story {name} of the town",
        "text": f"Plain words of story {name}.",
        "date": "2025-03-05T08:00:00Z",
    }


def lines(*names: object) -> str:
    return "".join(json.dumps(record(name)) + "\n" for name in names)


def build(capfdbinary: Capture, config: Path, *options: str, code: int = 0) -> dict[str, Any]:
    result = run(capfdbinary, "build", "-c", config, "--json", *options)
    assert result.code == code, result.err
    return dict(json.loads(result.out)) if result.out else {"err": result.err}


def shown(tmp_path: Path) -> dict[str, tuple[str, str]]:
    """Story → id and date of its entry in the feed."""
    items = json.loads((tmp_path / "out/everything/feed.json").read_text())["items"]
    return {item["title"].split()[1]: (item["id"], item["date_published"]) for item in items}


def in_history(tmp_path: Path) -> str:
    found = list((tmp_path / "out/everything").glob("*2025-03*.json"))
    assert len(found) == 1
    return found[0].read_text()


@pytest.fixture
def three(project: Project, capfdbinary: Capture) -> Path:
    config = project(CONFIG, w_jsonl=lines("a", "b", "c"), o_jsonl=lines("x"))
    build(capfdbinary, config)
    build(capfdbinary, config)
    return config


def test_it_goes_and_returns_with_its_id_and_date(
    three: Path, project: Project, tmp_path: Path, capfdbinary: Capture
) -> None:
    before, document = shown(tmp_path), in_history(tmp_path)
    project(CONFIG, w_jsonl=lines("a", "c"))
    build(capfdbinary, three)
    assert sorted(shown(tmp_path)) == ["a", "c", "x"]
    assert "Story b" not in in_history(tmp_path)
    status = json.loads(run(capfdbinary, "status", "-c", three, "--json").out)
    assert (status["articles"], status["withdrawn"], status["topics"]) == (4, 1, {"everything": 3})
    project(CONFIG, w_jsonl=lines("a", "b", "c"))
    told = build(capfdbinary, three)
    assert (told["outcome"]["new"], told["outcome"]["updated"]) == (0, 0)
    assert shown(tmp_path) == before
    assert in_history(tmp_path) == document


def test_one_dump_that_lists_it_is_enough(
    three: Path, project: Project, tmp_path: Path, capfdbinary: Capture
) -> None:
    project(CONFIG, w2_jsonl=lines("b"), w_jsonl=lines("a", "c"))
    build(capfdbinary, three)
    assert sorted(shown(tmp_path)) == ["a", "b", "c", "x"]
    (tmp_path / "dumps/w2.jsonl").unlink()
    build(capfdbinary, three)
    assert sorted(shown(tmp_path)) == ["a", "c", "x"]
    project(CONFIG, w2_jsonl=lines("b"))  # the very bytes that were read before
    build(capfdbinary, three)
    assert sorted(shown(tmp_path)) == ["a", "b", "c", "x"]


def test_a_source_under_another_name_withdraws_what_it_gave(
    three: Path, project: Project, tmp_path: Path, capfdbinary: Capture
) -> None:
    renamed = CONFIG.replace("name: Wire", "name: The wire")
    project(renamed)
    build(capfdbinary, three)
    project(renamed, w_jsonl=lines("a", "c"))
    build(capfdbinary, three)
    assert sorted(shown(tmp_path)) == ["a", "c", "x"]


@pytest.mark.parametrize("given_by_other", ["before", "after"])
def test_what_another_source_gives_stays(
    project: Project, tmp_path: Path, capfdbinary: Capture, given_by_other: str
) -> None:
    first, then = ("o_jsonl", "w_jsonl") if given_by_other == "before" else ("w_jsonl", "o_jsonl")
    config = project(CONFIG, w0_jsonl=lines("d"), o0_jsonl=lines("x"), **{first: lines("a", "b")})
    build(capfdbinary, config)
    project(CONFIG, **{then: lines("a", "b", "c")})
    build(capfdbinary, config)
    project(CONFIG, w_jsonl=lines("a"))
    build(capfdbinary, config)
    assert {"a", "b"} <= set(shown(tmp_path))


def test_a_dump_that_was_not_read_to_its_end_withdraws_nothing(
    three: Path, project: Project, tmp_path: Path, capfdbinary: Capture
) -> None:
    project(CONFIG, w_jsonl=lines("a", "c") + '{"url": "https://news.example/b", "title": "')
    build(capfdbinary, three, code=2)
    assert sorted(shown(tmp_path)) == ["a", "b", "c", "x"]
    project(CONFIG, w_jsonl=lines("a", "c"))
    build(capfdbinary, three)
    assert sorted(shown(tmp_path)) == ["a", "c", "x"]


def test_most_of_a_source_at_once_is_suspicious(
    project: Project, tmp_path: Path, capfdbinary: Capture
) -> None:
    config = project(CONFIG, w_jsonl=lines(*range(19)), o_jsonl=lines(0))
    build(capfdbinary, config)
    project(CONFIG, w_jsonl=lines(*range(9)))
    err = str(build(capfdbinary, config, code=2)["err"])
    assert "source 'Wire' withdrawn: 10 of its 19 articles are in none of its dumps any more" in err
    assert "--force" in err
    assert len(shown(tmp_path)) == 19
    build(capfdbinary, config, "--force")
    assert len(shown(tmp_path)) == 9


def test_most_of_a_source_may_be_listed_again(
    project: Project, tmp_path: Path, capfdbinary: Capture
) -> None:
    config = project(CONFIG, w_jsonl=lines(*range(30)), o_jsonl=lines("x"))
    build(capfdbinary, config)
    before = shown(tmp_path)
    project(CONFIG, w_jsonl=lines(0))
    build(capfdbinary, config, "--force")
    assert sorted(shown(tmp_path)) == ["0", "x"]
    project(CONFIG, w_jsonl=lines(*range(30)))
    out = run(capfdbinary, "diff", "-c", config).out
    assert "everything: 29 new, 0 changed, 0 gone" in out
    assert out.count("of the town  (listed again)") == 10
    build(capfdbinary, config)
    assert shown(tmp_path) == before


def test_explain_says_why_it_is_nowhere(
    three: Path, project: Project, capfdbinary: Capture
) -> None:
    said = "withdrawn: in no dump of its source any more"
    assert said not in run(capfdbinary, "explain", "-c", three, "Story b").out
    project(CONFIG, w_jsonl=lines("a", "c"))
    build(capfdbinary, three)
    assert said in run(capfdbinary, "explain", "-c", three, "Story b").out
    told = json.loads(run(capfdbinary, "explain", "-c", three, "Story b", "--json").out)
    (article,) = told["articles"]
    assert (article["withdrawn"], article["without_text"]) == (True, False)


def test_switched_on_later_the_dumps_are_read_again(
    project: Project, tmp_path: Path, capfdbinary: Capture
) -> None:
    config = project(KEEPING, w_jsonl=lines("a", "b", "c"), o_jsonl=lines("a"))
    build(capfdbinary, config)
    project(KEEPING, w_jsonl=lines("a", "c"))
    build(capfdbinary, config)
    assert sorted(shown(tmp_path)) == ["a", "b", "c"]
    project(CONFIG)
    assert build(capfdbinary, config)["dumps_read"] == 1
    assert sorted(shown(tmp_path)) == ["a", "c"]


def test_a_change_of_rules_does_not_bring_it_back(
    three: Path, project: Project, tmp_path: Path, capfdbinary: Capture
) -> None:
    project(CONFIG, w_jsonl=lines("a", "c"))
    build(capfdbinary, three)
    project(CONFIG.replace("archive:", "  all-of-it: {title: All, match: all}\narchive:"))
    build(capfdbinary, three)
    assert sorted(shown(tmp_path)) == ["a", "c", "x"]
