"""Step 2: a record becomes an article, or is refused by name.

Here, and only here, untrusted text is cleaned, checked and bounded. Whoever holds an
`Article` need not look again.
"""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from feedgen_news.config import Source
from feedgen_news.model import Article, Image, Origin, Person, Record, When, unique
from feedgen_news.normalise import dates, identity, links, markup, text
from feedgen_news.problems import Report

MAX_TITLE = 500  # characters
MAX_SUMMARY = 4_000
MAX_BODY = 1_000_000
MAX_LABEL = 100
MAX_LABELS = 100  # sections, tags or authors of one article
MAX_IMAGES = 50
_AHEAD = timedelta(days=1)  # readers drop what is dated further ahead

_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8}){0,3}")
_MAIL = re.compile(r"<?[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+>?")
_BYLINE = re.compile(r"^(?:by|von|par|por|door|di)\s+(?=\S)", re.IGNORECASE)


class Normaliser:
    """Makes articles of one source's records; `now` tells which dates lie ahead."""

    def __init__(self, source: Source, *, now: datetime, report: Report) -> None:
        self._source = source
        self._zone = ZoneInfo(source.timezone)
        self._now = now.astimezone(UTC)
        self._report = report

    def article(self, record: Record) -> Article | None:
        """The article a record describes; None where it is none, which the report then says.

        Never raises on any record: what cannot be used is left out and named.
        """
        self._name_oddities(record)
        body = self._body(record)
        plain = "\n\n".join(text.paragraphs(markup.to_text(body)))
        summary = self._summary(record)
        title = self._title(record, plain or summary)
        url = self._url(record.url, record.origin) if record.url else None
        if not title or not (plain or summary or url or "<img" in body):
            self._report.add(
                "no-content" if title else "no-title", repr(text.cut(title, 80)), record.origin
            )
            return None
        published = self._when(record.published, record)
        updated = self._when(record.updated, record)
        if published and updated and updated.last < published.instant:
            updated = None  # an article cannot have changed before it was there
        self._name_future(published, updated, record.origin)
        keys = identity.keys(
            given=text.one_line(record.id) if record.id else None,
            url=url,
            title=title,
            when=published or updated,
            text=plain or summary,
            source=self._source.name,
        )
        return Article(
            id=identity.urn(keys[0]),
            keys=keys,
            url=url,
            title=title,
            summary=summary,
            text=plain,
            html=body,
            authors=self._authors(record),
            published=published,
            updated=updated,
            sections=self._labels((*record.sections, *self._source.sections), record.origin),
            tags=self._labels((*record.tags, *self._source.tags), record.origin),
            language=_language(record.language) or _language(self._source.language),
            place=_label(record.place),
            images=self._images(record),
            publisher=_label(record.publisher),
            source=self._source.name,
            origin=record.origin,
        )

    def _name_oddities(self, record: Record) -> None:
        said = [record.title, record.summary, record.text, record.html, *record.authors]
        if any(text.has_controls(part) for part in said if part):
            self._report.add("control-characters", "taken out", record.origin)
        if any(
            markup.is_active(part) for part in (record.html, record.summary, record.title) if part
        ):
            self._report.add("active-markup", "taken out", record.origin)

    def _body(self, record: Record) -> str:
        if record.html and len(record.html) <= 4 * MAX_BODY and not markup.too_deep(record.html):
            base = self._url_or_none(record.url) or self._source.base_url
            safe = markup.sanitise(record.html, base=base)
            if len(safe) <= MAX_BODY:
                return safe
            return markup.from_paragraphs(self._bounded(markup.to_text(safe), record.origin))
        if record.html:
            self._report.add("markup-too-deep", "its text was kept", record.origin)
            return markup.from_paragraphs(self._bounded(markup.to_text(record.html), record.origin))
        return markup.from_paragraphs(self._bounded(record.text or "", record.origin))

    def _bounded(self, plain: str, origin: Origin) -> tuple[str, ...]:
        if len(plain) > MAX_BODY:
            self._report.add("body-cut", f"{len(plain):,} characters", origin)
            plain = text.cut(plain, MAX_BODY)
        return text.paragraphs(plain)

    def _summary(self, record: Record) -> str:
        raw = (record.summary or "")[: 10 * MAX_SUMMARY]
        return text.cut(
            text.lines(markup.to_text(raw) if "</" in raw or "/>" in raw else raw), MAX_SUMMARY
        )

    def _title(self, record: Record, fallback: str) -> str:
        whole = text.one_line((record.title or "")[: 20 * MAX_TITLE])
        if len(whole) > MAX_TITLE:
            self._report.add("title-cut", f"{len(record.title or ''):,} characters", record.origin)
        if whole and re.search(r"[^\s\ufffd]", whole):
            return text.cut(whole, MAX_TITLE)
        made = text.first_sentence(fallback)
        if made:
            self._report.add("title-missing", "taken from the text", record.origin)
        return made

    def _url(self, raw: str, origin: Origin) -> str | None:
        try:
            return links.public_url(raw, base=self._source.base_url)
        except links.PrivateUrlError as error:
            self._report.add("private-url", str(error), origin)
        except links.BadUrlError as error:
            self._report.add("bad-url", str(error), origin)
        return None

    def _url_or_none(self, raw: str | None) -> str | None:
        try:
            return links.public_url(raw or "", base=self._source.base_url)
        except links.BadUrlError:
            return None  # `_url` names it, once

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
            self._report.add(
                reading.code, repr(text.cut(text.one_line(raw[:200]), 60)), record.origin
            )
        return reading.when

    def _name_future(self, published: When | None, updated: When | None, origin: Origin) -> None:
        for when in (published, updated):
            if when and when.instant > self._now + _AHEAD:
                self._report.add("future-date", str(when), origin)

    def _authors(self, record: Record) -> tuple[Person, ...]:
        names = record.authors or ([self._source.author] if self._source.author else [])
        plain = (_BYLINE.sub("", _MAIL.sub("", name[:1000]).strip(" ()|;,")) for name in names)
        return tuple(Person(name) for name in self._labels(tuple(plain), record.origin))

    def _labels(self, raw: tuple[str, ...], origin: Origin) -> tuple[str, ...]:
        labels = unique(label for label in map(_label, raw[: 20 * MAX_LABELS]) if label)
        if len(labels) > MAX_LABELS:
            self._report.add("labels-cut", f"{len(labels)} of them", origin)
        return labels[:MAX_LABELS]

    def _images(self, record: Record) -> tuple[Image, ...]:
        images = (self._image(image, record) for image in record.images[:MAX_IMAGES])
        return unique(image for image in images if image.url or image.caption)

    def _image(self, image: Image, record: Record) -> Image:
        base = self._url_or_none(record.url) or self._source.base_url
        try:
            url = links.public_url(image.url, base=base) if image.url else None
        except links.BadUrlError as error:
            self._report.add("bad-url", f"of a picture: {error}", record.origin)
            url = None
        return Image(
            url=url,
            caption=text.cut(text.one_line(image.caption[: 2 * MAX_SUMMARY]), MAX_SUMMARY),
            credit=_label(image.credit) or "",
        )


def _label(raw: str | None) -> str | None:
    return text.cut(text.one_line(raw[: 20 * MAX_LABEL]), MAX_LABEL) or None if raw else None


def _language(raw: str | None) -> str | None:
    """A BCP 47 tag in its usual case; None for anything else."""
    if not raw or not _LANGUAGE.fullmatch(raw.strip()):
        return None
    first, *rest = raw.strip().replace("_", "-").split("-")
    return "-".join(
        [first.lower(), *(part.upper() if len(part) == 2 else part.title() for part in rest)]
    )
