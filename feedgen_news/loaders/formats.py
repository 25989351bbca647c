"""The formats: one line each, which names its functions, loaded when a dump may be of it."""

from feedgen_news.config.sources import Source
from feedgen_news.later import later
from feedgen_news.loaders.content import Format, Head
from feedgen_news.model import Origin
from feedgen_news.problems import Report


def _declared(
    name: str,
    help_: str,
    reader: str,
    recogniser: str = "",
    *,
    parted: str = "",
    by_line: bool = False,
) -> Format:
    """A format: the module of its `read`, and where other functions are, if not beside it."""
    known_by = recogniser or f"{reader}:recognise"
    return Format(
        name,
        help_,
        later(f"{__package__}.{known_by}"),
        later(f"{__package__}.{reader}:read"),
        later(f"{__package__}.{parted}") if parted else None,
        by_line,
    )


FORMATS: dict[str, Format] = {
    known.name: known
    for known in (
        _declared(
            "warc",
            "WARC files of crawlers: the pages of HTML in them.",
            "warc",
            "captures:is_warc",
            parted="warc.parts:parted",
        ),
        _declared(
            "markdown",
            "Markdown or text, with or without front matter; a list of articles in YAML.",
            "markdown",
        ),
        _declared(
            "json",
            "JSON Lines, a JSON array, an object with a list of articles inside, or one object a"
            " file.",
            "json",
            parted="json.lines:parted",
            by_line=True,
        ),
        _declared(
            "sgml",
            "Newswire in SGML: Reuters-21578, and `<DOC>` records as of TREC and Gigaword.",
            "sgml",
            "xml.recognition:is_newswire",
        ),
        _declared(
            "wxr",
            "A WordPress export (WXR): its published posts.",
            "xml.wxr",
            "xml.recognition:is_export",
        ),
        _declared(
            "feed",
            "RSS 0.9 to 2.0, RSS 1.0 (RDF) and Atom, as files.",
            "xml.feed",
            "xml.recognition:is_feed",
        ),
        _declared(
            "tei",
            "XML-TEI, as trafilatura writes it: one text a file, or many in a corpus.",
            "xml.tei",
            "xml.recognition:is_tei",
        ),
        _declared(
            "xml",
            "Lists of articles in XML, as Scrapy and others write them; trafilatura's XML; NewsML,"
            " NITF.",
            "xml.items",
            "xml.recognition:is_xml",
        ),
        _declared("html", "Web pages as they were saved, one article to a page.", "html"),
        _declared(
            "csv",
            "CSV and TSV: a table, its columns parted by commas, semicolons, tabs or bars.",
            "csv",
        ),
        _declared(
            "parquet", "Parquet: tables of columns, packed; needs the extra `parquet`.", "parquet"
        ),
        _declared(
            "text",
            "Plain text, one or several articles to a file, read by the source's layout.",
            "plain",
        ),
    )
}


def format_of(head: Head, *, source: Source, report: Report) -> Format | None:
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
