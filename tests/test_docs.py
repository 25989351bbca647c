"""The documents say what the program does: links, commands, hosting, examples that run."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from feedgen_news.archive import Outcome, Status
from feedgen_news.checks import Finding
from feedgen_news.checks.readers import EntryView, FeedView, Taken
from feedgen_news.cli import cli
from feedgen_news.cli.commands import loaded
from feedgen_news.pipeline import Built, Coverage, Explained, Refusal
from feedgen_news.pipeline.forgetting import Forgotten, Named
from feedgen_news.pipeline.forgetting import Taken as Down
from feedgen_news.pipeline.keeping import Vacuumed
from feedgen_news.pipeline.pinging import Heard, Mishap, Pinged
from feedgen_news.publish import MANIFEST, Published
from feedgen_news.writers import WRITERS
from tests import documents
from tests.cli import run
from tests.documents import PAGES, ROOT, code, page, rows, section

Capture = pytest.CaptureFixture[bytes]
COMMANDS: dict[str, click.Command] = {name: loaded(name) for name in cli.commands}


def ids(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# --- links


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_links_lead_somewhere(path: Path) -> None:
    broken = [link for link in documents.links(path.read_text("utf-8")) if not leads(path, link)]
    assert not broken


def leads(path: Path, link: str) -> bool:
    """Whether a relative link names a file, and a heading in it; others are not followed."""
    if re.match(r"[a-z]+:", link):
        return True
    name, _, anchor = link.partition("#")
    target = (path.parent / name).resolve() if name else path
    if not target.exists():
        return False
    return not anchor or anchor in documents.anchors(target.read_text("utf-8"))


def test_the_readme_leads_to_every_page() -> None:
    linked = set(documents.links((ROOT / "README.md").read_text("utf-8")))
    pages = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    assert pages <= linked


# --- commands


def test_every_command_has_a_section_and_a_row() -> None:
    text = page("commands.md")
    assert [code(row[0])[0] for row in rows(text)] == list(COMMANDS)
    for name in COMMANDS:
        assert section(text, name)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_and_no_other(name: str) -> None:
    described = {
        spelling.split()[0]
        for row in rows(section(page("commands.md"), name))
        for spelling in code(row[0])
    }
    options = [p for p in COMMANDS[name].params if isinstance(p, click.Option)]
    assert described == {spelling for option in options for spelling in option.opts}


def test_arguments_and_the_group_s_own_options() -> None:
    text = page("commands.md")
    metavars = {
        (param.make_metavar(click.Context(command)), name)
        for name, command in COMMANDS.items()
        for param in command.params
        if isinstance(param, click.Argument)
    }
    for metavar, name in metavars:
        assert f"`{metavar.strip('[]…')}`" in section(text, name)
    for option in ("--version", "--help", "-h", "SOURCE_DATE_EPOCH", "NO_COLOR"):
        assert option in text


def calls() -> Iterator[tuple[str, str]]:
    for path in PAGES:
        for line in documents.command_lines(path.read_text("utf-8")):
            yield ids(path), line


def test_every_command_line_is_one() -> None:
    found = list(calls())
    assert len(found) > 40
    for where, line in found:
        parse(line, where)


def parse(line: str, where: str) -> None:
    """Fails where click would; a pipe, a redirection or a comment ends the line."""
    plain = re.split(r"\s(?:\||>|>>|&&|\|\||2>|;)\s?|;", line)[0]
    words = shlex.split(plain.replace("COMMAND --help", "build --help"), comments=True)[1:]
    if not words or words[0] in ("--version", "--help", "…"):
        return
    command = COMMANDS.get(words[0])
    assert command, f"{where}: {line}"
    options = [word for word in words[1:] if word not in ("--help", "-h")]
    try:
        if len(options) == len(words) - 1:
            command.make_context(words[0], options)
    except click.UsageError as error:
        pytest.fail(f"{where}: {line}: {error.message}")


@pytest.mark.parametrize(
    ("heading", "shape"),
    [
        ("build", Built),
        ("build", Outcome),
        ("build", Published),
        ("check", Finding),
        ("check", FeedView),
        ("check", EntryView),
        ("check", Taken),
        ("explain", Explained),
        ("explain", Refusal),
        ("topics", Coverage),
        ("status", Status),
        ("forget", Down),
        ("forget", Forgotten),
        ("forget", Named),
        ("vacuum", Vacuumed),
        ("ping", Pinged),
        ("ping", Heard),
        ("ping", Mishap),
    ],
)
def test_the_keys_of_json(heading: str, shape: type[Any]) -> None:
    text = section(page("commands.md"), heading)
    for field in shape.__struct_fields__:
        assert re.search(rf'`{field}`|"{field}":', text), field


def test_the_keys_that_read_prints() -> None:
    told = [
        name for row in rows(section_below(page("commands.md"), "| key |")) for name in code(row[0])
    ]
    contract = "id url title summary text html authors published updated precision section tags"
    assert told == [*contract.split(), "language", "place", "images", "origin"]


def section_below(text: str, mark: str) -> str:
    return text[text.index(mark) :]


# --- hosting


@pytest.mark.survives("O13")
def test_the_content_type_of_every_file_we_publish() -> None:
    table = rows(section(page("hosting.md"), "What a server should send"))
    told = {code(file)[0]: code(kind)[0] for file, kind in table}
    feeds = {f"feed.{writer.extension}": writer.media_type for writer in WRITERS.values()}
    others = {
        "feeds.opml": "text/x-opml",
        "*.html": "text/html",
        "style.css": "text/css",
        "subscribe.js": "text/javascript",
        "icon.svg": "image/svg+xml",
        ".well-known/feed-menu.json": "application/json",
    }
    assert told == {**feeds, **others}


@pytest.mark.survives("O14", "S09")
def test_what_must_not_be_served_and_where_the_archive_must_not_lie() -> None:
    text = page("hosting.md")
    assert f"`{MANIFEST}`" in text
    assert "`.*.tmp`" in text
    assert "NFS" in section(text, "The archive")


# --- examples that run


def runnable() -> list[Path]:
    found = [
        path
        for path in PAGES
        if any(example.mark for example in documents.examples(path.read_text("utf-8")))
    ]
    assert len(found) >= 4, found
    return found


@pytest.mark.parametrize("path", runnable(), ids=ids)
def test_examples_run_and_give_what_is_shown(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: Capture
) -> None:
    """The examples of a page, top to bottom, in one folder: files are written, commands run."""
    monkeypatch.chdir(tmp_path)
    for example in documents.examples(path.read_text("utf-8")):
        if example.mark == "file":
            Path(example.name).parent.mkdir(parents=True, exist_ok=True)
            Path(example.name).write_text(example.text, "utf-8")
        elif example.mark == "run":
            replay(example.text, capfdbinary)


def replay(text: str, capfdbinary: Capture) -> None:
    """Runs each line after `$ ` and compares; `…` in what is shown stands for anything."""
    code_before = 0
    for step in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, _, shown = step.partition("\n")
        words = shlex.split(line)
        if line == "echo $?":
            said = f"{code_before}\n"
        elif words[0] == "mv":
            Path(words[1]).rename(words[2])
            said = ""
        elif words[0] == "cat":
            said = Path(words[1]).read_text("utf-8")
        else:
            assert words[0] == "feedgen-news", line
            result = run(capfdbinary, *words[1:])
            code_before, said = result.code, result.err + result.out
        one_line = re.sub(r"\n(?=\")", "", shown)  # an article is broken for the eye
        pattern = ".*?".join(map(re.escape, one_line.split("…")))
        assert re.fullmatch(pattern, said, re.DOTALL), f"$ {line}\n{said}"


def test_a_page_that_shows_something_else_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    replay("$ feedgen-news --version\nfeedgen-news …\n", capfdbinary)
    with pytest.raises(AssertionError):
        replay("$ feedgen-news --version\nfeedgen-olds …\n", capfdbinary)
    with pytest.raises(pytest.fail.Exception):
        parse("feedgen-news build --fast", "here")
