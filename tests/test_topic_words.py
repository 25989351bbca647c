"""Whole words of any script, in one pass."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedgen_news.config.folding import fold, says_something
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
    ("İstanbul", "istanbul", True),
    ("Kıbrıs", "KIBRIS", True),
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


ALPHABET = "absuSΣςßŉǆΐıİiéе古の ที่ัאָكً1_-'’.+ⓐ🅐😀́\u00ad\u200b \n"


def stands_whole(word: str, text: str) -> bool:
    """The definition, the slow way: an occurrence that no part of a word touches."""

    def joins(character: str) -> bool:
        free = "CJK", "HIRAGANA", "THAI"
        name = unicodedata.name(character, "")
        cased = character.islower() or character.isupper()
        part = unicodedata.category(character)[0] in "LNM" or character == "_" or cased
        return part and not name.startswith(free)

    word, text = fold(word), f" {fold(text)} "
    for start in (n for n in range(1, len(text)) if text.startswith(word, n)):
        before, after = text[start - 1], text[start + len(word)]
        if not (
            (joins(before) and joins(word[0]))
            or (joins(after) and joins(word[-1]))
            or unicodedata.category(after)[0] == "M"
        ):
            return True
    return False


@settings(max_examples=300)
@given(st.text(ALPHABET, min_size=1, max_size=4).filter(says_something), st.text(ALPHABET))
def test_words_are_found_where_the_definition_finds_them(word: str, text: str) -> None:
    for title in (text, f"x{text}", f"{text} {word}.", f"a{word} {text}{word}1"):
        assert WordFinder([word, "zz"]).find(title).anywhere == (
            {0} if stands_whole(word, title) else set()
        )


def test_no_two_folded_characters_share_a_capital() -> None:
    small = {fold(chr(code)) for code in range(0x30000) if chr(code).islower()}
    assert len({character.title() for character in small}) == len(small)
