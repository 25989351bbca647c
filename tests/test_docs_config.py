"""docs/config.md and every example of a config: each key, its default, and nothing else."""

import re
from pathlib import Path

import pytest

from feedgen_news.config import Config, json_schema, load, load_model
from feedgen_news.loaders.text.layout import Layout
from feedgen_news.pipeline import choices
from tests import documents
from tests.documents import (
    PAGES,
    ROOT,
    Example,
    blocks,
    code,
    completed,
    default,
    keys,
    page,
    rows,
    section,
)

HEADINGS = {
    "Config": "Top level",
    "SiteSettings": "site",
    "Reports": "reports",
    "Source": "sources",
    "SectionSettings": "sections",
    "TagSettings": "tags",
    "TopicSettings": "topics",
    "Match": "match",
    "Clause": "Clauses",
    "Defaults": "defaults",
    "AutoTopics": "auto_topics",
}


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


def test_the_names_of_the_tables() -> None:
    known = choices()
    config = page("config.md")
    for name in known.writers:
        assert f"`{name}`" in section(config, "topics")
        assert f"`{name}`" in section(config, "defaults")
    sources = section(config, "sources")
    assert all(f"`{name}`" in sources for name in (*known.formats, *known.layouts))
    formats = [code(row[0])[0] for row in rows(page("formats.md"))]
    assert sorted(formats) == sorted(known.formats)
    built_in = rows(section(page("layouts.md"), "The built-in ones"))
    assert sorted(code(row[0])[0] for row in built_in) == sorted(known.layouts)


def configs() -> list[tuple[str, Example]]:
    return [
        (f"{path.relative_to(ROOT)} {number}", example)
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
    if top <= set(keys(Layout)):
        path.write_text(example.text, "utf-8")
        assert load_model(path, Layout)
    elif top <= set(keys(Config)):
        path.write_text(completed(example.text, top), "utf-8")
        for templates in re.findall(r"^templates: ([\w-]+)", example.text, re.MULTILINE):
            (tmp_path / templates).mkdir()
        for layout in re.findall(r"layout: ([\w-]+)", example.text):
            (tmp_path / f"{layout}.yaml").write_text("about: x\n")
        assert load(path, choices=choices())
    else:
        assert "jobs" in top, where


def test_the_schema_names_no_key_that_the_page_does_not() -> None:
    """Shorthands put a clause's keys on topics: those are described, too."""
    text = page("config.md")
    schema = json_schema(choices())
    for definition in (schema, *schema["$defs"].values()):
        for key in definition.get("properties", {}):
            assert f"`{key}`" in text, key
