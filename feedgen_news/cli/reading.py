"""`read`: from dumps to articles one can look at."""

import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedgen_news.cli.options import (
    jobs_option,
    json_option,
    now,
    quiet_option,
)
from feedgen_news.cli.output import ACT, FINDINGS, Narrator, say_json
from feedgen_news.cli.progress import watching
from feedgen_news.problems import REFUSED, Problem

if TYPE_CHECKING:
    from feedgen_news.config import Source
    from feedgen_news.model import Article


@click.command()
@click.argument("dumps", nargs=-1, required=True, metavar="DUMP…")
@click.option("--format", default="auto", show_default=True, help="The dumps' format.")
@click.option(
    "--layout", default="auto", show_default=True, help="Of plain text: a name or a file."
)
@click.option("--timezone", default="UTC", show_default=True, help="Of dates without a zone.")
@click.option(
    "--extract",
    type=click.Choice(["full", "fast"]),
    default="full",
    show_default=True,
    help="How the text in HTML pages is found.",
)
@jobs_option
@click.option("--strict", is_flag=True, help="Stop at the first refusal, with exit code 3.")
@quiet_option
@json_option
def read(
    dumps: tuple[str, ...],
    *,
    jobs: int | None,
    strict: bool,
    quiet: bool,
    as_json: bool,
    **settings: str,
) -> int:
    """Show what is made of dumps: one article a line, as JSON.

    DUMP is a file, a folder, or - for standard input. No config is needed.
    """
    from feedgen_news import loaders, pipeline
    from feedgen_news.problems import Report

    _ = as_json  # the output is JSON anyway; the option is there because every command has it
    source = _source(settings)
    narrator = Narrator(quiet=quiet)
    with (
        watching(wanted=not quiet and not sys.stdout.isatty()) as watch,
        pipeline.Workers(jobs or pipeline.processors()) as workers,
    ):

        def tell(problem: Problem) -> None:
            narrator.tell(problem)
            if problem.effect == REFUSED:
                watch.refused()
                if strict:
                    raise click.exceptions.Exit(FINDINGS)

        report = Report(tell)
        found = loaders.dumps_of(dumps, report=report)
        watch.expect(sum(dump.size for dump in found))
        for _, batches in pipeline.readings(
            (pipeline.Wanted(dump, as_line) for dump in found),
            source=source,
            now=now(),
            report=report,
            workers=workers,
            watch=watch,
            in_place=True,
        ):
            for line in chain.from_iterable(batches):
                say_json(line, pretty=False)
    narrator.conclude()
    return ACT if report.unread else 0


def _source(settings: dict[str, str]) -> "Source":
    """A source with the settings of these options."""
    from pydantic import ValidationError

    from feedgen_news.config import Source
    from feedgen_news.pipeline import choices

    known = choices()
    if settings["format"] not in ("auto", *known.formats):
        raise click.BadParameter(
            f"{settings['format']!r}; one of {', '.join(known.formats)}", param_hint="--format"
        )
    layout = settings["layout"]
    if layout not in ("auto", *known.layouts):
        if not Path(layout).is_file():
            raise click.BadParameter(
                f"{layout!r}; one of {', '.join(known.layouts)}, or a layout file",
                param_hint="--layout",
            )
        settings = {**settings, "layout": str(Path(layout).absolute())}
    try:
        return Source.model_validate({"name": "read", "files": ("-",), **settings})
    except ValidationError as error:
        raise click.BadParameter(
            error.errors()[0]["msg"].removeprefix("Value error, "), param_hint="--timezone"
        ) from None


def as_line(article: "Article") -> dict[str, Any]:
    """An article as `read` prints it; a day-precise date is a day."""
    date = article.updated or article.published
    origin = {
        "dump": article.origin.dump,
        "line": article.origin.line,
        "end_line": article.origin.end_line,
    }
    if article.origin.position is not None:
        origin["position"] = article.origin.position
    return {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "summary": article.summary,
        "text": article.text,
        "html": article.html,
        "authors": [person.name for person in article.authors],
        "published": str(article.published) if article.published else None,
        "updated": str(article.updated) if article.updated else None,
        "precision": date.precision if date else None,
        "section": "; ".join(article.sections) or None,
        "tags": list(article.tags),
        "language": article.language,
        "place": article.place,
        "images": article.images,
        "origin": origin,
    }
