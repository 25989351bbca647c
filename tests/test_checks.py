"""Each code found by its own broken file, nothing found in a good folder, nothing crashes."""

import gzip
import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedgen_news.checks import CHECKS, check
from feedgen_news.checks.bodies import examine
from feedgen_news.problems import PublishError
from tests.published import BASE, publish, site

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
    # texts
    ("missing-element", ATOM, f"<id>{EUROPE}</id>", ""),
    ("missing-element", RSS, "<description>Europe: news from Example News</description>", ""),
    ("missing-element", JSON, '"home_page_url": "https://feeds.example.org/europe/",', ""),
    ("missing-attribute", ATOM, 'term="cuba"', ""),
    ("missing-attribute", RSS, ' length="0"', ""),
    ("missing-attribute", JSON, '"mime_type": "image/png"', '"size": 1'),
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
    ("future-date", ATOM, "2024-04-01T08:00:01Z", "2999-04-01T08:00:01Z"),
    ("future-date", JSON, "2024-03-29T14:05:00Z", "2999-03-29T14:05:00+02:00"),
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
    # OPML
    ("opml-version", OPML, 'version="2.0"', 'version="1.0"'),
    ("opml-outline", OPML, ' text="Europe – Example News"', ""),
    ("opml-outline", OPML, 'type="rss" xmlUrl="https://feeds.example.org/europe',
     'type="atom" xmlUrl="https://feeds.example.org/europe'),
    ("opml-twice", OPML, "</body>", ('<outline text="A"><outline text="B" title="B" type="rss"'
     f' xmlUrl="{BASE}{RSS}" htmlUrl="{BASE}europe/"/></outline></body>')),
    ("opml-dead-feed", OPML, f"{BASE}{ATOM}", f"{BASE}gone/feed.atom"),
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
    ("page-alternate", PAGE, "<title>",
     '<link rel="alternate" type="application/rss+xml" href="feed.rss"><title>'),
    ("page-without-feeds", PAGE, 'type="application/atom+xml" title', "title"),
    ("broken-link", PAGE, 'href="../feeds.opml"', 'href="../gone.opml"'),
    ("broken-link", PAGE, f'rel="canonical" href="{BASE}europe/"',
     f'rel="canonical" href="{BASE}x/"'),
    ("broken-link", "index.html", 'href="europe/index.html"', 'href="gone/index.html"'),
    # the site
    ("self-link-missing", ATOM, ' rel="self"', ' rel="via"'),
    ("self-link-wrong", ATOM, f'"{BASE}{ATOM}" rel="self"', '"https://x.example/a" rel="self"'),
    ("ids-differ", JSON, f'"id": "{FOUR}"', '"id": "urn:uuid:0"'),
    ("id-conflict", JSON, '"https://news.example.org/4"', '"https://news.example.org/44"'),
    ("feed-title-twice", "quiet/feed.atom", "Quiet – Example News", "Europe – Example News"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tmp_path.chmod(0o755)
    return publish(site(), tmp_path)


def codes(folder: Path) -> set[str]:
    return {finding.code for finding in check(folder)}


def edit(path: Path, old: str | None, new: str) -> None:
    before = path.read_bytes()
    found = before if old is None else old.encode()
    after = before.replace(found, new.encode(), 1)
    assert after != before, f"nothing to edit in {path.name}: {old}"
    path.write_bytes(after)


def test_nothing_is_wrong_with_what_the_writers_write(folder):
    assert list(check(folder)) == []


@pytest.mark.survives("H15", "H26", "T01", "T02", "T05", "T13", "H10")
@pytest.mark.parametrize(
    ("code", "file", "old", "new"), EDITS, ids=[f"{e[0]}-{n}" for n, e in enumerate(EDITS)]
)
def test_each_fault_has_its_code(folder, code, file, old, new):
    edit(folder / file, old, new)
    found = list(check(folder))
    assert {f.code for f in found} == {code}
    assert file in {f.path for f in found}
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


def link_outside(folder: Path) -> None:
    (folder / "out.html").symlink_to(folder.parent)


def compress_another(folder: Path) -> None:
    (folder / f"{ATOM}.gz").write_bytes(gzip.compress(b"older"))


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
    ("duplicate-id", repeat_an_entry),
    ("rss-text-order", swap_texts),
    ("rss-no-guid", without_guids),
    ("rss-empty-item", empty_item),
]


@pytest.mark.survives("K09", "O02", "O03", "O12", "O17", "R06")
@pytest.mark.parametrize(("code", "do"), DEEDS, ids=[f"{d[0]}-{n}" for n, d in enumerate(DEEDS)])
def test_each_fault_of_the_folder_has_its_code(folder, code, do):
    do(folder)
    assert codes(folder) == {code}


def test_every_code_is_tested():
    assert {e[0] for e in EDITS} | {d[0] for d in DEEDS} == set(CHECKS)


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
    (folder / f"{ATOM}.gz").write_bytes(gzip.compress((folder / ATOM).read_bytes()))
    (folder / f"{ATOM}.br").write_bytes(b"newer")
    assert codes(folder) == set()


def test_an_older_compressed_sibling_is_stale(folder):
    (folder / f"{ATOM}.br").write_bytes(b"older")
    os.utime(folder / f"{ATOM}.br", (1, 1))
    assert codes(folder) == {"stale-compressed"}


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
