"""What kind of XML a dump is, by its first bytes: the root, and what is around it."""

import re

import msgspec

from feedgen_news.loaders.content import Head

_ATTRIBUTES = r"(?>(?:[^<>\"']+|\"[^\"<]*\"|'[^'<]*')*)"
_PROLOG = re.compile(
    r"[\s\x00\ufeff]*+(?P<declared><\?xml\s[^>]{0,200}>)?"
    r"(?>(?:\s+|<\?(?>(?:[^?]|\?(?!>))*)\?>|<!--(?>(?:[^-]|-(?!->))*)-->)*)"
    r"(?P<doctype><!(?i:doctype)\s+(?P<type>[\w:.-]+)(?>(?:[^\[<>\"']+|\"[^\"]*\"|'[^']*')*)"
    r"(?:\[(?>(?:[^\]\"'<]+|\"[^\"]*\"|'[^']*'|<!--(?>(?:[^-]|-(?!->))*)-->|<(?!!--))*)\]\s*)?>)?"
    r"(?>(?:\s+|<\?(?>(?:[^?]|\?(?!>))*)\?>|<!--(?>(?:[^-]|-(?!->))*)-->)*)"
)
_ROOT = re.compile(
    rf"<(?:(?P<prefix>[A-Za-z_][\w.-]*):)?(?P<name>[A-Za-z_][\w.-]*){_ATTRIBUTES}/?>"
)
_ENCODING = re.compile(r"<\?xml\s[^>]{0,150}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_AFTER = re.compile(r"\s*(?:<[A-Za-z_!?]|<!\[CDATA\[)")
_HTML = frozenset(
    "html head body p div article section main h1 h2 h3 h4 table ul ol dl span title meta script"
    " a b i em strong u br img center font small style link nav header footer figure form".split()
)
_FIELD = re.compile(  # the first in an `article` that is no part of a page
    r"\s*<(?:id|title|headline|subtitle|body|text|content|url|date|authors?|published)[\s/>]"
)


class Root(msgspec.Struct, frozen=True):
    """The outermost element of a dump, as far as its first bytes show."""

    name: str  # without prefix
    tag: str  # as it stands there, attributes and all
    declared: bool  # as XML


def root_of(head: Head) -> Root | None:
    """The root where a dump plainly is XML and no page of HTML; else None.

    Without `<?xml …?>` the root must hold elements: a text may begin with `<`, too.
    """
    prolog = _PROLOG.match(head.text)
    if prolog is None or head.binary or (prolog["type"] or "").lower() == "html":
        return None
    tag = _ROOT.match(head.text, prolog.end())
    if tag is None:
        return None
    name, declared = tag["name"], bool(prolog["declared"] or prolog["doctype"])
    if name.lower() == "html" or not (declared or _is_element(name, tag, head.text)):
        return None
    return Root(name, tag[0], declared)


def _is_element(name: str, tag: re.Match[str], text: str) -> bool:
    if name in _HTML and not (name == "article" and _FIELD.match(text, tag.end())):
        return False
    return tag[0].endswith("/>") or _AFTER.match(text, tag.end()) is not None or "xmlns" in tag[0]


def declared_encoding(head: Head) -> str | None:
    """What the XML declaration says."""
    found = _ENCODING.search(head.text[:400])
    return found[1] if found else None
