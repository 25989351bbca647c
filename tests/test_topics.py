"""Articles into topics: conditions, rules, and why."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_news.config import AutoTopics, Clause, Match, SectionSettings, TagSettings
from feedgen_news.model import Labels, Sorted
from feedgen_news.topics import Sorter
from tests.sorting import PLAIN, article, config, is_taken, one


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
        ({"languages": ("eng",)}, False),
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
    assert is_taken(one(**conditions)) == taken


def test_missing_facts_fulfil_nothing() -> None:
    bare = article(url=None, place=None, language=None, authors=())
    for key, value in {"paths": "*", "places": "x", "languages": "en", "authors": "x"}.items():
        assert not is_taken(one(**{key: (value,)}), bare)


def test_paths_are_compared_decoded() -> None:
    assert is_taken(one(paths=("/мир/*",)), article(url="https://x.example/%D0%BC%D0%B8%D1%80/1"))
    assert is_taken(one(paths=("/a*b",)), article(url="https://x.example/a%0Ab"))


@pytest.mark.survives("M08", "G14")
def test_patterns_that_would_explode_elsewhere() -> None:
    text = "a" * 100_000 + "!"
    assert not is_taken(one(regex=("^(a+)+$",)), article(text=text, title="T"))
    path = one(paths=("/" + "*a" * 200 + "*b",))
    assert not is_taken(path, article(url="https://x.example/" + "a" * 5_000))


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
    told = msgspec.json.decode(msgspec.json.encode(sorter.explain(article(tags=("CUBAN",)))))
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


def test_the_sorter_is_a_function_of_article_and_config() -> None:
    first, second = (Sorter(config(topics={"a": "all"})).sort(PLAIN) for _ in range(2))
    assert first == second == Sorted(Labels(), ("a",))
