"""XML that nobody agreed on: any list of elements that look like articles."""

from typing import Any

from lxml import etree

from feedgen_news.loaders.xml.markup import inner
from feedgen_news.loaders.xml.names import called, local

_DEPTH = 12  # elements in a field
_MARKUP = frozenset(
    "p div br b i em strong span a img ul ol li h1 h2 h3 h4 h5 h6 blockquote figure table pre"
    " section article code sub sup u hr".split()
)
_ENTRIES = frozenset({"value", "li", "element", "entry", "item", "e"})
_ADDRESSES = frozenset({"href", "url", "src", "resource"})


def as_object(item: etree._Element) -> dict[str, Any]:
    """An item's attributes and elements by their names; what comes several times is a list."""
    found: dict[str, Any] = {}
    for child in item:
        if name := _key(child):
            value = as_value(child)
            if name not in found:
                found[name] = value
            elif value is not None:
                before = found[name]
                joined = before if isinstance(before, list) else [] if before is None else [before]
                found[name] = [*joined, *(value if isinstance(value, list) else [value])]
    found |= {key: value for key, value in _attributes(item).items() if key not in found}
    if not len(item) and (item.text or "").strip():
        found.setdefault("text", item.text)
    return found


def as_value(element: etree._Element, depth: int = _DEPTH) -> Any:
    """Text, markup, a list or an object, as the element is built."""
    if not len(element):
        return _leaf(element)
    names = [_key(child) for child in element]
    if depth == 0 or _is_markup(element, names):
        return inner(element)
    if _is_list(element, names):
        return [as_value(child, depth - 1) for child in element]
    found: dict[str, Any] = {}
    for name, child in zip(names, element, strict=True):
        value = as_value(child, depth - 1)
        found[name] = [found[name], value] if name in found else value
    found |= {key: value for key, value in _attributes(element).items() if key not in found}
    return found


def _key(element: etree._Element) -> str:
    return called(element).removeprefix("other:").removeprefix("atom:").removeprefix("xhtml:")


def _attributes(element: etree._Element) -> dict[str, str]:
    return {local(name): str(value) for name, value in element.attrib.items()}


def _leaf(element: etree._Element) -> Any:
    """The text; else the address in an attribute, or all attributes."""
    text = element.text or ""
    if text.strip() == "None":  # Scrapy's word for nothing
        return None
    if text.strip() or (text and not element.attrib):
        return text  # blanks, too: a blank title is one that somebody gave
    if not element.attrib:
        return None
    values = _attributes(element)
    address = next((values[name] for name in values if name in _ADDRESSES), None)
    return address if len(values) == 1 and address else values


def _is_markup(element: etree._Element, names: list[str]) -> bool:
    """Whether text and elements are mixed, or the elements are those of HTML."""
    mixed = any(part and part.strip() for part in (element.text, *(one.tail for one in element)))
    if mixed or any(name == "p" for name in names):
        return True
    return all(name.lower() in _MARKUP for name in names) and set(names) != {"li"}


def _is_list(element: etree._Element, names: list[str]) -> bool:
    """Scrapy's `<tags><value>`, `<tags><tag>`, or the same thing several times."""
    if len(set(names)) > 1:
        return False
    name, around = names[0].lower(), _key(element).lower()
    return name in _ENTRIES or len(names) > 1 or around.rstrip("s") == name or around == name + "es"
