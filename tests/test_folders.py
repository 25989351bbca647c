"""The folder as section, where a dump is one article and names none."""

import os
from pathlib import Path

import pytest

from feedgen_news.config.sources import Source
from feedgen_news.loaders import dumps_of, find
from feedgen_news.loaders.folders import in_folder, section_of
from feedgen_news.model import Origin, Record
from feedgen_news.problems import Report
from tests.cli import run
from tests.packed import read, tarred_as, zipped_as

STORY = b"Harbour opens\n\nThe harbour of the town was opened on Friday by the mayor.\n"
OTHER = b"Ferry stops\n\nThe ferry to the island was stopped on Monday by a storm.\n"
WITH_SECTION = b"---\ntitle: Harbour opens\nsection: Coast\n---\n\nIt was opened on Friday.\n"


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("business", "business"),
        ("world/europe", "europe"),
        ("business/2024/03", "business"),
        ("business/2024-03-29", "business"),
        ("sport/txt", "sport"),
        ("sport/raw_html", "sport"),
        ("news/articles/en", None),
        ("en-US", None),
        ("world-news", "world-news"),
        ("World News", "World News"),
        ("covid-19", "covid-19"),
        ("batch2", None),
        ("part-01", None),
        ("dump2024", None),
        ("topic-folders-txt", None),
        ("7", None),
        ("a", None),
        ("3f2a9c", None),
        ("n.example", None),
        ("March", None),
        ("wirtschaft", "wirtschaft"),
        ("экономика", "экономика"),
        ("खेल", "खेल"),
        ("体育", "体育"),
        ("politics" * 6, None),
        ("uk", "uk"),
        ("", None),
    ],
)
def test_which_folder_is_a_section(path, section):
    assert section_of(tuple(path.split("/"))) == section


@pytest.mark.parametrize(
    ("pattern", "folders"),
    [
        ("news", {("business",), ("sport", "2024")}),
        ("news/*/*.txt", {("business",)}),
        ("news/**/*.txt", {("business",), ("sport", "2024")}),
        ("news/*", {("business",), ("sport", "2024")}),
        ("news/business/*.txt", {()}),
        ("news/business/001.txt", {()}),
        ("*/business/*", {("news", "business")}),
    ],
)
def test_folders_count_below_what_was_named(tmp_path, pattern, folders):
    for name in ("news/business/001.txt", "news/sport/2024/002.txt"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(STORY)
    source = Source(name="wire", files=(pattern,))
    found = find(source.files, folder=tmp_path, report=Report())
    assert {dump.folders for dump in found} == folders
    if "*" not in pattern:
        named = dumps_of([str(tmp_path / pattern)], report=Report())
        assert {dump.folders for dump in named} == folders


@pytest.mark.parametrize(
    ("data", "name", "sections"),
    [
        (STORY, "1.txt", ["business"]),
        (b"---\ntitle: A\n---\n\nIt opened.\n", "1.md", ["business"]),
        (WITH_SECTION, "1.md", ["Coast"]),
        (b'{"title": "A", "text": "It opened."}', "1.json", []),
    ],
)
def test_only_where_the_dump_is_one_article_without_section(tmp_path, data, name, sections):
    (record,), _ = read(tmp_path, data, name, folders=("business",))
    assert record.sections == sections


@pytest.mark.parametrize("pack", [zipped_as, tarred_as])
def test_folders_in_an_archive_count_too(tmp_path, pack):
    data = pack({"n/business/1.txt": STORY, "n/txt/2.txt": OTHER, "3.txt": OTHER})
    found, _ = read(tmp_path, data, "d.zip", folders=("local", "2024"))
    assert [record.sections for record in found] == [["business"], ["local"], ["local"]]


def test_a_file_that_moves_to_another_folder_is_read_again(project, tmp_path, capfdbinary):
    config = project()
    for folder in ("business", "sport"):
        (tmp_path / "dumps" / folder).mkdir()
    (tmp_path / "dumps" / "business" / "1.txt").write_bytes(STORY)
    config.write_text(config.read_text().replace("dumps/*", "dumps"))
    run(capfdbinary, "build", "-c", config)
    assert "1 unchanged" in run(capfdbinary, "build", "-c", config).out
    (tmp_path / "dumps" / "business" / "1.txt").rename(tmp_path / "dumps" / "sport" / "1.txt")
    assert "dumps     1 read" in run(capfdbinary, "build", "-c", config).out


def test_a_file_of_many_articles_is_in_no_folder():
    records = [Record(origin=Origin("d"), title=title) for title in "AB"]
    assert [record.sections for record in in_folder(iter(records), ("business",))] == [[], []]


@pytest.mark.parametrize("pattern", ["shut", "shut/*.jsonl", "shut/a.jsonl", "shut/**/*.jsonl"])
def test_a_folder_that_is_shut_is_named_and_stops_no_other(pattern, tmp_path, monkeypatch):
    for folder in ("shut", "open"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.jsonl").write_text('{"title": "A", "url": "https://n.example/a"}')

    def shut(path: str | Path) -> bool:
        return "shut" in Path(path).parts

    access, lexists = os.access, os.path.lexists
    monkeypatch.setattr(os, "access", lambda path, mode: not shut(path) and access(path, mode))
    monkeypatch.setattr(
        os.path, "lexists", lambda path: lexists(path) and not (shut(path) and Path(path).suffix)
    )
    told: list[str] = []
    report = Report(lambda problem: told.append(str(problem)))
    found = find([pattern, "open/*.jsonl"], folder=tmp_path, report=report)
    assert [dump.name for dump in found] == ["open/a.jsonl"]
    (said,) = told
    assert said.startswith(f"{pattern} unreadable-dump: its folder cannot be looked into; ")
