"""What is known of a build when it is over, however it ended."""

from datetime import datetime

import msgspec

from feedgen_news.reports.outcomes import SUCCESS, Outcome


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What a build met; records = new + updated + unchanged + duplicate + the refused."""

    records: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicate: int = 0
    dumps_read: int = 0
    dumps_unchanged: int = 0
    dumps_unread: int = 0
    refused: dict[str, int] = {}  # by reason
    noted: dict[str, int] = {}  # all other findings, by code


class Files(msgspec.Struct, frozen=True):
    """What a build did to the output folder, in files."""

    written: int
    removed: int
    unchanged: int


class Freshness(msgspec.Struct, frozen=True, kw_only=True):
    """How fresh a source is."""

    articles: int = 0
    newest: datetime | None = None  # the newest date of its articles
    latest: datetime | None = None  # when an article of it was first seen last
    dump: str | None = None  # the last dump that was read for the first time
    dump_build: int | None = None  # the number of the build that did
    dump_read: datetime | None = None  # when that was, if it is known


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One build, and what matters of those before it."""

    program: str  # name and version; the first key, by which the file is known for ours
    site: str = ""  # its address
    outcome: Outcome
    exit_code: int
    message: str | None = None
    trouble: str | None = None  # its kind: the outcome, and the codes of unread dumps
    started: datetime
    finished: datetime
    duration: float  # seconds
    last_success: datetime | None = None
    failures: int = 0  # one after the other, up to this build
    counts: Counts | None = None  # None where the build did not come so far, as `files`
    files: Files | None = None
    topics: dict[str, int] = {}  # entries of each feed
    sources: dict[str, Freshness] = {}
    archive_bytes: int = 0


def following(run: Run, before: Run | None) -> Run:
    """The run as the successor of another: what it has no word of its own on is taken over."""
    success = run.outcome in SUCCESS
    if before is None:
        before = msgspec.structs.replace(run, failures=0, last_success=None, sources={})
    return msgspec.structs.replace(
        run,
        site=run.site or before.site,
        last_success=run.finished if success else before.last_success,
        failures=0 if success else before.failures + 1,
        topics=before.topics if run.counts is None else run.topics,
        sources=_aged(run.sources, before.sources) or before.sources,
        archive_bytes=run.archive_bytes or before.archive_bytes,
    )


def _aged(now: dict[str, Freshness], before: dict[str, Freshness]) -> dict[str, Freshness]:
    """With the time at which a dump was read, where an earlier build knows it."""
    return {name: _with_time(source, before.get(name)) for name, source in now.items()}


def _with_time(source: Freshness, before: Freshness | None) -> Freshness:
    if before is None or before.dump_read is None or before.dump_build != source.dump_build:
        return source
    return msgspec.structs.replace(source, dump_read=before.dump_read)
