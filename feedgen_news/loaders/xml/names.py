"""What elements are called, whatever prefix a dump chose for their namespace."""

from functools import lru_cache

from lxml import etree

_MANY = 256  # attributes of an element
_PREFIXES = {
    "http://purl.org/rss/1.0": "",
    "http://purl.org/net/rss1.1#": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
    "http://channel.netscape.com/rdf/simple/0.9": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns": "atom",
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/elements/1.0": "dc",
    "http://purl.org/dc/terms": "dcterms",
    "http://search.yahoo.com/mrss": "media",
    "http://www.rssboard.org/media-rss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns": "rdf",
    "http://www.w3.org/xml/1998/namespace": "xml",
    "http://www.tei-c.org/ns/1.0": "",
}
_WORDPRESS = "wordpress.org/export/"


@lru_cache(maxsize=4096)
def name_of(tag: str) -> str:
    """`dc:creator`, `title`: the prefix everybody uses, or none where nobody agreed on one.

    A prefix that a dump uses and does not declare is believed; `other` is that of any
    namespace not known here.
    """
    if not tag.startswith("{"):
        return tag
    uri, _, local = tag[1:].partition("}")
    folded = uri.strip().rstrip("/#").lower()
    if _WORDPRESS in folded:
        return f"excerpt:{local}" if folded.endswith("/excerpt") else f"wp:{local}"
    prefix = _PREFIXES.get(folded, "other")
    return f"{prefix}:{local}" if prefix else local


def local(tag: str | bytes) -> str:
    """The name alone, without its namespace or a prefix that nobody declared."""
    name = tag.decode() if isinstance(tag, bytes) else tag
    return name.rpartition("}")[2].rpartition(":")[2]


def called(element: etree._Element) -> str:
    """The element's name; "" of what is no element."""
    return name_of(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(maxsize=8)  # an item is asked for two dozen names, one after the other
def _parts(element: etree._Element) -> dict[str, list[etree._Element]]:
    parts: dict[str, list[etree._Element]] = {}
    for child in element:
        parts.setdefault(called(child), []).append(child)
    return parts


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """The element's children of that name, as they are called when it is first asked."""
    return _parts(element).get(name, [])


def words(element: etree._Element | None) -> str | None:
    """All text in the element, without space around it; None where there is none."""
    if element is None:
        return None
    return "".join(map(str, element.itertext())).strip() or None


def said(element: etree._Element, *names: str) -> str | None:
    """The text of the first child of these names, in their order, that has any."""
    texts = (words(child) for name in names for child in children(element, name))
    return next((text for text in texts if text), None)


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute without space around it, whatever its namespace; None where it is empty."""
    if len(element.attrib) > _MANY:  # which takes lxml quadratic time to go through
        return (element.get(name) or "").strip() or None
    found = (value for key, value in element.attrib.items() if local(key) == name)
    return next((str(value).strip() for value in found if value.strip()), None)
