"""What well-known tools, services and collections write, read without any configuration.

`dumps/tools` holds more of them, one object and its record a file.
"""

from typing import Any

import pytest

from feedgen_news.config.sources import Source
from feedgen_news.loaders import Dump, load
from feedgen_news.loaders.fields import Item, Reader
from feedgen_news.model import Image, Origin
from feedgen_news.problems import Report

URL = "https://n.example/world/harbour"
PICTURE = "https://n.example/a.jpg"
TITLE = "Harbour opens"
LEAD = "It opened on Friday."
BODY = "It opened on Friday. It rained."
WHEN = "2024-03-29T10:15:00Z"

OBJECTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "news-please": (
        {
            "authors": [],
            "date_download": "2024-05-01 12:00:00",
            "date_modify": "None",
            "date_publish": "2024-03-29 10:15:00",
            "description": LEAD,
            "filename": "https%3A%2F%2Fn.example%2Fa.json",
            "image_url": PICTURE,
            "language": "en",
            "localpath": None,
            "maintext": BODY,
            "source_domain": "n.example",
            "text": None,
            "title": TITLE,
            "title_page": None,
            "title_rss": "None",
            "url": URL,
        },
        {
            "url": URL,
            "title": TITLE,
            "summary": LEAD,
            "text": BODY,
            "published": "2024-03-29 10:15:00",
            "language": "en",
            "images": [Image(PICTURE)],
            "publisher": "n.example",
        },
    ),
    "fundus": (
        {
            "title": TITLE,
            "body": {
                "summary": [LEAD],
                "sections": [{"headline": [], "paragraphs": ["It opened.", "It rained."]}],
            },
            "plaintext": BODY,
            "authors": ["Jane Roe", "Li Wei"],
            "publishing_date": "2024-03-29 10:15:00+00:00",
            "topics": ["Harbours"],
            "images": [
                {
                    "versions": [
                        {"url": "https://n.example/s.jpg", "size": {"width": 100}},
                        {"url": PICTURE, "size": {"width": 900}},
                    ],
                    "is_cover": True,
                    "caption": "The harbour.",
                    "authors": ["AFP"],
                }
            ],
            "free_access": True,
            "lang": "en",
        },
        {
            "title": TITLE,
            "summary": LEAD,
            "text": BODY,
            "html": "<p>It opened.</p>\n<p>It rained.</p>",
            "authors": ["Jane Roe", "Li Wei"],
            "published": "2024-03-29 10:15:00+00:00",
            "tags": ["Harbours"],
            "language": "en",
            "images": [Image(PICTURE, "The harbour.", "AFP")],
        },
    ),
    "HuffPost": (
        {
            "link": URL,
            "headline": TITLE,
            "category": "WORLD NEWS",
            "short_description": LEAD,
            "authors": "Jane Roe and Li Wei",
            "date": "2024-03-29",
        },
        {
            "url": URL,
            "title": TITLE,
            "summary": LEAD,
            "authors": ["Jane Roe", "Li Wei"],
            "published": "2024-03-29",
            "sections": ["WORLD NEWS"],
        },
    ),
    "CC-News": (
        {
            "title": TITLE,
            "text": BODY,
            "domain": "n.example",
            "date": "2024-03-29 10:15:00",
            "description": LEAD,
            "url": URL,
            "image_url": PICTURE,
        },
        {
            "url": URL,
            "title": TITLE,
            "summary": LEAD,
            "text": BODY,
            "published": "2024-03-29 10:15:00",
            "images": [Image(PICTURE)],
            "publisher": "n.example",
        },
    ),
    "Event Registry": (
        {
            "uri": "8123",
            "lang": "eng",
            "isDuplicate": False,
            "date": "2024-03-29",
            "time": "10:20:00",
            "dateTime": "2024-03-29T10:20:00Z",
            "dateTimePub": WHEN,
            "dataType": "news",
            "sim": 0,
            "url": URL,
            "title": TITLE,
            "body": BODY,
            "source": {"uri": "n.example", "dataType": "news", "title": "N News"},
            "authors": [{"uri": "jane@n.example", "name": "Jane Roe", "isAgency": False}],
            "concepts": [{"uri": "u", "label": {"eng": "Harbour"}, "score": 5}],
            "categories": [{"uri": "news/World", "label": "news/World", "wgt": 100}],
            "image": PICTURE,
            "sentiment": 0.1,
        },
        {
            "url": URL,
            "title": TITLE,
            "text": BODY,
            "authors": ["Jane Roe"],
            "published": WHEN,
            "sections": ["news/World"],
            "tags": ["Harbour"],
            "language": "eng",
            "images": [Image(PICTURE)],
            "publisher": "N News",
        },
    ),
    "webz.io": (
        {
            "thread": {
                "uuid": "x",
                "url": URL,
                "site": "n.example",
                "site_full": "www.n.example",
                "section_title": "",
                "title": "",
                "published": "2024-03-29T09:00:00.000+03:00",
                "main_image": PICTURE,
                "country": "SA",
            },
            "uuid": "x",
            "url": URL,
            "author": "Jane Roe",
            "published": "2024-03-29T10:15:00.000+03:00",
            "title": TITLE,
            "text": BODY,
            "language": "english",
            "entities": {"organizations": [{"name": "un", "sentiment": "none"}]},
            "organizations": [],
            "external_links": [],
            "crawled": "2024-05-01T00:00:00.000+03:00",
        },
        {
            "url": URL,
            "title": TITLE,
            "text": BODY,
            "authors": ["Jane Roe"],
            "published": "2024-03-29T10:15:00.000+03:00",
            "language": "english",
            "images": [Image(PICTURE)],
            "publisher": "n.example",
        },
    ),
    "NewsAPI": (
        {
            "source": {"id": None, "name": "N News"},
            "author": None,
            "title": TITLE,
            "description": LEAD,
            "url": URL,
            "urlToImage": None,
            "publishedAt": WHEN,
            "content": "It opened on Friday.… [+2668 chars]",
        },
        {
            "url": URL,
            "title": TITLE,
            "summary": LEAD,
            "text": "It opened on Friday.…",
            "published": WHEN,
            "publisher": "N News",
        },
    ),
    "GNews": (
        {
            "title": TITLE,
            "description": LEAD,
            "content": "It opened … [2668 chars]",
            "url": URL,
            "image": PICTURE,
            "publishedAt": WHEN,
            "source": {"name": "N News", "url": "https://n.example"},
        },
        {
            "url": URL,
            "title": TITLE,
            "summary": LEAD,
            "text": "It opened …",
            "published": WHEN,
            "images": [Image(PICTURE)],
            "publisher": "N News",
        },
    ),
    "Newscatcher": (
        {
            "title": TITLE,
            "author": None,
            "published_date": "2024-03-29 10:15:00",
            "published_date_precision": "full",
            "link": URL,
            "clean_url": "n.example",
            "excerpt": LEAD,
            "summary": BODY * 3,
            "rights": "n.example",
            "rank": 12,
            "topic": "world",
            "country": "SA",
            "language": "en",
            "authors": [],
            "media": PICTURE,
            "is_opinion": False,
            "twitter_account": "@n",
            "_score": 3.5,
            "_id": "f00",
        },
        {
            "url": URL,
            "title": TITLE,
            "summary": LEAD,
            "text": BODY * 3,
            "published": "2024-03-29 10:15:00",
            "sections": ["world"],
            "language": "en",
            "images": [Image(PICTURE)],
            "publisher": "n.example",
        },
    ),
    "Mediastack": (
        {
            "author": "Jane Roe",
            "title": TITLE,
            "description": LEAD,
            "url": URL,
            "source": "N News",
            "image": None,
            "category": "general",
            "language": "en",
            "country": "us",
            "published_at": "2024-03-29T10:15:00+00:00",
        },
        {
            "url": URL,
            "title": TITLE,
            "summary": LEAD,
            "authors": ["Jane Roe"],
            "published": "2024-03-29T10:15:00+00:00",
            "sections": ["general"],
            "language": "en",
            "publisher": "N News",
        },
    ),
    "Currents": (
        {
            "id": "f00-1",
            "title": TITLE,
            "description": LEAD,
            "url": URL,
            "author": "@jane",
            "image": "None",
            "language": "en",
            "category": ["world", "politics"],
            "published": "2024-03-29 10:15:00 +0000",
        },
        {
            "url": URL,
            "title": TITLE,
            "summary": LEAD,
            "authors": ["@jane"],
            "published": "2024-03-29 10:15:00 +0000",
            "sections": ["world", "politics"],
            "language": "en",
        },
    ),
    "New York Times": (
        {
            "abstract": LEAD,
            "web_url": URL,
            "snippet": LEAD,
            "lead_paragraph": "It opened.",
            "source": "The New York Times",
            "multimedia": [{"rank": 0, "type": "image", "url": "images/a.jpg", "height": 400}],
            "headline": {"main": TITLE, "kicker": "The harbour", "print_headline": ""},
            "keywords": [
                {"name": "glocations", "value": "Oslo", "rank": 1, "major": "N"},
                {"name": "subject", "value": "Ports", "rank": 2, "major": "N"},
            ],
            "pub_date": "2024-03-29T10:15:00+0000",
            "document_type": "article",
            "news_desk": "Foreign",
            "section_name": "World",
            "byline": {"original": "By Jane Roe and Li Wei", "person": [], "organization": None},
            "type_of_material": "News",
            "_id": "nyt://article/1",
            "word_count": 500,
            "uri": "nyt://article/1",
        },
        {
            "url": URL,
            "title": TITLE,
            "summary": LEAD,
            "authors": ["Jane Roe", "Li Wei"],
            "published": "2024-03-29T10:15:00+0000",
            "sections": ["World"],
            "tags": ["Oslo", "Ports"],
            "images": [Image("images/a.jpg")],
            "publisher": "The New York Times",
        },
    ),
    "the Guardian": (
        {
            "id": "world/2024/mar/29/harbour",
            "type": "article",
            "sectionId": "world",
            "sectionName": "World news",
            "webPublicationDate": WHEN,
            "webTitle": TITLE,
            "webUrl": URL,
            "apiUrl": "https://content.example/world/2024/mar/29/harbour",
            "fields": {
                "trailText": LEAD,
                "byline": "Jane Roe",
                "body": "<p>It opened.</p>",
                "thumbnail": PICTURE,
            },
            "tags": [{"id": "world/norway", "type": "keyword", "webTitle": "Norway"}],
            "isHosted": False,
            "pillarName": "News",
        },
        {
            "url": URL,
            "title": TITLE,
            "summary": LEAD,
            "html": "<p>It opened.</p>",
            "authors": ["Jane Roe"],
            "published": WHEN,
            "sections": ["World news"],
            "tags": ["Norway"],
            "images": [Image(PICTURE)],
        },
    ),
    "GDELT": (
        {
            "url": URL,
            "url_mobile": "",
            "title": TITLE,
            "seendate": "20240329T101500Z",
            "socialimage": PICTURE,
            "domain": "n.example",
            "language": "English",
            "sourcecountry": "Norway",
        },
        {
            "url": URL,
            "title": TITLE,
            "published": "20240329T101500Z",
            "language": "English",
            "images": [Image(PICTURE)],
            "publisher": "n.example",
        },
    ),
    "MediaCloud": (
        {
            "id": "f00",
            "indexed_date": "2024-05-01 00:00:00",
            "language": "en",
            "media_name": "N News",
            "media_url": "n.example",
            "publish_date": "2024-03-29",
            "title": TITLE,
            "url": URL,
        },
        {
            "url": URL,
            "title": TITLE,
            "published": "2024-03-29",
            "language": "en",
            "publisher": "N News",
        },
    ),
    "Reuters as JSON": (
        {
            "id": "1",
            "date": "26-FEB-1987 15:01:01.79",
            "title": "BAHIA COCOA REVIEW",
            "body": "Showers continued.\n Reuter\n\x03",
            "topics": ["cocoa"],
            "places": ["usa", "brazil"],
        },
        {
            "title": "BAHIA COCOA REVIEW",
            "text": "Showers continued.\n Reuter\n\x03",
            "published": "26-FEB-1987 15:01:01.79",
            "tags": ["cocoa"],
        },
    ),
    "Hugging Face, XL-Sum": (
        {"id": "world-1", "url": URL, "title": TITLE, "summary": LEAD, "text": BODY},
        {"url": URL, "title": TITLE, "summary": LEAD, "text": BODY},
    ),
}


@pytest.mark.parametrize("tool", OBJECTS)
def test_an_object_of_each_tool(tool):
    value, expected = OBJECTS[tool]
    report = Report()
    items = [Item(value, Origin("d"))] * 20  # as many as a guess would want
    reader = Reader(Source(name="s", files=("*",)))
    record, *_ = reader.records(lambda _: items, dump="d", report=report)
    names = (name for name in record.__struct_fields__ if name not in {"origin", "raw"})
    assert {name: got for name in names if (got := getattr(record, name))} == expected
    assert report.counts == {}  # nothing had to be guessed


TABLES = {
    "All the News": (
        (
            ",id,title,publication,author,date,year,month,url,content\n"
            f"0,17283,{TITLE},N News,Jane Roe,2016-12-31,2016.0,12.0,,It opened.\n"
        ),
        ("", TITLE, "It opened.", ["Jane Roe"], "2016-12-31", [], "N News"),
    ),
    "All the News 2": (
        (
            "date,year,month,day,author,title,article,url,section,publication\n"
            f"2016-12-09 18:31:00,2016,12.0,9,Jane Roe,{TITLE},It opened.,{URL},World,N News\n"
        ),
        (URL, TITLE, "It opened.", ["Jane Roe"], "2016-12-09 18:31:00", ["World"], "N News"),
    ),
    "AG News": (
        'Class Index,Title,Description\n3,"Wall St. Bears, Back","Reuters - Sellers, again."\n',
        ("", "Wall St. Bears, Back", "Reuters - Sellers, again.", [], "", [], ""),
    ),
    "BBC, from feeds": (
        (
            "title,pubDate,guid,link,description\n"
            f'{TITLE},"Fri, 29 Mar 2024 10:15:00 GMT",https://n.example/1,{URL},{LEAD}\n'
        ),
        (URL, TITLE, "", [], "Fri, 29 Mar 2024 10:15:00 GMT", [], ""),
    ),
    "BBC, full text": (
        f"category\tfilename\ttitle\tcontent\nbusiness\t001.txt\t{TITLE}\t It opened.\n",
        ("", TITLE, "It opened.", [], "", ["business"], ""),
    ),
    "News Aggregator": (
        (
            "ID\tTITLE\tURL\tPUBLISHER\tCATEGORY\tSTORY\tHOSTNAME\tTIMESTAMP\n"
            f"1\t{TITLE}\t{URL}\tN News\tb\tddUyU0VZz0BRneMioxUPQV\tn.example\t1394470370698\n"
        ),
        (URL, TITLE, "", [], "", ["b"], "N News"),
    ),
    "a million headlines": (
        "publish_date,headline_text\n20030219,harbour opens at last after ten years\n",
        ("", "harbour opens at last after ten years", "", [], "20030219", [], ""),
    ),
    "CC-News": (
        (
            "title,text,domain,date,description,url,image_url\n"
            f"{TITLE},It opened.,n.example,2024-03-29 10:15:00,,{URL},None\n"
        ),
        (URL, TITLE, "It opened.", [], "2024-03-29 10:15:00", [], "n.example"),
    ),
    "pandas": (
        f",URL,Headline,Keywords,Published\n0,{URL},{TITLE},nan,2024-03-29 10:15:00+00:00\n",
        (URL, TITLE, "", [], "2024-03-29 10:15:00+00:00", [], ""),
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_each_collection(tmp_path, name):
    data, expected = TABLES[name]
    file = tmp_path / "dump"
    file.write_text(data, "utf-8")
    report = Report()
    (one,) = load(Dump("dump", file), source=Source(name="s", files=("*",)), report=report)
    said = (one.url, one.title, one.text, one.authors, one.published, one.sections, one.publisher)
    assert tuple(part or "" if not isinstance(part, list) else part for part in said) == expected
    assert set(report.counts) <= {"fields-guessed"}


def record(value):
    return Reader(Source(name="s", files=("*",))).record(value, origin=Origin("d"))


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("www.n.example/world/a", "https://www.n.example/world/a"),
        ("n.example/a", "https://n.example/a"),
        ("index.php/a", "index.php/a"),
        ("news.html/a", "news.html/a"),
        ("world/a.b", "world/a.b"),
        ("/world/a", "/world/a"),
        ("n.example", "n.example"),
    ],
)
def test_addresses_without_their_scheme(url, read):
    assert record({"title": TITLE, "url": url}).url == read


def test_the_address_of_a_paper_is_not_that_of_its_article():
    assert (
        record({"title": TITLE, "source": {"url": "https://n.example"}, "text": BODY}).url is None
    )


def test_a_summary_is_the_text_where_there_is_nothing_else():
    alone = record({"title": TITLE, "description": LEAD})
    assert (alone.summary, alone.text) == (None, LEAD)
    linked = record({"title": TITLE, "description": LEAD, "url": URL})
    assert (linked.summary, linked.text) == (LEAD, None)


def test_what_a_search_engine_found_is_unwrapped_whatever_its_keys(tmp_path):
    file = tmp_path / "dump.json"
    hit = '{"_index": "n", "_id": "1", "_source": {"art_hed": "Harbour", "url": "https://n.example/a"}}'
    file.write_text(f"{hit}\n" * 2)
    first, _ = load(Dump("dump.json", file), source=Source(name="s", files=("*",)), report=Report())
    assert (first.title, first.url) == ("Harbour", "https://n.example/a")
