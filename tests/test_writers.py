"""Feed → bytes, Site → bytes: what readers and validators require, read back by others."""

import json
import locale
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from feedgen_news.model import Image, Label, Person, Topic
from feedgen_news.site import History
from feedgen_news.writers import WRITERS, feed_path, page_path, render_feed, render_site
from feedgen_news.writers.media_types import picture_type
from feedgen_news.writers.plain_text import unmistakable
from feedgen_news.writers.summaries import as_html, as_text
from tests.published import BASE, entry, feed, files, publish, site

GOLDEN = Path(__file__).parent / "golden" / "writers"
ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"
DC = "{http://purl.org/dc/elements/1.1/}"
TERMS = "{http://purl.org/dc/terms/}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"


def atom(*entries, **changes):
    return etree.fromstring(WRITERS["atom"].write(feed("cuba", entries, **changes)))


def rss(*entries, **changes):
    return etree.fromstring(WRITERS["rss"].write(feed("cuba", entries, **changes)))[0]


def json_feed(*entries, **changes):
    return json.loads(WRITERS["json"].write(feed("cuba", entries, **changes)))


# the table


def test_each_format_has_a_place_and_a_type():
    table = {name: (w.extension, w.media_type) for name, w in WRITERS.items()}
    assert table == {
        "atom": ("atom", "application/atom+xml"),
        "rss": ("rss", "application/rss+xml"),
        "json": ("json", "application/feed+json"),
    }
    assert feed_path("cuba", "rss") == "cuba/feed.rss"
    assert feed_path("cuba", "json", "2024-03") == "cuba/2024-03.json"


def test_a_feed_is_rendered_in_its_own_formats_only():
    only = feed("cuba", (entry(),), formats=("json", "atom"))
    assert [f.path for f in render_feed(only)] == ["cuba/feed.atom", "cuba/feed.json"]


@pytest.mark.survives("O11")
def test_what_leads_somewhere_comes_after_it():
    assert [f.path for f in render_site(site())] == [
        "icon.svg",
        "style.css",
        "subscribe.js",
        "articles/00000000-0000-5000-8000-000000000003.html",
        *(
            f"{topic}/{name}"
            for topic in TOPICS
            for name in ("feed.atom", "feed.rss", "feed.json", "index.html")
        ),
        "index.html",
        "feeds.opml",
    ]


@pytest.mark.survives("F01", "F09")
@pytest.mark.parametrize("evil", ["../../etc/passwd", "urn:uuid:../x", "urn:uuid:", "tag:x,2024:/"])
def test_only_a_uuid_names_a_page(evil):
    with pytest.raises(ValueError, match="badly formed"):
        page_path(evil)


TOPICS = ("americas", "europe", "quiet")


# golden bytes


@pytest.mark.parametrize(
    "path", ["feed.atom", "feed.rss", "feed.json", "feeds.opml", "index.html", "article.html"]
)
def test_golden(path):
    of = site()
    written = {
        **{f.path.split("/")[-1]: f.body for f in render_feed(of.feeds[0])},
        **{f.path.replace("articles/00000000-0000-5000-8000-000000000003", "article"): f.body
           for f in render_site(of) if f.path.count("/") == 0 or "articles" in f.path},
    }  # fmt: skip
    assert written[path].decode() == (GOLDEN / path).read_text("utf-8")


@pytest.mark.survives("Y02", "E10")
def test_same_bytes_whatever_the_machine(tmp_path):
    script = (
        "import hashlib\nfrom tests import published\n"
        "of = published.files(published.site())\n"
        "print(hashlib.sha256(b''.join(f.body for f in of)).hexdigest())"
    )
    root = Path(__file__).parents[1]

    def digest(**environment):
        return subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONPATH": str(root), **environment},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert digest(TZ="Asia/Kathmandu", PYTHONHASHSEED="1") == digest(
        TZ="UTC", PYTHONHASHSEED="2", LC_ALL="C", PYTHONOPTIMIZE="2"
    )


def test_the_locale_of_the_process_is_left_alone(monkeypatch):
    def refuse(*_):
        raise AssertionError("the locale is the whole process's")

    monkeypatch.setattr(locale, "setlocale", refuse)
    files(site())


@pytest.mark.survives("Y01")
def test_no_clock_and_no_version_in_the_output():
    everything = b"".join(file.body for file in files(site()))
    assert str(datetime.now(UTC).year).encode() not in everything or datetime.now(UTC).year == 2024
    assert b"1.0.0" not in everything


# Atom


def test_atom_entry_is_complete():
    it = atom(entry())[-1]
    assert it.findtext(f"{ATOM}id") == "urn:uuid:00000000-0000-5000-8000-000000000001"
    assert it.findtext(f"{ATOM}title") == "Headline 1"
    assert it.findtext(f"{ATOM}published") == "2024-03-29T14:05:00Z"
    assert it.findtext(f"{ATOM}updated") == "2024-04-01T08:00:01Z"
    assert [a.text for a in it.iterfind(f"{ATOM}author/{ATOM}name")] == ["Ana Díaz", "Bo Li"]
    assert [dict(c.attrib) for c in it.iterfind(f"{ATOM}category")] == [
        {"term": "cuba", "label": "Cuba"},
        {"term": "research", "label": "Research, Health & Science"},
    ]
    content = it.find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert content.text == "<p>The <em>whole</em> story &amp; more.</p>"


def test_atom_has_one_alternate_and_one_enclosure():
    it = atom(entry())[-1]
    assert [dict(link.attrib) for link in it.iterfind(f"{ATOM}link")] == [
        {"href": "https://news.example.org/1", "rel": "alternate"},
        {
            "rel": "enclosure",
            "type": "image/png",
            "length": "0",
            "href": "https://img.example.org/a.PNG?w=1&h=2",
        },
    ]


def test_atom_feed_says_where_it_lives():
    root = atom(entry())
    assert [dict(link.attrib) for link in root.iterfind(f"{ATOM}link")] == [
        {"href": f"{BASE}cuba/feed.atom", "rel": "self", "type": "application/atom+xml"},
        {"href": f"{BASE}cuba/", "rel": "alternate", "type": "text/html"},
    ]
    assert root.findtext(f"{ATOM}updated") == "2024-04-01T08:00:01Z"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_atom_undated_article_is_not_given_a_publication_date():
    assert atom(entry(published=None))[-1].find(f"{ATOM}published") is None


def test_atom_language_stands_where_it_differs():
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    same, other = atom(entry(1), entry(2, language="ar")).findall(f"{ATOM}entry")
    assert (same.get(lang), other.get(lang)) == (None, "ar")


@pytest.mark.parametrize(
    ("summary", "kind", "text"),
    [
        ("One paragraph & more", "text", "One paragraph & more"),
        ("One\nTwo < 3", "html", "<ul><li>One</li><li>Two &lt; 3</li></ul>"),
        ("Use <b>bold</b>", "html", "<p>Use &lt;b&gt;bold&lt;/b&gt;</p>"),
    ],
)
def test_atom_summary(summary, kind, text):
    it = atom(entry(summary=summary))[-1].find(f"{ATOM}summary")
    assert (it.get("type"), it.text) == (kind, text)


def test_an_entry_is_never_only_a_title():
    bare = entry(summary="", html="")
    assert atom(bare)[-1].findtext(f"{ATOM}summary") == "Headline 1"
    assert rss(bare)[-1].findtext("description") == "<p>Headline 1</p>"
    assert json_feed(bare)["items"][0]["content_text"] == "Headline 1"


def test_entries_keep_their_order():
    root = atom(entry(2), entry(3), entry(1))
    assert [t.text for t in root.iterfind(f"{ATOM}entry/{ATOM}title")] == [
        "Headline 2", "Headline 3", "Headline 1",
    ]  # fmt: skip


# RSS


def test_rss_item_is_complete_and_in_order():
    it = rss(entry())[-1]
    assert [child.tag for child in it] == [
        "title", "link", "description", f"{CONTENT}encoded", "guid", "category", "category",
        f"{DC}creator", f"{DC}creator", "pubDate", f"{TERMS}modified", "source", "enclosure",
        f"{MEDIA}content", f"{MEDIA}thumbnail",
    ]  # fmt: skip
    assert it.findtext("description") == "<p>What happened, number 1.</p>"
    assert it.findtext("pubDate") == "Fri, 29 Mar 2024 14:05:00 +0000"
    assert it.find("guid").get("isPermaLink") == "false"
    assert it.findtext("guid") == "urn:uuid:00000000-0000-5000-8000-000000000001"
    assert [c.text for c in it.iterfind(f"{DC}creator")] == ["Ana Díaz", "Bo Li"]


def test_rss_channel_links_to_the_page_and_to_itself():
    channel = rss(entry())
    assert channel.findtext("link") == f"{BASE}cuba/"
    own = channel.find(f"{ATOM}link")
    assert (own.get("rel"), own.get("href")) == ("self", f"{BASE}cuba/feed.rss")
    assert channel.findtext("lastBuildDate") == "Mon, 01 Apr 2024 08:00:01 +0000"
    assert len(channel.findall("lastBuildDate")) == 1
    assert channel.findtext("language") == "en"


def test_rss_full_text_is_the_description_where_there_is_no_summary():
    it = rss(entry(summary=""))[-1]
    assert it.findtext("description") == "<p>The <em>whole</em> story &amp; more.</p>"
    assert it.find(f"{CONTENT}encoded") is None


def test_rss_categories_have_no_commas():
    labels = (Label("a-b", "Cuba,  Haiti"), Label("odd", ","))
    it = rss(entry(categories=labels))[-1]
    assert [c.text for c in it.iterfind("category")] == ["Cuba Haiti", "odd"]


def test_only_used_namespaces_are_declared():
    bare = entry(images=(), authors=(), html="", modified=None)
    root = etree.fromstring(WRITERS["rss"].write(feed("cuba", (bare,))))
    assert root.nsmap == {"atom": "http://www.w3.org/2005/Atom"}
    assert atom(bare).nsmap == {None: "http://www.w3.org/2005/Atom"}


# pictures


@pytest.mark.parametrize("tree", [atom, rss])
def test_a_picture_is_found_wherever_readers_look(tree):
    it = tree(entry())[-1]
    content = it.find(f"{MEDIA}content")
    assert dict(content.attrib) == {
        "url": "https://img.example.org/a.PNG?w=1&h=2", "type": "image/png", "medium": "image",
    }  # fmt: skip
    assert content.findtext(f"{MEDIA}description") == "Two ships"
    assert content.findtext(f"{MEDIA}credit") == "AFP"
    assert it.find(f"{MEDIA}thumbnail").get("url") == "https://img.example.org/a.PNG?w=1&h=2"
    assert it.find(f"{MEDIA}group") is None


def test_a_caption_without_a_picture_is_no_enclosure():
    lost = entry(images=(Image(None, "A caption", "AFP"),))
    assert b"media" not in WRITERS["atom"].write(feed("cuba", (lost,)))
    assert "attachments" not in json_feed(lost)["items"][0]


def test_one_enclosure_even_of_many_pictures():
    many = entry(images=tuple(Image(f"https://img.example.org/{n}.webp") for n in "abc"))
    enclosures = rss(many)[-1].findall("enclosure")
    assert [dict(e.attrib) for e in enclosures] == [
        {"url": "https://img.example.org/a.webp", "length": "0", "type": "image/webp"}
    ]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.org/a.gif", "image/gif"),
        ("https://x.org/a.AVIF?x=.png", "image/avif"),
        ("https://x.org/picture", "image/jpeg"),
        ("https://x.org/a.exe", "image/jpeg"),
    ],
)
def test_type_of_a_picture(url, expected):
    assert picture_type(url) == expected


# JSON Feed


def test_json_item_is_complete():
    assert json_feed(entry())["items"] == [
        {
            "id": "urn:uuid:00000000-0000-5000-8000-000000000001",
            "url": "https://news.example.org/1",
            "title": "Headline 1",
            "content_html": "<p>The <em>whole</em> story &amp; more.</p>",
            "summary": "What happened, number 1.",
            "image": "https://img.example.org/a.PNG?w=1&h=2",
            "date_published": "2024-03-29T14:05:00Z",
            "date_modified": "2024-04-01T08:00:01Z",
            "authors": [{"name": "Ana Díaz"}, {"name": "Bo Li"}],
            "tags": ["Cuba", "Research, Health + Science"],
            "attachments": [
                {"url": "https://img.example.org/a.PNG?w=1&h=2", "mime_type": "image/png"}
            ],
        }
    ]


def test_json_feed_starts_with_its_version():
    written = WRITERS["json"].write(feed("cuba", ()))
    assert written.startswith(b'{\n  "version": "https://jsonfeed.org/version/1.1",\n')
    assert written.endswith(b"}\n")
    assert json.loads(written)["items"] == []
    assert json.loads(written)["feed_url"] == f"{BASE}cuba/feed.json"


def test_no_format_tells_of_a_change_where_none_was():
    unchanged = entry(modified=None)
    assert "date_modified" not in json_feed(unchanged)["items"][0]
    written = WRITERS["rss"].write(feed("cuba", (unchanged,)))
    assert b"dcterms:modified" not in written


def test_json_summary_keeps_points_apart():
    it = json_feed(entry(summary="One\nTwo", html="", language="ar"))["items"][0]
    assert it["summary"] == "• One\n• Two"
    assert it["content_html"] == "<ul><li>One</li><li>Two</li></ul>"
    assert it["language"] == "ar"


# hostile text

HOSTILE = "<script>alert(1)</script> &lt;b&gt; ]]></title></entry> \"quoted\" 'q' & AT&T"
SHOWN = "‹script>alert(1)‹/script> ＆lt;b＆gt; ]]>‹/title>‹/entry> \"quoted\" 'q' & AT&T"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < b, Q & A, AT&T, R&D, <3", "a < b, Q & A, AT&T, R&D, <3"),
        ("<b>", "‹b>"),
        ("</b><!-- --><?php ?>", "‹/b>‹!-- -->‹?php ?>"),
        ("&lt; &#60; &copy 2024 &x2;", "＆lt; ＆#60; ＆copy 2024 ＆x2;"),
        ("", ""),
    ],
)
def test_text_that_looks_like_markup_is_unmistakable(text, expected):
    assert unmistakable(text) == expected


@pytest.mark.survives("H07", "H08", "H09")
def test_hostile_text_stays_text_in_every_format(tmp_path):
    it = entry(
        title=HOSTILE,
        summary=HOSTILE,
        authors=(Person(HOSTILE),),
        images=(Image("https://img.example.org/a.png", HOSTILE, HOSTILE),),
        categories=(Label("x", HOSTILE),),
    )
    for tree, at in ((atom, f"{ATOM}entry"), (rss, "item")):
        root = tree(it)
        (one,) = root.findall(at)
        assert one.findtext(f"{ATOM}title" if at != "item" else "title") == SHOWN
    (item,) = json_feed(it)["items"]
    assert item["title"] == item["authors"][0]["name"] == item["summary"] == SHOWN
    assert item["tags"] == [SHOWN.replace("&", "+")]
    parsed = feedparser.parse(WRITERS["rss"].write(feed("cuba", (it,))))
    assert parsed.entries[0].title == SHOWN
    assert "<script" not in parsed.entries[0].summary


def test_hostile_text_stays_text_in_opml():
    of = site(feeds=(feed("cuba", (entry(),), title=HOSTILE),))
    (outline,) = etree.fromstring([*render_site(of)][-1].body).iter("outline")
    assert outline.get("text") == SHOWN.replace("AT&T", "AT＆T")  # its text is HTML


# summaries


def test_summaries():
    assert as_html("") == ""
    assert as_html(" One \n\n Two ") == "<ul><li>One</li><li>Two</li></ul>"
    assert as_text("One") == "One"


# OPML


def test_opml_lists_each_topic_once_in_the_best_format():
    of = site(feeds=(feed("a", ()), feed("b", (), formats=("rss", "json"))))
    root = etree.fromstring([*render_site(of)][-1].body)
    assert root.get("version") == "2.0"
    assert root.findtext("head/title") == "Example News"
    assert [dict(o.attrib) for o in root.iter("outline")] == [
        {
            "text": "A – Example News",
            "title": "A – Example News",
            "type": "rss",
            "xmlUrl": f"{BASE}a/feed.atom",
            "htmlUrl": f"{BASE}a/",
        },
        {
            "text": "B – Example News",
            "title": "B – Example News",
            "type": "rss",
            "xmlUrl": f"{BASE}b/feed.rss",
            "htmlUrl": f"{BASE}b/",
        },
    ]


# what a reader makes of it


@pytest.mark.parametrize("format_", ["atom", "rss"])
def test_feedparser_reads_everything(format_, tmp_path):
    folder = publish(site(), tmp_path)
    parsed = feedparser.parse((folder / "americas" / f"feed.{format_}").read_bytes())
    assert not parsed.bozo
    assert [e.title for e in parsed.entries] == ["Headline 1", "Headline 2", "Headline 3"]
    assert [e.link for e in parsed.entries] == [
        "https://news.example.org/1",
        "https://news.example.org/2",
        f"{BASE}articles/00000000-0000-5000-8000-000000000003.html",
    ]
    assert [e.published_parsed[:5] for e in parsed.entries] == [
        (2024, 3, 29, 14, 5), (2024, 3, 28, 0, 0), (2024, 3, 29, 14, 5),
    ]  # fmt: skip
    assert [a.name for a in parsed.entries[0].authors] == ["Ana Díaz", "Bo Li"]
    assert parsed.entries[0].enclosures[0].type == "image/png"


# where a feed leads: hubs, history, the origin of an article


HUBS = ("https://hub.example.net/", "https://push.example.org/hub")


def addresses(name):
    return {f: f"{BASE}cuba/{name}.{f}" for f in ("atom", "rss", "json")}


@pytest.mark.parametrize(("read", "link"), [(atom, f"{ATOM}link"), (rss, f"{ATOM}link")])
def test_hubs_are_named_beside_self(read, link):
    links = [(a.get("rel"), a.get("href")) for a in read(entry(), hubs=HUBS).findall(link)]
    assert [href for rel, href in links if rel == "hub"] == list(HUBS)
    assert [rel for rel, _ in links].count("self") == 1


def test_hubs_in_json():
    assert json_feed(entry(), hubs=HUBS)["hubs"] == [
        {"type": "WebSub", "url": "https://hub.example.net/"},
        {"type": "WebSub", "url": "https://push.example.org/hub"},
    ]
    assert "hubs" not in json_feed(entry())


@pytest.mark.parametrize(("read", "format_"), [(atom, "atom"), (rss, "rss")])
def test_a_feed_leads_to_its_latest_closed_document(read, format_):
    root = read(entry(), history=History(previous=addresses("2024-02")))
    assert [
        (link.get("rel"), link.get("href"))
        for link in root.findall(f"{ATOM}link")
        if link.get("rel") not in {"self", "alternate"}
    ] == [("prev-archive", f"{BASE}cuba/2024-02.{format_}")]
    assert root.find(f"{HISTORY}archive") is None


@pytest.mark.parametrize(("read", "format_"), [(atom, "atom"), (rss, "rss")])
def test_a_closed_document_says_so_and_knows_its_neighbours(read, format_):
    history = History(
        closed=True,
        current=addresses("feed"),
        previous=addresses("2024-01"),
        following=addresses("2024-03"),
    )
    root = read(entry(), name="2024-02", urls=addresses("2024-02"), history=history)
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert {rel: href for rel, href in links.items() if rel != "alternate"} == {
        "self": f"{BASE}cuba/2024-02.{format_}",
        "current": f"{BASE}cuba/feed.{format_}",
        "prev-archive": f"{BASE}cuba/2024-01.{format_}",
        "next-archive": f"{BASE}cuba/2024-03.{format_}",
    }
    assert root.find(f"{HISTORY}archive") is not None


def test_json_leads_on_to_older_entries():
    document = json_feed(entry(), history=History(previous=addresses("2024-02")))
    assert document["next_url"] == f"{BASE}cuba/2024-02.json"
    assert "next_url" not in json_feed(entry())


def test_json_names_an_author_of_the_feed_only_where_an_item_has_none():
    assert "authors" not in json_feed(entry())
    assert json_feed(entry(), entry(2, authors=()))["authors"] == [{"name": "Example News"}]
    assert json_feed()["authors"] == [{"name": "Example News"}]


def test_json_says_that_a_feed_has_ended():
    assert json_feed(entry(), ended=True)["expired"] is True
    assert "expired" not in json_feed(entry())


def test_the_origin_of_an_article():
    source = atom(entry()).find(f"{ATOM}entry/{ATOM}source")
    assert [(child.tag.removeprefix(ATOM), child.text) for child in source] == [
        ("id", "urn:uuid:22222222-0000-5000-8000-000000000001"),
        ("title", "Example Times"),
        ("updated", "2024-04-01T08:00:01Z"),
        ("link", None),
    ]
    assert source.find(f"{ATOM}link").get("href") == "https://news.example.org/"
    item = rss(entry()).find("item/source")
    assert (item.text, item.get("url")) == ("Example Times", "https://news.example.org/")


def test_rss_says_what_language_an_article_is_in_where_it_differs():
    spanish, english = rss(entry(1, language="es"), entry(2)).findall("item")
    assert spanish.findtext(f"{DC}language") == "es"
    assert english.find(f"{DC}language") is None


def test_topics_of_a_group_stand_in_a_folder():
    def grouped(slug, group):
        topic = Topic(slug=slug, title=slug.title(), group=group)
        return feed(slug, (entry(),), topic=topic)

    of = site(feeds=(grouped("a", "World"), grouped("b", ""), grouped("c", "World")), pages=())
    (opml,) = (file.body for file in render_site(of) if file.path == "feeds.opml")
    body = etree.fromstring(opml).find("body")
    assert [(outline.get("text"), len(outline)) for outline in body] == [
        ("World", 2),
        ("B – Example News", 0),
    ]
    assert dict(body[0].attrib) == {"text": "World"}


def test_the_feed_menu():
    def grouped(slug, group, formats, **changes):
        topic = Topic(
            slug=slug, title=slug.title(), group=group, description="About it.", formats=formats
        )
        return feed(slug, (entry(),), topic=topic, formats=formats, **changes)

    of = site(
        feeds=(
            grouped("a", "", ("atom", "rss", "json")),
            grouped("b", "World", ("rss",), language="es"),
            grouped("c", "World", ("json",)),
        ),
        pages=(),
        feed_menu=True,
    )
    (menu,) = (f.body for f in render_site(of) if f.path == ".well-known/feed-menu.json")
    assert json.loads(menu) == {
        "feed-menu": "Example News",
        "lang": "en",
        "items": [
            {
                "feed-title": "A",
                "description": "About it.",
                "atom": f"{BASE}a/feed.atom",
                "rss": f"{BASE}a/feed.rss",
            },
            {
                "feed-menu": "World",
                "items": [
                    {
                        "feed-title": "B",
                        "description": "About it.",
                        "lang": "es",
                        "rss": f"{BASE}b/feed.rss",
                    }
                ],
            },
        ],
    }
    assert not any(f.path.startswith(".well-known") for f in render_site(site()))
