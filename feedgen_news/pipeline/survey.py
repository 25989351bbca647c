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
from feedgen_news.config.places import UNREADABLE
from feedgen_news.config.slugs import label_slug
from feedgen_news.loaders import Dump, Glance
from feedgen_news.model import Article, Record, printable
from feedgen_news.normalise import Normaliser, dates
from feedgen_news.problems import REFUSED, UNREAD, Problem, Report

ENOUGH = 2_000  # articles of one source that are looked at
_MEMBERS = 50  # of an archive that are glanced at
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
    untitled: int = 0
    ids: set[str] = msgspec.field(default_factory=set)
    refused: Counter[str] = msgspec.field(default_factory=Counter)  # by code
    unread: list[Problem] = msgspec.field(default_factory=list)
    guessed: dict[str, str] = msgspec.field(default_factory=dict)  # dump → `ours ← theirs, …`
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
    articles of a source. What could not be read is in the report.
    """
    groups: defaultdict[tuple[str, str], list[tuple[Dump, list[Glance]]]] = defaultdict(list)
    for path in paths:
        for dump in loaders.dumps_of([path], report=report):
            if glances := _glances(dump, report):
                kinds = {glance.format for glance in glances}
                format_ = kinds.pop() if len(kinds) == 1 else "auto"
                groups[_place(path), format_].append((dump, glances))
    places = Counter(place for place, _ in groups)
    known: set[str] = set()
    sources: list[Seen] = []
    for (place, format_), found in groups.items():
        name = _name(place, format_, alone=places[place] == 1)
        dumps = [dump for dump, _ in found]
        seen = Seen(name, patterns(dumps, base=base), format_, len(dumps))
        texts = [glance for _, glances in found for glance in glances]
        sources.append(_look(seen, dumps, texts, now=now, known=known))
        known |= sources[-1].ids
    for problem in (problem for seen in sources for problem in seen.unread):
        report.hear(problem)
    return sources


def _glances(dump: Dump, report: Report) -> list[Glance]:
    """What a dump is; why it is nothing, in the report."""
    problems: list[Problem] = []
    found = list(islice(loaders.glance(dump, report=Report(problems.append)), _MEMBERS))
    for problem in problems if not found else ():
        report.hear(problem)
    return found


def _place(path: str) -> str:
    """The folder given, or the one that a given file lies in."""
    return str(Path(path) if Path(path).is_dir() else Path(path).parent)


def _name(place: str, format_: str, *, alone: bool) -> str:
    name = printable(Path(place).resolve().name) or "Dumps"
    return name if alone else f"{name} ({format_})"


def _look(
    seen: Seen, dumps: list[Dump], glances: list[Glance], *, now: datetime, known: set[str]
) -> Seen:
    """The source with what its dumps hold; text of an unknown site by a layout drafted for it.

    A draft that gives fewer articles or titles than no layout is none.
    """
    layouts = {glance.layout for glance in glances}
    alone = layouts.pop() if len(layouts) == 1 else None
    plain = _tried(seen, dumps, layout=alone or "auto", now=now, known=known)
    plain.layout = alone if alone != loaders.FALLBACK else None
    if alone != loaders.FALLBACK:
        return plain
    draft = loaders.draft_layout(glance.text for glance in glances[:ENOUGH])
    if draft is None:
        return plain
    with TemporaryDirectory(prefix="feedgen-news-") as folder:
        layout = Path(folder) / "drafted.yaml"
        layout.write_text(draft, "utf-8")
        drafted = _tried(seen, dumps, layout=str(layout), now=now, known=known)
    drafted.drafted = draft
    return max(drafted, plain, key=lambda tried: (tried.articles, -tried.untitled, tried.dated))


def _tried(seen: Seen, dumps: list[Dump], *, layout: str, now: datetime, known: set[str]) -> Seen:
    """What the dumps of a source hold, read by a layout."""
    source = Source.model_validate({"name": seen.name, "files": seen.files, "layout": layout})
    seen = Seen(seen.name, seen.files, seen.format, seen.dumps)
    _read(seen, dumps, source=source, now=now, known=known)
    return seen


def _read(seen: Seen, dumps: list[Dump], *, source: Source, now: datetime, known: set[str]) -> None:
    report = Report(lambda problem: _hear(seen, problem))
    normaliser = Normaliser(source, now=now, report=report)
    records = (
        record for dump in dumps for record in loaders.load(dump, source=source, report=report)
    )
    for record in islice(records, ENOUGH):
        article = normaliser.article(record)
        if article:
            _count(seen, record, article, known)
    seen.whole = next(records, None) is None


def _hear(seen: Seen, problem: Problem) -> None:
    if problem.effect == REFUSED:
        seen.refused[problem.code] += 1
    elif problem.effect == UNREAD:
        seen.unread.append(problem)
    elif problem.code == "fields-guessed":
        seen.guessed[problem.origin.dump] = problem.detail
    elif problem.code == "title-missing":
        seen.untitled += 1


def _count(seen: Seen, record: Record, article: Article, known: set[str]) -> None:
    seen.articles += 1
    if article.id in seen.ids or article.id in known:  # one more record of the same article
        return
    seen.ids.add(article.id)
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
    """The fewest patterns that lead to these files and to no other; URLs as they are."""
    if any(dump.distant for dump in dumps):
        return [dump.name for dump in dumps]
    wanted = {_real(dump.path) for dump in dumps}
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
    found = loaders.find([pattern], folder=folder, report=Report())
    return {_real(dump.path) for dump in found}


def _real(path: Path) -> Path:
    """Where links lead; `Path.resolve` raises of one that leads to itself."""
    return Path(os.path.realpath(path))


def _relative(path: Path, base: Path) -> str:
    """Relative to the config, or absolute where that is clearer."""
    relative = os.path.relpath(path, base.resolve())
    return _spelt(str(path) if relative.startswith("../../") else relative)


def _spelt(path: str) -> str:
    """As a config may hold it: any one character stands for what it may not."""
    return UNREADABLE.sub("?", path).replace("[", "?") if UNREADABLE.search(path) else path
