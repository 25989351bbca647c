"""Clusters in which things go wrong: one that is none, and workers that die at their work."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from feedgen_news.loaders import Dump
from feedgen_news.normalise import Normaliser
from feedgen_news.pipeline import cluster

FUSE = 3  # articles of a worker, of which it does not end the last


class Stub(Executor):
    """A cluster of one process, in which what is asked for by number goes wrong."""

    def __init__(self, wrong: Any) -> None:
        self.wrong = wrong
        self.number = 0
        self.is_gone = False  # the scheduler

    def submit(self, function: Any, /, *things: Any, **_: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        self.number += 1
        try:
            future.set_result(self.wrong(self.number, lambda: function(*things)))
        except BaseException as error:
            future.set_exception(error)
        return future

    def get_executor(self, **_: Any) -> Executor:
        return self

    def nthreads(self) -> dict[str, int]:
        if self.is_gone:
            raise OSError("Timed out trying to connect")
        return {"here": 1}

    def close(self, **_: Any) -> None:
        return None


def stub(monkeypatch: pytest.MonkeyPatch, wrong: Any) -> None:
    monkeypatch.setattr(
        cluster, "connected", lambda address: cluster.Cluster(Stub(wrong), address=address)
    )


def dying(every: int) -> Callable[[int, Any], Any]:
    """Of every so many things all workers die."""
    from distributed import KilledWorker  # noqa: PLC0415 - only where Dask is installed

    def wrong(number: int, do: Any) -> Any:
        if number % every == 0:
            raise KilledWorker("task", None, 3)
        return do()

    return wrong


def blind(_: int, do: Any) -> Any:
    """No dump can be opened there."""
    with patch.object(Dump, "open", side_effect=FileNotFoundError(2, "No such file")):
        return do()


def fused(grave: Path) -> None:
    """For a worker, called there: with some work half done it ends by SIGKILL.

    Of those that share a grave only the first does so, and writes its number there.
    """
    article, met = Normaliser.article, 0

    def deadly(*things: Any) -> Any:
        nonlocal met
        met += 1
        if met == FUSE and _is_first(grave):
            os.kill(os.getpid(), signal.SIGKILL)
        return article(*things)

    Normaliser.article = deadly  # type: ignore[method-assign]


def _is_first(grave: Path) -> bool:
    try:
        with grave.open("x") as file:
            file.write(str(os.getpid()))
    except FileExistsError:
        return False
    return True
