"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import msgspec

from feedgen_news.model import Entry, Feed, rfc3339
from feedgen_news.writers import elsewhere, summaries
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
    tags: list[str] = []
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
    items: list[_Item]


def write(feed: Feed) -> bytes:
    """The feed as a JSON document, two spaces to a level, a line break at its end."""
    document = _JsonFeed(
        version=VERSION,
        user_comment=_COMMENT,
        title=unmistakable(feed.title),
        home_page_url=feed.page,
        feed_url=feed.urls["json"],
        next_url=feed.history.previous.get("json"),
        description=unmistakable(feed.description) or None,
        authors=_authors(feed),
        language=feed.language,
        expired=feed.ended,
        hubs=[_Hub(hub) for hub in feed.hubs],
        items=[_item(entry, feed) for entry in feed.entries],
    )
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _authors(feed: Feed) -> list[_Author]:
    """Whoever stands for items without an author; Miniflux adds them to all others, too."""
    if feed.entries and all(entry.article.authors for entry in feed.entries):
        return []
    return [_Author(unmistakable(feed.author or feed.title))]


def _item(entry: Entry, feed: Feed) -> _Item:
    article = entry.article
    picture = lead_picture(article)
    url = picture.url if picture else None
    summary = elsewhere.summary(entry)
    body = elsewhere.body(entry) or summaries.as_html(summary)
    return _Item(
        id=entry.id,
        url=entry.link,
        title=unmistakable(article.title),
        content_html=body or None,
        content_text=None if body else unmistakable(article.title),  # one of the two is required
        summary=unmistakable(summaries.as_text(summary)) or None,
        image=url,
        date_published=rfc3339(entry.date),
        date_modified=rfc3339(entry.updated) if entry.updated > entry.date else None,
        authors=[_Author(unmistakable(person.name)) for person in article.authors],
        tags=[_without_ampersand(label.title) for label in entry.categories],
        language=article.language if article.language != feed.language else None,
        attachments=[_Attachment(url, picture_type(url))] if url else [],
    )


def _without_ampersand(title: str) -> str:
    """FreshRSS loses the whole feed over one `&` in a tag; `+` reads well in any language."""
    return unmistakable(title).replace("&", "+")
