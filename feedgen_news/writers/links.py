"""Where a feed leads beside its page: to the hubs that push it, and through its history."""

from feedgen_news.site import Feed


def onward(feed: Feed, format_: str) -> list[tuple[str, str]]:
    """Relation and URL, in the feed's own format (WebSub §4, RFC 5005 §4)."""
    history = feed.history
    ways = (
        ("current", history.current),
        ("prev-archive", history.previous),
        ("next-archive", history.following),
    )
    return [
        *(("hub", hub) for hub in feed.hubs),
        *((rel, urls[format_]) for rel, urls in ways if format_ in urls),
    ]
