"""Feeds kept as files: RSS of every age, Atom, and JSON Feed."""

import json

import pytest

from feedgen_news.model import Image
from tests.test_xml_loader import read


@pytest.fixture
def dump(tmp_path):
    return lambda data, **settings: read(tmp_path / "feed", data, **settings)


SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)


def rss(*items, head=""):
    return (
        f'<?xml version="1.0"?>\n<rss version="2.0" {SPACES}><channel><title>The Wire</title>'
        f"<link>https://n.example/</link><language>en-gb</language>{head}\n"
        + "\n".join(f"<item>{one}</item>" for one in items)
        + "</channel></rss>"
    )


FULL = """<title>Harbour &amp;amp; sea</title><link>https://n.example/a</link>
<description>It &lt;b&gt;opened&lt;/b&gt;.</description>
<content:encoded><![CDATA[<p>It opened.</p>]]></content:encoded>
<author>jane@n.example (Jane Roe)</author><pubDate>Fri, 29 Mar 2024 10:15:00 GMT</pubDate>
<category>Ports</category><category domain="https://n.example/section">World</category>
<dc:subject>Ships</dc:subject><guid isPermaLink="false">17</guid>
<media:content url="https://i.example/a.jpg" medium="image" width="800">
<media:description>The port</media:description><media:credit>AFP</media:credit></media:content>
<media:thumbnail url="https://i.example/t.jpg"/>"""


def test_rss_two(dump):
    (record,), problems = dump(rss(FULL))
    assert problems == []
    assert (record.title, record.url) == ("Harbour &amp; sea", "https://n.example/a")
    assert (record.summary, record.html) == ("It <b>opened</b>.", "<p>It opened.</p>")
    assert (record.authors, record.published) == (["Jane Roe"], "Fri, 29 Mar 2024 10:15:00 GMT")
    assert (record.tags, record.sections) == (["Ports", "Ships"], ["World"])
    assert record.images == [Image("https://i.example/a.jpg", "The port", "AFP")]
    assert (record.language, record.publisher, record.id) == ("en-gb", "The Wire", None)


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<guid>https://n.example/a</guid>", "https://n.example/a"),
        ('<guid isPermaLink="false">https://n.example/x</guid>', None),
        ("<link>/a?b=1&amp;c=2</link>", "https://n.example/a?b=1&c=2"),
        ("<link/><guid>https://n.example/a</guid>", "https://n.example/a"),
        ('<atom:link href="https://n.example/a"/>', "https://n.example/a"),
        ('<atom:link rel="self" href="/x"/><link>https://n.example/a</link>', "https://n.example/a"),
        ("<link>/x</link><feedburner:origLink>/a</feedburner:origLink>", "https://n.example/a"),
    ],
)  # fmt: skip
def test_where_an_item_leads(dump, item, url):
    (record,), _ = dump(rss(f"<title>A</title><description>Body</description>{item}"))
    assert record.url == url


def test_a_description_with_markup_is_the_body_where_there_is_no_other(dump):
    marked, plain = dump(
        rss(
            "<title>A</title><description>&lt;p&gt;Body.&lt;/p&gt;</description>",
            "<title>B</title><link>/b</link><description>AT&amp;T &lt; 3</description>",
        )
    )[0]
    assert marked.html == "<p>Body.</p>"
    assert (plain.summary, plain.html, plain.text) == ("AT&T < 3", None, None)


SIZES = """<media:content url="https://i.example/a.jpg?width=140" width="140"/>
<media:content url="https://i.example/a.jpg?width=460" width="460"/>"""
GROUP = """<media:group><media:description>The port</media:description>
<media:content url="https://i.example/s.jpg" type="image/jpeg" width="10"/>
<media:content url="https://i.example/l.jpg" type="image/jpeg" width="99"/></media:group>"""


@pytest.mark.parametrize(
    ("media", "images"),
    [
        ('<enclosure url="/a.jpg" type="image/jpeg" length="0"/>', [Image("https://n.example/a.jpg")]),
        ('<enclosure url="/a.mp3" type="audio/mpeg" length="1"/>', []),
        ('<media:content url="https://i.example/v.mp4" type="video/mp4"/>', []),
        ('<media:thumbnail url="https://i.example/t.jpg"/>', [Image("https://i.example/t.jpg")]),
        ('<itunes:image href="https://i.example/i.jpg"/>', [Image("https://i.example/i.jpg")]),
        (SIZES, [Image("https://i.example/a.jpg?width=460")]),
        (GROUP, [Image("https://i.example/l.jpg", "The port")]),
    ],
)  # fmt: skip
def test_pictures_of_an_item(dump, media, images):
    (record,), _ = dump(rss(f"<title>A</title><link>/a</link>{media}"))
    assert record.images == images


@pytest.mark.parametrize(
    ("people", "authors"),
    [
        (
            "<dc:creator>Jane Roe</dc:creator><dc:creator>Li Wei</dc:creator>",
            ["Jane Roe", "Li Wei"],
        ),
        ("<dc:creator>Jane Roe</dc:creator><author>desk@n.example</author>", ["Jane Roe"]),
        ("<atom:author><atom:name>Jane Roe</atom:name></atom:author>", ["Jane Roe"]),
        ("<itunes:author>Jane Roe</itunes:author>", ["Jane Roe"]),
    ],
)
def test_who_wrote_an_item(dump, people, authors):
    (record,), _ = dump(rss(f"<title>A</title><link>/a</link>{people}"))
    assert record.authors == authors


ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://n.example/news/">
<title>The Wire</title><author><name>The desk</name></author><link href="https://n.example/"/>
<entry><title type="html">Harbour &amp;amp; &lt;i&gt;sea&lt;/i&gt;</title><id>urn:x:1</id>
<link rel="self" href="x.atom"/><link rel="alternate" type="text/html" href="a"/>
<link rel="enclosure" type="image/jpeg" href="a.jpg"/>
<published>2024-03-29T10:15:00Z</published><updated>2024-03-30T08:00:00Z</updated>
<author><name>Jane Roe</name><email>j@n.example</email></author><author><name>Li Wei</name></author>
<category term="ports" label="Ports"/><category term="ships"/>
<category term="world" scheme="/sections"/>
<summary>It opened.</summary>
<content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>It <em>opened</em>.</p></div></content>
</entry>
<entry xml:lang="de"><title>B</title><id>https://n.example/b</id>
<updated>2024-03-29T10:15:00Z</updated>
<content type="html">&lt;p&gt;Body.&lt;/p&gt;</content><source><title>Other</title></source></entry>
<entry><title>C</title><link href="https://n.example/c"/><content>1 &lt; 2</content></entry>
</feed>"""


@pytest.mark.parametrize("prefixed", [False, True])
def test_atom(dump, prefixed):
    data = ATOM.replace("xmlns=", "xmlns:a=", 1) if prefixed else ATOM
    if prefixed:
        for name in (
            "feed",
            "entry",
            "title",
            "author",
            "name",
            "link",
            "id",
            "published",
            "updated",
            "category",
            "summary",
            "content",
            "source",
            "email",
        ):
            data = data.replace(f"<{name}", f"<a:{name}").replace(f"</{name}", f"</a:{name}")
    records, problems = dump(data)
    first, second, third = records
    assert problems == []
    assert (first.title, first.url) == ("Harbour &amp; <i>sea</i>", "https://n.example/news/a")
    assert (first.published, first.updated) == ("2024-03-29T10:15:00Z", "2024-03-30T08:00:00Z")
    assert (first.authors, first.summary) == (["Jane Roe", "Li Wei"], "It opened.")
    assert (first.tags, first.sections) == (["Ports", "ships"], ["world"])
    assert first.html == "<div><p>It <em>opened</em>.</p></div>"
    assert first.images == [Image("https://n.example/news/a.jpg")]
    assert (first.language, first.publisher) == ("en", "The Wire")
    assert (second.url, second.html) == ("https://n.example/b", "<p>Body.</p>")
    assert (second.language, second.publisher, second.authors) == ("de", "Other", ["The desk"])
    assert (third.text, third.html) == ("1 < 2", None)


OLD_ATOM = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>The Wire</title>
<entry><title>A</title><link rel="alternate" type="text/html" href="https://n.example/a"/>
<issued>2004-03-29T10:15:00Z</issued><modified>2004-03-30T08:00:00Z</modified>
<content type="text/html" mode="escaped">&lt;p&gt;Body.&lt;/p&gt;</content></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>The Wire</title>
<items><rdf:Seq><rdf:li rdf:resource="https://n.example/a"/></rdf:Seq></items></channel>
<item rdf:about="https://n.example/a"><title>A</title><link>https://n.example/a</link>
<description>Body</description><dc:creator>Jane Roe</dc:creator>
<dc:date>2004-03-29T10:15:00Z</dc:date>
<dc:subject>Ports</dc:subject></item></rdf:RDF>"""
RSS_091 = """<rss version="0.91"><channel><title>The Wire</title><item><title>A</title>
<link>https://n.example/a</link></item></channel></rss>"""


def test_feeds_of_the_first_years(dump):
    ((atom,), _), ((rdf,), _), ((first,), _) = dump(OLD_ATOM), dump(RDF), dump(RSS_091)
    assert [one.url for one in (atom, rdf, first)] == ["https://n.example/a"] * 3
    assert [one.publisher for one in (atom, rdf, first)] == ["The Wire"] * 3
    assert (atom.published, atom.updated) == ("2004-03-29T10:15:00Z", "2004-03-30T08:00:00Z")
    assert (atom.html, rdf.summary) == ("<p>Body.</p>", "Body")
    assert (rdf.authors, rdf.published, rdf.tags) == (
        ["Jane Roe"],
        "2004-03-29T10:15:00Z",
        ["Ports"],
    )


def test_fields_of_the_source_name_elements_below_item(dump):
    fields = {"sections": ("item.category",), "title": ("item.dc:title", "title")}
    (record,), _ = dump(
        rss("<title>A</title><category>World</category><link>/a</link>"), fields=fields
    )
    assert (record.title, record.sections) == ("A", ["World"])


def test_a_feed_without_entries_is_empty(dump):
    records, problems = dump(rss())
    assert (records, [one.code for one in problems]) == ([], ["empty-dump"])


def test_a_json_feed(dump):
    item = {
        "id": "1", "url": "https://n.example/a", "title": "A", "summary": "It opened.",
        "content_html": "<p>It opened.</p>", "date_published": "2024-03-29T10:15:00Z",
        "date_modified": "2024-03-30T08:00:00Z", "authors": [{"name": "Jane Roe"}],
        "tags": ["ports"], "image": "https://i.example/a.jpg", "language": "en",
    }  # fmt: skip
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "The Wire", "items": [item]}
    (record,), _ = dump(json.dumps(feed))
    assert (record.title, record.url, record.html) == (
        "A",
        "https://n.example/a",
        "<p>It opened.</p>",
    )
    assert (record.published, record.updated) == ("2024-03-29T10:15:00Z", "2024-03-30T08:00:00Z")
    assert (record.authors, record.tags, record.language) == (["Jane Roe"], ["ports"], "en")
    assert record.images == [Image("https://i.example/a.jpg")]
