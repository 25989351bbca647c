"""newsboat: `rss/atomparser.cpp`, `rss/rss09xparser.cpp`, `rss/medianamespace.cpp`,
`src/rssparser.cpp`.

It keys articles by id over all feeds, so an article of two topics shows in one of them. It
shows text: a picture is an address, the enclosure's. JSON Feed it does not read.
"""

from feedgen_news.checks.readers import reading
from feedgen_news.checks.readers.reading import ATOM, DC, MEDIA, NOW, Element, Parsed, Taken

NAME = "newsboat"
READ = "2026-08-21"

_PODCASTS = ("audio/", "video/", "application/ogg")


def atom(entry: Element, feed: Parsed) -> Taken:
    """An entry: `published` before `updated`; authors of the entry, its source, the feed."""
    source = entry.find(f"{ATOM}source")
    of_source = reading.names(source) if source is not None else []
    date = reading.date(*(reading.last(entry, ATOM + name) for name in ("published", "updated")))
    link = reading.href(entry)
    return Taken(
        id=reading.last(entry, f"{ATOM}id") or link,
        date=date,
        picture=_enclosure(entry),
        author=", ".join(reading.names(entry) or of_source or reading.names(feed.head)),
        title=reading.last(entry, f"{ATOM}title"),
        link=link,
        notes=reading.notes((not date, NOW)),
    )


def rss(item: Element, feed: Parsed) -> Taken:
    """An item: guid, or the link with the date; of several `dc:creator` the last."""
    creators = reading.texts(item, f"{DC}creator")
    author = reading.last(item, "author") or reading.last(item, f"{DC}creator")
    link = reading.text(item, "link")
    date = reading.date(reading.last(item, "pubDate") or reading.last(item, f"{DC}date"))
    return Taken(
        id=reading.last(item, "guid") or link + reading.last(item, "pubDate"),
        date=date,
        picture=_enclosure(item),
        author=author or reading.last(feed.head, "managingEditor"),
        title=reading.last(item, "title"),
        link=link or _permalink(item),
        notes=reading.notes(
            (not date, NOW),
            (len(creators) > 1, f"of {len(creators)} dc:creator it takes the last"),
        ),
    )


def _permalink(item: Element) -> str:
    guid = item.find("guid")
    is_one = guid is not None and guid.get("isPermaLink") != "false"
    return reading.last(item, "guid") if is_one else ""


def _enclosure(entry: Element) -> str:
    """The last of enclosures and media:content, unless one of them can be listened to."""
    files = [
        (node.get("url", node.get("href", "")), node.get("type", ""))
        for node in entry.iter(f"{ATOM}link", "enclosure", f"{MEDIA}content")
        if node.tag != f"{ATOM}link" or node.get("rel") == "enclosure"
    ]
    podcasts = [url for url, type_ in files if type_.startswith(_PODCASTS)]
    return "" if podcasts or not files else files[-1][0]
