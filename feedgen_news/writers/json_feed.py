"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import msgspec

from feedgen_news.model import Label, rfc3339
from feedgen_news.site import Entry, Feed
from feedgen_news.writers import elsewhere, summaries
from feedgen_news.writers.fragments import Fragment, Item, Press
from feedgen_news.writers.media_types import picture_type
from feedgen_news.writers.pictures import lead_picture
from feedgen_news.writers.plain_text import unmistakable

VERSION = "https://jsonfeed.org/version/1.1"
_COMMENT = "Made by feedgen-news. To follow this feed, copy its address into a feed reader."


class _Author(msgspec.Struct):
    name: str


class _Attachment(msgspec.Struct):
    url: str
    mime_type: str


class _Item(msgspec.Struct, omit_defaults=True, kw_only=True):
    """What stands before the tags."""

    id: str
    url: str
    title: str
    content_html: str | None = None
    content_text: str | None = None
    summary: str | None = None
    image: str | None = None
    date_published: str
    date_modified: str | None = None
    authors: list[_Author] = []


class _Rest(msgspec.Struct, omit_defaults=True, kw_only=True):
    """What stands after them."""

    language: str | None = None
    attachments: list[_Attachment] = []


class _Hub(msgspec.Struct):
    url: str
    type: str = "WebSub"


class _JsonFeed(msgspec.Struct, omit_defaults=True, kw_only=True):
    version: str
    user_comment: str
    title: str
    home_page_url: str
    feed_url: str
    next_url: str | None = None
    description: str | None = None
    authors: list[_Author] = []
    language: str
    expired: bool = False
    hubs: list[_Hub] = []


def document(feed: Feed, items: list[Item]) -> bytes:
    """The feed as a JSON document, two spaces to a level, a line break at its end."""
    head = _JsonFeed(
        version=VERSION,
        user_comment=_COMMENT,
        title=unmistakable(feed.title),
        home_page_url=feed.page,
        feed_url=feed.urls["json"],
        next_url=feed.history.previous.get("json"),
        description=unmistakable(feed.description) or None,
        authors=_authors(feed, items),
        language=feed.language,
        expired=feed.ended,
        hubs=[_Hub(hub) for hub in feed.hubs],
    )
    listed = b"[\n%b\n  ]" % b",\n".join(b"".join(item.parts) for item in items) if items else b"[]"
    return b'{\n%b,\n  "items": %b\n}\n' % (_members(head, indent=2), listed)


def _authors(feed: Feed, items: list[Item]) -> list[_Author]:
    """Whoever stands for items without an author; Miniflux adds them to all others, too."""
    authored = bool(items) and all(item.authored for item in items)
    return [] if authored else [_Author(unmistakable(feed.author or feed.title))]


def fragment(entry: Entry, language: str) -> Fragment:
    """The item as a feed in a language holds it."""
    article = entry.article
    before = _members(_item(entry), indent=6)
    if entry.categories:
        tags = b",".join(_tag(label) for label in entry.categories)
        before += _TAGS + tags
    after = _members(_rest(entry, language), indent=6)
    closed = b"\n      ]" if entry.categories else b""
    return Fragment(
        b"    {\n" + before,
        closed + (b",\n" + after if after else b"") + b"\n    }",
        authored=bool(article.authors),
    )


def own_category(label: Label, first: bool) -> bytes:
    """What goes into the seam for the category of a feed's own topic."""
    return _TAGS + _tag(label) + b"\n      ]" if first else b"," + _tag(label)


_TAGS = b',\n      "tags": ['


def _tag(label: Label) -> bytes:
    return b"\n        " + msgspec.json.encode(_without_ampersand(label.title))


def _members(of: msgspec.Struct, *, indent: int) -> bytes:
    """What stands between the braces, so many spaces before each member."""
    lines = msgspec.json.format(msgspec.json.encode(of), indent=2)[1:-2]  # "{}" is of none
    return lines.replace(b"\n", b"\n" + b" " * (indent - 2))[1:]


def _item(entry: Entry) -> _Item:
    article = entry.article
    picture = lead_picture(article)
    summary = elsewhere.summary(entry)
    body = elsewhere.body(entry) or summaries.as_html(summary)
    return _Item(
        id=entry.id,
        url=entry.link,
        title=unmistakable(article.title),
        content_html=body or None,
        content_text=None if body else unmistakable(article.title),  # one of the two is required
        summary=unmistakable(summaries.as_text(summary)) or None,
        image=picture.url if picture else None,
        date_published=rfc3339(entry.date),
        date_modified=rfc3339(entry.modified) if entry.modified else None,
        authors=[_Author(unmistakable(person.name)) for person in article.authors],
    )


def _rest(entry: Entry, language: str) -> _Rest:
    article = entry.article
    picture = lead_picture(article)
    url = picture.url if picture else None
    return _Rest(
        language=article.language if article.language != language else None,
        attachments=[_Attachment(url, picture_type(url))] if url else [],
    )


def _without_ampersand(title: str) -> str:
    """FreshRSS loses the whole feed over one `&` in a tag; `+` reads well in any language."""
    return unmistakable(title).replace("&", "+")


PRESS = Press(fragment, own_category, document)
