"""Work on several processes: the results of one, in their order."""

import os
from itertools import count, islice

import pytest

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


def test_read_gives_the_same_however_many(project, tmp_path, capfdbinary):
    project(**{f"d{n}_jsonl": articles(n) for n in range(12)})
    one, two = (run(capfdbinary, "read", "-j", jobs, tmp_path / "dumps") for jobs in (1, 2))
    assert one == two
    assert one.out.count("\n") == 720
