"""Step 1: a dump becomes records.

One file (or package) per format and one line in `FORMATS`, which names its functions: a
format is loaded when a dump may be of it. The bytes decide which format it is, unless the
source names one; what no format knows is refused under its own name.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import msgspec

from feedgen_news.config.sources import Source
from feedgen_news.finding.dumps import Dump, dumps_of, find, to_read
from feedgen_news.later import later
from feedgen_news.loaders import packing
from feedgen_news.loaders.content import (
    Content,
    EndsEarlyError,
    Format,
    Head,
    Parted,
    Piece,
    Place,
    Spread,
)
from feedgen_news.loaders.folders import ONE_A_FILE, in_folder, section_of
from feedgen_news.loaders.opening import opened
from feedgen_news.loaders.packing import Part
from feedgen_news.loaders.text import FALLBACK, layout_digest, layout_names, layout_of
from feedgen_news.model import Origin, Record
from feedgen_news.problems import MissingExtraError, Report

__all__ = [
    "FALLBACK",
    "FORMATS",
    "Dump",
    "EndsEarlyError",
    "Format",
    "Glance",
    "MissingExtraError",
    "Parted",
    "Piece",
    "draft_layout",
    "dumps_of",
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


def _format_of(
    name: str, help_: str, reader: str, recogniser: str = "", *, parted: str = ""
) -> Format:
    """A format: the module of its `read`, and where other functions are, if not beside it."""
    known_by = recogniser or f"{reader}:recognise"
    return Format(
        name,
        help_,
        later(f"{__name__}.{known_by}"),
        later(f"{__name__}.{reader}:read"),
        later(f"{__name__}.{parted}") if parted else None,
    )


draft_layout: Callable[[Iterable[str]], str | None] = later(f"{__name__}.text.drafting:draft")

FORMATS: dict[str, Format] = {
    known.name: known
    for known in (
        _format_of(
            "warc",
            "WARC files of crawlers: the pages of HTML in them.",
            "warc",
            "captures:is_warc",
            parted="warc.parts:parted",
        ),
        _format_of(
            "markdown",
            "Markdown or text, with or without front matter; a list of articles in YAML.",
            "markdown",
        ),
        _format_of(
            "json",
            "JSON Lines, a JSON array, an object with a list of articles inside, or one object a"
            " file.",
            "json",
            parted="json.lines:parted",
        ),
        _format_of(
            "sgml",
            "Newswire in SGML: Reuters-21578, and `<DOC>` records as of TREC and Gigaword.",
            "sgml",
            "xml.recognition:is_newswire",
        ),
        _format_of(
            "wxr",
            "A WordPress export (WXR): its published posts.",
            "xml.wxr",
            "xml.recognition:is_export",
        ),
        _format_of(
            "feed",
            "RSS 0.9 to 2.0, RSS 1.0 (RDF) and Atom, as files.",
            "xml.feed",
            "xml.recognition:is_feed",
        ),
        _format_of(
            "tei",
            "XML-TEI, as trafilatura writes it: one text a file, or many in a corpus.",
            "xml.tei",
            "xml.recognition:is_tei",
        ),
        _format_of(
            "xml",
            "Lists of articles in XML, as Scrapy and others write them; trafilatura's XML; NewsML,"
            " NITF.",
            "xml.items",
            "xml.recognition:is_xml",
        ),
        _format_of("html", "Web pages as they were saved, one article to a page.", "html"),
        _format_of(
            "csv",
            "CSV and TSV: a table, its columns parted by commas, semicolons, tabs or bars.",
            "csv",
        ),
        _format_of(
            "parquet", "Parquet: tables of columns, packed; needs the extra `parquet`.", "parquet"
        ),
        _format_of(
            "text",
            "Plain text, one or several articles to a file, read by the source's layout.",
            "plain",
        ),
    )
}


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
        report.add("unreadable-dump", error.strerror or "cannot be read", Origin(name))


def pieces(
    dump: Dump,
    *,
    source: Source,
    report: Report,
    spread: Spread = map,
    by_place: Callable[[], bool] = lambda: False,
) -> Iterator[Parted | Iterator[Record]]:
    """A dump as what can be read in parts, and streams of records that cannot.

    Each is to be gone through before the next. The same holds as for `load`; `spread` does
    what is heavy, such as finding the text in pages of HTML. Where `by_place` says so, parts
    name the place of their bytes, if all processes can open the dump.
    """
    try:
        with dump.open() as file:
            place = Place(replace(dump, passed=None), by_place) if dump.everywhere else None
            for part in packing.parts(file, dump.name, folders=dump.folders, report=report):
                plain = place if part.file is file else None
                yield from _pieces(part, plain, source=source, report=report, spread=spread)
    except OSError as error:
        report.add("unreadable-dump", error.strerror or "cannot be read", Origin(dump.name))


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
                format_ = content and _format(content.head, source=source, report=report)
                if content and format_:
                    yield _glance(format_, content.head.text)
    except OSError as error:
        report.add("unreadable-dump", error.strerror or "cannot be read", Origin(dump.name))


def _glance(format_: Format, text: str) -> Glance:
    return Glance(format_.name, text, layout_of(text) if format_.name == "text" else None)


def _pieces(
    part: Part, place: Place | None, *, source: Source, report: Report, spread: Spread
) -> Iterator[Parted | Iterator[Record]]:
    content = opened(part.file, part.name, source=source, report=report, spread=spread)
    format_ = content and _format(content.head, source=source, report=report)
    if not content or not format_:
        return
    if place:
        place = msgspec.structs.replace(place, begin=content.begin)
        content = msgspec.structs.replace(content, place=place)
    if format_.parted and (found := format_.parted(content, source=source, report=report)):
        yield found
    else:
        folders = part.folders if format_.name in ONE_A_FILE else ()
        yield in_folder(_read(content, format_, source=source, report=report), folders)
    if content.stream.lost:
        report.add("undecodable-bytes", f"in {content.head.encoding}", Origin(part.name))


def _read(content: Content, format_: Format, *, source: Source, report: Report) -> Iterator[Record]:
    try:
        yield from format_.read(content, source=source, report=report)
    except MissingExtraError as error:
        install = f"pip install 'feedgen-news[{error}]'"
        report.add("missing-extra", f"{format_.name} needs {install}", Origin(content.name))
    except OSError as error:
        report.add("unreadable-dump", error.strerror or "cannot be read", Origin(content.name))


def _format(head: Head, *, source: Source, report: Report) -> Format | None:
    """The format the source names, or the first that knows the head; None if it is unknown."""
    where = Origin(head.name)
    if source.format != "auto" and source.format not in FORMATS:
        names = ", ".join(FORMATS)
        report.add("unknown-format", f"`format` names none of: {names}", where)
        return None
    if source.format != "auto" and not head.binary:
        return FORMATS[source.format]
    for format_ in FORMATS.values():
        if format_.recognise(head):
            return format_
    report.add("unknown-format", head.foreign or "no text", where)
    return None
