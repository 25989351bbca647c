"""An article, a config, and whether the one goes into a topic of the other."""

from pathlib import Path
from typing import Any

import msgspec

from feedgen_news.config import (
    Clause,
    Config,
    Match,
    SiteSettings,
    Source,
    TopicSettings,
)
from feedgen_news.model import Article, Origin, Person
from feedgen_news.topics import Sorter

PLAIN = Article(
    id="urn:x:1",
    keys=("urn:x:1",),
    url="https://news.example/world/cuba/1.html?page=2",
    title="Minister visits Havana",
    summary="",
    text="He landed on Tuesday.",
    html="",
    authors=(Person("Ana  Pérez"),),
    published=None,
    updated=None,
    sections=(),
    tags=(),
    language="en-GB",
    place="HAVANA",
    images=(),
    publisher=None,
    source="Arab News",
    origin=Origin("d"),
)


def config(**settings: Any) -> Config:
    topics = {
        slug: TopicSettings(title=slug.title(), match=match)
        for slug, match in settings.pop("topics", {}).items()
    }
    return Config(
        site=SiteSettings(title="T", url="https://x.example/"),
        sources=(Source(name="Arab News", files=("x",)),),
        archive=Path("a"),
        output=Path("o"),
        folder=Path(),
        topics=topics,
        **settings,
    )


def article(**changes: Any) -> Article:
    return msgspec.structs.replace(PLAIN, **changes)


def is_taken(match: Match, of: Article = PLAIN, **settings: Any) -> bool:
    return Sorter(config(topics={"t": match}, **settings)).sort(of).topics == ("t",)


def one(**conditions: Any) -> Match:
    return Match(any=(Clause(**conditions),))
