"""A feed file as readers find it: its entries, and how to look into them.

What a reader takes is told by what the reader's own source does, so nothing here judges.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import msgspec
from lxml import etree

from feedgen_news.checks import bodies, documents
from feedgen_news.checks.finding import PublishedFile
from feedgen_news.checks.vocabulary import ATOM as ATOM_NAMESPACE
from feedgen_news.checks.vocabulary import MEDIA as MEDIA_NAMESPACE

ATOM = f"{{{ATOM_NAMESPACE}}}"
MEDIA = f"{{{MEDIA_NAMESPACE}}}"
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
AHEAD = timedelta(days=1)
NOW = "no date: it takes the time of its visit"

Format = Literal["atom", "rss", "json"]
Element = etree._Element
Item = dict[str, Any]


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What one reader takes of one entry; "" where it takes nothing."""

    id: str = ""
    date: str = ""  # RFC 3339, UTC
    picture: str = ""
    author: str = ""
    title: str = ""
    link: str = ""
    notes: tuple[str, ...] = ()  # what it does otherwise than others, or loses


class Parsed(msgspec.Struct, frozen=True, kw_only=True):
    """A feed file; `head` is the Atom feed, the RSS channel or the JSON object."""

    format: Format
    head: Any
    entries: tuple[Any, ...]
    modified: datetime  # when the file was written: what is "ahead" is ahead of this


def parse(file: PublishedFile) -> Parsed | None:
    """The file, or None where it is no feed that could be read."""
    suffix = file.path.rpartition(".")[2]
    if suffix == "json":
        return _json(file)
    root = _root(file.body, "rss" if suffix == "rss" else f"{ATOM}feed")
    if root is None:
        return None
    if suffix == "atom":
        entries = tuple(root.iterfind(f"{ATOM}entry"))
        return Parsed(format="atom", head=root, entries=entries, modified=file.modified)
    channel = root.find("channel")
    items = () if channel is None else tuple(channel.iterfind("item"))
    return Parsed(format="rss", head=channel, entries=items, modified=file.modified)


def _root(body: bytes, tag: str) -> Element | None:
    """With the parser of the checks, whose findings are told elsewhere."""
    faults = documents.parse(body, root_tag=tag)
    while True:
        try:
            next(faults)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def _json(file: PublishedFile) -> Parsed | None:
    try:
        feed = json.loads(file.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or "jsonfeed.org/version" not in str(feed.get("version")):
        return None
    items = tuple(item for item in listed(feed, "items") if isinstance(item, dict))
    return Parsed(format="json", head=feed, entries=items, modified=file.modified)


def text(parent: Element, *names: str) -> str:
    """The text of the first of these children that has any, white space around it left out."""
    found = (child.strip() for name in names for child in texts(parent, name))
    return next(filter(None, found), "")


def texts(parent: Element, name: str) -> list[str]:
    """The texts of all children of a name."""
    return ["".join(map(str, child.itertext())) for child in parent.iterfind(name)]


def last(parent: Element, name: str) -> str:
    """The text of the last child of a name: where each overwrites the one before."""
    return (texts(parent, name) or [""])[-1].strip()


def names(parent: Element) -> list[str]:
    """The names of the Atom authors of a feed or an entry."""
    found = (text(author, f"{ATOM}name") for author in parent.iterfind(f"{ATOM}author"))
    return list(filter(None, found))


def links(parent: Element, relation: str) -> list[Element]:
    """The Atom links of a relation."""
    found = parent.iterfind(f"{ATOM}link")
    return [link for link in found if link.get("rel", "alternate") == relation]


def href(parent: Element, relation: str = "alternate") -> str:
    """The URL of the first Atom link of a relation."""
    return next((link.get("href", "").strip() for link in links(parent, relation)), "")


def string(item: Item, *keys: str) -> str:
    """The first of these strings that is not empty."""
    found = (item.get(key) for key in keys)
    return next((value.strip() for value in found if isinstance(value, str) and value.strip()), "")


def listed(item: Item, key: str) -> list[Any]:
    """A list of a JSON object, empty where there is none."""
    value = item.get(key)
    return value if isinstance(value, list) else []


def people(item: Item) -> list[str]:
    """The names of the authors of a JSON feed or item."""
    found = [author for author in listed(item, "authors") if isinstance(author, dict)]
    return [name for author in found if (name := string(author, "name"))]


def date(*said: str) -> str:
    """The first of these that is a date, as RFC 3339 in UTC; "" where none is."""
    found = (_instant(value.strip()) for value in said)
    return next((moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in found if moment), "")


def _instant(said: str) -> datetime | None:
    for form in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return form(said).astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def is_ahead(said: str, feed: Parsed) -> bool:
    """Whether a date of `date` is more than a day later than the file was written."""
    return bool(said) and datetime.fromisoformat(said) > feed.modified + AHEAD


def first_picture(html: str) -> str:
    """The first picture of a body."""
    if "<img" not in html.lower():
        return ""
    root, _ = bodies.parse(b"<body>" + html.encode("utf-8", "replace"))
    return next((src for image in root.iter("img") if (src := image.get("src"))), "")


def notes(*told: tuple[object, str]) -> tuple[str, ...]:
    """The notes whose condition holds."""
    return tuple(note for holds, note in told if holds)


def unique(found: Iterator[str]) -> list[str]:
    """Each once, in the order they came in."""
    return list(dict.fromkeys(filter(None, found)))
