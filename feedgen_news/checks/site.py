"""The feeds of a folder compared with each other, and with where they say they live."""

from collections import Counter
from collections.abc import Iterator

from feedgen_news.checks.addresses import Addresses
from feedgen_news.checks.finding import Check, Fault, FeedFacts, shown
from feedgen_news.checks.texts import is_absolute

CODES = {
    "self-link-missing": Check("W", "the feed does not say where it lives"),
    "self-link-wrong": Check(
        "W", "the feed says it lives elsewhere", "set `site.url` to the folder's public address"
    ),
    "ids-differ": Check("E", "the formats of a topic do not hold the same ids in the same order"),
    "formats-differ": Check("E", "the formats of a topic tell one entry differently"),
    "hubs-differ": Check("W", "the formats of a topic do not name the same hubs"),
    "id-conflict": Check("E", "one id leads to different articles in different feeds"),
    "feed-title-twice": Check(
        "W", "two topics have one title; readers mix them up", "give one of them another `title`"
    ),
    "feed-id-twice": Check("E", "two topics have one id; readers take them for one feed"),
    "feed-page-twice": Check("W", "two topics are feeds of one page; readers mix them up"),
}

Located = Iterator[tuple[str, Fault]]  # path, fault


def compare(feeds: list[FeedFacts], addresses: Addresses) -> Located:
    """All rules that need more than one feed."""
    for feed in feeds:
        if not feed.self_url:
            yield feed.path, Fault("self-link-missing")
        elif feed.self_url != addresses.of(feed) or not addresses.base:
            yield feed.path, Fault("self-link-wrong", detail=shown(feed.self_url))
        yield from _leads_somewhere(feed, addresses)
    yield from _formats_agree(feeds)
    yield from _entries_agree(feeds)
    present = [feed for feed in feeds if not feed.is_past]
    yield from _one_article_an_id(present)
    yield from _twice("feed-title-twice", [(feed, feed.title) for feed in present])
    yield from _twice("feed-id-twice", [(feed, feed.id) for feed in feeds])
    yield from _twice("feed-page-twice", [(feed, feed.page) for feed in present])


def _leads_somewhere(feed: FeedFacts, addresses: Addresses) -> Located:
    for where, link in (("feed", feed.page), *feed.items):
        if is_absolute(link) and not addresses.exists(link, page=feed.path):
            yield feed.path, Fault("broken-link", shown(where), shown(link))


def _formats_agree(feeds: list[FeedFacts]) -> Located:
    first: dict[str, FeedFacts] = {}
    for feed in feeds:
        other = first.setdefault(f"{feed.topic}/{feed.name}", feed)
        ours, theirs = _ids(feed), _ids(other)
        if ours != theirs and all(ours) and all(theirs):
            yield feed.path, Fault("ids-differ", detail=f"from {other.path}")
        if Counter(feed.hubs) != Counter(other.hubs):
            yield feed.path, Fault("hubs-differ", detail=f"from {other.path}")


def _entries_agree(feeds: list[FeedFacts]) -> Located:
    """Titles and instants of publication, where two formats have them."""
    first: dict[tuple[str, ...], tuple[str, str]] = {}  # which feed, entry, part → path, text
    for feed in feeds:
        for (identifier, _), said in zip(feed.items, feed.said, strict=False):
            for part, text in zip(("title", "published"), said, strict=True):
                ours = " ".join(text.split())
                if not (identifier and ours):
                    continue
                key = (feed.topic, feed.name, identifier, part)
                path, theirs = first.setdefault(key, (feed.path, ours))
                if ours != theirs and path != feed.path:
                    detail = f"{part} {ours}, but in {path.rpartition('/')[2]} {theirs}"
                    yield feed.path, Fault("formats-differ", shown(identifier), shown(detail))


def _ids(feed: FeedFacts) -> list[str]:
    return [identifier for identifier, _ in feed.items]


def _one_article_an_id(feeds: list[FeedFacts]) -> Located:
    """Among what is published now: a closed document keeps the address it was closed with."""
    first: dict[str, str] = {}
    for feed in feeds:
        for identifier, link in feed.items:
            known = first.setdefault(identifier, link) if is_absolute(link) else link
            if identifier and known != link:
                yield feed.path, Fault("id-conflict", shown(identifier), shown(link))


def _twice(code: str, named: list[tuple[FeedFacts, str]]) -> Located:
    """Each name in one topic only."""
    first: dict[str, str] = {}
    for feed, name in named:
        if name and first.setdefault(name, feed.topic) != feed.topic:
            yield feed.path, Fault(code, detail=shown(name))
