"""What is raced. Each scenario makes its lanes, and gives its results table by table."""

import hashlib
import itertools
import os
import re
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import corpus
import referee
from contestants import CONTESTANTS
from lanes import Lane, Result, race
from meeting import Meeting, from_nothing, lane_of, stamps, standing
from peers import Course, Peer, ours

Tables = list[tuple[str, list[Result]]]  # with their titles

TOPICS, WORDS = (10, 1_000), 20
ENTRIES = 10_000  # in all feeds together, however many topics


def cold(meeting: Meeting) -> Tables:
    """Ours and the peers from nothing to all feeds, and the floor."""
    if "floor" in meeting.only:
        listed(meeting)
    asked = [CONTESTANTS[name] for name in meeting.only]
    ready = [peer for peer in asked if not peer.package or peer.package in meeting.versions]
    raced = race([lane_of(meeting, peer) for peer in ready], runs=meeting.runs)
    return [("From nothing", raced + [missing(peer) for peer in asked if peer not in ready])]


def missing(peer: Peer) -> Result:
    lane = Lane(name=peer.name, folder=Path(), command=[])
    return Result(lane=lane, costs=[], faults=[f"missing: {peer.package} could not be installed"])


def listed(meeting: Meeting) -> None:
    """The files that ours writes, for the floor to write as much; an untimed build, to warm up."""
    course = standing(meeting, "listed")
    files = sorted(path for path in course.output.rglob("*") if path.is_file())
    lines = (f"{path.stat().st_size}\t{path.relative_to(course.output)}\n" for path in files)
    course.sizes.write_text("".join(lines), "utf-8")
    shutil.rmtree(course.folder)


def changes(meeting: Meeting) -> Tables:
    """Ours from nothing, and when nothing changed, one article (twice), one in a hundred."""
    lanes = [
        lane_of(meeting, CONTESTANTS["ours"]),
        unchanged(meeting, meeting.articles, units=meeting.articles),
        one_article(meeting, "a new dump, one article changed"),
        one_article(meeting, "the dump grown by one changed article", adds=True),
        one_percent(meeting),
    ]
    return [("What a change costs", race(lanes, runs=meeting.runs))]


def unchanged(meeting: Meeting, articles: int, *, units: int) -> Lane:
    name = f"nothing changed, {articles:,} articles"
    course = standing(meeting, name, articles=articles)
    first = stamps(course)

    def after() -> list[str]:
        return [] if stamps(course) == first else ["feeds were touched"]

    command = ours.command(course)
    return Lane(name=name, folder=course.folder, command=command, after=after, units=units)


def one_article(meeting: Meeting, name: str, *, adds: bool = False) -> Lane:
    """The newest, which stands in the feeds of its section and of its three tags.

    In a dump of its own, or at the end of the one that was there.
    """
    course = standing(meeting, name)
    editions, seen = itertools.count(2), [stamps(course)]
    if adds:
        own = course.folder / "dumps" / "dump.jsonl"
        shutil.copyfile(own, course.folder / "copy")
        (course.folder / "copy").replace(own)  # it was a link to what others read

    def before() -> None:
        edition = next(editions)
        name = "dump" if adds else f"edition-{edition}"
        path = course.folder / "dumps" / f"{name}.jsonl"
        corpus.write(path, [meeting.articles - 1], edition=edition, mode="a")

    def after() -> list[str]:
        seen.append(stamps(course))
        touched = sum(seen[-2].get(path) != when for path, when in seen[-1].items())
        return [] if touched == 8 else [f"{touched} feeds touched, 8 due"]

    return Lane(
        name=name,
        folder=course.folder,
        command=ours.command(course),
        before=before,
        after=after,
        units=meeting.articles,
    )


def one_percent(meeting: Meeting) -> Lane:
    """The dump written again, the newest hundredth of it in the next edition."""
    name = "the dump rewritten, 1 % changed"
    course = standing(meeting, name)
    editions = itertools.count(2)
    dump = course.folder / "dumps" / "dump.jsonl"
    kept = meeting.articles - max(1, meeting.articles // 100)

    def before() -> None:
        dump.unlink()  # a link to what others read
        corpus.write(dump, range(kept))
        corpus.write(dump, range(kept, meeting.articles), edition=next(editions), mode="a")

    return Lane(
        name=name,
        folder=course.folder,
        command=ours.command(course),
        before=before,
        after=lambda: referee.faults(course.output, referee.expected(dump)),
        units=meeting.articles,
    )


def words(meeting: Meeting) -> Tables:
    """Topics by words, few and many; the feeds hold as many entries in all."""
    lanes = [by_words(meeting, topics=topics) for topics in TOPICS]
    return [("Topics of words", race(lanes, runs=meeting.runs))]


def by_words(meeting: Meeting, *, topics: int) -> Lane:
    """The names that are in the news most, dealt out to the topics."""
    name = f"{topics:,} topics of {WORDS} words"
    course = meeting.course(name)
    names = corpus.NAMES[: topics * WORDS]
    items = {"items": ENTRIES // topics, "max_bytes": 5_000_000}
    declared = {f"topic-{n}": {"words": names[n::topics], **items} for n in range(topics)}
    config = {key: value for key, value in ours.CONFIG.items() if key != "auto_topics"}
    ours.prepare(course, config={**config, "topics": declared})

    topic_of = {name.lower(): slug for slug, topic in declared.items() for name in topic["words"]}

    def named(article: dict[str, str]) -> set[str]:
        said = f"{article['title']} {article['summary']} {referee.plain(article['html'])}"
        return {topic_of[word] for word in re.findall(r"\w+", said.lower()) if word in topic_of}

    def after() -> list[str]:
        due = referee.expected(course.dump, labels=named, newest=ENTRIES // topics)
        return referee.faults(course.output, due)

    command = ours.command(course)
    return from_nothing(course, name, command=command, after=after, units=meeting.articles)


def scale(meeting: Meeting) -> Tables:
    """Dumps of several sizes, per article; and builds without news, which are to stay flat."""
    lanes = [of_size(meeting, size) for size in meeting.sizes]
    first = race(lanes, runs=meeting.runs)
    again = [unchanged(meeting, size, units=1) for size in meeting.sizes]
    return [
        ("Size, per article", first),
        ("Size, when nothing changed", race(again, runs=meeting.runs)),
    ]


def of_size(meeting: Meeting, size: int) -> Lane:
    name = f"{size:,} articles"
    course = meeting.course(name, articles=size)
    ours.prepare(course)
    after = partial(complete, course)
    return from_nothing(course, name, command=ours.command(course), after=after, units=size)


def complete(course: Course) -> list[str]:
    return referee.faults(course.output, referee.expected(course.dump))


def jobs(meeting: Meeting) -> Tables:
    """One process, and one a processor; the bytes have to be the same."""
    trees: set[str] = set()
    lanes = [with_jobs(meeting, count, trees) for count in (1, os.cpu_count() or 1)]
    return [("Processes", race(lanes, runs=meeting.runs))]


def with_jobs(meeting: Meeting, count: int, trees: set[str]) -> Lane:
    name = f"--jobs {count}"
    course = meeting.course(name)
    ours.prepare(course)

    def after() -> list[str]:
        trees.add(digest(course.output))
        return [] if len(trees) == 1 else ["other bytes than before"]

    command = ours.command(course, "--jobs", str(count))
    return from_nothing(course, name, command=command, after=after, units=meeting.articles)


def digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return whole.hexdigest()


def start(meeting: Meeting) -> Tables:
    """What it takes to say `--help`."""
    lanes = [
        Lane(name=name, folder=meeting.folder, command=[sys.executable, *arguments])
        for name, *arguments in (
            ("python -c 'import click'", "-c", "import click"),
            ("python -c pass", "-c", "pass"),
            ("feedgen-news --help", "-m", "feedgen_news", "--help"),
        )
    ]
    return [("Starting", race(lanes, runs=5 * meeting.runs))]


SCENARIOS: dict[str, Callable[[Meeting], Tables]] = {
    one.__name__: one for one in (cold, changes, words, scale, jobs, start)
}
