"""The address of a page's article: its own, not that of the paper's front page.

A canonical address that leads to the front page, or from an article up to its section,
says nothing about this page: were it believed, all of a site's articles would be one.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from feedgen_news.loaders.fields.values import first_text
from feedgen_news.loaders.html.facts import Facts

_FRONT = re.compile(
    r"/*(?:(?:index|default|home)(?:\.\w{2,5})?|[a-z]{2}(?:[-_][a-z]{2})?)?/*", re.IGNORECASE
)


def address(facts: Facts, article: dict[str, Any], fetched: str | None) -> str | None:
    """The article's address; None where none is known that is its own."""
    base = base_of(facts, fetched)
    for said in _candidates(facts, article):
        url = _joined(base, said)
        if url and _is_own(url, fetched):
            return url
    return fetched


def base_of(facts: Facts, fetched: str | None) -> str | None:
    """What the page's relative addresses are relative to."""
    return _joined(fetched, facts.base) or fetched


def is_front(url: str | None) -> bool:
    """Whether an address is that of a whole site rather than of a page in it."""
    parts = _split(url) if url else None
    return bool(parts and _FRONT.fullmatch(parts.path) and not parts.query)


def _candidates(facts: Facts, article: dict[str, Any]) -> Iterator[str]:
    yield facts.canonical
    yield facts.first("og:url")
    for key in ("mainEntityOfPage", "url", "@id"):
        value = article.get(key)
        value = (value.get("@id") or value.get("url")) if isinstance(value, dict) else value
        yield first_text(value) or ""
    yield facts.first("twitter:url", "parsely-link", "sailthru.url")


def _joined(base: str | None, said: str) -> str | None:
    """An absolute http(s) address, or one that is relative to what nobody knows; or None."""
    if not said or said.startswith("#"):
        return None
    try:
        url = urljoin(base or "", said)
    except ValueError:
        return None
    parts = _split(url)
    return url if parts and (parts.netloc or not base) else None


def host_of(url: str | None) -> str:
    """The host of an address; "" of what has none."""
    parts = _split(url or "")
    return (parts.hostname or "") if parts else ""


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https", ""} else None


def _is_own(url: str, fetched: str | None) -> bool:
    if is_front(url):
        return False
    here, there = _split(fetched or ""), _split(url)
    if not (here and there and here.path.startswith(there.path.rstrip("/") + "/")):
        return True
    last = there.path.rstrip("/").rpartition("/")[2]
    return bool(re.search(r"\d", last)) or last.count("-") >= 3
