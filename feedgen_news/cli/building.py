"""`build`: from dumps to feeds."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from feedgen_news.cli.diffing import counted, summary, warn
from feedgen_news.cli.options import (
    config_option,
    jobs_option,
    json_option,
    load_config,
    log_option,
    now,
    on_option,
    quiet_option,
    strict_option,
)
from feedgen_news.cli.output import ACT, FINDINGS, Narrator, say, say_json
from feedgen_news.cli.progress import watching
from feedgen_news.cli.rebuilding import rebuilding
from feedgen_news.cli.reporting import Told, reporting
from feedgen_news.cli.waiting import patience_of, wait_option
from feedgen_news.problems import CODES, REFUSED

if TYPE_CHECKING:
    from feedgen_news.built import About, Built
    from feedgen_news.config import Config


@click.command()
@config_option
@click.option("--full", is_flag=True, help="Read unchanged dumps again, and make every file.")
@click.option("--force", is_flag=True, help="Publish although the result looks suspicious.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")
@click.option("--rebuild", is_flag=True, help="Put a damaged archive aside and begin anew.")
@wait_option
@jobs_option
@on_option
@strict_option
@quiet_option
@log_option
@json_option
def build(
    config_file: Path,
    *,
    full: bool,
    force: bool,
    dry_run: bool,
    rebuild: bool,
    wait: float,
    jobs: int | None,
    on: str | None,
    strict: bool,
    quiet: bool,
    as_json: bool,
) -> int:
    """Read the dumps and publish the feeds."""
    from feedgen_news.idle import idle, text_of

    if rebuild and dry_run:
        raise click.UsageError("--rebuild and --dry-run exclude one another")
    narrator = Narrator(quiet=quiet)
    with reporting(config_file, wanted=not dry_run) as told:
        text = text_of(config_file)
        options: dict[str, Any] = {
            "full": full,
            "force": force,
            "dry_run": dry_run,
            "rebuild": rebuild,
            "on": on,
        }
        if not any(options.values()) and (nothing := idle(text, now=now(), tell=narrator.tell)):
            told.about, told.built = nothing.about, nothing.built
        else:
            config = load_config(config_file)
            options |= {"text": text, "wait": wait, "jobs": jobs, "quiet": quiet}
            _build(told, config, narrator, **options)
        built = told.built
        assert built
        assert told.about
        told.exit_code = exit_code(built, strict=strict)
    narrator.conclude()
    if as_json:
        say_json({**msgspec.structs.asdict(built), "differences": counted(built.differences)})
    elif told.exit_code or not quiet:
        say("\n".join(_told(built, told.about, dry_run=dry_run)))
    if dry_run or not quiet:
        warn(built, "a build would stop" if dry_run else "published all the same")
    return told.exit_code


def _build(
    told: Told,
    config: "Config",
    narrator: Narrator,
    *,
    rebuild: bool,
    force: bool,
    wait: float,
    jobs: int | None,
    quiet: bool,
    **options: Any,
) -> None:
    """The build proper, when there may be something to do."""
    from feedgen_news import pipeline
    from feedgen_news.pipeline.reporting import about

    told.about, told.config = about(config), config

    def once() -> None:
        told.built = pipeline.build(
            config,
            now=now(),
            tell=narrator.tell,
            watch=watch,
            force=force,
            jobs=jobs or pipeline.processors(),
            patience=patience_of(wait),
            **options,
        )

    with watching(wanted=not quiet) as watch:
        rebuilding(config, once, wait=wait, force=force) if rebuild else once()


def exit_code(built: "Built", *, strict: bool = False) -> int:
    """What a build leaves with that got to its end."""
    if built.dumps_unread:
        return ACT
    return FINDINGS if strict and built.refused else 0


def _told(built: "Built", about: "About", *, dry_run: bool) -> Iterator[str]:
    of, files = built.outcome, built.published
    yield (
        f"dumps     {built.dumps_read:,} read, {built.dumps_unchanged:,} unchanged,"
        f" {built.dumps_unread:,} not read"
    )
    yield (
        f"records   {built.read:,} read: {of.new:,} new, {of.updated:,} updated,"
        f" {of.unchanged:,} unchanged, {of.duplicate:,} duplicate, {built.refused:,} refused"
    )
    if built.refused:
        yield from _refused(built, dry_run=dry_run)
    yield f"topics    {len(built.topics):,} with {sum(built.topics.values()):,} entries"
    to_write, to_remove = ("to write", "to remove") if dry_run else ("written", "removed")
    yield (
        f"files     {len(files.written):,} {to_write}, {files.unchanged:,} unchanged,"
        f" {len(files.removed):,} {to_remove} in {about.output}"
    )
    for path in files.left:
        yield f"left      {path}: changed by somebody else; remove it yourself"
    if dry_run:
        yield from summary(built.differences)


def _refused(built: "Built", *, dry_run: bool) -> Iterator[str]:
    """How many for which reason, and where they lie; what was taken down lies nowhere."""
    by_reason = ((count, code) for code, count in built.problems.items() if _refuses(code))
    counts = {code: f"{count:,} {code}" for count, code in sorted(by_reason, reverse=True)}
    forgotten = counts.pop("forgotten", None)
    if counts:
        place = "" if dry_run else f" in {built.quarantine}"
        yield f"refused   {', '.join(counts.values())}{place}"
    if forgotten:
        yield f"refused   {forgotten}; nothing of it is kept"


def _refuses(code: str) -> bool:
    return CODES[code].effect == REFUSED
