"""Comparing names and headlines: the same words, whatever their case and punctuation."""

import html
import re

_SEPARATOR = re.compile(r"\s+[|\-–—·•»«/:]+\s+|\s*[|｜ㅣ]\s*|\s*--\s*|-(?=\S{1,12}$)")
_LONGEST = 1_000  # characters of a title
_ENDS = 4  # parts of a site's name and its sections behind a headline


def words(text: str) -> str:
    """The words of a text alone, so that two spellings of a headline are equal."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def plain(text: str) -> str:
    """One line, references decoded; twice, for sites escape what is escaped."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    return " ".join(text.split())


def without_site(title: str, sites: set[str]) -> str:
    """The title without the names (as `words`) of the site or section at its end or start."""
    title = title[:_LONGEST]
    for _ in range(_ENDS):
        shorter = _without_last(title, sites)
        if shorter == title:
            break
        title = shorter
    first = _SEPARATOR.search(title)
    if first and words(title[: first.start()]) in sites:
        return title[first.end() :]
    return title


def _without_last(title: str, sites: set[str]) -> str:
    for cut in list(_SEPARATOR.finditer(title))[-_ENDS:]:
        if cut.start() and words(title[cut.end() :]) in sites:
            return title[: cut.start()]
    return title
