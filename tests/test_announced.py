"""`updated` of the entries of a feed: each a second of its own, and none that falls."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from feedgen_news.model import Article, When
from tests.keeping import NOON, article
from tests.test_updates import DAY, NOW, build, feed, outdate

SECOND = timedelta(seconds=1)
MODES = ("silent", "bump", "reannounce")
MOMENTS = [
    NOON,
    NOON + SECOND,
    *(NOW - n * SECOND for n in range(3)),
    *(NOW + DAY - n * SECOND for n in range(3)),
    NOW + 5 * DAY,  # held back at first
]
dates = st.one_of(
    st.none(),
    st.sampled_from(MOMENTS).map(When),
    st.just(When(NOON.replace(hour=0), span=86_400)),
)
versions = st.builds(
    lambda name, published, updated, text: article(
        name, published=published, updated=updated, text=text
    ),
    st.sampled_from("abcdefgh"),
    dates,
    st.one_of(st.none(), dates),
    st.sampled_from(["Some text.", "Other words.", "Third time."]),
)


def shown(path: Path) -> Iterator[tuple[str, dict[str, datetime]]]:
    """What feeds hold, by mode: the ids of the entries, and when each was updated."""
    for mode in MODES:
        entries = feed(path, mode).entries
        yield mode, {entry.id: entry.updated for entry in entries}


def silent(path: Path) -> dict[str, datetime]:
    return {entry.link[-1]: entry.updated for entry in feed(path, "silent").entries}


def undated(*names: str, text: str = "Some text.") -> list[Article]:
    return [article(name, published=None, text=text) for name in names]


def test_undated_articles_of_one_build_are_told_apart_where_changes_are_silent(
    tmp_path: Path,
) -> None:
    path = tmp_path / "archive"
    build(path, *undated("a", "b", "c"))
    told = {"a": NOW, "b": NOW - SECOND, "c": NOW - 2 * SECOND}
    assert silent(path) == told
    build(path, *undated("b", "c", text="Corrected."), now=NOW + DAY)
    assert silent(path) == told


def test_an_article_keeps_its_second_though_its_change_moved_on(tmp_path: Path) -> None:
    path = tmp_path / "archive"
    build(path, article("a"))
    build(path, article("a", text="Corrected."), now=NOW + DAY)
    build(path, article("b"), now=NOW + 2 * DAY)
    assert silent(path) == {"a": NOON, "b": NOON + SECOND}
    build(path, article("a", text="Once more."), article("c"), now=NOW + 3 * DAY)
    assert silent(path) == {"a": NOON, "b": NOON + SECOND, "c": NOON + 2 * SECOND}


def test_a_date_put_right_shows_in_a_second_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "archive"
    right = When(NOON + DAY)
    build(path, article("a"), article("b"), article("c", published=right))
    build(path, article("a", published=right), now=NOW + DAY)
    build(path, article("b", published=right, text="Corrected."), now=NOW + 2 * DAY)
    assert silent(path) == {
        "a": NOON + DAY + SECOND, "b": NOON + DAY + 2 * SECOND, "c": NOON + DAY
    }  # fmt: skip


def test_what_an_earlier_version_put_right_stays_as_it_was_shown(tmp_path: Path) -> None:
    path = tmp_path / "archive"
    build(path, article("a", published=When(NOON + DAY)))
    outdate(path, announced=int(NOON.timestamp()))
    assert silent(path) == {"a": NOON + DAY}


def test_a_crowd_just_before_the_build_spreads_back_from_it(tmp_path: Path) -> None:
    path = tmp_path / "archive"
    build(path, *(article(name, published=When(NOW - SECOND)) for name in "abcd"))
    assert sorted(silent(path).values()) == [NOW - n * SECOND for n in (3, 2, 1, 0)]


@settings(max_examples=60)
@given(st.lists(st.lists(versions, max_size=8), min_size=1, max_size=5))
def test_each_entry_has_a_second_of_its_own_that_never_falls(runs: list[list[Article]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "archive.sqlite3")
        before: dict[str, dict[str, datetime]] = {mode: {} for mode in MODES}
        for days, articles in enumerate(runs):
            build(path, *articles, now=NOW + days * DAY)
            for mode, now in shown(path):
                assert max(Counter(now.values()).values(), default=1) == 1, mode
                fallen = {k for k, v in now.items() if v < before[mode].get(k, v)}
                assert not fallen, mode
                before[mode] |= now
