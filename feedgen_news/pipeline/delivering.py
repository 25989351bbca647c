"""Step 6 of a build: what was decided is rendered and published, and that is noted."""

import msgspec

from feedgen_news.archive import Archive, marks
from feedgen_news.archive.leafing import one_look
from feedgen_news.archive.marks import Note
from feedgen_news.built import Published
from feedgen_news.config import Config
from feedgen_news.locking import Patience
from feedgen_news.pipeline.deciding import Decision
from feedgen_news.pipeline.keying import publication_of
from feedgen_news.pipeline.workers import Workers
from feedgen_news.publish import publish, published
from feedgen_news.site import MANIFEST
from feedgen_news.stamps import Lying, Stamps, look


def deliver(
    config: Config,
    archive: Archive,
    decision: Decision,
    *,
    stamps: Stamps,
    dumps: dict[str, tuple[Lying, str]],
    dry_run: bool = False,
    workers: Workers | None = None,
    patience: Patience | None = None,
) -> tuple[Published, Stamps]:
    """Make the output folder what the archive says, as far as it may not be so.

    `stamps` is how files lay before, `dumps` how dumps lie now. A dry run has no archive that
    `workers` could read, and is done here. Whoever is killed before it is noted does the same
    again, and finds that it is done. The stamps as they are then are the caller's to keep.
    """
    if not decision.due.anything:
        stamps = msgspec.structs.replace(stamps, dumps=dumps, seen=None)
        return Published(unchanged=decision.files), stamps
    # Only now, for what renders needs all that a build without news does without.
    from feedgen_news.pipeline.rendering import files_of  # noqa: PLC0415

    archive.let_go()
    known = dict(headlines := marks.headlines(archive))
    with one_look(archive):
        done = publish(
            files_of(
                config,
                archive,
                decision.shelves,
                decision.due,
                rows=decision.rows,
                as_left=decision.as_left,
                known=known,
                workers=None if dry_run else workers,
            ),
            folder=config.output,
            compress=config.compress,
            dry_run=dry_run,
            kept=decision.kept,
            as_left=decision.as_left,
            patience=patience,
        )
    if dry_run:
        return done, stamps
    kept = {path: stamps.files[path] for path in decision.kept}
    new = {at: view for at, view in known.items() if at not in headlines}
    lying = Stamps("", kept, dumps)
    return done, _noted(config, archive, decision.note, headlines=new, lying=lying)


def _noted(
    config: Config,
    archive: Archive,
    note: Note,
    *,
    headlines: dict[tuple[str, int], str],
    lying: Stamps,
) -> Stamps:
    """That all is published: in the archive, and how it lies.

    `lying` is how dumps lie, and those published files that were not touched.
    """
    files = published(config.output)
    publication = publication_of(files)
    marks.settle(archive, msgspec.structs.replace(note, publication=publication), headlines)
    all_files = lying.files | look(config.output, {MANIFEST, *files} - lying.files.keys())
    return Stamps(publication, all_files, lying.dumps)
