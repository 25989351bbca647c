"""Builds by the command line under clocks, zones and file times that are wrong."""

import json
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli import Result
from tests.cli import run as run_cli

CONFIG = """
site: {title: Site, url: "https://f.example/"}
sources: [{name: s, files: "*.jsonl"}]
topics: {news: {match: all, updates: UPDATES}}
"""
NOW = datetime(2024, 4, 10, 8, tzinfo=UTC)

Run = Callable[..., Result]


def line(name: str, **fields: str) -> str:
    url = f"https://news.example/{name}" if name != "own" else ""
    said = {"url": url, "title": f"Title {name}", "text": f"What {name} says."}
    return json.dumps({**said, **fields}) + "\n"


OWN = "The ferry to the island runs again, said its captain, after eleven days of storm."
DUMP = "".join(
    (
        line("a", published="2024-04-01T10:00:00Z"),
        line("b"),
        line("own", published="2024-04-02T10:00:00Z", text=OWN),
        line("day", published="2024-04-03"),
    )
)


def clock(moment: datetime) -> None:
    os.environ["SOURCE_DATE_EPOCH"] = str(int(moment.timestamp()))


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Iterator[Run]:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    monkeypatch.chdir(tmp_path)
    Path("config.yaml").write_text(CONFIG.replace("UPDATES", "bump"), "utf-8")
    Path("dump.jsonl").write_text(DUMP, "utf-8")
    clock(NOW)
    yield lambda *arguments: run_cli(capfdbinary, *arguments)


def output() -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(Path("output").rglob("*")) if p.is_file()}


def stamps() -> dict[str, int]:
    return {str(p): p.stat().st_mtime_ns for p in Path("output").rglob("*") if p.is_file()}


def items() -> list[dict[str, str]]:
    items: list[dict[str, str]] = json.loads(Path("output/news/feed.json").read_bytes())["items"]
    return items


@pytest.mark.survives("Y01")
@pytest.mark.parametrize("days", [-0.01, -1, -400, -3650, -20_000, 5_000])
def test_a_wrong_clock_changes_nothing_that_was_published(run: Run, days: float) -> None:
    assert run("build").code == 0
    before = output()
    clock(NOW + timedelta(days=days))
    wrong = run("build")
    assert wrong.code == 0
    assert ("clock odd-clock: it says" in wrong.err) == (abs(days) > 1)
    assert output() == before
    clock(NOW + timedelta(hours=1))
    again = run("build")
    assert again.code == 0
    assert ("odd-clock" in again.err) == (days > 0)
    assert output() == before


@pytest.mark.survives("Y01")
def test_the_clock_is_told_in_json(run: Run) -> None:
    run("build")
    clock(NOW - timedelta(days=4_000))
    assert json.loads(run("build", "--json").out)["problems"] == {"odd-clock": 1}


@pytest.mark.parametrize("epoch", ["253402300799", "253402214400", "99999999999999", "x", ""])
def test_the_end_of_time_is_no_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    result = run("build")
    assert result.code == 2
    assert "SOURCE_DATE_EPOCH" in result.err
    assert "Traceback" not in result.err


@pytest.mark.survives("Y01")
@pytest.mark.parametrize("epoch", ["-10", "0", "2147483645", "4294967296", "253300000000"])
def test_any_other_time_will_do(run: Run, monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert run("build").code == 0
    assert ": 0 errors" in run("check").out


@pytest.mark.survives("Y02", "Y06")
@pytest.mark.parametrize(
    "zone", ["Asia/Kathmandu", "America/New_York", "right/UTC", "Nowhere/Land"]
)
@pytest.mark.parametrize("moment", [NOW, datetime(2024, 3, 31, 1, 30, tzinfo=UTC)])
def test_the_zone_of_the_machine_does_not_matter(
    run: Run, monkeypatch: pytest.MonkeyPatch, zone: str, moment: datetime
) -> None:
    clock(moment)
    run("build")
    before = output()
    monkeypatch.setenv("TZ", zone)
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    time.tzset()
    try:
        assert run("build", "--full").code == 0
        assert output() == before
        Path("elsewhere").mkdir()
        config = Path("config.yaml").read_text("utf-8").replace("*.jsonl", "../*.jsonl")
        Path("elsewhere/config.yaml").write_text(config, "utf-8")
        assert run("build", "-c", "elsewhere/config.yaml").code == 0
        for path, body in before.items():
            assert Path("elsewhere", path).read_bytes() == body
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.survives("Y03")
@pytest.mark.parametrize("seconds", [0, 1, 4_000_000_000])
def test_a_dump_is_known_by_its_bytes_not_by_its_time(run: Run, seconds: int) -> None:
    dump = Path("dump.jsonl")
    os.utime(dump, (seconds, seconds))
    assert "1 read, 0 unchanged" in run("build").out
    assert "0 read, 1 unchanged" in run("build").out
    os.utime(dump, (seconds + 7, seconds + 7))
    assert "0 read, 1 unchanged" in run("build").out
    dump.write_text(DUMP.replace("What a", "Wtah a"), "utf-8")
    os.utime(dump, (seconds + 7, seconds + 7))
    assert "1 read, 0 unchanged" in run("build").out


@pytest.mark.survives("Y04", "Y05")
def test_a_feed_that_changes_gets_another_second_and_one_that_does_not_keeps_its_own(
    run: Run,
) -> None:
    run("build")
    first = stamps()
    run("build", "--full")
    assert stamps() == first
    Path("dump.jsonl").write_text(DUMP.replace("What a", "Wtah a"), "utf-8")
    run("build")
    changed = {path for path, stamp in stamps().items() if stamp != first[path]}
    assert {f"output/news/feed.{kind}" for kind in ("atom", "rss", "json")} <= changed
    for path in changed:
        assert stamps()[path] // 10**9 != first[path] // 10**9


def test_a_page_says_when_it_changed(run: Run) -> None:
    run("build")
    (page,) = Path("output/articles").glob("*.html")
    assert "modified" not in page.read_text("utf-8")
    Path("dump.jsonl").write_text(
        line("own", published="2024-04-02T10:00:00Z", text=f"{OWN} And more of it."), "utf-8"
    )
    clock(NOW + timedelta(days=1))
    run("build")
    head = page.read_text("utf-8").partition("</head>")[0]
    assert 'property="article:modified_time" content="2024-04-11T08:00:00Z"' in head
    assert 'name="dcterms.modified" content="2024-04-11T08:00:00Z"' in head


@pytest.mark.parametrize(
    ("updates", "atom", "rss"),
    [
        ("silent", "<updated>2024-04-01T10:00:00Z</updated>", "Mon, 01 Apr 2024 10:00:00 +0000"),
        ("bump", "<updated>2024-04-11T08:00:00Z</updated>", "Mon, 01 Apr 2024 10:00:00 +0000"),
        ("reannounce", "<published>2024-04-11T08:00:00Z<", "Thu, 11 Apr 2024 08:00:00 +0000"),
    ],
)
def test_what_each_format_shows_of_a_change(run: Run, updates: str, atom: str, rss: str) -> None:
    Path("config.yaml").write_text(CONFIG.replace("UPDATES", updates), "utf-8")
    run("build")
    before = {item["url"]: item for item in items()}["https://news.example/a"]
    Path("dump.jsonl").write_text(DUMP.replace("What a says", "What a said"), "utf-8")
    clock(NOW + timedelta(days=1))
    assert run("build").code == 0
    after = {item["url"]: item for item in items()}["https://news.example/a"]
    assert "What a said" in after["content_html"]
    assert (after["id"] == before["id"]) == (updates != "reannounce")
    assert ("date_modified" in after) == (updates == "bump")
    assert (items()[0] == after) == (updates == "reannounce")
    entry = Path("output/news/feed.atom").read_text("utf-8").split("<entry")
    assert any(atom in part for part in entry if "news.example/a" in part)
    item = Path("output/news/feed.rss").read_text("utf-8").split("<item")
    (mine,) = (part for part in item if "news.example/a<" in part)
    assert f"<pubDate>{rss}</pubDate>" in mine
    assert ("dcterms:modified" in mine) == (updates == "bump")
    assert run("check").code == 0


def test_an_edit_without_a_date_of_its_own_is_of_the_build_that_saw_it(run: Run) -> None:
    names = "bcde"
    Path("dump.jsonl").write_text("".join(map(line, names)), "utf-8")
    run("build")
    clock(NOW + timedelta(days=3))
    edited = (line(name, text=f"What {name} says now, and 12 others.") for name in names)
    Path("edited.jsonl").write_text("".join(edited), "utf-8")
    run("build")
    assert sorted(item["date_modified"] for item in items()) == [
        f"2024-04-13T07:59:{second}Z" for second in (57, 58, 59)
    ] + ["2024-04-13T08:00:00Z"]


def test_a_date_of_an_edit_that_changed_nothing_moves_nothing(run: Run) -> None:
    Path("dump.jsonl").write_text("".join(map(line, "bcde")), "utf-8")
    run("build")
    before = [(item["date_published"], item.get("date_modified")) for item in items()]
    clock(NOW + timedelta(days=3))
    dated = (line(name, updated="2024-04-09T10:00:00Z") for name in "bcde")
    Path("dated.jsonl").write_text("".join(dated), "utf-8")
    run("build")
    assert [(item["date_published"], item.get("date_modified")) for item in items()] == before


@pytest.mark.parametrize("vanished", ["keep", "withdraw"])
def test_an_edit_that_is_taken_back_is_taken_back(run: Run, vanished: str) -> None:
    config = Path("config.yaml").read_text("utf-8")
    Path("config.yaml").write_text(config.replace("files:", f"vanished: {vanished}, files:"))
    for hour, figure in enumerate((12, 13, 12)):
        clock(NOW + timedelta(hours=hour))
        said = line("a", published="2024-04-01T10:00:00Z", text=f"The storm killed {figure}.")
        Path("dump.jsonl").write_text(said, "utf-8")
        run("build")
        assert [item["content_html"] for item in items()] == [f"<p>The storm killed {figure}.</p>"]


def test_a_dump_that_was_away_for_a_while_is_no_news(run: Run) -> None:
    run("build")
    clock(NOW + timedelta(hours=1))
    Path("dump.jsonl").rename("dump.away")
    Path("new.jsonl").write_text(line("b", text="What b says after 7 days."), "utf-8")
    run("build", "--force")
    before = output()
    Path("dump.away").rename("dump.jsonl")
    run("build")
    assert output() == before


def test_what_only_a_crowd_moved_did_not_change(run: Run) -> None:
    """Articles of one second get seconds of their own in `updated`; nobody edited them."""
    crowd = (line(name, published="2024-04-01T10:00:00Z") for name in ("b", "c", "own"))
    Path("dump.jsonl").write_text("".join(crowd), "utf-8")
    run("build")
    atom = Path("output/news/feed.atom").read_text("utf-8")
    assert atom.count("<published>2024-04-01T10:00:00Z</published>") == 3
    for second in range(3):
        assert f"<updated>2024-04-01T10:00:0{second}Z</updated>" in atom
    assert not [item for item in items() if "date_modified" in item]
    assert "dcterms:modified" not in Path("output/news/feed.rss").read_text("utf-8")
    (page,) = Path("output/articles").glob("*.html")
    assert "modified" not in page.read_text("utf-8")
