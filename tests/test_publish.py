"""The output folder: what changes, what stays, what is nobody's business."""

import gzip
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from feedgen_news.model import OutputFile
from feedgen_news.problems import PublishError
from feedgen_news.publish import MANIFEST, Published, publish, published

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


def test_bytes_changed_twice_in_a_second_get_a_newer_one(tmp_path: Path) -> None:
    publish([file("a.html", "1")], folder=tmp_path)
    second = int(time.time())
    os.utime(tmp_path / "a.html", (second, second))
    publish([file("a.html", "2")], folder=tmp_path)
    assert int((tmp_path / "a.html").stat().st_mtime) > second


@pytest.mark.survives("O05")
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


@pytest.mark.survives("O04")
def test_a_strangers_file_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("my home page")
    with pytest.raises(PublishError, match="not made by feedgen-news"):
        publish([file("a.html"), file("index.html")], folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
    assert (tmp_path / "index.html").read_text() == "my home page"


@pytest.mark.survives("O07")
def test_without_a_manifest_nothing_is_removed_and_ours_are_known_by_their_mark(
    tmp_path: Path,
) -> None:
    publish([file("a.html"), file("b.html")], folder=tmp_path)
    (tmp_path / MANIFEST).write_text("{broken")
    done = publish([file("a.html", "2")], folder=tmp_path)
    assert (done.written, done.removed) == (("a.html",), ())
    assert (tmp_path / "b.html").exists()


@pytest.mark.survives("F01", "O08")
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


@pytest.mark.survives("O01")
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


@pytest.mark.survives("P04")
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


# --- compressed siblings

LONG = "words " * 200


def compressed(folder: Path, *paths: str, text: str = LONG, **options: bool) -> Published:
    return publish([file(path, text) for path in paths], folder=folder, compress=True, **options)


def unpacked(folder: Path, name: str) -> bytes:
    return gzip.decompress((folder / name).read_bytes())


def test_each_text_gets_a_sibling_of_the_same_mtime(tmp_path: Path) -> None:
    names = ("a/feed.atom", "a/feed.json", "index.html", "style.css", "feeds.opml")
    done = compressed(tmp_path, *names)
    assert sorted(done.written) == sorted([*names, *(f"{name}.gz" for name in names)])
    for name in names:
        plain, packed = (tmp_path / name).stat(), (tmp_path / f"{name}.gz").stat()
        assert unpacked(tmp_path, f"{name}.gz") == OURS + LONG.encode()
        assert packed.st_mtime_ns == plain.st_mtime_ns
        assert packed.st_mode == plain.st_mode
    assert set(published(tmp_path)) == set(done.written)


def test_what_is_put_back_has_its_siblings_mtime(tmp_path: Path) -> None:
    compressed(tmp_path, "a.html")
    lay = (tmp_path / "a.html").stat().st_mtime_ns
    (tmp_path / "a.html").write_bytes(b"spoilt")
    os.utime(tmp_path / "a.html", ns=(lay, lay))
    compressed(tmp_path, "a.html")
    plain, packed = (tmp_path / "a.html").stat(), (tmp_path / "a.html.gz").stat()
    assert packed.st_mtime_ns == plain.st_mtime_ns
    assert compressed(tmp_path, "a.html").written == ()


def test_a_sibling_tells_neither_time_nor_name(tmp_path: Path) -> None:
    compressed(tmp_path, "a.html")
    head = (tmp_path / "a.html.gz").read_bytes()[:8]
    assert head == b"\x1f\x8b\x08" + bytes(5)  # RFC 1952 §2.3: no flags, no time


def test_what_is_short_or_no_text_gets_none(tmp_path: Path) -> None:
    files = [file("a.html", "x"), file("_headers", LONG), OutputFile("b.css", b"x" * 511)]
    done = publish([*files, OutputFile("c.css", b"x" * 512)], folder=tmp_path, compress=True)
    assert [path for path in done.written if path.endswith(".gz")] == ["c.css.gz"]


def test_an_idle_build_packs_nothing_and_touches_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compressed(tmp_path, "a.html", "b.html")
    stamps = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in tmp_path.iterdir()}
    monkeypatch.setattr(gzip, "compress", lambda *_, **__: pytest.fail("packed again"))
    done = compressed(tmp_path, "a.html", "b.html")
    assert (done.written, done.removed, done.unchanged) == ((), (), 4)
    assert stamps == {
        path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in tmp_path.iterdir()
    }


@pytest.mark.survives("O12")
def test_a_sibling_changes_right_before_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compressed(tmp_path, "a.html", "b.html")
    os.utime(tmp_path / "a.html", (4_000_000_000, 4_000_000_000))
    os.utime(tmp_path / "a.html.gz", (4_000_000_000, 4_000_000_000))
    renamed: list[str] = []
    replace = Path.replace
    monkeypatch.setattr(
        Path, "replace", lambda self, target: [renamed.append(target.name), replace(self, target)]
    )
    compressed(tmp_path, "a.html", "b.html", text=LONG + "more")
    announced = ".to-come.feedgen-news.tmp"
    assert renamed == [announced, "a.html.gz", "a.html", "b.html.gz", "b.html", MANIFEST]
    assert (tmp_path / "a.html").stat().st_mtime == 4_000_000_001
    assert (tmp_path / "a.html.gz").stat().st_mtime == 4_000_000_001
    assert unpacked(tmp_path, "a.html.gz").endswith(b"more")


@pytest.mark.survives("O12")
@pytest.mark.parametrize("ends_before", ["a.html.gz", "a.html", MANIFEST])
def test_a_build_that_was_killed_leaves_no_older_sibling(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends_before: str
) -> None:
    compressed(tmp_path, "a.html")
    replace = Path.replace

    def killed(self: Path, target: Path) -> Path:
        if target.name == ends_before:
            raise KeyboardInterrupt
        return replace(self, target)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Path, "replace", killed)
        compressed(tmp_path, "a.html", text=LONG + "more")
    plain, packed = tmp_path / "a.html", tmp_path / "a.html.gz"
    assert packed.stat().st_mtime_ns >= plain.stat().st_mtime_ns
    assert plain.read_bytes() in (unpacked(tmp_path, "a.html.gz"), OURS + LONG.encode())
    compressed(tmp_path, "a.html", text=LONG + "more")
    assert unpacked(tmp_path, "a.html.gz") == plain.read_bytes() == OURS + f"{LONG}more".encode()
    assert packed.stat().st_mtime_ns == plain.stat().st_mtime_ns


@pytest.mark.survives("O12")
def test_a_file_that_became_short_loses_its_sibling_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compressed(tmp_path, "a.html")
    replace, packed = Path.replace, tmp_path / "a.html.gz"
    monkeypatch.setattr(
        Path,
        "replace",
        lambda self, to: [replace(self, to), packed.exists() and to.name == "a.html" and 1 / 0],
    )
    done = compressed(tmp_path, "a.html", text="short")
    assert (done.written, done.removed) == (("a.html",), ("a.html.gz",))


def test_what_the_earliest_manifests_name_is_still_ours(tmp_path: Path) -> None:
    """Their digests were BLAKE2b of sixteen bytes."""
    publish([file("a.html"), file("gone.html"), file("theirs.html")], folder=tmp_path)
    digest = "743297329ec6b11d279caeb94f2f8846"
    listed = dict.fromkeys(("a.html", "gone.html", "theirs.html"), digest)
    (tmp_path / MANIFEST).write_bytes(msgspec.json.encode(listed))
    (tmp_path / "theirs.html").write_text("feedgen-news, but changed")
    done = publish([file("a.html")], folder=tmp_path)
    assert (done.written, done.removed, done.unchanged) == ((), ("gone.html",), 1)
    assert done.left == ("theirs.html",)
    assert published(tmp_path).keys() == {"a.html"}


def test_siblings_go_with_their_files_and_with_the_setting(tmp_path: Path) -> None:
    compressed(tmp_path, "gone/feed.atom", "a.html")
    done = compressed(tmp_path, "a.html")
    assert done.removed == ("gone/feed.atom", "gone/feed.atom.gz")
    stamp = (tmp_path / "a.html").stat().st_mtime_ns
    done = publish([file("a.html", LONG)], folder=tmp_path)
    assert (done.written, done.removed, done.unchanged) == ((), ("a.html.gz",), 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == [MANIFEST, "a.html"]
    assert (tmp_path / "a.html").stat().st_mtime_ns == stamp


@pytest.mark.survives("O12")
def test_a_sibling_goes_before_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compressed(tmp_path, "gone.html")
    gone: list[str] = []
    unlink = Path.unlink
    monkeypatch.setattr(
        Path, "unlink", lambda self, **_: [gone.append(self.name), unlink(self, missing_ok=True)]
    )
    publish([], folder=tmp_path, compress=True)
    assert [name for name in gone if name.startswith("gone")] == ["gone.html.gz", "gone.html"]


def test_turned_on_later_it_leaves_the_files_alone(tmp_path: Path) -> None:
    publish([file("a.html", LONG)], folder=tmp_path)
    os.utime(tmp_path / "a.html", ns=(10**18, 10**18 + 5))
    done = compressed(tmp_path, "a.html")
    assert done.written == ("a.html.gz",)
    assert (tmp_path / "a.html.gz").stat().st_mtime_ns == 10**18 + 5
    assert (tmp_path / "a.html").stat().st_mtime_ns == 10**18 + 5


@pytest.mark.parametrize("damage", ["other", "gone", "older", "link"])
def test_a_damaged_sibling_is_made_anew(tmp_path: Path, damage: str) -> None:
    compressed(tmp_path, "a.html")
    packed = tmp_path / "a.html.gz"
    sound = packed.read_bytes()
    if damage == "other":
        packed.write_bytes(b"spoilt")
    elif damage == "older":
        os.utime(packed, (1, 1))
    else:
        packed.unlink()
    if damage == "link":
        packed.symlink_to("a.html")
    done = compressed(tmp_path, "a.html")
    assert done.written == ("a.html.gz",)
    assert packed.read_bytes() == sound
    assert not packed.is_symlink()
    assert packed.stat().st_mtime_ns == (tmp_path / "a.html").stat().st_mtime_ns


def test_a_stranger_s_packed_file_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(b"theirs"))
    with pytest.raises(PublishError, match=r"a\.html\.gz: not made by feedgen-news"):
        compressed(tmp_path, "a.html")
    assert [path.name for path in tmp_path.iterdir()] == ["a.html.gz"]
    (tmp_path / "a.html.gz").write_bytes(b"\x1f\x8bfeedgen-news, but not packed")
    with pytest.raises(PublishError, match="not made by feedgen-news"):
        compressed(tmp_path, "a.html")


def test_without_a_manifest_our_packed_files_are_known_by_their_mark(tmp_path: Path) -> None:
    compressed(tmp_path, "a.html")
    (tmp_path / MANIFEST).unlink()
    done = compressed(tmp_path, "a.html", text=LONG + "more")
    assert sorted(done.written) == ["a.html", "a.html.gz"]
    assert unpacked(tmp_path, "a.html.gz") == (tmp_path / "a.html").read_bytes()


def test_a_dry_run_packs_nothing_either(tmp_path: Path) -> None:
    done = compressed(tmp_path, "a.html", dry_run=True)
    assert done.written == ("a.html.gz", "a.html")
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_leaves_alone_what_another_build_is_about_to_put_there(tmp_path: Path) -> None:
    staged = tmp_path / ".a.xml.feedgen-news.tmp"
    staged.write_text("of the other build")
    assert publish([file("a.xml")], folder=tmp_path, dry_run=True).written == ("a.xml",)
    assert [path.name for path in tmp_path.iterdir()] == [staged.name]


def ending_at(path: str, then: Callable[[], object] = lambda: os._exit(9)) -> Iterator[OutputFile]:
    """A file, and the end of the run while it is staged."""
    yield file(path)
    then()


def interrupt() -> None:
    raise KeyboardInterrupt


def test_what_a_run_that_failed_made_is_gone(tmp_path: Path) -> None:
    publish([file("a/feed.xml")], folder=tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(KeyboardInterrupt):
        publish(ending_at("b/c/feed.xml", interrupt), folder=tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.survives("K01", "K10")
def test_the_next_run_knows_nothing_of_what_a_killed_one_staged(tmp_path: Path) -> None:
    publish([file("a/feed.xml")], folder=tmp_path)
    before = sorted(tmp_path.rglob("*"))
    (tmp_path / "d").mkdir()
    child = os.fork()
    if not child:
        publish(ending_at("b/c/feed.xml"), folder=tmp_path)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert (tmp_path / "b/c/.feed.xml.feedgen-news.tmp").exists()
    publish([file("a/feed.xml")], folder=tmp_path)
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "d"])
