"""The config as a file among files: odd files, bombs, harmful paths, anything at all."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedgen_news.config import load, to_yaml
from feedgen_news.problems import ConfigError
from tests.test_config_mistakes import BODY, CHOICES, HEAD, mistakes

PATHS = [
    ("output: /", "is the config's folder or one above it"),
    ("output: .", "is the config's folder or one above it"),
    ("output: ''", "is the config's folder or one above it"),
    ("output: ..", "is the config's folder or one above it"),
    ("output: ~", "is or holds the home folder"),
    ("output: link", "is the config's folder or one above it"),
    ("output: file", "is no folder; name a folder of its own"),
    ("output: /dev/null", "is no folder; name a folder of its own"),
    ("output: config.yaml/out", "cannot be used: Not a directory"),
    ("output: .feedgen-news/archive.sqlite3/out", "cannot be used: Not a directory"),
    ("archive: output/a.sqlite3", "lies inside `output` and would be published"),
    ("archive: /dev/full", "is no regular file"),
    ("archive: dumps", "is no regular file"),
    ("archive: config.yaml", "is the config itself"),
    ("archive: fifo", "is no regular file"),
    (f"archive: {'a' * 300}", "cannot be used: File name too long"),
    ("output: dumps", "lies inside `output`; keep dumps elsewhere"),
]


@pytest.mark.survives("G10", "G11", "R06")
@pytest.mark.parametrize(("setting", "told"), PATHS, ids=[setting[:40] for setting, _ in PATHS])
def test_paths_that_could_do_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, told: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "dumps").mkdir()
    (tmp_path / "link").symlink_to(tmp_path)
    (tmp_path / ".feedgen-news").mkdir()
    (tmp_path / ".feedgen-news" / "archive.sqlite3").touch()
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "fifo")
    lines = mistakes(tmp_path, f"{HEAD}{BODY}{setting}\n")
    assert any(told in line for line in lines), lines


def test_dumps_that_would_be_our_own_output(tmp_path: Path) -> None:
    (line,) = mistakes(tmp_path, HEAD.replace("dumps/*", "'**/*.json'") + BODY)
    assert "would read `output` as dumps; narrow it" in line


@pytest.mark.survives("G16", "E01")
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("none.yaml", "no such file; name it with -c/--config"),
        (".", "a folder; expected a YAML file"),
        ("a\0b", "cannot be read: no possible name of a file; expected a readable YAML file"),
        ("x" * 300, "cannot be read: File name too long; expected a readable YAML file"),
    ],
)
def test_no_file_to_read(tmp_path: Path, name: str, told: str) -> None:
    path = tmp_path / name
    with pytest.raises(ConfigError) as error:
        load(path, choices=CHOICES)
    line = str(error.value).split("\n")[0]
    assert line == f"{str(path).replace(chr(0), chr(92) + 'x00')}: {told}"


def test_too_large(tmp_path: Path) -> None:
    assert mistakes(tmp_path, b"#" * 10_000_001) == [" larger than 10 MB; expected a YAML file"]


@pytest.mark.survives("G04")
def test_bombs_of_anchors(tmp_path: Path) -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x,x]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{','.join([f'*{before}'] * 10)}]")
    assert mistakes(tmp_path, "\n".join(lines)) == [
        "5:29: more than 100,000 values, with anchors expanded"
    ]


@pytest.mark.survives("G16")
def test_a_fifo_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "config.yaml")
    with pytest.raises(ConfigError, match="no regular file; expected a YAML file"):
        load(tmp_path / "config.yaml", choices=CHOICES)


@pytest.mark.survives("G01", "M09")
@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=300), st.text("{}[]:-&*!|>'\"#% \nab<", max_size=200)))
def test_any_text_is_a_config_or_a_config_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(ConfigError) as error:
        load(path, choices=CHOICES)
    assert all(line.startswith(f"{path}:") for line in str(error.value).split("\n")[:-1])


VALUES = st.recursive(
    st.none() | st.text(max_size=8) | st.sampled_from(["all", "rest", "x", "5", "/a"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from("any all none tags words regex paths match title items from".split()),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from("site sources sections tags topics defaults auto_topics output".split()),
        VALUES | st.dictionaries(st.sampled_from(["a", "b", "é"]), VALUES, max_size=2),
    )
)
def test_any_tree_is_a_config_or_a_config_error(
    tmp_path_factory: pytest.TempPathFactory, tree: dict[str, object]
) -> None:
    path = tmp_path_factory.getbasetemp() / "tree.yaml"
    path.write_text(to_yaml(tree), "utf-8")
    try:
        assert load(path, choices=CHOICES)
    except ConfigError as error:
        assert str(error).startswith(f"{path}:")
