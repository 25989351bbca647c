"""What a command costs with all the processes that it starts: time, processor time, memory.

    python stopwatch.py REPORT LOG COMMAND…

The command runs under a process of its own that adopts whatever the command leaves behind and
waits for all of it (Linux; elsewhere only for what the command itself waited for). What the
command printed goes to LOG, the figures to REPORT.
"""

import ctypes
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

PR_SET_CHILD_SUBREAPER = 36  # prctl(2)


class Cost(NamedTuple):
    """Seconds that passed, seconds of all processors, and the most bytes one process held."""

    wall: float
    processor: float
    peak: int


class CommandError(Exception):
    """A command failed; says with what and how its last lines read."""


def clocked(command: list[str], *, folder: Path) -> Cost:
    """Raises CommandError where the exit code is not 0. Leaves its report and log in the folder."""
    report, log = folder / "cost.json", folder / "log.txt"
    wrapped = [sys.executable, "-I", __file__, str(report), str(log), *command]
    os.sync()  # so that nobody pays for what another has written
    # What is installed has its bytecode, and so have the peers; from a clone Python keeps it, too.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    code = subprocess.run(wrapped, cwd=folder, env=kept, check=False).returncode
    if code:
        last = log.read_text("utf-8", "replace").strip().splitlines()[-3:]
        raise CommandError(f"{' '.join(command[:4])} …: exit code {code}: {' / '.join(last)}")
    return Cost(**json.loads(report.read_text("utf-8")))


def main() -> None:
    report, log, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    began = time.perf_counter()
    with Path(log).open("wb") as said:
        code = subprocess.run(command, stdout=said, stderr=said, check=False).returncode
    outlive()
    cost = spent(time.perf_counter() - began)
    Path(report).write_text(json.dumps(cost._asdict()), "utf-8")
    sys.exit(code)


def outlive() -> None:
    """Waits for those whose parents are gone, too."""
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def spent(wall: float) -> Cost:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2)
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit)


if __name__ == "__main__":
    main()
