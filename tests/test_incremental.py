"""A build makes what changed, and the output is what a build of everything would make of it."""

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from feedgen_news import pipeline
from feedgen_news.archive import Archive, marks, versions
from feedgen_news.pipeline import Built, delivering, rendering
from feedgen_news.pipeline.forgetting import forget

T = TypeVar("T")

BEGIN = datetime(2026, 3, 20, 12, tzinfo=UTC)
CONFIG: dict[str, Any] = {
    "site": {"title": "Test", "url": "https://feeds.example.org/", "feed_menu": True},
    "sources": [
        {"name": "Wire", "files": "dumps/wire-*.jsonl"},
        {"name": "Local", "files": "dumps/local.jsonl", "vanished": "withdraw"},
    ],
    "tags": {"cuba": {"words": ["Cuba"]}},
    "topics": {
        "all": {"title": "All", "match": "all", "history": True},
        "cuba": {"title": "Cuba", "match": {"tags": ["cuba"]}, "max_age": "20 days"},
        "last": {"title": "Last", "match": {"sections": ["world"]}, "updates": "reannounce"},
    },
    "defaults": {"items": 3, "formats": ["atom", "json"]},
    "auto_topics": {"from": "sections", "min_items": 2},
    "archive": "archive.sqlite3",
    "output": "out",
}
TEXTS = (
    "The harbour of the town was opened on Friday after many years of waiting. " * 4,
    "Cuba votes on a new law about houses, and the result is not known yet. " * 4,
    "A match ended without a goal, and nobody was content with it at all. " * 4,
)
SECTIONS = ("World", "Sport", "Money")
STORIES = st.integers(0, 9)
DAYS = st.sampled_from([-70, -33, -25, -19, -3, 0, 1, 3, 12])
WHICH = st.integers(0, 99)  # of things whose number is not known beforehand
Tree = dict[str, bytes]


def nth(things: Iterable[T], number: int) -> T:
    ordered = sorted(things)  # type: ignore[type-var]
    return ordered[number % len(ordered)]


def record(number: int, *, days: int, text: int, version: int, wire: bool) -> dict[str, Any]:
    """Every third has no address; two may tell one story on two sites."""
    date = BEGIN + timedelta(days=days, minutes=number)
    site = "wire" if wire else "local"
    said = {
        "title": f"Story {number} of {site}" if text != 1 else f"Cuba votes {number}",
        "text": TEXTS[text] + f"It is number {number if text else 'one'} in version {version}.",
        "published": date.isoformat(),
        "section": SECTIONS[(number + version) % 3],
    }
    if number % 3:
        said["url"] = f"https://{site}.example/a-long-path/{number}"
    if version:
        said["updated"] = (date + timedelta(hours=version)).isoformat()
    return said


class Place:
    """A folder with a config, dumps, an archive and an output folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = json.loads(json.dumps(CONFIG))
        (folder / "dumps").mkdir(exist_ok=True)

    def dump(self, name: str, records: list[dict[str, Any]]) -> None:
        body = "".join(json.dumps(record) + "\n" for record in records)
        (self.folder / f"dumps/{name}.jsonl").write_text(body, "utf-8")

    def loaded(self) -> Any:
        path = self.folder / "config.yaml"
        path.write_text(json.dumps(self.config), "utf-8")
        return pipeline.load(path)

    def build(self, now: datetime = BEGIN, **options: bool) -> Built:
        return pipeline.build(
            self.loaded(), now=now, tell=lambda _: None, **{"force": True, **options}
        )

    def tree(self) -> Tree:
        out = self.folder / "out"
        return {
            path.relative_to(out).as_posix(): path.read_bytes()
            for path in sorted(out.rglob("*"))
            if path.is_file()
        }

    def made_anew(self, now: datetime) -> Tree:
        """What a build of the same archive makes in an empty folder."""
        with TemporaryDirectory() as name:
            other = Place(Path(name))
            other.config = self.config
            for path in ("dumps", "templates"):
                if (self.folder / path).exists():
                    shutil.copytree(self.folder / path, other.folder / path, dirs_exist_ok=True)
            shutil.copy2(self.folder / "archive.sqlite3", other.folder / "archive.sqlite3")
            other.build(now)
            return other.tree()

    def note(self) -> Any:
        with Archive.open(self.folder / "archive.sqlite3", write=False) as archive:
            return marks.note(archive), marks.marks(archive)


class Killed(BaseException):
    """Nobody catches this."""


def killed(place: Place, name: str, now: datetime) -> None:
    """A build that ends where a function of `delivering` is called."""

    def die(*_: object, **__: object) -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivering, name, die)
        try:
            place.build(now)
        except Killed:
            return


class AnyChange(RuleBasedStateMachine):
    """Whatever happens, and in whatever order."""

    @initialize(first=st.lists(st.tuples(STORIES, DAYS, st.integers(0, 2)), max_size=6))
    def begin(self, first: list[tuple[int, int, int]]) -> None:
        self.where = TemporaryDirectory()
        self.place = Place(Path(self.where.name))
        self.now = BEGIN
        self.dumps = 0
        self.local: dict[int, dict[str, Any]] = {}
        self.told: dict[int, tuple[int, int, int]] = {}
        for number, days, text in first:
            self.tell(number, days, text)
        self.place.dump("local", [])

    def teardown(self) -> None:
        if hasattr(self, "where"):
            self.where.cleanup()

    def tell(self, number: int, days: int, text: int) -> None:
        _, _, version = self.told.get(number, (0, 0, -1))
        self.told[number] = (days, text, version + 1)
        self.dumps += 1
        said = record(number, days=days, text=text, version=version + 1, wire=True)
        self.place.dump(f"wire-{self.dumps:03}", [said])

    @rule(number=STORIES, days=DAYS, text=st.integers(0, 2))
    def an_article_comes_or_is_edited(self, number: int, days: int, text: int) -> None:
        self.tell(number, self.told.get(number, (days, 0, 0))[0], text)

    @rule(number=STORIES, days=DAYS, text=st.integers(0, 2))
    def another_source_lists_one(self, number: int, days: int, text: int) -> None:
        self.local[number] = record(number, days=days, text=text, version=0, wire=False)
        self.place.dump("local", list(self.local.values()))

    @precondition(lambda self: self.local)
    @rule(which=WHICH)
    def it_lists_one_no_more(self, which: int) -> None:
        del self.local[nth(self.local, which)]
        self.place.dump("local", list(self.local.values()))

    @precondition(lambda self: (self.place.folder / "archive.sqlite3").exists())
    @rule(which=WHICH)
    def one_is_forgotten(self, which: int) -> None:
        with Archive.open(self.place.folder / "archive.sqlite3", write=False) as archive:
            ids = [id_ for (id_,) in archive.db.execute("SELECT id FROM articles ORDER BY id")]
        if ids:
            forget(self.place.loaded(), [nth(ids, which)], note="", now=self.now)

    @rule(hours=st.sampled_from([1, 30, 24 * 9, 24 * 33]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(which=WHICH)
    def the_config_changes(self, which: int) -> None:
        CHANGES[which % len(CHANGES)](self.place.config)

    @rule(footer=st.sampled_from(["one", "two"]))
    def a_template_is_edited(self, footer: str) -> None:
        self.place.config["templates"] = "templates"
        (self.place.folder / "templates").mkdir(exist_ok=True)
        page = '{% extends "feedgen-news/page.html" %}{% block footer %}' + footer
        (self.place.folder / "templates/page.html").write_text(page + "{% endblock %}", "utf-8")

    @precondition(lambda self: (self.place.folder / "out").exists())
    @rule(which=WHICH, how=st.sampled_from(["altered", "removed", "touched", "shut"]))
    def somebody_touches_a_file(self, which: int, how: str) -> None:
        path = self.place.folder / "out" / nth(self.place.tree() or [".x"], which)
        if how == "altered" and path.exists():
            path.write_bytes(path.read_bytes() + b" ")
        elif how == "removed":
            path.unlink(missing_ok=True)
        elif how == "shut" and path.exists():
            path.chmod(0o600)
        elif path.exists():
            os.utime(path, ns=(1, 1))

    @rule(where=st.sampled_from(["publish", "look"]))
    def a_build_is_killed(self, where: str) -> None:
        killed(self.place, where, self.now)

    @rule()
    def a_build(self) -> None:
        self.place.build(self.now)
        self.is_whole()

    def is_whole(self) -> None:
        tree = self.place.tree()
        assert tree == self.place.made_anew(self.now)
        noted = self.place.note()
        again = self.place.build(self.now)
        assert (again.published.written, again.published.removed) == ((), ())
        assert self.place.note() == noted


def renamed(config: dict[str, Any]) -> None:
    topics = config["topics"]
    if "cuba" in topics:
        topics["island"] = {**topics.pop("cuba"), "formerly": ["cuba"]}


def retitled(config: dict[str, Any]) -> None:
    config["topics"]["all"]["title"] += "!"


def added(config: dict[str, Any]) -> None:
    config["topics"]["more"] = {"title": "More", "match": {"sections": ["sport"]}}


def removed(config: dict[str, Any]) -> None:
    config["topics"].pop("last", None)


def mapped(config: dict[str, Any]) -> None:
    config["sections"] = {"games": {"title": "Games", "aliases": ["Sport"]}}


def relabelled(config: dict[str, Any]) -> None:
    config["tags"]["cuba"]["title"] = "La Isla"


CHANGES = [renamed, retitled, added, removed, mapped, relabelled]

TestAnyChange = AnyChange.TestCase
TestAnyChange.settings = settings(
    max_examples=int(os.environ.get("EXAMPLES", "12")),
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


# --- what a build does not do

OPENED: list[str] = []
sys.addaudithook(lambda event, said: OPENED.append(str(said[0])) if event == "open" else None)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Six articles in three sections, one of them with a page of ours; built twice."""
    made = Place(tmp_path)
    made.config["topics"].pop("cuba")
    made.dump("local", [])
    for number in range(1, 7):
        said = record(number, days=-number, text=0, version=0, wire=True)
        made.dump(f"wire-{number}", [said])
    made.build()
    return made


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that are rendered from now on."""
    paths: list[str] = []
    whole = rendering.files_of

    def noting(*args: Any, **options: Any) -> Iterator[Any]:
        for file in whole(*args, **options):
            paths.append(file.path)
            yield file

    monkeypatch.setattr(rendering, "files_of", noting)
    return paths


class Untouched:
    """In place of what decodes articles."""

    def decode(self, _: object) -> None:
        raise AssertionError("an article was decoded")


def test_a_build_without_news_opens_no_published_file_and_decodes_no_article(
    place: Place, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "_decoder", Untouched())
    files = len(place.tree()) - 1  # without the manifest
    OPENED.clear()
    built = place.build(BEGIN + timedelta(hours=1))
    assert [path for path in OPENED if path.startswith(str(place.folder / "out"))] == []
    assert (rendered, built.published.unchanged) == ([], files)
    assert list(built.topics) == ["all", "last", "money", "sport", "world"]
    assert built.topics["all"] == 3


def test_one_new_article_renders_its_topics_and_what_lists_all(
    place: Place, rendered: list[str]
) -> None:
    place.dump("wire-7", [record(7, days=0, text=0, version=0, wire=True)])  # of the second section
    built = place.build()
    assert {path.partition("/")[0] for path in rendered if "/" in path} == {
        "all", "sport", ".well-known",
    }  # fmt: skip
    assert {path for path in rendered if "/" not in path} == {
        "icon.svg", "style.css", "subscribe.js", "index.html", "feeds.opml",
    }  # fmt: skip
    assert {path.partition("/")[0] for path in built.published.written} <= {
        "all", "sport", "index.html",
    }  # fmt: skip


def test_a_file_that_somebody_altered_is_rendered_with_its_topic_alone(
    place: Place, rendered: list[str]
) -> None:
    before = place.tree()
    (place.folder / "out/money/feed.json").write_bytes(b"{}")
    built = place.build()
    assert built.published.written == ("money/feed.json",)
    assert {path.partition("/")[0] for path in rendered if "feed." in path} == {"money"}
    assert place.tree() == before


def test_full_renders_everything_and_reads_what_lies_there(
    place: Place, rendered: list[str]
) -> None:
    OPENED.clear()
    built = place.build(full=True)
    out = str(place.folder / "out")
    assert built.published.written == ()
    assert set(rendered) == place.tree().keys() - {".feedgen-news.manifest"}
    assert {f"{out}/{path}" for path in rendered} <= set(OPENED)


def test_builds_that_are_killed_leave_what_they_touched_to_the_next(place: Place) -> None:
    place.dump("wire-8", [record(8, days=0, text=0, version=0, wire=True)])
    killed(place, "publish", BEGIN)
    place.dump("wire-9", [record(9, days=0, text=0, version=0, wire=True)])
    killed(place, "look", BEGIN)
    place.build()
    assert place.tree() == place.made_anew(BEGIN)


def nowhere(number: int, *, days: int, section: str) -> dict[str, Any]:
    """An article without an address, which gets a page of ours."""
    said = record(number * 3, days=days, text=0, version=0, wire=True)
    text = f"{said['text']} " + f"Of {number} it was told in {number} words. " * 9
    return {**said, "title": f"News of {section} {number}", "section": section, "text": text}


def test_whatever_somebody_alters_is_put_right(place: Place) -> None:
    place.config |= {"compress": True, "templates": "templates"}
    place.config["site"]["farewells"] = True
    place.config["topics"]["gone"] = {"title": "Gone", "match": {"sections": ["sport"]}}
    (place.folder / "templates/static").mkdir(parents=True)
    (place.folder / "templates/static/a.txt").write_text("a")
    place.dump("wire-7", [nowhere(7, days=0, section="World")])
    place.build()
    del place.config["topics"]["gone"]
    place.build()
    before = place.tree()
    assert before == place.made_anew(BEGIN)
    assert {
        "gone/index.html",
        "gone/feed.atom",
        "all/feed.atom.gz",
        "static/a.txt",
    } <= before.keys()
    for path in before:
        if path.partition("/")[0] in {"last", "money", "sport", "world"}:
            continue  # as `all`
        (place.folder / "out" / path).write_bytes(b"altered by feedgen-news? no")
        place.build()
        assert place.tree() == before, path


def test_a_page_of_ours_names_a_topic_that_comes_to_be(place: Place) -> None:
    """Though the article is too old for its feed."""
    place.config["auto_topics"]["min_items"] = 5
    for number in range(4):
        place.dump(f"wire-9{number}", [nowhere(number, days=-number - 2, section="Culture")])
    place.build()
    assert not (place.folder / "out/culture").exists()
    place.dump("wire-99", [nowhere(9, days=0, section="Culture")])
    place.build()
    pages = [body for path, body in place.tree().items() if path.startswith("articles/")]
    assert sum(b"culture/" in page for page in pages) == 5
    assert place.tree() == place.made_anew(BEGIN)


def test_a_topic_that_ends_for_want_of_articles_is_gone(place: Place) -> None:
    place.config["auto_topics"]["min_items"] = 1
    place.config["site"]["farewells"] = False
    place.dump("local", [nowhere(1, days=0, section="Culture")])
    place.build()
    assert (place.folder / "out/culture/feed.atom").exists()
    place.dump("local", [nowhere(2, days=0, section="World")])
    place.build()
    assert not (place.folder / "out/culture").exists()
    assert place.tree() == place.made_anew(BEGIN)


def test_a_template_of_pages_may_show_what_changes_in_topics(place: Place) -> None:
    (place.folder / "templates").mkdir()
    counts = "{% for topic in topics %}{{ topic.count }}{% endfor %}"
    template = '{% extends "feedgen-news/article.html" %}{% block footer %}' + counts
    (place.folder / "templates/article.html").write_text(template + "{% endblock %}")
    place.config["templates"] = "templates"
    place.dump("wire-7", [nowhere(7, days=0, section="World")])
    place.build()
    far = (record(number, days=0, text=1, version=0, wire=True) for number in (8, 10))
    place.dump("wire-8", [{**said, "section": "Far"} for said in far])
    place.build()
    assert (place.folder / "out/far").exists()
    assert place.tree() == place.made_anew(BEGIN)


def test_what_left_a_feed_of_a_build_that_was_killed_is_known_to_the_next(place: Place) -> None:
    place.dump("wire-7", [nowhere(7, days=0, section="World")])
    place.build()
    (page,) = (at for at, body in place.tree().items() if b"<title>News of World 7" in body)
    before = place.tree()[page]
    later = BEGIN + timedelta(days=3)
    newer = (record(number, days=3, text=2, version=0, wire=True) for number in (10, 11, 13, 14))
    place.dump("wire-8", list(newer))
    killed(place, "publish", later)
    place.build(later)
    assert place.tree() == place.made_anew(later)
    assert place.tree()[page] != before


def test_a_file_of_the_templates_that_is_renamed_is_published_so(place: Place) -> None:
    (place.folder / "templates/static").mkdir(parents=True)
    (place.folder / "templates/static/a.txt").write_text("a")
    place.config["templates"] = "templates"
    place.build()
    (place.folder / "templates/static/a.txt").rename(place.folder / "templates/static/b.txt")
    place.build()
    assert "static/a.txt" not in place.tree()
    assert place.tree()["static/b.txt"] == b"a"


def test_what_is_too_old_leaves_the_topics_of_labels(place: Place) -> None:
    place.config["defaults"]["max_age"] = "8 days"
    place.config["topics"]["all"]["max_age"] = "90 days"
    place.build()
    before = place.tree()
    later = BEGIN + timedelta(days=4)
    place.build(later)
    assert place.tree()["money/feed.json"] != before["money/feed.json"]
    assert place.tree() == place.made_anew(later)
