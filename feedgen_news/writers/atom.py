"""Atom 1.0 (RFC 4287)."""

from functools import lru_cache

from lxml import etree

from feedgen_news.model import Label, rfc3339
from feedgen_news.site import Entry, Feed, Publisher
from feedgen_news.writers import bridge, elsewhere, summaries
from feedgen_news.writers.fragments import Fragment, Item, Press, parted
from feedgen_news.writers.media_types import ATOM, HTML, picture_type
from feedgen_news.writers.pictures import lead_picture, media
from feedgen_news.writers.plain_text import unmistakable
from feedgen_news.writers.xml_text import attribute, text


def document(feed: Feed, items: list[Item]) -> bytes:
    """The feed as an Atom document that holds these entries."""
    return bridge.document(feed, _DIALECT, items)


def fragment(entry: Entry, language: str) -> Fragment:
    """The entry as a feed in a language holds it."""
    article = entry.article
    own = article.language if article.language != language else None
    head = [
        f'  <entry xml:lang="{attribute(own)}">\n' if own else "  <entry>\n",
        f"    <id>{text(entry.id)}</id>\n",
        f'    <title type="text">{text(unmistakable(article.title))}</title>\n',
        f"    <updated>{rfc3339(entry.updated)}</updated>\n",
        *(_author(unmistakable(person.name)) for person in article.authors),
    ]
    rest = [
        f'    <link href="{attribute(entry.link)}" rel="alternate"/>\n',
        _summary(elsewhere.at_least_title(entry)),
        *map(_category, entry.categories),
    ]
    return parted(
        head,
        ('    <content type="html">', "</content>\n") if entry.html else None,
        rest,
        _after(entry),
        prefixes=("media",) if lead_picture(article) else (),
    )


def own_category(label: Label, first: bool) -> bytes:  # noqa: ARG001 (JSON Feed has to know)
    """What goes into the seam for the category of a feed's own topic."""
    return _category(label).encode()


def _after(entry: Entry) -> str:
    parts: list[str] = []
    if entry.article.published:
        parts.append(f"    <published>{rfc3339(entry.date)}</published>\n")
    if picture := lead_picture(entry.article):
        url = picture.url or ""
        type_, href = picture_type(url), attribute(url)
        parts.append(f'    <link rel="enclosure" type="{type_}" length="0" href="{href}"/>\n')
        parts.append(media(picture, "    "))
    for copy in entry.copies:  # §4.2.7.2
        title, href = attribute(copy.title), attribute(copy.url)
        parts.append(f'    <link rel="related" type="{HTML}" title="{title}" href="{href}"/>\n')
    if publisher := entry.publisher:
        parts.append(_source(publisher).replace(_CHANGED, rfc3339(entry.updated)))
    return "".join((*parts, "  </entry>\n"))


def _author(name: str) -> str:
    return f"    <author>\n      <name>{text(name)}</name>\n    </author>\n"


@lru_cache(maxsize=1024)  # articles are many, what they are about is less
def _category(label: Label) -> str:
    title = f' label="{attribute(unmistakable(label.title))}"' if label.title else ""
    return f'    <category term="{attribute(label.slug)}"{title}/>\n'


def _summary(summary: str) -> str:
    """A text construct (§3.1): as HTML where it is a list, or could be taken for markup."""
    if not summary:
        return ""
    points = summaries.lines(summary)
    if len(points) == 1 and unmistakable(points[0]) == points[0]:
        return f'    <summary type="text">{text(points[0])}</summary>\n'
    html = text(summaries.as_html(summary))
    return (
        f'    <summary type="html">{html}</summary>\n' if html else '    <summary type="html"/>\n'
    )


_CHANGED = "<>"  # in text it would be escaped


@lru_cache(maxsize=1024)
def _source(publisher: Publisher) -> str:
    """Where it comes from (§4.2.11); as new as the entry, for that is all we know of it."""
    return (
        "    <source>\n"
        f"      <id>{text(publisher.id)}</id>\n"
        f'      <title type="text">{text(unmistakable(publisher.title))}</title>\n'
        f"      <updated>{_CHANGED}</updated>\n"
        f'      <link rel="alternate" type="{HTML}" href="{attribute(publisher.url)}"/>\n'
        "    </source>\n"
    )


def _mend_feed(root: etree._Element, feed: Feed) -> None:
    _child(root, "updated").text = rfc3339(feed.updated)
    _child(root, "title").set("type", "text")
    _child(root, "subtitle").set("type", "text")
    if not feed.description:
        root.remove(_child(root, "subtitle"))


def _child(parent: etree._Element, name: str) -> etree._Element:
    """A child that feedgen has written; it leaves its Atom elements without a namespace."""
    child = parent.find(name)
    assert child is not None
    return child


_DIALECT = bridge.Dialect(
    format="atom",
    media_type=ATOM,
    namespaces={"media": bridge.MEDIA, "fh": bridge.FEED_HISTORY},
    link="link",
    mend_feed=_mend_feed,
)

PRESS = Press(fragment, own_category, document)
