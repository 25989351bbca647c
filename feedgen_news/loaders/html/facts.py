"""What a page says about itself: its tags that hold data, gathered in one pass, unjudged."""

from collections.abc import Iterator

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

_LONGEST = 10_000  # characters of one value; whole texts stand in JSON-LD alone
_MANY = 200  # values of one name; elements of one kind
_NAMED_BY = ("property", "name", "itemprop", "http-equiv")
_VALUES = ("content", "datetime", "href", "src")  # where microdata keeps what is no text


class Time(msgspec.Struct, frozen=True):
    """A `<time>`: what it shows, its `datetime`, and the names it goes by."""

    shown: str
    machine: str
    names: str  # itemprop, pubdate and class, in lower case


class Facts(msgspec.Struct, frozen=True):
    """The data of one page, in the order of the page."""

    metas: dict[str, list[str]]  # lower-case name → contents
    props: dict[str, list[str]]  # itemprop of visible elements → their values
    json_ld: list[str]
    headings: list[str]  # the texts of <h1>
    times: list[Time]
    title: str = ""
    language: str = ""
    canonical: str = ""
    base: str = ""

    def first(self, *names: str) -> str:
        """The first value there is under any of the names; "" if there is none."""
        return next((value for name in names for value in self.metas.get(name, ())), "")


def gather(tree: LexborHTMLParser) -> Facts:
    """The facts of a parsed page."""
    html = tree.css_first("html")
    return Facts(
        metas=_metas(tree),
        props=_props(tree),
        json_ld=[node.text() or "" for node in tree.css('script[type*="ld+json" i]')[:_MANY]],
        headings=[said for node in tree.css("h1")[:_MANY] if (said := _text(node))],
        times=list(_times(tree)),
        title=_text(tree.css_first("title")),
        language=_attribute(html, "lang") or _attribute(html, "xml:lang"),
        canonical=_attribute(tree.css_first('link[rel~="canonical" i]'), "href"),
        base=_attribute(tree.css_first("base[href]"), "href"),
    )


def _metas(tree: LexborHTMLParser) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        content = (attributes["content"] or "").strip()[:_LONGEST]
        for key in _NAMED_BY:
            if content and (name := attributes.get(key)):
                values = found.setdefault(name.strip().lower(), [])
                if len(values) < _MANY and content not in values[-1:]:
                    values.append(content)
    return found


def _props(tree: LexborHTMLParser) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in tree.css("[itemprop]:not(meta)")[:_MANY]:
        attributes = node.attributes
        data = next((attributes[key] for key in _VALUES if attributes.get(key)), None)
        value = (data or _text(node)).strip()[:_LONGEST]
        for name in (attributes["itemprop"] or "").lower().split():
            if value and name != "articlebody":
                found.setdefault(name, []).append(value)
    return found


def _times(tree: LexborHTMLParser) -> Iterator[Time]:
    for node in tree.css("time")[:_MANY]:
        named = (node.attributes.get(key) for key in ("itemprop", "pubdate", "class"))
        machine = (node.attributes.get("datetime") or "").strip()
        yield Time(_text(node), machine, " ".join(filter(None, named)).lower())


def _text(node: LexborNode | None) -> str:
    return " ".join((node.text() or "").split())[:_LONGEST] if node else ""


def _attribute(node: LexborNode | None, name: str) -> str:
    return ((node.attributes.get(name) or "") if node else "").strip()
