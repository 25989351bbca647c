"""The pictures of an entry (Media RSS 1.5.1): each reader looks for them elsewhere."""

from lxml import etree

from feedgen_news.checks import texts, values
from feedgen_news.checks.finding import Check, Fault, Faults, shown
from feedgen_news.checks.vocabulary import MEDIA

CODES = {
    "media-group": Check("E", "a media:group around a single picture"),
    "media-value": Check("E", "a medium, role or type that Media RSS does not know"),
    "picture-for-some": Check(
        "W", "a picture not named by enclosure, media:content and media:thumbnail alike"
    ),
}

_NS = f"{{{MEDIA}}}"
_ALLOWED = {
    "medium": frozenset({"image", "audio", "video", "document", "executable"}),
    "expression": frozenset({"sample", "full", "nonstop"}),
    "isDefault": frozenset({"true", "false"}),
}
_TEXTS = ("title", "description", "credit")


def examine(entry: etree._Element, where: str, enclosures: list[etree._Element]) -> Faults:
    """The media elements of an entry, held against its enclosures."""
    for group in entry.iterfind(f"{_NS}group"):
        if len(group.findall(f"{_NS}content")) < 2:
            yield Fault("media-group", where)
    contents = list(entry.iter(f"{_NS}content"))
    thumbnails = list(entry.iter(f"{_NS}thumbnail"))
    for element in (*contents, *thumbnails):
        yield from _file(element, where)
    for name in _TEXTS:
        for element in entry.iter(_NS + name):
            yield from _text(element, where)
    pictures = [enclosure for enclosure in enclosures if _is_picture(enclosure)]
    carriers = [bool(pictures), any(map(_is_picture, contents)), bool(thumbnails)]
    if any(carriers) and not all(carriers):
        yield Fault("picture-for-some", where)


def _is_picture(element: etree._Element) -> bool:
    return element.get("medium") == "image" or (element.get("type") or "").startswith("image/")


def _file(element: etree._Element, where: str) -> Faults:
    yield from texts.link(element.get("url"), where)
    yield from values.media_type(element.get("type"), where)
    for name in ("width", "height", "fileSize"):
        yield from values.number(element.get(name), where, positive=True)
    for name, allowed in _ALLOWED.items():
        if element.get(name, "") not in allowed | {""}:
            yield Fault("media-value", where, shown(f"{name}={element.get(name)}"))


def _text(element: etree._Element, where: str) -> Faults:
    kind = element.get("type", "plain")
    role = element.get("role", "")
    if kind not in {"plain", "html"} or role != role.lower():
        yield Fault("media-value", where, shown(f"{kind} {role}"))
    if kind != "html":
        yield from texts.plain(element.text, where, one_line=False)
