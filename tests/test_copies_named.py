"""How an entry names the copies it stands for: in each format, on pages, and to readers."""

import html
import json
from pathlib import Path

import msgspec
import pytest
from lxml import etree

from feedgen_news.site import Elsewhere, Entry
from feedgen_news.writers import elsewhere
from tests.cli import run
from tests.published import entry

ATOM = "{http://www.w3.org/2005/Atom}"
TEXT = " ".join(f"Sentence number {n} of the story tells what happened then." for n in range(20))
B = Elsewhere("B & Sons", "https://b.example/x?a=1&b=2")
C = Elsewhere("C", "https://c.example/x")
LINKS = '<a href="https://b.example/x?a=1&amp;b=2">B &amp; Sons</a>, <a href="https://c.example/x">C</a>'

CONFIG = """\
site: {{title: T, url: https://feeds.example.org/}}
sources:
  - {{name: Alpha, files: a.jsonl}}
  - {{name: Beta, files: b.jsonl}}
  - {{name: Delta, files: delta.jsonl}}
  - {{name: Gamma, files: gamma.jsonl}}
  - {{name: Mirror, files: mirror.jsonl}}
topics:
  news: {{title: News, match: all, duplicates: {duplicates}, content: {content}}}
"""


def record(host: str, **changes: object) -> str:
    said = {
        "url": f"https://{host}/story",
        "title": "The harbour is closed",
        "text": TEXT,
        "published": "2024-03-29T10:00:00Z",
    }
    return json.dumps({**said, **changes}) + "\n"


@pytest.fixture
def build(tmp_path: Path, capfdbinary):
    (tmp_path / "a.jsonl").write_text(record("alpha.example", summary="A storm."))
    (tmp_path / "b.jsonl").write_text(record("beta.example", published="2024-03-29T08:00:00Z"))
    many = {
        "delta": "https://delta.example/2024/cranes",
        "gamma": "https://gamma.example/economy/first-there",
        "mirror": "https://www.gamma.example/news/harbour-of-port-salt",
    }
    for name, url in many.items():
        day = "31" if name == "mirror" else "29"  # on one day the two of a site are one article
        said = {"url": url, "publisher": "Many", "published": f"2024-03-{day}T10:00:00Z"}
        (tmp_path / f"{name}.jsonl").write_text(record("", **said))

    def built(duplicates: str = "exact", content: str = "full") -> Path:
        config = CONFIG.format(duplicates=duplicates, content=content)
        (tmp_path / "config.yaml").write_text(config)
        result = run(capfdbinary, "build", "-c", tmp_path / "config.yaml", "--force")
        assert (result.code, result.err) == (0, "")
        checked = run(capfdbinary, "check", tmp_path / "output")
        assert checked.code == 0, checked.out
        return tmp_path / "output" / "news"

    return built


def items(folder: Path) -> list[dict[str, str]]:
    return json.loads((folder / "feed.json").read_bytes())["items"]


ALSO = (
    'Also at: <a href="https://beta.example/story">Beta</a>, '
    '<a href="https://delta.example/2024/cranes">Many</a>, '
    '<a href="https://gamma.example/economy/first-there">gamma.example</a>'
)


def test_one_entry_names_each_other_site_in_its_body(build) -> None:
    folder = build()
    (item,) = items(folder)
    assert item["url"] == "https://alpha.example/story"
    assert item["content_html"].endswith(f"<p>{ALSO}</p>")
    rss = etree.parse(folder / "feed.rss")
    (body,) = rss.iter("{http://purl.org/rss/1.0/modules/content/}encoded")
    assert body.text == item["content_html"]
    atom = etree.parse(folder / "feed.atom")
    (content,) = atom.iter(f"{ATOM}content")
    assert content.text == item["content_html"]
    links = [link for link in atom.iter(f"{ATOM}link") if link.get("rel") == "related"]
    assert [link.get("href") for link in links] == [
        "https://beta.example/story",
        "https://delta.example/2024/cranes",
        "https://gamma.example/economy/first-there",
    ]


def test_the_page_of_a_topic_names_them(build) -> None:
    page = (build() / "index.html").read_text("utf-8")
    assert page.count("Also at:") == 1
    assert 'href="https://beta.example/story" rel="noopener noreferrer"><bdi>Beta</bdi>' in page
    assert "1 article<" in page


def test_a_summary_names_them_as_text(build) -> None:
    (item,) = items(build(content="summary"))
    assert item["summary"] == "A storm. Also at: Beta, Many, gamma.example."
    assert item["content_html"] == "<p>A storm. Also at: Beta, Many, gamma.example.</p>"


def test_a_headline_alone_stays_one(build) -> None:
    folder = build(content="none")
    (item,) = items(folder)
    assert item["content_text"] == "The harbour is closed"
    assert (folder / "feed.atom").read_text("utf-8").count('rel="related"') == 3


def test_explain_tells_what_stands_in_its_place(build, tmp_path, capfdbinary) -> None:
    build()
    asked = ("explain", "-c", tmp_path / "config.yaml")
    folded = run(capfdbinary, *asked, "https://beta.example/story").out
    place = "\n              shown as a copy of https://alpha.example/story\n"
    assert f"  in        news{place}" in folded
    assert "copy of" not in run(capfdbinary, *asked, "https://alpha.example/story").out


def test_switched_off_each_is_an_entry(build) -> None:
    assert len(items(build("off"))) == 5
    assert len(items(build("exact"))) == 1


@pytest.mark.parametrize(
    ("shown", "body", "summary"),
    [
        (
            entry(html="<p>Text.</p>", summary="S.", copies=(B, C)),
            f"<p>Text.</p>\n<p>Also at: {LINKS}</p>",
            "S.",
        ),
        (entry(html="", summary="S.", copies=(B,)), "", "S. Also at: B & Sons."),
        (entry(html="", summary="One.\nTwo.", copies=(C,)), "", "One.\nTwo.\nAlso at: C."),
        (entry(html="", summary="", copies=(C,)), "", ""),
        (entry(html="<p>T</p>", summary=""), "<p>T</p>", ""),
    ],
)
def test_where_copies_are_named(shown: Entry, body: str, summary: str) -> None:
    assert elsewhere.body(shown) == body
    assert elsewhere.summary(shown) == summary


def test_a_name_is_never_markup() -> None:
    evil = Elsewhere("<script>x</script>", 'https://e.example/"onclick="x')
    body = elsewhere.body(msgspec.structs.replace(entry(), html="<p>T</p>", copies=(evil,)))
    assert "<script" not in body
    assert html.escape('"onclick=') in body


def test_near_copies_need_a_library(build, monkeypatch, tmp_path, capfdbinary) -> None:
    monkeypatch.setattr("feedgen_news.archive.copies.traces.find_spec", lambda _: None)
    (tmp_path / "config.yaml").write_text(CONFIG.format(duplicates="near", content="full"))
    result = run(capfdbinary, "build", "-c", tmp_path / "config.yaml")
    assert result.code == 2
    assert "pip install 'feedgen-news[near]'" in result.err
