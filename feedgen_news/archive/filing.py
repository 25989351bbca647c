"""Where an article is listed: in the topics it belongs to, and under its labels."""

import sqlite3
from collections.abc import Iterator

from feedgen_news.archive.versions import encoded
from feedgen_news.model import LabelKind, Labels, Sorted


def file_under(db: sqlite3.Connection, number: int, verdict: Sorted) -> None:
    """List an article as the verdict says, and nowhere else."""
    unfile(db, number)
    (date,) = db.execute(
        "UPDATE articles SET labels = ? WHERE number = ? RETURNING date",
        (encoded(verdict.labels), number),
    ).fetchone()
    db.executemany(
        "INSERT INTO memberships (topic, date, article) VALUES (?, ?, ?)",
        [(topic, date, number) for topic in verdict.topics],
    )
    db.executemany(
        "INSERT OR IGNORE INTO labels (kind, slug, date, article, title) VALUES (?, ?, ?, ?, ?)",
        [(kind, slug, date, number, title) for kind, slug, title in listed(verdict.labels)],
    )


def listed(labels: Labels) -> Iterator[tuple[LabelKind, str, str]]:
    """Kind, slug and title of each label."""
    for label in labels.sections:
        yield "sections", label.slug, label.title
    for label in labels.tags:
        yield "tags", label.slug, label.title


def unfile(db: sqlite3.Connection, number: int) -> None:
    """List an article nowhere."""
    db.execute("DELETE FROM memberships WHERE article = ?", (number,))
    db.execute("DELETE FROM labels WHERE article = ?", (number,))
