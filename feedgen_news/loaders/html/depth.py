"""Pages nested so deeply that parsers take hours: flattened before they are parsed."""

import re

_MANY = 20_000  # tags; with fewer, no depth takes long
_DEEPEST = 400  # nested elements
_UNCLOSED = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p tr dd dt option"
    b" thead tbody tfoot".split()
)
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})")
_CONTAINER = re.compile(
    rb"</?(?!(?:p|h[1-6]|html|head|body|title|meta|link|script|style|time|br)\b)[a-zA-Z][^<>]{0,2000}>",
    re.IGNORECASE,
)


def flat(page: bytes) -> bytes:
    """The page; if it is nested beyond reason, with no elements but paragraphs and headings."""
    if page.count(b"<") <= _MANY or not _is_deep(page):
        return page
    return _CONTAINER.sub(b"\n", page)


def _is_deep(page: bytes) -> bool:
    depth = 0
    for closing, name in _TAG.findall(page):
        if name.lower() in _UNCLOSED:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > _DEEPEST:
            return True
    return False
