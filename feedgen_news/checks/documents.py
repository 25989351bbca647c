"""Bytes as an XML document: what must hold before anything in it is looked at."""

import re
from collections import Counter
from collections.abc import Generator

from lxml import etree

from feedgen_news.checks import vocabulary
from feedgen_news.checks.finding import Check, Fault, Faults, shown

CODES = {
    "byte-order-mark": Check("E", "the file starts with a byte order mark"),
    "not-utf8": Check("E", "the bytes are not UTF-8, or say they are something else"),
    "no-declaration": Check("E", "no XML declaration with UTF-8 at the start"),
    "doctype": Check("E", "a DOCTYPE, and with it entities; feeds have none"),
    "not-well-formed": Check("E", "no XML: strict readers show nothing of it"),
    "wrong-root": Check("E", "the outermost element is not the format's"),
    "stylesheet": Check("W", "a style sheet for a feed: browsers no longer show feeds with one"),
}

_BOM = b"\xef\xbb\xbf"
_DECLARATION = re.compile(
    rb"""<\?xml\s+version=["']1\.0["']\s+encoding=["']utf-8["'][^>]{0,40}\?>""", re.IGNORECASE
)
_ANY_ENCODING = re.compile(rb"""<\?xml[^>]{0,80}encoding=["']([^"'>]{1,40})""")
# What may stand before the root; atomic, so that no input makes it backtrack.
_DOCTYPE = re.compile(rb"(?>(?>\s+|<\?.*?\?>|<!--.*?-->)*)<!DOCTYPE", re.DOTALL | re.IGNORECASE)


def parse(body: bytes, *, root_tag: str) -> Generator[Fault, None, etree._Element | None]:
    """Yields faults, returns the root; None where there is nothing further to look at."""
    if body.startswith(_BOM):
        yield Fault("byte-order-mark")
        body = body.removeprefix(_BOM)
    encoding = _ANY_ENCODING.match(body)
    if not _is_utf8(body) or (encoding and encoding[1].lower() not in {b"utf-8", b"us-ascii"}):
        yield Fault("not-utf8")
        return None
    if not _DECLARATION.match(body):
        yield Fault("no-declaration", "line 1")
    if _DOCTYPE.match(body):
        yield Fault("doctype", "line 1")
        return None
    return (yield from _tree(body, root_tag))


def _tree(body: bytes, root_tag: str) -> Generator[Fault, None, etree._Element | None]:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        yield Fault("not-well-formed", f"line {error.lineno}", shown(error.msg or ""))
        return None
    if root.tag != root_tag:
        yield Fault("wrong-root", f"line {root.sourceline}", shown(str(root.tag)))
        return None
    for instruction in root.itersiblings(etree.PI, preceding=True):
        if getattr(instruction, "target", "") == "xml-stylesheet":
            yield Fault("stylesheet", f"line {instruction.sourceline}")
    yield from vocabulary.examine(root)
    return root


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in body


def required(parent: etree._Element, names: tuple[str, ...], where: str) -> Faults:
    """Each of these children exactly once."""
    for name in names:
        count = len(parent.findall(name))
        if count != 1:
            code = "repeated-element" if count else "missing-element"
            yield Fault(code, where, name.rpartition("}")[2])


def at_most_once(parent: etree._Element, names: frozenset[str], where: str) -> Faults:
    """None of these children twice; those that are required are counted by `required`."""
    for tag, count in Counter(str(child.tag) for child in parent).items():
        if count > 1 and tag in names:
            yield Fault("repeated-element", where, tag.rpartition("}")[2])


def attributes(element: etree._Element, names: tuple[str, ...], where: str) -> Faults:
    """Each of these attributes, not empty."""
    for name in names:
        if not element.get(name):
            tag = str(element.tag).rpartition("}")[2]
            yield Fault("missing-attribute", where, f"{tag} {name}")


def last(items: list[etree._Element], code: str) -> Faults:
    """Nothing but further items after the first of them."""
    siblings = items[0].itersiblings(etree.Element) if items else iter(())
    for late in siblings:
        if late.tag != items[0].tag:
            yield Fault(code, f"line {late.sourceline}", shown(str(late.tag)))


def text(parent: etree._Element, name: str) -> str:
    """The text of a child, "" without one."""
    return parent.findtext(name) or ""


def place(element: etree._Element, identifier: str) -> str:
    """How to find an entry: by its id, else by its line."""
    return shown(identifier) if identifier else f"line {element.sourceline}"
