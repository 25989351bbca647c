"""The real command line in scenarios, each build run twice."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from feedgen_news.publish import MANIFEST
from tests.cli import ROOT, run

Project = Callable[..., Path]
Capture = pytest.CaptureFixture[bytes]

CUBA = {
    "url": "https://news.example/cuba?utm_source=x",
    "title": "Havana votes",
    "text": "People in Cuba voted.",
    "published": "2024-03-29T10:00:00Z",
    "section": "World News",
}
SPORT = {
    "url": "https://news.example/sport/1",
    "title": "A match",
    "text": "It was won.",
    "published": "2024-03-28T10:00:00Z",
}


def lines(*records: object) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def built(result_out: str) -> dict[str, object]:
    found = json.loads(result_out)
    assert isinstance(found, dict)
    return found


def test_a_build_and_the_same_again(project: Project, capfdbinary: Capture) -> None:
    config = project(a_jsonl=lines(CUBA, SPORT))
    first = run(capfdbinary, "build", "-c", config)
    assert (first.code, first.err) == (0, "")
    assert "2 read: 2 new, 0 updated, 0 unchanged, 0 duplicate, 0 refused" in first.out
    out = config.parent / "out"
    before = tree(out)
    assert {"cuba/feed.atom", "cuba/feed.rss", "cuba/feed.json", "cuba/index.html"} <= set(before)
    second = run(capfdbinary, "build", "-c", config)
    assert "0 read, 1 unchanged" in second.out
    assert "0 written" in second.out
    assert tree(out) == before
    third = run(capfdbinary, "build", "-c", config, "--full")
    assert "2 read: 0 new, 0 updated, 2 unchanged, 0 duplicate, 0 refused" in third.out
    assert tree(out) == before


def test_a_build_into_an_empty_folder_gives_the_same_bytes(
    project: Project, capfdbinary: Capture
) -> None:
    config = project(a_jsonl=lines(CUBA))
    run(capfdbinary, "build", "-c", config)
    project(b_jsonl=lines(SPORT, {**CUBA, "title": "Havana has voted", "updated": "2024-03-30"}))
    run(capfdbinary, "build", "-c", config)
    incremental = {name: body for name, (body, _) in tree(config.parent / "out").items()}
    (config.parent / "out").rename(config.parent / "old")
    run(capfdbinary, "build", "-c", config)
    whole = {name: body for name, (body, _) in tree(config.parent / "out").items()}
    assert whole == incremental


@pytest.mark.survives("I08")
def test_the_names_of_dumps_do_not_matter(
    project: Project, capfdbinary: Capture, tmp_path: Path
) -> None:
    later = {**CUBA, "title": "Havana has voted", "updated": "2024-03-30"}
    trees = []
    for first, second in ((CUBA, later), (later, CUBA)):
        config = project(a_jsonl=lines(first), b_jsonl=lines(second, SPORT))
        run(capfdbinary, "build", "-c", config)
        trees.append({name: body for name, (body, _) in tree(tmp_path / "out").items()})
        (tmp_path / "out").rename(tmp_path / f"out{len(trees)}")
        (tmp_path / "state").rename(tmp_path / f"state{len(trees)}")
    assert trees[0] == trees[1]


@pytest.mark.survives("J01", "J16", "E02")
def test_a_broken_line_is_named_and_its_neighbours_are_kept(
    project: Project, capfdbinary: Capture
) -> None:
    broken = (
        lines(CUBA)
        + '{"title": "cut of\n'
        + lines({"url": "https://news.example/untitled"})
        + lines(SPORT)
    )
    config = project(a_jsonl=broken)
    result = run(capfdbinary, "build", "-c", config, "--strict", "--json")
    assert result.code == 3
    counts = built(result.out)
    assert (counts["read"], counts["refused"]) == (4, 2)
    assert counts["outcome"] == {"new": 2, "updated": 0, "unchanged": 0, "duplicate": 0}
    assert "feedgen-news: dumps/a.jsonl:2 broken-json" in result.err
    assert "feedgen-news: dumps/a.jsonl:3 no-title" in result.err
    assert run(capfdbinary, "build", "-c", config).code == 0


@pytest.mark.survives("G17")
def test_a_bad_config_touches_nothing(project: Project, capfdbinary: Capture) -> None:
    config = project(a_jsonl=lines(CUBA))
    run(capfdbinary, "build", "-c", config)
    before = tree(config.parent)
    good = config.read_text()
    config.write_text(good.replace("topics:", "topic:"))
    result = run(capfdbinary, "build", "-c", config)
    assert result.code == 2
    assert "topic: unknown key" in result.err
    config.write_text(good)
    after = tree(config.parent)
    for said in ("config.yaml", "state/archive.status.json"):  # which tells of both
        after[said] = before[said]
    assert after == before


@pytest.mark.survives("J05")
def test_integers_larger_than_those_of_the_archive_are_text(
    project: Project, capfdbinary: Capture
) -> None:
    large = 2**63
    record = dict.fromkeys("id title section tags author place language".split(), large)
    record |= {"published": large, "updated": -large - 1, "image": large, "summary": 10**30}
    config = project(a_jsonl=json.dumps({**record, "url": "https://news.example/1"}))
    config.write_text(config.read_text().replace("timezone:", "fields: {id: id}, timezone:"))
    assert run(capfdbinary, "build", "-c", config).code == 0
    feed = json.loads((config.parent / "out/everything/feed.json").read_bytes())
    (item,) = feed["items"]
    assert item["title"] == "9223372036854775808"
    assert "9223372036854775808" in item["tags"]
    assert run(capfdbinary, "build", "--full", "-c", config).code == 0
    assert feed == json.loads((config.parent / "out/everything/feed.json").read_bytes())


@pytest.mark.survives("P05")
def test_a_missing_dump_is_the_operators_business_and_the_rest_is_published(
    project: Project, capfdbinary: Capture
) -> None:
    config = project(a_jsonl=lines(CUBA))
    text = config.read_text().replace('files: "dumps/*"', 'files: ["dumps/*", "gone/*.jsonl"]')
    config.write_text(text)
    result = run(capfdbinary, "build", "-c", config)
    assert result.code == 2
    assert "gone/*.jsonl missing-dump" in result.err
    assert (config.parent / "out/cuba/feed.atom").exists()


def test_quiet_tells_only_what_needs_the_operator(project: Project, capfdbinary: Capture) -> None:
    config = project(
        a_jsonl=lines(CUBA) + "{broken}\n" + lines(SPORT), b_txt=b"\x89PNG\r\n\x1a\n\0\0"
    )
    result = run(capfdbinary, "build", "-q", "-c", config)
    assert result.code == 2
    assert "unknown-format" in result.err
    assert "broken-json" not in result.err


def test_many_findings_of_one_kind_are_counted(project: Project, capfdbinary: Capture) -> None:
    config = project(a_jsonl=lines(CUBA) + "{broken}\n" * 30 + lines(SPORT))
    result = run(capfdbinary, "build", "-c", config)
    assert result.err.count("a.jsonl:") == 5
    assert "broken-json: 30 in all" in result.err


def test_an_extra_that_many_dumps_miss_is_named_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: Capture
) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    for number in range(4):
        (tmp_path / f"{number}.jsonl.zst").write_bytes(b"\x28\xb5\x2f\xfd" + bytes(20))
    result = run(capfdbinary, "read", tmp_path)
    assert result.code == 2
    assert result.err.count("feedgen-news[zstd]") == 1
    assert "missing-extra: 4 in all" in result.err


@pytest.mark.survives("G09")
def test_suspicious_emptiness_publishes_nothing(project: Project, capfdbinary: Capture) -> None:
    config = project(a_jsonl=lines(CUBA))
    run(capfdbinary, "build", "-c", config)
    before = tree(config.parent / "out")
    (config.parent / "dumps/a.jsonl").unlink()
    gone = run(capfdbinary, "build", "-c", config)
    assert gone.code == 2
    assert "had 1 articles and now gives none" in gone.err
    assert "--force" in gone.err
    project(a_jsonl=lines(CUBA))
    good = config.read_text()
    config.write_text(
        good.replace("  cuba: {title", "  kuba: {title").replace("  everything", "  all")
    )
    renamed = run(capfdbinary, "build", "-c", config)
    assert renamed.code == 2
    assert "every topic published before" in renamed.err
    assert tree(config.parent / "out") == before
    forced = run(capfdbinary, "build", "-c", config, "--force")
    assert forced.code == 0
    assert (config.parent / "out/kuba/feed.atom").exists()
    assert "has ended" in (config.parent / "out/cuba/feed.atom").read_text()


def test_feeds_without_their_archive_are_suspicious(project: Project, capfdbinary: Capture) -> None:
    config = project(a_jsonl=lines(CUBA))
    run(capfdbinary, "build", "-c", config)
    (config.parent / "state/archive.sqlite3").unlink()
    result = run(capfdbinary, "build", "-c", config)
    assert result.code == 2
    assert "no archive, but" in result.err
    for path in (config.parent / "out").iterdir():
        shutil.rmtree(path) if path.is_dir() else path.name.startswith(".") or path.unlink()
    assert run(capfdbinary, "build", "-c", config).code == 0  # the manifest alone says nothing
    (config.parent / "state/archive.sqlite3").unlink()
    assert run(capfdbinary, "build", "-c", config, "--force").code == 0


def test_rules_changed_and_no_dump_read_again(project: Project, capfdbinary: Capture) -> None:
    config = project(a_jsonl=lines(CUBA, SPORT))
    run(capfdbinary, "build", "-c", config)
    config.write_text(config.read_text().replace("words: [Cuba, Havana]", "words: [won]"))
    result = run(capfdbinary, "build", "-c", config)
    assert "0 read, 1 unchanged" in result.out
    feed = (config.parent / "out/cuba/feed.atom").read_text()
    assert "A match" in feed
    assert "Havana votes" not in feed


def test_other_settings_read_the_dump_again(project: Project, capfdbinary: Capture) -> None:
    config = project(a_jsonl=lines({**CUBA, "published": "2024-03-29 10:00"}))
    run(capfdbinary, "build", "-c", config)
    assert "2024-03-29T07:00:00Z" in (config.parent / "out/cuba/feed.atom").read_text()
    config.write_text(config.read_text().replace("Asia/Riyadh", "America/Havana"))
    run(capfdbinary, "build", "-c", config)
    assert "2024-03-29T14:00:00Z" in (config.parent / "out/cuba/feed.atom").read_text()


@pytest.mark.survives("F06")
def test_the_address_of_an_automatic_topic_stays_its_own(
    project: Project, capfdbinary: Capture
) -> None:
    config = project(a_jsonl=lines({**SPORT, "section": "Derby"}))
    rules = "auto_topics: [{from: tags, min_items: 1}, {from: sections, min_items: 1}]\n"
    config.write_text(config.read_text() + rules)
    run(capfdbinary, "build", "-c", config)
    project(config.read_text(), b_jsonl=lines({**CUBA, "tags": ["Derby"]}))
    run(capfdbinary, "build", "-c", config)
    assert "A match" in (config.parent / "out/derby/feed.atom").read_text()
    assert "Havana votes" in (config.parent / "out/derby-tag/feed.atom").read_text()


def test_our_own_feeds_are_no_dumps(project: Project, capfdbinary: Capture) -> None:
    config = project(a_jsonl=lines(CUBA))
    config.write_text(config.read_text().replace('"dumps/*"', '["dumps/*", "*/*/feed.json"]'))
    run(capfdbinary, "build", "-c", config)
    again = run(capfdbinary, "build", "-c", config)
    assert "0 read, 1 unchanged, 0 not read" in again.out


def test_a_dry_run_leaves_no_trace(project: Project, capfdbinary: Capture) -> None:
    config = project(a_jsonl=lines(CUBA))
    before = tree(config.parent)
    result = run(capfdbinary, "build", "-c", config, "--dry-run")
    assert result.code == 0
    assert "to write" in result.out
    assert tree(config.parent) == before


@pytest.mark.survives("I07")
def test_ids_outlive_a_move_of_the_site(project: Project, capfdbinary: Capture) -> None:
    config = project(a_jsonl=lines(CUBA))
    run(capfdbinary, "build", "-c", config)

    def ids() -> list[str]:
        text = (config.parent / "out/cuba/feed.atom").read_text()
        return [part.split("</id>")[0] for part in text.split("<id>")[1:]]

    before = ids()
    assert len(before) == 3  # of the feed, of its entry, of where the entry comes from
    config.write_text(config.read_text().replace("feeds.example.org", "new.example.com"))
    run(capfdbinary, "build", "-c", config)
    assert ids() == before


@pytest.mark.survives("I09")
def test_an_article_that_changed_its_topic_leaves_the_old_one(
    project: Project, capfdbinary: Capture
) -> None:
    config = project(a_jsonl=lines(CUBA))
    run(capfdbinary, "build", "-c", config)
    project(
        b_jsonl=lines(
            {**CUBA, "title": "People vote", "text": "They voted.", "updated": "2024-04-01"}
        )
    )
    run(capfdbinary, "build", "-c", config)
    out = config.parent / "out"
    assert "<entry" not in (out / "cuba/feed.atom").read_text()
    assert "People vote" in (out / "everything/feed.atom").read_text()
    assert run(capfdbinary, "check", out).code == 0


def test_check_names_faults_and_says_3(project: Project, capfdbinary: Capture) -> None:
    config = project(a_jsonl=lines(CUBA))
    run(capfdbinary, "build", "-c", config)
    clean = run(capfdbinary, "check", "-c", config)
    assert clean.code == 0, clean.out
    feed = config.parent / "out/cuba/feed.atom"
    feed.write_text(feed.read_text().replace("<updated>", "<updated>x"))
    broken = run(capfdbinary, "check", "-c", config)
    assert broken.code == 3
    assert "cuba/feed.atom" in broken.out


def test_explain_says_why(project: Project, capfdbinary: Capture) -> None:
    config = project(a_jsonl=lines(CUBA, SPORT) + "{broken\n")
    run(capfdbinary, "build", "-c", config)
    found = run(capfdbinary, "explain", "Havana", "-c", config)
    assert found.code == 0
    assert "earned by the word 'Havana'" in found.out
    assert "in        cuba" in found.out
    by_url = run(capfdbinary, "explain", "https://news.example/sport/1", "-c", config, "--json")
    assert json.loads(by_url.out)["articles"][0]["topics"] == ["everything"]
    refused = run(capfdbinary, "explain", "a.jsonl:3", "-c", config)
    assert "broken-json" in refused.out
    unknown = run(capfdbinary, "explain", "nothing like it", "-c", config)
    assert (unknown.code, unknown.out) == (2, "")


def test_topics_shows_coverage_and_what_maps_to_nothing(
    project: Project, capfdbinary: Capture
) -> None:
    config = project(a_jsonl=lines(CUBA, {**SPORT, "section": "Football", "tags": ["Derby"]}))
    config.write_text(config.read_text().replace("{tags: [cuba]}", "{tags: [cuba, derby]}"))
    run(capfdbinary, "build", "-c", config)
    coverage = json.loads(run(capfdbinary, "topics", "-c", config, "--json").out)
    assert coverage["topics"] == {"cuba": 2, "everything": 2}
    assert coverage["unmapped_sections"] == {"Football": 1}
    assert coverage["unmapped_tags"] == {}  # a topic asks for it by name
    assert "Football" in run(capfdbinary, "topics", "-c", config).out


def test_config_shows_effective_values_and_the_schema(
    project: Project, capfdbinary: Capture
) -> None:
    config = project()
    assert "items: 50" in run(capfdbinary, "config", "-c", config).out
    assert (
        json.loads(run(capfdbinary, "config", "-c", config, "--json").out)["site"]["title"]
        == "Test News"
    )
    assert json.loads(run(capfdbinary, "config", "--schema").out)["$schema"].endswith(
        "2020-12/schema"
    )


def test_status_before_and_after_a_build(project: Project, capfdbinary: Capture) -> None:
    config = project(a_jsonl=lines(CUBA))
    early = run(capfdbinary, "status", "-c", config)
    assert early.code == 2
    assert "no archive yet" in early.err
    run(capfdbinary, "build", "-c", config)
    known = json.loads(run(capfdbinary, "status", "-c", config, "--json").out)
    assert (known["articles"], known["builds"], known["last_build"]) == (
        1,
        1,
        "2026-01-21T12:53:20Z",
    )


def test_read_prints_the_contracts_keys(project: Project, capfdbinary: Capture) -> None:
    config = project(a_jsonl=lines(CUBA))
    result = run(capfdbinary, "read", config.parent / "dumps/a.jsonl")
    article = json.loads(result.out)
    assert list(article) == [
        *("id", "url", "title", "summary", "text", "html", "authors", "published", "updated"),
        *("precision", "section", "tags", "language", "place", "images", "origin"),
    ]
    assert article["url"] == "https://news.example/cuba"
    assert article["published"] == "2024-03-29T10:00:00Z"
    assert article["origin"]["line"] == 1


def test_what_read_prints_can_be_read_again(project: Project, capfdbinary: Capture) -> None:
    config = project(a_jsonl=lines({**CUBA, "tags": ["a", "b"], "authors": ["Jane Roe", "Li Wei"]}))
    once = run(capfdbinary, "read", config.parent / "dumps/a.jsonl").out
    (config.parent / "again.jsonl").write_text(once)
    twice = run(capfdbinary, "read", config.parent / "again.jsonl").out
    first, second = json.loads(once), json.loads(twice)
    del first["origin"], second["origin"]
    assert first == second


def test_read_refuses_by_name(project: Project, capfdbinary: Capture) -> None:
    config = project(a_txt=b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    result = run(capfdbinary, "read", config.parent / "dumps/a.txt", config.parent / "none.txt")
    assert (result.code, result.out) == (2, "")
    assert "unknown-format" in result.err
    assert "missing-dump" in result.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("read", "x", "--timezone", "Mars/Olympus"),
        ("read", "x", "--layout", "nonesuch"),
        ("read", "x", "--format", "nonesuch"),
        ("read",),
        ("nonesuch",),
        ("build", "-c", "nonesuch.yaml"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_a_line(
    capfdbinary: Capture, arguments: tuple[str, ...]
) -> None:
    result = run(capfdbinary, *arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err
    assert "Traceback" not in result.err


@pytest.mark.survives("E05")
def test_the_installed_module_runs_in_a_bare_environment(project: Project) -> None:
    config = project(a_jsonl=lines({**CUBA, "title": "Łódź – “Zürich”"}))
    bare = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "ascii", "PYTHONOPTIMIZE": "2"}
    done = subprocess.run(
        [sys.executable, "-m", "feedgen_news", "build", "-c", str(config)],
        env=bare,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    closed = subprocess.run(
        f"{sys.executable} -m feedgen_news status -c {config} >&-",
        shell=True,
        env=bare,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in closed.stderr
    full = subprocess.run(
        f"{sys.executable} -m feedgen_news status -c {config} > /dev/full",
        shell=True,
        env=bare,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert full.returncode == 2
    assert "could not be printed: No space left on device" in full.stderr
    assert "Traceback" not in full.stderr
    assert (config.parent / "out" / MANIFEST).exists()


@pytest.mark.survives("T17", "F10")
def test_no_dump_commands_the_terminal(project, tmp_path, capfdbinary):
    prose = "It was opened on Friday by the mayor. It rained."
    odd = json.dumps({"art_hed\x1b[31m": "Harbour \u202eopens", "payload": {"prose": prose}})
    project(a_jsonl=(odd + "\n") * 3)
    result = run(capfdbinary, "read", tmp_path / "dumps")
    assert "art_hed" in result.err
    assert all(char.isprintable() or char == "\n" for char in result.err)
