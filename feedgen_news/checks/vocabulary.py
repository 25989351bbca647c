"""Names in a document: the elements of its format, and the namespaces of all others."""

from lxml import etree

from feedgen_news.checks.finding import Check, Fault, Faults, shown

CODES = {
    "unused-namespace": Check("W", "a namespace is declared and not used"),
    "unknown-namespace": Check("W", "a namespace that no reader and no validator knows"),
    "namespace-prefix": Check("W", "a prefix that is not the usual one; some readers go by it"),
    "media-namespace": Check("E", "a Media RSS namespace that is not spelt exactly"),
    "unknown-element": Check("E", "an element that the format does not have in this place"),
    "xml-base": Check("W", "xml:base, which most readers do not heed"),
}

ATOM = "http://www.w3.org/2005/Atom"
MEDIA = "http://search.yahoo.com/mrss/"
_XML = "http://www.w3.org/XML/1998/namespace"
_PREFIXES: dict[str, frozenset[str | None]] = {  # the usual ones first in validators' lists
    ATOM: frozenset({None, "atom"}),
    MEDIA: frozenset({"media"}),
    _XML: frozenset({"xml"}),
    "http://purl.org/dc/elements/1.1/": frozenset({"dc"}),
    "http://purl.org/dc/terms/": frozenset({"dcterms"}),
    "http://purl.org/rss/1.0/modules/content/": frozenset({"content"}),
    "http://purl.org/rss/1.0/modules/slash/": frozenset({"slash"}),
    "http://purl.org/rss/1.0/modules/syndication/": frozenset({"sy"}),
    "http://purl.org/syndication/history/1.0": frozenset({"fh"}),
    "http://purl.org/syndication/thread/1.0": frozenset({"thr"}),
    "http://wellformedweb.org/CommentAPI/": frozenset({"wfw"}),
    "http://www.itunes.com/dtds/podcast-1.0.dtd": frozenset({"itunes"}),
    "http://www.georss.org/georss": frozenset({"georss"}),
    "http://www.w3.org/1999/xhtml": frozenset({None, "xhtml"}),
}
_PERSON = "name uri email"
_ATOM_HEAD = "author category contributor generator icon id link logo rights subtitle title updated"
_KNOWN = {  # parent → its children (RFC 4287 §4.1; RSS 2.0, Required and optional elements)
    f"{{{ATOM}}}feed": f"{_ATOM_HEAD} entry",
    f"{{{ATOM}}}source": _ATOM_HEAD,
    f"{{{ATOM}}}entry": (
        "author category content contributor id link published rights source summary title updated"
    ),
    f"{{{ATOM}}}author": _PERSON,
    f"{{{ATOM}}}contributor": _PERSON,
    "rss": "channel",
    "channel": (
        "title link description language copyright managingEditor webMaster pubDate lastBuildDate"
        " category generator docs cloud ttl image rating textInput skipHours skipDays item"
    ),
    "item": "title link description author category comments enclosure guid pubDate source",
    "image": "url title link width height description",
    "opml": "head body",
    "body": "outline",
    "outline": "outline",
}
_CHILDREN = {parent: frozenset(children.split()) for parent, children in _KNOWN.items()}


def examine(root: etree._Element) -> Faults:
    """All elements of a document, and the namespaces they are of."""
    tags: set[tuple[str | None, str]] = set()
    attributes: set[str] = set()
    judged: dict[tuple[str, str], bool] = {}  # parent, child: whether it is out of place
    for node in root.iter(etree.Element):
        tag, parent = str(node.tag), node.getparent()
        tags.add((node.prefix, tag))
        attributes.update(map(str, node.keys()))
        pair = ("" if parent is None else str(parent.tag), tag)
        if pair not in judged:
            judged[pair] = _is_foreign(*pair)
        if judged[pair]:
            yield Fault("unknown-element", f"line {node.sourceline}", shown(tag))
    used = {(prefix, _namespace(tag)) for prefix, tag in tags}
    yield from _namespaces(root, used | {("*", _namespace(name)) for name in attributes})
    if f"{{{_XML}}}base" in attributes:
        yield Fault("xml-base")


def _namespace(tag: str) -> str:
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def _is_foreign(parent: str, tag: str) -> bool:
    """Elements of other namespaces are anybody's; those of the format are counted."""
    known = _CHILDREN.get(parent)
    own = ATOM if parent.startswith(f"{{{ATOM}}}") else ""
    namespace, name = _namespace(tag), tag.rpartition("}")[2]
    return known is not None and namespace in {own, ""} and (name not in known or namespace != own)


def _namespaces(root: etree._Element, used: set[tuple[str | None, str]]) -> Faults:
    where = f"line {root.sourceline}"
    names = {namespace for _, namespace in used} - {""}
    for namespace in sorted(set(root.nsmap.values()) - names):
        yield Fault("unused-namespace", where, shown(namespace))
    for namespace in sorted(names):
        if "mrss" in namespace.lower() and namespace != MEDIA:
            yield Fault("media-namespace", where, shown(namespace))
        elif namespace not in _PREFIXES:
            yield Fault("unknown-namespace", where, shown(namespace))
    for prefix, namespace in sorted(used, key=str):
        usual = _PREFIXES.get(namespace)
        if usual and prefix != "*" and prefix not in usual:
            yield Fault("namespace-prefix", where, shown(f"{prefix}: {namespace}"))
