"""Processes for heavy work, such as finding the text in pages of HTML.

Results come in the order of what was asked, so that nothing depends on how many there are.
Whatever is a `concurrent.futures.Executor` can do the work: a pool of processes does, and so
does a Dask cluster (`cluster`).
The processes are started late, only where there is enough to do, and from a clean server
process: none of them inherits the archive's connection (sqlite.org/howtocorrupt §2.6).
"""

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Self, TypeVar

from feedgen_news.problems import FeedgenNewsError

# What starts processes is loaded by those who start some: few runs do.
# ruff: noqa: PLC0415
if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from feedgen_news.pipeline.cluster import Cluster

A = TypeVar("A")
B = TypeVar("B")

_ENOUGH = 8  # heavy things; fewer are done sooner than processes start
# Imported once and not in each process; what is not installed is left out. What finds the text of
# pages takes half a second, and is for those alone who may have met some.
_SHARED = ["feedgen_news.pipeline", "nh3", "w3lib.url"]
_OF_PAGES = ["feedgen_news.loaders.html.page", "feedgen_news.loaders.html.thorough"]
_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}  # that may end a build
_AHEAD = 4  # things in flight for each process; bounds memory


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


class Workers:
    """`jobs` processes; with one, everything is done here and in turn.

    Or those of the Dask cluster `on` an address such as dask://host:8786, however many it has.
    """

    def __init__(self, jobs: int, *, on: str | None = None) -> None:
        self._jobs = jobs
        self._on = on
        self._pool: Executor | None = None
        self._cluster: Cluster | None = None
        self.reach_dumps = True  # as far as is known; those of another machine may not
        self._told = False  # where they do not

    def __enter__(self) -> Self:
        if self._on:
            from feedgen_news.pipeline.cluster import connected

            self._cluster = connected(self._on)
        return self

    @property
    def jobs(self) -> int:
        """How many processes there are."""
        return self._cluster.processes if self._cluster else self._jobs

    @property
    def are_far(self) -> bool:
        """Whether they may be on other machines."""
        return self._cluster is not None

    def mishaps(self) -> Iterator[tuple[str, str]]:
        """What went wrong since this was asked last: a code, and a detail."""
        if self._cluster and self._cluster.lost:
            self._cluster.lost = 0
            yield "lost-workers", "several workers of the cluster ended while they read it"
        if not (self.reach_dumps or self._told):
            self._told = True
            yield "out-of-reach", "the workers of the cluster cannot open it, or lack a library"

    def __exit__(self, error: object = None, *_: object) -> None:
        if self._cluster:
            self._cluster.close()
        if error:
            self.stop()
        elif self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def stop(self) -> None:
        """End the processes at once; nobody waits for what they are at."""
        if self._pool:
            import multiprocessing

            for process in multiprocessing.active_children():
                process.kill()
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = None

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
        if self._jobs == 1 and not self._cluster:
            return map(function, things)
        return self._side_by_side(function, iter(things), heavy)

    def _side_by_side(
        self, function: Callable[[A], B], things: Iterator[A], heavy: Callable[[A], bool]
    ) -> Iterator[B]:
        if not (self._pool or self._cluster):
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
        if self._cluster:
            return self._cluster.begun(function, thing)
        self._pool = self._pool or _pool(self._jobs)
        with _undisturbed():
            future: Future[B] = self._pool.submit(function, thing)
        return partial(_result, future)


def _result(future: "Future[B]") -> B:
    from concurrent.futures.process import BrokenProcessPool

    try:
        return future.result()
    except BrokenProcessPool as error:
        raise FeedgenNewsError(
            "a process at work was ended from outside, maybe for the memory it took;"
            " give the build more, or set --jobs 1"
        ) from error


def _pool(jobs: int) -> "Executor":
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("forkserver")
    met_pages = "feedgen_news.loaders.html" in sys.modules
    context.set_forkserver_preload(_SHARED + _OF_PAGES * met_pages)
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_leave_with_parent)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals wait: a process that is about to start is known to nobody, who could end it.

    They are heard meanwhile, and not blocked: any other thread would hear them then. Those that
    are handled outside of Python (None) stay so: such a handler could not be put back.
    """
    if threading.current_thread() is not threading.main_thread():  # which alone is disturbed
        yield
        return
    heard: list[int] = []

    def hear(number: int, _: object) -> None:
        heard.append(number)

    ours = (each for each in _SIGNALS if signal.getsignal(each) is not None)
    before = {each: signal.signal(each, hear) for each in ours}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        for number in heard:
            signal.raise_signal(number)


def _until_enough(things: Iterator[A], heavy: Callable[[A], bool]) -> Iterator[A]:
    """The first things, until enough of them are heavy; bounded by what a window holds."""
    met = 0
    for thing in islice(things, 1_000):
        yield thing
        met += heavy(thing)
        if met == _ENOUGH:
            return


def leave_without_parent() -> None:
    """Ends a worker whose build is gone, though it may have slept and not have noticed yet."""
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent and not parent.is_alive():
        os._exit(1)


def _leave_with_parent() -> None:
    """A worker ends when whoever started it is gone, and leaves signals of the keyboard to it."""
    import multiprocessing

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()
