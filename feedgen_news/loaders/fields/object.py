"""One object of a dump, asked for our fields."""

from typing import Any

from feedgen_news.loaders.fields.body import Body, body, without_pictures
from feedgen_news.loaders.fields.values import is_markup, is_word_for_nothing, text
from feedgen_news.loaders.fields.ways import Ways
from feedgen_news.model import Image

_MUCH = 2  # a second summary that much longer than the first is the body


def fields_of(value: dict[str, Any], ways: Ways) -> dict[str, Any]:
    """The fields that are what the first place says which says anything; not the prose."""
    said: dict[str, Any] = {}
    for field, places in ways.read:
        for get, read in places:
            if (given := get(value)) is not None and (found := read(given)):
                said[field] = found
                break
    return said


def title_of(value: dict[str, Any], ways: Ways, *, sure: bool) -> str | None:
    """The title; None, null or NaN is one only where it is `sure` that this is an article.

    So is one of blanks, which is no null: somebody gave it.
    """
    doubtful = None
    for get in ways.places["title"]:
        if said := text(get(value), words=False):
            if not is_word_for_nothing(said):
                return said
            doubtful = doubtful or said
    return (doubtful or _blank_title(value, ways)) if sure else None


def _blank_title(value: dict[str, Any], ways: Ways) -> str | None:
    given = (get(value) for get in ways.places["title"])
    texts = (said for said in given if isinstance(said, str))
    return next((said for said in texts if said and not said.strip()), None)


def prose_of(value: dict[str, Any], ways: Ways) -> tuple[str | None, Body, list[Image]]:
    """The summary, the body, and pictures that stand inside the body's text.

    Where no key is a body's, a much longer second summary is it (Newscatcher), or a
    summary with markup (dumps of feeds).
    """
    summary = _summary(value, ways)
    content = _body(value, ways)
    if summary and not content:
        longest = max((text(get(value)) or "" for get in ways.places["summary"]), key=len)
        if len(longest) > _MUCH * len(summary):
            content = body((), (), (longest,))
        elif is_markup(summary):
            content = Body(html=summary)
    if content.text and "raw_text" in value:  # trafilatura
        words, images = without_pictures(content.text)
        return summary, Body(content.html, words or None), images
    return summary, content, []


def _summary(value: dict[str, Any], ways: Ways) -> str | None:
    for get in ways.places["summary"]:
        if said := text(get(value)):
            return said
    return None


def _body(value: dict[str, Any], ways: Ways) -> Body:
    html, plain, either = ways.body
    return body(
        html and [get(value) for get in html],
        plain and [get(value) for get in plain],
        either and [get(value) for get in either],
    )
