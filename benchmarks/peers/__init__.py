"""Who runs, one file each, and what a contestant is."""

import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import msgspec

FEEDS = ("{slug}/feed.atom", "{slug}/feed.rss")


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """What a contestant is given: a dump, a folder of its own, and a Python that has its packages.

    The feeds belong into `output`, which does not exist at the start. `sizes` lists the files
    that ours writes: bytes, a tab, the path.
    """

    dump: Path
    folder: Path
    python: Path
    sizes: Path

    @property
    def output(self) -> Path:
        return self.folder / "output"


class Peer(msgspec.Struct, frozen=True, kw_only=True):
    """`feeds` are the paths of a label's feeds in the output, Atom and RSS, if it writes any.

    `prepare` is not timed; what it makes of the dump is a present to the contestant. `package`
    is on PyPI. `most` is how many articles it is given at most.
    """

    name: str
    command: Callable[[Course], list[str]]
    prepare: Callable[[Course], None] = lambda _: None
    package: str = ""
    feeds: tuple[str, str] | None = FEEDS
    most: int | None = None


def articles(dump: Path) -> Iterator[dict[str, str]]:
    with dump.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def script(name: str) -> Callable[[Course], list[str]]:
    """The file beside this one, called with the dump and the folder for the feeds."""
    path = Path(__file__).with_name(name)
    return lambda course: [str(course.python), str(path), str(course.dump), str(course.output)]


def shortened(dump: Path, short: Path, *, to: int) -> Path:
    """The first articles of a dump, as a dump."""
    with dump.open(encoding="utf-8") as lines, short.open("w", encoding="utf-8") as kept:
        kept.writelines(islice(lines, to))
    return short
