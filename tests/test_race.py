"""The benchmark beside other programs: nobody is timed for doing less, nobody misses unnamed.

No test looks at a time; `benchmarks/race.py` does, and docs/speed.md says what it measures.
"""

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
DUE = {"world": [("Newer", 3), ("Older", 2)]}
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom">
<entry><title>Newer</title><content type="html">&lt;p&gt;one two three&lt;/p&gt;</content></entry>
<entry><title>Older</title><content type="html">one &lt;b&gt;two&lt;/b&gt;</content></entry>
</feed>"""
RSS = """<rss><channel>
<item><title>Newer</title><description>one &lt;i&gt;two&lt;/i&gt; three</description></item>
<item><title>Older</title><description>one two</description></item>
</channel></rss>"""


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch):
    """Modules of the benchmarks, by name; they are scripts beside each other, no package."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))

    def named(name: str) -> ModuleType:
        return importlib.import_module(name)

    return named


@pytest.mark.timeout(900)  # it builds, three programs long
def test_a_race_of_few_articles_prints_its_table():
    command = [sys.executable, str(BENCHMARKS / "race.py"), "--articles=200", "--runs=1"]
    options = ["--scenario", "cold", "--only", "ours", "floor", "feedgen"]
    ran = subprocess.run(
        [*command, *options, "--peers-venv", sys.prefix],  # feedgen is there
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert len(ran.stderr.splitlines()) == 3  # how far it is, and no fault
    rows = [line.strip("|").split("|") for line in ran.stdout.splitlines() if line[:2] == "| "]
    assert [cells[0].split(" 1.")[0].strip() for cells in rows] == [
        "",
        "---",
        "feedgen-news",
        "the floor",
        "a plain script with feedgen",
    ]
    for cells in rows[2:]:
        assert len(cells) == 7
        assert all(float(cell.split()[0]) >= 0 for cell in cells[1:])


def written(output: Path, *, atom: str = ATOM, rss: str = RSS) -> Path:
    folder = output / "world"
    folder.mkdir()
    (folder / "feed.atom").write_text(atom, "utf-8")
    (folder / "feed.rss").write_text(rss, "utf-8")
    return output


def test_feeds_with_all_entries_in_order_and_whole_pass(bench, tmp_path):
    assert bench("referee").faults(written(tmp_path), DUE) == []


@pytest.mark.parametrize(
    ("atom", "told"),
    [
        (ATOM.replace("Newer", "Other"), "in another order"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", "0 entries, 2 due"),
        (ATOM.replace("one two three", "one"), "1 of 2 entries without their full text"),
        (ATOM.replace("Older", "X").replace("Newer", "Older").replace("X", "Newer"), "order"),
    ],
)
def test_who_does_less_is_found_out(bench, tmp_path, atom, told):
    (fault,) = bench("referee").faults(written(tmp_path, atom=atom), DUE)
    assert told in fault


def test_a_feed_that_is_missing_is_named(bench, tmp_path):
    told = bench("referee").faults(tmp_path, DUE)
    assert [fault.rsplit("/", 1)[1] for fault in told] == [
        "feed.atom: missing",
        "feed.rss: missing",
    ]


def test_what_is_due_is_the_newest_of_each_label(bench, tmp_path):
    corpus, referee = bench("corpus"), bench("referee")
    corpus.write(tmp_path / "dump.jsonl", range(2_400))
    due = referee.expected(tmp_path / "dump.jsonl")
    numbers = [int(title.split()[-1]) for title, _ in due["section-7"]]
    assert numbers == list(range(2367, 367, -40))  # 60 articles, of which 50
    assert {label for label in due if label.startswith("section")} == {
        f"section-{n}" for n in range(40)
    }


def test_the_corpus_is_the_same_each_time(bench):
    article = bench("corpus").article
    assert article(7) == article(7) != article(8)
    again = article(7, edition=2)
    assert article(7)["html"] != again["html"]
    for kept in ("url", "published", "section", "tags"):
        assert article(7)[kept] == again[kept]


def test_a_peer_that_cannot_be_installed_is_named_as_missing(bench, tmp_path):
    meeting = bench("meeting").Meeting(
        folder=tmp_path,
        articles=1,
        runs=1,
        sizes=[1],
        only=["hugo"],
        python=Path(sys.executable),
        versions={},
    )
    ((_, results),) = bench("scenarios").cold(meeting)
    assert "| Hugo | **missing: hugo could not be installed** |" in bench("lanes").table(results)
    assert [*bench("lanes").complaints(results)] == ["Hugo: missing: hugo could not be installed"]


def test_ratios_are_of_medians_and_a_unit(bench, tmp_path):
    lanes, stopwatch = bench("lanes"), bench("stopwatch")

    def raced(name: str, walls: list[float], *, units: int, faults: list[str]) -> object:
        lane = lanes.Lane(name=name, folder=tmp_path, command=["x"], units=units)
        costs = [stopwatch.Cost(wall, 2 * wall, 50_000_000) for wall in walls]
        return lanes.Result(lane=lane, costs=costs, faults=faults)

    lazy = raced("lazy", [0.1], units=10, faults=["nothing written"])
    ours = raced("ours", [1.0, 9.0, 2.0], units=10, faults=[])
    tenth = raced("tenth", [3.0], units=1, faults=[])
    assert lanes.table([lazy, ours, tenth]).splitlines()[2:] == [
        "| lazy | **did not do its work** |  |  |  |  |  |",
        "| ours | 2.00 (1.00 to 9.00) | 1 | 4.00 | 1 | 50 | 1 |",
        "| tenth | 3.00 (3.00 to 3.00) | 15 | 6.00 | 15 | 50 | 1 |",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody adopts orphans")
def test_what_a_command_leaves_behind_is_waited_for_and_counted(bench, tmp_path):
    hungry = "held = b'x' * 200_000_000; open('done', 'w').close()"
    leaving = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {hungry!r}])"
    cost = bench("stopwatch").clocked([sys.executable, "-c", leaving], folder=tmp_path)
    assert (tmp_path / "done").exists()
    assert cost.peak > 200_000_000


def test_a_command_that_fails_is_told_with_its_last_words(bench, tmp_path):
    stopwatch = bench("stopwatch")
    with pytest.raises(stopwatch.CommandError, match=r"exit code 3: .*no such feed"):
        stopwatch.clocked(
            [sys.executable, "-c", "print('no such feed'); raise SystemExit(3)"], folder=tmp_path
        )
