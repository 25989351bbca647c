"""Documents of a topic's history: what closes when, and that what is closed never changes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedgen_news.archive import Archive, Build
from feedgen_news.model import Article, Kept, Label, Labels, Origin, Sorted, Topic, When
from feedgen_news.site import Document
from tests.keeping import article, moment

NEWS = Topic(slug="news", title="News", items=2, history=True)
OTHER = Topic(slug="other", title="Other", items=2, history=True)
WORLD = Label("world", "World")
ALL = Sorted(Labels(sections=(WORLD,)), ("news",))
LABELLED = ("sections", "world")

Sort = Callable[[Article], Sorted]
Size = Callable[[Kept], int]


def one_byte(_: Kept) -> int:
    return 1


def dated(name: str, day: str, **changes: object) -> Article:
    """`name` is one letter and whatever follows it."""
    plain = article(name, id=f"urn:x:{name}", title=name, published=When(moment(day)))
    return msgspec.structs.replace(plain, **changes)


def said(text: str) -> list[Article]:
    """`a=2024-03-02 b=2024-03-10` as articles."""
    return [dated(*each.split("=")) for each in text.split()]


def build(
    path: Path,
    day: str,
    *articles: Article,
    topics: tuple[Topic, ...] = (NEWS,),
    sort: Sort = lambda _: ALL,
    size: Size = one_byte,
    rules: str = "",
) -> None:
    with (
        Archive.open(path, write=True) as archive,
        Build.begin(archive, sort=sort, now=moment(day)) as run,
    ):
        for each in articles:
            run.add(each, sequence=run.number)
        run.sort_anew(rules)
        run.settle()
        for topic in topics:
            archive.close_documents(topic, size=size)


def shown(path: Path, topic: Topic = NEWS) -> list[str]:
    """Each document as `name: titles`, an open one as `name? titles`."""
    with Archive.open(path, write=False) as archive:
        return [
            " ".join(
                (
                    f"{document.name}{':' if document.closed else '?'}",
                    *(k.article.title for k in archive.document_articles(topic, document)),
                )
            )
            for document in archive.documents(topic)
        ]


def contents(path: Path, topic: Topic = NEWS) -> dict[str, list[Kept]]:
    """All that the closed documents of a topic hold, but for where it came from."""
    with Archive.open(path, write=False) as archive:
        return {
            document.name: [
                msgspec.structs.replace(
                    kept, article=msgspec.structs.replace(kept.article, origin=Origin(""), keys=())
                )
                for kept in archive.document_articles(topic, document)
            ]
            for document in archive.documents(topic)
            if document.closed
        }


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.sqlite3"


TIMELINES: dict[str, tuple[list[tuple[str, str]], list[str]]] = {
    "nothing at all": ([("2024-03-15", "")], []),
    "the running month is no history yet": ([("2024-03-15", "a=2024-03-02 b=2024-03-10")], []),
    "on the first day of the next one it still runs": (
        [("2024-04-01T23:59:59", "a=2024-03-02 b=2024-03-10")],
        [],
    ),
    "a day later it is over": (
        [("2024-04-02T00:00:00", "a=2024-03-02 b=2024-03-10 c=2024-04-01")],
        ["2024-03: b a", "2024-04? c"],
    ),
    "where nothing is left the open document is empty": (
        [("2024-04-02", "a=2024-03-02")],
        ["2024-03: a", "2024-04?"],
    ),
    "many months at once, without those that have none": (
        [("2024-06-10", "a=2023-12-31T23:59:59 b=2024-01-01T00:00:00 c=2024-03-01 d=2024-06-02")],
        ["2023-12: a", "2024-01: b", "2024-03: c", "2024-06? d"],
    ),
    "month by month": (
        [
            ("2024-02-03", "a=2024-01-10 b=2024-02-01"),
            ("2024-02-20", "c=2024-02-15"),
            ("2024-03-05", "d=2024-03-04"),
            ("2024-04-05", ""),
        ],
        ["2024-01: a", "2024-02: c b", "2024-03: d", "2024-04?"],
    ),
    "who comes late goes into the open document": (
        [("2024-02-03", "a=2024-01-10 b=2024-02-01"), ("2024-02-04", "c=2024-01-20 d=2023-05-01")],
        ["2024-01: a", "2024-02? b c d"],
    ),
    "and is closed with it": (
        [
            ("2024-02-03", "a=2024-01-10 b=2024-02-01"),
            ("2024-02-04", "c=2024-01-20"),
            ("2024-03-04", "d=2024-01-21 e=2024-03-01"),
        ],
        ["2024-01: a", "2024-02: b d c", "2024-03? e"],
    ),
    "only who came late": (
        [("2024-02-03", "a=2024-01-10"), ("2024-05-04", "b=2024-01-11")],
        ["2024-01: a", "2024-02: b", "2024-05?"],
    ),
    "an open document without articles stays open under its name": (
        [("2024-02-03", "a=2024-01-10"), ("2024-05-04", ""), ("2024-07-04", "b=2024-07-01")],
        ["2024-01: a", "2024-02? b"],
    ),
    "and takes the first month that has some": (
        [("2024-02-03", "a=2024-01-10"), ("2024-09-04", "b=2024-05-01 c=2024-07-01")],
        ["2024-01: a", "2024-02: b", "2024-07: c", "2024-09?"],
    ),
    "a clock that was ahead ends no month twice": (
        [
            ("2030-01-05", "a=2024-01-10"),
            ("2024-02-05", "b=2024-01-11"),
            ("2024-04-05", "c=2024-03-01"),
        ],
        ["2024-01: a", "2030-01? c b"],
    ),
    "what lies ahead is held back from history too": (
        [("2024-02-05", "a=2024-01-10 b=2024-02-05 c=2024-02-09")],
        ["2024-01: a", "2024-02? b"],
    ),
}


@pytest.mark.survives("D09", "Y01")
@pytest.mark.parametrize(
    ("builds", "documents"), TIMELINES.values(), ids=[name.replace(" ", "-") for name in TIMELINES]
)
def test_timelines(path: Path, builds: list[tuple[str, str]], documents: list[str]) -> None:
    for day, come in builds:
        build(path, day, *said(come))
    assert shown(path) == documents
    build(path, builds[-1][0])
    assert shown(path) == documents


def test_neighbours_know_one_another(path: Path) -> None:
    build(path, "2024-06-10", *said("a=2024-01-31 b=2024-03-01 c=2024-05-01"))
    with Archive.open(path, write=False) as archive:
        assert archive.documents(NEWS) == [
            Document(number=1, name="2024-01", closed=True, following="2024-03"),
            Document(
                number=2, name="2024-03", closed=True, previous="2024-01", following="2024-05"
            ),
            Document(
                number=3, name="2024-05", closed=True, previous="2024-03", following="2024-06"
            ),
            Document(number=4, name="2024-06", closed=False, previous="2024-05"),
        ]


WEEK = "a=2024-01-01 b=2024-01-02 c=2024-01-03 d=2024-01-04 e=2024-01-05 f=2024-01-06 g=2024-01-07"
PARTS = [  # bytes of a document, of an article, the day; what is made of a week in January
    (7, 1, "2024-02-03", ["2024-01: g f e d c b a", "2024-02?"]),
    (6, 1, "2024-02-03", ["2024-01: f e d c b a", "2024-01-2: g", "2024-02?"]),
    (6, 2, "2024-02-03", ["2024-01: c b a", "2024-01-2: f e d", "2024-01-3: g", "2024-02?"]),
    (7, 2, "2024-02-03", ["2024-01: c b a", "2024-01-2: f e d", "2024-01-3: g", "2024-02?"]),
    (
        1,
        4,
        "2024-02-03",
        [
            f"2024-01{'-' * (n > 1)}{n if n > 1 else ''}: {letter}"
            for n, letter in enumerate("abcdefg", 1)
        ]
        + ["2024-02?"],
    ),
    # of a month that runs, full parts and no more, and never what the feed shows (two)
    (7, 1, "2024-01-20", []),
    (5, 1, "2024-01-20", []),
    (4, 1, "2024-01-20", ["2024-01: d c b a", "2024-01-2? g f e"]),
    (2, 1, "2024-01-20", ["2024-01: b a", "2024-01-2: d c", "2024-01-3? g f e"]),
]


@pytest.mark.parametrize(("budget", "size", "day", "documents"), PARTS)
def test_a_month_too_large_for_one_document_has_parts(
    path: Path, budget: int, size: int, day: str, documents: list[str]
) -> None:
    topic = msgspec.structs.replace(NEWS, max_bytes=budget)
    build(path, day, *said(WEEK), topics=(topic,), size=lambda _: size)
    assert shown(path) == documents


def test_what_the_feed_shows_is_in_no_full_part(path: Path) -> None:
    topic = msgspec.structs.replace(NEWS, max_bytes=1, items=9)
    build(path, "2024-01-20", *said(WEEK), topics=(topic,))
    assert shown(path) == []


def test_no_month_is_closed_before_the_one_that_still_runs(path: Path) -> None:
    topic = msgspec.structs.replace(NEWS, max_bytes=1)
    december = said("x=2023-12-28 y=2023-12-29 z=2023-12-30")
    january = [dated(name, f"2024-01-01T0{n}:00") for n, name in enumerate("abcd")]
    build(path, "2024-01-01T23:00", *december, *january, topics=(topic,))
    assert shown(path) == []


def test_parts_of_a_running_month_are_followed_by_the_rest_of_it(path: Path) -> None:
    small = (msgspec.structs.replace(NEWS, max_bytes=4),)
    build(path, "2024-01-20", *said(WEEK), topics=small)
    build(path, "2024-01-21", *said("h=2024-01-08 i=2024-01-09"), topics=small)
    assert shown(path) == ["2024-01: d c b a", "2024-01-2? i h g f e"]
    build(path, "2024-02-03", topics=small)
    assert shown(path) == ["2024-01: d c b a", "2024-01-2: h g f e", "2024-01-3: i", "2024-02?"]


@pytest.mark.survives("Y01")
def test_names_never_go_back_with_the_clock(path: Path) -> None:
    small = (msgspec.structs.replace(NEWS, max_bytes=4),)
    build(path, "2030-01-05", *said("z=2023-01-10"), topics=small)
    build(path, "2024-01-20", *said(WEEK), topics=small)
    assert shown(path) == ["2023-01: z", "2030-01: d c b a", "2030-01-2? g f e"]


def test_a_document_has_five_hundred_articles_at_most(path: Path) -> None:
    start = moment("2024-01-01")
    many = [
        dated(f"n{n}", "2024-01-01", published=When(start + timedelta(minutes=n)))
        for n in range(503)
    ]
    build(path, "2024-01-20", *many[:502])
    assert shown(path) == []
    build(path, "2024-01-20", many[502])
    first, rest = (text.split() for text in shown(path))
    assert (first[0], len(first), first[-1], first[1]) == ("2024-01:", 501, "n0", "n499")
    assert rest == ["2024-01-2?", "n502", "n501", "n500"]


CHANGES: dict[str, dict[str, object]] = {
    "title": {"title": "Other"},
    "text": {"text": "Other", "html": "<p>Other</p>"},
    "picture": {"html": '<p><img src="https://i.example/1.jpg?v=2">x</p>'},
    "date": {"published": When(moment("2024-01-15"))},
    "month": {"published": When(moment("2024-03-15"))},
    "to the future": {"published": When(moment("2029-03-15"))},
    "no date": {"published": None, "updated": When(moment("2024-03-01"))},
    "updated": {"updated": When(moment("2024-03-01"))},
    "authors": {"authors": ()},
    "tags": {"tags": ("Cuba",)},
}


@pytest.mark.survives("I02")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_closed_stays_as_it_was(path: Path, change: dict[str, object]) -> None:
    build(path, "2024-02-05", *said("a=2024-01-10 b=2024-01-20 c=2024-02-01"))
    before = contents(path)
    assert [kept.article.title for kept in before["2024-01"]] == ["b", "a"]
    for day, further in (("2024-03-05", {}), ("2024-04-05", {"summary": "And again."})):
        build(path, day, dated("a", "2024-01-10", **{**change, **further}))
        after = contents(path)
        assert after["2024-01"] == before["2024-01"]
        before = after


def test_an_edit_is_in_the_feed_and_not_in_the_closed_document(path: Path) -> None:
    build(path, "2024-02-05", *said("a=2024-01-10"))
    build(path, "2024-02-06", dated("a", "2024-01-10", title="Edited"))
    assert shown(path) == ["2024-01: a", "2024-02?"]
    with Archive.open(path, write=False) as archive:
        assert [kept.article.title for kept in archive.selection(NEWS)] == ["Edited"]


# In which of six builds, each with an edit, the documents of two topics close.
CLOSINGS = [(1, 2), (2, 1), (1, 3), (1, 4), (2, 2), (3, 5), (4, 5), (1, 6)]


@pytest.mark.parametrize(("news", "other"), CLOSINGS)
def test_each_document_shows_what_was_when_it_was_closed(path: Path, news: int, other: int) -> None:
    """One article in two topics, which is another in each build, and so are its labels."""
    for number in range(1, 7):
        labels = Labels(tags=(Label(f"tag-{number}", "Tag"),))
        closing = {NEWS: news, OTHER: other}
        build(
            path,
            f"2024-02-0{number + 1}",
            dated("a", "2024-01-10", title=f"edition {number}", tags=(str(number),)),
            sort=lambda _, labels=labels: Sorted(labels, ("news", "other")),
            topics=tuple(topic for topic, when in closing.items() if when == number),
        )
    for topic, number in ((NEWS, news), (OTHER, other)):
        (kept,) = contents(path, topic)["2024-01"]
        assert kept.article.title == f"edition {number}"
        assert kept.labels.tags[0].slug == f"tag-{number}"
        # of an article without a change nothing says when it was changed but its date
        assert kept.changed == moment("2024-01-10" if number == 1 else f"2024-02-0{number + 1}")


def test_of_two_versions_in_one_build_neither_reaches_a_closed_document(path: Path) -> None:
    build(path, "2024-02-05", dated("a", "2024-01-10"))
    second = dated("a", "2024-01-10", title="second", updated=When(moment("2024-02-01")))
    third = dated("a", "2024-01-10", title="third", updated=When(moment("2024-02-02")))
    build(path, "2024-02-06", second, third)
    assert shown(path) == ["2024-01: a", "2024-02?"]


@pytest.mark.survives("I09")
def test_other_rules_leave_closed_documents_alone(path: Path) -> None:
    cuba = Sorted(Labels(tags=(Label("cuba", "Cuba"),)), ("other",))
    build(path, "2024-02-05", *said("a=2024-01-10 b=2024-02-01"))
    before = contents(path)
    build(path, "2024-02-06", topics=(NEWS, OTHER), sort=lambda _: cuba, rules="others")
    assert contents(path) == before
    assert shown(path) == ["2024-01: a", "2024-02?"]
    assert shown(path, OTHER) == ["2024-01: a", "2024-02? b"]
    build(path, "2024-03-06", topics=(NEWS, OTHER), rules="as before")
    assert shown(path) == ["2024-01: a", "2024-02: b", "2024-03?"]
    with Archive.open(path, write=False) as archive:
        (kept,) = archive.document_articles(OTHER, archive.documents(OTHER)[0])
    assert kept.labels == cuba.labels


def test_two_topics_have_histories_of_their_own(path: Path) -> None:
    def sort(each: Article) -> Sorted:
        return Sorted(Labels(), ("news", "other") if each.title in "bd" else ("news",))

    both = (NEWS, OTHER)
    build(path, "2024-03-05", *said("a=2024-01-10 b=2024-02-10"), topics=both, sort=sort)
    build(path, "2024-04-05", *said("c=2024-03-10 d=2024-04-01"), topics=both, sort=sort)
    assert shown(path) == ["2024-01: a", "2024-02: b", "2024-03: c", "2024-04? d"]
    assert shown(path, OTHER) == ["2024-02: b", "2024-03? d"]


def test_an_automatic_topic_goes_by_its_label(path: Path) -> None:
    topic = Topic(slug="world-tag", title="World", items=2)
    cuba = Sorted(Labels(tags=(WORLD, Label("cuba", "Cuba"))), ())
    with Archive.open(path, write=True) as archive:
        with Build.begin(archive, sort=lambda _: cuba, now=moment("2024-02-05")) as run:
            for each in said("a=2024-01-10 b=2024-02-01"):
                run.add(each, sequence=1)
            run.settle()
            archive.close_documents(topic, size=one_byte, label=("sections", "world"))
            assert archive.documents(topic) == []
            archive.close_documents(topic, size=one_byte, label=("tags", "world"))
        closed, opened = archive.documents(topic)
        asked = (
            (closed, ("tags", "world")),
            (closed, None),
            (opened, ("tags", "world")),
            (opened, ("tags", "other")),
        )
        titles = [
            [kept.article.title for kept in archive.document_articles(topic, each, label=label)]
            for each, label in asked
        ]
    assert titles == [["a"], ["a"], ["b"], []]


def test_a_history_that_was_switched_off_goes_on(path: Path) -> None:
    build(path, "2024-02-05", *said("a=2024-01-10"))
    build(path, "2024-03-05", dated("a", "2024-01-10", title="Edited"), topics=())
    build(path, "2024-05-05", *said("b=2024-02-10 c=2024-04-10"), topics=())
    assert shown(path) == ["2024-01: a", "2024-02? c b"]
    build(path, "2024-06-05")
    assert shown(path) == ["2024-01: a", "2024-02: b", "2024-04: c", "2024-06?"]


@pytest.mark.survives("I08")
def test_the_order_of_dumps_does_not_matter(tmp_path: Path) -> None:
    come = said("d=2024-01-10 a=2024-01-10 c=2024-01-10 b=2024-01-09")
    small = (msgspec.structs.replace(NEWS, max_bytes=2),)
    seen = set()
    for number, order in enumerate(permutations(come)):
        path = tmp_path / str(number)
        build(path, "2024-02-05", *order, topics=small)
        seen.add(tuple(shown(path)))
    assert seen == {("2024-01: a b", "2024-01-2: c d", "2024-02?")}


def test_a_build_that_fails_closes_nothing(path: Path) -> None:
    build(path, "2024-01-15", *said("a=2024-01-10"))

    def size(_: Kept) -> int:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        build(path, "2024-02-15", size=size)
    assert shown(path) == []


def test_a_build_without_news_measures_nothing(path: Path) -> None:
    measured: list[str] = []

    def size(kept: Kept) -> int:
        measured.append(kept.article.title)
        return 1

    topic = msgspec.structs.replace(NEWS, max_bytes=100)
    build(path, "2024-01-15", *said("a=2024-01-10 b=2024-01-11"), topics=(topic,), size=size)
    assert measured == []  # all of it is in the feed
    build(path, "2024-01-16", *said("c=2024-01-12"), topics=(topic,), size=size)
    assert measured == ["a"]
    build(path, "2024-01-17", topics=(topic,), size=size)
    assert measured == ["a"]
    build(path, "2024-01-18", *said("d=2024-01-13"), topics=(topic,), size=size)
    assert measured == ["a", "a", "b"]
    smaller = msgspec.structs.replace(topic, max_bytes=1)
    build(path, "2024-01-19", topics=(smaller,), size=size)
    assert shown(path) == ["2024-01: a", "2024-01-2? d c b"]


def copies(path: Path) -> tuple[int, int]:
    with Archive.open(path, write=False) as archive:
        (facts,) = archive.db.execute("SELECT COUNT(*) FROM former_facts").fetchone()
        (labels,) = archive.db.execute("SELECT COUNT(*) FROM former_labels").fetchone()
    return facts, labels


def test_only_what_a_document_needs_is_copied(path: Path) -> None:
    build(path, "2024-02-05", *said("a=2024-01-10 b=2024-02-01"))
    for day in ("2024-02-06", "2024-02-07"):  # met again in another dump
        build(path, day, dated("a", "2024-01-10", origin=Origin(day, 7)))
    build(path, "2024-02-08", dated("b", "2024-02-01", title="In no closed document"))
    assert copies(path) == (0, 0)
    for number in range(4):  # an address that is another in each scrape
        html = f'<p><img src="https://i.example/1.jpg?v={number}">x</p>'
        build(path, f"2024-02-1{number}", dated("a", "2024-01-10", html=html))
    assert copies(path) == (1, 0)
    build(path, "2024-02-15", sort=lambda _: Sorted(Labels(), ("news",)), rules="others")
    assert copies(path) == (1, 1)


DAYS = st.integers(0, 150)
BUILDS = st.lists(
    st.tuples(
        st.integers(0, 40),  # days since the build before
        st.lists(st.tuples(st.integers(0, 7), DAYS, st.sampled_from("pqr")), max_size=5),
        st.sampled_from(["all", "even", "none"]),
    ),
    max_size=8,
)


def sorter(rule: str) -> Sort:
    def sort(each: Article) -> Sorted:
        number = int(each.url.rpartition("/")[2][1:])
        took = rule == "all" or (rule == "even" and number % 2 == 0)
        return Sorted(Labels(sections=(Label(rule, rule),)), ("news",) if took else ())

    return sort


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(builds=BUILDS, budget=st.integers(1, 4))
def test_whatever_comes_the_chain_is_whole_and_nothing_closed_changes(
    tmp_path_factory: pytest.TempPathFactory,
    builds: list[tuple[int, list[tuple[int, int, str]], str]],
    budget: int,
) -> None:
    path = tmp_path_factory.mktemp("chain") / "archive"
    topic = msgspec.structs.replace(NEWS, max_bytes=budget, items=1)
    start = moment("2024-01-01")
    now, frozen = start, {}
    for days, come, rule in builds:
        now += timedelta(days=days)
        articles = [
            dated(f"n{n}", "2024-01-01", title=title, published=When(start + timedelta(days=day)))
            for n, day, title in come
        ]
        build(path, now.isoformat()[:19], *articles, topics=(topic,), sort=sorter(rule), rules=rule)
        closed = contents(path)
        assert {name: closed[name] for name in frozen} == frozen
        frozen = closed
        chain_is_whole(path, topic, now)


def chain_is_whole(path: Path, topic: Topic, now: datetime) -> None:
    with Archive.open(path, write=False) as archive:
        documents = archive.documents(topic)
        entries = [
            kept.article.id
            for document in documents
            for kept in archive.document_articles(topic, document)
        ]
        everything = msgspec.structs.replace(topic, items=99)
        present = {kept.article.id for kept in archive.selection(everything)}
    names = [document.name for document in documents]
    assert len(set(names)) == len(names)
    assert [d.closed for d in documents] == [True] * (len(names) - 1) + [False] * bool(names)
    assert [d.following for d in documents] == [*names[1:], None][: len(names)]
    assert [d.previous for d in documents] == [None, *names[:-1]][: len(names)]
    assert len(set(entries)) == len(entries)
    assert not documents or present <= set(entries)
