"""Error pages that a scraper took for articles, through real builds."""

import json
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from feedgen_news import pipeline
from feedgen_news.pipeline import Built
from tests.test_identity_builds import text

NOW = datetime(2026, 3, 5, 18, tzinfo=UTC)
CONFIG = """\
site: {title: Test News, url: https://feeds.example.org/}
sources:
  - {name: Wire, files: "dumps/wire*"}
  - {name: Other, files: "dumps/other*"}
topics: {everything: {title: Everything, match: all}}
archive: archive.sqlite3
output: out
"""
DENIED = "Access denied. You do not have permission to access this page. Reference 18.{}"
NAMES = ("bridge", "ferry", "market", "school")

Record = dict[str, str]


def article(name: str, said: str | None = None, *, title: str | None = None) -> Record:
    return {
        "title": title or f"What the council says of the {name}",
        "url": f"https://www.harbour.example/2026/03/about-the-{name}",
        "published": f"2026-03-05T09:1{NAMES.index(name)}:44Z",
        "text": said or text(name),
    }


def denied(name: str, **changes: str) -> Record:
    return article(name, DENIED.format(NAMES.index(name)), **changes)


class Site:
    """A folder with a config, built hour by hour."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hour = 0
        (folder / "dumps").mkdir(parents=True)
        (folder / "config.yaml").write_text(CONFIG, "utf-8")

    def dump(self, records: list[Record], *, source: str = "wire") -> None:
        lines = "".join(f"{json.dumps(record)}\n" for record in records)
        (self.folder / f"dumps/{source}-{self.hour:02}.jsonl").write_text(lines, "utf-8")

    def build(self, records: list[Record], *, source: str = "wire") -> Built:
        self.hour += 1
        self.dump(records, source=source)
        return self.built()

    def built(self) -> Built:
        now = NOW + timedelta(hours=self.hour)
        return pipeline.build(
            pipeline.load(self.folder / "config.yaml"), now=now, tell=lambda _: None
        )

    def entries(self) -> dict[str, Record]:
        feed = json.loads((self.folder / "out/everything/feed.json").read_bytes())
        return {item["title"]: item for item in feed["items"]}

    def bodies(self) -> dict[str, str]:
        return {
            title: entry["content_html"].removeprefix("<p>").removesuffix("</p>")
            for title, entry in self.entries().items()
        }


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.mark.survives("I03")
@pytest.mark.parametrize("title", [None, "Just a moment…"])
def test_known_articles_keep_all_they_had(site: Site, title: str | None) -> None:
    site.build([article(name) for name in NAMES])
    before = site.entries()
    built = site.build([denied(name, **({"title": title} if title else {})) for name in NAMES])
    assert site.entries() == before
    assert built.problems["error-page"] == 4
    assert (built.outcome.updated, built.outcome.unchanged) == (0, 4)
    site.build([article(name) for name in NAMES])
    assert site.entries() == before


@pytest.mark.survives("I03")
def test_one_by_one_the_first_two_are_believed(site: Site) -> None:
    site.build([article(name) for name in NAMES])
    told = [site.build([denied(name)]).problems.get("error-page", 0) for name in NAMES]
    assert told == [0, 0, 1, 1]
    bodies = list(site.bodies().values())
    assert sorted("Access denied" in body for body in bodies) == [False, False, True, True]


@pytest.mark.survives("I03")
def test_a_longer_error_page_is_known_once_it_replaced_longer_texts(site: Site) -> None:
    brief = article("school", "The school is shut today, said the council.")
    site.build([*(article(name) for name in NAMES[:3]), brief])
    site.build([denied(name) for name in NAMES])
    assert site.bodies()[brief["title"]] == brief["text"]


def test_the_order_of_dumps_does_not_matter(tmp_path: Path) -> None:
    seen = []
    edited = text("bridge").replace("It counted", "Sources said it counted")
    dumps = [
        [article(name) for name in NAMES],
        [denied(name) for name in NAMES],
        [article("bridge", edited), denied("ferry"), denied("market")],
    ]
    for number, order in enumerate(permutations(dumps)):
        site = Site(tmp_path / str(number))
        for site.hour, records in enumerate(order):
            site.dump(records)
        site.built()
        seen.append(site.bodies())
    assert seen == seen[:1] * 6
    assert seen[0]["What the council says of the bridge"] == edited
    assert seen[0]["What the council says of the ferry"] == text("ferry")


def test_a_new_article_has_what_there_is_until_its_text_comes(site: Site) -> None:
    site.build([denied(name) for name in NAMES])
    ids = {entry["id"] for entry in site.entries().values()}
    assert len(ids) == 4
    built = site.build([article(name) for name in NAMES])
    assert (built.outcome.new, built.outcome.updated) == (0, 4)
    assert {entry["id"] for entry in site.entries().values()} == ids
    assert set(site.bodies().values()) == set(map(text, NAMES))
    site.build([denied(name) for name in NAMES])  # it is known by now
    assert set(site.bodies().values()) == set(map(text, NAMES))


def moved(record: Record) -> Record:
    return {**record, "url": record["url"].replace("2026/03/about-", "news/1-")}


WALL = """\
We value your privacy. We and our partners store and read what is on your device, such as cookies,
and use what we learn of you to choose what you see, to measure it, and to make our services
better. You may agree to all of this, or choose what you agree to, or buy a subscription without
any of it. You can change your mind at any time below every page of ours."""


@pytest.mark.parametrize("said", [DENIED, WALL], ids=["brief", "long"])
def test_addresses_that_change_while_the_error_page_is_there(site: Site, said: str) -> None:
    site.build([article(name) for name in NAMES])
    before = site.entries()
    wall = [article(name, said.format(at)) for at, name in enumerate(NAMES)]
    site.build(wall)
    built = site.build(list(map(moved, wall)))
    assert (built.outcome.new, built.problems["error-page"]) == (0, 4)
    assert site.entries() == before
    built = site.build([moved(article(name)) for name in NAMES])
    assert built.outcome.new == 0
    after = site.entries()
    assert {title: entry["id"] for title, entry in after.items()} == {
        title: entry["id"] for title, entry in before.items()
    }
    assert {entry["url"] for entry in after.values()} == {
        moved(article(name))["url"] for name in NAMES
    }
    assert set(site.bodies().values()) == set(map(text, NAMES))


def test_an_error_page_under_another_headline_is_another_article(site: Site) -> None:
    site.build([article(name) for name in NAMES])
    site.build([denied(name) for name in NAMES])
    built = site.build([moved(denied("bridge", title="What the mayor says of the ferries"))])
    assert built.outcome.new == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The bridge is shut, more soon.", text("the wire's own report")),  # the longer one
        (text("wire"), text("wire")[:300]),  # a part of it
    ],
)
def test_copies_of_a_wire_are_taken(site: Site, before: str, after: str) -> None:
    site.build([article(name, f"{before} {name}") for name in NAMES])
    built = site.build([article(name, after) for name in NAMES])
    assert built.outcome.updated == 4
    assert "error-page" not in built.problems


def test_two_articles_may_become_one_text(site: Site) -> None:
    site.build([article(name) for name in NAMES])
    built = site.build(
        [article(name, "The council has said all it had to say.") for name in NAMES[:2]]
    )
    assert built.outcome.updated == 2
