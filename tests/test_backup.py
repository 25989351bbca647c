"""Backups hold what they promise, and a rebuild loses nothing that it could keep or ask about."""

import json
import os
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from feedgen_news.archive import Build, salvaging
from tests.cli import Result, run
from tests.faults import build

Capture = pytest.CaptureFixture[bytes]

CONFIG = """\
site: {title: Test News, url: https://feeds.example.org/}
sources: [{name: Wire, files: "dumps/*"}]
topics: {world: {title: World, match: all}}
archive: state/archive.sqlite3
output: out
"""


def records(first: int, last: int) -> str:
    words = "bank river school harvest vote minister bridge game council police".split()
    return "".join(
        json.dumps(
            {
                "url": f"https://wire.example/2025/{at}",
                "title": f"{words[at % 10].title()} report number {at}",
                "published": f"2025-05-{at:02}T08:00:00Z",
                "text": " ".join(words[(at * 7 + n * n) % 10] for n in range(60)),
            }
        )
        + "\n"
        for at in range(first, last + 1)
    )


def kill(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Place:
    """A folder in which twelve articles were published."""

    def __init__(self, folder: Path, capture: Capture) -> None:
        self.folder, self._capture = folder, capture
        self.archive = folder / "state/archive.sqlite3"
        self.backups = folder / "backups"
        self.backups.mkdir()
        (folder / "dumps").mkdir()
        (folder / "config.yaml").write_text(CONFIG, "utf-8")
        (folder / "dumps/a.jsonl").write_text(records(1, 12), "utf-8")
        assert self.run("build").code == 0

    def run(self, *arguments: Any) -> Result:
        return run(self._capture, *arguments, "-c", self.folder / "config.yaml")

    def sql(self, *statements: str) -> None:
        with closing(sqlite3.connect(self.archive, isolation_level=None)) as db:
            for statement in statements:
                db.execute(statement)

    def lose_rows(self) -> None:
        self.sql("DELETE FROM articles WHERE number = 3")

    def feeds(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted((self.folder / "out").rglob("*"))
            if path.is_file()
        }

    def kept(self) -> list[str]:
        return sorted(path.name for path in self.backups.iterdir())

    def aside(self) -> list[Path]:
        return list(self.archive.parent.glob("*.damaged-*"))


@pytest.fixture
def place(tmp_path: Path, capfdbinary: Capture) -> Place:
    return Place(tmp_path, capfdbinary)


def rows_lost(place: Place) -> None:
    place.lose_rows()


def text_altered(place: Place) -> None:
    body = place.archive.read_bytes()
    assert b"report number 7" in body
    place.archive.write_bytes(body.replace(b"report number 7", b"report number 8"))


def head_gone(place: Place) -> None:
    body = place.archive.read_bytes()
    place.archive.write_bytes(b"\0" * 32 + body[32:])


# --- backups


@pytest.mark.survives("S04", "C08")
def test_a_lost_archive_leaves_no_empty_one_to_be_backed_up(place: Place) -> None:
    assert place.run("backup", place.backups, "--keep", "1").code == 0
    kept = place.kept()
    place.archive.unlink()
    stopped = place.run("build")
    assert (stopped.code, "no-archive" in stopped.err) == (2, True)
    assert not place.archive.exists()
    refused = place.run("backup", place.backups, "--keep", "1")
    assert (refused.code, "no archive yet" in refused.err) == (2, True)
    assert place.kept() == kept


@pytest.mark.survives("C08")
def test_an_archive_that_was_never_built_is_not_backed_up(place: Place) -> None:
    assert place.run("backup", place.backups, "--keep", "1").code == 0
    kept = place.kept()
    place.sql("DELETE FROM articles", "DELETE FROM state")
    refused = place.run("backup", place.backups, "--keep", "1")
    assert (refused.code, "no build ever ended" in refused.err) == (2, True)
    assert place.kept() == kept


@pytest.mark.survives("C08")
def test_an_empty_copy_removes_no_other_one(place: Place) -> None:
    old = place.backups / "archive-20200101T000000Z.sqlite3"
    shutil.copy(place.archive, old)
    place.sql("DELETE FROM articles", "UPDATE state SET value = 0 WHERE name = 'articles'")
    assert place.run("backup", place.backups, "--keep", "1").code == 0
    assert len(place.kept()) == 2
    assert old.exists()


@pytest.mark.survives("C08", "K01")
def test_what_a_killed_backup_left_goes_with_those_of_its_time(place: Place) -> None:
    old = place.backups / ".archive-20200101T000000Z.sqlite3.feedgen-news.tmp"
    coming = place.backups / ".archive-29990101T000000Z.sqlite3.feedgen-news.tmp"
    for name in (old, old.with_name(f"{old.name}-journal"), coming):
        name.write_bytes(b"half an archive")
    assert place.run("backup", place.backups).code == 0
    assert old.exists()
    assert place.run("backup", place.backups, "--keep", "1").code == 0
    assert [path for path in place.backups.iterdir() if path.name.startswith(".")] == [coming]


@pytest.mark.survives("S01", "S03", "C08")
@pytest.mark.parametrize(
    ("damage", "words"),
    [(rows_lost, "12 articles were kept, 11 are there"), (text_altered, "is not what was written")],
)
def test_a_damaged_archive_is_no_backup(place: Place, damage: Any, words: str) -> None:
    assert place.run("backup", place.backups).code == 0
    kept = place.kept()
    damage(place)
    refused = place.run("backup", place.backups, "--keep", "1")
    assert (refused.code, place.kept()) == (2, kept)
    assert f"{place.archive}: damaged (" in refused.err
    assert words in refused.err


@pytest.mark.survives("S01")
def test_status_says_that_rows_are_lost(place: Place) -> None:
    place.lose_rows()
    told = place.run("status")
    assert (told.code, "12 articles were kept, 11 are there" in told.err) == (2, True)


def test_a_backup_is_not_published(place: Place) -> None:
    before = place.feeds()
    for destination in ("out", "out/copy.sqlite3"):
        refused = place.run("backup", place.folder / destination)
        assert (refused.code, "would be published" in refused.err) == (2, True)
    assert place.feeds() == before


# --- rebuilds


def test_a_whole_archive_is_not_thrown_away(place: Place) -> None:
    before = place.archive.read_bytes()
    refused = place.run("build", "--rebuild")
    assert (refused.code, "not damaged" in refused.err, "--force" in refused.err) == (2, True, True)
    assert (place.archive.read_bytes(), place.aside()) == (before, [])
    assert place.run("build", "--rebuild", "--force").code == 0
    (aside,) = place.aside()
    assert aside.read_bytes() == before


def stopped(place: Place, *words: str) -> None:
    """A rebuild stops, changes nothing, and goes on with --force."""
    archive, feeds = place.archive.read_bytes(), place.feeds()
    result = place.run("build", "--rebuild")
    assert result.code == 2
    for said in (*words, "build with --force"):
        assert said in result.err
    assert (place.archive.read_bytes(), place.feeds(), place.aside()) == (archive, feeds, [])
    forced = place.run("build", "--rebuild", "--force")
    assert "published all the same" in forced.err
    assert place.feeds() != feeds
    assert len(place.aside()) == 1


@pytest.mark.survives("S01")
def test_a_rebuild_without_the_dumps_publishes_nothing(place: Place) -> None:
    place.lose_rows()
    shutil.rmtree(place.folder / "dumps")
    stopped(place, "unread-dumps: ", "lost: 12 of the 12 entries")


@pytest.mark.survives("S01")
def test_a_rebuild_from_too_few_dumps_publishes_nothing(place: Place) -> None:
    place.lose_rows()
    (place.folder / "dumps/a.jsonl").write_text(records(1, 5), "utf-8")
    stopped(place, "lost: 7 of the 12 entries that the feeds show are in no dump")


def test_a_rebuild_tells_how_many_entries_are_lost(place: Place) -> None:
    place.lose_rows()
    (place.folder / "dumps/a.jsonl").write_text(records(1, 10), "utf-8")
    result = place.run("build", "--rebuild")
    assert result.code == 0
    assert "2 entries that the feeds showed are in no dump any more" in result.err


def test_a_rebuild_that_fails_leaves_no_archive_where_none_was(place: Place) -> None:
    place.archive.unlink()
    shutil.rmtree(place.folder / "dumps")
    assert place.run("build", "--rebuild").code == 2
    assert not place.archive.exists()
    assert "no-archive" in place.run("build").err


@pytest.mark.survives("S01")
def test_takedowns_outlive_the_archive(place: Place) -> None:
    gone = b"https://wire.example/2025/9"
    assert place.run("forget", gone.decode()).code == 0
    assert place.run("build").code == 0
    listed = place.run("forget", "--list").out
    place.lose_rows()
    result = place.run("build", "--rebuild")
    assert (result.code, "1 takedowns of it still hold" in result.err) == (0, True)
    assert place.run("forget", "--list").out == listed
    assert not any(gone in body for body in place.feeds().values())


@pytest.mark.survives("S01", "K01")
@pytest.mark.parametrize(
    ("module", "name"),
    [(salvaging, "last_known"), (salvaging, "salvage_takedowns"), (Build, "begin")],
)
def test_takedowns_outlive_a_rebuild_that_is_killed(
    place: Place, module: object, name: str
) -> None:
    gone = b"https://wire.example/2025/9"
    assert place.run("forget", gone.decode()).code == 0
    place.lose_rows()
    ended = build(
        place.folder, "config.yaml", "--rebuild", fault=lambda: setattr(module, name, kill)
    )
    assert ended.code == 137
    begun = place.run("build").code == 0
    assert begun == (module is Build)
    result = place.run("build", "--rebuild", *["--force"] * begun)
    assert (result.code, "1 takedowns of it still hold" in result.err) == (0, True)
    assert not any(gone in body for body in place.feeds().values())


@pytest.mark.survives("S01")
def test_takedowns_that_cannot_be_read_are_said(place: Place) -> None:
    assert place.run("forget", "https://wire.example/2025/9").code == 0
    with closing(sqlite3.connect(place.archive)) as db:
        (size,) = db.execute("PRAGMA page_size").fetchone()
        root = "SELECT rootpage FROM sqlite_schema WHERE name = 'forgotten_keys'"
        (page,) = db.execute(root).fetchone()
    with place.archive.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    result = place.run("build", "--rebuild")
    assert (result.code, "forget them again" in result.err) == (0, True)


@pytest.mark.survives("S01", "S05")
def test_a_damaged_head_is_damage_and_no_mistake_in_the_config(place: Place) -> None:
    feeds = place.feeds()
    head_gone(place)
    result = place.run("build")
    assert result.code == 2
    assert f"{place.archive}: damaged (file is not a database)" in result.err
    assert "--rebuild" in result.err
    rebuilt = place.run("build", "--rebuild")
    assert (rebuilt.code, "forget them again" in rebuilt.err) == (0, True)
    assert (place.feeds().keys(), len(place.aside())) == (feeds.keys(), 1)


def test_an_archive_of_an_unreleased_version_is_not_called_damaged(place: Place) -> None:
    triggers = ("DROP TRIGGER articles_touch", "DROP TRIGGER articles_touch_page")
    place.sql(*triggers, "ALTER TABLE articles DROP COLUMN revision")
    result = place.run("build", "--full")
    assert (result.code, "damaged" in result.err) == (2, False)
    assert "made by an unreleased version" in result.err
    assert place.run("build", "--rebuild", "--force").code == 0


def test_a_file_of_somebody_else_is_still_a_mistake(place: Place) -> None:
    (place.folder / "notes.txt").write_text("mine", "utf-8")
    config = CONFIG.replace("state/archive.sqlite3", "notes.txt")
    (place.folder / "config.yaml").write_text(config, "utf-8")
    for options in ((), ("--rebuild",), ("--rebuild", "--force")):
        result = place.run("build", *options)
        assert (result.code, "is no SQLite database" in result.err) == (2, True)
    assert (place.folder / "notes.txt").read_text("utf-8") == "mine"
