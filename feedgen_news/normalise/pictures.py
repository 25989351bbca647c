"""Which of a dump's pictures belong to the story: scrapers list what a whole page loads."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from feedgen_news.model import Image

_FURNITURE = frozenset(
    (
        "icon icons favicon logo logos sprite sprites avatar gravatar arrow placeholder spacer"
        " blank pixel button btn badge share loading loader"
    ).split()
)
_PARTS = re.compile(r"[^a-z0-9]+")
_MOST_PARTS = 4  # of a name that can be furniture; a longer one tells of a story about a logo


def of_the_story(images: Iterable[Image]) -> Iterator[Image]:
    """The pictures without the page's furniture, which has no caption, and each once."""
    seen: set[str] = set()
    for image in images:
        if image.url in seen or (image.url and not image.caption and _is_furniture(image.url)):
            continue
        if image.url:
            seen.add(image.url)
        yield image


def _is_furniture(url: str) -> bool:
    path = url.partition("#")[0].partition("?")[0].partition("//")[2].partition("/")[2]
    folder, _, name = unquote(path).lower().rpartition("/")
    stem, _, extension = name.rpartition(".")
    parts = _PARTS.split(stem)
    named = len(parts) <= _MOST_PARTS and not _FURNITURE.isdisjoint(parts)
    return extension == "svg" or named or not _FURNITURE.isdisjoint(folder.split("/"))
