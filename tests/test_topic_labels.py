"""What dumps call things, what we call them, and the topics that labels make."""

import re
from typing import Any

import pytest

from feedgen_news.config import AutoTopics, SectionSettings, TagSettings, TopicSettings
from feedgen_news.model import Article, Label, Labels
from feedgen_news.topics import Sorter, auto_topics, declared
from tests.sorting import article, config, is_taken, one


def labels(of: Article, **settings: Any) -> Labels:
    return Sorter(config(**settings)).sort(of).labels


def test_labels_of_the_dump_are_mapped() -> None:
    of = article(
        sections=("WORLD  news", "World", "Middle-East", " "),
        tags=("Cuban", "Ｃｕｂａ", "Sanctions"),
    )
    found = labels(
        of,
        sections={
            "world": SectionSettings(title="The World", aliases=("World News",)),
            "near-east": SectionSettings(title="Near East", aliases=("Middle East",)),
        },
        tags={"cuba": TagSettings(title="Cuba", aliases=("Cuban",))},
    )
    assert found.sections == (Label("world", "The World"), Label("near-east", "Near East"))
    assert found.tags == (Label("cuba", "Cuba"), Label("sanctions", "Sanctions"))


def test_words_earn_tags_after_those_of_the_dump() -> None:
    tags = {
        "travel": TagSettings(title="Travel", words=("visits", "landed")),
        "cuba": TagSettings(title="Cuba", words=("Havana",)),
        "france": TagSettings(title="France", words=("Paris",)),
    }
    found = labels(article(tags=("Politics", "cuba")), tags=tags)
    assert [label.slug for label in found.tags] == ["politics", "cuba", "travel"]


def test_an_earned_tag_is_a_condition_like_any_other() -> None:
    tags = {"cuba": TagSettings(title="The Isle", aliases=("Cuban",), words=("Havana",))}
    for spelling in ("cuba", "CUBAN", "the isle"):
        assert is_taken(one(tags=(spelling,)), tags=tags)
    assert not is_taken(one(sections=("cuba",)), tags=tags)


@pytest.mark.survives("F05", "F06", "F07")
@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("World", "world ", True),
        ("Middle East", "Middle-East", True),
        ("Café", "Cafe\u0301", True),
        ("Café", "CAFE", True),
        ("Women's Sport", "Women’s sport", True),
        ("World > Asia", "World / Asia", True),
        ("Straße", "STRASSE", True),
        ("ﬁ", "fi", True),
        ("\u212a", "k", True),
        ("C", "C++", False),
        ("C++", "C#", False),
        (".NET", "NET", False),
        ("рaris", "paris", False),
        ("раris", "paris", False),  # two Cyrillic letters
        ("Россия", "Rossiia", False),
        ("政治", "整治", False),  # the same syllables
        ("?", "!", False),
        ("😀", "😁", False),
        ("../etc", "etc", False),
    ],
)
def test_labels_meet_only_where_they_are_one(first: str, second: str, same: bool) -> None:
    slugs = [labels(article(tags=(name,))).tags[0].slug for name in (first, second)]
    assert (slugs[0] == slugs[1]) == same
    assert len(labels(article(tags=(first, second))).tags) == (1 if same else 2)


@pytest.mark.survives("F01", "F04", "F05", "F08")
@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("World News", "world-news"),
        ("Économie", "economie"),
        ("U.S.", "u-s"),
        ("Arts & Culture", "arts-culture"),
        ("Łódź", "lodz"),
        ("C++", "c-cedb1bac"),
        ("日本", "ri-ben-cf2abf0c"),
        ("?", "8a8de823"),
        ("../../etc/passwd", "etc-passwd-3754d6cb"),
    ],
)
def test_slugs_of_labels_never_change(name: str, slug: str) -> None:
    assert labels(article(sections=(name,))).sections == (Label(slug, name),)


@pytest.mark.survives("F04")
@pytest.mark.parametrize("name", ["a" * 1_000, "é" * 130, "🗞" * 70, "日本" * 200, "word " * 60])
def test_slugs_of_long_labels_leave_room_for_temporary_names(name: str) -> None:
    long, longer = (labels(article(tags=(name + end,))).tags[0].slug for end in ("", "x"))
    assert re.fullmatch(r"[a-z0-9-]{0,71}-?[0-9a-f]{8}", long)
    assert len(longer.encode()) <= 80
    assert long != longer


def test_declared_topics_take_what_they_do_not_say_from_defaults() -> None:
    full = config(topics={"a": "all"})
    topic = TopicSettings(title="B", match="all", items=5, content="summary", formats=("rss",))
    first, second = declared(full.model_copy(update={"topics": {**full.topics, "b": topic}}))
    assert (first.slug, first.title, first.items, first.content) == ("a", "A", 50, "full")
    assert first.formats == ("atom", "rss", "json")
    assert (second.items, second.content, second.formats) == (5, "summary", ("rss",))


def made(
    counts: dict[tuple[str, str], int], *rules: AutoTopics, held: Any = None, **settings: Any
) -> list[Any]:
    labelled: Any = {(k, Label(s.lower(), s)): count for (k, s), count in counts.items()}
    found = auto_topics(config(auto_topics=rules, **settings), labelled, held or {})
    return [(auto.topic.slug, auto.topic.title, auto.kind, auto.label) for auto in found]


TAGS: dict[tuple[str, str], int] = {
    ("tags", "Cuba"): 3,
    ("tags", "CUBA"): 2,
    ("tags", "Spain"): 2,
    ("tags", "Breaking"): 9,
    ("sections", "Cuba"): 9,
}


@pytest.mark.parametrize(
    ("rule", "slugs"),
    [
        ({}, ["breaking", "cuba"]),
        ({"min_items": 2}, ["breaking", "cuba", "spain"]),
        ({"min_items": 6}, ["breaking"]),
        ({"exclude": ("BREAKING",)}, ["cuba"]),
        ({"only": ("Cuba", "Peru"), "min_items": 1}, ["cuba"]),
        ({"only": ("Havana",)}, ["cuba"]),
    ],
)
def test_auto_topics(rule: dict[str, Any], slugs: list[str]) -> None:
    tags = {"cuba": TagSettings(title="Cuba", aliases=("Havana",))}
    found = made(TAGS, AutoTopics(origin="tags", **rule), tags=tags)
    assert [slug for slug, *_ in found] == slugs


def test_the_commonest_title_is_the_topics() -> None:
    assert made(TAGS, AutoTopics(origin="tags", only=("cuba",))) == [
        ("cuba", "Cuba", "tags", "cuba")
    ]


def test_a_declared_topic_is_not_made_again() -> None:
    assert made(TAGS, AutoTopics(origin="tags"), topics={"cuba": "all", "breaking": "all"}) == []


def test_a_section_and_a_tag_of_one_name_are_two_topics() -> None:
    rules = AutoTopics(origin="tags", only=("cuba",)), AutoTopics(origin="sections")
    both = [
        ("cuba", "Cuba", "tags", "cuba"),
        ("cuba-section", "Cuba (section)", "sections", "cuba"),
    ]
    assert made(TAGS, *rules) == both
    few: dict[tuple[str, str], int] = {("tags", "Cuba"): 1, ("sections", "Cuba"): 9}
    assert made(few, *rules) == both[1:]  # the tag's slug waits for it


@pytest.mark.survives("F06", "I07")
def test_an_address_once_published_stays_with_its_label() -> None:
    rules = AutoTopics(origin="tags", only=("cuba",)), AutoTopics(origin="sections")
    held = {"cuba": ("sections", "cuba")}
    assert [(slug, kind) for slug, _, kind, _ in made(TAGS, *rules, held=held)] == [
        ("cuba", "sections"),
        ("cuba-tag", "tags"),
    ]


@pytest.mark.survives("F02", "F03")
def test_reserved_names_get_a_suffix() -> None:
    counts: dict[tuple[str, str], int] = {("tags", "Index"): 3, ("tags", "con"): 3}
    assert [slug for slug, *_ in made(counts, AutoTopics(origin="tags"))] == [
        "con-tag",
        "index-tag",
    ]
