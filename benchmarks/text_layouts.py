"""How well plain-text dumps are read: run on a folder of `*.txt` with `*.gold.json` beside.

    python benchmarks/text_layouts.py FOLDER [--layout auto] [--split] [--verbose]

Prints, over all files: those with the right number of articles; of the articles, titles
right (where the text has them), dates right, dates invented, F1 of the body's words.
With `--split` the same of what anybody writes first: articles parted by two blank lines or
more, of each the first line as title and all others as body.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from dateutil import parser

from feedgen_news.config.schema import Source
from feedgen_news.loaders import text as plain_text
from feedgen_news.model import Origin, Record
from feedgen_news.problems import Report

FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
MONTHS = {name: number for number, name in enumerate(FRENCH.split(), 1)}


def folded(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def day(text: str | None) -> str | None:
    """The day of a date as written; the raw text where it cannot be read."""
    if not text:
        return None
    french = re.search(r"(\d{1,2})\S* (\w+) (\d{4})", text)
    if french and french[2] in MONTHS:
        return f"{french[3]}-{MONTHS[french[2]]:02}-{int(french[1]):02}"
    try:
        return parser.parse(text, dayfirst=not re.match(r"\d{4}", text)).date().isoformat()
    except (ValueError, OverflowError):
        return text


def tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"[぀-ヿ一-鿿가-힣]|\w+", text.casefold()))


def f1(ours: str, gold: str) -> float:
    one, two = tokens(ours), tokens(gold)
    both = sum((one & two).values())
    return (
        2 * both / (sum(one.values()) + sum(two.values())) if both else float(not one and not two)
    )


def body_of(article: dict[str, object]) -> str:
    body = article["body"]
    place = article.get("place")
    text = "\n".join(body) if isinstance(body, list) else str(body or "")
    return f"{place} {text}" if place else text


def matched(
    records: list[Record], articles: list[dict[str, object]]
) -> Iterable[tuple[Record | None, dict[str, object]]]:
    """Each gold article with the record that shares most words with it."""
    left = list(records)
    for article in articles:
        gold = body_of(article)
        best = max(left, key=lambda r: f1(r.text or "", gold), default=None)
        if best is not None:
            left.remove(best)
        yield best, article


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--layout", default="auto")
    arguments.add_argument("--split", action="store_true", help="instead of any layout")
    arguments.add_argument("--verbose", action="store_true")
    options = arguments.parse_args()
    tally: Counter[str] = Counter()
    bodies: list[float] = []
    codes: Counter[str] = Counter()
    for file in sorted(options.folder.glob("*.txt")):
        score(file, options, tally, bodies, codes)
    for key in (
        "files",
        "number",
        "articles",
        "with a title",
        "title",
        "dated",
        "date",
        "undated",
        "invented",
    ):
        print(f"{key:14}{tally[key]:6}")
    print(f"{'body F1':14}{sum(bodies) / max(1, len(bodies)):6.3f}")
    print(dict(codes))


def split(text: str) -> list[Record]:
    """The articles of a text, parted by nothing but blank lines."""
    records = []
    for part in re.split(r"\n\s*\n\s*\n", text):
        title, _, body = part.strip().partition("\n")
        if body:
            records.append(Record(origin=Origin("x"), title=title.strip(), text=body))
    return records


def score(
    file: Path,
    options: argparse.Namespace,
    tally: Counter[str],
    bodies: list[float],
    codes: Counter[str],
) -> None:
    text = file.read_bytes().decode()
    gold = json.loads(file.with_suffix(".gold.json").read_text("utf-8"))["articles"]
    report = Report(lambda problem: print("   ", problem) if options.verbose else None)
    source = Source(name="x", files=("*.txt",), layout=options.layout)
    read = plain_text.read(text, dump=file.name, source=source, report=report)
    records = split(text) if options.split else list(read)
    codes.update(report.counts)
    tally["files"] += 1
    tally["number"] += len(records) == len(gold)
    if options.verbose:
        print(f"{file.name}: {len(records)} of {len(gold)}")
    for record, article in matched(records, gold):
        tally["articles"] += 1
        compare(record, article, text, options.verbose, tally, bodies)


def compare(
    record: Record | None,
    article: dict[str, object],
    text: str,
    verbose: bool,
    tally: Counter[str],
    bodies: list[float],
) -> None:
    title, gold_day = (
        str(article["title"] or ""),
        day(str(article["date"])) if article["date"] else None,
    )
    if article.get("start") is not None:
        text = text[int(str(article["start"])) : int(str(article["end"]))]
    ours = record or Record(origin=None)  # type: ignore[arg-type]
    if title and folded(title) in folded(text):
        right = folded(ours.title or "") == folded(title)
        tally["with a title"] += 1
        tally["title"] += right
        if verbose and not right:
            print(f"    title {ours.title!r}\n     gold {title!r}")
    found = day(ours.published or ours.updated)
    tally["dated" if gold_day else "undated"] += 1
    tally["date"] += bool(gold_day) and found == gold_day
    tally["invented"] += found is not None and found != gold_day
    if verbose and found != gold_day:
        print(f"    date {found!r}, gold {gold_day!r}")
    bodies.append(f1(ours.text or "", body_of(article)))
    if verbose and bodies[-1] < 0.97:
        print(f"    body {bodies[-1]:.3f}")


if __name__ == "__main__":
    main()
