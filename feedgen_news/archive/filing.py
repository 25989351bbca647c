"""Where an article is listed: in the topics it belongs to, and under its labels."""

import sqlite3

from feedgen_news.archive.versions import encoded
from feedgen_news.model import Label, Sorted


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
    kinds: tuple[tuple[str, tuple[Label, ...]], ...] = (
        ("sections", verdict.labels.sections),
        ("tags", verdict.labels.tags),
    )
    db.executemany(
        "INSERT OR IGNORE INTO labels (kind, slug, date, article, title) VALUES (?, ?, ?, ?, ?)",
        [
            (kind, label.slug, date, number, label.title)
            for kind, labels in kinds
            for label in labels
        ],
    )


def unfile(db: sqlite3.Connection, number: int) -> None:
    """List an article nowhere."""
    db.execute("DELETE FROM memberships WHERE article = ?", (number,))
    db.execute("DELETE FROM labels WHERE article = ?", (number,))
