"""When `watch` builds: decided by tables; and the command itself, with a clock of the test's."""

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from feedgen_news import pipeline
from feedgen_news.cli import output, watching
from feedgen_news.pipeline.watching import Rest, after_build, after_look, is_time, look
from tests.cli import run

Capture = pytest.CaptureFixture[bytes]
Project = Callable[..., Path]
GOOD = '{"url": "https://n.example/%d", "title": "Havana votes %d", "text": "In Cuba.", '
GOOD += '"published": "2024-03-29T10:00:00Z"}\n'
A, B, C = {"a": (1, 1, 1)}, {"a": (2, 1, 1)}, {"a": (2, 1, 1), "b": (1, 1, 2)}


def article(number: int) -> str:
    return GOOD % (number, number)


# --- the decision

Looks = list[tuple[float, dict[str, tuple[int, int, int]]]]


def builds(looks: Looks, *, every: float | None = None, **known: Any) -> list[float]:
    """At which looks a build begins; builds take no time and go well."""
    rest, found = Rest(**known), []
    for at, seen in looks:
        rest = after_look(rest, seen, at=at)
        if is_time(rest, at=at, settle=5, every=every):
            found.append(at)
            rest = after_build(rest, began=at, well=True, due=None)
    return found


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ([(0, A), (2, A), (90, A)], [0]),  # at first, and then nothing happens
        ([(0, A), (2, B), (6, B), (7, B), (9, B)], [0, 7]),  # at rest for five seconds
        ([(0, A), (2, B), (4, C), (8, C), (9, C)], [0, 9]),  # a burst is one build
        ([(0, A), (2, B), (4, A), (99, A)], [0]),  # there and gone
        ([(0, A), (2, {}), (7, {})], [0, 7]),  # gone
        ([(t, {"a": (t, t, 1)}) for t in range(0, 600, 2)], [0]),  # written to all the time
    ],
)
def test_what_comes_to_rest_is_built(looks: Looks, expected: list[float]) -> None:
    assert builds(looks) == expected


def test_every_so_often_in_any_case() -> None:
    restless = [(float(t), {"a": (t, t, 1)}) for t in range(0, 130, 2)]
    assert builds(restless, every=60) == [0, 60, 120]


def test_what_changed_during_a_build_is_built_next() -> None:
    rest = after_look(Rest(), A, at=0)
    rest = after_build(rest, began=0, well=True, due=None)  # it took until 30
    rest = after_look(rest, B, at=30)
    assert not is_time(rest, at=30, settle=5, every=None)
    assert is_time(rest, at=35, settle=5, every=None)


def test_a_release_is_built_when_it_is_due() -> None:
    rest = after_build(after_look(Rest(), A, at=0), began=0, well=True, due=100)
    assert [t for t in (50, 99, 100) if is_time(rest, at=t, settle=5, every=None)] == [100]


@pytest.mark.parametrize(("failures", "after"), [(1, 60), (2, 120), (3, 240), (9, 3_600)])
def test_a_build_that_failed_is_tried_again_ever_later(failures: int, after: float) -> None:
    rest = after_look(Rest(), A, at=0)
    for _ in range(failures):
        rest = after_build(rest, began=0, well=False, due=None)
    assert not is_time(rest, at=after - 1, settle=5, every=None)
    assert is_time(rest, at=after, settle=5, every=None)
    assert after_build(rest, began=0, well=True, due=None).failures == 0


# --- the look


def test_a_look_sees_what_a_build_would_read(project: Project) -> None:
    config_file = project(a_jsonl=article(1))
    folder = config_file.parent
    config = pipeline.load(config_file)

    def names() -> set[str]:
        return {Path(path).relative_to(folder).as_posix() for path in look(config, config_file)}

    assert names() == {"config.yaml", "dumps/a.jsonl"}
    (folder / "dumps/.b.jsonl.part").write_text("x")
    assert names() == {"config.yaml", "dumps/a.jsonl"}
    (folder / "dumps/.b.jsonl.part").rename(folder / "dumps/b.jsonl")
    assert names() == {"config.yaml", "dumps/a.jsonl", "dumps/b.jsonl"}
    (folder / "dumps/a.jsonl").unlink()
    assert names() == {"config.yaml", "dumps/b.jsonl"}


@pytest.mark.parametrize("how", ["longer", "newer", "replaced"])
def test_a_look_tells_changes(project: Project, how: str) -> None:
    config_file = project(a_jsonl=article(1))
    config, dump = pipeline.load(config_file), config_file.parent / "dumps/a.jsonl"
    before = look(config, config_file)
    assert look(config, config_file) == before
    stamp = dump.stat().st_mtime_ns
    if how == "longer":
        dump.write_text(article(1) * 2)
        os.utime(dump, ns=(stamp, stamp))
    elif how == "newer":
        os.utime(dump, ns=(stamp + 1, stamp + 1))
    else:
        other = dump.with_name(".new")
        other.write_text(article(2))
        os.utime(other, ns=(stamp, stamp))
        other.replace(dump)
    assert look(config, config_file) != before


# --- the command


class Ended(BaseException):
    """Ends a watch, as a signal would."""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time as `watch` sees it; waiting moves it."""
    now = [1_000.0]
    monkeypatch.setattr(watching.time, "monotonic", lambda: now[0])
    return now


def watched(
    config_file: Path, capture: Capture, clock: list[float], *acts: Callable[[], object] | None
) -> list[str]:
    """What `watch` says; between two looks, which are 2 seconds apart, one act happens."""
    left: Iterator[Callable[[], object] | None] = iter(acts)

    def wait(seconds: float) -> None:
        clock[0] += seconds
        try:
            act = next(left)
        except StopIteration:
            raise Ended from None
        if act:
            act()

    config = pipeline.load(config_file)
    options = {"settle": 5.0, "poll": 2.0, "every": None, "ping": False}
    with pytest.raises(Ended):
        watching.run(config, config_file, wait=wait, **options)  # type: ignore[arg-type]
    return capture.readouterr().err.decode().splitlines()


def test_a_watch_builds_once_for_each_burst(
    project: Project, capfdbinary: Capture, clock: list[float]
) -> None:
    config = project(a_jsonl=article(1))
    dumps = config.parent / "dumps"
    said = watched(
        config,
        capfdbinary,
        clock,
        lambda: (dumps / "b.jsonl").write_text(article(2)[:20]),
        lambda: (dumps / "b.jsonl").write_text(article(2)),
        *[None] * 20,
    )
    assert len(said) == 2
    assert "built: 1 new, 0 updated, 0 refused; " in said[0]
    assert "built: 1 new, 0 updated, 0 refused; " in said[1]


def test_a_failing_build_does_not_end_it(
    project: Project, capfdbinary: Capture, clock: list[float]
) -> None:
    config = project(a_jsonl=article(1))
    dump = config.parent / "dumps/a.jsonl"
    said = watched(
        config,
        capfdbinary,
        clock,
        lambda: dump.write_text(""),
        *[None] * 9,
        lambda: dump.write_text(article(1) + article(2)),
        *[None] * 9,
    )
    assert any("nothing was published" in line for line in said)
    assert "built: 1 new" in said[-1]
    status = json.loads((config.parent / "state/archive.status.json").read_bytes())
    assert status["outcome"] == "ok"


def test_a_bug_does_not_end_it(
    project: Project, capfdbinary: Capture, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = project(a_jsonl=article(1))
    real, calls = pipeline.build, []

    def build(*arguments: object, **options: object) -> object:
        calls.append(1)
        return 1 // 0 if len(calls) == 1 else real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "build", build)
    said = watched(config, capfdbinary, clock, *[None] * 40)
    assert any("ZeroDivisionError" in line for line in said)
    assert "built: 1 new" in said[-1]


def test_an_edited_config_is_taken_and_a_broken_one_is_not(
    project: Project, capfdbinary: Capture, clock: list[float]
) -> None:
    config = project(a_jsonl=article(1))
    text = config.read_text()
    out = config.parent / "out"
    seen: list[bool] = []
    said = watched(
        config,
        capfdbinary,
        clock,
        lambda: config.write_text(text + "colour: red\n"),
        *[None] * 9,
        lambda: seen.append((out / "everything/feed.atom").exists()),
        lambda: config.write_text(text.replace("  everything:", "  all-of-it:")),
        *[None] * 9,
    )
    assert any("colour: unknown key" in line for line in said)
    assert any("the config of before stays in force" in line for line in said)
    assert seen == [True]
    assert (out / "all-of-it/feed.atom").exists()


REPORTS = "reports: {status: r/s.json, metrics: r/m.prom, feed: r/f.atom}\n"


def test_a_broken_config_is_reported_until_it_is_mended(
    project: Project, capfdbinary: Capture, clock: list[float]
) -> None:
    config = project(a_jsonl=article(1))
    config.write_text(good := config.read_text() + REPORTS)
    reports, dumps = config.parent / "r", config.parent / "dumps"
    seen: list[tuple[object, ...]] = []

    def note() -> None:
        status = json.loads((reports / "s.json").read_bytes())
        metrics = (reports / "m.prom").read_text()
        told = re.findall(r"<title>(well again|config)", (reports / "f.atom").read_text())
        value = re.search(r'outcome="config"} ([01])', metrics)
        assert value
        seen.append((status["outcome"], status["exit_code"], int(value[1]), told))

    said = watched(
        config,
        capfdbinary,
        clock,
        lambda: config.write_text(good + "colour: red\n"),
        *[None] * 5,
        note,
        lambda: (dumps / "b.jsonl").write_text(article(2)),  # is built by the config of before
        *[None] * 5,
        note,
        lambda: config.write_text(good),
        *[None] * 5,
        note,
    )
    assert seen == [
        ("config", 2, 1, ["config"]),
        ("config", 2, 1, ["config"]),
        ("ok", 0, 0, ["well again", "config"]),
    ]
    assert sum("colour: unknown key" in line for line in said) == 1
    assert sum("built: 1 new" in line for line in said) == 2


def test_a_watch_that_begins_with_a_broken_config_reports_it(
    project: Project, capfdbinary: Capture
) -> None:
    config = project(a_jsonl=article(1))
    config.write_text(config.read_text() + REPORTS + "colour: red\n")
    assert run(capfdbinary, "watch", "-c", config).code == 2
    assert json.loads((config.parent / "r/s.json").read_bytes())["outcome"] == "config"


def test_what_is_held_back_comes_when_it_is_due(
    project: Project, capfdbinary: Capture, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Due in 10,000 seconds, less the day ahead that readers bear."""
    at = "2026-01-22T15:40:00Z"
    config = project(a_jsonl=article(1) + article(2).replace("2024-03-29T10:00:00Z", at))
    feed = config.parent / "out/everything/feed.json"
    held: list[int] = []

    def pass_time(seconds: int) -> Callable[[], None]:
        def act() -> None:
            clock[0] += seconds
            epoch = int(os.environ["SOURCE_DATE_EPOCH"])
            monkeypatch.setenv("SOURCE_DATE_EPOCH", str(epoch + seconds))
            held.append(len(json.loads(feed.read_bytes())["items"]))

        return act

    said = watched(config, capfdbinary, clock, pass_time(9_000), None, pass_time(1_010), None)
    assert held == [1, 1]
    assert len(json.loads(feed.read_bytes())["items"]) == 2
    assert sum("built: " in line for line in said) == 2


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (SystemExit(143), 143)])
def test_signals_end_it(
    project: Project,
    capfdbinary: Capture,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
) -> None:
    def sleep(_: float) -> None:
        raise error

    monkeypatch.setattr(watching.time, "sleep", sleep)
    config = project(a_jsonl=article(1))
    result = run(capfdbinary, "watch", "-c", config)
    assert result.code == code
    assert result.out == ""
    assert "built: 1 new" in result.err
    assert (config.parent / "out/everything/feed.atom").exists()


def test_a_watch_logs_for_machines(
    project: Project, capfdbinary: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sleep(_: float) -> None:
        raise SystemExit(143)

    monkeypatch.setattr(watching.time, "sleep", sleep)
    config = project(a_jsonl=article(1))
    lines = run(capfdbinary, "watch", "-c", config, "--log-format", "json").err.splitlines()
    assert [json.loads(line)["code"] for line in lines] == ["watching", "built"]
    output.log_as("text")


@pytest.mark.parametrize("span", ["0s", "-1s", "5", "1w", "soon", "1.5h"])
def test_spans_that_are_none(project: Project, capfdbinary: Capture, span: str) -> None:
    config = project(a_jsonl=article(1))
    result = run(capfdbinary, "watch", "-c", config, f"--settle={span}")
    assert result.code == 2
    assert "write it like 90s, 15m, 2h or 1d" in result.err
