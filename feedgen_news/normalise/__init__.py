"""Step 2: a record becomes an article, or is refused by name.

Here, and only here, untrusted text is cleaned, checked and bounded. Whoever holds an
`Article` need not look again.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from feedgen_news.config import Source
from feedgen_news.furniture import typed_own_text
from feedgen_news.model import AHEAD, Article, Image, Origin, Person, Record, When, unique
from feedgen_news.normalise import (
    characters,
    dates,
    depth,
    identity,
    links,
    markup,
    mojibake,
    ordinary,
    pictures,
    text,
)
from feedgen_news.normalise.glance import Glance, glance
from feedgen_news.normalise.labels import label, language, person
from feedgen_news.normalise.ordinary import Body
from feedgen_news.problems import Report

MAX_TITLE = 500  # characters
MAX_SUMMARY = 4_000
MAX_BODY = 1_000_000
MAX_LABELS = 100  # sections, tags or authors of one article
MAX_IMAGES = 50
_FILE_TYPE = re.compile(r"\.[a-z]{2,5}\Z", re.IGNORECASE)


class Normaliser:
    """Makes articles of one source's records; `now` tells which dates lie ahead."""

    def __init__(self, source: Source, *, now: datetime, report: Report) -> None:
        self._source = source
        self._zone = ZoneInfo(source.timezone)
        self._latest = now.astimezone(UTC) + AHEAD
        self._report = report

    def article(self, record: Record) -> Article | None:
        """The article a record describes; None where it is none, which the report then says.

        Never raises on any record: what cannot be used is left out and named.
        """
        seen = glance(record)
        if seen.garbled:
            record, seen = self._mended(record, seen)
        origin = record.origin
        ready = _ready(record, seen)
        self._name_oddities(record, html=None if ready else record.html, odd=seen.odd)
        url = self._url(record.url, "", self._source.base_url, origin)
        base = url or self._source.base_url
        body = ready or self._body(record, base)
        plain = "\n".join(body.lines)
        summary = self._summary(record)
        title = self._title(record, plain or summary, url)
        if not title or not (plain or summary or url or "<img" in body.html):
            self._refuse(record, title, url)
            return None
        facts = self._facts(record, url=url, title=title, said=plain or summary)
        keys = identity.keys(facts)
        said = "\n\n".join(body.lines)
        return Article(
            id=identity.urn(keys[0]),
            keys=keys,
            url=url,
            title=title,
            summary=summary,
            text=said,
            html=body.html,
            authors=self._authors(record),
            published=facts.published,
            updated=facts.updated,
            sections=self._labels((*record.sections, *self._source.sections), origin),
            tags=self._labels((*record.tags, *self._source.tags), origin),
            language=language(record.language or "") or language(self._source.language or ""),
            place=label(record.place or "") or None,
            images=self._images(record, base),
            publisher=label(record.publisher or "") or None,
            source=self._source.name,
            origin=origin,
            hints=identity.hints(facts, typed_own_text(said)),
            shown=body.shown,
        )

    def _facts(self, record: Record, *, url: str | None, title: str, said: str) -> identity.Facts:
        published, updated = self._dates(record)
        return identity.Facts(
            given=text.one_line(record.id) if record.id else None,
            url=url,
            title=title,
            published=published,
            updated=updated,
            text=said,
            source=self._source.name,
        )

    def _mended(self, record: Record, seen: Glance) -> tuple[Record, Glance]:
        mended = mojibake.repaired(record)
        if mended is record:
            return record, seen
        said = repr(_first_mended(record, mended))
        self._report.add("mojibake-repaired", said, record.origin)
        return mended, glance(mended)

    def _name_oddities(self, record: Record, *, html: str | None, odd: bool) -> None:
        said = (record.title, record.summary, record.text, html, *record.authors)
        if odd and any(characters.has_controls(part) for part in said if part):
            self._report.add("control-characters", "taken out", record.origin)
        if any(markup.is_active(part) for part in said[:4] if part):
            self._report.add("active-markup", "taken out", record.origin)

    def _refuse(self, record: Record, title: str, url: str | None) -> None:
        code = "no-content" if title else "no-title"
        said = repr(text.cut(title, 80)) if title else url or "no address either"
        raw = record if record.raw is None else record.raw
        self._report.add(code, said, record.origin, raw=raw)

    def _body(self, record: Record, base: str | None) -> Body:
        """Harmless markup and what it says; of the text where the record's markup shows nothing."""
        if record.html:
            body = self._safe_markup(record.html, base, record.origin)
            if (said := markup.to_text(body)) or "<img" in body:
                return Body(body, said.split("\n") if said else ())
        plain = self._bounded(record.text or "", record.origin)
        paragraphs = text.paragraphs(plain)
        return Body(markup.from_paragraphs(paragraphs), paragraphs, shown=bool(paragraphs))

    def _safe_markup(self, raw: str, base: str | None, origin: Origin) -> str:
        if depth.too_deep(raw):
            self._report.add("markup-too-deep", "its text was kept", origin)
        elif len(raw) <= 4 * MAX_BODY:
            safe = markup.sanitise(raw, base=base)
            if len(safe) <= MAX_BODY:
                return safe
        plain = self._bounded(markup.to_text(raw), origin)
        return markup.from_paragraphs(tuple(filter(None, plain.split("\n"))))

    def _bounded(self, plain: str, origin: Origin) -> str:
        if len(plain) > MAX_BODY:
            self._report.add("body-cut", f"{len(plain):,} characters", origin)
        return text.cut(plain, MAX_BODY)

    def _summary(self, record: Record) -> str:
        raw = (record.summary or "")[: 10 * MAX_SUMMARY]
        plain = markup.to_text(raw) if text.has_tags(raw) else text.lines(raw)
        return text.cut(plain, MAX_SUMMARY)

    def _title(self, record: Record, fallback: str, url: str | None) -> str:
        raw = (record.title or "")[: 20 * MAX_TITLE]
        title = text.one_line(raw)
        if not text.is_visible(title):
            title = _title_instead(raw, fallback, url if record.title is not None else None)
            if title:
                self._report.add("title-missing", f"{text.cut(title, 80)!r} instead", record.origin)
        if len(title) > MAX_TITLE:
            self._report.add("title-cut", f"{len(record.title or ''):,} characters", record.origin)
        return text.cut(title, MAX_TITLE)

    def _url(self, raw: str | None, what: str, base: str | None, origin: Origin) -> str | None:
        try:
            return links.public_url(raw, base=base) if raw else None
        except links.PrivateUrlError as error:
            self._report.add("private-url", f"{what}{error}", origin)
        except links.BadUrlError as error:
            self._report.add("bad-url", f"{what}{error}", origin)
        return None

    def _dates(self, record: Record) -> tuple[When | None, When | None]:
        published = self._when(record.published, record)
        updated = self._when(record.updated, record)
        if published and updated and updated.last < published.instant:
            updated = None  # an article cannot have changed before it was there
        for when in (published, updated):
            if when and when.instant > self._latest:
                self._report.add("future-date", str(when), record.origin)
        return published, updated

    def _when(self, raw: str | None, record: Record) -> When | None:
        if not raw or not raw.strip():
            return None
        reading = dates.read(
            raw,
            zone=self._zone,
            day_first=self._source.day_first,
            language=record.language or self._source.language,
        )
        if reading.code:
            said = text.cut(text.one_line(raw[:200]), 60)
            self._report.add(reading.code, repr(said), record.origin)
        return reading.when

    def _authors(self, record: Record) -> tuple[Person, ...]:
        names = self._labels(tuple(record.authors), record.origin, person)
        return tuple(
            map(Person, names or self._labels((self._source.author or "",), record.origin))
        )

    def _labels(
        self, raw: tuple[str, ...], origin: Origin, read: Callable[[str], str] = label
    ) -> tuple[str, ...]:
        labels = unique(filter(None, map(read, raw[: 20 * MAX_LABELS])))
        if len(labels) > MAX_LABELS or len(raw) > 20 * MAX_LABELS:
            self._report.add("labels-cut", f"{len(raw):,} of them", origin)
        return labels[:MAX_LABELS]

    def _images(self, record: Record, base: str | None) -> tuple[Image, ...]:
        if len(record.images) > MAX_IMAGES:
            self._report.add("images-cut", f"{len(record.images):,} of them", record.origin)
        given = record.images[:MAX_IMAGES]
        read = [(image, self._image(image, base, record.origin)) for image in given]
        kept = unique(
            image
            for before, image in read
            if image.url or (image.caption and not _is_relative(before.url))
        )
        return tuple(pictures.of_the_story(kept))

    def _image(self, image: Image, base: str | None, origin: Origin) -> Image:
        return Image(
            url=self._url(image.url, "of a picture: ", base, origin),
            caption=text.cut(text.one_line(image.caption[: 2 * MAX_SUMMARY]), MAX_SUMMARY)
            if image.caption
            else "",
            credit=label(image.credit),
        )


def _ready(record: Record, seen: Glance) -> Body | None:
    """The body, if it takes no parser."""
    if not record.html or (seen.odd and characters.is_odd(record.html)):
        return None
    return ordinary.read(record.html, blanks=seen.blanks)


def _first_mended(before: Record, after: Record) -> str:
    """The beginning of what was mended first, as it was before."""
    changed = (name for name in mojibake.TEXTS if getattr(before, name) != getattr(after, name))
    return text.cut(text.one_line(str(getattr(before, next(changed, "title")))[:200]), 40)


def _title_instead(raw: str, fallback: str, url: str | None) -> str:
    """The text's first sentence; else what the title held, if only tags; else the address."""
    candidates = (text.first_sentence(fallback), text.one_line(raw, keep_tags=True), _said_by(url))
    return next(filter(text.is_visible, candidates), "")


def _is_relative(url: str | None) -> bool:
    """Whether an address says only where on a site something lies."""
    return url is not None and ":" not in url


def _said_by(url: str | None) -> str:
    """What the last part of an address says in words, if it says any; else the address."""
    path = unquote((url or "").partition("//")[2].partition("?")[0].partition("#")[0])
    last = _FILE_TYPE.sub("", path.strip("/")[-4 * MAX_TITLE :].rpartition("/")[2])
    words = text.one_line(last.replace("-", " ").replace("_", " "), keep_tags=True)
    speaks = "/" in path.strip("/") and sum(map(str.isalpha, words.split())) > 1
    return words if speaks else text.one_line(path.rstrip("/"), keep_tags=True)
