"""Web pages: their text, their encodings, what is no article, and what is hostile."""

import builtins
import pickle
import re

import pytest

from feedgen_news.config.sources import Source
from feedgen_news.loaders import FORMATS, Dump, load
from feedgen_news.loaders.content import HEAD, Head
from feedgen_news.loaders.html import MAX_PAGE, Page, depth, record_of
from feedgen_news.model import Origin, Record
from feedgen_news.problems import MissingExtraError, Problem, Report
from tests.webpages import PARAGRAPHS, PROSE, ld, page, read, record

BOTH = pytest.mark.parametrize("fast", [False, True])


def lines(found):
    """The text of a record's markup, a block a line."""
    text = re.sub(r"<[^>]+>", "", (found.html or "").replace("\n", "").replace("</", "\n</"))
    return [line.strip() for line in text.split("\n") if line.strip()]


def loaded(tmp_path, data, *, name="a.html", **settings):
    file = tmp_path / name
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    problems: list[Problem] = []
    source = Source(name="wire", files=("*",), **settings)
    found = list(load(Dump(name, file), source=source, report=Report(problems.append)))
    return found, problems


@BOTH
def test_the_text_is_the_article_and_nothing_beside_it(fast):
    around = (
        '<html><body><nav><ul><li><a href="/">Home</a></li></ul></nav>'
        f"<article><h1>Harbour opens</h1><p>By Jane Roe</p><p>29 March 2024</p>{PROSE}"
        '<p>Read more: <a href="/x">Ships are back at the quay</a></p>'
        '<p><a href="/y">A link to another article, and nothing else at all</a></p>'
        "<p>© 2024 The Wire. All rights reserved.</p></article>"
        f'<div class="comments"><p>{"I was there and saw it. " * 3}</p></div>'
        "<footer><p>Imprint, terms of use, and whatever else stands in a footer.</p></footer>"
        "</body></html>"
    )
    found = record(around, fast=fast)
    assert lines(found) == list(PARAGRAPHS)


@BOTH
def test_headings_and_lists_stay_what_they_are(fast):
    body = "<h2>What next</h2><p>The council meets again in the week after the next one.</p>"
    body += "<ul><li>Ships that are longer than the quay</li><li>Boats of all kinds</li></ul>"
    body += "<p>And then there will be a vote about everything that was said before it.</p>"
    html = record(page(body=body), fast=fast).html or ""
    assert "<h2>What next</h2>" in html
    assert re.search(r"<ul>\s*<li>Ships that are longer than the quay</li>", html)


def test_links_of_the_text_are_absolute_where_the_page_names_a_base():
    body = (
        '<p>More of it stands in <a href="more.html" class="x">the report</a> of the council.</p>'
    )
    found = record(page('<base href="https://n.example/deep/">', body), url="https://n.example/a-1")
    assert '<a href="https://n.example/deep/more.html">the report</a>' in (found.html or "")


def test_posts_of_others_that_are_embedded_are_left_out():
    tweet = (
        '<blockquote class="twitter-tweet"><p>What a day it was at the harbour!</p></blockquote>'
    )
    assert "What a day" not in (record(page(body=tweet)).html or "")


@BOTH
def test_the_standfirst_comes_with_the_text(fast):
    said = "Nine years late, but it is there: what the old town can do with its harbour now."
    head = f'<meta name="description" content="{said}">'
    source = page(head).replace("<article>", f'<div class="lead">{said}</div><article>')
    assert lines(record(source, fast=fast))[0] == said


def test_a_summary_that_the_page_does_not_show_is_no_part_of_the_text():
    head = '<meta name="description" content="A summary for machines that nobody is shown here.">'
    assert lines(record(page(head))) == list(PARAGRAPHS)


@BOTH
def test_pages_without_paragraphs(fast):
    text = "<br><br>".join(PARAGRAPHS)
    source = f"<html><body><form><h1>Harbour opens</h1><div>{text}</div></form></body></html>"
    found = " ".join(lines(record(source, fast=fast)))
    assert all(line in found for line in PARAGRAPHS)


@BOTH
def test_the_text_of_json_ld_where_the_page_shows_none(fast):
    body = " ".join(PARAGRAPHS * 3)
    data = ld(f'{{"@type":"NewsArticle","headline":"H","articleBody":"{body}"}}')
    source = f"<html><head>{data}</head><body><div id='app'></div></body></html>"
    found = record(source, fast=fast)
    assert lines(found) == [body]


def test_the_text_that_only_a_script_holds():
    inner = PROSE.replace("<", "\\\\u003c").replace("\n", "\\\\n")
    script = f'self.push([1,"{{\\"id\\":1,\\"body\\":\\"{inner}\\"}}"])'
    source = f"<html><head><title>X</title></head><body><script>{script}</script></body></html>"
    assert lines(record(source)) == list(PARAGRAPHS)


ACCENTED = page(body="<p>Café zürich „Größe“</p>")


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (ACCENTED.encode("utf-8"), "iso-8859-1"),
        (ACCENTED.replace("utf-8", "iso-8859-1").encode("utf-8"), None),
        (ACCENTED.encode("cp1252"), "windows-1252"),
        (ACCENTED.replace("utf-8", "latin-1").encode("cp1252"), None),
        (ACCENTED.encode("cp1252"), "utf-8"),
        (ACCENTED.encode("utf-16"), None),
        (ACCENTED.encode("utf-16-le"), None),
        (b"\xef\xbb\xbf" + ACCENTED.encode(), "latin-1"),
        (b'<?xml version="1.0" encoding="windows-1252"?>'
         + ACCENTED.replace('<meta charset="utf-8">', "").encode("cp1252"), None),
    ],
)  # fmt: skip
@pytest.mark.survives("Z17")
def test_a_page_is_read_in_its_encoding_even_if_it_lies(data, charset):
    assert "Café zürich „Größe“" in (record(data, charset=charset).html or "")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("港口在九年后重新开放，人们在雨中庆祝。" * 5, "gb18030"),
        ("九年ぶりに港が開かれ、雨の中で人々が祝った。" * 5, "shift_jis"),
        ("Гавань открыта спустя девять лет, люди праздновали под дождём. " * 5, "windows-1251"),
    ],
)
def test_encodings_that_nobody_names_are_guessed(text, encoding):
    data = f"<html><head><title>X</title></head><body><p>{text}</p>{PROSE}".encode(encoding)
    assert text.strip() in (record(data).html or "")


@BOTH
@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("", "no prose"),
        ("<html><frameset cols='50,50'><frame src='a'></frameset></html>", "no prose"),
        ("<html><head><title>Harbour opens</title></head></html>", "no prose"),
        ("<html><body>" + '<div class="a"></div>' * 2_000 + "</body></html>", "no prose"),
        ("<title>Menu</title><h1>One</h1><h1>Two</h1><p>A few words.</p>", "no prose"),
        (f"<html><head><title>404 Not Found</title></head><body>{PROSE}", "an error"),
        (f"<html><head><title>Just a moment...</title></head><body>{PROSE}", "an error"),
        (page('<link rel="canonical" href="https://n.example/">' + ld('{"@type":"WebSite"}')),
         "the front page"),
        (page(ld('{"@type":"CollectionPage"}')), "a list"),
        (f'<html><head><meta property="og:type" content="website"></head><body>{PROSE}',
         "no sign"),
        (b"<html>" + bytes(range(32)) * 100, "binary data"),
    ],
)  # fmt: skip
@pytest.mark.survives("Z17")
def test_what_is_no_article(source, why, fast):
    found = read(source, fast=fast, url=None)
    assert isinstance(found, Problem)
    assert found.code == "not-an-article"
    assert found.detail.startswith(why)
    assert found.raw == (source if isinstance(source, bytes) else source.encode())


@BOTH
def test_a_notice_below_one_heading_is_an_article(fast):
    found = record(
        "<title>Notice | Post</title><h1>Notice</h1><p>The harbour is closed on Friday.</p>",
        fast=fast,
    )
    assert found.title == "Notice"
    assert "The harbour is closed on Friday." in (found.html or "")


LINKS = "".join(f'<li><a href="{n}.html">Ships are back at quay {n}</a>{{}}</li>' for n in range(9))


@BOTH
@pytest.mark.parametrize("beside", ["", " (4 March)", " 2024-03-04"])
@pytest.mark.parametrize("heading", ["<h1>Lune Post - news</h1>", "<h1>News</h1>", ""])
def test_a_list_of_links_is_no_article(heading, beside, fast):
    found = read(
        f"<html><head><title>Lune Post - news</title></head><body>{heading}"
        f"<ul>{LINKS.replace('{}', beside)}</ul></body></html>",
        fast=fast,
    )
    assert isinstance(found, Problem)
    assert found.detail in {"a list of links", "no prose"}


@BOTH
def test_a_notice_with_links_in_its_words_is_an_article(fast):
    found = record(
        "<title>Notice</title><h1>Notice</h1><p>The <a href='/h'>harbour</a> is closed on Friday"
        " for ships of every size, says the <a href='/m'>mayor</a>.</p>",
        fast=fast,
    )
    assert "is closed on Friday" in (found.html or "")


def test_a_front_page_by_the_address_it_was_fetched_from():
    found = read(page(), url="https://n.example/")
    assert isinstance(found, Problem)
    assert found.detail == "the front page of a site"


def test_an_article_behind_a_wall_keeps_its_headline_and_summary():
    head = ld('{"@type":"NewsArticle","headline":"Harbour opens","description":"In short."}')
    source = f"<html><head>{head}</head><body><p>Subscribe to read.</p></body></html>"
    assert (record(source).title, record(source).summary) == ("Harbour opens", "In short.")


DEEP = 60_000
HOSTILE = {
    "deep": "<div>" * DEEP + PROSE + "</div>" * DEEP,
    "unclosed": "<b><i>" * DEEP + PROSE,
    "lists": "<ul><li>" * 10_000 + PROSE,
    "huge attribute": f'<p title="{"x" * 2_000_000}">hello</p>{PROSE}',
    "attributes": f"<p {' '.join(f'a{n}=1' for n in range(5_000))}>hello</p>{PROSE}",
    "less than": PROSE + "<" * 50_000,
    "comments": PROSE + "<!--" * 5_000,
    "entities": PROSE + "<p>&a;&#xD800;&#0;&#xFFFF;</p>",
    "links": PROSE + '<p><a href="http://[">a link that leads nowhere</a> but has a text</p>',
    "base": f'<base href="http://[">{PROSE}<p><a href="x">some link</a> and a sentence of it</p>',
    "JSON-LD": ld('{"@type":"NewsArticle","headline":"' + '"' * 50_000) + PROSE,
    "JSON-LD, open": ld("[" * 50_000) + PROSE,
    "JSON-LD, glued": ld("{}" * 20_000) + PROSE,
    "JSON-LD, comments": ld("<!--" * 50_000 + "-->" * 50_000) + PROSE,
    "script": PROSE + '<script>"' + 'a\\"' * 100_000 + "</script>",
    "names": PROSE + f'<meta name="author" content="{"By " * 50_000}">',
    "keywords": PROSE + f'<meta name="keywords" content="{"a," * 50_000}">',
    "doctype": f'<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]>{PROSE}<p>&a;</p>',
}


@BOTH
@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.survives("Z17", "H11", "H12", "H13")
def test_hostile_pages_keep_their_text(name, fast):
    found = record(HOSTILE[name], fast=fast)
    assert [line for line in lines(found) if line in PARAGRAPHS] == list(PARAGRAPHS)
    assert "root:" not in (found.html or "")


def test_a_page_that_is_too_large_is_refused_by_name():
    found = record_of(Page(b"<html>" + b" " * MAX_PAGE, Origin("a.html")))
    assert isinstance(found, Problem)
    assert found.code == "record-too-large"


def test_a_script_in_the_title_is_text():
    found = record(page(title="&lt;script&gt;alert(1)&lt;/script&gt;"))
    assert found.title == "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!DOCTYPE html><html>", True),
        ("\n<!-- saved --><HTML lang=en>", True),
        ('<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">', True),
        ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', True),
        ("<article><p>One.</p></article>", True),
        ('<?xml version="1.0"?><rss>', False),
        ("<p> is an element of HTML.", False),
        ("Harbour opens\n<p>One.</p>", False),
        ('{"html": "<html>"}', False),
    ],
)
def test_recognition(text, expected):
    head = Head("a", text.encode()[:HEAD], "utf-8", text)
    assert FORMATS["html"].recognise(head) is expected


@pytest.mark.parametrize("extract", ["full", "fast"])
def test_a_saved_page_is_one_record(tmp_path, extract):
    found, problems = loaded(tmp_path, page(), extract=extract)
    assert [one.title for one in found] == ["Harbour opens"]
    assert problems == []
    assert lines(found[0]) == list(PARAGRAPHS)


def test_a_page_that_is_none_goes_to_the_report_with_its_bytes(tmp_path):
    found, problems = loaded(tmp_path, "<html><head><title>x</title></head></html>")
    assert found == []
    assert [(one.code, one.raw) for one in problems] == [
        ("not-an-article", b"<html><head><title>x</title></head></html>")
    ]


def test_xhtml_is_a_page_and_no_xml(tmp_path):
    found, problems = loaded(tmp_path, '<?xml version="1.0" encoding="utf-8"?>' + page())
    assert len(found) == 1
    assert problems == []


def test_the_encoding_of_the_source_holds_for_pages(tmp_path):
    source = page(body="<p>Größe</p>").replace('<meta charset="utf-8">', "")
    found, _ = loaded(tmp_path, source.encode("cp850"), encoding="cp850")
    assert "Größe" in (found[0].html or "")


def test_a_missing_library_is_named_by_its_extra(monkeypatch):
    real = builtins.__import__

    def missing(name, *rest):
        if name.endswith("loaders.html") and rest[2] == ("page",):
            raise ImportError(name, name="selectolax")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(MissingExtraError, match="html"):
        record_of(Page(page().encode(), Origin("a.html")))


def test_pages_and_records_can_be_sent_to_another_process():
    sent = pickle.loads(pickle.dumps((record_of, Page(page().encode(), Origin("a.html")))))
    found = sent[0](sent[1])
    assert isinstance(found, Record)
    assert pickle.loads(pickle.dumps(found)) == found


@BOTH
def test_an_address_that_is_none_and_a_thousand_attributes(fast):
    flood = f"<p {' '.join(f'a{n}=1' for n in range(100_000))}>hello</p>"
    found = record(page(flood), url="https://[x/a/b", fast=fast)
    assert found.title


def test_attributes_beyond_reason_are_cut_off():
    flood = b"<p " + b" ".join(b"a%d=1" % n for n in range(20_000)) + b">hello</p>"
    picture = b'<img src="data:' + b"x" * 30_000 + b'">'
    assert depth.flat(flood).count(b"=") == 999
    assert depth.flat(picture) == picture
