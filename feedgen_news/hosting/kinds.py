"""What a host should send for what we publish: the one table behind all hosts."""

import re
from typing import Literal

import msgspec

from feedgen_news.hosting.site import HostedSite

FRESH = 900  # seconds: 15 minutes, between two looks of a busy reader
FOR_EVER = 31_536_000  # seconds: a year, the longest that caches heed (RFC 2616 §14.21)

Place = Literal["", "*/", "?/", "articles/", ".well-known/"]

_PLACES: dict[Place, str] = {
    "": "",
    "*/": "[^/.][^/]*/",  # of a topic
    "?/": "([^/.][^/]*/)?",  # of a topic, or at the top
    "articles/": "articles/",
    ".well-known/": "[.]well-known/",
}
_MONTH = "[0-9][0-9][0-9][0-9]-[0-9][0-9]"
_ANY_YEAR = ("19*", "20*")


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """Files that are served alike."""

    title: str
    place: Place
    name: str  # a regular expression that is the same to PCRE and RE2, without `\\`
    globs: tuple[str, ...]  # the same for shells
    stars: tuple[str, ...] | None = None  # the same with `*` alone, where that is coarser
    media_type: str
    max_age: int = FRESH  # seconds
    shared: bool = False  # pages of other sites may fetch it (CORS)
    is_page: bool = False

    @property
    def pattern(self) -> str:
        """A regular expression for its path below the site's address."""
        return _PLACES[self.place] + self.name

    @property
    def paths(self) -> tuple[str, ...]:
        """The same as wildcards."""
        places: tuple[str, ...] = ("*/", "") if self.place == "?/" else (self.place,)
        return tuple(place + glob for place in places for glob in self.globs)

    @property
    def content_type(self) -> str:
        """With charset: all we publish is UTF-8."""
        return f"{self.media_type}; charset=utf-8"

    @property
    def cache_control(self) -> str:
        """RFC 9111 §5.2.2, RFC 8246."""
        return f"public, max-age={self.max_age}{', immutable' * (self.max_age == FOR_EVER)}"

    def headers(self, site: HostedSite) -> dict[str, str]:
        """What is sent with it, but for its type."""
        return {
            "Cache-Control": self.cache_control,
            **({"Access-Control-Allow-Origin": "*"} if self.shared else {}),
            "X-Content-Type-Options": "nosniff",
            **(page_headers(site) if self.is_page else {}),
        }


def literal(text: str) -> str:
    """A regular expression for this text and nothing else, to PCRE and to RE2."""
    return re.sub(r"[\\^]", r"\\\g<0>", re.sub(r"[].$*+?{}()|[]", r"[\g<0>]", text))


def page_headers(site: HostedSite) -> dict[str, str]:
    """What keeps our pages to themselves; the same as in their `meta`, and no framing."""
    policy = f"{site.policy}; frame-ancestors 'none'"
    return {
        **({"Content-Security-Policy": policy} if site.policy else {}),
        "Referrer-Policy": "no-referrer",
    }


def kinds(site: HostedSite) -> tuple[Kind, ...]:
    """All there is, in the order in which it should appear.

    Pages of articles before the feeds that lead to them, feeds before the pages that list them.
    """
    articles = _page("articles", "articles/", "[0-9a-f-]+[.]html", "*.html")
    menu = Kind(
        title="menu",
        place=".well-known/",
        name="feed-menu[.]json",
        globs=("feed-menu.json",),
        media_type="application/json",
        shared=True,
    )
    return (
        *(_asset(name, media_type) for name, media_type in _ASSETS.items()),
        articles,
        *(kind for format_ in site.formats.items() for kind in _months(*format_, site.open_month)),
        *(_feed(*format_) for format_ in site.formats.items()),
        *(_page("pages", "?/", "index[.]html", "index.html"), _OPML, menu),
    )


_ASSETS = {
    "style.css": "text/css",
    "subscribe.js": "text/javascript",  # RFC 9239 §6
    "icon.svg": "image/svg+xml",
}
_OPML = Kind(
    title="opml",
    place="",
    name="feeds[.]opml",
    globs=("feeds.opml",),
    media_type="text/x-opml",
    shared=True,
)


def _asset(name: str, media_type: str) -> Kind:
    return Kind(
        title=name.partition(".")[0],
        place="",
        name=literal(name),
        globs=(name,),
        media_type=media_type,
    )


def _feed(extension: str, media_type: str) -> Kind:
    return Kind(
        title=extension,
        place="*/",
        name=f"feed[.]{extension}",
        globs=(f"feed.{extension}",),
        media_type=media_type,
        shared=True,
    )


def _months(extension: str, media_type: str, open_month: str) -> tuple[Kind, ...]:
    """Documents of a topic's history (RFC 5005 §4), the closed ones, which never change, apart.

    The document that is still open has the name of its month, too. So only months before the
    earliest open one are known to be closed for ever.
    """
    closed, others = _before(open_month), _since(open_month)
    running = Kind(
        title=f"history-{extension}",
        place="*/",
        name=f"{_either(others)}(-[0-9]+)?[.]{extension}",
        globs=tuple(f"{month}*.{extension}" for month in others),
        stars=tuple(f"{year}.{extension}" for year in _ANY_YEAR),
        media_type=media_type,
        shared=True,
    )
    if not closed:
        return (running,)
    kept = msgspec.structs.replace(
        running,
        title=f"closed-{extension}",
        name=f"{_either(closed)}(-[0-9]+)?[.]{extension}",
        globs=tuple(f"{month}*.{extension}" for month in closed),
        stars=(),
        max_age=FOR_EVER,
    )
    return kept, running


def _before(month: str) -> list[str]:
    """Patterns of all months before this one: of 2024-05, 1…, 200…, … and 2024-0[0-4]."""
    return [
        f"{month[:n]}[0-{int(digit) - 1}]{_digits(month[n + 1 :])}"
        for n, digit in enumerate(month)
        if digit not in "0-"
    ]


def _since(month: str) -> list[str]:
    """Patterns of this month and all later ones; of every month where it is not known."""
    later = [
        f"{month[:n]}[{int(digit) + 1}-9]{_digits(month[n + 1 :])}"
        for n, digit in enumerate(month)
        if digit not in "9-"
    ]
    return [*later, month] if month else [_MONTH]


def _digits(text: str) -> str:
    return re.sub("[0-9]", "[0-9]", text)


def _either(patterns: list[str]) -> str:
    return f"({'|'.join(patterns)})"


def _page(title: str, place: Place, name: str, glob: str) -> Kind:
    return Kind(
        title=title, place=place, name=name, globs=(glob,), media_type="text/html", is_page=True
    )
