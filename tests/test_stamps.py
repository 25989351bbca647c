"""What lies as it lay is not read again; and what tells so is believed no further than that."""

import gzip
import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from feedgen_news import pipeline
from feedgen_news.archive import Archive
from feedgen_news.finding.growth import Print
from feedgen_news.loaders import Dump
from feedgen_news.pipeline import Built
from feedgen_news.problems import ArchiveError
from feedgen_news.stamps import Stamps

NOW = datetime(2026, 3, 5, 18, tzinfo=UTC)
CONFIG = """\
site: {title: T, url: https://feeds.example/}
sources: [{name: Wire, files: "dumps/*.jsonl"}]
topics: {all: {title: All, match: all}}
archive: state/a.sqlite3
"""


def record(number: int) -> str:
    return json.dumps(
        {"url": f"https://news.example/stories/{number}", "title": f"Story {number}", "text": "x"}
    )


@pytest.fixture
def ground(tmp_path: Path) -> Path:
    (tmp_path / "dumps").mkdir()
    (tmp_path / "config.yaml").write_text(CONFIG, "utf-8")
    put(tmp_path, "1", 1)
    return tmp_path


def put(ground: Path, name: str, number: int, *, age: int = 3_600) -> Path:
    path = ground / "dumps" / f"{name}.jsonl"
    path.write_text(record(number) + "\n", "utf-8")
    os.utime(path, (path.stat().st_mtime - age,) * 2)
    return path


def build(ground: Path, *, hours: int = 0, full: bool = False) -> Built:
    config = pipeline.load(ground / "config.yaml")
    now = NOW + timedelta(hours=hours)
    return pipeline.build(config, now=now, tell=lambda _: None, full=full)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the dumps whose bytes are read for their fingerprint; all stamps are old."""
    names: list[str] = []
    prints = Dump.prints

    def noted(dump: Dump, **at: Any) -> list[Print]:
        names.append(dump.path.name)
        return prints(dump, **at)

    monkeypatch.setattr(Dump, "prints", noted)
    monkeypatch.setattr("feedgen_news.finding.dumps._SETTLED", -(10**18))
    return names


def test_a_dump_that_lies_as_it_lay_is_not_read(ground: Path, hashed: list[str]) -> None:
    build(ground)
    assert hashed == ["1.jsonl"]
    again = build(ground, hours=1)
    assert (hashed, again.dumps_unchanged) == (["1.jsonl"], 1)
    put(ground, "2", 2)
    assert build(ground, hours=2).outcome.new == 1
    assert hashed == ["1.jsonl", "2.jsonl"]
    put(ground, "1", 3)
    assert build(ground, hours=3).outcome.new == 1
    assert hashed == ["1.jsonl", "2.jsonl", "1.jsonl"]
    assert build(ground, hours=4, full=True).dumps_read == 2
    assert hashed[3:] == ["1.jsonl", "2.jsonl"]


def test_what_was_just_written_is_read_again(
    ground: Path, hashed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedgen_news.finding.dumps._SETTLED", 2_000_000_000)
    path = put(ground, "1", 1, age=0)
    build(ground)
    length, moment = path.stat().st_size, path.stat().st_mtime_ns
    path.write_text(record(2) + "\n", "utf-8")  # in the same tick of a coarse clock
    os.utime(path, ns=(moment, moment))
    assert path.stat().st_size == length
    assert build(ground, hours=1).outcome.new == 1


@pytest.mark.parametrize("damage", [b"", b"{", b'{"files": 5}', b"\xff\xfe", None])
def test_stamps_that_are_lost_or_damaged_are_made_anew(
    ground: Path, damage: bytes | None, hashed: list[str]
) -> None:
    build(ground)
    path = ground / "state" / "a.sqlite3.stamps"
    before = path.read_bytes()
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    assert build(ground, hours=1).published.written == ()
    assert path.read_bytes() == before


def test_stamps_are_not_believed_by_an_archive_of_another_day(ground: Path) -> None:
    build(ground)
    shutil.copy(ground / "state" / "a.sqlite3", ground / "backup")
    first = (ground / "output" / "all" / "feed.atom").read_bytes()
    put(ground, "2", 2)
    build(ground, hours=1)
    assert (ground / "output" / "all" / "feed.atom").read_bytes() != first
    shutil.copy(ground / "backup", ground / "state" / "a.sqlite3")
    (ground / "dumps" / "2.jsonl").unlink()
    config = pipeline.load(ground / "config.yaml")
    pipeline.build(config, now=NOW + timedelta(hours=2), tell=lambda _: None, force=True)
    assert (ground / "output" / "all" / "feed.atom").read_bytes() == first


def test_the_archive_tells_nothing_of_the_disk_it_lies_on(ground: Path, tmp_path: Path) -> None:
    build(ground)
    stamps = Stamps.beside(ground / "state" / "a.sqlite3")
    archive = (ground / "state" / "a.sqlite3").read_bytes()
    assert stamps.files["all/feed.atom"][0] == (ground / "output/all/feed.atom").stat().st_size
    assert str(stamps.files["all/feed.atom"][1]).encode() not in archive


def test_of_dumps_that_are_the_same_the_earliest_is_read(ground: Path) -> None:
    """Its name says so: 10 comes behind 9."""
    for name in ("10", "9"):
        put(ground, name, 2)
    built = build(ground)
    assert (built.dumps_read, built.dumps_unchanged) == (2, 1)
    with Archive.open(ground / "state" / "a.sqlite3", write=False) as archive:
        names = archive.db.execute("SELECT name FROM dumps ORDER BY name").fetchall()
    assert names == [("dumps/1.jsonl",), ("dumps/9.jsonl",)]


def test_a_dump_that_was_not_read_to_its_end_is_read_again(ground: Path) -> None:
    packed = gzip.compress("".join(f"{record(number)}\n" for number in range(90)).encode())
    (ground / "dumps" / "2.jsonl").write_bytes(packed[: len(packed) // 2])
    first, second = build(ground), build(ground)
    assert first.dumps_unread == second.dumps_unread > 0
    assert second.dumps_unchanged == 1


OF_MODES = CONFIG.replace("topics", "compress: true\ntopics")
SHUT = {  # path below the output, its mode, and what it is put to
    "a feed": ("all/feed.atom", 0o600, 0o644),
    "one that nobody may read": ("all/feed.atom", 0o000, 0o644),
    "a packed one": ("all/feed.json.gz", 0o640, 0o644),
    "one that lists all": ("index.html", 0o600, 0o644),
    "a folder": ("all", 0o700, 0o755),
    "one that may be run": ("all/feed.rss", 0o750, 0o754),
}


@pytest.mark.parametrize(("name", "shut", "put"), SHUT.values(), ids=list(SHUT))
def test_what_the_web_server_may_not_read_any_more_is_opened_and_else_left_alone(
    ground: Path, name: str, shut: int, put: int
) -> None:
    (ground / "config.yaml").write_text(OF_MODES)
    (ground / "dumps/1.jsonl").write_text(record(1).replace('"x"', f'"{"word " * 200}"'))
    build(ground)
    path = ground / "output" / name
    before = path.stat()
    path.chmod(shut)
    built = build(ground, hours=1)
    after = path.stat()
    assert (built.published.written, built.published.removed) == ((), ())
    assert after.st_mode & 0o777 == put
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_mode_that_shuts_nobody_out_is_left_alone_and_a_dry_run_opens_nothing(
    ground: Path,
) -> None:
    build(ground)
    feed, page = (ground / "output/all" / name for name in ("feed.atom", "index.html"))
    feed.chmod(0o666)
    build(ground, hours=1)
    assert feed.stat().st_mode & 0o777 == 0o666
    page.chmod(0o600)
    config = pipeline.load(ground / "config.yaml")
    pipeline.build(config, now=NOW, tell=lambda _: None, dry_run=True)
    assert page.stat().st_mode & 0o777 == 0o600


def test_stamps_of_earlier_versions_are_believed_of_dumps(ground: Path, hashed: list[str]) -> None:
    build(ground)
    path = ground / "state" / "a.sqlite3.stamps"
    stamps = json.loads(path.read_bytes())
    stamps["files"] = {name: stamp[:3] for name, stamp in stamps["files"].items()}
    before = path.read_bytes()
    path.write_text(json.dumps(stamps))
    assert build(ground, hours=1).published.written == ()
    assert hashed == ["1.jsonl"]
    assert path.read_bytes() == before


def _put(kind: str, path: Path) -> None:
    """Something that is no file, where a file should be."""
    if path.is_file():
        path.unlink()
    if kind == "a folder":
        path.mkdir()
    elif kind == "a FIFO":
        os.mkfifo(path)
    else:
        nowhere = path.with_name("there") / "nothing"
        path.symlink_to(nowhere if kind == "a link that leads nowhere" else path.parent)


BROKEN = "neither JSON nor anything else\n"
KINDS = ("a folder", "a FIFO", "a link that leads nowhere", "a link to a folder")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["a.sqlite3.stamps", "a.quarantine.jsonl"])
def test_what_lies_in_the_way_of_a_note_gives_way_or_is_named(
    name: str, kind: str, ground: Path
) -> None:
    (ground / "dumps" / "odd.jsonl").write_text(BROKEN)
    build(ground)
    path = ground / "state" / name
    _put(kind, path)
    (ground / "dumps" / "odd.jsonl").write_text(BROKEN * 2)
    if kind == "a folder":
        with pytest.raises(ArchiveError, match=rf"{name}: a folder lies where .*move it away"):
            build(ground, hours=1)
        path.rmdir()
    build(ground, hours=2)
    assert path.is_file()
    assert not path.is_symlink()
    assert path.read_bytes()


@pytest.mark.parametrize("kind", ["a folder", "a link that leads nowhere"])
def test_what_lies_in_the_way_of_the_lock_is_named(kind: str, ground: Path) -> None:
    (ground / "state").mkdir()
    _put(kind, ground / "state" / "a.sqlite3.lock")
    with pytest.raises(ArchiveError, match=rf"a\.sqlite3\.lock: {kind} lies where .*move it away"):
        build(ground)


def test_all_is_published_though_a_folder_is_in_the_way_of_the_stamps(ground: Path) -> None:
    build(ground)
    path = ground / "state" / "a.sqlite3.stamps"
    path.unlink()
    path.mkdir()
    with (ground / "dumps" / "1.jsonl").open("a") as dump:
        dump.write('{"title": "One more of today", "url": "https://n.example/more"}\n')
    with pytest.raises(ArchiveError, match="all is published"):
        build(ground, hours=1)
    assert b"One more of today" in (ground / "output/all/feed.atom").read_bytes()
