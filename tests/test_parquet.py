"""Parquet: what its types become, and files that are cut, damaged or lie about themselves."""

import datetime as dt
import sys

import pytest

from feedgen_news.config.sources import Source
from feedgen_news.loaders import Dump, load
from feedgen_news.loaders.parquet import declared
from feedgen_news.loaders.parquet.thrift import BrokenThriftError, message
from feedgen_news.model import Image
from feedgen_news.problems import Problem, Report

pa = pytest.importorskip("pyarrow", reason="no Parquet: pyarrow (the extra [parquet]) is missing")
pq = pytest.importorskip("pyarrow.parquet", reason="this pyarrow was built without Parquet")

NOON = dt.datetime(2024, 3, 29, 12, 30, 15)
MIDNIGHT = dt.datetime(2024, 3, 29)


def written(path, columns, **options):
    pq.write_table(pa.table(columns), path, **options)
    return path.read_bytes()


def articles(count):
    return {
        "url": [f"https://n.example/{n}" for n in range(count)],
        "title": [f"Title {n}" for n in range(count)],
        "text": [f"Body {n}. " * 20 for n in range(count)],
    }


def read(path, data=None, **settings):
    if data is not None:
        path.write_bytes(data)
    problems: list[Problem] = []
    source = Source(name="s", files=("*",), **settings)
    found = list(load(Dump(path.name, path), source=source, report=Report(problems.append)))
    return found, [(one.code, one.detail) for one in problems]


@pytest.mark.parametrize("compression", ["none", "snappy", "zstd", "gzip"])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_every_row_of_every_group(tmp_path, compression, version):
    path = tmp_path / "dump"
    written(
        path, articles(1_000), row_group_size=300, compression=compression,
        data_page_version=version,
    )  # fmt: skip
    records, problems = read(path)
    assert [one.title for one in records] == [f"Title {n}" for n in range(1_000)]
    assert [str(one.origin) for one in records[::999]] == ["dump#1", "dump#1000"]
    assert problems == []


@pytest.mark.parametrize(
    ("column", "published"),
    [
        (pa.array([NOON], pa.timestamp("us")), "2024-03-29 12:30:15"),
        (pa.array([NOON], pa.timestamp("us", "Europe/Berlin")), "2024-03-29 12:30:15+00:00"),
        (pa.array([1711715415123456789], pa.timestamp("ns")), "2024-03-29 12:30:15.123456"),
        (pa.array([MIDNIGHT], pa.timestamp("ms")), "2024-03-29"),
        (pa.array([MIDNIGHT.date()], pa.date32()), "2024-03-29"),
        (pa.array(["2024-03-29"]), "2024-03-29"),
        (pa.array([1711715415], pa.int64()), "1711715415"),
        (pa.array([None], pa.timestamp("us")), None),
        (pa.array([1 << 60], pa.timestamp("us")), None),
    ],
)
def test_dates_of_every_type(tmp_path, column, published):
    path = tmp_path / "dump.parquet"
    written(path, {"title": ["A"], "date": column})
    (record,), _ = read(path)
    assert record.published == published


def test_lists_structs_dictionaries_and_maps(tmp_path):
    path = tmp_path / "dump.parquet"
    columns = {
        "title": pa.array(["A"]).dictionary_encode(),
        "authors": [["Jane Roe", "Li Wei"]],
        "source": [{"name": "N News", "id": None}],
        "images": [[{"url": "https://n.example/a.jpg", "caption": "C"}]],
        "picture": [{"bytes": b"\x89PNG\0", "path": "a.png"}],
        "embedding": [[0.5, 0.25]],
        "content": pa.array([b"Caf\xc3\xa9 of A."], pa.binary()),
        "score": pa.array([dt.timedelta(1)], pa.duration("s")),
        "more": pa.array([[("k", "v")]], pa.map_(pa.string(), pa.string())),
    }
    written(path, columns)
    (record,), problems = read(path)
    assert (record.title, record.authors, record.publisher) == (
        *("A", ["Jane Roe", "Li Wei"]),
        "N News",
    )
    assert record.images == [Image("https://n.example/a.jpg", "C")]
    assert record.text == "Café of A."
    assert record.raw["more"] == {"k": "v"}
    assert not {"picture", "embedding"} & record.raw.keys()
    assert problems == []


def test_text_that_is_not_utf_8_is_read_as_what_it_may_be(tmp_path):
    path = tmp_path / "dump.parquet"
    broken = pa.StringArray.from_buffers(
        1,
        pa.py_buffer((0).to_bytes(4, "little") + (4).to_bytes(4, "little")),
        pa.py_buffer(b"Caf\xe9"),
    )
    written(path, {"title": broken, "url": ["https://n.example/a"]})
    (record,), _ = read(path)
    assert record.title == "Café"


def test_fields_are_mapped_and_guessed_as_of_json(tmp_path):
    path = tmp_path / "dump.parquet"
    columns = articles(5) | {"art_hed": [f"Harbour number {n} opens at last" for n in range(5)]}
    del columns["title"]
    written(path, columns)
    records, problems = read(path)
    assert records[2].title == "Harbour number 2 opens at last"
    assert problems == [("fields-guessed", "title ← art_hed")]
    records, problems = read(path, fields={"title": ("url",)})
    assert (records[2].title, problems) == ("https://n.example/2", [])


def test_a_file_that_is_cut_is_named(tmp_path):
    path = tmp_path / "dump.parquet"
    data = written(path, articles(10))
    why = "its end is missing, and with it the list of what it holds"
    assert read(path, data[: len(data) // 2]) == ([], [("damaged-dump", why)])
    assert read(path, data[:4]) == ([], [("damaged-dump", "no Parquet")])
    assert read(path, data[:-4] + b"PARE") == ([], [("damaged-dump", "encrypted")])


def test_a_damaged_group_costs_itself(tmp_path):
    path = tmp_path / "dump.parquet"
    data = bytearray(written(path, articles(30), row_group_size=10, compression="snappy"))
    place = data.index(b"Title 10")  # its dictionary, in the second group
    data[place - 40 : place] = bytes(40)
    records, problems = read(path, bytes(data))
    assert [one.title for one in records] == [f"Title {n}" for n in (*range(10), *range(20, 30))]
    assert [code for code, _ in problems] == ["damaged-dump"]
    assert problems[0][1].endswith("10 rows are lost")


def test_columns_without_rows(tmp_path):
    path = tmp_path / "dump.parquet"
    written(path, articles(0))
    assert read(path) == ([], [("empty-dump", "columns without rows")])


@pytest.mark.survives("M08")
def test_a_column_that_unpacks_to_more_than_its_file_is_read_little_by_little(
    tmp_path, monkeypatch
):
    path = tmp_path / "dump.parquet"
    columns = articles(2_000) | {"text": ["word " * 200_000] * 2_000}  # 2 GB out of 0.2 MB
    data = written(path, columns, compression="zstd", use_dictionary=["text"])
    assert len(data) < 400_000
    with path.open("rb") as file:
        (group,) = declared.groups_of(file, len(data))
        assert declared.batch_of(group, file, len(data)) == 33  # 33 rows of 1 MB


def test_a_page_larger_than_any_writer_makes_it_is_refused_before_it_is_unpacked(
    tmp_path, monkeypatch
):
    path = tmp_path / "dump.parquet"
    monkeypatch.setattr(declared, "_MOST_PAGE", 1_000)
    written(path, articles(100), use_dictionary=False)
    records, ((code, detail),) = read(path)
    assert (records, code) == ([], "damaged-dump")
    assert detail.startswith("a page of ")


def test_columns_that_nest_too_deeply_are_refused_before_a_reader_recurses(tmp_path):
    path = tmp_path / "dump.parquet"
    kind = pa.string()
    for _ in range(40):
        kind = pa.struct([("x", kind)])
    written(path, {"title": ["A"], "deep": pa.array([None], kind)})
    assert read(path) == ([], [("damaged-dump", "columns nested deeper than 32")])


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it ends in the middle"),
        (b"\x15", "it ends in the middle"),
        (b"\x15" + b"\xff" * 20, "a number without an end"),
        (b"\x18\x7f", "a text longer than the rest"),
        (b"\x1c" * 100, "nested too deeply"),
        (b"\x1e\x00", "a type that Parquet does not use"),
        (b"\x19\xf1" + b"\xff" * 4 + b"\x0f" + b"\0", "it ends in the middle"),
    ],
)
def test_messages_that_are_none(data, why):
    with pytest.raises(BrokenThriftError, match=why):
        message(data)


def test_a_message():
    assert message(b"\x15\x02\x18\x01a\x19\x15\x02\x00") == ({1: 1, 2: b"a", 3: [1]}, 9)


def test_the_extra_is_named_where_it_is_missing(tmp_path, monkeypatch):
    path = tmp_path / "dump.parquet"
    written(path, articles(1))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setattr("feedgen_news.loaders.parquet.find_spec", lambda name: None)
    assert read(path) == (
        [],
        [("missing-extra", "parquet needs pip install 'feedgen-news[parquet]'")],
    )
