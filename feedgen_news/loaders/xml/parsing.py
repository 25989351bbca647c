"""One item becomes an element tree: as XML says, or else as far as it can be understood.

The parser sees nothing but the item, so that no entity is ever declared for it, and it
may not open anything.
"""

import re
from urllib.parse import urljoin

import msgspec
from lxml import etree

from feedgen_news.loaders.decoding import as_text
from feedgen_news.loaders.xml.marks import without_doctype
from feedgen_news.loaders.xml.mending import balanced, mended
from feedgen_news.loaders.xml.names import called
from feedgen_news.loaders.xml.pieces import Inherited, Item

_AROUND = b"<around%b>"


_LEAVES = frozenset("title headline link guid url pubdate date dc:creator dc:date".split())


class BrokenXMLError(Exception):
    """An item nothing can be made of; the message says what is wrong."""


class Parsed(msgspec.Struct, frozen=True):
    """An item's element, and the codes and details of what was odd about it."""

    element: etree._Element
    oddities: tuple[tuple[str, str], ...] = ()


def parse(item: Item) -> Parsed:
    """The element of an item. Raises `BrokenXMLError`."""
    text, code = as_text(item.data)
    data = text.encode("utf-8", "replace") if code else item.data
    oddities = ((code, "in this record"),) if code else ()
    if item.fault:
        return _closed(item, data, oddities)
    try:
        return Parsed(_strict(item, data), oddities)
    except etree.XMLSyntaxError as error:
        said = _said(error, item)
    oddities = (*oddities, ("mended-xml", said))
    legal = mended(text)
    try:
        return Parsed(_strict(item, _bytes(legal)), oddities)
    except etree.XMLSyntaxError:
        return Parsed(_lifted(_tolerant(item, _bytes(balanced(legal)), said)), oddities)


def _closed(item: Item, data: bytes, oddities: tuple[tuple[str, str], ...]) -> Parsed:
    """Of an item whose end tag alone is missing."""
    if item.cut:
        raise BrokenXMLError(item.fault)
    whole = _bytes(mended(data.decode("utf-8", "replace")))
    try:
        element = _strict(item, whole + b"</%b>" % item.name)
    except etree.XMLSyntaxError:
        raise BrokenXMLError(item.fault) from None
    return Parsed(element, (*oddities, ("mended-xml", item.fault)))


def _strict(item: Item, data: bytes) -> etree._Element:
    root = etree.fromstring(_wrapped(item, data), _parser())
    if not len(root):
        raise BrokenXMLError("no element")
    return root[0]


def _tolerant(item: Item, data: bytes, said: str) -> etree._Element:
    """What libxml2 makes of it; all that an end tag too many left outside comes back in."""
    root = etree.fromstring(_wrapped(item, data), _parser(recover=True))
    if root is None or not len(root):
        raise BrokenXMLError(said)
    element = root[0]
    for outside in list(root)[1:]:
        element.append(outside)
    return element


def _lifted(item: etree._Element) -> etree._Element:
    """The item with its fields beside each other: those in one that holds no elements move out."""
    for part in list(item.iter()):
        parent = part.getparent()
        if parent is not None and parent is not item and called(parent).lower() in _LEAVES:
            item.append(part)
    return item


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _parser(*, recover: bool = False) -> etree.XMLParser:
    """One that opens nothing, and expands nothing."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=True,  # an item is at most 16 MiB, and no entity can make it more
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
        recover=recover,
    )


def _wrapped(item: Item, data: bytes) -> bytes:
    return _opened(item.inherited) + data + b"</around>"


def _opened(inherited: tuple[Inherited, ...]) -> bytes:
    """A tag with all that the elements around an item declare."""
    known: Inherited = {}
    for attributes in inherited:
        base = known.get(b"xml:base")
        known.update(attributes)
        if base and b"xml:base" in attributes:
            known[b"xml:base"] = _joined(base, attributes[b"xml:base"])
    return _AROUND % b"".join(b" %b=%b" % pair for pair in known.items())


def _joined(base: bytes, address: bytes) -> bytes:
    try:
        outer, inner = (part[1:-1].decode() for part in (base, address))
        return b'"%b"' % urljoin(outer, inner).replace('"', "%22").encode()
    except ValueError:
        return base


def _said(error: etree.XMLSyntaxError, item: Item) -> str:
    """The parser's first words and the line in the dump."""
    words = " ".join((error.msg or "not well-formed").partition(", line ")[0].split())[:120]
    if item.origin.line is None or error.lineno is None:
        return words
    return f"{words}, line {item.origin.line + max(error.lineno - 1, 0)}"


def head_element(head: bytes, roots: frozenset[str]) -> etree._Element | None:
    """The root of which only the beginning is at hand, without its document type."""
    names = "|".join(map(re.escape, sorted(roots)))
    begin = re.search(rb"<(?:[\w.-]+:)?(?:%b)[\s>]" % names.encode(), without_doctype(head))
    if begin is None:
        return None
    text, _ = as_text(without_doctype(head)[begin.start() :])
    try:
        return etree.fromstring(_bytes(mended(text)), _parser(recover=True))
    except etree.XMLSyntaxError:
        return None
