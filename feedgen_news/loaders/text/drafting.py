"""A layout drafted for texts of an unknown site, from the lines that repeat in them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from feedgen_news.loaders.text.repeats import Repeat, places_of, repeats_of

_MOST = 40  # patterns of a role
_DATES = frozenset({"published", "updated"})
_HEAD = _DATES | {"author", "section", "title", "url", "language", "publisher", "summary", "tags"}


def draft(texts: Iterable[str]) -> str | None:
    """A layout file for texts like these, with a word on how often each line was seen.

    What it says nothing about is read as the layout `plain` does. None where nothing repeats
    often enough: then `plain` is all there is to say.
    """
    places, number = places_of(texts)
    repeats = repeats_of(places, number)
    return "\n".join(written(repeats, number)) + "\n" if repeats else None


def written(repeats: Sequence[Repeat], texts: int) -> Iterator[str]:
    """The lines of the file."""
    yield f"# Drafted from {texts} text{'s' if texts > 1 else ''}. Look through it: what repeats"
    yield "# is mostly the page's and not the article's, but a draft cannot know."
    yield "base: plain"
    yield "lines:"
    ordered = sorted(repeats, key=_order)
    for (role, head), group in groupby(ordered, lambda repeat: (repeat.role, repeat.head)):
        yield from _class(role, head, list(group)[:_MOST], texts)


def _order(repeat: Repeat) -> tuple[bool, bool, str, bool, int, str]:
    """Fields first, then what parts, what ends, and what is dropped; the most frequent first."""
    dropped = repeat.role in ("drop", "tail", "separator")
    return (dropped, repeat.role == "drop", repeat.role, repeat.head, -repeat.times, repeat.pattern)


def _class(role: str, head: bool, repeats: Sequence[Repeat], texts: int) -> Iterator[str]:
    yield f"  - role: {role}"
    zone = "head" if role in _HEAD or (role == "drop" and head) else None
    zone = "body" if role == "tail" else zone
    if zone:
        yield f"    zone: {zone}"
    if role in _DATES:
        yield "    anchor: true"
    yield "    patterns:"
    for repeat in repeats:
        where = f", in {repeat.texts} of {texts} texts" if texts > 1 else ""
        yield f"      # {repeat.times} times{where}: {_shown(repeat.example)}"
        yield f"      - '{repeat.pattern.replace(chr(39), chr(39) * 2)}'"


def _shown(text: str) -> str:
    """A line as a comment may hold it."""
    return "".join(char if char.isprintable() else " " for char in text[:80])
