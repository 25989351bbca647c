"""The menu of feeds at a well-known address (draft-nottingham-feed-menu-01)."""

import json
from collections import Counter
from collections.abc import Generator, Iterator
from typing import Any
from urllib.parse import urljoin

from feedgen_news.checks import texts, values
from feedgen_news.checks.addresses import Addresses
from feedgen_news.checks.finding import Check, Fault, Faults, PublishedFile, shown

CODES = {
    "menu-form": Check("E", "no feed menu, or an item without title or address"),
    "menu-dead-feed": Check("E", "the feed menu names a feed that is not in the folder"),
    "menu-twice": Check("W", "the feed menu names a feed twice"),
}

PATH = ".well-known/feed-menu.json"
_DEEPEST = 20  # menus in menus


def examine(
    file: PublishedFile, addresses: Addresses
) -> Generator[Fault, None, frozenset[str] | None]:
    """Yields faults, returns the addresses of the feeds it names; None where it is no menu."""
    try:
        menu = json.loads(file.body)
    except (ValueError, RecursionError):
        yield Fault("menu-form", detail="no JSON")
        return None
    named: list[str] = []
    for where, item in _items(menu, 0):
        if "feed-menu" in item:
            yield from _menu(item, where)
        else:
            yield from _feed(item, where)
            urls = [item[name] for name in ("rss", "atom") if isinstance(item.get(name), str)]
            named += [_from_root(url, addresses) for url in urls]
    for address, count in Counter(named).items():
        if count > 1:
            yield Fault("menu-twice", detail=shown(address))
        if not addresses.exists(address, page=""):
            yield Fault("menu-dead-feed", detail=shown(address))
    return frozenset(named)


def _items(menu: Any, depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The menu and everything in it, each with its title; what is neither is not heeded."""
    if not isinstance(menu, dict):
        yield "menu", {"feed-menu": None}
        return
    yield "menu", menu
    items = menu.get("items")
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and "feed-menu" in item and depth < _DEEPEST:
            yield from _items(item, depth + 1)
        elif isinstance(item, dict) and {"feed-title", "rss", "atom"} & set(item):
            yield shown(str(item.get("feed-title", ""))), item


def _menu(menu: dict[str, Any], where: str) -> Faults:
    title, items = menu.get("feed-menu"), menu.get("items", [])
    if not isinstance(title, str) or not isinstance(items, list):
        yield Fault("menu-form", where)
    else:
        yield from texts.plain(title, where)
    yield from values.language(_text(menu, "lang"), where)


def _feed(item: dict[str, Any], where: str) -> Faults:
    if not _text(item, "feed-title") or not (_text(item, "rss") or _text(item, "atom")):
        yield Fault("menu-form", where)
    else:
        yield from texts.plain(_text(item, "feed-title"), where)
    yield from values.language(_text(item, "lang"), where)


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _from_root(url: str, addresses: Addresses) -> str:
    """Relative ones are of the host's root, wherever the menu lies."""
    try:
        return urljoin(urljoin(addresses.absolute("", page=""), "/"), url)
    except ValueError:
        return url
