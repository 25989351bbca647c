"""A world of news sites: what they publish, change and get wrong; the truth behind the dumps.

Everything follows from the seed. A story is true once, whatever addresses, headlines and
scrapers it is met under; its `marker`, a word that no other text holds, tells which it is.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
SECTIONS = ("World", "Business", "Sport", "Culture")
RECURRING = ("Morning Briefing", "What We Are Reading", "Harbour Weather Report")
_SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu".split()
_rng = random.Random("words")
WORDS = sorted(
    {"".join(_rng.choices(_SYLLABLES, k=_rng.choice((1, 2, 2, 3, 3, 4)))) for _ in range(2_500)}
)
CHANGES = {  # what befalls a story after it was published, and how often
    "headline rewritten": 25,
    "slug fixed": 12,
    "headline rewritten and slug fixed": 6,
    "words of the text changed": 18,
    "figures of the text changed": 6,
    "a paragraph added": 8,
    "punctuation changed": 12,
    "advertisement put in": 8,
    "cache-buster of the picture": 5,
    "date of change moved": 8,
    "date of publication moved": 4,
    "taken down": 2,
}
SIGNIFICANT = frozenset(
    {
        "headline rewritten",
        "headline rewritten and slug fixed",
        "words of the text changed",
        "figures of the text changed",
        "a paragraph added",
    }
)


@dataclass(eq=False)
class Story:
    """What is true of one article, whoever scrapes it."""

    number: int
    site: str
    born: datetime
    title: str
    slug: str
    paragraphs: list[str]
    section: str
    published: datetime | None
    kind: str = "plain"
    updated: datetime | None = None
    picture: int = 0
    counts: int | None = None  # of views, where the page prints them below its text
    advertised: bool = False
    gone: bool = False
    version: int = 0  # significant changes
    history: list[str] = field(default_factory=list)
    plans: list[tuple[datetime, str]] = field(default_factory=list)

    @property
    def marker(self) -> str:
        """The word that tells the story in any copy of it."""
        return f"qk{self.number:06d}qk"


def words(rng: random.Random, count: int) -> str:
    """So many words that mean nothing."""
    return " ".join(rng.choices(WORDS, k=count))


def share_of(hour: datetime) -> float:
    """How much of a day's news comes in this hour: little at night, less at weekends."""
    daily = 1 + 0.85 * math.sin((hour.hour - 7) / 24 * 2 * math.pi)
    return daily / 24 * (0.55 if hour.weekday() >= 5 else 1.18)


def born_in(rng: random.Random, start: datetime, *, hours: int, per_day: float) -> Iterator[Story]:
    """The stories of some hours, numbered from the second they appear in; no two in one second."""
    for hour in (start + timedelta(hours=n) for n in range(hours)):
        expected = per_day * share_of(hour) * rng.lognormvariate(-0.32, 0.8)
        count = int(expected) + (rng.random() < expected % 1)
        for second in sorted(rng.sample(range(3_600), k=min(count, 600))):
            yield _story(rng, hour + timedelta(seconds=second))


def _story(rng: random.Random, born: datetime) -> Story:
    number = int((born - START).total_seconds())
    site = rng.choices(("harbour", "gazette", "bulletin"), (60, 30, 10))[0]
    kind = rng.choices(
        ("plain", "undated", "day", "future", "recurring", "short", "late find"),
        (80, 5, 4, 1, 3, 6, 1),
    )[0]
    title = words(rng, rng.randint(5, 10)).capitalize()
    if kind == "recurring":
        title = rng.choice(RECURRING)
    story = Story(
        number=number,
        site=site,
        born=born,
        title=title,
        slug=_slug(title),
        paragraphs=[],
        section=rng.choice(SECTIONS),
        published=None if kind == "undated" else born,
        kind=kind,
        counts=rng.randint(0, 500) if rng.random() < 0.08 else None,
    )
    story.paragraphs = _paragraphs(rng, story)
    if kind == "recurring":
        story.slug += f"-{born:%d-%b-%H%M%S}".lower()
    if kind == "future":
        story.published = born + timedelta(days=3)
    story.plans = _plans(rng, born)
    return story


def _paragraphs(rng: random.Random, story: Story) -> list[str]:
    sizes = [rng.randint(18, 30)] if story.kind == "short" else [30, 40, 35, 25]
    said = [words(rng, size).capitalize() + "." for size in sizes]
    said[0] = f"{said[0]} Reported by {story.marker}."
    figures = f"It counted {rng.randint(100, 9_999)} of {rng.randint(10_000, 99_999)}."
    return [*said, figures]


def _plans(rng: random.Random, born: datetime) -> list[tuple[datetime, str]]:
    """When what will befall it: mostly within hours, seldom within weeks."""
    kinds, weights = list(CHANGES), list(CHANGES.values())
    count = rng.choices((0, 1, 2, 4), (65, 22, 9, 4))[0]
    moments = [born + timedelta(hours=rng.lognormvariate(1.2, 1.6)) for _ in range(count)]
    return sorted((moment, rng.choices(kinds, weights)[0]) for moment in moments)


def _slug(title: str) -> str:
    return "-".join(title.lower().split()[:6])


def befall(rng: random.Random, story: Story, change: str, now: datetime) -> None:
    """Change what is true of a story."""
    story.history.append(change)
    nothing = story.kind == "recurring" and change.startswith("headline")  # it keeps its own
    story.version += change in SIGNIFICANT and not nothing
    if change in SIGNIFICANT and rng.random() < 0.7:
        story.updated = now
    if change.startswith("headline") and story.kind != "recurring":
        kept = story.title.split()[: rng.choice((0, 2, 3))]
        story.title = " ".join([*kept, words(rng, rng.randint(4, 7))]).capitalize()
    if "slug" in change:
        story.slug = f"{words(rng, 3).replace(' ', '-')}-{story.slug.rpartition('-')[2]}"
    if change == "date of change moved":
        story.updated = now
    if change == "date of publication moved" and story.published:
        story.published += timedelta(minutes=rng.randint(1, 50))
    story.gone = story.gone or change == "taken down"
    _edited(rng, story, change)


def _edited(rng: random.Random, story: Story, change: str) -> None:
    if change.startswith("words"):
        said = story.paragraphs[-2].rstrip(".").split()
        if story.marker not in said:
            said[3:8] = words(rng, 6).split()
            story.paragraphs[-2] = " ".join(said) + "."
        else:
            story.paragraphs[-1] += f" {words(rng, 6).capitalize()}."
    elif change.startswith("figures"):
        story.paragraphs[-1] = f"It counted {rng.randint(100, 9_999)} of {story.number + 100_000}."
    elif change.startswith("a paragraph"):
        story.paragraphs.append(words(rng, 25).capitalize() + ".")
    elif change.startswith("punctuation"):
        said = story.paragraphs[-2].split(" ", 4)
        story.paragraphs[-2] = " ".join([*said[:2], said[2].rstrip(",") + ",", *said[3:]])
    elif change.startswith("advertisement"):
        story.advertised = True
    elif change.startswith("cache"):
        story.picture += 1
