"""Web pages for tests: an article with whatever stands around it."""

from feedgen_news.loaders.html import Page, record_of
from feedgen_news.model import Origin, Record
from feedgen_news.problems import Problem

PARAGRAPHS = (
    "The harbour of the old town was opened on Friday, after nine years of work that cost more.",
    "Ships of every size came in from early morning on, and a band played on the quay in the rain.",
    "The mayor said that the next harbour would be built by her grandchildren, if they had to.",
    "Fishermen, who had waited longest, were the first to leave again, before the speeches began.",
    "Nobody could say on the day what will become of the warehouses on the other side, though.",
)
PROSE = "\n".join(f"<p>{line}</p>" for line in PARAGRAPHS)


def page(head: str = "", body: str = "", *, title: str = "Harbour opens", lang: str = "en") -> str:
    """An article of five paragraphs, `body` after them."""
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f"{head}</head><body><article><h1>{title}</h1>{PROSE}{body}</article></body></html>"
    )


def ld(text: str) -> str:
    """A block of JSON-LD."""
    return f'<script type="application/ld+json">{text}</script>'


def read(
    source: str | bytes, *, url: str | None = None, charset: str | None = None, fast: bool = False
) -> Record | Problem:
    """What the loader makes of a page."""
    data = source if isinstance(source, bytes) else source.encode()
    return record_of(Page(data, Origin("a.html"), url=url, charset=charset, fast=fast))


def record(source: str | bytes, **options: object) -> Record:
    """The record of a page that must have one."""
    found = read(source, **options)  # type: ignore[arg-type]
    assert isinstance(found, Record), found
    return found
