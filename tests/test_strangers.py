"""Files in a mirrored site or a repository that plainly are no dumps."""

import json
from pathlib import Path

import pytest

from feedgen_news.config.sources import Source
from feedgen_news.loaders import dumps_of, find
from feedgen_news.problems import Problem, Report
from feedgen_news.site import MANIFEST
from tests.cli import run
from tests.webpages import page

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))


def found_in(folder, *files):
    problems: list[Problem] = []
    source = Source(name="wire", files=files or ("*",))
    found = find(source.files, folder=folder, report=Report(problems.append))
    return [dump.name for dump in found], [
        (one.code, one.origin.dump, one.detail) for one in problems
    ]


def put(folder, *names, data=b"x"):
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("style.css", ".css"),
        ("style.css?v=3", ".css"),
        ("Logo.PNG", ".png"),
        ("fonts/a.woff2", ".woff2"),
        ("app.js", ".js"),
        ("app.js.map", ".map"),
        ("app.js.gz", ".js"),
        ("settings.YML", ".yml"),
        ("robots.txt", "robots.txt"),
        ("sitemap", "sitemap"),
        ("sitemap.xml", "sitemap.xml"),
        ("sitemap_index.xml", "sitemap_index.xml"),
        ("sitemap-2.xml.gz", "sitemap-2.xml"),
        ("README", "readme"),
        ("README.md", "readme.md"),
        ("LICENSE", "license"),
        ("licence.txt", "licence.txt"),
        ("CHANGELOG.md", "changelog.md"),
        ("Gemfile", "gemfile"),
        ("Makefile", "makefile"),
        ("package.json", "package.json"),
    ],
)
def test_names_that_are_no_dumps(tmp_path, name, kind):
    put(tmp_path, "a.html", name)
    assert found_in(tmp_path, "**") == (["a.html"], [("no-dumps", "**", f"1 {kind}")])
    assert found_in(tmp_path, name) == ([name], [])


@pytest.mark.parametrize(
    "name",
    [
        "a.html",
        "a.php",
        "article",
        "story.txt",
        "a.md",
        "a.json",
        "a.jsonl.gz",
        "a.xml",
        "index.html?p=3",
        "readme-first.txt",
        "sitemap-of-the-moon.html",
        "license-plates.txt",
        "robots.html",
    ],
)
def test_names_that_may_be_dumps(tmp_path, name):
    put(tmp_path, name)
    assert found_in(tmp_path, "**") == ([name], [])


def test_a_suffix_that_the_pattern_spells_is_meant(tmp_path):
    put(tmp_path, "a.js", "b.js", "b.css")
    assert found_in(tmp_path, "*.js") == (["a.js", "b.js"], [])


def test_pictures_are_known_by_their_bytes(tmp_path):
    put(tmp_path, "a.html")
    put(tmp_path, "image", "photo.php", data=PNG)
    assert found_in(tmp_path, "**") == (["a.html"], [("no-dumps", "**", "2 PNG image")])
    assert found_in(tmp_path, "image") == (["image"], [])
    put(tmp_path, "photo.txt", data=PNG)
    assert found_in(tmp_path, "*")[0] == ["a.html", "photo.txt"]


def test_one_finding_for_a_source(tmp_path):
    put(tmp_path, "one/a.html", "one/a.css", "two/b.html", "two/b.css", "two/c.png")
    put(tmp_path, "three/d.html")
    names, problems = found_in(tmp_path, "one", "two/*", "three")
    assert names == ["one/a.html", "two/b.html", "three/d.html"]
    assert problems == [("no-dumps", "one, two/*", "2 .css, 1 .png")]


def test_kinds_beyond_six_are_others(tmp_path):
    put(tmp_path, "a.html", *(f"a.{kind}" for kind in "css ico js map pdf png svg".split()))
    put(tmp_path, "b.ico")
    ((_, _, detail),) = found_in(tmp_path, "*")[1]
    assert detail == "2 .ico, 1 .css, 1 .js, 1 .map, 1 .pdf, 1 .png, others"


def test_a_file_that_two_patterns_match_counts_once(tmp_path):
    put(tmp_path, "a.html", "a.css")
    assert found_in(tmp_path, "*", "**")[1] == [("no-dumps", "*, **", "1 .css")]


def test_a_folder_of_nothing_else_holds_no_dump(tmp_path):
    put(tmp_path, "site/a.css", "site/b.css")
    assert found_in(tmp_path, "site") == (
        [],
        [
            ("missing-dump", "site", "only files that are no dumps"),
            ("no-dumps", "site", "2 .css"),
        ],
    )


def test_what_was_published_below_is_none_and_named_itself_is(tmp_path):
    put(tmp_path, "a.html", f"out/{MANIFEST}", "out/world/feed.json", "out/index.html")
    assert found_in(tmp_path, "**") == (["a.html"], [("no-dumps", "**", "2 our own output")])
    assert found_in(tmp_path, "out")[0] == ["out/index.html", "out/world/feed.json"]


def test_of_a_folder_on_the_command_line(tmp_path):
    put(tmp_path, "a.html", "a.css")
    problems: list[Problem] = []
    found = dumps_of([str(tmp_path)], report=Report(problems.append))
    assert [dump.path.name for dump in found] == ["a.html"]
    assert [(one.code, one.detail) for one in problems] == [("no-dumps", "1 .css")]
    assert len(dumps_of([str(tmp_path / "a.css")], report=Report())) == 1


def test_a_mirrored_site_is_read_as_it_lies(tmp_path, monkeypatch, capfdbinary):
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "site/logo.png", data=PNG)
    put(tmp_path, "site/css/style.css", "site/robots.txt", "site/README", data=b"Some words.\n")
    Path("site/harbour.html").write_text(page())
    result = run(capfdbinary, "read", "site")
    assert result.code == 0
    assert [json.loads(line)["title"] for line in result.out.splitlines()] == ["Harbour opens"]
    assert "site no-dumps: 1 .css, 1 .png, 1 readme, 1 robots.txt;" in result.err
