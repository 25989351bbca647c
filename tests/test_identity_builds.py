"""Articles that come back in another shape, through real builds.

Every history is built dump by dump, as cron would, and once more from nothing with all dumps at
once, as after the archive was lost.
"""

import json
import random
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedgen_news import pipeline
from feedgen_news.config import load
from feedgen_news.pipeline import Built

NOW = datetime(2026, 3, 5, 18, tzinfo=UTC)
CONFIG = """\
site: {title: Test News, url: https://feeds.example.org/}
sources:
  - {name: Wire, files: "dumps/wire/*"}
  - {name: Other, files: "dumps/other/*"}
  - {name: Numbered, files: "dumps/numbered/*", fields: {id: nr}}
topics: {everything: {title: Everything, match: all}}
defaults: {items: 1000}
archive: archive.sqlite3
output: out
"""

_WORDS = (
    "harbour council ferry storm bridge market school winter engine garden office island doctor"
    " river engine teacher border tunnel village museum"
).split()


def text(seed: str, words: int = 120, figure: int = 12) -> str:
    """One that no other seed gives."""
    rng = random.Random(seed)
    said = " ".join(f"{rng.choice(_WORDS)}{rng.choice('abcdefgh')}" for _ in range(words))
    return f"{said.capitalize()}. It counted {figure} of them."


Record = dict[str, object]
STORY: Record = {
    "title": "Council votes to keep the old harbour bridge",
    "url": "https://www.harbour.example/2026/03/council-votes-bridge",
    "published": "2026-03-05T09:12:44Z",
    "text": text("bridge"),
}
DAY = "2026-03-05"


def story(**changes: object) -> Record:
    """The story with changes; what is None is left out."""
    return {name: value for name, value in (STORY | changes).items() if value is not None}


def build(folder: Path, *, hour: int = 0) -> Built:
    config = load(folder / "config.yaml", choices=pipeline.choices())
    return pipeline.build(config, now=NOW + timedelta(hours=hour), tell=lambda _: None)


def put(folder: Path, hour: int, records: list[Record], source: str = "wire") -> None:
    path = folder / "dumps" / source / f"{hour}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")


def ids(folder: Path) -> list[str]:
    """Of all articles; a feed may fold those that are copies of another."""
    db = sqlite3.connect(folder / "archive.sqlite3")
    rows = db.execute("SELECT id FROM articles ORDER BY id").fetchall()
    db.close()
    return [name for (name,) in rows]


def history(folder: Path, *dumps: tuple[str, list[Record]]) -> tuple[list[list[str]], list[str]]:
    """The ids after each hourly build, and those of a rebuild from nothing; counts add up."""
    (folder / "config.yaml").write_text(CONFIG, "utf-8")
    for source in ("wire", "other", "numbered"):  # so that no source is missing
        put(
            folder,
            0,
            [
                story(
                    title=f"Filler of {source}",
                    url=f"https://f.example/{source}/filler-nr",
                    nr=source,
                    text=text(source),
                )
            ],
            source,
        )
    build(folder)
    fillers = set(ids(folder))
    hourly = []
    for hour, (source, records) in enumerate(dumps, start=8):
        put(folder, hour, records, source)
        built = build(folder, hour=hour)
        of = built.outcome
        assert built.read == of.new + of.updated + of.unchanged + of.duplicate + built.refused
        hourly.append([each for each in ids(folder) if each not in fillers])
    shutil.rmtree(folder / "out")
    (folder / "archive.sqlite3").unlink()
    build(folder, hour=99)
    return hourly, [each for each in ids(folder) if each not in fillers]


NEW_TITLE = "Old bridge stays, says the council of the harbour"
NEW_URL = "https://www.harbour.example/2026/03/old-bridge-stays"
EDITED = str(STORY["text"]).replace("It counted", "Sources said it counted")
REWRITTEN = str(STORY["text"])[:500] + " " + text("rewritten", 30, figure=13)

SAME = {
    "headline rewritten": story(title=NEW_TITLE),
    "slug fixed": story(url=NEW_URL),
    "slug fixed, figures edited": story(url=NEW_URL, text=REWRITTEN),
    "slug fixed, the text is not there": story(url=NEW_URL, text=None),
    "headline and slug at once": story(title=NEW_TITLE, url=NEW_URL),
    "headline, slug and a few words": story(title=NEW_TITLE, url=NEW_URL, text=EDITED),
    "http": story(url=str(STORY["url"]).replace("https", "http")),
    "host moved": story(url=str(STORY["url"]).replace("harbour.example", "port.example")),
    "host moved, headline rewritten": story(
        url=str(STORY["url"]).replace("harbour.example", "port.example"), title=NEW_TITLE
    ),
    "no www.": story(url=str(STORY["url"]).replace("www.", ""), title=NEW_TITLE, text=None),
    "amp behind": story(url=f"{STORY['url']}/amp", title=NEW_TITLE, text=None),
    "amp before": story(
        url=str(STORY["url"]).replace("/2026", "/amp/2026"), title=NEW_TITLE, text=None
    ),
    "amp host": story(url=str(STORY["url"]).replace("www.", "amp."), title=NEW_TITLE, text=None),
    "amp cache": story(
        url="https://www-harbour-example.cdn.ampproject.org/c/s/"
        + str(STORY["url"]).removeprefix("https://"),
        title=NEW_TITLE,
        text=None,
    ),
    "mobile host": story(url=str(STORY["url"]).replace("www.", "m."), title=NEW_TITLE, text=None),
    "tracking": story(url=f"{STORY['url']}?utm_source=x&fbclid=y", title=NEW_TITLE, text=None),
    "address lost": story(url=None),
    "address lost, headline rewritten": story(url=None, title=NEW_TITLE),
    "addresses redesigned": story(url="https://harbour.example/?article=4711"),
}


@pytest.mark.survives("I01", "I02", "I04", "I07")
@pytest.mark.parametrize("other", SAME.values(), ids=SAME)
@pytest.mark.parametrize("back", [False, True])
def test_an_article_in_another_shape_keeps_its_id(
    tmp_path: Path, other: Record, back: bool
) -> None:
    records = [other, story()] if back else [story(), other]
    hourly, rebuilt = history(tmp_path, *(("wire", [record]) for record in [*records, records[0]]))
    assert hourly == [hourly[0]] * 3
    assert len(hourly[0]) == 1
    assert rebuilt == hourly[0]


UNDATED_DAY = {
    "a day: slug fixed": story(published=DAY, url=NEW_URL),
    "a day: headline and slug at once": story(published=DAY, url=NEW_URL, title=NEW_TITLE),
    "a day: address lost": story(published=DAY, url=None),
    "no date: slug fixed": story(published=None, url=NEW_URL),
    "no date: headline and slug at once": story(published=None, url=NEW_URL, title=NEW_TITLE),
}


@pytest.mark.survives("I02", "I07")
@pytest.mark.parametrize("other", UNDATED_DAY.values(), ids=UNDATED_DAY)
def test_so_it_does_without_an_hour(tmp_path: Path, other: Record) -> None:
    first = story(published=other.get("published"))
    hourly, rebuilt = history(tmp_path, ("wire", [first]), ("wire", [other]))
    assert hourly[0] == hourly[1] == rebuilt
    assert len(rebuilt) == 1


REPORT = (
    "The price of gold opened at {} a gram in the markets of the kingdom, traders said, and it"
    " closed at {} when the bell rang; silver followed, copper did not, and the day was quiet. "
)


def report(name: str, figure: int, **changes: object) -> Record:
    address = f"https://www.harbour.example/reports/{name}"
    body = REPORT.format(figure, figure + 3) * 2
    return story(**({"url": address, "title": f"Report of {name}", "text": body} | changes))


APART = {
    "reports of one second": (report("gold", 251), report("silver", 31)),
    "reports of one headline and day": (
        report("gold", 251, title="Market report", published=DAY),
        report("gold-noon", 253, title="Market report", published=DAY),
    ),
    "reports of one headline without a date": (
        report("gold", 251, title="What the markets did on this day", published=None),
        report("gold-noon", 253, title="What the markets did on this day", published=None),
    ),
    "a column on one day": (
        story(title="Letters", published=DAY),
        story(title="Letters", published=DAY, url=NEW_URL, text=text("letters")),
    ),
    "a column on one day, one of it without text": (
        story(title="Letters", published=DAY),
        story(title="Letters", published=DAY, url=NEW_URL, text=None),
    ),
    "a column in one second": (
        story(title="Morning briefing"),
        story(title="Morning briefing", url=NEW_URL, text=text("briefing")),
    ),
    "short texts of one second": (
        story(text="Fire in the port.", title="Fire breaks out in the port"),
        story(text="Fire in the port.", title="Port is on fire, says mayor", url=NEW_URL),
    ),
    "one second, other texts": (
        story(),
        story(title=NEW_TITLE, url=NEW_URL, text=text("other")),
    ),
    "wire copy on another site of one crawl": (
        story(),
        story(url="https://www.port.example/news/council-votes"),
    ),
    "one headline in another second": (
        story(),
        story(url=NEW_URL, published="2026-03-05T10:12:44Z", text=text("other")),
    ),
}


@pytest.mark.survives("I05", "I06", "F09")
@pytest.mark.parametrize("pair", APART.values(), ids=APART)
def test_articles_that_look_alike_stay_apart(tmp_path: Path, pair: tuple[Record, Record]) -> None:
    hourly, rebuilt = history(tmp_path, ("wire", [pair[0]]), ("wire", [pair[1]]))
    assert len(hourly[1]) == 2
    assert rebuilt == hourly[1]


@pytest.mark.survives("I01")
def test_two_sources_with_one_article(tmp_path: Path) -> None:
    elsewhere = story(url=f"http://m.harbour.example{str(STORY['url'])[27:]}?utm_medium=rss")
    hourly, rebuilt = history(tmp_path, ("wire", [story()]), ("other", [elsewhere]))
    assert hourly[0] == hourly[1] == rebuilt


@pytest.mark.survives("I04")
@pytest.mark.parametrize("published", [DAY, None])
def test_a_counter_below_the_text_is_no_other_figure(tmp_path: Path, published: str | None) -> None:
    first, second = (
        story(published=published, url=url, text=f"{text('bridge')}\n\n{views} views")
        for url, views in ((str(STORY["url"]), "1,234"), (NEW_URL, "1,250"))
    )
    hourly, rebuilt = history(tmp_path, ("wire", [first]), ("wire", [second]))
    assert hourly[0] == hourly[1] == rebuilt


@pytest.mark.survives("I05")
def test_hints_are_of_one_source(tmp_path: Path) -> None:
    """Wire copy on two sites is two articles; topics may fold them."""
    copy = story(url=NEW_URL.replace("harbour", "gazette"))
    hourly, _ = history(tmp_path, ("wire", [story()]), ("other", [copy]))
    assert len(hourly[1]) == 2


@pytest.mark.survives("I07")
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"title": NEW_TITLE},
        {"url": NEW_URL},
        {"url": NEW_URL, "title": NEW_TITLE},
        {"published": None, "title": NEW_TITLE},
    ],
)
def test_the_dumps_own_ids_are_given_anew(tmp_path: Path, changes: Record) -> None:
    hourly, rebuilt = history(
        tmp_path,
        ("numbered", [story(nr="41")]),
        ("numbered", [story(nr="a-1041", **changes)]),
        ("numbered", [story(nr="a-1041", text=text("later"), title="Third headline of it all")]),
    )
    assert hourly == [hourly[0]] * 3
    assert rebuilt == hourly[0]
    assert len(rebuilt) == 1


@pytest.mark.survives("I05")
def test_posts_of_one_page_with_ids_of_their_own_are_apart(tmp_path: Path) -> None:
    posts = [
        story(nr=str(n), title=f"Post {n} of the live page", text=text(f"post {n}", 60))
        for n in range(4)
    ]
    hourly, rebuilt = history(tmp_path, ("numbered", posts[:2]), ("numbered", posts))
    assert len(hourly[1]) == 4
    assert set(hourly[0]) <= set(hourly[1])
    assert rebuilt == hourly[1]


@pytest.mark.survives("I07", "I08")
def test_a_long_chain_of_shapes_is_one_article_in_any_order(tmp_path: Path) -> None:
    """Each is like the next alone; the earliest names them all."""
    chain = [
        story(),
        story(title=NEW_TITLE),
        story(title=NEW_TITLE, url=NEW_URL, updated="2026-03-05T10:00:00Z"),
        story(title="Third headline of it all", url=NEW_URL, updated="2026-03-05T11:00:00Z"),
        story(title="Third headline of it all", url=None, updated="2026-03-05T12:00:00Z"),
    ]
    hourly, rebuilt = history(tmp_path, *(("wire", [record]) for record in chain))
    assert hourly == [hourly[0]] * 5
    assert rebuilt == hourly[0]
    for seed in range(5):
        folder = tmp_path / str(seed)
        folder.mkdir()
        (folder / "config.yaml").write_text(CONFIG, "utf-8")
        shuffled = random.Random(seed).sample(chain, k=len(chain))
        for source in ("other", "numbered"):
            put(
                folder,
                0,
                [
                    story(
                        title=f"Filler of {source}",
                        url=f"https://f.example/{source}/filler-nr",
                        nr=source,
                        text=text(source),
                    )
                ],
                source,
            )
        put(folder, 8, shuffled)
        assert build(folder).outcome.new == 3


@pytest.mark.survives("I07")
def test_the_earliest_version_names_an_article_that_was_lost(tmp_path: Path) -> None:
    """By the dump's name, its numbers as numbers: 9 is before 10."""
    shapes = [story(url=f"{NEW_URL}-{n}") for n in range(6)]
    hourly, rebuilt = history(tmp_path, *(("wire", [shape]) for shape in shapes))
    assert hourly == [rebuilt] * 6


@pytest.mark.survives("I07")
@pytest.mark.parametrize("later", [{"url": None}, {"url": NEW_URL}, {"updated": "2026-03-09"}])
def test_an_undated_version_may_be_the_earliest(tmp_path: Path, later: Record) -> None:
    dated = story(**{"published": None, "updated": "2026-03-07T10:00:00Z", **later})
    hourly, rebuilt = history(tmp_path, ("wire", [story(published=None)]), ("wire", [dated]))
    assert hourly[0] == hourly[1] == rebuilt


@pytest.mark.survives("I07")
def test_two_published_articles_never_become_one(tmp_path: Path) -> None:
    one, two = story(), story(url=NEW_URL, title=NEW_TITLE, text=text("another", 150))
    both = story(url=NEW_URL)
    hourly, _ = history(tmp_path, ("wire", [one]), ("wire", [two]), ("wire", [both]))
    assert len(hourly[1]) == 2
    assert hourly[2] == hourly[1]


@pytest.mark.survives("I04")
def test_an_article_is_found_by_any_address_it_had(tmp_path: Path) -> None:
    moved = story(url=NEW_URL, updated="2026-03-05T12:00:00Z")
    history(tmp_path, ("wire", [story()]), ("wire", [moved]))
    config = load(tmp_path / "config.yaml", choices=pipeline.choices())
    for spelling in (
        str(STORY["url"]),
        str(STORY["url"]).replace("https://www.", "http://m.") + "/?utm_source=x",
        NEW_URL,
        NEW_URL + "/amp",
    ):
        (found,), _ = pipeline.explain(config, spelling)
        assert found.article.url == NEW_URL
    assert pipeline.explain(config, "https://www.harbour.example/nothing-there")[0] == []


@pytest.mark.parametrize(
    ("changes", "keys", "hints"),
    [({}, 2, 2), ({"published": DAY}, 2, 3), ({"published": None}, 2, 3)],
)
def test_an_article_takes_few_rows(tmp_path: Path, changes: Record, keys: int, hints: int) -> None:
    (tmp_path / "config.yaml").write_text(CONFIG, "utf-8")
    put(tmp_path, 8, [story(**changes)])
    build(tmp_path)
    db = sqlite3.connect(tmp_path / "archive.sqlite3")
    counts = [
        db.execute(f"SELECT COUNT(*) FROM {t}").fetchone() for t in ("keys", "hints", "looks")
    ]
    assert counts == [(keys,), (hints,), (1,)]
    assert db.execute("SELECT value FROM state WHERE name = 'identity'").fetchone() == ("2",)
    db.close()
