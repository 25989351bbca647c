"""The output folder: what changes, what stays, what is nobody's business."""

import os
from pathlib import Path

import msgspec
import pytest

from feedgen_news.model import OutputFile
from feedgen_news.problems import PublishError
from feedgen_news.publish import MANIFEST, publish, published

OURS = b"<!-- feedgen-news --> "


def file(path: str, body: str = "x") -> OutputFile:
    return OutputFile(path, OURS + body.encode())


def test_new_files_are_written_with_the_usual_mode(tmp_path: Path) -> None:
    previous = os.umask(0o022)
    try:
        done = publish([file("a/feed.atom"), file("index.html")], folder=tmp_path)
    finally:
        os.umask(previous)
    assert done.written == ("a/feed.atom", "index.html")
    assert (tmp_path / "a/feed.atom").stat().st_mode & 0o777 == 0o644
    assert sorted(published(tmp_path)) == ["a/feed.atom", "index.html"]


def test_unchanged_files_are_not_touched(tmp_path: Path) -> None:
    publish([file("a.html"), file("b.html", "1")], folder=tmp_path)
    stamps = {name: (tmp_path / name).stat() for name in ("a.html", MANIFEST)}
    done = publish([file("a.html"), file("b.html", "1")], folder=tmp_path)
    assert (done.written, done.unchanged) == ((), 2)
    for name, stat in stamps.items():
        assert (tmp_path / name).stat().st_mtime_ns == stat.st_mtime_ns
        assert (tmp_path / name).stat().st_ino == stat.st_ino


def test_changed_bytes_get_a_newer_second(tmp_path: Path) -> None:
    publish([file("a.html", "1")], folder=tmp_path)
    os.utime(tmp_path / "a.html", (4_000_000_000, 4_000_000_000))
    publish([file("a.html", "2")], folder=tmp_path)
    assert (tmp_path / "a.html").stat().st_mtime == 4_000_000_001


def test_only_what_we_published_is_removed(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old/CNAME").write_text("theirs")
    publish([file("old/feed.atom"), file("gone/feed.atom"), file("mine.html")], folder=tmp_path)
    done = publish([file("mine.html")], folder=tmp_path)
    assert done.removed == ("gone/feed.atom", "old/feed.atom")
    assert (tmp_path / "old/CNAME").exists()
    assert not (tmp_path / "gone").exists()


def test_what_somebody_changed_is_left_and_named(tmp_path: Path) -> None:
    publish([file("a.html"), file("b.html")], folder=tmp_path)
    (tmp_path / "a.html").write_text("edited by hand")
    done = publish([file("b.html")], folder=tmp_path)
    assert (done.removed, done.left) == ((), ("a.html",))


def test_a_strangers_file_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("my home page")
    with pytest.raises(PublishError, match="not made by feedgen-news"):
        publish([file("a.html"), file("index.html")], folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
    assert (tmp_path / "index.html").read_text() == "my home page"


def test_without_a_manifest_nothing_is_removed_and_ours_are_known_by_their_mark(
    tmp_path: Path,
) -> None:
    publish([file("a.html"), file("b.html")], folder=tmp_path)
    (tmp_path / MANIFEST).write_text("{broken")
    done = publish([file("a.html", "2")], folder=tmp_path)
    assert (done.written, done.removed) == (("a.html",), ())
    assert (tmp_path / "b.html").exists()


@pytest.mark.survives("F01")
@pytest.mark.parametrize(
    "path", ["../out-evil/x", "/etc/x", "a/../../x", "a//b", "", "a/./b", "x\0y"]
)
def test_a_manifest_that_points_outside_is_not_heeded(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / MANIFEST).write_bytes(msgspec.json.encode({path: "0", "ok.html": "0"}))
    assert published(folder) == {"ok.html": "0"}


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "target.html").write_text("theirs")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "a.html").symlink_to(outside / "target.html")
    publish([file("a.html")], folder=folder)
    assert (outside / "target.html").read_text() == "theirs"
    assert not (folder / "a.html").is_symlink()
    (folder / "linked").symlink_to(outside)
    with pytest.raises(PublishError, match="symbolic link"):
        publish([file("linked/x.html")], folder=folder)
    assert list(outside.iterdir()) == [outside / "target.html"]


def test_an_output_that_is_a_link_is_followed(tmp_path: Path) -> None:
    real = tmp_path / "releases"
    real.mkdir()
    (tmp_path / "current").symlink_to(real)
    publish([file("a.html")], folder=tmp_path / "current")
    assert (real / "a.html").exists()


def test_a_folder_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.html").mkdir()
    with pytest.raises(PublishError, match=r"a\.html: not a regular file"):
        publish([file("a.html")], folder=tmp_path)


def test_an_output_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("theirs")
    with pytest.raises(PublishError, match="out"):
        publish([file("a.html")], folder=tmp_path / "out")
    assert (tmp_path / "out").read_text() == "theirs"


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    publish([file("a.html"), file("b.html")], folder=tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    done = publish([file("a.html", "2"), file("c.html")], folder=tmp_path, dry_run=True)
    assert (done.written, done.removed) == (("a.html", "c.html"), ("b.html",))
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_no_temporary_file_is_left(tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        (tmp_path / f".{name}.feedgen-news.tmp").write_text("of a run that was killed")
    publish([file("a.html")], folder=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [MANIFEST, "a.html"]
