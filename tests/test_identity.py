"""What makes two records one article, and the id that follows."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_news.model import When
from feedgen_news.normalise import identity

STORY = (
    "The minister began a visit to the island on Tuesday, a show of solidarity after"
    " the president warned that its government was ready to fall."
)
MARCH = When(datetime(2024, 3, 29, tzinfo=UTC), 86400)
A_YEAR_LATER = When(datetime(2025, 3, 29, tzinfo=UTC), 86400)


def keys(**facts: object) -> tuple[str, ...]:
    given_facts = {
        "given": None,
        "url": None,
        "title": "Minister visits the island",
        "when": MARCH,
        "text": STORY,
        "source": "Wire",
    }
    return identity.keys(**(given_facts | facts))


def same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return bool(set(one) & set(other))


URL = "https://news.example/2024/03/minister-visits?id=7"


@pytest.mark.survives("I07")
def test_the_id_is_a_urn_that_never_changes() -> None:
    """The literal: an id once published stays, whatever the next version does."""
    assert identity.urn(keys(url=URL)[0]) == "urn:uuid:9a05d611-1485-5b28-91dd-f75087581ae5"
    assert identity.urn(keys()[0]) == "urn:uuid:cdcdd904-dc3d-544b-92e6-adc48a0fa8c7"


@pytest.mark.survives("I04", "I07")
@pytest.mark.parametrize(
    "other",
    [
        {"url": "http://www.news.example/2024/03/minister-visits/?id=7#comments"},
        {"title": "Minister begins visit"},
        {"text": "Rewritten from the first word to the last."},
        {"when": None},
        {"source": "Other wire"},
        {"url": URL.replace("news.example", "archive.news.example")},
    ],
)
def test_with_a_url_the_rest_may_change(other: dict[str, object]) -> None:
    assert same(keys(url=URL), keys(**({"url": URL} | other)))


@pytest.mark.survives("I04", "I05")
@pytest.mark.parametrize(
    "other",
    [
        {"url": "https://news.example/2024/03/minister-leaves?id=7"},
        {"url": "https://news.example/2024/03/minister-visits?id=8"},
        {"url": "https://news.example/2024/03/Minister-visits?id=7"},
        {"url": URL.replace("news.example", "other.example"), "title": "Another headline"},
        {"url": URL.replace("news.example", "other.example"), "source": "Other wire"},
    ],
)
def test_another_url_is_another_article(other: dict[str, object]) -> None:
    assert not same(keys(url=URL), keys(**other))


@pytest.mark.survives("I05")
def test_urls_that_differ_after_900_characters_are_two() -> None:
    long = "https://news.example/" + "a" * 900
    assert not same(keys(url=long + "b"), keys(url=long + "c"))


def test_a_short_path_on_another_host_is_another_article() -> None:
    assert not same(keys(url="https://a.example/story/1"), keys(url="https://b.example/story/1"))


@pytest.mark.survives("I04", "Z17")
def test_a_home_page_as_url_does_not_make_all_articles_one() -> None:
    home = "https://news.example/"
    other = keys(url=home, title="Another headline", text="Another text. " * 10)
    assert not same(keys(url=home), other)
    assert same(keys(url=home), keys())


@pytest.mark.survives("I06")
@pytest.mark.parametrize(
    ("changes", "equal"),
    [
        ({"title": "“Minister” visits the ISLAND"}, True),
        ({"text": STORY + " More was added later."}, True),
        ({"title": "A new headline"}, True),
        ({"when": A_YEAR_LATER, "text": "Another story. " * 10}, False),
        ({"title": "A new headline", "text": "Another story. " * 10}, False),
        ({"title": "A new headline", "text": "Short."}, False),
        ({"when": None}, True),
        ({"when": None, "text": "Another story. " * 10}, False),
    ],
)
def test_without_a_url_headline_and_day_or_the_beginning_identify(
    changes: dict[str, object], equal: bool
) -> None:
    assert same(keys(), keys(**changes)) is equal


@pytest.mark.survives("I06")
def test_headlines_of_signs_alone_are_told_apart() -> None:
    assert not same(keys(title="🔥", text=""), keys(title="💧", text=""))
    assert not same(keys(title="!!!", text=""), keys(title="???", text=""))


def test_an_id_that_the_config_maps_is_all_that_counts() -> None:
    assert same(keys(given="42"), keys(given="42", title="X", url=URL, when=None))
    assert not same(keys(given="42"), keys(given="43"))
    assert not same(keys(given="42"), keys(given="42", source="Other wire"))


@given(st.text(), st.text(), st.text())
def test_keys_and_ids_are_ascii_whatever_comes(title: str, text: str, given_id: str) -> None:
    for key in (*keys(title=title, text=text), *keys(given=given_id or None, title=title)):
        assert re.fullmatch(r"[a-z]+:[0-9a-f]{32}", key)
        assert re.fullmatch(
            r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", identity.urn(key)
        )
