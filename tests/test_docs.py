"""The documents say what the program does: names, tables, messages, examples, links."""

import json
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import click
import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from feedgen_news import normalise
from feedgen_news.archive import Outcome, Status
from feedgen_news.checks import Finding
from feedgen_news.cli import cli
from feedgen_news.config import Config, json_schema, load, load_model
from feedgen_news.config.json_schema import RECORD_FIELDS
from feedgen_news.config.paths import ARCHIVE, OUTPUT
from feedgen_news.config.schema import Clause, Match, SectionSettings, TagSettings, TopicSettings
from feedgen_news.loaders import ENCODINGS, plain
from feedgen_news.loaders.fields.keys import FIELDS, fold
from feedgen_news.loaders.json import values as json_values
from feedgen_news.loaders.json import window
from feedgen_news.loaders.text import MOST_LINES
from feedgen_news.loaders.text import layout as layouts
from feedgen_news.normalise import links, markup
from feedgen_news.normalise.labels import MAX_LABEL
from feedgen_news.pipeline import Built, Coverage, Explained, Refusal, choices
from feedgen_news.problems import CODES
from feedgen_news.publish import MANIFEST, Published
from feedgen_news.writers import WRITERS
from tests import documents
from tests.cli import run
from tests.documents import PAGES, ROOT, Example, code, page, rows, section

Capture = pytest.CaptureFixture[bytes]
COMMANDS: dict[str, click.Command] = cli.commands


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


# --- the config


HEADINGS = {
    "Config": "Top level",
    "SiteSettings": "site",
    "Source": "sources",
    "SectionSettings": "sections",
    "TagSettings": "tags",
    "TopicSettings": "topics",
    "Match": "match",
    "Clause": "Clauses",
    "Defaults": "defaults",
    "AutoTopics": "auto_topics",
}


def blocks(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The model and every model below it, by name."""
    found = {model.__name__: model}
    for field in model.model_fields.values():
        for inner in inside(field.annotation):
            found |= blocks(inner)
    return found


def inside(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from inside(argument)


def keys(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """What stands in a file: fields by their alias."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    fields.pop("folder", None)  # the loader's
    return fields


def test_every_block_of_the_config_has_a_heading() -> None:
    assert set(blocks(Config)) == set(HEADINGS)


@pytest.mark.parametrize("name", HEADINGS)
def test_every_key_of_a_block_and_its_default(name: str) -> None:
    table = rows(section(page("config.md"), HEADINGS[name]))
    described = {code(row[0])[0]: row[2] for row in table}
    fields = keys(blocks(Config)[name])
    assert list(described) == list(fields)
    for key, field in fields.items():
        assert default(field) in (None, described[key]), key


def default(field: FieldInfo) -> str | None:
    """As the table shows it, where it is one plain value; None for whatever takes words."""
    value = field.default
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        return None
    return f"`{value}`"


def test_the_names_of_the_tables() -> None:
    known = choices()
    config = page("config.md")
    for name in known.writers:
        assert f"`{name}`" in section(config, "topics")
        assert f"`{name}`" in section(config, "defaults")
    sources = section(config, "sources")
    assert all(f"`{name}`" in sources for name in (*known.formats, *known.layouts))
    assert [code(row[0])[0] for row in rows(page("formats.md"))] == list(known.formats)
    built_in = rows(section(page("layouts.md"), "The built-in ones"))
    assert sorted(code(row[0])[0] for row in built_in) == sorted(known.layouts)


def configs() -> list[tuple[str, Example]]:
    return [
        (f"{ids(path)} {number}", example)
        for path in PAGES
        for number, example in enumerate(documents.examples(path.read_text("utf-8")))
        if example.kind == "yaml"
    ]


@pytest.mark.parametrize(("where", "example"), configs(), ids=[where for where, _ in configs()])
def test_every_yaml_is_a_config_a_layout_or_a_workflow(
    where: str, example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    top = set(re.findall(r"^(\w+):", example.text, re.MULTILINE))
    path = tmp_path / "example.yaml"
    if example.name.startswith("bad"):
        return  # its page shows what is wrong with it
    if top <= set(keys(layouts.Layout)):
        path.write_text(example.text, "utf-8")
        assert load_model(path, layouts.Layout)
    elif top <= set(keys(Config)):
        path.write_text(completed(example.text, top), "utf-8")
        for layout in re.findall(r"layout: ([\w-]+)", example.text):
            (tmp_path / f"{layout}.yaml").write_text("about: x\n")
        assert load(path, choices=choices())
    else:
        assert "jobs" in top, where


def completed(text: str, top: set[str]) -> str:
    """A part of a config with what a whole one needs."""
    needed = {
        "site": "site: {title: T, url: https://feeds.example.org/}\n",
        "sources": "sources: [{name: S, files: dumps/*}]\n",
        "topics": "topics: {everything-else: all}\n",
    }
    return text + "".join(line for key, line in needed.items() if key not in top)


def test_the_schema_names_no_key_that_the_page_does_not() -> None:
    """Shorthands put a clause's keys on topics: those are described, too."""
    text = page("config.md")
    schema = json_schema(choices())
    for definition in (schema, *schema["$defs"].values()):
        for key in definition.get("properties", {}):
            assert f"`{key}`" in text, key
    assert set(Clause.model_fields) | set(Match.model_fields) < {
        name for row in re.findall(r"^\| `(\w+)`", text, re.MULTILINE) for name in [row]
    }
    assert SectionSettings.model_fields.keys() < TagSettings.model_fields.keys()
    assert "match" in TopicSettings.model_fields


# --- formats, fields, layouts


def test_every_field_is_read_from_the_keys_the_page_tells() -> None:
    table = rows(section(page("formats.md"), "Which key is which field"))
    told: dict[str, tuple[str, ...]] = {}
    for field, names in table:
        folded = tuple(".".join(map(fold, name.split("."))) for name in code(names))
        told[code(field)[0]] = folded
    body = {"html": "html", "text": "text", "either": "text or html"}
    assert told == {body.get(name, name): names for name, names in FIELDS.items()}


def test_every_field_that_can_be_mapped() -> None:
    table = rows(section(page("formats.md"), "Mapping fields by hand"))
    assert [code(row[0])[0] for row in table] == list(RECORD_FIELDS)


def test_every_encoding() -> None:
    text = section(page("formats.md"), "Encodings")
    assert set(code(text)) >= ENCODINGS


@pytest.mark.parametrize("name", blocks(layouts.Layout))
def test_every_key_of_a_layout_and_its_default(name: str) -> None:
    headings = {
        "Layout": "The whole file",
        "Recognition": "recognition",
        "Sign": "A sign",
        "Wrapping": "wrapping",
        "Boundaries": "boundaries",
        "Title": "title",
        "Head": "head",
        "Body": "body",
        "LineClass": "lines",
        "Page": "no_articles",
    }
    table = rows(section(page("layouts.md"), headings[name]))
    described = {code(row[0])[0]: row[1] for row in table}
    fields = keys(blocks(layouts.Layout)[name])
    assert list(described) == list(fields)
    for key, field in fields.items():
        assert default(field) in (None, described[key]), key


def test_every_role_and_zone_of_a_line() -> None:
    text = section(page("layouts.md"), "lines")
    roles = rows(section(text, "Roles"))
    assert [code(row[0])[0] for row in roles] == list(get_args(layouts.Role))
    assert all(f"`{zone}`" in text for zone in get_args(layouts.Zone))


RIYADH = "Asia/Riyadh"


def test_dates_are_read_as_the_table_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: Capture
) -> None:
    table = rows(section(page("formats.md"), "Dates"))
    monkeypatch.chdir(tmp_path)
    said = [code(row[0])[0] for row in table]
    Path("d.jsonl").write_text("".join(record(id=n, published=d) for n, d in enumerate(said)))
    result = run(capfdbinary, "read", "d.jsonl", "--timezone", RIYADH)
    articles = [json.loads(line) for line in result.out.splitlines()]
    codes = dict(re.findall(r"d\.jsonl:(\d+) ([a-z-]+):", result.err))
    assert len(table) == len(articles) > 10
    for number, (row, article) in enumerate(zip(table, articles, strict=True), start=1):
        read = {article["published"], codes.get(str(number))} - {None}
        assert read == set(code(row[1])) - {"day_first"}, row


def test_the_limits_are_the_codes() -> None:
    text = section(page("formats.md"), "Limits")
    for limit in (
        f"{plain.MAX_TEXT >> 20} MiB",
        f"{MOST_LINES:,} lines",
        f"{window.MAX_RECORD >> 20} MiB",
        f"{json_values.MAX_DEPTH} levels",
        f"{normalise.MAX_TITLE} characters",
        f"{normalise.MAX_SUMMARY:,} characters",
        f"{normalise.MAX_BODY:,} characters",
        f"{markup.MAX_DEPTH} levels",
        f"{MAX_LABEL} characters",
        f"{normalise.MAX_LABELS} each",
        f"| {normalise.MAX_IMAGES} |",
        f"{links.MAX_URL:,} characters",
    ):
        assert limit in text, limit


@pytest.mark.parametrize(
    ("heading", "shape"),
    [
        ("build", Built),
        ("build", Outcome),
        ("build", Published),
        ("check", Finding),
        ("explain", Explained),
        ("explain", Refusal),
        ("topics", Coverage),
        ("status", Status),
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


# --- problems


def test_every_code_with_its_effect_meaning_and_advice() -> None:
    text = page("problems.md")
    told = {}
    for heading in ("Dumps", "Records", "Articles"):
        for name, effect, meaning, advice in rows(section(text, heading)):
            told[code(name)[0]] = (effect, meaning, advice)
    assert told == {name: (c.effect, c.meaning, c.advice) for name, c in CODES.items()}


def record(**fields: object) -> str:
    return json.dumps({"title": "Harbour opens", "text": "It opened.", **fields}) + "\n"


def messages() -> dict[str, tuple[str, bytes | str]]:
    """A dump for each code that `read` meets: its name and what is in it."""
    plain = "A harbour opens in the north\n\n29 March 2024\n\n"
    body = "The harbour was opened on Friday by the mayor, who was late. It was raining.\n"
    return {
        "empty-dump": ("empty.jsonl", ""),
        "unknown-format": ("photo.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        "truncated-dump": ("cut.json", "[" + record().strip() + ","),
        "dump-too-large": ("lines.txt", "a\n" * 500_001),
        "broken-json": ("day.jsonl", record() + '{"title": "Cut of\n' + record()),
        "record-too-large": ("one.jsonl", record(text="a" * (17 << 20)) + record()),
        "not-an-object": ("day.jsonl", "12\n" + record()),
        "not-an-article": ("day.jsonl", '{"status": "ok"}\n' + record()),
        "decoded-as-cp1252": ("old.jsonl", '{"title": "Caf\xe9", "text": "x"}\n'.encode("cp1252")),
        "undecodable-bytes": ("odd.jsonl", '{"title": "Ünïcödé '.encode() + b'\xff", "text": "x"}'),
        "no-content": ("day.jsonl", '{"title": "Harbour opens", "author": "Jane Roe"}\n'),
        "no-title": ("day.jsonl", '{"title": "\\u200b", "author": "Jane Roe"}\n'),
        "title-missing": ("day.jsonl", '{"text": "The harbour opened. It rained."}\n'),
        "title-cut": ("day.jsonl", record(title="word " * 130)),
        "body-cut": ("day.jsonl", record(text="word " * 200_001)),
        "labels-cut": ("day.jsonl", record(tags=[f"tag {n}" for n in range(120)])),
        "images-cut": ("day.jsonl", record(images=[f"https://i.example/{n}" for n in range(60)])),
        "relative-date": ("page.txt", plain.replace("29 March 2024", "2 hours ago") + body),
        "unplaced-lines": (
            "page.txt",
            plain.replace("29 March", "Updated 29 March") + body + "MOST POPULAR\nFerry stops\n",
        ),
        "bad-date": ("day.jsonl", record(published="last Friday")),
        "ambiguous-date": ("day.jsonl", record(published="03/04/2024")),
        "zone-guessed": ("day.jsonl", record(published="29 March 2024 10:15 IST")),
        "future-date": ("day.jsonl", record(published="2031-03-29")),
        "bad-url": ("day.jsonl", record(url="/world/harbour")),
        "private-url": ("day.jsonl", record(url="http://cms.internal/harbour")),
        "active-markup": ("day.jsonl", record(text="<p>It opened.</p><script>x()</script>")),
        "control-characters": ("day.jsonl", record(title="Harbour\x07 opens")),
        "markup-too-deep": ("day.jsonl", record(text="<div>" * 300 + "It opened.")),
    }


def test_every_example_of_a_message_is_real(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: Capture
) -> None:
    (example,) = documents.examples(section(page("problems.md"), "What each looks like"))
    shown = {line.split()[1].strip(":"): line for line in example.text.splitlines()}
    assert list(shown) == list(CODES)
    monkeypatch.chdir(tmp_path)
    seen = {}
    for name, (file, content) in messages().items():
        Path(file).write_bytes(content if isinstance(content, bytes) else content.encode())
        layout = ("--layout", "arab-news") if name == "unplaced-lines" else ()
        seen[name] = told(run(capfdbinary, "read", file, *layout).err, name)
    os.mkfifo("fifo.jsonl")
    seen["unreadable-dump"] = told(run(capfdbinary, "read", "fifo.jsonl").err, "unreadable-dump")
    seen["missing-dump"] = told(run(capfdbinary, "read", "dumps").err, "missing-dump")
    Path("day.jsonl").write_text(record())
    source = "sources: [{name: S, files: day.jsonl, encoding: cp037}]\n"
    Path("config.yaml").write_text(completed(source, {"sources"}))
    seen["unknown-encoding"] = told(run(capfdbinary, "build").err, "unknown-encoding")
    assert seen == shown


def told(err: str, name: str) -> str:
    lines = err.removeprefix("feedgen-news: ").split("\nfeedgen-news: ")
    return next((line.strip() for line in lines if f" {name}: " in line), f"nothing: {err}")


# --- hosting


@pytest.mark.survives("O13")
def test_the_content_type_of_every_file_we_publish() -> None:
    table = rows(section(page("hosting.md"), "What a server should send"))
    told = {code(file)[0]: code(kind)[0] for file, kind in table}
    feeds = {writer.file_name: writer.media_type for writer in WRITERS.values()}
    others = {"feeds.opml": "text/x-opml", "*.html": "text/html", "style.css": "text/css"}
    assert told == {**feeds, **others}


@pytest.mark.survives("O14", "S09")
def test_what_must_not_be_served_and_where_the_archive_must_not_lie() -> None:
    text = page("hosting.md")
    assert f"`{MANIFEST}`" in text
    assert "`.*.tmp`" in text
    assert "NFS" in section(text, "The archive")


@pytest.mark.survives("P09")
def test_the_hardened_unit_may_write_what_a_build_writes() -> None:
    unit = documents.examples(section(page("hosting.md"), "systemd"))[0].text
    paths = f"ReadWritePaths=/srv/news/{Path(ARCHIVE).parent} /srv/news/{OUTPUT}\n"
    assert "ProtectSystem=strict\n" in unit
    assert paths in unit


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
