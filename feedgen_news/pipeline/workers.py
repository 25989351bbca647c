"""Processes for heavy work, such as finding the text in pages of HTML.

Results come in the order of what was asked, so that nothing depends on how many there are.
The processes are started late, only where there is enough to do, and from a clean server
process: none of them inherits the archive's connection (sqlite.org/howtocorrupt §2.6).
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import chain, islice
from typing import Self, TypeVar

from feedgen_news.problems import FeedgenNewsError

A = TypeVar("A")
B = TypeVar("B")

_ENOUGH = 8  # heavy things; fewer are done sooner than processes start
_SHARED = [  # imported once and not in each process; what is not installed is left out
    "feedgen_news.pipeline",
    "feedgen_news.loaders.html.page",
    "feedgen_news.loaders.html.thorough",
]
_AHEAD = 4  # things in flight for each process; bounds memory


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


class Workers:
    """`jobs` processes; with one, everything is done here and in turn."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: object = None, *_: object) -> None:
        if self._pool:
            if error:  # nobody waits for what they are at
                for process in multiprocessing.active_children():
                    process.kill()
            self._pool.shutdown(wait=True, cancel_futures=True)

    def spread(
        self,
        function: Callable[[A], B],
        things: Iterable[A],
        /,
        heavy: Callable[[A], bool] = lambda _: True,
    ) -> Iterator[B]:
        """What the function makes of each thing, lazily and in order; an error is raised here.

        What is not `heavy` is done in this process when its turn comes.
        """
        if self.jobs == 1:
            return map(function, things)
        return self._side_by_side(function, iter(things), heavy)

    def _side_by_side(
        self, function: Callable[[A], B], things: Iterator[A], heavy: Callable[[A], bool]
    ) -> Iterator[B]:
        if not self._pool:
            first = list(_until_enough(things, heavy))
            if sum(map(heavy, first)) < _ENOUGH:
                yield from map(function, first)
                return
            things = chain(first, things)
        waiting: deque[Callable[[], B]] = deque()
        for thing in things:
            task = self._begun(function, thing) if heavy(thing) else partial(function, thing)
            waiting.append(task)
            if len(waiting) > _AHEAD * self.jobs:
                yield waiting.popleft()()
        while waiting:
            yield waiting.popleft()()

    def _begun(self, function: Callable[[A], B], thing: A) -> Callable[[], B]:
        self._pool = self._pool or _pool(self.jobs)
        future: Future[B] = self._pool.submit(function, thing)
        return partial(_result, future)


def _result(future: Future[B]) -> B:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise FeedgenNewsError(
            "a process that read dumps was ended from outside, maybe for the memory it took;"
            " give the build more, or set --jobs 1"
        ) from error


def _pool(jobs: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_SHARED)
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_leave_with_parent)


def _until_enough(things: Iterator[A], heavy: Callable[[A], bool]) -> Iterator[A]:
    """The first things, until enough of them are heavy; bounded by what a window holds."""
    met = 0
    for thing in islice(things, 1_000):
        yield thing
        met += heavy(thing)
        if met == _ENOUGH:
            return


def _leave_with_parent() -> None:
    """A worker ends when whoever started it is gone, and leaves signals of the keyboard to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()
