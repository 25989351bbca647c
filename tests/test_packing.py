"""Compressed files and archives: read by their bytes, to their end or to where they break."""

import bz2
import gzip
import io
import lzma
import random
import struct
import sys
import tarfile
import tracemalloc
import zipfile
import zlib

import pytest

from feedgen_news.config.sources import Source
from feedgen_news.loaders import Dump, glance, load
from feedgen_news.loaders.packing import limits, parts, zips
from feedgen_news.loaders.packing.kinds import kind_of
from feedgen_news.problems import Report
from tests.cli import run
from tests.packed import (
    COMPRESSIONS,
    lines,
    read,
    tarred,
    tarred_as,
    titles,
    zipped,
    zipped_as,
    zstd,
)

AB = lines("A", "B")
TEN = lines(*"ABCDEFGHIJ")
EIGHT = ["A", "B", "C", "D", "E", "F", "G", "H"]


@pytest.mark.survives("Z07")
@pytest.mark.parametrize("name", ["dump", "dump.txt", "dump.jsonl.gz", "dump.zip"])
@pytest.mark.parametrize("kind", COMPRESSIONS)
def test_a_compression_is_known_by_its_bytes(tmp_path, kind, name):
    assert titles(tmp_path, COMPRESSIONS[kind](AB), name) == (["A", "B"], [])


@pytest.mark.parametrize(
    ("data", "places"),
    [
        (zipped(a_jsonl=AB), ["d/a.jsonl:1", "d/a.jsonl:2"]),
        (zipped(zipfile.ZIP_STORED, a_jsonl=lines("A"), b__b_jsonl=lines("B")), None),
        (zipped(zipfile.ZIP_BZIP2, a_jsonl=lines("A"), b__b_jsonl=lines("B")), None),
        (tarred(a_jsonl=lines("A"), b__b_jsonl=lines("B")), None),
        (tarred(tarfile.GNU_FORMAT, a_jsonl=lines("A"), b__b_jsonl=lines("B")), None),
        (tarred(tarfile.USTAR_FORMAT, a_jsonl=lines("A"), b__b_jsonl=lines("B")), None),
        (gzip.compress(tarred(a_jsonl=lines("A"), b__b_jsonl=lines("B"))), None),
        (zstd(tarred(a_jsonl=lines("A"), b__b_jsonl=lines("B"))), None),
        (gzip.compress(zipped(a_jsonl=lines("A"), b__b_jsonl=lines("B"))), None),
        (zipped(a_jsonl=gzip.compress(lines("A")), b__b_jsonl=zstd(lines("B"))), None),
        (tarred(a_jsonl=bz2.compress(lines("A")), b__b_jsonl=lines("B")), None),
        (gzip.compress(gzip.compress(AB)), ["d:1", "d:2"]),
        (
            zipped(in_tgz=gzip.compress(tarred(a_jsonl=AB))),
            ["d/in.tgz/a.jsonl:1", "d/in.tgz/a.jsonl:2"],
        ),
    ],
)
def test_each_file_in_an_archive_is_a_dump_of_its_own(tmp_path, data, places):
    found, problems = read(tmp_path, data, "d")
    assert [record.title for record in found] == ["A", "B"]
    assert [str(record.origin) for record in found] == (places or ["d/a.jsonl:1", "d/b/b.jsonl:1"])
    assert problems == []


def test_the_name_within_the_packing_may_decide_what_bytes_leave_open(tmp_path):
    assert titles(tmp_path, gzip.compress(b"null"), "a.json.gz")[1] == ["not-an-object"]
    assert titles(tmp_path, zipped(a_json=b"null"))[1] == ["not-an-object"]


def test_formats_are_told_of_what_is_inside(tmp_path):
    (tmp_path / "d").write_bytes(zipped(a=AB, b=gzip.compress(b"Storm hits\n\nIt did.\n")))
    assert [seen.format for seen in glance(Dump("d", tmp_path / "d"), report=Report())] == [
        "json",
        "text",
    ]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"BZh of old\n", None),
        (b"]\0\0\0\n\0\0\0a\0\0\0b\0\0\0", None),  # UTF-32
        (b"x" * 256 + b"mustard and more of it".ljust(300), None),
        (b"PK is how packers sign.\n", None),
        (lzma.compress(b"x", lzma.FORMAT_ALONE)[:512], "lzma"),
        (b"\x5d\x2a\x4d\x18\4\0\0\0news", "zstd"),
    ],
)
def test_text_is_no_packing(head, kind):
    assert kind_of(head.ljust(600)[:512] if kind is None else head) == kind


def test_a_tar_older_than_posix_is_known_by_its_checksum(tmp_path):
    member = tarfile.TarInfo("a.jsonl")
    member.size = len(AB)
    header = bytearray(member.tobuf(tarfile.USTAR_FORMAT))
    header[257:265] = bytes(8)
    header[148:156] = b" " * 8
    header[148:155] = b"%06o\0" % sum(header)
    data = bytes(header) + AB.ljust(512, b"\0") + bytes(1024)
    assert titles(tmp_path, data) == (["A", "B"], [])


GZ = gzip.compress(TEN)
STORED = gzip.compress(TEN, 0)  # nothing is packed, so that its bytes can be counted
LINE = len(lines("A"))


@pytest.mark.survives("Z01")
@pytest.mark.parametrize(
    ("data", "kept", "code", "said"),
    [
        (STORED[: 15 + 8 * LINE + 30], 8, "truncated-dump", "gzip data: ends in the middle"),
        (GZ[:-8], 10, "truncated-dump", f"byte {len(GZ) - 8}, {len(TEN)} unpacked"),
        (GZ[:-3], 10, "truncated-dump", "gzip data: ends in the middle"),
        (GZ[:-8] + b"\1\2\3\4" + GZ[-4:], 10, "damaged-dump", "incorrect data check"),
        (GZ[:-4] + b"\1\2\3\4", 10, "damaged-dump", "incorrect length check"),
        (GZ + b"rubbish behind it", 10, "damaged-dump", f"follows, at byte {len(GZ)}"),
        (GZ + gzip.compress(AB)[:9], 10, "truncated-dump", "gzip data: ends in the middle"),
    ],
)
def test_what_came_before_a_break_in_gzip_is_kept(tmp_path, data, kept, code, said):
    found, problems = read(tmp_path, data)
    assert [record.title for record in found] == list("ABCDEFGHIJ")[:kept]
    assert problems[0].code == code
    assert said in problems[0].detail
    assert problems[0].effect == "unread"


@pytest.mark.survives("Z01")
def test_not_a_byte_before_an_error_is_lost(tmp_path):
    """zlib itself would give nothing of the piece that an error is in."""
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    data = pack.compress(TEN) + pack.flush(zlib.Z_FULL_FLUSH) + b"\x07"  # no kind of block
    assert titles(tmp_path, data) == (list("ABCDEFGHIJ"), ["damaged-dump"])


BIG = b"".join(lines(f"T{n}") for n in range(4_000))
FRAME = zstd(BIG, write_checksum=True)


@pytest.mark.survives("Z02")
@pytest.mark.parametrize(
    ("data", "least", "code"),
    [
        (FRAME[: len(FRAME) * 3 // 4], 1_000, "truncated-dump"),
        (FRAME[:-1], 4_000, "truncated-dump"),
        (FRAME[:-4], 4_000, "truncated-dump"),
        (FRAME[:-4] + b"\1\2\3\4", 4_000, "damaged-dump"),
        (FRAME + b"rubbish", 4_000, "damaged-dump"),
        (FRAME[:5], 0, "truncated-dump"),
        (FRAME + FRAME[:40], 4_000, "truncated-dump"),
    ],
)
def test_zstd_is_not_silent_about_its_end(tmp_path, data, least, code):
    found, codes = titles(tmp_path, data)
    assert found == [f"T{n}" for n in range(len(found))]
    assert len(found) >= least
    assert codes[0] == code


@pytest.mark.survives("Z01")
@pytest.mark.parametrize("kind", ["bzip2", "xz", "lzma"])
def test_others_break_by_name_too(tmp_path, kind):
    data = COMPRESSIONS[kind](BIG)
    cut, codes = titles(tmp_path, data[: len(data) * 9 // 10])
    assert cut == [f"T{n}" for n in range(len(cut))]
    assert codes[0] == "truncated-dump"
    assert titles(tmp_path, data + b"rubbish")[1] == ["damaged-dump"]


@pytest.mark.survives("Z01")
@pytest.mark.parametrize("kind", ["bzip2", "xz"])
def test_a_checksum_that_is_wrong_is_named(tmp_path, kind):
    data = bytearray(COMPRESSIONS[kind](BIG))
    data[len(data) // 2] ^= 0xFF
    assert "damaged-dump" in titles(tmp_path, bytes(data))[1]


@pytest.mark.survives("Z03")
@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst", "a.XZ", "a.tar", "a.zip"])
def test_nothing_at_all_is_no_packed_file(tmp_path, name):
    assert titles(tmp_path, b"", name) == ([], ["truncated-dump"])


@pytest.mark.survives("Z03")
@pytest.mark.parametrize(
    "data", [gzip.compress(b""), zstd(b""), bz2.compress(b""), zipped(), tarred(), zipped(a=b"")]
)
def test_a_packed_nothing_is_empty(tmp_path, data):
    assert titles(tmp_path, data, "a.gz") == ([], ["empty-dump"])


SKIPPED = b"\x50\x2a\x4d\x18" + struct.pack("<I", 70_000) + bytes(70_000)


@pytest.mark.survives("Z04")
@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(lines("A")) + gzip.compress(lines("B")),
        gzip.compress(lines("A")) + gzip.compress(b"") + gzip.compress(lines("B")) + bytes(512),
        gzip.compress(lines("A")) + bytes(99_999) + gzip.compress(lines("B")),
        bz2.compress(lines("A")) + bz2.compress(b"") + bz2.compress(lines("B")),
        lzma.compress(lines("A")) + bytes(8) + lzma.compress(lines("B")),
        zstd(lines("A")) + zstd(b"") + zstd(lines("B")),
        SKIPPED + zstd(lines("A")) + SKIPPED + zstd(lines("B")) + SKIPPED,
        zstd(AB, write_content_size=False),
        tarred(a=lines("A")) + tarred(b=lines("B")),
    ],
)
def test_all_members_and_frames_are_read(tmp_path, data):
    assert titles(tmp_path, data) == (["A", "B"], [])


ZEROS = bytes(80 << 20)


@pytest.mark.survives("Z05")
@pytest.mark.parametrize(
    "pack",
    [
        gzip.compress,
        zstd,
        bz2.compress,
        lambda data: lzma.compress(data, preset=0),
        lambda data: zipped(a=data),
        lambda data: gzip.compress(gzip.compress(data)),
        lambda data: zipped(a=zipped(a=gzip.compress(data))),
        lambda data: gzip.compress(tarred(a=data)),
    ],
)
def test_bombs_are_stopped_in_bounded_memory(tmp_path, pack):
    (tmp_path / "d").write_bytes(pack(AB + ZEROS))
    report = Report()
    tracemalloc.start()
    with (tmp_path / "d").open("rb") as file:
        made = sum(map(_size, parts(file, "d", report=report)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert report.counts["decompression-bomb"] == 1
    assert 60 << 20 < made < 70 << 20
    assert peak < 10 << 20


def _size(part):
    size = 0
    while chunk := part.file.read(1 << 16):
        size += len(chunk)
    return size


@pytest.mark.survives("Z05")
def test_what_came_before_a_bomb_went_off_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "FREE", 1 << 20)
    found, codes = titles(tmp_path, gzip.compress(AB + ZEROS))
    assert (found, codes[0]) == (["A", "B"], "decompression-bomb")


@pytest.mark.survives("Z05")
def test_the_limit_is_named(tmp_path):
    _, problems = read(tmp_path, gzip.compress(ZEROS))
    assert "more than 500 times its size and 64 MiB unpacked" in problems[0].detail


@pytest.mark.survives("Z05")
def test_members_that_lie_over_one_another_are_counted_each_time(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "FREE", 1 << 20)
    monkeypatch.setattr(limits, "RATIO", 2)
    kernel = AB + b" " * 50_000
    data = zipped_as({str(n): b"" for n in range(100)})
    real = zipped(zipfile.ZIP_STORED, a=kernel)
    start = real.index(kernel) - 31
    directory = bytearray(real[real.index(b"PK\1\2") : real.index(b"PK\5\6")])
    assert start == 0
    data = real[: real.index(b"PK\1\2")] + bytes(directory) * 100
    end = struct.pack(
        "<4s4H2IH", b"PK\5\6", 0, 0, 100, 100, 100 * len(directory), len(kernel) + 31, 0
    )
    _, codes = titles(tmp_path, data + end)
    assert codes.count("decompression-bomb") == 1


@pytest.mark.survives("Z05")
def test_packings_end_at_a_depth(tmp_path):
    four = gzip.compress(gzip.compress(gzip.compress(gzip.compress(AB))))
    assert titles(tmp_path, four) == (["A", "B"], [])
    _, (problem,) = read(tmp_path, gzip.compress(four))
    assert (problem.code, problem.detail) == ("decompression-bomb", "packed more than 4 times")


@pytest.mark.survives("Z05", "Z16")
def test_a_line_without_end_takes_no_memory(tmp_path):
    line = b'{"title": "' + b"x" * (40 << 20) + b'"}\n'
    data = gzip.compress(line + AB, 1)
    tracemalloc.start()
    found, codes = titles(tmp_path, data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found, codes) == (["A", "B"], ["record-too-large"])
    assert peak < 60 << 20


@pytest.mark.survives("Z16")
def test_memory_does_not_grow_with_the_dump(tmp_path):
    data = gzip.compress(BIG * 5, 1)
    (tmp_path / "d").write_bytes(data)
    tracemalloc.start()
    dump, source = Dump("d", tmp_path / "d"), Source(name="s", files=("*",))
    assert sum(1 for _ in load(dump, source=source, report=Report())) == 20_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 << 20


WIDE = b"\x28\xb5\x2f\xfd\x00\xa8" + b"\x09\0\0a"  # a window of 2 GiB
LYING = b"\x28\xb5\x2f\xfd\xe0" + struct.pack("<Q", 1 << 60) + b"\x09\0\0a"
FOREIGN = b"\x28\xb5\x2f\xfd\x01\x58\x07" + b"\x09\0\0a"  # by the dictionary 7


@pytest.mark.survives("Z06")
@pytest.mark.parametrize(
    ("data", "said"),
    [(WIDE, "too much memory"), (LYING, "zstd data: "), (FOREIGN, "Dictionary mismatch")],
)
def test_frames_that_ask_too_much_are_refused(tmp_path, data, said):
    found, problems = read(tmp_path, data, "a.zst")
    assert found == []
    assert [problem.code for problem in problems] == ["damaged-dump"]
    assert said in problems[0].detail


@pytest.mark.survives("Z07", "F01")
def test_names_inside_are_labels_and_nothing_else(tmp_path):
    file = io.BytesIO()
    with gzip.GzipFile("../../etc/x", "wb", fileobj=file) as packed:
        packed.write(AB)
    assert titles(tmp_path, file.getvalue()) == (["A", "B"], [])
    names = ["../../evil.jsonl", "/etc/evil.jsonl", "c:\\evil\\x.jsonl", "\x1b[2Jb\u202ed"]
    for pack in (zipped_as, tarred_as):
        found, problems = read(tmp_path, pack({name: lines("A") for name in names}), "d")
        assert [record.origin.dump for record in found] == [
            "d/../../evil.jsonl",
            "d//etc/evil.jsonl",
            "d/c:/evil/x.jsonl",
            "d/\\x1b[2Jb\\u202ed",
        ]
        assert problems == []
    assert [path.name for path in tmp_path.iterdir()] in (["dump", "d"], ["d", "dump"])


def test_what_systems_leave_in_archives_is_left_out(tmp_path):
    members = {"__MACOSX/._a.jsonl": b"\0", ".DS_Store": b"\0", "x/.git/a": b"\0", "./a": AB}
    assert titles(tmp_path, zipped_as(members)) == (["A", "B"], [])
    assert titles(tmp_path, tarred_as(members)) == (["A", "B"], [])


def _changed(data: bytes, mark: bytes, offset: int, new: bytes) -> bytes:
    """With other bytes at an offset from each such mark."""
    changed = bytearray(data)
    at = data.find(mark)
    while at >= 0:
        changed[at + offset : at + offset + len(new)] = new
        at = data.find(mark, at + 1)
    return bytes(changed)


TWO = zipped(a=lines("A"), b=lines("B"))
FIRST = TWO[: TWO.index(b"PK\3\4", 4)]
REST = TWO[TWO.index(b"PK\3\4", 4) :]


@pytest.mark.parametrize(
    ("data", "kept", "code", "said"),
    [
        (_changed(TWO, b"PK\1\2", 8, b"\1"), [], "unreadable-member", "encrypted"),
        (_changed(TWO, b"PK\1\2", 10, b"\x62"), [], "unreadable-member", "method PPMd"),
        (_changed(TWO, b"PK\1\2", 16, b"\0\0\0\0"), ["A", "B"], "damaged-dump", "checksum is"),
        (_changed(TWO, b"PK\1\2", 24, b"\1\0\0\0"), ["A", "B"], "damaged-dump", "the size is"),
        (_changed(TWO, b"PK\1\2", 40, b"\xff\xa1"), [], "skipped-member", "a link"),
        (_changed(TWO, b"PK\3\4", 0, b"PK\3\5"), [], None, None),
    ],
)
def test_members_of_a_zip_that_cannot_be_had_are_named(tmp_path, data, kept, code, said):
    if code is None:  # the signature of the file itself is gone
        data = FIRST + _changed(REST, b"PK\3\4", 0, b"PK\3\5")
        kept, code, said = ["A"], "damaged-dump", "not where the directory says"
    found, problems = read(tmp_path, data, "d")
    assert [record.title for record in found] == kept
    first = problems[-1] if kept == ["A"] else problems[0]
    assert first.code == code
    assert said in first.detail
    assert first.origin.dump in ("d/a", "d/b")


def test_one_member_that_cannot_be_had_does_not_stop_the_others(tmp_path):
    at = TWO.index(b"PK\1\2")
    data = TWO[:at] + _changed(TWO[at : at + 50], b"PK\1\2", 8, b"\1") + TWO[at + 50 :]
    assert titles(tmp_path, data) == (["B"], ["unreadable-member"])


@pytest.mark.survives("Z01")
def test_a_zip_without_its_end_is_read_as_far_as_it_goes(tmp_path):
    data = zipped(a=lines("A"), sub__b=lines("B"), c=BIG)
    cut = data[: len(data) * 2 // 3]
    found, codes = titles(tmp_path, cut)
    assert found[:2] == ["A", "B"]
    assert found[2:] == [f"T{n}" for n in range(len(found) - 2)]
    assert len(found) > 100
    assert codes[:2] == ["truncated-dump", "truncated-dump"]


def test_a_streamed_zip_without_its_end_too(tmp_path):
    class Pipe(io.RawIOBase):
        def writable(self):
            return True

        def write(self, data):
            out.write(data)
            return len(data)

    out = io.BytesIO()
    with zipfile.ZipFile(Pipe(), "w", zipfile.ZIP_DEFLATED) as archive:  # sizes follow the data
        archive.writestr("a", lines("A"))
        archive.writestr("b", lines("B"))
    data = out.getvalue()
    assert titles(tmp_path, data) == (["A", "B"], [])
    cut = data[: data.index(b"PK\1\2")]
    assert titles(tmp_path, cut) == (["A", "B"], ["truncated-dump"])


@pytest.mark.parametrize("name", ["[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"])
def test_documents_that_are_zips_are_no_archives(tmp_path, name):
    _, (problem,) = read(tmp_path, zipped_as({name: b"x", "word/document.xml": b"<a/>"}))
    assert (problem.code, problem.detail) == (
        "unknown-format",
        "Office document, book or program",
    )


@pytest.mark.survives("Z05")
def test_limits_of_a_zip(tmp_path, monkeypatch):
    monkeypatch.setattr(zips, "MEMBERS", 1)
    assert titles(tmp_path, TWO) == (["A"], ["archive-too-large"])
    monkeypatch.setattr(zips, "DIRECTORY", 20)
    assert titles(tmp_path, TWO) == ([], ["archive-too-large"])
    monkeypatch.setattr("feedgen_news.loaders.packing.SPOOL", 20)
    assert titles(tmp_path, gzip.compress(TWO)) == ([], ["archive-too-large"])


def _tar_with(*members: tarfile.TarInfo) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for member in members:
            archive.addfile(member)
        regular = tarfile.TarInfo("a")
        regular.size = len(AB)
        archive.addfile(regular, io.BytesIO(AB))
    return file.getvalue()


def _special(type_: bytes) -> tarfile.TarInfo:
    member = tarfile.TarInfo("odd")
    member.type, member.linkname = type_, "/etc/passwd"
    return member


@pytest.mark.survives("Z07")
@pytest.mark.parametrize(
    ("type_", "code", "said"),
    [
        (tarfile.SYMTYPE, "skipped-member", "a link"),
        (tarfile.LNKTYPE, "skipped-member", "a link"),
        (tarfile.CHRTYPE, "skipped-member", "a device"),
        (tarfile.FIFOTYPE, "skipped-member", "a FIFO"),
        (tarfile.GNUTYPE_SPARSE, "unreadable-member", "of the type 'S'"),
    ],
)
def test_links_and_devices_in_a_tar_are_not_followed(tmp_path, type_, code, said):
    found, (problem,) = read(tmp_path, _tar_with(_special(type_)), "d")
    assert [record.title for record in found] == ["A", "B"]
    assert (problem.code, problem.detail, problem.origin.dump) == (code, said, "d/odd")


TAR = tarred(tarfile.USTAR_FORMAT, a=lines("A"), b=lines("B"), c=lines("C"))


@pytest.mark.survives("Z01")
@pytest.mark.parametrize(
    ("data", "kept", "code", "said"),
    [
        (TAR[:1024], ["A"], "truncated-dump", "ends without its end mark"),
        (TAR[:1224], ["A"], "truncated-dump", "ends inside a header"),
        (TAR[: 1024 + 512 + LINE], ["A", "B"], "truncated-dump", "ends inside a member"),
        (
            TAR[:1030] + b"\xff" + TAR[1031:],
            ["A"],
            "damaged-dump",
            "a header is none, at byte 1,536",
        ),
        (TAR[:3072] + b"rubbish" * 80, ["A", "B", "C"], "damaged-dump", "a header is none"),
    ],
)
def test_a_tar_says_where_it_breaks(tmp_path, data, kept, code, said):
    found, problems = read(tmp_path, data)
    assert [record.title for record in found] == kept
    assert [problem.code for problem in problems] == [code]
    assert said in problems[0].detail


@pytest.mark.survives("Z01")
def test_a_cut_of_both_is_told_once(tmp_path):
    data = gzip.compress(tarred(a=lines("A"), b=BIG))
    found, codes = titles(tmp_path, data[: len(data) // 2])
    assert found[:2] == ["A", "T0"]
    assert [code for code in codes if code != "broken-json"].count("truncated-dump") <= 2
    assert titles(tmp_path, gzip.compress(tarred(a=lines("A")))[:-8])[1] == ["truncated-dump"]


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_in_a_tar(tmp_path, form):
    name = "deep/" * 60 + "ü.jsonl"
    found, problems = read(tmp_path, tarred_as({name: AB}, form), "d")
    assert found[0].origin.dump == f"d/{name}"
    assert problems == []


def test_a_header_as_large_as_memory_is_refused(tmp_path):
    member = tarfile.TarInfo("x")
    member.type, member.size = tarfile.XHDTYPE, 1 << 32
    _, (problem,) = read(tmp_path, member.tobuf(tarfile.GNU_FORMAT) + bytes(4096))
    assert problem.detail == "tar: an extended header of 4,294,967,296 bytes, at byte 512"


def test_a_missing_library_is_named_and_the_rest_is_read(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "zstandard", None)
    found, (problem,) = read(tmp_path, zipped(a=zstd(lines("A")), b=lines("B")), "d")
    assert [record.title for record in found] == ["B"]
    assert str(problem) == (
        "d/a missing-extra: zstd data needs pip install 'feedgen-news[zstd]';"
        " install it, and build again"
    )


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(TEN),
        zstd(TEN, write_checksum=True),
        bz2.compress(TEN),
        lzma.compress(TEN),
        zipped(a=TEN, b=AB),
        tarred(a=TEN, b=AB),
        gzip.compress(tarred(a=TEN)),
    ],
)
def test_no_damage_is_too_odd(tmp_path, data):
    """Nothing is raised, and whatever is missing has a name."""
    rng = random.Random(1)
    for _ in range(150):
        broken = bytearray(data)
        for _ in range(rng.choice([1, 2, 8])):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        cut = rng.choice([len(data), rng.randrange(len(data))])
        found, codes = titles(tmp_path, bytes(broken[:cut]))
        assert codes or len(found) in (10, 12)


@pytest.mark.survives("Z01")
def test_a_damaged_dump_is_not_remembered_as_read(project, tmp_path, capfdbinary):
    config = project(day_gz=gzip.compress(AB)[:-8])
    first = run(capfdbinary, "build", "-c", config)
    assert first.code == 2
    assert "dumps     0 read, 0 unchanged, 1 not read" in first.out
    assert "records   2 read: 2 new" in first.out
    (tmp_path / "dumps" / "day.gz").write_bytes(gzip.compress(lines("A", "B", "C")))
    second = run(capfdbinary, "build", "-c", config)
    assert (second.code, "1 new" in second.out) == (0, True)
    assert "1 unchanged" in run(capfdbinary, "build", "-c", config).out


@pytest.mark.survives("Z15")
def test_standard_input_may_be_packed(tmp_path, capfdbinary, monkeypatch):
    (tmp_path / "in").write_bytes(zipped(a=AB))
    with (tmp_path / "in").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        result = run(capfdbinary, "read", "-")
    assert (result.code, result.out.count('"title":')) == (0, 2)


@pytest.mark.survives("Z15")
def test_a_dump_may_vanish_grow_or_shrink_meanwhile(tmp_path, monkeypatch):
    monkeypatch.setattr("feedgen_news.loaders.json.lines.PART", 10_000)
    dumps = [Dump(name, tmp_path / name) for name in ("gone", "grows", "shrinks", "b")]
    for dump in dumps:
        dump.path.write_bytes(BIG)
    problems = []
    counts = {}
    for dump in dumps:
        source = Source(name="s", files=("*",))
        if dump.name == "gone":
            dump.path.unlink()
        records = load(dump, source=source, report=Report(problems.append))
        counts[dump.name] = sum(1 for _ in records if _meanwhile(dump))
    assert counts == {"gone": 0, "grows": 4_001, "shrinks": counts["shrinks"], "b": 4_000}
    assert 0 < counts["shrinks"] < 4_000
    assert [(one.code, one.origin.dump) for one in problems if one.effect == "unread"] == [
        ("unreadable-dump", "gone"),
        ("truncated-dump", "shrinks"),
    ]


def _meanwhile(dump):
    if dump.name == "grows" and dump.path.stat().st_size == len(BIG):
        with dump.path.open("ab") as file:
            file.write(lines("NEW"))
    elif dump.name == "shrinks" and dump.path.stat().st_size == len(BIG):
        with dump.path.open("r+b") as file:
            file.truncate(len(BIG) - 10)
    return True


def test_a_member_without_a_name_is_read(tmp_path):
    line = b'{"url": "https://n.example/1", "title": "T", "text": "x"}\n'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("a", line)
    path = tmp_path / "d.zip"
    path.write_bytes(_nameless(data.getvalue()))
    source = Source.model_validate({"name": "wire", "files": ["*"]})
    found = list(load(Dump("d.zip", path), source=source, report=Report()))
    assert [one.title for one in found] == ["T"]


def _nameless(data: bytes) -> bytes:
    """A zip of one member called `a`, without that name."""
    local = data[:26] + b"\0\0" + data[28:30] + data[31:]
    at = local.index(b"PK\x01\x02")
    central = (
        local[:at] + local[at : at + 28] + b"\0\0" + local[at + 30 : at + 46] + local[at + 47 :]
    )
    end = central.index(b"PK\x05\x06")
    size = int.from_bytes(central[end + 12 : end + 16], "little") - 1
    return (
        central[: end + 12]
        + size.to_bytes(4, "little")
        + at.to_bytes(4, "little")
        + central[end + 20 :]
    )
