"""NetNewsWire: `Modules/RSParser/Sources/RSParser/Feeds/{XML,JSON}/*Parser.swift`, `RSSItem.swift`;
dates in `Article+Database.swift`, the line of authors in `ArticleUtilities.swift`.

In Atom it passes over every element with a prefix, so the only pictures are those of the body.
"""

import msgspec

from feedgen_news.checks.readers import reading
from feedgen_news.checks.readers.reading import ATOM, CONTENT, DC, NOW, Element, Item, Parsed, Taken

NAME = "NetNewsWire"
READ = "2026-08-22"

_AHEAD = "the date is more than a day ahead: it takes the time of its visit"
_HIDDEN = "it leaves out the author, who is called as the feed is"
_UNSEEN = "the picture is not in the body: it shows none"


def atom(entry: Element, feed: Parsed) -> Taken:
    """An entry: `published`, or else `updated`; all authors, those of its source too."""
    source = entry.find(f"{ATOM}source")
    own = [*reading.names(entry), *(reading.names(source) if source is not None else [])]
    dates = (reading.last(entry, ATOM + name) for name in ("published", "updated"))
    taken = Taken(
        id=reading.text(entry, f"{ATOM}id"),
        date=reading.date(*dates),
        picture=reading.first_picture(reading.text(entry, f"{ATOM}content", f"{ATOM}summary")),
        author=_line(own or reading.names(feed.head)[:1]),
        title=reading.last(entry, f"{ATOM}title"),
        link=reading.href(entry) or reading.href(entry, "related"),
    )
    called = reading.text(feed.head, f"{ATOM}title")
    return _shown(taken, feed, called, has_picture=bool(reading.links(entry, "enclosure")))


def rss(item: Element, feed: Parsed) -> Taken:
    """An item: guid, the full text before the description; of two dates the one that comes
    last, and the channel's authors never."""
    taken = Taken(
        id=reading.last(item, "guid"),
        date=reading.date(*[x.text or "" for x in item.iterchildren("pubDate", f"{DC}date")][-1:]),
        picture=reading.first_picture(reading.text(item, CONTENT, "description")),
        author=_line([*reading.texts(item, "author"), *reading.texts(item, f"{DC}creator")]),
        title=reading.last(item, "title"),
        link=_permalink(item) or reading.text(item, "link"),
    )
    called = reading.last(feed.head, "title")
    return _shown(taken, feed, called, has_picture=item.find("enclosure") is not None)


def json(item: Item, feed: Parsed) -> Taken:
    """An item; without a body it is left out, and its `image` is kept but not shown."""
    body = reading.string(item, "content_html")
    if not reading.string(item, "id") or not (body or reading.string(item, "content_text")):
        return Taken(notes=("it drops the item, which has no id or no content",))
    dates = (reading.string(item, name) for name in ("date_published", "date_modified"))
    taken = Taken(
        id=reading.string(item, "id"),
        date=reading.date(*dates),
        picture=reading.first_picture(body),
        author=_line(reading.people(item if "authors" in item else feed.head)),
        title=reading.string(item, "title"),
        link=reading.string(item, "url", "external_url"),
    )
    called = reading.string(feed.head, "title")
    return _shown(taken, feed, called, has_picture=bool(reading.string(item, "image")))


def _line(authors: list[str]) -> str:
    return ", ".join(reading.unique(author.strip() for author in authors))


def _shown(taken: Taken, feed: Parsed, called: str, *, has_picture: bool) -> Taken:
    """What it makes of that when it shows it; `called` is the feed's title."""
    ahead = reading.is_ahead(taken.date, feed)
    hidden = bool(taken.author) and taken.author == called
    return msgspec.structs.replace(
        taken,
        id=taken.id or f"a hash of {taken.link or taken.title} and the date",
        date="" if ahead else taken.date,
        author="" if hidden else taken.author,
        notes=reading.notes(
            (not taken.date, NOW),
            (ahead, _AHEAD),
            (hidden, _HIDDEN),
            (has_picture and not taken.picture, _UNSEEN),
        ),
    )


def _permalink(item: Element) -> str:
    """A guid that could be an address, and does not say that it is none."""
    guid = item.find("guid")
    said = reading.last(item, "guid")
    is_none = guid is None or guid.get("isPermaLink", "").lower() == "false"
    looks_like_one = "/" in said and " " not in said and not said.lower().startswith("tag:")
    return said if looks_like_one and not is_none else ""
