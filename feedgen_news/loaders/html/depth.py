"""Pages that parsers take hours for, nested too deeply or with too many attributes: flattened."""

import re

_MANY = 20_000  # tags; with fewer, no depth takes long
_DEEPEST = 400  # nested elements
_LONG_TAG = re.compile(rb"<[a-zA-Z][^<>]{20000,}>")  # bytes; it may hold a picture
_ATTRIBUTES = 1_000  # of one tag; more are cut off
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
    page = _LONG_TAG.sub(_with_few_attributes, page)
    if page.count(b"<") <= _MANY or not _is_deep(page):
        return page
    return _CONTAINER.sub(b"\n", page)


def _with_few_attributes(tag: re.Match[bytes]) -> bytes:
    parts = tag[0].split(None, _ATTRIBUTES)
    return tag[0] if len(parts) <= _ATTRIBUTES else b" ".join(parts[:_ATTRIBUTES]) + b">"


def _is_deep(page: bytes) -> bool:
    depth = 0
    for closing, name in _TAG.findall(page):
        if name.lower() in _UNCLOSED:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > _DEEPEST:
            return True
    return False
