"""Topics rendered side by side: the bytes of one process, whatever happens to the others."""

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path

import msgspec
import pytest

from feedgen_news import pipeline, writers
from feedgen_news.archive import Archive
from feedgen_news.pipeline import rendering, sharing, workshop
from feedgen_news.pipeline.assembly import assembler_of, latest_closed, shelves_of, site_of
from feedgen_news.pipeline.heads import head_of
from feedgen_news.pipeline.imprints import unpacked
from feedgen_news.pipeline.workers import Workers
from tests.cli import run

CONFIG = """\
site: {title: Test News, url: https://feeds.example.org/}
sources: [{name: Wire, files: "dumps/*"}]
topics:
  everything: {title: Everything, match: all}
  quiet: {title: Quiet, match: all, updates: silent, language: de, items: 5}
  short: {title: Tag 3, match: {tags: [tag-3]}, content: summary, duplicates: "off"}
  bare: {title: Bare, match: {tags: [tag-4]}, content: none, max_bytes: 10000}
  tight: {title: Tight, match: all, max_bytes: 10000}
  long: {title: Long, match: all, history: true, items: 5, max_bytes: 10000}
auto_topics: [{from: tags, min_items: 2}]
archive: state/archive.sqlite3
output: out
"""


def article(number: int) -> str:
    """Some have copies elsewhere, some no address, picture, author or language of their own."""
    site = "copy.example" if number % 7 == 0 else "n.example"
    text = f"{number - number % 7 if number % 7 < 2 else number} " + "it was said here " * 20
    facts = {
        "url": "" if number % 11 == 5 else f"https://{site}/{number}",
        "title": f"T {number} <b> & 'q'",
        "summary": "" if number % 3 == 0 else f"S {number}.",
        "text": text,
        "author": "" if number % 4 == 0 else f"A {number % 4}",
        "tags": f"tag {number % 5}|tag {number % 4 + 2}",
        "published": f"2026-01-{number % 20 + 1:02}T10:00:{number % 60:02}Z",
        "language": ("en", "ar", "de")[number % 3],
        "image": "" if number % 2 else f"https://{site}/{number}.png",
    }
    pairs = (f'"{name}": "{value}"' for name, value in facts.items() if value)
    return "{" + ", ".join(pairs) + "}\n"


DUMP = "".join(map(article, range(60)))


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every site is large enough for several processes, and every topic a part."""
    monkeypatch.setattr(rendering, "_MANY", 1)
    monkeypatch.setattr(rendering, "_PARTS", 4)
    monkeypatch.setattr(rendering, "_FEWEST", 4)
    monkeypatch.setattr(sharing, "_TOGETHER", 5)
    monkeypatch.setattr(sharing, "_FEWEST", 1)
    monkeypatch.setattr("feedgen_news.pipeline.workers._ENOUGH", 1)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def start_anew(folder: Path) -> dict[str, bytes]:
    """What was published, which is put away with its archive."""
    published = tree(folder / "out")
    for name in ("out", "state"):
        (folder / name).rename(folder / f"{name}-{len(list(folder.iterdir()))}")
    return published


def template(folder: Path) -> str:
    (folder / "templates").mkdir()
    (folder / "templates" / "topic.html").write_text(
        "feedgen-news {% for article in articles %}{{ article.title }}\n{% endfor %}", "utf-8"
    )
    return "templates: templates\n"


@pytest.mark.parametrize("change", ["", "compress: true\n", "templates", "per-topic"])
def test_the_bytes_are_those_of_one_process(project, tmp_path, capfdbinary, many, change):
    more = {"templates": lambda: template(tmp_path), "per-topic": str}.get(change, lambda: change)()
    config = CONFIG.replace("title: Test News", "title: Test News, ids: per-topic")
    path = project((config if change == "per-topic" else CONFIG) + more, a_jsonl=DUMP)
    first = run(capfdbinary, "build", "-c", path, "--jobs", 2)
    assert first.code == 0, first.err
    of_two = start_anew(tmp_path)
    second = run(capfdbinary, "build", "-c", path, "--jobs", 1)
    assert (second.code, second.out) == (0, first.out)
    of_one = start_anew(tmp_path)
    assert {path: of_two[path] == body for path, body in of_one.items()} == dict.fromkeys(
        of_two, True
    )
    assert len([path for path in of_one if path.endswith("feed.atom")]) > 10
    assert not [path for path in of_one if path.endswith(".tmp")]


ALIKE_BUT = """\
topics:
  plain: {title: Plain, match: all, items: 20}
  german: {title: German, match: all, items: 20, language: de}
  hushed: {title: Hushed, match: all, items: 20, updates: silent}
  brief: {title: Brief, match: all, items: 20, content: summary}
"""


def test_one_process_prints_for_no_topic_that_looks_otherwise(project, tmp_path, capfdbinary, many):
    """Each in one thing alone: language, what an edited article is updated by, content."""
    before, _, after = CONFIG.partition("topics:")
    path = project(before + ALIKE_BUT + after[after.index("archive:") :])
    trees = []
    for jobs in (2, 1):
        (tmp_path / "dumps" / "a.jsonl").write_text(DUMP)
        (tmp_path / "dumps" / "b.jsonl").unlink(missing_ok=True)
        assert run(capfdbinary, "build", "-c", path, "--jobs", jobs).code == 0
        edited = DUMP.replace('"published"', '"updated": "2026-02-02T10:00:00Z", "published"')
        (tmp_path / "dumps" / "b.jsonl").write_text(edited.replace("it was said", "they said so"))
        assert run(capfdbinary, "build", "-c", path, "--jobs", jobs).code == 0
        trees.append(start_anew(tmp_path))
    assert trees[0] == trees[1]
    looks = [
        entries(trees[0][f"{slug}/feed.atom"]) for slug in ("plain", "german", "hushed", "brief")
    ]
    assert all(one != another for one, another in combinations(looks, 2))


def entries(feed: bytes) -> list[bytes]:
    """Without the category of the topic itself."""
    _, *found = feed.split(b"<entry")
    return [re.sub(rb"<category[^>]*>", b"", entry.partition(b"</entry>")[0]) for entry in found]


def test_what_is_reused_is_what_would_be_made(project, tmp_path, capfdbinary):
    """Each topic's files, printed with what others left, and made of its own entries alone."""
    path = project(CONFIG, a_jsonl=DUMP)
    assert run(capfdbinary, "build", "-c", path, "--jobs", 1).code == 0
    config = pipeline.load(path)
    with Archive.scratch(config.archive) as archive:
        assembler = assembler_of(config, archive)
        for shelf in shelves_of(config, archive):
            topic, label = shelf.topic, shelf.label
            feed = assembler.feed(
                topic,
                archive.selection(topic, label=label),
                previous=latest_closed(shelf, archive),
            )
            site = msgspec.structs.replace(
                site_of(config), heads=(head_of(archive, assembler, shelf),), feeds=(feed,)
            )
            made = {file.path: file.body for file in writers.render_topics(site)}
            assert len(made) == 4
            assert made == {path: (tmp_path / "out" / path).read_bytes() for path in made}


def test_the_dump_has_what_makes_entries_differ(project, tmp_path, capfdbinary):
    path = project(CONFIG, a_jsonl=DUMP)
    assert run(capfdbinary, "build", "-c", path, "--jobs", 1).code == 0
    atom = {p.parent.name: p.read_text() for p in (tmp_path / "out").rglob("feed.atom")}
    assert "Also at:" in atom["everything"]
    assert "Also at:" not in atom["short"]
    assert 0 < atom["tight"].count("<content") < atom["tight"].count("<entry")
    assert '<entry xml:lang="en"' in atom["quiet"]
    assert '<entry xml:lang="en"' not in atom["everything"]
    assert "<content" not in atom["short"] + atom["bare"]
    assert list((tmp_path / "out" / "long").glob("2026-01*.atom"))


def test_what_stands_in_several_topics_is_printed_by_one_process(
    project, capfdbinary, monkeypatch, many
):
    printed, lent = [], sharing.lent

    def noted(*given):
        parts = lent(*given)
        printed.extend((task.rows, unpacked(task.places)) for part in parts for task in part)
        return parts

    monkeypatch.setattr(sharing, "lent", noted)
    path = project(CONFIG, a_jsonl=DUMP)
    assert run(capfdbinary, "build", "-c", path, "--jobs", 2).code == 0
    times = Counter(row for rows, _ in printed for row in rows)
    assert {row for _, places in printed for row in places} <= {
        row for row, number in times.items() if number > 1
    }
    assert sum(len(places) for _, places in printed) > sum(len(rows) for rows, _ in printed) / 3


def elsewhere(order, part):
    """In the place of what a worker does."""
    raise AssertionError("made in this process")


def test_what_is_little_is_done_here(project, tmp_path, capfdbinary, monkeypatch):
    monkeypatch.setattr(workshop, "laid", elsewhere)
    path = project(CONFIG, a_jsonl=DUMP)
    assert run(capfdbinary, "build", "-c", path, "--jobs", 2).code == 0


def test_a_dry_run_is_done_here(project, capfdbinary, monkeypatch, many):
    monkeypatch.setattr(workshop, "laid", elsewhere)
    path = project(CONFIG, a_jsonl=DUMP)
    assert run(capfdbinary, "build", "-c", path, "--jobs", 2, "--dry-run").code == 0


def dying(order, part):
    """The second topic's worker is killed after it has laid its files."""
    found = real(order, part)
    if part[0].shelf.topic.slug == "quiet":
        os.kill(os.getpid(), signal.SIGKILL)
    return found


real = workshop.laid


@pytest.mark.survives("K10")
def test_a_worker_that_is_killed_leaves_what_was_and_no_litter(
    project, tmp_path, capfdbinary, monkeypatch, many
):
    path = project(CONFIG, a_jsonl=DUMP)
    assert run(capfdbinary, "build", "-c", path, "--jobs", 2).code == 0
    before = tree(tmp_path / "out")
    (tmp_path / "dumps" / "b.jsonl").write_text("".join(map(article, range(60, 80))))
    monkeypatch.setattr(workshop, "laid", dying)
    killed = run(capfdbinary, "build", "-c", path, "--jobs", 2)
    assert killed.code == 2
    assert "ended from outside" in killed.err
    assert tree(tmp_path / "out") == before
    monkeypatch.setattr(workshop, "laid", real)
    assert run(capfdbinary, "build", "-c", path, "--jobs", 2).code == 0
    mended = tree(tmp_path / "out")
    assert mended != before
    (tmp_path / "out").rename(tmp_path / "kept")
    assert run(capfdbinary, "build", "-c", path, "--jobs", 1, "--force").code == 0
    assert tree(tmp_path / "out") == mended


@pytest.mark.survives("O04")
def test_a_strangers_file_stops_the_build(project, tmp_path, capfdbinary, many):
    path = project(CONFIG, a_jsonl=DUMP)
    strange = tmp_path / "out" / "quiet" / "feed.rss"
    strange.parent.mkdir(parents=True)
    strange.write_text("of somebody else")
    refused = run(capfdbinary, "build", "-c", path, "--jobs", 2)
    assert refused.code == 2
    assert f"{strange}: not made by feedgen-news" in refused.err
    assert list(tree(tmp_path / "out")) == ["quiet/feed.rss"]


def test_processes_that_are_stopped_can_be_started_again():
    with Workers(2) as workers:
        assert list(workers.spread(abs, range(-20, 0))) == list(range(20, 0, -1))
        workers.stop()
        assert list(workers.spread(abs, range(-20, 0))) == list(range(20, 0, -1))


SUSPENDED = """
import multiprocessing, os
from pathlib import Path
from feedgen_news import pipeline, topics
from feedgen_news.pipeline import workshop
from feedgen_news.pipeline.assembly import Shelf

def work():
    config = pipeline.load(Path("config.yaml"))
    shelf = Shelf(topics.declared(config)[0])
    multiprocessing.parent_process().join()
    lying = Path("out/everything/.index.html.feedgen-news.tmp")
    lying.write_bytes(b"of the next build")
    print("goes on", flush=True)
    workshop.laid(workshop.order(config, {"atom"}), [workshop.Task(shelf, (1,))])
    print("came to the end", flush=True)

multiprocessing.get_context("fork").Process(target=work).start()
os._exit(0)
"""


def test_a_worker_that_slept_while_its_build_was_killed_leaves_the_next_one_alone(
    tmp_path, project, capfdbinary
):
    config = project(CONFIG, d_jsonl=article(1))
    assert run(capfdbinary, "build", "-c", config).code == 0
    (tmp_path / "out/everything/index.html").unlink()
    command = [sys.executable, "-c", SUSPENDED]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("goes on\n", "")
    lying = tmp_path / "out/everything/.index.html.feedgen-news.tmp"
    assert lying.read_bytes() == b"of the next build"
