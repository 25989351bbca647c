"""The feeds of a folder compared with each other, and with where they say they live."""

import posixpath
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit

from feedgen_news.checks.finding import Check, Fault, FeedFacts, shown
from feedgen_news.checks.texts import is_absolute

CODES = {
    "self-link-missing": Check("W", "the feed does not say where it lives"),
    "self-link-wrong": Check(
        "W", "the feed says it lives elsewhere", "set `site.url` to the folder's public address"
    ),
    "ids-differ": Check("E", "the formats of a topic do not hold the same ids in the same order"),
    "id-conflict": Check("E", "one id leads to different articles in different feeds"),
    "feed-title-twice": Check(
        "W", "two topics have one title; readers mix them up", "give one of them another `title`"
    ),
}

Located = Iterator[tuple[str, Fault]]  # path, fault


class Addresses:
    """Which URL leads to which file, by what most feeds say of themselves."""

    def __init__(self, feeds: list[FeedFacts], files: frozenset[str]) -> None:
        bases = Counter(base for feed in feeds if (base := _base(feed)))
        ranked = sorted(bases, key=lambda base: (-bases[base], base))
        self.base = ranked[0] if ranked else ""
        self._files = files

    def of(self, feed: FeedFacts) -> str:
        """The address at which a feed is to be found."""
        return self.base + feed.path if self.base else feed.self_url

    def exists(self, address: str, *, page: str) -> bool:
        """Whether a link on a page leads to a file; links to other sites are not our business."""
        here = self.base or "http://folder.invalid/"
        try:
            target = urljoin(urljoin(here, page), address)
            path = unquote(urlsplit(target).path)
        except ValueError:
            return False
        if not target.startswith(here):
            return bool(urlsplit(address).scheme or address.startswith("//"))
        path = posixpath.normpath(path.removeprefix(unquote(urlsplit(here).path)) or ".")
        return path in self._files or posixpath.normpath(f"{path}/index.html") in self._files


def _base(feed: FeedFacts) -> str | None:
    return (
        feed.self_url.removesuffix(feed.path) if feed.self_url.endswith(f"/{feed.path}") else None
    )


def compare(feeds: list[FeedFacts], addresses: Addresses) -> Located:
    """All rules that need more than one feed."""
    for feed in feeds:
        if not feed.self_url:
            yield feed.path, Fault("self-link-missing")
        elif feed.self_url != addresses.of(feed) or not addresses.base:
            yield feed.path, Fault("self-link-wrong", detail=shown(feed.self_url))
    yield from _same_ids(feeds)
    yield from _one_article_an_id(feeds)
    yield from _titles(feeds)


def _same_ids(feeds: list[FeedFacts]) -> Located:
    first: dict[str, FeedFacts] = {}
    for feed in feeds:
        other = first.setdefault(posixpath.dirname(feed.path), feed)
        ours, theirs = _ids(feed), _ids(other)
        if ours != theirs and all(ours) and all(theirs):
            yield feed.path, Fault("ids-differ", detail=f"from {other.path}")


def _ids(feed: FeedFacts) -> list[str]:
    return [identifier for identifier, _ in feed.items]


def _one_article_an_id(feeds: list[FeedFacts]) -> Located:
    first: dict[str, str] = {}
    for feed in feeds:
        for identifier, link in feed.items:
            known = first.setdefault(identifier, link) if is_absolute(link) else link
            if identifier and known != link:
                yield feed.path, Fault("id-conflict", shown(identifier), shown(link))


def _titles(feeds: list[FeedFacts]) -> Located:
    first: dict[str, str] = {}
    for feed in feeds:
        topic = posixpath.dirname(feed.path)
        if feed.title and first.setdefault(feed.title, topic) != topic:
            yield feed.path, Fault("feed-title-twice", detail=shown(feed.title))
