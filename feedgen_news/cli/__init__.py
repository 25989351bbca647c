"""The command line: options in, exit code out. Only here is anything printed or the clock read.

Exit codes: 0 done; 1 a bug; 2 the operator must act; 3 findings (`check` found faults, or
`--strict` and something was refused); 129, 130 and 143 interrupted (128 + the signal).
"""

import sys
from typing import NoReturn

import click

from feedgen_news import __version__
from feedgen_news.cli.commands import Commands
from feedgen_news.cli.output import ACT, BUG, class_of, complain, logs_are_json, prepare_streams
from feedgen_news.cli.stopping import heed_signals, until_stopped
from feedgen_news.problems import FeedgenNewsError


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "--version", message="feedgen-news %(version)s")
def cli() -> None:
    """Turn dumps of scraped news into feeds people can subscribe to."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code; a bug keeps its traceback."""
    prepare_streams()
    heed_signals()
    try:
        code = until_stopped(
            lambda: cli.main(args=arguments, prog_name="feedgen-news", standalone_mode=False)
        )
    except FeedgenNewsError as error:
        complain(str(error), level="error", code=class_of(error))
        code = ACT
    except click.ClickException as error:
        error.show()
        code = ACT
    except Exception:
        if not logs_are_json():
            raise
        import traceback

        complain(traceback.format_exc(), level="critical", code="bug")
        code = BUG
    sys.exit(code if isinstance(code, int) else 0)
