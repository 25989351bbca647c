"""Hostile dumps by the thousand, from a seed: attacks of a grammar, in every format and field."""

import random
from typing import Any

import msgspec

from tests.hostile_attacks import (
    ADDRESSES,
    NAMES,
    SCHEMES,
    TEMPLATES,
    TEXTS,
    disguised,
    markup,
    spoken,
)
from tests.hostile_formats import FORMATS


class Hostile(msgspec.Struct, frozen=True):
    """A dump: the name of its file, its bytes, and how many records it surely holds."""

    name: str
    data: bytes
    records: int | None


def record(rng: random.Random, number: int) -> dict[str, Any]:
    """An article with one to three fields of hostile content; the rest is ordinary."""
    made: dict[str, Any] = {
        "url": f"https://news.example/{number}/the-story" if rng.random() < 0.6 else "",
        "title": f"Headline of story number {number}",
        "text": f"What happened in story {number}, told by nobody in particular at some length.",
        "authors": ["Ann Author"],
        "published": f"2025-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}T12:00:00Z",
        "section": "Plain",
        "tags": ["plain"],
    }
    for _ in range(rng.choice((1, 1, 2, 3))):
        rng.choice(INTO)(rng, made)
    return made


def _into_html(rng: random.Random, made: dict[str, Any]) -> None:
    made["html"] = f"<p>{made.pop('text', 'Text')}</p>{markup(rng)}"


def _into_text(rng: random.Random, made: dict[str, Any]) -> None:
    made["text"] = (
        f"{made.get('text', 'Text')}\n\n{spoken(rng.choice((markup(rng), rng.choice(TEXTS))))}"
    )


def _into_line(rng: random.Random, made: dict[str, Any]) -> None:
    said = rng.choice((markup(rng), rng.choice(TEXTS), rng.choice(TEMPLATES), rng.choice(TEXTS)))
    key = rng.choice(("title", "summary", "place", "language", "publisher", "id", "published"))
    made[key] = f"{made.get(key, '')} {spoken(said)}"


def _into_label(rng: random.Random, made: dict[str, Any]) -> None:
    said = (
        rng.choice(NAMES)
        if rng.random() < 0.7
        else spoken(rng.choice((markup(rng), rng.choice(TEXTS))))
    )
    key = rng.choice(("section", "tags", "authors"))
    made[key] = said if key == "section" else [said]


def _into_address(rng: random.Random, made: dict[str, Any]) -> None:
    said = rng.choice(ADDRESSES) if rng.random() < 0.6 else disguised(rng, rng.choice(SCHEMES))
    made[rng.choice(("url", "image"))] = said


def _into_images(rng: random.Random, made: dict[str, Any]) -> None:
    made["images"] = [
        {"url": rng.choice(ADDRESSES), "caption": spoken(markup(rng)), "credit": rng.choice(TEXTS)}
    ]


INTO = (
    _into_html,
    _into_html,
    _into_html,
    _into_text,
    _into_line,
    _into_line,
    _into_label,
    _into_address,
    _into_images,
)


STEMS = (
    "dump",
    "-rf",
    "a b",
    "..x",
    "%2e%2e",
    "$(id)",
    "x;y",
    "'quote\"",
    "\u202egnp",
    "na\nme",
    "\u0441on",
    "{{7}}",
    "*",
    "#1",
)


def corpus(*, seed: int, count: int) -> list[Hostile]:
    """So many dumps, the formats in turn; of each whether its number of records is certain."""
    rng = random.Random(seed)
    made = []
    names = list(FORMATS)
    for number in range(count):
        ending = names[number % len(names)]
        write, certain = FORMATS[ending]
        records = [record(rng, 10 * number + n) for n in range(rng.randint(1, 3))]
        name = f"{number:05} {rng.choice(STEMS)}.{ending}"
        made.append(Hostile(name, write(rng, records), len(records) if certain else None))
    return made
