"""The few marks of XML that items are found by, as they stand in bytes."""

import re
from functools import lru_cache

_NAME = rb"[A-Za-z_:\x80-\xff][^\s<>/=\"'&]{0,200}"
OUTSIDE = re.compile(
    rb"<(?:(?P<comment>!--)|(?P<cdata>!\[CDATA\[)|(?P<pi>\?)|(?P<doctype>!(?i:doctype)\b)"
    rb"|/(?P<end>%b)|(?P<start>%b))" % (_NAME, _NAME)
)
TAG = re.compile(rb"<[^\s<>/]++(?P<rest>(?>(?:[^<>\"']+|\"[^\"<]*\"|'[^'<]*')*))>")
LOOSE_TAG = re.compile(rb"<[^\s<>/]++(?P<rest>[^<>]*)>")
DOCTYPE = re.compile(
    rb"<!\w+(?>(?:[^\[<>\"']+|\"[^\"]*\"|'[^']*')*)"
    rb"(?:\[(?>(?:[^\]\"'<]+|\"[^\"]*\"|'[^']*'|<!--(?>(?:[^-]|-(?!->))*)-->|<(?!!--))*)\]\s*)?>"
)
INHERITED = re.compile(
    rb"(?<!\S)(xmlns(?::[\w.-]+)?|xml:base|xml:lang)\s*=\s*(\"[^\"<&]*\"|'[^'<&]*')"
)
ENDS = {"comment": b"-->", "cdata": b"]]>", "pi": b"?>"}


def without_doctype(head: bytes) -> bytes:
    """The beginning of a dump without the document type, and all that it declares."""
    hit = re.search(rb"<!doctype\b", head, re.IGNORECASE)
    found = DOCTYPE.match(head, hit.start()) if hit else None
    return head[: found.start()] + head[found.end() :] if found else head


@lru_cache(maxsize=64)
def landmarks(name: bytes, *, exact: bool, any_case: bool) -> re.Pattern[bytes]:
    """What decides where an item of this name ends."""
    tags = rb"/(?P<end>%b)\s*>|(?P<start>%b)(?=[\s/>])" % (re.escape(name), re.escape(name))
    marks = rb"(?P<comment>!--)|(?P<cdata>!\[CDATA\[)" if exact else rb"(?P<comment>(?!))"
    return re.compile(rb"<(?:%b|%b)" % (marks, tags), re.IGNORECASE if any_case else 0)


def leads_into(before: bytes, name: bytes, *, depth: int) -> bool:
    """Whether what stands before an item of this name says that it lies in one of its name.

    So it seems if a container was opened just before it, or another such item closed.
    `depth`: how many items are open.
    """
    last = before.rstrip()
    tag = last[last.rfind(b"<") :]
    if not last.endswith(b">") or last.endswith((b"/>", b"-->", b"]]>")):
        return False
    named = re.match(rb"</?([^\s<>/]+)", tag)
    own = bool(named and named[1] == name)
    return own if tag.startswith(b"</") else (not own or depth > 1)
