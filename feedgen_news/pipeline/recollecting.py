"""The published feeds as a memory: where the archive is lost, or a backup took its place, the
entries that they still show keep their ids and dates.

Only ids of our own form and moments that have passed are believed, whoever wrote the files.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import msgspec

from feedgen_news.archive import Archive, Build, Remembered
from feedgen_news.config import Config
from feedgen_news.normalise import identity
from feedgen_news.publish import published

# Parsers are loaded in functions: a build looks into its feeds where it meets new articles only.
# ruff: noqa: PLC0415
if TYPE_CHECKING:
    from lxml import etree

_FILES = ("feed.atom", "feed.json", "feed.rss")  # one is enough; Atom dates every change
_ID = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_IDS = re.compile(_ID.pattern.encode())
_ATOM, _TERMS = "{http://www.w3.org/2005/Atom}", "{http://purl.org/dc/terms/}"


class _Entry(msgspec.Struct, frozen=True):
    id: str
    url: str = ""
    date_published: str = ""
    date_modified: str = ""


class _Feed(msgspec.Struct, frozen=True):
    items: list[_Entry]


def recollect(config: Config, archive: Archive, run: Build, *, known: Collection[str] = ()) -> None:
    """Where this build met articles as new that the feeds show, they keep what is shown.

    Feeds at paths that are `known` are as this archive made them, and show none of those. With
    ids per topic an entry does not tell which article it is.
    """
    if not run.any_new() or config.site.ids != "shared":
        return
    paths = published(config.output)
    unknown = [path for path in paths if path not in known]
    mentioned = map(_mentioned, _files(config.output, unknown))
    if run.number == 1 or any(map(run.any_new, mentioned)):
        files = list(_files(config.output, paths))
        run.recollect(_remembered(files, now=archive.clock))


def shown_ids(output: Path) -> set[str]:
    """The ids of all entries that the published feeds show. Raises PublishError."""
    files = _files(output, published(output))
    entries = (entry for file in files for entry in _entries(file))
    return {entry.id for entry in entries if _ID.fullmatch(entry.id)}


def _files(output: Path, paths: Iterable[str]) -> Iterator[Path]:
    """Of each feed the one that says most."""
    folders: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        if PurePosixPath(path).name in _FILES:
            folders[str(PurePosixPath(path).parent)].append(path)
    for feeds in folders.values():
        file = output / min(feeds, key=lambda path: _FILES.index(PurePosixPath(path).name))
        if file.is_file():
            yield file


def _mentioned(file: Path) -> set[str]:
    return {match.decode() for match in _IDS.findall(file.read_bytes())}


def _remembered(files: list[Path], *, now: datetime) -> list[Remembered]:
    """What the feeds say of each entry, together."""
    found: dict[str, list[Remembered]] = defaultdict(list)
    for file in files:
        for entry in _entries(file):
            if _ID.fullmatch(entry.id) and (said := _dated(entry, now)):
                found[entry.id].append(said)
    return [
        msgspec.structs.replace(
            said[0],
            published=min(each.published for each in said),
            announced=min(each.announced for each in said),
            changed=max(each.changed for each in said),
        )
        for _, said in sorted(found.items())
    ]


def _dated(entry: _Entry, now: datetime) -> Remembered | None:
    try:
        changed = _moment(entry.date_modified or entry.date_published)
        first = _moment(entry.date_published) if entry.date_published else changed
    except ValueError:
        return None
    if not 0 < first <= changed <= int(now.timestamp()):
        return None
    keys = identity.keys_of_address(entry.url)
    return Remembered(entry.id, keys, first, changed, changed)


def _moment(text: str) -> int:
    """Raises ValueError."""
    from email.utils import parsedate_to_datetime

    moment = parsedate_to_datetime(text) if "," in text else datetime.fromisoformat(text)
    try:
        return int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp())
    except OverflowError as error:
        raise ValueError(text) from error


def _entries(file: Path) -> list[_Entry]:
    """What a feed of ours holds; nothing where it is damaged."""
    from lxml import etree

    data = file.read_bytes()
    try:
        if file.name == "feed.json":
            return msgspec.json.decode(data, type=_Feed).items
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(data, parser)
    except (msgspec.MsgspecError, etree.XMLSyntaxError, ValueError):
        return []
    return list(map(_of_atom, root.iter(f"{_ATOM}entry"))) + list(map(_of_rss, root.iter("item")))


def _of_atom(entry: "etree._Element") -> _Entry:
    said = {name: entry.findtext(f"{_ATOM}{name}") or "" for name in ("id", "published", "updated")}
    links = entry.iterfind(f"{_ATOM}link")
    urls = (link.get("href") for link in links if link.get("rel", "alternate") == "alternate")
    return _Entry(said["id"], next(urls, "") or "", said["published"], said["updated"])


def _of_rss(item: "etree._Element") -> _Entry:
    names = ("guid", "link", "pubDate", f"{_TERMS}modified")
    return _Entry(*(item.findtext(name) or "" for name in names))
