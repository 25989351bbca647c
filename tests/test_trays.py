"""Records that one process has read, handed on: what was told of others stays between them."""

from collections.abc import Iterator

from feedgen_news.config import Source
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
