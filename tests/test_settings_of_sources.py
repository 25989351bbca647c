"""A setting of a source that changes reaches all its articles, and goes back from all."""

import json
from collections.abc import Callable
from pathlib import Path

import feedparser
import pytest

from feedgen_news.archive.versions import Version
from feedgen_news.model import Article, Origin
from tests.cli import run
from tests.keeping import article

CONFIG = """\
site: {title: Seen, url: "https://feeds.example.org/"}
sources: [{name: Wire, files: "dumps/*.jsonl"%s}]
topics: {all: all}
archive: state/archive.sqlite3
output: out
"""


def stories(*, day: int) -> str:
    return "".join(
        json.dumps(
            {
                "url": f"https://wire.example/story/{number}",
                "title": f"Story {number}",
                "text": f"What happened on day {number}",
                "published": f"2026-01-{day:02}T10:{number:02}:00",
            }
        )
        + "\n"
        for number in range(12)
    )


def shown(folder: Path) -> dict[str, tuple[str, str, str]]:
    """Of each entry the author, the language and the date; after a look at a fresh build's."""
    feed = feedparser.parse((folder / "out" / "all" / "feed.atom").read_bytes())
    return {
        entry.link: (entry.get("author", ""), entry.title_detail.language, entry.published)
        for entry in feed.entries
    }


@pytest.mark.parametrize(
    ("setting", "author", "language", "hour"),
    [
        (", language: es", "", "es", 10),
        (", author: Somebody", "Somebody", "en", 10),
        (", timezone: Asia/Tokyo", "", "en", 1),
        (", timezone: America/Lima", "", "en", 15),
    ],
)
def test_a_setting_reaches_every_article_and_leaves_every_one(
    setting: str,
    author: str,
    language: str,
    hour: int,
    project: Callable[..., Path],
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    project(CONFIG % "", one_jsonl=stories(day=3))
    run(capfdbinary, "build", "-c", tmp_path / "config.yaml")
    before = shown(tmp_path)
    assert {entry[:2] for entry in before.values()} == {("", "en")}
    run(capfdbinary, "build", "-c", project(CONFIG % setting))
    assert shown(tmp_path) == {
        f"https://wire.example/story/{n}": (author, language, f"2026-01-03T{hour:02}:{n:02}:00Z")
        for n in range(12)
    }
    run(capfdbinary, "build", "-c", project(CONFIG % ""))
    assert shown(tmp_path) == before


def test_a_later_dump_stays_the_later_one(
    project: Callable[..., Path], tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    later = stories(day=3).replace("What happened", "What really happened")
    config = project(CONFIG % "", one_jsonl=stories(day=3))
    run(capfdbinary, "build", "-c", config)
    run(capfdbinary, "build", "-c", project(CONFIG % "", two_jsonl=later))
    run(capfdbinary, "build", "-c", project(CONFIG % ", language: es"))
    page = (tmp_path / "out" / "all" / "feed.atom").read_text("utf-8")
    assert page.count("What really happened") == 12
    assert {entry[1] for entry in shown(tmp_path).values()} == {"es"}


@pytest.mark.parametrize(
    ("other", "sequence", "same"),
    [
        (article(title="Read otherwise"), 3, True),
        (article(), 4, False),  # a file of this name that was written anew
        (article(origin=Origin("d.jsonl", 2, 2)), 3, False),
        (article(origin=Origin("e.jsonl", 1, 1)), 3, False),
        (article(source="another"), 3, False),
    ],
)
def test_which_version_is_of_the_same_record(other: Article, sequence: int, same: bool) -> None:
    version = Version.of(article(), sequence=3, order=0)
    assert version.is_of_record(Version.of(other, sequence=sequence, order=1)) is same
