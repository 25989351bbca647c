"""What a config means: shorthands, defaults, paths; the JSON Schema beside it."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from feedgen_news.config import (
    AutoTopics,
    Choices,
    Clause,
    Config,
    Match,
    SectionSettings,
    TagSettings,
    effective,
    json_schema,
    load,
    load_model,
    to_yaml,
)
from feedgen_news.config.folding import fold, says_something
from feedgen_news.config.slugs import label_slug, slug_mistake
from feedgen_news.pipeline import choices
from feedgen_news.problems import ConfigError

ROOT = Path(__file__).parents[1]
GOOD = sorted((Path(__file__).parent / "configs" / "good").glob("*.yaml"))
CHOICES = Choices(("json", "text"), ("arab-news", "plain"), ("atom", "rss", "json"))

MINIMAL = """\
site: {title: News, url: https://feeds.example.org/}
sources: [{name: Wire, files: dumps/*}]
"""


def loaded(folder: Path, text: str) -> Config:
    path = folder / "config.yaml"
    path.write_text(text, "utf-8")
    return load(path, choices=CHOICES)


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Config:
    text = next(p for p in GOOD if p.stem == "shorthands").read_text("utf-8")
    return loaded(tmp_path_factory.mktemp("c").resolve(), text)


def test_defaults(tmp_path: Path) -> None:
    config = loaded(tmp_path, MINIMAL + "auto_topics: tags\n")
    assert config.defaults.items == 50
    assert config.defaults.formats == ("atom", "rss", "json")
    assert config.archive == tmp_path / ".feedgen-news" / "archive.sqlite3"
    assert config.output == tmp_path / "output"
    assert config.folder == tmp_path
    assert config.sources[0].files == (f"{tmp_path}/dumps/*",)
    assert config.sources[0].timezone == "UTC"
    assert config.auto_topics == (AutoTopics(origin="tags", min_items=3),)


def test_site_url_ends_in_a_slash(tmp_path: Path) -> None:
    text = "site: {title: N, url: https://x.example/a}\nsources: {name: W, files: d}\n"
    assert loaded(tmp_path, text + "auto_topics: tags").site.url == "https://x.example/a/"


def test_one_value_is_a_list_of_one(short: Config) -> None:
    source = short.sources[0]
    assert source.files == (f"{short.folder}/a/*.json", "/b/c.txt")
    assert source.sections == ("World",)
    assert source.fields == {"title": ("head.line",), "text": ("body", "content.text")}
    assert short.topics["trade"].formats == ("atom",)


def test_labels(short: Config) -> None:
    assert short.sections == {
        "world": SectionSettings(title="World", aliases=("World News",)),
        "uk": SectionSettings(title="UK", aliases=("UK", "Britain")),
        "asia": SectionSettings(title="Asia"),
    }
    assert short.tags == {
        "cuba": TagSettings(title="Cuba", aliases=("Cuban",)),
        "us": TagSettings(title="United States", aliases=("US",), words=("Washington",)),
    }


@pytest.mark.parametrize(
    ("slug", "title", "match"),
    [
        ("all-news", "All News", "all"),
        ("other", "Other", "rest"),
        ("cuba", "Cuba", Match(any=(Clause(words=("Cuba",)),))),
        ("haiti", "Haiti", Match(any=(Clause(words=("Haiti", "Port-au-Prince")),))),
        ("europe", "Europe", Match(any=(Clause(tags=("eu",), languages=("en", "de")),))),
        ("asia", "Asia", Match(any=(Clause(sections=("asia",)),))),
        (
            "africa",
            "Africa",
            Match(any=(Clause(tags=("africa",)), Clause(words=("Kenya", "Ghana")))),
        ),
        (
            "trade",
            "Trade",
            Match(
                any=(Clause(tags=("trade",), titles=("tariff", "tariffs")),),
                all=(Clause(sources=("wire",)),),
                none=(Clause(paths=("/sport/*",), regex=(r"(?i)\bquiz\b",)),),
            ),
        ),
    ],
)
def test_topic_shorthands(short: Config, slug: str, title: str, match: Match | str) -> None:
    assert short.topics[slug].title == title
    assert short.topics[slug].match == match


def test_auto_topics(short: Config) -> None:
    assert short.auto_topics == (
        AutoTopics(origin="sections", only=("World",)),
        AutoTopics(origin="tags", exclude=("cuba", "us"), min_items=5),
    )


def test_anchors_and_merge_keys(tmp_path: Path) -> None:
    config = loaded(tmp_path, next(p for p in GOOD if p.stem == "anchors").read_text("utf-8"))
    assert config.topics["second"].title == "Second"
    assert config.topics["second"].items == 5
    assert config.topics["third"].match == Match(any=(Clause(words=("Cuba", "Havana")),))


@pytest.mark.survives("G05")
def test_text_stays_text(tmp_path: Path) -> None:
    words = "no on off yes 010 0x1f 1:30 12:30:45 2024-01-02 2024-02-31 1_000 null ~ 1e3 .nan"
    tags = f"tags: {{t: [{', '.join(words.replace('~', 'tilde').split())}]}}\n"
    config = loaded(tmp_path, f"{MINIMAL}{tags}topics: {{no: on, '010': null}}\n")
    assert list(config.tags["t"].aliases) == words.replace("~", "tilde").split()
    assert config.topics["no"].match == Match(any=(Clause(words=("on",)),))
    assert config.topics["010"].match == Match(any=(Clause(words=("null",)),))


def test_an_empty_value_is_none_given(tmp_path: Path) -> None:
    config = loaded(tmp_path, MINIMAL + "topics:\n  a: {words: x, items: }\ntags:\nauto_topics:\n")
    assert config.topics["a"].items is None
    assert config.auto_topics == ()


def test_byte_order_mark_and_line_ends(tmp_path: Path) -> None:
    config = loaded(tmp_path, "\ufeff" + MINIMAL.replace("\n", "\r\n") + "auto_topics: tags\r\n")
    assert config.site.title == "News"


def test_magic_characters_in_the_folder_are_no_glob(tmp_path: Path) -> None:
    folder = tmp_path / "a[1]*"
    folder.mkdir()
    assert loaded(folder, MINIMAL + "auto_topics: tags").sources[0].files == (
        f"{tmp_path}/a[[]1][*]/dumps/*",
    )


@pytest.mark.parametrize("place", ["mine", "mine.yaml", "layouts/mine.yaml"])
def test_layout_beside_the_config(tmp_path: Path, place: str) -> None:
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).touch()
    text = MINIMAL.replace("files:", "layout: mine, files:")
    config = loaded(tmp_path, text + "auto_topics: tags")
    assert config.sources[0].layout == str(tmp_path / place)


def test_relative_path_of_the_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.yaml").write_text(MINIMAL + "auto_topics: tags", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert load(Path("config.yaml"), choices=CHOICES).folder == tmp_path


@pytest.mark.parametrize("path", [*GOOD, ROOT / "config.yaml"], ids=lambda path: path.stem)
def test_effective_values_load_to_the_same_config(tmp_path: Path, path: Path) -> None:
    config = loaded(tmp_path, path.read_text("utf-8"))
    assert loaded(tmp_path, to_yaml(effective(config))) == config


@pytest.mark.parametrize("path", [*GOOD, ROOT / "config.yaml"], ids=lambda path: path.stem)
def test_editors_accept_what_loads(path: Path) -> None:
    jsonschema.validate(
        yaml.safe_load(path.read_text("utf-8")),
        json_schema(CHOICES),
        cls=jsonschema.Draft202012Validator,
    )


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ("auto_topic: tags", "auto_topic"),
        ("topics: {a: {tag: x}}", "tag"),
        ("topics: {a: {match: {any: [{tgas: x}]}}}", "tgas"),
        ("topics: {a: {words: x, formats: [atm]}}", "atm"),
        ("defaults: {items: 0}", "0"),
        ("auto_topics: {from: tag}", "tag"),
        ("folder: x", "folder"),
    ],
)
def test_editors_refuse_what_does_not_load(tmp_path: Path, more: str, key: str) -> None:
    data = yaml.safe_load(MINIMAL + more)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, json_schema(CHOICES))
    with pytest.raises(ConfigError, match=key):
        loaded(tmp_path, MINIMAL + more)


def test_schema_is_valid_and_describes_every_key() -> None:
    schema = json_schema(CHOICES)
    jsonschema.Draft202012Validator.check_schema(schema)
    blocks = [schema, *schema["$defs"].values()]
    bare = [k for b in blocks for k, v in b["properties"].items() if not v.get("description")]
    assert bare == []
    assert schema["$defs"]["Source"]["properties"]["format"]["enum"] == ["auto", "json", "text"]


def test_the_committed_schema_is_the_generated_one() -> None:
    """`feedgen-news config --schema > docs/config.schema.json` mends it."""
    committed = json.loads((ROOT / "docs" / "config.schema.json").read_text("utf-8"))
    assert committed == json_schema(choices())
    named = (ROOT / "config.yaml").read_text("utf-8").split("\n")[0]
    assert named == "# yaml-language-server: $schema=docs/config.schema.json"


def test_the_root_config_loads() -> None:
    config = load(ROOT / "config.yaml", choices=choices())
    assert config.sources[0].timezone == "Asia/Riyadh"
    assert config.topics["everything"].match == "all"


class Layout(BaseModel):
    name: str
    window: int = 3
    lines: list[str] = []


def test_load_model(tmp_path: Path) -> None:
    path = tmp_path / "layout.yaml"
    path.write_text("name: no\nwindow: 5\nlines: [010, 'x']\n", "utf-8")
    assert load_model(path, Layout) == Layout(name="no", window=5, lines=["010", "x"])


def test_load_model_tells_every_mistake(tmp_path: Path) -> None:
    path = tmp_path / "layout.yaml"
    path.write_text("window: many\nlines:\n  - [x]\n  - ok\n", "utf-8")
    with pytest.raises(ConfigError) as error:
        load_model(path, Layout)
    assert str(error.value).split("\n")[:-1] == [
        f"{path}:1:1 name: missing; it is required",
        f'{path}:1:9 window: expected a whole number, found "many"',
        f"{path}:3:5 lines[0]: expected text, found a list",
    ]


@given(st.text(max_size=40))
def test_a_word_that_may_be_looked_for_folds_to_something_and_folds_once(word: str) -> None:
    assert fold(fold(word)) == fold(word)
    assert not says_something(word) or fold(word) != ""


@given(st.text(max_size=120))
def test_a_label_always_has_a_slug(label: str) -> None:
    assert slug_mistake(label_slug(label)) is None
