"""Elements as markup of HTML: those of XHTML, of trafilatura, and of TEI."""

import re
from copy import deepcopy
from html import escape

from lxml import etree

from feedgen_news.loaders.xml.names import local

_HEADING = re.compile(r"h[1-6]")
_RENDERED = {
    "#b": "strong",
    "bold": "strong",
    "#i": "em",
    "italic": "em",
    "#u": "u",
    "underline": "u",
    "#t": "code",
    "#sub": "sub",
    "sub": "sub",
    "#sup": "sup",
    "sup": "sup",
}
_CALLED = {
    "quote": "blockquote",
    "item": "li",
    "lb": "br",
    "row": "tr",
    "ref": "a",
    "graphic": "img",
    "main": "div",
    "fw": "p",
    "label": "dt",
    "codeblock": "pre",
}


def inner(element: etree._Element | None) -> str | None:
    """What stands in an element, as markup of HTML; None where nothing does."""
    if element is None:
        return None
    element = deepcopy(element)  # without the namespaces of what is around it
    for part in element.iter():
        if isinstance(part.tag, str):
            _rename(part, local(part.tag))
    etree.cleanup_namespaces(element)
    parts = [escape(element.text or "", quote=False)]
    parts += [etree.tostring(child, method="html", encoding="unicode") for child in element]
    return "".join(parts).strip() or None


def _rename(part: etree._Element, name: str) -> None:
    try:
        part.tag = name
    except ValueError:  # what stands behind the last colon of `a:1:` is no name
        part.tag = "span"


def from_tei(element: etree._Element | None) -> str | None:
    """The same of the elements that trafilatura writes, and TEI has."""
    if element is None:
        return None
    for part in element.iter():
        if isinstance(part.tag, str):
            _rename(part, _translated(part, local(part.tag)))
    return inner(element)


def _translated(part: etree._Element, name: str) -> str:
    """The name that HTML has for an element of TEI; sets the attributes it needs."""
    rend = str(part.attrib.pop("rend", "")).strip()
    part.attrib.pop("type", "")
    if name in {"head", "ab"}:
        return rend if _HEADING.fullmatch(rend) else "h3" if name == "head" else "p"
    if name == "list":
        return rend if rend in {"ul", "ol", "dl"} else "ul"
    if name == "hi":
        return _RENDERED.get(rend, "span")
    if name == "cell":
        return "th" if part.attrib.pop("role", "") == "head" else "td"
    for ours, theirs in (("href", "target"), ("src", "url")):
        if (address := part.attrib.pop(theirs, "")) and not part.get(ours):
            part.set(ours, str(address))
    return _CALLED.get(name, name)
