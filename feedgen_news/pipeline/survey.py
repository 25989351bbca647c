"""Looks into dumps that no config names yet: what they are, and what they cannot say themselves."""

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import msgspec

from feedgen_news import loaders
from feedgen_news.config import Source
from feedgen_news.config.slugs import label_slug
from feedgen_news.loaders import Dump, Glance
from feedgen_news.model import Article, Record
from feedgen_news.normalise import Normaliser, dates
from feedgen_news.problems import REFUSED, UNREAD, Problem, Report

ENOUGH = 2_000  # articles of one source that are looked at
_UTC, _TOKYO = ZoneInfo("UTC"), ZoneInfo("Asia/Tokyo")
_DAY_OR_MONTH = re.compile(r"\D{0,12}(\d{1,2})[./-](\d{1,2})[./-]\d{4}\b")


class Seen(msgspec.Struct):
    """What was seen in the dumps of one source."""

    name: str
    files: list[str]  # patterns that lead to them
    format: str
    dumps: int
    layout: str | None = None  # of plain text, where all of it has the same
    drafted: str | None = None  # a layout file for it, where that is none of a known site
    whole: bool = True  # whether all of it was looked at
    articles: int = 0
    refused: Counter[str] = msgspec.field(default_factory=Counter)  # by code
    unread: list[Problem] = msgspec.field(default_factory=list)
    guessed: list[str] = msgspec.field(default_factory=list)  # `our field ← their key`
    sections: dict[str, Counter[str]] = msgspec.field(default_factory=dict)  # slug → spellings
    tags: dict[str, Counter[str]] = msgspec.field(default_factory=dict)
    languages: Counter[str] = msgspec.field(default_factory=Counter)
    publishers: Counter[str] = msgspec.field(default_factory=Counter)
    hosts: Counter[str] = msgspec.field(default_factory=Counter)
    dated: int = 0
    zoneless: int = 0  # dates with a time of day and no zone
    ambiguous: int = 0  # such as 03/04/2024
    day_first: int = 0  # such as 25/04/2024
    month_first: int = 0  # such as 04/25/2024


def survey(paths: Iterable[str], *, base: Path, now: datetime, report: Report) -> list[Seen]:
    """What lies at the paths, one source for each kind of dump in each place.

    Patterns are relative to `base`, where the config will lie. Reads at most `ENOUGH`
    articles of a source. Problems that concern a dump as a whole are in the report.
    """
    groups: defaultdict[tuple[str, str], list[tuple[Dump, Glance]]] = defaultdict(list)
    for path in paths:
        for dump in loaders.dumps_of([path], report=report):
            for seen in islice(loaders.glance(dump), 1):
                groups[_place(path), seen.format].append((dump, seen))
    kinds = Counter(place for place, _ in groups)
    return [
        _look(
            _begun(place, found, alone=kinds[place] == 1, base=base),
            [dump for dump, _ in found],
            now=now,
        )
        for (place, _), found in groups.items()
    ]


def _begun(place: str, found: list[tuple[Dump, Glance]], *, alone: bool, base: Path) -> Seen:
    """What is known of a source before its dumps are read."""
    glances = [glance for _, glance in found]
    files = patterns([dump for dump, _ in found], base=base)
    seen = Seen(_name(place, glances[0].format, alone=alone), files, glances[0].format, len(found))
    layouts = {glance.layout for glance in glances}
    if len(layouts) == 1:
        seen.layout = glances[0].layout
    if seen.layout == loaders.FALLBACK:
        seen.drafted = loaders.draft_layout(glance.text for glance in glances[:ENOUGH])
    return seen


def _place(path: str) -> str:
    """The folder given, or the one that a given file lies in."""
    return str(Path(path) if Path(path).is_dir() else Path(path).parent)


def _name(place: str, format_: str, *, alone: bool) -> str:
    name = Path(place).resolve().name or "Dumps"
    return name if alone else f"{name} ({format_})"


def _look(seen: Seen, dumps: list[Dump], *, now: datetime) -> Seen:
    with TemporaryDirectory(prefix="feedgen-news-") as folder:
        layout = Path(folder) / "drafted.yaml"
        if seen.drafted:
            layout.write_text(seen.drafted, "utf-8")
        said = {"layout": str(layout) if seen.drafted else seen.layout or "auto"}
        source = Source.model_validate({"name": seen.name, "files": seen.files, **said})
        _read(seen, dumps, source=source, now=now)
    return seen


def _read(seen: Seen, dumps: list[Dump], *, source: Source, now: datetime) -> None:
    report = Report(lambda problem: _hear(seen, problem))
    normaliser = Normaliser(source, now=now, report=report)
    records = (
        record for dump in dumps for record in loaders.load(dump, source=source, report=report)
    )
    for record in islice(records, ENOUGH):
        article = normaliser.article(record)
        if article:
            _count(seen, record, article)
    seen.whole = next(records, None) is None


def _hear(seen: Seen, problem: Problem) -> None:
    if problem.effect == REFUSED:
        seen.refused[problem.code] += 1
    elif problem.effect == UNREAD:
        seen.unread.append(problem)
    elif problem.code == "fields-guessed":
        seen.guessed.append(problem.detail)


def _count(seen: Seen, record: Record, article: Article) -> None:
    seen.articles += 1
    for labels, found in ((article.sections, seen.sections), (article.tags, seen.tags)):
        for label in labels:
            found.setdefault(label_slug(label), Counter())[label] += 1
    if article.language:
        seen.languages[article.language] += 1
    if article.publisher:
        seen.publishers[article.publisher] += 1
    if article.url:
        seen.hosts[article.url.split("/")[2].lower()] += 1
    _count_date(seen, record.published or record.updated)


def _count_date(seen: Seen, raw: str | None) -> None:
    """Whether the date says all there is to know: a zone, and which number is the day."""
    if not raw:
        return
    seen.dated += 1
    here = dates.read(raw, zone=_UTC, day_first=True, language=None)
    there = dates.read(raw, zone=_TOKYO, day_first=True, language=None)
    if here.when and there.when and not here.when.span:
        seen.zoneless += here.when != there.when
    if numbers := _DAY_OR_MONTH.match(raw):
        first, second = int(numbers[1]), int(numbers[2])
        seen.day_first += first > 12
        seen.month_first += second > 12
        seen.ambiguous += first <= 12 and second <= 12 and first != second


def patterns(dumps: list[Dump], *, base: Path) -> list[str]:
    """The fewest patterns that lead to these files and to no other."""
    wanted = {dump.path.resolve() for dump in dumps}
    folder = Path(os.path.commonpath([path.parent for path in wanted]))
    suffixes = sorted({path.suffix for path in wanted})
    if len(wanted) > 1:
        for suggestion in _suggested(suffixes):
            if _files(folder, suggestion) == wanted:
                return [_relative(folder / suggestion, base)]
    return [
        _relative(path, base) for suffix in suffixes for path in _by_suffix(folder, suffix, wanted)
    ]


def _suggested(suffixes: list[str]) -> Iterator[str]:
    if len(suffixes) == 1:
        yield from (f"*{suffixes[0]}", f"*/*{suffixes[0]}", f"**/*{suffixes[0]}")
    yield from ("*", "**")


def _by_suffix(folder: Path, suffix: str, wanted: set[Path]) -> list[Path]:
    """A pattern for all files of this suffix, or for those of each folder, or the files."""
    mine = {path for path in wanted if path.suffix == suffix}
    if len(mine) > 1 and _files(folder, f"**/*{suffix}") == mine:
        return [folder / f"**/*{suffix}"]
    return [
        path
        for parent, inside in groupby(sorted(mine), key=lambda path: path.parent)
        for path in _of_a_folder(parent, suffix, list(inside))
    ]


def _of_a_folder(folder: Path, suffix: str, files: list[Path]) -> list[Path]:
    together = len(files) > 1 and _files(folder, f"*{suffix}") == set(files)
    return [folder / f"*{suffix}"] if together else files


def _files(folder: Path, pattern: str) -> set[Path]:
    source = Source.model_validate({"name": "survey", "files": [pattern]})
    found = loaders.find(source, folder=folder, report=Report())
    return {dump.path.resolve() for dump in found}


def _relative(path: Path, base: Path) -> str:
    """Relative to the config, or absolute where that is clearer."""
    relative = os.path.relpath(path, base.resolve())
    return str(path) if relative.startswith("../../") else relative
