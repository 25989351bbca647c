"""Records that one process has read, handed on: what was told of others stays between them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedgen_news import loaders, pipeline
from feedgen_news.config import Source
from feedgen_news.loaders.json import lines
from feedgen_news.model import Origin, Record
from feedgen_news.pipeline.trays import Table
from feedgen_news.problems import Report

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
