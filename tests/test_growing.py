"""A dump that something is added to, run after run: what was read is not read again."""

import gzip
import json
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from feedgen_news import loaders, pipeline
from feedgen_news.archive import Archive
from feedgen_news.config import Source
from feedgen_news.finding.growth import Section, prints
from feedgen_news.loaders import Dump
from feedgen_news.pipeline import Built
from feedgen_news.problems import Problem, Report

NOW = datetime(2026, 3, 5, 18, tzinfo=UTC)
CONFIG = """\
site: {title: T, url: https://feeds.example/}
sources: [{name: Wire, files: "dumps/*"}]
topics: {all: {title: All, match: all, history: true}}
auto_topics: [{from: tags, min_items: 1}]
archive: state/a.sqlite3
"""
LISTED = CONFIG.replace('"dumps/*"', '"dumps/*", vanished: withdraw')
PART = 2_000  # bytes


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("loaders", "loaders.json.lines"):
        monkeypatch.setattr(f"feedgen_news.{module}.PART", PART)


class Ground:
    """A config, and dumps that a scraper writes."""

    def __init__(self, folder: Path, config: str = CONFIG) -> None:
        self.folder = folder
        self._hours = 0
        self.problems: list[Problem] = []
        (folder / "dumps").mkdir(parents=True)
        (folder / "config.yaml").write_text(config, "utf-8")

    def dump(self, name: str = "d.jsonl") -> Path:
        return self.folder / "dumps" / name

    def write(self, data: str | bytes, name: str = "d.jsonl") -> None:
        self.dump(name).write_bytes(data.encode() if isinstance(data, str) else data)

    def add(self, data: str | bytes, name: str = "d.jsonl") -> None:
        with self.dump(name).open("ab") as file:
            file.write(data.encode() if isinstance(data, str) else data)

    def build(self, **options: Any) -> Built:
        self._hours += 1
        self.problems.clear()
        config = pipeline.load(self.folder / "config.yaml")
        now = NOW + timedelta(hours=self._hours)
        return pipeline.build(config, now=now, tell=self.problems.append, **options)

    def asked(self, query: str) -> list[Any]:
        with Archive.open(self.folder / "state/a.sqlite3", write=False) as archive:
            return archive.db.execute(query).fetchall()

    def lies(self) -> list[Any]:
        """Title and line of each article."""
        return self.asked(
            "SELECT title, json_extract(facts, '$.origin.line') FROM articles ORDER BY 2, 1"
        )

    def sections(self) -> list[Any]:
        """Of what is there: in which build it was read first, records, refused, where it ends."""
        return self.asked(
            "SELECT sequence, records, refused, bytes FROM dumps WHERE last_build ="
            " (SELECT MAX(last_build) FROM dumps) ORDER BY sequence, bytes"
        )


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path)


def record(number: int, **more: object) -> dict[str, object]:
    words = random.Random(number).choices("ferry storm bridge market school winter".split(), k=30)
    return {
        "url": f"https://news.example/stories/{number}",
        "title": f"Story {number}",
        "text": f"{number} " + " ".join(words),
        "date": f"2026-03-{number % 5 + 1:02}T08:00:00Z",
        "tags": [f"Tag {number % 3}"],
        **more,
    }


def lines(*numbers: int, **more: object) -> str:
    return "".join(json.dumps(record(number, **more)) + "\n" for number in numbers)


def said(built: Built) -> tuple[int, int, int, int, int]:
    """Dumps read and unchanged; records read, new, and met again."""
    outcome = built.outcome
    return built.dumps_read, built.dumps_unchanged, built.read, outcome.new, outcome.unchanged


def end(*numbers: int) -> int:
    return len(lines(*numbers))


def test_only_what_was_added_is_read(ground: Ground) -> None:
    ground.write(lines(*range(20)))
    assert said(ground.build()) == (1, 0, 20, 20, 0)
    ground.add(lines(20, 21))
    assert said(ground.build()) == (1, 0, 2, 2, 0)
    ground.add(lines(3, 22))
    assert said(ground.build()) == (1, 0, 2, 1, 1)
    assert said(ground.build()) == (0, 1, 0, 0, 0)
    assert ground.lies() == [
        *[(f"Story {number}", number + 1) for number in range(22) if number != 3],
        ("Story 3", 23),
        ("Story 22", 24),
    ]
    ends = end(*range(20)), end(*range(22)), end(*range(22), 3, 22)
    assert ground.sections() == [(1, 20, 0, ends[0]), (2, 2, 0, ends[1]), (3, 2, 0, ends[2])]


def output(ground: Ground) -> dict[str, bytes]:
    folder = ground.folder / "output"
    files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*")}
    return {name: file.read_bytes() for name, file in files.items() if file.is_file()}


@pytest.mark.parametrize("config", [CONFIG, LISTED])
def test_it_is_as_if_the_scraper_had_begun_another_file(tmp_path: Path, config: str) -> None:
    added = [lines(20, 21), lines(5, title="Story 5 told anew") + lines(22), lines(7, 23)]
    grounds = Ground(tmp_path / "one", config), Ground(tmp_path / "many", config)
    for ground in grounds:
        ground.write(lines(*range(20)))
        ground.build()
    told = []
    for number, more in enumerate(added):
        grounds[0].add(more)
        grounds[1].write(more, f"d{number}.jsonl")
        one, many = (ground.build() for ground in grounds)
        told.append((one.outcome == many.outcome, one.topics == many.topics))
    assert told == [(True, True)] * 3
    assert output(grounds[0]) == output(grounds[1])
    assert b"told anew" in output(grounds[0])["all/feed.json"]


def held(ground: Ground) -> list[Any]:
    columns = "id, content, rank, body_rank, date, announced, changed, facts"
    return [
        *ground.asked(f"SELECT {columns} FROM articles ORDER BY id"),
        *ground.asked("SELECT source, fingerprint, sequence, bytes, lines, follows FROM dumps"),
        *ground.asked("SELECT * FROM sightings ORDER BY 1, 2, 3"),
        *ground.asked("SELECT * FROM refusals ORDER BY 1, 2, 3"),
    ]


@pytest.mark.parametrize("config", [CONFIG, LISTED])
def test_to_read_all_of_it_again_changes_nothing(tmp_path: Path, config: str) -> None:
    ground = Ground(tmp_path, config)
    ground.write(lines(*range(20)))
    ground.build()
    for more in (lines(20), "[1]\n" + lines(4, 21), lines(22, text="another story altogether")):
        ground.add(more)
        ground.build()
    before, shown = held(ground), output(ground)
    assert said(ground.build(full=True)) == (1, 0, 25, 0, 23)
    assert (held(ground), output(ground)) == (before, shown)


def test_other_settings_read_all_of_it_again_as_the_same_versions(ground: Ground) -> None:
    ground.write(lines(*range(20), date="2026-03-01T08:00:00"))
    ground.build()
    ground.add(lines(20, 21, date="2026-03-01T08:00:00"))
    ground.build()
    config = ground.folder / "config.yaml"
    config.write_text(CONFIG.replace('"dumps/*"', '"dumps/*", timezone: Asia/Tokyo'))
    assert said(ground.build())[:3] == (1, 0, 22)
    assert {date for (date,) in ground.asked("SELECT date FROM articles")} == {
        int(datetime(2026, 2, 28, 23, tzinfo=UTC).timestamp())
    }
    assert [row[:2] for row in ground.sections()] == [(1, 20), (2, 2)]


def test_a_line_that_is_not_written_to_its_end_waits(ground: Ground) -> None:
    ground.write(lines(*range(20)))
    ground.build()
    more = "7\n" + lines(20, 21)
    ground.add(more[:-40])
    cut = ground.build()
    assert (cut.dumps_unread, cut.outcome.new, cut.refused) == (1, 1, 2)
    assert [p.code for p in ground.problems if p.effect == "unread"] == ["truncated-dump"]
    assert [row[1:3] for row in ground.sections()] == [(20, 0), (2, 1), (1, 1)]
    again = ground.build()
    assert (again.read, again.dumps_unread) == (1, 1)  # the cut one
    ground.add(more[-40:])
    assert said(ground.build()) == (1, 0, 1, 1, 0)
    assert [row[1:3] for row in ground.sections()] == [(20, 0), (2, 1), (1, 0)]
    assert len((ground.folder / "state/a.quarantine.jsonl").read_text().splitlines()) == 1


def test_a_scraper_at_work_is_followed(tmp_path: Path) -> None:
    ground, data = Ground(tmp_path), lines(*range(60)).encode()
    read = []
    for size in range(4_000, len(data) + 4_000, 4_000):
        ground.write(data[:size])
        built = ground.build()
        read.append(built.read - built.refused)
    assert read == [12] * 5
    assert (built.dumps_unread, built.topics["all"]) == (0, 50)
    assert ground.lies() == [(f"Story {number}", number + 1) for number in range(60)]
    assert not (ground.folder / "state/a.quarantine.jsonl").exists()


def test_without_a_line_end_the_last_line_counts(ground: Ground) -> None:
    ground.write(lines(*range(20)).rstrip())
    assert said(ground.build()) == (1, 0, 20, 20, 0)
    ground.add("\n" + lines(20).rstrip())
    assert said(ground.build())[2:4] == (1, 1)
    assert ground.lies() == [(f"Story {number}", number + 1) for number in range(21)]


@pytest.mark.parametrize(
    ("more", "new"),
    [
        (json.dumps(record(900), indent=1), 1),
        ("[\n" + lines(900).rstrip() + ",\n" + lines(901) + "]", 2),
        (json.dumps([record(900), record(901)]), 2),
        (lines(900).rstrip(), 1),
        ("  ", 0),
    ],
)
@pytest.mark.parametrize("grows", [True, False])
def test_a_value_over_several_lines_needs_no_line_end(
    ground: Ground, more: str, new: int, *, grows: bool
) -> None:
    ground.write(lines(*range(20)))
    if grows:
        ground.build()
    ground.add(more)
    built = ground.build()
    assert (built.dumps_unread, built.refused) == (0, 0)
    assert ground.asked("SELECT COUNT(*) FROM articles") == [(20 + new,)]
    assert len(ground.sections()) == 1 + grows


def refused(ground: Ground) -> list[int]:
    """The lines of what the quarantine holds."""
    path = ground.folder / "state/a.quarantine.jsonl"
    held = path.read_text().splitlines() if path.exists() else []
    return [json.loads(line)["origin"]["line"] for line in held]


def test_a_refused_line_without_an_end_stays_in_the_quarantine(ground: Ground) -> None:
    ground.write(lines(*range(20)) + "{}")
    ground.build()
    ground.add("\n")
    ground.build()
    ground.add("{}\n" + lines(20) + "{}\n")
    ground.build()
    assert refused(ground) == [21, 22, 24]
    ground.build(full=True)
    assert refused(ground) == [21, 22, 24]


def test_a_list_that_is_being_written_does_not_fill_the_quarantine(ground: Ground) -> None:
    ground.write(lines(*range(20)))
    ground.build()
    ground.add('[{"x": 1},\n{},\n' + lines(700).rstrip() + ",\n")
    for _ in range(3):
        assert ground.build().dumps_unread == 1
        assert refused(ground) == [21, 22]
    ground.add(lines(701) + "]\n")
    assert ground.build().dumps_unread == 0
    assert refused(ground) == [21, 22]
    assert ("Story 701", 24) in ground.lies()


def test_what_cannot_be_read_apart_any_more_is_as_old_as_it_was(ground: Ground) -> None:
    ground.write(lines(*range(20)))
    ground.build()
    ground.write(lines(5, title="Told anew"), "e.jsonl")
    ground.build()
    ground.add(lines(20))
    ground.build()
    config = ground.folder / "config.yaml"
    config.write_text(CONFIG.replace('"dumps/*"', '"dumps/*", encoding: windows-1252'))
    ground.build(force=True)
    assert ground.asked("SELECT title FROM articles WHERE title LIKE 'Told%'") == [("Told anew",)]


def test_the_quarantine_keeps_what_was_refused_further_up(ground: Ground) -> None:
    ground.write("{}\n" + lines(*range(20)))
    ground.build()
    ground.add("[2]\n" + lines(20))
    ground.build()
    text = (ground.folder / "state/a.quarantine.jsonl").read_text()
    places = [json.loads(line)["origin"].get("line") for line in text.splitlines()]
    assert len(places) == 2
    assert places[0] == 1
    ground.build(full=True)
    assert len((ground.folder / "state/a.quarantine.jsonl").read_text().splitlines()) == 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_refused_is_told_with_its_line(ground: Ground, jobs: int) -> None:
    ground.write(lines(*range(20)))
    ground.build(jobs=jobs)
    ground.add("\n" + lines(*range(20, 40)) + '{"title": "x", \n' + lines(*range(40, 300)))
    assert said(ground.build(jobs=jobs))[:4] == (1, 0, 281, 280)
    assert [str(each.origin) for each in ground.problems] == ["dumps/d.jsonl:42"]
    assert ground.lies()[20:] == [
        (f"Story {number}", number + (2 if number < 40 else 3)) for number in range(20, 300)
    ]


def test_what_is_other_further_up_is_read_as_a_whole(ground: Ground) -> None:
    ground.write(lines(*range(20)))
    ground.build()
    ground.write(lines(0, 1, title="Another") + lines(*range(2, 21)))
    changed = ground.build()
    assert (changed.read, changed.outcome.new, changed.outcome.updated) == (21, 1, 2)
    assert len(ground.sections()) == 1


def test_what_is_taken_off_again_is_as_it_was(tmp_path: Path) -> None:
    ground = Ground(tmp_path, LISTED)
    ground.write(lines(*range(20)))
    ground.build()
    ground.add(lines(20))
    assert ground.build().topics["all"] == 21
    ground.write(lines(*range(20)))
    assert said(ground.build()) == (0, 1, 0, 0, 0)
    assert ground.asked("SELECT title FROM articles WHERE withdrawn = 1") == [("Story 20",)]
    ground.add(lines(21))
    assert said(ground.build()) == (1, 0, 1, 1, 0)
    assert ground.asked("SELECT COUNT(*) FROM articles WHERE withdrawn = 0") == [(21,)]
    ground.write(lines(*range(1, 40)))
    ground.build()
    assert ground.asked("SELECT title FROM articles WHERE withdrawn = 1") == [("Story 0",)]


def test_it_is_known_under_another_name_and_without_stamps(ground: Ground) -> None:
    ground.write(lines(*range(20)))
    ground.build()
    ground.add(lines(20))
    ground.build()
    ground.dump().rename(ground.dump("e.jsonl"))
    assert said(ground.build()) == (0, 1, 0, 0, 0)
    (ground.folder / "state/a.sqlite3.stamps").unlink()
    assert said(ground.build()) == (0, 1, 0, 0, 0)
    ground.write(ground.dump("e.jsonl").read_bytes(), "copy.jsonl")
    assert said(ground.build()) == (0, 2, 0, 0, 0)


def table(*numbers: int) -> bytes:
    return "".join(f"https://n.example/{n},Story {n},{'x ' * 90}\n" for n in numbers).encode()


@pytest.mark.parametrize(
    ("name", "begin", "more"),
    [
        ("d.csv", b"url,title,text\n" + table(*range(20)), table(20)),
        ("d.jsonl.gz", gzip.compress(lines(*range(200)).encode()), gzip.compress(b"\n")),
        ("d.json", ("[\n" + lines(0)).encode() * 20, b"\n"),
        ("d.jsonl", lines(*range(20)).encode("utf-16"), lines(20).encode("utf-16-le")),
        ("d.jsonl", lines(1, 2).encode(), lines(3).encode()),  # soon read anew
    ],
)
def test_whatever_has_no_lines_is_read_as_a_whole(
    ground: Ground, name: str, begin: bytes, more: bytes
) -> None:
    ground.write(begin, name)
    ground.build()
    count = ground.asked("SELECT COUNT(*) FROM articles")
    ground.add(more, name)
    assert ground.build().read >= count[0][0]
    assert len(ground.sections()) == 1


def test_a_source_is_not_silent_that_has_nothing_but_odd_lines_to_add(ground: Ground) -> None:
    ground.write(lines(*range(20)))
    ground.build()
    ground.add("[1]\n")
    built = ground.build()
    assert (built.dumps_read, built.refused, built.topics["all"]) == (1, 1, 20)


def test_a_dump_that_gets_shorter_meanwhile_is_read_next_time(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground.write(lines(*range(20)))
    ground.build()
    ground.add(lines(*range(20, 60)))
    looked = Dump.prints

    def shortened(dump: Dump, **asked: Any) -> Any:
        found = looked(dump, **asked)
        os.truncate(dump.path, end(*range(30)) - 9)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(Dump, "prints", shortened)
        short = ground.build()
    assert (short.dumps_unread, short.dumps_read) == (1, 0)
    assert [p.code for p in ground.problems] == ["unreadable-dump"]
    ground.write(lines(*range(60)))
    assert ground.build().dumps_read == 1
    assert ground.lies() == [(f"Story {number}", number + 1) for number in range(60)]


def test_two_processes_give_what_one_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # parts as they are
    many = {"text": "word " * 700}
    grounds = [Ground(tmp_path / str(jobs)) for jobs in (1, 2)]
    for jobs, ground in enumerate(grounds, start=1):
        ground.write(lines(*range(400), **many))
        ground.build(jobs=jobs)
        ground.add(lines(*range(400, 2_000), **many))  # 5.7 MB
        assert said(ground.build(jobs=jobs))[:3] == (1, 0, 1_600)
    assert held(grounds[0]) == held(grounds[1])
    assert output(grounds[0]) == output(grounds[1])


def test_prints_are_those_of_what_it_was(tmp_path: Path) -> None:
    dump = Dump("d", tmp_path / "d")
    dump.path.write_bytes(b"one\ntwo\nthr")
    of_lines, before = dump.prints()
    assert (of_lines.size, of_lines.lines, before.size, before.lines) == (8, 2, 11, 2)
    dump.path.write_bytes(b"one\ntwo\nthree\n")
    two, shorter, lined, whole = dump.prints(at={11, 8})
    assert (two, shorter) == (of_lines, before)
    assert lined == whole
    assert (whole.size, whole.lines) == (14, 3)
    assert len({two.fingerprint, shorter.fingerprint, whole.fingerprint}) == 3
    with dump.open() as file:
        sizes = [each.size for each in prints(file, at={99, 4})]
    assert sizes == [4, 14, 14, 14]


# --- whatever the lines hold

ODD = [
    "",
    "  ",
    "null",
    "[1, 2]",
    '{"title": "cut',
    '{"title": "cut", ',
    "{}",
    '{"title": "Two"}{"title": "in one line"}',
    '{"title": "\xe9"}',
    "\x00\x00",
    json.dumps({"results": [{"title": "A", "text": "a"}, {"title": "B", "text": "b"}]}),
    json.dumps({"title": "Pretty", "text": "printed"}, indent=1),
    json.dumps([{}, {"title": "Of a", "text": "list"}, 7], indent=1),
]


def read(dump: Dump) -> tuple[list[str], list[str], int]:
    problems: list[Problem] = []
    report = Report(problems.append)
    source = Source(name="s", files=("*",))
    found = [msgspec.json.encode(each).decode() for each in _records(dump, source, report)]
    counted = [f"{p.code} {p.origin}" for p in problems if p.code != "fields-guessed"]
    return found, counted, report.unread


def _records(dump: Dump, source: Source, report: Report) -> Iterator[Any]:
    return loaders.load(dump, source=source, report=report)


@given(
    above=st.lists(st.one_of(st.just("+"), st.sampled_from(ODD)), max_size=9),
    below=st.lists(st.one_of(st.just("+"), st.sampled_from(ODD)), max_size=9),
    ends=st.sampled_from(["\n", "\r\n"]),
)
@settings(deadline=None, max_examples=300)
def test_sections_give_what_the_whole_gives(
    tmp_path_factory: pytest.TempPathFactory, above: list[str], below: list[str], ends: str
) -> None:
    def text(odd: list[str], start: int) -> bytes:
        good = (json.dumps(record(start + number)) for number in range(len(odd)))
        return "".join((next(good) if o == "+" else o) + ends for o in odd).encode()

    begin = lines(*range(20)).replace("\n", ends).encode() + text(above, 100)
    more = text(below, 200)
    dump = Dump("d.jsonl", tmp_path_factory.mktemp("d") / "d.jsonl")
    dump.path.write_bytes(begin + more)
    sections = (
        Section(0, len(begin), 0),
        Section(len(begin), len(begin + more), begin.count(b"\n")),
    )
    one, other = (read(replace(dump, section=section)) for section in sections)
    assume(not one[2])
    whole = read(dump)
    assert one[0] + other[0] == whole[0]
    assert sorted(one[1] + other[1]) == sorted(whole[1])
