"""Metrics for Prometheus, in its text format, for the node exporter's textfile collector.

Format: prometheus.io/docs/instrumenting/exposition_formats; names and units:
prometheus.io/docs/practices/naming. All are gauges: each build says anew how it went. Each
has the label `site`, for the collector refuses one series from two files.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from feedgen_news.reports.outcomes import OUTCOMES, SUCCESS
from feedgen_news.reports.run import Counts, Freshness, Run

MARK = b"# feedgen-news: how the latest build went\n"

Value = int | float | datetime | None
Series = tuple[Mapping[str, str], Value]


class Metric(msgspec.Struct, frozen=True):
    """One name with its series; series without a value are left out."""

    name: str
    help: str
    series: tuple[Series, ...]


def body(run: Run, _before: Run | None, _path: Path) -> bytes:
    """The run in the text format, UTF-8."""
    lines = [line for metric in _all(run) for line in _lines(metric, run.site)]
    return MARK + "".join(line + "\n" for line in lines).encode()


def _lines(metric: Metric, site: str) -> Iterator[str]:
    told = [(labels, value) for labels, value in metric.series if value is not None]
    if not told:
        return
    name = f"feedgen_news_{metric.name}"
    yield f"# HELP {name} {metric.help}"
    yield f"# TYPE {name} gauge"
    for labels, value in told:
        pairs = ",".join(f'{key}="{_escaped(v)}"' for key, v in {"site": site, **labels}.items())
        yield f"{name}{{{pairs}}} {_number(value)}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: Value) -> str:
    return repr(value.timestamp() if isinstance(value, datetime) else value)


def _one(name: str, help_: str, value: Value) -> Metric:
    return Metric(name, help_, (({}, value),))


def _by(label: str, name: str, help_: str, values: Mapping[str, Value]) -> Metric:
    return Metric(name, help_, tuple(({label: key}, value) for key, value in values.items()))


def _all(run: Run) -> Iterator[Metric]:
    outcomes: dict[str, Value] = {name: int(name == run.outcome) for name in OUTCOMES}
    yield _one("build_success", "Whether the latest build went well.", int(run.outcome in SUCCESS))
    yield _by("outcome", "build_outcome", "How the latest build ended: 1 for that way.", outcomes)
    yield _one("build_exit_code", "The exit code of the latest build.", run.exit_code)
    yield _one("build_timestamp_seconds", "When the latest build ended.", run.finished)
    yield _one("build_duration_seconds", "How long the latest build took.", run.duration)
    yield _one("last_success_timestamp_seconds", "When a build went well last.", run.last_success)
    yield _one("consecutive_failures", "Builds since then that did not.", run.failures)
    if run.counts:
        yield from _of_input(run.counts)
    if run.files:
        files: dict[str, Value] = dict(msgspec.structs.asdict(run.files))
        yield _by("result", "files", "Files of the output, by what was done to them.", files)
    yield _by("topic", "topic_entries", "Entries in a topic's feeds.", run.topics)
    yield from _of_sources(run.sources)
    yield _one("archive_size_bytes", "The size of the archive.", run.archive_bytes or None)


def _of_input(counts: Counts) -> Iterator[Metric]:
    kept: dict[str, Value] = {
        "new": counts.new,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "duplicate": counts.duplicate,
        "refused": sum(counts.refused.values()),
    }
    dumps: dict[str, Value] = {
        "read": counts.dumps_read,
        "unchanged": counts.dumps_unchanged,
        "unread": counts.dumps_unread,
    }
    yield _by("result", "records", "Records read, by what became of them.", kept)
    yield _by("reason", "refused_records", "Records refused, by reason.", counts.refused)
    yield _by("code", "findings", "Other findings in dumps, by code.", counts.noted)
    yield _by("result", "dumps", "Dumps, by whether they were read.", dumps)


def _of_sources(sources: Mapping[str, Freshness]) -> Iterator[Metric]:
    articles: dict[str, Value] = {name: source.articles for name, source in sources.items()}
    newest: dict[str, Value] = {name: source.newest for name, source in sources.items()}
    latest: dict[str, Value] = {name: source.latest for name, source in sources.items()}
    read: dict[str, Value] = {name: source.dump_read for name, source in sources.items()}
    yield _by("source", "source_articles", "Articles of a source.", articles)
    yield _by(
        "source", "source_newest_timestamp_seconds", "The newest date of its articles.", newest
    )
    yield _by(
        "source",
        "source_latest_timestamp_seconds",
        "When a new article of it was seen last.",
        latest,
    )
    yield _by(
        "source", "source_dump_timestamp_seconds", "When a new dump of it was read last.", read
    )
