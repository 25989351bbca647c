"""A record becomes an article that keeps every promise, or is refused by name."""

import socket
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feedgen_news.config.sources import Source
from feedgen_news.model import Article, Image, Origin, Person, Record
from feedgen_news.normalise import Normaliser, markup, text
from feedgen_news.problems import Report

NOW = datetime(2026, 1, 21, 12, tzinfo=UTC)
ORIGIN = Origin("dump.jsonl", 7)
URL = "https://news.example/2024/story"


def normalised(
    source: dict[str, object] | None = None, **fields
) -> tuple[Article | None, list[str]]:
    """What became of a record, and the codes of the findings."""
    codes: list[str] = []
    report = Report(lambda problem: codes.append(problem.code))
    settings_ = Source(**({"name": "Wire", "files": ("x",)} | (source or {})))
    made = Normaliser(settings_, now=NOW, report=report).article(Record(origin=ORIGIN, **fields))
    return made, codes


def article(source: dict[str, object] | None = None, **fields) -> Article:
    made, _ = normalised(source, **({"title": "Headline", "text": "Story."} | fields))
    assert made is not None
    return made


def codes(source: dict[str, object] | None = None, **fields) -> list[str]:
    return normalised(source, **({"title": "Headline", "text": "Story."} | fields))[1]


def test_a_plain_record_is_an_article_without_findings() -> None:
    made, found = normalised(
        url=URL + "?utm_source=rss",
        title="Russian minister visits Cuba",
        summary="He arrived on Tuesday",
        text="HAVANA: He came.\n\n- Soldiers killed -\n\n“Quote,” he said.″",
        authors=["By Ana Díaz"],
        published="2024-03-29T10:00:00+03:00",
        updated="29 March 2024",
        sections=["World"],
        tags=["Cuba", "Cuba", "AT&amp;T"],
        language="en_gb",
        place="HAVANA",
        images=[Image("/a.png", "Two  ships", "AFP")],
        publisher="Example Times",
        source={"timezone": "Asia/Riyadh", "base_url": "https://news.example/"},
    )
    assert found == []
    assert made is not None
    assert (made.url, made.title) == (URL, "Russian minister visits Cuba")
    assert made.summary == "He arrived on Tuesday"
    assert made.text == "HAVANA: He came.\n\n- Soldiers killed -\n\n“Quote,” he said.″"
    assert (
        made.html
        == "<p>HAVANA: He came.</p>\n<p>- Soldiers killed -</p>\n<p>“Quote,” he said.″</p>"
    )
    assert made.authors == (Person("Ana Díaz"),)
    assert (str(made.published), str(made.updated)) == ("2024-03-29T07:00:00Z", "2024-03-29")
    assert made.tags == ("Cuba", "AT&T")
    assert (made.language, made.place, made.publisher) == ("en-GB", "HAVANA", "Example Times")
    assert made.images == (Image("https://news.example/a.png", "Two ships", "AFP"),)
    assert (made.sections, made.source, made.origin) == (("World",), "Wire", ORIGIN)


@pytest.mark.survives("T18", "T20", "T24", "H22")
@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("NULL", "NULL"),
        ("0001", "0001"),
        ("-", "-"),
        ("{{7*7}}", "{{7*7}}"),
        ("<Dialog> wins", "<Dialog> wins"),
        ("<b>Bold</b> AT&amp;T", "Bold AT&T"),
        ("a\n\tb\x00\u202ec", "a bc"),
        ("'; DROP TABLE articles; --", "'; DROP TABLE articles; --"),
    ],
)
def test_odd_titles_are_kept(title: str, expected: str) -> None:
    made, found = normalised(title=title, text="The story. More.")
    assert made is not None
    assert made.title == expected
    assert "title-missing" not in found


@pytest.mark.survives("T18", "T14")
@pytest.mark.parametrize("title", [None, "", "  ", "\u200b", "\x01\x02", "\ufeff", "<br>"])
def test_a_title_that_shows_nothing_is_made_of_the_text(title: str | None) -> None:
    made, found = normalised(title=title, text="The story. More.")
    assert made is not None
    assert made.title == "The story."
    assert "title-missing" in found


@pytest.mark.survives("T18", "T24")
def test_a_title_without_text_is_shown_as_it_is_or_by_its_address() -> None:
    tags_alone, found = normalised(title="<img src=x onerror=alert(1)>", url=URL)
    assert tags_alone is not None
    assert tags_alone.title == "<img src=x onerror=alert(1)>"
    assert found == ["active-markup", "title-missing"]
    for blank in ("", " ", "\u200b"):
        made, found = normalised(title=blank, text=" ", url=URL)
        assert made is not None
        assert made.title == "news.example/2024/story"
        assert found == ["title-missing"]
    controls, found = normalised(title="\x01\x02", url=URL)
    assert controls is not None
    assert controls.title == "news.example/2024/story"
    assert found == ["control-characters", "title-missing"]


@pytest.mark.survives("T18", "E01")
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "no-title"),
        ({"url": URL}, "no-title"),
        ({"title": "", "text": " \n "}, "no-title"),
        ({"title": "Headline"}, "no-content"),
        ({"title": "Headline", "html": "<script>x</script>"}, "no-content"),
        ({"title": "Headline", "url": "javascript:alert(1)"}, "no-content"),
        ({"html": "<!-- nothing -->", "text": "\u200b"}, "no-title"),
    ],
)
def test_refusals_have_a_name(fields: dict[str, str], code: str) -> None:
    made, found = normalised(**fields)
    assert made is None
    assert found[-1] == code


@pytest.mark.survives("T19")
def test_a_long_title_is_cut_and_said() -> None:
    assert len(article(title="word " * 20_000).title) <= 500
    assert article(title="👩\u200d👧" * 4_000).title.endswith("👩\u200d👧…")
    assert codes(title="x" * 501) == ["title-cut"]
    assert codes(title="x" * 500) == []


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("  One\n\n two ", "One\ntwo"),
        ("<p>One</p><p>two &amp; three</p>", "One\ntwo & three"),
        ("<p>One<script>alert(1)</script>", "One"),
        ("&lt;p&gt;One&lt;/p&gt;", "One"),
        ("<p>&amp;lt;b&amp;gt;</p>", "&lt;b&gt;"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("a < b, <Dialog>", "a < b, <Dialog>"),
    ],
)
@pytest.mark.survives("H08")
def test_summaries_are_plain_lines(summary: str, expected: str) -> None:
    assert article(summary=summary).summary == expected


def test_markup_wins_over_text_unless_it_shows_nothing() -> None:
    assert article(html="<p>Marked</p>", text="Plain").text == "Marked"
    assert article(html="<!--" * 5_000, text="Plain").text == "Plain"
    assert article(html="<script>x</script>", text="Plain").html == "<p>Plain</p>"
    assert article(html='<img src="https://a.example/x.png">', text="Plain").text == ""


def test_line_breaks_in_the_source_of_markup_break_no_paragraph() -> None:
    assert article(html="<p>One\nline</p>\n\n<p>Two</p>").text == "One line\n\nTwo"


def test_what_the_text_says_of_markup_is_text() -> None:
    made = article(text="Use <b> & </b>.\n<script>alert(1)</script>")
    assert made.text == "Use <b> & </b>.\n\n<script>alert(1)</script>"
    assert made.html.startswith("<p>Use &lt;b&gt; &amp; &lt;/b&gt;.</p>")


@pytest.mark.survives("H11", "H12")
@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<div>" * 60_000 + "KEEP", "markup-too-deep"),
        ("<p>KEEP " + "word " * 1_000_000, "body-cut"),
        ("KEEP" + "&" * 500_000, "markup-too-deep"),
        ("<b>KEEP" + "<i>" * 300, "markup-too-deep"),
    ],
)
def test_heavy_bodies_keep_their_text_and_are_named(html: str, code: str) -> None:
    made, found = normalised(title="Headline", html=html)
    assert made is not None
    assert "KEEP" in made.text
    assert len(made.text) <= 1_000_000
    assert code in found


@pytest.mark.survives("U01", "U08")
@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("javascript:alert(1)", "bad-url"),
        ("/relative", "bad-url"),
        ("http://[::1", "bad-url"),
        ("https://news.example/" + "a" * 9_000, "bad-url"),
        ("http://192.168.0.1/a", "private-url"),
        ("http://localhost/a", "private-url"),
    ],
)
def test_an_article_stays_without_a_link_that_leads_nowhere(url: str, code: str) -> None:
    made, found = normalised(title="Headline", text="Story.", url=url)
    assert made is not None
    assert (made.url, found) == (None, [code])


def test_a_picture_of_a_site_nobody_named_is_left_out_and_told() -> None:
    made, found = normalised(title="A", text="B.", images=[Image("/img/a.jpg", "The bridge")])
    assert made is not None
    assert (made.images, found) == ((), ["bad-url"])


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://n.example/news/%D8%B4%D8%A7%D8%B1%D8%B9-%D9%83%D8%A8%D9%8A%D8%B1/", "شارع كبير"),
        ("https://n.example/2024/the-harbour_opens.html?x=a-b", "the harbour opens"),
        ("https://n.example/a/1234", "n.example/a/1234"),
        ("https://n.example/", "n.example"),
    ],
)
def test_a_title_made_of_an_address_is_in_words(url: str, title: str) -> None:
    assert article(title="", text="", url=url).title == title


def test_an_author_known_by_mail_alone() -> None:
    authors = ["jane.roe@n.example", "newsdesk@n.example", "news.desk@n.example"]
    assert article(authors=authors).authors == (Person("Jane Roe"),)


@pytest.mark.survives("U13")
def test_images_follow_the_rules_of_links() -> None:
    made = article(
        url=URL,
        images=[
            Image("b.png"),
            Image("https://u:p@cdn.example/c.png?utm_source=x"),
            Image("javascript:alert(1)", "<b>Cap</b>tion", "AFP\n"),
            Image("data:image/png;base64,xx"),
            Image("b.png"),
        ],
    )
    assert made.images == (
        Image("https://news.example/2024/b.png"),
        Image("https://cdn.example/c.png"),
        Image(None, "Cap tion", "AFP"),
    )
    assert codes(images=[Image(f"https://a.example/{n}.png") for n in range(51)]) == ["images-cut"]


@pytest.mark.survives("R05", "H07")
@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Jane Roe <jane@news.example>", "Jane Roe"),
        ("jane@news.example (Jane Roe)", "Jane Roe"),
        ("Jane &lt;jane@news.example&gt;", "Jane"),
        ("Jane Roe (AFP)", "Jane Roe (AFP)"),
        ("BY JANE ROE", "JANE ROE"),
        ("Von Anna Müller", "Anna Müller"),
        ("von Storch", "von Storch"),
        ("Łucja Żak", "Łucja Żak"),
        ("<script>alert(1)</script>Eve", "alert(1) Eve"),
        ("\u202eeve\x00", "eve"),
    ],
)
def test_authors(said: str, name: str) -> None:
    assert article(authors=[said]).authors == (Person(name),)


def test_what_is_no_name_is_no_author() -> None:
    nobody = ["", " ", "jane@news.example", "https://facebook.example/x", "\u200b", "<br>"]
    assert article(authors=nobody).authors == ()
    assert article({"author": "The desk"}, authors=nobody).authors == (Person("The desk"),)


@pytest.mark.survives("T13", "T20")
def test_labels_are_short_plain_lines() -> None:
    made = article(
        {"sections": ("From config",)},
        sections=["World\nNews", "World News", "\u202eevil", "<b>Sport</b>", "", "\u0301"],
        tags=["NULL", "x" * 300, "a, b"],
    )
    assert made.sections == ("World News", "evil", "Sport", "From config")
    assert made.tags == ("NULL", "x" * 99 + "…", "a, b")
    assert codes(tags=[str(n) for n in range(101)]) == ["labels-cut"]
    assert len(article(tags=[str(n) for n in range(5_000)]).tags) == 100


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("en", "en"),
        ("EN_us", "en-US"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("sr-Latn", "sr-Latn"),
        (" pt-br ", "pt-BR"),
        ("English", None),
        ("xx", None),
        ("<b>", None),
        ("en\n", "en"),
        ("", None),
        (None, None),
    ],
)
def test_languages(said: str | None, language: str | None) -> None:
    assert article(language=said).language == language
    assert article({"language": "fr"}, language=said).language == (language or "fr")


@pytest.mark.survives("D07", "D09", "D16")
def test_dates_that_cannot_be() -> None:
    assert codes(published="someday") == ["bad-date"]
    assert codes(published="03/04/2024") == ["ambiguous-date"]
    assert codes(published="2024-03-29 10:00 IST") == ["zone-guessed"]
    assert codes(published="  ") == []
    assert article(published="someday").published is None
    future, found = normalised(title="Headline", text="Story.", published="2099-01-01T00:00:00Z")
    assert found == ["future-date"]
    assert future is not None
    assert str(future.published) == "2099-01-01T00:00:00Z"
    assert codes(published="2026-01-22T11:59:00Z") == []
    earlier = article(published="2024-03-29T10:00:00Z", updated="2024-03-28T10:00:00Z")
    assert earlier.updated is None
    same_day = article(published="2024-03-29T10:00:00Z", updated="2024-03-29")
    assert str(same_day.updated) == "2024-03-29"


def test_settings_of_the_source_decide_about_dates() -> None:
    made = article({"timezone": "Asia/Riyadh", "day_first": True}, published="03/04/2024 10:00")
    assert str(made.published) == "2024-04-03T07:00:00Z"


@pytest.mark.survives("T17", "R07")
def test_findings_repeat_no_controls_and_no_secrets() -> None:
    said: list[str] = []
    source = Source(name="Wire", files=("x",))
    maker = Normaliser(source, now=NOW, report=Report(lambda problem: said.append(str(problem))))
    maker.article(
        Record(
            origin=ORIGIN,
            text="Story.",
            title="\x1b[31mred\n" + "x" * 600,
            published="\x1b[2Jbad\u202e" + "y" * 300,
            url="ftp://ana:hunter2@news.example/\x1b",
            authors=["\x07"],
        )
    )
    assert len(said) == 4
    for line in said:
        assert line.isprintable()
        assert len(line) < 200
        assert "hunter2" not in line


@pytest.mark.survives("U14", "H13")
def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    dtd = (
        '<!DOCTYPE x SYSTEM "http://evil.example/x.dtd" [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    )
    made = article(url=URL, html=f"{dtd}<img src=http://evil.example/x.png><p>&e;</p>")
    assert made.text.endswith("&e;")
    assert "root:" not in made.html


def promises(made: Article) -> None:
    """Everything the docstrings of `Article` and its parts say."""
    texts = [made.title, made.summary, made.text, made.html, made.place or "", made.publisher or ""]
    texts += [*made.sections, *made.tags, *(person.name for person in made.authors)]
    texts += [part for image in made.images for part in (image.caption, image.credit)]
    element = etree.Element("x")
    for said in texts:
        element.text = said
        assert not any(c < " " and c not in "\n\t" for c in said)
        assert not set(said) & set("\u202a\u202b\u202c\u202d\u202e\x7f\x85\ufeff")
        assert text.clean(said) == said
    for line in (made.title, *made.sections, *made.tags, *(p.name for p in made.authors)):
        assert line
        assert line == " ".join(line.split())
    assert len(made.title) <= 500
    urls = [made.url, *(image.url for image in made.images)]
    assert all(url is None or (url.isascii() and url.startswith("http")) for url in urls)
    assert all(
        when is None or when.instant.tzinfo is UTC for when in (made.published, made.updated)
    )
    assert all(not w.instant.microsecond for w in (made.published, made.updated) if w)
    assert markup.sanitise(made.html, base=None) == made.html
    assert made.id.isascii()
    assert made.id.startswith("urn:uuid:")
    assert made.keys


hostile = st.text(max_size=8) | st.sampled_from(
    [
        *(
            "\x00",
            "\ud800",
            "\ufffe",
            "\u202e",
            "\u2067",
            "<b>",
            "</p>",
            "<script>",
            "&lt;",
            "&#1;",
            "\r\n",
        ),
        *(
            "javascript:",
            "https://news.example/",
            "//x.example",
            "2024-03-29",
            "10:00",
            "March",
            "en",
            "By ",
        ),
        *(
            "<img src=x>",
            "a@b.example",
            "<!--",
            "word ",
            "e\u0301",
            "👩\u200d",
            "🇫",
            "]]>",
            "{{7*7}}",
            "NULL",
        ),
    ]
)
anything = st.lists(hostile, max_size=5).map("".join)
maybe = st.none() | anything
pictures = st.builds(Image, url=maybe, caption=anything, credit=anything)


@pytest.mark.survives("T01", "T02", "T03", "T13", "H05", "H07", "M09")
@settings(deadline=None, max_examples=200)
@given(
    st.builds(
        Record,
        origin=st.just(ORIGIN),
        **dict.fromkeys(
            "url title summary text html published updated language place".split(), maybe
        ),
        id=maybe,
        publisher=maybe,
        authors=st.lists(anything, max_size=3),
        sections=st.lists(anything, max_size=3),
        tags=st.lists(anything, max_size=3),
        images=st.lists(pictures, max_size=2),
    )
)
def test_any_record_becomes_a_sound_article_or_is_refused_by_name(record: Record) -> None:
    report = Report()
    source = Source(name="Wire", files=("x",), base_url="https://news.example/")
    made = Normaliser(source, now=NOW, report=report).article(record)
    assert report.refused == (made is None)
    if made:
        promises(made)
