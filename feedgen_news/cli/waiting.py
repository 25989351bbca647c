"""How long a command waits for another one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from feedgen_news.cli.output import complain

if TYPE_CHECKING:
    from feedgen_news.locking import Patience

wait_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--wait",
    type=click.FloatRange(0, 86_400),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="Wait so long for another build to end.",
)


def patience_of(seconds: float) -> "Patience":
    """So much of it, which says on stderr what it waits for."""
    from feedgen_news.locking import Patience

    return Patience(seconds, lambda line: complain(line, level="info", code="waiting"))
