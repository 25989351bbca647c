"""Records that were refused lie in a file, as the dump holds them, and none is lost."""

import base64
import errno
import json
import os
from pathlib import Path

import pytest

from feedgen_news.archive import quarantine
from feedgen_news.archive.quarantine import Quarantine
from feedgen_news.model import Origin, Record
from feedgen_news.problems import ArchiveError, Problem
from tests.cli import run


def problem(raw, *, dump="a.jsonl", line=1):
    return Problem("broken-json", "odd", Origin(dump, line=line, end_line=line), raw)


def settled(path: Path, *dumps: tuple[str, list[Problem]]) -> list[dict]:
    with Quarantine(path) as edition:
        for dump, problems in dumps:
            edition.read_again("wire", dump)
            for one in problems:
                edition.add(one, source="wire", dump=dump)
        edition.settle()
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def test_a_lone_surrogate_in_a_key_ends_no_build(tmp_path, capfdbinary) -> None:
    (tmp_path / "config.yaml").write_text(
        "site: {title: T, url: 'https://feeds.example.org/'}\n"
        "sources: [{name: wire, files: dump.json}]\n"
        "topics: {all-news: all}\n"
    )
    (tmp_path / "dump.json").write_text('[{"\\uDFAA": 0}]')
    assert run(capfdbinary, "build", "-c", tmp_path / "config.yaml").code == 0
    (line,) = (tmp_path / ".feedgen-news/archive.quarantine.jsonl").read_text().splitlines()
    refused = json.loads(line)
    assert (refused["reason"], refused["raw"]) == ("not-an-article", {"\udfaa": 0})
    assert "\\udfaa" in refused["detail"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("{broken", {"raw": "{broken"}),
        ({"title": ["x", None]}, {"raw": {"title": ["x", None]}}),
        (b'{"title": "caf\xc3\xa9"', {"raw": '{"title": "café"'}),
        (b"\xff\x00", {"raw": "/wA=", "encoding": "base64"}),
        ({"n": 2**70, "s": "\ud800"}, {"raw": {"n": 2**70, "s": "\ud800"}}),
        (Record(origin=Origin("a"), title="T"), {"raw": {"origin": {"dump": "a"}, "title": "T"}}),
        (None, {"raw": None}),
    ],
)
def test_a_line_holds_the_record_as_it_is(raw, said):
    line = json.loads(quarantine.line(problem(raw), source="wire", dump="a.jsonl"))
    assert line == {
        "reason": "broken-json",
        "detail": "odd",
        "source": "wire",
        "dump": "a.jsonl",
        "origin": {"dump": "a.jsonl", "line": 1, "end_line": 1},
        **said,
    }


@pytest.mark.parametrize("raw", ["x" * (2 << 20), {"text": "x" * (2 << 20)}, b"\xff" * (2 << 20)])
def test_of_a_huge_record_the_beginning_is_kept(raw):
    line = quarantine.line(problem(raw), source="wire", dump="a.jsonl")
    said = json.loads(line)
    assert said["cut"] is True
    assert 60_000 < len(said["raw"]) < len(line) < 100_000
    if isinstance(raw, bytes):
        assert base64.b64decode(said["raw"]) == b"\xff" * (64 << 10)


def test_a_dump_read_again_replaces_its_lines_and_no_other(tmp_path):
    path = tmp_path / "q.jsonl"
    first = ("a.jsonl", [problem("a1"), problem("a2")])
    assert [one["raw"] for one in settled(path, first, ("b.jsonl", [problem("b1")]))] == [
        "a1",
        "a2",
        "b1",
    ]
    assert [one["raw"] for one in settled(path, ("a.jsonl", [problem("a3")]))] == ["b1", "a3"]
    assert [one["raw"] for one in settled(path)] == ["b1", "a3"]
    assert settled(path, ("a.jsonl", []), ("b.jsonl", [])) == []
    assert list(tmp_path.iterdir()) == []


def test_what_somebody_wrote_into_it_stays(tmp_path):
    path = tmp_path / "q.jsonl"
    settled(path, ("a.jsonl", [problem("a1")]))
    path.write_bytes(b"looked at on Monday\n" + path.read_bytes())
    edition = Quarantine(path)
    edition.read_again("wire", "a.jsonl")
    edition.settle()
    assert path.read_bytes() == b"looked at on Monday\n"


def test_a_full_file_loses_its_oldest_lines(tmp_path, monkeypatch):
    path = tmp_path / "q.jsonl"
    settled(path, ("a.jsonl", [problem("a1"), problem("a2")]))
    monkeypatch.setattr(quarantine, "MOST", 3 * (path.stat().st_size // 2))
    found = settled(path, ("b.jsonl", [problem("b1"), problem("b2")]))
    assert [one["raw"] for one in found] == ["a2", "b1", "b2"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    edition = Quarantine(tmp_path / "gone" / "q.jsonl")
    edition.read_again("wire", "a.jsonl")
    with pytest.raises(ArchiveError, match=r"q\.jsonl: No such file or directory; make room"):
        edition.add(problem("x"), source="wire", dump="a.jsonl")


@pytest.mark.survives("L01", "K01")
def test_an_edition_that_came_to_nothing_leaves_no_trace(tmp_path, monkeypatch):
    path = tmp_path / "q.jsonl"
    settled(path, ("a.jsonl", [problem("a1")]))
    before = path.read_bytes()

    def full(_):
        assert [p.name for p in tmp_path.iterdir() if p != path] == [".q.jsonl.feedgen-news.tmp"]
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(ArchiveError, match="No space left on device"):
            settled(path, ("b.jsonl", [problem("b1")]))
    (tmp_path / ".q.jsonl.feedgen-news.tmp").write_bytes(b"of a build that was killed")
    settled(path)
    assert [(p, p.read_bytes()) for p in tmp_path.iterdir()] == [(path, before)]


GOOD = '{"url": "https://n.example/a", "title": "A", "text": "Text."}\n'
NO_TITLE = '{"url": "ftp://n.example/b"}\n'


def raws(tmp_path: Path) -> list:
    lines = (tmp_path / "state" / "archive.quarantine.jsonl").read_text("utf-8").splitlines()
    return [(json.loads(line)["reason"], json.loads(line)["raw"]) for line in lines]


def test_a_build_puts_every_refused_record_there(project, tmp_path, capfdbinary):
    config = project(a_jsonl=GOOD + '{"url": 1\n' + NO_TITLE + "7\n")
    result = run(capfdbinary, "build", "-c", config)
    assert "refused   1 not-an-object, 1 no-title, 1 broken-json in " in result.out
    assert raws(tmp_path) == [
        ("broken-json", '{"url": 1'),
        ("no-title", {"url": "ftp://n.example/b"}),
        ("not-an-object", 7),
    ]
    before = (tmp_path / "state" / "archive.quarantine.jsonl").stat()
    run(capfdbinary, "build", "-c", config)
    assert (tmp_path / "state" / "archive.quarantine.jsonl").stat() == before


def test_a_dry_run_writes_none(project, tmp_path, capfdbinary):
    config = project(a_jsonl=GOOD + NO_TITLE)
    result = run(capfdbinary, "build", "-c", config, "--dry-run")
    assert "refused   1 no-title\n" in result.out
    assert not (tmp_path / "state").exists()


def test_a_failed_build_leaves_the_old_one(project, tmp_path, capfdbinary):
    config = project(a_jsonl=GOOD + NO_TITLE)
    run(capfdbinary, "build", "-c", config)
    before = raws(tmp_path)
    (tmp_path / "dumps" / "a.jsonl").write_text("{\n")
    assert run(capfdbinary, "build", "-c", config).code == 2  # had articles, has none
    assert raws(tmp_path) == before


def test_read_strict_stops_at_the_first(project, tmp_path, capfdbinary):
    project(a_jsonl=GOOD + NO_TITLE + GOOD, b_jsonl="{]")
    result = run(capfdbinary, "read", "--strict", tmp_path / "dumps")
    assert (result.code, result.out.count("\n")) == (3, 1)
    assert result.err.count("feedgen-news:") == result.err.count("no-title") + 1 == 2


@pytest.mark.parametrize(
    ("name", "good", "broken"),
    [
        ("a.jsonl", GOOD, '{"url": 1\n'),
        (
            "a.csv",
            "url,title,text\nhttps://n.example/a,A,Text.\n",
            "https://n.example/b\na,b,c,d\n",
        ),
    ],
)
def test_read_strict_gives_what_stands_above_the_first_refusal(
    tmp_path, capfdbinary, name, good, broken
):
    (tmp_path / name).write_text(good + broken, "utf-8")
    result = run(capfdbinary, "read", "--strict", tmp_path / name)
    assert result.code == 3
    assert [json.loads(line)["title"] for line in result.out.splitlines()][:1] == ["A"]


@pytest.mark.survives("I05")
def test_duplicates_are_folded_and_the_loser_named(project, tmp_path, capfdbinary):
    older = '{"url": "https://n.example/a", "title": "A", "text": "Old.", "date": "2024-01-01"}\n'
    newer = '{"url": "https://n.example/a", "title": "A", "text": "New.", "date": "2024-01-02"}\n'
    config = project(a_jsonl=older + older, b_jsonl=newer)
    result = run(capfdbinary, "build", "-c", config)
    assert "1 new, 0 updated, 0 unchanged, 2 duplicate, 0 refused" in result.out
    assert "dumps/a.jsonl:2 duplicate: the same article as dumps/a.jsonl:1" in result.err
    assert "dumps/a.jsonl:1 duplicate: the same article as dumps/b.jsonl:1" in result.err
