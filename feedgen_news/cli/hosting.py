"""`host`: what a web server or a hosting service has to be told."""

from pathlib import Path

import click

from feedgen_news.cli.options import config_option, load_config
from feedgen_news.cli.output import complain, say
from feedgen_news.hosting import HOSTS
from feedgen_news.model import OutputFile
from feedgen_news.problems import FeedgenNewsError

_MARK = b"feedgen-news"


@click.command()
@click.argument("name", type=click.Choice(list(HOSTS)), metavar="NAME")
@config_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Write it there instead: a file, or a folder for several.",
)
def host(name: str, config_file: Path, *, output: Path | None) -> int:
    """Print what a host needs to serve the feeds.

    NAME is nginx, apache, caddy, netlify, cloudflare, github-pages or s3.
    """
    from feedgen_news import pipeline

    files = pipeline.host_kit(load_config(config_file), name, config_file=config_file)
    if output is None:
        print_files(files)
    else:
        place_files(files, output)
    return 0


def place_files(files: tuple[OutputFile, ...], output: Path) -> None:
    """Write them to a file or into a folder. Raises FeedgenNewsError, also for others' files."""
    for path, file in _places(files, output):
        _write(path, file.body)


def print_files(files: tuple[OutputFile, ...]) -> None:
    """Several files one after the other, each under its name, which is a comment to all hosts."""
    for number, file in enumerate(files):
        if len(files) > 1:
            say(f"{chr(10) * (number > 0)}# File: {file.path}")
        say(file.body.decode().rstrip("\n"))


def _places(files: tuple[OutputFile, ...], output: Path) -> list[tuple[Path, OutputFile]]:
    if output.is_dir():
        return [(output / file.path, file) for file in files]
    if len(files) > 1:
        names = " and ".join(file.path for file in files)
        raise FeedgenNewsError(f"{output}: no folder; name one that {names} can go to")
    return [(output, file) for file in files]


def _write(path: Path, body: bytes) -> None:
    try:
        if path.exists() and _MARK not in path.read_bytes():
            raise FeedgenNewsError(f"{path}: not made by feedgen-news; move it away")
        path.write_bytes(body)
    except OSError as error:
        reason = error.strerror or "cannot be written"
        raise FeedgenNewsError(f"{path}: {reason}; check the folder") from error
    complain(f"wrote {path}")
