"""What all kinds of XML have in common: the bytes as UTF-8, and item after item out of them."""

from collections.abc import Callable, Iterator

import msgspec
from lxml import etree

from feedgen_news.config.encodings import encoding_named
from feedgen_news.config.sources import Source
from feedgen_news.loaders.content import Content
from feedgen_news.loaders.decoding import MARKS, Stream, Transcoded
from feedgen_news.loaders.fields import NotAnArticleError
from feedgen_news.loaders.xml.parsing import BrokenXMLError, Parsed, parse
from feedgen_news.loaders.xml.pieces import RAW, Fault, Item, Splitter
from feedgen_news.loaders.xml.recognition import declared_encoding
from feedgen_news.loaders.xml.window import Window
from feedgen_news.model import Origin, Record
from feedgen_news.problems import Report


class Element(msgspec.Struct, frozen=True):
    """An item that could be read: its element, where it lies, and what the dump has of it."""

    element: etree._Element
    origin: Origin
    raw: str


class Elements:
    """The items of a dump, in their order; what is none is told. To be gone through once.

    `head` is what stands before the first of them, from then on.
    """

    def __init__(
        self,
        content: Content,
        *,
        names: frozenset[str],
        source: Source,
        report: Report,
        nested: bool = False,
    ) -> None:
        self._stream = utf8(content, source=source)
        self._own = self._stream is not content.stream  # else others tell what it lost
        window = Window(self._stream)
        self._splitter = Splitter(window, content.name, names=names, nested=nested)
        self._report = report
        self._name = content.name

    @property
    def head(self) -> bytes:
        """What stands before the first item."""
        return self._splitter.head

    @property
    def beside(self) -> str:
        """Elements of other names among the items, each with its number; "" if there are none."""
        found = sorted(self._splitter.beside.items())
        return ", ".join(f"{count:,} <{name.decode('utf-8', 'replace')}>" for name, count in found)

    def __iter__(self) -> Iterator[Element]:
        empty = True
        for item in self._splitter:
            empty = False
            if isinstance(item, Fault):
                self._report.add(
                    item.code, item.detail, item.origin, raw=item.raw and shown(item.raw)
                )
            elif parsed := self._parsed(item):
                yield Element(parsed.element, item.origin, shown(item.data))
        if empty:
            self._report.add("empty-dump", "XML without any item", Origin(self._name))
        if self._own and self._stream.lost:
            self._report.add("undecodable-bytes", "in its encoding", Origin(self._name))

    def _parsed(self, item: Item) -> Parsed | None:
        try:
            parsed = parse(item)
        except BrokenXMLError as error:
            self._report.add("broken-xml", str(error), item.origin, raw=shown(item.data))
            return None
        for code, detail in parsed.oddities:
            self._report.add(code, detail, item.origin)
        return parsed


def records(
    elements: Elements, make: Callable[[Element], Record], report: Report
) -> Iterator[Record]:
    """A record of each, made by `make`, which may raise `NotAnArticleError`."""
    for element in elements:
        if record := record_or_refusal(element, make, report):
            yield record


def record_or_refusal(
    element: Element, make: Callable[[Element], Record], report: Report
) -> Record | None:
    """The record of one; None, and a word in the report, where it is no article."""
    try:
        record = make(element)
    except NotAnArticleError as error:
        report.add("not-an-article", str(error), element.origin, raw=element.raw)
        return None
    record.raw = element.raw
    return record


def shown(data: bytes) -> str:
    """As much of an item as a refusal shows, as text."""
    return data[:RAW].decode("utf-8", "replace")


def utf8(content: Content, *, source: Source) -> Stream:
    """The dump as UTF-8.

    A mark, the source, and zero bytes are believed before the XML declaration, and so is
    a beginning that is UTF-8 and not ASCII: declarations outlive conversions. Before all
    guesses, it is believed.
    """
    declared = encoding_named(declared_encoding(content.head) or "")
    if source.encoding or not declared or content.head.encoding.startswith(("utf-16", "utf-32")):
        return content.stream
    if declared.startswith("utf") or _is_utf8(content.head.data):
        return content.stream
    return Transcoded(content.raw, declared)


def _is_utf8(data: bytes) -> bool:
    if any(data.startswith(mark) for mark, _ in MARKS):
        return True
    whole = data[: data.rfind(b"\n") + 1] or data[:-4]
    try:
        return not whole.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False
