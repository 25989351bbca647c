"""A site that moves to another host with other paths: told by all that a build met of it."""

import json
import random
import shutil
from pathlib import Path

import pytest

from feedgen_news.pipeline import Built
from tests.test_identity_builds import CONFIG, Record, build, ids, story, text

OLD, NEW = "https://www.harbour.example", "https://news.port.example"
SUBJECTS = ("bridge", "ferry", "market", "school", "tunnel")


def article(subject: str, host: str = OLD, **changes: object) -> Record:
    """At a path that only the old site has."""
    at = f"2026/03/05/{subject}-news" if host == OLD else f"{subject}/{len(subject)}.html"
    facts: Record = {
        "url": f"{host}/{at}",
        "title": f"Council of the harbour argues over the {subject}",
        "published": f"2026-03-05T09:{10 + len(subject)}:{SUBJECTS.index(subject) + 10}Z",
        "text": text(subject),
    }
    return story(**(facts | changes))


def put(folder: Path, hour: int, records: list[Record]) -> None:
    path = folder / "dumps" / "wire" / f"{hour}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")


def built(folder: Path, *dumps: list[Record]) -> list[list[str]]:
    """The ids after a build for each dump."""
    for source in ("other", "numbered"):
        filler = story(url=f"https://f.example/{source}/filler", text=text(source), nr=source)
        path = folder / "dumps" / source / "1.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(filler), "utf-8")
    (folder / "config.yaml").write_text(CONFIG, "utf-8")
    hourly = []
    for hour, records in enumerate(dumps, start=8):
        put(folder, hour, records)
        checked(build(folder, hour=hour))
        hourly.append(ids(folder))
    return hourly


def checked(done: Built) -> None:
    of = done.outcome
    assert done.read == of.new + of.updated + of.unchanged + of.duplicate + done.refused


def edited(subject: str) -> str:
    return text(subject).replace("It counted", "Sources said it counted")


RELAUNCHED = {
    "addresses": [article(subject, NEW) for subject in SUBJECTS],
    "addresses and texts": [article(subject, NEW, text=edited(subject)) for subject in SUBJECTS],
    "addresses, of articles without an hour": [
        article(subject, NEW, published="2026-03-05") for subject in SUBJECTS
    ],
}


@pytest.mark.survives("I02", "I07")
@pytest.mark.parametrize("relaunched", RELAUNCHED.values(), ids=RELAUNCHED)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_relaunch_at_another_host_announces_nothing_again(
    tmp_path: Path, relaunched: list[Record], seed: int
) -> None:
    old = [
        article(subject, published=new["published"])
        for subject, new in zip(SUBJECTS, relaunched, strict=True)
    ]
    shuffled = random.Random(seed).sample(relaunched, k=len(relaunched))
    before, after, again = built(tmp_path, old, shuffled, relaunched)
    assert len(before) == len(SUBJECTS) + 2
    assert before == after == again
    (tmp_path / "archive.sqlite3").unlink()
    shutil.rmtree(tmp_path / "out")
    build(tmp_path, hour=99)
    assert ids(tmp_path) == before


@pytest.mark.survives("I02", "I07")
@pytest.mark.parametrize("first", [True, False])
def test_a_host_that_moved_keeps_its_paths_whatever_else_is_edited(
    tmp_path: Path, first: bool
) -> None:
    """No date, and another headline and other figures on the day of the move."""
    moved = [
        article(subject, url=str(article(subject)["url"]).replace(OLD, NEW))
        for subject in SUBJECTS[1:]
    ]
    other = article(
        "bridge",
        url=f"{NEW}/2026/03/05/bridge-news",
        title="Bridge stays where it is, says the mayor",
        text=text("bridge", figure=77),
        published=None,
    )
    old = [article("bridge", published=None), *map(article, SUBJECTS[1:])]
    before, after = built(tmp_path, old, [other, *moved] if first else [*moved, other])
    assert before == after


@pytest.mark.survives("I02", "I07")
def test_a_move_is_remembered(tmp_path: Path) -> None:
    """What the new host showed only later was edited and given another path meanwhile."""
    moved = [article(subject, NEW) for subject in SUBJECTS[1:]]
    late = article("bridge", NEW, text=edited("bridge"))
    before, between, after = built(tmp_path, [*map(article, SUBJECTS)], moved, [late])
    assert before == between == after


APART = {
    "the old host goes on": [
        [*map(article, SUBJECTS[:4])],
        [article("tunnel"), *(article(subject, NEW) for subject in SUBJECTS[:4])],
    ],
    "both were there before": [
        [article("tunnel", NEW)],
        [*map(article, SUBJECTS[:4])],
        [article(subject, NEW) for subject in SUBJECTS[:4]],
    ],
    "few are found again": [
        [*map(article, SUBJECTS[:2])],
        [article(subject, NEW) for subject in SUBJECTS[:2]],
    ],
    "one of many sites": [
        [
            *map(article, SUBJECTS[:4]),
            *(
                story(url=f"https://site{n}.example/{n}/own", title=f"Own {n}", text=text(f"s{n}"))
                for n in range(70)
            ),
        ],
        [article(subject, NEW) for subject in SUBJECTS[:4]],
    ],
    "few among many": [
        [*map(article, SUBJECTS[:4])],
        [
            *(article(subject, NEW) for subject in SUBJECTS[:4]),
            *(
                story(url=f"{NEW}/{n}/own-story", title=f"Own {n}", text=text(f"own {n}"))
                for n in range(30)
            ),
        ],
    ],
}


@pytest.mark.survives("I05", "F09")
@pytest.mark.parametrize("dumps", APART.values(), ids=APART)
def test_a_story_of_an_agency_on_two_sites_stays_two(
    tmp_path: Path, dumps: list[list[Record]]
) -> None:
    hourly = built(tmp_path, *dumps)
    assert len(hourly[-1]) == len({str(record["url"]) for dump in dumps for record in dump}) + 2


@pytest.mark.survives("I05")
def test_another_article_at_the_path_of_an_old_one_is_new(tmp_path: Path) -> None:
    """A new system may number its articles from the beginning."""
    moved = [article(subject, NEW) for subject in SUBJECTS[1:]]
    other = article(
        "bridge",
        url=f"{NEW}/2026/03/05/bridge-news",
        title="Quite another story of the week",
        text=text("another"),
        published=None,
    )
    before, after = built(tmp_path, [*map(article, SUBJECTS)], [*moved, other])
    assert len(after) == len(before) + 1


def at_once(folder: Path, *dumps: list[Record]) -> list[str]:
    """The ids after one build of all dumps."""
    for hour, records in enumerate(dumps, start=8):
        put(folder, hour, records)
    (folder / "archive.sqlite3").unlink(missing_ok=True)
    shutil.rmtree(folder / "out", ignore_errors=True)
    checked(build(folder, hour=99))
    return ids(folder)


def rescraped(records: list[Record], *, times: int) -> list[list[Record]]:
    """Dumps of the same articles whose bytes differ."""
    return [[record | {"nr": str(n)} for record in records] for n in range(times)]


@pytest.mark.survives("I02", "S04")
def test_a_move_is_told_from_nothing_however_often_the_new_site_was_scraped(
    tmp_path: Path,
) -> None:
    old = [*map(article, SUBJECTS)]
    moved = rescraped([article(subject, NEW) for subject in SUBJECTS], times=8)
    hourly = built(tmp_path, old, *moved)
    assert hourly == [hourly[0]] * 9
    assert at_once(tmp_path, old, *moved) == hourly[0]


@pytest.mark.survives("I02", "S04")
def test_two_moves_are_told_from_nothing(tmp_path: Path) -> None:
    """The first host is found again on the second; nothing lies there any more."""
    between = "https://harbourside.example"
    old = [*map(article, SUBJECTS)]
    second = [
        article(subject, url=str(article(subject)["url"]).replace(OLD, between))
        for subject in SUBJECTS
    ]
    third = [article(subject, NEW) for subject in SUBJECTS]
    dumps = [old, *rescraped(second, times=6), *rescraped(third, times=8)]
    hourly = built(tmp_path, *dumps)
    assert hourly == [hourly[0]] * 15
    assert at_once(tmp_path, *dumps) == hourly[0]


@pytest.mark.survives("I02")
def test_what_a_move_was_told_by_may_turn_out_to_be_another_article(tmp_path: Path) -> None:
    """Two records are one article as a third shows, after a fourth was like one of them."""
    moved = [article(subject, NEW) for subject in SUBJECTS]
    late = f"{OLD}/2026/03/05/another-address-of-it"
    linked = article("tunnel", url=late, title="A tunnel", published=None, text=text("digging"))
    old = [linked, *map(article, SUBJECTS)]
    link = article("tunnel", url=late)
    dumps = [old, [*moved, link], moved]
    assert at_once(_prepared(tmp_path), *dumps) == at_once(tmp_path, *dumps)
    assert len(ids(tmp_path)) == len(SUBJECTS) + 2


def _prepared(folder: Path) -> Path:
    built(folder)
    return folder
