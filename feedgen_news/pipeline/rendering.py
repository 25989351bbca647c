"""Step 5, second half: what is due is read, assembled and rendered, one topic after another.

Topics are rendered side by side where there are many: each process reads the archive, and lays
the files of its topics beside their targets. Only their names and digests come back.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from functools import partial

import msgspec

from feedgen_news import writers
from feedgen_news.archive import Archive
from feedgen_news.config import Config
from feedgen_news.feeds import Assembler
from feedgen_news.model import OutputFile
from feedgen_news.pipeline import sharing, workshop
from feedgen_news.pipeline.assembly import Shelf, assembler_of, moved, site_of
from feedgen_news.pipeline.deciding import Rows
from feedgen_news.pipeline.due import Due
from feedgen_news.pipeline.heads import Shelves, headlines_of, heads_of, pages_of
from feedgen_news.pipeline.hosting import host_files
from feedgen_news.pipeline.workers import Workers
from feedgen_news.pipeline.workshop import Task, Workshop
from feedgen_news.publish import Laid
from feedgen_news.site import Farewell, Head

_MANY = 2_000  # entries of feeds; fewer are written sooner than processes start
_PARTS = 16  # for each process: some take longer than others
_FEWEST = 8  # in all; fewer are not spread evenly


def files_of(
    config: Config,
    archive: Archive,
    shelves: Collection[Shelf],
    due: Due,
    *,
    rows: Rows,
    as_left: Collection[str] = (),
    known: dict[tuple[str, int], str] | None = None,
    workers: Workers | None = None,
) -> Iterator[OutputFile | Laid]:
    """All that is due, in the order in which it should appear; nothing where nothing is.

    With `workers` most may come laid beside its target; the archive has to be committed then, and
    the files that lie there `as_left` are not read. `rows` are what the feeds of all topics that
    are due hold. `known` are views of headlines (see `Site`).
    """
    if not due.anything:
        return
    assembler, by_slug = assembler_of(config, archive), {s.topic.slug: s for s in shelves}
    heads = heads_of(archive, assembler, by_slug, rows=rows)
    site = msgspec.structs.replace(
        site_of(config),
        heads=heads,
        headlines=tuple(headlines_of(archive, assembler, by_slug)),
        pages=pages_of(archive, assembler, by_slug, due.pages),
        farewells=_farewells(archive, assembler, heads, due),
        known={} if known is None else known,
    )
    topics = _topics(config, archive, _tasks(by_slug, due, rows, as_left), heads, workers)
    yield from writers.render_site(site, topics=topics)
    yield from host_files(config, archive)


def _tasks(shelves: Shelves, due: Due, rows: Rows, as_left: Collection[str]) -> list[Task]:
    lying: dict[str, set[str]] = {}
    for path in as_left:
        lying.setdefault(path.partition("/")[0], set()).add(path)
    return [
        Task(shelf, rows[slug], due.documents_of(slug), frozenset(lying.get(slug, ())))
        for slug, shelf in shelves.items()
        if slug in due.topics
    ]


def _topics(
    config: Config,
    archive: Archive,
    tasks: list[Task],
    heads: Sequence[Head],
    workers: Workers | None,
) -> Iterator[OutputFile | Laid]:
    formats = frozenset(name for task in tasks for name in task.shelf.topic.formats)
    shown = {head.topic.slug: head.shown for head in heads}
    entries = [shown[task.shelf.topic.slug] for task in tasks]
    parts = _parted(tasks, entries, _PARTS * workers.jobs if workers else 1)
    if workers and workers.jobs > 1 and len(parts) >= _FEWEST and sum(entries) >= _MANY:
        yield from _side_by_side(workers, workshop.order(config, formats), parts)
        return
    with closing(Workshop(config, archive, formats=formats)) as here:
        for task in tasks:
            yield from here.files(task)


def _parted(tasks: list[Task], entries: list[int], parts: int) -> list[list[Task]]:
    """The tasks in their order, in so many parts that are about equal."""
    found: list[list[Task]] = [[]]
    most, held = sum(entries) / parts, 0
    for task, number in zip(tasks, entries, strict=True):
        if held >= most:
            found.append([])
            held = 0
        found[-1].append(task)
        held += number
    return found


def _side_by_side(
    workers: Workers, order: workshop.Order, parts: list[list[Task]]
) -> Iterator[Laid]:
    done = False
    try:
        parts = sharing.lent(workers, order, parts)
        for laid in workers.spread(partial(workshop.laid, order), parts):
            yield from laid
        done = True
    finally:
        if not done:  # nobody may lay files any more when this is left
            workers.stop()


def _farewells(
    archive: Archive, assembler: Assembler, heads: Collection[Head], due: Due
) -> Iterator[Farewell]:
    by_slug = {head.topic.slug: head for head in heads}
    for gone in moved(archive):
        if gone.old in due.farewells:
            yield assembler.farewell(gone, successor=by_slug.get(gone.new or ""))
