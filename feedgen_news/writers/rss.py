"""RSS 2.0, by the RSS Advisory Board's profile."""

from email.utils import format_datetime
from functools import lru_cache

from lxml import etree

from feedgen_news.model import Label, rfc3339
from feedgen_news.site import Entry, Feed
from feedgen_news.writers import bridge, elsewhere, summaries
from feedgen_news.writers.fragments import Fragment, Item, Press
from feedgen_news.writers.media_types import RSS, picture_type
from feedgen_news.writers.pictures import lead_picture, media
from feedgen_news.writers.plain_text import unmistakable
from feedgen_news.writers.xml_text import attribute, long_text, text


def document(feed: Feed, items: list[Item]) -> bytes:
    """The feed as an RSS document that holds these entries."""
    return bridge.document(feed, _DIALECT, items)


def fragment(entry: Entry, language: str) -> Fragment:
    """The item as a feed in a language holds it."""
    article = entry.article
    head = (
        f"    <item>\n      <title>{text(unmistakable(article.title))}</title>\n"
        f"      <link>{text(entry.link)}</link>\n"
    )
    texts = _texts(entry)
    further = [
        f'      <guid isPermaLink="false">{text(entry.id)}</guid>\n',
        *map(_category, entry.categories),
    ]
    own = article.language if article.language != language else None
    uses = (
        ("content", len(texts) > 1),
        ("dc", article.authors or own),
        ("dcterms", entry.modified),
        ("media", lead_picture(article)),
    )
    return Fragment(
        b"".join((head.encode(), *texts, "".join(further).encode())),
        _after(entry, own).encode(),
        tuple(prefix for prefix, used in uses if used),
    )


def _texts(entry: Entry) -> list[bytes]:
    """Summary and body, as HTML both, for that is what readers take a description for."""
    body = long_text(elsewhere.body(entry))
    described = long_text(summaries.as_html(elsewhere.at_least_title(entry)))
    texts = [text for text in (described, body) if text]
    elements = (b"description", b"content:encoded")
    return [
        b"      <%b>%b</%b>\n" % (name, text, name)
        for name, text in zip(elements, texts, strict=False)
    ]


def own_category(label: Label, first: bool) -> bytes:  # noqa: ARG001 (JSON Feed has to know)
    """What goes into the seam for the category of a feed's own topic."""
    return _category(label).encode()


def _after(entry: Entry, language: str | None) -> str:
    article = entry.article
    parts = [
        f"      <dc:creator>{text(unmistakable(person.name))}</dc:creator>\n"
        for person in article.authors
    ]
    parts.append(f"      <pubDate>{format_datetime(entry.date)}</pubDate>\n")
    if entry.modified:
        parts.append(f"      <dcterms:modified>{rfc3339(entry.modified)}</dcterms:modified>\n")
    if language:
        parts.append(f"      <dc:language>{text(language)}</dc:language>\n")
    if publisher := entry.publisher:
        title = text(unmistakable(publisher.title))
        parts.append(f'      <source url="{attribute(publisher.url)}">{title}</source>\n')
    if picture := lead_picture(article):
        url = picture.url or ""
        of = f'url="{attribute(url)}" length="0" type="{picture_type(url)}"'
        parts.append(f"      <enclosure {of}/>\n")
        parts.append(media(picture, "      "))
    return "".join((*parts, "    </item>\n"))


@lru_cache(maxsize=1024)
def _category(label: Label) -> str:
    said = unmistakable(_without_commas(label.title) or label.slug)
    return f"      <category>{text(said)}</category>\n"


def _without_commas(title: str) -> str:
    """FreshRSS takes a comma for the end of a category."""
    return " ".join(title.replace(",", " ").split())


def _mend_feed(channel: etree._Element, feed: Feed) -> None:
    etree.SubElement(channel, "lastBuildDate").text = format_datetime(feed.updated)


_DIALECT = bridge.Dialect(
    format="rss",
    media_type=RSS,
    namespaces={
        "atom": bridge.ATOM,
        "media": bridge.MEDIA,
        "dc": bridge.DUBLIN_CORE,
        "dcterms": bridge.DUBLIN_CORE_TERMS,
        "fh": bridge.FEED_HISTORY,
    },
    link=f"{{{bridge.ATOM}}}link",
    mend_feed=_mend_feed,
)

PRESS = Press(fragment, own_category, document)
