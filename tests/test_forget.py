"""What is forgotten is nowhere, and is never taken in again."""

import gzip
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

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
        "harbour grommelin",
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
    assert "may mean several articles; nothing was forgotten" in result.err
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
