"""Which URL leads to which file of the folder."""

import posixpath
from collections import Counter
from urllib.parse import unquote, urljoin, urlsplit

from feedgen_news.checks.finding import FeedFacts

NOWHERE = ""  # of this site, but there is no such file


class Addresses:
    """The folder as its public address sees it, by what most feeds say of themselves."""

    def __init__(self, feeds: list[FeedFacts], files: frozenset[str]) -> None:
        bases = Counter(base for feed in feeds if (base := _base(feed)))
        ranked = sorted(bases, key=lambda base: (-bases[base], base))
        self.base = ranked[0] if ranked else ""
        self._here = self.base or "http://folder.invalid/"
        self._root = unquote(urlsplit(self._here).path)
        self._files = files

    def of(self, feed: FeedFacts) -> str:
        """The address at which a feed is to be found."""
        return self.base + feed.path if self.base else feed.self_url

    def absolute(self, address: str, *, page: str) -> str:
        """An address as it is meant on a page. Raises ValueError where it is none."""
        return urljoin(urljoin(self._here, page), address)

    def file(self, address: str, *, page: str = "") -> str | None:
        """The file that an address on a page leads to; None where it leads to another site."""
        if self._is_elsewhere(address):
            return None
        try:
            target = self.absolute(address, page=page)
            path = unquote(urlsplit(target).path)
        except ValueError:
            return NOWHERE
        if not target.startswith(self._here):
            is_whole = urlsplit(address).scheme or address.startswith("//")
            return None if is_whole else NOWHERE
        path = posixpath.normpath(path.removeprefix(self._root) or ".")
        index = posixpath.normpath(f"{path}/index.html")
        return path if path in self._files else index if index in self._files else NOWHERE

    def below(self, path: str) -> str | None:
        """An address or its path, cut to what is below the folder; None where it is not."""
        if not path.startswith("/"):
            here = self.base and path.startswith(self.base)
            return unquote(path.removeprefix(self.base)) if here else None
        found = unquote(path)
        return found.removeprefix(self._root) if found.startswith(self._root) else None

    def exists(self, address: str, *, page: str) -> bool:
        """Whether a link on a page leads to a file; links to other sites are not our business."""
        return self.file(address, page=page) != NOWHERE

    def _is_elsewhere(self, address: str) -> bool:
        """The quick answer for most links there are: those to articles."""
        return address.startswith("https://") and not address.startswith(self._here)


def _base(feed: FeedFacts) -> str | None:
    return (
        feed.self_url.removesuffix(feed.path) if feed.self_url.endswith(f"/{feed.path}") else None
    )
