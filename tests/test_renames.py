"""What becomes of the addresses of topics: renamed once and again, taken away, brought back."""

import json
from pathlib import Path

import pytest

from tests.cli import run

ARTICLE = {"url": "https://news.example/a", "title": "A headline", "text": "Text.",
           "published": "2024-03-29T10:00:00Z"}  # fmt: skip
HEAD = "site: {title: T, url: 'https://feeds.example.org/'}\nsources: [{name: S, files: d.jsonl}]\n"


@pytest.fixture
def build(tmp_path: Path, capfdbinary):
    (tmp_path / "d.jsonl").write_text(json.dumps(ARTICLE) + "\n")

    def built(topics: str, *options: str):
        (tmp_path / "config.yaml").write_text(f"{HEAD}topics: {topics}\n")
        result = run(capfdbinary, "build", "-c", tmp_path / "config.yaml", *options)
        assert (result.code, result.err) == (0, "")
        return tmp_path / "output"

    return built


def headline(output: Path, slug: str) -> str:
    feed = json.loads((output / slug / "feed.json").read_bytes())
    return feed["items"][0]["title"]


def test_one_name_after_another_leads_on(build) -> None:
    build("{cc: {title: Gamma, match: all}}")
    build("{dd: {title: Delta, match: all, formerly: cc}}")
    output = build("{ee: {title: Epsilon, match: all, formerly: dd}}")
    assert headline(output, "cc") == "“Gamma” is now “Epsilon”"
    assert headline(output, "dd") == "“Delta” is now “Epsilon”"
    output = build("{ee: {title: Epsilon, match: all}}")
    assert headline(output, "cc") == "“Gamma” is now “Epsilon”"


def test_a_topic_that_comes_back_is_itself_again(build) -> None:
    build("{aa: {match: all}, bb: {match: rest}}")
    output = build("{bb: {match: all, formerly: aa}}")
    assert headline(output, "aa") == "“Aa” is now “Bb”"
    output = build("{aa: {match: all, formerly: bb}}")
    assert headline(output, "aa") == "A headline"
    assert headline(output, "bb") == "“Bb” is now “Aa”"


def test_where_the_whole_line_of_names_ended_it_says_so(build) -> None:
    build("{aa: {match: all}, zz: {match: rest}}")
    build("{bb: {match: all, formerly: aa}, zz: {match: rest}}")
    output = build("{zz: {match: all}}")
    assert [headline(output, slug) for slug in ("aa", "bb")] == [
        "“Aa” has ended",
        "“Bb” has ended",
    ]


def test_an_address_that_this_archive_never_published_leads_on_too(build) -> None:
    output = build("{bb: {match: all, formerly: aa}}")
    assert headline(output, "aa") == "“Bb” has a new address"


def test_history_switched_off_is_not_published_and_comes_back(build, monkeypatch) -> None:
    output = build("{aa: {match: all, history: true}}")
    documents = {p.name: p.read_bytes() for p in (output / "aa").glob("2*")}
    assert "2024-03.atom" in documents
    build("{aa: {match: all}}")
    assert not list((output / "aa").glob("2*"))
    assert b"prev-archive" not in (output / "aa/feed.atom").read_bytes()
    build("{aa: {match: all, history: true}}")
    assert {p.name: p.read_bytes() for p in (output / "aa").glob("2*")} == documents


def test_a_slug_that_was_published_is_not_given_to_a_label(build, tmp_path) -> None:
    (tmp_path / "d.jsonl").write_text(json.dumps(ARTICLE | {"tags": ["Alpha"]}) + "\n")
    auto = "\nauto_topics: {from: tags, min_items: 1}"
    build("{alpha: {title: Gamma, match: all}, zz: {match: rest}}")
    output = build("{zz: {match: all}}" + auto)
    assert headline(output, "alpha") == "“Gamma” has ended"
    assert headline(output, "alpha-tag") == "A headline"
    assert headline(build("{zz: {match: all}}" + auto), "alpha-tag") == "A headline"
