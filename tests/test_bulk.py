"""Taking in many articles at once is taking them in one by one; a dump in parts is the dump."""

import json
import random
import sys
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedgen_news import loaders, pipeline
from feedgen_news.archive import Archive, Build, Copying, Fold, Outcome
from feedgen_news.archive import build as building
from feedgen_news.archive.copies import newcomers
from feedgen_news.archive.prepared import prepare
from feedgen_news.config import Source, load
from feedgen_news.loaders.json import lines
from feedgen_news.model import Article, Label, Labels, Sorted
from feedgen_news.normalise import Normaliser
from feedgen_news.problems import Problem, Report

NOW = datetime(2026, 3, 5, 18, tzinfo=UTC)
SOURCE = Source.model_validate({"name": "Wire", "files": ["-"]})
WORDS = "harbour council ferry storm bridge market school winter engine garden doctor".split()
ALL = (
    *("articles", "keys", "looks", "hints", "labels", "memberships", "label_counts", "state"),
    *("traces", "stories"),
)
AT_ONCE = {"OTHERS": newcomers.OTHERS}
ONE_BY_ONE = {  # each newcomer is looked for among its copies when its turn is
    "file_unshared": lambda _db, **_: None,
    "OTHERS": "a.last_build = ?2 AND a.first_build = ?2",
}


def said(seed: int, words: int = 60) -> str:
    rng = random.Random(seed)
    return " ".join(f"{rng.choice(WORDS)}{rng.choice('abcdefgh')}" for _ in range(words))


def record(number: int, **changes: object) -> dict[str, object]:
    """One of many that have nothing in common."""
    made = {
        "url": f"https://news.example/stories/of-{number}",
        "title": f"The council of town {number} votes to keep a bridge",
        "published": f"2026-02-{number % 28 + 1:02}T{number % 24:02}:12:{number % 60:02}Z",
        "text": f"{said(number)} {number}.",
        "section": f"Section {number % 3}",
        "tags": [f"Tag {number % 5}", f"Tag {number % 7}"],
    }
    return {name: value for name, value in (made | changes).items() if value is not None}


def sort(article: Article) -> Sorted:
    sections = tuple(Label(name.lower().replace(" ", "-"), name) for name in article.sections)
    tags = tuple(Label(name.lower().replace(" ", "-"), name) for name in article.tags)
    return Sorted(Labels(sections, tags), ("everything",))


def articles(
    folder: Path, records: list[dict[str, object]], *, source: Source = SOURCE
) -> list[Article]:
    (folder / "d.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records), "utf-8")
    (dump,) = loaders.dumps_of([str(folder / "d.jsonl")], report=Report())
    normaliser = Normaliser(source, now=NOW, report=Report())
    made = map(normaliser.article, loaders.load(dump, source=source, report=Report()))
    return [article for article in made if article]


def kept(
    path: Path, builds: list[list[Article]], *, batch: int
) -> tuple[list[Outcome], list[Fold], dict[str, list[tuple[object, ...]]]]:
    """What comes out, and all that the archive holds; `batch` 0 takes in one by one."""
    outcomes, told = [], []
    with Archive.open(path, write=True) as archive:
        for sequence, met in enumerate(builds, 1):
            with Build.begin(archive, sort=sort, now=NOW) as run:
                for start in range(0, len(met), batch or 1):
                    some = met[start : start + (batch or 1)]
                    if batch:
                        ready = [_ready(article, sequence) for article in some]
                        told += run.add_all(ready, sequence=sequence)
                    else:
                        told += run.add(some[0], sequence=sequence)
                with patch.multiple(newcomers, **(AT_ONCE if batch else ONE_BY_ONE)):
                    outcomes.append(run.settle(Copying(frozenset({"exact"}), ("Wire",))))
        tables = {table: _rows(archive, table) for table in ALL}
    return outcomes, told, tables


def _ready(article: Article, sequence: int):
    now = int(NOW.timestamp())
    return prepare(article, sort(article), sequence=sequence, order=0, now=now)


def _rows(archive: Archive, table: str) -> list[tuple[object, ...]]:
    """Rows with ids in the place of numbers, for these depend on the order."""
    archive.db.execute("UPDATE looks SET sketch = ?1 WHERE sketch IS NULL", (b"later",))
    names = [name for _, name, *_ in archive.db.execute(f"PRAGMA table_info({table})")]
    ids = dict(archive.db.execute("SELECT number, id FROM articles").fetchall())
    looks = dict(archive.db.execute("SELECT number, article FROM looks").fetchall())
    found = []
    for row in archive.db.execute(f"SELECT * FROM {table}"):
        one = dict(zip(names, row, strict=True))
        one.pop("sketch", None)
        if "article" in one:
            one["article"] = ids[one["article"]]
        if "story" in one:
            one["story"] = ids[one["story"]]
        if "look" in one:
            one["look"] = ids[looks[one["look"]]]
        if table in ("articles", "looks"):
            one.pop("number")
        if one.get("name") != "dumps":
            found.append(tuple(one.items()))
    return sorted(found, key=repr)


change = st.sampled_from(
    [
        {},
        {"title": "Another headline for it"},
        {"url": "https://m.news.example/stories/of-1"},
        {"url": None},
        {"published": "2026-02-02"},
        {"published": None},
        {"text": said(1) + " 99."},
        {"text": said(1, 30) + " 1."},
        {"text": None},
        {"published": "2026-02-02T01:12:01Z"},
        {"text": said(1) + " 99.", "published": "1969-12-31T01:12:01Z"},
        {"text": f"“{said(1)}” — 99…", "published": "1970-01-02T01:12:01Z"},
        {"text": said(1) + " 99.", "published": "2026-03-20T01:12:01Z"},
        {"text": "A short notice."},
        {"updated": "2026-03-02T03:04:05Z"},
        {"tags": ["tag 5", "Tag 5"], "section": None},
        {"text": said(1) + " 99.", "url": "https://other.example/stories/of-it"},
    ]
)
records = st.lists(st.builds(lambda n, c: record(n, **c), st.integers(0, 9), change), max_size=9)


@settings(max_examples=60, deadline=None)
@given(builds=st.lists(records, min_size=1, max_size=2), batch=st.integers(1, 6))
def test_many_at_once_are_kept_as_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, builds: list[list[dict[str, object]]], batch: int
) -> None:
    folder = tmp_path_factory.mktemp("kept")
    met = [articles(folder, each) for each in builds]
    one_by_one = kept(folder / "one.sqlite3", met, batch=0)
    at_once = kept(folder / "all.sqlite3", met, batch=batch)
    assert at_once[0] == one_by_one[0]
    assert len(at_once[1]) == len(one_by_one[1])
    assert at_once[2] == one_by_one[2]


NUMBERED = Source.model_validate({"name": "Wire", "files": ["-"], "fields": {"id": ("nr",)}})


@pytest.mark.parametrize("sources", [(NUMBERED, SOURCE), (SOURCE, NUMBERED)])
def test_an_address_that_identifies_one_is_a_hint_of_the_other(
    tmp_path: Path, sources: tuple[Source, Source]
) -> None:
    """What the dump numbers is known by that: of its address there has to be the text as well."""
    first, then = sources
    met = [record(n, nr=f"n{n}") for n in range(5)]
    edited = [
        {**said, "title": f"Something else {n}", "published": f"2026-03-01T07:08:0{n}Z"}
        for n, said in enumerate(met)
    ]
    builds = [
        articles(tmp_path, met, source=first),
        articles(tmp_path, edited, source=then),
    ]
    outcomes, _, tables = kept(tmp_path / "a.sqlite3", builds, batch=5)
    assert [(outcome.new, outcome.updated) for outcome in outcomes] == [(5, 0), (0, 5)]
    assert len(tables["articles"]) == 5


def test_of_two_titles_of_a_label_the_first_stays(tmp_path: Path) -> None:
    met = articles(tmp_path, [record(1, tags=["tag 5", "Tag 5"])])
    _, _, tables = kept(tmp_path / "a.sqlite3", [met], batch=1)
    tags = [dict(row)["title"] for row in tables["labels"] if dict(row)["kind"] == "tags"]
    assert tags == ["tag 5"]


def test_an_article_that_comes_edited_changed_when_it_was(tmp_path: Path) -> None:
    met = articles(tmp_path, [record(1, updated="2026-03-02T03:04:05Z")])
    _, _, tables = kept(tmp_path / "a.sqlite3", [met], batch=1)
    ((date, changed),) = [(dict(row)["date"], dict(row)["changed"]) for row in tables["articles"]]
    assert datetime.fromtimestamp(date, UTC).isoformat() == "2026-02-02T01:12:01+00:00"
    assert datetime.fromtimestamp(changed, UTC).isoformat() == "2026-03-02T03:04:05+00:00"


def test_a_build_that_meets_nothing_but_what_is_plainly_new_has_news(tmp_path: Path) -> None:
    builds = [articles(tmp_path, [record(n) for n in numbers]) for numbers in ((1, 2), (3, 4))]
    outcomes, _, tables = kept(tmp_path / "a.sqlite3", builds, batch=2)
    assert [outcome.new for outcome in outcomes] == [2, 2]
    assert len(tables["articles"]) == 4


def test_copies_are_found_though_most_articles_have_none(tmp_path: Path) -> None:
    wire = said(1) + " 99."
    met = [record(number) for number in range(60)] + [
        record(60, text=wire),
        record(61, text=wire.upper(), url="https://other.example/stories/61"),
        record(62, text=wire, published="2026-01-01T00:12:01Z"),
        record(63, text="A short notice."),
        record(64, text="A short notice."),
    ]
    (outcome,), _, tables = kept(tmp_path / "a", [articles(tmp_path, met)], batch=50)
    assert outcome.new == 65
    assert len(tables["traces"]) == 62  # neither that of the one that joined, nor short ones
    assert len(tables["stories"]) == 2


def test_a_mark_goes_with_the_text_that_it_was_made_of(tmp_path: Path) -> None:
    first, then = said(1) + " 1.", said(2) + " 2."
    met = [
        record(1, text=first),
        record(1, text=then, published="2026-02-27T00:12:01Z"),
        record(2, text=first, published="2026-02-27T00:12:02Z"),
        record(3, text=then, published="2026-02-27T00:12:03Z", url="https://other.example/of/3"),
    ]
    _, _, tables = kept(tmp_path / "a", [articles(tmp_path, met)], batch=1)
    titles = {dict(row)["id"]: dict(row)["title"] for row in tables["articles"]}
    joined = {titles[dict(row)["article"]].split()[4] for row in tables["stories"]}
    assert joined == {"1", "3"}


def test_a_number_that_is_free_again_is_given_again(tmp_path: Path) -> None:
    """What was told of two sites turns out to be one article, the last that was written."""
    here, there = "https://a.example/stories/of-town-1", "https://b.example/stories/of-town-1"
    ours, theirs = record(1)["title"], record(2)["title"]
    met = [
        record(1, url=here, title=ours),
        record(2, url=there, title=theirs),
        record(3, url=here, title=theirs),
        record(4),
    ]
    (outcome,), _, tables = kept(tmp_path / "a.sqlite3", [articles(tmp_path, met)], batch=1)
    assert outcome.new == 2
    assert len(tables["articles"]) == len(tables["traces"]) == 2


def test_what_is_plainly_new_is_written_once(tmp_path: Path) -> None:
    met = articles(tmp_path, [record(number) for number in range(30)])
    with Archive.open(tmp_path / "a.sqlite3", write=True) as archive:
        written: list[str] = []
        with Build.begin(archive, sort=sort, now=NOW) as run:
            archive.db.set_trace_callback(written.append)
            list(run.add_all([_ready(article, 1) for article in met], sequence=1))
            archive.db.set_trace_callback(None)
            run.settle()
        sketches = archive.db.execute("SELECT DISTINCT sketch FROM looks").fetchall()
    inserted = {statement for statement in written if statement.startswith("INSERT INTO articles")}
    assert len(inserted) == 30
    assert not any(statement.startswith("UPDATE articles") for statement in written)
    assert sketches == [(None,)]


def test_what_a_first_build_puts_off_is_made_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = record(1, tags=["Tag 99"], updated="2026-03-02T00:00:00Z")
    met = articles(tmp_path, [*(record(number) for number in range(30)), edited])
    monkeypatch.setattr(sys.modules[__name__], "ALL", (*ALL, "touched"))
    found = []
    for name in ("as it is", "nothing put off"):
        *_, tables = kept(tmp_path / name, [met, met[:3]], batch=7)
        found.append((tables, _schema(tmp_path / name)))
        monkeypatch.setattr(building, "put_off", lambda _: None)
    assert found[0] == found[1]
    assert ("labels_come", "trigger") in {part[:2] for part in found[0][1]}
    assert ("name", "put off") not in [row[0] for row in found[0][0]["state"]]


def test_a_first_build_that_fails_takes_nothing_away(tmp_path: Path) -> None:
    met = articles(tmp_path, [record(1)])
    Archive.open(tmp_path / "a", write=True).__exit__()
    before = _schema(tmp_path / "a")
    with Archive.open(tmp_path / "a", write=True) as archive:
        with pytest.raises(KeyError), Build.begin(archive, sort=sort, now=NOW) as run:
            list(run.add_all([_ready(article, 1) for article in met], sequence=1))
            raise KeyError
        with Build.begin(archive, sort=sort, now=NOW):
            pass  # and one that is never settled
    assert _schema(tmp_path / "a") == before


def _schema(path: Path) -> list[tuple[str, str, str]]:
    with Archive.open(path, write=False) as archive:
        return sorted(archive.db.execute("SELECT name, type, COALESCE(sql, '') FROM sqlite_schema"))


def test_a_sketch_is_made_when_somebody_asks_and_before_the_text_goes(tmp_path: Path) -> None:
    first = articles(tmp_path, [record(1)])
    edited = articles(tmp_path, [record(1, text=said(2) + " 2.")])
    moved = articles(tmp_path, [record(1, url="https://news.example/elsewhere/9")])
    with Archive.open(tmp_path / "a.sqlite3", write=True) as archive:
        for sequence, met in enumerate((first, edited, moved), 1):
            with Build.begin(archive, sort=sort, now=NOW) as run:
                list(run.add_all([_ready(a, sequence) for a in met], sequence=sequence))
                run.settle()
        (found,) = archive.db.execute("SELECT COUNT(*) FROM articles").fetchone()
    assert found == 1  # known by what the first version looked like, which no row holds any more


# --- parts


def read(path: Path, text: str, part: int, monkeypatch: pytest.MonkeyPatch):
    path.write_text(text, "utf-8")
    monkeypatch.setattr(lines, "PART", part)
    (dump,) = loaders.dumps_of([str(path)], report=Report())
    problems: list[Problem] = []
    watch = pipeline.Unwatched()
    with pipeline.Workers(1) as workers:
        ((_, batches),) = pipeline.readings(
            [pipeline.Wanted(dump, as_it_is)],
            source=SOURCE,
            now=NOW,
            report=Report(problems.append),
            workers=workers,
            watch=watch,
        )
        made = [article for batch in batches for article in batch]
    return made, sorted(problems, key=repr)


def as_it_is(article: Article) -> Article:
    return article


ODD = {
    "nothing odd": "",
    "a blank line": "\n \n",
    "broken": '{"title": "A broken li\n',
    "an array": json.dumps([record(901), record(902)]) + "\n",
    "over two lines": json.dumps(record(903), indent=1) + "\n",
    "two in a line": json.dumps(record(904)) + json.dumps(record(905)) + "\n",
    "a scalar": "5\n",
    "an envelope": json.dumps({"articles": [record(906), record(907)]}) + "\n",
    "another encoding": '{"title": "Caf\u00e9 opens in the old harbour", "url": "https://a.example/1"}\n',
    "a comma behind it": json.dumps(record(908)) + ",\n",
    "no article": '{"@type": "Person", "name": "Ann"}\n',
    "cut at the end": '{"title": "cut',
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("place", [0, 1, 20, 39, 40])
@pytest.mark.parametrize("part", [3_000, 7_919])
def test_in_parts_a_dump_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, place: int, part: int
) -> None:
    whole = [json.dumps(record(number)) + "\n" for number in range(40)]
    whole.insert(place, ODD[name])
    text = "".join(whole)
    assert len(text) > 2 * part
    in_parts = read(tmp_path / "d.jsonl", text, part, monkeypatch)
    in_one = read(tmp_path / "d.jsonl", text, 1 << 30, monkeypatch)
    assert in_parts == in_one


def test_processes_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = [json.dumps(record(number % 700)) for number in range(800)]
    records[300] = '{"broken": '
    pages = []
    for jobs in (1, 2):
        folder = tmp_path / str(jobs)
        folder.mkdir()
        text = "\n".join(records) + "\n"
        (folder / "d.jsonl").write_text(text * 12, "utf-8")
        (folder / "config.yaml").write_text(
            "site: {title: T, url: https://f.example/}\n"
            "sources: [{name: Wire, files: d.jsonl}]\n"
            "topics: {all: {title: All, match: all}}\nauto_topics: {from: tags}\n",
            "utf-8",
        )
        config = load(folder / "config.yaml", choices=pipeline.choices())
        built = pipeline.build(config, now=NOW, tell=lambda _: None, jobs=jobs)
        assert built.outcome.new == 699
        out = folder / "output"
        pages.append(
            {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}
        )
    assert pages[0] == pages[1]
