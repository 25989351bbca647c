"""WordPress exports: which items are articles, and what is made of them."""

import pytest

from feedgen_news.loaders.xml.wordpress import body_of
from feedgen_news.model import Image
from tests.test_xml_loader import read


@pytest.fixture
def dump(tmp_path):
    return lambda data, **settings: read(tmp_path / "wxr.xml", data, **settings)


def wxr(*items, version="1.2", scheme="http", authors=True):
    people = (
        "<wp:author><wp:author_id>2</wp:author_id>"
        "<wp:author_login><![CDATA[jroe]]></wp:author_login>"
        "<wp:author_display_name><![CDATA[Jane Roe]]></wp:author_display_name></wp:author>"
    )
    export = f"{scheme}://wordpress.org/export/{version}/"
    return (
        f'<?xml version="1.0" encoding="UTF-8" ?>\n<rss xmlns:excerpt="{export}excerpt/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="{export}">\n<channel>\n'
        "<title>The Wire</title><link>https://n.example</link><language>en-GB</language>\n"
        f"<wp:wxr_version>{version}</wp:wxr_version>\n{people if authors else ''}\n"
        + "\n".join(items)
        + "\n</channel>\n</rss>"
    )


def post(
    number=1, *, kind="post", status="publish", content="<p>It opened.</p>", more="", dates=None
):
    dates = (
        "<pubDate>Fri, 29 Mar 2024 10:15:00 +0000</pubDate>"
        "<wp:post_date>2024-03-29 13:15:00</wp:post_date>"
        "<wp:post_date_gmt>2024-03-29 10:15:00</wp:post_date_gmt>"
        if dates is None
        else dates
    )
    return (
        f"<item><title>Post {number}</title><link>https://n.example/{number}/</link>"
        f"<dc:creator><![CDATA[jroe]]></dc:creator>{dates}"
        f'<guid isPermaLink="false">https://n.example/?p={number}</guid><description></description>'
        f"<content:encoded><![CDATA[{content}]]></content:encoded>"
        f"<excerpt:encoded><![CDATA[In short.]]></excerpt:encoded><wp:post_id>{number}</wp:post_id>"
        f"<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{more}</item>"
    )


def attachment(number, url):
    more = f"<wp:attachment_url>{url}</wp:attachment_url>"
    return post(number, kind="attachment", status="inherit", more=more)


def thumbnail(number):
    return (
        "<wp:postmeta><wp:meta_key>_edit_last</wp:meta_key><wp:meta_value>1</wp:meta_value>"
        "</wp:postmeta><wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key>"
        f"<wp:meta_value><![CDATA[{number}]]></wp:meta_value></wp:postmeta>"
    )


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_published_post(dump, version, scheme):
    labels = (
        '<category domain="category" nicename="world"><![CDATA[World]]></category>'
        '<category domain="post_tag" nicename="ports"><![CDATA[Ports & ships]]></category>'
        '<category domain="region" nicename="asia"><![CDATA[Asia]]></category>'
        '<category domain="post_format" nicename="x"><![CDATA[Image]]></category>'
        "<wp:post_modified_gmt>2024-03-30 08:00:00</wp:post_modified_gmt>"
        "<wp:comment><wp:comment_content>First!</wp:comment_content></wp:comment>"
    )
    (record,), problems = dump(wxr(post(more=labels), version=version, scheme=scheme))
    assert problems == []
    assert (record.title, record.url) == ("Post 1", "https://n.example/1/")
    assert (record.summary, record.html) == ("In short.", "<p>It opened.</p>")
    assert (record.authors, record.publisher, record.language) == (
        ["Jane Roe"],
        "The Wire",
        "en-GB",
    )
    assert (record.published, record.updated) == ("2024-03-29 10:15:00Z", "2024-03-30 08:00:00Z")
    assert (record.sections, record.tags) == (["World"], ["Ports & ships", "Asia"])
    assert record.origin.line == 7


def test_a_login_without_a_name_stays_a_login(dump):
    (record,), _ = dump(wxr(post(), authors=False))
    assert record.authors == ["jroe"]


def test_only_published_posts_are_articles_and_the_others_are_counted(dump):
    records, problems = dump(
        wxr(
            post(1),
            post(2, kind="page"),
            attachment(3, "https://i.example/a.jpg"),
            *(post(n, kind="nav_menu_item") for n in (4, 5)),
            *(post(n, status=status) for n, status in enumerate(("draft", "private", "future"), 6)),
            post(9, more="<wp:post_password>secret</wp:post_password>"),
            post(10, kind="news"),
        )
    )
    assert [record.title for record in records] == ["Post 1", "Post 10"]
    (problem,) = problems
    assert problem.code == "unpublished-items"
    assert problem.detail == (
        "2 nav_menu_item, 1 page, 1 attachment, 1 post (draft), 1 post (private),"
        " 1 post (future), 1 post (password)"
    )


@pytest.mark.parametrize("after", [True, False])
def test_the_featured_picture_stands_before_or_after_its_post(dump, after):
    picture = attachment(7, "https://i.example/7.jpg")
    items = [post(1, more=thumbnail(7)), post(2), post(3, more=thumbnail(99))]
    records, _ = dump(wxr(*items, picture) if after else wxr(picture, *items))
    assert [record.title for record in records] == ["Post 1", "Post 2", "Post 3"]
    assert records[0].images == [Image("https://i.example/7.jpg", "In short.")]
    assert records[1].images == records[2].images == []


ZERO = "0000-00-00 00:00:00"
NO_GMT = f"<wp:post_date_gmt>{ZERO}</wp:post_date_gmt>"
NEVER = "<pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate>"
THEN = "<pubDate>Fri, 29 Mar 2024 10:15:00 +0000</pubDate>"


@pytest.mark.parametrize(
    ("dates", "published"),
    [
        (f"<wp:post_date>2024-03-29 13:15:00</wp:post_date>{NO_GMT}{NEVER}", "2024-03-29 13:15:00"),
        (f"<wp:post_date>{ZERO}</wp:post_date>{NO_GMT}{THEN}", "Fri, 29 Mar 2024 10:15:00 +0000"),
        ("<wp:post_date>2024-03-29 13:15:00</wp:post_date>", "2024-03-29 13:15:00"),
        (NEVER, None),
    ],
)  # fmt: skip
def test_a_date_of_zeros_is_none(dump, dates, published):
    (record,), _ = dump(wxr(post(dates=dates)))
    assert record.published == published


def test_categories_without_a_domain(dump):
    both = '<category>News</category><category domain="category">World</category>'
    records, _ = dump(wxr(post(1, more="<category>News</category>"), post(2, more=both)))
    assert [record.sections for record in records] == [["News"], ["World"]]


IMG = '<img src="https://i.example/a.jpg" alt="x" />'


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ("One.\n\nTwo,\nstill two.", "<p>One.</p>\n<p>Two,<br>\nstill two.</p>"),
        ("One.\r\n\r\n<h2>Head</h2>\r\nTwo.", "<p>One.</p>\n<h2>Head</h2>\nTwo."),
        ("<!-- wp:paragraph -->\n<p>One.</p>\n\n<!-- /wp:paragraph -->",
         "<!-- wp:paragraph -->\n<p>One.</p>\n\n<!-- /wp:paragraph -->"),
        ("<pre>a\n\nb</pre>", "<pre>a\n\nb</pre>"),
        (f'[caption id="a" width="300"]{IMG} The port[/caption]',
         f"<figure>{IMG}<figcaption>The port</figcaption></figure>"),
        (f'[caption width="300" caption="The port"]<a href="/x">{IMG}</a>[/caption]',
         f'<figure><a href="/x">{IMG}</a><figcaption>The port</figcaption></figure>'),
        ('One. [gallery ids="1,2"]\n\n[audio src="x.mp3"]', "<p>One.</p>"),
        ("Write [[gallery]] and [sic] […] [1].", "<p>Write [gallery] and [sic] […] [1].</p>"),
    ],
)  # fmt: skip
def test_text_as_wordpress_stores_it(content, html):
    assert body_of(content) == html


@pytest.mark.parametrize("part", ["[caption", "[caption]", "[gallery ", "<pre", "\n\n", "[["])
def test_absurd_shortcodes_cost_little(part):
    assert body_of(part * 20_000) is not None


def test_a_broken_post_costs_itself(dump):
    data = wxr(post(1), post(2).replace("]]></content:encoded>", ""), post(3))
    records, problems = dump(data)
    assert {"Post 1", "Post 3"} <= {record.title for record in records}
    assert len(problems) >= 1
