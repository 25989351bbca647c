"""Options that several commands share, and where the clock is read."""

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedgen_news.problems import FeedgenNewsError

if TYPE_CHECKING:
    from feedgen_news.config import Config

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


class Span(click.ParamType[float]):
    """A span of time such as 90s, 15m, 2h or 1d; in seconds."""

    name = "span"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The seconds of it; 1 at least."""
        if isinstance(value, int | float):
            return float(value)
        found = re.fullmatch(r"([1-9][0-9]{0,6})([smhd])", value)
        if not found:
            self.fail(f"{value!r}: write it like 90s, 15m, 2h or 1d", param, ctx)
        return float(found[1]) * _SECONDS[found[2]]


SPAN = Span()

config_option: Decorator = click.option(
    "-c",
    "--config",
    "config_file",
    type=click.Path(path_type=Path),
    default=Path("config.yaml"),
    show_default=True,
    help="The config file; paths in it are relative to it.",
)
json_option: Decorator = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON, for machines."
)
quiet_option: Decorator = click.option(
    "-q", "--quiet", is_flag=True, help="On stderr, only what needs you."
)
strict_option: Decorator = click.option(
    "--strict", is_flag=True, help="Exit with 3 if anything was refused."
)


def _log_as(_context: click.Context, _option: click.Parameter, form: Any) -> None:
    from feedgen_news.cli.output import log_as

    log_as(form)


log_option: Decorator = click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    expose_value=False,
    is_eager=True,
    callback=_log_as,
    help="Lines on stderr for people, or one JSON object a line.",
)
jobs_option: Decorator = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 256),
    default=None,
    help="Processes that read dumps.  [default: one a processor]",
)
on_option: Decorator = click.option(
    "--on", metavar="ADDRESS", help="Have a Dask cluster read the dumps: dask://host:8786."
)


def load_config(path: Path) -> "Config":
    """The config, or every mistake in it."""
    from feedgen_news.pipeline import load

    return load(path)


def now() -> datetime:
    """The clock, or SOURCE_DATE_EPOCH (reproducible-builds.org) where that is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(epoch))
        _ = moment + timedelta(days=366)  # what is reckoned from it must be a date, too
    except (ValueError, OverflowError):
        raise FeedgenNewsError(
            "SOURCE_DATE_EPOCH: no number of seconds before the year 9999; unset or mend it"
        ) from None
    return moment
