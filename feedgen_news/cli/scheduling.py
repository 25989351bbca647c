"""`schedule`: what starts builds by the clock."""

import getpass
import shutil
import sys
from pathlib import Path

import click

from feedgen_news.cli.hosting import place_files, print_files
from feedgen_news.cli.options import config_option, load_config
from feedgen_news.cli.output import complain
from feedgen_news.scheduling import PERIODS, SCHEDULERS, cautions, is_user, kit


@click.command()
@click.argument("name", type=click.Choice(list(SCHEDULERS)), metavar="NAME")
@config_option
@click.option(
    "--every",
    type=click.Choice(list(PERIODS)),
    default="15m",
    show_default=True,
    help="How often.",
)
@click.option("--user", help="Who runs it.  [default: the owner of the config's folder]")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Write it there instead: a file, or a folder for several.",
)
def schedule(
    name: str, config_file: Path, *, every: str, user: str | None, output: Path | None
) -> int:
    """Print what runs builds on a schedule: units, a crontab, a workflow, manifests.

    NAME is systemd, cron, github-actions or kubernetes.
    """
    from feedgen_news.pipeline.scheduling import job_of

    job = job_of(
        load_config(config_file),
        config_file=config_file,
        program=_program(),
        user=_user(user, config_file.absolute().parent),
        every=every,
    )
    files = kit(name, job)
    for line in cautions(name, job):
        complain(line)
    if output is None:
        print_files(files)
    else:
        place_files(files, output)
    return 0


def _program() -> Path:
    """The command as it is installed here, beside this Python or in the PATH."""
    beside = Path(sys.executable).with_name("feedgen-news")
    found = None if beside.is_file() else shutil.which("feedgen-news")
    return Path(found).absolute() if found else beside


def _user(given: str | None, folder: Path) -> str:
    """The given user or the folder's. Raises UsageError for what no user can be called."""
    name = _owner(folder) if given is None else given
    if not is_user(name):
        raise click.UsageError(f"--user: {name!r} is no name of a user; give one")
    return name


def _owner(folder: Path) -> str:
    try:
        return folder.owner()
    except (KeyError, OSError):  # a number without a name
        return getpass.getuser()
