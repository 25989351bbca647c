"""An archive of every older format opens, and keeps what it holds."""

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from feedgen_news.archive import Archive, Build
from feedgen_news.model import Label, Labels, Sorted, Topic
from feedgen_news.problems import ArchiveError
from tests.keeping import NOON, article

ARCHIVES = Path(__file__).parent / "archives"
OURS = 0x46474E57

ARTICLES = [  # what must be as it was: id, date, changed, first seen, first and last build
    (1, "urn:uuid:00000000-0000-5000-8000-000000000097", 1711713600, 1711713601, 1767268800, 1, 2),
    (3, "urn:uuid:00000000-0000-5000-8000-000000000098", 1711621000, 1711621000, 1767268800, 2, 2),
]
EVERYTHING = Topic(slug="everything", title="Everything")
CUBA = Topic(slug="cuba", title="Cuba")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """An archive of format 1."""
    path = tmp_path / "archive.sqlite3"
    db = sqlite3.connect(path)
    for script in ("1.sql", "1-rows.sql"):
        db.executescript((ARCHIVES / script).read_text("utf-8"))
    db.execute(f"PRAGMA application_id = {OURS}")
    db.execute("PRAGMA user_version = 1")
    db.close()
    return path


def version(path: Path) -> int:
    db = sqlite3.connect(path)
    (number,) = db.execute("PRAGMA user_version").fetchone()
    db.close()
    return int(number)


def dump(path: Path) -> list[str]:
    db = sqlite3.connect(path)
    lines = list(db.iterdump())
    db.close()
    return lines


def articles(archive: Archive) -> list[tuple[object, ...]]:
    return archive.db.execute(
        "SELECT number, id, date, changed, first_seen, first_build, last_build FROM articles"
    ).fetchall()


def holds_what_it_held(archive: Archive) -> None:
    assert articles(archive) == ARTICLES
    assert [kept.article.title for kept in archive.selection(EVERYTHING)] == [
        "Title a",
        "Ühr; it's b",
    ]
    (cuban,) = archive.selection(CUBA)
    assert (cuban.date, cuban.labels.tags) == (NOON, (Label("cuba", "Cuba"),))
    assert archive.selection(CUBA, label=("sections", "world")) == [cuban]
    assert archive.topic_counts() == {"cuba": 1, "everything": 2}
    assert archive.label_counts() == {
        ("sections", Label("world", "World")): 1,
        ("tags", Label("cuba", "Cuba")): 1,
    }
    assert archive.held_topics() == {"world": ("sections", "world")}
    assert archive.state("seed") == "https://feeds.example/"
    assert archive.clock == datetime(2026, 1, 1, 13, tzinfo=UTC)
    assert archive.refusals() == [("d.jsonl:2", "no-title", "nothing to call it")]
    assert archive.db.execute("SELECT COUNT(*) FROM keys").fetchone() == (3,)
    assert archive.db.execute("SELECT * FROM dumps").fetchall() == [
        ("s", "f1", "d.jsonl", "x", 1, 2, 3, 1, 0, 0, "")
    ]
    assert (archive.documents(CUBA), archive.gone_topics()) == ([], {})


@pytest.mark.parametrize("number", [1, 2])
def test_a_script_that_archives_were_made_by_is_never_edited(number: int) -> None:
    present = (files("feedgen_news.archive") / "schema" / f"{number}.sql").read_bytes()
    assert present == (ARCHIVES / f"{number}.sql").read_bytes()


@pytest.mark.survives("I07", "K12")
def test_it_is_brought_up_to_date_and_keeps_everything(old: Path) -> None:
    with Archive.open(old, write=True) as archive:
        holds_what_it_held(archive)
    assert version(old) == 3


@pytest.mark.survives("K12")
def test_a_reader_sees_all_of_it_and_leaves_the_file_alone(old: Path) -> None:
    before = old.read_bytes()
    with Archive.open(old, write=False) as archive:
        holds_what_it_held(archive)
        assert archive.status().articles == 2
        assert [kept.article.id for kept in archive.find("ühr")] == []
        assert len(archive.find("title")) == 1
    assert old.read_bytes() == before
    assert list(old.parent.iterdir()) == [old]


def test_a_dry_run_works_on_a_copy_that_is_up_to_date(old: Path) -> None:
    before = old.read_bytes()
    with Archive.scratch(old) as archive:
        holds_what_it_held(archive)
        with Build.begin(archive, sort=lambda _: Sorted(Labels(), ()), now=NOON) as run:
            run.add(article("z"), sequence=run.number)
            assert run.settle().new == 1
    assert old.read_bytes() == before


@pytest.mark.survives("I02")
def test_the_next_build_knows_its_articles_again(old: Path) -> None:
    world = Sorted(Labels(), ("everything",))
    later = datetime(2026, 1, 2, tzinfo=UTC)
    with Archive.open(old, write=True) as archive:
        with Build.begin(archive, sort=lambda _: world, now=later) as run:
            run.add(article("a", title="Corrected"), sequence=run.number)
            assert run.settle().updated == 1
        kept = archive.selection(EVERYTHING)
    newest = kept[0]
    assert (newest.article.id, newest.article.title, newest.date, newest.changed) == (
        ARTICLES[0][1],
        "Corrected",
        NOON,
        later,
    )


def test_a_new_archive_has_the_same_tables_as_an_old_one(old: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    for path in (old, new):
        Archive.open(path, write=True).__exit__()
    schema = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name"
    tables = []
    for path in (old, new):
        db = sqlite3.connect(path)
        tables.append(db.execute(schema).fetchall())
        db.close()
    assert tables[0] == tables[1]
    assert "documents" in {row[1] for row in tables[0]}


KILLED = """
import os, sys
from pathlib import Path
from feedgen_news.archive import Archive, opening

whole, script, left = opening._statements, int(sys.argv[2]), int(sys.argv[3])

def cut(number):
    for at, statement in enumerate(whole(number)):
        if (number, at) == (script, left):
            os._exit(9)
        yield statement

opening._statements = cut
Archive.open(Path(sys.argv[1]), write=True)
"""


def killed(path: Path, *, script: int, after: int) -> None:
    """A migration that is killed before a statement of a script."""
    command = [sys.executable, "-c", KILLED, str(path), str(script), str(after)]
    assert subprocess.run(command, check=False).returncode == 9


@pytest.mark.survives("K12")
@pytest.mark.parametrize(
    ("script", "after"), [(2, 0), (2, 1), (2, 8), (2, 15), (3, 0), (3, 1), (3, 4), (3, 20)]
)
def test_a_kill_leaves_the_old_format_or_the_new_one(old: Path, script: int, after: int) -> None:
    before = dump(old)
    killed(old, script=script, after=after)
    assert version(old) == script - 1
    if script == 2:
        assert dump(old) == before
    with Archive.open(old, write=True) as archive:
        holds_what_it_held(archive)
    assert version(old) == 3


@pytest.mark.survives("K12")
def test_a_new_archive_is_made_script_by_script(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    killed(path, script=2, after=3)
    assert version(path) == 1
    with Archive.open(path, write=True) as archive:
        assert articles(archive) == []
    assert version(path) == 3


@pytest.mark.survives("S03")
def test_the_next_build_seals_what_had_no_checksum(old: Path) -> None:
    unsealed = "SELECT COUNT(*) FROM articles WHERE checksum = 0"
    with Archive.open(old, write=True) as archive:
        assert archive.db.execute(unsealed).fetchone() == (0,)


@pytest.mark.survives("K12", "S05")
@pytest.mark.parametrize("write", [True, False])
def test_a_newer_format_is_refused(old: Path, write: bool) -> None:
    db = sqlite3.connect(old)
    db.execute("PRAGMA user_version = 4")
    db.close()
    before = old.read_bytes()
    with pytest.raises(ArchiveError, match=r"newer feedgen-news \(format 4\); upgrade this one"):
        Archive.open(old, write=write)
    assert old.read_bytes() == before


@pytest.mark.survives("S05")
def test_tables_that_are_missing_are_named(old: Path) -> None:
    db = sqlite3.connect(old)
    db.execute("DROP TABLE labels")
    db.commit()
    db.close()
    before = dump(old)
    with pytest.raises(ArchiveError, match=r"unreleased version.*such table: labels\).*--rebuild"):
        Archive.open(old, write=True)
    assert dump(old) == before


def test_an_empty_file_is_no_archive_yet_for_a_reader(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    path.touch()
    with pytest.raises(ArchiveError, match="no archive yet; run `feedgen-news build` first"):
        Archive.open(path, write=False)
    assert path.read_bytes() == b""
