"""A Dask cluster reads what the builder would: the same bytes, whatever happens to it."""

import gzip
import os
import random
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from feedgen_news import __version__, pipeline
from feedgen_news.loaders.json import lines
from feedgen_news.pipeline import Built, Unwatched, cluster, reading
from feedgen_news.problems import FeedgenNewsError, Problem
from tests import clusters
from tests.cli import EPOCH, ROOT, run
from tests.clusters import Stub, blind, dying, stub
from tests.documents import page

distributed = pytest.importorskip("distributed", reason="Dask is not installed")

NOW = datetime.fromtimestamp(int(EPOCH), UTC)


class Running(NamedTuple):
    address: str
    pids: list[int]
    scheduler: int


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with begun() as it:
        yield it


@contextmanager
def begun() -> Iterator[Running]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.dask_cluster"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        address, *pids = process.stdout.readline().split()
        it = Running(address.replace("tcp://", "dask://"), list(map(int, pids)), process.pid)
        yield it
        if process.poll() is None:
            process.communicate("")


@pytest.fixture
def running_once() -> Iterator[Running]:
    """A cluster to be killed; its workers end with their scheduler, or are ended."""
    with begun() as it:
        yield it
        for pid in it.pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@pytest.fixture
def news(project, monkeypatch) -> Path:
    """Dumps of all ways to be read: as a whole, in parts, packed, and with an odd line."""
    monkeypatch.setattr(reading, "_MIDDLING", range(2 << 10, 12 << 10))
    monkeypatch.setattr(lines, "PART", 1 << 12)
    odd = articles(8, 20).replace("\n", "\n7\n[1,\n2]\n", 1)
    wholes = {f"d{number}_jsonl": articles(number, 6) for number in range(9)}
    return project(
        **wholes,
        large_jsonl=articles(70, 40) + odd,
        late_jsonl=articles(71, 20) + odd,
        packed_gz=gzip.compress(articles(72, 50).encode()),
    )


def articles(dump: int, count: int) -> str:
    chance = random.Random(dump)
    return "".join(
        f'{{"url": "https://n.example/{dump}/{n}", "title": "T {n}",'
        f' "text": "Cuba {chance.randbytes(300).hex()} é"}}\n'
        for n in range(count)
    )


class Told(NamedTuple):
    built: Built
    problems: list[str]
    files: dict[str, bytes]


def build(config_file: Path, **options: Any) -> Told:
    """A build into nothing, and what it left; what it left is put aside."""
    problems: list[Problem] = []
    config = pipeline.load(config_file)
    built = pipeline.build(config, now=NOW, tell=problems.append, **options)
    folder = config_file.parent
    files = {
        str(path.relative_to(folder)): path.read_bytes()
        for place in ("out", "state")
        for path in (folder / place).rglob("*")
        if path.is_file() and path.suffix not in {".lock", ".sqlite3", ".stamps"}
    }
    for place in ("out", "state"):
        (folder / place).rename(folder / f"{place}-{len(list(folder.iterdir()))}")
    return Told(built, [str(problem) for problem in problems], files)


class Seen(Unwatched):
    """How far a build said that it was."""

    def __init__(self) -> None:
        self.expected = self.come = self.articles = 0

    def expect(self, size: int, /) -> None:
        self.expected += size

    def passed(self, size: int, /) -> None:
        self.come += size

    def article(self) -> None:
        self.articles += 1


def test_a_cluster_gives_what_one_process_gives(news, running):
    alone = build(news, jobs=1)
    assert len(alone.problems) > 4
    assert "out/cuba/feed.atom" in alone.files
    assert build(news, on=running.address) == alone


def test_of_four_workers_one_is_killed_at_its_work(news, running, tmp_path):
    alone = build(news, jobs=1)
    grave, seen = tmp_path / "grave", Seen()
    with distributed.Client(running.address.replace("dask://", "tcp://")) as client:
        assert set(client.run(os.getpid).values()) == set(running.pids)
        assert len(running.pids) == 4
        client.run(clusters.fused, grave)
        assert build(news, on=running.address, watch=seen) == alone
    assert int(grave.read_text()) in running.pids
    assert seen.articles == alone.built.read - alone.built.refused
    assert seen.come >= seen.expected > 0  # what a dump begins with is looked at twice


def test_a_part_names_its_place(news, running, monkeypatch):
    sent: list[int] = []
    begun = cluster.Cluster.begun

    def spied(self, function, thing):
        sent.append(len(cluster._packed(thing.part).data) if thing.part else 0)
        return begun(self, function, thing)

    monkeypatch.setattr(cluster.Cluster, "begun", spied)
    (news.parent / "dumps" / "packed.gz").unlink()
    build(news, on=running.address)
    assert len(list(filter(None, sent))) > 10
    assert max(sent) < lines.PART // 4


# --- what goes wrong


def test_what_workers_die_of_is_read_here_and_said_once_a_dump(news, monkeypatch):
    alone = build(news, jobs=1)
    stub(monkeypatch, dying(every=5))
    far = build(news, on="dask://there:1")
    assert far.files == alone.files
    lost = [problem for problem in far.problems if problem not in alone.problems]
    assert lost
    assert len(lost) == len(set(lost))
    assert all(" lost-workers: " in problem for problem in lost)


def test_dumps_that_workers_cannot_open_are_read_here(news, monkeypatch):
    alone = build(news, jobs=1)
    stub(monkeypatch, blind)
    far = build(news, on="dask://there:1")
    assert far.files == alone.files
    (told,) = [problem for problem in far.problems if problem not in alone.problems]
    assert told.startswith("dumps/d0.jsonl out-of-reach: ")


def test_a_dump_that_nobody_can_open_is_told_as_it_is(news, monkeypatch):
    wanted = news.parent / "dumps" / "d3.jsonl"
    wanted.unlink()
    wanted.symlink_to("nowhere")
    alone = build(news, jobs=1)
    stub(monkeypatch, lambda _, do: do())
    assert build(news, on="dask://there:1") == alone
    assert any("unreadable-dump" in problem for problem in alone.problems)


def test_a_scheduler_that_is_lost_ends_the_build(news, monkeypatch):
    def gone(number: int, do: Any) -> Any:
        if number > 3:
            raise CancelledError
        return do()

    stub(monkeypatch, gone)
    config = pipeline.load(news)
    with pytest.raises(FeedgenNewsError, match="dask://there:1: the cluster was lost; nothing was"):
        pipeline.build(config, now=NOW, tell=lambda _: None, on="dask://there:1")
    assert not (news.parent / "out").exists()


@pytest.mark.timeout(120)
def test_a_scheduler_that_dies_is_named_and_nothing_else_is_said(news, running_once, caplog):
    far = cluster.connected(running_once.address)
    os.kill(running_once.scheduler, signal.SIGKILL)
    with pytest.raises(FeedgenNewsError, match="the cluster was lost; nothing was changed"):
        far.begun(len, "abc")()
    far.close()
    assert not [each for each in caplog.records if each.name.startswith("distributed")]


def test_a_scheduler_that_does_not_answer_is_lost_too():
    here = Stub(lambda _, do: do())
    far = cluster.Cluster(here, address="dask://there:1")
    assert far.begun(len, "abc")() == 3
    here.is_gone = True
    far._given = 0
    with pytest.raises(FeedgenNewsError, match="dask://there:1: the cluster was lost"):
        far.begun(len, "abc")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("dask://127.0.0.1:{port}", "no Dask scheduler answers there within 1 s"),
        ("127.0.0.1:{port}", "no address of a Dask scheduler; write it like dask://host:8786"),
        ("http://127.0.0.1:{port}", "no address of a Dask scheduler"),
    ],
)
def test_no_scheduler(news, monkeypatch, capfdbinary, address, said):
    monkeypatch.setattr(cluster, "_ANSWER", 1)
    with socket.socket() as taken:  # and does not listen
        taken.bind(("127.0.0.1", 0))
        address = address.format(port=taken.getsockname()[1])
        result = run(capfdbinary, "build", "-c", news, "--on", address)
    assert result.code == 2
    assert result.out == ""
    assert said in result.err
    assert result.err.count("\n") == 1
    assert not (news.parent / "state" / "archive.sqlite3").exists()


def test_without_dask(news, monkeypatch, capfdbinary):
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = run(capfdbinary, "build", "-c", news, "--on", "dask://127.0.0.1:8786")
    assert result.code == 2
    assert "pip install 'feedgen-news[cluster]'" in result.err


def test_another_version_of_ours_is_refused():
    with pytest.raises(FeedgenNewsError, match=r"and not 0\.0\.1 as the builder has"):
        cluster._done("0.0.1", cluster._packed((len, "abc")))
    done = cluster._done(__version__, cluster._packed((len, "abc")))
    assert cluster._unpacked(done) == 3


# --- what docs/cluster.md says


def test_the_page_says_what_is_so() -> None:
    text = page("cluster.md")
    assert all(f"`{scheme}://" in text for scheme in cluster.SCHEMES)
    assert f"within {cluster._ANSWER} seconds, or no worker within {cluster._FIRST} " in text
    assert f"less than {reading._MIDDLING.stop >> 20} MB" in text
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert "feedgen-news[cluster]" in text
    assert {"distributed", "fsspec[http]"} == {
        wanted.partition(">=")[0] for wanted in extras["optional-dependencies"]["cluster"]
    }
