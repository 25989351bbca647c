"""Dumps that grew: what was added to one is a dump of its own, which follows what it was before.

So it has a row in `dumps`, with a fingerprint (that of the whole as it is then), a sequence and
refusals, as if the scraper had begun another file.
"""

from feedgen_news.archive.outcomes import Reading
from feedgen_news.archive.store import Archive

_SAID = "source, fingerprint, name, settings, bytes, lines, follows, sequence"


def shorter(archive: Archive, source: str, name: str) -> dict[str, int]:
    """What the dump of this name held, as far as it was read to its end: fingerprints, bytes."""
    rows = archive.db.execute(
        "SELECT fingerprint, bytes FROM dumps"
        " WHERE source = ? AND name = ? AND bytes > 0 AND settings != ''",
        (source, name),
    )
    return dict(rows)


def sections(archive: Archive, source: str, fingerprint: str) -> list[Reading]:
    """What was read of a dump with this fingerprint, in the order in which it was added.

    None where it is not known, or not all that it follows.
    """
    found: list[Reading] = []
    while row := _row(archive, source, fingerprint):
        if found and row.size >= found[-1].size:
            return []  # damaged
        found.append(row)
        if not row.follows:
            return found[::-1]
        fingerprint = row.follows
    return []


def _row(archive: Archive, source: str, fingerprint: str) -> Reading | None:
    row = archive.db.execute(
        f"SELECT {_SAID} FROM dumps WHERE source = ? AND fingerprint = ?",  # noqa: S608
        (source, fingerprint),
    ).fetchone()
    return Reading(*row) if row else None
