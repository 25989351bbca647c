"""The sites, their scrapers and the folder of dumps, from hour to hour."""

import random
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from tests.living_dumps import SOURCES, Scraper, dumped, moment
from tests.living_site import START, Story, befall, born_in

EDITED = (  # such a copy is no exact one
    "words of the text changed",
    "figures of the text changed",
    "a paragraph added",
)
KEPT_FILES = 72  # dumps of a source that stay on disk
FRONT_PAGE = 20


class State(msgspec.Struct, frozen=True):
    """How far things had gone when a dump held a story."""

    changes: int
    events: int
    spelt: str


class World:
    """The sites, their scrapers and the folder of dumps, from hour to hour."""

    def __init__(self, folder: Path, *, days: float, per_day: float, step: int, seed: int) -> None:
        self.folder, self.days, self.step = folder, days, step
        self.rng = random.Random(seed)
        self.scraper = Scraper(self.rng, days=days)
        self.stories: dict[int, Story] = {}
        self.by_site: dict[str, list[Story]] = {name: [] for name in SOURCES}
        self.delivered: dict[int, int] = {}  # number → version last given to a build
        self.states: dict[int, list[State]] = {}  # number → of its last two dumps
        self.happened: list[str] = []
        self._waiting: dict[str, dict[int, Story]] = {name: {} for name in SOURCES}
        self._plans: list[tuple[datetime, int, str]] = []
        self.per_day = per_day
        self.copied: dict[int, int] = {}  # stories that another site prints, too → changes before
        self._collected: dict[int, int] = {}  # not given by their own site yet → changes before
        self._edits: dict[int, list[str]] = {}  # what befell those until it gave them
        self._outages = self._planned_outages()
        (folder / "dumps").mkdir(parents=True)

    def _planned_outages(self) -> list[tuple[datetime, datetime, str]]:
        starts = [
            self.rng.uniform(0.05, 0.95) * self.days for _ in range(max(2, int(self.days / 9)))
        ]
        return [
            (
                START + timedelta(days=start),
                START + timedelta(days=start, hours=self.rng.choice((3, 7, 20, 34))),
                self.rng.choice((*SOURCES, "all")),
            )
            for start in starts
        ]

    def go_on(self, now: datetime) -> None:
        """Let `step` hours pass until now, and write the dumps of that time."""
        since = now - timedelta(hours=self.step)
        for story in born_in(self.rng, since, hours=self.step, per_day=self.per_day):
            self._publish(story)
        due = [plan for plan in self._plans if plan[0] <= now]
        self._plans = [plan for plan in self._plans if plan[0] > now]
        for _, number, change in sorted(due):
            story = self.stories[number]
            befall(self.rng, story, change, now)
            self._waiting[story.site][number] = story
        for source in SOURCES:
            self._dump(source, now, everything=self._is_full(now))

    def _publish(self, story: Story) -> None:
        self.stories[story.number] = story
        self.by_site[story.site].append(story)
        self._plans += [(when, story.number, change) for when, change in story.plans]
        if story.kind != "late find":
            self._waiting[story.site][story.number] = story
        if story.site == "harbour" and self.rng.random() < 0.3:
            self._waiting["collector"][story.number] = story
        if story.site == "harbour" and story.kind == "plain" and self.rng.random() < 0.05:
            self.copied[story.number] = 0
            self._waiting["gazette"][story.number] = story

    def _is_full(self, now: datetime) -> bool:
        every = 30 if self.days > 60 else max(3, int(self.days / 3))
        passed = now - START
        before = now - timedelta(hours=self.step)
        moved = ("host moved", "addresses redesigned", "relaunched")
        if any(before < moment(event, self.days) <= now for event in moved):
            return True  # a crawler follows the links that it finds
        return passed.days % every == every - 1 and passed.seconds // 3600 < self.step

    def _down(self, source: str, now: datetime) -> bool:
        return any(
            first <= now < last and of in (source, "all") for first, last, of in self._outages
        )

    def _dump(self, source: str, now: datetime, *, everything: bool) -> None:
        if self._down(source, now):
            return
        if self.rng.random() < 0.004:
            self._write(source, now, self.rng.choice((b"", b"[]")))
            return
        chosen = dict(self._waiting[source])
        self._waiting[source].clear()
        of_site = self.by_site[source]
        again = of_site if everything else of_site[-FRONT_PAGE:]
        chosen |= {
            story.number: story for story in again if everything or story.kind != "late find"
        }
        for story in self.rng.sample(of_site[-200:], k=min(5, len(of_site[-200:]))):
            if story.kind != "late find":
                chosen[story.number] = story
        broken = self._is_broken(source, now)
        records = [
            self.scraper.record(
                story,
                now,
                source=source,
                copied=story.number in self.copied and source == "gazette",
                broken=broken and story.number in self.delivered,
            )
            for story in chosen.values()
            if not story.gone
        ]
        for number in self.copied.keys() & chosen.keys() if source == "gazette" else ():
            self.copied[number] = len(chosen[number].history)
        self._deliver(source, chosen, broken=broken)
        if records:
            self._write(source, now, dumped(records, source))

    def _is_broken(self, source: str, now: datetime) -> bool:
        start = moment("an error page instead of texts", self.days)
        return source == "harbour" and start <= now < start + timedelta(hours=3 * self.step)

    def _deliver(self, source: str, chosen: dict[int, Story], *, broken: bool) -> None:
        for number, story in chosen.items():
            if story.gone:
                continue
            if broken:  # an error page tells nothing of what changed
                self.delivered.setdefault(number, story.version)
            elif story.site == source:
                if number in self._collected:
                    self._edits[number] = story.history[self._collected.pop(number) :]
                self.delivered[number] = story.version
            else:
                if source == "collector" and (
                    number in self._collected or number not in self.delivered
                ):
                    self._collected[number] = len(story.history)
                self.delivered.setdefault(number, story.version)
            spelt = f"{source} {self.scraper.spelt.get(number, '')}"
            state = State(len(story.history), len(self.happened), spelt)
            self.states[number] = [*self.states.get(number, ())[-1:], state]

    def edited_since_copied(self, number: int) -> bool:
        """Whether its site printed other words than the one that had it before."""
        since = list(self._edits.get(number, ()))
        if number in self.copied:
            since += self.stories[number].history[self.copied[number] :]
        return any(change in EDITED for change in since)

    def told(self, number: int) -> str:
        """What befell a story between the last two dumps that held it."""
        story, (before, *after) = self.stories[number], self.states[number]
        events = self.happened[before.events :] if after else self.happened[-1:]
        befell = story.history[before.changes :] if after else story.history
        copied = ["copied by another site"] if number in self.copied else []
        counted = ["counter below its text"] if story.counts is not None else []
        spelt = " → ".join(state.spelt for state in (before, *after))
        return "; ".join([story.kind, spelt, *befell, *events, *copied, *counted])

    def _write(self, source: str, now: datetime, data: bytes) -> None:
        ending = "json" if source == "bulletin" else "jsonl"
        (self.folder / "dumps" / f"{source}-{now:%Y%m%dT%H%M}.{ending}").write_bytes(data)
        for old in sorted(self.folder.glob(f"dumps/{source}-*"))[:-KEPT_FILES]:
            old.unlink()
