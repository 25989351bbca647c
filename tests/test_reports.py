"""What a build says about itself: the status file, metrics, the operator's feed, logs."""

import json
import os
import re
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
from prometheus_client.parser import text_string_to_metric_families

from feedgen_news import pipeline
from feedgen_news.archive import Archive
from feedgen_news.checks.atom import examine
from feedgen_news.checks.finding import PublishedFile
from feedgen_news.problems import (
    ArchiveError,
    BusyError,
    ConfigError,
    PublishError,
    SuspiciousError,
)
from feedgen_news.reports import OUTCOMES, REPORTS, Counts, Run, following, outcome_of, said
from tests.cli import Result, run

Capture = pytest.CaptureFixture[bytes]
Project = Callable[..., Path]

CONFIG = """\
site: {title: Test News, url: https://feeds.example.org/}
sources:
  - {name: Wire, files: "dumps/*"}
topics:
  everything: {title: Everything, match: all}
archive: state/archive.sqlite3
output: out
reports: {status: r/status.json, metrics: r/news.prom, feed: r/trouble.atom}
"""
GOOD = '{"url": "https://n.example/1", "title": "Havana votes", "text": "In Cuba.", '
GOOD += '"published": "2024-03-29T10:00:00Z"}\n'
NEWER = GOOD.replace("/1", "/2").replace("Havana", "Madrid").replace("2024", "2025")
BROKEN = '{"url": "https://n.example/3", "title": "Cut\n'
AT = datetime(2026, 1, 21, 12, 53, 20, tzinfo=UTC)  # of the fixture's clock


class Site:
    def __init__(self, config: Path, capture: Capture) -> None:
        self.config, self.capture, self.folder = config, capture, config.parent

    def build(self, *options: str) -> Result:
        return run(self.capture, "build", "-c", self.config, *options)

    @property
    def status(self) -> dict[str, object]:
        found = json.loads((self.folder / "r/status.json").read_bytes())
        assert isinstance(found, dict)
        return found

    @property
    def metrics(self) -> dict[tuple[str, str], float]:
        """Name and the label that is not `site`, and the value."""
        text = (self.folder / "r/news.prom").read_text()
        return {
            (s.name, "".join(v for k, v in s.labels.items() if k != "site")): s.value
            for family in text_string_to_metric_families(text)
            for s in family.samples
        }

    @property
    def entries(self) -> list[str]:
        root = etree.parse(self.folder / "r/trouble.atom").getroot()
        return [str(e.text) for e in root.iterfind("{*}entry/{*}title")]


@pytest.fixture
def site(project: Project, capfdbinary: Capture) -> Site:
    return Site(project(CONFIG, a_jsonl=GOOD + BROKEN), capfdbinary)


@pytest.mark.survives("E09")
def test_the_status_of_a_build(site: Site) -> None:
    assert site.build().code == 0
    status = site.status
    assert status["outcome"] == "ok"
    assert (status["exit_code"], status["message"], status["failures"]) == (0, None, 0)
    assert status["started"] == status["last_success"] == "2026-01-21T12:53:20Z"
    assert status["site"] == "https://feeds.example.org/"
    assert status["topics"] == {"everything": 1}
    assert status["counts"] == {
        "records": 2,
        "new": 1,
        "updated": 0,
        "unchanged": 0,
        "duplicate": 0,
        "dumps_read": 1,
        "dumps_unchanged": 0,
        "dumps_unread": 0,
        "refused": {"broken-json": 1},
        "noted": {},
    }
    assert status["sources"] == {
        "Wire": {
            "articles": 1,
            "newest": "2024-03-29T10:00:00Z",
            "latest": "2026-01-21T12:53:20Z",
            "dump": "dumps/a.jsonl",
            "dump_build": 1,
            "dump_read": "2026-01-21T12:53:20Z",
        }
    }
    out = site.folder / "out"
    files = status["files"]
    assert isinstance(files, dict)
    assert files["written"] == sum(p.is_file() for p in out.rglob("[!.]*"))
    assert status["archive_bytes"] == (site.folder / "state/archive.sqlite3").stat().st_size


def test_freshness_goes_on_where_nothing_new_came(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.build()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769003600")
    site.build()
    wire = site.status["sources"]["Wire"]  # type: ignore[index]
    assert (wire["latest"], wire["dump_read"]) == ("2026-01-21T12:53:20Z",) * 2
    assert site.status["last_success"] == "2026-01-21T13:53:20Z"
    (site.folder / "dumps/b.jsonl").write_text(NEWER)
    site.build()
    wire = site.status["sources"]["Wire"]  # type: ignore[index]
    assert wire == {
        "articles": 2,
        "newest": "2025-03-29T10:00:00Z",
        "latest": "2026-01-21T13:53:20Z",
        "dump": "dumps/b.jsonl",
        "dump_build": 2,
        "dump_read": "2026-01-21T13:53:20Z",
    }


def test_the_metrics_of_a_build(site: Site) -> None:
    site.build()
    found = site.metrics
    expected = {
        ("feedgen_news_build_success", ""): 1,
        ("feedgen_news_build_outcome", "ok"): 1,
        ("feedgen_news_build_outcome", "bug"): 0,
        ("feedgen_news_build_exit_code", ""): 0,
        ("feedgen_news_build_timestamp_seconds", ""): AT.timestamp(),
        ("feedgen_news_last_success_timestamp_seconds", ""): AT.timestamp(),
        ("feedgen_news_consecutive_failures", ""): 0,
        ("feedgen_news_records", "new"): 1,
        ("feedgen_news_records", "refused"): 1,
        ("feedgen_news_refused_records", "broken-json"): 1,
        ("feedgen_news_dumps", "read"): 1,
        ("feedgen_news_topic_entries", "everything"): 1,
        ("feedgen_news_source_articles", "Wire"): 1,
        ("feedgen_news_source_latest_timestamp_seconds", "Wire"): AT.timestamp(),
    }
    assert {key: found.get(key) for key in expected} == expected


def test_metrics_keep_to_the_rules_of_prometheus(site: Site) -> None:
    site.build()
    text = (site.folder / "r/news.prom").read_text()
    families = list(text_string_to_metric_families(text))
    names = [family.name for family in families]
    assert len(set(names)) == len(names) > 15
    for family in families:
        assert family.type == "gauge"
        assert family.documentation.endswith(".")
        assert re.fullmatch(r"feedgen_news_[a-z_]+", family.name)
        assert not re.search(r"_(total|count|sum|bucket|minutes|ms|kb)$", family.name)
        assert all(s.labels["site"] == "https://feeds.example.org/" for s in family.samples)
    assert text.endswith("\n")


def test_labels_are_escaped() -> None:
    odd = 'a "b" \\ c\nd'
    body = REPORTS["metrics"].body(a_run(topics={odd: 3}), None, Path("x"))
    (family,) = (
        f
        for f in text_string_to_metric_families(body.decode())
        if f.name == "feedgen_news_topic_entries"
    )
    assert [(s.labels["topic"], s.value) for s in family.samples] == [(odd, 3.0)]


def a_run(**changed: object) -> Run:
    known: dict[str, object] = {
        "program": "feedgen-news 0",
        "outcome": "ok",
        "exit_code": 0,
        "started": AT,
        "finished": AT,
        "duration": 1.5,
        "counts": Counts(),
    }
    return Run(**{**known, **changed})  # type: ignore[arg-type]


# --- builds that fail


def break_config(site: Site) -> None:
    site.config.write_text(site.config.read_text() + "colour: red\n")


def damage_archive(site: Site) -> None:
    path = site.folder / "state/archive.sqlite3"
    path.write_bytes(path.read_bytes()[:100] + b"\xa5" * 9_000)


def spoil_output(site: Site) -> None:
    path = site.folder / "out/everything/feed.atom"
    path.unlink()
    path.mkdir()
    (site.folder / "dumps/b.jsonl").write_text(NEWER)


def lose_dumps(site: Site) -> None:
    (site.folder / "dumps/a.jsonl").write_text("")


def cut_a_dump(site: Site) -> None:
    (site.folder / "dumps/b.jsonl.gz").write_bytes(b"\x1f\x8b\x08\x00")


@pytest.mark.survives("E01", "E07")
@pytest.mark.parametrize(
    ("harm", "outcome", "trouble"),
    [
        (break_config, "config", "config"),
        (damage_archive, "archive", "archive"),
        (spoil_output, "output", "output"),
        (lose_dumps, "suspicious", "suspicious"),
        (cut_a_dump, "input", "input (truncated-dump)"),
    ],
)
def test_each_class_of_failure(
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    harm: Callable[[Site], None],
    outcome: str,
    trouble: str,
) -> None:
    site.build()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769003600")
    harm(site)
    for failures in (1, 2):
        result = site.build("-q")
        assert result.code == 2
        status = site.status
        assert (status["outcome"], status["exit_code"]) == (outcome, 2)
        assert (status["trouble"], status["failures"]) == (trouble, failures)
        assert status["last_success"] == "2026-01-21T12:53:20Z"
        message = status["message"]
        assert isinstance(message, str)
        if outcome != "input":
            assert message.replace("\n", "\nfeedgen-news: ") in result.err
        assert status["sources"]
        assert site.metrics["feedgen_news_build_outcome", outcome] == 1
        assert site.metrics["feedgen_news_build_success", ""] == 0
        assert len(site.entries) == 1
    assert site.entries[0].startswith(trouble)


def test_a_build_beside_another_is_busy(site: Site) -> None:
    site.build()
    with Archive.open(site.folder / "state/archive.sqlite3", write=True):
        assert site.build("-q", "--wait", "0").code == 2
    assert site.status["outcome"] == "busy"
    assert site.build("-q").code == 0
    assert site.entries[0].startswith("well again")
    assert site.entries[1].startswith("busy")


@pytest.mark.parametrize(
    ("error", "outcome", "code"),
    [
        (KeyboardInterrupt(), "interrupted", 130),
        (SystemExit(143), "interrupted", 143),
        (OSError(28, "No space left on device"), "system", 2),
        (MemoryError(), "system", 2),
    ],
)
def test_what_ends_a_build_from_outside(
    site: Site, monkeypatch: pytest.MonkeyPatch, error: BaseException, outcome: str, code: int
) -> None:
    def build(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(pipeline, "build", build)
    assert site.build().code == code
    assert (site.status["outcome"], site.status["exit_code"]) == (outcome, code)


def test_a_signal_while_modules_are_loaded_is_no_bug(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise SystemExit(143)

    def half_loaded(*_: object, **__: object) -> None:
        raise AttributeError("partially initialized module 'yaml' has no attribute 'error'")

    monkeypatch.setattr(pipeline, "load", stopped)
    monkeypatch.setattr("feedgen_news.config.places_in_broken", half_loaded)
    ended = site.build()
    assert (ended.code, "Traceback" in ended.err) == (143, False)
    assert "a report could not be written: partially initialized module 'yaml'" in ended.err


@pytest.mark.survives("R07")
def test_a_bug_is_told_by_its_place_and_not_by_its_words(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(*_: object, **__: object) -> None:
        raise ValueError("what the record said, in full")

    monkeypatch.setattr(pipeline, "build", build)
    with pytest.raises(ValueError, match="in full"):
        run(site.capture, "build", "-c", site.config)
    written = "".join(path.read_text() for path in (site.folder / "r").iterdir())
    assert site.status["outcome"] == "bug"
    assert "ValueError in build" in str(site.status["message"])
    assert "in full" not in written


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (BusyError("x"), "busy"),
        (ArchiveError("x"), "archive"),
        (ConfigError("x"), "config"),
        (PublishError("x"), "output"),
        (SuspiciousError("x"), "suspicious"),
        (RuntimeError("x"), "bug"),
        (KeyboardInterrupt(), "interrupted"),
    ],
)
def test_the_class_of_an_error(error: BaseException, outcome: str) -> None:
    assert outcome_of(error) == outcome
    assert outcome in OUTCOMES


@pytest.mark.survives("R01")
def test_no_credentials_in_a_message() -> None:
    told = said(ConfigError("see https://joe:secret@hub.example/x\x1b[31m"))
    assert told == "see https://…@hub.example/x\\x1b[31m"


def test_a_failure_takes_over_what_was_known() -> None:
    before = following(a_run(topics={"a": 1}, archive_bytes=9, site="https://x.example/"), None)
    after = following(a_run(outcome="config", trouble="config", counts=None), before)
    assert (after.topics, after.archive_bytes, after.site) == ({"a": 1}, 9, "https://x.example/")
    assert (after.last_success, after.failures) == (AT, 1)
    assert following(a_run(), after).failures == 0


# --- where reports go


def test_the_usual_place_is_beside_the_archive(project: Project, capfdbinary: Capture) -> None:
    config = project(CONFIG.rpartition("reports")[0], a_jsonl=GOOD)
    assert run(capfdbinary, "build", "-c", config).code == 0
    beside = config.parent / "state/archive.status.json"
    assert json.loads(beside.read_bytes())["outcome"] == "ok"
    config.write_text(":")
    assert run(capfdbinary, "build", "-c", config).code == 2
    assert json.loads(beside.read_bytes())["outcome"] == "ok"  # nobody knows it any more


def test_a_slip_on_the_first_day_makes_no_folders(project: Project, capfdbinary: Capture) -> None:
    config = project(CONFIG.rpartition("reports")[0] + "colour: red\n", a_jsonl=GOOD)
    assert run(capfdbinary, "build", "-c", config).code == 2
    assert sorted(path.name for path in config.parent.iterdir()) == ["config.yaml", "dumps"]


def test_a_dry_run_reports_nothing(site: Site) -> None:
    assert site.build("--dry-run").code == 0
    assert not (site.folder / "r").exists()


def test_a_failing_report_fails_no_build(site: Site) -> None:
    (site.folder / "r").write_text("in the way")
    result = site.build("-q")
    assert result.code == 0
    assert "report" in result.err
    assert (site.folder / "out/everything/feed.atom").exists()


@pytest.mark.parametrize("name", ["status.json", "news.prom", "trouble.atom"])
def test_nobody_else_s_file_is_replaced(site: Site, name: str) -> None:
    (site.folder / "r").mkdir()
    (site.folder / "r" / name).write_text("mine")
    result = site.build("-q")
    assert (result.code, "no report of feedgen-news" in result.err) == (0, True)
    assert (site.folder / "r" / name).read_text() == "mine"


@pytest.mark.survives("P06")
@pytest.mark.parametrize("mask", [0o077, 0o000, 0o022])
def test_reports_can_be_read_by_a_monitor(site: Site, mask: int) -> None:
    before = os.umask(mask)
    try:
        site.build()
    finally:
        os.umask(before)
    for path in (site.folder / "r").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o644
    names = sorted(path.name for path in (site.folder / "r").iterdir())
    assert names == ["news.prom", "status.json", "trouble.atom"]  # and no litter


@pytest.mark.survives("R06")
@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("out/status.json", "lies inside `output`"),
        ("config.yaml", "is the config; name"),
        ("state/archive.sqlite3", "is the archive; name"),
        ("state/../state/archive.quarantine.jsonl", "is the quarantine; name"),
        ("/", "belongs to the system"),
        (".", "is a folder"),
        ("/etc/feeds.json", "belongs to the system"),
        ("dumps", "is a folder"),
    ],
)
@pytest.mark.parametrize("name", ["status", "metrics", "feed"])
def test_places_that_reports_may_not_have(
    project: Project, capfdbinary: Capture, name: str, place: str, said: str
) -> None:
    config = project(CONFIG.replace("r/", "")[: CONFIG.index("reports")], a_jsonl=GOOD)
    config.write_text(config.read_text() + f"reports: {{{name}: {place}}}\n")
    before = config.read_text()
    result = run(capfdbinary, "build", "-c", config)
    assert result.code == 2
    assert f"reports.{name}: " in result.err
    assert said in result.err
    assert config.read_text() == before
    assert not (config.parent / "out").exists()


@pytest.mark.survives("R06")
@pytest.mark.parametrize(
    ("reports", "name", "said"),
    [
        ("metrics: m.txt, feed: m.txt", "feed", "is `reports.metrics`; name"),
        ("status: s, metrics: ./r/../s", "metrics", "is `reports.status`; name"),
        ("feed: state/archive.status.json", "feed", "is the status file; name"),
    ],
)
def test_two_reports_are_two_files(
    project: Project, capfdbinary: Capture, reports: str, name: str, said: str
) -> None:
    config = project(CONFIG.partition("reports")[0] + f"reports: {{{reports}}}\n", a_jsonl=GOOD)
    result = run(capfdbinary, "build", "-c", config)
    assert result.code == 2
    assert f"reports.{name}: " in result.err
    assert said in result.err


@pytest.mark.survives("R06")
@pytest.mark.parametrize(
    ("files", "fine"),
    [("*/*.json", False), ("state/*", False), ("r/*", False), ("*/*.jsonl", False), ("d*/*", True)],
)
def test_reports_are_no_dumps(
    project: Project, capfdbinary: Capture, files: str, fine: bool
) -> None:
    config = project(CONFIG.replace("dumps/*", files), a_jsonl=GOOD)
    result = run(capfdbinary, "config", "-c", config)
    assert result.code == (0 if fine else 2)
    assert fine or "would read" in result.err


# --- the operator's feed


@pytest.mark.survives("E08")
def test_the_feed_is_bounded_and_its_ids_stay(tmp_path: Path) -> None:
    path, last = tmp_path / "f.atom", None
    kinds = [None, "config", "config", "archive", None, None]
    ids: list[str] = []
    for number in range(120):
        trouble = kinds[number % len(kinds)]
        at = datetime.fromtimestamp(1_769_000_000 + number * 3_600, UTC)
        now = a_run(outcome=trouble or "ok", trouble=trouble, finished=at)
        path.write_bytes(REPORTS["feed"].body(now, last, path))
        found = etree.parse(path).getroot().iterfind("{*}entry/{*}id")
        known = [str(e.text) for e in found]
        assert ids[: len(known) - 1] == known[1:] or known == ids or known[1:] == ids[:49]
        ids, last = known, now
    assert len(ids) == len(set(ids)) == 50


def test_the_feed_is_valid_atom(site: Site) -> None:
    site.build()
    break_config(site)
    site.build()
    body = (site.folder / "r/trouble.atom").read_bytes()
    faults = list(examine(PublishedFile("trouble.atom", body, AT)))
    assert not faults
    assert b"<entry>" in body


# --- quiet, and logs


def test_a_quiet_build_says_nothing_at_all_while_all_is_well(
    project: Project, capfdbinary: Capture
) -> None:
    config = project(CONFIG, a_jsonl=GOOD + BROKEN)
    assert run(capfdbinary, "build", "-q", "-c", config) == (0, "", "")
    (config.parent / "dumps/b.jsonl.gz").write_bytes(b"\x1f\x8b\x08\x00")
    result = run(capfdbinary, "build", "-q", "-c", config)
    assert result.code == 2
    assert "dumps     0 read, 1 unchanged, 1 not read" in result.out
    assert "truncated-dump" in result.err


def test_logs_for_machines(site: Site) -> None:
    cut_a_dump(site)
    result = site.build("--log-format", "json")
    lines = [json.loads(line) for line in result.err.splitlines()]
    assert lines
    assert all(list(line) == ["time", "level", "code", "place", "detail"] for line in lines)
    told = {(line["level"], line["code"], line["place"]) for line in lines}
    assert ("warning", "broken-json", "dumps/a.jsonl:2") in told
    assert ("error", "truncated-dump", "dumps/b.jsonl.gz") in told
    assert {line["time"] for line in lines} == {"2026-01-21T12:53:20Z"}


@pytest.mark.parametrize(("harm", "code"), [(break_config, "config"), (lose_dumps, "suspicious")])
def test_errors_in_logs_for_machines(site: Site, harm: Callable[[Site], None], code: str) -> None:
    site.build()
    harm(site)
    lines = site.build("--log-format", "json").err.splitlines()
    last = json.loads(lines[-1])
    assert (last["level"], last["code"]) == ("error", code)
    if code == "config":  # one physical line, which holds the others
        assert len(lines) == 1
        assert last["detail"].endswith("\ncorrect the mistake and run the command again")
    assert site.build("-q").err.startswith("feedgen-news: ")  # text again


def test_a_bug_in_logs_for_machines(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "build", lambda *_, **__: 1 // 0)
    result = site.build("--log-format", "json")
    assert result.code == 1
    (line,) = result.err.splitlines()
    said = json.loads(line)
    assert (said["level"], said["code"]) == ("critical", "bug")
    assert "ZeroDivisionError" in said["detail"]


# --- status


@pytest.mark.survives("E07")
def test_status_tells_a_monitor(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.build()
    break_and_wait = [("1769003000", "1h", 0), ("1769003601", "1h", 3), ("1769003601", "2h", 0)]
    for epoch, age, code in break_and_wait:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        result = run(site.capture, "status", "-c", site.config, "--max-age", age)
        assert (result.code, bool(result.err)) == (code, code == 3)
        assert re.search(r"^last success +2026-01-21T12:53:20Z$", result.out, re.MULTILINE)
        assert re.search(r"^fresh: Wire +2026-01-21T12:53:20Z$", result.out, re.MULTILINE)
    told = json.loads(run(site.capture, "status", "-c", site.config, "--json").out)
    assert told["latest"]["outcome"] == "ok"
    assert told["latest"]["sources"]["Wire"]["articles"] == 1


def test_status_where_nothing_was_built(site: Site) -> None:
    assert run(site.capture, "status", "-c", site.config).code == 2
    with Archive.open(site.folder / "state/archive.sqlite3", write=True):
        """A build that is stopped now leaves an empty archive."""
    result = run(site.capture, "status", "-c", site.config, "--max-age", "1d")
    assert (result.code, "nothing was built yet" in result.err) == (2, True)
    assert re.search(r"^builds +0$", result.out, re.MULTILINE)


def test_status_tells_times_in_one_form(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.build()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769900000")
    result = run(site.capture, "status", "-c", site.config, "--max-age", "1d")
    assert result.err.endswith("the last one that did: 2026-01-21T12:53:20Z\n")


def test_status_without_a_good_build(site: Site) -> None:
    site.build()
    (site.folder / "r/status.json").unlink()
    assert run(site.capture, "status", "-c", site.config, "--max-age", "1d").code == 3
    assert run(site.capture, "status", "-c", site.config, "--max-age", "soon").code == 2
