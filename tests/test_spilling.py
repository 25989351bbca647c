"""What a large build sorts and sets aside does not stay in memory: it lies beside the archive."""

import _sqlite3
import ctypes
import os
import sqlite3
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from feedgen_news.archive import Archive
from feedgen_news.archive.beginning import catch_up, put_off
from feedgen_news.archive.opening import transaction

MB = 1_000_000
ROWS = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {})"
linux = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for open files")


def unnamed_files() -> set[Path]:
    """The folders of files that are open here and have no name any more."""
    links = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # that of the listing
            links.add(descriptor.readlink())
    return {link.parent for link in links if link.name.endswith(" (deleted)")}


def spill(db: sqlite3.Connection) -> None:
    db.execute("CREATE TEMP TABLE much (it)")
    db.execute(f"INSERT INTO much {ROWS.format(8_000)} SELECT randomblob(1000) FROM n")


@linux
@pytest.mark.survives("L05")
@pytest.mark.parametrize("name", ["state", "it's a state", "état"])
def test_temporary_files_lie_beside_the_archive(tmp_path: Path, name: str) -> None:
    with Archive.open(tmp_path / name / "a.sqlite3", write=True) as archive:
        assert tmp_path / name not in unnamed_files()
        spill(archive.db)
        assert tmp_path / name in unnamed_files()
    assert tmp_path / name not in unnamed_files()
    assert {path.name for path in (tmp_path / name).iterdir()} == {"a.sqlite3", "a.sqlite3.lock"}


@linux
@pytest.mark.survives("L05")
def test_a_folder_that_sqlite_cannot_be_told_of_is_no_obstacle(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"\xff")
    with Archive.open(folder / "a.sqlite3", write=True) as archive:
        spill(archive.db)
        assert archive.db.execute("SELECT COUNT(*) FROM much").fetchone() == (8_000,)


def taken(db: sqlite3.Connection, articles: int) -> int:
    """Bytes of memory that the end of a first build of so many articles takes, at most."""
    library = ctypes.CDLL(_sqlite3.__file__)
    if not hasattr(library, "sqlite3_memory_highwater"):
        pytest.skip("SQLite's own functions cannot be called here")
    library.sqlite3_memory_highwater.restype = ctypes.c_int64
    library.sqlite3_memory_used.restype = ctypes.c_int64
    with transaction(db):
        put_off(db)
        db.execute(
            f"INSERT INTO labels {ROWS.format(articles)}"
            " SELECT 'tags', 'tag', n, n, printf('%0200d', n % 1000) FROM n"
        )
        db.execute("PRAGMA shrink_memory")
        before = library.sqlite3_memory_used()
        library.sqlite3_memory_highwater(1)
        assert catch_up(db)
        assert not catch_up(db)
        return int(library.sqlite3_memory_highwater(0)) - int(before)


def test_the_end_of_a_first_build_takes_no_more_memory_the_more_there_is(tmp_path: Path) -> None:
    """It makes indexes, and counts labels: SQLite sorts them all."""
    with Archive.open(tmp_path / "a.sqlite3", write=True) as archive:
        most = taken(archive.db, 150_000)
    assert most < 20 * MB  # of 35 MB that are sorted, and as many that are read
