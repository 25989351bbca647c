"""What is loaded when: commands import what they use, and tables name functions that are there."""

import random
import subprocess
import sys
from functools import partial
from pathlib import Path

import click
import pytest
from babel import Locale
from slugify import slugify
from w3lib.url import safe_url_string

from feedgen_news.cli import cli
from feedgen_news.cli.commands import loaded
from feedgen_news.config import slugs
from feedgen_news.hosting import HOSTS
from feedgen_news.later import later, named_at, pattern
from feedgen_news.loaders import FORMATS
from feedgen_news.loaders.packing import kinds
from feedgen_news.normalise import labels, links
from feedgen_news.writers import WRITERS
from tests.packed import tarred

# Each takes longer to import than most of our own modules together.
HEAVY = frozenset(
    "lxml feedgen jinja2 babel dateutil nh3 pyarrow ahocorasick_rs multiprocessing"
    " concurrent.futures http urllib.request email asyncio pkg_resources importlib.metadata logging"
    " slugify w3lib idna tarfile zipfile rich urllib3 werkzeug trafilatura selectolax markdown_it"
    " ftfy chardet pydantic yaml msgspec re2 sqlite3".split()
)
CONFIG = frozenset({"pydantic", "yaml", "msgspec", "re2"})
LIBRARIES = CONFIG | {"sqlite3"}  # without which `pipeline` is nothing
# Pydantic looks for plugins where it builds its first validator.
LOADED = CONFIG | {"importlib.metadata", "email"}
ZIPPED = {"zipfile"}  # importlib.metadata has it
RUN = """
import sys
from feedgen_news.cli import main
try:
    main(sys.argv[2:])
finally:
    with open(sys.argv[1], "w") as file:
        file.write("\\n".join(sys.modules))
"""
DUMP = '{"url": "https://n.example/1", "title": "A title", "text": "A text.", "language": "en"}\n'
SITE = """\
site: {title: News, url: https://feeds.example.org/, language: en}
sources: [{name: S, files: dumps/*.jsonl}]
topics: {all-news: {title: All news, match: all}}
output: out
"""


def after(statement: str) -> set[str]:
    """The heavy modules that a statement loads in a process of its own."""
    code = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return HEAVY & set(done.stdout.split())


def of_command(folder: Path, *arguments: str) -> set[str]:
    """The heavy modules that a command loads."""
    listed = folder / "modules.txt"
    command = [sys.executable, "-c", RUN, str(listed), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 3), done.stderr
    return HEAVY & set(listed.read_text().split())


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    (folder / "dumps").mkdir()
    (folder / "dumps" / "a.jsonl").write_text(DUMP)
    (folder / "config.yaml").write_text(SITE)
    of_command(folder, "build", "--jobs", "1")
    return folder


def test_help_loads_hardly_anything(tmp_path):
    assert of_command(tmp_path, "--help") <= {"msgspec"}


def test_the_pipeline_loads_no_library_before_something_needs_it():
    assert after("import feedgen_news.pipeline") <= LIBRARIES


@pytest.mark.parametrize(
    ("arguments", "may"),
    [
        ("config", LOADED | ZIPPED | LIBRARIES),
        ("status", LOADED | ZIPPED | LIBRARIES),
        ("topics", LOADED | ZIPPED | LIBRARIES | {"ahocorasick_rs"}),
        ("explain title", LOADED | ZIPPED | LIBRARIES | {"ahocorasick_rs"}),
        ("check", LOADED | ZIPPED | LIBRARIES | {"lxml"}),
        ("read dumps/a.jsonl --jobs 1", LOADED | ZIPPED | LIBRARIES),
    ],
)
def test_a_command_loads_what_it_uses(site, arguments, may):
    assert of_command(site, *arguments.split()) <= may


def test_a_build_of_nothing_new_loads_no_parser_and_starts_no_process(site):
    unused = {"babel", "dateutil", "nh3", "w3lib", "slugify", "multiprocessing", "pyarrow"}
    assert not of_command(site, "build") & unused


def test_the_tables_name_functions_that_are_there():
    functions = [f for known in FORMATS.values() for f in (known.recognise, known.read)]
    functions += [f for host in HOSTS.values() for f in (host.write, host.published)]
    paths = [f.args[0] for f in functions if isinstance(f, partial)]
    assert len(paths) > 30
    assert all(callable(named_at(path)) for path in paths)
    assert all(callable(writer.press.write) for writer in WRITERS.values())


def test_a_command_is_listed_with_the_first_sentence_of_its_own_help():
    context = click.Context(cli)
    listed = {name: cli.get_command(context, name).get_short_help_str(200) for name in cli.commands}
    assert listed == {name: loaded(name).get_short_help_str(200) for name in listed}
    assert all(loaded(name).name == name for name in listed)


def test_what_comes_later_is_what_it_stands_for():
    assert later("posixpath:join")("a", "b") == "a/b"
    with pytest.raises(ModuleNotFoundError):
        later("feedgen_news.nowhere:nothing")()
    expression = pattern("a(b)", 2)  # re.IGNORECASE
    assert [expression.fullmatch(text) is not None for text in ("ab", "AB", "abb")] == [1, 1, 0]
    assert expression.sub(r"\1", "xABx") == "xBx"
    assert expression.pattern == "a(b)"


# --- ways round a library give what the library gives


def texts(alphabet: str) -> list[str]:
    chance = random.Random(1)
    return ["".join(chance.choices(alphabet, k=chance.randint(0, 9))) for _ in range(20_000)]


def test_labels_that_need_no_slugify():
    plain = [text for text in texts("abzAZ019 -_'") if slugs._WORDS.fullmatch(text)]
    assert len(plain) > 1_000
    assert all(slugs._transliterated(text) == slugify(text) for text in plain)


def test_addresses_that_need_no_encoding():
    plain = [text for text in texts("/a.Z0~_-?=&%#") if links._PLAIN.fullmatch(text)]
    assert len(plain) > 1_000
    assert all(safe_url_string(f"https://h{text}") == f"https://h{text}" for text in plain)


def test_languages_that_need_no_table():
    assert set(Locale("en").languages) >= labels._COMMON


def test_heads_that_are_no_tar_before_tarfile_says_so():
    head = tarred(a=b"x")[: kinds.HEAD]
    old = head[:257] + bytes(kinds.HEAD - 257)  # older than POSIX: without its mark
    total = sum(old[:148]) + sum(old[156:]) + 8 * 32
    spellings = [b"%06o\0 ", b"%7o ", b" %6o ", b"0o%05o", b"\x1c%06o "]
    made = [old[:148] + (form % total).ljust(8, b"\0") + old[156:] for form in spellings]
    assert [kinds.kind_of(one) for one in made] == ["tar"] * len(made)
    assert kinds.kind_of(old[:148] + b"no sum. " + old[156:]) is None
