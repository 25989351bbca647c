"""The address of an article behind its addresses for telephones."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from feedgen_news.normalise.links import comparable

# https://www-example-com.cdn.ampproject.org/c/s/www.example.com/x (amp.dev, "AMP Cache URL
# format"), https://www.google.com/amp/s/www.example.com/x, https://www.bing-amp.com/c/s/…
_CACHE = re.compile(
    r"https?://(?:(?:[\w.-]+\.)?cdn\.ampproject\.org/(?:wp|[cv])"
    r"|(?:[\w.-]+\.)?bing-amp\.com/[cv]"
    r"|(?:www\.)?google(?:\.[a-z]{2,3}){1,2}/amp)/(?:s/)?(?=[\w-]+(?:\.[\w-]+)+/)",
    re.IGNORECASE,
)
_HOSTS = re.compile(r"\A(?:(?:www|m|mobile|amp|touch|wap)\.)+(?=[^.]+\.)")
_PARTS = re.compile(r"/amp(?=/|$)", re.IGNORECASE)
_FILES = re.compile(r"\.amp(?=\.html?$|$)", re.IGNORECASE)
_FOR_ONE = re.compile(r"[/.-](?:amp|(?:m|mobile|touch|wap)\.)|\?", re.IGNORECASE)  # or may be
_PARAMETERS = re.compile(r"_?amp(?:_.*)?", re.IGNORECASE)


def reduced(url: str) -> str | None:
    """What `comparable` makes of the address that is not for telephones alone.

    Hosts such as `m.` and `amp.`, `/amp` anywhere in the path, `.amp.html`, parameters that ask
    for AMP, and the caches of AMP pages. None where nothing but a home page would be left.
    """
    if not _FOR_ONE.search(url):
        return comparable(url)
    parts = urlsplit(_CACHE.sub("https://", url, count=1))
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in pairs if not _asks_for_amp(*pair)]
    plain = parts._replace(
        netloc=_HOSTS.sub("", parts.netloc),
        path=_FILES.sub("", _PARTS.sub("", parts.path)) or "/",
        query=parts.query if kept == pairs else urlencode(kept),
    )
    return comparable(plain.geturl())


def _asks_for_amp(name: str, value: str) -> bool:
    return value.casefold() == "amp" or bool(_PARAMETERS.fullmatch(name))
