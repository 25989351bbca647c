"""The caption and the credit that a page sets beneath its lead picture."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedgen_news.model import Image

_NAME = re.compile(r"[\w-]{6,}")
_COMMON = frozenset(
    "images image upload uploads resize format quality default content static".split()
)
_CREDITS = (
    '[class*="credit" i],[class*="copyright" i],[class*="source" i],[class*="photographer" i]'
)
_CREDIT = re.compile(
    r"[\s(\[|/]*(?:©|\b(?:photo|foto|bild|image|picture|crédit|credit|quelle|copyright)s?)"
    r"\s*(?:credit|by|von|:)?\s*:?\s*(.{2,100}?)[\s)\]]*$",
    re.IGNORECASE,
)
_MANY = 30  # figures
_LONGEST = 1_000  # characters of a caption


def captioned(image: Image, tree: LexborHTMLParser) -> Image:
    """The picture with caption and credit, from the figure that shows it, if any does."""
    if image.caption and image.credit:
        return image
    for figure in tree.css("figure")[:_MANY]:
        said = figure.css_first("figcaption")
        if said and _shows(figure, image.url or ""):
            caption, credit = _parted(said)
            return Image(image.url, caption or image.caption, image.credit or credit)
    return image


def _shows(figure: LexborNode, url: str) -> bool:
    """Whether the figure's picture has the name of the file in common with the address."""
    names = set(_NAME.findall(url.partition("//")[2].partition("/")[2])) - _COMMON
    telling = {name for name in names if re.search(r"\d", name) or len(name) >= 12}
    return any(name in (figure.html or "") for name in telling)


def _parted(caption: LexborNode) -> tuple[str, str]:
    whole = _text(caption)
    node = caption.css_first(_CREDITS)
    if node and (credit := _text(node)):
        return whole.replace(credit, "").strip(" |/()"), _CREDIT.sub(r"\1", credit)
    hit = _CREDIT.search(whole)
    return (whole[: hit.start()].strip(), hit[1]) if hit else (whole, "")


def _text(node: LexborNode) -> str:
    return " ".join((node.text() or "").split())[:_LONGEST]
