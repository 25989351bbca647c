"""The format `xml`: lists of articles as scrapers write them, and whatever else XML holds."""

from collections.abc import Iterator

from feedgen_news.config.sources import Source
from feedgen_news.loaders import fields
from feedgen_news.loaders.content import Content, Head
from feedgen_news.loaders.xml import feed, newsml, tei, trafilatura, wxr
from feedgen_news.loaders.xml.lists import as_object
from feedgen_news.loaders.xml.outline import item_names
from feedgen_news.loaders.xml.reading import Elements
from feedgen_news.loaders.xml.recognition import is_export, is_feed, is_tei, root_of
from feedgen_news.model import Origin, Record
from feedgen_news.problems import Report


def read(content: Content, *, source: Source, report: Report) -> Iterator[Record]:
    """The records of any XML, read as the kind it is."""
    head = content.head
    kinds = ((is_export, wxr), (is_feed, feed), (is_tei, tei), (newsml.recognise, newsml))
    for is_it, known in kinds:
        if is_it(head):
            yield from known.read(content, source=source, report=report)
            return
    if trafilatura.is_it(head):
        yield from trafilatura.read(content, source=source, report=report)
        return
    mapped = [name for names in dict(source.fields).values() for name in names]
    names = item_names(head.text, mapped=mapped)
    if not names:
        report.add("unknown-format", _unknown(head), Origin(content.name))
        return
    yield from _list(content, names=names, source=source, report=report)


def _list(
    content: Content, *, names: frozenset[str], source: Source, report: Report
) -> Iterator[Record]:
    def items(heard: Report) -> Iterator[fields.Item]:
        elements = Elements(content, names=names, source=source, report=heard, nested=True)
        for one in elements:
            yield fields.Item(as_object(one.element), one.origin, one.raw)
        if elements.beside:
            heard.add("passed-over", elements.beside, Origin(content.name))

    yield from fields.Reader(source).records(items, dump=content.name, report=report)


def _unknown(head: Head) -> str:
    root = root_of(head)
    around = f" <{root.name}>" if root else ""
    return f"XML{around} in which nothing looks like an article"
