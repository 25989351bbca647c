"""docs/formats.md, docs/layouts.md and docs/problems.md against the tables of the code."""

import gzip
import json
import os
import re
import struct
import sys
import tarfile
from pathlib import Path
from typing import get_args

import pytest

from feedgen_news import normalise
from feedgen_news.config.encodings import ENCODINGS
from feedgen_news.config.json_schema import RECORD_FIELDS
from feedgen_news.loaders import plain
from feedgen_news.loaders.fields.keys import FIELDS, fold
from feedgen_news.loaders.json import values as json_values
from feedgen_news.loaders.json import window
from feedgen_news.loaders.packing import limits
from feedgen_news.loaders.text import MOST_LINES
from feedgen_news.loaders.text import layout as layouts
from feedgen_news.loaders.warc import http
from feedgen_news.normalise import depth, links
from feedgen_news.normalise.labels import MAX_LABEL
from feedgen_news.problems import CODES
from tests import documents, packed
from tests.cli import run
from tests.clusters import blind, dying, stub
from tests.documents import blocks, code, default, keys, page, rows, section

Capture = pytest.CaptureFixture[bytes]
RIYADH = "Asia/Riyadh"


def test_every_field_is_read_from_the_keys_the_page_tells() -> None:
    table = rows(section(page("formats.md"), "Which key is which field"))
    told: dict[str, tuple[str, ...]] = {}
    for field, names in table:
        folded = tuple(".".join(map(fold, name.split("."))) for name in code(names))
        told[code(field)[0]] = folded
    body = {"html": "html", "text": "text", "either": "text or html"}
    assert told == {body.get(name, name): names for name, names in FIELDS.items()}


def test_every_field_that_can_be_mapped() -> None:
    table = rows(section(page("formats.md"), "Mapping fields by hand"))
    assert [code(row[0])[0] for row in table] == list(RECORD_FIELDS)


def test_every_encoding() -> None:
    text = section(page("formats.md"), "Encodings")
    assert set(code(text)) >= ENCODINGS


@pytest.mark.parametrize("name", blocks(layouts.Layout))
def test_every_key_of_a_layout_and_its_default(name: str) -> None:
    headings = {
        "Layout": "The whole file",
        "Recognition": "recognition",
        "Sign": "A sign",
        "Wrapping": "wrapping",
        "Boundaries": "boundaries",
        "Title": "title",
        "Head": "head",
        "Body": "body",
        "LineClass": "lines",
        "Page": "no_articles",
    }
    table = rows(section(page("layouts.md"), headings[name]))
    described = {code(row[0])[0]: row[1] for row in table}
    fields = keys(blocks(layouts.Layout)[name])
    assert list(described) == list(fields)
    for key, field in fields.items():
        assert default(field) in (None, described[key]), key


def test_every_role_and_zone_of_a_line() -> None:
    text = section(page("layouts.md"), "lines")
    roles = rows(section(text, "Roles"))
    assert [code(row[0])[0] for row in roles] == list(get_args(layouts.Role))
    assert all(f"`{zone}`" in text for zone in get_args(layouts.Zone))


def test_dates_are_read_as_the_table_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: Capture
) -> None:
    table = rows(section(page("formats.md"), "Dates"))
    monkeypatch.chdir(tmp_path)
    said = [code(row[0])[0] for row in table]
    Path("d.jsonl").write_text("".join(record(id=n, published=d) for n, d in enumerate(said)))
    result = run(capfdbinary, "read", "d.jsonl", "--timezone", RIYADH)
    articles = [json.loads(line) for line in result.out.splitlines()]
    codes = dict(re.findall(r"d\.jsonl:(\d+) ([a-z-]+):", result.err))
    assert len(table) == len(articles) > 10
    for number, (row, article) in enumerate(zip(table, articles, strict=True), start=1):
        read = {article["published"], codes.get(str(number))} - {None}
        assert read == set(code(row[1])) - {"day_first"}, row


def test_the_limits_are_the_codes() -> None:
    text = section(page("formats.md"), "Limits")
    for limit in (
        f"{plain.MAX_TEXT >> 20} MiB",
        f"{MOST_LINES:,} lines",
        f"{window.MAX_RECORD >> 20} MiB",
        f"{json_values.MAX_DEPTH} levels",
        f"{limits.RATIO} times its size, or {limits.FREE >> 20} MiB",
        f"packings one in another | {limits.DEPTH} |",
        f"{limits.MEMBERS:,} members, a directory of {limits.DIRECTORY >> 20} MiB",
        f"inside another packing {limits.SPOOL >> 30} GiB",
        f"a page of a WARC, unpacked | {http.MAX_PAGE >> 20} MiB",
        f"{normalise.MAX_TITLE} characters",
        f"{normalise.MAX_SUMMARY:,} characters",
        f"{normalise.MAX_BODY:,} characters",
        f"{depth.MAX_DEPTH} levels",
        f"{MAX_LABEL} characters",
        f"{normalise.MAX_LABELS} each",
        f"| {normalise.MAX_IMAGES} |",
        f"{links.MAX_URL:,} characters",
    ):
        assert limit in text, limit


def record(**fields: object) -> str:
    return json.dumps({"title": "Harbour opens", "text": "It opened.", **fields}) + "\n"


def test_every_code_with_its_effect_meaning_and_advice() -> None:
    text = page("problems.md")
    told = {}
    for heading in ("Dumps", "Records", "Articles", "The machine"):
        for name, effect, meaning, advice in rows(section(text, heading)):
            told[code(name)[0]] = (effect, meaning, advice)
    assert told == {name: (c.effect, c.meaning, c.advice) for name, c in CODES.items()}


EXPORT = (
    '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
    "<item><title>About</title><wp:post_type>page</wp:post_type></item></channel></rss>"
)
ITEM = "<item><title>Harbour opens</title><text>It opened.</text></item>"


def listed(*items: str) -> str:
    return "<items>\n" + "\n".join(items) + "\n</items>\n"


def unknown_keys() -> str:
    prose = "It was opened on Friday by the mayor. It rained."
    one = {"art_hed": "Harbour opens", "payload": {"prose": prose}}
    return (json.dumps(one) + "\n") * 3


GZIP = "Content-Encoding: gzip\r\n"


def _changed(data: bytes, at: int) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 0xFF
    return bytes(changed)


def locked() -> bytes:
    data = packed.zipped_as({"a.jsonl": record().encode()})
    return _changed(data, data.index(b"PK\1\2") + 8)  # one bit of it means encrypted


def crowded() -> bytes:
    """A zip with a directory of 100,001 hidden members, which are all the same one."""
    data = packed.zipped_as({".": b""})
    at, end = data.index(b"PK\1\2"), data.index(b"PK\5\6")
    directory = data[at:end] * 100_001
    tail = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(directory), at, 0)
    return data[:at] + directory + tail


def linked() -> bytes:
    member = tarfile.TarInfo("newest")
    member.type, member.linkname = tarfile.SYMTYPE, "day.jsonl"
    return member.tobuf() + packed.tarred_as({"day.jsonl": record().encode()})


def messages() -> dict[str, tuple[str, bytes | str]]:
    """A dump for each code that `read` meets: its name and what is in it."""
    plain = "A harbour opens in the north\n\n29 March 2024\n\n"
    body = "The harbour was opened on Friday by the mayor, who was late. It was raining.\n"
    return {
        "empty-dump": ("empty.jsonl", ""),
        "unknown-format": ("photo.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        "truncated-dump": ("cut.json", "[" + record().strip() + ","),
        "damaged-dump": ("day.gz", _changed(gzip.compress(record().encode()), -8)),
        "decompression-bomb": ("zeros.gz", gzip.compress(bytes(80 << 20))),
        "archive-too-large": ("many.zip", crowded()),
        "unreadable-member": ("locked.zip", locked()),
        "skipped-member": ("links.tar", linked()),
        "dump-too-large": ("lines.txt", "a\n" * 500_001),
        "broken-json": ("day.jsonl", record() + '{"title": "Cut of\n' + record()),
        "record-too-large": ("one.jsonl", record(text="a" * (17 << 20)) + record()),
        "broken-page": ("crawl.warc", packed.record(packed.http(b"It", more=GZIP))),
        "no-pages": ("crawl.warc", packed.record(packed.http(b"", status="302 Found"))),
        "not-an-object": ("day.jsonl", "12\n" + record()),
        "not-an-article": ("day.jsonl", '{"status": "ok"}\n' + record()),
        "unnamed-columns": ("day.csv", "url,title,title\nhttps://n.example/1,A,B\n"),
        "broken-row": ("day.csv", "url,title,text\nhttps://n.example/1,A,It opened, late.\n"),
        "short-row": ("day.csv", "url,title,text\nhttps://n.example/1,A\n"),
        "fields-guessed": ("day.jsonl", unknown_keys()),
        "broken-xml": ("day.xml", listed("<item><title>Harbour", ITEM)),
        "mended-xml": ("day.xml", listed(ITEM.replace("It ", "It&nbsp;"), ITEM)),
        "passed-over": ("day.xml", listed(ITEM, "<ad><p>Buy a boat</p></ad>")),
        "unpublished-items": ("blog.xml", EXPORT),
        "broken-front-matter": ("post.md", f"---\ntitle: Harbour\ndate: 2024-03-29\n\n{body}"),
        "encoding-guessed": ("most.txt", "Мост откроют\n\nНовый мост через реку.".encode("cp1251")),
        "decoded-as-cp1252": ("old.jsonl", '{"title": "Caf\xe9", "text": "x"}\n'.encode("cp1252")),
        "undecodable-bytes": ("odd.jsonl", '{"title": "Ünïcödé '.encode() + b'\xff", "text": "x"}'),
        "no-content": ("day.jsonl", '{"title": "Harbour opens", "author": "Jane Roe"}\n'),
        "no-title": ("day.jsonl", '{"title": "\\u200b", "author": "Jane Roe"}\n'),
        "title-missing": ("day.jsonl", '{"text": "The harbour opened. It rained."}\n'),
        "title-cut": ("day.jsonl", record(title="word " * 130)),
        "body-cut": ("day.jsonl", record(text="word " * 200_001)),
        "labels-cut": ("day.jsonl", record(tags=[f"tag {n}" for n in range(120)])),
        "images-cut": ("day.jsonl", record(images=[f"https://i.example/{n}" for n in range(60)])),
        "relative-date": ("page.txt", plain.replace("29 March 2024", "2 hours ago") + body),
        "unplaced-lines": (
            "page.txt",
            plain.replace("29 March", "Updated 29 March") + body + "MOST POPULAR\nFerry stops\n",
        ),
        "bad-date": ("day.jsonl", record(published="last Friday")),
        "ambiguous-date": ("day.jsonl", record(published="03/04/2024")),
        "zone-guessed": ("day.jsonl", record(published="29 March 2024 10:15 IST")),
        "future-date": ("day.jsonl", record(published="2031-03-29")),
        "bad-url": ("day.jsonl", record(url="/world/harbour")),
        "private-url": ("day.jsonl", record(url="http://cms.internal/harbour")),
        "active-markup": ("day.jsonl", record(text="<p>It opened.</p><script>x()</script>")),
        "control-characters": ("day.jsonl", record(title="Harbour\x07 opens")),
        "mojibake-repaired": ("day.jsonl", record(title="CafÃ© opens")),
        "markup-too-deep": ("day.jsonl", record(text="<div>" * 300 + "It opened.")),
    }


def test_every_example_of_a_message_is_real(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: Capture
) -> None:
    (example,) = documents.examples(section(page("problems.md"), "What each looks like"))
    shown = {line.split()[1].strip(":"): line for line in example.text.splitlines()}
    assert list(shown) == list(CODES)
    monkeypatch.chdir(tmp_path)
    seen = {}
    for name, (file, content) in messages().items():
        Path(file).write_bytes(content if isinstance(content, bytes) else content.encode())
        layout = ("--layout", "arab-news") if name == "unplaced-lines" else ()
        seen[name] = told(run(capfdbinary, "read", file, *layout).err, name)
    os.mkfifo("fifo.jsonl")
    seen["unreadable-dump"] = told(run(capfdbinary, "read", "fifo.jsonl").err, "unreadable-dump")
    far = run(capfdbinary, "read", "http://127.0.0.1:1/day.jsonl").err
    seen["unreachable-dump"] = told(far, "unreachable-dump")
    Path("site").mkdir()
    for stranger in ("style.css", "robots.txt"):
        Path("site", stranger).write_text("x")
    seen["no-dumps"] = told(run(capfdbinary, "read", "site").err, "no-dumps")
    seen["missing-dump"] = told(run(capfdbinary, "read", "dumps").err, "missing-dump")
    Path("day.zst").write_bytes(packed.zstd(record().encode()))
    monkeypatch.setitem(sys.modules, "zstandard", None)
    seen["missing-extra"] = told(run(capfdbinary, "read", "day.zst").err, "missing-extra")
    Path("day.jsonl").write_text(record(url="https://n.example/1") * 2)
    Path("c.yaml").write_text(
        "site: {title: T, url: https://n.example/}\n"
        "sources: {name: Wire, files: day.jsonl}\ntopics: {everything: all}\n"
    )
    seen["duplicate"] = told(run(capfdbinary, "build", "-c", "c.yaml").err, "duplicate")
    told_well = ["First came the ships. " * 9, "Then all drank tea. " * 9, "It rained a day. " * 9]
    for texts in (told_well, ["Access denied to you."] * 3):
        lines = (
            record(url=f"https://n.example/story/{number}", title=f"Day {number}", text=text)
            for number, text in enumerate(texts)
        )
        Path("day.jsonl").write_text("".join(lines))
        built = run(capfdbinary, "build", "-c", "c.yaml")
    seen["error-page"] = told(built.err, "error-page")
    run(capfdbinary, "forget", "-c", "c.yaml", "https://n.example/harbour")
    Path("day.jsonl").write_text(record(url="https://n.example/harbour"))
    seen["forgotten"] = told(run(capfdbinary, "build", "-c", "c.yaml").err, "forgotten")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    seen["odd-clock"] = told(run(capfdbinary, "build", "-c", "c.yaml").err, "odd-clock")
    Path("output/.feedgen-news.manifest").write_text("{")
    odd = told(run(capfdbinary, "build", "-c", "c.yaml").err, "odd-manifest")
    seen["odd-manifest"] = odd.removeprefix(f"{tmp_path}/")
    Path("wire.jsonl").write_text(record() * 600)
    Path("far.yaml").write_text(Path("c.yaml").read_text().replace("day.jsonl", "wire.jsonl"))
    for name, wrong in {"out-of-reach": blind, "lost-workers": dying(every=1)}.items():
        stub(monkeypatch, wrong)
        built = run(capfdbinary, "build", "-c", "far.yaml", "--full", "--on", "dask://there:1")
        seen[name] = told(built.err, name)
    assert seen == shown


def told(err: str, name: str) -> str:
    lines = err.removeprefix("feedgen-news: ").split("\nfeedgen-news: ")
    return next((line.strip() for line in lines if f" {name}: " in line), f"nothing: {err}")
