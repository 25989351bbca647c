"""What is forgotten is nowhere, and is never taken in again."""

import gzip
import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from feedgen_news.archive import Archive
from feedgen_news.model import Origin
from feedgen_news.pipeline.forgotten_records import holds_forgotten
from feedgen_news.problems import Problem
from tests.cli import run

Project = Callable[..., Path]
Capture = pytest.CaptureFixture[bytes]

SECRET = "Grommelin confessed to the harbour fraud"
URL = "https://www.news.example/world/grommelin-confessed-1234"
LONG = (
    "Inspector Grommelin said on Monday that nothing of the kind had ever been seen before. " * 80
)
CONFIG = """\
site: {title: Test News, url: https://feeds.example.org/}
sources:
  - {name: Wire, files: "dumps/*"}
tags: {harbour: {words: [harbour]}}
topics:
  harbour: {title: Harbour, match: {tags: [harbour]}}
  everything: {title: Everything, match: all, history: true}
archive: state/archive.sqlite3
output: out
compress: true
"""


def record(number: int, **changes: object) -> dict[str, object]:
    return {
        "url": f"https://news.example/world/story-{number}",
        "title": f"An ordinary story of the town, part {number}",
        "text": f"Plain words of story {number}, told at some length for once.",
        "date": f"2025-03-{number:02}T08:00:00Z",
        **changes,
    }


def lines(*records: dict[str, object]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def secret(**changes: object) -> dict[str, object]:
    return record(9, **{"url": URL, "title": SECRET, "text": LONG, **changes})


def files(folder: Path) -> Iterable[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def holders(tmp_path: Path, *texts: str) -> list[str]:
    """The files of the archive and the output that hold one of these texts in any case."""
    found = []
    for folder in ("state", "out"):
        for path in files(tmp_path / folder):
            data = path.read_bytes()
            data = gzip.decompress(data) if path.suffix == ".gz" else data
            if any(text.lower().encode() in data.lower() for text in texts):
                found.append(path.relative_to(tmp_path).as_posix())
    return found


def built(capfdbinary: Capture, config: Path, *options: str) -> dict[str, Any]:
    result = run(capfdbinary, "build", "-c", config, "--json", *options)
    assert result.code == 0, result.err
    told: dict[str, Any] = json.loads(result.out)
    of = told["outcome"]
    parts = (of["new"], of["updated"], of["unchanged"], of["duplicate"], told["refused"])
    assert told["read"] == sum(parts)
    return told


def forget(capfdbinary: Capture, config: Path, *arguments: str) -> dict[str, Any]:
    result = run(capfdbinary, "forget", "-c", config, "--json", *arguments)
    assert result.code == 0, result.err
    told: dict[str, Any] = json.loads(result.out)
    return told


@pytest.fixture
def there(project: Project, capfdbinary: Capture) -> Path:
    """A project whose archive knows the secret in two versions, the first in a closed document."""
    config = project(CONFIG, a_jsonl=lines(*map(record, range(1, 4)), secret()))
    built(capfdbinary, config)
    built(capfdbinary, config)
    project(CONFIG, b_jsonl=lines(secret(text=f"Corrected. {LONG}", updated="2025-03-10")))
    built(capfdbinary, config)
    return config


def test_before_it_is_in_every_place(there: Path, tmp_path: Path) -> None:
    held = holders(tmp_path, SECRET)
    assert "state/archive.sqlite3" in held
    assert {"out/everything/feed.atom", "out/everything/feed.atom.gz", "out/harbour/feed.json"} <= {
        *held
    }
    assert [path for path in held if "2025-03" in path]


@pytest.mark.survives("O09")
@pytest.mark.parametrize(
    "what",
    [
        URL,
        "http://news.example/world/grommelin-confessed-1234?utm_source=x#top",
        "news.example/world/grommelin-confessed-1234/",
        "harbour fraud grommelin",
    ],
)
def test_it_is_nowhere(there: Path, tmp_path: Path, capfdbinary: Capture, what: str) -> None:
    told = forget(capfdbinary, there, what)
    assert len(told["forgotten"]) == 1
    assert holders(tmp_path, "grommelin", "harbour fraud") == []
    feed = json.loads((tmp_path / "out/harbour/feed.json").read_text())
    assert feed["items"] == []  # the topic stays, for its subscribers
    assert len(json.loads((tmp_path / "out/everything/feed.json").read_text())["items"]) == 3
    assert run(capfdbinary, "check", tmp_path / "out").code == 0


def test_by_its_id(there: Path, tmp_path: Path, capfdbinary: Capture) -> None:
    entries = json.loads((tmp_path / "out/harbour/feed.json").read_text())["items"]
    told = forget(capfdbinary, there, entries[0]["id"])
    assert told["forgotten"] == [entries[0]["id"]]
    assert holders(tmp_path, "grommelin") == []


AGAIN = [
    {},
    {"title": "Another headline altogether, they said"},
    {"url": "http://news.example/world/grommelin-confessed-1234?utm_campaign=spring"},
    {"url": "https://new-host.example/world/grommelin-confessed-1234"},
    {"text": "All of it is new."},
]


@pytest.mark.parametrize("changes", AGAIN)
def test_it_is_not_taken_again(
    there: Path, project: Project, tmp_path: Path, capfdbinary: Capture, changes: dict[str, object]
) -> None:
    forget(capfdbinary, there, URL)
    project(CONFIG, c_jsonl=lines(secret(**changes), record(5)))
    told = built(capfdbinary, there)
    assert told["problems"]["forgotten"] == told["refused"] == 1
    assert told["outcome"]["new"] == 1
    assert holders(tmp_path, "grommelin") == []
    told = built(capfdbinary, there, "--full")
    assert told["problems"]["forgotten"] == told["refused"] == 3
    assert holders(tmp_path, "grommelin") == []


def test_each_new_shape_is_remembered_too(
    there: Path, project: Project, tmp_path: Path, capfdbinary: Capture
) -> None:
    forget(capfdbinary, there, URL)
    moved = "https://new-host.example/world/grommelin-confessed-1234"
    project(CONFIG, c_jsonl=lines(secret(url=moved)))
    built(capfdbinary, there)
    project(CONFIG, d_jsonl=lines(secret(url=moved, title="Nothing of what it was", date="")))
    assert built(capfdbinary, there)["problems"]["forgotten"] == 1
    assert holders(tmp_path, "new-host") == []


def test_the_output_is_that_of_an_archive_that_never_knew_it(
    there: Path, project: Project, tmp_path: Path, capfdbinary: Capture
) -> None:
    forget(capfdbinary, there, URL)
    after = {path: path.read_bytes() for path in files(tmp_path / "out")}
    built(capfdbinary, there)
    assert {path: path.read_bytes() for path in files(tmp_path / "out")} == after


def test_a_build_does_not_say_that_the_quarantine_holds_it(
    there: Path, project: Project, tmp_path: Path, capfdbinary: Capture
) -> None:
    forget(capfdbinary, there, URL)
    project(CONFIG, c_jsonl=lines(secret()))
    out = run(capfdbinary, "build", "-c", there).out
    assert "refused   1 forgotten; nothing of it is kept\n" in out
    assert "quarantine" not in out
    project(CONFIG, c_jsonl=lines(secret()) + "[1]\n")
    told = run(capfdbinary, "build", "-c", there).out.split("\n")
    place = tmp_path / "state/archive.quarantine.jsonl"
    assert f"refused   1 not-an-object in {place}" in told
    assert "refused   1 forgotten; nothing of it is kept" in told


def test_refused_records_that_hold_it(
    project: Project, tmp_path: Path, capfdbinary: Capture
) -> None:
    broken = '["' + URL.replace("/", "\\/") + '"]\n'
    other = '["https://news.example/other"]\n'
    config = project(CONFIG, a_jsonl=lines(secret()) + broken + other)
    built(capfdbinary, config)
    kept = tmp_path / "state/archive.quarantine.jsonl"
    assert kept.read_text().count("\n") == 2
    forget(capfdbinary, config, URL)
    (line,) = kept.read_text().splitlines()
    assert "news.example/other" in line


def test_an_article_without_an_address_loses_its_page(
    project: Project, tmp_path: Path, capfdbinary: Capture
) -> None:
    config = project(CONFIG, a_jsonl=lines(secret(url=None), record(1)))
    built(capfdbinary, config)
    (page,) = (tmp_path / "out/articles").glob("*.html")
    assert SECRET in page.read_text()
    forget(capfdbinary, config, SECRET)
    assert not page.exists()
    assert holders(tmp_path, "grommelin") == []
    project(CONFIG, b_jsonl=lines(secret(url=None, text=LONG + "One more sentence.")))
    assert built(capfdbinary, config)["problems"]["forgotten"] == 1


def test_an_address_in_advance(project: Project, tmp_path: Path, capfdbinary: Capture) -> None:
    config = project(CONFIG, a_jsonl=lines(record(1)))
    built(capfdbinary, config)
    told = forget(capfdbinary, config, URL, "--reason", "court order 17")
    assert (told["forgotten"], told["in_advance"]) == ([], [URL])
    project(CONFIG, b_jsonl=lines(secret()))
    assert built(capfdbinary, config)["problems"]["forgotten"] == 1
    (known,) = json.loads(run(capfdbinary, "forget", "-c", config, "--list", "--json").out)
    assert (known["note"], known["at"]) == ("court order 17", "2026-01-21T12:53:20Z")
    assert holders(tmp_path, "grommelin") == []


def test_words_that_several_articles_have_change_nothing(
    there: Path, tmp_path: Path, capfdbinary: Capture
) -> None:
    before = (tmp_path / "state/archive.sqlite3").read_bytes()
    result = run(capfdbinary, "forget", "-c", there, "ordinary story", URL)
    assert (result.code, result.out.count("An ordinary story of the town")) == (2, 3)
    assert "may mean another article than you think; nothing was forgotten" in result.err
    assert run(capfdbinary, "forget", "-c", there, "no such words").code == 2
    assert run(capfdbinary, "forget", "-c", there).code == 2
    assert (tmp_path / "state/archive.sqlite3").read_bytes() == before


def test_undone_it_comes_again_under_its_id(
    there: Path, tmp_path: Path, capfdbinary: Capture
) -> None:
    (known,) = forget(capfdbinary, there, URL)["forgotten"]
    assert run(capfdbinary, "forget", "-c", there, "--undo", known).code == 0
    assert run(capfdbinary, "forget", "-c", there, "--undo", known).code == 2
    assert run(capfdbinary, "forget", "-c", there, "--list").out == ""
    assert "forgotten" not in built(capfdbinary, there, "--full")["problems"]
    (entry,) = json.loads((tmp_path / "out/harbour/feed.json").read_text())["items"]
    assert (entry["id"], entry["title"]) == (known, SECRET)


def test_a_note_is_all_that_a_person_can_read(there: Path, capfdbinary: Capture) -> None:
    (known,) = forget(capfdbinary, there, URL, "--reason", "asked by mail")["forgotten"]
    listed = run(capfdbinary, "forget", "-c", there, "--list").out
    assert listed == f"{known} 2026-01-21T12:53:20Z asked by mail\n"


WORDS = (
    "market river harbour council budget minister bridge storm league record window garden engine"
    " doctor museum school ticket summer winter planet copper silver yellow forest valley island"
).split()


def prose(seed: int, length: int = 120) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def told_of(**changes: object) -> dict[str, object]:
    """A record with a text by which an article is known again."""
    return record(7, **{"url": URL, "title": SECRET, "text": prose(7), **changes})


MOVED = "https://www.news.example/archive/of-the-harbour-77"
ANEW = "Whatever became of all that was said"


@pytest.mark.parametrize("date", ["2025-03-09T08:11:12Z", "2025-03-09", None])
@pytest.mark.parametrize(
    "changes",
    [
        {"url": MOVED},
        {"url": MOVED, "title": ANEW},
        {"url": "https://amp.news.example/archive/of-the-harbour-77"},
        {"url": None},
    ],
)
def test_it_is_known_by_what_living_articles_are_known_by(
    project: Project,
    tmp_path: Path,
    capfdbinary: Capture,
    date: str | None,
    changes: dict[str, object],
) -> None:
    for name in ("living", "gone"):
        config = project(CONFIG, a_jsonl=lines(told_of(date=date), record(1)))
        built(capfdbinary, config)
        if name == "gone":
            forget(capfdbinary, config, URL)
        project(CONFIG, b_jsonl=lines(told_of(date=date, **changes)))
        told = built(capfdbinary, config)
        assert told["outcome"]["new"] == 0
        assert told["problems"].get("forgotten", 0) == (name == "gone")
        shutil.rmtree(tmp_path / "dumps")
        if name == "living":
            shutil.rmtree(tmp_path / "state")
            shutil.rmtree(tmp_path / "out")
    assert holders(tmp_path, "of-the-harbour-77", SECRET, ANEW) == []


def test_it_is_known_by_its_headline_and_second_whatever_the_text(
    project: Project, capfdbinary: Capture
) -> None:
    config = project(CONFIG, a_jsonl=lines(told_of()))
    built(capfdbinary, config)
    forget(capfdbinary, config, URL)
    project(CONFIG, b_jsonl=lines(told_of(url=MOVED, text=prose(8))))
    assert built(capfdbinary, config)["problems"]["forgotten"] == 1


def test_each_look_is_remembered_too(
    project: Project, tmp_path: Path, capfdbinary: Capture
) -> None:
    config = project(CONFIG, a_jsonl=lines(told_of(date="2025-03-09"), record(1)))
    built(capfdbinary, config)
    forget(capfdbinary, config, URL)
    longer = f"{prose(7)} {prose(8, 60)}"
    shapes = [
        told_of(date="2025-03-09", text=longer),
        told_of(date="2025-03-09", text=longer, url=MOVED, title=ANEW),
    ]
    for at, shape in enumerate(shapes):
        project(CONFIG, **{f"b{at}_jsonl": lines(shape)})
        assert built(capfdbinary, config)["problems"]["forgotten"] == 1
    assert holders(tmp_path, "of-the-harbour-77", ANEW) == []


OTHER_SITE = "https://other.example/2025/said-the-inspector"


def test_the_same_story_on_another_site_stays(project: Project, capfdbinary: Capture) -> None:
    """It is there before, comes again, and comes for the first time."""
    elsewhere = [told_of(url=OTHER_SITE), told_of(url="https://third.example/x/what-he-said")]
    config = project(CONFIG, a_jsonl=lines(told_of(), elsewhere[0]))
    assert built(capfdbinary, config)["outcome"]["new"] == 2
    forget(capfdbinary, config, URL)
    project(CONFIG, b_jsonl=lines(*elsewhere))
    told = built(capfdbinary, config, "--full")
    assert (told["problems"]["forgotten"], told["outcome"]["new"]) == (1, 1)


def test_an_article_that_is_there_is_not_taken_for_one_that_was_forgotten(
    project: Project, capfdbinary: Capture
) -> None:
    """Two that are alike, each published under its own address before the one was forgotten."""
    first, second = told_of(), told_of(url=MOVED, title=ANEW, date="2025-03-08", text=prose(8))
    config = project(CONFIG, a_jsonl=lines(first, second))
    assert built(capfdbinary, config)["outcome"]["new"] == 2
    forget(capfdbinary, config, URL)
    project(CONFIG, b_jsonl=lines(told_of(url=MOVED, updated="2025-03-10")))
    told = built(capfdbinary, config)
    assert (told["refused"], told["outcome"]["updated"]) == (0, 1)


def test_nothing_is_known_of_it_once_that_is_undone(
    project: Project, tmp_path: Path, capfdbinary: Capture
) -> None:
    config = project(CONFIG, a_jsonl=lines(told_of(), record(1)))
    built(capfdbinary, config)
    (known,) = forget(capfdbinary, config, URL)["forgotten"]
    assert run(capfdbinary, "forget", "-c", config, "--undo", known).code == 0
    db = sqlite3.connect(tmp_path / "state/archive.sqlite3")
    for table in ("forgotten", "forgotten_keys", "forgotten_looks", "forgotten_hints"):
        assert db.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (0,)
    db.close()
    project(CONFIG, b_jsonl=lines(told_of(url=MOVED, title=ANEW)))
    assert built(capfdbinary, config)["outcome"]["new"] == 1


WHOLE = json.dumps(told_of())
BROKEN = {
    "no-title": (lines(told_of(title="", text="")), "no-title"),
    "cut": (WHOLE[:-40] + "\n", "broken-json"),
    "another spelling": (
        WHOLE[:-40].replace(URL, "http://m.news.example/world/grommelin-confessed-1234/?utm_id=1"),
        "broken-json",
    ),
    "escaped": (json.dumps(told_of(title="", text="")).replace("/", "\\/") + "\n", "no-title"),
    "as a text": (json.dumps(json.dumps(told_of()).replace("/", "\\/")) + "\n", "not-an-object"),
    "in a list of cells": (f'"{URL.partition("//")[2]},{SECRET}"\n', "not-an-object"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_record_of_it_is_counted_and_not_kept(
    there: Path, project: Project, tmp_path: Path, capfdbinary: Capture, broken: str
) -> None:
    forget(capfdbinary, there, URL)
    dump, code = BROKEN[broken]
    project(CONFIG, c_jsonl=dump.strip() + "\n" + '["https://news.example/other"]\n')
    told = built(capfdbinary, there)
    counts = {code: 1, "not-an-object": 1} if code != "not-an-object" else {code: 2}
    assert told["problems"] == counts
    assert holders(tmp_path, "grommelin") == []
    kept = (tmp_path / "state/archive.quarantine.jsonl").read_text()
    assert ("news.example/other" in kept, kept.count("\n")) == (True, 1)


def test_without_a_takedown_broken_records_are_kept_whole(
    project: Project, tmp_path: Path, capfdbinary: Capture
) -> None:
    built(capfdbinary, project(CONFIG, a_jsonl=lines(told_of(title="", text=""))))
    assert URL in (tmp_path / "state/archive.quarantine.jsonl").read_text()


def test_a_broken_record_of_an_address_forgotten_in_advance_goes(
    project: Project, tmp_path: Path, capfdbinary: Capture
) -> None:
    config = project(CONFIG, a_jsonl=lines(told_of(title="", text=""), record(1)))
    built(capfdbinary, config)
    assert forget(capfdbinary, config, f"{URL}?utm_source=x")["in_advance"]
    assert holders(tmp_path, "grommelin") == []


def test_a_record_of_very_many_addresses_counts_as_one_of_it(there: Path, tmp_path: Path) -> None:
    """Not each of them is looked up."""
    many = [f"https://news.example/world/filler-{n}" for n in range(2_001)]
    with Archive.open(tmp_path / "state/archive.sqlite3", write=False) as archive:
        for addresses, expected in ((many[:2_000], False), (many, True)):
            problem = Problem("broken-json", "", Origin("a.jsonl"), raw=" ".join(addresses))
            assert holds_forgotten(archive, problem) is expected
