"""JSON Feed 1.1."""

import json
from collections.abc import Generator
from typing import Any, NoReturn

from feedgen_news.checks import bodies, entries, texts, values
from feedgen_news.checks.finding import (
    Check,
    Fault,
    Faults,
    FeedFacts,
    PublishedFile,
    says_farewell,
    shown,
)

CODES = {
    "not-json": Check("E", "no JSON: readers show nothing of it"),
    "json-duplicate-key": Check("E", "a key stands twice in an object; parsers take either"),
    "json-version": Check("E", "not JSON Feed 1.1"),
    "json-version-first": Check("W", "`version` is not the first key"),
    "json-type": Check("E", "a value of another type than the format's"),
    "json-no-content": Check("E", "an item with neither content_html nor content_text"),
    "json-no-url": Check("W", "an item without a url; FreshRSS drops it"),
    "json-unknown-key": Check("W", "a key that the format does not have; extensions start with _"),
    "json-hub": Check("E", "a hub without its type or url"),
    "json-next-url": Check("E", "next_url is the feed itself: readers go round in circles"),
    "json-tag-ampersand": Check("W", "an & in a tag; FreshRSS loses the whole feed"),
}

VERSION = "https://jsonfeed.org/version/1.1"
_FEED_TYPES: dict[str, type] = {
    **dict.fromkeys("version title home_page_url feed_url description user_comment".split(), str),
    **dict.fromkeys("next_url icon favicon language".split(), str),
    **dict.fromkeys("items authors hubs".split(), list),
    "expired": bool,
}
_ITEM_TYPES: dict[str, type] = {
    **dict.fromkeys("id url external_url title content_html content_text summary".split(), str),
    **dict.fromkeys("image banner_image date_published date_modified language".split(), str),
    **dict.fromkeys("authors tags attachments".split(), list),
}
_AUTHOR_TYPES: dict[str, type] = dict.fromkeys(("name", "url", "avatar"), str)
_HUB_TYPES: dict[str, type] = dict.fromkeys(("type", "url"), str)
_ATTACHMENT_TYPES: dict[str, type] = {
    **dict.fromkeys(("url", "mime_type", "title"), str),
    **dict.fromkeys(("size_in_bytes", "duration_in_seconds"), int),
}


def is_feed(file: PublishedFile) -> bool:
    """Whether the file means to be a feed; other JSON in the folder is not our business."""
    return file.path.rpartition("/")[2] == "feed.json" or b"jsonfeed.org/version" in file.body


def examine(file: PublishedFile) -> Generator[Fault, None, FeedFacts | None]:
    """Yields faults, returns what the feed says of itself."""
    feed = yield from _parse(file.body)
    if not isinstance(feed, dict):
        return None
    yield from _feed(feed)
    yield from _types(feed, _FEED_TYPES, "feed")
    items = [item for item in _list(feed, "items") if isinstance(item, dict)]
    if len(items) != len(_list(feed, "items")):
        yield Fault("json-type", "feed", "items")
    for number, item in enumerate(items, start=1):
        where = shown(_string(item, "id")) or f"item {number}"
        yield from _item(item, where)
        yield from _dates(item, where, file)
    yield from entries.distinct([_string(item, "id") for item in items])
    published = [_string(item, "date_published") for item in items]
    modified = [_string(item, "date_modified") for item in items]
    yield from entries.newest_first(*filter(any, (published, modified)))
    return _facts(file.path, feed, items)


def _facts(path: str, feed: dict[str, Any], items: list[dict[str, Any]]) -> FeedFacts:
    following = _string(feed, "next_url")
    return FeedFacts(
        path=path,
        self_url=_string(feed, "feed_url"),
        title=_string(feed, "title"),
        items=tuple((_string(item, "id"), _string(item, "url")) for item in items),
        said=tuple(map(_said, items)),
        page=_string(feed, "home_page_url"),
        hubs=tuple(_string(hub, "url") for hub in _list(feed, "hubs") if isinstance(hub, dict)),
        ways={"prev-archive": following} if following else {},
        has_ended=feed.get("expired") is True or says_farewell(_string(feed, "title"), len(items)),
    )


def _said(item: dict[str, Any]) -> tuple[str, str]:
    return _string(item, "title"), texts.rfc3339_instant(_string(item, "date_published"))


def _parse(body: bytes) -> Generator[Fault, None, Any]:
    twice: list[str] = []

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(members)
        if len(found) < len(members):
            twice.append(", ".join(found))
        return found

    if body.startswith(b"\xef\xbb\xbf"):
        yield Fault("byte-order-mark")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield Fault("not-utf8")
        return None
    try:
        feed = json.loads(text, object_pairs_hook=pairs, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        yield Fault("not-json", detail=shown(str(error)))
        return None
    for names in twice:
        yield Fault("json-duplicate-key", detail=shown(names))
    if not isinstance(feed, dict):
        yield Fault("json-type", "feed", "no object")
    return feed


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _feed(feed: dict[str, Any]) -> Faults:
    if feed.get("version") != VERSION:
        yield Fault("json-version", "feed", shown(_string(feed, "version")))
    elif next(iter(feed)) != "version":
        yield Fault("json-version-first", "feed")
    for name in ("title", "home_page_url", "feed_url", "items"):
        if name not in feed:
            yield Fault("missing-element", "feed", name)
    yield from texts.plain(_string(feed, "title"), "feed")
    for name in ("home_page_url", "feed_url", "next_url", "icon", "favicon"):
        if name in feed:
            yield from texts.link(_string(feed, name), "feed")
    if _string(feed, "next_url") and _string(feed, "next_url") == _string(feed, "feed_url"):
        yield Fault("json-next-url", "feed")
    yield from _authors(feed, "feed")
    yield from _hubs(feed)
    if not feed.get("language"):
        yield Fault("no-language", "feed")
    yield from values.language(_string(feed, "language"), "feed")


def _item(item: dict[str, Any], where: str) -> Faults:
    yield from _types(item, _ITEM_TYPES, where)
    if not _string(item, "id"):
        yield Fault("missing-element", where, "id")
    else:
        yield from texts.entry_id(_string(item, "id"), where)
    if not item.get("content_html") and not item.get("content_text"):
        yield Fault("json-no-content", where)
    if not item.get("url"):
        yield Fault("json-no-url", where)
    for name in ("url", "external_url", "image", "banner_image"):
        if _string(item, name):
            yield from texts.link(_string(item, name), where)
    yield from texts.plain(_string(item, "title"), where)
    yield from bodies.examine(_string(item, "content_html"), where)
    yield from texts.characters(_string(item, "summary"), where)
    yield from values.language(_string(item, "language"), where)
    for rule in (_authors, _tags, _attachments):
        yield from rule(item, where)


def _types(thing: dict[str, Any], types: dict[str, type], where: str) -> Faults:
    for name, type_ in types.items():
        if name in thing and not isinstance(thing[name], type_):
            yield Fault("json-type", where, name)
    for name in thing:
        if name not in types and not name.startswith("_"):
            yield Fault("json-unknown-key", where, shown(name))


def _dates(item: dict[str, Any], where: str, file: PublishedFile) -> Faults:
    if "date_published" not in item and "date_modified" not in item:
        yield Fault("no-date", where)
    for name in ("date_published", "date_modified"):
        if name in item:
            yield from texts.rfc3339_date(_string(item, name), where, file.modified)


def _authors(thing: dict[str, Any], where: str) -> Faults:
    for author in _list(thing, "authors"):
        if not isinstance(author, dict):
            yield Fault("json-type", where, "authors")
            continue
        yield from _types(author, _AUTHOR_TYPES, where)
        yield from texts.person(_string(author, "name"), where)


def _hubs(feed: dict[str, Any]) -> Faults:
    for hub in _list(feed, "hubs"):
        if not isinstance(hub, dict) or not _string(hub, "type"):
            yield Fault("json-hub", "feed")
            continue
        yield from _types(hub, _HUB_TYPES, "feed")
        yield from texts.link(_string(hub, "url"), "feed")
    if _list(feed, "hubs") and not _string(feed, "feed_url"):
        yield Fault("hub-without-self", "feed")


def _tags(item: dict[str, Any], where: str) -> Faults:
    for tag in _list(item, "tags"):
        if not isinstance(tag, str):
            yield Fault("json-type", where, "tags")
            continue
        yield from texts.plain(tag, where)
        if "&" in tag:
            yield Fault("json-tag-ampersand", where, shown(tag))


def _attachments(item: dict[str, Any], where: str) -> Faults:
    for attachment in _list(item, "attachments"):
        if not isinstance(attachment, dict):
            yield Fault("json-type", where, "attachments")
            continue
        yield from _types(attachment, _ATTACHMENT_TYPES, where)
        yield from texts.link(_string(attachment, "url"), where)
        yield from values.media_type(_string(attachment, "mime_type"), where)
        if not _string(attachment, "mime_type"):
            yield Fault("missing-attribute", where, "attachments mime_type")


def _string(thing: dict[str, Any], name: str) -> str:
    value = thing.get(name)
    return value if isinstance(value, str) else ""


def _list(thing: dict[str, Any], name: str) -> list[Any]:
    value = thing.get(name)
    return value if isinstance(value, list) else []
