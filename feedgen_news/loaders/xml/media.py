"""The pictures of a feed's entry: Media RSS, enclosures, iTunes, and what else there is."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml import etree

from feedgen_news.loaders.xml.names import attribute, called, children, said, words

Picture = dict[str, str]


def images(item: etree._Element, base: str) -> list[Picture]:
    """The pictures, each in its widest version; thumbnails only where there is nothing else."""
    found = [*_media(item), *_enclosures(item)]
    found = found or [*_others(item), *_thumbnails(item)]
    best: dict[str, tuple[int, Picture]] = {}
    for width, picture in found:
        picture["url"] = _joined(base, picture["url"])
        key = _without_query(picture["url"])
        if key not in best or width > best[key][0]:
            best[key] = (width, picture)
    return [picture for _, picture in best.values()]


def _media(item: etree._Element) -> Iterator[tuple[int, Picture]]:
    yield from _pictures(children(item, "media:content"), item)
    for group in children(item, "media:group"):
        versions = list(_pictures(children(group, "media:content"), group))
        if versions:
            yield max(versions, key=lambda version: version[0])


def _pictures(
    contents: list[etree._Element], around: etree._Element
) -> Iterator[tuple[int, Picture]]:
    for one in contents:
        if (url := attribute(one, "url")) and _is_picture(one, url):
            inherited = around if called(around) == "media:group" or len(contents) == 1 else None
            yield _width(one), _picture(url, one, inherited)


def _is_picture(content: etree._Element, url: str) -> bool:
    medium, kind = attribute(content, "medium"), attribute(content, "type")
    if medium or kind:
        return medium == "image" or (kind or "").startswith("image/")
    return urlsplit_path(url).lower().endswith((".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"))


def _picture(url: str, content: etree._Element, around: etree._Element | None) -> Picture:
    """Caption and credit, its own or those of the group (Media RSS 1.5.1, optional elements)."""
    picture = {"url": url}
    shared = (around,) if around is not None else ()
    for key, *names in (
        ("caption", "media:description", "media:title"),
        ("credit", "media:credit", "media:copyright"),
    ):
        told = (said(content, *names), *(said(one, names[0]) for one in shared))
        if first := next(filter(None, told), None):
            picture[key] = first
    return picture


def _enclosures(item: etree._Element) -> Iterator[tuple[int, Picture]]:
    links = [one for one in children(item, "atom:link") if one.get("rel") == "enclosure"]
    for one in (*children(item, "enclosure"), *links):
        url = attribute(one, "url") or attribute(one, "href")
        if url and (attribute(one, "type") or "").startswith("image"):
            yield 0, {"url": url}


def _others(item: etree._Element) -> Iterator[tuple[int, Picture]]:
    for name in ("itunes:image", "image"):
        for one in children(item, name):
            url = attribute(one, "href") or said(one, "url") or (None if len(one) else words(one))
            if url:
                yield 0, {"url": url}


def _thumbnails(item: etree._Element) -> Iterator[tuple[int, Picture]]:
    groups = [item, *children(item, "media:group"), *children(item, "media:content")]
    for group in groups:
        for one in children(group, "media:thumbnail"):
            if url := attribute(one, "url"):
                yield _width(one), _picture(url, one, None)


def _width(element: etree._Element) -> int:
    width = attribute(element, "width") or ""
    return int(width) if width.isascii() and width.isdigit() and len(width) < 8 else 0


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _without_query(url: str) -> str:
    """Versions of one picture differ in the query alone, where they name a size there."""
    before, _, query = url.partition("?")
    sizes = ("width=", "w=", "h=", "height=", "quality=", "resize=", "size=")
    return before if any(size in query for size in sizes) else url


def urlsplit_path(url: str) -> str:
    """The path of an address; "" of what is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
