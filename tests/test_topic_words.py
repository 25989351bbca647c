"""Whole words of any script, in one pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_news.topics.words import WordFinder
from tests.sorting import article, is_taken, one

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
    ("café", "cafe\u00ad\u0301", True),
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


def test_words_of_a_title_are_whole_too() -> None:
    assert not is_taken(one(titles=("us",)), article(title="A bus", text="us"))
    assert not is_taken(one(words=("us",)), article(title="A bus", text=""))


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
