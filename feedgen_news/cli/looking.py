"""`check`, `explain`, `topics`, `config`, `status`: what is there, and why."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from feedgen_news.cli.monitoring import is_too_old, rows_of
from feedgen_news.cli.options import SPAN, config_option, json_option, load_config, now
from feedgen_news.cli.output import ACT, FINDINGS, complain, say, say_json, table
from feedgen_news.problems import CODES

if TYPE_CHECKING:
    from feedgen_news.pipeline import Explained


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@config_option
@click.option("--readers", is_flag=True, help="Show what feed readers take from each entry.")
@click.option(
    "--feed",
    "feeds",
    multiple=True,
    metavar="FEED",
    help="Only this feed file, or this topic's: world/feed.atom, world.  [repeatable]",
)
@click.option(
    "--entries",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    help="How many entries of a feed to show; 0 is all.",
)
@json_option
def check(
    folder: Path | None,
    config_file: Path,
    *,
    readers: bool,
    feeds: tuple[str, ...],
    entries: int,
    as_json: bool,
) -> int:
    """Read the published files back and name every fault in them.

    DIR is the folder to look into; without it, the config's output. With --readers, no faults:
    what Miniflux, FreshRSS, NetNewsWire and newsboat take as id, date, picture and author.
    """
    if feeds and not readers:
        raise click.UsageError("--feed is for --readers; faults are looked for in all files")
    where = folder or load_config(config_file).output
    if readers:
        from feedgen_news.cli.reader_view import show

        show(where, only=feeds, entries=entries or None, as_json=as_json)
        return 0
    return _faults(where, as_json=as_json)


def _faults(where: Path, *, as_json: bool) -> int:
    from feedgen_news.checks import CHECKS
    from feedgen_news.checks import check as find

    findings = list(find(where))
    if as_json:
        say_json(findings)
    else:
        for finding in findings:
            say(f"{finding}; {CHECKS[finding.code].advice}")
        errors = sum(finding.level == "E" for finding in findings)
        say(f"{where}: {errors} errors, {len(findings) - errors} warnings")
    return FINDINGS if findings else 0


@click.command()
@click.argument("what")
@config_option
@json_option
def explain(what: str, config_file: Path, *, as_json: bool) -> int:
    """Tell what became of an article, and why it is in a topic or not.

    WHAT is an id, a URL or words of the title.
    """
    from feedgen_news import pipeline

    articles, refusals = pipeline.explain(load_config(config_file), what)
    if as_json:
        say_json({"articles": articles, "refusals": refusals})
    else:
        for explained in articles:
            for line in _explained(explained):
                say(line)
        for refusal in refusals:
            say(f"{refusal.place} refused, {refusal.code}: {refusal.detail}")
            say(f"  {CODES[refusal.code].meaning}; {CODES[refusal.code].advice}")
    if not articles and not refusals:
        complain(f"{what!r}: no article and no refusal mentions it")
        return ACT
    return 0


def _explained(explained: "Explained") -> Iterator[str]:
    article = explained.article
    yield article.title
    yield f"  id        {article.id}"
    yield f"  url       {article.url or 'none: it has a page of ours'}"
    yield f"  from      {article.origin} of source {article.source!r}"
    yield f"  published {article.published or 'not said'}"
    yield f"  updated   {article.updated or 'not said'}"
    if explained.withdrawn:
        yield "  state     withdrawn: in no dump of its source any more, and so in no feed"
    if explained.without_text:
        yield "  state     its text was dropped to save room"
    for origin in explained.why.labels:
        said = "the dump says" if origin.how == "dump" else "earned by the word"
        yield f"  {origin.kind[:-1]:<9} {origin.label.slug}: {said} {origin.said!r}"
    for topic in explained.why.topics:
        yield f"  {'in' if topic.matched else 'not in':<9} {topic.slug}"
        if topic.matched and topic.slug in explained.copy_of:
            yield f"              shown as a copy of {explained.copy_of[topic.slug]}"
        if not topic.clauses:
            yield f"              match: {topic.rule}"
        for clause in topic.clauses:
            yield f"              {clause.group}: {'holds' if clause.held else 'does not hold'}"
            for condition in clause.conditions:
                found = ", ".join(condition.found) or f"none of {', '.join(condition.wanted[:10])}"
                yield f"                {condition.key}: {found}"


@click.command()
@config_option
@json_option
def topics(config_file: Path, *, as_json: bool) -> int:
    """Show how many articles each topic has, and the labels that the config does not know."""
    from feedgen_news import pipeline

    coverage = pipeline.coverage(load_config(config_file))
    if as_json:
        say_json(coverage)
        return 0
    for line in table([("topic", "articles"), *coverage.topics.items()]):
        say(line)
    for kind, labels in (
        ("sections", coverage.unmapped_sections),
        ("tags", coverage.unmapped_tags),
    ):
        if labels:
            say()
            for line in table([(f"{kind} that map to nothing", "articles"), *labels.items()]):
                say(line)
    return 0


@click.command()
@config_option
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the config, for editors.")
@json_option
def config(config_file: Path, *, schema: bool, as_json: bool) -> int:
    """Check the config and show its effective values."""
    from feedgen_news.config import effective, json_schema, to_yaml
    from feedgen_news.pipeline import choices

    if schema:
        say_json(json_schema(choices()))
        return 0
    values = effective(load_config(config_file))
    if as_json:
        say_json(values)
    else:
        say(to_yaml(values).rstrip("\n"))
    return 0


@click.command()
@config_option
@click.option("--max-age", type=SPAN, help="Exit with 3 if no build went well within such a span.")
@json_option
def status(config_file: Path, *, max_age: float | None, as_json: bool) -> int:
    """Show what the archive knows and when it was built last."""
    from feedgen_news import pipeline
    from feedgen_news.pipeline.reporting import last_run

    config = load_config(config_file)
    known, run = pipeline.status(config), last_run(config)
    code = FINDINGS if is_too_old(run, max_age, now=now()) else 0
    if not known.builds:
        complain("nothing was built yet; run `feedgen-news build`, and heed what it says")
        code = ACT
    if as_json:
        say_json({**msgspec.structs.asdict(known), "latest": run})
        return code
    rows: list[tuple[str, object]] = [
        ("last build", known.last_build or "never"),
        ("builds", known.builds),
        ("dumps read", known.dumps),
        ("records refused", known.refused),
        ("articles", known.articles),
        ("held back", known.held_back),
        ("newest change", known.newest or "none"),
        ("without text", known.without_text),
        ("withdrawn", known.withdrawn),
        ("forgotten", known.forgotten),
        ("bytes", known.size),
        ("bytes free", known.free),
        *rows_of(run),
    ]
    for line in table(rows):
        say(line)
    return code
