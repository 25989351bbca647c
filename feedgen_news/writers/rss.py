"""RSS 2.0, by the RSS Advisory Board's profile."""

from datetime import datetime
from functools import lru_cache

from lxml import etree

from feedgen_news.model import Label, rfc3339
from feedgen_news.site import Entry, Feed, Publisher
from feedgen_news.writers import bridge, elsewhere, summaries
from feedgen_news.writers.fragments import Fragment, Item, Press, parted
from feedgen_news.writers.media_types import RSS, picture_type
from feedgen_news.writers.pictures import lead_picture, media
from feedgen_news.writers.plain_text import unmistakable
from feedgen_news.writers.xml_text import attribute, text

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def document(feed: Feed, items: list[Item]) -> bytes:
    """The feed as an RSS document that holds these entries."""
    return bridge.document(feed, _DIALECT, items)


def fragment(entry: Entry, language: str) -> Fragment:
    """The item as a feed in a language holds it."""
    article = entry.article
    described = summaries.as_html(elsewhere.at_least_title(entry))
    head = [
        f"    <item>\n      <title>{text(unmistakable(article.title))}</title>\n",
        f"      <link>{text(entry.link)}</link>\n",
        # As HTML like the body, for that is what readers take a description for.
        f"      <description>{text(described)}</description>\n" if described else "",
    ]
    rest = [
        f'      <guid isPermaLink="false">{text(entry.id)}</guid>\n',
        *map(_category, entry.categories),
    ]
    own = article.language if article.language != language else None
    uses = (
        ("content", entry.html and described),
        ("dc", article.authors or own),
        ("dcterms", entry.modified),
        ("media", lead_picture(article)),
    )
    return parted(
        head,
        _around(described) if entry.html else None,
        rest,
        _after(entry, own),
        prefixes=tuple(prefix for prefix, used in uses if used),
    )


def _around(described: str) -> tuple[str, str]:
    """What stands around a body."""
    name = "content:encoded" if described else "description"
    return f"      <{name}>", f"</{name}>\n"


def own_category(label: Label, first: bool) -> bytes:  # noqa: ARG001 (JSON Feed has to know)
    """What goes into the seam for the category of a feed's own topic."""
    return _category(label).encode()


def _after(entry: Entry, language: str | None) -> str:
    article = entry.article
    parts = [
        f"      <dc:creator>{text(unmistakable(person.name))}</dc:creator>\n"
        for person in article.authors
    ]
    parts.append(f"      <pubDate>{_date(entry.date)}</pubDate>\n")
    if entry.modified:
        parts.append(f"      <dcterms:modified>{rfc3339(entry.modified)}</dcterms:modified>\n")
    if language:
        parts.append(f"      <dc:language>{text(language)}</dc:language>\n")
    if publisher := entry.publisher:
        parts.append(_source(publisher))
    if picture := lead_picture(article):
        url = picture.url or ""
        of = f'url="{attribute(url)}" length="0" type="{picture_type(url)}"'
        parts.append(f"      <enclosure {of}/>\n")
        parts.append(media(picture, "      "))
    return "".join((*parts, "    </item>\n"))


@lru_cache(maxsize=1024)
def _source(publisher: Publisher) -> str:
    title = text(unmistakable(publisher.title))
    return f'      <source url="{attribute(publisher.url)}">{title}</source>\n'


def _date(moment: datetime) -> str:
    """A date of UTC as in mail (RFC 822 §5 with years of four digits), in English everywhere."""
    said, month = rfc3339(moment), _MONTHS[moment.month - 1]
    return f"{_DAYS[moment.weekday()]}, {said[8:10]} {month} {said[:4]} {said[11:19]} +0000"


@lru_cache(maxsize=1024)
def _category(label: Label) -> str:
    said = unmistakable(_without_commas(label.title) or label.slug)
    return f"      <category>{text(said)}</category>\n"


def _without_commas(title: str) -> str:
    """FreshRSS takes a comma for the end of a category."""
    return " ".join(title.replace(",", " ").split())


def _mend_feed(channel: etree._Element, feed: Feed) -> None:
    etree.SubElement(channel, "lastBuildDate").text = _date(feed.updated)


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
