"""What of an article readers should be told of when it changes: its words and figures.

Not: punctuation, quotes, dashes, case, white space, symbols that only adorn, what stands behind
the path of an address, nor whole lines that sites put in by themselves (see `furniture`). Every
figure counts, with its sign, its point, its percent or currency.
"""

import sqlite3

from feedgen_news.archive.versions import digest
from feedgen_news.furniture import own_text, words
from feedgen_news.model import Article

SCHEME = "2:"  # before each digest; raised when the rules change, so that old ones are known
UNKNOWN = "?"  # by an older scheme, and the text it was made of is gone
LATER = "-"  # made when the article gives way to another version, which most never do


def substance_of(article: Article) -> str:
    """A digest of what readers should be told of, which names its scheme."""
    text = words(own_text(article.text))
    summary = words(own_text(article.summary))
    if summary and text.startswith(summary):  # however much of it a scraper took for one
        summary = ""
    return SCHEME + digest((words(article.title) or article.title, summary, text))


def comparable(substance: str) -> bool:
    """Whether it can be held against one that `substance_of` makes."""
    return substance.startswith(SCHEME)


def keep_comparable(db: sqlite3.Connection, number: int, article: Article) -> None:
    """Before a row's facts give way, or its text is dropped: its substance by today's scheme.

    `article` is what the row holds. So neither a new article nor an upgrade costs anything
    until there is something to compare, and an upgrade is no change itself.
    """
    (before, slim) = db.execute(
        "SELECT substance, slim FROM articles WHERE number = ?", (number,)
    ).fetchone()
    if before and not comparable(before):
        substance = UNKNOWN if slim == 1 else substance_of(article)
        db.execute("UPDATE articles SET substance = ? WHERE number = ?", (substance, number))
