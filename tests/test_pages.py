"""Pages: what people read, what readers find in the head, what templates may rely on."""

import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from lxml import html

from feedgen_news.model import Image, Label, Person, Topic, When
from feedgen_news.problems import FeedgenNewsError
from feedgen_news.site import Farewell, History, Moved, Page
from feedgen_news.writers import render_site
from feedgen_news.writers.pages import check_templates, views
from feedgen_news.writers.pages.bodies import fitted
from feedgen_news.writers.pages.grouping import groups
from feedgen_news.writers.pages.viewing import direction
from feedgen_news.writers.pages.views import TopicView
from tests.published import BASE, CUBA, RESEARCH, entry, feed, head, site

HOMELESS = "articles/00000000-0000-5000-8000-000000000003.html"
HOSTILE = "<script>alert(1)</script> &lt;b&gt; ]]></title></entry> \"quoted\" 'q' & AT&T"
POLICY = (
    "default-src 'none'; img-src 'self' https: http: data:; style-src 'self'; font-src 'self';"
    " base-uri 'none'; form-action 'none'"
)


def rendered(of=None):
    return {file.path: file.body for file in render_site(of or site())}


def page(path, of=None):
    return html.fromstring(rendered(of)[path].decode())


def pages(of=None):
    return {
        path: html.fromstring(body.decode())
        for path, body in rendered(of).items()
        if path.endswith(".html")
    }


def said(element):
    return " ".join(element.text_content().split())


def alternates(tree):
    return [
        (x.get("type"), x.get("href")) for x in tree.iterfind("head/link[@rel='alternate']")
    ]  # fmt: skip


def topic_of(slug, title, entries=(), **changes):
    made = feed(slug, entries)
    return msgspec.structs.replace(made, topic=Topic(slug=slug, title=title, **changes))


def moved_site(*, successor: bool):
    cuba = feed("cuba", (entry(1),))
    old = feed("havana", (entry(9, url=f"{BASE}cuba/"),))
    moved = Moved("havana", "cuba" if successor else None, "Havana & more", ("atom",), MAY)
    return site(feeds=(cuba,), farewells=(Farewell(moved, old, head(cuba) if successor else None),))


MAY = datetime(2026, 5, 1, tzinfo=UTC)

# heads


def test_a_topic_page_offers_its_own_feeds_with_absolute_addresses():
    tree = page("americas/index.html")
    assert alternates(tree) == [
        ("application/atom+xml", f"{BASE}americas/feed.atom"),
        ("application/rss+xml", f"{BASE}americas/feed.rss"),
        ("application/feed+json", f"{BASE}americas/feed.json"),
    ]


def test_the_index_offers_all_feeds_and_the_list_of_them():
    offered = alternates(page("index.html"))
    assert len(offered) == 10
    assert offered[0] == ("application/atom+xml", f"{BASE}americas/feed.atom")
    assert offered[-1] == ("text/x-opml", f"{BASE}feeds.opml")


def test_of_very_many_topics_each_is_offered_in_its_first_format():
    many = tuple(feed(f"t{n}", (), formats=("rss", "json")) for n in range(60))
    offered = alternates(page("index.html", site(feeds=many, pages=())))
    assert offered[:-1] == [("application/rss+xml", f"{BASE}t{n}/feed.rss") for n in range(60)]


def test_an_article_offers_the_feeds_that_hold_it_or_those_of_its_labels_or_the_first():
    held = alternates(page(HOMELESS))
    assert [href for _, href in held] == [
        f"{BASE}americas/feed.{e}" for e in ("atom", "rss", "json")
    ]
    gone = entry(7, url=None, categories=(Label("x", "X"), Label("europe", "Europe")))
    path = "articles/00000000-0000-5000-8000-000000000007.html"
    assert alternates(page(path, site(pages=(gone,))))[0][1] == f"{BASE}europe/feed.atom"
    lost = entry(7, url=None, categories=())
    assert alternates(page(path, site(pages=(lost,))))[0][1] == f"{BASE}americas/feed.atom"


def test_what_previews_of_a_link_are_told():
    head = page(HOMELESS).find("head")
    told = {m.get("property") or m.get("name"): m.get("content") for m in head.iterfind("meta")}
    assert told["og:title"] == "Headline 3"
    assert told["og:type"] == "article"
    assert told["description"] == told["og:description"] == "First point Second point"
    assert told["og:url"] == f"{BASE}{HOMELESS}"
    assert told["article:published_time"] == "2024-03-29T14:05:00Z"
    topic = page("americas/index.html").find("head")
    (picture,) = topic.xpath("meta[@property='og:image']/@content")
    assert picture == "https://img.example.org/a.PNG?w=1&h=2"


def test_a_long_description_is_cut_between_words():
    of = site(description="word " * 100)
    (told,) = page("index.html", of).xpath("//meta[@name='description']/@content")
    assert told.endswith("word…")
    assert len(told) <= 201


@pytest.mark.survives("H26")
def test_a_script_of_ours_runs_where_addresses_are_copied_and_nowhere_else():
    for path, tree in pages(moved_site(successor=True)).items():
        (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        scripts = tree.xpath("//script")
        if path == "cuba/index.html":
            assert policy == f"{POLICY}; script-src 'self'"
            assert [dict(s.attrib) for s in scripts] == [
                {"src": "../subscribe.js", "defer": "defer"}
            ]
            assert not scripts[0].text
        else:
            assert (policy, scripts) == (POLICY, []), path


@pytest.mark.survives("R09", "H26")
def test_pages_ask_nobody_else_for_anything_but_pictures():
    for path, body in rendered().items():
        if path.endswith(".html"):
            tree = html.fromstring(body.decode())
            assert not tree.xpath("//style|//iframe|//*[@style]|//@*[starts-with(name(),'on')]")
            told = {"alternate", "canonical", "hub", "license", "next", "prev", "self"}
            loaded = [
                address
                for link in tree.xpath("//link")
                if not set(link.get("rel").split()) <= told
                for address in (link.get("href"), link.get("imagesrcset") or "")
            ]
            loaded += tree.xpath("//*[not(self::img)]/@src|//@data|//@poster|//@ping|//@background")
            assert loaded
            assert [at for at in loaded if "//" in at] == []
            assert tree.xpath("//meta[@name='referrer']/@content") == ["no-referrer"]
        if path.endswith((".css", ".svg", ".js")):
            assert b"feedgen-news" in body
            assert not re.search(rb"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", body)


@pytest.mark.survives("Y01")
def test_pages_are_of_the_same_bytes_each_time():
    assert rendered() == rendered()


# dates


def test_a_day_is_shown_as_a_day_and_a_time_as_a_time():
    times = page("americas/index.html").xpath("//article//time")
    assert [(t.get("datetime"), said(t)) for t in times] == [
        ("2024-03-29T14:05:00Z", "29 March 2024 14:05 UTC"),
        ("2024-03-28", "28 March 2024"),
        ("2024-03-29T14:05:00Z", "29 March 2024 14:05 UTC"),
    ]


def test_an_undated_article_is_not_given_a_time():
    assert page("europe/index.html").xpath("//article//time/@datetime")[2] == "2024-03-29"


def test_the_last_change_is_a_day_and_an_empty_topic_has_none():
    (told,) = page("americas/index.html").xpath("//p[@class='facts']")
    assert said(told) == "3 articles last change 1 April 2024"
    (told,) = page("quiet/index.html").xpath("//p[@class='facts']")
    assert said(told) == "0 articles"


# topics


@pytest.mark.survives("H18")
def test_headlines_lead_out_safely_and_home_relatively():
    links = page("americas/index.html").xpath("//article//h3/a")
    assert [(a.get("href"), a.get("rel")) for a in links] == [
        ("https://news.example.org/1", "noopener noreferrer"),
        ("https://news.example.org/2", "noopener noreferrer"),
        ("../articles/00000000-0000-5000-8000-000000000003.html", None),
    ]


def test_the_first_article_leads_and_pictures_are_decoration_that_keeps_its_place():
    first, second, third = page("americas/index.html").xpath("//article")
    assert "lead" in first.get("class")
    assert "row" in second.get("class")
    frame = second.find("a")
    assert (frame.get("tabindex"), frame.get("aria-hidden")) == ("-1", "true")
    assert dict(frame.find("img").attrib) == {
        "src": "https://img.example.org/a.PNG?w=1&h=2",
        "alt": "",
        "loading": "lazy",
        "decoding": "async",
        "referrerpolicy": "no-referrer",
    }
    assert third.find("a") is None


def test_a_picture_of_the_body_stands_for_one_that_the_dump_did_not_name():
    body = '<p>x</p><img src="https://img.example.org/b.png?x=1&amp;y=2" alt="">'
    shown = page("cuba/index.html", site(feeds=(feed("cuba", (entry(1, images=(), html=body),)),)))
    assert shown.xpath("//article//img/@src") == ["https://img.example.org/b.png?x=1&y=2"]


@pytest.mark.parametrize(
    ("changes", "points"),
    [
        ({"summary": "One.\nTwo."}, ["One.", "Two."]),
        ({"summary": "", "text": "Headline 1\n\nThe story.\n\nMore."}, ["The story."]),
        ({"summary": "", "text": "word " * 80}, ["word " * 55 + "word…"]),
        ({"summary": "", "text": "長" * 300}, ["長" * 280 + "…"]),
        ({"summary": "", "text": "Not given away.", "html": ""}, []),
    ],
)
def test_what_is_told_of_an_article(changes, points):
    shown = page("cuba/index.html", site(feeds=(feed("cuba", (entry(1, **changes),)),)))
    assert (
        shown.xpath("//*[contains(@class,'summary')]/descendant-or-self::*[@dir]/text()") == points
    )


def test_each_format_can_be_opened_copied_and_read_about():
    panel = page("americas/index.html").xpath("//aside[@class='subscribe']")[0]
    assert panel.xpath(".//input/@value") == [
        f"{BASE}americas/feed.atom", f"{BASE}americas/feed.rss", f"{BASE}americas/feed.json",
    ]  # fmt: skip
    assert panel.xpath(".//a[@class='button']/@href") == [
        f"feed:{BASE}americas/feed.{name}" for name in ("atom", "rss", "json")
    ]
    assert all(b.get("hidden") is not None for b in panel.iter("button"))
    assert [said(p) for p in panel.xpath(".//p[@class='format']")] == [
        "Atom understood by every reader",
        "RSS for whatever knows no Atom",
        "JSON Feed for programs",
    ]


def test_readers_on_the_web_are_given_the_address():
    panel = page("americas/index.html").xpath("//ul[@class='readers']")[0]
    assert [(a.text, a.get("href")) for a in panel.iter("a")] == [
        ("Feedbin", f"https://feedbin.com/?subscribe={QUOTED}"),
        ("Feedly", f"https://feedly.com/i/subscription/feed%2F{QUOTED}"),
        ("Inoreader", f"https://www.inoreader.com/?add_feed={QUOTED}"),
        ("NewsBlur", f"https://www.newsblur.com/?url={QUOTED}"),
        ("The Old Reader", f"https://theoldreader.com/feeds/subscribe?url={QUOTED}"),
    ]


QUOTED = "https%3A%2F%2Ffeeds.example.org%2Famericas%2Ffeed.atom"


def test_a_topic_of_more_articles_than_its_feed_says_so():
    older = History(previous={"rss": f"{BASE}cuba/2024-02.rss", "atom": f"{BASE}cuba/2024-02.atom"})
    of = site(feeds=(feed("cuba", (entry(1),), history=older),), counts={"cuba": 1204})
    shown = page("cuba/index.html", of)
    (told,) = shown.xpath("//p[@class='older']")
    assert said(told) == (
        "These are the newest 1 of 1,204 articles."
        " Earlier ones are in the feed’s archive, by month."
    )
    assert told.xpath("a/@href") == [f"{BASE}cuba/2024-02.atom"]
    assert not page("americas/index.html").xpath("//p[@class='older']")


def test_an_empty_topic_can_be_followed_all_the_same():
    shown = page("quiet/index.html")
    assert "Nothing here yet" in said(shown)
    assert len(shown.xpath("//input")) == 3


# articles


def test_article_page_tells_all_we_know():
    it = page(HOMELESS)
    assert it.xpath("string(//h1)") == "Headline 3"
    (meta,) = it.xpath("//p[@class='meta']")
    assert said(meta) == "Ana Díaz, Bo Li 29 March 2024, 14:05 UTC HAVANA Example Times"
    assert it.xpath("//a[@class='publisher']/@href") == ["https://news.example.org/"]
    assert it.xpath("//ul[@class='summary']/li/text()") == ["First point", "Second point"]
    assert it.xpath("string(//div[@class='text'])").strip() == "The whole story & more."
    captions = it.xpath("//section[@class='captions']//li")
    assert [said(caption) for caption in captions] == ["A caption without a picture AFP"]
    assert it.xpath("//nav[@class='more']//li/a/@href") == ["../americas/index.html"]


def test_labels_lead_to_their_topics():
    it = entry(3, url=None, categories=(CUBA, RESEARCH))
    shown = page(HOMELESS, site(pages=(it,), feeds=(feed("cuba", (it,)),)))
    labels = shown.xpath("//ul[@class='labels']/li")
    assert [said(label) for label in labels] == ["Cuba", "Research, Health & Science"]
    assert [label.xpath("a/@href") for label in labels] == [["../cuba/index.html"], []]


def test_an_article_of_which_only_the_headline_goes_out():
    bare = entry(3, url=None, html="", summary="", authors=(), place=None, images=())
    it = page(HOMELESS, site(pages=(bare,)))
    assert it.xpath("string(//div[@class='text'])").strip() == ""
    assert not it.xpath("//*[@class='summary']|//img[@alt!='']")


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("", ""),
        ("<p>a &lt;b&gt; &amp; c</p>", "<p>a &lt;b&gt; &amp; c</p>"),
        ("plain &lt;text&gt;<br>more", "plain &lt;text&gt;<br>more"),
        # no level of headings left out, none above the page's own
        ("<h4>a</h4><h5>b</h5><h1>c</h1><h3>d</h3>", "<h2>a</h2><h3>b</h3><h2>c</h2><h3>d</h3>"),
        ("<h2><b> </b></h2>", "<div><b> </b></div>"),
        # pictures
        ('<img src="https://x.example/a">',
         ('<img src="https://x.example/a" alt="" loading="lazy" decoding="async"'
          ' referrerpolicy="no-referrer">')),
        # links that say nothing
        ('<a href="https://x.example/"></a>a', "<span></span>a"),
        ('<a href="https://x.example/">b</a>', '<a href="https://x.example/">b</a>'),
        # tables
        ('<table><tr><th></th><th scope="x">a</th></tr></table>b',
         ('<div class="wide" role="group" aria-label="Table" tabindex="0"><table><tr><td></td>'
          "<th>a</th></tr></table></div>b")),
        # lists that are none
        ("<ul><li>a</li></ul>", "<ul><li>a</li></ul>"),
        ("<ul>a<li>b</li></ul>", "<div>a<div>b</div></div>"),
        ("<li>a</li>", "<div>a</div>"),
        ('<p lang="de-CH">a</p><p lang="german!">b</p>', '<p lang="de-CH">a</p><p>b</p>'),
    ],
)  # fmt: skip
def test_a_body_is_made_to_fit_a_page(body, shown):
    assert fitted(body) == shown


# the index


def test_index_lists_topics_and_the_newest_once():
    of = page("index.html")
    cards = of.xpath("//ul[@class='cards']/li")
    assert [c.xpath("string(h3)") for c in cards] == ["Americas", "Europe", "Quiet"]
    assert said(cards[0].xpath("p[@class='facts']")[0]) == "3 articles changed 1 Apr 2024"
    assert [said(li) for li in cards[0].xpath("ul/li")] == [
        "Headline 1 29 Mar 2024", "Headline 2 28 Mar 2024", "Headline 3 29 Mar 2024",
    ]  # fmt: skip
    assert cards[0].xpath("p[@class='formats']/a/text()") == ["Atom", "RSS", "JSON Feed"]
    headlines = of.xpath("//div[@class='front']//h3/a/text()")
    assert sorted(headlines) == sorted(set(headlines))
    assert len(headlines) == 6


def test_the_newest_says_where_it_is_found_in_the_smallest_topic_that_holds_it():
    one, two = entry(1), entry(2)
    of = site(feeds=(feed("all", (one, two)), feed("cuba", (one,))), pages=())
    kickers = page("index.html", of).xpath("//div[@class='front']//a[@class='kicker']")
    assert [(said(k), k.get("href")) for k in kickers] == [
        ("All", "all/index.html"), ("Cuba", "cuba/index.html"),
    ]  # fmt: skip


def test_the_newest_with_a_picture_leads():
    plain = entry(1, images=(), html="<p>x</p>")
    old = entry(2, published=When(datetime(2020, 1, 1, tzinfo=UTC)))
    of = page("index.html", site(feeds=(feed("cuba", (plain, old)),), pages=()))
    assert of.xpath("//div[@class='front']//h3/a/text()") == ["Headline 2", "Headline 1"]


def test_groups_stand_in_the_order_of_the_config_with_a_list_to_jump():
    feeds = (
        topic_of("a", "Alpha"),
        topic_of("b", "Beta", group="Greek & more"),
        topic_of("c", "Gamma", group="Greek & more"),
        topic_of("d", "Delta", group="Rivers"),
    )
    of = page("index.html", site(feeds=feeds, pages=()))
    assert of.xpath("//h3[@class='group-title']/bdi/text()") == ["Greek & more", "Rivers"]
    assert of.xpath("//nav[@class='jump']//a/@href") == ["#group-2", "#group-3"]
    assert [said(h) for h in of.xpath("//ul[@class='cards']/li/*[1]")] == [
        "Alpha", "Beta", "Gamma", "Delta",
    ]  # fmt: skip


def test_many_topics_are_compact_and_in_the_order_of_letters():
    titles = ["Zebra", "ägypten", "Apple", "2024", "中国", "Ärger", "Égypte"]
    feeds = tuple(topic_of(f"t{n}", titles[n % 7] + f" {n}", (entry(n % 50),)) for n in range(98))
    of = page("index.html", site(feeds=feeds, pages=()))
    assert [said(h) for h in of.xpath("//h3[@class='letter']")] == ["0–9", "A", "E", "Z", "…"]
    rows = of.xpath("//ul[@class='rows']/li")
    assert len(rows) == 98
    assert said(rows[14]).startswith("ägypten 1 ")
    assert not of.xpath("//ul[@class='cards']")
    assert len(of.xpath("//ul[@class='rows']//a")) == 98


def view(number, title, group=""):
    return TopicView(
        slug=f"t{number}", title=title, description="", group=group, language="en",
        direction="ltr", href="", url="", count=0, shown=0, updated=None, offers=(), older="",
        newest=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("title", "letter"),
    [
        ("Über", "U"), ("“Quoted”", "Q"), ("ß", "S"), ("ﬁsh", "F"), ("Ωmega", "Ω"),
        ("россия", "Р"), ("٣ أخبار", "0–9"), ("أخبار", "ا"), ("ישראל", "י"), ("한국", "ᄒ"),
        ("日本", "…"), ("!?", "…"), ("", "…"),
    ],
)  # fmt: skip
def test_first_letters(title, letter):
    made = groups(view(n, title) for n in range(81))
    assert [part.title for group in made for part in group.parts] == [letter]


def test_an_index_without_topics_says_so():
    of = page("index.html", site(feeds=(), pages=()))
    assert "No topics yet." in said(of)


# topics that are gone


def test_the_page_of_a_topic_that_moved_leads_on():
    tree = page("havana/index.html", moved_site(successor=True))
    head = tree.find("head")
    assert head.xpath("meta[@http-equiv='refresh']/@content") == ["0; url=../cuba/index.html"]
    assert head.xpath("meta[@name='robots']/@content") == ["noindex"]
    assert head.find("link[@rel='canonical']").get("href") == f"{BASE}cuba/"
    assert [href for _, href in alternates(tree)] == [
        *(f"{BASE}cuba/feed.{name}" for name in ("atom", "rss", "json")),
        *(f"{BASE}havana/feed.{name}" for name in ("atom", "rss", "json")),
    ]
    assert tree.xpath("string(//h1)") == "Havana & more"
    assert tree.xpath("//main//a/@href")[0] == "../cuba/index.html"


def test_the_page_of_a_topic_that_ended_stays_and_says_so():
    tree = page("havana/index.html", moved_site(successor=False))
    assert not tree.xpath("//meta[@http-equiv='refresh']")
    assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert "This topic has ended" in said(tree)
    assert alternates(tree)[0][1] == f"{BASE}havana/feed.atom"
    assert tree.xpath("//main//a/@href") == ["../index.html"]


# hostile text, other scripts


@pytest.mark.survives("H07", "H26", "T11")
def test_hostile_text_stays_text_on_pages():
    it = entry(
        3, url=None, title=HOSTILE, summary=HOSTILE, authors=(Person(HOSTILE),), place=HOSTILE,
        publisher=HOSTILE, categories=(Label("x", HOSTILE),),
        images=(Image("https://img.example.org/a.png", HOSTILE, HOSTILE), Image(None, HOSTILE)),
    )  # fmt: skip
    topic = topic_of("cuba", HOSTILE, (it,), description=HOSTILE, group=HOSTILE)
    of = site(title=HOSTILE, description=HOSTILE, pages=(it,), feeds=(topic,))
    for path, body in rendered(of).items():
        if path.endswith(".html"):
            assert re.findall(rb"<script[^>]*>", body) == (
                [b'<script src="../subscribe.js" defer>'] if path == "cuba/index.html" else []
            )
            assert b"&lt;script&gt;alert(1)" in body
            assert body.index(b'<meta charset="utf-8">') < 200
    assert page(HOMELESS, of).xpath("string(//h1)") == HOSTILE


@pytest.mark.survives("H22", "H23", "F10")
def test_no_other_language_is_spoken_on_pages():
    text = "{{ 7 * 7 }} {% raw %} <!--# include file=x --> <?php x ?> </script>"
    it = entry(3, url=None, title=text, summary=text, categories=(Label("x", text),))
    body = rendered(site(pages=(it,), feeds=(feed("cuba", (it,), description=text),)))[HOMELESS]
    assert b"&lt;!--# include" in body
    assert not {b"<!--", b"<?php", b"</script"} & set(re.findall(rb"<[!?/]\w*-*", body))
    assert html.fromstring(body.decode()).xpath("string(//h1)") == text


def test_right_to_left_pages_are_set_from_the_right_and_english_words_are_not():
    of = site(feeds=(feed("arabic", (entry(1),), language="ar-EG"),))
    assert dict(page("arabic/index.html", of).attrib) == {"lang": "ar-EG", "dir": "rtl"}
    for tree in pages(of).values():
        for element in tree.xpath("//time|//aside|//p[@class='facts']"):
            around = element.xpath("ancestor-or-self::*[@lang][1]")[0]
            assert (around.get("lang"), around.get("dir")) == ("en", "ltr")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ar", "rtl"), ("he-IL", "rtl"), ("fa", "rtl"), ("az-Arab", "rtl"), ("en", "ltr"),
        ("ku", "ltr"), ("ks-Deva", "ltr"), ("ur-Latn", "ltr"), ("UR", "rtl"), ("zh-Hant-TW", "ltr"),
    ],
)  # fmt: skip
def test_direction_of_a_language(language, expected):
    assert direction(language) == expected


# templates of the operator's own


def put(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def test_a_template_may_extend_ours_of_the_same_name(tmp_path):
    mine = (
        '{% extends "feedgen-news/page.html" %}'
        "{% block footer %}<footer><p>Mine: {{ site.title }}</p></footer>{% endblock %}"
    )
    trees = pages(site(templates=put(tmp_path, page_html=mine)))
    assert {said(tree.find(".//footer")) for tree in trees.values()} == {"Mine: Example News"}
    assert trees["index.html"].xpath("//h1")


def test_one_page_may_be_replaced_and_parts_of_ours_be_used(tmp_path):
    mine = (
        '{% extends "page.html" %}{% from "parts.html" import subscribe %}'
        "{% block main %}<h1>{{ topic.title }}, {{ topic.count | number }}</h1>"
        "{{ subscribe(offers) }}{% endblock %}"
    )
    of = site(templates=put(tmp_path, topic_html=mine), counts={"americas": 12345})
    tree = page("americas/index.html", of)
    assert said(tree.find(".//h1")) == "Americas, 12,345"
    assert tree.xpath("//aside")
    assert page("index.html", of).xpath("//div[@class='front']")


def test_files_are_replaced_or_added_as_they_are(tmp_path):
    folder = put(tmp_path, style_css="body { color: red }", static__fonts__a_txt="font")
    (folder / "static" / "logo.png").write_bytes(b"\x89PNG\x00")
    (folder / "static" / ".hidden").write_bytes(b"x")
    got = rendered(site(templates=folder))
    assert got["style.css"] == b"body { color: red }"
    assert got["static/fonts/a.txt"] == b"font"
    assert got["static/logo.png"] == b"\x89PNG\x00"
    assert b"feedgen-news" in got["icon.svg"]
    assert not {path for path in got if "hidden" in path}


FAULTS = [
    ({"topic_html": "a\n{% if %}"}, r"topic\.html:2: Expected an expression.*mend"),
    ({"topic_html": "a\nb {{ topic.titel }}"},
     r"topic\.html:2: 'TopicView' has no attribute 'titel'; did you mean .title.\? docs/pages"),
    ({"topic_html": "{{ nothing }}"}, r"topic\.html:1: 'nothing' is undefined"),
    ({"topic_html": "\n\n{% include 'gone.html' %}"},
     r"topic\.html:3: there is no template gone\.html"),
    ({"topic_html": "{{ topic.count / 0 }}"}, r"topic\.html:1: ZeroDivisionError"),
    ({"topic_html": "{{ 1 | colour }}"}, r"topic\.html:1: No filter named 'colour'"),
    ({"page_html": '{% extends "page.html" %}'},
     r"page\.html:1: leads back to itself without end; ours are reached as feedgen-news/NAME"),
    ({"parts_html": "{% macro story() %}{% endmacro %}"},
     r".*parts\.html.*does not export.*docs/pages\.md"),
    ({"topic_html": "{{ articles[0].picture.credits }}"},
     r"topic\.html:1: 'Image' has no attribute 'credits'; did you mean .credit.\? docs/pages"),
    ({"topic_html": "{{ site.zzz }}"},
     r"'SiteView' has no attribute 'zzz'; known: author, .*, url; docs/pages\.md"),
    ({"topic_html": "{{ topic + 1 }}"}, r"topic\.html:1: TypeError: .*'TopicView' and 'int'"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "message"), FAULTS)
def test_a_mistake_in_a_template_names_its_file_and_line(tmp_path, files, message):
    of = site(templates=put(tmp_path, **files))
    with pytest.raises(FeedgenNewsError, match=message) as raised:
        rendered(of)
    assert str(tmp_path) in str(raised.value)


@pytest.mark.parametrize("files", [FAULTS[0][0], FAULTS[5][0]])
def test_what_is_no_template_is_found_before_anything_is_read(tmp_path, files):
    with pytest.raises(FeedgenNewsError, match=r"topic\.html:\d"):
        check_templates(put(tmp_path, **files))


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"topic_html": '\n{% extends "topic.html" %}'},
         r"topic\.html:2: extends itself; write feedgen-news/topic\.html$"),
        ({"parts_html": '{% from "parts.html" import story %}'},
         r"parts\.html:1: imports itself; write feedgen-news/parts\.html$"),
        ({"my_html": '{% extends "my.html" %}'}, "extends itself; name another template$"),
    ],
)  # fmt: skip
def test_a_template_that_extends_itself_is_told_how_to_reach_ours(tmp_path, files, message):
    with pytest.raises(FeedgenNewsError, match=message):
        check_templates(put(tmp_path, **files))


OUT = "a symbolic link that leads out of the folder; copy the file$"


@pytest.mark.parametrize(
    ("link", "target", "message"),
    [
        ("static/key.txt", "../../outside/key.txt", OUT),
        ("topic.html", "../outside/key.txt", OUT),
        ("style.css", "../outside/key.txt", OUT),
        (".part", "../outside/key.txt", OUT),
        ("static/fonts", "../../outside", "that leads out of the folder; copy the folder$"),
        ("static/fonts", "../mine", "a symbolic link to a folder, .*; copy the folder$"),
        ("static/gone.txt", "nowhere", "a symbolic link that leads nowhere; remove it$"),
        ("static/round.txt", "round.txt", "a symbolic link that leads nowhere; remove it$"),
    ],
)
def test_a_link_out_of_the_folder_is_refused(tmp_path, link, target, message):
    put(tmp_path, outside__key_txt="secret", templates__mine__a_txt="", templates__static__a_txt="")
    folder = tmp_path / "templates"
    (folder / link).symlink_to(target)
    told = re.escape(f"{folder / link}: ") + ".*" + message
    for use in (lambda: check_templates(folder), lambda: rendered(site(templates=folder))):
        with pytest.raises(FeedgenNewsError, match=told):
            use()


def test_a_link_inside_the_folder_is_followed(tmp_path):
    folder = put(tmp_path / "real", static__a_txt="mine")
    (folder / "static" / "b.txt").symlink_to("a.txt")
    (folder / ".#topic.html").symlink_to("somebody@host.123")  # as editors mark an open file
    (tmp_path / "templates").symlink_to(folder)
    check_templates(tmp_path / "templates")
    assert rendered(site(templates=tmp_path / "templates"))["static/b.txt"] == b"mine"


def test_a_template_that_is_not_utf8(tmp_path):
    (tmp_path / "page.html").write_bytes(b"<p>caf\xe9</p>")
    for use in (lambda: check_templates(tmp_path), lambda: rendered(site(templates=tmp_path))):
        with pytest.raises(FeedgenNewsError, match=r"page\.html: byte 6 is not UTF-8"):
            use()


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("topics_html", r"did you mean topic\.html\?"),
        ("about_html", r"pages are index\.html, "),
        ("sub__topic_html", "templates lie at the top of the folder$"),
    ],
)
def test_a_template_that_no_page_uses_is_told(tmp_path, name, advice):
    with pytest.raises(FeedgenNewsError, match=r"no page uses it; " + advice):
        check_templates(put(tmp_path, **{name: "x"}))


def test_templates_that_are_used_are_no_mistake(tmp_path):
    check_templates(None)
    check_templates(
        put(tmp_path, page_html="{% include 'my.html' %}", my_html="x", static__x_html="{%")
    )


def test_a_bug_of_ours_is_no_mistake_of_the_operator(tmp_path, monkeypatch):
    monkeypatch.setattr("feedgen_news.writers.pages.viewing.direction", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rendered(site(templates=tmp_path))


# what docs/pages.md promises

VIEWS = {
    "site": "SiteView", "topic": "TopicView", "article": "ArticleView", "offer": "Offer",
    "date": "DateView", "link": "LinkView", "group": "GroupView", "part": "PartView",
}  # fmt: skip


def documented() -> str:
    return (Path(__file__).parents[1] / "docs" / "pages.md").read_text("utf-8")


@pytest.mark.parametrize(("heading", "name"), VIEWS.items())
def test_every_field_of_a_view_is_documented(heading, name):
    section = documented().split(f"\n### {heading}\n", 1)[1].split("\n### ", 1)[0]
    told = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert told == list(getattr(views, name).__struct_fields__)


@pytest.mark.parametrize(
    "template", ["every page", "index.html", "topic.html", "article.html", "moved.html"]
)
def test_every_variable_of_a_template_is_documented_and_given(template, monkeypatch):
    given: dict[str, set[str]] = {}

    def render(self, **values):
        given.setdefault(self.name, set(values))
        return ""

    monkeypatch.setattr("jinja2.Template.render", render)
    rendered(msgspec.structs.replace(moved_site(successor=True), pages=(Page(entry(3, url=None)),)))
    everywhere = set.intersection(*given.values())
    expected = everywhere if template == "every page" else given[template] - everywhere
    section = documented().split(f"\n### {template}\n", 1)[1].split("\n### ", 1)[0]
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == expected
