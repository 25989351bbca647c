"""What pages say of their articles: titles, dates, authors, tags, addresses, pictures."""

import json

import pytest

from feedgen_news.loaders.html import jsonld
from feedgen_news.loaders.html.naming import without_site
from feedgen_news.model import Image
from tests.webpages import PROSE, ld, page, record


def meta(**named):
    """`og_title="x"` as the tag og:title."""
    return "".join(
        f'<meta property="{name.replace("_", ":", 1)}" content="{value}">'
        for name, value in named.items()
    )


def named(name, content):
    return f'<meta name="{name}" content="{content}">'


def article(**fields):
    return ld(json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **fields}))


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        (article(headline="By JSON-LD") + meta(og_title="By og"), "Another", "By JSON-LD"),
        (article(headline="Tom &amp;amp; Jerry"), "Another", "Tom & Jerry"),
        (meta(og_title="By og"), "By h1", "By og"),
        (meta(og_title="By h1 | The Wire"), "By h1", "By h1"),
        (meta(og_title="Wide - The Wire", og_site_name="The Wire"), "", "Wide"),
        (meta(og_site_name="The Wire", og_title="The Wire"), "By h1", "By h1"),
        (article(headline="Harbour opens for…"), "Harbour opens for all of us", None),
        (meta(og_title="For people") + article(headline="T - T"), "", "T - T"),
        ("", "By h1", "By h1"),
        ("", "", "Harbour"),
    ],
)
def test_titles(head, heading, title):
    source = (
        f"<html><head><title>Harbour</title>{head}</head>"
        f"<body><article><h1>{heading}</h1>{PROSE}</article></body></html>"
    )
    assert record(source).title == (title or heading)


def test_og_title_is_the_headline_where_all_others_are_one_and_it_is_not():
    same = article(headline="Harbour opens") + meta(og_title="Where ships meet again")
    assert record(page(same)).title == "Where ships meet again"
    shorter = article(headline="Harbour opens after years") + meta(og_title="Harbour opens")
    assert record(page(shorter, title="Harbour opens after years")).title == (
        "Harbour opens after years"
    )


@pytest.mark.parametrize(
    ("title", "sites", "short"),
    [
        ("Harbour opens | World | The Wire", {"the wire", "world"}, "Harbour opens"),
        ("The Wire: Harbour opens", set(), "The Wire: Harbour opens"),
        ("The Wire | Harbour opens", {"the wire"}, "Harbour opens"),
        ("Ships - and men", {"the wire"}, "Ships - and men"),
        ("한국 항구-정치ㅣ한국일보", {"한국일보", "정치"}, "한국 항구"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_a_title(title, sites, short):
    assert without_site(title, sites) == short


SAILTHRU = '<meta name="sailthru.date" content="2024-03-29T10:15+01:00">'
UPDATED = '<time class="updated" datetime="2024-04-01">x</time>'


@pytest.mark.parametrize(
    ("head", "body", "published"),
    [
        (article(datePublished="2024-03-29T10:15:00+03:00"), "", "2024-03-29T10:15:00+03:00"),
        (article(datePublished="2024-03-29") + meta(article_published_time="2024-03-29T10:15Z"),
         "", "2024-03-29T10:15Z"),
        (article(datePublished="2024-03-29") + meta(article_published_time="2024-04-30T10:15Z"),
         "", "2024-03-29"),
        (meta(article_published_time="2024-03-29 10:15") + SAILTHRU, "", "2024-03-29T10:15+01:00"),
        (SAILTHRU, "", "2024-03-29T10:15+01:00"),
        (meta(article_published_time="2024-03-29 10:15"), "", "2024-03-29 10:15"),
        ('<meta itemprop="datePublished" content="2024-03-29T10:15Z">', "", "2024-03-29T10:15Z"),
        ("", '<time datetime="2024-03-29T10:15:00Z">Friday</time>', "2024-03-29T10:15:00Z"),
        ("", UPDATED + '<time class="published" datetime="2024-03-29">x</time>', "2024-03-29"),
        ("", '<span class="article-date">Stand: 29.03.2024, 10:15 Uhr</span>', "29.03.2024 10:15"),
        ("", '<p class="pubDate">29 March 2024</p>', "29 March 2024"),
        (meta(article_published_time="soon"), "", None),
        ("", "", None),
    ],
)  # fmt: skip
def test_dates(head, body, published):
    assert record(page(head, body)).published == published


def test_three_dates_and_the_one_that_says_published_is_it():
    head = article(dateModified="2024-04-02T08:00:00Z", datePublished="2024-03-29T10:15:00Z")
    found = record(page(head, '<time datetime="2019-01-01">related</time>'))
    assert (found.published, found.updated) == ("2024-03-29T10:15:00Z", "2024-04-02T08:00:00Z")


def test_a_date_in_the_address_is_the_last_resort():
    assert record(page(), url="https://n.example/2024/03/29/harbour").published == "2024-03-29"


def test_a_date_of_two_digits_after_day_and_month_is_a_year():
    body = page().replace("</h1>", "</h1><div>Fr 29.03.24 | 10:15 Uhr</div>")
    assert record(body).published == "29.03.2024 10:15"


@pytest.mark.parametrize(
    ("head", "body", "authors"),
    [
        (article(author={"@type": "Person", "name": "Jane Roe"}), "", ["Jane Roe"]),
        (article(author=[{"name": "Jane Roe"}, {"name": "Li Wei"}]), "", ["Jane Roe", "Li Wei"]),
        (article(author="By Jane Roe and Li Wei"), "", ["Jane Roe", "Li Wei"]),
        (article(author="Von Jane Roe, Lille"), "", ["Jane Roe"]),
        (article(author={"givenName": "Jane", "familyName": "Roe"}), "", ["Jane Roe"]),
        (article(author="Jane Roe (jro)"), "", ["Jane Roe"]),
        (article(author="Di Stefano"), "", ["Di Stefano"]),
        (named("author", "Jane Roe") + named("author", "(Image: Getty)"), "", ["Jane Roe"]),
        (article(author=None) + '<meta name="author" content="Jane Roe">', "", ["Jane Roe"]),
        (article(author={"name": "The Wire"}, publisher={"name": "The Wire"})
         + '<meta name="author" content="Jane Roe">', "", ["Jane Roe"]),
        (article(author={"name": "The Wire"}, publisher={"name": "The Wire"}), "", ["The Wire"]),
        (named("author", "jane@n.example") + named("article:author", "https://n.example/jane")
         + named("parsely-author", "Jane Roe"), "", ["Jane Roe"]),
        (named("twitter:label1", "Written by") + named("twitter:data1", "Jane Roe"), "",
         ["Jane Roe"]),
        ("", '<span itemprop="author">Jane Roe</span>', ["Jane Roe"]),
        ("", '<a rel="author" href="/jane">JR</a>', ["JR"]),
        ("", '<div class="c-byline">By Jane Roe</div>', ["Jane Roe"]),
        ("", '<div class="author-teaser">All our authors at a glance: 5</div>', []),
        ("", "", []),
    ],
)  # fmt: skip
def test_authors(head, body, authors):
    assert record(page(head, body)).authors == authors


def test_a_byline_in_words_is_the_last_resort():
    source = page().replace("</h1>", "</h1><p>Von Jane Roe und Li Wei</p>")
    found = record(source, fast=True)
    assert found.authors == ["Jane Roe", "Li Wei"]
    assert "Von Jane" not in (found.html or "")


@pytest.mark.parametrize(
    ("head", "body", "tags"),
    [
        (article(keywords=["Ports", "Ships"]) + '<meta name="keywords" content="a,b">', "",
         ["Ports", "Ships"]),
        (article(keywords="Ports, Ships"), "", ["Ports", "Ships"]),
        (article(keywords="Old Town Ports Big Ships") + named("keywords", "Ports,Big Ships"), "",
         ["Ports", "Big Ships"]),
        (article(keywords=["Day: Friday", "WC: 1000", "Subject: Ports"]), "", ["Ports"]),
        (article(keywords=["topic/ports", "place/old town"]), "", ["ports", "old town"]),
        (article(keywords=["8ae9ab2d-fe1b-4230-acb8-a59b52877682", "Category: News", "Ports"]), "",
         ["Ports"]),
        (named("article:tag", "Ports") + named("article:tag", "Ships"), "", ["Ports", "Ships"]),
        (named("news_keywords", "Ports;Ships") + named("article:tag", "x"), "", ["Ports", "Ships"]),
        ('<meta name="keywords" content="深空探测 航天技术">', "", ["深空探测", "航天技术"]),
        ("", '<ul><li><a rel="tag" href="/t/1">Ports</a></li></ul>', ["Ports"]),
        ("", '<div class="article-tags"><a href="/1">#Ports</a><a href="/2">Ships</a></div>',
         ["Ports", "Ships"]),
        ("", '<nav class="tags"><a href="/1">Sport</a></nav>', []),
    ],
)  # fmt: skip
def test_tags(head, body, tags):
    assert record(page(head, body)).tags == tags


def test_sections_language_place_summary_and_publisher():
    head = article(
        articleSection=["World", "Trade"],
        inLanguage="fr",
        dateline="Oldtown",
        description="What happened &amp; why.",
        publisher={"@type": "Organization", "name": "The Wire"},
    )
    found = record(page(head, lang="en-GB"))
    assert found.sections == ["World", "Trade"]
    assert (found.language, found.place, found.publisher) == ("en-GB", "Oldtown", "The Wire")
    assert found.summary == "What happened & why."
    assert record(page(meta(article_section="World"))).sections == ["World"]


@pytest.mark.parametrize(
    ("canonical", "fetched", "url"),
    [
        ("https://n.example/a-1", None, "https://n.example/a-1"),
        ("https://n.example/a-1", "https://n.example/a-1?x=1", "https://n.example/a-1"),
        ("/a-1", "https://n.example/b", "https://n.example/a-1"),
        ("https://n.example/", "https://n.example/a-1", "https://n.example/a-1"),
        ("https://n.example/", None, None),
        ("https://n.example/index.html", None, None),
        ("https://n.example/de/", None, None),
        ("https://n.example/?p=7", None, "https://n.example/?p=7"),
        ("https://n.example/world", "https://n.example/world/x-y", "https://n.example/world/x-y"),
        ("https://n.example/s-1", "https://n.example/s-1/amp", "https://n.example/s-1"),
        ("javascript:alert(1)", "https://n.example/a-1", "https://n.example/a-1"),
        ("http://[", None, None),
        ("", None, None),
    ],
)  # fmt: skip
@pytest.mark.survives("Z17")
def test_the_address_is_the_articles_own(canonical, fetched, url):
    head = f'<link rel="canonical" href="{canonical}">'
    assert record(page(head), url=fetched).url == url


@pytest.mark.survives("Z17")
def test_a_home_page_as_canonical_of_all_does_not_make_them_one():
    head = '<link rel="canonical" href="https://n.example/">'
    own = [record(page(head + meta(og_url=f"https://n.example/{n}-x"))).url for n in (1, 2)]
    assert own == ["https://n.example/1-x", "https://n.example/2-x"]


def test_the_lead_picture_with_caption_and_credit():
    head = meta(og_image="https://n.example/img/harbour-1234.jpg?w=1200")
    body = (
        "<figure><img src='/img/other-99.jpg'><figcaption>Another one</figcaption></figure>"
        "<figure><img src='/img/harbour-1234.jpg?w=600'><figcaption>The quay on Friday."
        " <span class='credit'>Photo: Jane Roe</span></figcaption></figure>"
    )
    assert record(page(head, body)).images == [
        Image("https://n.example/img/harbour-1234.jpg?w=1200", "The quay on Friday.", "Jane Roe")
    ]
    of_data = article(image={"url": "https://n.example/a.jpg", "caption": "A quay"})
    assert record(page(of_data)).images == [Image("https://n.example/a.jpg", "A quay")]


GOOD = {"@type": "NewsArticle", "headline": 'He said "no"', "datePublished": "2024-03-29"}
HEAD = '"@type":"NewsArticle","headline":"He said \\"no\\""'
DATE = '"datePublished":"2024-03-29"'
WHOLE = f"{{{HEAD},{DATE}}}"


@pytest.mark.parametrize(
    "block",
    [
        WHOLE,
        f"{{{HEAD},{DATE},}}",
        f"{{{HEAD}, ,,{DATE}}}",
        f"{{{HEAD}\n{DATE}}}",
        WHOLE.replace("\\", ""),
        f"<!-- {WHOLE} -->",
        f"//<![CDATA[\n{WHOLE}\n//]]>",
        f'{{"@type":"WebSite"}}{WHOLE}',
        f'{{"@type":"WebSite"}},\n{WHOLE};',
        WHOLE.replace('"', "&quot;"),
        f'{{"@graph":[{{"@type":"WebPage"}},{WHOLE}]}}',
        f"[[{WHOLE}]]",
        WHOLE.replace('"NewsArticle"', '["Thing","NewsArticle"]'),
        f'{{"@type":"WebPage","mainEntity":{WHOLE.replace("News", "http://schema.org/News")}}}',
    ],
)
def test_json_ld_is_read_however_broken(block):
    found = jsonld.article([block])
    assert {key: found[key] for key in ("headline", "datePublished")} == {
        "headline": 'He said "no"',
        "datePublished": "2024-03-29",
    }


def test_json_ld_with_line_breaks_and_control_characters_in_strings():
    found = jsonld.article(['{"@type":"NewsArticle","headline":"One\ntwo\tthree \x01"}'])
    assert found["headline"] == "One\ntwo\tthree \x01"


def test_json_ld_beyond_mending_gives_the_fields_it_shows():
    found = jsonld.article(['{"@type":"NewsArticle","headline":"Harbour", "author": {]]'])
    assert found == {"@type": "Article", "headline": "Harbour"}


def test_references_in_json_ld_are_followed_across_blocks():
    blocks = [
        '{"@type":"NewsArticle","headline":"H","author":{"@id":"#jane"}}',
        '{"@graph":[{"@id":"#jane","@type":"Person","name":"Jane Roe"}]}',
    ]
    assert jsonld.article(blocks)["author"]["name"] == "Jane Roe"


@pytest.mark.parametrize(
    "block", ["", "null", "[]", "[" * 100_000, '"x"', "7", '{"@type":"Organization"}', "\\" * 99]
)
def test_json_ld_without_an_article(block):
    assert jsonld.article([block]) == {}


def test_the_article_is_preferred_to_what_stands_beside_it():
    video = '{"@type":"VideoObject","name":"V","datePublished":"2020-01-01"}'
    assert jsonld.article([video, json.dumps(GOOD)]) == GOOD


def test_the_kinds_of_things_a_page_speaks_of():
    assert jsonld.types(['{"@graph":[{"@type":"CollectionPage"},{"@type":["A","B"]}]}']) == {
        "collectionpage",
        "a",
        "b",
    }
