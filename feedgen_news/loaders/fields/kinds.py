"""Schema.org types: which of them are articles."""

from typing import Any

_ARTICLES = frozenset(
    "article newsarticle analysisnewsarticle askpublicnewsarticle backgroundnewsarticle"
    " opinionnewsarticle reportagenewsarticle reviewnewsarticle advertisercontentarticle report"
    " satiricalarticle scholarlyarticle medicalscholarlyarticle techarticle socialmediaposting"
    " blogposting liveblogposting discussionforumposting".split()
)


def is_article_type(value: Any) -> bool:
    """Whether a JSON-LD `@type`, one or several, is Article or a type below it."""
    if isinstance(value, list):
        return any(is_article_type(entry) for entry in value if isinstance(entry, str))
    if not isinstance(value, str):
        return False
    return value.rpartition("/")[2].rpartition(":")[2].lower() in _ARTICLES
