"""trafilatura's own XML: `<doc title=… author=… date=…><main>…</main></doc>`, one or many."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from feedgen_news.config.sources import Source
from feedgen_news.loaders.content import Content, Head
from feedgen_news.loaders.fields import Item, Reader
from feedgen_news.loaders.xml.markup import from_tei
from feedgen_news.loaders.xml.names import children, words
from feedgen_news.loaders.xml.reading import Elements
from feedgen_news.model import Record
from feedgen_news.problems import Report

_DOC = re.compile(r"<doc\s(?=[^<>]*\b(?:sitename|hostname|fingerprint|title|url)\s*=)[^<>]*>")
_OURS = {"source": "url", "sitename": "site_name", "source-hostname": "site_name"}


def is_it(head: Head) -> bool:
    """A `doc` whose attributes are the facts, alone or in a list."""
    return _DOC.search(head.text) is not None


def read(content: Content, *, source: Source, report: Report) -> Iterator[Record]:
    """A record of each `doc`; comments by readers are left out."""

    def items(heard: Report) -> Iterator[Item]:
        elements = Elements(content, names=frozenset({"doc"}), source=source, report=heard)
        return (Item(_fields(one.element), one.origin, one.raw) for one in elements)

    yield from Reader(source).records(items, dump=content.name, report=report)


def _fields(doc: etree._Element) -> dict[str, Any]:
    """The attributes are the fields."""
    fields: dict[str, Any] = {}
    for name, value in doc.attrib.items():
        fields.setdefault(_OURS.get(str(name), str(name)), value)
    if fields.get("site_name"):
        fields.pop("hostname", None)
    body = next((part for name in ("main", "text", "body") for part in children(doc, name)), None)
    if body is None:
        fields["content_text"] = words(doc)
    elif len(body) == 0:
        fields["content_text"] = body.text
    else:
        fields["content_html"] = from_tei(body)
    return fields
