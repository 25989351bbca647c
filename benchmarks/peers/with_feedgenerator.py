"""The same with feedgenerator, which is Django's syndication on its own.

python with_feedgenerator.py DUMP OUTPUT
"""

import json
import sys
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

from feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed

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
        folder = output / label.lower().replace(" ", "-")
        folder.mkdir(parents=True)
        publish(label, found[:50], Atom1Feed, folder / "feed.atom")
        publish(label, found[:50], Rss201rev2Feed, folder / "feed.rss")


def publish(
    label: str, found: list[dict[str, Any]], kind: type[SyndicationFeed], path: Path
) -> None:
    feed = kind(title=label, link=f"{SITE}/{path.parent.name}/", description=f"News of {label}")
    for article in found:
        feed.add_item(
            unique_id=article["url"],
            title=article["title"],
            link=article["url"],
            author_name=article["author"],
            pubdate=article["published"],
            updateddate=article["published"],
            # of its RSS it says that full text stands in the description
            description=article["html"] if kind is Rss201rev2Feed else article["summary"],
            content=article["html"],
            enclosure=Enclosure(article["image"], "0", "image/jpeg"),
            categories=article["tags"],
        )
    with path.open("w", encoding="utf-8") as file:
        feed.write(file, "utf-8")


if __name__ == "__main__":
    main()
