"""Archives that older versions built: the articles keep their ids, whatever shape they come in."""

import json
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedgen_news.normalise import identity
from tests.archives.make import RECORDS, build, write

ARCHIVES = Path(__file__).parent / "archives"
BUILT = sorted(ARCHIVES.glob("*-built.sql"))
LATER = datetime(2026, 3, 5, 20, tzinfo=UTC)
SHAPES = json.loads(RECORDS.read_text("utf-8"))


def ids(folder: Path) -> list[tuple[int, str]]:
    db = sqlite3.connect(folder / "archive.sqlite3")
    rows = db.execute("SELECT number, id FROM articles ORDER BY number").fetchall()
    db.close()
    return rows


def scheme(folder: Path) -> list[tuple[str]]:
    db = sqlite3.connect(folder / "archive.sqlite3")
    rows = db.execute("SELECT value FROM state WHERE name = 'identity'").fetchall()
    db.close()
    return rows


def built_by(script: Path, folder: Path) -> list[tuple[int, str]]:
    """The archive, and the feeds it left; the dumps are gone from the folder since."""
    db = sqlite3.connect(folder / "archive.sqlite3")
    db.executescript(script.read_text("utf-8"))
    db.close()
    return ids(folder)


def test_there_is_one_of_every_format_before_this_one() -> None:
    assert [script.name for script in BUILT][:2] == ["1-built.sql", "2-built.sql"]


@pytest.mark.survives("I07", "K12")
@pytest.mark.parametrize("shape", ["first", "again"])
@pytest.mark.parametrize("script", BUILT, ids=lambda script: script.stem)
def test_its_articles_keep_their_ids(tmp_path: Path, script: Path, shape: str) -> None:
    before = built_by(script, tmp_path)
    assert len(before) == 10
    write(tmp_path, SHAPES[shape])
    outcome = build(tmp_path, LATER).outcome
    assert outcome.new == 0
    assert ids(tmp_path) == before
    assert scheme(tmp_path) == [(str(identity.SCHEME),)]


@pytest.mark.survives("I07")
@pytest.mark.parametrize("script", BUILT, ids=lambda script: script.stem)
def test_a_rebuild_from_the_dumps_gives_the_ids_that_it_gave(tmp_path: Path, script: Path) -> None:
    before = built_by(script, tmp_path)
    (tmp_path / "archive.sqlite3").unlink()
    shutil.rmtree(tmp_path / "out", ignore_errors=True)
    write(tmp_path, SHAPES["first"])
    build(tmp_path, LATER)
    assert sorted(name for _, name in ids(tmp_path)) == sorted(name for _, name in before)


def test_the_pass_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built_by(BUILT[0], tmp_path)
    write(tmp_path, SHAPES["first"])
    build(tmp_path, LATER)
    monkeypatch.setattr(identity, "again", None)
    write(tmp_path, SHAPES["again"])
    assert build(tmp_path, LATER).outcome.new == 0
