"""`init`: a config for dumps that no config names yet."""

from pathlib import Path

import click

from feedgen_news.cli.options import now, quiet_option
from feedgen_news.cli.output import ACT, Narrator, complain, say
from feedgen_news.problems import FeedgenNewsError


@click.command()
@click.argument("dumps", nargs=-1, required=True, metavar="DUMP…")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the config there, if nothing is; else it is printed.",
)
@quiet_option
def init(dumps: tuple[str, ...], *, output: Path | None, quiet: bool) -> int:
    """Look into dumps and draft a config for them.

    DUMP is a file or a folder. What no dump can say is marked with `# ?` in the draft.
    """
    from feedgen_news import pipeline
    from feedgen_news.problems import Report

    if output and output.exists():
        raise FeedgenNewsError(f"{output}: is there already; name another file, or remove it")
    if "-" in dumps:
        raise click.BadParameter("a build reads files again; save standard input first")
    narrator = Narrator(quiet=quiet)
    report = Report(narrator.tell)
    folder = output.parent if output else Path()
    drafted = pipeline.draft(dumps, folder=folder, now=now(), report=report)
    narrator.conclude()
    if drafted is None:
        complain("no article in any of these dumps; nothing was drafted")
        return ACT
    for path, layout in drafted.layouts.items():
        _write(folder / path, layout, "a layout that the draft names; look through it")
    if output:
        _write(output, drafted.config, "look at the lines with `# ?`, then run feedgen-news build")
    else:
        say(drafted.config.rstrip("\n"))
    return 0


def _write(path: Path, text: str, advice: str) -> None:
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        reason = error.strerror or "cannot be written"
        raise FeedgenNewsError(f"{path}: {reason}; check the folder") from error
    complain(f"wrote {path}: {advice}")
