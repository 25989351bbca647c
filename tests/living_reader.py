"""A subscriber who polls: reads the feeds by a parser of its own, keyed by id as readers are."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import msgspec
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"


class Met(msgspec.Struct, frozen=True):
    """An entry as a poll found it."""

    id: str
    link: str
    title: str
    published: datetime | None
    updated: datetime | None
    body: str


class Claim(msgspec.Struct, frozen=True):
    """Something that a subscriber noticed: what, of which entry in which feed, and when."""

    what: str
    feed: str
    story: int | None
    now: datetime
    detail: str
    phase: str  # what the operator's machine had just been through


def atom(data: bytes) -> Iterator[Met]:
    """The entries of an Atom feed."""
    for entry in etree.fromstring(data).iterfind(f"{ATOM}entry"):
        said = {child.tag: child for child in entry if child.tag != f"{ATOM}link"}
        yield Met(
            said[f"{ATOM}id"].text or "",
            next(link.get("href", "") for link in entry.iterfind(f"{ATOM}link")),
            said[f"{ATOM}title"].text or "",
            _rfc3339(entry.findtext(f"{ATOM}published")),
            _rfc3339(entry.findtext(f"{ATOM}updated")),
            entry.findtext(f"{ATOM}content") or entry.findtext(f"{ATOM}summary") or "",
        )


def rss(data: bytes) -> Iterator[Met]:
    """The items of an RSS feed."""
    for item in etree.fromstring(data).iter("item"):
        date = item.findtext("pubDate")
        yield Met(
            item.findtext("guid") or "",
            item.findtext("link") or "",
            item.findtext("title") or "",
            parsedate_to_datetime(date) if date else None,
            None,
            "",
        )


def json_feed(data: bytes) -> Iterator[Met]:
    """The items of a JSON Feed."""
    for item in json.loads(data)["items"]:
        dates = (_rfc3339(item.get(key)) for key in ("date_published", "date_modified"))
        yield Met(item["id"], item.get("url", ""), item.get("title", ""), *dates, "")


def _rfc3339(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@dataclass
class Known:
    """What a subscriber remembers of an entry."""

    story: int | None
    updated: datetime | None
    published: datetime | None
    version: int


@dataclass
class Subscriber:
    """Polls every feed of a site; `story_of` tells which story a body is of."""

    output: Path
    story_of: Callable[[Met], int | None]
    version_of: Callable[[int], int]
    told: Callable[[int], str]  # what befell a story of late
    edited_since_copied: Callable[[int], bool]
    claims: list[Claim] = field(default_factory=list)
    phase: str = ""
    stories: dict[str, int] = field(default_factory=dict)  # id → story, in whatever feed
    entries: dict[str, dict[str, Known]] = field(default_factory=lambda: defaultdict(dict))
    ids: dict[str, dict[int, list[str]]] = field(default_factory=lambda: defaultdict(dict))
    _bytes: dict[Path, int] = field(default_factory=dict)

    def poll(self, now: datetime) -> None:
        """Read whatever feeds changed since the last poll."""
        for path in sorted(self.output.glob("*/feed.atom")):
            data = path.read_bytes()
            if self._bytes.get(path) == hash(data):
                continue
            self._bytes[path] = hash(data)
            met = list(atom(data))
            self._same_elsewhere(path, met, now)
            for entry in met:
                self._meet(path.parent.name, entry, now)

    def _same_elsewhere(self, path: Path, met: list[Met], now: datetime) -> None:
        """All formats hold the same entries under the same ids."""
        ids = [entry.id for entry in met]
        for name, read in (("feed.rss", rss), ("feed.json", json_feed)):
            others = [entry.id for entry in read(path.with_name(name).read_bytes())]
            if others != ids:
                self._claim("formats differ", path.parent.name, None, now, name)

    def _claim(self, what: str, feed: str, story: int | None, now: datetime, detail: str) -> None:
        self.claims.append(Claim(what, feed, story, now, detail, self.phase))

    def _meet(self, feed: str, entry: Met, now: datetime) -> None:
        known = self.entries[feed].get(entry.id)
        if known is None:
            self._new(feed, entry, now)
        elif known.story is not None:
            self._again(feed, entry, known, now)

    def _new(self, feed: str, entry: Met, now: datetime) -> None:
        story = self.stories.get(entry.id, self.story_of(entry))
        if story is None:
            self._claim("not known", feed, None, now, f"{entry.title!r} {entry.link}")
            self.entries[feed][entry.id] = Known(None, entry.updated, entry.published, 0)
            return
        self.stories[entry.id] = story
        before = self.ids[feed].setdefault(story, [])
        if before:
            edited = self.edited_since_copied(story)
            what = "edited copy told by itself" if edited else "announced twice"
            self._claim(what, feed, story, now, self.told(story))
        before.append(entry.id)
        self.entries[feed][entry.id] = Known(
            story, entry.updated, entry.published, self.version_of(story)
        )

    def _again(self, feed: str, entry: Met, known: Known, now: datetime) -> None:
        story = known.story or 0
        version = self.version_of(story)
        told = self.told(story)
        if self.story_of(entry) not in (None, story):
            self._claim("became another article", feed, story, now, f"{entry.link}: {told}")
        moved = entry.published != known.published  # which moves both, and is counted by itself
        if entry.updated and known.updated and entry.updated < known.updated and not moved:
            self._claim("updated went back", feed, story, now, told)
        elif entry.updated != known.updated and version == known.version and not moved:
            self._claim("updated without cause", feed, story, now, told)
        elif entry.updated == known.updated and version > known.version:
            self._claim("change not told", feed, story, now, told)
        if moved:
            self._claim(
                "date moved", feed, story, now, f"{known.published} → {entry.published}: {told}"
            )
        known.updated, known.published, known.version = entry.updated, entry.published, version
