"""The command line as a test calls it: in this process, with what it printed."""

import os
from pathlib import Path
from typing import NamedTuple

import pytest

from feedgen_news.cli import main

ROOT = Path(__file__).parent.parent
EPOCH = "1769000000"  # 2026-01-21: after every date in the fixtures


class Result(NamedTuple):
    code: int
    out: str
    err: str


def run(capfdbinary: pytest.CaptureFixture[bytes], *arguments: object) -> Result:
    os.environ.setdefault("SOURCE_DATE_EPOCH", EPOCH)
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    out, err = capfdbinary.readouterr()
    assert isinstance(left.value.code, int)
    return Result(left.value.code, out.decode(), err.decode())
