"""A build that fails or is killed at a call of the system, in a process of its own."""

import io
import os
import shutil
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import feedgen_news.pipeline.reporting  # noqa: F401  # before the forks: each would load it anew
from feedgen_news.cli import main

WORDS = "report council city police bridge bank minister game school harvest vote river".split()
FIRST, SECOND = "1711000000", "1711003600"  # when the two generations are built

CONFIG = """\
site: {{title: Faults, url: "https://feeds.example.org/"}}
sources: [{{name: d, files: {dumps}}}]
topics:
  world: {{title: World, match: {{sections: [World]}}}}
  sport: {{title: Sport, match: {{sections: [Sport]}}}}
  {last}
archive: state/archive.sqlite3
output: output
compress: false
"""


class End(NamedTuple):
    code: int  # as a shell sees it; 137 for a kill
    err: str


class Ground(NamedTuple):
    """Where builds are tried: what there is before, and what there is to be."""

    folder: Path
    old: dict[str, bytes]
    new: dict[str, bytes]
    archive: list[str]

    def back_to_the_start(self) -> None:
        shutil.rmtree(self.folder / "state", ignore_errors=True)
        shutil.rmtree(self.folder / "output", ignore_errors=True)
        shutil.copytree(self.folder / "saved", self.folder, dirs_exist_ok=True)


def dump(name: str, sections: list[str]) -> str:
    lines = []
    for at, section in enumerate(sections):
        text = " ".join(WORDS[(at * 7 + n * n) % len(WORDS)] for n in range(60))
        lines.append(
            f'{{"url": "https://news.example/{name}{at}", "title": "Story {name} {at}",'
            f' "published": "2024-03-{at + 1:02}T10:00:00Z", "section": "{section}",'
            f' "text": "{text}"}}'
        )
    return "\n".join(lines) + "\n"


def prepared(folder: Path) -> Ground:
    """A first build, and what the second one makes of it where nothing fails."""
    (folder / "d1.jsonl").write_text(dump("a", ["World", "Sport", "Culture"] * 3), "utf-8")
    (folder / "d2.jsonl").write_text(dump("b", ["World", "Science", "Sport"] * 3), "utf-8")
    culture = "culture: {title: Culture, match: {sections: [Culture]}}"
    science = "science: {title: Science, match: {sections: [Science]}}"
    one, two = CONFIG.format(dumps="d1.jsonl", last=culture), "[d1.jsonl, d2.jsonl]"
    (folder / "c1.yaml").write_text(one, "utf-8")
    (folder / "c2.yaml").write_text(CONFIG.format(dumps=two, last=science), "utf-8")
    assert build(folder, "c1.yaml", clock=FIRST).code == 0
    old = published(folder)
    for name in ("state", "output"):
        shutil.copytree(folder / name, folder / "saved" / name)
    assert build(folder).code == 0
    ground = Ground(folder, old, published(folder), remembered(folder))
    ground.back_to_the_start()
    return ground


def build(
    folder: Path,
    config: str = "c2.yaml",
    *options: str,
    clock: str = SECOND,
    fault: Callable[[], None] = lambda: None,
    command: Sequence[str] = ("build", "-q", "--jobs", "1"),
) -> End:
    """A build in a child of this process, in which `fault` has prepared what goes wrong.

    Or another command that takes a config.
    """
    said = folder / "stderr"
    said.write_bytes(b"")
    child = os.fork()
    if not child:
        os.environ["SOURCE_DATE_EPOCH"] = clock
        for descriptor in (1, 2):
            os.dup2(os.open(said, os.O_WRONLY | os.O_APPEND), descriptor)
        _in_the_child([*command, "-c", str(folder / config), *options], fault)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return End(code if code >= 0 else 128 - code, said.read_text("utf-8"))


def _in_the_child(arguments: list[str], fault: Callable[[], None]) -> None:
    code = 1
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background ignores it
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGXCPU):
        signal.signal(number, signal.SIG_DFL)  # a test before may have left them ignored
    try:
        sys.stdout, sys.stderr = (open(n, "w", closefd=False) for n in (1, 2))  # noqa: SIM115
        fault()
        main(arguments)
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def at_call(name: str, number: int, then: Callable[[], None], *, for_ever: bool = False) -> None:
    """From here on a call of `os.<name>` does something else, once or for ever."""
    real, left = getattr(os, name), [number]

    def called(*args: object, **options: object) -> object:
        left[0] -= 1
        if left[0] == 0 or (for_ever and left[0] < 0):
            then()
        return real(*args, **options)

    setattr(os, name, called)


def of_path(name: str, ending: str, then: Callable[[], None], *, for_ever: bool) -> None:
    """From here on `os.<name>`, or `io.open`, of such a path does something else."""
    module = io if name == "io.open" else os
    name = name.removeprefix("io.")
    real, left = getattr(module, name), [True]

    def called(path: object, *args: object, **options: object) -> object:
        if (left[0] or for_ever) and str(path).endswith(ending):
            left[0] = False
            then()
        return real(path, *args, **options)

    setattr(module, name, called)


def published(folder: Path) -> dict[str, bytes]:
    output = folder / "output"
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file() and not path.name.endswith(".feedgen-news.tmp")
    }


def litter(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*.tmp")]


def remembered(folder: Path) -> list[str]:
    """All that the archive holds."""
    db = sqlite3.connect(folder / "state" / "archive.sqlite3")
    lines = list(db.iterdump())
    db.close()
    return lines
