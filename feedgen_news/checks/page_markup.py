"""Markup of a page as far as people who cannot see it depend on it, and links within it."""

import re
from collections import Counter
from itertools import pairwise

from lxml import etree

from feedgen_news.checks import values
from feedgen_news.checks.finding import Check, Fault, Faults, shown

CODES = {
    "page-language": Check("W", "a page that does not say its language; it is read out wrongly"),
    "page-viewport": Check("W", "a page that phones show as small as a desktop's"),
    "page-duplicate-id": Check("E", "two elements of a page have one id"),
    "page-anchor": Check("W", "a link to a place on the page that is not there"),
    "page-alt": Check("W", 'a picture without alt; a picture that says nothing has alt=""'),
    "page-headings": Check("W", "no main heading, several, or a level of headings left out"),
    "page-nameless": Check("W", "a link or button without text or label"),
}

_HEADING = re.compile(r"h([1-6])")


def examine(root: etree._Element, elements: list[etree._Element]) -> Faults:
    """A page's elements, comments left out (HTML Standard; WCAG 2.2)."""
    html = root if root.tag == "html" else elements[0]
    if not (html.get("lang") or "").strip():
        yield Fault("page-language")
    yield from values.language(html.get("lang"), "html")
    yield from _anchors(elements)
    yield from _headings(elements)
    for element in elements:
        where = f"line {element.sourceline}"
        if element.tag == "img" and element.get("alt") is None:
            yield Fault("page-alt", where, shown(element.get("src") or ""))
        if element.tag in {"a", "button"} and not _has_name(element):
            yield Fault("page-nameless", where, f"<{element.tag}>")


def _anchors(elements: list[etree._Element]) -> Faults:
    ids = Counter(name for element in elements if (name := element.get("id")))
    for name, count in ids.items():
        if count > 1:
            yield Fault("page-duplicate-id", detail=shown(name))
    for element in elements:
        target = element.get("href") or ""
        if target.startswith("#") and target not in {"#", "#top"} and target[1:] not in ids:
            yield Fault("page-anchor", f"line {element.sourceline}", shown(target))


def _headings(elements: list[etree._Element]) -> Faults:
    levels = [int(hit[1]) for e in elements if (hit := _HEADING.fullmatch(str(e.tag)))]
    if levels.count(1) != 1:
        yield Fault("page-headings", detail=f"{levels.count(1)} of level 1")
    for before, after in pairwise(levels):
        if after > before + 1:
            yield Fault("page-headings", detail=f"h{after} after h{before}")


def _has_name(element: etree._Element) -> bool:
    """Whether a screen reader has something to say (Accessible Name and Description 1.2)."""
    if element.get("aria-hidden") == "true" or (element.tag == "a" and element.get("href") is None):
        return True
    named = {"aria-label", "aria-labelledby", "title"} & set(map(str, element.attrib))
    return bool(
        named
        or "".join(map(str, element.itertext())).strip()
        or any((picture.get("alt") or "").strip() for picture in element.iter("img"))
    )
