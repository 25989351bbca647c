"""Which of a dump's pictures belong to the story."""

import pytest

from feedgen_news.model import Image
from feedgen_news.normalise.pictures import of_the_story

SITE = "https://news.example/"


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("2024/05/harbour.jpg", True),
        ("2024/05/harbour.png?logo=1", True),
        ("assets/logo.png", False),
        ("img/logo_share_ap.jpg", False),
        ("images/share-icons/icon-circle.svg", False),
        ("a/arrow2.png", True),  # a number makes another word of it
        ("a/arrow-2.png", False),
        ("icons/harbour.png", False),
        ("graphs/inflation.svg", False),
        ("2024/new-google-logo-comes-at-last.jpg", True),
        ("2024/silicon.jpg", True),
        ("a/%6Cogo.png", False),
        ("", True),
    ],
)
def test_furniture_of_the_page_is_no_picture_of_the_story(path: str, kept: bool) -> None:
    assert list(of_the_story([Image(SITE + path)])) == [Image(SITE + path)] * kept


def test_what_has_a_caption_belongs_to_the_story() -> None:
    logo = Image(f"{SITE}logo.svg", "The new logo")
    assert list(of_the_story([logo])) == [logo]


def test_each_address_once_and_captions_without_one_stay() -> None:
    first, again = Image(f"{SITE}a.jpg", "A"), Image(f"{SITE}a.jpg", "B")
    lost = Image(None, "A caption whose picture is lost")
    assert list(of_the_story([first, lost, again])) == [first, lost]
