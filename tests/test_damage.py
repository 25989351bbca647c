"""A damaged archive is found and said, a copy of it restored, and a new one made of the dumps."""

import errno
import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from feedgen_news import durable
from feedgen_news.archive import Archive, Build, backing_up
from feedgen_news.locking import Patience, folder_to_ourselves
from feedgen_news.problems import ArchiveError, BusyError
from tests.faults import FIRST, SECOND, Ground, build, prepared, published, remembered


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return prepared(tmp_path_factory.mktemp("damage"))


@pytest.fixture
def ground(made: Ground) -> Ground:
    made.back_to_the_start()
    for path in (made.folder / "state").glob("*.damaged-*"):
        path.unlink()
    return made


def archive_of(ground: Ground) -> Path:
    return ground.folder / "state" / "archive.sqlite3"


def sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)


@pytest.mark.survives("S03")
def test_a_bit_that_flipped_in_a_text_is_found(ground: Ground) -> None:
    path = archive_of(ground)
    body = path.read_bytes()
    assert body.count(b"Story a 3") >= 1
    path.write_bytes(body.replace(b"Story a 3", b"Story a 7"))
    ended = build(ground.folder)
    assert (ended.code, published(ground.folder)) == (2, ground.old)
    assert "damaged (article urn:uuid:" in ended.err
    assert "--rebuild" in ended.err


@pytest.mark.survives("S01", "S02", "S05")
def test_rows_that_are_lost_are_counted(ground: Ground) -> None:
    sql(archive_of(ground), "DELETE FROM articles WHERE number > 6")
    ended = build(ground.folder)
    assert (ended.code, published(ground.folder)) == (2, ground.old)
    assert "9 articles were kept, 6 are there" in ended.err


@pytest.mark.survives("S01", "S04")
def test_a_rebuild_keeps_the_damaged_file_and_gives_the_same_feeds(ground: Ground) -> None:
    path = archive_of(ground)
    path.write_bytes(path.read_bytes()[:5000])
    damaged = path.read_bytes()
    assert build(ground.folder).code == 2
    assert path.read_bytes() == damaged
    ended = build(ground.folder, "c1.yaml", "--rebuild", clock=FIRST)
    assert ended.code == 0
    (aside,) = path.parent.glob("*.damaged-*")
    assert aside.read_bytes() == damaged
    assert str(aside) in ended.err
    assert published(ground.folder) == ground.old


def test_a_rebuild_that_fails_puts_the_archive_back(ground: Ground) -> None:
    path = archive_of(ground)
    before = path.read_bytes()
    broken = (ground.folder / "c1.yaml").read_text("utf-8").replace("d1.jsonl", "none.jsonl")
    (ground.folder / "c3.yaml").write_text(broken.replace("output: output", "output: c1.yaml"))
    assert build(ground.folder, "c3.yaml", "--rebuild").code == 2
    assert path.read_bytes() == before
    assert list(path.parent.glob("*.damaged-*")) == []


def test_what_another_build_has_is_not_put_back(ground: Ground) -> None:
    path = archive_of(ground)
    before = path.read_bytes()
    with Archive.open(path, write=True), pytest.raises(BusyError):
        backing_up.put_back(None, path, patience=Patience())
    assert path.read_bytes() == before
    backing_up.put_back(None, path, patience=Patience())
    assert not path.exists()


@pytest.mark.survives("S06")
def test_a_fifo_in_its_place_is_refused_at_once(ground: Ground) -> None:
    path = archive_of(ground)
    path.unlink()
    os.mkfifo(path)
    ended = build(ground.folder)
    path.unlink()
    assert ended.code == 2
    assert "archive: " in ended.err


@pytest.mark.survives("C01", "C04")
def test_a_second_build_waits_and_then_leaves(ground: Ground) -> None:
    told: list[str] = []
    path = archive_of(ground)
    patience = Patience(0.2, told.append)
    with Archive.open(path, write=True):
        with pytest.raises(BusyError, match="another build is running"):
            Archive.open(path, write=True, patience=patience)
    assert told == [f"waiting for another build, which holds {path}, 0.2 seconds at most"]
    output = ground.folder / "output"
    with folder_to_ourselves(output, patience=Patience()):
        with pytest.raises(BusyError, match="another build is publishing there"):
            folder_to_ourselves(output, patience=Patience()).__enter__()
        ended = build(ground.folder, "c2.yaml", "--wait", "0")
    assert (ended.code, published(ground.folder)) == (2, ground.old)


@pytest.mark.survives("C04", "K11")
def test_a_signal_ends_the_waiting(ground: Ground) -> None:
    def stopped_while_it_waits() -> None:
        time.sleep = lambda _: os.kill(os.getpid(), signal.SIGTERM)

    with Archive.open(archive_of(ground), write=True):
        ended = build(ground.folder, "c2.yaml", "--wait", "3600", fault=stopped_while_it_waits)
    assert (ended.code, published(ground.folder)) == (143, ground.old)
    assert "terminated" in ended.err


@pytest.mark.survives("C01", "C02")
def test_eight_builds_at_once_are_as_one_after_another(ground: Ground) -> None:
    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(lambda _: separately(ground), range(8)))
    assert ends == [(0, "")] * 8
    assert (published(ground.folder), remembered(ground.folder)) == (ground.new, ground.archive)


def separately(ground: Ground) -> tuple[int, str]:
    ended = subprocess.run(
        [sys.executable, "-m", "feedgen_news", "build", "-q", "-c", ground.folder / "c2.yaml"],
        env={**os.environ, "SOURCE_DATE_EPOCH": SECOND},
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line for line in ended.stderr.splitlines() if "waiting for another build" not in line]
    return ended.returncode, "".join(told)


@pytest.mark.survives("C03")
def test_a_lock_file_that_is_deleted_is_noticed(ground: Ground) -> None:
    path = archive_of(ground)
    with Archive.open(path, write=True) as archive:
        archive.check_lock()
        path.with_name(path.name + ".lock").unlink()
        with pytest.raises(ArchiveError, match="deleted while it was held"):
            archive.check_lock()


@pytest.mark.survives("C03")
def test_a_build_whose_lock_file_was_deleted_publishes_nothing(ground: Ground) -> None:
    def while_it_builds() -> None:
        settle = Build.settle

        def settled(*arguments: object, **options: object) -> object:
            archive_of(ground).with_name("archive.sqlite3.lock").unlink()
            return settle(*arguments, **options)  # type: ignore[arg-type]

        Build.settle = settled  # type: ignore[assignment, method-assign]

    ended = build(ground.folder, fault=while_it_builds)
    assert (ended.code, published(ground.folder)) == (2, ground.old)
    assert "archive.sqlite3.lock: deleted while it was held" in ended.err
    assert build(ground.folder) == (0, "")
    assert published(ground.folder) == ground.new


@pytest.mark.survives("C03")
@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_disk_without_locks_is_named(ground: Ground, number: int) -> None:
    """As NFS may be, where its lock daemon does not run."""

    def without_locks() -> None:
        def flock(*_: object) -> None:
            raise OSError(number, os.strerror(number))

        fcntl.flock = flock  # type: ignore[assignment]

    ended = build(ground.folder, fault=without_locks)
    assert (ended.code, published(ground.folder)) == (2, ground.old)
    assert f"archive.sqlite3.lock: {os.strerror(number)}; keep the archive on a local" in ended.err


@pytest.mark.survives("C05")
def test_another_program_that_has_it_locked_is_named(ground: Ground) -> None:
    with closing(sqlite3.connect(archive_of(ground), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        ended = build(ground.folder, "c2.yaml", "--wait", "0")
    assert (ended.code, published(ground.folder)) == (2, ground.old)
    assert "locked by another program; try again when it is done" in ended.err


@pytest.mark.survives("S11")
def test_what_was_committed_survives_a_power_loss(ground: Ground) -> None:
    with Archive.open(archive_of(ground), write=True) as archive:
        assert archive.db.execute("PRAGMA synchronous").fetchone() == (3,)  # EXTRA
        assert archive.db.execute("PRAGMA journal_mode").fetchone() == ("delete",)


@pytest.mark.survives("S11")
def test_the_folder_of_a_new_archive_survives_a_power_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[str, Path]] = []
    sync, mkdir = durable.sync, Path.mkdir
    monkeypatch.setattr(durable, "sync", lambda p: (done.append(("sync", p)), sync(p)))
    monkeypatch.setattr(Path, "mkdir", lambda p, **k: (done.append(("make", p)), mkdir(p, **k)))
    Archive.open(tmp_path / "a" / "b" / "archive.sqlite3", write=True).__exit__()
    assert done == [
        ("make", tmp_path / "a"),
        ("sync", tmp_path),
        ("make", tmp_path / "a" / "b"),
        ("sync", tmp_path / "a"),
    ]


def backed_up(ground: Ground, to: Path) -> None:
    assert backing_up.back_up(archive_of(ground), to, patience=Patience()) == 9


@pytest.mark.survives("C07", "C08")
def test_a_backup_while_a_build_writes_is_the_archive_before_it(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However long the dumps lie there: how they lay is known when the archive is not of that time.
    monkeypatch.setattr("feedgen_news.finding.dumps._SETTLED", -(10**18))
    copy = ground.folder / "copy.sqlite3"
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(archive_of(ground), isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM articles")
        backed_up(ground, copy)
        writer.execute("ROLLBACK")
    before = remembered(ground.folder)
    backed_up(ground, copy)  # over the older one
    assert build(ground.folder).code == 0
    copy.replace(archive_of(ground))
    assert remembered(ground.folder) == before
    assert build(ground.folder).code == 0
    assert (published(ground.folder), remembered(ground.folder)) == (ground.new, ground.archive)


def test_a_backup_replaces_nothing_but_archives(ground: Ground) -> None:
    other = ground.folder / "precious.txt"
    other.write_text("mine")
    with pytest.raises(ArchiveError, match="something else is there"):
        backed_up(ground, other)
    with pytest.raises(ArchiveError, match="is the archive itself"):
        backed_up(ground, archive_of(ground))
    assert other.read_text() == "mine"


def test_a_lock_needs_no_file_in_the_folder(tmp_path: Path) -> None:
    with folder_to_ourselves(tmp_path, patience=Patience()):
        assert list(tmp_path.iterdir()) == []
        handle = os.open(tmp_path, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(handle)
