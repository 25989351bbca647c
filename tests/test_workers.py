"""Work on several processes: the results of one, in their order."""

import csv
import io
import json
import os
import signal
import threading
import zipfile
from itertools import count, islice
from multiprocessing import forkserver

import pytest

from feedgen_news.pipeline import workers as workers_module
from feedgen_news.pipeline.workers import Workers
from tests.cli import run


def doubled(number: int) -> int:
    return 2 * number


def where(_: int) -> int:
    return os.getpid()


def failing(number: int) -> int:
    if number == 9:
        raise KeyError(number)
    return number


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_order(jobs):
    with Workers(jobs) as workers:
        assert list(workers.spread(doubled, range(100))) == list(range(0, 200, 2))
        assert list(workers.spread(doubled, range(3))) == [0, 2, 4]
        assert list(workers.spread(doubled, range(50), heavy=lambda n: n % 7 == 0)) == [
            2 * n for n in range(50)
        ]


def test_little_is_done_here_and_much_elsewhere():
    with Workers(2) as workers:
        assert set(workers.spread(where, range(7))) == {os.getpid()}
        assert set(workers.spread(where, range(500), heavy=lambda n: n < 5)) == {os.getpid()}
        assert os.getpid() not in set(workers.spread(where, range(8)))


def test_what_is_not_asked_for_is_not_done_far_ahead():
    with Workers(2) as workers:
        taken = count()
        assert list(islice(workers.spread(doubled, taken), 5)) == [0, 2, 4, 6, 8]
        assert next(taken) < 30


@pytest.fixture
def heard_as_at_a_keyboard():
    """Ctrl-C, which a shell has what it starts in the background ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard_as_at_a_keyboard")
def test_a_signal_while_processes_start_ends_them_all(monkeypatch):
    """One that nobody knows of would go on, and find nothing of what it was started for."""
    started: list[int] = []
    its_number = forkserver.read_signed

    def interrupted(channel):
        if not started:  # later it is asked how they ended
            os.kill(os.getpid(), signal.SIGINT)
            started.append(its_number(channel))
            return started[0]
        return its_number(channel)

    monkeypatch.setattr(forkserver, "read_signed", interrupted)
    at_leisure = threading.Event()
    other = threading.Thread(
        target=at_leisure.wait, daemon=True
    )  # as one that shows progress: it hears, too
    other.start()
    with pytest.raises(KeyboardInterrupt), Workers(2) as workers:
        list(workers.spread(abs, range(20)))
    at_leisure.set()
    other.join()
    assert len(started) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(started[0], 0)


def test_signals_that_are_handled_outside_of_python_stay_so(monkeypatch):
    """As where Python is embedded; such a handler can be replaced, and not put back."""
    of_python = signal.getsignal
    set_to: list[signal.Signals] = []

    def its_handler(number):
        return None if number == signal.SIGHUP else of_python(number)

    def set_handler(number, handler):
        set_to.append(number)
        return its_handler(number)

    monkeypatch.setattr(signal, "getsignal", its_handler)
    monkeypatch.setattr(signal, "signal", set_handler)
    with workers_module._undisturbed():
        assert set_to
    assert signal.SIGHUP not in set_to


def test_an_error_is_raised_where_the_result_would_have_come():
    with Workers(2) as workers:
        results = workers.spread(failing, range(20))
        assert list(islice(results, 9)) == list(range(9))
        with pytest.raises(KeyError):
            next(results)


def articles(dump: int) -> str:
    lines = (
        f'{{"url": "https://n.example/{dump}/{n}", "title": "T {n}", "text": "{"word " * 100}"}}\n'
        for n in range(60)
    )
    return "".join(lines) + "7\n"


def test_a_build_gives_the_same_however_many(project, tmp_path, capfdbinary):
    config = project(**{f"d{n}_jsonl": articles(n // 2) for n in range(20)})
    told = [run(capfdbinary, "build", "-c", config, "--jobs", 2)]
    tree = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    quarantined = (tmp_path / "state" / "archive.quarantine.jsonl").read_bytes()
    for folder in ("out", "state"):
        (tmp_path / folder).rename(tmp_path / f"{folder}-of-two")
    told.append(run(capfdbinary, "build", "-c", config, "-j", 1))
    assert told[0] == told[1]
    assert "10 read, 10 unchanged" in told[0].out
    assert tree == {path: path.read_bytes() for path in tree}
    assert quarantined == (tmp_path / "state" / "archive.quarantine.jsonl").read_bytes()
    assert quarantined.count(b"\n") == 10


def listed(number: int) -> list[dict[str, str]]:
    """Of every seventh there is nothing to take in."""
    return [
        {"url": f"https://n.example/{n}", "title": f"T {n}", "text": "word " * 500}
        if n % 7
        else {"url": "", "title": f"T {n}", "text": ""}
        for n in range(number)
    ]


def as_array(rows: list[dict[str, str]]) -> bytes:
    return json.dumps(rows, indent=1).encode()


def as_table(rows: list[dict[str, str]]) -> bytes:
    table = io.StringIO()
    writer = csv.DictWriter(table, ("url", "title", "text"))
    writer.writeheader()
    writer.writerows(rows)
    return table.getvalue().replace("T 500", 'T "500').encode()  # a row that is broken


def as_list(rows: list[dict[str, str]]) -> bytes:
    items = ("".join(f"<{k}>{v}</{k}>" for k, v in row.items()) for row in rows)
    return b"<items>%b</items>" % "".join(f"<item>{item}</item>\n" for item in items).encode()


def as_zip(rows: list[dict[str, str]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number, row in enumerate(rows):
            archive.writestr(f"{number:05}.json", json.dumps(row))
    return packed.getvalue()


@pytest.mark.parametrize("written", [as_array, as_table, as_list, as_zip])
def test_what_one_process_has_to_read_is_worked_on_by_all(
    written, tmp_path, capfdbinary, monkeypatch
):
    dump = tmp_path / "dump"
    dump.write_bytes(written(listed(2_400)))
    pools: list[int] = []
    pool = workers_module._pool
    monkeypatch.setattr(workers_module, "_pool", lambda jobs: pools.append(jobs) or pool(jobs))
    one, two = (run(capfdbinary, "read", "-j", jobs, dump) for jobs in (1, 2))
    assert one == two
    assert one.out.count("\n") > 2_000
    assert "no-content: 343 in all" in one.err
    assert pools == [2]


def test_read_gives_the_same_however_many(project, tmp_path, capfdbinary):
    project(**{f"d{n}_jsonl": articles(n) for n in range(12)})
    one, two = (run(capfdbinary, "read", "-j", jobs, tmp_path / "dumps") for jobs in (1, 2))
    assert one == two
    assert one.out.count("\n") == 720
