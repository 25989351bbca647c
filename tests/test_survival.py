"""Every row of the catalogue of hostile inputs has a test, or a reason why it cannot happen here.

The rows are named after their group: T text, H markup, D dates, U addresses, F file names,
J records, G config, I identity, Z packed files and crawls; C builds at once, K kills, L full
disks, P rights, Y clocks, S the archive, O the output, R privacy, M memory and other limits,
E errors. A test claims a row with `@pytest.mark.survives("T01")`.
"""

import re
from pathlib import Path

_OF_INPUT = {"T": 24, "H": 27, "D": 18, "U": 14, "F": 10, "J": 16, "G": 17, "I": 9, "Z": 17}
_OF_DISKS = {"C": 10, "K": 12, "L": 11, "P": 9, "Y": 6, "S": 14, "O": 17}
_OF_RUNNING = {"R": 9, "M": 9, "E": 10}
GROUPS = _OF_INPUT | _OF_DISKS | _OF_RUNNING

CANNOT_HAPPEN = {
    "J15": "no report is written as CSV",
    "C06": "the archive has no write-ahead log; its journal is gone with each build",
    "L10": "Python writes on after a short write or a signal (PEP 475), and SQLite does",
    "O16": "a config has one output",
    "S10": "a build checks the rows it reads and their number; `backup` checks every page",
}


def claimed() -> set[str]:
    rows: set[str] = set()
    for file in Path(__file__).parent.rglob("test_*.py"):
        for marks in re.findall(r"survives\(([^)]*)\)", file.read_text("utf-8")):
            rows |= set(re.findall(r'"([A-Z]\d\d)"', marks))
    return rows


def test_every_row_is_accounted_for() -> None:
    rows = {f"{group}{n:02}" for group, count in GROUPS.items() for n in range(1, count + 1)}
    missing = rows - claimed() - set(CANNOT_HAPPEN)
    assert not missing, f"neither a test nor a reason: {sorted(missing)}"


def test_no_reason_outlives_its_row() -> None:
    assert not set(CANNOT_HAPPEN) & claimed()
