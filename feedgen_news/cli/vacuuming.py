"""`vacuum`: the archive made small."""

from pathlib import Path

import click

from feedgen_news.cli.options import config_option, json_option, load_config
from feedgen_news.cli.output import say, say_json, table
from feedgen_news.cli.waiting import patience_of, wait_option


@click.command()
@config_option
@wait_option
@json_option
def vacuum(config_file: Path, *, wait: float, as_json: bool) -> int:
    """Drop what nothing needs any more, and give the room back to the disk."""
    from feedgen_news.pipeline.keeping import vacuum as make_small

    done = make_small(load_config(config_file), patience=patience_of(wait))
    if as_json:
        say_json(done)
        return 0
    rows: list[tuple[str, object]] = [
        ("bytes before", done.before),
        ("bytes after", done.after),
        ("texts dropped", done.slimmed),
        ("dumps let go", done.dumps),
        ("quarantine lines let go", done.quarantined),
    ]
    for line in table(rows):
        say(line)
    if done.kept:
        say(f"no text was dropped: {done.kept}")
    return 0
