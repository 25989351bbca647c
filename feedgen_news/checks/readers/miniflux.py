"""Miniflux: `internal/reader/{atom,rss,json}/*adapter.go`, `media/media.go`.

It keeps a hash of the id and never asks whether two feeds share one. Pictures beside the
body are attachments below the article; there are no lead pictures.
"""

from collections.abc import Iterator

from feedgen_news.checks.readers import reading
from feedgen_news.checks.readers.reading import ATOM, DC, MEDIA, NOW, Element, Item, Parsed, Taken

NAME = "Miniflux"
READ = "2026-08-11"

_PICTURE_ENDINGS = (".jpg", ".jpeg", ".png", ".gif")


def atom(entry: Element, feed: Parsed) -> Taken:
    """An entry: `published` before `updated`; authors sorted, the feed's where there are none."""
    link = _original(entry)
    id_ = reading.text(entry, f"{ATOM}id")
    authors = reading.names(entry) or reading.names(feed.head)
    date = reading.date(*_dates(entry, f"{ATOM}published", f"{ATOM}updated"))
    files = [(x.get("href", ""), x.get("type", "")) for x in reading.links(entry, "enclosure")]
    return Taken(
        id=id_ or link,
        date=date,
        picture=_picture(entry, files),
        author=", ".join(sorted(set(authors))),
        title=reading.text(entry, f"{ATOM}title") or link,
        link=link or (id_ if id_.startswith(("http://", "https://")) else _original(feed.head)),
        notes=reading.notes((not date, NOW)),
    )


def rss(item: Element, feed: Parsed) -> Taken:
    """An item: `dc:date` before `pubDate`; of several `dc:creator` the last."""
    link = reading.last(item, "link") or reading.href(item) or _permalink(item)
    date = reading.date(reading.last(item, f"{DC}date") or reading.last(item, "pubDate"))
    creators = reading.texts(item, f"{DC}creator")
    author = reading.last(item, f"{DC}creator") or _other_author(item, feed.head)
    files = [(x.get("url", ""), x.get("type", "")) for x in item.iterfind("enclosure")]
    return Taken(
        id=reading.last(item, "guid") or link,
        date=date,
        picture=_picture(item, files),
        author=author,
        title=reading.last(item, f"{DC}title") or reading.last(item, "title") or link,
        link=link or reading.last(feed.head, "link"),
        notes=reading.notes(
            (not date, NOW),
            (len(creators) > 1, f"of {len(creators)} dc:creator it takes the last"),
        ),
    )


def json(item: Item, feed: Parsed) -> Taken:
    """An item: the feed's authors stand beside its own; of pictures only attachments count."""
    link = reading.string(item, "url", "external_url")
    date = reading.date(
        reading.string(item, "date_published"), reading.string(item, "date_modified")
    )
    own, of_feed = reading.people(item), reading.people(feed.head)
    attached = [x for x in reading.listed(item, "attachments") if isinstance(x, dict)]
    files = [(reading.string(x, "url"), reading.string(x, "mime_type")) for x in attached]
    return Taken(
        id=reading.string(item, "id", "url", "external_url"),
        date=date,
        picture=_first_picture(files),
        author=", ".join(sorted(set(own + of_feed))),
        title=reading.string(item, "title", "summary", "content_text") or link,
        link=link,
        notes=reading.notes(
            (not date, NOW),
            (own and set(of_feed) - set(own), "it names the feed's authors beside the item's"),
        ),
    )


def _dates(entry: Element, *names: str) -> Iterator[str]:
    return (reading.last(entry, name) for name in names)


def _original(parent: Element) -> str:
    """The first alternate link, or the first without `rel` that is no other file."""
    for link in parent.iterfind(f"{ATOM}link"):
        plain = not link.get("rel") and link.get("type", "text/html") == "text/html"
        if link.get("rel", "").lower() == "alternate" or plain:
            return link.get("href", "").strip()
    return ""


def _permalink(item: Element) -> str:
    guid = item.find("guid")
    named = guid is not None and guid.get("isPermaLink", "true") == "true"
    return reading.last(item, "guid") if named else ""


def _other_author(item: Element, channel: Element) -> str:
    found = (*reading.names(item)[:1], reading.last(item, "author"))
    of_channel = (reading.last(channel, "managingEditor"), reading.last(channel, "webMaster"))
    return next(filter(None, (*found, *of_channel)), "")


def _picture(entry: Element, files: list[tuple[str, str]]) -> str:
    """Attachments in its order: thumbnails, enclosures, media:content; the first picture."""
    thumbnails = [(x.get("url", ""), "image/*") for x in _media(entry, "thumbnail")]
    contents = [(x.get("url", ""), _media_type(x)) for x in _media(entry, "content")]
    return _first_picture([*thumbnails, *files, *contents])


def _media(entry: Element, name: str) -> Iterator[Element]:
    yield from entry.iterfind(MEDIA + name)
    yield from entry.iterfind(f"{MEDIA}group/{MEDIA}{name}")


def _media_type(content: Element) -> str:
    return content.get("type") or f"{content.get('medium', '')}/*"


def _first_picture(files: list[tuple[str, str]]) -> str:
    return next((url for url, type_ in files if url and _is_picture(url, type_)), "")


def _is_picture(url: str, type_: str) -> bool:
    return type_.lower().startswith("image/") or url.lower().endswith(_PICTURE_ENDINGS)
