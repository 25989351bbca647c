"""The classes of characters that words are made of are those of Unicode's table."""

import re
import unicodedata

import pytest

from feedgen_news import furniture


@pytest.mark.parametrize(
    "categories", [("Mn", "Mc", "Me"), ("Sc",), ("So", "Cf"), ("No",), ("Lo", "Lu", "Ll")]
)
def test_a_class_holds_the_characters_of_its_categories(categories: tuple[str, ...]) -> None:
    known = re.compile(f"[{furniture._class(*categories)}]")
    beyond_ascii = list(map(chr, range(0x80, 0x10000)))
    assert [char for char in beyond_ascii if known.match(char)] == [
        char for char in beyond_ascii if unicodedata.category(char) in categories
    ]
