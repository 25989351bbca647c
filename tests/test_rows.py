"""Rows of topic pages written as text are what the templates make of the same articles."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_news.model import Image, Person, When
from feedgen_news.site import Elsewhere
from feedgen_news.writers.pages import overriding, rows, viewing
from tests.published import entry
from tests.test_entries_as_text import NASTY, images, moments, names, texts, urls

MARCH = datetime(2024, 3, 29, 14, 5, tzinfo=UTC)
LONG = tuple(Person(f"Author {n}") for n in range(6))


def by_template(of):
    story = vars(overriding.environment(None).get_template("parts.html").module)["story"]
    return f"{story(viewing.article(of), '../', 3, 'row')}\n"


entries = st.builds(
    lambda facts: entry(**facts),
    st.fixed_dictionaries(
        {
            "url": st.none() | urls,
            "title": names,
            "summary": texts,
            "text": texts,
            "html": st.sampled_from(("", '<p>A</p><img src="https://n.example/?a=1&amp;b=2">')),
            "place": st.none() | texts,
            "authors": st.lists(st.builds(Person, names), max_size=6).map(tuple),
            "published": st.builds(When, moments, st.sampled_from((0, 86_400))),
            "language": st.sampled_from((None, "en", "ar")),
            "images": st.lists(images, max_size=2).map(tuple),
            "copies": st.lists(st.builds(Elsewhere, names, urls), max_size=2).map(tuple),
        }
    ),
)


@given(entries)
def test_rows_are_those_of_the_templates(of):
    assert rows.row(viewing.article(of)).decode() == by_template(of)


@pytest.mark.parametrize("text", NASTY)
def test_nasty_rows_are_those_of_the_templates(text):
    of = entry(
        title=text,
        summary=f"{text}\n{text}",
        place=text,
        authors=(Person(text), *LONG),
        images=(Image("https://n.example/?a='1'&b=\"2\""),),
        copies=(Elsewhere(text, "https://c.example/?a=1&b=2"),),
    )
    assert rows.row(viewing.article(of)).decode() == by_template(of)


def test_a_row():
    of = entry(7, place=None, images=(), authors=(Person("Ana Díaz"),), summary="It rained.")
    assert rows.row(viewing.article(of)).decode() == (
        '<article class="story row" lang="en">\n<div class="words">\n'
        '<p class="meta"><time datetime="2024-03-29T14:05:00Z" lang="en" dir="ltr">'
        '<span>29 March 2024</span> <span class="clock">14:05 UTC</span></time>'
        ' <bdi class="publisher">Example Times</bdi></p>\n\n'
        '<h3 dir="auto"><a href="https://news.example.org/7" rel="noopener noreferrer">'
        "Headline 7</a></h3>\n"
        '<p class="summary" dir="auto">It rained.</p>\n\n'
        '<p class="byline"><bdi>Ana Díaz</bdi></p>\n\n'
        "</div>\n</article>\n\n"
    )


@pytest.mark.parametrize("name", ["topic.html", "parts.html", "page.html"])
def test_templates_of_an_operator_make_rows_of_their_own(tmp_path, name):
    assert rows.are_ours(None)
    assert rows.are_ours(tmp_path)
    (tmp_path / "index.html").touch()
    assert rows.are_ours(tmp_path)
    (tmp_path / name).touch()
    assert not rows.are_ours(tmp_path)
