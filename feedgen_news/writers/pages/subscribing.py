"""The ways from a page into a reader."""

import re
from collections.abc import Mapping
from urllib.parse import quote

from feedgen_news.writers.pages.views import LinkView, Offer, PageFormat

_PLAIN = re.compile(r"[A-Za-z0-9_.~:/-]*")

# Where readers on the web take a feed's address; it follows percent-encoded.
_WEB_READERS = {
    "Feedbin": "https://feedbin.com/?subscribe=",
    "Feedly": "https://feedly.com/i/subscription/feed%2F",
    "Inoreader": "https://www.inoreader.com/?add_feed=",
    "NewsBlur": "https://www.newsblur.com/?url=",
    "The Old Reader": "https://theoldreader.com/feeds/subscribe?url=",
}


def offers(
    title: str, urls: Mapping[str, str], formats: tuple[PageFormat, ...]
) -> tuple[Offer, ...]:
    """The feed of this title in each format it has an address in, in the order of `formats`."""
    return tuple(
        _offer(format_, title=title, url=urls[format_.name])
        for format_ in formats
        if format_.name in urls
    )


def _offer(format_: PageFormat, *, title: str, url: str) -> Offer:
    encoded = _encoded(url)
    return Offer(
        format=format_,
        title=title,
        url=url,
        reader=f"feed:{url}",  # what installed readers register for; no standard, long usage
        web_readers=tuple(LinkView(name, base + encoded) for name, base in _WEB_READERS.items()),
    )


def _encoded(url: str) -> str:
    if _PLAIN.fullmatch(url):  # the same, and quick: a site may have thousands of feeds
        return url.replace(":", "%3A").replace("/", "%2F")
    return quote(url, safe="")
