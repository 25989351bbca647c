"""Which key is which field, for what each tool writes; and values of any type."""

import json
from pathlib import Path

import msgspec
import pytest

from feedgen_news.config.sources import Source
from feedgen_news.loaders import Dump, load
from feedgen_news.loaders.fields import NotAnArticleError, Reader
from feedgen_news.model import Image, Origin, Record
from feedgen_news.problems import Report

STRUCTURED = Path(__file__).parents[1].parent / "shared/dumps/structured"
ORIGIN = Origin("d")
TOOLS = Path(__file__).parent / "dumps/tools"  # one object as each tool writes it, and its record


def record(value, **mapped) -> Record:
    """The record of one object; `mapped` is the source's `fields`."""
    fields = {field: tuple(paths) for field, paths in mapped.items()}
    return Reader(Source(name="s", files=("*",), fields=fields)).record(value, origin=ORIGIN)


def filled(found: Record) -> dict:
    """What is in a record, its origin aside."""
    pairs = ((name, getattr(found, name)) for name in found.__struct_fields__)
    return {name: value for name, value in pairs if value and name != "origin"}


@pytest.mark.survives("J08")
@pytest.mark.parametrize("tool", sorted(path.stem for path in TOOLS.glob("*[!d].json")))
def test_what_each_tool_writes(tool):
    value = json.loads((TOOLS / f"{tool}.json").read_text("utf-8"))
    expected = json.loads((TOOLS / f"{tool}.expected.json").read_text("utf-8"))
    assert msgspec.to_builtins(filled(record(value))) == expected


def test_what_read_prints_can_be_read_again():
    printed = {
        "id": "urn:uuid:1",
        "url": "https://n.example/a",
        "title": "A",
        "summary": "Lead.",
        "text": "Type </p> or <br>.",
        "html": "<p>Type &lt;/p&gt; or &lt;br&gt;.</p>",
        "authors": ["Ann Roe"],
        "published": "2024-04-30",
        "updated": "2024-04-30T09:00:00Z",
        "precision": "day",
        "section": ["World", "Arts, Culture"],
        "tags": ["a, b", "c;d"],
        "language": "en",
        "place": "PARIS",
        "images": [{"url": None, "caption": "Lost.", "credit": "AFP"}],
        "origin": {"dump": "x", "line": 1},
    }
    assert filled(record(printed)) == {
        "url": "https://n.example/a",
        "title": "A",
        "summary": "Lead.",
        "text": "Type </p> or <br>.",
        "html": "<p>Type &lt;/p&gt; or &lt;br&gt;.</p>",
        "authors": ["Ann Roe"],
        "published": "2024-04-30",
        "updated": "2024-04-30T09:00:00Z",
        "sections": ["World", "Arts, Culture"],
        "tags": ["a, b", "c;d"],
        "language": "en",
        "place": "PARIS",
        "images": [Image(None, "Lost.", "AFP")],
    }


@pytest.mark.parametrize(
    "null", [None, "", "  \n", "None", "null", "NaN", "[Removed]", "N/A", [], {}, [None, ""], False]
)
def test_nulls_of_every_habit(null):
    keys = "url summary text html published updated language place image publisher author tags"
    value = {"title": "A", **dict.fromkeys(keys.split(), null)}
    assert filled(record(value)) == {"title": "A"}


def test_what_is_sold_elsewhere_is_nothing():
    value = {"title": "A", "content": "ONLY AVAILABLE IN PAID PLANS", "url": "https://n.example/a"}
    assert filled(record(value)) == {"title": "A", "url": "https://n.example/a"}


def test_a_removed_article_keeps_no_words():
    value = {"title": "[Removed]", "description": "[Removed]", "url": "https://removed.example"}
    assert filled(record(value)) == {"url": "https://removed.example"}


@pytest.mark.survives("T20")
@pytest.mark.parametrize("word", ["NULL", "None", "NaN", "undefined", "0001", "true"])
def test_words_for_nothing_are_titles_and_tags_of_articles(word):
    value = {"url": "https://n.example/a", "title": word, "tags": [word], "authors": [word]}
    found = record(value)
    assert (found.title, found.tags, found.authors) == (word, [word], [word])


def test_a_word_for_nothing_gives_way_to_a_real_title():
    found = record({"url": "https://n.example/a", "title": "None", "title_rss": "Real"})
    assert found.title == "Real"


def test_a_title_of_nothing_alone_makes_no_article():
    with pytest.raises(NotAnArticleError):
        record({"title": "None", "text": "None"})


@pytest.mark.survives("D15", "J07")
@pytest.mark.parametrize(
    ("date", "read"),
    [
        (1711708800, "1711708800"),
        (1711708800.5, "1711708800.5"),
        (1e20, "100000000000000000000"),
        (9223372036854775808, "9223372036854775808"),
        ({"$date": "2024-04-30T08:00:00Z"}, "2024-04-30T08:00:00Z"),
        ({"$date": {"$numberLong": "1711708800000"}}, "1711708800000"),
        (["2024-04-30", "2024-05-01"], "2024-04-30"),
        (True, None),
        ([[[[[[[["2024-04-30"]]]]]]]], None),
    ],
)
def test_dates_of_any_type_are_raw_text(date, read):
    assert record({"title": "A", "published": date}).published == read


@pytest.mark.survives("J07")
@pytest.mark.parametrize("value", [0, 1.5, True, [], {}, [[]], {"a": {"b": 1, "c": 2}}, [1, "x"]])
def test_no_type_in_any_field_is_an_error(value):
    keys = (
        "url title summary text html content body authors published updated section tags"
        " language place images publisher media source guid"
    )
    found = record(
        {"headline": "A", "link": "https://n.example/a", **dict.fromkeys(keys.split(), value)}
    )
    msgspec.convert(msgspec.to_builtins(found), Record)  # every field is of its type


@pytest.mark.survives("J07")
def test_titles_of_other_types():
    assert record({"title": 1984}).title == "1984"
    assert record({"title": ["Part one", "part two"]}).title == "Part one part two"
    assert record({"title": {"main": "A", "kicker": "k"}}).title == "A"
    assert record({"title": True, "text": "x"}).title is None


@pytest.mark.parametrize(
    ("authors", "read"),
    [
        ("Ann Roe; Bo Lee", ["Ann Roe", "Bo Lee"]),
        ("Ann Roe and Bo Lee", ["Ann Roe", "Bo Lee"]),
        ("By Ann Roe, Bo Lee and Cy Kim", ["Ann Roe", "Bo Lee", "Cy Kim"]),
        ("By Ann Roe & Bo Lee, Political Correspondent", ["Ann Roe", "Bo Lee"]),
        ("Roe Verlag und Druck GmbH & Co. KG", ["Roe Verlag und Druck GmbH & Co. KG"]),
        (["Roe Press and Print", "Bo Lee"], ["Roe Press and Print", "Bo Lee"]),
        ("Department of Food and Drink", ["Department of Food and Drink"]),
        ("Roe, Ann", ["Roe, Ann"]),
        ("Ann Roe, Chief Editor", ["Ann Roe, Chief Editor"]),
        ('["Ann Roe", "Bo Lee"]', ["Ann Roe", "Bo Lee"]),
        ("ann@n.example (Ann Roe)", ["Ann Roe"]),
        (["Ann Roe", "Ann Roe", "https://n.example/ann", "www.n.example"], ["Ann Roe"]),
        ({"name": "Ann Roe", "url": "https://n.example/ann"}, ["Ann Roe"]),
        ({"@id": "https://n.example/#ann"}, []),
        ([{"name": ["Ann Roe", "Bo Lee"]}], ["Ann Roe Bo Lee"]),
        ([["Ann Roe"], None, 7, {}], ["Ann Roe"]),
        ("", []),
    ],
)
def test_authors_of_every_shape(authors, read):
    assert record({"title": "A", "authors": authors}).authors == read


def test_a_tag_that_lists_the_other_tags_is_none():
    tags = ["war, Russia", "war", "Russia", "Arts, Culture"]
    assert record({"title": "A", "tags": tags}).tags == ["war", "Russia", "Arts, Culture"]


@pytest.mark.survives("M08")
def test_endless_authors_are_cut_and_read_in_good_time():
    endless = "a@" * 50_000
    assert record({"title": "A", "authors": [endless]}).authors == ["a@" * 5_000]


def test_a_blank_title_is_one_where_there_is_an_address():
    assert record({"title": " ", "text": " ", "url": "https://n.example/a"}).title == " "
    assert record({"title": "", "headline": "A", "url": "https://n.example/a"}).title == "A"
    assert record({"url": "https://n.example/a"}).title is None


@pytest.mark.parametrize(
    ("tags", "read"),
    [
        ("a;b", ["a", "b"]),
        ("a, b", ["a", "b"]),
        ('["a", "b, c"]', ["a", "b, c"]),
        (["a", "b", "a"], ["a", "b"]),
        ([{"name": "a"}, {"term": "b"}, {"label": {"eng": "c"}}], ["a", "b", "c"]),
        ([1, 2.5, True, None], ["1", "2.5"]),
        ({"name": "a"}, ["a"]),
    ],
)
def test_tags_of_every_shape(tags, read):
    assert record({"title": "A", "tags": tags}).tags == read


@pytest.mark.survives("M06")
def test_three_thousand_tags_are_read():
    many = [f"t{n}" for n in range(3_000)]
    assert record({"title": "A", "tags": many}).tags == many


@pytest.mark.parametrize(
    ("words", "markup"),
    [
        ("<p>One.</p>", True),
        ("One.<br>Two.", True),
        ("One.<BR/>Two.", True),
        ('<img src="a.jpg">', True),
        ("<script>alert(1)</script>", True),
        ("The <Dialog> closed.", False),
        ("a < b and b > a", False),
        ("use the <b> tag", False),
        ("Tom &amp; Jerry", False),
        ("1 <2> 3", False),
    ],
)
@pytest.mark.parametrize("key", ["content", "body", "text", "articleBody"])
def test_markup_is_told_from_text_by_its_elements(key, words, markup):
    found = record({"title": "A", key: words})
    assert (found.html, found.text) == ((words, None) if markup else (None, words))


def test_a_whole_page_gives_way_to_text():
    page = "<!DOCTYPE html><html><body><nav>Menu</nav></body></html>"
    assert record({"title": "A", "html": page, "text": "Body."}).html is None
    assert record({"title": "A", "html": page}).html == page


def test_a_source_says_itself_which_key_is_which():
    value = {
        "title": "Wrong",
        "meta": {"head line": "Right", "dates": [{"pub": "2024-04-30"}, {"pub": "2024-05-01"}]},
        "key.with.dots": "https://n.example/a",
        "tags": ["junk"],
        "text": "wrong",
        "story": ["One.", "Two."],
        "pk": 7,
    }
    found = record(
        value,
        id=["pk"],
        title=["meta.missing", "meta.head line"],
        url=["key.with.dots"],
        published=["meta.dates.pub"],
        tags=["my_tags"],
        text=["story"],
    )
    assert filled(found) == {
        "id": "7",
        "title": "Right",
        "url": "https://n.example/a",
        "published": "2024-04-30",
        "text": "One.\n\nTwo.",
    }


def test_what_a_source_maps_is_looked_for_nowhere_else():
    value = {"title": "A", "text": "Wrong.", "tags": ["wrong"], "url": "https://n.example/wrong"}
    found = record(value, text=["story"], tags=["labels"], url=["link"])
    assert filled(found) == {"title": "A"}


def test_an_id_is_only_what_the_source_maps():
    assert record({"id": 7, "title": "A"}).id is None


def test_an_id_or_a_source_is_an_address_only_if_it_looks_like_one():
    assert record({"id": 7, "guid": "n-7", "source": "N News", "title": "A"}).url is None
    assert record({"guid": "https://n.example/a", "title": "A"}).url == "https://n.example/a"


def test_words_that_newspaper4k_guessed_are_no_tags():
    guessed = {"title": "A", "keywords": ["hits", "damages"]}
    assert record({**guessed, "meta_keywords": [""]}).tags == []
    assert record(guessed).tags == ["hits", "damages"]


@pytest.mark.parametrize("key", ["Published_At", "published-at", "PUBLISHEDAT", "publishedAt"])
def test_keys_are_compared_folded(key):
    assert record({"title": "A", key: "2024-04-30"}).published == "2024-04-30"


@pytest.mark.parametrize(
    "key", "filedate date_download crawl_date scraped_at crawled timestamp created_at".split()
)
def test_a_day_of_scraping_is_no_publication(key):
    found = record({"title": "A", key: "2024-04-30"})
    assert (found.published, found.updated) == (None, None)


@pytest.mark.parametrize("kind", ["BreadcrumbList", "Organization", ["WebPage"], None, 7])
def test_other_kinds_of_json_ld_are_no_articles(kind):
    with pytest.raises(NotAnArticleError):
        record({"@type": kind, "name": "A", "url": "https://n.example/"})


@pytest.mark.survives("J08", "M05")
def test_a_hundred_thousand_unknown_keys(tmp_path):
    value = {f"k{n}" * 20: n for n in range(100_000)} | {"Title": "A"}
    assert record(value).title == "A"


def written(tmp_path, value):
    (tmp_path / "dump.json").write_text(json.dumps(value))
    report = Report()
    dump = Dump("dump.json", tmp_path / "dump.json")
    found = list(load(dump, source=Source(name="s", files=("*",)), report=report))
    return found, dict(report.counts)


def test_a_graph_gives_its_article_with_what_it_refers_to(tmp_path):
    graph = [
        {"@type": "WebSite", "@id": "#site", "name": "N"},
        {"@type": "Person", "@id": "#ann", "name": "Ann Roe"},
        {"@type": "ImageObject", "@id": "#i", "url": "https://n.example/a.jpg", "caption": "C"},
        {
            "@type": "NewsArticle",
            "headline": "A",
            "author": {"@id": "#ann"},
            "image": [{"@id": "#i"}],
            "publisher": {"@id": "#nobody"},
        },
    ]
    (found,), counts = written(tmp_path, {"@context": "https://schema.org", "@graph": graph})
    assert found.authors == ["Ann Roe"]
    assert found.images == [Image("https://n.example/a.jpg", "C")]
    assert counts == {}
    assert written(tmp_path, {"@graph": graph[:3]}) == ([], {"not-an-article": 1})


def test_related_stories_and_comments_are_no_articles_of_the_dump(tmp_path):
    related = [{"title": "R", "url": "https://n.example/r"}]
    for value in (
        {"title": "A", "text": "Body.", "items": related},
        {"title": "A", "url": "https://n.example/a", "related": related, "more": {"news": related}},
        {"text": "Body without a title.", "related": related},
    ):
        found, counts = written(tmp_path, value)
        assert [one.title for one in found] == [value.get("title")]
        assert counts == {}


# What each tool's own key is for each of our fields: literal, one line a tool.
OWN_KEYS = {
    "news-please/json/*.json": ("url", "title", "authors", "date_publish", None),
    "newspaper4k/json/*.json": (
        "canonical_link",
        "title",
        "authors",
        "publish_date",
        "meta_keywords",
    ),
    "fundus/json/*.json": ("url", "title", "authors", "publishing_date", "topics"),
    "trafilatura/json/*.json": ("source", "title", "author", "date", "tags"),
    "trafilatura/all.jsonl": ("source", "title", "author", "date", "tags"),
    "scrapy/items.json*": ("url", "title", "author", "date", "tags"),
    "rss-link-database/*/*.json": ("link", "title", None, "date_published", "tags"),
}


def items(file):
    """The objects of a file, counted without any code of ours."""
    data = file.read_text("utf-8")
    try:
        whole = json.loads(data)
    except json.JSONDecodeError:
        whole = [json.loads(line) for line in data.split("\n") if line.strip()]
    if isinstance(whole, dict):
        whole = whole.get("entries", [whole])
    return whole


def plain(value):
    """A value as its tool means it: news-please writes None as a word."""
    said = value.strip() if isinstance(value, str) else value
    return None if said in {"", "None"} else said


def names(value):
    """A list of names, as a set of what is in it however it was joined."""
    parts = value.replace(";", ",").split(",") if isinstance(value, str) else value or []
    folded = " , ".join(parts)
    for joint in (" and ", " und ", "&", ";"):
        folded = folded.replace(joint, " , ")
    found = {part.strip() for part in folded.split(",")}
    spaced = {" ".join(part.split()) for part in found}
    return {part for part in spaced if part and "//" not in part and not part.startswith("www.")}


@pytest.mark.parametrize("pattern", OWN_KEYS)
def test_each_record_of_real_dumps_is_accounted_for(pattern):
    files = sorted(STRUCTURED.glob(pattern))
    if not files:
        pytest.skip("no real dumps beside the checkout")
    url, title, authors, published, tags = OWN_KEYS[pattern]
    for file in files:
        report = Report()
        dump = Dump(file.name, file)
        found = list(load(dump, source=Source(name="s", files=("*",)), report=report))
        own = items(file)
        assert (len(found), report.counts) == (len(own), {}), file.name
        for ours, theirs in zip(found, own, strict=True):
            assert ours.url == (theirs[url] or theirs["url"]), file.name
            assert plain(ours.title) == plain(theirs[title]), file.name
            assert names(ours.authors) == names(theirs[authors] if authors else []), file.name
            assert ours.published == plain(theirs[published]), file.name
            assert names(ours.tags) == names(theirs.get(tags)), file.name


def test_each_block_of_real_json_ld_is_accounted_for():
    files = sorted(STRUCTURED.glob("jsonld/*.json"))
    if not files:
        pytest.skip("no real JSON-LD beside the checkout")
    articles = others = 0
    for file in files:
        blocks = _blocks(file.read_text("utf-8"))
        if blocks is None:
            continue
        report = Report()
        dump = Dump(file.name, file)
        found = list(load(dump, source=Source(name="s", files=("*",)), report=report))
        headlines = [one["headline"].strip() for block in blocks for one in _articles(block)]
        assert [one.title for one in found] == headlines, file.name
        assert (
            report.counts == {"not-an-article": len(blocks) - len(headlines)} or not report.counts
        )
        articles, others = articles + len(found), others + report.refused
    assert (articles, others) == (84, 110)


def _blocks(data):
    """The JSON values in a text, lists opened; None where one of them is broken."""
    decoder, blocks, at = json.JSONDecoder(), [], 0
    while at < len(data):
        if data[at].isspace():
            at += 1
            continue
        try:
            value, at = decoder.raw_decode(data, at)
        except json.JSONDecodeError:
            return None
        blocks += value if isinstance(value, list) else [value]
    return blocks


def _articles(block):
    nodes = block.get("@graph", [block])
    kinds = ("Article", "BlogPosting")
    return [one for one in nodes if str(one.get("@type")).strip("[]'").endswith(kinds)]
