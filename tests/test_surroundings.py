"""What a build stands on: rights, limits, streams, the order of what it does on the disk."""

import importlib
import os
import platform
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from feedgen_news.archive import Archive
from feedgen_news.model import OutputFile
from feedgen_news.pipeline.workers import _pool
from feedgen_news.problems import ArchiveError
from feedgen_news.publish import publish, staging
from tests.faults import FIRST, SECOND, Ground, build, prepared, published, remembered

NOBODY = 65_534
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")


@pytest.fixture(scope="module")
def made() -> Iterator[Ground]:
    """In a folder that others may enter, which those of pytest are not."""
    with tempfile.TemporaryDirectory(prefix="surroundings-") as folder:
        Path(folder).chmod(0o755)
        yield prepared(Path(folder))


@pytest.fixture
def ground(made: Ground) -> Ground:
    made.back_to_the_start()
    return made


def archive_of(ground: Ground) -> Path:
    return ground.folder / "state" / "archive.sqlite3"


def changed_nothing(ground: Ground, before: list[str]) -> bool:
    return (published(ground.folder), remembered(ground.folder)) == (ground.old, before)


def theirs(path: Path, mode: int) -> Callable[[], None]:
    def become_nobody() -> None:
        for late in ("encodings.utf_8_sig", "encodings.unicode_escape", "ctypes", "_strptime"):
            importlib.import_module(late)  # Python may lie where only root reads
        path.chmod(mode)
        os.setuid(NOBODY)

    return become_nobody


@only_root
@pytest.mark.survives("P03", "P07")
@pytest.mark.parametrize(
    ("name", "mode", "said"),
    [
        ("state/archive.sqlite3.lock", 0o600, "archive.sqlite3.lock: Permission denied; check its"),
        ("state/archive.sqlite3", 0o644, "state/archive.sqlite3: "),
        ("state/archive.sqlite3", 0o600, "cannot be used: Permission denied"),
        ("state", 0o700, "cannot be used: Permission denied"),
    ],
)
def test_files_of_another_user_are_named(ground: Ground, name: str, mode: int, said: str) -> None:
    before = remembered(ground.folder)
    (ground.folder / "state").chmod(0o777)
    lock = ground.folder / "state/archive.sqlite3.lock"
    lock.touch()
    lock.chmod(0o666)
    ended = build(ground.folder, fault=theirs(ground.folder / name, mode))
    assert ended.code == 2
    assert said in ended.err
    assert "Traceback" not in ended.err
    assert changed_nothing(ground, before)


@only_root
@pytest.mark.survives("P02")
def test_where_nothing_may_be_written_one_may_still_look(ground: Ground) -> None:
    for said in (ground.folder / "stderr", ground.folder / "state" / "archive.sqlite3.lock"):
        said.unlink(missing_ok=True)
    nobody = theirs(ground.folder, 0o755)
    before = remembered(ground.folder)
    for command in ("status", "topics", "diff", "explain", "check"):
        what = {"explain": ["Story a 3"], "check": [str(ground.folder / "output")]}.get(command, [])
        config = "c1.yaml"
        ended = build(ground.folder, config, *what, clock=FIRST, fault=nobody, command=[command])
        assert (command, ended.code, "Traceback" in ended.err) == (command, 0, False), ended.err
    ended = build(ground.folder, fault=nobody)
    assert (ended.code, "Permission denied" in ended.err) == (2, True)
    assert str(ground.folder / "state") in ended.err
    assert changed_nothing(ground, before)


@only_root
@pytest.mark.survives("P01")
def test_an_output_of_another_user_is_named_and_the_next_build_publishes(ground: Ground) -> None:
    for path in (ground.folder / "state", *(ground.folder / "state").iterdir()):
        path.chmod(0o777)
    ended = build(ground.folder, fault=theirs(ground.folder / "output", 0o755))
    assert ended.code == 2
    assert "output" in ended.err
    assert "Permission denied; check the folder and its permissions" in ended.err
    assert published(ground.folder) == ground.old
    assert build(ground.folder).code == 0
    assert (published(ground.folder), remembered(ground.folder)) == (ground.new, ground.archive)


@pytest.mark.survives("P04")
@pytest.mark.parametrize("name", ["output", "state/archive.sqlite3"])
def test_a_link_to_nothing_is_not_made_room_for(ground: Ground, name: str) -> None:
    path = ground.folder / name
    path.rename(ground.folder / "kept")
    path.symlink_to(ground.folder / "nowhere" / "x")
    ended = build(ground.folder)
    assert path.is_symlink()
    path.unlink()
    (ground.folder / "kept").rename(path)
    assert ended.code == 2
    assert str(path) in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.survives("L05")
def test_no_folder_for_temporary_files_is_needed(ground: Ground) -> None:
    def without() -> None:
        os.environ["TMPDIR"] = str(ground.folder / "missing")

    assert build(ground.folder, fault=without) == (0, "")
    assert published(ground.folder) == ground.new


@pytest.mark.survives("M04")
def test_a_limit_of_file_sizes_is_a_full_disk(ground: Ground) -> None:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    before = remembered(ground.folder)
    ended = build(ground.folder, fault=limited)
    assert ended.code == 2
    assert "Traceback" not in ended.err
    assert changed_nothing(ground, before)
    assert build(ground.folder).code == 0
    assert (published(ground.folder), remembered(ground.folder)) == (ground.new, ground.archive)


@pytest.mark.survives("M02", "E05")
def test_thirty_two_open_files_are_enough(ground: Ground) -> None:
    limited = 'ulimit -n 32; exec "$0" -m feedgen_news build -c "$1" >&-'
    ended = subprocess.run(
        ["/bin/sh", "-c", limited, sys.executable, ground.folder / "c2.yaml"],
        env={**os.environ, "SOURCE_DATE_EPOCH": SECOND},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, "Traceback" in ended.stderr) == (0, False)
    assert published(ground.folder) == ground.new


@pytest.mark.survives("L11")
def test_the_exit_code_is_right_although_nothing_can_be_said(ground: Ground) -> None:
    def mute() -> None:
        os.dup2(os.open("/dev/full", os.O_WRONLY), 2)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    before = remembered(ground.folder)
    assert build(ground.folder, fault=mute).code == 2
    assert changed_nothing(ground, before)
    assert build(ground.folder).code == 0
    assert remembered(ground.folder) == ground.archive


@pytest.mark.survives("C10")
def test_what_reads_beside_us_has_no_archive_open() -> None:
    """A process that was forked with an open database may corrupt it (howtocorrupt §2.6)."""
    pool = _pool(2)
    context = pool._mp_context
    pool.shutdown()
    assert context and context.get_start_method() == "forkserver"


# --- the archive


@pytest.mark.survives("S07")
def test_a_journal_of_garbage_is_no_journal(ground: Ground) -> None:
    path = archive_of(ground)
    path.with_name(path.name + "-journal").write_bytes(b"\x5a" * 3_000)
    assert build(ground.folder).code == 0
    assert (published(ground.folder), remembered(ground.folder)) == (ground.new, ground.archive)


@pytest.mark.survives("S07")
def test_a_folder_in_the_place_of_the_journal_is_refused(ground: Ground) -> None:
    path = archive_of(ground)
    in_the_way = path.with_name(path.name + "-journal")
    in_the_way.mkdir()
    ended = build(ground.folder)
    assert (ended.code, in_the_way.is_dir()) == (2, True)
    assert f"{path}: " in ended.err
    assert published(ground.folder) == ground.old


@pytest.mark.survives("S08")
@pytest.mark.parametrize("column", ["first_seen", "labels", "facts"])
def test_values_of_the_wrong_type_cannot_be_written(ground: Ground, column: str) -> None:
    with closing(sqlite3.connect(archive_of(ground))) as db:
        with pytest.raises(sqlite3.IntegrityError, match="cannot store BLOB value"):
            db.execute(f"UPDATE articles SET {column} = x'ff00'")


@pytest.mark.survives("S14")
def test_an_sqlite_that_is_too_old_is_named(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    with pytest.raises(ArchiveError, match=r"is too old; 3\.37 or later is needed"):
        Archive.open(archive_of(ground), write=False)


# --- what is published


def file(path: str, body: str) -> OutputFile:
    return OutputFile(path, f"feedgen-news {body}".encode())


@pytest.mark.survives("C09")
def test_between_any_two_steps_each_file_is_the_old_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["a/feed.atom", "a/feed.json", "index.html"]
    publish([file(name, "old") for name in names], folder=tmp_path)
    seen: list[str] = []

    def look() -> None:
        words = [(tmp_path / name).read_text("utf-8").split()[-1] for name in names]
        assert set(words) <= {"old", "new"}
        seen.append(" ".join(words))

    for step in ("replace", "unlink", "mkdir", "fsync"):
        monkeypatch.setattr(os, step, watched(getattr(os, step), look))
    publish([file(name, "new") for name in names], folder=tmp_path)
    assert seen == sorted(seen, key=lambda words: words.count("new"))
    assert (seen[0], seen[-1]) == ("old old old", "new new new")


def watched(real: Callable[..., object], look: Callable[[], None]) -> Callable[..., object]:
    def step(*arguments: object, **options: object) -> object:
        look()
        result = real(*arguments, **options)
        look()
        return result

    return step


@pytest.mark.survives("R02")
def test_nothing_tells_where_it_was_made(ground: Ground) -> None:
    private = [ground.folder.name, "d1.jsonl", "d2.jsonl", "archive.sqlite3", platform.node()]
    for name, body in ground.new.items():
        assert [word for word in private if word.encode() in body] == [], name


@pytest.mark.survives("K06")
def test_bytes_are_on_the_disk_before_their_name_and_names_before_the_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[str, str]] = []
    sync, replace = staging.sync, Path.replace

    def synced(path: Path) -> None:
        done.append(("sync", path.relative_to(tmp_path).as_posix()))
        sync(path)

    def replaced(self: Path, target: Path) -> None:
        done.append(("name", target.relative_to(tmp_path).as_posix()))
        replace(self, target)

    monkeypatch.setattr(staging, "sync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    publish([file("a/feed.atom", "x")], folder=tmp_path)
    assert [step for step in done if "to-come" not in step[1]] == [
        ("sync", "."),  # the new folder's name
        ("sync", "."),  # that of what is announced
        ("sync", "a/.feed.atom.feedgen-news.tmp"),
        ("name", "a/feed.atom"),
        ("sync", "a"),
        ("sync", "..feedgen-news.manifest.feedgen-news.tmp"),
        ("name", ".feedgen-news.manifest"),
        ("sync", "."),
    ]
