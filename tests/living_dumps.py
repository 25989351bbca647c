"""What scrapers make of the world: dumps in the shapes that several of them write."""

import hashlib
import json
import random
from datetime import datetime, timedelta
from typing import Any

from tests.living_site import SECTIONS, START, Story, words

SOURCES = ("harbour", "gazette", "bulletin", "collector")
AT = {  # when, as a share of the run, what happens once
    "http to https": 0.20,
    "clock back": 0.24,
    "clock ahead": 0.27,
    "config edited": 0.30,
    "ids of dumps changed": 0.36,
    "host moved": 0.46,
    "an error page instead of texts": 0.52,
    "addresses redesigned": 0.60,
    "config edited again": 0.66,
    "archive restored from yesterday": 0.72,
    "relaunched": 0.80,  # another host and other addresses at once
    "archive lost": 0.90,
}


def moment(event: str, days: float) -> datetime:
    """When it happens in a run of so many days."""
    return START + timedelta(days=AT[event] * days)


class Scraper:
    """Turns stories into records as the sites of that moment show them."""

    def __init__(self, rng: random.Random, *, days: float) -> None:
        self._rng = rng
        self._days = days
        self.spelt: dict[int, str] = {}  # how the address of a story was met last

    def since(self, event: str, now: datetime) -> bool:
        """Whether it has happened."""
        return now >= moment(event, self._days)

    def address(self, story: Story, now: datetime, *, site: str | None = None) -> str:
        """Where a site shows a story now: its plain address."""
        if (site or story.site) == "gazette":
            return f"https://www.gazette.example/story/{story.number}/{story.slug}"
        scheme = "https" if self.since("http to https", now) else "http"
        if self.since("relaunched", now):
            return f"https://www.port-and-harbour.example/{story.number}/{story.slug}"
        moved = self.since("host moved", now)
        host = "news.harbourside.example" if moved else "www.harbour.example"
        if self.since("addresses redesigned", now):
            path = f"{story.section.lower()}/{story.slug}-{story.number}.html"
        else:
            path = f"{story.born:%Y/%m/%d}/{story.slug}"
        return f"{scheme}://{host}/{path}"

    def met_address(self, story: Story, now: datetime, *, site: str | None = None) -> str:
        """The address as a scraper happened to meet it."""
        url = self.address(story, now, site=site)
        spelling = self._rng.choices(
            ("plain", "amp", "mobile", "tracked", "without www"), (65, 5, 5, 10, 15)
        )[0]
        self.spelt[story.number] = spelling
        if spelling == "amp":
            return url + ("?amp=1" if url.endswith(".html") else "/amp")
        if spelling == "mobile":
            host = url.split("/")[2]
            return url.replace(host, "m." + host.removeprefix("www."), 1)
        if spelling == "tracked":
            return url + f"?utm_source=feed{self._rng.randint(1, 9)}&fbclid={self._rng.random()}"
        return url.replace("//www.", "//", 1) if spelling == "without www" else url

    def record(
        self,
        story: Story,
        now: datetime,
        *,
        source: str,
        copied: bool = False,
        broken: bool = False,
    ) -> dict[str, Any]:
        """What the scraper of this source writes of it."""
        shape = {"gazette": _news_please, "bulletin": _bulletin, "collector": _trafilatura}
        site = source if copied else None
        url = None if story.site == "bulletin" else self.met_address(story, now, site=site)
        text = self._text(story, source)
        if broken:
            text = (
                "Access denied. You do not have permission to access this page on this server."
                f" Reference 18.{story.number}."
            )
        made = shape.get(source, _scrapy)(story, url, text)
        if source == "gazette":
            changed = self.since("ids of dumps changed", now)
            made["story_id"] = _uuid(story) if changed else str(story.number)
        return made

    def _text(self, story: Story, source: str) -> str:
        said = list(story.paragraphs)
        if story.advertised:
            said.insert(1, "Advertisement")
        if story.counts is not None:
            story.counts += self._rng.randint(0, 40)
            said.append(f"{story.counts:,} views")
        if source == "collector":  # another program's idea of white space and quotes
            said = [line.replace(". ", ".  ") for line in said]
        return "\n\n".join(said)


def _uuid(story: Story) -> str:
    return hashlib.md5(story.marker.encode(), usedforsecurity=False).hexdigest()


def _iso(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _picture(story: Story) -> str:
    buster = f"?v={story.picture}" if story.picture else ""
    return f"https://img.harbour.example/{story.number}.jpg{buster}"


def _published(story: Story) -> str | None:
    if story.kind == "day" and story.published:
        return story.published.date().isoformat()
    return _iso(story.published)


def _scrapy(story: Story, url: str | None, text: str) -> dict[str, Any]:
    return {
        "url": url,
        "title": story.title,
        "published": _published(story),
        "updated": _iso(story.updated),
        "section": story.section,
        "authors": [f"Ann Author {story.number % 40}"],
        "image": _picture(story),
        "text": text,
    }


def _news_please(story: Story, url: str | None, text: str) -> dict[str, Any]:
    return {
        "url": url,
        "title": story.title,
        "date_publish": _published(story),
        "date_modify": _iso(story.updated),
        "maintext": text,
        "section": story.section,
        "authors": [],
        "image_url": _picture(story),
        "language": "en",
    }


def _bulletin(story: Story, url: str | None, text: str) -> dict[str, Any]:
    return {
        "headline": story.title,
        "date": _published(story),
        "category": story.section,
        "body": text,
    }


def _trafilatura(story: Story, url: str | None, text: str) -> dict[str, Any]:
    return {
        "source": url,
        "title": story.title,
        "date": story.published.date().isoformat() if story.published else None,
        "hostname": "harbour.example",
        "categories": story.section,
        "text": text,
    }


def dumped(records: list[dict[str, Any]], source: str) -> bytes:
    """A dump as the scraper writes it: an array, or an object a line."""
    if source == "bulletin":
        return json.dumps(records).encode()
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def config(folder: str, *, edition: int, per_day: float) -> dict[str, Any]:
    """The operator's config, in its first, second and third edition.

    Its feeds hold what comes in two days, so that who polls every hour misses nothing.
    """
    items = max(40, int(per_day * 2.6))
    files = {name: f"dumps/{name}-*.json*" for name in SOURCES}
    topics: dict[str, Any] = {
        "everything": {"match": "all", "items": items},
        "latest": {"match": "all", "items": items, "order": "first_seen"},
        **{name.lower(): {"sections": [name], "items": items // 3} for name in SECTIONS},
        "tagged": {"tags": ["found"]},
    }
    if edition >= 2:
        topics["late-topic"] = {"words": words(random.Random(1), 3).split()}
        topics["world"]["items"] = items // 2
    found = words(random.Random(2 if edition < 3 else 3), 3).split()
    return {
        "site": {"title": "A year", "url": "https://feeds.example.org/"},
        "sources": [
            {"name": "harbour", "files": files["harbour"]},
            {"name": "gazette", "files": files["gazette"], "fields": {"id": "story_id"}},
            {"name": "bulletin", "files": files["bulletin"]},
            {"name": "collector", "files": files["collector"]},
        ],
        "tags": {"found": {"words": found}},
        "topics": topics,
        "defaults": {"max_bytes": 5_000_000},
        "archive": f"{folder}/state/archive.sqlite3",
        "output": f"{folder}/output",
    }
