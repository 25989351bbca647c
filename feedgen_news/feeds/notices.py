"""What the last feed of a topic says: that it moved, or that it ended."""

import html

from feedgen_news.model import Article, Origin, When
from feedgen_news.site import Entry, Head, Moved


def title(moved: Moved, successor: Head | None) -> str:
    """Another title than any topic has: readers mix up feeds of one title.

    A topic that kept its title may have left several slugs behind.
    """
    kept = successor is not None and successor.topic.title == moved.title
    name = f"{moved.title}: {moved.old}" if kept else moved.title
    return f"{name} ({'moved' if successor else 'ended'})"


def entry(moved: Moved, successor: Head | None, *, address: str, id_: str) -> Entry:
    """The one entry of that feed."""
    headline, text = _said(moved, successor)
    body = f'<p>{html.escape(text)} <a href="{html.escape(address)}">{html.escape(address)}</a></p>'
    article = Article(
        id=id_,
        keys=(),
        url=address,
        title=headline,
        summary=text,
        text=text,
        html=body,
        authors=(),
        published=When(moved.ended),
        updated=None,
        sections=(),
        tags=(),
        language="en",
        place=None,
        images=(),
        publisher=None,
        source="",
        origin=Origin(""),
    )
    return Entry(
        article=article,
        id=id_,
        link=address,
        html=body,
        summary="",
        date=moved.ended,
        updated=moved.ended,
        categories=(),
        publisher=None,
    )


def _said(moved: Moved, successor: Head | None) -> tuple[str, str]:
    if successor:
        renamed = successor.topic.title != moved.title
        news = f"is now “{successor.topic.title}”" if renamed else "has a new address"
        headline = f"“{moved.title}” {news}"
        return headline, "This feed has moved. Please subscribe to its new address:"
    return f"“{moved.title}” has ended", "This feed has ended. Other feeds are at:"
