"""What a large dump costs, plain and packed: seconds and the peak of memory of a fresh process.

`python benchmarks/packed.py [MEGABYTES]` writes JSON Lines of 4 kB articles, 1,000 MB unless
told otherwise, packs them in every way, and reads each with `loaders.load`. It needs that
much space in the folder for temporary files, and a half again.
"""

import bz2
import gzip
import json
import lzma
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import zstandard
from load_json import articles

from feedgen_news.config.schema import Source
from feedgen_news.loaders import Dump, load
from feedgen_news.problems import Report

BLOCK = 5_000  # articles, written again and again

PACKED: dict[str, Callable[[Path], object]] = {
    ".gz": partial(gzip.open, mode="wb", compresslevel=6),
    ".zst": partial(zstandard.open, mode="wb"),
    ".xz": partial(lzma.open, mode="wb", preset=1),
    ".bz2": partial(bz2.open, mode="wb"),
}


def write(plain: Path, megabytes: float) -> None:
    lines = [json.dumps(one) + "\n" for one in articles(BLOCK)]
    size = 0
    with plain.open("w") as file:
        number = 0
        while size < megabytes * 1e6:
            line = lines[number % BLOCK].replace("news.example/", f"news.example/{number}/", 1)
            size += file.write(line)
            number += 1


def pack(plain: Path, suffix: str) -> Path:
    packed = plain.with_name(plain.name + suffix)
    with plain.open("rb") as source, PACKED[suffix](packed) as target:  # type: ignore[attr-defined]
        while chunk := source.read(1 << 20):
            target.write(chunk)
    return packed


def archive(plain: Path, suffix: str) -> Path:
    packed = plain.with_name(plain.name + suffix)
    if suffix == ".zip":
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zip_:
            zip_.write(plain, plain.name)
    else:
        with tarfile.open(packed, "w:gz", compresslevel=6) as tar:
            tar.add(plain, plain.name)
    return packed


def measure(path: Path) -> None:
    began = time.perf_counter()
    report = Report()
    source = Source(name="bench", files=("*",))
    count = sum(1 for _ in load(Dump(path.name, path), source=source, report=report))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent = time.perf_counter() - began
    print(f"| {path.name} | {count:,} | {spent:.1f} | {peak:.0f} MB | {dict(report.counts)} |")


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]))
        return
    megabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder, "dump.jsonl")
        write(plain, megabytes)
        for suffix in ["", *PACKED, ".zip", ".tar.gz"]:
            make = pack if suffix in PACKED else archive
            path = make(plain, suffix) if suffix else plain
            subprocess.run([sys.executable, __file__, "--measure", str(path)], check=True)
            if suffix:
                path.unlink()


if __name__ == "__main__":
    main()
