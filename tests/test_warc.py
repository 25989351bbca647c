"""WARC files: whole records are read, whatever happened to their neighbours."""

import gzip
import io
import random
import sys
import tracemalloc
import zlib

import brotli
import pytest
import zstandard

from feedgen_news.config.sources import Source
from feedgen_news.loaders import Dump, load
from feedgen_news.loaders import html as pages
from feedgen_news.loaders.warc.framing import Broken, Framed, records
from feedgen_news.loaders.warc.http import BrokenPageError, TooLargeError, page, response
from feedgen_news.problems import MissingExtraError, Report
from tests.packed import http, record

SAID = """\
The harbour of the old town was opened on Friday, after nine years of work that had cost more.
Ships of every size came in from early morning on, and a band played on the quay in the rain.
The mayor said that the next harbour would be built by her grandchildren, if they had to."""
PROSE = "".join(f"<p>{line}</p>" for line in SAID.splitlines())


def html(title):
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>"
        f"</head><body><article><h1>{title}</h1>{PROSE}</article></body></html>"
    ).encode()


def story(title, **settings):
    return record(http(html(title)), uri=f"https://n.example/a/{title.lower()}", **settings)


def read(tmp_path, data, name="d.warc"):
    (tmp_path / name).write_bytes(data)
    problems = []
    source = Source(name="s", files=("*",), extract="fast")
    dump = Dump(name, tmp_path / name)
    return list(load(dump, source=source, report=Report(problems.append))), problems


def told(tmp_path, data):
    """The titles, and of each finding the code and the place."""
    found, problems = read(tmp_path, data)
    return (
        [one.title for one in found],
        [(one.code, str(one.origin).removeprefix("d.warc")) for one in problems],
    )


INFO = record(b"software: a crawler", kind="warcinfo")
A, B, C = story("Alpha"), story("Bravo"), story("Charlie")


def test_a_page_is_an_article(tmp_path):
    (found,), problems = read(tmp_path, INFO + A)
    assert (found.title, found.url) == ("Alpha", "https://n.example/a/alpha")
    assert found.published is None  # the day of the crawl is none of the article
    assert str(found.origin) == "d.warc#2"
    assert "nine years of work" in (found.html or "")
    assert problems == []


@pytest.mark.survives("Z11")
@pytest.mark.parametrize(
    "data",
    [
        INFO + A + B,
        gzip.compress(INFO) + gzip.compress(A) + gzip.compress(B),
        gzip.compress(INFO + A + B),
        zstandard.ZstdCompressor().compress(INFO + A + B),
        (INFO + A + B).replace(b"WARC/1.0\r\n", b"WARC/1.1\r\n"),
        (INFO + A + B).replace(b"WARC/1.0\r\n", b"WARC/0.18\r\n"),
        INFO + A + B[:-4],
        b"\r\n\r\n" + INFO + A + b"\r\n" * 5 + B,
        INFO + A[:-4] + B,
        INFO + A + B + bytes(512),
        INFO + A.replace(b"WARC-Type: resp", b"warc-type:\r\n resp") + B,
    ],
)
def test_records_in_every_usual_form(tmp_path, data):
    assert told(tmp_path, data) == (["Alpha", "Bravo"], [])


def test_lines_may_end_in_lf_alone(tmp_path):
    data = b"".join(
        head.replace(b"\r\n", b"\n") + b"\n\n" + rest[:-4] + b"\n\n"
        for head, _, rest in (one.partition(b"\r\n\r\n") for one in (A, B))
    )
    assert told(tmp_path, data) == (["Alpha", "Bravo"], [])


@pytest.mark.survives("Z08")
@pytest.mark.parametrize("cut", [5, 100, 330, 420, len(B) // 2, len(B) - 30])
def test_a_last_record_that_is_cut_is_named(tmp_path, cut):
    titles, problems = told(tmp_path, A + B[:cut])
    assert titles == ["Alpha"]
    assert problems == [("truncated-dump", "#2")]


@pytest.mark.survives("Z09", "Z10", "Z14")
@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (story("Bravo", length=5_000), "5,000 bytes long, and"),
        (story("Bravo", length=len(http(html("Bravo"))) + 300), "no record begins behind them"),
        (story("Bravo", length=30_000_000), "30,000,000 bytes long, and"),
        (story("Bravo", length=20), "20 bytes long, and no record begins behind them"),
        (story("Bravo", length=-1), "its Content-Length is '-1'"),
        (story("Bravo", length="abc"), "its Content-Length is 'abc'"),
        (story("Bravo", length="١٢"), "its Content-Length is '١٢'"),
        (story("Bravo", length=""), "its Content-Length is ''"),
        (story("Bravo", length=10**18), "its Content-Length is '1000000000000000000'"),
        (story("Bravo", more="X: " + "x" * 200_000), "its header is larger than 64 KiB"),
        (story("Bravo", more="X-Name: x\r\n" * 9_999 + "X: x"), "its header is larger than 64 KiB"),
        (B.replace(b"WARC/1.0", b"WARC/99.0"), "its version is 'WARC/99.0'"),
        (b"rubbish\r\n" * 9, "81 bytes at byte"),
        (bytes(range(1, 256)) * 900, f"{255 * 900:,} bytes at byte"),
    ],
)
def test_records_around_a_broken_one_are_read(tmp_path, broken, said):
    found, problems = read(tmp_path, A + broken + C)
    assert [one.title for one in found] == ["Alpha", "Charlie"]
    assert [(one.code, one.origin.position) for one in problems] == [("damaged-dump", 2)]
    assert said in problems[0].detail
    assert f"at byte {len(A):,}" in problems[0].detail
    assert problems[0].effect == "unread"


@pytest.mark.survives("Z11")
@pytest.mark.parametrize(
    ("damage", "kept"),
    [
        (lambda one: one[:40] + b"rubbish" * 9 + one[60:], ["Alpha", "Charlie"]),
        (lambda one: one[:-8] + b"\1\2\3\4" + one[-4:], ["Alpha", "Bravo", "Charlie"]),
        (lambda one: one[: len(one) // 2], ["Alpha", "Charlie"]),
        (lambda one: one[3:], ["Alpha", "Charlie"]),
        (lambda one: b"rubbish", ["Alpha", "Charlie"]),
    ],
)
def test_after_a_broken_gzip_member_the_next_is_found(tmp_path, damage, kept):
    data = gzip.compress(A) + damage(gzip.compress(B)) + gzip.compress(C)
    titles, problems = told(tmp_path, data)
    assert titles == kept
    assert "damaged-dump" in {code for code, _ in problems}


@pytest.mark.survives("Z11")
def test_one_gzip_member_that_is_cut(tmp_path):
    data = gzip.compress(A + B + C, 0)
    titles, problems = told(tmp_path, data[: len(A) + len(B) + 200])
    assert titles == ["Alpha", "Bravo"]
    assert {code for code, _ in problems} == {"truncated-dump"}


@pytest.mark.survives("Z10")
@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"hello world\n", "damaged-dump"),
        (b"filedesc://a.arc 0.0.0.0 20240329100000 text/plain 10\n1 0 a\n", "unknown-format"),
        (b"WARC/99.0\r\nWARC-Type: response\r\n\r\n", "damaged-dump"),
        (b"", "empty-dump"),
    ],
)
def test_what_is_no_warc_is_refused_by_name(tmp_path, data, problem):
    titles, problems = told(tmp_path, data)
    assert titles == []
    assert [code for code, _ in problems] == [problem]


def chunked(*pieces):
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


PAGE = html("Delta")
CHUNKS = chunked(PAGE[:300], PAGE[300:])
CHUNKED = "Transfer-Encoding: chunked\r\n"


def coded(name):
    return f"Content-Encoding: {name}\r\n"


RAW = zlib.compressobj(9, zlib.DEFLATED, -15)
BARE = RAW.compress(PAGE) + RAW.flush()
BR = brotli.compress(PAGE)
GZ = gzip.compress(PAGE)
ZST = zstandard.ZstdCompressor().compress(PAGE)


@pytest.mark.survives("Z12")
@pytest.mark.parametrize(
    ("body", "more"),
    [
        (CHUNKS, CHUNKED),
        (CHUNKS.replace(b"\r\n<", b";name=x\r\n<", 1), CHUNKED),
        (GZ, coded("gzip")),
        (GZ, coded("x-gzip")),
        (zlib.compress(PAGE), coded("deflate")),
        (BARE, coded("deflate")),
        (BR, coded("br")),
        (ZST, coded("zstd")),
        (brotli.compress(GZ), coded("gzip, br")),
        (chunked(GZ[:20], GZ[20:]), CHUNKED + coded("gzip")),
        (PAGE, coded("identity")),
        (PAGE, CHUNKED),  # what crawlers leave that keep the page open and the headers as they were
        (PAGE, coded("gzip")),
        (PAGE, coded("br")),
        (PAGE, coded("dcb")),
    ],
)
def test_chunks_and_compressions_are_undone(body, more):
    answer = response(http(body, more=more))
    assert answer is not None
    assert page(answer, cut=False) == PAGE


@pytest.mark.survives("Z12")
@pytest.mark.parametrize(
    ("body", "more", "said"),
    [
        (b"FFFFFFFFFFFFFFFF\r\n" + PAGE, CHUNKED, "broken in chunk 1"),
        (CHUNKS[:-5], CHUNKED, "broken in chunk 2"),
        (CHUNKS[:400], CHUNKED, "broken in chunk 2"),
        (GZ[:-20], coded("gzip"), "gzip data ends in the middle"),
        (b"rubbish", coded("gzip"), "said to be gzip, and is not"),
        (BR[:-20], coded("br"), "br data ends in the middle"),
        (b"\xff\xfe\xfd", coded("br"), "said to be br, and is not"),
        (ZST[:-4], coded("zstd"), "zstd data ends in the middle"),
        (b"rubbish", coded("zstd"), "said to be zstd, and is not"),
        (b"rubbish", coded("dcb"), "Content-Encoding 'dcb'"),
    ],
)
def test_a_page_that_cannot_be_unpacked_is_refused_and_the_next_is_read(tmp_path, body, more, said):
    data = record(http(body, more=more)) + A
    found, (problem,) = read(tmp_path, data)
    assert [one.title for one in found] == ["Alpha"]
    assert (problem.code, str(problem.origin)) == ("broken-page", "d.warc#1")
    assert said in problem.detail
    assert body in problem.raw


def test_what_the_crawler_cut_is_read_as_far_as_it_goes():
    for body, more in ((GZ[:-20], coded("gzip")), (CHUNKS[:400], CHUNKED), (BR[:-9], coded("br"))):
        answer = response(http(body, more=more))
        assert answer is not None
        with pytest.raises(BrokenPageError):
            page(answer, cut=False)
        assert PAGE.startswith(page(answer, cut=True))


ZEROS = bytes(40 << 20)


@pytest.mark.survives("Z05", "Z12")
@pytest.mark.parametrize(
    ("body", "name"),
    [
        (gzip.compress(ZEROS), "gzip"),
        (zlib.compress(ZEROS), "deflate"),
        (brotli.compress(ZEROS, quality=1), "br"),
        (zstandard.ZstdCompressor().compress(ZEROS), "zstd"),
    ],
)
def test_bombs_in_pages_stop_at_the_size_of_a_page(body, name):
    answer = response(http(body, more=coded(name)))
    assert answer is not None
    tracemalloc.start()
    with pytest.raises(TooLargeError):
        page(answer, cut=False)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 80 << 20


def test_a_page_that_is_too_large_is_named(tmp_path):
    large = record(http(PAGE + bytes(17 << 20)))
    titles, problems = told(tmp_path, large + A)
    assert (titles, problems) == (["Alpha"], [("record-too-large", "#1")])


SECRETS = (
    b"GET /a HTTP/1.1\r\nHost: n.example\r\nCookie: CANARY\r\nAuthorization: Bearer CANARY\r\n\r\n"
)


@pytest.mark.survives("Z13", "R03")
def test_what_is_no_page_is_no_article_and_no_refusal(tmp_path):
    others = [
        record(http(b"", status="302 Found", more="Location: https://n.example/b\r\n")),
        record(http(PAGE, status="404 Not Found")),
        record(http(PAGE, status="206 Partial Content")),
        record(http(b"\x89PNG\r\n\x1a\n", type_="image/png")),
        record(http(b'{"title": "A"}', type_="application/json")),
        record(http(b"User-agent: *", type_="text/plain"), uri="https://n.example/robots.txt"),
        record(http(PAGE), uri="https://n.example/robots.txt"),
        record(http(b"\0\1\2", type_="")),
        record(b"The words of a page", kind="conversion"),
    ]
    silent = [
        record(SECRETS, kind="request"),
        record(b"fetchTimeMs: 20", kind="metadata"),
        record(b"HTTP/1.1 200 OK\r\n\r\n", kind="revisit"),
    ]
    found, (problem,) = read(tmp_path, INFO + b"".join(others + silent) + A)
    assert [one.title for one in found] == ["Alpha"]
    assert (problem.code, problem.effect) == ("no-pages", "noted")
    assert problem.detail == "9 of its records: redirects, errors, pictures and the like"
    assert "CANARY" not in repr((found, problem))


@pytest.mark.parametrize(
    ("block", "kind", "title"),
    [
        (http(PAGE, type_="TEXT/HTML;Charset='UTF-8'"), "response", "Delta"),
        (http(PAGE, type_="application/xhtml+xml"), "response", "Delta"),
        (http(PAGE, type_=""), "response", "Delta"),
        (http(PAGE, type_="application/octet-stream"), "response", "Delta"),
        (http("Zürich é".encode("cp1252").join([PAGE[:-40], PAGE[-40:]])), "response", "Delta"),
        (http(PAGE.replace(b"Delta", "Дельта".encode("koi8-r")), type_="text/html; charset=koi8-r")
            .replace(b"<meta charset='utf-8'>", b""), "response", "Дельта"),
        (PAGE, "resource", "Delta"),
    ],
)  # fmt: skip
def test_pages_are_known_by_header_or_bytes(tmp_path, block, kind, title):
    found, _ = read(tmp_path, record(block, kind=kind))
    assert [one.title for one in found] == [title]


@pytest.mark.parametrize(
    ("uri", "url"),
    [
        ("<https://n.example/a/wget>", "https://n.example/a/wget"),
        ("https://n.example/a b", "https://n.example/a b"),
        ("javascript:alert(1)", None),
        ("file:///home/ann/CANARY/x.html", None),
    ],
)
def test_addresses_of_pages(tmp_path, uri, url):
    (found,), _ = read(tmp_path, record(http(PAGE), uri=uri))
    assert found.url == url
    assert "CANARY" not in repr(found)


@pytest.mark.parametrize(
    ("block", "more", "said"),
    [
        (b"GARBAGE\r\n\r\nx", "", "a response that is no HTTP"),
        (PAGE, "", "a response that is no HTTP"),
        (http(PAGE), "WARC-Segment-Number: 1", "in segments, of which this is one"),
    ],
)
def test_responses_that_are_none_are_refused(tmp_path, block, more, said):
    found, (problem,) = read(tmp_path, record(block, more=more) + A)
    assert [one.title for one in found] == ["Alpha"]
    assert (problem.code, problem.detail) == ("broken-page", said)


def test_names_of_other_schemes_are_no_pages(tmp_path):
    dns = record(b"20240329\r\nn.example. IN A 192.0.2.1", uri="dns:n.example").replace(
        b"application/http; msgtype=response", b"text/dns"
    )
    assert told(tmp_path, dns + A) == (["Alpha"], [("no-pages", "")])


def test_a_library_that_is_missing_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "brotli", None)
    found, (problem,) = read(tmp_path, A + record(http(BR, more=coded("br"))))
    assert [one.title for one in found] == ["Alpha"]
    assert problem.code == "missing-extra"
    assert problem.detail == "warc needs pip install 'feedgen-news[warc]'"


def test_a_library_that_pages_need_comes_with_the_extra_of_warcs(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "_with_libraries", _without_libraries)
    found, (problem,) = read(tmp_path, A)
    assert found == []
    assert problem.detail == "warc needs pip install 'feedgen-news[warc]'"


def _without_libraries(*, fast):
    raise MissingExtraError("html")


@pytest.mark.survives("Z14")
def test_large_records_take_no_memory():
    file = io.BytesIO(record(http(bytes(60 << 20), type_="video/mp4")) + A)
    tracemalloc.start()
    found = [one.position for one in records(file) if isinstance(one, Framed)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [1, 2]
    assert peak < 60 << 20


@pytest.mark.survives("Z14")
@pytest.mark.parametrize(
    "one",
    [
        b"WARC/1.0\r\nWARC-Type: x\r\n",
        b"WARC/1.0\r\nWARC-Type: x\r\nContent-Length: 2000000\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: x\r\nContent-Length: -1\r\n\r\n",
    ],
)
def test_after_a_thousand_broken_records_the_rest_is_given_up(one):
    found = list(records(io.BytesIO(one * 40_000)))
    assert len(found) == 1_001
    assert isinstance(found[-1], Broken)
    assert found[-1].detail == "1,000 broken records; the rest is not read"


def test_no_damage_is_too_odd():
    """Every page is there, or something was said."""
    whole = INFO + A + B + C
    rng = random.Random(1)
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(rng.choice([1, 4, 16])):
            data[rng.randrange(len(data))] = rng.randrange(256)
        cut = rng.choice([len(data), rng.randrange(len(data))])
        found = list(records(io.BytesIO(bytes(data[:cut]))))
        framed = [one for one in found if isinstance(one, Framed)]
        assert len(framed) == 4 or any(isinstance(one, Broken) for one in found) or cut < len(data)
        assert sum(len(one.block) for one in framed) <= cut
