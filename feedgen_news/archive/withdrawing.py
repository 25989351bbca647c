"""Articles that their source does not list any more, where its dumps always list all there is.

A withdrawn article loses its memberships and labels, so that no feed, page or count has it,
and keeps its row: listed again, it is back under its id, with its dates.
"""

import sqlite3
from collections.abc import Callable

from feedgen_news.archive.filing import unfile
from feedgen_news.archive.store import Archive

GAVE = "*"  # in place of a fingerprint: the source gave the article, in whichever dump
_FEW = 10  # articles; fewer may go at once without a question
_DUE = "to be judged: "  # in `state`, before the name of a source


def sight(db: sqlite3.Connection, number: int, *, source: str, fingerprint: str) -> None:
    """A source gave an article; `fingerprint` is that of its dump where the source lists all."""
    if fingerprint:
        db.execute(
            "INSERT OR IGNORE INTO sightings VALUES (?, ?, ?)", (source, fingerprint, number)
        )
    else:
        db.execute(
            "INSERT OR IGNORE INTO sightings SELECT ?1, ?2, number FROM articles"
            " WHERE number = ?3 AND source != ?1",
            (source, GAVE, number),
        )


def inherit(db: sqlite3.Connection, number: int, heir: int) -> None:
    """Two rows turn out to be one article: what lists the one lists the other."""
    db.execute(
        "INSERT OR IGNORE INTO sightings SELECT source, fingerprint, ?2 FROM sightings"
        " WHERE article = ?1 UNION SELECT source, ?3, ?2 FROM articles WHERE number = ?1",
        (number, heir, GAVE),
    )
    db.execute("DELETE FROM sightings WHERE article = ?", (number,))


def read_again(archive: Archive, source: str, fingerprint: str) -> None:
    """A dump is read: what was known to lie in it gives way."""
    archive.db.execute(
        "DELETE FROM sightings WHERE source = ? AND fingerprint = ?", (source, fingerprint)
    )


def withdraw(
    archive: Archive,
    *,
    sources: set[str],
    complete: set[str],
    read: set[str],
    doubtful: set[str],
    build: int,
    file_again: Callable[[int], None],
) -> dict[str, tuple[int, int]]:
    """Withdraw what no source lists any more, and bring back what is listed again.

    For the end of a build. Of the sources whose dumps list all there is, `complete` are those
    whose dumps were all read to their end, `doubtful` the others; of `read` at least one dump
    was read in this build. What another of the `sources` of the config ever gave stays: it is
    not this one's to withdraw. Tells the sources that lose most of their articles at once, how
    many of how many.
    """
    for number in _returning(archive.db, build):
        file_again(number)
    if int(archive.state("builds") or 0) != build:  # nothing is other than last time
        return {}
    _list_present(archive.db, complete, build)
    most: dict[str, tuple[int, int]] = {}
    for source in sorted(complete):
        if source in read or _is_due(archive, source) or _vanished(archive.db, source, build):
            most |= _withdraw_of(archive.db, source, sources - complete, build)
            archive.db.execute("DELETE FROM state WHERE name = ?", (_DUE + source,))
    for source in doubtful & read:
        archive.remember(_DUE + source, str(build))
    return most


def _returning(db: sqlite3.Connection, build: int) -> list[int]:
    """Withdrawn articles that this build met again; from now on they are not withdrawn."""
    rows = db.execute(
        "SELECT number FROM articles INDEXED BY articles_withdrawn"
        " WHERE withdrawn = 1 AND last_build = ?",
        (build,),
    ).fetchall()
    db.executemany("UPDATE articles SET withdrawn = 0 WHERE number = ?", rows)
    return [number for (number,) in rows]


def _list_present(db: sqlite3.Connection, sources: set[str], build: int) -> None:
    db.execute(
        "CREATE TEMP TABLE IF NOT EXISTS present (source TEXT, fingerprint TEXT,"
        " PRIMARY KEY (source, fingerprint)) WITHOUT ROWID"
    )
    db.execute("DELETE FROM temp.present")
    db.executemany(
        "INSERT INTO temp.present SELECT source, fingerprint FROM dumps"
        " WHERE source = ? AND last_build = ?",
        [(source, build) for source in sorted(sources)],
    )


def _is_due(archive: Archive, source: str) -> bool:
    """Whether an earlier build was in doubt what the source lists."""
    return archive.state(_DUE + source) is not None


def _vanished(db: sqlite3.Connection, source: str, build: int) -> list[str]:
    """Fingerprints of dumps that are known to list articles and are not there any more."""
    rows = db.execute(
        "SELECT fingerprint FROM dumps d WHERE source = ?1 AND last_build < ?2 AND EXISTS"
        " (SELECT 1 FROM sightings s WHERE s.source = ?1 AND s.fingerprint = d.fingerprint)",
        (source, build),
    )
    return [fingerprint for (fingerprint,) in rows]


def _withdraw_of(
    db: sqlite3.Connection, source: str, keeping: set[str], build: int
) -> dict[str, tuple[int, int]]:
    """What one source does not list any more, nor those `keeping` what they gave; the source,
    where that is most it had.
    """
    (had,) = db.execute(
        "SELECT COUNT(*) FROM articles WHERE source = ? AND withdrawn = 0", (source,)
    ).fetchone()
    gone = [number for number in _unlisted(db, source) if not _givers(db, number) & keeping]
    for number in gone:
        unfile(db, number)
        db.execute("UPDATE articles SET withdrawn = 1 WHERE number = ?", (number,))
    _drop_stale(db, source, build)
    return {source: (len(gone), had)} if len(gone) >= _FEW and len(gone) * 2 > had else {}


def _unlisted(db: sqlite3.Connection, source: str) -> list[int]:
    """Articles that the source gave, and that lie in no present dump of a complete source."""
    rows = db.execute(
        "SELECT number FROM articles a WHERE withdrawn = 0 AND number IN"
        " (SELECT number FROM articles WHERE source = ?1"
        "  UNION SELECT article FROM sightings WHERE source = ?1)"
        " AND NOT EXISTS (SELECT 1 FROM sightings s JOIN temp.present p"
        " ON p.source = s.source AND p.fingerprint = s.fingerprint WHERE s.article = a.number)"
        " ORDER BY number",
        (source,),
    )
    return [number for (number,) in rows.fetchall()]


def _givers(db: sqlite3.Connection, number: int) -> set[str]:
    """Every source that ever gave an article, as far as that is known."""
    rows = db.execute(
        "SELECT source FROM articles WHERE number = ?1"
        " UNION SELECT source FROM sightings WHERE article = ?1",
        (number,),
    )
    return {source for (source,) in rows}


def _drop_stale(db: sqlite3.Connection, source: str, build: int) -> None:
    """Forget what lay in dumps that are gone; should one return, it is read again."""
    for fingerprint in _vanished(db, source, build):
        db.execute(
            "DELETE FROM sightings WHERE source = ? AND fingerprint = ?", (source, fingerprint)
        )
        db.execute(
            "UPDATE dumps SET settings = '' WHERE source = ? AND fingerprint = ?",
            (source, fingerprint),
        )
