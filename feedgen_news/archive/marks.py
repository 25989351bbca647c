"""What may not be published as it is in the archive, and what was published as it lies there.

Triggers of the schema mark whatever a change touches, in the transaction of the change; here is
marked what only time touches. The marks go when what they are about is published.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import msgspec

from feedgen_news.archive.opening import explained, transaction
from feedgen_news.archive.selecting import Labelled
from feedgen_news.archive.store import Archive
from feedgen_news.model import AHEAD

_NOTE = "published"  # in `state`
_OF_LABELS = ("sections", "tags")


class Marks(msgspec.Struct, frozen=True):
    """What was touched since it was published last."""

    topics: frozenset[str]  # slugs of declared ones
    labels: frozenset[Labelled]
    pages: frozenset[str]  # ids of articles with a page of ours
    documents: frozenset[tuple[str, int]]  # of histories: the topic's slug, and the number


class Note(msgspec.Struct, frozen=True):
    """What the latest publication that came to its end was made by."""

    key: str  # of everything that output depends on, beside the archive
    topics: dict[str, str]  # slug → digest of how it was published, in their order
    farewells: dict[str, str]  # slug of a topic that is gone → digest of what was said
    publication: str = ""  # digest of the published files


def marks(archive: Archive) -> Marks:
    """All marks."""
    rows = archive.db.execute("SELECT kind, slug FROM touched").fetchall()
    documents = (slug.rpartition("/") for kind, slug in rows if kind == "documents")
    return Marks(
        frozenset(slug for kind, slug in rows if kind == "topics"),
        frozenset((kind, slug) for kind, slug in rows if kind in _OF_LABELS),
        frozenset(slug for kind, slug in rows if kind == "pages"),
        frozenset((topic, int(number)) for topic, _, number in documents),
    )


def any_marks(archive: Archive) -> bool:
    """Whether there is one."""
    return archive.db.execute("SELECT 1 FROM touched LIMIT 1").fetchone() is not None


def touch(archive: Archive, kind: str, slugs: Iterable[str]) -> None:
    """Mark what is found to be touched by other ways."""
    archive.db.executemany(
        "INSERT OR IGNORE INTO touched VALUES (?, ?)", [(kind, slug) for slug in slugs]
    )


def touch_released(archive: Archive, one: datetime, other: datetime) -> None:
    """Mark what is held back at one of two instants and not at the other."""
    instants = sorted(int((instant + AHEAD).timestamp()) for instant in (one, other))
    for what in (
        "'topics', m.topic FROM articles a JOIN memberships m ON m.article = a.number WHERE",
        "l.kind, l.slug FROM articles a JOIN labels l ON l.article = a.number WHERE",
        "'pages', a.id FROM articles a WHERE a.own_page = 1 AND",
    ):
        archive.db.execute(
            f"INSERT OR IGNORE INTO touched SELECT {what} a.date > ? AND a.date <= ?",
            instants,
        )


def of_ours(archive: Archive, articles: Collection[str]) -> list[str]:
    """Those of the articles that have a page of ours."""
    rows = archive.db.execute(
        "SELECT a.id FROM json_each(?) j CROSS JOIN articles a ON a.id = j.value"
        " WHERE a.own_page = 1",
        (msgspec.json.encode(list(articles)).decode(),),
    )
    return [article for (article,) in rows]


def of_ours_labelled(archive: Archive, slugs: Collection[str]) -> list[str]:
    """The articles with a page of ours and a label of one of these slugs."""
    rows = archive.db.execute(
        "SELECT a.id FROM json_each(?) j CROSS JOIN labels l ON l.kind IN ('sections', 'tags')"
        " AND l.slug = j.value CROSS JOIN articles a ON a.number = l.article AND a.own_page = 1",
        (msgspec.json.encode(list(slugs)).decode(),),
    )
    return [article for (article,) in rows]


# --- what was published


def note(archive: Archive) -> Note | None:
    """What was noted last; None where it is not known how the output was made."""
    said = archive.state(_NOTE)
    return msgspec.json.decode(said, type=Note) if said else None


def forget_note(archive: Archive) -> None:
    """From now on it is not known, until all is published anew."""
    archive.db.execute("DELETE FROM state WHERE name = ?", (_NOTE,))


def headlines(archive: Archive) -> dict[tuple[str, int], str]:
    """By topic and place in its feed, how entries look on the index, as far as that is known."""
    rows = archive.db.execute("SELECT topic, place, view FROM headlines")
    return {(topic, place): view for topic, place, view in rows}


def forget_headlines(archive: Archive, topics: Iterable[str] | None) -> None:
    """Of these topics, or of all, it is not known any more."""
    if topics is None:
        archive.db.execute("DELETE FROM headlines")
        return
    archive.db.executemany("DELETE FROM headlines WHERE topic = ?", [(topic,) for topic in topics])


def settle(
    archive: Archive,
    made_by: Note,
    headlines: Mapping[tuple[str, int], str],
) -> None:
    """All that was touched is published: take the marks away, and note how. Raises ArchiveError.

    For the end of a run, outside of any transaction.
    """
    try:
        with transaction(archive.db, patience=archive.patience):
            archive.remember(_NOTE, msgspec.json.encode(made_by).decode())
            archive.db.execute("DELETE FROM touched")
            archive.db.executemany(
                "INSERT OR IGNORE INTO headlines VALUES (?, ?, ?)",
                [(*place, view) for place, view in headlines.items()],
            )
    except sqlite3.Error as error:
        raise explained(error, archive.path) from error
