"""The pictures of an article: addresses, lists, and objects of a dozen shapes."""

from collections.abc import Iterator
from typing import Any

from feedgen_news.loaders.fields.keys import fold
from feedgen_news.loaders.fields.values import first_text, text
from feedgen_news.model import Image, unique

_ADDRESS = (
    "url src contenturl imageurl originalurl href link image large original standard default"
    " id".split()
)
_CAPTION = "caption description alttext alt".split()
_CREDIT = "credit credits credittext photographer authors author copyrightholder".split()


def pictures(value: Any) -> list[Image]:
    """The pictures in a value, each once, the cover first.

    A picture without an address is kept only where its caption is called so: that is
    what plain-text dumps leave of pictures. An `alt` text alone is a scraper's miss.
    """
    if isinstance(value, str):
        return [Image(url)] if (url := first_text(value)) else []
    entries = value if isinstance(value, list) else [value]
    ordered = sorted(entries, key=lambda entry: not _is_cover(entry))
    return list(unique(image for entry in ordered for image in _image(entry)))


def _is_cover(entry: Any) -> bool:
    return isinstance(entry, dict) and bool(entry.get("is_cover"))


def _image(entry: Any) -> Iterator[Image]:
    if isinstance(entry, str):
        if url := first_text(entry):
            yield Image(url)
    elif isinstance(entry, dict):
        parts = {fold(key): part for key, part in entry.items()}
        url = _address(parts)
        caption = next((said for key in _CAPTION if (said := text(parts.get(key)))), "")
        credit = next((said for key in _CREDIT if (said := text(parts.get(key), joint=", "))), "")
        if url or text(parts.get("caption")):
            yield Image(url, caption, credit)


def _address(parts: dict[str, Any]) -> str | None:
    if isinstance(versions := parts.get("versions"), list):  # fundus: the widest
        known = [version for version in versions if isinstance(version, dict)]
        return first_text(max(known, key=_width).get("url")) if known else None
    return next((url for key in _ADDRESS if (url := first_text(parts.get(key)))), None)


def _width(version: dict[str, Any]) -> float:
    size = version.get("size")
    width = size.get("width") if isinstance(size, dict) else version.get("width")
    return width if isinstance(width, int | float) else 0
