"""FreshRSS 1.25: `app/Models/{Feed,Entry}.php`, `app/Utils/dotNotationUtil.php`, and SimplePie's
`src/Item.php`, with which it reads; a JSON Feed it first turns into RSS (`views/index/rss.phtml`).
"""

import html
import re
from collections.abc import Iterator

from feedgen_news.checks.readers import reading
from feedgen_news.checks.readers.reading import (
    ATOM,
    CONTENT,
    DC,
    MEDIA,
    NOW,
    Element,
    Item,
    Parsed,
    Taken,
)

NAME = "FreshRSS"
READ = "1.25, 2024-10-24"

_HTML = re.compile(r"</[A-Za-z]|&#?[A-Za-z0-9]")
_TAG = re.compile(r"<[^<>]{1,500}>")
_ENDING = re.compile(r"[.](avif|gif|jpe?g|png|svg|webp)([?#]|$)", re.IGNORECASE)


def atom(entry: Element, feed: Parsed) -> Taken:
    """An entry: `published` before `updated`; authors of the entry, its source, the feed."""
    source = entry.find(f"{ATOM}source")
    authors = _of_item(entry) or (reading.names(source) if source is not None else [])
    files = [(x.get("href", ""), x.get("type", "")) for x in reading.links(entry, "enclosure")]
    labels = [x.get("label", x.get("term", "")) for x in entry.iterfind(f"{ATOM}category")]
    return _taken(
        entry,
        date=_date(entry),
        link=reading.href(entry) or next((url for url, _ in files), ""),
        authors=authors or reading.names(feed.head),
        files=files,
        body=reading.text(entry, f"{ATOM}content", f"{ATOM}summary"),
        labels=labels,
    )


def rss(item: Element, feed: Parsed) -> Taken:
    """An item: guid, `pubDate` before `dc:date`, all of `dc:creator`."""
    files = [(x.get("url", ""), x.get("type", "")) for x in item.iterfind("enclosure")]
    of_channel = [*reading.names(feed.head), *reading.texts(feed.head, f"{DC}creator")]
    return _taken(
        item,
        date=_date(item),
        link=reading.href(item) or reading.text(item, "link") or _permalink(item),
        authors=_of_item(item) or of_channel,
        files=files,
        body=reading.text(item, CONTENT, "description"),
        labels=reading.texts(item, "category"),
    )


def json(item: Item, feed: Parsed) -> Taken:  # noqa: ARG001  every reader is asked alike
    """An item: `date_published` alone, no authors; without `url` it is left out."""
    link = reading.string(item, "url")
    if not link:
        return Taken(notes=("it drops the item, which has no url",))
    date = reading.date(reading.string(item, "date_published"))
    tags = [tag for tag in reading.listed(item, "tags") if isinstance(tag, str)]
    fatal = [tag for tag in tags if set(tag) & set("&<")]
    return Taken(
        id=_ascii(reading.string(item, "id")) or f"a hash of {link} and the text",
        date=date,
        picture=reading.string(item, "image")
        or reading.first_picture(reading.string(item, "content_html")),
        title=reading.string(item, "title", "id"),
        link=link,
        notes=(
            *reading.notes(
                (not date, NOW),
                (reading.people(item), "it reads no authors from JSON Feed"),
                (fatal, f"it loses the whole feed over the tags {', '.join(fatal)}"),
            ),
            *_splits(tags),
        ),
    )


def _taken(
    entry: Element,
    *,
    date: str,
    link: str,
    authors: list[str],
    files: list[tuple[str, str]],
    body: str,
    labels: list[str],
) -> Taken:
    people = _people(authors)
    id_ = reading.text(entry, f"{ATOM}id", "guid", f"{DC}identifier")
    return Taken(
        id=_ascii(id_) or f"a hash of {link} and the date",
        date=date,
        picture=_picture(entry, files, body),
        author=", ".join(people),
        title=_title(entry),
        link=link,
        notes=(
            *reading.notes(
                (not date, NOW),
                (not id_.isascii(), "it leaves out the characters of the id that are not ASCII"),
                (len(people) > len(set(authors)), "it splits the author at the comma"),
            ),
            *_splits(labels),
        ),
    )


def _title(entry: Element) -> str:
    """Without tags where it is HTML: by its type in Atom, by a guess in RSS."""
    said = reading.text(entry, f"{ATOM}title", "title", f"{DC}title")
    title = entry.find(f"{ATOM}title")
    is_html = bool(_HTML.search(said)) if title is None else title.get("type") == "html"
    return html.unescape(_TAG.sub("", said)) if is_html else said


def _ascii(id_: str) -> str:
    """SimplePie escapes it, FreshRSS leaves out what is not ASCII (`safe_ascii`)."""
    kept = "".join(c for c in id_ if c.isascii() and c.isprintable())
    return html.escape(kept, quote=False).replace('"', "&quot;")


def _of_item(entry: Element) -> list[str]:
    named = (*reading.names(entry), *reading.texts(entry, "author")[:1])
    return reading.unique(name.strip() for name in (*named, *reading.texts(entry, f"{DC}creator")))


def _people(authors: list[str]) -> list[str]:
    """Joined and taken apart again: at `;`, or else at commas (`Entry::_authors`)."""
    joined = "; ".join(reading.unique(iter(authors)))
    found = re.split(r"\s*;\s*" if ";" in joined else r"\s*,\s*", joined)
    return list(filter(None, found))


def _splits(labels: list[str]) -> list[str]:
    return [f"it splits the category {label!r} at its comma" for label in labels if "," in label]


def _date(entry: Element) -> str:
    order = (f"{ATOM}published", "pubDate", f"{DC}date", f"{ATOM}updated")
    return reading.date(reading.text(entry, *order))


def _permalink(item: Element) -> str:
    guid = item.find("guid")
    named = guid is not None and guid.get("isPermaLink", "true").strip().lower() == "true"
    return reading.text(item, "guid") if named else ""


def _picture(entry: Element, files: list[tuple[str, str]], body: str) -> str:
    """The thumbnail; else the first of media:content and enclosures that is a picture, or has
    a thumbnail of its own; else the first picture of the body (`Entry::thumbnail`)."""
    thumbnail = entry.find(f"{MEDIA}thumbnail")
    if thumbnail is not None and thumbnail.get("url"):
        return thumbnail.get("url", "")
    for content in _contents(entry):
        own = content.find(f"{MEDIA}thumbnail")
        if own is not None and own.get("url"):
            return own.get("url", "")
        if _is_picture(content.get("url", ""), content.get("type", ""), content.get("medium", "")):
            return content.get("url", "")
    return next((url for url, type_ in files if _is_picture(url, type_)), "") or (
        reading.first_picture(body)
    )


def _contents(entry: Element) -> Iterator[Element]:
    yield from entry.iterfind(f"{MEDIA}group/{MEDIA}content")
    yield from entry.iterfind(f"{MEDIA}content")


def _is_picture(url: str, type_: str, medium: str = "") -> bool:
    by_name = not type_ and bool(_ENDING.search(url))
    return bool(url) and (medium == "image" or type_.startswith("image") or by_name)
