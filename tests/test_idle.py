"""A build that has nothing to do is seen to have none; and whatever is not as it was is noticed."""

import fcntl
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from feedgen_news import idle as idling
from feedgen_news import pipeline
from feedgen_news.idle import Idle, idle, text_of
from feedgen_news.pipeline import Built
from feedgen_news.problems import Problem
from feedgen_news.stamps import Stamps
from tests.cli import EPOCH, run

NOW = datetime(2026, 3, 5, 18, tzinfo=UTC)
CONFIG = """\
site: {title: T, url: https://feeds.example/}
sources:
  - {name: Wire, files: "dumps/*.jsonl"}
  - {name: Notes, files: notes, layout: plain}
topics:
  all: {title: All, match: all}
  fresh: {title: Fresh, match: all, max_age: 2 days}
auto_topics: {from: sections, min_items: 1}
templates: templates
archive: state/a.sqlite3
"""
STATUS = """\
{"program": "feedgen-news", "outcome": "ok", "exit_code": 0, "duration": 1,
 "started": "2026-03-05T18:00:00Z",
 "finished": "2026-03-05T18:00:00Z", "sources": {"Wire": {}, "Notes": {}}}
"""
LAYOUT = "about: Ours.\n"
PAGE = '{% extends "feedgen-news/page.html" %}{% block footer %}Ours{% endblock %}'


def record(number: int, *, at: datetime = NOW - timedelta(days=1)) -> str:
    said = {
        "url": f"https://news.example/stories/{number}",
        "title": f"Story {number}",
        "text": "A story.",
        "section": "World",
        "published": at.isoformat(),
    }
    return json.dumps(said) + "\n"


def build(ground: Path, *, hours: float = 0, force: bool = False) -> Built:
    file = ground / "config.yaml"
    text = text_of(file)
    now = NOW + timedelta(hours=hours)
    (ground / "state").mkdir(exist_ok=True)
    (ground / "state" / "a.status.json").write_text(STATUS, "utf-8")
    return pipeline.build(pipeline.load(file), now=now, tell=lambda _: None, text=text, force=force)


def look(ground: Path, *, hours: float = 0, told: list[Problem] | None = None) -> Idle | None:
    tell = [].append if told is None else told.append
    return idle(text_of(ground / "config.yaml"), now=NOW + timedelta(hours=hours), tell=tell)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site that was never built; its dumps count as written long ago."""
    monkeypatch.setattr("feedgen_news.finding.dumps._SETTLED", -(10**18))
    for name in ("dumps", "notes", "templates", "templates/static"):
        (tmp_path / name).mkdir()
    (tmp_path / "config.yaml").write_text(CONFIG, "utf-8")
    (tmp_path / "dumps" / "1.jsonl").write_text(record(1), "utf-8")
    (tmp_path / "notes" / "README.md").write_text("About this folder.", "utf-8")
    (tmp_path / "notes" / "a.jsonl").write_text(record(2), "utf-8")
    (tmp_path / "templates" / "page.html").write_text(PAGE, "utf-8")
    (tmp_path / "templates" / "static" / "a.txt").write_text("a", "utf-8")
    (tmp_path / "templates" / "static" / "deep").mkdir()
    (tmp_path / "templates" / "static" / "deep" / "b.txt").write_text("b", "utf-8")
    (tmp_path / "plain.yaml").write_text(LAYOUT, "utf-8")
    return tmp_path


@pytest.fixture
def ground(bare: Path) -> Path:
    """The same, built; a build would have nothing to do."""
    build(bare)
    assert look(bare)
    return bare


def as_told(built: Built) -> bytes:
    return msgspec.json.encode(built, enc_hook=str)


def test_it_tells_what_a_build_tells_that_has_nothing_to_do(ground: Path) -> None:
    told: list[Problem] = []
    quick = look(ground, told=told)
    heard: list[Problem] = []
    config = pipeline.load(ground / "config.yaml")
    long = pipeline.build(config, now=NOW, tell=heard.append)
    assert quick
    assert as_told(quick.built) == as_told(long)
    assert (told, [problem.code for problem in told]) == (heard, ["no-dumps"])
    assert (long.dumps_unchanged, long.published.written) == (2, ())


def test_builds_after_it_are_as_if_it_had_been_one(ground: Path) -> None:
    assert look(ground, hours=1)
    assert look(ground, hours=5)
    (ground / "dumps" / "2.jsonl").write_text(record(3), "utf-8")
    assert look(ground, hours=5) is None
    assert build(ground, hours=5).outcome.new == 1
    assert look(ground, hours=5)


# --- one thing is not as it was


def put(path: str, text: str) -> Callable[[Path], None]:
    def change(ground: Path) -> None:
        (ground / path).parent.mkdir(parents=True, exist_ok=True)
        (ground / path).write_text(text, "utf-8")

    return change


def gone(path: str) -> Callable[[Path], None]:
    return lambda ground: (ground / path).unlink()


def touched(path: str) -> Callable[[Path], None]:
    return lambda ground: os.utime(ground / path, ns=(1, 1))


def as_before_but(path: str) -> Callable[[Path], None]:
    """Other bytes, and the same length and mtime."""

    def change(ground: Path) -> None:
        file = ground / path
        state, body = file.stat(), file.read_bytes()
        file.write_bytes(body[:-2] + b"~" + body[-1:])
        os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))

    return change


def copied(path: str) -> Callable[[Path], None]:
    """The same bytes and times in another file, as a restored backup has them."""

    def change(ground: Path) -> None:
        shutil.copy2(ground / path, ground / f"{path}.copy")
        (ground / f"{path}.copy").replace(ground / path)

    return change


def behind_a_link(path: str) -> Callable[[Path], None]:
    def change(ground: Path) -> None:
        (ground / path).rename(ground / f"{path}-itself")
        (ground / path).symlink_to(ground / f"{path}-itself")

    return change


def moved(path: str, to: str) -> Callable[[Path], None]:
    def change(ground: Path) -> None:
        (ground / path).rename(ground / to)

    return change


def one_after_the_other(*changes: Callable[[Path], None]) -> Callable[[Path], None]:
    def change(ground: Path) -> None:
        for each in changes:
            each(ground)

    return change


def written_in_one_tick(ground: Path) -> None:
    """The archive is changed by a program whose clock stands still."""
    path = ground / "state" / "a.sqlite3"
    state = path.stat()
    with sqlite3.connect(path) as db:
        db.execute("UPDATE state SET value = '0' WHERE name = 'articles'")
    db.close()
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], None]] = {
    "config, a comment": put("config.yaml", CONFIG + "# done\n"),
    "config, gone": gone("config.yaml"),
    "config, a folder": one_after_the_other(gone("config.yaml"), put("config.yaml/x", "")),
    "layout, edited": put("plain.yaml", LAYOUT + "# done\n"),
    "layout, gone": gone("plain.yaml"),
    "layout, another stands before it": put("plain", LAYOUT),
    "template, edited": put("templates/page.html", PAGE + " "),
    "template, new": put("templates/topic.html", '{% extends "feedgen-news/topic.html" %}'),
    "template, gone": gone("templates/page.html"),
    "template, a file that is published as it is": put("templates/static/a.txt", "b"),
    "dump, new": put("dumps/2.jsonl", record(9)),
    "dump, empty and new": put("dumps/2.jsonl", ""),
    "dump, gone": gone("dumps/1.jsonl"),
    "dump, longer": put("dumps/1.jsonl", record(1) + record(9)),
    "dump, other bytes": as_before_but("dumps/1.jsonl"),
    "dump, touched": touched("dumps/1.jsonl"),
    "dump, another file": copied("dumps/1.jsonl"),
    "dump, another name": moved("dumps/1.jsonl", "dumps/0.jsonl"),
    "dump, of another source": moved("dumps/1.jsonl", "notes/1.jsonl"),
    "feed, other bytes": put("output/all/feed.atom", "x"),
    "feed, touched": touched("output/all/feed.atom"),
    "feed, gone": gone("output/all/feed.atom"),
    "feed, another file": copied("output/all/feed.atom"),
    "feed, a link": behind_a_link("output/all/feed.atom"),
    "feed, in a folder that is a link": behind_a_link("output/all"),
    "page, in a folder deeper down that is a link": behind_a_link("output/static/deep"),
    "page, gone": gone("output/index.html"),
    "output, gone": lambda ground: shutil.rmtree(ground / "output"),
    "manifest, gone": gone("output/.feedgen-news.manifest"),
    "manifest, touched": touched("output/.feedgen-news.manifest"),
    "archive, written to": written_in_one_tick,
    "archive, touched": touched("state/a.sqlite3"),
    "archive, another file": copied("state/a.sqlite3"),
    "archive, gone": gone("state/a.sqlite3"),
    "archive, a program at work on it was killed": put("state/a.sqlite3-journal", "x"),
    "archive, a pipe": one_after_the_other(
        gone("state/a.sqlite3"), lambda ground: os.mkfifo(ground / "state/a.sqlite3")
    ),
    "lock, gone": gone("state/a.sqlite3.lock"),
    "status, gone": gone("state/a.status.json"),
    "status, of other sources": put("state/a.status.json", STATUS.replace("Notes", "Others")),
    "stamps, gone": gone("state/a.sqlite3.stamps"),
    "stamps, damaged": put("state/a.sqlite3.stamps", '{"seen": 5}'),
    "stamps, of an older version": put("state/a.sqlite3.stamps", "{}"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_noticed(ground: Path, change: str) -> None:
    CHANGES[change](ground)
    told: list[Problem] = []
    assert look(ground, told=told) is None
    assert told == []  # the build proper says it


@pytest.mark.parametrize(("hours", "expected"), [(-1, False), (0, True), (5.9, True), (6, False)])
def test_it_holds_for_the_day(ground: Path, hours: float, expected: bool) -> None:
    assert bool(look(ground, hours=hours)) == expected  # the day of the build ends after six


@pytest.mark.parametrize(
    ("at", "hours"),
    [
        (NOW + timedelta(days=1, hours=2), 2),  # held back while it is dated over a day ahead
        (NOW - timedelta(days=2) + timedelta(hours=3), 3),  # leaves the topic `fresh` then
    ],
)
def test_it_holds_until_time_alone_changes_something(
    bare: Path, at: datetime, hours: float
) -> None:
    (bare / "dumps" / "1.jsonl").write_text(record(1, at=at), "utf-8")
    build(bare)
    assert look(bare, hours=hours - 0.1)
    assert look(bare, hours=hours) is None


def test_it_holds_until_an_article_leaves_a_topic_of_a_label(bare: Path) -> None:
    text = CONFIG.replace(", max_age: 2 days", "") + "defaults: {max_age: 4 days}\n"
    (bare / "config.yaml").write_text(text.replace("match: all}", "match: all, max_age: 9 days}"))
    (bare / "dumps" / "1.jsonl").write_text(record(1, at=NOW - timedelta(days=4, hours=-3)))
    build(bare)
    assert look(bare, hours=2.9)
    assert look(bare, hours=3) is None


def test_another_program_or_home_is_noticed(ground: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(idling, "program", lambda: "another")
        assert look(ground) is None
    with monkeypatch.context() as patch:
        patch.setenv("HOME", "/home/another")
        assert look(ground) is None
    assert look(ground)


def test_a_program_is_known_by_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.py").write_text("x = 1\n", "utf-8")
    monkeypatch.setattr(idling, "_HERE", tmp_path)
    before = idling.program()
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "b.pyc").write_bytes(b"x")
    assert idling.program() == before
    (tmp_path / "a" / "b.py").write_text("x = 12\n", "utf-8")
    assert idling.program() != before


def test_a_build_at_work_is_waited_for_by_the_build_proper(ground: Path) -> None:
    with (ground / "state" / "a.sqlite3.lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert look(ground) is None
    assert look(ground)


# --- builds that leave work to the next one


def test_what_was_just_written_is_left_to_a_build(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedgen_news.finding.dumps._SETTLED", 3_600 * 10**9)
    build(bare)
    assert look(bare) is None


def test_a_build_that_could_not_read_all_leaves_work(bare: Path) -> None:
    (bare / "notes" / "a.jsonl").unlink()
    assert build(bare).dumps_unread == 1
    assert look(bare) is None


def test_a_build_that_was_forced_leaves_work(ground: Path) -> None:
    config = (
        (ground / "config.yaml").read_text("utf-8").replace("site: {", "site: {ids: per-topic, ")
    )
    (ground / "config.yaml").write_text(config, "utf-8")
    assert build(ground, force=True).suspicious
    assert look(ground) is None


def test_a_config_that_changes_while_it_is_built_leaves_work(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver = pipeline.deliver

    def edited(*values: object, **named: object) -> object:
        put("templates/page.html", PAGE + " ")(bare)
        return deliver(*values, **named)

    monkeypatch.setattr(pipeline, "deliver", edited)
    build(bare)
    assert look(bare) is None


def test_a_layout_that_stands_before_one_in_a_folder_is_noticed(bare: Path) -> None:
    text = CONFIG.replace("layout: plain", "layout: sites/plain")
    (bare / "config.yaml").write_text(text, "utf-8")
    put("layouts/sites/plain.yaml", LAYOUT)(bare)
    build(bare)
    assert look(bare)
    put("sites/plain.yaml", LAYOUT)(bare)
    assert look(bare) is None


def test_a_layout_may_be_called_as_the_folder_of_layouts(bare: Path) -> None:
    text = CONFIG.replace("layout: plain", "layout: layouts")
    (bare / "config.yaml").write_text(text, "utf-8")
    put("layouts", LAYOUT)(bare)
    build(bare)
    assert look(bare)


def test_a_config_that_was_not_what_was_loaded_leaves_work(bare: Path) -> None:
    file = bare / "config.yaml"
    config = pipeline.load(file)
    put("config.yaml", CONFIG + "# done\n")(bare)
    pipeline.build(config, now=NOW, tell=lambda _: None, text=text_of(file))
    text = msgspec.structs.replace(text_of(file), digest="another")
    pipeline.build(config, now=NOW, tell=lambda _: None, text=text)
    assert Stamps.beside(bare / "state" / "a.sqlite3").seen is None


@pytest.mark.parametrize(
    "line",
    ["archive: state/a.sqlite3", 'archive: "state/a.sqlite3"', "'archive': 'state/a.sqlite3' # x"],
)
def test_the_archive_is_found_however_it_is_written(bare: Path, line: str) -> None:
    config = CONFIG.replace("archive: state/a.sqlite3", line)
    (bare / "config.yaml").write_text(config, "utf-8")
    build(bare)
    assert look(bare)


def test_a_config_of_another_site_beside_the_same_archive_is_noticed(ground: Path) -> None:
    shutil.copy(ground / "config.yaml", ground / "other.yaml")
    assert idle(text_of(ground / "other.yaml"), now=NOW, tell=lambda _: None) is None


# --- the command


@pytest.fixture
def built_once(bare: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Path:
    config = bare / "config.yaml"
    config.write_text(CONFIG + "reports: {metrics: m.prom, feed: f.atom}\n", "utf-8")
    assert run(capfdbinary, "build", "-c", config).code == 0
    return bare


@pytest.mark.parametrize("options", [(), ("--json",), ("-q",), ("--strict",), ("--jobs", "1")])
def test_the_command_says_the_same(
    built_once: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
) -> None:
    config, status = built_once / "config.yaml", built_once / "state" / "a.status.json"
    quick = run(capfdbinary, "build", "-c", config, *options)
    reports = as_reported(status)
    with monkeypatch.context() as patch:
        patch.setattr(idling, "idle", lambda *_, **__: None)
        assert run(capfdbinary, "build", "-c", config, *options) == quick
    assert as_reported(status) == reports
    assert reports["topics"] == {"all": 2, "fresh": 2, "world": 2} or not reports["topics"]["fresh"]
    assert reports["finished"] == f"{datetime.fromtimestamp(int(EPOCH), UTC):%Y-%m-%dT%H:%M:%SZ}"


def as_reported(status: Path) -> dict[str, object]:
    return {**json.loads(status.read_bytes()), "duration": 0}


def test_the_command_builds_nothing_then(
    built_once: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def build(*_: object, **__: object) -> None:
        raise AssertionError

    config, before = built_once / "config.yaml", (built_once / "state/a.sqlite3").read_bytes()
    monkeypatch.setattr(pipeline, "build", build)
    assert run(capfdbinary, "build", "-c", config).code == 0
    assert (built_once / "state" / "a.sqlite3").read_bytes() == before
    for option in ("--full", "--force", "--dry-run"):
        with pytest.raises(AssertionError):
            run(capfdbinary, "build", "-c", config, option)


def test_a_config_that_is_a_fifo_is_refused_before_it_is_opened(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    os.mkfifo(tmp_path / "config.yaml")
    result = run(capfdbinary, "build", "-c", tmp_path / "config.yaml")
    assert result.code == 2
    assert "config.yaml: no regular file; expected a YAML file" in result.err
