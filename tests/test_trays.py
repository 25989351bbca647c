"""Records that one process has read, handed on: what was told of others stays between them."""

import gzip
import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedgen_news import loaders, pipeline
from feedgen_news.config import Source
from feedgen_news.loaders.json import lines
from feedgen_news.model import Origin, Record
from feedgen_news.pipeline.trays import Table
from feedgen_news.problems import Problem, Report

SOURCE = Source.model_validate({"name": "s", "files": ["-"]})


def at(line: int) -> Origin:
    return Origin("d", line, line)


def test_a_tray_tells_of_what_stood_before_a_record_before_it() -> None:
    table = Table()

    def read() -> Iterator[Record]:
        yield Record(origin=at(1))
        table.report.add("broken-json", "of the second line", at(2))
        yield Record(origin=at(3))
        table.report.add("broken-json", "of the fourth line", at(4))

    (tray,) = table.trays(read())
    met: list[str] = []
    report = Report(lambda problem: met.append(f"told of {problem.origin.line}"))
    for record in tray.records(source=SOURCE, report=report):
        met.append(f"given {record.origin.line}")  # noqa: PERF401 - what is told comes between
    assert met == ["given 1", "told of 2", "given 3", "told of 4"]


def test_what_is_told_of_many_before_a_record_comes_waits_on_the_disk() -> None:
    table = Table()

    def read() -> Iterator[Record]:
        yield Record(origin=at(1))
        for line in range(2, 30_000):
            table.report.add("broken-json", "of this line", at(line), raw="x" * 100)
        yield Record(origin=at(30_000))
        for line in range(30_001, 60_000):
            table.report.add("broken-json", "of this line", at(line), raw={"x": [line]})

    met: list[int | None] = []
    report = Report(lambda problem: met.append(problem.origin.line))
    tracemalloc.start()
    for tray in table.trays(read()):
        met += [record.origin.line for record in tray.records(source=SOURCE, report=report)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sorted(met, key=str) == sorted(range(1, 60_000), key=str)
    assert [line for line in met if line not in {1, 30_000}] == [
        line for line in range(2, 60_000) if line != 30_000
    ]
    assert peak < 10 << 20  # bytes; all of it at once takes 40 million


def _zip(data: bytes, name: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, data)
    return packed.getvalue()


_GOOD = {"title": "A storm hits the coast", "url": "https://n.example/1", "text": "Winds rose."}
_ARRAY = json.dumps([*range(300), _GOOD, *range(300)]).replace(", ", ",\n").encode()


@pytest.mark.parametrize(
    ("name", "data", "refused"),
    [
        ("d.json", _ARRAY, 600),
        ("d.json.gz", gzip.compress(_ARRAY), 600),
        ("d.zip", _zip(_ARRAY, "d.json"), 600),
        ("d.jsonl", b'{"n": 1}\n' * 300 + json.dumps(_GOOD).encode() + b"\n5" * 300, 600),
        (
            "d.csv",
            b"title,url,text,n\n"
            + b",,,1\n" * 300
            + b"A storm hits the coast,https://n.example/1,Winds rose.,1\n"
            + b",,,2\n" * 300,
            600,
        ),
        (
            "d.xml",
            b"<rss version='2.0'><channel>"
            + b"<item><category>x</category></item>\n" * 300
            + b"<item><title>A storm hits the coast</title><link>https://n.example/1</link>"
            + b"<description>Winds rose.</description></item>\n"
            + b"<item><category>x</category></item>\n" * 300
            + b"</channel></rss>",
            600,
        ),
    ],
)
@pytest.mark.parametrize("heavy", [700, 1 << 30])
def test_what_is_told_is_the_same_whether_it_waited_on_the_disk_or_not(
    name: str,
    data: bytes,
    refused: int,
    heavy: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("feedgen_news.pipeline.trays._HEAVY", heavy)
    (tmp_path / name).write_bytes(data)
    (dump,) = loaders.dumps_of([str(tmp_path / name)], report=Report())
    expected: list[str] = []
    report = Report(lambda problem: expected.append(str(problem)))
    assert len(list(loaders.load(dump, source=SOURCE, report=report))) == 1
    told: list[str] = []
    with pipeline.Workers(1) as workers:
        ((_, batches),) = pipeline.readings(
            [pipeline.Wanted(dump, lambda article: article)],
            source=SOURCE,
            now=datetime(2026, 3, 5, tzinfo=UTC),
            report=Report(lambda problem: told.append(str(problem))),
            workers=workers,
            watch=pipeline.Unwatched(),
        )
        assert sum(map(len, batches)) == 1
    assert [each for each in told if "undated" not in each] == expected
    assert len(expected) == refused


def test_a_part_of_short_lines_holds_but_some_thousands() -> None:
    data = b"{}\n" * 12_000
    assert lines._for_a_part(data) == (15_000, 5_000)
    assert lines._for_a_part(data[:-1]) == (15_000, 5_000)
    assert lines._for_a_part(data[: 3 * 5_000]) == (15_000, 5_000)
    assert lines._for_a_part(b"{}\n{}") == (5, 1)


def test_what_is_told_of_a_dump_comes_in_its_order_though_parts_are_read_side_by_side(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First how its fields are understood, then what of it is refused."""
    monkeypatch.setattr(lines, "PART", 20_000)
    monkeypatch.setattr("feedgen_news.pipeline.reading._MOST", 0)
    rows = [
        {"kop": f"Bericht {n} van de stad", "tekst": f"Er staat hier iets over {n}. " * 40}
        for n in range(60)
    ]
    body = [json.dumps(row) for row in rows]
    body.insert(50, '{"kop": "", "tekst": ""}')
    (tmp_path / "d.jsonl").write_text("\n".join(body) + "\n", "utf-8")
    (dump,) = loaders.dumps_of([str(tmp_path / "d.jsonl")], report=Report())
    told: list[str] = []
    wanted = [pipeline.Wanted(dump, lambda article: article)]
    with pipeline.Workers(1) as workers:
        ((_, batches),) = pipeline.readings(
            wanted,
            source=SOURCE,
            now=datetime(2026, 3, 5, tzinfo=UTC),
            report=Report(lambda problem: told.append(problem.code)),
            workers=workers,
            watch=pipeline.Unwatched(),
        )
        assert sum(map(len, batches)) > 50
    assert list(dict.fromkeys(told)) == ["fields-guessed", "not-an-article"]


@pytest.mark.parametrize("line", [1, 2, 40, 99, 100])
@pytest.mark.parametrize("odd", ["[7]", '["a", 8]', "5", '{"articles": [{"title": "A"}, 6]}'])
def test_what_is_no_object_is_told_by_its_line_in_whichever_part_it_stands(
    odd: str, line: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "PART", 1_000)
    monkeypatch.setattr("feedgen_news.pipeline.reading._MOST", 0)
    body = [
        json.dumps({"title": f"Bericht {n}", "url": f"https://n.example/{n}"}) for n in range(99)
    ]
    body.insert(line - 1, odd)
    (tmp_path / "d.jsonl").write_text("\n".join(body) + "\n", "utf-8")
    (dump,) = loaders.dumps_of([str(tmp_path / "d.jsonl")], report=Report())
    told: list[Origin] = []

    def tell(problem: Problem) -> None:
        if problem.code == "not-an-object":
            told.append(problem.origin)

    with pipeline.Workers(1) as workers:
        ((_, batches),) = pipeline.readings(
            [pipeline.Wanted(dump, lambda article: article)],
            source=SOURCE,
            now=datetime(2026, 3, 5, tzinfo=UTC),
            report=Report(tell),
            workers=workers,
            watch=pipeline.Unwatched(),
        )
        records = [article.origin.line for batch in batches for article in batch]
    assert {origin.line for origin in told} == {line}
    assert [number for number in records if number != line] == [
        number for number in range(1, 101) if number != line
    ]
