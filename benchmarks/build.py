"""What a build costs: the first, one without news, and one after 1 % of the dump changed.

    python benchmarks/build.py [--articles N]

Makes N articles (5,000 unless told) of 4 kB as JSON Lines in a temporary folder, half of them
with markup. Each names three of 200 places, ten of which make a topic, and has one of 40
tags, each of which makes one; a further topic holds everything. Printed are the articles per
second of wall time, and the most memory that the process ever held.
"""

import argparse
import json
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from feedgen_news import pipeline
from feedgen_news.config import Config

SEEDS = Path(__file__).parents[1] / "seeds"
WORDS = sorted(
    set(re.findall(r"[a-z]+", "\n".join(p.read_text("utf-8") for p in SEEDS.glob("*.txt")).lower()))
)
START = datetime(2024, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TOPICS, TAGS = 20, 40
PLACES = [f"{word.title()}stan" for word in WORDS[:200]]
CONFIG = {
    "site": {"title": "Benchmark", "url": "https://feeds.example.org/"},
    "sources": [{"name": "Wire", "files": "dump.jsonl"}],
    "topics": {
        "everything": {"title": "Everything", "match": "all"},
        **{f"topic-{n}": {"words": PLACES[n::TOPICS]} for n in range(TOPICS)},
    },
    "auto_topics": {"from": "tags"},
    "archive": "archive.sqlite3",
    "output": "output",
}


def article(number: int, *, edition: int) -> dict[str, object]:
    """The same number and edition give the same article."""
    rng = random.Random(f"{number} {edition}")
    paragraphs = [" ".join(rng.choices(WORDS, k=70)) for _ in range(8)]
    paragraphs[1] += " " + ", ".join(rng.sample(PLACES, k=3)) + "."
    marked = "".join(f"<p>{said}</p>" for said in paragraphs)
    body = {"html": marked} if number % 2 else {"text": "\n\n".join(paragraphs)}
    return {
        "url": f"https://news.example/{number}",
        "title": f"{' '.join(rng.choices(WORDS, k=8))} {number}",
        "authors": [f"Ann Author {number % 50}"],
        "published": (START + timedelta(minutes=5 * number)).isoformat(),
        "tags": [f"Tag {number % TAGS}"],
        "language": "en",
        **body,
    }


def dump(count: int, *, changed: int = 0) -> Iterator[str]:
    """The lines of a dump, the last `changed` articles in their second edition."""
    for number in range(count):
        edition = 2 if number >= count - changed else 1
        yield json.dumps(article(number, edition=edition)) + "\n"


def write(folder: Path, count: int, *, changed: int = 0) -> None:
    with (folder / "dump.jsonl").open("w", encoding="utf-8") as lines:
        lines.writelines(dump(count, changed=changed))


def configured(folder: Path) -> Config:
    path = folder / "config.yaml"
    path.write_text(json.dumps(CONFIG), "utf-8")  # JSON is YAML
    return pipeline.load(path)


def measured(name: str, config: Config, count: int) -> None:
    began = time.perf_counter()
    built = pipeline.build(config, now=NOW, tell=lambda _: None)
    seconds = time.perf_counter() - began
    print(
        f"{name:14}{seconds:8.2f} s{count / seconds:12,.0f} articles/s"
        f"{built.outcome.new:8,} new{built.outcome.updated:7,} updated{built.refused:5,} refused"
        f"{len(built.published.written):6,} files written   peak {peak():.0f} MB"
    )


def peak() -> float:
    """The most memory this process ever held, in MB."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / 1e6 if sys.platform == "darwin" else held * 1024 / 1e6


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--articles", type=int, default=5_000, metavar="N")
    count = arguments.parse_args().articles
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = configured(folder)
        write(folder, count)
        print(f"{count:,} articles, {(folder / 'dump.jsonl').stat().st_size / 1e6:.0f} MB")
        measured("first", config, count)
        measured("idle", config, count)
        write(folder, count, changed=max(1, count // 100))
        measured("1 % changed", config, count)


if __name__ == "__main__":
    main()
