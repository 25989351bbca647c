"""A cluster that is none: everything is done here, and some of it goes wrong."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any
from unittest.mock import patch

import pytest

from feedgen_news.loaders import Dump
from feedgen_news.pipeline import cluster


class Stub(Executor):
    """A cluster of one process, in which what is asked for by number goes wrong."""

    def __init__(self, wrong: Any) -> None:
        self.wrong = wrong
        self.number = 0

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
