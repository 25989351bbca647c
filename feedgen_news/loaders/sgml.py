"""The format `sgml`: newswire of the years before XML, from Reuters-21578, TREC and Gigaword.

It is no XML: tags stay open, control characters stand as `&#5;`, text is wrapped. Records
are found as items of XML are; inside them, known tags part the text, and nothing else.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from feedgen_news.config.sources import Source
from feedgen_news.loaders.content import Content
from feedgen_news.loaders.decoding import as_text
from feedgen_news.loaders.fields import NotAnArticleError, Reader
from feedgen_news.loaders.xml.pieces import Fault, Item, Splitter
from feedgen_news.loaders.xml.reading import shown, utf8
from feedgen_news.loaders.xml.window import Window
from feedgen_news.model import Origin, Record, unique
from feedgen_news.problems import Report

_NAMES = frozenset({"REUTERS", "DOC"})
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9_-]{0,30})(\s[^<>]{0,500})?>")
_ATTRIBUTE = re.compile(r"([A-Za-z_]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_KNOWN = frozenset(
    "REUTERS DOC DOCNO DOCID DATE DATE1 DATE_TIME DATELINE HEADLINE HEAD HL H3 TITLE TTL TI"
    " TOPICS PLACES PEOPLE ORGS EXCHANGES COMPANIES D UNKNOWN MKNOTE TEXT BODY AUTHOR BYLINE P"
    " SUBJECT SLUG KEYWORD SOURCE SO DD AN IN LP LEADPARA NWORDS DOCTYPE ENDTIME TRAILER HEADER"
    " PARENT FIRST SECOND FILEID GRAPHIC TYPE SECTION LENGTH CORRECTION CORRECTION-DATE".split()
)
_TITLES = ("TITLE", "HEADLINE", "HEAD", "HL", "TTL", "TI", "H3")
_DATES = ("DATE", "DATE_TIME", "DATE1", "DD")
_LABELS = ("TOPICS", "PLACES", "PEOPLE", "ORGS", "EXCHANGES", "COMPANIES")
_TEXTS = ("BODY", "TEXT", "LP", "LEADPARA")
_INLINE = frozenset({"P", "D"})
_AROUND = frozenset({"REUTERS", "DOC", "TEXT", "HEADER", "DATE_TIME"})
_PARAGRAPH = "\n\n"
_CONTROLS = re.compile(r"&#(?:[0-8]|1[124-9]|2\d|3[01]|12[7-9]|1[345]\d);|[\x00-\x08\x0b-\x1f\x7f]")
_DAY = re.compile(
    r",?\s+(?:[A-Z][A-Za-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][A-Za-z]{2,8})\b.*", re.DOTALL
)
_AGENCY = re.compile(
    r"(?:,\s*(?:Reuters?|AP|Associated Press|(?:AP )?\w+ Writer)\.?)+\Z", re.IGNORECASE
)
_BY = re.compile(r"by:?\s+", re.IGNORECASE)
_SIGNED = re.compile(r"\s*Reuters?\s*(?:\.\.\.)?", re.IGNORECASE)
_FILLER = re.compile(r"[\s*]*(?:blah\s*)+\.?\s*", re.IGNORECASE)  # Reuters-21578 for no text
_INDENTED = re.compile(r"\s{2,}\S")
_FIGURES = re.compile(r"\.{3}\S|\S {3,}\S")
_DAY_IN_NUMBER = re.compile(r"\s*[A-Z]{2,4}(?:_[A-Z]{3}_?)?((?:19|20)?\d{6})[-.]\d+\s*")


def read(content: Content, *, source: Source, report: Report) -> Iterator[Record]:
    """A record of each story."""
    reader = Reader(source)
    window = Window(utf8(content, source=source))
    empty = True
    for item in Splitter(window, content.name, names=_NAMES, any_case=True):
        empty = False
        if isinstance(item, Fault):
            raw = shown(item.raw) if item.raw else None
            report.add(item.code, item.detail, item.origin, raw=raw)
        elif record := _record(item, reader, report):
            yield record
    if empty:
        report.add("empty-dump", "SGML without any record", Origin(content.name))


def _record(item: Item, reader: Reader, report: Report) -> Record | None:
    text, oddity = as_text(item.data)
    parts = _parts(text)
    if number := _attributes(text).get("ID"):
        parts.setdefault("DOCID", [number])
    origin = _origin(item, text)
    if oddity:
        report.add(oddity, "in this record", origin)
    if item.fault and "TEXT" in parts:
        report.add("broken-xml", item.fault, origin, raw=shown(item.data))
        return None
    try:
        record = reader.record(_fields(parts), origin=origin)
    except NotAnArticleError as error:
        report.add("not-an-article", str(error), origin, raw=shown(item.data))
        return None
    record.raw = shown(item.data)
    return record


def _origin(item: Item, text: str) -> Origin:
    """Its lines, and its number in the collection."""
    number = _attributes(text).get("NEWID", "")
    position = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None
    where = item.origin
    return Origin(where.dump, line=where.line, end_line=where.end_line, position=position)


def _attributes(text: str) -> dict[str, str]:
    tag = _TAG.match(text)
    found = _ATTRIBUTE.findall(tag[3] or "") if tag else []
    return {name.upper(): "".join(values) for name, *values in found}


def _parts(text: str) -> dict[str, list[str]]:
    """The texts under each known tag; those of `<D>` under the tag around it.

    A tag that was left open ends where the next begins.
    """
    parts: dict[str, list[str]] = {}
    path: list[str] = []
    at = 0
    for tag in _TAG.finditer(text):
        slash, name = tag[1], tag[2].upper()
        if name not in _KNOWN:
            continue
        _add(parts, path, text[at : tag.start()])
        at = tag.end()
        if name == "P":
            _add(parts, path, _PARAGRAPH)
        elif slash and name in path:
            del path[path.index(name) :]
        elif name == "D":
            parts.setdefault(path[-1] if path else name, []).append("")
        elif not slash:
            if path and path[-1] not in _AROUND:
                path.pop()
            path.append(name)
            parts.setdefault(name, []).append("")
    _add(parts, path, text[at:])
    return parts


def _add(parts: dict[str, list[str]], path: list[str], said: str) -> None:
    if path:
        parts[path[-1]][-1] += said


def _fields(parts: dict[str, list[str]]) -> dict[str, Any]:
    """A record's parts under the names that a reader of fields knows."""
    reuters = "REUTERS" in parts
    title = _line(parts, *_TITLES)
    body = next((said for name in _TEXTS if (said := _body(parts.get(name, [])))), "")
    if reuters and not title:
        title, _, body = body.partition(_PARAGRAPH)
    found = {
        "title": title,
        "content_text": body or (title if reuters else None),  # a flash is its headline
        "authors": _author(_line(parts, "AUTHOR", "BYLINE")),
        "published": _date(parts),
        "place": _DAY.sub("", _line(parts, "DATELINE")).strip(" -,"),
        "tags": _labels(parts),
        "publisher": "Reuters" if reuters else _line(parts, "SOURCE", "SO"),
    }
    return {name: value for name, value in found.items() if value}


def _plain(said: str) -> str:
    return unescape(_CONTROLS.sub("", said))


def _line(parts: dict[str, list[str]], *names: str) -> str:
    """The first of these names that holds anything, on one line."""
    texts = (" ".join(_plain(said).split()) for name in names for said in parts.get(name, []))
    return next(filter(None, texts), "")


def _author(said: str) -> str:
    return _AGENCY.sub("", _BY.sub("", said, count=1) if _BY.match(said) else said).strip()


def _date(parts: dict[str, list[str]]) -> str:
    """The date line; else the day in a record's number, as AP and Gigaword have it."""
    said = _line(parts, *_DATES)
    number = _DAY_IN_NUMBER.match(_line(parts, "DOCNO", "DOCID"))
    if number and (not said or "/" in said):
        said = number[1]
    return f"19{said}" if len(said) == 6 and said.isdigit() else said


def _labels(parts: dict[str, list[str]]) -> list[str]:
    labels = [" ".join(_plain(one).split()) for name in _LABELS for one in parts.get(name, [])]
    keywords = _line(parts, "SUBJECT", "KEYWORD")
    return list(unique(filter(None, (*labels, *map(str.strip, re.split("[;,]", keywords))))))


def _body(texts: list[str]) -> str:
    """Paragraphs, with their lines joined; an empty line between them."""
    text = _plain("".join(texts)).replace("\r\n", "\n").strip("\n")
    before, _, last = text.rstrip().rpartition("\n")
    text = before if _SIGNED.fullmatch(last) else text
    if _FILLER.fullmatch(text):
        return ""
    blocks = re.split(r"\n\s*\n", text)
    return _PARAGRAPH.join(one for block in blocks for one in _paragraphs(block) if one)


def _paragraphs(block: str) -> Iterator[str]:
    """The paragraphs of a block; an indented line begins one, each line of a table is one."""
    lines = block.split("\n")
    figures = sum(1 for line in lines if _FIGURES.search(line.strip()))
    table = 2 * figures > len(lines)
    paragraph: list[str] = []
    for line in lines:
        if paragraph and (table or _INDENTED.match(line)):
            yield " ".join(paragraph)
            paragraph = []
        paragraph += line.split()
    yield " ".join(paragraph)
