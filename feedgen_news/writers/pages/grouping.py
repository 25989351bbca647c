"""Topics on the index: by group, and by first letter where there are very many."""

import unicodedata
from collections.abc import Iterable

from feedgen_news.writers.pages.views import GroupView, PartView, TopicView

ROOMY = 40  # up to so many topics each is shown with its description and several headlines
_PARTED = 80  # topics in one group beyond which it is read like a dictionary
_FIGURES = "0–9"
_OTHERS = "…"


def groups(topics: Iterable[TopicView]) -> tuple[GroupView, ...]:
    """In the order in which each group comes first; topics of no group under no heading."""
    members: dict[str, list[TopicView]] = {}
    for topic in topics:
        members.setdefault(topic.group, []).append(topic)
    return tuple(
        GroupView(title, f"group-{number}", len(found), _parts(found, f"group-{number}"))
        for number, (title, found) in enumerate(members.items(), 1)
    )


def _parts(topics: list[TopicView], anchor: str) -> tuple[PartView, ...]:
    if len(topics) <= _PARTED:
        return (PartView("", f"{anchor}-all", tuple(topics)),)
    letters: dict[str, list[TopicView]] = {}
    for topic in sorted(topics, key=_alphabetical):
        letters.setdefault(_initial(topic.title), []).append(topic)
    ordered = sorted(letters, key=lambda letter: (letter == _OTHERS, letter != _FIGURES, letter))
    return tuple(
        PartView(letter, f"{anchor}-{number}", tuple(letters[letter]))
        for number, letter in enumerate(ordered, 1)
    )


def _alphabetical(topic: TopicView) -> tuple[str, str]:
    plain = unicodedata.normalize("NFKD", topic.title).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c)), topic.slug


def _initial(title: str) -> str:
    """The first letter without accents; scripts of thousands of signs have none."""
    for char in unicodedata.normalize("NFKD", title):
        if char.isdecimal():
            return _FIGURES
        if char.isalpha():
            ideograph = unicodedata.name(char, "CJK").startswith(("CJK", "YI "))
            return _OTHERS if ideograph else char.upper()[0]
    return _OTHERS
