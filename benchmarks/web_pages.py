"""How well and how fast pages are read, beside trafilatura alone in the same run.

`python benchmarks/web_pages.py FOLDER [--fast] [--jobs N] [--scorer FILE]`: the folder holds one
folder a page with `page.html` (or `page.html.gz`) and `gold.json`: what a careful person
reads there, under title, date, authors, tags, summary and body. The scorer is a module with
`score(folder, predictions)`, which compares a file of JSON Lines with the gold; without one,
only speed is told. Everything goes through the loader and normalise, as in a build.
"""

import argparse
import gzip
import importlib.util
import json
import logging
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trafilatura

from feedgen_news.config.schema import Source
from feedgen_news.loaders.html import Page, record_of
from feedgen_news.model import Origin, Record
from feedgen_news.normalise import Normaliser
from feedgen_news.problems import Problem, Report

NOW = datetime(2100, 1, 1, tzinfo=UTC)
TOLD = "title_exact date_day date_minute authors_f1 tags_f1 body_f1 body_p body_r".split()


def pages(folder: Path) -> dict[str, bytes]:
    found = {}
    for gold in sorted(folder.glob("*/gold.json")):
        plain = gold.with_name("page.html")
        packed = gold.with_name("page.html.gz")
        found[gold.parent.name] = (
            plain.read_bytes() if plain.exists() else gzip.decompress(packed.read_bytes())
        )
    return found


def ours(many: dict[str, bytes], *, fast: bool, jobs: int) -> tuple[float, list[dict[str, Any]]]:
    """Pages a second of the loader, and what became of them after normalise."""
    asked = [Page(data, Origin(name), fast=fast) for name, data in many.items()]
    if jobs == 1:
        seconds, found = timed(lambda: map(record_of, asked), record_of, asked[0])
    else:
        with ProcessPoolExecutor(jobs) as pool:
            list(pool.map(record_of, asked[: 4 * jobs]))  # so that each has its libraries
            seconds, found = timed(lambda: pool.map(record_of, asked, chunksize=4))
    normaliser = Normaliser(Source(name="bench", files=("*",)), now=NOW, report=Report())
    said = [prediction(normaliser, result) for result in found]
    return len(asked) / seconds, [one for one in said if one]


def timed(work: Callable[[], Iterable[Any]], *warm: Any) -> tuple[float, list[Any]]:
    if warm:
        warm[0](warm[1])
    began = time.perf_counter()
    found = list(work())
    return time.perf_counter() - began, found


def prediction(normaliser: Normaliser, result: Record | Problem) -> dict[str, Any] | None:
    if isinstance(result, Problem):
        print(f"refused: {result}")
        return None
    article = normaliser.article(result)
    return article and {
        "id": result.origin.dump,
        "title": article.title,
        "date": str(article.published) if article.published else None,
        "authors": [person.name for person in article.authors],
        "tags": list(article.tags),
        "body": article.text,
    }


def alone(many: dict[str, bytes]) -> tuple[float, list[dict[str, Any]]]:
    """trafilatura by itself, with its metadata."""

    def extract(item: tuple[str, bytes]) -> dict[str, Any]:
        found = trafilatura.bare_extraction(item[1], with_metadata=True)
        named: dict[str, Any] = found.as_dict() if found else {}  # type: ignore[union-attr]
        return {
            "id": item[0],
            "title": named.get("title"),
            "date": named.get("date"),
            "authors": (named.get("author") or "").split("; "),
            "tags": [*(named.get("tags") or ()), *(named.get("categories") or ())],
            "body": named.get("text"),
        }

    items = list(many.items())
    seconds, found = timed(lambda: map(extract, items), extract, items[0])
    return len(items) / seconds, found


def scores(folder: Path, scorer: Path | None, said: list[dict[str, Any]]) -> dict[str, float]:
    if scorer is None:
        return {}
    spec = importlib.util.spec_from_file_location("scorer", scorer)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in said)
        file.flush()
        result: dict[str, float] = module.score(str(folder), file.name)
        return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--scorer", type=Path)
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    many = pages(asked.folder)
    print(f"{len(many)} pages, {sum(map(len, many.values())) / 1e6:.0f} MB")
    print(f"{'':12} {'pages/s':>8} " + " ".join(f"{name:>11}" for name in TOLD))
    for name, (speed, said) in {
        "ours": ours(many, fast=asked.fast, jobs=asked.jobs),
        "trafilatura": alone(many),
    }.items():
        figures = scores(asked.folder, asked.scorer, said)
        told = " ".join(f"{figures[key]:11.3f}" for key in TOLD if key in figures)
        print(f"{name:12} {speed:8.1f} {told}")


if __name__ == "__main__":
    main()
