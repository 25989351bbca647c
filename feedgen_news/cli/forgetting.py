"""`forget`: articles taken down for good."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedgen_news.cli.options import config_option, json_option, load_config, now
from feedgen_news.cli.output import ACT, complain, say, say_json
from feedgen_news.cli.waiting import patience_of, wait_option

if TYPE_CHECKING:
    from feedgen_news.config import Config
    from feedgen_news.pipeline.forgetting import Named, Taken


@click.command()
@click.argument("what", nargs=-1, metavar="[WHAT]…")
@config_option
@click.option("--reason", default="", help="A note for yourself, kept with the id.")
@click.option("--list", "listing", is_flag=True, help="Show what was forgotten.")
@click.option("--copies", is_flag=True, help="The same stories on other sites, too.")
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@click.option("--undo", metavar="ID", help="Let an article come again with the next dump.")
@wait_option
@json_option
def forget(
    what: tuple[str, ...],
    config_file: Path,
    *,
    reason: str,
    listing: bool,
    undo: str | None,
    copies: bool,
    dry_run: bool,
    wait: float,
    as_json: bool,
) -> int:
    """Remove articles everywhere, at once, and never take them in again.

    WHAT is an id, a URL in any spelling, or a title: the whole of it, or three words of it that
    no other article's title has. A URL that the archive does not have is refused from now on.
    """
    if (bool(what), listing, undo is not None).count(True) != 1:
        raise click.UsageError("give WHAT, or --list, or --undo ID")
    config = load_config(config_file)
    if listing:
        return _list(config, as_json=as_json)
    if undo is not None:
        return _undo(config, undo, wait=wait, as_json=as_json)
    from feedgen_news.pipeline.forgetting import forget as take_down

    taken = take_down(
        config,
        what,
        note=reason,
        now=now(),
        with_copies=copies,
        dry_run=dry_run,
        patience=patience_of(wait),
    )
    if as_json:
        say_json(taken)
    else:
        _tell(taken, config, dry_run=dry_run)
    return ACT if taken.unclear or taken.unknown else 0


def _tell(taken: "Taken", config: "Config", *, dry_run: bool) -> None:
    for what, articles in taken.unclear.items():
        complain(
            f"{what!r} may mean another article than you think; nothing was forgotten. Give the"
            " id or the URL:"
        )
        for article in articles:
            say(_line(article))
    for what in taken.unknown:
        complain(f"{what!r}: no article has this id or these words; nothing was forgotten")
    done, from_now_on = (
        ("would go ", "would be refused") if dry_run else ("forgotten", "refused from now on")
    )
    for article in taken.articles:
        say(f"{done} {_line(article)}")
    for url in taken.in_advance:
        say(f"{from_now_on}: {url}")
    for what in taken.already:
        say(f"refused already: {what}")
    if taken.copies:
        say(f"remaining {len(taken.copies):,} on other sites; --copies takes them down, too:")
    for copy in taken.copies:
        say(f"  {_line(copy)}")
    if taken.published:
        files = taken.published
        say(
            f"files     {len(files.written):,} written, {files.unchanged:,} unchanged,"
            f" {len(files.removed):,} removed in {config.output}"
        )


def _line(article: "Named") -> str:
    return f"{article.id} {article.url or '-'} {article.title}"


def _list(config: "Config", *, as_json: bool) -> int:
    from feedgen_news.pipeline.forgetting import forgotten

    known = forgotten(config)
    if as_json:
        say_json(known)
    else:
        for one in known:
            say(f"{one.id} {one.at} {one.note}".rstrip())
    return 0


def _undo(config: "Config", article_id: str, *, wait: float, as_json: bool) -> int:
    from feedgen_news.pipeline.forgetting import undo

    done = undo(config, article_id, patience=patience_of(wait))
    if as_json:
        say_json({"undone": done})
    elif done:
        say(f"{article_id} may come again; `feedgen-news build --full` reads present dumps anew")
    if not done:
        complain(f"{article_id}: was not forgotten; `feedgen-news forget --list` shows what was")
    return 0 if done else ACT
