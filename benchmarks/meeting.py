"""What the scenarios of one call share: folders, dumps, and lanes of builds from nothing."""

import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import corpus
import msgspec
import referee
from lanes import Lane
from peers import Course, Peer, ours, shortened

SETTLED = 3  # seconds; what was written later may be written on unnoticed, so it is read again


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """`versions` are of the peers' packages that are there; `sizes` is for the scenario `scale`."""

    folder: Path
    articles: int
    runs: int
    sizes: list[int]
    only: list[str]
    python: Path
    versions: Mapping[str, str]

    def dump(self, count: int) -> Path:
        """Written when it is asked for first."""
        path = self.folder / f"{count}.jsonl"
        if not path.exists():
            corpus.write(path, range(count))
        return path

    def course(self, name: str, *, articles: int = 0) -> Course:
        """In a new folder."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        dump = self.dump(articles or self.articles)
        return Course(dump=dump, folder=folder, python=self.python, sizes=self.folder / "sizes")


def lane_of(meeting: Meeting, peer: Peer) -> Lane:
    count = min(meeting.articles, peer.most or meeting.articles)
    course = meeting.course(peer.name)
    if count < meeting.articles:
        short = shortened(course.dump, course.folder / "short.jsonl", to=count)
        course = msgspec.structs.replace(course, dump=short)
    peer.prepare(course)
    share = f", {count:,} articles" if count < meeting.articles else ""
    return from_nothing(
        course,
        f"{peer.name} {meeting.versions.get(peer.package, '')}".strip() + share,
        command=peer.command(course),
        after=partial(judged, course, peer),
        units=count,
    )


def from_nothing(
    course: Course,
    name: str,
    *,
    command: list[str],
    units: int,
    after: Callable[[], list[str]],
) -> Lane:
    """The output, and what the archive knows, are gone before each run, and after it."""

    def emptied() -> None:
        for made in ("output", "state"):
            shutil.rmtree(course.folder / made, ignore_errors=True)

    def looked_after() -> list[str]:
        found = after()
        emptied()  # outputs are large
        return found

    return Lane(
        name=name,
        folder=course.folder,
        command=command,
        before=emptied,
        after=looked_after,
        units=units,
    )


def judged(course: Course, peer: Peer) -> list[str]:
    """What is missing or wrong in what a peer wrote."""
    if peer.feeds:
        return referee.faults(course.output, referee.expected(course.dump), feeds=peer.feeds)
    due = sum(int(line.split("\t")[0]) for line in course.sizes.read_text("utf-8").splitlines())
    written = sum(path.stat().st_size for path in course.output.rglob("*") if path.is_file())
    return [] if written == due else [f"{written} of {due} bytes written"]


def standing(meeting: Meeting, name: str, *, articles: int = 0) -> Course:
    """A course of ours with the first build done, by when the dump was not of that moment."""
    course = meeting.course(name, articles=articles)
    ours.prepare(course)
    time.sleep(max(0, SETTLED - (time.time() - course.dump.stat().st_mtime)))
    built(course)
    return course


def built(course: Course) -> None:
    subprocess.run(ours.command(course), cwd=course.folder, check=True)


def stamps(course: Course) -> dict[str, int]:
    """When each feed was written."""
    return {str(path): path.stat().st_mtime_ns for path in course.output.rglob("feed.*")}
