"""`ping`: hubs hear what changed. The only command that talks to other machines."""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedgen_news.cli.options import config_option, json_option, load_config, quiet_option
from feedgen_news.cli.output import ACT, complain, say, say_json, table

if TYPE_CHECKING:
    from feedgen_news.pipeline.pinging import Pinged

_SHOWN = 5  # mishaps told one by one for each hub; the table counts all


@click.command()
@config_option
@click.option(
    "--wait",
    type=click.IntRange(0, 86_400),
    default=0,
    metavar="SECONDS",
    help="Wait so long for the deploy.  [default: 0]",
)
@click.option("--no-check", is_flag=True, help="Do not look whether the feeds are live.")
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=500,
    show_default=True,
    help="Tell a hub about so many feeds at most; the next ping goes on.",
)
@click.option("--mark", is_flag=True, help="Tell nobody, but take all feeds for told.")
@click.option("--dry-run", is_flag=True, help="Say what would be told; open no connection.")
@quiet_option
@json_option
def ping(
    config_file: Path,
    *,
    wait: int,
    no_check: bool,
    limit: int,
    mark: bool,
    dry_run: bool,
    quiet: bool,
    as_json: bool,
) -> int:
    """Tell the hubs (WebSub) about the feeds that changed since the last ping.

    Run it after the deploy: a feed is told once its public address gives what was built.
    """
    from feedgen_news.pipeline.pinging import ping as tell

    if no_check and wait:
        raise click.UsageError("--wait waits for what --no-check does not look at; leave one out")
    pinged = tell(
        load_config(config_file),
        wait=time.sleep,
        say=(lambda _: None) if quiet else complain,
        patience=None if no_check else wait,
        limit=limit,
        mark=mark,
        dry_run=dry_run,
    )
    for line in _mishaps(pinged):
        complain(line)
    if as_json:
        say_json(pinged)
    elif dry_run:
        for line in _dry(pinged):
            say(line)
    elif pinged.problems or not quiet:
        for line in _report(pinged):
            say(line)
    return ACT if pinged.problems else 0


def _report(pinged: "Pinged") -> Iterator[str]:
    yield from table(
        [
            ("hub", "told", "unchanged", "not live", "failed", "left"),
            *((h.hub, h.told, h.unchanged, h.not_live, h.failed, h.left) for h in pinged.hubs),
        ]
    )


def _dry(pinged: "Pinged") -> Iterator[str]:
    for heard in pinged.hubs:
        yield (
            f"{heard.hub} would be told about {heard.told:,} feeds;"
            f" {heard.unchanged:,} unchanged, {heard.left:,} left"
        )
        for feed in heard.feeds:
            yield f"  {feed}"


def _mishaps(pinged: "Pinged") -> Iterator[str]:
    """The first few for each hub, and what is not live; a hub that was given up always."""
    met: Counter[str | None] = Counter()
    for mishap in pinged.problems:
        met[mishap.hub] += mishap.feed is not None
        if mishap.feed is None:
            yield f"{mishap.hub}: {mishap.detail}"
        elif met[mishap.hub] <= _SHOWN and mishap.hub:
            yield f"{mishap.hub}: {mishap.feed} not told: {mishap.detail}"
        elif met[mishap.hub] <= _SHOWN:
            yield f"{mishap.feed} {mishap.detail}: not live; deploy, then ping again"
    for hub, count in met.items():
        if count > _SHOWN:
            yield f"{hub or 'not live'}: {count:,} feeds in all"
