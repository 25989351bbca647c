"""The quick ways through normalising give what the long ways give, whatever comes in.

Each long way is still there; a quick one begins with a condition. Here the conditions are
taken out, and what is left must answer the same.
"""

import re
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any
from unittest.mock import patch
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedgen_news import likeness
from feedgen_news.archive.bodies import shown
from feedgen_news.archive.copies import texts
from feedgen_news.furniture import own_text, typed_own_text
from feedgen_news.model import Image, Origin, Record
from feedgen_news.normalise import (
    characters,
    dates,
    depth,
    identity,
    links,
    markup,
    mojibake,
    ordinary,
    telephones,
    text,
)
from feedgen_news.normalise.glance import glance
from feedgen_news.writers.pages import subscribing

ALWAYS, NEVER = re.compile(""), re.compile("(?!)")
BASE = "https://news.example/2024/story.html"


def signs_apart(said: str) -> str:
    return likeness._UNSPACED.sub(r" \g<0> ", said)


# Names of modules → what stands there while the long way is gone.
THE_LONG_WAY: dict[Any, dict[str, Any]] = {
    markup: {
        "_UNKNOWN": ALWAYS,
        "_RELATIVE": ALWAYS,
        "_EMPTY": ALWAYS,
    },
    text: {
        "special": lambda whole: whole,
        "has_other_blanks": lambda _: True,
        "_is_plain": lambda _: False,
        "without_signs": lambda _: "é",
    },
    likeness: {"_SIGNS": "", "_ASCII": b"", "_apart": signs_apart},
    links: {"_ORDINARY": NEVER},
    telephones: {"_FOR_ONE": ALWAYS},
    dates: {"_EXACT": NEVER},
    depth: {"_SHALLOW": -1},
}


def slowly(function: Callable[..., Any], *values: Any, **named: Any) -> Any:
    """What a function answers without any condition of ours."""
    links.forget()
    with ExitStack() as patched:
        for module, names in THE_LONG_WAY.items():
            patched.enter_context(patch.multiple(module, **names))
        answer = outcome(function, *values, **named)
    links.forget()
    return answer


def outcome(function: Callable[..., Any], *values: Any, **named: Any) -> Any:
    try:
        return function(*values, **named)
    except links.BadUrlError as error:
        return type(error), str(error)


def parts(words: str, *more: str) -> st.SearchStrategy[str]:
    known = st.sampled_from((*words.split(" "), *more))
    return st.lists(known | st.text(max_size=3), max_size=14).map("".join)


odd_text = parts(
    "a b A é ’ “ — 例 ع ß & &amp; &#1; &nbsp; &lt; < > <p> </p> <br> <b> . ?",
    *(" ", "  ", "\n", "\r", "\r\n", "\t", "\v", "\f", "\x1c", "\x85", "\xa0", "\u2028", "\u3000"),
    *("\x00", "\x07", "\x7f", "\x9f", "\xad", "\u200b", "\u200d", "\u202e", "\u2066", "\u2069"),
    *("\ufeff", "\ufffd", "\ufffe", "\ud800", "\U0001f600", "\U0001fffe", "\U000e0041"),
    *("\u0301", "\u0301" * 9, "\u064b" * 4, "x" * 401, "é" * 401),
)


@given(odd_text)
@example("é" * 400 + "\ud800")
@example("é" * 400 + "\u0301" * 8)
def test_cleaning_a_text(said: str) -> None:
    for function in (
        *(text.clean, text.one_line, text.lines, text.filled_lines, text.paragraphs),
        *(text.is_visible, text.first_sentence, markup.to_text),
    ):
        assert function(said) == slowly(function, said)


@given(odd_text)
def test_controls_are_found_in_texts_of_any_length(said: str) -> None:
    controls = "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
    for whole in (said, said + "a" * 500, said + "é" * 500):
        assert characters.has_controls(whole) is (re.search(controls, whole) is not None)


@given(odd_text)
@example("a\u2066b\nc\u2069")
@example("\u0301" * 9 + "&#769;")
@example("a full line that is broken where it ends because of the width of\nthe page & <b>\n\nb")
def test_plain_paragraphs_are_shown_as_they_are(said: str) -> None:
    paragraphs = text.paragraphs(said)
    html = markup.from_paragraphs(paragraphs)
    assert "\n".join(paragraphs) == slowly(markup.to_text, html)
    assert "\n\n".join(paragraphs) == shown(html)


def _garbled(said: str, codec: str, times: int) -> str:
    for _ in range(times):
        said = said.encode("utf-8", "replace").decode(codec, "replace")
    return said


garbled_text = st.builds(
    _garbled,
    parts("naïve é ’ “ à Ž ł Ă Привет Россия США «Ё» и т – € ß a \xa0", " ", "\n"),
    st.sampled_from(("cp1252", "latin-1", "cp1250", "iso8859-2", "cp1251")),
    st.integers(0, 2),
)


@given(garbled_text | odd_text, garbled_text | odd_text)
@example("РџСЂРёРІРµС‚", "")
@example("вЂњ", "")
@example("Ä\x82Â©", "Ă‚")
@example("l’été à l’école", "IRMÃ\xa0DE")
@example("FranÃ§ois", "â€™")
def test_one_look_misses_nothing(one: str, other: str) -> None:
    for record in (
        Record(origin=Origin("d"), title=one, html=other),
        Record(origin=Origin("d"), text=other, authors=[one], tags=[other]),
        Record(origin=Origin("d"), sections=[one], images=[Image(None, other, one)]),
    ):
        seen = glance(record)
        assert seen.garbled or mojibake.repaired(record) is record
        for said in (one, other):
            assert seen.garbled or not mojibake._looks_garbled(said)
            assert seen.odd or said == slowly(text.clean, said)
            assert seen.odd or not characters.has_controls(said)
            assert seen.blanks or not re.search(r"[^\S \n]", said)


def test_ordinary_records_need_no_second_look() -> None:
    for said in ("“A”, it’s", "à l’été", "¿Qué?", "США — «Россия»", "中文。", "한국어", "😀"):
        seen = glance(Record(origin=Origin("d"), title=said, html=f"<p>{said}</p>\n"))
        assert not (seen.odd or seen.blanks or seen.garbled), said


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_ids_are_what_the_standard_library_makes(key: str) -> None:
    assert identity.urn(key) == f"urn:uuid:{uuid.uuid5(identity.NAMESPACE, key)}"


@given(odd_text)
@example("<p\xa0class=x>a</p>b<p\u2028>c")
@example("<td\x1c>a<td>b</script\x85>c")
@example("<script >a</script ")
def test_line_breaks_of_the_source_are_blanks_before_tags_are_read(raw: str) -> None:
    blanks = re.sub(r"[^\S ]+|  +", " ", raw)
    assert markup.to_text(raw) == markup.to_text(blanks)


ELEMENTS = "a p b em strong i u span cite q code li ul ol div section figure figcaption h1 h2 td"
ATTRIBUTES = (
    *("", "", "", ' class="x"', ' lang="en"', ' dir="rtl" lang="ar"', ' title="t &amp; u"'),
    *(' href="https://a.example/b"', ' href="https://a.example/b" rel="noopener noreferrer"'),
    *(' href="/b?c=1&amp;d=2" rel="noopener noreferrer"', ' href="https://a.example/?utm_x=1"'),
    *(' href="https://a.example/b?c=1&amp;d=2" rel="noopener noreferrer"', ' src="c.jpg"'),
    *(' href="javascript:x()" rel="noopener noreferrer"', ' href="https://a.example/&quot;b"'),
    *(' src="https://a.example/c.jpg" alt="x"', ' src="https://a.example/c.jpg" width="1"'),
    *(
        ' src="https://a.example/c.jpg" alt="x > y"',
        " onclick=x()",
        ' title="a&#8203;b"',
        " href=b",
    ),
    *(' href="https://a.example/b" target="_blank"', ' href="https://a.example/onx=b"'),
    *(' href="https://a.example/b" rel="nofollow" target="_blank"', ' href="https://10.0.0.1/"'),
    *(
        ' href="https://a.example/b" rel="nofollow" rel="me"',
        ' rel="me" href="https://a.example/b"',
    ),
    *(
        ' href="https://a.example/é"',
        ' href="https://a.example/b#c"',
        ' href="https://a.example/b?c=d"',
    ),
    *(' SRC="c.jpg"', " src = '/d.jpg'", ' href\n="e"', ' style="display:none"', ' title="\u0301"'),
    *(' href="https&#58;//a.example/b"', ' href="http:b"', ' href="HTTPS://a.example/b"'),
)
SAID = (
    *("word", "two words", "é’—", "&amp;", "&lt;b&gt;", "&nbsp;", "\xa0", " ", "\n", "", "&copy;"),
    *("&", ">", "a < b", "\u200b", "\x00", "\u0301", "a\n b", "\ufffd", "\ud800", "&#1;", "\r\n"),
    *(
        "&am",
        "p;",
        "&",
        "amp;",
        "&nbsp",
        ";",
        "a/onx=1",
        "&lt;script&gt;",
        "<br />",
        "<br />",
        "x.",
    ),
    *("&#x2066;", "<!-- c -->", "<br>", "<br/>", "<hr>", "<script>x</script>", "<svg>d</svg>"),
    *(
        '<img src="https://a.example/c.jpg" alt=""/>',
        '<img src="https://stats.wordpress.com/g.gif">',
    ),
    *('<img src="https://a.example/c.jpg">', '<img src="https://a.example/c.jpg" alt="a&amp;b">'),
    *(
        "</p>",
        "</b>",
        "<p>",
        "<li>",
        "<table>",
        "<tr><td>",
        "</table>",
        "<a>",
        "<h2>",
        "<B>",
        "<pre>",
    ),
)


def element(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        "<{0}{1}>{2}</{0}>".format,
        st.sampled_from(ELEMENTS.split()),
        st.sampled_from(ATTRIBUTES),
        st.lists(inside, max_size=4).map("".join),
    )


pages = st.lists(st.recursive(st.sampled_from(SAID), element, max_leaves=12), max_size=5).map(
    "".join
)


@given(pages, st.sampled_from((None, BASE)))
@example("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", None)
@example("<p>a</p>\n<p>b <em>c</em></p>", None)
@example("<blockquote><p>a</p></blockquote><figure><figcaption>b</figcaption></figure>", None)
@example("<p><b>a<b>b<b>c<b>d</b></b></b></b></p>", None)
def test_markup_is_sanitised_as_by_the_long_way(raw: str, base: str | None) -> None:
    safe = markup.sanitise(raw, base=base)
    assert safe == slowly(markup.sanitise, raw, base=base)
    assert markup.to_text(safe) == slowly(markup.to_text, safe)
    assert depth.too_deep(raw) is slowly(depth.too_deep, raw)


paragraphs = st.builds(
    str.join,
    st.sampled_from(("</p><p>", "</p>\n<p>", "</p>\n\n<p>", "</p>\t<p>")),
    st.lists(st.recursive(st.sampled_from(SAID), element, max_leaves=4), max_size=4),
).map("<p>{}</p>".format)


def read_without_a_parser(raw: str) -> ordinary.Body | None:
    blanks = characters.has_other_blanks(raw)
    return None if characters.is_odd(raw) else ordinary.read(raw, blanks=blanks)


@given(pages | pages.map("<p>{}</p>".format) | paragraphs)
@example("<p>One.</p>\n<p>Two &amp; <em>three</em>.<br/>Four</p>")
@example('<p>A <a href="https://a.example/b">link</a></p>')
@example('<figure><img src="https://a.example/c.jpg" alt="d"><figcaption>e</figcaption></figure>')
@example("<p>&am<b>p;</b></p>")
@example("<p>a\n<i>b</i>\n</p>c")
def test_what_is_read_without_a_parser(raw: str) -> None:
    found = read_without_a_parser(raw)
    if found is None:
        return
    for each in (found, ordinary.read(raw, blanks=True)):
        assert each and (each.html, each.lines) == (found.html, found.lines)
        assert not each.shown or shown(each.html) == "\n\n".join(each.lines)
    safe = slowly(markup.sanitise, raw, base=BASE)
    assert found.html == safe
    assert "\n".join(found.lines) == slowly(markup.to_text, safe)
    assert not slowly(markup.is_active, raw)
    assert not slowly(characters.has_controls, raw)
    assert not slowly(depth.too_deep, raw)


@pytest.mark.parametrize(
    ("raw", "ordinary_"),
    [
        ("<p>One.</p>\n<p>Two &amp; <em>three</em>.</p>", True),
        ('<p>A <a href="https://a.example/b" target="_blank" rel="nofollow">link</a></p>', True),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", True),
        ('<figure><img src="https://a.example/c.jpg" alt="d"></figure>e', True),
        ('<p>A <a href="/b">link</a></p>', False),
        ('<p>A <a href="https://a.example/b?utm_source=c">link</a></p>', False),
        ('<img src="https://a.example/c.jpg" onerror="x()">a', False),
        ('<img src="https://a.example/c.jpg" width="1">a', False),
        ('<p onclick="x()">a</p>', False),
        *(("<p>One<p>Two", False), ("<p>a</p><p></p>", False), ("<p>a &copy; b</p>", False)),
        *(("<p>a<script>b</script></p>", False), ("<p>a\u200b</p>", False), ("<li>a</li>", False)),
        *(
            ("<p>a<div>b</div></p>", False),
            ("<b>a<i>b</b></i>", False),
            ("<p>&am<b>p;</b></p>", False),
        ),
        *(
            ("<b>a<b>b</b></b>", False),
            ("<P>a</P>", False),
            ("<svg>a</svg>", False),
            ("<hr>", False),
        ),
        *(("<i>" * 25 + "a" + "</i>" * 25, False), ("<div>" * 25 + "a" + "</div>" * 25, False)),
        ("<p>" + "a" * 50_000 + "</p>", False),
    ],
)
def test_what_needs_no_parser(raw: str, ordinary_: bool) -> None:
    assert (read_without_a_parser(raw) is not None) is ordinary_


addresses = parts(
    "http:// https:// HTTPS:// // / news.example www.news.example m.news.example a-.example amp"
    " localhost 10.0.0.1 news.local xn--a xn--bcher-kva.example .. . - _ ~ ? & = ; # % %41 @ : +"
    " a B 1 id=1 utm_source=x sid=12 sid=ab token=x /amp /amp/ .amp index.html /index.html é &amp;"
)


@given(addresses | addresses.map("https://news.example/".__add__), st.sampled_from((None, BASE)))
@example("https://news.xn--a/", None)
@example("https://news.example/" + "a" * 4096, None)
@example("https://m.news.example/amp/a.amp.html", None)
@example("https://www.www.news.example/a/amp", None)
def test_addresses(raw: str, base: str | None) -> None:
    url = outcome(links.public_url, raw, base=base)
    assert url == slowly(links.public_url, raw, base=base)
    if isinstance(url, str):
        assert links.comparable(url) == slowly(links.comparable, url)
        assert telephones.reduced(url) == slowly(telephones.reduced, url)


moments = st.builds(
    "{}-{}-{}{}{}:{}:{}{}{}".format,
    *(
        st.sampled_from(each.split(" "))
        for each in ("2024 1969 1970 0001 1899", "02 12 13 1", "29 30 01")
    ),
    st.sampled_from(("T", " ", "t")),
    *(st.sampled_from(each.split(" ")) for each in ("00 23 24 7", "00 59 60", "00 59 60")),
    st.sampled_from(("", ".1", ".123456789", ",5", ".1234567890")),
    st.sampled_from(
        ("Z", "z", "", "+00:00", "-03:30", "+13:59", "+14:00", "-14:01", "+0200", " Z")
    ),
)


@given(moments | st.text(max_size=30))
@example("1970-01-01T00:00:00Z")
@example("1970-01-01T01:00:00+01:00")
@example("\u0662024-01-01T00:00:00Z")
def test_dates(raw: str) -> None:
    read = partial(dates.read, zone=ZoneInfo("Asia/Riyadh"), day_first=None, language="en")
    assert read(raw) == slowly(read, raw)


prose = st.lists(
    st.sampled_from(
        "The of 3 17 1,200 ٣ 1٣ storm é 例 例え話 ß e\u0301 \u0345 \n . - — x “Yes” don’t 5…6 «1»"
        " ½ ﬁ _ \x00 \x1c \x7f \xa0 \ud800 \u0338 •".split(" ")
    )
    | st.text(max_size=12),
    max_size=120,
).map(" ".join)


@given(prose, st.sampled_from((1, 2, 20, 40, 80)))
@example("", 1)
@example(". — …", 1)
@example("\u0345", 1)  # a letter only in another case
@example("12", 1)
@example("word " * 500, 2)
@example("例" * 30 + "え話", 20)
@example(" ".join(f"{n}th" for n in range(22)), 20)
@example(" ".join(f"{n}th" for n in range(21)), 20)
def test_what_a_sketch_would_say_of_a_text(said: str, number: int) -> None:
    sketch = likeness.sketch(said)
    assert likeness.has_shingles(said, number) is (likeness.shingles(sketch) >= number)
    assert likeness.is_brief_text(said) is likeness.is_brief(sketch)
    assert likeness.figures_of(said) == likeness.figures(sketch)


@given(prose)
@example("It’s “five”…")
@example("“—”")
@example("…\u0338 ’\u0301e")
def test_signs_of_print_say_nothing(said: str) -> None:
    for function in (
        *(text.fold, texts.squeezed, likeness.sketch, likeness.landmarks, likeness.figures_of),
        partial(likeness.has_shingles, number=20),
    ):
        assert function(said) == slowly(function, said)


@given(st.lists(prose | st.sampled_from(("Read more: “x”", "Related", "", " ")), max_size=4))
def test_what_is_compared_of_a_text(lines: list[str]) -> None:
    said = "\n\n".join(lines)
    own = own_text(said.replace("\n\n", "\n"))
    assert typed_own_text(said) == likeness.without_signs(own)
    assert texts.own(said) == slowly(texts.squeezed, own)


@pytest.mark.parametrize(
    ("said", "letters"),
    [
        ("It’s “Five”…", b"itsfive"),
        ("A_b-C 2,5", b"abc25"),
        ("", b""),
        ("É’s", b"\xc3\xa9s"),
        ("№ 5", b"No5"),
    ],
)
def test_letters_of_a_text(said: str, letters: bytes) -> None:
    assert texts.squeezed(said) == letters


@pytest.mark.parametrize(
    ("said", "own"),
    [
        (f"Read more: {'x' * 189}", ""),
        (f"Read more: {'x' * 190}", f"Read more: {'x' * 190}"),
        (f"Related\nOne\n{'x' * 201}\nTwo", f"{'x' * 201}\nTwo"),
        (f"Related\nOne\n{'x' * 200}\nTwo", ""),
    ],
)
def test_long_lines_are_text(said: str, own: str) -> None:
    assert own_text(said) == own


ADDRESSES = st.text(st.sampled_from("aZ09_.~:/-%?é& "), max_size=12)


@given(url=ADDRESSES)
def test_addresses_for_readers_are_encoded_as_a_library_does(url: str) -> None:
    assert subscribing._encoded(url) == quote(url, safe="")
