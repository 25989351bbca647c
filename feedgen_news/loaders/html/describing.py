"""What a page says of its article, all but the text: from its data to the fields of a record."""

from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from feedgen_news.loaders.fields.pictures import pictures
from feedgen_news.loaders.fields.values import first_text, is_markup, text
from feedgen_news.loaders.html import addresses, bylines, figures, moments, tagging, titles
from feedgen_news.loaders.html.facts import Facts
from feedgen_news.loaders.html.naming import plain, words
from feedgen_news.model import Image, Origin, Record

_SITE_METAS = (
    "og:site_name application-name apple-mobile-web-app-title publisher dc.publisher"
    " cxenseparse:publishername twitter:site copyright"
).split()
_SUMMARY_METAS = "og:description description twitter:description dc.description".split()
_IMAGE_METAS = "og:image og:image:url og:image:secure_url twitter:image twitter:image:src".split()


def record(
    facts: Facts,
    article: dict[str, Any],
    tree: LexborHTMLParser,
    *,
    fetched: str | None,
    origin: Origin,
) -> Record:
    """The record of a page, without its text; `article` is its JSON-LD."""
    url = addresses.address(facts, article, fetched)
    sites = _sites(facts, article, url or fetched)
    sections = tagging.sections(facts, article)
    named = text(article.get("headline") or article.get("name"), words=False) or ""
    no_titles = sites | {words(section) for section in sections}
    authors = bylines.authors(facts, article, tree, sites=sites)
    return Record(
        origin=origin,
        url=url,
        title=titles.headline(facts, named, sites=no_titles),
        summary=_summary(facts, article),
        authors=authors,
        published=moments.published(facts, article, tree, url),
        updated=moments.updated(facts, article),
        sections=sections,
        tags=tagging.tags(facts, article, tree, but=sites),
        language=_language(facts, article),
        place=_place(article),
        images=_images(facts, article, tree),
        publisher=_publisher(facts, article),
    )


def _sites(facts: Facts, article: dict[str, Any], url: str | None) -> set[str]:
    """The names of the site, as words, in all the ways it calls itself."""
    names = [facts.first(name) for name in _SITE_METAS]
    names.append(first_text(article.get("publisher")) or "")
    host = addresses.host_of(url)
    bare = host.removeprefix("www.").removeprefix("m.")
    names += [host, bare, bare.partition(".")[0]]
    return {said for name in names if (said := words(plain(name).lstrip("@")))}


def _summary(facts: Facts, article: dict[str, Any]) -> str | None:
    said = text(article.get("description")) or ""
    found = said if said and not is_markup(said) else facts.first(*_SUMMARY_METAS) or said
    return plain(found) or None


def _language(facts: Facts, article: dict[str, Any]) -> str | None:
    named = first_text(article.get("inLanguage")) or ""
    candidates = (facts.language, named, facts.first("og:locale", "content-language", "language"))
    return next((said for said in candidates if said), None)


def _place(article: dict[str, Any]) -> str | None:
    said = (text(article.get(key)) for key in ("dateline", "locationCreated", "contentLocation"))
    return next((place for place in said if place), None)


def _publisher(facts: Facts, article: dict[str, Any]) -> str | None:
    said = facts.first("og:site_name") or first_text(article.get("publisher")) or ""
    return plain(said or facts.first("application-name")) or None


def _images(facts: Facts, article: dict[str, Any], tree: LexborHTMLParser) -> list[Image]:
    """The lead picture, with what the page says beneath it."""
    known = list(_pictures(facts, article))
    return [figures.captioned(known[0], tree)] if known else []


def _pictures(facts: Facts, article: dict[str, Any]) -> Iterator[Image]:
    yield from (image for image in pictures(article.get("image")) if image.url)
    for name in _IMAGE_METAS:
        yield from (Image(url, facts.first("og:image:alt")) for url in facts.metas.get(name, ()))
    yield from (Image(url) for url in facts.props.get("image", ()))
