"""Whether a contestant did the work: which entries its feeds hold, in which order, how full."""

import functools
import re
from collections import defaultdict
from collections.abc import Callable
from html import unescape
from pathlib import Path

from lxml import etree
from peers import FEEDS, articles

NEWEST = 50
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"

Entries = list[tuple[str, int]]  # title, words of text
Expected = dict[str, Entries]  # slug of a label → its newest, the newest first
Labels = Callable[[dict[str, str]], set[str]]  # the slugs that an article belongs under


def labelled(article: dict[str, str]) -> set[str]:
    """The slugs of an article's section and tags."""
    return {label.lower().replace(" ", "-") for label in (article["section"], *article["tags"])}


def expected(dump: Path, *, labels: Labels = labelled, newest: int = NEWEST) -> Expected:
    """What the feeds of a dump have to hold: of each label the newest."""
    return read_once(dump, dump.stat().st_mtime_ns, labels, newest)


@functools.lru_cache(maxsize=8)
def read_once(dump: Path, _written: int, labels: Labels, newest: int) -> Expected:
    under = defaultdict(list)
    for article in articles(dump):
        known = (article["published"], article["title"], words(article["html"]))
        for label in labels(article):
            found = under[label]
            found.append(known)
            if len(found) > 10 * newest:  # a million articles are not to be kept in memory
                found[:] = sorted(found, reverse=True)[:newest]
    return {
        label: [(title, length) for _, title, length in sorted(found, reverse=True)[:newest]]
        for label, found in under.items()
    }


def words(markup: str) -> int:
    return len(plain(markup).split())


def plain(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", " ", markup))


def faults(output: Path, due: Expected, *, feeds: tuple[str, str] = FEEDS) -> list[str]:
    """One line for each feed that is missing or is not as it is due, in both formats."""
    judged = (
        judge(output / pattern.format(slug=slug), entries)
        for slug, entries in due.items()
        for pattern in feeds
    )
    return [fault for fault in judged if fault]


def judge(path: Path, due: Entries) -> str:
    if not path.exists():
        return f"{path}: missing"
    found = read(path)
    if [title for title, _ in found] != [title for title, _ in due]:
        return f"{path}: {len(found)} entries, {len(due)} due, or in another order"
    short = sum(length < 0.98 * whole for (_, length), (_, whole) in zip(found, due, strict=True))
    return f"{path}: {short} of {len(found)} entries without their full text" if short else ""


def read(path: Path) -> Entries:
    root = etree.parse(path).getroot()
    if root.tag == ATOM + "feed":
        return [entry(one, ATOM + "title", ATOM + "content") for one in root.iter(ATOM + "entry")]
    return [entry(one, "title", CONTENT, "description") for one in root.iter("item")]


def entry(element: etree._Element, title: str, *texts: str) -> tuple[str, int]:
    said = (element.find(name) for name in texts)
    longest = max((words("".join(one.itertext())) for one in said if one is not None), default=0)
    return (element.findtext(title) or "").strip(), longest
