"""What reading JSON Lines costs beside decoding them and nothing more.

`python benchmarks/load_json.py [MEGABYTES]` makes a dump of 3.5 kB articles and prints
MB/s, the ratio to a bare loop of `msgspec.json.decode`, and the peak of memory.
"""

import json
import random
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from feedgen_news.config.schema import Source
from feedgen_news.loaders import Dump, load
from feedgen_news.problems import Report

WORDS = [f"word{n}" for n in range(2_000)]


def articles(count: int) -> Iterator[dict[str, object]]:
    rng = random.Random(1)
    for n in range(count):
        paragraphs = [" ".join(rng.choices(WORDS, k=60)) for _ in range(8)]
        yield {
            "url": f"https://news.example/{n}",
            "title": " ".join(rng.choices(WORDS, k=9)),
            "authors": [f"Ann Author {n % 50}", "Bo Writer"],
            "date_publish": "2024-03-29 10:00:00",
            "date_modify": "None",
            "description": paragraphs[0][:150],
            "maintext": "\n".join(paragraphs),
            "image_url": f"https://news.example/{n}.jpg",
            "language": "en",
            "tags": rng.choices(WORDS, k=5),
        }


def bare(path: Path) -> Iterator[object]:
    with path.open("rb") as lines:
        yield from map(msgspec.json.decode, lines)


def loaded(path: Path) -> Iterator[object]:
    source = Source(name="bench", files=("*",))
    return load(Dump(path.name, path), source=source, report=Report())


def seconds(read: Callable[[Path], Iterable[object]], path: Path) -> float:
    """The best of three."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        for _ in read(path):
            pass
        times.append(time.perf_counter() - began)
    return min(times)


def peak(path: Path) -> float:
    """MB allocated at once while reading."""
    tracemalloc.start()
    for _ in loaded(path):
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


def main() -> None:
    megabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 50
    many = list(articles(int(megabytes * 1e6 / 4_400)))
    lines = "\n".join(json.dumps(one) for one in many) + "\n"
    shapes = {
        "JSON Lines": lines,
        "array, one line": json.dumps(many),
        "array, indented": json.dumps(many, indent=2),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "dump.json")
        path.write_text(lines)
        base = seconds(bare, path) / path.stat().st_size
        print(f"{'bare msgspec loop':18} {1e-6 / base:7.0f} MB/s")
        for shape, text in shapes.items():
            path.write_text(text)
            cost = seconds(loaded, path) / path.stat().st_size
            print(
                f"{shape:18} {1e-6 / cost:7.0f} MB/s   {cost / base:5.1f} x"
                f"   {cost * path.stat().st_size / len(many) * 1e6:5.0f} µs an article"
                f"   peak {peak(path):5.1f} MB"
            )


if __name__ == "__main__":
    main()
