"""Identity, versions, dates and counts: what the archive promises, and the laws that rest on it."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import msgspec
import pytest

from feedgen_news.archive import Archive, Build, Gone, Outcome, Reading, selecting
from feedgen_news.model import Article, Label, Labels, Origin, Sorted, Topic, When
from feedgen_news.problems import ArchiveError
from tests.keeping import NOON, article, moment

LATER = datetime(2026, 1, 1, tzinfo=UTC)
EVERYTHING = Topic(slug="everything", title="Everything", items=100)
WORLD = Sorted(Labels(sections=(Label("world", "World"),)), ("everything",))


def build(
    path: Path,
    *articles: Article,
    now: datetime = LATER,
    sequence: int | None = None,
    sort: Callable[[Article], Sorted] = lambda _: WORLD,
) -> Outcome:
    with Archive.open(path, write=True) as archive, Build.begin(archive, sort=sort, now=now) as run:
        for each in articles:
            run.add(each, sequence=run.number if sequence is None else sequence)
        return run.settle()


def everything(path: Path) -> list[tuple[str, str, datetime]]:
    with Archive.open(path, write=False) as archive:
        return [(k.article.id, k.article.title, k.changed) for k in archive.selection(EVERYTHING)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "archive.sqlite3"


@pytest.mark.survives("I01", "J16")
def test_counts_add_up(path: Path) -> None:
    assert build(path, article("a"), article("a"), article("b")) == Outcome(2, 0, 0, 1)
    changed = article("b", text="Another text.")
    assert build(path, article("a"), changed, article("c")) == Outcome(1, 1, 1, 0)


@pytest.mark.survives("I01")
def test_the_same_article_twice_is_one_entry(path: Path) -> None:
    build(path, article("a"), article("a", origin=Origin("other.jsonl", 9, 9)))
    assert len(everything(path)) == 1


@pytest.mark.survives("I02")
def test_a_changed_text_keeps_the_id_and_moves_updated(path: Path) -> None:
    build(path, article("a"))
    ((first_id, _, first),) = everything(path)
    build(path, article("a", text="Corrected.", title="Corrected"), now=LATER + timedelta(days=1))
    ((second_id, title, second),) = everything(path)
    assert (second_id, title) == (first_id, "Corrected")
    assert first == NOON
    assert second == LATER + timedelta(days=1)


@pytest.mark.survives("I02")
def test_the_sources_own_date_of_the_change_is_kept(path: Path) -> None:
    build(path, article("a"))
    said = datetime(2024, 3, 30, 8, tzinfo=UTC)
    build(path, article("a", text="Corrected.", updated=When(said)))
    assert everything(path)[0][2] == said


def test_a_new_picture_address_moves_nothing(path: Path) -> None:
    build(path, article("a", html='<p><img src="https://i.example/1.jpg?v=1">x</p>'))
    outcome = build(path, article("a", html='<p><img src="https://i.example/1.jpg?v=2">x</p>'))
    assert outcome == Outcome(0, 1, 0, 0)
    assert everything(path)[0][2] == NOON


@pytest.mark.survives("I02")
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_an_older_copy_never_wins(path: Path, order: tuple[int, int]) -> None:
    versions = (
        article("a", title="Old", updated=When(NOON + timedelta(hours=1))),
        article("a", title="New", updated=When(NOON + timedelta(hours=2))),
    )
    for number in order:
        build(path, versions[number])
    assert everything(path)[0][1] == "New"


@pytest.mark.survives("I03")
def test_a_scrape_that_lost_the_body_does_not_take_it_away(path: Path) -> None:
    build(path, article("a"))
    build(path, article("a", text="", html="", updated=When(NOON + timedelta(days=1))))
    with Archive.open(path, write=False) as archive:
        (kept,) = archive.selection(EVERYTHING)
    assert kept.article.text == "Some text."


@pytest.mark.survives("I07")
def test_an_id_stays_when_one_key_of_several_is_known(path: Path) -> None:
    build(path, article("a", keys=("title:1", "lead:1")))
    ((first, _, _),) = everything(path)
    renamed = article("z", keys=("title:2", "lead:1"), title="Another headline")
    build(path, renamed)
    assert [(i, t) for i, t, _ in everything(path)] == [(first, "Another headline")]
    build(path, article("y", keys=("title:2", "lead:9")))
    assert [i for i, _, _ in everything(path)] == [first]


@pytest.mark.survives("I08")
def test_the_order_of_dumps_does_not_matter(tmp_path: Path) -> None:
    versions = (
        article("a", keys=("title:1", "lead:1")),
        article("b", keys=("title:2", "lead:1"), title="Same story"),
        article("c", text="", html=""),
        article("c", title="Fuller"),
        article("d"),
    )
    seen = set()
    for number, order in enumerate(permutations(versions)):
        path = tmp_path / str(number) / "archive"
        outcome = build(path, *order)
        seen.add((outcome.new, outcome.duplicate, tuple(everything(path))))
    assert len(seen) == 1


@pytest.mark.survives("I08")
def test_records_that_meet_in_a_chain_are_one_in_any_order(tmp_path: Path) -> None:
    chain = (
        article("a", keys=("story:1",)),
        article("b", keys=("story:2",), title="Other words"),
        article("c", keys=("story:1", "story:2"), title="What joins them"),
    )
    seen = set()
    for number, order in enumerate(permutations(chain)):
        path = tmp_path / str(number) / "archive"
        seen.add((build(path, *order), tuple(everything(path))))
    ((outcome, kept),) = seen
    assert outcome == Outcome(1, 0, 0, 2)
    assert len(kept) == 1


def test_a_day_is_spread_over_itself_and_never_leaves_it(path: Path) -> None:
    day = When(datetime(2024, 3, 29, tzinfo=UTC), 21 * 3600)
    build(path, *(article(chr(65 + n), published=day) for n in range(50)))
    moments = [moment for _, _, moment in everything(path)]
    assert len(set(moments)) == 50
    assert {moment.date().isoformat() for moment in moments} == {"2024-03-29"}
    assert {moment.hour for moment in moments} <= {10, 11, 12}


@pytest.mark.parametrize(("start", "hours"), [(0, 10), (12, 12), (0, 3)])
def test_a_day_of_a_far_zone_stays_within_its_span(path: Path, start: int, hours: int) -> None:
    begin = datetime(2024, 3, 29, start, tzinfo=UTC)
    build(path, article("a", published=When(begin, hours * 3600)))
    ((_, _, moment),) = everything(path)
    assert begin <= moment < begin + timedelta(hours=hours)


def test_articles_of_one_second_are_told_apart_and_stay_so(path: Path) -> None:
    build(path, article("b"))
    build(path, article("a"), article("b", tags=("x",)), article("c"))
    moments = {title: moment for _, title, moment in everything(path)}
    assert moments["Title b"] == NOON
    assert sorted(moments.values()) == [NOON + timedelta(seconds=n) for n in range(3)]


def test_edits_that_only_the_clock_dates_are_told_apart(path: Path) -> None:
    build(path, *(article(name) for name in "abc"))
    build(path, *(article(name, text="Other words.") for name in "abc"), now=LATER)
    moments = sorted(moment for _, _, moment in everything(path))
    assert moments == [LATER - timedelta(seconds=n) for n in (2, 1, 0)]


def test_beyond_its_room_a_crowd_of_one_second_shares_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedgen_news.archive.settling.CROWD", 2)
    build(path, *(article(name) for name in "abcdefg"))
    moments = sorted(moment for _, _, moment in everything(path))
    assert moments == [NOON + timedelta(seconds=n) for n in (-2, -1, 0, 0, 0, 1, 2)]


def test_undated_articles_of_one_build_are_spread_back_never_ahead_of_the_clock(path: Path) -> None:
    build(path, *(article(chr(65 + n), published=None) for n in range(30)))
    moments = [moment for _, _, moment in everything(path)]
    assert len(set(moments)) == 30
    assert max(moments) == LATER
    assert min(moments) == LATER - timedelta(seconds=29)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_an_article_in_two_sources_belongs_to_the_first_of_the_config(
    path: Path, order: tuple[int, int]
) -> None:
    with Archive.open(path, write=True) as archive:
        with Build.begin(archive, sort=lambda _: WORLD, now=LATER) as run:
            for source in order:
                run.add(article("a", source=f"source {source}"), sequence=1, order=source)
            run.settle()
    with Archive.open(path, write=False) as archive:
        assert [kept.article.source for kept in archive.selection(EVERYTHING)] == ["source 0"]


@pytest.mark.survives("D07")
def test_an_undated_article_keeps_the_time_it_was_first_seen(path: Path) -> None:
    build(path, article("a", published=None), now=LATER)
    build(path, article("a", published=None), now=LATER + timedelta(days=9))
    assert everything(path)[0][2] == LATER


@pytest.mark.survives("D09")
def test_what_lies_ahead_is_held_back_until_its_day(path: Path) -> None:
    ahead = LATER + timedelta(days=3)
    build(path, article("a", published=When(ahead)), article("b"))
    assert [title for _, title, _ in everything(path)] == ["Title b"]
    build(path, now=LATER + timedelta(days=2, hours=1))
    assert [title for _, title, _ in everything(path)] == ["Title a", "Title b"]


@pytest.mark.survives("D09")
def test_a_change_dated_ahead_does_not_hide_an_article(path: Path) -> None:
    build(path, article("a", updated=When(datetime(2099, 1, 1, tzinfo=UTC))))
    assert everything(path)[0][2] == NOON


THREE_DAYS = (  # name, source, published, in which build
    ("a", "one", "2024-03-01", 1),
    ("b", "one", "2024-03-02", 2),
    ("c", "one", "2024-03-03", 1),
    ("d", "two", "2024-03-01", 2),
    ("e", "two", "2024-03-03", 2),
)


@pytest.mark.parametrize(
    ("limits", "names"),
    [
        ({}, "c e b a d"),
        ({"items": 2}, "c e"),
        ({"max_age": 3}, "c e b"),
        ({"max_age": 2}, "c e"),
        ({"max_age": 1}, ""),
        ({"per_source": 1}, "c e"),
        ({"per_source": 2}, "c e b d"),
        ({"per_source": 2, "items": 3}, "c e b"),
        ({"per_source": 2, "max_age": 3}, "c e b"),
        ({"order": "first_seen"}, "e b d c a"),
        ({"order": "first_seen", "items": 4}, "e b d c"),
        ({"order": "first_seen", "per_source": 1}, "e b"),
        ({"order": "first_seen", "max_age": 3}, "e b c"),
    ],
)
def test_a_topic_has_limits(path: Path, limits: dict[str, object], names: str) -> None:
    for number in (1, 2):
        now = moment(f"2024-03-05T1{number}:00")
        come = [
            article(name, source=source, published=When(moment(day)))
            for name, source, day, build_ in THREE_DAYS
            if build_ == number
        ]
        build(path, *come, now=now)
    topic = msgspec.structs.replace(EVERYTHING, **limits)
    with Archive.open(path, write=False) as archive:
        by_label = archive.selection(topic, label=("sections", "world"))
        assert [kept.article.url[-1] for kept in archive.selection(topic)] == names.split()
        assert [kept.article.url[-1] for kept in by_label] == names.split()
        assert archive.count(topic) == archive.count(topic, label=("sections", "world")) == 5


def test_other_topics_and_labels_have_nothing_of_it(path: Path) -> None:
    build(path, article("a"))
    other = Topic(slug="other", title="Other")
    with Archive.open(path, write=False) as archive:
        for label in (None, ("sections", "everything"), ("tags", "world")):
            assert archive.selection(other, label=label) == []
            assert archive.count(other, label=label) == 0


@pytest.mark.survives("D09")
@pytest.mark.parametrize("few", [0, 500])  # articles that are counted one by one
def test_what_is_held_back_does_not_count(
    path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(selecting, "_FEW", few)
    build(path, article("a", published=When(LATER + timedelta(days=3))), article("b"))
    with Archive.open(path, write=False) as archive:
        assert archive.count(EVERYTHING) == 1


@pytest.mark.survives("I02")
def test_a_new_date_moves_an_article_within_its_topics(path: Path) -> None:
    build(path, article("a", published=When(moment("2024-03-01"))), article("b"))
    build(path, article("a", published=When(moment("2024-04-01"))))
    with Archive.open(path, write=False) as archive:
        for label in (None, ("sections", "world")):
            kept = archive.selection(EVERYTHING, label=label)
            assert [(k.article.title, k.date) for k in kept] == [
                ("Title a", moment("2024-04-01")),
                ("Title b", NOON),
            ]


@pytest.mark.survives("M07")
def test_the_newest_of_a_topic_are_found_without_looking_at_the_others(path: Path) -> None:
    """The plan of the query, for no test looks at a clock."""
    build(path)
    with Archive.open(path, write=False) as archive:
        asked: list[str] = []
        archive.db.set_trace_callback(asked.append)
        archive.selection(EVERYTHING)
        archive.selection(EVERYTHING, label=("tags", "x"))
        archive.db.set_trace_callback(None)
        statements = [each for each in asked if "ORDER BY" in each]
        assert len(statements) == 2
        for statement in statements:
            plan = [row[3] for row in archive.db.execute(f"EXPLAIN QUERY PLAN {statement}")]
            assert "date<?" in plan[0], plan
            copies = [line.rpartition("(")[2] for line in plan[2:5]]
            assert copies[:2] == ["article=? AND kind=?)", "kind=? AND story=?)"]
            assert copies[2].startswith("article=? AND ")
            assert plan[5:] == [
                "SEARCH a USING INTEGER PRIMARY KEY (rowid=?)",
                "USE TEMP B-TREE FOR RIGHT PART OF ORDER BY",
            ]


def test_two_articles_become_one_without_looking_at_the_others(path: Path) -> None:
    one, other = article("a"), article("b")
    both = msgspec.structs.replace(one, keys=(*one.keys, *other.keys))
    with Archive.open(path, write=True) as archive:
        asked: list[str] = []
        with Build.begin(archive, sort=lambda _: WORLD, now=LATER) as run:
            for each in (one, other):
                run.add(each, sequence=1)
            archive.db.set_trace_callback(asked.append)
            assert len(run.add(both, sequence=1)) == 2
            archive.db.set_trace_callback(None)
            run.settle()
        changed = [each for each in asked if each.startswith(("SELECT", "UPDATE", "DELETE"))]
        assert any(each.startswith("UPDATE keys") for each in changed)
        for each in changed:
            plan = [row[3] for row in archive.db.execute(f"EXPLAIN QUERY PLAN {each}")]
            assert not any(step.startswith("SCAN") for step in plan), (each, plan)


def test_topics_that_were_published_are_remembered(path: Path) -> None:
    def published(day: str, *topics: Topic) -> dict[str, Gone]:
        with (
            Archive.open(path, write=True) as archive,
            Build.begin(archive, sort=lambda _: WORLD, now=moment(day)),
        ):
            archive.publish_topics(topics, former={})
            return archive.gone_topics()

    cuba = Topic(slug="cuba", title="Cuba", formats=("atom", "json"))
    chile = Topic(slug="chile", title="Chile")
    assert published("2024-01-01", cuba, chile) == {}
    cuba = msgspec.structs.replace(cuba, title="Cuba now")
    assert published("2024-01-02", cuba) == {
        "chile": Gone("Chile", ("atom", "rss", "json"), moment("2024-01-02"))
    }
    assert published("2024-01-03") == {
        "chile": Gone("Chile", ("atom", "rss", "json"), moment("2024-01-02")),
        "cuba": Gone("Cuba now", ("atom", "json"), moment("2024-01-03")),
    }
    assert list(published("2024-01-04", chile)) == ["cuba"]
    assert published("2024-01-05", cuba)["chile"].ended == moment("2024-01-05")


@pytest.mark.survives("I09")
def test_new_rules_sort_every_article_anew(path: Path) -> None:
    with Archive.open(path, write=True) as archive:
        with Build.begin(archive, sort=lambda _: WORLD, now=LATER) as run:
            run.add(article("a"), sequence=1)
            run.add(article("b", published=When(NOON + timedelta(days=1))), sequence=1)
            assert not run.sort_anew("rules 1")
            run.settle()
    cuba = Label("cuba", "Cuba")
    elsewhere = Sorted(Labels(tags=(cuba,)), ("other",))
    with (
        Archive.open(path, write=True) as archive,
        Build.begin(archive, sort=lambda _: elsewhere, now=LATER) as run,
    ):
        assert run.sort_anew("rules 2")
        assert not run.sort_anew("rules 2")
        run.settle()
    other = Topic(slug="other", title="Other")
    with Archive.open(path, write=False) as archive:
        assert archive.topic_counts() == {"other": 2}
        assert archive.label_counts() == {("tags", cuba): 2}
        assert archive.selection(EVERYTHING) == []
        for label in (None, ("tags", "cuba")):
            titles = [kept.article.title for kept in archive.selection(other, label=label)]
            assert titles == ["Title b", "Title a"]


def test_a_dump_is_known_by_its_bytes_and_how_it_is_read(path: Path) -> None:
    reading = Reading("s", "bytes", "d.jsonl", "settings")
    with Archive.open(path, write=True) as archive:
        with Build.begin(archive, sort=lambda _: WORLD, now=LATER) as run:
            assert not run.already_read(reading)
            run.dump_met(reading, records=1, refused=0, refusals=[])
        with Build.begin(archive, sort=lambda _: WORLD, now=LATER) as run:
            assert run.already_read(reading)
            assert not run.already_read(msgspec.structs.replace(reading, settings="others"))
            assert not run.already_read(msgspec.structs.replace(reading, fingerprint="others"))
            assert run.sequence(reading) == 1
            assert run.number == 2


def test_an_exception_undoes_the_whole_build(path: Path) -> None:
    build(path, article("a"))
    with pytest.raises(RuntimeError), Archive.open(path, write=True) as archive:
        with Build.begin(archive, sort=lambda _: WORLD, now=LATER) as run:
            run.add(article("b"), sequence=2)
            raise RuntimeError
    assert [title for _, title, _ in everything(path)] == ["Title a"]


def test_only_one_writer_at_a_time(path: Path) -> None:
    with (
        Archive.open(path, write=True),
        pytest.raises(ArchiveError, match="another build is running"),
    ):
        Archive.open(path, write=True)
    Archive.open(path, write=True).__exit__()


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"not a database" * 99, "damaged"), (b"SQLite format 3\0" + b"\xff" * 5000, "damaged")],
)
def test_what_is_no_archive_is_refused_and_untouched(
    path: Path, content: bytes, message: str
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=message):
        Archive.open(path, write=True)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE theirs (x)")
    db.close()
    with pytest.raises(ArchiveError, match="another program"):
        Archive.open(path, write=True)


def test_a_reader_needs_an_archive(path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive yet"):
        Archive.open(path, write=False)


@pytest.mark.survives("T05", "S13")
def test_odd_text_is_stored_as_it_is(path: Path) -> None:
    title = "'; DROP TABLE articles; -- % _ \\ \U0001f600"
    build(path, article("a", title=title))
    with Archive.open(path, write=False) as archive:
        assert [kept.article.title for kept in archive.find("% _ \\")] == [title]
        assert archive.find("%%%%x") == []
