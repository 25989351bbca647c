"""`watch`: builds whenever dumps change, until a signal ends it."""

import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedgen_news.cli.building import exit_code
from feedgen_news.cli.options import SPAN, config_option, load_config, log_option, now
from feedgen_news.cli.output import Narrator, class_of, complain
from feedgen_news.cli.reporting import reporting
from feedgen_news.cli.waiting import patience_of, wait_option
from feedgen_news.problems import FeedgenNewsError

if TYPE_CHECKING:
    from feedgen_news.config import Config
    from feedgen_news.pipeline import Built
    from feedgen_news.pipeline.watching import Rest

_SHARE = 20  # of the time at most one part in so many goes into looking


@click.command()
@config_option
@click.option(
    "--settle",
    type=SPAN,
    default="5s",
    show_default=True,
    help="Build once nothing has changed for so long.",
)
@click.option("--poll", type=SPAN, default="2s", show_default=True, help="Look so often.")
@click.option("--every", type=SPAN, help="Build so often in any case.")
@click.option("--ping", is_flag=True, help="Tell the hubs after a build that changed something.")
@wait_option
@log_option
def watch(
    config_file: Path, *, settle: float, poll: float, every: float | None, ping: bool, wait: float
) -> None:
    """Build, and build again whenever dumps or the config change.

    A dump that is still being written is left alone until it comes to rest. A build that fails
    does not end it; Ctrl-C and SIGTERM do.
    """
    config = _first(config_file)
    complain(f"watches what {config_file} names; Ctrl-C ends it", level="info", code="watching")
    run(
        config,
        config_file,
        settle=settle,
        poll=poll,
        every=every,
        ping=ping,
        wait=time.sleep,
        patience=wait,
    )


def run(
    config: "Config",
    config_file: Path,
    *,
    settle: float,
    poll: float,
    every: float | None,
    ping: bool,
    wait: Callable[[float], None],
    patience: float = 0,
) -> None:
    """Look, build if it is time, wait; until `wait` or a signal raises something.

    A build waits `patience` seconds for another one.
    """
    from feedgen_news.pipeline import watching

    rest, mistake = watching.Rest(), None
    while True:
        began = time.monotonic()
        rest = watching.after_look(rest, watching.look(config, config_file), at=began)
        if watching.is_time(rest, at=began, settle=settle, every=every):
            if mistake or _is_edited(config_file, rest):
                config, mistake = _reloaded(config, config_file, mistake)
            well = _build(config, config_file, mistake, ping=ping, patience=patience)
            due = _due(config)
            rest = watching.after_build(rest, began=began, well=well, due=due)
            took = 0.0
        else:
            took = time.monotonic() - began
        wait(max(poll, took * _SHARE))


def _first(config_file: Path) -> "Config":
    """The config; where it is broken, that is reported and ends the watch."""
    try:
        return load_config(config_file)
    except FeedgenNewsError:
        with reporting(config_file):
            raise


def _is_edited(config_file: Path, rest: "Rest") -> bool:
    """Whether the config is another than at the latest build."""
    name = str(config_file)
    return rest.built is not None and (rest.seen or {}).get(name) != rest.built.get(name)


def _reloaded(
    config: "Config", config_file: Path, known: FeedgenNewsError | None
) -> tuple["Config", FeedgenNewsError | None]:
    """The config as it is now; where it is broken, the old one, and why, which is said once."""
    try:
        return load_config(config_file), None
    except FeedgenNewsError as error:
        if str(error) != str(known):
            complain(str(error), level="error", code=class_of(error))
            complain("the config of before stays in force", level="error", code=class_of(error))
        return config, error


def _due(config: "Config") -> float | None:
    """When an article is released, by the clock of `time.monotonic`."""
    from feedgen_news.pipeline.watching import release_time

    at = release_time(config)
    return None if at is None else time.monotonic() + max((at - now()).total_seconds(), 1)


def _build(
    config: "Config",
    config_file: Path,
    mistake: FeedgenNewsError | None,
    *,
    ping: bool,
    patience: float,
) -> bool:
    """One build and its line; whether it went well, with a config in order. Signals go through."""
    try:
        built = _built(config, config_file, mistake, patience=patience)
    except (FeedgenNewsError, OSError, MemoryError) as error:
        complain(str(error), level="error", code=class_of(error))
        return False
    except Exception:  # a bug in one build does not end the watch
        complain(traceback.format_exc(), level="critical", code="bug")
        return False
    complain(_line(built), level="info", code="built")
    if ping and built.published.written:
        _ping(config)
    return not built.dumps_unread and not mistake


def _built(
    config: "Config", config_file: Path, mistake: FeedgenNewsError | None, *, patience: float
) -> "Built":
    from feedgen_news import pipeline
    from feedgen_news.pipeline.reporting import about

    narrator = Narrator(quiet=False)
    with reporting(config_file) as told:
        told.about, told.config, told.mistake = about(config), config, mistake
        built = told.built = pipeline.build(
            config,
            now=now(),
            tell=narrator.tell,
            jobs=pipeline.processors(),
            patience=patience_of(patience),
        )
        told.exit_code = exit_code(built)
    narrator.conclude()
    return built


def _line(built: "Built") -> str:
    of, files = built.outcome, built.published
    return (
        f"built: {of.new:,} new, {of.updated:,} updated, {built.refused:,} refused;"
        f" {len(files.written):,} files written, {len(files.removed):,} removed"
    )


def _ping(config: "Config") -> None:
    """Tell the hubs; what fails is said and left to the next time."""
    from feedgen_news.pipeline.pinging import ping

    try:
        pinged = ping(
            config, wait=time.sleep, say=complain, patience=0, limit=500, mark=False, dry_run=False
        )
    except FeedgenNewsError as error:
        complain(str(error), level="error", code=class_of(error))
        return
    told, problems = sum(hub.told for hub in pinged.hubs), len(pinged.problems)
    complain(f"pinged: {told:,} told, {problems:,} problems", level="info", code="pinged")
