"""`diff` and `build --dry-run`: what subscribers would see, and no trace of having looked."""

import fcntl
import json
import os
import sqlite3
import weakref
from pathlib import Path
from typing import Any

import msgspec
import pytest

from feedgen_news.archive import Shown, scratch, shown_of
from feedgen_news.archive.opening import connect
from feedgen_news.pipeline import deciding, diffing, listing
from tests.cli import run
from tests.test_guards import CONFIG, NOON, Site, records

Capture = pytest.CaptureFixture[bytes]


@pytest.fixture
def site(tmp_path: Path, capfdbinary: Capture) -> Site:
    return Site(tmp_path, capfdbinary)


def test_new_changed_and_gone(site: Site) -> None:
    site.config(CONFIG, ("topics:", "defaults: {items: 4, max_age: 10 years}\ntopics:"))
    site.dump("a", records(1, 4))
    site.build()
    said, quiet = records(3, 4)
    said |= {"text": "The court has ruled on all of it.", "updated": NOON.isoformat()}
    quiet |= {"url": quiet["url"] + "?utm_source=x", "text": quiet["text"] + " "}
    site.dump("b", [said, quiet, *records(5, 6)])
    result = site.run("diff")
    assert result.code == 0
    assert result.out.split("\n")[:5] == [
        "world: 2 new, 1 changed, 2 gone (2 displaced by others)",
        "  + 2025-06-01 18:00  World story 6",
        "  + 2025-06-01 17:00  World story 5",
        "  ~ 2025-06-01 15:00  World story 3",
        "feeds  1 would change: 2 new, 1 changed, 2 gone",
    ]
    listed = site.run("diff", "--all").out.split("\n")
    assert listed[4:6] == [
        "  - 2025-06-01 14:00  World story 2  (displaced by others)",
        "  - 2025-06-01 13:00  World story 1  (displaced by others)",
    ]


def test_what_readers_are_not_told(site: Site) -> None:
    site.dump("a", records(1, 2))
    site.build()
    site.dump("b", [records(1, 1)[0] | {"image": "https://news.example/picture.jpg"}])
    (world,) = json.loads(site.run("diff", "--json").out)["differences"]
    (change,) = world["changes"]
    assert (change["how"], change["told"]) == ("changed", False)
    assert "World story 1  (readers are not told)" in site.run("diff").out


def test_what_a_topic_announces_again_is_new_to_readers(site: Site) -> None:
    site.config(CONFIG, ("topics:", "defaults: {updates: reannounce}\ntopics:"))
    site.dump("a", records(1, 2))
    site.build()
    changed = records(
        1, 1, text="The court has ruled on all of it.", updated="2025-06-02T09:00:00Z"
    )
    site.dump("b", changed)
    assert site.run("diff").out.split("\n")[:3] == [
        "world: 1 new, 0 changed, 0 gone",
        "  + 2025-06-02 09:00  World story 1  (announced again)",
        "feeds  1 would change: 1 new, 0 changed, 0 gone",
    ]
    (world,) = json.loads(site.run("diff", "--json").out)["differences"]
    assert [change["how"] for change in world["changes"]] == ["reannounced"]
    (counted,) = json.loads(site.build("--dry-run", "--json").out)["differences"].values()
    assert counted == {"new": 1, "changed": 0, "gone": 0}


def test_why_entries_are_gone(site: Site) -> None:
    site.dump("a", records(1, 4))
    site.dump("b", records(-2000, -2000))
    site.build()
    changed = ("{title: World, sections: [World]}", "{title: World, sections: [World], items: 2}")
    site.config(CONFIG, changed)
    out = site.run("diff").out
    assert "world: 0 new, 0 changed, 3 gone (3 displaced by others)" in out
    site.config(CONFIG, ("[World]}", "[World], max_age: 250 days}"))
    out = site.run("diff", "--entries", "0").out
    assert "world: 0 new, 0 changed, 1 gone (1 too old)" in out
    site.config(CONFIG, ("sections: [World]", "sections: [Wrold]"))
    out = site.run("diff").out
    assert "world: 0 new, 0 changed, 5 gone (5 not of this topic any more)" in out


def test_a_feed_that_begins_and_one_that_ends(site: Site) -> None:
    site.dump("a", records(1, 3))
    site.build()
    site.config(CONFIG, ("  world: {title: World,", "  globe: {title: Globe,"))
    out = site.run("diff").out
    assert "globe (a new feed): 3 new, 0 changed, 0 gone" in out
    assert "  + 2025-06-01 15:00  World story 3  (known before)" in out
    assert "world (the feed ends): 0 new, 0 changed, 3 gone (3 not of this topic any more)" in out


def test_only_the_topics_asked_for_and_so_many_lines(site: Site) -> None:
    site.dump("a", records(1, 30))
    site.dump("b", records(1, 30, "Sport"))
    out = site.run("diff", "sport", "--entries", "3").out
    assert "world" not in out
    assert out.count("  + ") == 3
    assert "  … 27 more; --entries 0 shows all" in out
    unknown = site.run("diff", "cooking")
    assert unknown.code == 2
    assert "cooking: no such topic" in unknown.err


def test_nothing_new_is_said_in_one_line(site: Site) -> None:
    site.dump("a", records(1, 30))
    site.build()
    result = site.run("diff")
    assert (result.code, result.err) == (0, "")
    assert result.out.split("\n")[0] == "feeds  0 would change: 0 new, 0 changed, 0 gone"
    assert "files  0 to write, 0 to remove" in result.out


def test_a_topic_that_changes_its_address_is_no_news(site: Site) -> None:
    site.dump("a", records(1, 30))
    site.build()
    site.config(CONFIG, ("world: {title: World,", "globe: {title: World, formerly: [world],"))
    assert "feeds  0 would change" in site.run("diff").out


def test_what_is_suspicious_is_told_and_stops_nothing(site: Site) -> None:
    site.dump("a", records(1, 30))
    site.build()
    site.config(CONFIG, ("sections: [World]", "sections: [Wrold]"))
    before = site.tree()
    for command in (
        ("diff",),
        ("diff", "-q"),
        ("build", "--dry-run"),
        ("build", "--dry-run", "-q"),
    ):
        result = site.run(*command)
        assert result.code == 0
        assert "suspicious, a build would stop: world emptied: showed 30 entries" in result.err
    machines = json.loads(site.run("diff", "--json").out)
    assert [found["code"] for found in machines["suspicious"]] == ["emptied"]
    assert site.tree() == before


def test_a_dry_run_counts_feed_by_feed(site: Site) -> None:
    site.dump("a", records(1, 30))
    site.build()
    site.dump("b", [*records(30, 33), *records(1, 2, "Sport")])
    lines = site.build("--dry-run").out.rstrip("\n").split("\n")
    assert lines[-3:] == [
        "feed   new  changed  gone",
        "world    3        0     0",
        "sport    2        0     0",
    ]
    counted = json.loads(site.build("--dry-run", "--json").out)["differences"]
    assert counted["sport"] == {"new": 2, "changed": 0, "gone": 0}


@pytest.mark.survives("O15")
def test_looking_leaves_no_trace(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = site.folder.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    for name in ("SQLITE_TMPDIR", "TMPDIR"):
        monkeypatch.setenv(name, str(temporary))
    site.dump("a", [*records(1, 300), {"title": "no text, no address"}])
    nothing = site.tree()
    for command in (("diff",), ("build", "--dry-run")):
        site.run(*command)
        assert site.tree() == nothing
    site.build()
    built = site.tree()
    site.dump("b", records(301, 400))
    (site.folder / "dumps/c.jsonl").write_text("{broken")
    looked_at = site.tree()
    for command in (("diff",), ("build", "--dry-run"), ("diff", "--full", "--json")):
        site.run(*command)
        assert site.tree() == looked_at
    assert built.keys() < looked_at.keys()
    assert list(temporary.iterdir()) == []


def test_an_archive_that_a_build_holds_can_be_looked_at(site: Site) -> None:
    site.dump("a", records(1, 30))
    site.build()
    site.dump("b", records(31, 32))
    archive = site.folder / "state/archive.sqlite3"
    lock = os.open(archive.with_name(archive.name + ".lock"), os.O_RDWR | os.O_CREAT)
    db = sqlite3.connect(archive, isolation_level=None)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        db.execute("BEGIN IMMEDIATE")
        db.execute("DELETE FROM shown")
        out = site.run("diff").out
        assert "world: 2 new, 0 changed, 0 gone" in out
    finally:
        db.close()
        os.close(lock)


def test_an_archive_that_may_only_be_read_can_be_looked_at(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.dump("a", records(1, 30))
    site.build()
    opened: list[bool] = []

    def watched(path: Path, *, write: bool) -> sqlite3.Connection:
        opened.append(write)
        return connect(path, write=write)

    monkeypatch.setattr(scratch, "connect", watched)
    assert site.run("diff").code == 0
    assert opened == [False]


def test_no_room_for_the_copy(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.dump("a", records(1, 30))
    site.build()

    class Full:
        def backup(self, *_: object, **__: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        def close(self) -> None:
            pass

    monkeypatch.setattr(scratch, "connect", lambda *_, **__: Full())
    result = site.run("diff")
    assert result.code == 2
    assert "set TMPDIR to a folder that has as much room" in result.err


def test_a_dump_that_was_not_read_to_its_end_is_the_operators_business(site: Site) -> None:
    site.dump("a", records(1, 3))
    (site.folder / "dumps/b.json").write_text('[{"title": "cut')
    result = site.run("diff")
    assert result.code == 2
    assert "world (a new feed): 3 new" in result.out


def test_before_anything_was_built_all_is_new(site: Site, capfdbinary: Capture) -> None:
    site.dump("a", records(1, 3))
    out = run(capfdbinary, "diff", "-c", site.folder / "config.yaml").out
    assert "world (a new feed): 3 new, 0 changed, 0 gone" in out
    assert not (site.folder / "state").exists()


class Entries(dict[str, Shown]):
    """With an end that can be seen."""


def test_entries_are_held_of_one_feed_after_the_other(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many feeds they would be most of what memory holds."""
    made: list[weakref.ref[Entries]] = []
    alive: list[int] = []

    def watched(entries: dict[str, Shown]) -> Entries:
        seen = Entries(entries)
        alive.append(sum(ref() is not None for ref in made))
        made.append(weakref.ref(seen))
        return seen

    def holding(*of: Any) -> listing.Holding:
        held = listing.holding_of(*of)
        return msgspec.structs.replace(held, entries=watched(held.entries))

    monkeypatch.setattr(deciding, "holding_of", holding)
    monkeypatch.setattr(diffing, "shown_of", lambda *of: watched(shown_of(*of)))
    site.config(CONFIG, ("archive:", "auto_topics: {from: tags, min_items: 1}\narchive:"))
    for title in ("A story", "The same story"):
        site.dump("a", [each | {"title": title, "tags": "a, b, c"} for each in records(1, 4)])
        site.build()
    assert len(made) == 2 * (5 + 4)  # of the second build nothing is due of a topic without any
    assert max(alive) <= 3  # those of the feed before, while its successor's are made
