"""The text of an article comes back from its markup, and what tells versions apart stays."""

import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedgen_news.archive.bodies import shown
from feedgen_news.archive.versions import Version, content_of, decoded, facts_of, in_brief
from feedgen_news.model import Image, Person
from tests.keeping import article

# What rows hold depends on it: no line of this may ever change.
FOR_EVER = {
    "": "",
    "<p>One.</p>": "One.",
    "<p>One.</p><p>Two.</p>": "One.\n\nTwo.",
    "<p>One.</p>\n<p>Two\nlines.</p>\n": "One.\n\nTwo lines.",
    "<h2>A</h2><ul><li>b</li><li>c <b>d</b></li></ul>": "A\n\nb\n\nc d",
    '<p dir="rtl">One <a href="https://n.example/?a=1&amp;b">two</a>.</p>': "One two.",
    "One<br>two<hr>three": "One\n\ntwo\n\nthree",
    "<p>a &lt; b &amp; c&nbsp;d</p>": "a < b & c d",
    "<p>a  b</p>": "a  b",
    "<p>a  b\n</p>": "a b",
    "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>": "ab",
    '<p title="a > b">c</p>': 'b">c',
    "no end <p": "no end",
    "<pre>a\n b</pre>": "a b",
}


@pytest.mark.parametrize(("markup", "text"), FOR_EVER.items())
def test_what_markup_shows_is_the_same_for_ever(markup: str, text: str) -> None:
    assert shown(markup) == text


pieces = st.lists(
    st.sampled_from(
        ("<p>", "</p>", "</p><p>", "<br>", "<b>", "</b>", "\n", " ", "  ", "&amp;", "&nbsp;", "a")
    )
    | st.text(max_size=3),
    max_size=12,
).map("".join)


@given(pieces, pieces | st.none())
@example("<p>a</p>", "")
@example("", "a")
@example("<p>a</p>", "\0")
def test_an_article_comes_back_from_its_row(markup: str, text: str | None) -> None:
    said = shown(markup) if text is None else text.replace("\0", "")
    one = article(html=markup, text=said, hints=("told:a",))
    try:
        facts = facts_of(one)
    except UnicodeEncodeError:  # a lone surrogate, which no article holds
        return
    assert decoded(facts) == article(html=markup, text=said)
    assert decoded(facts.decode()) == decoded(facts)


@pytest.mark.parametrize(
    ("summary", "text"), [("Said.", ""), ("", "A text."), (" ", "A text."), ("\n", "A text.")]
)
def test_for_feeds_a_text_is_made_where_no_summary_stands_for_it(summary: str, text: str) -> None:
    one = article(html="<p>A text.</p>", text="A text.", summary=summary)
    assert in_brief(facts_of(one)) == article(html=one.html, text=text, summary=summary)


def test_a_text_that_markup_shows_is_not_kept_twice() -> None:
    body = "Some long text. " * 100
    facts = facts_of(article(html=f"<p>{body.strip()}</p>", text=body.strip()))
    assert facts.count(b"long") == 100
    assert json.loads(facts)["text"] == "\0"
    assert json.loads(facts_of(article(html="", text="")))["text"] == ""


def test_what_an_article_is_only_sent_with_is_not_stored_and_changes_nothing() -> None:
    plain = article(html="<p>A</p>", text="A")
    sent = article(html="<p>A</p>", text="A", hints=("told:a",), shown=True)
    assert facts_of(sent) == facts_of(plain)
    assert decoded(facts_of(sent)) == plain
    assert content_of(sent) == content_of(plain)
    assert Version.of(sent, sequence=1, order=0) == Version.of(plain, sequence=1, order=0)


def test_rows_of_older_formats_hold_both() -> None:
    old = (
        b'{"id":"urn:a","keys":["url:a"],"url":null,"title":"T","summary":"","text":"Its text.",'
        b'"html":"<p>Another text.</p>","authors":[],"published":null,"updated":null,'
        b'"sections":[],"tags":[],"language":null,"place":null,"images":[],"publisher":null,'
        b'"source":"s","origin":{"dump":"d"}}'
    )
    assert decoded(old).text == "Its text."


RICH = article(
    authors=(Person("Ann"),),
    images=(Image("https://n.example/a.jpg", "A cat", "Ann"),),
    tags=("x", "y"),
    language="en",
)


def test_digests_are_those_of_earlier_versions() -> None:
    assert content_of(RICH) == "f984cde07ef716a128a58644d56feca6"
    assert Version.of(RICH, sequence=1, order=0).rank == (
        "010171171360000000001999900000010f984cde07ef716a128a58644d56feca6"
    )


def test_what_a_row_holds_is_text(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a") as db:
        (kind,) = db.execute("SELECT typeof(CAST(? AS TEXT))", (facts_of(RICH),)).fetchone()
    db.close()
    assert kind == "text"
