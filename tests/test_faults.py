"""Whatever happens to a build: files are old or new, and the next build makes it good."""

import errno
import os
import signal
from functools import partial
from pathlib import Path

import pytest

from feedgen_news.archive import Build
from tests.faults import (
    Ground,
    at_call,
    build,
    litter,
    of_path,
    prepared,
    published,
    remembered,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return prepared(tmp_path_factory.mktemp("faults"))


@pytest.fixture
def ground(made: Ground) -> Ground:
    made.back_to_the_start()
    return made


def is_old_or_new(ground: Ground) -> bool:
    """Each file whole, none missing that is in both; a manifest may name what comes or goes."""
    there = published(ground.folder)
    both = ground.old.keys() & ground.new.keys()
    known = {(p, b) for tree in (ground.old, ground.new) for p, b in tree.items()}
    files = {(p, b) for p, b in there.items() if "manifest" not in p}
    return files <= known and both <= there.keys()


def makes_it_good(ground: Ground, said: str = "") -> bool:
    """The next build gives what an undisturbed one gave.

    Where only a dump was unreadable there was a build, and the next one is another one.
    """
    ended = build(ground.folder)
    assert ended == (0, "")
    assert litter(ground.folder) == []
    as_planned = "unreadable-dump" in said or remembered(ground.folder) == ground.archive
    return as_planned and published(ground.folder) == ground.new


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail(number: int) -> None:
    raise OSError(number, os.strerror(number), "a file")


CALLS = [
    *[("fsync", n) for n in (1, 15, 20)],
    *[("replace", n) for n in (1, 5, 14)],
    ("unlink", 4),
    ("fchmod", 3),
    ("mkdir", 1),
    ("rmdir", 1),
]


@pytest.mark.survives("K01", "K02", "K04", "K05", "K08", "K10", "C02")
@pytest.mark.parametrize(("call", "number"), CALLS)
def test_a_kill_leaves_old_or_new_files_and_the_next_build_the_new_ones(
    ground: Ground, call: str, number: int
) -> None:
    ended = build(ground.folder, fault=partial(at_call, call, number, kill))
    assert ended.code in (0, 137)
    assert is_old_or_new(ground)
    assert makes_it_good(ground)


@pytest.mark.survives("K03")
def test_a_kill_of_the_build_that_makes_it_good(ground: Ground) -> None:
    for number in (12, 3):
        assert build(ground.folder, fault=partial(at_call, "fsync", number, kill)).code == 137
        assert is_old_or_new(ground)
    assert makes_it_good(ground)


def test_what_a_killed_build_published_is_still_known_as_ours(ground: Ground) -> None:
    """Its files are in place, its manifest is not, and then they are not wanted any more."""
    config = (ground.folder / "c2.yaml").read_text("utf-8")
    (ground.folder / "c3.yaml").write_text(config + "defaults: {formats: [atom]}\n", "utf-8")
    for _ in range(2):
        assert build(ground.folder, fault=_kill_before_the_manifest).code == 137
    assert "science/feed.json" in published(ground.folder)
    assert "science/feed.json" not in ground.old
    assert build(ground.folder, "c3.yaml") == (0, "")
    there = published(ground.folder)
    assert {path for path in there if path.startswith("science/feed.")} == {"science/feed.atom"}
    assert litter(ground.folder) == []


def _kill_before_the_manifest() -> None:
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        if Path(target).name == ".feedgen-news.manifest":
            kill()
        real(source, target)

    os.replace = replace  # type: ignore[assignment]


@pytest.mark.survives("L01", "L02", "L04", "L06", "L08", "K07", "E01", "E06", "L03")
@pytest.mark.parametrize(
    ("call", "at", "number"),
    [
        ("fsync", 3, errno.EIO),
        ("replace", 2, errno.EXDEV),
        ("fchmod", 2, errno.ENOSPC),
        ("mkdir", 1, errno.EDQUOT),
        ("open", 9, errno.ENOSPC),  # as where inodes are used up
    ],
)
def test_an_error_is_said_and_nothing_is_torn(
    ground: Ground, call: str, at: int, number: int
) -> None:
    ended = build(
        ground.folder, fault=partial(at_call, call, at, partial(fail, number), for_ever=True)
    )
    assert ended.code == 2
    assert os.strerror(number) in ended.err
    assert ("make room" in ended.err) == (number in (errno.ENOSPC, errno.EDQUOT))
    assert "Traceback" not in ended.err
    assert is_old_or_new(ground)
    assert makes_it_good(ground, ended.err)


@pytest.mark.survives("L06", "L09")
@pytest.mark.parametrize(("call", "number"), CALLS)
def test_an_error_that_passes_is_said_or_does_not_matter(
    ground: Ground, call: str, number: int
) -> None:
    ended = build(ground.folder, fault=partial(at_call, call, number, partial(fail, errno.EIO)))
    assert ended.code in (0, 2)
    assert "Traceback" not in ended.err
    assert bool(ended.err) == (ended.code == 2)
    assert is_old_or_new(ground)
    assert ended.code == 2 or published(ground.folder) == ground.new
    assert makes_it_good(ground, ended.err)


@pytest.mark.survives("L07")
@pytest.mark.parametrize("for_ever", [False, True])
@pytest.mark.parametrize(
    ("call", "path"),
    [
        ("open", "/d1.jsonl"),
        ("open", "/d2.jsonl"),
        ("stat", "/d1.jsonl"),
        ("stat", "/d2.jsonl"),
        ("io.open", "/output/.feedgen-news.manifest"),
        ("io.open", "/output/world/feed.atom"),
        ("lstat", "/output/sport/feed.json"),
        ("scandir", "/output"),
        ("io.open", "/archive.sqlite3.stamps"),
    ],
)
def test_what_cannot_be_read_removes_no_feed(
    ground: Ground, call: str, path: str, for_ever: bool
) -> None:
    fault = partial(of_path, call, path, partial(fail, errno.EIO), for_ever=for_ever)
    ended = build(ground.folder, fault=fault)
    assert ended.code in (0, 2)
    assert "Traceback" not in ended.err
    assert bool(ended.err) == (ended.code == 2)
    there = published(ground.folder)
    assert ground.old.keys() & ground.new.keys() <= there.keys()
    assert ended.code == 2 or there == ground.new
    assert makes_it_good(ground, ended.err)


@pytest.mark.survives("K11", "M03")
@pytest.mark.parametrize(
    ("sent", "code", "word"),
    [
        (signal.SIGTERM, 143, "terminated"),
        (signal.SIGINT, 130, "interrupted"),
        (signal.SIGHUP, 129, "hung up"),
        (signal.SIGXCPU, 152, "processor is used up"),
    ],
)
def test_a_signal_ends_it_with_one_line(
    ground: Ground, sent: signal.Signals, code: int, word: str
) -> None:
    def stop() -> None:
        os.kill(os.getpid(), sent)

    ended = build(ground.folder, fault=partial(at_call, "fchmod", 3, stop))
    assert ended.code == code
    assert word in ended.err
    assert ended.err.strip().count("\n") == 0
    assert is_old_or_new(ground)
    assert litter(ground.folder) == []
    assert makes_it_good(ground)


@pytest.mark.survives("M01", "E01")
def test_without_memory_it_says_so(ground: Ground) -> None:
    def nothing_left() -> None:
        raise MemoryError

    ended = build(ground.folder, fault=partial(at_call, "fchmod", 3, nothing_left))
    assert (ended.code, "out of memory" in ended.err) == (2, True)
    assert litter(ground.folder) == []
    assert makes_it_good(ground)


@pytest.mark.survives("E04")
def test_a_bug_keeps_its_traceback_and_changes_nothing(ground: Ground) -> None:
    def bug() -> None:
        def add_all(*_: object, **__: object) -> None:
            raise ZeroDivisionError("a bug")

        Build.add_all = add_all  # type: ignore[assignment, method-assign]

    ended = build(ground.folder, fault=bug)
    assert ended.code == 1
    assert "ZeroDivisionError: a bug" in ended.err
    assert "source 'd', dump" in ended.err
    assert "d2.jsonl:1" in ended.err
    assert published(ground.folder) == ground.old
    assert makes_it_good(ground)


def test_a_build_without_news_leaves_the_archive_as_it_is(ground: Ground) -> None:
    assert makes_it_good(ground)
    archive = ground.folder / "state" / "archive.sqlite3"
    for options in ((), ("--full",)):
        assert build(ground.folder, "c2.yaml", *options).code == 0
        assert remembered(ground.folder) == ground.archive
    assert archive.stat().st_nlink == 1


@pytest.mark.survives("P06", "K09", "E10")
@pytest.mark.parametrize("mask", [0o077, 0o000, 0o022])
def test_whatever_the_umask_servers_can_read_it(ground: Ground, mask: int) -> None:
    assert build(ground.folder, fault=lambda: (os.umask(mask), None)[1]).code == 0
    output = ground.folder / "output"
    changed = [p for p in output.rglob("*") if p.is_file() and p.parent.name == "science"]
    assert changed
    assert {p.stat().st_mode & 0o777 for p in changed} == {0o644}
    assert (output / "science").stat().st_mode & 0o777 == 0o755


@pytest.mark.survives("P08")
def test_a_folder_keeps_its_group_bit(ground: Ground) -> None:
    output = ground.folder / "output"
    output.chmod(0o2755)
    assert build(ground.folder).code == 0
    assert (output / "science").stat().st_mode & 0o7777 == 0o2755
