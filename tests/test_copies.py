"""One story on several sites: found, folded into one entry, and never announced again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

import msgspec
import pytest

from feedgen_news.archive import Archive, Build, Copying, selecting
from feedgen_news.archive.copies import Kind, dismiss, texts
from feedgen_news.archive.copies.texts import Told
from feedgen_news.model import Article, Kept, Labels, Sorted, Topic, When
from tests.keeping import NOON, article, moment

WIRE = (
    "The harbour of Port Salt was closed on Tuesday after a storm tore two cranes from their"
    " rails, the authority said. Nobody was hurt. Forty ships wait outside, and the first of them"
    " is expected to land on Friday at the earliest. The minister of transport promised help for"
    " the crews. A spokesman of the dockers asked why the cranes had not been tied down although"
    " the storm had been announced for days. The authority said that it would look into it."
    " Prices of grain rose by 3 percent in the afternoon. Insurers put the damage at 120 million."
)
EDITED = WIRE.replace(
    "The harbour of Port Salt was closed on Tuesday", "Port Salt: Its harbour has been shut"
)
CUT = WIRE[: WIRE.index("Prices of grain")]
OTHER = (
    "Voters in the northern province go to the polls on Sunday to choose a new assembly. Polls"
    " give the ruling party a narrow lead over a coalition of three smaller ones, whose leaders"
    " campaigned for lower fares and for a railway to the coast. Results are expected at night."
)
WEATHER = (
    "The observatory at Cape Low reports for the coming day: wind from the west at {} knots, waves"
    " of {} metres, temperature up to {} degrees, pressure {} hectopascals and falling, visibility"
    " {} miles. Small boats should stay in the harbour. The next report follows in the evening."
)
SITES = ("one", "two", "three", "four")


def at(site: str, text: str = WIRE, **changes: object) -> Article:
    plain = article(
        site,
        id=f"urn:x:{site}",
        keys=(f"url:{site}",),
        url=f"https://{site}.example/story",
        title="The harbour is closed",
        text=text,
        source=site,
    )
    return msgspec.structs.replace(plain, **changes)


def news(duplicates: str = "exact", **settings: object) -> Topic:
    return Topic(slug="news", title="News", duplicates=duplicates, **settings)


def build(
    path: Path,
    *articles: Article,
    kinds: tuple[Kind, ...] = ("exact", "near"),
    now: datetime = NOON,
    topics: Callable[[Article], tuple[str, ...]] = lambda _: ("news",),
    history: Topic | None = None,
) -> None:
    with (
        Archive.open(path, write=True) as archive,
        Build.begin(archive, sort=lambda a: Sorted(Labels(), topics(a)), now=now) as run,
    ):
        for each in articles:
            run.add(each, sequence=run.number)
        run.settle(Copying(frozenset(kinds), SITES))
        if history:
            archive.close_documents(history, size=lambda _: 1)


def kept(path: Path, topic: Topic) -> list[Kept]:
    with Archive.open(path, write=False) as archive:
        chosen = archive.selection(topic)
        for few in (0, 500) if topic.items > len(chosen) else ():
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(selecting, "_FEW", few)
                assert archive.count(topic) == len(chosen)
        return chosen


def shown(path: Path, duplicates: str = "exact") -> list[str]:
    """Each entry as `source` or `source: sources of its copies`, by name."""
    entries = kept(path, news(duplicates))
    return sorted(
        ": ".join(filter(None, (k.article.source, " ".join(c.source for c in k.copies))))
        for k in entries
    )


def told(text: str, site: str = "one", title: str = "The harbour is closed") -> Told:
    return Told(title, text, site, f"https://{site}.example/", None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.sqlite3"


@pytest.mark.parametrize("order", list(permutations(("three", "one", "two"))))
def test_exact_copies_are_one_entry_and_the_preferred_source_is_first(
    path: Path, order: tuple[str, ...]
) -> None:
    build(path, *map(at, order))
    assert shown(path) == ["one: two three"]
    assert shown(path, "near") == ["one: two three"]
    assert shown(path, "off") == ["one", "three", "two"]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_order_of_reading_does_not_matter(path: Path, order: tuple[int, ...]) -> None:
    """Though a bridge lies between two stories that are none: each is like the middle one."""
    sentences = WIRE.split(". ") + OTHER.split(". ") + WEATHER.split(". ")
    told = [
        at("three", ". ".join(sentences[0:8])),
        at("two", ". ".join(sentences[2:10])),
        at("one", ". ".join(sentences[4:12])),
        at("four", EDITED),
    ]
    build(path, *(told[n] for n in order))
    assert shown(path, "near") == ["one: two", "three: four"]


@pytest.mark.parametrize(
    "text",
    [WIRE.upper(), WIRE.replace(" ", "\n\n "), WIRE.replace("'", "’").replace(",", " –")],
    ids=["case", "blanks", "punctuation"],
)
def test_case_blanks_and_punctuation_make_no_other_text(path: Path, text: str) -> None:
    build(path, at("one"), at("two", text), kinds=("exact",))
    assert shown(path) == ["one: two"]


@pytest.mark.parametrize(
    "text",
    [
        EDITED,
        CUT,
        f"{EDITED} Follow us on all channels, and write to the editors if you saw something.",
    ],
    ids=["edited", "cut", "with a notice"],
)
def test_near_copies_are_one_entry_only_where_that_is_asked(path: Path, text: str) -> None:
    build(path, at("one"), at("two", text, title="Cranes fell"))
    assert shown(path, "exact") == ["one", "two"]
    assert shown(path, "near") == ["one: two"]


@pytest.mark.parametrize("kind", ["exact", "near"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (at("one", "Nobody was hurt."), at("two", "Nobody was hurt.")),
        (at("one"), at("two", OTHER)),
        (
            at("one", WEATHER.format(14, "2.5", 19, 1_012, 8)),
            at("two", WEATHER.format(22, "3.1", 16, 1_004, 5)),
        ),
        (at("one"), at("two", published=When(NOON - timedelta(days=8)))),
        (at("one"), at("two", url="https://one.example/other", title="Another headline")),
    ],
    ids=["short", "another story", "a form", "long ago", "a notice in place of texts"],
)
def test_what_is_no_copy(path: Path, kind: str, first: Article, second: Article) -> None:
    build(path, first, second)
    assert shown(path, kind) == ["one", "two"]


def test_the_same_page_under_two_addresses_of_a_site_is_one_entry(path: Path) -> None:
    build(path, at("one"), at("two", url="https://www.one.example/other"))
    assert shown(path) == ["one: two"]


def test_a_story_does_not_drift(path: Path) -> None:
    """Each is like the one before it, and the last is not like the first."""
    sentences = WIRE.split(". ") + OTHER.split(". ") + WEATHER.split(". ")
    steps = [". ".join(sentences[start : start + 8]) for start in range(0, 6, 2)]
    assert texts.is_near(told(steps[0]), told(steps[1]))
    assert texts.is_near(told(steps[1]), told(steps[2]))
    assert not texts.is_near(told(steps[0]), told(steps[2]))
    build(path, *(at(site, text) for site, text in zip(SITES, steps, strict=False)))
    assert shown(path, "near") == ["one: two", "three"]


def test_what_was_published_stays_when_a_preferred_copy_comes_later(path: Path) -> None:
    build(path, at("two"))
    before = kept(path, news())[0]
    build(path, at("two"), at("one"))
    after = kept(path, news())[0]
    assert shown(path) == ["two: one"]
    assert (after.article.id, after.changed) == (before.article.id, before.changed)


def test_an_edit_leaves_a_story_together(path: Path) -> None:
    """Or its copies would come back as news."""
    build(path, at("one"), at("two"), at("three"))
    build(path, at("one", f"{WIRE} The harbour opens again tomorrow at noon."), kinds=("exact",))
    assert shown(path) == ["one: two three"]
    build(path, at("two", EDITED, title="Cranes"), kinds=("exact",))
    assert shown(path) == ["one: two three"]


@pytest.mark.parametrize("kind", ["exact", "near"])
def test_what_becomes_another_story_leaves(path: Path, kind: str) -> None:
    build(path, at("one"), at("two"), at("three"))
    build(path, at("one", OTHER))
    assert shown(path, kind) == ["one", "two: three"]
    build(path, at("four"))
    assert shown(path, kind) == ["one", "two: three four"]
    build(path, at("two", WEATHER), at("three", OTHER))
    assert shown(path, kind) == ["four", "one: three", "two"]


def test_what_is_taken_down_leaves_its_place_to_the_next(path: Path) -> None:
    build(path, at("one"), at("two"), at("three"))
    with Archive.open(path, write=True) as archive:
        (number,) = archive.db.execute("SELECT number FROM articles WHERE source='one'").fetchone()
        dismiss(archive.db, number)
        archive.db.execute("DELETE FROM memberships WHERE article = ?", (number,))
    assert shown(path) == ["two: three"]
    build(path, at("four"))
    assert shown(path) == ["two: three four"]


def test_a_topic_folds_what_it_has_and_names_no_others(path: Path) -> None:
    build(
        path,
        *map(at, ("one", "two", "three")),
        topics=lambda a: ("other",) if a.source == "one" else ("news",),
    )
    assert shown(path) == ["two: three"]


def test_what_is_held_back_takes_no_place(path: Path) -> None:
    ahead = When(NOON + timedelta(days=3))
    build(path, at("one", published=ahead))
    build(path, at("two"))
    assert shown(path) == ["two"]
    build(path, now=NOON + timedelta(days=3))
    assert shown(path) == ["two: one"]


def test_switched_on_later_all_that_is_there_is_looked_at(path: Path) -> None:
    build(path, at("one"), at("two", EDITED), kinds=())
    with Archive.open(path, write=False) as archive:
        assert archive.db.execute("SELECT COUNT(*) FROM traces").fetchone() == (0,)
    build(path, at("three", CUT), kinds=())
    assert shown(path, "near") == ["one", "three", "two"]
    build(path, kinds=("near",))
    assert shown(path, "near") == ["one: two three"]
    build(path, kinds=("exact", "near"))
    assert shown(path, "near") == ["one: two three"]


def test_one_row_an_article_where_exact_copies_are_looked_for(path: Path) -> None:
    build(path, at("one"), at("two", OTHER), at("three"), kinds=("exact",))
    with Archive.open(path, write=False) as archive:
        assert archive.db.execute("SELECT COUNT(*) FROM traces").fetchone() == (2,)


def test_limits_count_stories(path: Path) -> None:
    build(path, at("one"), at("two"), at("four", OTHER), at("three", WEATHER))
    assert [k.article.source for k in kept(path, news(items=2, max_age=30))] == ["four", "one"]
    assert len(kept(path, news(per_source=1))) == 3


def test_a_story_is_in_the_history_once_and_a_closed_document_stays(path: Path) -> None:
    topic = news(items=1, history=True)
    march, april = moment("2024-03-29"), moment("2024-05-02")
    build(path, at("one"), at("two"), now=march, history=topic)
    build(path, at("four", OTHER, published=When(april)), now=april, history=topic)
    documents = _documents(path, topic)
    assert documents == {"2024-03": ["one"], "2024-05": ["four"]}
    build(path, at("three"), now=april, history=topic)
    assert _documents(path, topic) == documents


def _documents(path: Path, topic: Topic) -> dict[str, list[str]]:
    with Archive.open(path, write=False) as archive:
        return {
            document.name: [k.article.source for k in archive.document_articles(topic, document)]
            for document in archive.documents(topic)
        }


def test_many_pages_with_one_notice_are_looked_at_in_bounded_time(path: Path) -> None:
    """A site that gives the same words in the place of every text."""
    pages = [
        at(
            "one",
            id=f"urn:x:{n:03}",
            keys=(f"url:{n}",),
            url=f"https://one.example/{n}",
            title=f"Headline {n}",
        )
        for n in range(80)
    ]
    build(path, *pages)
    assert len(kept(path, news("near", items=100))) == 80
    with Archive.open(path, write=False) as archive:
        crowds = archive.db.execute("SELECT COUNT(*) FROM traces GROUP BY trace").fetchall()
    assert set(crowds) == {(50,)}


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Zürich", "ZÜRICH", True),
        ("ﬁne", "fine", True),
        ("2,5", "25", True),
        ("港口关闭", "港口 关闭。", True),
        ("resume", "résumé", False),
        ("a b", "a c", False),
    ],
)
def test_words_are_compared_without_what_stands_between_them(
    first: str, second: str, same: bool
) -> None:
    assert texts.is_exact(told(first), told(second)) is same


def test_texts_without_spaces_have_near_copies(path: Path) -> None:
    text = "".join(chr(0x4E00 + n * 37 % 5_000) for n in range(400))
    build(path, at("one", text), at("two", text[:330] + "记者报道"))
    assert shown(path, "near") == ["one: two"]


@pytest.mark.parametrize("kind", ["exact", "near"])
def test_counters_of_the_sites_make_no_other_text(path: Path, kind: str) -> None:
    build(
        path, at("one", f"{WIRE}\n\n1,234 views"), at("two", f"{WIRE}\n\n12 comments"), at("three")
    )
    assert len(shown(path, kind)) == 1
