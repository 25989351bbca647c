"""What readers take from an entry, by rules read in their own sources: `check --readers`."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedgen_news.checks.finding import PublishedFile
from feedgen_news.checks.readers import FIELDS, READERS, views
from feedgen_news.checks.readers.reading import Taken, parse
from feedgen_news.problems import PublishError
from tests.cli import run
from tests.published import publish, site

TODAY = datetime(2026, 1, 2, tzinfo=UTC)
NOW = "no date: it takes the time of its visit"
UNSEEN = "the picture is not in the body: it shows none"

ATOM = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xml:lang="en">
<title>News</title><author><name>The desk</name></author>
<link rel="alternate" href="https://news.example/"/>
<entry>{}</entry>
</feed>"""
RSS = """<?xml version='1.0' encoding='UTF-8'?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>News</title><link>https://news.example/</link>
<managingEditor>desk@news.example (The desk)</managingEditor>
<item>{}</item>
</channel></rss>"""

# format, entry, field, reader → what it takes ("*": all that are not named)
CASES: list[tuple[str, str, str, dict[str, str]]] = [
    # the id
    ("atom", "<id>urn:a</id><link href='https://x.example/1'/>", "id", {"*": "urn:a"}),
    ("atom", "<link href='https://x.example/1'/>", "id", {
        "Miniflux": "https://x.example/1", "newsboat": "https://x.example/1",
        "*": "a hash of https://x.example/1 and the date"}),
    ("atom", "<id>tag:x,2024:a&amp;é</id>", "id",
     {"FreshRSS": "tag:x,2024:a&amp;", "*": "tag:x,2024:a&é"}),
    ("rss", "<guid isPermaLink='false'>urn:a</guid><link>https://x.example/1</link>", "id",
     {"*": "urn:a"}),
    ("rss", "<link>https://x.example/1</link><pubDate>Thu, 01 Jan 2026 08:00:00 +0000</pubDate>",
     "id", {
        "Miniflux": "https://x.example/1",
        "newsboat": "https://x.example/1Thu, 01 Jan 2026 08:00:00 +0000",
        "*": "a hash of https://x.example/1 and the date"}),
    ("json", '{"id": "a", "url": "https://x.example/1", "content_html": "x"}', "id", {"*": "a"}),
    ("json", '{"id": "a", "content_html": "x"}', "id", {"FreshRSS": "", "*": "a"}),
    ("json", '{"id": "a", "url": "https://x.example/1"}', "id", {"NetNewsWire": "", "*": "a"}),
    ("json", '{"url": "https://x.example/1", "content_text": "x"}', "id",
     {"Miniflux": "https://x.example/1", "FreshRSS": "a hash of https://x.example/1 and the text",
      "NetNewsWire": ""}),
    # the date
    ("atom", ("<updated>2026-01-01T10:00:00Z</updated>"
              "<published>2025-12-31T23:30:00-01:00</published>"), "date",
     {"*": "2026-01-01T00:30:00Z"}),
    ("atom", "<updated>2026-01-01T10:00:00Z</updated>", "date", {"*": "2026-01-01T10:00:00Z"}),
    ("atom", "<published>yesterday</published><updated>2026-01-01T10:00:00Z</updated>", "date",
     {"FreshRSS": "", "*": "2026-01-01T10:00:00Z"}),
    ("atom", "<published>2026-01-03T00:00:01Z</published>", "date",
     {"NetNewsWire": "", "*": "2026-01-03T00:00:01Z"}),
    ("rss", ("<pubDate>Thu, 01 Jan 2026 08:00:00 +0000</pubDate>"
             "<dc:date>2025-12-01T00:00:00Z</dc:date>"), "date",
     {"Miniflux": "2025-12-01T00:00:00Z", "NetNewsWire": "2025-12-01T00:00:00Z",
      "*": "2026-01-01T08:00:00Z"}),
    ("rss", "<title>No date</title>", "date", {"*": ""}),
    ("json", ('{"id": "a", "url": "https://x.example/1", "content_html": "x",'
              ' "date_modified": "2026-01-01T10:00:00Z"}'), "date",
     {"FreshRSS": "", "*": "2026-01-01T10:00:00Z"}),
    # the picture
    ("atom", "<link rel='enclosure' type='image/png' href='https://x.example/e.png'/>", "picture",
     {"NetNewsWire": "", "*": "https://x.example/e.png"}),
    ("atom", ("<link rel='enclosure' type='image/png' href='https://x.example/e'/>"
              "<media:content medium='image' url='https://x.example/c'/>"
              "<media:thumbnail url='https://x.example/t'/>"), "picture",
     {"Miniflux": "https://x.example/t", "FreshRSS": "https://x.example/t",
      "newsboat": "https://x.example/c", "NetNewsWire": ""}),
    ("atom", ("<link rel='enclosure' type='image/png' href='https://x.example/e'/>"
              "<media:content medium='image' url='https://x.example/c'/>"), "picture",
     {"Miniflux": "https://x.example/e", "FreshRSS": "https://x.example/c",
      "newsboat": "https://x.example/c", "NetNewsWire": ""}),
    ("atom", "<content type='html'>&lt;p&gt;&lt;img src='https://x.example/b'&gt;</content>",
     "picture", {"FreshRSS": "https://x.example/b", "NetNewsWire": "https://x.example/b", "*": ""}),
    ("rss", "<enclosure url='https://x.example/a.mp3' type='audio/mpeg' length='0'/>", "picture",
     {"*": ""}),
    ("rss", "<media:group><media:content url='https://x.example/g.jpg'/></media:group>", "picture",
     {"NetNewsWire": "", "*": "https://x.example/g.jpg"}),
    ("json", ('{"id": "a", "url": "https://x.example/1", "content_html": "x",'
              ' "image": "https://x.example/i"}'), "picture",
     {"FreshRSS": "https://x.example/i", "*": ""}),
    ("json", ('{"id": "a", "url": "https://x.example/1", "content_html": "x", "attachments":'
              ' [{"url": "https://x.example/i", "mime_type": "image/png"}]}'), "picture",
     {"Miniflux": "https://x.example/i", "*": ""}),
    # the author
    ("atom", "<author><name>Zoe</name></author><author><name>Abe</name></author>", "author",
     {"Miniflux": "Abe, Zoe", "*": "Zoe, Abe"}),
    ("atom", "<id>urn:a</id>", "author", {"*": "The desk"}),
    ("atom", "<source><author><name>Agency</name></author></source>", "author",
     {"Miniflux": "The desk", "*": "Agency"}),
    ("atom", "<author><name>News</name></author>", "author", {"NetNewsWire": "", "*": "News"}),
    ("rss", "<dc:creator>Zoe</dc:creator><dc:creator>Abe</dc:creator>", "author",
     {"Miniflux": "Abe", "newsboat": "Abe", "*": "Zoe, Abe"}),
    ("rss", "<title>Nobody's</title>", "author",
     {"Miniflux": "desk@news.example (The desk)", "newsboat": "desk@news.example (The desk)",
      "*": ""}),
    ("rss", "<dc:creator>Li, Bo</dc:creator>", "author", {"*": "Li, Bo"}),
    ("json", ('{"id": "a", "url": "https://x.example/1", "content_html": "x",'
              ' "authors": [{"name": "Zoe"}]}'), "author",
     {"Miniflux": "The desk, Zoe", "FreshRSS": "", "NetNewsWire": "Zoe"}),
    ("json", '{"id": "a", "url": "https://x.example/1", "content_html": "x"}', "author",
     {"FreshRSS": "", "*": "The desk"}),
    # link and title
    ("atom", "<id>urn:a</id><link rel='related' href='https://x.example/r'/>", "link",
     {"Miniflux": "https://news.example/", "NetNewsWire": "https://x.example/r", "*": ""}),
    ("rss", "<guid>https://x.example/guid</guid><link>https://x.example/link</link>", "link",
     {"NetNewsWire": "https://x.example/guid", "*": "https://x.example/link"}),
    ("rss", "<guid>https://x.example/guid</guid>", "link", {"*": "https://x.example/guid"}),
    ("rss", "<guid isPermaLink='false'>https://x.example/guid</guid>", "link",
     {"Miniflux": "https://news.example/", "*": ""}),
    ("rss", "<title>A &lt;b&gt;B&lt;/b&gt;</title>", "title",
     {"FreshRSS": "A B", "*": "A <b>B</b>"}),
    ("rss", "<title>1 &lt; 2</title>", "title", {"*": "1 < 2"}),
]  # fmt: skip

# format, entry, reader, what it is told to do
NOTES = [
    ("rss", "<dc:creator>A</dc:creator><dc:creator>B</dc:creator>", "Miniflux",
     "of 2 dc:creator it takes the last"),
    ("rss", "<dc:creator>A</dc:creator><dc:creator>B</dc:creator>", "newsboat",
     "of 2 dc:creator it takes the last"),
    ("rss", "<dc:creator>Li, Bo</dc:creator>", "FreshRSS", "it splits the author at the comma"),
    ("rss", "<category>Law, order</category>", "FreshRSS",
     "it splits the category 'Law, order' at its comma"),
    ("atom", "<category term='x' label='Law, order'/>", "FreshRSS",
     "it splits the category 'Law, order' at its comma"),
    ("atom", "<id>tag:x,2024:é</id>", "FreshRSS",
     "it leaves out the characters of the id that are not ASCII"),
    ("atom", "<id>urn:a</id>", "newsboat", NOW),
    ("rss", "<enclosure url='https://x.example/a.png' type='image/png' length='0'/>", "NetNewsWire",
     UNSEEN),
    ("atom", "<published>2026-02-01T00:00:00Z</published>", "NetNewsWire",
     "the date is more than a day ahead: it takes the time of its visit"),
    ("atom", "<author><name>News</name></author>", "NetNewsWire",
     "it leaves out the author, who is called as the feed is"),
    ("json", '{"id": "a", "content_html": "x"}', "FreshRSS", "it drops the item, which has no url"),
    ("json", '{"id": "a", "url": "https://x.example/"}', "NetNewsWire",
     "it drops the item, which has no id or no content"),
    ("json", '{"id": "a", "url": "https://x.example/", "tags": ["A & B"], "content_text": "x"}',
     "FreshRSS", "it loses the whole feed over the tags A & B"),
    ("json", '{"id": "a", "url": "https://x.example/", "authors": [{"name": "Zoe"}]}', "FreshRSS",
     "it reads no authors from JSON Feed"),
    ("json", '{"id": "a", "url": "https://x.example/", "authors": [{"name": "Zoe"}]}', "Miniflux",
     "it names the feed's authors beside the item's"),
]  # fmt: skip


def document(kind: str, entry: str) -> bytes:
    if kind == "json":
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "News",
            "authors": [{"name": "The desk"}],
            "items": [json.loads(entry)],
        }
        return json.dumps(feed).encode()
    return (ATOM if kind == "atom" else RSS).format(entry).encode()


def taken(kind: str, entry: str) -> dict[str, Taken]:
    feed = parse(PublishedFile(f"x/feed.{kind}", document(kind, entry), TODAY))
    assert feed is not None
    return {
        reader.name: reader.takes[feed.format](feed.entries[0], feed)
        for reader in READERS
        if feed.format in reader.takes
    }


@pytest.mark.parametrize(
    ("kind", "entry", "field", "expected"), CASES, ids=[f"{c[2]}-{n}" for n, c in enumerate(CASES)]
)
def test_each_reader_takes_what_its_source_says(kind, entry, field, expected):
    found = {name: getattr(one, field) for name, one in taken(kind, entry).items()}
    assert found == {name: expected.get(name, expected.get("*")) for name in found}
    assert set(expected) <= {"*", *found}


def test_every_field_is_tested():
    assert {case[2] for case in CASES} == set(FIELDS)


@pytest.mark.parametrize(("kind", "entry", "reader", "note"), NOTES)
def test_what_a_reader_loses_is_noted(kind, entry, reader, note):
    assert note in taken(kind, entry)[reader].notes


def test_newsboat_reads_no_json_feed(folder):
    (view,) = views(folder, only=("europe/feed.json",))
    assert view.unread_by == ("newsboat",)
    assert all("newsboat" not in entry.taken for entry in view.entries)


# our own feeds


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return publish(site(), tmp_path)


def test_id_and_date_of_our_entries_are_the_same_everywhere(folder):
    seen = 0
    for view in views(folder):
        for entry in view.entries:
            seen += 1
            assert not {"id", "date"} & set(entry.differ)
            assert all(one.id and one.date and one.link for one in entry.taken.values())
    assert seen == 3 * (3 + 4)


def test_what_readers_differ_in_is_told(folder):
    (view,) = views(folder, only=("americas/feed.rss",), entries=1)
    assert (view.path, view.format, view.count) == ("americas/feed.rss", "rss", 3)
    (entry,) = view.entries
    assert "author" in entry.differ  # of two, Miniflux and newsboat take the last


def test_the_same_authors_in_another_order_are_the_same(tmp_path):
    both = "<author><name>Zoe</name></author><author><name>Abe</name></author>"
    (tmp_path / "feed.atom").write_bytes(document("atom", both))
    (view,) = views(tmp_path)
    assert "author" not in view.entries[0].differ


@pytest.mark.parametrize(
    ("only", "paths"),
    [
        (("europe/feed.rss",), ["europe/feed.rss"]),
        (("quiet", "europe/feed.rss"),
         ["europe/feed.rss", "quiet/feed.atom", "quiet/feed.json", "quiet/feed.rss"]),
        (("quiet/",), ["quiet/feed.atom", "quiet/feed.json", "quiet/feed.rss"]),
    ],
)  # fmt: skip
def test_feeds_can_be_chosen(folder, only, paths):
    assert [view.path for view in views(folder, only=only)] == paths


def test_a_feed_that_is_not_there_is_told(folder):
    with pytest.raises(PublishError, match="gone: no feed of that name"):
        list(views(folder, only=("gone",)))
    with pytest.raises(PublishError, match="no such folder"):
        list(views(folder / "gone"))


def test_what_cannot_be_read_is_left_out(folder):
    (folder / "europe/feed.atom").write_bytes(b"<feed")
    (folder / "europe/feed.json").write_bytes(b"[" * 100_000)
    (folder / "europe/feed.rss").write_bytes(b"<?xml version='1.0' encoding='UTF-8'?><rss/>")
    (folder / "package.json").write_bytes(b"{}")
    assert [view.path for view in views(folder, only=("europe",))] == ["europe/feed.rss"]
    assert next(iter(views(folder, only=("europe",)))).entries == ()


# the command


def test_the_view_as_it_is_printed(tmp_path, capfdbinary):
    entry = (
        "<id>urn:a</id><title>Ships</title><published>2026-01-01T08:00:00Z</published>"
        "<link href='https://x.example/1'/>"
        "<link rel='enclosure' type='image/png' href='https://x.example/e.png'/>"
    )
    (tmp_path / "world").mkdir()
    (tmp_path / "world/feed.atom").write_bytes(document("atom", entry))
    os.utime(tmp_path / "world/feed.atom", (TODAY.timestamp(), TODAY.timestamp()))
    result = run(capfdbinary, "check", tmp_path, "--readers")
    assert (result.code, result.err) == (0, "")
    assert result.out == (
        "world/feed.atom: 1 of 1 entry\n"
        "\n"
        "Ships\n"
        "  id       all                           urn:a\n"
        "  date     all                           2026-01-01T08:00:00Z\n"
        "  picture  Miniflux, FreshRSS, newsboat  https://x.example/e.png\n"
        "           NetNewsWire                   none\n"
        "  author   all                           The desk\n"
        "  link     all                           https://x.example/1\n"
        f"  NetNewsWire: {UNSEEN}\n"
    )


def test_the_view_as_data(folder, capfdbinary):
    result = run(capfdbinary, "check", folder, "--readers", "--feed", "europe/feed.atom", "--json")
    (view,) = json.loads(result.out)
    assert list(view) == ["path", "format", "count", "unread_by", "entries"]
    assert (view["count"], len(view["entries"])) == (4, 3)
    assert set(view["entries"][0]["taken"]) == {"Miniflux", "FreshRSS", "NetNewsWire", "newsboat"}


@pytest.mark.parametrize(("number", "shown"), [("0", 4), ("1", 1)])
def test_how_many_entries_are_shown(folder, capfdbinary, number, shown):
    result = run(capfdbinary, "check", folder, "--readers", "--feed", "europe/feed.rss",
                 "--entries", number)  # fmt: skip
    assert f"europe/feed.rss: {shown} of 4 entries\n" in result.out
    assert result.out.count("  id ") == shown


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--feed", "europe"), "--feed is for --readers"),
        (("--readers", "--feed", "gone"), "gone: no feed of that name"),
    ],
)
def test_mistakes_on_the_command_line(folder, capfdbinary, arguments, told):
    result = run(capfdbinary, "check", folder, *arguments)
    assert (result.code, result.out) == (2, "")
    assert told in result.err


def test_hostile_text_is_not_printed_raw(tmp_path, capfdbinary):
    entry = {"id": "a\u001b[2J", "url": "https://x.example/", "title": "\u202e" + "x" * 9999}
    (tmp_path / "feed.json").write_bytes(document("json", json.dumps(entry)))
    result = run(capfdbinary, "check", tmp_path, "--readers")
    assert result.out.replace("\n", "").isprintable()
    assert all(len(line) < 200 for line in result.out.splitlines())
