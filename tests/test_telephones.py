"""The address behind addresses for telephones."""

import pytest

from feedgen_news.normalise import identity
from feedgen_news.normalise.links import comparable, public_url
from feedgen_news.normalise.telephones import reduced

STORY = "https://www.example.com/2026/03/harbour-story.html?id=7"


@pytest.mark.survives("I04")
@pytest.mark.parametrize(
    "spelling",
    [
        STORY,
        "http://example.com/2026/03/harbour-story.html?id=7",
        "https://m.example.com/2026/03/harbour-story.html?id=7",
        "https://mobile.example.com/2026/03/harbour-story.html?id=7",
        "https://touch.example.com/2026/03/harbour-story.html?id=7",
        "http://wap.example.com/2026/03/harbour-story.html?id=7",
        "https://www.m.example.com/2026/03/harbour-story.html?id=7",
        "https://amp.example.com/2026/03/harbour-story.html?id=7",
        "https://www.example.com/amp/2026/03/harbour-story.html?id=7",
        "https://www.example.com/2026/03/amp/harbour-story.html?id=7",
        "https://www.example.com/2026/03/harbour-story.html/amp?id=7",
        "https://www.example.com/2026/03/harbour-story.html/amp/?id=7",
        "https://www.example.com/2026/03/harbour-story.amp.html?id=7",
        "https://www.example.com/2026/03/harbour-story.html?id=7&amp=1",
        "https://www.example.com/2026/03/harbour-story.html?amp&id=7",
        "https://www.example.com/2026/03/harbour-story.html?id=7&outputType=amp",
        "https://www.example.com/2026/03/harbour-story.html?id=7&view=amp",
        "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/2026/03/harbour-story.html?id=7",
        "https://cdn.ampproject.org/v/s/amp.example.com/2026/03/harbour-story.html?id=7&amp_js_v=0.1",
        "https://cdn.ampproject.org/c/www.example.com/2026/03/harbour-story.amp.html?id=7",
        "https://www.google.com/amp/s/www.example.com/amp/2026/03/harbour-story.html?id=7",
        "https://www.google.co.uk/amp/www.example.com/2026/03/harbour-story.html?id=7",
        "https://www.bing-amp.com/c/s/www.example.com/2026/03/harbour-story.html?id=7",
    ],
)
def test_one_article_under_many_addresses(spelling: str) -> None:
    assert reduced(public_url(spelling)) == "example.com/2026/03/harbour-story.html?id=7"
    assert set(identity.keys_of_address(spelling)) & set(identity.keys_of_address(STORY))


@pytest.mark.survives("I05")
@pytest.mark.parametrize(
    "url",
    [
        "https://amp.dev/documentation/story",
        "https://m.co/harbour-story",
        "https://example.com/2026/amplifier-story",
        "https://example.com/2026/story-amp",
        "https://example.com/2026/story?id=8&camp=1",
        "https://medium.example.com/story",
        "https://www.google.com/amplify/s/www.example.com/x",
        "https://ampproject.org/c/s/www.example.com/x",
    ],
)
def test_what_only_looks_like_it_stays(url: str) -> None:
    assert reduced(url) == comparable(url)


@pytest.mark.parametrize("url", ["https://m.example.com/", "https://www.example.com/amp/"])
def test_a_home_page_for_telephones_is_a_home_page(url: str) -> None:
    assert reduced(url) is None


def test_what_is_no_address_has_no_keys() -> None:
    for text in ("", "harbour story", "urn:uuid:00000000-0000-5000-8000-000000000097"):
        assert identity.keys_of_address(text) == ()
