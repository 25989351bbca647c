"""A simulated time of builds over a living world, and what its subscribers noticed."""

import json
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from feedgen_news import pipeline
from feedgen_news.checks import check
from feedgen_news.problems import SuspiciousError
from tests.living_dumps import config, moment
from tests.living_reader import Claim, Met, Subscriber
from tests.living_site import START, Story
from tests.living_world import World

_MARKER = re.compile(r"qk(\d{6,})qk")
RESTORED, LOST = "after the archive was restored from yesterday's", "after it was lost"
PHASES = ("", RESTORED, LOST)
OF_THE_SITES = (
    "http to https",
    "ids of dumps changed",
    "host moved",
    "an error page instead of texts",
    "addresses redesigned",
    "relaunched",
)


@dataclass
class Figures:
    """What a run measured."""

    builds: int = 0
    seconds: list[float] = field(default_factory=list)  # of each build
    archive_bytes: list[int] = field(default_factory=list)  # at the end of each month
    faults: list[str] = field(default_factory=list)  # of `check`, each month
    stops: list[tuple[datetime, str]] = field(default_factory=list)  # builds that refused
    claims: list[Claim] = field(default_factory=list)
    lost: list[Story] = field(default_factory=list)
    stories: int = 0
    delivered: int = 0
    records: int = 0

    def of(self, what: str, *, phase: str = "") -> list[Claim]:
        """What subscribers noticed of one kind; "" is while nothing befell the archive."""
        return [claim for claim in self.claims if claim.what == what and claim.phase == phase]


class Run:
    """Build after build, with a subscriber who polls."""

    def __init__(self, world: World, *, poll: int) -> None:
        self.world, self.figures = world, Figures()
        self._poll = poll
        self._edition = 0
        self._past: set[str] = set()
        self._configured: Any = None
        self.reader = Subscriber(
            world.folder / "output",
            story_of=_story_of,
            version_of=lambda number: world.delivered.get(number, 0),
            told=world.told,
            edited_since_copied=world.edited_since_copied,
            claims=self.figures.claims,
        )

    def go(self, days: float) -> Figures:
        """The whole time."""
        steps = int(days * 24 / self.world.step)
        for number in range(1, steps + 1):
            now = START + timedelta(hours=number * self.world.step)
            for event in OF_THE_SITES:
                self._due(event, now)
            self.world.go_on(now)
            self._build(self._clock(now))
            if number % self._poll == 0:
                self.reader.poll(now)
                if self.reader.phase == RESTORED:
                    self.reader.phase = ""
            if number == steps or now.day != (now + timedelta(hours=self.world.step)).day:
                self._at_midnight(now, last=number == steps)
        return self._ended(START + timedelta(days=days))

    def _due(self, event: str, now: datetime) -> bool:
        if event in self._past or now < moment(event, self.world.days):
            return False
        self._past.add(event)
        self.world.happened.append(event)
        return True

    def _clock(self, now: datetime) -> datetime:
        """What the clock of the machine says; and what else befalls it once."""
        edition = 1 + self.world.scraper.since("config edited", now)
        edition += self.world.scraper.since("config edited again", now)
        if edition != self._edition:
            self._edition = edition
            self._configured = self._configure(edition)
        archive, backup = self._configured.archive, self.world.folder / "backup.sqlite3"
        if self._due("archive restored from yesterday", now) and backup.exists():
            shutil.copyfile(backup, archive)
            self.reader.phase = RESTORED
        if self._due("archive lost", now):
            shutil.rmtree(archive.parent)
            self.reader.phase = LOST
        if self._due("clock back", now):
            return now - timedelta(hours=3)
        return now + timedelta(days=1) if self._due("clock ahead", now) else now

    def _configure(self, edition: int) -> Any:
        path = self.world.folder / "config.yaml"
        made = config(str(self.world.folder), edition=edition, per_day=self.world.per_day)
        path.write_text(json.dumps(made), "utf-8")
        return pipeline.load(path)

    def _build(self, now: datetime) -> None:
        began = time.perf_counter()
        built = self._built(now) or self._built(now, force=True)
        self.figures.seconds.append(time.perf_counter() - began)
        self.figures.builds += 1
        self.figures.records += built.read

    def _built(self, now: datetime, *, force: bool = False) -> Any:
        try:
            return pipeline.build(self._configured, now=now, tell=lambda _: None, force=force)
        except SuspiciousError as error:
            if force:
                raise
            self.figures.stops.append((now, str(error)))
            return None

    def _at_midnight(self, now: datetime, *, last: bool) -> None:
        archive = self._configured.archive
        if not last:
            shutil.copyfile(archive, self.world.folder / "backup.sqlite3")
        if last or (now - START).days % 30 == 0:
            self.figures.archive_bytes.append(archive.stat().st_size)
            self.figures.faults += [
                f"{now:%F} {found.path}: {found.code} {found.detail}"
                for found in check(self._configured.output)
                if found.level == "E"
            ]

    def _ended(self, now: datetime) -> Figures:
        figures, world = self.figures, self.world
        figures.stories, figures.delivered = len(world.stories), len(world.delivered)
        figures.lost = list(_lost(world, self.reader, now))
        return figures


def _story_of(entry: Met) -> int | None:
    found = _MARKER.search(entry.body)
    return int(found[1]) if found else None


def _lost(world: World, reader: Subscriber, now: datetime) -> Iterator[Story]:
    """Stories that a dump held and no poll showed.

    What comes late, after an outage longer than a feed reaches back, is shown where new ones
    come first.
    """
    for number in world.delivered:
        story = world.stories[number]
        held_back = story.kind == "future" and story.published > now  # type: ignore[operator]
        if not (held_back or any(number in reader.ids[feed] for feed in ("everything", "latest"))):
            yield story


def simulated(
    folder: Path, *, days: float, per_day: float = 100, step: int = 1, poll: int = 1, seed: int = 1
) -> Figures:
    """A run of so many days, a build every `step` hours, a poll every `poll` builds."""
    world = World(folder, days=days, per_day=per_day, step=step, seed=seed)
    return Run(world, poll=poll).go(days)
