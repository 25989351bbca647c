"""Articles into topics: words, labels, rules, and why."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_news.config import (
    AutoTopics,
    Clause,
    Config,
    Match,
    SectionSettings,
    SiteSettings,
    Source,
    TagSettings,
    TopicSettings,
)
from feedgen_news.model import Article, Label, Labels, Origin, Person, Sorted
from feedgen_news.topics import Sorter, auto_topics, declared
from feedgen_news.topics.words import WordFinder

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


# --- words -------------------------------------------------------------------------------

WORDS = [
    ("US", "the US said", True),
    ("US", "a bus stop", False),
    ("US", "join us", True),  # case is folded
    ("US", "US-led", True),
    ("Trump", "Trump’s plan", True),
    ("Trump's", "trump’s plan", True),
    ("straße", "STRASSE", True),
    ("café", "Cafe\u0301 Noir", True),
    ("cafe", "café", False),
    ("e", "e\u0308o", False),
    ("x", "x\u0302", False),  # no composed form: the mark still belongs to its letter
    ("fidel castro", "Fidel\n Castro", True),
    ("Fidel Castro", "Fidel\u00a0Castro", True),
    ("Fidel Castro", "Fidel, Castro", False),
    ("Castro", "Castros", False),
    ("Castro", "(Castro)", True),
    ("Castro", "“Castro”", True),
    ("Castro", "castro_ruz", False),
    ("C++", "in C++ and", True),
    ("C++", "in C+ and", False),
    (".NET", "use .NET now", True),
    ("42", "1420", False),
    ("ταΐ", "ΤΑΪ́", True),
    ("kitchen", "kit\u00adchen", True),
    ("kitchen", "kit\u200bchen", True),
    ("كتاب", "هذا كِتَابٌ", True),
    ("كتاب", "كتـــاب", True),
    ("كتاب", "كتابان", False),
    ("שלום", "שָׁלוֹם עולם", True),
    ("שלום", "שלומות", False),
    ("古巴", "访问古巴期间", True),
    ("キューバ", "ロシアのキューバ訪問", True),
    ("คิวบา", "เยือนคิวบาวันนี้", True),
    ("เยือ", "เยื่อ", False),  # a tone mark would be split off
    ("กรุง", "กรุ\u0e07\u0e48", False),
    ("US", "在US的", True),
    ("US", "ที่US", True),
    ("쿠바", "쿠바 방문", True),
    ("куба", "КУБА", True),
    ("куба", "Кубань", False),
]


@pytest.mark.survives("G15")
@pytest.mark.parametrize(("word", "text", "found"), WORDS)
def test_whole_words(word: str, text: str, found: bool) -> None:
    for where in (text, f"Before {text} after", f"{text}\n\nNew paragraph"):
        assert is_taken(one(words=(word,)), article(title="T", text=where)) == found


def test_words_of_title_summary_and_text() -> None:
    for part in ("title", "summary", "text"):
        assert is_taken(one(words=("Quito",)), article(**{part: "In Quito"}))
    assert is_taken(one(titles=("Quito",)), article(title="In Quito"))
    assert not is_taken(one(titles=("Quito",)), article(text="In Quito", summary="Quito"))
    assert not is_taken(one(words=("In Quito",)), article(title="In", summary="Quito"))


def test_overlapping_words_are_all_found() -> None:
    finder = WordFinder(["New York", "York City", "New York City Council", "York", "w York"])
    found = finder.find("", "The New York City Council met")
    assert found.anywhere == {0, 1, 2, 3}
    assert found.in_title == set()


def test_a_word_hidden_in_another_is_found_where_it_stands_alone() -> None:
    assert is_taken(one(words=("us",)), article(text="a bus, buses; us"))


@given(st.lists(st.sampled_from("cuba us york новый 古巴 c++ bus".split()), max_size=8))
def test_each_word_of_a_text_is_found(words: list[str]) -> None:
    vocabulary = "cuba us york новый 古巴 c++ bus".split()
    found = WordFinder(vocabulary).find("", " ".join(words).upper()).anywhere
    assert {vocabulary[number] for number in found} == set(words)


# --- conditions --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("conditions", "taken"),
    [
        ({"places": ("Havana",)}, True),
        ({"places": ("Paris", "havana")}, True),
        ({"places": ("Hav",)}, False),
        ({"authors": ("ana pérez",)}, True),
        ({"authors": ("ana perez",)}, False),
        ({"sources": ("arab news",)}, True),
        ({"sources": ("Reuters",)}, False),
        ({"languages": ("en",)}, True),
        ({"languages": ("EN-gb",)}, True),
        ({"languages": ("en-US",)}, False),
        ({"languages": ("e",)}, False),
        ({"paths": ("/world/*",)}, True),
        ({"paths": ("*/1.html",)}, True),
        ({"paths": ("/world/?uba/1.html",)}, True),
        ({"paths": ("/world",)}, False),
        ({"paths": ("/wor.d/*",)}, False),
        ({"regex": (r"\bvisits? H",)}, True),
        ({"regex": ("havana",)}, False),
        ({"regex": ("(?i)havana",)}, True),
        ({"words": ("Havana",), "languages": ("en",)}, True),
        ({"words": ("Havana",), "languages": ("fr",)}, False),
    ],
)
def test_conditions(conditions: dict[str, tuple[str, ...]], taken: bool) -> None:
    conditions = {k: v for k, v in conditions.items() if v != ("e",)} or {"languages": ("ee",)}
    assert is_taken(one(**conditions)) == taken


def test_missing_facts_fulfil_nothing() -> None:
    bare = article(url=None, place=None, language=None, authors=())
    for key, value in {"paths": "*", "places": "x", "languages": "en", "authors": "x"}.items():
        assert not is_taken(one(**{key: (value,)}), bare)


def test_paths_are_compared_decoded() -> None:
    assert is_taken(one(paths=("/мир/*",)), article(url="https://x.example/%D0%BC%D0%B8%D1%80/1"))


@pytest.mark.survives("M08", "G14")
def test_patterns_that_would_explode_elsewhere() -> None:
    text = "a" * 100_000 + "!"
    assert not is_taken(one(regex=("^(a+)+$",)), article(text=text, title="T"))
    path = one(paths=("/" + "*a" * 200 + "*b",))
    assert not is_taken(path, article(url="https://x.example/" + "a" * 5_000))


# --- rules -------------------------------------------------------------------------------

CUBA, PARIS, HAVANA = Clause(words=("Cuba",)), Clause(words=("Paris",)), Clause(words=("Havana",))


@pytest.mark.parametrize(
    ("match", "taken"),
    [
        (Match(any=(CUBA, HAVANA)), True),
        (Match(any=(CUBA, PARIS)), False),
        (Match(all=(HAVANA, Clause(places=("Havana",)))), True),
        (Match(all=(HAVANA, PARIS)), False),
        (Match(none=(PARIS,)), True),
        (Match(none=(HAVANA,)), False),
        (Match(none=(Clause(words=("Havana",), places=("Paris",)),)), True),
        (Match(any=(HAVANA,), all=(Clause(languages=("en",)),), none=(PARIS,)), True),
        (Match(any=(HAVANA,), all=(Clause(languages=("fr",)),)), False),
        (Match(any=(CUBA,), all=(HAVANA,)), False),
        (Match(any=(HAVANA,), none=(Clause(sources=("Arab News",)),)), False),
    ],
)
def test_any_all_none(match: Match, taken: bool) -> None:
    assert is_taken(match) == taken


def test_all_and_rest() -> None:
    rules: dict[str, Any] = {"other": "rest", "havana": one(words=("Havana",)), "whole": "all"}
    sorter = Sorter(config(topics=rules))
    assert sorter.sort(PLAIN).topics == ("havana", "whole")
    assert sorter.sort(article(title="Nothing")).topics == ("other", "whole")


def test_topics_come_in_the_order_of_the_config() -> None:
    rules = {"b": one(words=("Havana",)), "c": Match(none=(PARIS,)), "a": one(places=("Havana",))}
    assert Sorter(config(topics=rules)).sort(PLAIN).topics == ("b", "c", "a")


# --- labels ------------------------------------------------------------------------------


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


@pytest.mark.survives("F05", "F06", "F07", "T12")
@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("World", "world ", True),
        ("Middle East", "Middle-East", True),
        ("Café", "Cafe\u0301", True),
        ("Café", "CAFE", True),
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
        ("C++", "c-afe1faf1"),
        ("日本", "ri-ben-77d8b1dc"),
        ("?", "8a8de823"),
        ("../../etc/passwd", "etc-passwd-0ab3a9b4"),
    ],
)
def test_slugs_of_labels_never_change(name: str, slug: str) -> None:
    assert labels(article(sections=(name,))).sections == (Label(slug, name),)


# --- why ---------------------------------------------------------------------------------


def test_explanation() -> None:
    match = Match(
        any=(Clause(tags=("cuba",), titles=("Havana", "Santiago")), Clause(words=("Paris",))),
        none=(Clause(regex=("lan.ed", "x"), languages=("fr",)),),
    )
    sorter = Sorter(
        config(
            topics={"cuba": match, "other": "rest"},
            tags={"cuba": TagSettings(title="Cuba", aliases=("Cuban",), words=("havana",))},
        )
    )
    told = msgspec.to_builtins(sorter.explain(article(tags=("CUBAN",))))
    cuba = {"slug": "cuba", "title": "Cuba"}
    assert told["labels"] == [
        {"kind": "tags", "label": cuba, "how": "dump", "said": "CUBAN"},
        {"kind": "tags", "label": cuba, "how": "word", "said": "havana"},
    ]
    assert told["topics"] == [
        {
            "slug": "cuba",
            "rule": "match",
            "matched": True,
            "clauses": [
                {
                    "group": "any",
                    "conditions": [
                        {"key": "tags", "wanted": ["cuba"], "found": ["cuba"]},
                        {"key": "titles", "wanted": ["Havana", "Santiago"], "found": ["Havana"]},
                    ],
                },
                {
                    "group": "any",
                    "conditions": [{"key": "words", "wanted": ["Paris"], "found": []}],
                },
                {
                    "group": "none",
                    "conditions": [
                        {"key": "languages", "wanted": ["fr"], "found": []},
                        {"key": "regex", "wanted": ["lan.ed", "x"], "found": ["landed"]},
                    ],
                },
            ],
        },
        {"slug": "other", "rule": "rest", "matched": False, "clauses": []},
    ]
    assert [clause.held for clause in sorter.explain(PLAIN).topics[0].clauses] == [
        True,
        False,
        False,
    ]


CLAUSES = st.fixed_dictionaries(
    {},
    optional={
        "words": st.just(("Havana",)) | st.just(("Quito", "Tuesday")),
        "titles": st.just(("Tuesday",)) | st.just(("minister",)),
        "places": st.just(("havana",)) | st.just(("Paris",)),
        "languages": st.just(("en",)) | st.just(("fr",)),
    },
).filter(bool)
GROUPS = st.lists(CLAUSES.map(lambda keys: Clause(**keys)), max_size=2).map(tuple)


@given(st.lists(st.tuples(GROUPS, GROUPS, GROUPS).filter(any), max_size=4))
def test_sort_and_explain_agree_with_the_definition(groups: list[Any]) -> None:
    rules: dict[str, Any] = {
        f"t{n}": Match(any=some, all=every, none=no) for n, (some, every, no) in enumerate(groups)
    }
    sorter = Sorter(config(topics={**rules, "rest": "rest"}))
    told = sorter.explain(PLAIN).topics
    assert tuple(topic.slug for topic in told if topic.matched) == sorter.sort(PLAIN).topics
    for topic in told[:-1]:
        held = {g: [c.held for c in topic.clauses if c.group == g] for g in ("any", "all", "none")}
        some = any(held["any"]) or not held["any"]
        assert topic.matched == (some and all(held["all"]) and not any(held["none"]))


# --- fingerprint -------------------------------------------------------------------------


def fingerprint(**settings: Any) -> str:
    return Sorter(config(**settings)).fingerprint


def test_fingerprint_changes_with_what_decides_and_with_nothing_else() -> None:
    base: dict[str, Any] = {
        "topics": {"a": one(words=("x",))},
        "tags": {"t": TagSettings(title="T", words=("w",))},
    }
    known = fingerprint(**base)
    assert fingerprint(**base) == known
    assert fingerprint(**{**base, "topics": {"a": one(words=("y",))}}) != known
    assert fingerprint(**{**base, "topics": {"b": one(words=("x",))}}) != known
    assert fingerprint(**{**base, "topics": {"a": "rest"}}) != known
    assert fingerprint(**{**base, "tags": {"t": TagSettings(title="U", words=("w",))}}) != known
    assert fingerprint(**{**base, "tags": {"t": TagSettings(title="T", words=("v",))}}) != known
    assert fingerprint(**base, sections={"s": SectionSettings(title="S")}) != known
    assert fingerprint(**base, auto_topics=(AutoTopics(origin="tags"),)) == known


# --- which topics there are --------------------------------------------------------------


def test_declared_topics_take_what_they_do_not_say_from_defaults() -> None:
    full = config(topics={"a": "all"})
    topic = TopicSettings(title="B", match="all", items=5, content="summary", formats=("rss",))
    first, second = declared(full.model_copy(update={"topics": {**full.topics, "b": topic}}))
    assert (first.slug, first.title, first.items, first.content) == ("a", "A", 50, "full")
    assert first.formats == ("atom", "rss", "json")
    assert (second.items, second.content, second.formats) == (5, "summary", ("rss",))


def made(counts: dict[tuple[str, str], int], *rules: AutoTopics, **settings: Any) -> list[Any]:
    labelled: Any = {(k, Label(s.lower(), s)): count for (k, s), count in counts.items()}
    found = auto_topics(config(auto_topics=rules, **settings), labelled)
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
    both = [("cuba", "Cuba", "tags", "cuba"), ("cuba-section", "Cuba", "sections", "cuba")]
    assert made(TAGS, *rules) == both
    few: dict[tuple[str, str], int] = {("tags", "Cuba"): 1, ("sections", "Cuba"): 9}
    assert made(few, *rules) == both[1:]  # the tag's slug waits for it


@pytest.mark.survives("F02", "F03")
def test_reserved_names_get_a_suffix() -> None:
    counts: dict[tuple[str, str], int] = {("tags", "Index"): 3, ("tags", "con"): 3}
    assert [slug for slug, *_ in made(counts, AutoTopics(origin="tags"))] == [
        "con-tag",
        "index-tag",
    ]


def test_the_sorter_is_a_function_of_article_and_config() -> None:
    make: Callable[[], Sorted] = lambda: Sorter(config(topics={"a": "all"})).sort(PLAIN)  # noqa: E731
    assert make() == make() == Sorted(Labels(), ("a",))
