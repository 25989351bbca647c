"""What `forget` says before and after, and when it rather does nothing."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli import run
from tests.test_forget import CONFIG, SECRET, URL, built, forget, lines, record, secret

Project = Callable[..., Path]
Capture = pytest.CaptureFixture[bytes]

COPY = "https://other.example/2025/03/10/fraud-at-the-harbour"
STORY = {"text": "The harbour master told the court that nothing had been paid to anyone. " * 8}


@pytest.fixture
def config(project: Project, capfdbinary: Capture) -> Path:
    """A project that knows the secret, and a copy of it on another site."""
    copy = secret(url=COPY, **STORY)
    config = project(CONFIG, a_jsonl=lines(record(1), secret(**STORY), copy))
    built(capfdbinary, config)
    return config


@pytest.fixture
def alone(project: Project, capfdbinary: Capture) -> Path:
    config = project(CONFIG, a_jsonl=lines(record(1), secret()))
    built(capfdbinary, config)
    return config


def test_it_says_what_it_was(alone: Path, capfdbinary: Capture) -> None:
    out = run(capfdbinary, "forget", "-c", alone, "news.example/world/grommelin-confessed-1234").out
    line = out.split("\n")[0]
    assert line.startswith("forgotten urn:uuid:")
    assert line.endswith(f" {URL} {SECRET}")
    assert "remaining" not in out


@pytest.mark.parametrize("words", [SECRET.upper(), "harbour fraud grommelin"])
def test_enough_words_of_one_title(alone: Path, capfdbinary: Capture, words: str) -> None:
    (article,) = forget(capfdbinary, alone, words)["articles"]
    assert (article["title"], article["url"]) == (SECRET, URL)


@pytest.mark.parametrize("words", ["mmel", "grommelin", "grommelin fraud", "grommelin harb raud e"])
def test_too_few_words_of_one_title(
    alone: Path, tmp_path: Path, capfdbinary: Capture, words: str
) -> None:
    before = (tmp_path / "state/archive.sqlite3").read_bytes()
    result = run(capfdbinary, "forget", "-c", alone, words)
    assert (result.code, result.out.count(SECRET)) == (2, 1)
    assert "nothing was forgotten. Give the id or the URL" in result.err
    assert (tmp_path / "state/archive.sqlite3").read_bytes() == before


def test_a_dry_run_says_what_would_go(alone: Path, tmp_path: Path, capfdbinary: Capture) -> None:
    other = "https://news.example/never-seen"
    before = (tmp_path / "state/archive.sqlite3").read_bytes()
    result = run(capfdbinary, "forget", "-c", alone, "--dry-run", URL, other)
    assert result.code == 0
    goes, refused, *rest = result.out.splitlines()
    assert goes.startswith("would go  urn:uuid:")
    assert goes.endswith(f" {URL} {SECRET}")
    assert (refused, rest) == (f"would be refused: {other}", [])
    assert (tmp_path / "state/archive.sqlite3").read_bytes() == before
    assert SECRET in (tmp_path / "out/everything/feed.json").read_text()


def test_copies_on_other_sites_are_named(
    config: Path, tmp_path: Path, capfdbinary: Capture
) -> None:
    _, remaining, copy, *_ = run(capfdbinary, "forget", "-c", config, URL).out.splitlines()
    assert remaining == "remaining 1 on other sites; --copies takes them down, too:"
    assert copy.endswith(f" {COPY} {SECRET}")
    (entry,) = json.loads((tmp_path / "out/harbour/feed.json").read_text())["items"]
    assert entry["url"] == COPY


def test_copies_on_other_sites_go_too(config: Path, tmp_path: Path, capfdbinary: Capture) -> None:
    told = forget(capfdbinary, config, "--copies", URL)
    assert [article["url"] for article in told["articles"]] == [URL, COPY]
    assert (len(told["forgotten"]), told["copies"]) == (2, [])
    assert json.loads((tmp_path / "out/harbour/feed.json").read_text())["items"] == []


def test_one_article_named_twice(config: Path, capfdbinary: Capture) -> None:
    other = URL.replace("https://www.", "http://")
    told = forget(capfdbinary, config, "--copies", URL, COPY, other)
    assert [article["url"] for article in told["articles"]] == [URL, COPY]


def test_what_is_refused_already(alone: Path, capfdbinary: Capture) -> None:
    (known,) = forget(capfdbinary, alone, URL)["forgotten"]
    other = "http://news.example/world/grommelin-confessed-1234/?utm_source=x"
    told = forget(capfdbinary, alone, other, known)
    assert (told["already"], told["in_advance"], told["forgotten"]) == ([other, known], [], [])
    out = run(capfdbinary, "forget", "-c", alone, other).out
    assert out.startswith(f"refused already: {other}\n")
