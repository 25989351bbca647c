"""Finding dumps, telling what they are, and turning bytes into characters."""

import io
import os
import signal
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from pydantic import ValidationError

from feedgen_news.config.encodings import ENCODINGS, encoding_named
from feedgen_news.config.sources import Source
from feedgen_news.loaders import FORMATS, Dump, dumps_of, find, load
from feedgen_news.problems import Problem, Report

ARTICLE = '{"url": "https://n.example/a", "title": "Café – 你好", "text": "Zürich."}\n'


@pytest.fixture(autouse=True)
def _no_hang():
    """A test that waits for a FIFO ends here, with a traceback that says where."""
    signal.alarm(30)
    yield
    signal.alarm(0)


def source(*files, **settings):
    return Source(name="wire", files=files or ("*",), **settings)


def tree(folder, *names):
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")


def names(folder, *patterns):
    """The names found, and the findings as code and place."""
    problems: list[Problem] = []
    found = find(source(*patterns).files, folder=folder, report=Report(problems.append))
    return [dump.name for dump in found], [(one.code, one.origin.dump) for one in problems]


def read(tmp_path, data, *, name="dump", **settings):
    file = tmp_path / name
    file.write_bytes(data)
    problems: list[Problem] = []
    found = list(load(Dump(name, file), source=source(**settings), report=Report(problems.append)))
    return found, problems


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("a.json", ["a.json"]),
        ("*.json", ["a.json", "b.json"]),
        ("?.json", ["a.json", "b.json"]),
        ("[ac].json", ["a.json"]),
        ("**/*.json", ["a.json", "b.json", "in/c.json", "in/deep/d.json"]),
        ("**/**/d.json", ["in/deep/d.json"]),
        ("in", ["in/c.json", "in/deep/d.json", "in/e.txt"]),
        ("in/**", ["in/c.json", "in/deep/d.json", "in/e.txt"]),
        ("i*/*.txt", ["in/e.txt"]),
        (".hidden/*", [".hidden/h.json"]),
        (".h*/*", [".hidden/h.json"]),
        ("./in/../a.json", ["in/../a.json"]),
    ],
)
def test_patterns(tmp_path, pattern, found):
    tree(tmp_path, "b.json", "a.json", "in/c.json", "in/deep/d.json", "in/e.txt", ".hidden/h.json")
    tree(tmp_path, "in/.part", ".a.json.swp")
    assert names(tmp_path, pattern) == (found, [])


def test_two_patterns_give_a_dump_once(tmp_path):
    tree(tmp_path, "a.json", "b.json")
    assert names(tmp_path, "b.json", "*.json") == (["b.json", "a.json"], [])


def test_a_name_may_hold_brackets_and_spaces(tmp_path):
    tree(tmp_path, "dump[1] of May.json")
    assert names(tmp_path, "dump[1] of May.json") == (["dump[1] of May.json"], [])


def test_names_outside_the_folder_are_as_given(tmp_path):
    tree(tmp_path, "other/a.json", "here/b.json")
    here = tmp_path / "here"
    assert names(here, f"{tmp_path}/other/*.json")[0] == [f"{tmp_path.as_posix()}/other/a.json"]


@pytest.mark.parametrize("pattern", ["no.json", "*.xml", "no/**", "**/no", "a.json/*", "empty"])
def test_what_matches_nothing_is_named(tmp_path, pattern):
    tree(tmp_path, "a.json")
    (tmp_path / "empty").mkdir()
    assert names(tmp_path, pattern) == ([], [("missing-dump", pattern)])


@pytest.mark.survives("Z15")
def test_links_in_circles_end(tmp_path):
    tree(tmp_path, "a/one.json", "b/two.json")
    (tmp_path / "a/back").symlink_to(tmp_path)
    (tmp_path / "a/self").symlink_to(tmp_path / "a/self")
    (tmp_path / "linked.json").symlink_to("a/one.json")
    assert names(tmp_path, "**/*.json") == (["a/one.json", "b/two.json", "linked.json"], [])
    assert names(tmp_path, "a")[0] == ["a/one.json", "a/self"]


@pytest.mark.survives("T17", "T13")
def test_names_are_fit_to_be_shown(tmp_path):
    tree(tmp_path, "a\x1b[2J\n\u202e.json", os.fsdecode(b"\xff.json"), "ü 你.json")
    found, problems = names(tmp_path, "*.json", "no\x07")
    assert sorted(found) == ["\\udcff.json", "a\\x1b[2J\\n\\u202e.json", "ü 你.json"]
    assert problems == [("missing-dump", "no\\x07")]


def test_a_command_line_names_files_folders_and_standard_input(tmp_path, monkeypatch):
    tree(tmp_path, "in/a.json", "in/b.json", "c*.json")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ARTICLE.encode())))
    problems: list[Problem] = []
    found = dumps_of(["in", "c*.json", "-", "no"], report=Report(problems.append))
    assert [dump.name for dump in found] == ["in/a.json", "in/b.json", "c*.json", "stdin"]
    assert [(one.code, one.origin.dump) for one in problems] == [("missing-dump", "no")]
    for _ in range(2):  # it can be read twice
        (record,) = load(found[3], source=source(), report=Report())
        assert str(record.origin) == "stdin:1"


@pytest.mark.survives("Z15")
def test_a_closed_standard_input_is_named(monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    report = Report()
    assert dumps_of(["-"], report=report) == []
    assert report.counts == {"missing-dump": 1}


def test_a_fingerprint_is_of_the_content_alone(tmp_path):
    for name, data in (("a", b"x" * 3_000_000), ("b", b"x" * 3_000_000), ("c", b"x" * 2_999_999)):
        (tmp_path / name).write_bytes(data)
    a, b, c = (Dump(name, tmp_path / name).prints() for name in "abc")
    assert a == b != c
    assert Dump("no", tmp_path / "no").prints() == []


@pytest.mark.survives("Z15")
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (os.mkfifo, "a FIFO is no dump"),
        (lambda path: path.mkdir(), "a folder is no dump"),
        (lambda path: path.symlink_to("/dev/zero"), "a device is no dump"),
        (lambda path: path.symlink_to(path), "Too many levels of symbolic links"),
        (lambda path: None, "No such file or directory"),
    ],
)
def test_what_is_no_file_is_refused_by_name_and_at_once(tmp_path, make, said):
    path = tmp_path / "dump.json"
    make(path)
    problems: list[Problem] = []
    dump = Dump("dump.json", path)
    assert list(load(dump, source=source(), report=Report(problems.append))) == []
    assert [(one.code, one.detail) for one in problems] == [("unreadable-dump", said)]
    assert dump.prints() == []


@pytest.fixture
def as_anybody():
    """A folder that anybody may enter, by somebody who is not root: root reads everything."""
    with tempfile.TemporaryDirectory(prefix="loaders-") as folder:
        Path(folder).chmod(0o755)
        mine = os.geteuid()
        try:
            os.seteuid(65_534 if mine == 0 else mine)
            yield Path(folder)
        finally:
            os.seteuid(mine)


@pytest.mark.parametrize(("mode", "articles"), [(0o644, 1), (0, 0)])
def test_a_file_without_permission_is_refused_by_name(as_anybody, mode, articles):
    said, path = [], as_anybody / "dump.json"
    mine = os.geteuid()
    with suppress(PermissionError):
        os.seteuid(0)
    path.write_text(ARTICLE)
    path.chmod(mode)
    os.seteuid(mine)
    found = list(load(Dump("d", path), source=source(), report=Report(said.append)))
    assert len(found) == articles
    assert [(one.code, one.detail) for one in said] == [
        ("unreadable-dump", "Permission denied")
    ] * (1 - articles)


@pytest.mark.survives("Z15")
def test_a_disk_that_fails_in_the_middle_keeps_what_came(tmp_path, monkeypatch):
    (tmp_path / "dump.json").write_text(ARTICLE * 20_000)

    class Failing(io.FileIO):
        def read(self, size=-1):
            if self.tell() > 1_000_000:
                raise OSError(5, "Input/output error")
            return super().read(size)

    monkeypatch.setattr(Dump, "open", lambda self: Failing(self.path))
    problems: list[Problem] = []
    dump = Dump("dump.json", tmp_path / "dump.json")
    found = list(load(dump, source=source(), report=Report(problems.append)))
    assert 10_000 < len(found) < 20_000
    assert [(one.code, one.detail) for one in problems] == [
        ("unreadable-dump", "Input/output error")
    ]


XML = "XML <opml> in which nothing looks like an article"
SEEN = {
    "7-Zip archive": b"7z\xbc\xaf\x27\x1c\0\4",
    "RAR archive": b"Rar!\x1a\x07\x01\0",
    "data of compress": b"\x1f\x9d\x90H\xca\xb0a",
    "LZ4 data": b"\x04\x22\x4d\x18\x64\x40",
    "Arrow data": b"ARROW1\0\0\xff\xff",
    "SQLite database": b"SQLite format 3\0\x10\0",
    "PNG image": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "JPEG image": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "PDF": b"%PDF-1.7\n%\xe2\xe3",
    XML: b'\xef\xbb\xbf<?xml version="1.0"?><opml version="2.0"></opml>',
    "ARC file": b"filedesc://a.arc 0.0.0.0 20240329100000 text/plain 10\n1 0 a\n",
    "binary data": bytes(range(256)) * 40,
}


@pytest.mark.survives("T23")
@pytest.mark.parametrize("kind", SEEN)
@pytest.mark.parametrize("name", ["dump", "dump.txt", "dump.json"])
def test_foreign_data_is_refused_under_its_own_name(tmp_path, kind, name):
    found, problems = read(tmp_path, SEEN[kind], name=name)
    assert [(one.code, one.detail) for one in problems] == [("unknown-format", kind)]
    assert found == []


@pytest.mark.survives("T23")
@pytest.mark.parametrize("kind", sorted(SEEN.keys() - {XML, "ARC file"}))
@pytest.mark.parametrize("format_", ["text", "json"])
def test_bytes_are_no_text_whatever_the_source_says(tmp_path, kind, format_):
    found, problems = read(tmp_path, SEEN[kind], format=format_)
    assert [(one.code, one.detail) for one in problems] == [("unknown-format", kind)]
    assert found == []


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<opml version='2.0'><head><x/></head></opml>", XML),
        (b"<div class='a'><p>x</p></div>", None),
        (b"sep=;\nurl;title\n", None),
        (b"url,title,date\n", None),
        (b"Paris, France, Europe\n\nBody.\n", None),
        (b"<Dialog> opened in Paris.\n", None),
        (b"[Updated] Storm hits coast\n\nBody.\n", None),
        (b"{curly} words\n", None),
        (b"\x0c Form feeds and \x1b[1mbold\x1b[0m words are still text.\n" * 3, None),
    ],
)
def test_text_is_told_from_markup_and_tables(tmp_path, data, kind):
    _, problems = read(tmp_path, data, name="dump.txt")
    assert [one.detail for one in problems if one.code == "unknown-format"] == [kind] * bool(kind)


@pytest.mark.survives("T23")
@pytest.mark.parametrize("name", ["dump", "dump.txt", "dump.csv", "dump.gz"])
def test_json_is_known_by_its_content(tmp_path, name):
    found, problems = read(tmp_path, ARTICLE.encode(), name=name)
    assert (len(found), problems) == (1, [])


def test_a_format_or_encoding_nobody_knows_is_refused(tmp_path):
    _, (problem,) = read(tmp_path, b"{}", format="yaml")
    names = "warc markdown json sgml wxr feed tei xml html csv parquet text".split()
    said = f"`format` names none of: {', '.join(names)}"
    assert (problem.code, problem.detail) == ("unknown-format", said)
    assert list(FORMATS) == names
    assert all(known.help.endswith(".") for known in FORMATS.values())


@pytest.mark.survives("T10")
@pytest.mark.parametrize(
    "label", ["zlib_codec", "rot13", "hex", "idna", "../../x", "unicode_escape", ""]
)
def test_codecs_that_are_no_encodings_are_never_looked_up(label):
    assert encoding_named(label) is None
    with pytest.raises(ValidationError, match=r"no encoding of text|not given|empty"):
        Source(name="s", files=("x",), encoding=label)


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        ("UTF8", "utf-8"),
        ("ISO-8859-1", "cp1252"),
        ("latin_1", "cp1252"),
        ("Windows-1251", "cp1251"),
        ("ISO_8859-15", "iso8859-15"),
        ("iso8859-1", "cp1252"),
        ("KOI8-R", "koi8-r"),
        ("Shift_JIS", "cp932"),
        ("big5", "big5"),
        ("GB2312", "gb18030"),
    ],
)
def test_labels_of_encodings(label, encoding):
    assert encoding_named(label) == encoding


def test_every_encoding_of_the_list_is_one():
    for encoding in ENCODINGS:
        assert isinstance(b"\0\0\0a".decode(encoding, "replace"), str)


@pytest.mark.survives("T06", "T07")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_unicode_in_every_form_with_and_without_a_mark(tmp_path, encoding, mark, end):
    data = (mark + ARTICLE * 2).replace("\n", end).encode(encoding)
    found, problems = read(tmp_path, data)
    assert ([one.title for one in found], problems) == (["Café – 你好"] * 2, [])
    assert [str(one.origin) for one in found] == ["dump:1", "dump:2"]


@pytest.mark.survives("T08")
@pytest.mark.parametrize("encoding", ["koi8-r", "cp1251", "shift_jis", "gb18030", "utf-16"])
def test_an_encoding_may_be_said(tmp_path, encoding):
    data = '{"title": "Новости", "text": "Текст"}\n'.encode(encoding)
    found, problems = read(tmp_path, data, encoding=encoding)
    assert ([one.title for one in found], problems) == (["Новости"], [])


def test_bytes_that_the_said_encoding_has_not_are_named(tmp_path):
    found, problems = read(tmp_path, b'{"title": "a\x81b"}\n', encoding="cp1252")
    assert found[0].title == "a\ufffdb"
    assert [(one.code, str(one.origin)) for one in problems] == [("undecodable-bytes", "dump")]


@pytest.mark.survives("T08", "T09")
@pytest.mark.parametrize(
    ("line", "title", "code"),
    [
        (b"Caf\xe9 \x96 Z\xfcrich", "Café – Zürich", "decoded-as-cp1252"),
        (b"Caf\xe9 \x81", "Café \ufffd", "decoded-as-cp1252"),
        (
            "Zürich, Köln, Café".encode() + b" \xff",
            "Zürich, Köln, Café \ufffd",
            "undecodable-bytes",
        ),
        (b"\xc0\xaf", "À¯", "decoded-as-cp1252"),
        ("你好世界".encode() + b"\xed\xa0\x80", "你好世界\ufffd\ufffd\ufffd", "undecodable-bytes"),
        ("你好世界".encode() + b"\xf4\x90", "你好世界\ufffd\ufffd", "undecodable-bytes"),
    ],
)
def test_one_line_of_other_bytes_does_not_touch_its_neighbours(tmp_path, line, title, code):
    odd = b'{"title": "' + line + b'"}\n'
    found, problems = read(tmp_path, ARTICLE.encode() + odd + ARTICLE.encode())
    assert [one.title for one in found] == ["Café – 你好", title, "Café – 你好"]
    assert [(one.code, str(one.origin)) for one in problems] == [(code, "dump:2")]


def given_text(monkeypatch):
    """Stands in for the layouts: what text the loader hands to them."""
    seen = []

    def keep(text, *, dump, source, report):
        seen.append(text)
        return iter(())

    monkeypatch.setattr("feedgen_news.loaders.plain.text.read", keep)
    return seen


@pytest.mark.survives("T08", "T15", "T21")
def test_text_is_decoded_line_by_line(tmp_path, monkeypatch):
    seen = given_text(monkeypatch)
    _, problems = read(tmp_path, "Zürich\nCaf".encode() + b"\xe9\nNEL\xc2\x85here\r\nEnd")
    assert seen == ["Zürich\nCafé\nNEL\x85here\r\nEnd"]
    assert [(one.code, str(one.origin)) for one in problems] == [("decoded-as-cp1252", "dump:2")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_text_of_every_unicode_form_is_text(tmp_path, monkeypatch, encoding):
    seen = given_text(monkeypatch)
    _, problems = read(tmp_path, "PARIS: Zürich.\n".encode(encoding))
    assert (seen, problems) == (["PARIS: Zürich.\n"], [])


@pytest.mark.survives("J10")
@pytest.mark.parametrize(
    "blank", [b"", b" \r\n\t\n", b"\0" * 70_000, b"\xff\xfe", b"\xef\xbb\xbf\n"]
)
def test_a_blank_file_is_empty(tmp_path, blank):
    found, problems = read(tmp_path, blank, name="dump.txt")
    assert (found, [one.code for one in problems]) == ([], ["empty-dump"])


def test_a_text_too_large_for_layouts_is_refused(tmp_path):
    found, problems = read(tmp_path, b"words and words\n" * (65 << 16), name="dump.txt")
    assert (found, [one.code for one in problems]) == ([], ["dump-too-large"])


def test_blank_beginnings_do_not_hide_what_follows(tmp_path):
    found, problems = read(tmp_path, b"\n" * 200_000 + ARTICLE.encode())
    assert ([str(one.origin) for one in found], problems) == (["dump:200001"], [])


def test_a_command_line_may_name_a_pattern_or_an_empty_folder(tmp_path, monkeypatch):
    tree(tmp_path, "in/a.json", "in/b.json", "in/c.txt")
    (tmp_path / "none").mkdir()
    monkeypatch.chdir(tmp_path)
    problems: list[Problem] = []
    found = dumps_of(["in/*.json", "none"], report=Report(problems.append))
    assert [dump.name for dump in found] == ["in/a.json", "in/b.json"]
    assert [(one.code, one.detail) for one in problems] == [("missing-dump", "an empty folder")]
