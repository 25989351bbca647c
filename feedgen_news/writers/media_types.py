"""Media types of what we publish, and of the pictures we point at."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

ATOM = "application/atom+xml"
RSS = "application/rss+xml"
JSON_FEED = "application/feed+json"
HTML = "text/html"

# A table of our own: `mimetypes` answers from files of the machine it runs on.
_PICTURES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
}


_ORDINARY = re.compile(r"https?://[A-Za-z0-9.:-]+/[A-Za-z0-9/._~%=,+-]*")


@lru_cache(maxsize=256)  # each format asks, and more than once
def picture_type(url: str) -> str:
    """The media type its extension promises; JPEG, the usual one of news, without one."""
    path = url if _ORDINARY.fullmatch(url) else urlsplit(url).path  # slow, and rarely needed
    extension = path.rpartition(".")[2].lower()
    return _PICTURES.get(extension, "image/jpeg")
