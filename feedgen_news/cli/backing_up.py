"""`backup`: a copy of the archive that can be put in its place."""

from pathlib import Path

import click

from feedgen_news.cli.options import config_option, json_option, load_config, now, quiet_option
from feedgen_news.cli.output import complain, say, say_json
from feedgen_news.cli.waiting import patience_of, wait_option


@click.command()
@click.argument("destination", metavar="DEST", type=click.Path(path_type=Path))
@click.option(
    "--keep",
    type=click.IntRange(1),
    help="Of the backups in the folder DEST, remove all but so many.",
)
@config_option
@wait_option
@quiet_option
@json_option
def backup(
    destination: Path,
    *,
    config_file: Path,
    keep: int | None,
    wait: float,
    quiet: bool,
    as_json: bool,
) -> None:
    """Copy the archive, also while a build runs.

    DEST is a file, or a folder in which the copy is named after the archive and the time.
    """
    from feedgen_news.archive import backing_up

    config = load_config(config_file)
    archive = config.archive
    folder = destination.is_dir()
    name = f"{archive.stem}-{now():%Y%m%dT%H%M%SZ}{archive.suffix}"
    if keep and not folder:
        raise click.BadParameter(f"{destination}: no folder", param_hint="DEST with --keep")
    copy = destination / name if folder else destination
    if copy.resolve().is_relative_to(config.output.resolve()):
        message = f"{destination}: lies inside `output` and would be published; name another place"
        raise click.BadParameter(message, param_hint="DEST")
    count = backing_up.back_up(archive, copy, patience=patience_of(wait))
    stamp = "[0-9]" * 8 + "T" + "[0-9]" * 6 + "Z"
    pattern = f"{archive.stem}-{stamp}{archive.suffix}"
    removed = backing_up.prune(destination, pattern, keep=keep) if keep and count else []
    if as_json:
        say_json({"backup": copy, "articles": count, "removed": removed})
    elif not quiet:
        say(f"{copy}: {count:,} articles")
        for path in removed:
            complain(f"{path}: removed", level="info")
