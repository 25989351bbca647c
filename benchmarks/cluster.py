"""Pages of a crawl on a Dask cluster: what a core reads in an hour, what a day of news takes.

    python benchmarks/cluster.py [--pages 2000] [--workers 1 2 4] [--extract fast full]

Makes WARC files of pages like those of news sites, has the processes of a cluster on this
machine read them, and counts the processor time of the builder and of its workers. Processor
time is what travels to other machines; what passed on the clock is of this one and its load.
"""

import argparse
import gzip
import hashlib
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from corpus import START, sentences
from distributed import Client, LocalCluster
from stopwatch import clocked

CONFIG = """\
site: {{title: Crawled, url: https://feeds.example.org/}}
sources:
  - {{name: Crawl, files: {files}, extract: {extract}}}
topics:
  everything: {{title: Everything, match: all}}
"""
DAYS = {"2025": 120.3e6 / 365, "2022, the largest year": 201.9e6 / 365}  # articles of CC-NEWS
SITES = 40
FILES = 4


class Measured(NamedTuple):
    wall: float  # seconds
    builder: float  # seconds of processor, beyond what it takes to begin
    workers: float


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--kilobytes", type=int, default=120, help="of a page")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--extract", nargs="+", default=["fast", "full"])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="feedgen-news-") as folder:
        make(Path(folder) / "few", pages=FILES, size=asked.kilobytes << 10)
        size = make(Path(folder) / "all", pages=asked.pages, size=asked.kilobytes << 10)
        print(f"{asked.pages:,} pages of {asked.kilobytes} kB, {size / asked.pages / 1000:.0f} kB")
        print(f"packed each; a WARC of 1 GiB holds {asked.pages * (1 << 30) / size:,.0f}\n")
        print("| extract | workers | seconds | builder, ms a page | workers, ms a page |")
        print("|---|---|---|---|---|")
        best = {each: compared(each, asked, Path(folder)) for each in asked.extract}
    for extract, cost in best.items():
        extrapolated(extract, cost, pages=asked.pages)


def compared(extract: str, asked: argparse.Namespace, folder: Path) -> Measured:
    """Builds with each number of workers; all must publish the same as a build without."""
    expected = published(folder / "all", extract, ["--jobs", "1"])[1]
    for workers in asked.workers:
        measured, digest = on_cluster(folder, extract, workers)
        assert digest == expected, "not what a build without a cluster publishes"
        each = 1000 / asked.pages
        print(
            f"| {extract} | {workers} | {measured.wall:.1f} | {measured.builder * each:.2f} |"
            f" {measured.workers * each:.2f} |",
            flush=True,
        )
    return measured


def on_cluster(folder: Path, extract: str, workers: int) -> tuple[Measured, str]:
    with (
        LocalCluster(
            n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        Client(cluster) as client,
    ):
        client.run(warmed)
        begun, _ = published(folder / "few", extract, ["--on", cluster.scheduler_address])
        before = sum(client.run(processor_time).values())
        cost, digest = published(folder / "all", extract, ["--on", cluster.scheduler_address])
        after = sum(client.run(processor_time).values())
    return Measured(cost.wall, cost.builder - begun.builder, after - before), digest


def processor_time() -> float:
    """Of a worker, since it was started; called there."""
    return sum(os.times()[:2])


def warmed() -> None:
    """A worker loads its libraries once, and not for each build."""
    from feedgen_news import pipeline  # noqa: F401, PLC0415
    from feedgen_news.loaders.html import page, thorough  # noqa: F401, PLC0415


def published(folder: Path, extract: str, options: list[str]) -> tuple[Measured, str]:
    """What a build from nothing costs, and a digest of all that it published."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        config = Path(place) / "config.yaml"
        config.write_text(CONFIG.format(files=f"{folder}/*.warc.gz", extract=extract), "utf-8")
        command = [sys.executable, "-m", "feedgen_news", "build", "-q", *options]
        cost = clocked(command, folder=Path(place))
        digest = hashlib.sha256()
        for path in sorted((Path(place) / "output").rglob("*")):
            if path.is_file():
                digest.update(path.name.encode() + path.read_bytes())
    return Measured(cost.wall, cost.processor, 0), digest.hexdigest()


def extrapolated(extract: str, cost: Measured, *, pages: int) -> None:
    """A core does so many in an hour; a builder can keep so many cores busy."""
    an_hour = 3600 * pages / cost.workers
    busy = cost.workers / cost.builder
    print(f"\n{extract}: {an_hour:,.0f} articles a core and hour;")
    print(f"one builder keeps {busy:.0f} cores busy, {an_hour * busy:,.0f} articles an hour")
    for year, articles in DAYS.items():
        cores = articles / an_hour
        print(f"a day of {year}, {articles:,.0f} articles: {cores:.1f} core-hours of workers,")
        print(f"  {articles * cost.builder / pages / 60:.0f} minutes of the builder")


def make(folder: Path, *, pages: int, size: int) -> int:
    """WARC files with a request and a response for each page; how many bytes they have."""
    folder.mkdir()
    each = -(-pages // FILES)
    for number in range(FILES):
        with (folder / f"crawl-{number}.warc.gz").open("wb") as file:
            for page in range(number * each, min(pages, (number + 1) * each)):
                for record in records(page, size):
                    file.write(gzip.compress(record, 6, mtime=0))
    return sum(path.stat().st_size for path in folder.glob("*.warc.gz"))


def records(number: int, size: int) -> Iterator[bytes]:
    moment = START + timedelta(minutes=number)
    host = f"site{number % SITES}.example"
    address = f"https://{host}/{moment:%Y/%m/%d}/story-{number}"
    body = html(number, address, moment.isoformat(), size).encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    asked = f"GET / HTTP/1.1\r\nHost: {host}\r\nUser-Agent: crawler\r\n\r\n".encode()
    for kind, block in (("request", asked), ("response", answer)):
        head = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\n"
            f"WARC-Date: {moment:%Y-%m-%dT%H:%M:%SZ}\r\n"
            f"WARC-Record-ID: <urn:uuid:{kind}-{number}>\r\n"
            f"Content-Type: application/http; msgtype={kind}\r\n"
            f"Content-Length: {len(block)}\r\n\r\n"
        )
        yield head.encode() + block + b"\r\n\r\n"


def html(number: int, address: str, published: str, size: int) -> str:
    """An article among menus, teasers and scripts, as large as pages of news sites are."""
    chance = random.Random(number)
    said = sentences()
    title = chance.choice(said)
    story = "".join(
        f'<p class="par">{". ".join(chance.choices(said, k=4))}.</p>\n' for _ in range(14)
    )
    teasers = "".join(
        f'<div class="teaser"><a href="/t/{n}"><img src="/i/{n}.jpg" alt=""><h3>'
        f"{chance.choice(said)}</h3></a><span>{n} min</span></div>\n"
        for n in range(60)
    )
    menu = "".join(
        f'<li class="item"><a href="/s/{n}">{said[n][:20]}</a></li>\n' for n in range(160)
    )
    page = (
        f'<!doctype html><html lang="en"><head><title>{title} | Site</title>\n'
        f'<link rel="canonical" href="{address}"><meta property="og:title" content="{title}">\n'
        f'<meta property="article:published_time" content="{published}">\n'
        f'<meta property="article:section" content="World">SCRIPTS</head><body>\n'
        f"<nav><ul>{menu}</ul></nav><main><article><h1>{title}</h1>\n"
        f'<p class="by">By Ann Author {number % 50}</p>{story}</article></main>\n'
        f"<aside>{teasers}</aside><footer><ul>{menu}</ul></footer></body></html>"
    )
    left = max(0, size - len(page))  # what remains is scripts and styles, half of it the same
    noise = chance.randbytes(left // 4).hex()
    scripts = (
        f"<script>var a='{noise}';</script><style>{'.a{color:red}' * (left // 3 // 13)}</style>"
    )
    return page.replace("SCRIPTS", scripts + "<!-- " + "x" * (left // 6) + " -->")


if __name__ == "__main__":
    main()
