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
    """Of a page that says when it was updated, and not when it was published."""
    given_facts = {
        "given": None,
        "url": None,
        "title": "Minister visits the island",
        "published": None,
        "updated": MARCH,
        "text": STORY,
        "source": "Wire",
    }
    facts = {"updated" if name == "when" else name: value for name, value in facts.items()}
    return identity.keys(identity.Facts(**(given_facts | facts)))  # type: ignore[arg-type]


def same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return bool(set(one) & set(other))


URL = "https://news.example/2024/03/minister-visits?id=7"


@pytest.mark.survives("I07")
def test_the_id_is_a_urn_that_never_changes() -> None:
    """The literal: an id once published stays, whatever the next version does."""
    assert identity.urn(keys(url=URL)[0]) == "urn:uuid:9a05d611-1485-5b28-91dd-f75087581ae5"
    assert identity.urn(keys()[0]) == "urn:uuid:b6214a42-aa92-5763-b8a9-6f307b60990f"


@pytest.mark.survives("I04", "I07")
@pytest.mark.parametrize(
    "other",
    [
        {"url": "http://www.news.example/2024/03/minister-visits/?id=7#comments"},
        {"url": "https://news.example/2024/03/minister-visits/amp?id=7"},
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
        ({"when": None}, False),
        ({"when": None, "text": "Another story. " * 10}, False),
    ],
)
def test_without_a_url_headline_and_day_or_the_beginning_identify(
    changes: dict[str, object], equal: bool
) -> None:
    assert same(keys(), keys(**changes)) is equal


DAY, NEXT_DAY = MARCH, When(datetime(2024, 3, 30, tzinfo=UTC), 86400)
MORE = " The command is responsible for operations in the south, and for the seizures of tankers."


@pytest.mark.survives("I06", "I07")
@pytest.mark.parametrize(
    ("title", "text", "when", "equal"),
    [
        (
            "Live: storm hits the coast of the island",
            f"Some 2,000 fled by night. {STORY}",
            NEXT_DAY,
            True,
        ),
        ("Live: storm hits the coast of the island", "Quite another text. " * 9 + MORE, DAY, False),
        ("Storm: what we know of it by now", f"Some 2,000 fled by night. {STORY}", NEXT_DAY, False),
    ],
)
def test_a_live_story_may_change_its_day_and_its_lead(
    title: str, text: str, when: When, equal: bool
) -> None:
    known = keys(
        title="Live: storm hits the coast of the island", text=f"Some 1,000 fled. {STORY}", when=DAY
    )
    assert same(known, keys(title=title, text=text, when=when)) is equal


@pytest.mark.survives("I06")
def test_a_column_has_one_headline_and_many_articles() -> None:
    monday = keys(title="Editorial", text=f"On Monday it rained.{MORE} {STORY}", when=DAY)
    tuesday = keys(
        title="Editorial", text=f"On Tuesday the sun shone.{MORE} {STORY}", when=NEXT_DAY
    )
    assert not same(monday, tuesday)
    corrected = keys(title="Editorial", text=f"On Monday it poured.{MORE} {STORY}", when=DAY)
    assert same(monday, corrected)


NOTICE = (
    "This is a breaking news story and will be updated as soon as we know more of it, so please"
    " come back to this page; all times are local, and all figures are those of the authorities."
)


@pytest.mark.survives("I06")
def test_a_notice_on_every_article_does_not_make_them_one() -> None:
    quake = (
        "The quake was felt in three provinces, and rescuers dug through the night for survivors."
        " Hospitals in the valley asked for blood, the army flew tents to villages that no road"
        " reaches any more, and seismologists warned that aftershocks could go on for weeks."
        " The governor said schools would stay shut until engineers have seen every one of them."
    )
    strike = (
        "Drivers walked out at noon over pay, and no bus has left the depots of the capital since."
        " Commuters queued for taxis whose fares had doubled by the evening, while the company"
        " offered two percent and the union, which wants eight, called that an insult. Talks are"
        " to be resumed on Thursday with a former judge between the two sides at the table."
    )
    one = keys(title="Quake hits the north", text=f"{NOTICE} {quake}")
    assert not same(one, keys(title="Bus drivers on strike", text=f"{NOTICE} {strike}"))
    assert not same(one, keys(title="Quake hits the north", text=f"{NOTICE} {strike}"))
    assert same(one, keys(title="Strong quake: many dead", text=f"{NOTICE} {quake}"))


@pytest.mark.survives("I06")
def test_a_daily_report_with_a_date_of_its_own_is_new_each_day() -> None:
    report = (
        "Gold of 24 carats opened at {} riyals a gram in the markets of the Kingdom on this day."
    )
    days = [
        keys(
            title="Gold prices today in Saudi Arabia",
            text=report.format(price) * 2,
            published=day,
            when=None,
        )
        for price, day in ((251, MARCH), (253, When(datetime(2024, 3, 30, tzinfo=UTC), 86400)))
    ]
    assert not same(*days)


def test_short_texts_are_told_apart() -> None:
    assert not same(keys(text="Airport closed."), keys(text="Quake hits Izmir."))


@pytest.mark.survives("F09", "I06")
def test_one_headline_of_one_day_may_be_two_stories() -> None:
    other = "Nothing of the first story is said in this one, which is about the harvest of dates."
    assert not same(keys(), keys(text=other))


@pytest.mark.survives("I06")
def test_texts_without_spaces_are_compared_too() -> None:
    text = (
        "国務長官は火曜日に島を訪問し、同盟国への連帯を示した。"
        "大統領は政府が倒れる寸前だと警告していた。記者団に語った。"
    )
    assert same(
        keys(title="国務長官が島を訪問", text=text),
        keys(title="国務長官が島を訪問", text="続報。" + text),
    )


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
