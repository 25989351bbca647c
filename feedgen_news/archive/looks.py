"""What the versions of articles looked like: sketches of their texts, made when they are asked for.

Most articles are met once, and nothing ever resembles them. So the look of a new row waits
(its sketch is NULL) as long as the row holds the text that it is to be made of.
"""

import sqlite3
from collections.abc import Iterable
from functools import lru_cache

from feedgen_news import likeness
from feedgen_news.archive.versions import decoded
from feedgen_news.furniture import own_text
from feedgen_news.model import Article


def sketch_of(article: Article) -> bytes:
    """Of the text of one version; none of one without words."""
    return _sketch(article.text)


@lru_cache(maxsize=64)
def _sketch(text: str) -> bytes:
    return likeness.sketch(own_text(text.replace("\n\n", "\n")))


def made(
    db: sqlite3.Connection, looks: Iterable[tuple[int, bytes | None]]
) -> list[tuple[int, bytes]]:
    """Numbers of articles and sketches of their looks; those that wait are made."""
    return [
        (number, _made_now(db, number) if sketch is None else sketch)
        for number, sketch in list(looks)
    ]


def make(db: sqlite3.Connection, number: int) -> None:
    """Make what waits before a row's text gives way."""
    waits = "SELECT 1 FROM looks WHERE article = ? AND sketch IS NULL"
    if db.execute(waits, (number,)).fetchone():
        _made_now(db, number)


def _made_now(db: sqlite3.Connection, number: int) -> bytes:
    (facts,) = db.execute("SELECT facts FROM articles WHERE number = ?", (number,)).fetchone()
    sketch = sketch_of(decoded(facts))
    db.execute("UPDATE looks SET sketch = ? WHERE article = ? AND sketch IS NULL", (sketch, number))
    return sketch
