"""Which of a page's titles is the headline of its article.

JSON-LD names it; `og:title` wins only where the headline, the `<h1>` and the `<title>`
are all one and it is not: there they are written for search engines, and it for people.
"""

import re

from feedgen_news.loaders.html.facts import Facts
from feedgen_news.loaders.html.naming import plain, without_site, words

_TAIL = re.compile(r"\s*[|｜ㅣ•·*–—:/-]+\s")
_DOTS = ("…", "...")
_SHORT = 0.5  # of the other title; what is shorter was cut, or is a kicker


def headline(facts: Facts, named: str, *, sites: set[str]) -> str | None:
    """The headline; `named` is that of JSON-LD, `sites` what is no part of one."""
    named = plain(named)
    heading = next((said for said in facts.headings if words(said) not in sites), "")
    social = _without_tail(plain(facts.first("og:title", "twitter:title")), (named, heading))
    social = without_site(social, sites)
    title = without_site(_without_tail(facts.title, (named, heading, social)), sites)
    if words(social) in sites:
        social = ""
    if named and words(named) not in sites:
        if _is_cut(named) and (longer := _completed(named, (heading, social, title))):
            return longer
        return social if _is_for_people(social, named, heading, title) else named
    return social or heading or title or None


def _is_for_people(social: str, named: str, heading: str, title: str) -> bool:
    same = words(named)
    return (
        words(heading) == same == words(title)
        and words(social) != same
        and len(social) > _SHORT * len(named)
        and not same.startswith(words(social))
    )


def _is_cut(title: str) -> bool:
    return title.endswith(_DOTS)


def _completed(title: str, others: tuple[str, ...]) -> str | None:
    begun = title.rstrip("….").rstrip()
    return next(
        (other for other in others if other.startswith(begun) and len(other) > len(title)), None
    )


def _without_tail(title: str, heads: tuple[str, ...]) -> str:
    """The title without what a separator parts from a title that is known."""
    for head in heads:
        if head and title.startswith(head) and _TAIL.match(title, len(head)):
            return head
    return title
