"""What is met again and says the same is kept at once as it would be one by one."""

import json
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedgen_news import pipeline
from feedgen_news.archive import Archive, Build, Copying, looks, met_again
from feedgen_news.archive import build as building
from feedgen_news.archive.prepared import prepare
from feedgen_news.config import load
from feedgen_news.model import Article, Labels, Origin, Sorted, When
from feedgen_news.normalise.identity import keys_of_address
from feedgen_news.problems import DamagedError
from tests.keeping import article

NOW = datetime(2026, 3, 5, 18, tzinfo=UTC)
WORDS = "harbour council ferry storm bridge market school winter engine garden doctor".split()


def said(seed: int, words: int = 60) -> str:
    rng = random.Random(seed)
    return " ".join(f"{rng.choice(WORDS)}{rng.choice('abcdefgh')}" for _ in range(words))


class Batch(msgspec.Struct):
    """Articles of one dump, read together; `sequence` is that of the build unless told."""

    articles: list[Article]
    sequence: int | None = None
    order: int = 0
    listing: str = ""


class Tampered(msgspec.Struct):
    """What nothing does by itself, at least not so soon."""

    statement: str


Plan = list[list[Batch] | Tampered]


def sort(_: Article) -> Sorted:
    return Sorted(Labels(), ("everything",))


@contextmanager
def one_by_one() -> Iterator[None]:
    with patch.object(met_again, "found", lambda *_, **__: []):
        yield


def kept(path: Path, plan: Plan) -> dict[str, Any]:
    """All that comes of it, and all that the archive holds in the end."""
    with Archive.open(path, write=True) as archive:
        told: list[Any] = []
        for step in plan:
            if isinstance(step, Tampered):
                archive.db.execute(step.statement)
            else:
                told.append(built(archive, step))
        for (number,) in archive.db.execute("SELECT number FROM articles").fetchall():
            looks.make(archive.db, number)
        return {"told": told, **tables(archive)}


def built(archive: Archive, batches: list[Batch]) -> Any:
    with Build.begin(archive, sort=sort, now=NOW) as run:
        folds = []
        for batch in batches:
            sequence = batch.sequence or run.number
            ready = [
                prepare(
                    each, sort(each), sequence=sequence, order=batch.order, now=int(NOW.timestamp())
                )
                for each in batch.articles
            ]
            folds += run.add_all(ready, sequence=sequence, order=batch.order, dump=batch.listing)
        aside = archive.db.execute("SELECT * FROM set_aside ORDER BY 1, 2, 3").fetchall()
        found = {source: list(each) for source, each in run._moves._found.items()}
        folds += run.reunite(keys_of_address)
        errors = run.without_error_pages()
        news = run.presence.news
        outcome = run.settle(Copying(frozenset({"exact"}), ("s",)))
    return folds, aside, found, errors, news, outcome


def tables(archive: Archive) -> dict[str, list[Any]]:
    names = archive.db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    return {
        name: sorted(archive.db.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
        for (name,) in names
    }


def at(line: int, dump: str = "d.jsonl") -> Origin:
    return Origin(dump, line, line)


LONG, OTHER = said(1), said(2)
A = article("a", text=LONG, html=f"<p>{LONG}</p>", hints=("said:1", "at:1"))
AGAIN = msgspec.structs.replace(A, origin=at(7, "e.jsonl"))
B = article("b", text=OTHER, html=f"<p>{OTHER}</p>", hints=("said:2",))
LATER = When(datetime(2024, 4, 1, tzinfo=UTC))


def but(one: Article, **changes: object) -> Article:
    return msgspec.structs.replace(one, **changes)


def first(*articles: Article) -> list[Batch]:
    return [Batch(list(articles))]


LAST = but(A, updated=LATER)
# Fifteen versions of one article, the first the latest: so many looks are under its hints, too.
OFTEN_EDITED = [first(LAST), first(*(but(A, text=said(number)) for number in range(3, 17)))]
# By name: what happens, and of how many articles it is plain that they are met again.
PLANS: dict[str, tuple[Plan, int]] = {
    "in another dump": ([first(A, B), first(AGAIN, but(B, origin=at(8)))], 2),
    "the very same": ([first(A), first(A)], 1),
    "a third and a fourth time": ([first(A), first(AGAIN), first(A), [Batch([A], 3)]], 3),
    "its dump is read again": ([first(A, B), [Batch([A, B], 1)]], 2),
    "and a later one is known": ([first(A), first(AGAIN), [Batch([A], 1)]], 1),
    "of a source that moved up": ([[Batch([A], order=3)], [Batch([AGAIN], 1, order=2)]], 1),
    "of a source that moved down": ([[Batch([A], order=3)], [Batch([AGAIN], 1, order=4)]], 0),
    "its dump is read again, the source moved down": (
        [[Batch([A], order=3)], [Batch([A], 1, order=4)]],
        0,
    ),
    "in a dump of no later build": ([first(A), [Batch([AGAIN], 1)]], 0),
    "another title": ([first(A), first(but(AGAIN, title="Another"))], 0),
    "another text": ([first(A), first(but(AGAIN, text=OTHER))], 0),
    "no text": ([first(A), first(but(AGAIN, text="", html=""))], 0),
    "no text, and then it": (
        [first(A), first(but(AGAIN, text="", html="")), first(AGAIN), first(A)],
        1,
    ),
    "no text at first": ([first(but(A, text="", html="")), first(AGAIN), first(A)], 1),
    "edited, and again": ([first(A), first(but(A, text=OTHER)), first(but(AGAIN, text=OTHER))], 1),
    "edited, other hints, and again": (
        [first(A)] + 2 * [first(but(A, text=OTHER, hints=("said:1", "at:2")))],
        1,
    ),
    "edited, and with the hints of both": (
        [
            first(A),
            first(but(A, text=OTHER, hints=("at:2",))),
            first(but(A, text=OTHER, hints=("at:2", "at:1"))),
        ],
        0,
    ),
    "edited, and back": (
        [first(A), first(but(A, text=OTHER, hints=("at:2",))), first(A), first(AGAIN)],
        1,
    ),
    "under another id": ([first(A), first(but(AGAIN, id=B.id))], 1),
    "under another id, read again": (
        [first(A), first(but(AGAIN, id=B.id)), [Batch([but(AGAIN, id=B.id)], 2)]],
        2,
    ),
    "no hints": ([first(but(A, hints=())), first(but(AGAIN, hints=()))], 1),
    "fewer hints": ([first(A), first(but(AGAIN, hints=("at:1",)))], 1),
    "another hint": ([first(A), first(but(AGAIN, hints=("said:1", "at:1", "told:1")))], 0),
    "another key": ([first(A), first(but(AGAIN, keys=(*A.keys, "path:a")))], 0),
    "other keys, all of them known": (
        [first(A), first(but(A, title="T", keys=(*A.keys, "url:c"))), first(A), first(A)],
        1,
    ),
    "without an address": ([first(but(A, url=None)), first(but(AGAIN, url=None))], 1),
    "twice in a batch": ([first(A), first(AGAIN, but(AGAIN, origin=at(9)))], 0),
    "in two batches": ([first(A), [Batch([AGAIN]), Batch([but(AGAIN, origin=at(9))])]], 1),
    "its dump is read again, and then another one": (
        [first(A), [Batch([A], 1), Batch([AGAIN])]],
        1,
    ),
    "a key that was lost": (
        [
            first(but(A, keys=(*A.keys, "path:a"))),
            Tampered("DELETE FROM keys WHERE key = 'path:a'"),
            first(but(AGAIN, keys=(*A.keys, "path:a"))),
        ],
        0,
    ),
    "so often edited that a look was forgotten": (
        [
            first(A),
            first(but(A, text=OTHER, updated=LATER)),
            first(*(but(A, text=said(number)) for number in range(3, 19))),
            first(but(AGAIN, text=OTHER, updated=LATER)),
        ],
        0,
    ),
    "with as many looks as tell that none was forgotten": ([*OFTEN_EDITED, first(LAST)], 1),
    "with one look more": ([*OFTEN_EDITED, first(but(A, text=said(20))), first(LAST)], 0),
    "of seventeen versions the one whose look was forgotten": (
        [
            first(A),
            first(but(LAST, text=OTHER)),
            first(*(but(A, text=said(number)) for number in range(3, 18))),
            first(but(LAST, text=OTHER)),
        ],
        0,
    ),
    "with as many looks under a hint, and another article with it": (
        [
            *OFTEN_EDITED,
            first(but(B, text=LONG, hints=("said:1",), url="https://o.example/b")),
            first(LAST),
        ],
        0,
    ),
    "edited in another batch": ([first(A), [Batch([AGAIN]), Batch([but(A, title="T")])]], 1),
    "edited before, in another batch": (
        [first(A), [Batch([but(A, title="T")]), Batch([AGAIN])]],
        0,
    ),
    "another article with a hint of its": (
        [first(A), [Batch([but(B, hints=("said:1",), url="https://o.example/b")]), Batch([AGAIN])]],
        0,
    ),
    "an address that another has as a hint": (
        [first(A, but(B, hints=("url:a",))), first(AGAIN)],
        0,
    ),
    "an address that another, new one has as a hint": (
        [first(A), [Batch([but(B, text=LONG, hints=("url:a",))]), Batch([AGAIN])]],
        0,
    ),
    "a hint that is the address of another, new one": (
        [
            first(but(A, keys=("given:a",), hints=("url:b",))),
            [Batch([but(B, hints=())]), Batch([but(AGAIN, keys=("given:a",), hints=("url:b",))])],
        ],
        0,
    ),
    "a hint that leads to an address elsewhere": (
        [
            first(but(A, keys=("given:a",), hints=("url:b",)), but(B, hints=())),
            first(but(AGAIN, keys=("given:a",), hints=("url:b",))),
        ],
        0,
    ),
    "another in the batch has a former key": (
        [
            first(A),
            first(
                but(A, keys=(*A.keys, "url:c"), published=When(datetime(2020, 1, 1, tzinfo=UTC)))
            ),
            first(
                but(B, keys=("url:c",), text=said(3), published=LATER),
                but(AGAIN),
            ),
        ],
        0,
    ),
    "another in the batch has a former hint": (
        [
            first(A),
            first(but(A, hints=("told:3",), published=When(datetime(2020, 1, 1, tzinfo=UTC)))),
            first(but(B, url=A.url, hints=("told:3",), text=LONG + "a", published=LATER), AGAIN),
        ],
        0,
    ),
    "withdrawn": (
        [first(A), Tampered("UPDATE articles SET withdrawn = 1"), first(AGAIN)],
        1,
    ),
    "a dump that lists all": (
        [[Batch([A], listing="f1")], [Batch([AGAIN, B], listing="f2")]],
        1,
    ),
    "its text was spared": ([first(A), Tampered("UPDATE articles SET slim = 2"), first(AGAIN)], 1),
    "its text was spared, and its dump is read again": (
        [first(A), Tampered("UPDATE articles SET slim = 2"), [Batch([A], 1), Batch([B])]],
        1,
    ),
    "a body of a greater version": (
        [first(A), Tampered("UPDATE articles SET body_rank = '9'"), first(AGAIN)],
        1,
    ),
    "a version with another body stands": (
        [
            first(A),
            Tampered(
                "UPDATE articles SET rank = substr(rank, 1, 33) || hex(randomblob(0)) ||"
                " replace(hex(zeroblob(16)), '00', '0f')"
            ),
            first(AGAIN),
        ],
        0,
    ),
    "content by an older rule": (
        [first(A), Tampered("UPDATE articles SET content = 'x'"), first(AGAIN)],
        0,
    ),
    "facts by an older rule": (
        [
            first(A),
            Tampered(
                "UPDATE articles SET facts = json_set(facts, '$.text',"
                " substr(json_extract(facts, '$.html'), 4, 5))"
            ),
            first(AGAIN),
        ],
        0,
    ),
}


@pytest.mark.parametrize("name", PLANS)
def test_it_is_kept_as_one_by_one(tmp_path: Path, name: str) -> None:
    plan, plain = PLANS[name]
    with one_by_one():
        long_way = kept(tmp_path / "one.sqlite3", plan)
    with patch.object(building, "keep_again", wraps=met_again.keep) as keep:
        short_way = kept(tmp_path / "all.sqlite3", plan)
    for part, found in long_way.items():
        assert short_way[part] == found, part
    assert sum(len(call.args[1]) for call in keep.call_args_list) == plain


@pytest.mark.parametrize("again", [A, AGAIN])
def test_a_row_that_is_not_what_was_written_is_found(tmp_path: Path, again: Article) -> None:
    damage = (
        "UPDATE articles SET labels = 'x'",
        "UPDATE articles SET checksum = 7",
    )
    with pytest.raises(DamagedError):
        kept(tmp_path / "a", [first(A), *map(Tampered, damage), first(again)])


def test_it_takes_few_statements(tmp_path: Path) -> None:
    many = [
        but(
            A,
            id=f"urn:{n}",
            keys=(f"url:{n}",),
            url=f"https://news.example/{n}",
            hints=(f"at:{n}",),
        )
        for n in range(100)
    ]
    with Archive.open(tmp_path / "a.sqlite3", write=True) as archive:
        built(archive, first(*many))
        asked: list[str] = []
        with Build.begin(archive, sort=sort, now=NOW) as run:
            ready = [prepare(each, sort(each), sequence=2, order=0, now=0) for each in many]
            archive.db.set_trace_callback(asked.append)
            list(run.add_all(ready, sequence=2))
            archive.db.set_trace_callback(None)
            run.settle()
    written = [statement for statement in asked if statement.startswith("UPDATE articles")]
    assert len(written) == len(many)
    assert len(asked) - len(written) < 20


# --- whole builds

CONFIG = """\
site: {title: T, url: "https://f.example/"}
sources:
  - {name: Wire, files: "w/*.jsonl"%s}
  - {name: Full, files: "f/*.jsonl", vanished: withdraw, fields: {id: uid}}
topics: {all: {title: All, match: all, items: 2, history: true}}
auto_topics: {from: tags, min_items: 1}
archive: state/a.sqlite3
output: out
keep_text: 1 day
"""


def record(number: int, **changes: object) -> dict[str, object]:
    made: dict[str, object] = {
        "url": f"https://news.example/stories/of-{number}",
        "uid": f"id {number}",
        "title": f"The council of town {number} votes to keep a bridge",
        "published": f"2026-02-{number % 28 + 1:02}T{number % 24:02}:12:{number % 60:02}Z",
        "text": f"{said(number)} {number}.",
        "tags": [f"Tag {number % 2}"],
    }
    return {name: value for name, value in (made | changes).items() if value is not None}


change = st.sampled_from(
    [
        *({} for _ in range(12)),
        {"title": "Another headline for it"},
        {"url": "https://m.news.example/stories/of-1"},
        {"url": "https://other.example/stories/of-1"},
        {"url": None},
        {"url": None, "uid": None},
        {"uid": "id 1"},
        {"published": None},
        {"updated": "2026-03-01T00:00:00Z"},
        {"published": "2026-03-08T01:12:01Z"},
        {"text": None},
        {"text": f"{said(1)} 99."},
        {"text": said(1, 30)},
        {"text": f"{said(8)} 99.", "url": "https://news.example/stories/of-2"},
        {"text": "A short notice."},
    ]
)
records = st.lists(st.builds(lambda n, c: record(n, **c), st.integers(0, 6), change), max_size=8)


class Day(msgspec.Struct):
    """What a build finds: dumps that were written meanwhile, or taken away."""

    written: dict[str, list[dict[str, object]] | None]
    later: int
    full: bool
    setting: str


days = st.builds(
    Day,
    st.dictionaries(
        st.sampled_from(["w/1.jsonl", "w/2.jsonl", "w/10.jsonl", "f/1.jsonl", "f/2.jsonl"]),
        records | st.none(),
        max_size=3,
    ),
    st.integers(0, 3),
    st.sampled_from([False, False, True]),
    st.sampled_from(["", "", "", ", language: es"]),
)


@settings(max_examples=25, deadline=None)
@given(plan=st.lists(days, min_size=2, max_size=4))
def test_builds_are_the_same(tmp_path_factory: pytest.TempPathFactory, plan: list[Day]) -> None:
    folder = tmp_path_factory.mktemp("lived")  # its path is in what is told
    with one_by_one():
        long_way = lived(folder, plan)
    shutil.rmtree(folder)
    assert lived(folder, plan) == long_way


def lived(folder: Path, plan: list[Day]) -> list[Any]:
    """What each build says, and leaves in the archive and in the output."""
    now, left = NOW, []
    for name in ("w", "f"):
        (folder / name).mkdir(parents=True)
    for day in plan:
        now += timedelta(days=day.later)
        (folder / "config.yaml").write_text(CONFIG % day.setting, "utf-8")
        for name, found in day.written.items():
            if found is None:
                (folder / name).unlink(missing_ok=True)
            else:
                text = "".join(json.dumps(each) + "\n" for each in found)
                (folder / name).write_text(text, "utf-8")
        left.append(came_of(folder, now, full=day.full))
    return left


def came_of(folder: Path, now: datetime, *, full: bool) -> Any:
    told: list[str] = []
    config = load(folder / "config.yaml", choices=pipeline.choices())
    made = pipeline.build(
        config, now=now, tell=lambda each: told.append(repr(each)), full=full, force=True
    )
    out = folder / "out"
    files = {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    with Archive.scratch(config.archive) as archive:
        for (number,) in archive.db.execute("SELECT number FROM articles").fetchall():
            looks.make(archive.db, number)
        held = tables(archive)
    return [made.outcome, made.problems, made.published, told, held, files]
