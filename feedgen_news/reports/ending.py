"""After a build, however it ended: the reports for monitors and for the operator."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from feedgen_news import __version__, reports
from feedgen_news.built import About, Built, Places
from feedgen_news.codes import CODES, REFUSED, UNREAD
from feedgen_news.problems import FeedgenNewsError
from feedgen_news.reports.outcomes import Outcome
from feedgen_news.reports.run import Counts, Files, Freshness, Run

_BUG, _ACT, _INTERRUPTED = 1, 2, 130  # exit codes


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """How a build ended: with what was built, or with an error; about nothing, before a config."""

    started: datetime
    finished: datetime
    duration: float  # seconds
    about: About | None
    built: Built | None
    error: BaseException | None
    exit_code: int  # where there is no error
    sources: dict[str, Freshness] = {}  # where nothing new is known, those of the run before stay


def report(ended: Ended, where: Places) -> Iterator[str]:
    """Write the reports; yields what the operator should hear of those that failed."""
    before = reports.last_run(where.status) if where.status else None
    run = reports.following(_run(ended), before)
    for name, kind in reports.REPORTS.items():
        path: Path | None = getattr(where, name)
        try:
            if path:
                reports.write(path, kind.body(run, before, path), mark=kind.mark)
        except FeedgenNewsError as error:
            yield f"a report could not be written: {error}"


def _run(ended: Ended) -> Run:
    about, built, error = ended.about, ended.built, ended.error
    outcome = _outcome(ended)
    run = Run(
        program=f"feedgen-news {__version__}",
        site=about.site if about else "",
        outcome=outcome,
        exit_code=_exit_code(error, outcome) if error else ended.exit_code,
        message=reports.said(error) if error else _unread(built),
        trouble=_trouble(outcome, built),
        started=ended.started,
        finished=ended.finished,
        duration=round(ended.duration, 3),
    )
    return _with_figures(run, ended, about, built) if about and built else run


def _with_figures(run: Run, ended: Ended, about: About, built: Built) -> Run:
    files = built.published
    return msgspec.structs.replace(
        run,
        counts=_counts(built),
        files=Files(len(files.written), len(files.removed), files.unchanged),
        topics=built.topics,
        sources=ended.sources,
        archive_bytes=_size(about.archive),
    )


def _outcome(ended: Ended) -> Outcome:
    if ended.error:
        return reports.outcome_of(ended.error)
    if ended.built and ended.built.dumps_unread:
        return "input"
    return "findings" if ended.exit_code else "ok"


def _exit_code(error: BaseException, outcome: Outcome) -> int:
    if isinstance(error, SystemExit) and isinstance(error.code, int):
        return error.code
    return {"bug": _BUG, "interrupted": _INTERRUPTED}.get(outcome, _ACT)


def _unread(built: Built | None) -> str | None:
    if not built or not built.dumps_unread:
        return None
    counts = ", ".join(f"{count:,} {code}" for code, count in _of_effect(built, UNREAD).items())
    return f"dumps that were not read, or not to their end: {counts}"


def _trouble(outcome: Outcome, built: Built | None) -> str | None:
    """A kind of trouble: another one is news to the operator, the same one is not."""
    if outcome in reports.SUCCESS:
        return None
    codes = ", ".join(_of_effect(built, UNREAD)) if built else ""
    return f"{outcome} ({codes})" if codes else outcome


def _of_effect(built: Built, effect: str) -> dict[str, int]:
    return {code: n for code, n in built.problems.items() if CODES[code].effect == effect}


def _counts(built: Built) -> Counts:
    refused = _of_effect(built, REFUSED)
    return Counts(
        records=built.read,
        new=built.outcome.new,
        updated=built.outcome.updated,
        unchanged=built.outcome.unchanged,
        duplicate=built.outcome.duplicate,
        dumps_read=built.dumps_read,
        dumps_unchanged=built.dumps_unchanged,
        dumps_unread=built.dumps_unread,
        refused=refused,
        noted={code: n for code, n in built.problems.items() if code not in refused},
    )


def _size(archive: Path) -> int:
    try:
        return archive.stat().st_size
    except OSError:
        return 0
