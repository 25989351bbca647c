"""Around a build: what it was, and how it ended, goes into the reports."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from feedgen_news.cli.options import now
from feedgen_news.cli.output import complain

if TYPE_CHECKING:
    from feedgen_news.built import About, Built, Places
    from feedgen_news.config import Config
    from feedgen_news.reports import Freshness
    from feedgen_news.reports.ending import Ended


class Told:
    """What a build tells of itself as it goes."""

    about: "About | None" = None
    config: "Config | None" = None  # where the archive may know more than before
    built: "Built | None" = None
    exit_code = 0
    mistake: BaseException | None = None  # what has to be told, although something was built


@contextmanager
def reporting(config_file: Path, *, wanted: bool = True) -> Iterator[Told]:
    """Reports are written when the block ends, however it ends; one that fails ends nothing."""
    told, started, clock = Told(), now(), time.monotonic()
    failed: BaseException | None = None
    try:
        yield told
    except BaseException as error:
        failed = error
        raise
    finally:
        if wanted:
            from feedgen_news.reports.ending import Ended

            finished = now()
            ended = Ended(
                started=started,
                finished=finished,
                duration=time.monotonic() - clock,
                about=told.about,
                built=told.built,
                error=failed or told.mistake,
                exit_code=told.exit_code,
                sources=_sources(told, finished),
            )
            _report(ended, config_file)


def _report(ended: "Ended", config_file: Path) -> None:
    """A bug in here is told, and must not undo what was built."""
    from feedgen_news.reports.ending import report

    try:
        where = ended.about.places if ended.about else _places(config_file)
        for line in report(ended, where):
            complain(line, code="report")
    except OSError as error:
        complain(f"a report could not be written: {error}", code="report")
    except Exception as error:
        if not isinstance(ended.error, Exception | None):  # a signal: modules may be half loaded
            complain(f"a report could not be written: {error}", code="report")
            return
        import traceback

        complain(traceback.format_exc(), level="critical", code="bug")


def _sources(told: Told, finished: datetime) -> "dict[str, Freshness]":
    """How fresh they are, where a build may have changed that."""
    if not (told.config and told.built):
        return {}
    from feedgen_news.pipeline.reporting import sources

    return sources(told.config, now=finished if told.built.dumps_read else None)


def _places(config_file: Path) -> "Places":
    """Those of a config that is broken."""
    from feedgen_news.config import places_in_broken

    return places_in_broken(config_file)
