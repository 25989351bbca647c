"""Lists of articles in YAML."""

from pathlib import Path

import pytest

from feedgen_news import loaders
from feedgen_news.config.sources import Source
from feedgen_news.finding.dumps import Dump
from feedgen_news.model import Record
from feedgen_news.problems import Report

LIST = """# two of them
- title: Bridge opens
  url: https://n.example/1
  date: 2024-03-12
  text: It is open.
- title: Ferries stop
  url: https://n.example/2
  authors: [Li Wei, Ola Berg]
  text: |
    They stopped.
"""


def load(tmp_path: Path, text: str, name: str = "news.yml") -> tuple[list[Record], Report]:
    (tmp_path / name).write_text(text, "utf-8")
    report = Report()
    source = Source(name="test", files=("*",))
    return list(loaders.load(Dump(name, tmp_path / name), source=source, report=report)), report


@pytest.mark.parametrize("name", ["news.yml", "news.yaml", "news.txt", "news"])
def test_each_item_is_an_article(tmp_path: Path, name: str) -> None:
    records, report = load(tmp_path, LIST, name)
    said = [(r.title, r.url, r.published, r.authors, r.origin.line) for r in records]
    assert said == [
        ("Bridge opens", "https://n.example/1", "2024-03-12", [], 2),
        ("Ferries stop", "https://n.example/2", None, ["Li Wei", "Ola Berg"], 6),
    ]
    assert not report.counts


def test_broken_yaml_is_refused_by_name(tmp_path: Path) -> None:
    records, report = load(tmp_path, LIST + '- title: "never closed\n  url: x\n')
    assert not records
    assert dict(report.counts) == {"unknown-format": 1}


def test_items_that_are_no_articles_are_refused_one_by_one(tmp_path: Path) -> None:
    records, report = load(tmp_path, LIST + "- just words\n")
    assert len(records) == 2
    assert dict(report.counts) == {"not-an-article": 1}


def test_bullets_are_no_list_of_articles(tmp_path: Path) -> None:
    records, _ = load(tmp_path, "- milk\n- bread: brown\n  from the mill\n", "list.txt")
    assert all(record.title != "milk" for record in records)
