"""What kind of XML or SGML a dump is, by its first bytes: the root, and what is around it.

Needs no parser, so that dumps of other formats are passed by without loading one.
"""

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
_NEWSWIRE = re.compile(
    r"[\s\x00\ufeff]*+(?:<!DOCTYPE\s+lewis\b[^>]*>\s*)?"
    r"(?:<REUTERS\b|<DOC>\s*<DOC(?:NO|ID)\b|<DOC\s+id\s*=)",
    re.IGNORECASE,
)
_TEI_ROOTS = frozenset({"TEI", "TEI.2", "teiCorpus"})
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


def is_newswire(head: Head) -> bool:
    """The first record of a known collection in SGML."""
    return not head.binary and _NEWSWIRE.match(head.text) is not None


def is_export(head: Head) -> bool:
    """RSS with WordPress's own namespace for exports, in either spelling."""
    root = root_of(head)
    return (
        root is not None
        and root.name == "rss"
        and ("wordpress.org/export/" in root.tag or "<wp:wxr_version>" in head.text)
    )


def is_feed(head: Head) -> bool:
    """A root that only feeds have."""
    root = root_of(head)
    if root is None or root.name == "rss":
        return root is not None
    if root.name == "RDF":
        return "purl.org/rss/" in head.text or "simple/0.9" in head.text
    return root.name in {"feed", "entry"} and (
        "Atom" in root.tag or "atom" in root.tag or "<entry" in head.text
    )


def is_tei(head: Head) -> bool:
    """A root of TEI."""
    root = root_of(head)
    return root is not None and root.name in _TEI_ROOTS


def is_xml(head: Head) -> bool:
    """Any XML that is no page of HTML."""
    return root_of(head) is not None
