"""What is wrong in most broken XML, put right: entities of HTML, bare `&` and `<`, end tags."""

import re
from html.entities import html5

_ODD = re.compile(
    r"(?P<open><!--|<!\[CDATA\[)"
    r"|&(?:\#(?P<decimal>[0-9]{1,10});|\#[xX](?P<hex>[0-9a-fA-F]{1,8});|(?P<name>[A-Za-z]\w{0,40});)"
    r"|(?P<bare>&|<(?![A-Za-z_:/?!\x80-\U0010ffff]))"
    r"|(?P<illegal>[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff])"
)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_TAG = re.compile(
    r"<!\[CDATA\[|<(?P<slash>/?)(?P<name>[A-Za-z_:\x80-\U0010ffff][^\s<>/=\"'&]*+)"
    r"(?P<rest>(?>(?:[^<>\"']+|\"[^\"<]*\"|'[^'<]*')*))>"
)
_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ENDS = {"<!--": "-->", "<![CDATA[": "]]>"}
_DEEPEST = 200  # open elements; what is deeper is not balanced


def mended(text: str) -> str:
    """The same with what is no XML made XML: nothing is expanded that HTML does not know.

    An entity that a document type would have to declare stays as it was written, as text.
    Comments go; one that never ends is text.
    """
    parts: list[str] = []
    at = 0
    endless: set[str] = set()
    while hit := _ODD.search(text, at):
        parts.append(text[at : hit.start()])
        at = hit.end()
        if hit["open"]:
            mark = _ENDS[hit["open"]]
            end = -1 if mark in endless else text.find(mark, at)
            if end < 0:
                endless.add(mark)
                continue
            parts.append(_verbatim(text[at:end]) if mark == "]]>" else "")
            at = end + 3
        else:
            parts.append(_mended(hit))
    return "".join((*parts, text[at:]))


def balanced(text: str) -> str:
    """The same with every element closed: an end tag closes what was left open inside.

    An end tag of nothing goes.
    """
    parts: list[str] = []
    path: list[str] = []
    at = 0
    while hit := _TAG.search(text, at):
        parts.append(text[at : hit.start()])
        at = hit.end()
        if not hit["name"]:
            at = max(text.find("]]>", at), at)
        kept = text[hit.start() : at]
        if hit["slash"]:
            kept = ""
            if hit["name"] in path[-_DEEPEST:]:
                while path[-1] != hit["name"]:
                    kept += f"</{path.pop()}>"
                kept += f"</{path.pop()}>"
        elif hit["name"] and not hit["rest"].endswith("/"):
            path.append(hit["name"])
        parts.append(kept)
    return "".join((*parts, text[at:], *(f"</{name}>" for name in reversed(path))))


def _verbatim(text: str) -> str:
    return f"<![CDATA[{_ILLEGAL.sub('', text)}]]>"


def _mended(hit: re.Match[str]) -> str:
    if hit["illegal"]:
        return ""
    if hit["decimal"] or hit["hex"]:
        return _character(int(hit["decimal"]) if hit["decimal"] else int(hit["hex"], 16))
    if (name := hit["name"]) in _OWN:
        return hit[0]
    if name and (known := html5.get(f"{name};")):
        return "".join(f"&#{ord(char)};" for char in known)
    return hit[0].replace("&", "&amp;").replace("<", "&lt;")


def _character(number: int) -> str:
    legal = number in {9, 10, 13} or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE
    return f"&#{number};" if legal or 0x10000 <= number <= 0x10FFFF else ""
