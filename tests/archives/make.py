"""Writes what a build of the version at hand leaves: `python tests/archives/make.py > 3-built.sql`.

Run it when a format is released, by that version; a file here is never edited afterwards.
"""

import json
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from feedgen_news import pipeline
from feedgen_news.config import load

CONFIG = """\
site: {title: Test News, url: https://feeds.example.org/}
sources:
  - {name: Wire, files: "wire/*"}
  - {name: Numbered, files: "numbered/*", fields: {id: nr}}
topics: {everything: {title: Everything, match: all}}
archive: archive.sqlite3
output: out
"""
RECORDS = Path(__file__).parent / "records.json"


def write(folder: Path, records: dict[str, list[object]]) -> None:
    """A config, and a dump for each source."""
    (folder / "config.yaml").write_text(CONFIG, "utf-8")
    for source, said in records.items():
        (folder / source).mkdir(exist_ok=True)
        lines = "".join(json.dumps(record) + "\n" for record in said)
        (folder / source / "dump.jsonl").write_text(lines, "utf-8")


def build(folder: Path, now: datetime) -> pipeline.Built:
    """One build."""
    config = load(folder / "config.yaml", choices=pipeline.choices())
    return pipeline.build(config, now=now, tell=lambda _: None)


def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, json.loads(RECORDS.read_text("utf-8"))["first"])
        build(folder, datetime(2026, 3, 5, 18, tzinfo=UTC))
        db = sqlite3.connect(folder / "archive.sqlite3")
        (application,) = db.execute("PRAGMA application_id").fetchone()
        (version,) = db.execute("PRAGMA user_version").fetchone()
        print("\n".join(db.iterdump()))
        print(f"PRAGMA application_id = {application};\nPRAGMA user_version = {version};")
        db.close()


if __name__ == "__main__":
    sys.exit(main())
