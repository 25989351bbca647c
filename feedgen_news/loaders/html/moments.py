"""When an article was published and changed: of all dates a page gives, the right one.

What says so most plainly comes first; of those that agree on the day, the one with the
time of day and the zone is taken, as it is written.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from feedgen_news.loaders.fields.values import first_text
from feedgen_news.loaders.html.facts import Facts

_PUBLISHED = (
    "article:published_time article:published:time og:article:published_time datepublished"
    " og:published_time og:pubdate parsely-pub-date sailthru.date cxenseparse:recs:publishtime"
    " cxenseparse:publishtime cxenseparse:articlepublicationdate article.published"
    " dcterms.issued dc.date.issued dc.date.published dcterms.created dc.date.created dc.date"
    " dcterms.date publish-date publishdate publish_date published_date published-date"
    " publisheddate published_time publication_date publication-date pubdate pub_date bt:pubdate"
    " rnews:datepublished article_date_original originalpublicationdate vr:published_time"
    " article:post_date article:create_date date-published datecreated date_published date"
).split()
_UPDATED = (
    "article:modified_time article:modified:time og:article:modified_time datemodified"
    " og:updated_time dcterms.modified dc.date.modified last-modified-date lastmod"
    " last_updated_date article:updated_time revised cxenseparse:updatetime"
).split()
_DAY = re.compile(r"(\d{4})\D?(\d\d)\D?(\d\d)")
_TIME = re.compile(r"\d[T ,]+\d{1,2}[:.h]\d\d")
_ZONE = re.compile(r"(?:Z|UTC|GMT|[+−-]\d\d:?\d\d|\b[A-Z]{3,4})$|\b[A-Z]{3,4} \d{4}$")
_MONTH_WORD = r"[^\W\d_]{3,12}\.?"
_CLOCK = r"(?:\D{1,12}?(?P<clock>\d{1,2}[:.]\d\d)(?:\s*(?P<half>[AaPp]\.?[Mm]\b))?)?"
_WRITTEN = re.compile(
    r"(?<!\d)(?P<day>\d{4}-\d\d-\d\d|\d{1,2}\.\s?\d{1,2}\.\s?(?:20)?\d\d"
    rf"|\d{{1,2}}\.?\s(?:de\s)?{_MONTH_WORD}\s(?:de\s)?(?:19|20)\d\d"
    rf"|{_MONTH_WORD}\s\d{{1,2}},?\s(?:19|20)\d\d"
    r"|(?:19|20)\d\d\s?[年년./]\s?\d{1,2}\s?[月월./]\s?\d{1,2}\s?[日일]?)"
    rf"{_CLOCK}"
)
_DATED = (
    '[class*="publi" i],[class*="date" i],[class*="datum" i],[class*="time" i],[class*="meta" i]'
)
_CENTURY = re.compile(r"^(\d{1,2}\.\s?\d{1,2}\.)\s?(\d\d)$")
_NEAR = 300  # characters from the headline
_LOOKED_AT = 40  # such elements
_LONGEST = 200  # characters of one of them
_ADDRESS_DAY = re.compile(r"/((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?=[/._-])")


def published(
    facts: Facts, article: dict[str, Any], tree: LexborHTMLParser, url: str | None
) -> str | None:
    """When it was published, as the page writes it."""
    best = _best(
        (
            *_texts(article, "datePublished"),
            *_metas(facts, _PUBLISHED),
            *facts.props.get("datepublished", ()),
            *_texts(article, "uploadDate", "dateCreated"),
            *_times(facts, ("publish", "pubdate", "created")),
        )
    )
    return best or _of_title(facts, url) or _shown(facts, tree)


def updated(facts: Facts, article: dict[str, Any]) -> str | None:
    """When it was changed last, as the page writes it."""
    return _best(
        (
            *_texts(article, "dateModified"),
            *_metas(facts, _UPDATED),
            *facts.props.get("datemodified", ()),
            *_times(facts, ("modif", "updat")),
        )
    )


def _texts(article: dict[str, Any], *keys: str) -> Iterator[str]:
    for key in keys:
        if said := first_text(article.get(key)):
            yield said


def _metas(facts: Facts, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from facts.metas.get(name, ())[:1]


def _times(facts: Facts, signs: tuple[str, ...]) -> Iterator[str]:
    for time in facts.times:
        if time.machine and any(sign in time.names for sign in signs):
            yield time.machine


def _best(found: Iterable[str]) -> str | None:
    dates = [said.strip() for said in found if sum(map(str.isdigit, said)) >= 5]
    if not dates:
        return None
    day = _day(dates[0])
    same = [date for date in dates if _day(date) == day] if day else dates[:1]
    return max(same, key=_precision)  # the first of several as precise


def _day(date: str) -> tuple[str, ...]:
    hit = _DAY.match(date)
    return hit.groups() if hit else ()


def _precision(date: str) -> int:
    if not _TIME.search(date):
        return 0
    return 2 if _ZONE.search(date) else 1


def _shown(facts: Facts, tree: LexborHTMLParser) -> str | None:
    """The first date a reader sees: in a `<time>`, or where a class speaks of dates."""
    for time in facts.times[:3]:
        if sum(map(str.isdigit, time.machine)) >= 5:
            return time.machine
        if written := _written(time.shown):
            return written
    for node in tree.css(_DATED)[:_LOOKED_AT]:
        said = " ".join((node.text() or "").split())
        if len(said) <= _LONGEST and (written := _written(said)):
            return written
    return None


def beneath(title: str | None, shown: str) -> str | None:
    """The date in words right under (or over) the headline, in the text that a page shows."""
    place = shown.find(title) if title else -1
    if not title or place < 0:
        return None
    after = place + len(title)
    return _written(shown[after : after + _NEAR]) or _written(shown[max(0, place - _NEAR) : place])


def _written(text: str) -> str | None:
    hit = _WRITTEN.search(text)
    if not hit:
        return None
    day = _CENTURY.sub(r"\1 20\2", hit["day"])  # so written, the year comes last
    clock = hit["clock"].replace(".", ":") if hit["clock"] else ""
    return " ".join(filter(None, (day.replace(". 20", ".20"), clock, hit["half"])))


def _of_title(facts: Facts, url: str | None) -> str | None:
    hit = _ADDRESS_DAY.search(url or "")
    return _written(facts.title) or ("-".join(hit.groups()) if hit else None)
