"""The feeds held against the lists of them: OPML, the feed menu, the pages."""

import posixpath

from feedgen_news.checks.addresses import Addresses
from feedgen_news.checks.finding import Check, Fault, FeedFacts
from feedgen_news.checks.site import Located

CODES = {
    "unlisted-feed": Check("W", "a topic that the list of feeds, or the feed menu, leaves out"),
    "unoffered-feed": Check("W", "a feed that no page offers: nobody will find it"),
    "listed-though-ended": Check("W", "a topic that moved or ended is still in a list of feeds"),
}


def compare(
    feeds: list[FeedFacts],
    addresses: Addresses,
    lists: dict[str, frozenset[str]],
    offered: frozenset[str],
) -> Located:
    """`lists`: path of a list → addresses in it; `offered`: addresses that pages offer."""
    present = [feed for feed in feeds if not feed.is_past]
    ended = {feed.topic for feed in present if feed.has_ended}
    for path, listed in lists.items():
        files = filter(None, (addresses.file(address) for address in listed))
        named = {posixpath.dirname(file) for file in files}
        for topic in sorted({feed.topic for feed in present} - ended - named):
            if _could_be(topic, path, present):
                yield path, Fault("unlisted-feed", detail=topic)
        for topic in sorted(ended & named):
            yield path, Fault("listed-though-ended", detail=topic)
    for feed in present:
        if not feed.has_ended and addresses.of(feed) not in offered:
            yield feed.path, Fault("unoffered-feed")


def _could_be(topic: str, path: str, feeds: list[FeedFacts]) -> bool:
    """A feed menu has no word for JSON Feed."""
    formats = {feed.path.rpartition(".")[2] for feed in feeds if feed.topic == topic}
    return path.endswith(".opml") or formats != {"json"}
