"""`diff`: what subscribers would see of the next build, topic by topic."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedgen_news.cli.options import (
    config_option,
    jobs_option,
    json_option,
    load_config,
    now,
    quiet_option,
)
from feedgen_news.cli.output import ACT, Narrator, complain, say, say_json, table
from feedgen_news.cli.progress import watching
from feedgen_news.problems import FeedgenNewsError

if TYPE_CHECKING:
    from feedgen_news.built import How
    from feedgen_news.pipeline import Built, Change, Difference

_NEW: tuple["How", ...] = ("new", "older", "returned", "reannounced", "reissued")
_CAUSES = {
    "displaced": "displaced by others",
    "aged": "too old",
    "forgotten": "forgotten",
    "withdrawn": "withdrawn",
    "held-back": "held back, for its date is ahead",
    "left": "not of this topic any more",
    "lost": "not in the archive any more",
}


@click.command()
@click.argument("only", nargs=-1, metavar="[TOPIC…]")
@config_option
@click.option("--full", is_flag=True, help="Read dumps again that did not change.")
@click.option(
    "--entries",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    help="How many lines to show of a topic; 0 is all.",
)
@click.option("--all", "every", is_flag=True, help="List what newer entries displace, too.")
@jobs_option
@quiet_option
@json_option
def diff(
    only: tuple[str, ...],
    config_file: Path,
    *,
    full: bool,
    entries: int,
    every: bool,
    jobs: int | None,
    quiet: bool,
    as_json: bool,
) -> int:
    """Show what subscribers would see of a build: new, changed and gone entries.

    TOPIC is a slug; without one, all topics that would change. Nothing is written, and a build
    may run meanwhile.
    """
    from feedgen_news import pipeline

    config = load_config(config_file)
    narrator = Narrator(quiet=quiet)
    with watching(wanted=not quiet) as watch:
        built = pipeline.build(
            config,
            now=now(),
            tell=narrator.tell,
            watch=watch,
            full=full,
            dry_run=True,
            jobs=jobs or pipeline.processors(),
        )
    narrator.conclude()
    differences = _asked_for(built, only)
    if as_json:
        say_json(_result(built, differences))
    else:
        for line in _told(built, differences, entries=entries or None, every=every):
            say(line)
    warn(built, "a build would stop")
    return ACT if built.dumps_unread else 0


def warn(built: "Built", verdict: str) -> None:
    """Tell what is suspicious about a build that did not stop for it."""
    if built.suspicious:
        from feedgen_news.pipeline.guards import told

        complain("\n".join(f"suspicious, {verdict}: {line}" for line in told(built.suspicious)))


def counted(differences: Iterable["Difference"]) -> dict[str, dict[str, int]]:
    """Per topic how many entries are new to its subscribers, changed, and gone."""
    return {
        difference.topic: {
            "new": len(difference.of(*_NEW)),
            "changed": len(difference.of("changed")),
            "gone": len(difference.of("gone")),
        }
        for difference in differences
    }


def summary(differences: Sequence["Difference"]) -> Iterator[str]:
    """A table of what each topic's subscribers would see; nothing where that is nothing."""
    if differences:
        rows = [(topic, *counts.values()) for topic, counts in counted(differences).items()]
        yield ""
        yield from table([("feed", "new", "changed", "gone"), *rows])


def _asked_for(built: "Built", only: Sequence[str]) -> list["Difference"]:
    known = {*built.topics, *(difference.topic for difference in built.differences)}
    for topic in only:
        if topic not in known:
            raise FeedgenNewsError(f"{topic}: no such topic; `feedgen-news topics` lists them")
    return [d for d in built.differences if not only or d.topic in only]


def _result(built: "Built", differences: Sequence["Difference"]) -> dict[str, Any]:
    return {
        "differences": differences,
        "suspicious": built.suspicious,
        "written": built.published.written,
        "removed": built.published.removed,
    }


def _told(
    built: "Built", differences: Sequence["Difference"], *, entries: int | None, every: bool
) -> Iterator[str]:
    for difference in differences:
        yield _headline(difference)
        changes = [c for c in difference.changes if every or c.cause != "displaced"]
        for change in changes[:entries]:
            yield _line(change)
        if len(changes) > len(changes[:entries]):
            yield f"  … {len(changes[entries:]):,} more; --entries 0 shows all"
    files = built.published
    totals = counted(differences).values()
    new, changed, gone = (sum(of[name] for of in totals) for name in ("new", "changed", "gone"))
    yield (
        f"feeds  {len(differences):,} would change: {new:,} new, {changed:,} changed, {gone:,} gone"
    )
    yield f"files  {len(files.written):,} to write, {len(files.removed):,} to remove"


def _headline(difference: "Difference") -> str:
    counts = counted([difference])[difference.topic]
    said = [f"{counts['new']:,} new", f"{counts['changed']:,} changed"]
    causes = Counter(change.cause for change in difference.of("gone"))
    reasons = ", ".join(f"{causes[cause]:,} {_CAUSES[cause]}" for cause in causes if cause)
    said.append(f"{counts['gone']:,} gone" + (f" ({reasons})" if reasons else ""))
    states = {"new": " (a new feed)", "ended": " (the feed ends)", "kept": ""}
    return f"{difference.topic}{states[difference.state]}: {', '.join(said)}"


def _line(change: "Change") -> str:
    remarks = {
        "older": "known before",
        "returned": "listed again",
        "reannounced": "announced again",
        "reissued": "there before, under another id",
        "changed": "" if change.told else "readers are not told",
        "gone": _CAUSES.get(change.cause or "", ""),
    }
    remark = remarks.get(change.how, "")
    line = f"  {change.mark} {change.date:%Y-%m-%d %H:%M}  {change.title}"
    return f"{line}  ({remark})" if remark else line
