"""Step 1: a dump becomes records.

One file (or package) per format and one line in `FORMATS`, which names its functions: a
format is loaded when a dump may be of it. The bytes decide which format it is, unless the
source names one; what no format knows is refused under its own name.
"""

import errno
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import BinaryIO

import msgspec

from feedgen_news.config.sources import Source
from feedgen_news.finding.dumps import Dump, dumps_of, find, to_read
from feedgen_news.finding.growth import Added
from feedgen_news.later import later
from feedgen_news.loaders import packing
from feedgen_news.loaders.content import (
    PART,
    Content,
    EndsEarlyError,
    Format,
    Parted,
    Piece,
    Place,
    Spread,
)
from feedgen_news.loaders.folders import ONE_A_FILE, in_folder, section_of
from feedgen_news.loaders.formats import FORMATS, format_of
from feedgen_news.loaders.opening import opened
from feedgen_news.loaders.packing import Part
from feedgen_news.loaders.text import FALLBACK, layout_digest, layout_names, layout_of
from feedgen_news.model import Origin, Record
from feedgen_news.problems import MissingExtraError, Report

__all__ = [
    "FALLBACK",
    "FORMATS",
    "PART",
    "Dump",
    "EndsEarlyError",
    "Format",
    "Glance",
    "MissingExtraError",
    "Parted",
    "Piece",
    "can_grow",
    "draft_layout",
    "dumps_of",
    "ends_inside_a_line",
    "find",
    "glance",
    "layout_digest",
    "layout_names",
    "load",
    "pieces",
    "section_of",
    "tell_unread",
    "to_read",
]


ends_inside_a_line: Callable[[Dump, int], bool] = later(f"{__name__}.json.lines:ends_inside")
draft_layout: Callable[[Iterable[str]], str | None] = later(f"{__name__}.text.drafting:draft")


def load(dump: Dump, *, source: Source, report: Report) -> Iterator[Record]:
    """The records of a dump, in its order, one at a time.

    Never raises on any content. What cannot be read is reported with its origin, and
    what came before it stays. A dump was read to its end if `report.unread` has not
    grown meanwhile.
    """
    for piece in pieces(dump, source=source, report=report):
        if isinstance(piece, Iterator):
            yield from piece
            continue
        try:
            yield from piece.rest((), None, source=source, report=report)
        except (OSError, MissingExtraError) as error:
            tell_unread(error, dump.name, report=report)


def tell_unread(error: OSError | MissingExtraError, name: str, *, report: Report) -> None:
    """Why a dump was not read, or not to its end."""
    if isinstance(error, MissingExtraError):
        install = f"pip install 'feedgen-news[{error}]'"
        report.add("missing-extra", f"{error} needs {install}", Origin(name))
    else:
        far = isinstance(error, ConnectionError)
        code = "unreachable-dump" if far else "unreadable-dump"
        report.add(code, error.strerror or "cannot be read", Origin(name))


def pieces(
    dump: Dump,
    *,
    source: Source,
    report: Report,
    spread: Spread = map,
    by_place: Callable[[], bool] = lambda: False,
) -> Generator[Parted | Iterator[Record]]:
    """A dump as what can be read in parts, and streams of records that cannot.

    Each is to be gone through before the next. The same holds as for `load`; `spread` does
    what is heavy, such as finding the text in pages of HTML. Where `by_place` says so, parts
    name the place of their bytes, if all processes can open the dump.
    """
    try:
        with dump.open() as file:
            place = Place(replace(dump, passed=None), by_place) if dump.everywhere else None
            if dump.section:
                added = Added(file, dump.section)
                yield _added(added, file, dump.name, place, source=source, report=report)
                return
            for part in packing.parts(file, dump.name, folders=dump.folders, report=report):
                plain = place if part.file is file else None
                yield from _pieces(part, plain, source=source, report=report, spread=spread)
    except OSError as error:
        tell_unread(error, dump.name, report=report)


def can_grow(dump: Dump, *, source: Source) -> bool:
    """Whether a section of a dump can be read alone: it is of lines, each of which is a record."""
    with closing(pieces(dump, source=source, report=Report())) as found:
        return next(found, None) is not None


def _added(
    added: Added, file: BinaryIO, name: str, place: Place | None, *, source: Source, report: Report
) -> Parted:
    content = opened(file, name, source=source, report=Report(), spread=map)
    format_ = content and format_of(content.head, source=source, report=Report())
    if content and format_ and format_.parted and format_.by_line:
        content = _placed(msgspec.structs.replace(content, added=added), place)
        if found := format_.parted(content, source=source, report=report):
            return found
    raise OSError(errno.EIO, "is not what it was a moment ago")


class Glance(msgspec.Struct, frozen=True):
    """What the beginning of a dump says it is."""

    format: str
    text: str  # that beginning
    layout: str | None = None  # of plain text


def glance(dump: Dump, *, report: Report) -> Iterator[Glance]:
    """What a dump is, or each dump in an archive; what no format knows is in the report."""
    source = Source.model_validate({"name": "unknown", "files": ["-"]})
    try:
        with dump.open() as file:
            for part in packing.parts(file, dump.name, report=report):
                content = opened(part.file, part.name, source=source, report=report, spread=map)
                format_ = content and format_of(content.head, source=source, report=report)
                if content and format_:
                    yield _glance(format_, content.head.text)
    except OSError as error:
        tell_unread(error, dump.name, report=report)


def _glance(format_: Format, text: str) -> Glance:
    return Glance(format_.name, text, layout_of(text) if format_.name == "text" else None)


def _pieces(
    part: Part, place: Place | None, *, source: Source, report: Report, spread: Spread
) -> Iterator[Parted | Iterator[Record]]:
    content = opened(part.file, part.name, source=source, report=report, spread=spread)
    format_ = content and format_of(content.head, source=source, report=report)
    if not content or not format_:
        return
    content = _placed(content, place)
    if format_.parted and (found := format_.parted(content, source=source, report=report)):
        yield found
    else:
        folders = part.folders if format_.name in ONE_A_FILE else ()
        yield in_folder(_read(content, format_, source=source, report=report), folders)
    if content.stream.lost:
        report.add("undecodable-bytes", f"in {content.head.encoding}", Origin(part.name))


def _placed(content: Content, place: Place | None) -> Content:
    if place:
        place = msgspec.structs.replace(place, begin=content.begin)
    return msgspec.structs.replace(content, place=place)


def _read(content: Content, format_: Format, *, source: Source, report: Report) -> Iterator[Record]:
    try:
        yield from format_.read(content, source=source, report=report)
    except MissingExtraError as error:
        install = f"pip install 'feedgen-news[{error}]'"
        report.add("missing-extra", f"{format_.name} needs {install}", Origin(content.name))
    except OSError as error:
        tell_unread(error, content.name, report=report)
