"""Workers on other machines: a Dask cluster, spoken to as an executor like any other.

A thing to do travels as one packed piece of bytes, so that the scheduler need not understand
it, and no log shows what is in it. A worker that is lost costs nothing but time: Dask gives
what it did to another. What several workers died of is done here.
"""

import logging
import os
import pickle
import re
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from functools import partial
from typing import Any, TypeVar

import msgspec

from feedgen_news import __version__
from feedgen_news.problems import FeedgenNewsError

# What speaks to a cluster is an extra, and loaded by those who use one.
# ruff: noqa: PLC0415
A = TypeVar("A")
B = TypeVar("B")

SCHEMES = ("dask", "tcp", "tls", "ucx", "ws", "wss")

_ADDRESS = re.compile(rf"(?P<scheme>{'|'.join(SCHEMES)})://(?P<place>[^\s/@]+(?::\d+)?)/?")
_ANSWER = 10  # seconds within which a scheduler has to answer
_FIRST = 120  # seconds within which a worker has to; clusters that grow start one first
_AGAIN = 2  # times that something is tried again where it failed
_LOOK = 100  # things given to the cluster between two looks at how large it is
_ONE_AT_A_TIME = threading.Lock()  # within a worker: our work is for one thread a process


class Cluster:
    """A Dask cluster, its workers' processes as `processes`."""

    def __init__(self, client: Any, *, address: str) -> None:
        self._client = client
        self._address = address
        self._executor: Executor = client.get_executor(pure=False, retries=_AGAIN)
        self._given = 0
        self.processes = 1
        self.lost = 0  # things of which several workers died, and that were done here

    def begun(self, function: Callable[[A], B], thing: A) -> Callable[[], B]:
        """The function of the thing, begun somewhere; called, what comes of it."""
        packed = _packed((function, thing))
        try:
            if self._given % _LOOK == 0:
                self.processes = max(1, len(self._client.nthreads()))
            future = self._executor.submit(_done, __version__, packed)
        except _lost(OSError, RuntimeError) as error:  # nothing of ours is done here
            raise self._gone("was lost") from error
        self._given += 1
        return partial(self._result, future, function, thing)

    def _result(self, future: "Future[Packed]", function: Callable[[A], B], thing: A) -> B:
        from distributed import KilledWorker

        try:
            result: B = _unpacked(future.result())
        except KilledWorker:
            self.lost += 1
            return function(thing)
        except _lost() as error:
            raise self._gone("was lost") from error
        return result

    def check(self) -> None:
        """Wait for a worker, and see that it is one of ours. Raises FeedgenNewsError."""
        future: Future[Packed] = self._executor.submit(_done, __version__, _packed((_pid, None)))
        try:
            future.result(timeout=_FIRST)
        except TimeoutError as error:
            raise self._gone(f"has no worker that answers within {_FIRST} s") from error
        except _lost() as error:
            raise self._gone("was lost") from error
        except (ImportError, RuntimeError) as error:  # of whoever could not unpack our function
            raise FeedgenNewsError(
                f"--on {self._address}: scheduler and workers cannot load feedgen-news ({error});"
                f" install feedgen-news[cluster]=={__version__} on each of them"
            ) from error

    def _gone(self, what: str) -> FeedgenNewsError:
        return FeedgenNewsError(
            f"--on {self._address}: the cluster {what}; nothing was changed."
            " Look at its scheduler and workers, or build without --on"
        )

    def close(self) -> None:
        """Leave it; what is not done yet is done by nobody."""
        self._client.close(timeout=_ANSWER)


def connected(address: str) -> Cluster:
    """The cluster at an address such as dask://host:8786, with one worker at least.

    Raises FeedgenNewsError where there is none, within seconds.
    """
    url = _address(address)
    try:
        import dask
        from distributed import Client
    except ImportError as error:
        raise FeedgenNewsError("--on needs Dask: pip install 'feedgen-news[cluster]'") from error
    _silence()
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GiB"})
    try:
        make_client: Any = Client  # has no types
        client = make_client(url, timeout=_ANSWER, set_as_default=False)
    except (OSError, ValueError, RuntimeError) as error:
        raise FeedgenNewsError(
            f"--on {address}: no Dask scheduler answers there within {_ANSWER} s;"
            " check the address, or start one with `dask scheduler`"
        ) from error
    cluster = Cluster(client, address=address)
    try:
        cluster.check()
    except BaseException:
        cluster.close()
        raise
    return cluster


def _lost(*others: type[Exception]) -> tuple[type[Exception], ...]:
    """What is raised where the scheduler is gone, and `others`."""
    from distributed.client import ClosedClientError
    from distributed.comm.core import CommClosedError
    from distributed.core import RPCClosed

    return CancelledError, ClosedClientError, CommClosedError, RPCClosed, *others


def _silence() -> None:
    """What matters is told by us; Dask gives loggers of its parts levels of their own."""
    for name in [*logging.root.manager.loggerDict]:
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _address(given: str) -> str:
    """As Dask writes it."""
    found = _ADDRESS.fullmatch(given)
    if not found:
        raise FeedgenNewsError(
            f"--on {given}: no address of a Dask scheduler; write it like dask://host:8786"
        )
    scheme = "tcp" if found["scheme"] == "dask" else found["scheme"]
    return f"{scheme}://{found['place']}"


class Packed(msgspec.Struct, frozen=True):
    """Something on its way, which only who is meant opens; logs show nothing of it."""

    data: bytes

    def __repr__(self) -> str:
        """Not what is in it: that may be the password of a store."""
        return f"<{len(self.data):,} bytes>"


def _done(version: str, packed: Packed) -> Packed:
    """Somewhere else: what the function makes of the thing."""
    if version != __version__:
        raise FeedgenNewsError(
            f"a worker of the cluster has feedgen-news {__version__}, and not {version} as the"
            " builder has; install the same on each"
        )
    with _ONE_AT_A_TIME:
        function, thing = _unpacked(packed)
        return _packed(function(thing))


def _packed(thing: Any) -> Packed:
    return Packed(pickle.dumps(thing, pickle.HIGHEST_PROTOCOL))


def _unpacked(packed: Packed) -> Any:
    return pickle.loads(packed.data)  # noqa: S301 - of the same build


def _pid(_: None) -> int:
    return os.getpid()
