"""Each code found by its own broken file, nothing found in a good folder, nothing crashes."""

import gzip
import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedgen_news.checks import CHECKS, check, compressed
from feedgen_news.checks.bodies import examine
from feedgen_news.problems import PublishError
from tests.published import BASE, publish, site
from tests.published_pages import PAGES
from tests.test_checks_history import CASES

ATOM, RSS, JSON = "europe/feed.atom", "europe/feed.rss", "europe/feed.json"
PAGE, OPML = "europe/index.html", "feeds.opml"
ONE = "urn:uuid:00000000-0000-5000-8000-000000000001"
FOUR = "urn:uuid:00000000-0000-5000-8000-000000000004"
EUROPE = "urn:uuid:11111111-0000-5000-8000-000000000656"

# code, file, what is replaced, by what (None: the whole file)
EDITS: list[tuple[str, str, str | None, str]] = [
    # documents
    ("byte-order-mark", ATOM, "<?xml", "\ufeff<?xml"),
    ("byte-order-mark", JSON, "{\n", "\ufeff{\n"),
    ("no-declaration", RSS, "<?xml version='1.0' encoding='UTF-8'?>\n", ""),
    ("not-utf8", RSS, "encoding='UTF-8'", "encoding='windows-1252'"),
    ("doctype", ATOM, "<feed", '<!DOCTYPE feed [<!ENTITY a "b">]>\n<feed'),
    ("doctype", OPML, "<opml", "<!-- a --><?b c?><!doctype opml><opml"),
    ("not-well-formed", ATOM, "</feed>", ""),
    ("not-well-formed", RSS, "Headline 1", "Headline \x0b"),
    ("wrong-root", RSS, None, "<?xml version='1.0' encoding='UTF-8'?><feed/>"),
    ("unused-namespace", RSS, "<rss ", '<rss xmlns:x="http://x.example/" '),
    ("media-namespace", ATOM, "search.yahoo.com/mrss/", "search.yahoo.com/mrss"),
    ("media-group", ATOM, "<updated>2024-04-01T08:00:04Z</updated>",
     ("<updated>2024-04-01T08:00:04Z</updated><media:group><media:content"
     ' url="https://x.example/a.png"/></media:group>')),
    ("stylesheet", ATOM, "<feed", '<?xml-stylesheet href="https://x.example/a.xsl"?><feed'),
    ("unknown-namespace", ATOM, "<generator>", '<x:y xmlns:x="http://x.example/"/><generator>'),
    ("namespace-prefix", RSS, "<media:credit>AFP</media:credit>",
     '<m:credit xmlns:m="http://search.yahoo.com/mrss/">AFP</m:credit>'),
    ("unknown-element", ATOM, "<generator>", "<tagline>x</tagline><generator>"),
    ("unknown-element", RSS, "<pubDate>", "<summary>x</summary><pubDate>"),
    ("xml-base", ATOM, "<feed ", '<feed xml:base="https://x.example/" '),
    ("media-value", ATOM, 'medium="image"', 'medium="image" expression="whole"'),
    ("media-value", RSS, "<media:credit>", '<media:credit role="Photographer">'),
    ("picture-for-some", ATOM,
     '<media:thumbnail url="https://img.example.org/a.PNG?w=1&amp;h=2"/>', ""),
    # texts
    ("missing-element", ATOM, f"<id>{EUROPE}</id>", ""),
    ("missing-element", RSS, "<description>Europe: news from Example News</description>", ""),
    ("missing-element", JSON, '"home_page_url": "https://feeds.example.org/europe/",', ""),
    ("missing-attribute", ATOM, 'term="cuba"', ""),
    ("missing-attribute", RSS, ' length="0"', ""),
    ("missing-attribute", JSON, '"mime_type": "image/png"', '"title": "Ships"'),
    ("repeated-element", ATOM, '<title type="text">Headline 1</title>',
     '<title type="text">Headline 1</title><title>Two</title>'),
    ("repeated-element", RSS, "<title>Headline 1</title>",
     "<title>Headline 1</title><title>Two</title>"),
    ("blank-text", ATOM, ">Headline 1<", "> <"),
    ("blank-text", RSS, ">Headline 1<", "><"),
    ("blank-text", JSON, '"Headline 1"', '""'),
    ("untrimmed-text", ATOM, "Headline 1", "Headline\n1"),
    ("untrimmed-text", RSS, "Headline 1", " Headline 1"),
    ("untrimmed-text", JSON, '"Bo Li"', '"Bo Li "'),
    ("markup-in-text", ATOM, "Headline 1", "Headline &lt;b&gt;1&lt;/b&gt;"),
    ("markup-in-text", RSS, "Headline 1", "&lt;img src=x&gt;"),
    ("control-character", ATOM, "What happened, number 1.", "What\x85happened"),
    ("control-character", RSS, "The &lt;em&gt;whole", "\u202eThe &lt;em&gt;whole"),
    ("control-character", JSON, "What happened, number 1.", "\\u0000"),
    ("control-character", JSON, "What happened, number 1.", "\\ud800"),
    ("control-character", PAGE, "Headline 1", "Headline\x9f1"),
    ("control-character", JSON, "What happened, number 1.", "What\\r\\nhappened"),
    ("replacement-character", RSS, "Headline 1", "Headline \ufffd"),
    ("entity-in-text", ATOM, "Headline 1", "Fish &amp;amp; chips"),
    ("entity-in-text", JSON, "Headline 1", "It&#8217;s"),
    ("email-in-name", RSS, ">Ana Díaz<", ">Ana Díaz (ana@news.example)<"),
    ("email-in-name", ATOM, ">Ana Díaz<", ">ana@news.example<"),
    ("bad-language", ATOM, 'xml:lang="en"', 'xml:lang="English (UK)"'),
    ("bad-language", RSS, "<language>en<", "<language>en_GB<"),
    ("bad-language", JSON, '"language": "ar"', '"language": "عربي"'),
    ("bad-media-type", ATOM, 'rel="alternate" type="text/html"', 'rel="alternate" type="html"'),
    ("bad-media-type", JSON, '"mime_type": "image/png"', '"mime_type": "png"'),
    ("bad-number", RSS, ' length="0"', ' length="unknown"'),
    ("bad-number", ATOM, 'medium="image"', 'medium="image" width="0"'),
    ("url-characters", JSON, '"image": "https://img.example.org/a.PNG?w=1&h=2"',
     '"image": "https://img.example.org/a|b.png"'),
    ("url-characters", RSS, 'url="https://news.example.org/"', 'url="https://news.example.org/ä"'),
    ("id-malformed", ATOM, f"<id>{EUROPE}</id>", "<id>urn:uuid:europe</id>"),
    ("id-malformed", ATOM, f"<id>{EUROPE}</id>", f"<id>{EUROPE}#europe</id>"),
    ("id-malformed", ATOM, f"<id>{EUROPE}</id>", "<id>tag:example.org:europe</id>"),
    ("id-malformed", ATOM, f"<id>{EUROPE}</id>", "<id>https:///europe</id>"),
    ("id-not-canonical", ATOM, f"<id>{EUROPE}</id>", "<id>https://x.example</id>"),
    ("id-not-canonical", ATOM, f"<id>{EUROPE}</id>", "<id>https://X.example/</id>"),
    ("id-not-absolute", ATOM, 'term="cuba"', 'term="cuba" scheme="tags"'),
    ("unknown-element", ATOM, "What happened, number 1.", "What <b>happened</b>"),
    ("repeated-element", ATOM, "<published>", "<rights>a</rights><rights>b</rights><published>"),
    ("rss-ttl", RSS, "<generator>", "<ttl>0</ttl><generator>"),
    ("rss-text-order", RSS,
     "<description>&lt;p&gt;What happened, number 1.&lt;/p&gt;</description>", ""),
    ("rss-said-twice", RSS, "<generator>", "<dc:language>en</dc:language><generator>"),
    ("markup-in-text", ATOM, 'rel="alternate" type', 'title="&lt;b&gt;" rel="alternate" type'),
    ("no-date", RSS, "<pubDate>Fri, 29 Mar 2024 14:05:00 +0000</pubDate>", ""),
    ("no-date", JSON, ('"date_published": "2024-03-29T14:05:00Z",\n'
     '      "date_modified": "2024-04-01T08:00:04Z",'), ""),
    ("id-not-absolute", ATOM, f"<id>{EUROPE}</id>", "<id>europe</id>"),
    ("id-not-ascii", ATOM, f"<id>{EUROPE}</id>", "<id>tag:x,2024:é</id>"),
    ("relative-link", ATOM, 'href="https://news.example.org/1"', 'href="/1"'),
    ("relative-link", RSS, "<link>https://news.example.org/1</link>", "<link>/1</link>"),
    ("relative-link", JSON, '"url": "https://news.example.org/1"', '"url": "ftp://x/1"'),
    ("bad-date", ATOM, "2024-04-01T08:00:01Z", "2024-04-01"),
    ("bad-date", ATOM, "2024-04-01T08:00:01Z", "2024-02-30T08:00:01Z"),
    ("bad-date", RSS, "Fri, 29 Mar 2024 14:05:00 +0000", "Fri, 29 Mär 2024 14:05:00 +0000"),
    ("bad-date", RSS, "Fri, 29 Mar 2024 14:05:00 +0000", "Fri, 29 Mar 24 14:05:00 +0000"),
    ("bad-date", JSON, "2024-03-29T14:05:00Z", "yesterday"),
    ("wrong-weekday", RSS, "Fri, 29 Mar", "Mon, 29 Mar"),
    ("named-zone", RSS, "14:05:00 +0000", "14:05:00 EST"),
    ("old-date", ATOM, "2024-03-29T14:05:00Z", "1970-01-01T00:00:00Z"),
    ("old-date", RSS, "Fri, 29 Mar 2024", "29 Mar 1989"),
    ("future-date", ATOM, "2024-03-29T14:05:00Z", "2999-04-01T08:00:01Z"),
    ("future-date", JSON, "2024-03-29T14:05:00Z", "2999-03-29T14:05:00+02:00"),
    ("updated-behind", ATOM, "<updated>2024-04-01T08:00:06Z", "<updated>2024-04-01T08:00:05Z"),
    # links of a feed
    ("self-link-twice", ATOM, "<generator>",
     f'<link rel="self" href="{BASE}{ATOM}"/><generator>'),
    ("self-link-type", RSS, 'rel="self" type="application/rss+xml"', 'rel="self" type="text/html"'),
    ("hub-without-self", ATOM, ' rel="self"', ' rel="hub"'),
    ("history-in-entry", ATOM, "<published>",
     '<link rel="current" href="https://x.example/"/><published>'),
    # bodies
    ("active-content", ATOM, "&lt;p&gt;The", "&lt;script&gt;x&lt;/script&gt;&lt;p&gt;The"),
    ("active-content", ATOM, "&lt;p&gt;The", "&lt;p OnClick=x&gt;The"),
    ("active-content", RSS, "&lt;p&gt;What", "&lt;svg&gt;&lt;/svg&gt;&lt;p&gt;What"),
    ("active-content", JSON, "<p>The", "<form></form><p>The"),
    ("active-content", PAGE, "</main>", "<script>x</script></main>"),
    ("active-content", PAGE, "<main>", '<main onload="x">'),
    ("active-content", PAGE, "<title>", '<meta http-equiv="refresh" content="0"><title>'),
    ("unsafe-url", JSON, "<p>The", "<a href='java\\tscript:x'>The</a><p>The"),
    ("unsafe-url", ATOM, "&lt;p&gt;The", "&lt;img src='data:image/svg+xml,x'&gt;&lt;p&gt;The"),
    ("unsafe-url", PAGE, "https://news.example.org/1", "JavaScript:x"),
    ("relative-url", RSS, "&lt;p&gt;The", "&lt;img src='/a.png'&gt;&lt;p&gt;The"),
    ("relative-url", ATOM, "&lt;p&gt;The",
     "&lt;img srcset='https://x.example/a 1x, b.png 2x'&gt;&lt;p&gt;The"),
    ("relative-url", JSON, "<p>The", "<a href='//x.example/'>The</a><p>The"),
    ("style-in-body", JSON, "<p>The", "<p style='color:red'>The"),
    ("comment-in-body", RSS, "&lt;p&gt;The", "&lt;p&gt;&lt;!--#exec--&gt;The"),
    ("malformed-markup", ATOM, "&lt;/p&gt;", "&lt;/div&gt;"),
    ("malformed-markup", JSON, "</p>", "<b></p>"),
    ("malformed-markup", PAGE, "</main>", ""),
    ("too-deep", JSON, "<p>The", "<i>" * 300 + "</i>" * 300 + "<p>The"),
    ("blank-target", JSON, "<p>The", "<a href='https://x.example' target='_blank'>A</a><p>The"),
    # Atom
    ("atom-late-element", ATOM, "</feed>", "<rights>x</rights></feed>"),
    ("atom-no-author", ATOM, "<author>\n    <name>Example News</name>\n  </author>", ""),
    ("atom-two-alternates", ATOM, "<generator>",
     '<link href="https://x.example/" type="text/html"/><generator>'),
    ("atom-no-alternate", ATOM, '<link href="https://news.example.org/6" rel="alternate"/>', ""),
    ("atom-no-text", ATOM, '<summary type="text">What happened, number 6.</summary>', ""),
    ("atom-rel", ATOM, "<generator>",
     '<link href="https://x.example/" rel="canonical"/><generator>'),
    ("atom-text-type", ATOM, '<content type="html">', '<content type="CDATA">'),
    ("atom-xhtml", ATOM, '<title type="text">Headline 1', '<title type="xhtml">Headline 1'),
    ("atom-equal-updated", ATOM, "2024-04-01T08:00:04Z", "2024-04-01T08:00:05Z"),
    ("atom-source", ATOM, '<title type="text">Example Times</title>', ""),
    ("no-language", ATOM, ' xml:lang="en"', ""),
    ("no-language", RSS, "<language>en</language>", ""),
    ("no-language", JSON, '"language": "en",', ""),
    # RSS
    ("rss-version", RSS, 'version="2.0"', 'version="0.91"'),
    ("rss-channel-link", RSS, f"<link>{BASE}europe/</link>", f"<link>{BASE}{RSS}</link>"),
    ("rss-late-element", RSS, "</channel>", "<copyright>x</copyright></channel>"),
    ("rss-guid-permalink", RSS, ' isPermaLink="false"', ""),
    ("rss-author", RSS, "<pubDate>", "<author>Ana Díaz</author><pubDate>"),
    ("rss-enclosures", RSS, "<enclosure",
     '<enclosure url="https://x.example/a" type="a/b" length="0"/><enclosure'),
    ("rss-category-comma", RSS, ">Research Health", ">Research, Health"),
    ("rss-ttl", RSS, "<generator>", "<ttl>1440</ttl><generator>"),
    ("rss-contact", RSS, "<generator>", "<webMaster>Ana</webMaster><generator>"),
    ("rss-said-twice", RSS, "<pubDate>", "<dc:date>2024-03-29T14:05:00Z</dc:date><pubDate>"),
    ("rss-image", RSS, "<generator>", ("<image><url>https://x.example/i.png</url><title>x</title>"
     "<link>https://x.example/</link></image><generator>")),
    ("rss-avoid", RSS, "<generator>", "<skipDays><day>Monday</day></skipDays><generator>"),
    # JSON Feed
    ("not-json", JSON, '"items"', "'items'"),
    ("not-json", JSON, '"en"', "NaN"),
    ("not-json", JSON, None, "[" * 100_000),
    ("not-json", JSON, None, '{"a": ' + "9" * 5000 + "}"),
    ("json-duplicate-key", JSON, '"language": "en",', '"language": "en", "language": "en",'),
    ("json-version", JSON, "version/1.1", "version/1"),
    ("json-version-first", JSON,
     '{\n  "version"', '{\n  "icon": "https://x.example/",\n  "version"'),
    ("json-type", JSON, '"image": "https://img.example.org/a.PNG?w=1&h=2"', '"image": 1'),
    ("json-type", JSON, '"Cuba",', '"Cuba", 7,'),
    ("json-type", JSON, '"name": "Bo Li"', '"name": "Bo Li"}, 8, {"name": "C"'),
    ("json-type", JSON, '"mime_type": "image/png"\n        }', '"mime_type": "image/png"}, 1'),
    ("json-type", JSON, '"items": [', '"items": [1,'),
    ("json-type", JSON, None, "[]"),
    ("json-no-content", JSON, '"content_html": "<p>What happened, number 6.</p>",', ""),
    ("json-no-url", JSON, '"url": "https://news.example.org/1",', ""),
    ("json-next-url", JSON, '"feed_url"', f'"next_url": "{BASE}{JSON}", "feed_url"'),
    ("json-tag-ampersand", JSON, "Health + Science", "Health & Science"),
    ("json-unknown-key", JSON, '"summary"', '"sumary"'),
    ("json-hub", JSON, '"language"', '"hubs": [{"url": "https://hub.example/"}], "language"'),
    ("json-type", JSON, '"language"', '"expired": "no", "language"'),
    # OPML
    ("opml-version", OPML, 'version="2.0"', 'version="1.0"'),
    ("opml-outline", OPML, ' text="Europe – Example News"', ""),
    ("opml-outline", OPML, 'type="rss" xmlUrl="https://feeds.example.org/europe',
     'type="atom" xmlUrl="https://feeds.example.org/europe'),
    ("opml-twice", OPML, "</body>", ('<outline text="A"><outline text="B" title="B" type="rss"'
     f' xmlUrl="{BASE}{RSS}" htmlUrl="{BASE}europe/"/></outline></body>')),
    ("opml-dead-feed", OPML, "</body>",
     (f'<outline text="B" title="B" type="rss" xmlUrl="{BASE}gone/feed.atom"/></body>')),
    ("opml-folder", OPML, "</body>", '<outline text="Empty"/></body>'),
    ("opml-folder", OPML, "<body>",
     '<body><outline text="A" title="A"><outline text="B"/></outline>'),
    ("broken-link", OPML, f'htmlUrl="{BASE}europe/"', f'htmlUrl="{BASE}gone/"'),
    ("bad-date", OPML, "</head>", "<dateModified>2024-04-01</dateModified></head>"),
    # pages
    ("page-charset", PAGE, '<meta charset="utf-8">',
     "<!--" + "x" * 1100 + '--><meta charset="utf-8">'),
    ("active-content", PAGE, "</html>", "</html><!-- x --><script>x</script>"),
    ("active-content", PAGE, "</html>", "</html><p onclick=x>x</p>"),
    ("page-title", PAGE, "<title>Europe – Example News</title>", "<title> </title>"),
    ("page-policy", PAGE, "default-src 'none'; ", ""),
    ("page-policy", PAGE, "default-src 'none'; ", "default-src 'none'; script-src *; "),
    ("page-referrer", PAGE, 'content="no-referrer"', 'content="unsafe-url"'),
    ("page-third-party", PAGE, "<title>", '<link rel="icon" href="https://x.example/i.png"><title>'),
    ("page-viewport", PAGE, 'name="viewport"', 'name="view"'),
    ("page-language", PAGE, '<html lang="en">', "<html>"),
    ("page-duplicate-id", PAGE, "<h3>", '<h3 id="newest">'),
    ("page-anchor", PAGE, "#newest", "#oldest"),
    ("page-alt", PAGE, ' alt="Two ships"', ""),
    ("page-headings", PAGE, '<h2 id="newest">Newest</h2>', '<h4 id="newest">Newest</h4>'),
    ("page-headings", PAGE, "<h3>", "<h1>x</h1><h2>x</h2><h3>"),
    ("page-nameless", PAGE, ">Copy<", "><"),
    ("page-nameless", PAGE, ">Down<", '><img src="https://img.example.org/a.png" alt=""><'),
    ("page-first-feed", PAGE, '<link rel="alternate"',
     (f'<link rel="alternate" type="application/atom+xml" href="{BASE}quiet/feed.atom">'
      '<link rel="alternate"')),
    ("active-content", PAGE, "<title>",
     '<meta http-equiv="refresh" content="0; url=https://x.example/"><title>'),
    ("page-alternate", PAGE, "<title>",
     '<link rel="alternate" type="application/rss+xml" href="feed.rss"><title>'),
    ("page-without-feeds", PAGE, 'type="application/atom+xml"', ""),
    ("broken-link", PAGE, 'href="../feeds.opml"', 'href="../gone.opml"'),
    ("broken-link", PAGE, f'rel="canonical" href="{BASE}europe/"',
     f'rel="canonical" href="{BASE}x/"'),
    ("broken-link", PAGE, 'href="feed.rss"', f'href="feed:{BASE}gone/feed.rss"'),
    ("unsafe-url", RSS, "&lt;p&gt;The",
     "&lt;p&gt;&lt;a href='feed:https://x.example/'&gt;The&lt;/a&gt;"),
    ("broken-link", "index.html", 'href="europe/index.html"', 'href="gone/index.html"'),
    # the site
    ("self-link-missing", ATOM, ' rel="self"', ' rel="via"'),
    ("self-link-wrong", ATOM, f'"{BASE}{ATOM}" rel="self"', '"https://x.example/a" rel="self"'),
    ("ids-differ", JSON, f'"id": "{FOUR}"', f'"id": "{ONE[:-1]}9"'),
    ("id-conflict", JSON, '"https://news.example.org/4"', '"https://news.example.org/44"'),
    ("feed-title-twice", "quiet/feed.atom", "Quiet – Example News", "Europe – Example News"),
    ("feed-id-twice", "quiet/feed.atom", "urn:uuid:11111111-0000-5000-8000-000000000552", EUROPE),
    ("feed-page-twice", "quiet/feed.rss", f"<link>{BASE}quiet/", f"<link>{BASE}europe/"),
    ("formats-differ", RSS, ">Headline 1<", ">Headline 11<"),
    ("formats-differ", JSON, "باريس", "لندن"),
    ("formats-differ", RSS, "29 Mar 2024 14:05:00 +0000", "29 Mar 2024 14:05:00 +0100"),
    ("formats-differ", JSON, "2024-03-29T14:05:00Z", "2024-03-29T14:05:01Z"),
    ("hubs-differ", JSON, '"language"',
     '"hubs": [{"type": "WebSub", "url": "https://hub.example/"}], "language"'),
    ("broken-link", RSS, f"<link>{BASE}europe/</link>", f"<link>{BASE}gone/</link>"),
]  # fmt: skip

FOLLOWS = {  # what is said beside it, being true as well
    "media-namespace": {"picture-for-some"},
    "hub-without-self": {"self-link-missing", "hubs-differ"},
    "json-hub": {"hubs-differ"},
    "oldest-first": {"formats-differ"},
    "unoffered-feed": {"page-without-feeds"},
}

# An edit of these in one format may be told as a difference from the others, too.
ENTRY_OF_ALL_FORMATS = re.compile("Headline|2024-03-29|29 Mar")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tmp_path.chmod(0o755)
    publish(site(), tmp_path)
    for name, text in PAGES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def codes(folder: Path) -> set[str]:
    return {finding.code for finding in check(folder)}


def edit(path: Path, old: str | None, new: str) -> None:
    before = path.read_bytes()
    found = before if old is None else old.encode()
    after = before.replace(found, new.encode(), 1)
    assert after != before, f"nothing to edit in {path.name}: {old}"
    path.write_bytes(after)


def test_nothing_is_wrong_with_what_the_writers_write(tmp_path):
    tmp_path.chmod(0o755)
    assert list(check(publish(site(), tmp_path))) == []


def test_nothing_is_wrong_before_a_test_breaks_it(folder):
    assert list(check(folder)) == []


@pytest.mark.survives("H15", "H26", "T01", "T02", "T05", "T13", "H10")
@pytest.mark.parametrize(
    ("code", "file", "old", "new"), EDITS, ids=[f"{e[0]}-{n}" for n, e in enumerate(EDITS)]
)
def test_each_fault_has_its_code(folder, code, file, old, new):
    edit(folder / file, old, new)
    found = list(check(folder))
    follows = FOLLOWS.get(code, set())
    if ENTRY_OF_ALL_FORMATS.search(old or ""):
        assert {f.code for f in found} - {"formats-differ"} == {code} - {"formats-differ"} | follows
    else:
        assert {f.code for f in found} == {code} | follows
    assert file in {f.path for f in found if f.code == code}
    assert all(f.level == CHECKS[f.code].level for f in found)


def remove_feeds(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()


def swap_texts(folder: Path) -> None:
    path = folder / RSS
    text = path.read_text("utf-8")
    path.write_text(
        re.sub(r"(<description>&.*?</description>)\s*(<content:.*?</content:encoded>)", r"\2\1",
               text, count=1, flags=re.DOTALL), "utf-8")  # fmt: skip


def repeat_an_entry(folder: Path) -> None:
    for name, pattern in {ATOM: r"<entry>.*?</entry>", RSS: r"<item>.*?</item>"}.items():
        text = (folder / name).read_text("utf-8")
        first = re.search(pattern, text, re.DOTALL)[0]
        (folder / name).write_text(text.replace(first, first * 2, 1), "utf-8")
    feed = json.loads((folder / JSON).read_bytes())
    feed["items"].insert(0, feed["items"][0])
    (folder / JSON).write_text(json.dumps(feed), "utf-8")


def oldest_first(folder: Path) -> None:
    days = iter(("01", "02", "03", "04"))
    text = (folder / RSS).read_text("utf-8")
    text = re.sub(
        r"<pubDate>.*?</pubDate>",
        lambda _: f"<pubDate>{next(days)} Jan 2024 08:00:00 +0000</pubDate>",
        text,
    )
    (folder / RSS).write_text(text, "utf-8")


def offer_nowhere(folder: Path) -> None:
    for name in ("index.html", PAGE):
        edit(folder / name, f'feed+json" href="{BASE}{JSON}"', f'pdf" href="{BASE}{JSON}"')


def unlist(folder: Path) -> None:
    text = (folder / OPML).read_text("utf-8")
    (folder / OPML).write_text(re.sub(r"<outline text=.Europe.*?/>", "", text), "utf-8")


def menu(folder: Path, items: str) -> None:
    (folder / ".well-known").mkdir()
    (folder / ".well-known" / "feed-menu.json").write_text(
        f'{{"feed-menu": "Example News", "items": [{items}]}}', "utf-8"
    )


def item(topic: str, title: str = '"feed-title": "A", ') -> str:
    return f'{{{title}"atom": "{BASE}{topic}/feed.atom", "rss": "/{topic}/feed.rss"}}'


MENU = ", ".join([
    item("americas"), f'{{"feed-menu": "More", "items": [{item("europe")}, {item("quiet")}]}}'
])  # fmt: skip


def end_europe(folder: Path) -> None:
    """Its last feeds: one entry, and a title that says so."""
    for name, pattern in {
        ATOM: r"(<entry>.*?</entry>).*</entry>",
        RSS: r"(<item>.*?</item>).*</item>",
    }.items():
        text = (folder / name).read_text("utf-8")
        (folder / name).write_text(re.sub(pattern, r"\1", text, flags=re.DOTALL), "utf-8")
    feed = json.loads((folder / JSON).read_bytes())
    feed["items"] = feed["items"][:1]
    (folder / JSON).write_text(json.dumps(feed, ensure_ascii=False), "utf-8")
    for name in (ATOM, RSS, JSON):
        edit(folder / name, "Europe – Example News", "Europe (ended) – Example News")


def link_outside(folder: Path) -> None:
    (folder / "out.html").symlink_to(folder.parent)


def compress_another(folder: Path) -> None:
    (folder / f"{ATOM}.gz").write_bytes(gzip.compress(b"older"))


def pack(path: Path) -> Path:
    packed = path.with_name(f"{path.name}.gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    return packed


def pad(number: int):
    def do(folder: Path) -> None:
        edit(folder / ATOM, "</feed>", "<!--" + "x" * number + "--></feed>")

    return do


def without_guids(folder: Path) -> None:
    edit(folder / RSS, f'<guid isPermaLink="false">{ONE}</guid>', "<guid/>")


def empty_item(folder: Path) -> None:
    text = (folder / RSS).read_text("utf-8")
    last = text.rindex("<item>")
    item = re.sub(r"<(title|description)>.*?</\1>", "", text[last:], flags=re.DOTALL)
    (folder / RSS).write_text(text[:last] + item, "utf-8")


DEEDS = [
    ("no-feeds", remove_feeds),
    ("unreadable", lambda f: os.mkfifo(f / "pipe.atom", 0o644)),
    ("unreadable", lambda f: (f / "folder.html").mkdir()),
    ("not-served", lambda f: (f / ATOM).chmod(0o600)),
    ("not-served", lambda f: (f / "quiet").chmod(0o700)),
    ("outside-link", link_outside),
    ("outside-link", lambda f: (f / "x.atom").symlink_to("x.atom")),
    ("outside-link", lambda f: (f / "gone.css").symlink_to("nowhere")),
    ("private-file", lambda f: (f / "archive.sqlite3").write_bytes(b"x")),
    ("private-file", lambda f: (f / "config.YAML").write_bytes(b"x")),
    ("private-file", lambda f: (f / ".feed.atom.tmp").write_bytes(b"x")),
    ("empty-file", lambda f: (f / "extra.atom").write_bytes(b"\n")),
    ("too-large", pad(5_000_000)),
    ("large", pad(1_000_000)),
    ("stale-compressed", compress_another),
    ("stale-compressed", lambda f: (f / "gone.rss.br").write_bytes(b"x")),
    ("name-collision", lambda f: (f / "Style.css").write_bytes(b"x")),
    ("stale-compressed", lambda f: (f / f"{ATOM}.gz").write_bytes(b"torn")),
    ("not-served", lambda f: pack(f / ATOM).chmod(0o600)),
    ("duplicate-id", repeat_an_entry),
    ("oldest-first", oldest_first),
    ("unoffered-feed", offer_nowhere),
    ("unlisted-feed", unlist),
    ("listed-though-ended", end_europe),
    ("unlisted-feed", lambda f: menu(f, item("americas") + ", " + item("quiet"))),
    ("menu-form", lambda f: menu(f, MENU + ', {"feed-title": "B"}')),
    ("menu-form", lambda f: menu(f, MENU + ', {"feed-menu": 7}')),
    ("menu-form", lambda f: menu(f, MENU + ",")),
    ("menu-dead-feed", lambda f: menu(f, MENU + ", " + item("gone"))),
    ("menu-twice", lambda f: menu(f, MENU + ", " + item("europe"))),
    ("bad-language", lambda f: menu(f, MENU + ', {"feed-menu": "C", "lang": "?"}')),
    ("not-served", lambda f: (menu(f, MENU), (f / ".well-known/feed-menu.json").chmod(0o600))),
    ("redirect-form", lambda f: (f / "_redirects").write_text("# old\n/old/feed.atom\n")),
    ("redirect-form", lambda f: (f / "_redirects").write_text("/old/ /europe/ 200 x\n/a /b 99\n")),
    ("redirect-dead", lambda f: (f / "_redirects").write_text("/old/* /gone/index.html 301\n")),
    ("redirect-hides", lambda f: (f / "_redirects").write_text("/articles/* /quiet/:splat 301!\n")),
    ("redirect-hides", lambda f: (f / "_redirects").write_text("/europe/ /quiet/\n")),
    ("redirect-hides", lambda f: (f / "_redirects").write_text("/:a/feed.rss /quiet/ 302\n")),
    ("redirect-hides", lambda f: (f / "_redirects").write_text(f"{BASE}* /quiet/ 200!\n")),
    ("redirect-loop", lambda f: (f / "_redirects").write_text("/a/ /b/\n/b/ /a/ 302!\n")),
    ("headers-form", lambda f: (f / "_headers").write_text("/*.atom\n  no header\n")),
    ("headers-form", lambda f: (f / "_headers").write_text("  X-A: b\n")),
    ("rss-text-order", swap_texts),
    ("rss-no-guid", without_guids),
    ("rss-empty-item", empty_item),
]


@pytest.mark.survives("K09", "O02", "O03", "O12", "O17", "R06")
@pytest.mark.parametrize(("code", "do"), DEEDS, ids=[f"{d[0]}-{n}" for n, d in enumerate(DEEDS)])
def test_each_fault_of_the_folder_has_its_code(folder, code, do):
    do(folder)
    assert codes(folder) == {code} | FOLLOWS.get(code, set())


def test_every_code_is_tested():
    tested = (*EDITS, *DEEDS, *CASES)
    assert {case[0] for case in tested} == set(CHECKS)


def test_every_code_is_documented():
    rows = re.findall(
        r"^\| `([a-z0-9-]+)` \| ([EW]) \| (.+?) \| (.+?) \|$",
        (Path(__file__).parents[1] / "docs" / "checks.md").read_text("utf-8"),
        re.MULTILINE,
    )
    assert {code: (level, meaning) for code, level, meaning, _ in rows} == {
        code: (c.level, c.meaning) for code, c in CHECKS.items()
    }


# good neighbours


def test_what_is_not_ours_is_left_alone(folder):
    (folder / "google123.html").write_bytes(b"google-site-verification")
    (folder / "package.json").write_bytes(b"{nonsense")
    (folder / ".well-known").mkdir()
    (folder / ".well-known" / "x.html").write_bytes(b"<script>")
    (folder / ".feedgen-news.json").write_bytes(b"{}")
    (folder / "dumps.tar.gz").write_bytes(b"x")
    (folder / "CNAME").write_bytes(b"feeds.example.org")
    (folder / "same.css").symlink_to("style.css")
    assert codes(folder) == set()


def test_an_honest_compressed_sibling_is_welcome(folder):
    for name in (ATOM, RSS, PAGE, OPML, "style.css"):
        pack(folder / name)
    assert codes(folder) == set()


@pytest.mark.parametrize(("suffix", "module"), [(".br", "brotli"), (".zst", "zstandard")])
def test_other_ways_to_compress_are_unpacked_too(folder, suffix, module):
    library = pytest.importorskip(module, reason=f"{module} (the extra [warc]) is not installed")
    packed = library.compress((folder / ATOM).read_bytes() * 50)
    (folder / ATOM).write_bytes((folder / ATOM).read_bytes() * 50)
    sibling = folder / f"{ATOM}{suffix}"
    sibling.write_bytes(packed)
    assert "stale-compressed" not in codes(folder)
    for wrong in (packed[:-9], b"torn", b""):
        sibling.write_bytes(wrong)
        assert "stale-compressed" in codes(folder)


@pytest.mark.parametrize("suffix", [".br", ".zst"])
def test_without_what_unpacks_it_the_older_one_is_stale(folder, suffix, monkeypatch):
    monkeypatch.setattr(compressed, "find_spec", lambda _: None)
    (folder / f"{ATOM}{suffix}").write_bytes(b"anything")
    assert codes(folder) == set()
    os.utime(folder / f"{ATOM}{suffix}", (1, 1))
    assert codes(folder) == {"stale-compressed"}


def test_a_menu_redirects_and_headers_without_fault_are_welcome(folder):
    menu(folder, MENU + ', {"something": "else"}, 7')
    (folder / "_redirects").write_text(
        "# renamed\n/old/* /europe/:splat 301\n/older/feed.atom /europe/feed.atom 301!\n"
        "/gone/* /index.html 410\n/away https://x.example/\n"
    )
    (folder / "_headers").write_text("/*.atom\n  Content-Type: application/atom+xml\n  ! X-A\n")
    assert codes(folder) == set()


def test_a_page_may_run_a_script_that_lies_in_the_folder_and_no_other(folder):
    (folder / "own.js").write_text("1")
    script = '<script src="../own.js" defer></script></head>'
    edit(folder / PAGE, "</head>", script)
    edit(folder / PAGE, "default-src 'none'; ", "default-src 'none'; script-src 'self'; ")
    assert codes(folder) == set()
    edit(folder / PAGE, "../own.js", "https://x.example/own.js")
    assert codes(folder) == {"active-content"}


def test_the_page_of_a_topic_that_moved_may_lead_on(folder):
    edit(folder / PAGE, "<title>",
         f'<meta http-equiv="refresh" content="0; url={BASE}quiet/"><title>')  # fmt: skip
    assert codes(folder) == set()


def test_the_last_feed_of_a_topic_that_ended_is_in_no_list(folder):
    end_europe(folder)
    unlist(folder)
    for name in ("index.html", PAGE):
        text = (folder / name).read_text("utf-8")
        (folder / name).write_text(re.sub(f"<link [^>]*{BASE}europe/feed[^>]*>", "", text))
    (folder / "_redirects").write_text("/europe/* /quiet/:splat 301!\n")
    assert codes(folder) == set()
    (folder / "europe" / "more.html").write_text("<p>More.")
    assert codes(folder) >= {"redirect-hides"}


def test_a_topic_may_have_the_last_words_in_its_title(folder):
    for name in (ATOM, RSS, JSON):
        edit(folder / name, "Europe – Example News", "Cold War (ended) – Example News")
    assert codes(folder) == set()


def test_one_instant_may_be_told_in_two_time_zones(folder):
    edit(folder / RSS, "29 Mar 2024 14:05:00 +0000", "29 Mar 2024 16:05:00 +0200")
    assert codes(folder) == set()


def test_a_redirect_for_what_is_not_there_or_to_the_same_file_hides_nothing(folder):
    (folder / "_redirects").write_text(
        "/europe/index.html /europe/\n/* /index.html 404\n/* /index.html 200\n/eur /europe/\n"
    )
    assert codes(folder) == set()


def test_a_closed_folder_is_told_by_its_name(folder):
    (folder / "quiet").chmod(0o700)
    details = {f.detail for f in check(folder)}
    assert details == {"folder quiet has mode 0700; chmod a+rx it"}


def test_the_good_files_are_read_beside_a_broken_one(folder):
    (folder / ATOM).write_bytes(b"\x00\xff")
    edit(folder / RSS, "<generator>", "<ttl>1440</ttl><generator>")
    assert {"not-utf8", "rss-ttl"} <= codes(folder)


def test_a_missing_folder_is_the_operators_matter(tmp_path):
    with pytest.raises(PublishError, match="no such folder"):
        list(check(tmp_path / "gone"))


def test_findings_read_well(folder):
    edit(folder / RSS, "Fri, 29 Mar", "Mon, 29 Mar")
    (finding, *_) = check(folder)
    assert str(finding) == (
        f"W europe/feed.rss wrong-weekday ({ONE}): Mon, 29 Mar 2024 14:05:00 +0000"
    )


# hostile folders


def test_a_flood_of_findings_is_counted(folder):
    edit(folder / JSON, "<p>The", "<script></script>" * 1000 + "<p>The")
    found = [f for f in check(folder) if f.code == "active-content"]
    assert len(found) == 11
    assert found[-1].detail == "990 more"


@pytest.mark.survives("H13", "H14")
@pytest.mark.parametrize("file", [ATOM, RSS, OPML])
def test_entities_are_never_expanded(folder, file):
    secret = folder.parent / "secret.txt"
    secret.write_text("SECRET", "utf-8")
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    edit(folder / file, "<?xml version='1.0' encoding='UTF-8'?>",
         "<?xml version='1.0' encoding='UTF-8'?>"
         f'<!DOCTYPE x [<!ENTITY e0 "x">{bomb}<!ENTITY f SYSTEM "file://{secret}">]>')  # fmt: skip
    found = list(check(folder))
    assert "doctype" in {f.code for f in found}
    assert "SECRET" not in str(found)


@pytest.mark.survives("H11", "H12", "M08")
@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ("<div>", {"malformed-markup", "too-deep"}),
        ("<svg>", {"active-content", "malformed-markup", "too-deep"}),
        ("</p>", {"malformed-markup"}),
        ("<!--", {"comment-in-body"}),
        ("<!", {"comment-in-body"}),
        ("<?", {"comment-in-body"}),
        *((piece, set()) for piece in ("<a ", "<a", "<", "&", "<a href='", "<a b=c ", "<p>")),
    ],
)
def test_hostile_bodies_are_examined_to_their_end(piece, expected):
    assert {f.code for f in examine(piece * (400_000 // len(piece)), "x")} == expected


@pytest.mark.survives("H11")
@pytest.mark.parametrize("piece", [b"<a>", b"<?x ", b"<!--", b" ", b"<?x?>", b"<!---->"])
@pytest.mark.parametrize("name", [ATOM, RSS, JSON, OPML, PAGE])
def test_hostile_files_are_found_out(folder, name, piece):
    (folder / name).write_bytes(b"<?xml version='1.0' encoding='UTF-8'?>" + piece * 100_000)
    assert name in {f.path for f in check(folder)}


@pytest.mark.survives("T17")
def test_hostile_text_is_not_told_raw(folder):
    (folder / "\x1b[2J\udcff.atom").write_bytes(b"\x1b[31m")
    edit(folder / JSON, "Health + Science", "\\u001b[2J & \\u202e" + "x" * 1000)
    told = "".join(map(str, check(folder)))
    assert told.isprintable()
    assert all(len(f.detail) <= 120 for f in check(folder))


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_no_damage_makes_it_fail(folder, data):
    name = data.draw(st.sampled_from([ATOM, RSS, JSON, OPML, PAGE]))
    good = (folder / name).read_bytes()
    at = data.draw(st.integers(0, len(good)))
    until = data.draw(st.integers(at, len(good)))
    noise = data.draw(
        st.binary(max_size=30)
        | st.sampled_from([b"[]", b"{}", b"null", b"7", b"<x>", b"</", b'"', b"]]>", b"&x;"])
    )
    try:
        (folder / name).write_bytes(good[:at] + noise + good[until:])
        assert all(finding.code in CHECKS for finding in check(folder))
    finally:
        (folder / name).write_bytes(good)
