"""The command line: options in, exit code out. Only here is anything printed or the clock read.

Exit codes: 0 done; 1 a bug; 2 the operator must act; 3 findings (`check` found faults, or
`--strict` and something was refused); 130 and 143 interrupted.
"""

import signal
import sys
from types import FrameType
from typing import NoReturn

import click

from feedgen_news import __version__
from feedgen_news.cli.building import build, read
from feedgen_news.cli.drafting import init
from feedgen_news.cli.hosting import host
from feedgen_news.cli.looking import check, config, explain, status, topics
from feedgen_news.cli.output import ACT, complain, prepare_streams
from feedgen_news.cli.pinging import ping
from feedgen_news.cli.serving import serve
from feedgen_news.problems import FeedgenNewsError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "--version", message="feedgen-news %(version)s")
def cli() -> None:
    """Turn dumps of scraped news into feeds people can subscribe to."""


for command in (init, build, read, check, serve, host, ping, explain, topics, config, status):
    cli.add_command(command)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code; a bug keeps its traceback."""
    prepare_streams()
    signal.signal(signal.SIGTERM, _terminated)
    try:
        code = cli.main(args=arguments, prog_name="feedgen-news", standalone_mode=False)
    except FeedgenNewsError as error:
        complain(str(error))
        code = ACT
    except click.ClickException as error:
        error.show()
        code = ACT
    except (KeyboardInterrupt, click.Abort):
        complain("interrupted; what was published before is as it was")
        code = 130
    sys.exit(code if isinstance(code, int) else 0)


def _terminated(_signal: int, _frame: FrameType | None) -> NoReturn:
    complain("terminated; what was published before is as it was")
    sys.exit(128 + signal.SIGTERM)
