"""The format `markdown`: Markdown or text with front matter, as generators of sites keep it."""

import re
from collections.abc import Iterator
from typing import Any

from feedgen_news.config.sources import Source
from feedgen_news.loaders import text as plain_text
from feedgen_news.loaders.content import Content, Head
from feedgen_news.loaders.fields import NotAnArticleError, Reader
from feedgen_news.loaders.markdown import listing
from feedgen_news.loaders.markdown.documents import Document, documents
from feedgen_news.loaders.markdown.front import Front, front_of, header_of
from feedgen_news.loaders.markdown.listing import is_listing
from feedgen_news.loaders.markdown.values import day_of, fields_of, is_draft, title_of
from feedgen_news.loaders.plain import text_of
from feedgen_news.loaders.quoting import quoted
from feedgen_news.model import Origin, Record
from feedgen_news.problems import Report

_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx"})
_MARKUP_SUFFIXES = frozenset({".html", ".htm"})  # Jekyll's pages: markup below front matter
_BEGINS = re.compile(r"[\ufeff\s]*+# \S")
_MARKS = re.compile(
    r"^#{2,6} \S|^```|\*\*[^*\s][^*\n]{0,200}\*\*|\[[^\[\]\n]{1,200}\]\([^()\s]{1,500}\)",
    re.MULTILINE,
)
_JSON = re.compile(r"[\ufeff\s]*+[{\[]\s*+[\"{\[]")
_TITLES = re.compile(r"^title:\s", re.MULTILINE | re.IGNORECASE)


def recognise(head: Head) -> bool:
    """Front matter; a list in YAML; what is plainly Markdown; the name of a Markdown file."""
    text = head.text.replace("\r\n", "\n").replace("\r", "\n")
    if head.binary or head.suffix in {".yaml", ".yml", ".toml"}:
        return not head.binary and is_listing(text)
    if _front(text) is not None or is_listing(text):
        return True
    if head.foreign or _JSON.match(text) or len(_TITLES.findall(text)) > 1:
        return False
    begins = _BEGINS.match(text) or header_of(text)
    return head.suffix in _SUFFIXES or bool(begins and _MARKS.search(text))


def _front(text: str) -> Front | None:
    front = front_of(text)
    return front if front and (front.values or front.problem) else None


def read(content: Content, *, source: Source, report: Report) -> Iterator[Record]:
    """The articles of a file: one, or several with a front matter each."""
    text = text_of(content, report=report)
    if text is None:
        return
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if source.layout != "auto" and source.format == "auto" and _front(text) is None:
        yield from plain_text.read(text, dump=content.name, source=source, report=report)
        return
    reader = Reader(source)
    if is_listing(text):
        yield from listing.records(text, dump=content.name, reader=reader, report=report)
        return
    for document in documents(text):
        record = _record(document, content.head, reader=reader, report=report)
        if record is not None:
            yield record


def _record(document: Document, head: Head, *, reader: Reader, report: Report) -> Record | None:
    origin = Origin(head.name, line=document.line, end_line=document.end_line)
    values = document.front.values if document.front else {}
    if document.front and document.front.problem:
        report.add("broken-front-matter", document.front.problem, origin)
    if is_draft(values):
        report.add("not-an-article", "a draft", origin, raw=quoted(document.raw))
        return None
    try:
        record = reader.record(_fields(document, values, head), origin=origin)
    except NotAnArticleError as error:
        report.add("not-an-article", str(error), origin, raw=quoted(document.raw))
        return None
    record.raw = quoted(document.raw)
    return _titled(record, head.name, report)


def _fields(document: Document, values: dict[str, Any], head: Head) -> dict[str, Any]:
    """The front matter with the body, and what only the body or the name of the file says."""
    fields = fields_of(values)
    named = next((str(v) for k, v in fields.items() if k.lower() == "title" and v), None)
    if head.suffix in _MARKUP_SUFFIXES:
        return {**fields, "content_html": document.text}
    from feedgen_news.loaders.markdown.rendering import rendered  # noqa: PLC0415 - most are none

    body = rendered(document.text, title=named)
    if body.html.strip():
        fields["content_html"] = body.html
    if not named and body.title:
        fields["title"] = body.title
    if not {"date", "published", "publishdate", "pubdate"} & set(map(str.lower, fields)):
        fields["date"] = day_of(head.name)
    return fields


def _titled(record: Record, dump: str, report: Report) -> Record:
    if record.title is None and (title := title_of(dump)):
        record.title = title
        report.add("title-missing", f"called {title!r}, as the file is", record.origin)
    return record
