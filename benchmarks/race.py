"""Ours and what else makes feeds, side by side on the same articles, in turn.

    python benchmarks/race.py [--articles N] [--runs N] [--scenario NAME…] [--only NAME…]

Makes the corpora, runs the contestants in turn, again and again, looks whether each did its
work, and prints Markdown: medians, and their ratios to the first row. The peers have an
environment of their own, into which what is missing is installed. The exit code is 1 if one
did not do its work or is missing.
"""

import argparse
import contextlib
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from contestants import CONTESTANTS, equipped
from lanes import complaints, table
from meeting import Meeting
from scenarios import SCENARIOS

PEERS = Path(__file__).parents[1] / ".venv" / "peers"


def main() -> None:
    given = asked()
    with place(given.folder) as folder:
        meeting = invited(given, folder)
        print(f"{given.articles:,} articles, {weight(meeting)} MB; medians of {given.runs} runs.")
        print(f"{machine()}. {load()} at the start.")
        clean = [raced(meeting, name) for name in given.scenario]
        print(f"\n{load()} at the end.")
    sys.exit(not all(clean))


def asked() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    add = arguments.add_argument
    add("--articles", type=int, default=10_000, metavar="N", help="10,000 unless told")
    add("--runs", type=int, default=3, metavar="N", help="of each contestant; 3 unless told")
    add("--scenario", nargs="+", choices=SCENARIOS, default=list(SCENARIOS), help="all unless told")
    add("--only", nargs="+", choices=CONTESTANTS, default=list(CONTESTANTS), help="contestants")
    add("--sizes", nargs="+", type=int, metavar="N", help="of `scale`; a tenth and all unless told")
    add("--peers-venv", type=Path, default=PEERS, metavar="FOLDER", help=f"{PEERS} unless told")
    add("--folder", type=Path, help="where corpora and outputs are made; else a temporary one")
    return arguments.parse_args()


@contextlib.contextmanager
def place(folder: Path | None) -> Iterator[Path]:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder.absolute()
    else:
        with tempfile.TemporaryDirectory() as made:
            yield Path(made)


def invited(given: argparse.Namespace, folder: Path) -> Meeting:
    packages = [CONTESTANTS[name].package for name in given.only if CONTESTANTS[name].package]
    venv = given.peers_venv.absolute()
    return Meeting(
        folder=folder,
        articles=given.articles,
        runs=given.runs,
        sizes=given.sizes or [max(1, given.articles // 10), given.articles],
        only=given.only,
        python=venv / "bin" / "python",
        versions=equipped(venv, packages) if "cold" in given.scenario else {},
    )


def weight(meeting: Meeting) -> str:
    return f"{meeting.dump(meeting.articles).stat().st_size / 1e6:,.0f}"


def machine() -> str:
    return f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors"


def load() -> str:
    """How much else the machine had to do, in processes that want a processor."""
    return f"Load {os.getloadavg()[0]:.1f}"


def raced(meeting: Meeting, name: str) -> bool:
    """Prints the tables of a scenario, and what was wrong; whether nothing was."""
    found: list[str] = []
    for title, results in SCENARIOS[name](meeting):
        print(f"\n## {title}\n\n{table(results)}", flush=True)
        found += complaints(results)
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    return not found


if __name__ == "__main__":
    main()
