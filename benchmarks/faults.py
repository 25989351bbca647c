"""What a fault harness finds: kills, full disks, failing calls, damage, odd surroundings.

    python benchmarks/faults.py HARNESS [quick | full | SCRIPT [OPTION ...]]

HARNESS is a folder with `run_all.sh` and the scripts it calls, which take a target as JSON: how
a first build is made (`prepare`), and the one that is disturbed (`run`). Between the two, all
feeds but one change, one topic ends and one is new. `full` takes hours. Needs Linux, strace, and
root or user namespaces for what is mounted.

Imported by the harness, with FAULTS_GROUND set, this is the command with all that it needs
loaded already: what is forked from there builds in a third of a second.
"""

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from feedgen_news.cli import main as command

FIRST, SECOND = "1711000000", "1711003600"  # when the two generations are built
WORDS = "report council city police bridge bank minister game school harvest vote river".split()
CONFIG = """\
site: {{title: Faults, url: "https://feeds.example.org/"}}
sources: [{{name: d, files: {dump}}}]
defaults: {{items: 20}}
topics:
  world: {{title: World, match: {{sections: [World]}}}}
  sport: {{title: Sport, match: {{sections: [Sport]}}}}
  economy: {{title: Economy, match: {{sections: [Economy]}}}}
  {last}: {{title: {title}, match: {{sections: [{title}]}}}}
archive: state/archive.sqlite3
output: output
"""


def dump(name: str, count: int, sections: list[str]) -> str:
    return "".join(
        json.dumps(
            {
                "url": f"https://news.example/{name}{at}",
                "title": f"Story {name} {at}",
                "published": f"2024-03-{at % 20 + 1:02}T10:{at % 60:02}:00Z",
                "section": sections[at % len(sections)],
                "text": " ".join(WORDS[(at * 7 + n * n) % len(WORDS)] for n in range(300)),
            }
        )
        + "\n"
        for at in range(count)
    )


def lay_out(ground: Path) -> Path:
    """Two configs, two dumps, and the target that the harness reads."""
    both = ["World", "Sport", "Economy"]
    for number, last in (("1", "Culture"), ("2", "Science")):
        text = CONFIG.format(dump=f"d{number}.jsonl", last=last.lower(), title=last)
        (ground / f"c{number}.yaml").write_text(text, "utf-8")
        count = 60 if number == "1" else 50
        (ground / f"d{number}.jsonl").write_text(dump(last, count, [*both, last]), "utf-8")
    (ground / "first.sh").write_text(
        f'cp {ground}/c?.yaml {ground}/d?.jsonl "$1" && SOURCE_DATE_EPOCH={FIRST}'
        f' exec {sys.executable} -P -m feedgen_news build -q -c "$1/c1.yaml"\n',
        "utf-8",
    )
    target = ground / "target.json"
    target.write_text(json.dumps(description(ground), indent=1), "utf-8")
    return target


def description(ground: Path) -> dict[str, object]:
    return {
        "name": "feedgen-news",
        "prepare": f"/bin/sh {ground}/first.sh {{work}}",
        # -P: as the installed command, which does not look for modules in the folder it runs in
        "run": f"{sys.executable} -P -m feedgen_news build -q -c {{work}}/c2.yaml",
        "out": "output",
        "state": ["state/archive.sqlite3"],
        "tmp_ok": [".*.feedgen-news.tmp"],
        "ok_codes": [0],
        "busy_codes": [2],
        "keep_mtimes": True,
        "timeout": 60,
        "entry": "faults:command",
        "entry_argv": "build -q -j 1 -c {work}/c2.yaml",
        # This file, and the package that lies beside it rather than one that is installed
        "pythonpath": os.pathsep.join(map(str, Path(__file__).resolve().parents[:2])),
        "env": {"SOURCE_DATE_EPOCH": SECOND, "FAULTS_GROUND": str(ground)},
    }


def warm_up(ground: Path) -> None:
    """Build once somewhere else, so that nothing is left to be loaded."""
    with tempfile.TemporaryDirectory() as folder:
        for file in (*ground.glob("c?.yaml"), *ground.glob("d?.jsonl")):
            shutil.copy(file, folder)
        with contextlib.suppress(SystemExit):
            command(["build", "-q", "-j", "1", "-c", f"{folder}/c2.yaml"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("harness", type=Path, help="the harness' folder")
    parser.add_argument("what", nargs=argparse.REMAINDER, help="quick, full, or a script")
    given = parser.parse_args()
    name, *options = given.what or ["quick"]
    with tempfile.TemporaryDirectory() as folder:
        target = lay_out(Path(folder).resolve())
        if name in ("quick", "full"):
            line = ["/bin/sh", str(given.harness / "run_all.sh"), str(target), name]
        else:
            line = [sys.executable, str(given.harness / name), "--spec", str(target), *options]
        environment = {**os.environ, "PYTHON": sys.executable, "FORK": "1"}
        sys.exit(subprocess.run(line, env=environment, check=False).returncode)


if __name__ == "__main__":
    main()
elif "FAULTS_GROUND" in os.environ:
    warm_up(Path(os.environ["FAULTS_GROUND"]))
