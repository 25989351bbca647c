"""Content types as a good host sends them: by the extension, with the charset where it has one.

A table of our own: `mimetypes` answers from files of the machine it runs on.
"""

from pathlib import PurePosixPath

_UTF8 = "; charset=utf-8"
_BINARY = "application/octet-stream"
_TYPES = {
    "atom": f"application/atom+xml{_UTF8}",
    "avif": "image/avif",
    "css": f"text/css{_UTF8}",
    "gif": "image/gif",
    "gz": "application/gzip",
    "html": f"text/html{_UTF8}",
    "ico": "image/x-icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": f"text/javascript{_UTF8}",
    "json": "application/feed+json",  # JSON is UTF-8 and knows no charset (RFC 8259 §8.1)
    "opml": f"text/x-opml{_UTF8}",
    "png": "image/png",
    "rss": f"application/rss+xml{_UTF8}",
    "svg": "image/svg+xml",
    "txt": f"text/plain{_UTF8}",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff2": "font/woff2",
    "xml": f"application/xml{_UTF8}",
}
_OTHER_JSON = "application/json"  # whatever lies in /.well-known/
_PACKED_ALREADY = ("image/avif", "image/gif", "image/jpeg", "image/png", "image/webp", "font/")
_NOT_TEXT = (*_PACKED_ALREADY, "image/x-icon", "application/gzip", _BINARY)


def media_type(path: str) -> str:
    """The Content-Type of a file at this path below the output folder."""
    if path.startswith(".well-known/") and path.endswith(".json"):
        return _OTHER_JSON
    return _TYPES.get(PurePosixPath(path).suffix.removeprefix(".").lower(), _BINARY)


def is_text(content_type: str) -> bool:
    """Whether it may hold links, and gzip makes it smaller."""
    return not content_type.startswith(_NOT_TEXT)
