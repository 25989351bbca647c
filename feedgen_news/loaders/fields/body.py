"""The body of an article: which key holds it, and whether it is markup."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import msgspec

from feedgen_news.loaders.fields.values import is_markup, text
from feedgen_news.model import Image

_PAGE = re.compile(r"\s*<(?:!doctype|html)\b", re.IGNORECASE)
_PICTURE = re.compile(r"!\[([^\[\]\n]*)\]\((https?://[^()\s]+)\)[ \t]*\n?")


class Body(msgspec.Struct, frozen=True):
    """What was found of a body; markup and plain text may both be given."""

    html: str | None = None
    text: str | None = None

    def __bool__(self) -> bool:
        return bool(self.html or self.text)


def body(html: Sequence[Any], plain: Sequence[Any], either: Sequence[Any]) -> Body:
    """Out of the values of keys that hold markup, plain text, or one or the other.

    A whole page (`<!doctype html>`) is no body: it gives way to any text there is.
    """
    marked = _first(html, joint="\n") if html else None
    words = _first(plain, joint="\n\n") if plain else None
    for value in either:
        found = _of(value)
        if not found:
            continue
        if marked is None or (found.html and _PAGE.match(marked)):
            marked = found.html or marked
            words = words or found.text
        else:  # the markup is known: this is text, whatever stands in it
            words = words or text(value, joint="\n\n")
        break
    if marked and words and _PAGE.match(marked):
        marked = None
    return Body(marked, words)


def _first(values: Sequence[Any], *, joint: str) -> str | None:
    for value in values:
        if said := text(value, joint=joint):
            return said
    return None


def _of(value: Any) -> Body:
    if isinstance(value, dict) and isinstance(value.get("sections"), list):
        return Body(html="\n".join(_chapters(value["sections"])) or None)
    said = text(value, joint="\n\n")
    if said and (is_markup(said) or (isinstance(value, dict) and "rendered" in value)):
        return Body(html=said)
    return Body(text=said)


def _chapters(sections: list[Any]) -> Iterator[str]:
    """Fundus: sections of headlines and paragraphs, all plain text."""
    for section in sections:
        if not isinstance(section, dict):
            continue
        for key, element in (("headline", "h2"), ("paragraphs", "p")):
            parts = section.get(key)
            for part in parts if isinstance(parts, list) else [parts]:
                if said := text(part):
                    yield f"<{element}>{escape(said, quote=False)}</{element}>"


def without_pictures(words: str) -> tuple[str, list[Image]]:
    """Plain text without the Markdown pictures that trafilatura leaves in it, and these."""
    images = [Image(url, alt.strip()) for alt, url in _PICTURE.findall(words)]
    return _PICTURE.sub("", words).strip(), images
