"""The status file: the latest run as JSON."""

from pathlib import Path

import msgspec

from feedgen_news.reports.run import Run

MARK = b'{\n  "program": "feedgen-news'


def body(run: Run, _before: Run | None, _path: Path) -> bytes:
    """The run as JSON (RFC 8259): UTF-8, indented, dates in UTC (RFC 3339)."""
    return msgspec.json.format(msgspec.json.encode(run), indent=2) + b"\n"


def last_run(path: Path) -> Run | None:
    """The run that a status file tells of; None where it is missing or tells nothing."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Run)
    except (OSError, ValueError):
        return None
