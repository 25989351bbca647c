"""The documents in one file: nearly always one, several only where that is unmistakable."""

import re
from collections.abc import Iterator
from itertools import pairwise

import msgspec

from feedgen_news.loaders.markdown.front import Front, front_of, header_of

_RULE = re.compile(r"^(?:---|\+\+\+)[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"^(?:```|~~~)", re.MULTILINE)
_TITLE_OR_FENCE = re.compile(r"^(?:# \S|```|~~~)", re.MULTILINE)
_LEAST = 150  # characters of each document, where only headings part them


class Document(msgspec.Struct, frozen=True):
    """A text, the front matter above it, and its lines, 1-based."""

    raw: str
    front: Front | None
    text: str
    line: int
    end_line: int


def documents(text: str) -> Iterator[Document]:
    """Each document; a further one begins only where a whole front matter does, or a title."""
    line = start = 0
    for end in (*_starts(text), len(text)):
        raw = text[start:end]
        lines = raw.count("\n")
        yield _document(raw, line + 1, line + lines + (not raw.endswith("\n")))
        start, line = end, line + lines


def _document(raw: str, line: int, end_line: int) -> Document:
    front = front_of(raw) or header_of(raw)
    text = raw[front.end :] if front else raw
    return Document(raw, front, _without_rule(text), line, end_line)


def _without_rule(text: str) -> str:
    """The text without a rule at its end, which parts it from the next."""
    above, _, last = text.rstrip().rpartition("\n")
    return above if len(last) > 2 and not last.strip("-*_= ") else text


def _starts(text: str) -> list[int]:
    """Where further documents begin."""
    first = front_of(text)
    if first is None:
        return _headed(text)
    return [] if first.problem else list(_fronted(text, first.end))


def _fronted(text: str, end: int) -> Iterator[int]:
    """Where further front matter stands that is closed, sound, has a title and is no code."""
    in_code = False
    while rule := _RULE.search(text, end):
        in_code ^= len(_FENCE.findall(text, end, rule.start())) % 2 == 1
        front = None if in_code else front_of(text, rule.start())
        end = rule.end()
        if front and not front.problem and "title" in map(str.lower, front.values):
            yield rule.start()
            end = front.end


def _headed(text: str) -> list[int]:
    """Where titles stand, if the text begins with one and each has enough text below."""
    places, in_code = [], False
    for found in _TITLE_OR_FENCE.finditer(text):
        in_code ^= not found[0].startswith("#")
        if found[0].startswith("#") and not in_code:
            places.append(found.start())
    apart = (two - one for one, two in pairwise((*places, len(text))))
    begins = places and not text[: places[0]].strip("\ufeff \t\n")
    return places[1:] if begins and all(size >= _LEAST for size in apart) else []
