"""Fixtures that several test modules share."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # speed is measured in benchmarks/
settings.load_profile("untimed")

CONFIG = """\
site: {title: Test News, url: https://feeds.example.org/}
sources:
  - {name: Wire, files: "dumps/*", timezone: Asia/Riyadh}
sections: {world: [World News]}
tags: {cuba: {words: [Cuba, Havana]}}
topics:
  cuba: {title: Cuba, match: {tags: [cuba]}}
  everything: {title: Everything, match: all}
archive: state/archive.sqlite3
output: out
"""


@pytest.fixture(autouse=True)
def fixed_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """2026-01-21, after every date in the fixtures."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769000000")


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Path]:
    """Writes a config and dumps; returns the config's path."""

    def write(config: str = CONFIG, **dumps: str | bytes) -> Path:
        (tmp_path / "dumps").mkdir(exist_ok=True)
        for name, content in dumps.items():
            stem, _, extension = name.rpartition("_")
            data = content if isinstance(content, bytes) else content.encode()
            (tmp_path / "dumps" / f"{stem}.{extension}").write_bytes(data)
        (tmp_path / "config.yaml").write_text(config, "utf-8")
        return tmp_path / "config.yaml"

    return write
