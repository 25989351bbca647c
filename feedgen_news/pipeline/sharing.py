"""What stands in several topics is printed once, by whichever of the processes; all take it."""

from collections import Counter
from functools import partial
from itertools import islice

import msgspec

from feedgen_news.model import Topic
from feedgen_news.pipeline import imprints, workshop
from feedgen_news.pipeline.imprints import Place
from feedgen_news.pipeline.workers import Workers
from feedgen_news.pipeline.workshop import Order, Share, Task

_TOGETHER = 250  # rows that are printed by one process
_FEWEST = 8  # such shares; fewer are printed twice sooner

_Look = tuple[object, ...]  # what of a topic makes its entries look as they do


def lent(workers: Workers, order: Order, parts: list[list[Task]]) -> list[list[Task]]:
    """The tasks, and where what they have in common lies printed."""
    shares = _shares([task for part in parts for task in part])
    if len(shares) < _FEWEST:
        return parts
    found: dict[_Look, dict[int, Place]] = {}
    printed = workers.spread(partial(workshop.shared, order), shares)
    for share, places in zip(shares, printed, strict=True):
        found.setdefault(_look(share.shelf.topic), {}).update(imprints.unpacked(places))
    return [[_lent(task, found) for task in part] for part in parts]


def _lent(task: Task, found: dict[_Look, dict[int, Place]]) -> Task:
    known = found.get(_look(task.shelf.topic), {})
    places = {row: known[row] for row in task.rows if row in known}
    return msgspec.structs.replace(task, places=imprints.packed(places))


def _look(topic: Topic) -> _Look:
    return topic.language, topic.updates, topic.content


def _shares(tasks: list[Task]) -> list[Share]:
    """What is in more than one topic, in the order in which it lies in the archive."""
    counts: dict[_Look, Counter[int]] = {}
    shelves = {_look(task.shelf.topic): task.shelf for task in tasks}
    for task in tasks:
        counts.setdefault(_look(task.shelf.topic), Counter()).update(task.rows)
    return [
        Share(shelves[look], rows[first : first + _TOGETHER])
        for look, times in counts.items()
        for rows in [_several(times)]
        for first in range(0, len(rows), _TOGETHER)
    ]


def _several(times: Counter[int]) -> tuple[int, ...]:
    several = (row for row, number in sorted(times.items()) if number > 1)
    return tuple(islice(several, imprints.MOST))
