"""What stops a build before subscribers see old articles as new, or empty feeds."""

import json
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedgen_news.built import Cause, Change, Difference, How, Suspicion
from feedgen_news.pipeline.guards import CODES, judge, told
from tests.cli import Result, run
from tests.documents import page

Capture = pytest.CaptureFixture[bytes]

CONFIG = """\
site: {title: Test News, url: https://feeds.example.org/}
sources:
  - {name: Wire, files: "dumps/*"}
topics:
  world: {title: World, sections: [World]}
  sport: {title: Sport, sections: [Sport]}
archive: state/archive.sqlite3
output: out
"""
NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)


class Site:
    """A folder with a config, dumps and what was built of them."""

    def __init__(self, folder: Path, capture: Capture) -> None:
        self.folder = folder
        self._capture = capture
        self.config(CONFIG)
        (folder / "dumps").mkdir()

    def config(self, text: str, *changes: tuple[str, str]) -> None:
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (self.folder / "config.yaml").write_text(text, "utf-8")

    def dump(self, name: str, records: list[dict[str, str]]) -> None:
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (self.folder / "dumps" / f"{name}.jsonl").write_text(lines, "utf-8")

    def run(self, *arguments: str) -> Result:
        return run(self._capture, *arguments, "-c", self.folder / "config.yaml")

    def build(self, *options: str) -> Result:
        return self.run("build", *options)

    def tree(self) -> dict[str, tuple[bytes, int]]:
        """Every file but the lock, with its time."""
        return {
            path.relative_to(self.folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.suffix != ".lock"
        }

    def published(self) -> dict[str, tuple[bytes, int]]:
        """What subscribers and the next build go by."""
        kept = ("out/", "state/archive.sqlite3")
        return {path: file for path, file in self.tree().items() if path.startswith(kept)}

    def entries(self, topic: str) -> list[str]:
        feed = json.loads((self.folder / "out" / topic / "feed.json").read_bytes())
        return [item["title"] for item in feed["items"]]

    def sql(self, statement: str) -> None:
        db = sqlite3.connect(self.folder / "state/archive.sqlite3")
        with db:
            db.execute(statement)
        db.close()


@pytest.fixture
def site(tmp_path: Path, capfdbinary: Capture) -> Site:
    return Site(tmp_path, capfdbinary)


def records(first: int, last: int, section: str = "World", **more: str) -> list[dict[str, str]]:
    """Articles, the greater number the newer: one each hour."""
    return [
        {
            "url": f"https://news.example/{section.lower()}/story-{number}",
            "title": f"{section} story {number}",
            "text": f"In {section} something happened, and this is story number {number}.",
            "published": (NOON + timedelta(hours=number)).isoformat(),
            "section": section,
            **more,
        }
        for number in range(first, last + 1)
    ]


def refused(site: Site, *said: str) -> None:
    """The build stops, says all this in one line, and leaves everything as it was."""
    before = site.published()
    result = site.build()
    assert result.code == 2, result.err
    assert any(all(words in line for words in said) for line in result.err.split("\n")), result.err
    assert "nothing was published, and the archive is as before" in result.err
    assert "--force" in result.err
    assert site.published() == before
    assert "published all the same" in site.build("--force").err
    assert site.build().code == 0


# --- no archive, no dumps, no topics


@pytest.mark.survives("S04")
def test_an_output_without_its_archive(site: Site) -> None:
    site.dump("a", records(1, 20))
    site.build()
    shutil.rmtree(site.folder / "state")
    before = site.published()
    for _ in range(2):  # the empty archive that the first one leaves is none either
        result = site.build()
        assert result.code == 2
        assert "no-archive: no archive, but" in result.err
        assert "restore it from a backup" in result.err
        after = site.published()
        assert {path: file for path, file in after.items() if path in before} == before
    assert "published all the same" in site.build("--force").err


@pytest.mark.survives("O10")
def test_several_suspicions_are_said_at_once(site: Site) -> None:
    site.config(CONFIG, ("topics:", '  - {name: Other, files: "others/*"}\ntopics:'))
    (site.folder / "others").mkdir()
    site.dump("a", records(1, 20))
    shutil.copy(site.folder / "dumps/a.jsonl", site.folder / "others/b.jsonl")
    site.dump("a", records(1, 20, "Sport"))
    assert site.build().code == 0
    (site.folder / "dumps/a.jsonl").write_bytes(b"")
    (site.folder / "others/b.jsonl").write_bytes(b"")
    before = site.published()
    result = site.build()
    assert result.code == 2
    assert "source 'Wire' silent-source: had 20 articles and now gives none" in result.err
    assert "source 'Other' silent-source: had 20 articles and now gives none" in result.err
    assert result.err.count("nothing was published") == 1
    assert site.published() == before


@pytest.mark.survives("O06", "E03", "P05")
def test_a_dump_that_cannot_be_read_removes_nothing(site: Site) -> None:
    site.dump("a", records(1, 20))
    site.dump("b", records(1, 20, "Sport"))
    site.build()
    before = site.published()
    (site.folder / "dumps/a.jsonl").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    result = site.build("--json")
    assert result.code == 2
    assert json.loads(result.out)["published"]["removed"] == []
    after = site.published()
    assert {k: v for k, v in after.items() if k.startswith("out/")} == {
        k: v for k, v in before.items() if k.startswith("out/")
    }


@pytest.mark.survives("O07", "O08")
@pytest.mark.parametrize(
    "spoilt", [None, "{broken", '{"../config.yaml": "0", %s', '{"/etc/hosts": "0", %s']
)
def test_a_manifest_that_is_lost_or_altered_is_told_and_removes_nothing(
    site: Site, spoilt: str | None
) -> None:
    site.dump("a", records(1, 20))
    assert "odd-manifest" not in site.build().err
    manifest = site.folder / "out/.feedgen-news.manifest"
    listed = manifest.read_text().removeprefix("{")
    manifest.unlink()
    if spoilt:
        manifest.write_text(spoilt.replace("%s", listed))
    site.dump("b", records(21, 21))
    told = site.build()
    assert (
        told.code,
        f"{manifest} odd-manifest: lost, altered, or of another build" in told.err,
    ) == (0, True)
    assert "sport/feed.atom" in manifest.read_text()
    assert "odd-manifest" not in site.build("--full").err
    assert site.run("check").code == 0


@pytest.mark.survives("O06")
def test_a_config_that_would_remove_every_topic(site: Site) -> None:
    site.dump("a", records(1, 20))
    site.build()
    site.config(CONFIG, ("world:", "welt:"), ("sport:", "spiel:"))
    refused(site, "topics-gone", "every topic published before (2)", "check `topics`")


@pytest.mark.survives("O09")
def test_a_topic_without_articles_is_a_feed_without_entries(site: Site) -> None:
    site.dump("a", records(1, 20))
    assert site.build().code == 0
    assert site.entries("sport") == []
    site.dump("b", records(21, 22))
    assert site.build().code == 0
    assert site.entries("sport") == []
    assert site.run("check").code == 0


# --- old articles as new


def test_other_ids_for_the_same_articles(site: Site) -> None:
    site.dump("a", records(1, 30))
    site.build()
    site.config(CONFIG, ("example.org/}", "example.org/, ids: per-topic}"))
    refused(site, "world announced-again: 30 of its 30 entries", "other ids", "`site.ids`")


def test_many_small_feeds_with_other_ids(site: Site) -> None:
    names = [f"t{number}" for number in range(10)]
    topics = "".join(f"  {name}: {{title: {name.upper()}, sections: [{name}]}}\n" for name in names)
    config = CONFIG.replace("topics:\n", f"topics:\n{topics}")
    site.config(config)
    site.dump("a", [record for name in names for record in records(1, 6, name)])
    site.build()
    site.config(config, ("example.org/}", "example.org/, ids: per-topic}"))
    refused(site, "all topics announced-again: 60 of 60 entries")


def test_rules_that_let_old_articles_in(site: Site) -> None:
    site.dump("a", records(1, 12))
    site.dump("b", records(1, 30, "Sport"))
    site.build()
    site.config(CONFIG, ("sections: [World]", "sections: [World, Sport]"))
    refused(site, "world announced-again: 30 of its 42", "rules of the config", "check `topics`")


def test_more_items_than_before(site: Site) -> None:
    site.config(CONFIG, ("topics:", "defaults: {items: 20}\ntopics:"))
    site.dump("a", records(1, 100))
    site.build()
    site.config(CONFIG, ("topics:", "defaults: {items: 90}\ntopics:"))
    refused(site, "world announced-again: 70 of its 90", "grew from 20 entries", "`items`")


def test_a_few_more_items_are_no_trouble(site: Site) -> None:
    site.config(CONFIG, ("topics:", "defaults: {items: 50}\ntopics:"))
    site.dump("a", records(1, 100))
    site.build()
    site.config(CONFIG, ("topics:", "defaults: {items: 60}\ntopics:"))
    assert site.build().code == 0
    assert len(site.entries("world")) == 60


def test_old_articles_that_a_scrape_dates_anew(site: Site) -> None:
    site.config(CONFIG, ("topics:", "defaults: {items: 20}\ntopics:"))
    site.dump("a", records(1, 100))
    site.build()
    today = (NOON + timedelta(days=30)).isoformat()
    site.dump("b", records(1, 40, published=today, updated=today))
    refused(site, "world announced-again: 20 of its 20", "dates and labels")


def test_a_topic_that_is_renamed_announces_nothing_again(site: Site) -> None:
    site.dump("a", records(1, 30))
    site.build()
    site.config(CONFIG, ("world: {title: World,", "globe: {title: World, formerly: [world],"))
    assert site.build().code == 0
    site.config(
        CONFIG,
        ("world: {title: World,", "planet: {title: World, formerly: [globe, world],"),
        ("example.org/}", "example.org/, ids: per-topic}"),
    )
    refused(site, "planet announced-again: 30 of its 30", "other ids", "slug")


def test_a_topic_that_is_new_may_hold_old_articles(site: Site) -> None:
    site.dump("a", records(1, 30))
    site.build()
    site.config(CONFIG, ("topics:\n", "topics:\n  all: {title: All, match: all}\n"))
    assert site.build().code == 0
    assert len(site.entries("all")) == 30


def test_changed_articles_that_a_topic_announces_again_on_purpose(site: Site) -> None:
    site.config(CONFIG, ("topics:", "defaults: {updates: reannounce}\ntopics:"))
    site.dump("a", records(1, 20))
    site.build()
    changed = [
        record | {"text": f"Nothing is as it was before: {number}.", "updated": "2025-07-01"}
        for number, record in enumerate(records(1, 20))
    ]
    site.dump("b", changed)
    result = site.build("--json")
    assert result.code == 0, result.err
    counts = {"new": 20, "changed": 0, "gone": 0}
    assert json.loads(result.out)["differences"]["world"] == counts


def test_ids_of_another_kind_in_however_small_feeds(site: Site) -> None:
    site.dump("a", records(1, 3))
    site.build()
    site.config(
        CONFIG,
        ("url: https://feeds.example.org/", "url: https://feeds.example.org/, ids: per-topic"),
    )
    stopped = site.build()
    assert stopped.code == 2
    assert "site.ids announced-again: it was shared and is per-topic" in stopped.err
    assert site.build("--force").code == 0
    assert site.build().code == 0


def test_older_articles_fill_the_gaps_of_forgotten_ones() -> None:
    gone = [change("gone", cause="forgotten")] * 15
    older = [change("older")] * 15
    assert judged(*gone, *older, before=20, now=20) == []
    assert judged(*gone[:2], *older, before=20, now=20) == ["announced-again"]


def change(how: How, cause: Cause | None = None) -> Change:
    return Change(how=how, id="e", article="a", title="A title", date=NOON, cause=cause)


def judged(*changes: Change, before: int, now: int) -> list[str]:
    difference = Difference(topic="t", state="kept", before=before, now=now, changes=changes)
    return [suspicion.code for suspicion in judge([difference], entries=now, anew=False)]


def test_news_and_what_was_held_back_are_no_repetition(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOON.timestamp())))
    site.dump("a", records(-30, -1))
    site.dump("b", records(100, 130))
    site.build()
    assert len(site.entries("world")) == 30
    site.dump("c", records(0, 30))
    later = NOON + timedelta(hours=140)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(later.timestamp())))
    result = site.build()
    assert result.code == 0, result.err
    assert site.entries("world")[0] == "World story 130"


# --- nothing left


def test_rules_that_take_nothing_any_more(site: Site) -> None:
    site.dump("a", records(1, 30))
    site.dump("b", records(1, 30, "Sport"))
    site.build()
    site.config(CONFIG, ("sections: [World]", "sections: [Wrold]"))
    refused(
        site,
        "world emptied: showed 30 entries and would show none",
        "30 of them do not belong to it any more",
        "check its rules",
    )


def test_a_scrape_that_lost_the_labels_of_an_automatic_topic(site: Site) -> None:
    config = CONFIG.replace("topics:\n", "auto_topics: [{from: tags}]\ntopics:\n")
    site.config(config)
    site.dump("a", records(1, 20, tags="Cuba"))
    site.build()
    assert len(site.entries("cuba")) == 20
    site.dump("a", records(1, 20, tags=""))
    refused(site, "cuba emptied: showed 20 entries and would end", "tags that the latest dumps")


def test_an_automatic_topic_may_be_given_up(site: Site) -> None:
    config = CONFIG.replace("topics:\n", "auto_topics: [{from: tags}]\ntopics:\n")
    site.config(config)
    site.dump("a", records(1, 20, tags="Cuba"))
    site.build()
    site.config(config, ("{from: tags}", "{from: tags, min_items: 30}"))
    assert site.build().code == 0


@pytest.mark.survives("S04")
def test_rows_that_the_archive_lost(site: Site) -> None:
    site.dump("a", records(1, 30))
    site.dump("b", records(1, 30, "Sport"))
    site.build()
    for table in ("memberships", "labels"):
        site.sql(f"DELETE FROM {table} WHERE article > 20")
    site.sql("DELETE FROM keys WHERE article > 20")
    site.sql("DELETE FROM sightings WHERE article > 20")
    site.sql("DELETE FROM traces WHERE article > 20")
    site.sql("DELETE FROM stories WHERE article > 20")
    site.sql("DELETE FROM articles WHERE number > 20")
    result = site.build()
    assert result.code == 2, result.err
    assert "sport emptied: showed 30 entries and would show none" in result.err or (
        "damaged" in result.err  # found even earlier
    )


@pytest.mark.survives("Y01")
def test_a_clock_that_is_set_back_empties_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.dump("a", records(1, 30))
    site.build()
    site.dump("b", records(31, 31))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int((NOON - timedelta(days=400)).timestamp())))
    assert site.build().code == 0
    assert len(site.entries("world")) == 31
    assert "emptied" in site.build("--force").err  # which believes the clock


def test_feeds_that_are_too_old_may_become_empty(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.config(CONFIG, ("topics:", "defaults: {max_age: 30 days}\ntopics:"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int((NOON + timedelta(days=3)).timestamp())))
    site.dump("a", records(1, 60))
    site.build()
    assert site.entries("world")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int((NOON + timedelta(days=60)).timestamp())))
    result = site.build()
    assert result.code == 0, result.err
    assert site.entries("world") == []


def test_a_smaller_feed_on_purpose(site: Site) -> None:
    site.dump("a", records(1, 60))
    site.build()
    site.config(CONFIG, ("topics:", "defaults: {items: 2}\ntopics:"))
    assert site.build().code == 0
    assert len(site.entries("world")) == 2


def test_a_topic_that_is_taken_out_of_the_config(site: Site) -> None:
    site.dump("a", records(1, 50))
    site.dump("b", records(1, 30, "Sport"))
    site.build()
    site.config(CONFIG, ("  world: {title: World, sections: [World]}\n", ""))
    assert site.build().code == 0


def test_all_feeds_together_lose_more_than_half(site: Site) -> None:
    names = [f"t{number}" for number in range(10)]
    topics = "".join(f"  {name}: {{title: {name.upper()}, sections: [{name}]}}\n" for name in names)
    config = CONFIG.replace("topics:\n", f"topics:\n{topics}")
    site.config(config)
    site.dump("a", [record for name in names for record in records(1, 9, name)])
    site.build()
    taken = tuple((f"sections: [{name}]", f"sections: [no-{name}]") for name in names[:6])
    site.config(config, *taken)
    refused(site, "all topics shrunken: would show 36 entries instead of 90; 54 of those")


def test_half_of_the_entries_may_go(site: Site) -> None:
    names = [f"t{number}" for number in range(10)]
    topics = "".join(f"  {name}: {{title: {name.upper()}, sections: [{name}]}}\n" for name in names)
    config = CONFIG.replace("topics:\n", f"topics:\n{topics}")
    site.config(config)
    site.dump("a", [record for name in names for record in records(1, 9, name)])
    site.build()
    taken = tuple((f"sections: [{name}]", f"sections: [no-{name}]") for name in names[:5])
    site.config(config, *taken)
    assert site.build().code == 0


# --- days like any other


def test_news_every_hour_is_never_suspicious(site: Site) -> None:
    site.config(CONFIG, ("topics:", "defaults: {items: 10}\ntopics:"))
    for hour in range(0, 60, 12):
        site.dump(f"d{hour}", records(hour, hour + 11))
        result = site.build()
        assert (result.code, result.err) == (0, "")


def test_what_is_shown_is_written_only_where_it_changed(site: Site) -> None:
    site.dump("a", records(1, 20))
    site.dump("b", records(1, 20, "Sport"))
    site.build()
    site.sql(
        "CREATE TRIGGER told AFTER INSERT ON shown WHEN NEW.topic = 'sport'"
        " BEGIN SELECT RAISE(ABORT, 'written'); END"
    )
    assert site.build().code == 0
    site.dump("c", records(21, 21))
    assert site.build().code == 0
    site.dump("d", records(21, 21, "Sport"))
    assert site.build().code == 2  # so the trigger would have seen it


def test_the_first_build_after_an_older_version_compares_with_nothing(site: Site) -> None:
    site.dump("a", records(1, 30))
    site.build()
    site.sql("DELETE FROM shown")
    site.sql("DELETE FROM state WHERE name = 'shown'")
    site.dump("b", records(31, 32))
    result = site.run("diff", "--json")
    (world,) = json.loads(result.out)["differences"]
    assert [(c["how"], c["title"]) for c in world["changes"]] == [
        ("new", "World story 32"),
        ("new", "World story 31"),
    ]
    assert site.build().code == 0


# --- how it is said


def test_of_many_topics_five_are_named() -> None:
    many = [Suspicion("emptied", f"topic-{n}", "detail", "advice") for n in range(12)]
    lines = list(told(many))
    assert lines[0] == "topic-0 emptied: detail; advice"
    assert len(lines) == 6
    assert lines[5] == f"7 more emptied: {CODES['emptied']}"


def test_every_code_is_documented() -> None:
    text = page("guards.md")
    assert [code for code in CODES if f"| `{code}` |" not in text] == []
