"""Options that several commands share, and where the clock is read."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedgen_news.problems import FeedgenNewsError

if TYPE_CHECKING:
    from feedgen_news.config import Config

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

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


jobs_option: Decorator = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 256),
    default=None,
    help="Processes that read dumps.  [default: one a processor]",
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
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise FeedgenNewsError(
            "SOURCE_DATE_EPOCH: not a number of seconds; unset or mend it"
        ) from None
