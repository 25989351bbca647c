"""An article's body as it stands on a page of ours: sanitised long before, made to fit here.

What a scraped body may lack for people who do not see it, or see it on a phone, is mended:
the order of headings, pictures and links without a name, tables wider than the screen.
"""

import re
from collections.abc import Iterator

from lxml import etree, html
from markupsafe import Markup

_HEADING = re.compile(r"h[1-6]")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*")
_SCOPES = frozenset({"row", "col", "rowgroup", "colgroup"})
_MEMBERS = {"ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd", "div"}}


def fitted(body: str) -> Markup:
    """The body, its headings one below the page's own; "" for an empty one."""
    if not body.strip():
        return Markup()
    root = html.fragment_fromstring(
        body, create_parent="div", parser=html.HTMLParser(huge_tree=True, no_network=True)
    )
    _order_headings(root)
    for element in list(root.iterdescendants()):
        if isinstance(element.tag, str):
            _mend(element)
    return Markup(_inner(root))  # noqa: S704 - sanitised in `normalise`; elements only renamed


def _inner(root: html.HtmlElement) -> str:
    parts = [root.text or ""]
    text = str(Markup.escape(parts[0]))
    return text + "".join(
        etree.tostring(child, encoding="unicode", method="html") for child in root
    )


def _order_headings(root: html.HtmlElement) -> None:
    """h1, h4 and h2 become h2, h3 and h2: no level is left out, none is above the title's."""
    above: list[tuple[int, int]] = []  # levels as written, and as they become
    for heading in _headings(root):
        level = int(heading.tag[1])
        while above and above[-1][0] >= level:
            above.pop()
        becomes = min(above[-1][1] + 1 if above else 2, 6)
        above.append((level, becomes))
        heading.tag = f"h{becomes}" if _says_something(heading) else "div"


def _headings(root: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for element in root.iterdescendants():
        if isinstance(element.tag, str) and _HEADING.fullmatch(element.tag):
            yield element


def _mend(element: html.HtmlElement) -> None:
    if not _LANGUAGE.fullmatch(element.get("lang", "en")):
        del element.attrib["lang"]
    if element.tag == "img":
        _picture(element)
    elif element.tag == "a" and not _says_something(element):
        element.tag = "span"
        element.attrib.clear()
    elif element.tag == "table":
        _scrollable(element)
    elif element.tag in {"th", "td"}:
        _cell(element)
    elif _is_broken_list(element):
        element.tag = "div"


def _picture(image: html.HtmlElement) -> None:
    image.set("alt", image.get("alt", ""))
    image.set("loading", "lazy")
    image.set("decoding", "async")
    image.set("referrerpolicy", "no-referrer")


def _scrollable(table: html.HtmlElement) -> None:
    """In a box that scrolls sideways, by keyboard too."""
    parent = table.getparent()
    if parent is None or parent.get("class") == "wide":
        return
    box = html.Element("div", {"class": "wide", "role": "group", "aria-label": "Table"})
    box.set("tabindex", "0")
    box.tail, table.tail = table.tail, None
    parent.replace(table, box)
    box.append(table)


def _cell(cell: html.HtmlElement) -> None:
    if cell.get("scope", "row").lower() not in _SCOPES:
        del cell.attrib["scope"]
    if cell.tag == "th" and not _says_something(cell):
        cell.tag = "td"
        cell.attrib.pop("scope", None)


def _is_broken_list(element: html.HtmlElement) -> bool:
    """A list with something else in it than its items, or an item of no list."""
    if element.tag in {"li", "dt", "dd"}:
        parent = element.getparent()
        return parent is None or element.tag not in _MEMBERS.get(str(parent.tag), ())
    members = _MEMBERS.get(str(element.tag))
    if members is None:
        return False
    strays = [element.text, *(child.tail for child in element)]
    return any(child.tag not in members for child in element) or any(
        (text or "").strip() for text in strays
    )


def _says_something(element: html.HtmlElement) -> bool:
    return bool(
        "".join(element.itertext()).strip()
        or any((image.get("alt") or "").strip() for image in element.iter("img"))
    )
