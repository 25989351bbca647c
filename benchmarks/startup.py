"""What it takes to start: each command on a site of two articles, beside Python with click.

    python benchmarks/startup.py            21 rounds
    python benchmarks/startup.py 5 --imports

In each round every command runs once, in turn. Printed are medians of the processor time of
the whole process, and their ratio to `python -c "import click"`. `--imports` counts modules,
too: ours, and all.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

CLICK = 'python -c "import click"'
DUMP = (
    '{"url": "https://n.example/1", "title": "A title", "text": "A text.", "language": "en"}\n'
    '{"url": "https://n.example/2", "title": "Another", "text": "A text.", "language": "en"}\n'
)
HEAD = """\
site: {title: News, url: https://feeds.example.org/, language: en}
sources: [{name: S, files: dumps/*.jsonl}]
"""
COMMANDS = {
    "--help": "--help",
    "config": "config",
    "config, 1,000 topics of 20 words": "config -c thousand.yaml",
    "status": "status",
    "explain": "explain title",
    "check": "check",
    "read": "read dumps/a.jsonl --jobs 1 -q",
    "build, nothing new": "build -q",
    "build, all again": "build -q --full",
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("rounds", type=int, nargs="?", default=21)
    parser.add_argument("--imports", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        make_site(Path(folder))
        runs = {
            'python -c "pass"': [sys.executable, "-c", "pass"],
            CLICK: [sys.executable, "-c", "import click"],
            "import feedgen_news.pipeline": [sys.executable, "-c", "import feedgen_news.pipeline"],
            **{name: ours(arguments) for name, arguments in COMMANDS.items()},
        }
        times: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(asked.rounds):
            for name, command in runs.items():
                times[name].append(seconds(command, Path(folder)))
        floor = statistics.median(times[CLICK])
        for name, command in runs.items():
            middle = statistics.median(times[name])
            modules = imports(command, Path(folder)) if asked.imports else ""
            print(f"{name:<34} {middle * 1e3:7.0f} ms  {middle / floor:5.1f} times  {modules}")


def ours(arguments: str) -> list[str]:
    return [sys.executable, "-m", "feedgen_news", *arguments.split()]


def make_site(folder: Path) -> None:
    """Two articles, built once; and a config of many topics."""
    (folder / "dumps").mkdir()
    (folder / "dumps" / "a.jsonl").write_text(DUMP)
    topics = "topics: {all-news: {title: All news, match: all}}\noutput: out\n"
    (folder / "config.yaml").write_text(HEAD + topics)
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(5_000)]
    rows = (f"  t{n}: [{', '.join(chance.sample(words, 20))}]\n" for n in range(1_000))
    (folder / "thousand.yaml").write_text(f"{HEAD}topics:\n{''.join(rows)}output: out\n")
    seconds(ours("build -q"), folder)


def seconds(command: list[str], folder: Path) -> float:
    """Of the processor, user and system; whatever the command says goes nowhere."""
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, stdout=nowhere, stderr=nowhere)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):  # 3: `check` has something to say
        raise SystemExit(f"{command} left with {process.returncode}")
    return used.ru_utime + used.ru_stime


def imports(command: list[str], folder: Path) -> str:
    """How many modules it loads."""
    traced = [command[0], "-X", "importtime", *command[1:]]
    told = subprocess.run(traced, cwd=folder, capture_output=True, text=True, check=False).stderr
    names = [
        line.rpartition("|")[2].strip()
        for line in told.splitlines()
        if line.startswith("import time:")
    ]
    return f"{sum(name.startswith('feedgen_news') for name in names)} of {len(names)} modules"


if __name__ == "__main__":
    main()
