"""From the keys of a dump's object to the fields of a `Record`, without configuration."""

from typing import Any

from feedgen_news.config.schema import Source
from feedgen_news.loaders.fields.kinds import is_article_type
from feedgen_news.loaders.fields.object import Object
from feedgen_news.loaders.fields.people import people
from feedgen_news.loaders.fields.pictures import pictures
from feedgen_news.loaders.fields.values import labels
from feedgen_news.model import Origin, Record, unique


class NotAnArticleError(Exception):
    """The object describes something else; the message says what."""


class Reader:
    """Makes records of objects; where the source maps a field, only what it names counts."""

    def __init__(self, source: Source) -> None:
        self._mapped = dict(source.fields)

    def record(self, value: dict[str, Any], *, origin: Origin) -> Record:
        """The record an object describes; raises `NotAnArticleError` if it plainly is none."""
        if "@type" in value and not is_article_type(value["@type"]):
            raise NotAnArticleError("JSON-LD of another type")
        found = Object(value, mapped=self._mapped)
        summary, body, inline = found.prose()
        url = found.url()
        title = found.title(sure=bool(url or body))
        if not (url or title or summary or body):
            raise NotAnArticleError("no title, text or address under any key we know")
        return Record(
            origin=origin,
            id=found.first("id"),
            url=url,
            title=title,
            summary=summary,
            text=body.text,
            html=body.html,
            authors=found.listed("authors", people),
            published=found.date("published"),
            updated=found.date("updated"),
            sections=found.listed("sections", _sections),
            tags=found.listed("tags", labels),
            language=found.first("language"),
            place=found.name("place"),
            images=list(unique((*found.listed("images", pictures), *inline))),
            publisher=found.name("publisher"),
        )


def _sections(value: Any) -> list[str]:
    return labels(value, separators=";")  # "Arts, Culture" is one
