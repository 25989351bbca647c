"""The config as a file among files: odd files, bombs, harmful paths, anything at all."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedgen_news.config import Config, load, to_yaml
from feedgen_news.config.patterns import reaches
from feedgen_news.config.places import is_of_the_system, unfit
from feedgen_news.problems import ConfigError
from tests.test_config_mistakes import BODY, CHOICES, HEAD, mistakes

PATHS = [
    ("output: /", "is the config's folder or one above it"),
    ("output: .", "is the config's folder or one above it"),
    ("output: ''", "is empty; name a path"),
    ("output: ..", "is the config's folder or one above it"),
    ("output: ~", "is or holds the home folder"),
    ("output: link", "is the config's folder or one above it"),
    ("output: file", "is no folder; name a folder of its own"),
    ("output: fifo", "is no folder; name a folder of its own"),
    ("output: config.yaml/out", "cannot be used: Not a directory"),
    ("output: .feedgen-news/archive.sqlite3/out", "cannot be used: Not a directory"),
    ("archive: output/a.sqlite3", "lies inside `output` and would be published"),
    ("archive: state/", "is no regular file"),
    ("archive: .", "is no regular file"),
    ("archive: ':memory:'", "means no file to SQLite; name a file, such as"),
    ("archive: 'file:x?mode=memory'", "means no file to SQLite"),
    ("archive: scraped", "is no SQLite database; name a file of its own, or move this one away"),
    ("archive: dumps/a.sqlite3", "would read `archive` as a dump; keep the archive elsewhere"),
    ("archive: dumps", "is no regular file"),
    ("archive: config.yaml", "is the config itself"),
    ("archive: fifo", "is no regular file"),
    (f"archive: {'a' * 300}", "is too long for a path"),
    ("output: dumps", "lies inside `output`; keep dumps elsewhere"),
]


def loaded(folder: Path, text: str) -> Config:
    path = folder / "config.yaml"
    path.write_text(text, "utf-8")
    return load(path, choices=CHOICES)


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
    (tmp_path / "scraped").write_text('{"title": "A dump"}\n', "utf-8")
    os.mkfifo(tmp_path / "fifo")
    lines = mistakes(tmp_path, f"{HEAD}{BODY}{setting}\n")
    assert any(told in line for line in lines), lines


SYSTEM = """
/ /bin /boot/x /dev/null /dev/shm /etc /etc/nginx/feeds /home /lib/x /lib64 /opt /proc/self /root
/run /run/feeds /sbin /sys/x /tmp /usr /usr/bin/feeds /usr/share/feeds /var /var/lib /var/log
/var/../etc /tmp/../usr/lib //etc/x
""".split()
OPEN = """
/var/www/feeds /var/lib/feedgen-news/x /srv /srv/feeds /home/nobody-here/feeds /opt/feeds/out
/tmp/nothing-here/out /mnt/disk/feeds /run/user/1/feeds /dev/shm/nothing-here
/usr/share/nginx/html /usr/local/www/feeds /etcetera/out /data
""".split()


@pytest.mark.survives("G10")
@pytest.mark.parametrize("path", SYSTEM)
@pytest.mark.parametrize("key", ["output", "archive"])
def test_places_of_the_system_are_refused(tmp_path: Path, key: str, path: str) -> None:
    told = "belongs to the system; name a f"
    lines = mistakes(tmp_path, f"{HEAD}{BODY}{key}: {path}\n")
    over = ("one above it", "holds the home folder", "would be published")
    assert any(line.startswith("4:") for line in lines)
    assert any(told in line or line.split(";")[0].endswith(over) for line in lines), lines
    assert is_of_the_system(path)


@pytest.mark.parametrize("path", OPEN)
def test_places_that_users_and_servers_keep_feeds_in(tmp_path: Path, path: str) -> None:
    config = loaded(tmp_path, f"{HEAD}{BODY}output: {path}\narchive: {tmp_path}/a.sqlite3\n")
    assert str(config.output) == path
    assert not is_of_the_system(path)


def test_a_link_into_the_system_is_refused(tmp_path: Path) -> None:
    (tmp_path / "public").symlink_to("/etc")
    (line,) = mistakes(tmp_path, f"{HEAD}{BODY}output: public/feeds\n")
    assert line.startswith("4:9 output: ")
    assert "belongs to the system" in line


@pytest.mark.survives("G10")
@pytest.mark.parametrize(
    ("held", "told"),
    [
        ("pyproject.toml", "is the folder of a project (it holds pyproject.toml); name a folder"),
        (".bashrc", "is a home folder; name a folder of its own"),
    ],
)
def test_folders_that_others_keep(tmp_path: Path, held: str, told: str) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / ".git").mkdir()  # a folder of GitHub Pages is all right
    text = f"{HEAD}{BODY}output: site\n"
    assert loaded(tmp_path, text).output == tmp_path / "site"
    (tmp_path / "site" / held).touch()
    (line,) = mistakes(tmp_path, text)
    assert told in line
    (tmp_path / "site" / ".feedgen-news.manifest").write_text("{}", "utf-8")
    assert loaded(tmp_path, text).output == tmp_path / "site"


def test_the_home_of_another_user(tmp_path: Path) -> None:
    (line,) = mistakes(tmp_path, f"{HEAD}{BODY}output: /home/nobody-here\n")
    assert "is a home folder; name a folder of its own" in line


ODD = [
    (r"a\0b", "holds the invisible character U+0000; remove it"),
    (r"~\0", "holds the invisible character U+0000; remove it"),
    (r"a\nb", "holds the invisible character U+000A"),
    (r"a\n", "holds the invisible character U+000A"),
    (r"a\x1b[31m", "holds the invisible character U+001B"),
    (r"a\x85b", "holds the invisible character U+0085"),
    (r"a\u202Etxt.exe", "holds the invisible character U+202E"),
    (r"a\u2067b", "holds the invisible character U+2067"),
    (r"a\u2028b", "holds the invisible character U+2028"),
    (" ", "is empty; name a path"),
    ("", "is empty; name a path"),
    ("é" * 128, "is too long for a path"),
    ("a/" * 2_100, "is too long for a path"),
    ("/" + "a/" * 30_000, "is too long for a path"),
]


@pytest.mark.survives("G10", "M09")
@pytest.mark.parametrize(("path", "told"), ODD, ids=[str(n) for n in range(len(ODD))])
def test_texts_that_are_no_path(tmp_path: Path, path: str, told: str) -> None:
    head = HEAD.replace("dumps/*", f'"{path}"')
    for text, place in (
        (f'{HEAD}{BODY}output: "{path}"\n', "4:9 output: "),
        (f'{HEAD}{BODY}archive: "{path}"\n', "4:10 archive: "),
        (head + BODY, "2:31 sources[0].files: "),
    ):
        lines = mistakes(tmp_path, text)
        assert any(line.startswith(place) and told in line for line in lines), lines


@pytest.mark.parametrize("name", [r"a\0b", r"~\0", "é" * 150, "a" * 5_000])
def test_a_layout_that_is_no_path(tmp_path: Path, name: str) -> None:
    lines = mistakes(tmp_path, HEAD.replace("files:", f'layout: "{name}", files:') + BODY)
    assert any(" sources[0].layout: " in line and "is not known" in line for line in lines)


@pytest.mark.parametrize("escape", [r"\ud800", r"\udcff"])
def test_lone_surrogates(tmp_path: Path, escape: str) -> None:
    for line in mistakes(tmp_path, f'{HEAD}{BODY}output: "a{escape}"\n'):
        assert line.startswith("4:")


@pytest.mark.parametrize("path", ["a\ud800b", "~\udcff"])
def test_no_path_holds_a_surrogate(path: str) -> None:
    assert unfit(path) == f"holds the invisible character U+{ord(path[1]):04X}; remove it"


REACHED = [
    ("/d/*", "/d/a.sqlite3", True),
    ("/d", "/d/state/a.sqlite3", True),
    ("/d", "/d/.state/a.sqlite3", False),
    ("/d/*", "/d/state/a.sqlite3", True),
    ("/d/*.jsonl", "/d/a.sqlite3", False),
    ("/**/*.sqlite3", "/d/e/a.sqlite3", True),
    ("/d/**/a*", "/d/a.sqlite3", True),
    ("/d/**", "/d/e/f/a.sqlite3", True),
    ("/**/*", "/d/.state/a.sqlite3", False),
    ("/d/.state/*", "/d/.state/a.sqlite3", True),
    ("/d/[ab].sqlite3", "/d/a.sqlite3", True),
    ("/d/?", "/d/a.sqlite3", False),
    ("/**" * 1_000 + "/x", "/" + "a/" * 1_000, False),
]


@pytest.mark.parametrize(("pattern", "path", "reached"), REACHED, ids=range(len(REACHED)))
def test_what_a_glob_of_files_reaches(pattern: str, path: str, reached: bool) -> None:
    assert reaches(pattern, path) is reached


def test_an_archive_that_is_empty_or_a_database_is_taken(tmp_path: Path) -> None:
    text = f"{HEAD}{BODY}archive: a.sqlite3\n"
    for body in (b"", b"SQLite format 3\0" + b"\0" * 84):
        (tmp_path / "a.sqlite3").write_bytes(body)
        assert loaded(tmp_path, text).archive == tmp_path / "a.sqlite3"


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
