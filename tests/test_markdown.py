"""Markdown and text with front matter: what generators of sites and scrapers leave."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedgen_news.config.sources import Source
from feedgen_news.loaders import Dump, load
from feedgen_news.loaders.content import Head
from feedgen_news.loaders.markdown import recognise
from feedgen_news.model import Record
from feedgen_news.problems import Problem, Report

PROSE = (
    "The works begin in October and will take four years, the engineers told the council."
    " The dam will hold back the river where it leaves the valley of palms, they said."
)
BODY = f"{PROSE}\n\n## Costs\n\nTwelve **million**, [they say](https://g.example/costs).\n"
HTML = (
    f"<p>{PROSE}</p>\n<h2>Costs</h2>\n<p>Twelve <strong>million</strong>,"
    ' <a href="https://g.example/costs">they say</a>.</p>'
)


@pytest.fixture
def read(tmp_path):
    def reading(text, *, name="post.md", **settings):
        data = text if isinstance(text, bytes) else text.encode()
        path = tmp_path / "dump"
        path.write_bytes(data)
        problems: list[Problem] = []
        source = Source(name="s", files=("x",), **settings)
        found = list(load(Dump(name, path), source=source, report=Report(problems.append)))
        return found, [(one.code, one.detail) for one in problems]

    return reading


def said(record: Record, *names: str) -> list[object]:
    return [getattr(record, name) for name in names]


YAML = """---
title: "Dam: the works begin"
date: 2024-04-05 10:00:00 +0300
lastmod: 2024-04-06
author: [Maria Lund, Ola Berg]
categories:
  - News
tags: [dam, water]
description: It will take four years.
url: https://g.example/dam
lang: en
image: https://g.example/dam.jpg
---
"""
TOML = """+++
title = "Dam: the works begin"
date = 2024-04-05T10:00:00+03:00
lastmod = 2024-04-06
author = ["Maria Lund", "Ola Berg"]
description = "It will take four years."
url = "https://g.example/dam"
lang = "en"
image = "https://g.example/dam.jpg"
[taxonomies]
categories = ["News"]
tags = ["dam", "water"]
+++
"""
JSON = """{
  "title": "Dam: the works begin",
  "date": "2024-04-05 10:00:00 +0300",
  "lastmod": "2024-04-06",
  "author": ["Maria Lund", "Ola Berg"],
  "categories": ["News"],
  "tags": ["dam", "water"],
  "description": "It will take four years.",
  "url": "https://g.example/dam",
  "lang": "en",
  "image": "https://g.example/dam.jpg"
}

"""
HEADER = """Title: Dam: the works begin
Date: 2024-04-05 10:00:00 +0300
Modified: 2024-04-06
Authors: Maria Lund; Ola Berg
Category: News
Tags: dam, water
Summary: It will take
    four years.
URL: https://g.example/dam
Lang: en
Image: https://g.example/dam.jpg

"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "front",
    [YAML, TOML, JSON, HEADER, YAML.replace("---", "---yaml", 1), "\ufeff" + YAML, "\n" + YAML],
    ids=["yaml", "toml", "json", "header", "named", "mark", "blank"],
)
@pytest.mark.parametrize("name", ["post.md", "post.txt", "dump"])
def test_front_matter_of_every_kind(read, front, end, name):
    (record,), problems = read((front + BODY).replace("\n", end), name=name)
    assert problems == []
    assert said(record, "title", "updated", "authors", "sections", "tags") == [
        "Dam: the works begin",
        "2024-04-06",
        ["Maria Lund", "Ola Berg"],
        ["News"],
        ["dam", "water"],
    ]
    assert (record.published or "").replace("T", " ")[:19] == "2024-04-05 10:00:00"
    assert said(record, "summary", "url", "language") == [
        "It will take four years.",
        "https://g.example/dam",
        "en",
    ]
    assert [image.url for image in record.images] == ["https://g.example/dam.jpg"]
    assert (record.html or "").strip() == HTML


@pytest.mark.parametrize(
    ("front", "field", "value"),
    [
        ("title: A\nlast_modified_at: 2024-04-06", "updated", "2024-04-06"),
        ("title: A\npublishDate: 2024-04-06", "published", "2024-04-06"),
        ("title: A\npermalink: https://g.example/a", "url", "https://g.example/a"),
        ('title: A\nauthor: ["[[Maria Lund]]"]', "authors", ["Maria Lund"]),
        ("title: A\nauthor: Maria Lund; Ola Berg", "authors", ["Maria Lund", "Ola Berg"]),
        ("title: A\nsource: https://g.example/a", "url", "https://g.example/a"),
        ("title: A\nsource: The Gazette", "publisher", "The Gazette"),
        ("title: A\nsitename: The Gazette\nhostname: g.example", "publisher", "The Gazette"),
        ("title: A\nparams: {tags: [dam]}", "tags", ["dam"]),
        ("title: A\npublished: true\ndate: 2024-04-06", "published", "2024-04-06"),
        ("title: A\nscraped_at: 2026-01-01", "published", None),
        ("title: A\ndescription: ~", "summary", None),
        ("title: No", "title", "No"),
        ("title: 2024", "title", "2024"),
        ("title: >-\n  The works\n  begin", "title", "The works begin"),
        ("# a comment\ntitle: A", "title", "A"),
        ("title: A\nfoo: &a {x: 1}\nbar: *a\nlang: de", "language", "de"),
    ],
)
def test_what_generators_call_things(read, front, field, value):
    (record,), problems = read(f"---\n{front}\n---\n{BODY}")
    assert getattr(record, field) == value
    assert problems == []


@pytest.mark.parametrize(
    ("name", "front", "published"),
    [
        ("in/_posts/2024-04-05-dam.md", "title: A", "2024-04-05"),
        ("2024-04-05-dam.md", "title: A\ndate: 2023-01-01", "2023-01-01"),
        ("dam-2024-04-05.md", "title: A", None),
    ],
)
def test_a_post_is_as_old_as_its_name_says(read, name, front, published):
    (record,), _ = read(f"---\n{front}\n---\n{BODY}", name=name)
    assert record.published == published


@pytest.mark.parametrize(
    ("front", "top", "title", "begins"),
    [
        ("", "# The works begin\n\n", "The works begin", "<p>The works"),
        ("", "The works begin\n===\n\n", "The works begin", "<p>The works"),
        ("", "## The *works* `begin`\n\n", "The works begin", "<p>The works"),
        ("", "Dam\n\n# The works begin\n\n", "The works begin", "<p>Dam</p>"),
        ("title: B", "# The works begin\n\n", "B", "<h1>The works begin</h1>"),
        ("title: The Works  begin", "# The “works” begin\n\n", "The Works  begin", "<p>The works"),
        ("title: The works | Gazette", "# The works\n\n", "The works | Gazette", "<p>The works"),
        ("title: The works begin", "# The works\n\n", "The works begin", "<h1>The works</h1>"),
        ("tags: [a]", "## Works\n\n", "Works", "<p>The works"),
    ],
)
def test_the_title_stands_once(read, front, top, title, begins):
    front = f"---\n{front}\n---\n" if front else ""
    (record,), problems = read(front + top + BODY, name="a.md")
    assert record.title == title
    assert (record.html or "").startswith(begins)
    assert problems == []


def test_a_note_is_called_as_its_file(read):
    text = f"---\ntags: [dam]\n---\n{PROSE}\n"
    (record,), problems = read(text, name="notes/The works begin.md")
    assert record.title == "The works begin"
    assert [code for code, _ in problems] == ["title-missing"]
    assert read(text, name="notes/a1.md")[0][0].title is None


@pytest.mark.parametrize("said", ["draft: true", "published: false", "status: draft"])
def test_drafts_are_refused_by_name(tmp_path, read, said):
    assert read(f"---\ntitle: A\n{said}\n---\n{BODY}") == ([], [("not-an-article", "a draft")])
    assert read(f"---\ntitle: A\n{said.replace('true', 'no')}x\n---\n{BODY}")[0]


def test_what_is_refused_is_told_whole(tmp_path):
    problems: list[Problem] = []
    path = tmp_path / "a.md"
    path.write_text(f"---\ntitle: A\ndraft: true\n---\n{BODY}")
    source = Source(name="s", files=("x",))
    assert not list(load(Dump("a.md", path), source=source, report=Report(problems.append)))
    assert problems[0].raw == path.read_text()
    assert (problems[0].origin.line, problems[0].origin.end_line) == (1, 9)


DOTS = ".".join("a" * 9000)
BROKEN = {
    "unclosed": f"---\ntitle: A dam\ndate: 2024-04-05\n\n{BODY}",
    "colon": f"---\ntitle: A dam: the works\ndate: 2024-04-05\n---\n{BODY}",
    "quote": f'---\ntitle: "A dam\ndate: 2024-04-05\n---\n{BODY}',
    "tab": f"---\ntitle: A dam\ndate: 2024-04-05\ntags:\n\t- dam\n---\n{BODY}",
    "twice": f"---\ntitle: A dam\ntitle: B\ndate: 2024-04-05\n---\n{BODY}",
    "tag": f"---\ntitle: A dam\ndate: 2024-04-05\nx: !!python/object:os.system a\n---\n{BODY}",
    "control": f"---\ntitle: A dam\ndate: 2024-04-05\nx: \x07\n---\n{BODY}",
    "list": f"---\ntitle: A dam\ndate: 2024-04-05\n- dam\n---\n{BODY}",
    "toml": f'+++\ntitle = "A dam"\ndate = 2024-04-05\nx = \n+++\n{BODY}',
    "deep": f"---\ntitle: A dam\ndate: 2024-04-05\nx: {'[' * 70}{']' * 70}\n---\n{BODY}",
    "bomb": "---\ntitle: A dam\ndate: 2024-04-05\na: &a [x, x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}' if n else '*a'] * 10)}]\n" for n in range(9))
    + f"---\n{BODY}",
    "toml-deep": f'+++\ntitle = "A dam"\ndate = 2024-04-05\nx = {"[" * 5000}\n+++\n{BODY}',
    "toml-dots": f"+++\ntitle = 'A dam'\ndate = 2024-04-05\n{DOTS} = 1\n+++\n{BODY}",
}


@pytest.mark.survives("G02", "G04")
@pytest.mark.parametrize("kind", BROKEN)
def test_broken_front_matter_is_read_line_by_line(read, kind):
    (record,), problems = read(BROKEN[kind])
    assert (record.title or "").strip('"').startswith("A dam")
    assert record.published == "2024-04-05"
    assert PROSE in (record.html or "")
    assert [code for code, _ in problems] == ["broken-front-matter"]


@pytest.mark.parametrize(
    ("text", "name", "ours"),
    [
        (YAML + BODY, "a.txt", True),
        (f"# A dam\n\n{BODY}", "a.txt", True),
        (f"# A dam\n\n{PROSE}\n", "a.txt", False),
        (f"# A dam\n\n{PROSE}\n", "a.md", True),
        (PROSE, "a.md", True),
        (PROSE, "a.txt", False),
        (f"Title: A dam\nDate: 2024-04-05\n\n{PROSE}\n", "a.txt", False),
        (f"Title: A dam\nDate: 2024-04-05\n\n{PROSE}\n", "a.md", True),
        (f"---\nTitle: A\nDate: 2024-04-05\n\n{PROSE}\n---\nTitle: B\n\n{PROSE}", "a.txt", False),
        (f"---\n\n{PROSE}\n\n---\n\n{PROSE}", "a.txt", False),
        (f"--- \nHe said: we go.\n{PROSE}\n---\n{PROSE}", "a.txt", False),
        ('{"title": "A", "text": "B"}\n{"title": "C"}\n', "a.md", False),
        ('{\n"title": "A"\n}\n{\n"title": "C"\n}\n', "a.json", False),
        ('{\n"title": "A"\n}\n', "a.json", False),
        ('[\n{\n"title": "A"\n}\n]\n', "a.json", False),
        (YAML + BODY, "a.yaml", False),
        ("<!doctype html><p>x</p>", "a.md", False),
        ("%PDF-1.7 x", "a.md", False),
        ("---", "a.txt", False),
        ("+++\n+++\n", "a.txt", False),
    ],
)
def test_recognition(text, name, ours):
    assert recognise(Head(name, text.encode(), "utf-8", text)) is ours


def test_several_documents_in_one_file(read):
    other = YAML.replace("Dam: the works begin", "Ferry stops").replace("/dam\n", "/ferry\n")
    scene = f"{BODY}\n---\n\n{PROSE}\n\n```\n{YAML}```\n"
    found, problems = read(f"{YAML}{scene}\n{other}{BODY}")
    assert [record.title for record in found] == ["Dam: the works begin", "Ferry stops"]
    assert [(r.origin.line, r.origin.end_line) for r in found] == [(1, 39), (40, 57)]
    assert problems == []
    assert "Ferry" not in (found[0].html or "")


def test_titles_part_what_has_no_front_matter(read):
    text = f"# A dam\n\n{BODY}\n---\n\n# A ferry\n\n{BODY}\n# A road\n\n{BODY}"
    found, _ = read(text, name="all.txt")
    assert [record.title for record in found] == ["A dam", "A ferry", "A road"]
    assert [(record.html or "").strip() for record in found] == [HTML] * 3
    (record,), _ = read(text.replace(f"# A ferry\n\n{BODY}", "# A ferry\n\n"), name="all.txt")
    assert record.title == "A dam"


def test_a_paragraph_a_line_needs_no_empty_lines(read):
    (record,), _ = read(
        f"---\ntitle: A\nurl: https://g.example/a\n---\n{PROSE}\n{PROSE}\n- one\n- two\n"
    )
    assert record.html == f"<p>{PROSE}</p>\n<p>{PROSE}</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>"
    wrapped = (
        PROSE.replace(" will", "\nwill")
        .replace(" The dam", "\nThe dam")
        .replace(", they", ",\nthey")
    )
    (record,), _ = read(f"---\ntitle: A\n---\n{wrapped}\n")
    assert (record.html or "").count("<p>") == 1


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("{% raw %}Rain{% endraw %}", "<p>Rain</p>"),
        ('{{< figure src="a.jpg" >}}\n\nRain', "<p>Rain</p>"),
        ("[[Rain|The rain]] falls on [[Oslo]]", "<p>The rain falls on Oslo</p>"),
        ("![[map.png]]\n\nRain", "<p>Rain</p>"),
        ("[a][1]\n\n[1]: https://g.example/a", '<p><a href="https://g.example/a">a</a></p>'),
        ("~~Snow~~ rain", "<p><s>Snow</s> rain</p>"),
        ("|a|b|\n|-|-|\n|1|2|", "<table>"),
        ("50% {of} it", "<p>50% {of} it</p>"),
    ],
)
def test_bodies(read, text, html):
    (record,), _ = read(f"---\ntitle: A\n---\n{text}\n")
    assert (record.html or "").startswith(html)


def test_pages_with_front_matter_stay_markup(read):
    (record,), _ = read("---\ntitle: A\n---\n<p>One</p>\n\n    <p>Two</p>\n", name="a.html")
    assert (record.html or "").split() == ["<p>One</p>", "<p>Two</p>"]


def test_a_layout_that_is_named_reads_what_has_no_front_matter(read):
    (record,), _ = read(f"# A dam\n\n{BODY}", layout="plain")
    assert "**million**" in (record.text or "")
    (record,), _ = read(f"# A dam\n\n{BODY}", layout="plain", format="markdown")
    assert "<strong>" in (record.html or "")


@pytest.mark.survives("Z05")
@pytest.mark.parametrize(
    "body",
    ["> " * 50_000, "[" * 50_000, "- " * 50_000, "*a_ " * 20_000, "`a" * 50_000, "x " * 300_000],
    ids=["quotes", "brackets", "lists", "marks", "ticks", "long"],
)
def test_odd_bodies_are_read(read, body):
    found, problems = read(f"---\ntitle: A\nurl: https://g.example/a\n---\n{body}")
    assert [record.title for record in found] == ["A"]
    assert problems == []


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*YAML.split("\n"), *TOML.split("\n"), *BODY.split("\n"), "```", "{", "}", "# A", "---"]
        )
    ).map("\n".join)
    | st.text()
)
def test_any_text_is_recognised_or_not(text):
    assert recognise(Head("a.md", text.encode("utf-8", "replace"), "utf-8", text)) in (True, False)
