"""What anybody would write first: the dump in memory, grouped by label, given to feedgen.

python with_feedgen.py DUMP OUTPUT

Dates are decoded before: from text feedgen would do it twice an entry with dateutil, and take
nearly twice as long.
"""

import json
import sys
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

from feedgen.feed import FeedGenerator

SITE = "https://feeds.example.org"


def main() -> None:
    dump, output = Path(sys.argv[1]), Path(sys.argv[2])
    labelled = defaultdict(list)
    with dump.open(encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            article["published"] = datetime.fromisoformat(article["published"])
            for label in (article["section"], *article["tags"]):
                labelled[label].append(article)
    for label, found in labelled.items():
        found.sort(key=lambda article: article["published"], reverse=True)
        publish(label, found[:50], output)


def publish(label: str, found: list[dict[str, Any]], output: Path) -> None:
    slug = label.lower().replace(" ", "-")
    feed = FeedGenerator()
    feed.id(f"{SITE}/{slug}/")
    feed.title(label)
    feed.description(f"News of {label}")
    feed.link(href=f"{SITE}/{slug}/feed.atom", rel="self")
    feed.updated(found[0]["published"])
    for article in found:
        entry = feed.add_entry(order="append")
        entry.id(article["url"])
        entry.title(article["title"])
        entry.link(href=article["url"])
        entry.author(name=article["author"])
        entry.published(article["published"])
        entry.updated(article["published"])
        entry.summary(article["summary"])
        entry.content(article["html"], type="html")
        entry.enclosure(article["image"], 0, "image/jpeg")
        entry.category([{"term": tag} for tag in article["tags"]])
    folder = output / slug
    folder.mkdir(parents=True)
    feed.atom_file(str(folder / "feed.atom"))
    feed.rss_file(str(folder / "feed.rss"))


if __name__ == "__main__":
    main()
