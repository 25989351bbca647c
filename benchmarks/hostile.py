"""Whether time stays linear whatever comes in.

    python benchmarks/hostile.py [AREA ...]

Each area is fed one piece of hostile input over and over, at a size and at twice the size.
Printed are seconds of processor time, the best of some rounds, and their ratio: about 2 is
linear, 4 would be quadratic; far below 2 is input that is given up before its end.
"""

import argparse
import contextlib
import statistics
import tempfile
import time
import timeit
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feedgen_news.checks import check
from feedgen_news.checks.bodies import examine
from feedgen_news.config.schema import Source
from feedgen_news.loaders import Dump, load
from feedgen_news.loaders import text as plain_text
from feedgen_news.model import Origin, Record
from feedgen_news.normalise import Normaliser, dates, depth, links, markup, text
from feedgen_news.problems import Report

ROUNDS = 3
SHORTEST = 0.02  # seconds; what takes less is measured many times over
SLOW = 3.0  # a ratio that no noise explains
SOURCE = Source(name="hostile", files=("*",), base_url="https://news.example/")
NOW = datetime(2024, 1, 1, tzinfo=UTC)
GOOD = '{"url": "https://news.example/1", "title": "Title", "text": "Text."}'


class Area(NamedTuple):
    """What is measured: a reader, the smaller size in characters, and what it is fed."""

    read: Callable[[str], object]
    size: int
    pieces: tuple[str, ...]


def cleaned(said: str) -> None:
    for function in (
        *(text.clean, text.one_line, text.lines, text.paragraphs),
        *(text.has_tags, text.is_visible, text.first_sentence, text.fold),
    ):
        function(said)
    text.cut(said, 500)


def shown(said: str) -> None:
    for function in (markup.is_active, depth.too_deep, markup.to_text):
        function(said)


def normalised(said: str) -> None:
    record = Record(origin=Origin("x"), title="Title", html=said)
    Normaliser(SOURCE, now=NOW, report=Report()).article(record)


def address(said: str) -> None:
    links.forget()
    with contextlib.suppress(links.BadUrlError):
        links.comparable(links.public_url("https://news.example/" + said))


def date(said: str) -> None:
    dates.read(said, zone=ZoneInfo("UTC"), day_first=None, language=None)


def json_dump(said: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "dump.json")
        path.write_text(said, "utf-8")
        for _ in load(Dump(path.name, path), source=SOURCE, report=Report()):
            pass


def csv_dump(said: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "dump.csv")
        path.write_text("url,title,date,text\n" + said, "utf-8", newline="")
        for _ in load(Dump(path.name, path), source=SOURCE, report=Report()):
            pass


def text_dump(said: str) -> None:
    for layout in ("arab-news", "plain"):
        source = Source(name="hostile", files=("*",), layout=layout)
        for _ in plain_text.read(said, dump="x.txt", source=source, report=Report()):
            pass


def body(said: str) -> None:
    for _ in examine(said, "x"):
        pass


def published(said: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("feed.atom", "feed.rss", "feed.json", "feeds.opml", "index.html"):
            start = "" if name.endswith("json") else "<?xml version='1.0' encoding='UTF-8'?>"
            Path(folder, name).write_text(start + said, "utf-8")
        for _ in check(Path(folder)):
            pass


TAGS = (
    *("<", "<a", "<a ", "<a b=", "<a b=\"'", "<!--", "<!-- -->", "</", "</p>", "<?", "<p>"),
    *("<p>x</p>", "<p></p>", "<b>x</b>", "<div>", "<script>", "<script></script>", "<svg "),
    *("<p onx=1>", "<img src=/x.png>", "<a href='/x'>x</a>", "<table><tr><td>", "&", "&lt", "="),
)
AREAS = {
    "text": Area(
        cleaned,
        100_000,
        (
            *("<", "<b", "<b ", "<a b>", "</", ">", "&", "&#x", "a ", "a", "a\n", "\n", " "),
            *("\u2067", "\u2067a\u2069", "\u0301", "e\u0301", "\x00", "\ud800", "🇫", "👩\u200d"),
        ),
    ),
    "markup": Area(shown, 100_000, TAGS),
    "article": Area(normalised, 40_000, TAGS),
    "link": Area(
        address, 2_000, ("%", "/../", "&utm_=", "\\", "@", ":", ";sid=", "xn--", ".", "é", "a/")
    ),
    "date": Area(
        date, 50, ("1", " ", "March ", "x", "1:", "1 ", "1 h ", "10:00", "٢", "(", "th3", "a.", "-")
    ),
    "json": Area(
        json_dump,
        100_000,
        (
            *('{"a":', "[", "]", "{[x]} ", '"', "\\", "\n", "1 ", "{", "{}\n", "[1,\n"),
            *(f'{{"x": [\n{GOOD}\n', f'{{"x": [\n{GOOD},\n', f"{GOOD}\n", f"{GOOD} x\n"),
        ),
    ),
    "csv": Area(
        csv_dump,
        100_000,
        (
            *(
                '"',
                '""',
                ",",
                "\n",
                "\r",
                'a,"',
                '"a\n',
                ',"\n',
                '"",\n',
                "a,b,c,d\n",
                "\x00",
                "[{",
            ),
            *("https://n.example/1,T,2024-03-29,x\n", 'https://n.example/1,T,2024-03-29,"x\n'),
            *('"https://n.example/1,T\n', 'https://n.example/1,"T"x,2024-03-29,"x\ny"\n'),
        ),
    ),
    "layout": Area(
        text_dump,
        50_000,
        (
            *("a", ". ", "ab c\n", "Title: a b\n", "• Home\n", "\n", "- a -\n", "1 / 2\n"),
            *("March 29, 2024\n", "PARIS: A thing happened.\n", "https://news.example/1\n"),
        ),
    ),
    "body": Area(body, 100_000, TAGS),
    "published": Area(published, 100_000, ("<a>", "<?x ", "<!--", " ", "<?x?>", "<!---->", "[")),
}


def seconds(read: Callable[[str], object], once: str) -> tuple[float, float]:
    """Of one reading of the input, and of twice the input; measured in turns."""
    timers = [
        timeit.Timer(partial(read, said), timer=time.process_time) for said in (once, 2 * once)
    ]
    number = max(1, round(SHORTEST / max(timers[0].timeit(1), 1e-7)))
    rounds = [[timer.timeit(number) / number for timer in timers] for _ in range(ROUNDS)]
    return min(first for first, _ in rounds), min(second for _, second in rounds)


def ratios(name: str, area: Area) -> Iterator[float]:
    for piece in area.pieces:
        first, second = seconds(area.read, piece * (area.size // len(piece)))
        ratio = second / first
        mark = "  <- more than linear?" if ratio > SLOW else ""
        print(f"{name:10}{ascii(piece)[:34]:36}{first:11.6f}{second:11.6f}{ratio:7.2f}{mark}")
        yield ratio


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("areas", nargs="*", metavar="AREA", help=", ".join(AREAS))
    chosen = arguments.parse_args().areas or list(AREAS)
    print(f"{'area':10}{'piece':36}{'seconds':>11}{'of twice':>11}{'ratio':>7}")
    found = [ratio for name in chosen for ratio in ratios(name, AREAS[name])]
    median, largest = statistics.median(found), max(found)
    print(f"{len(found)} kinds of input: ratio median {median:.2f}, largest {largest:.2f}")


if __name__ == "__main__":
    main()
