"""Two weeks of living news sites, four builds a day: subscribers notice nothing but news.

`benchmarks/year.py` is the same for a year of hourly builds.
"""

import pytest

from tests.living_year import Figures, simulated

pytestmark = pytest.mark.timeout(600)  # on a machine that others use; ends what hangs


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return simulated(tmp_path_factory.mktemp("year"), days=14, per_day=16, step=6, seed=5)


@pytest.mark.parametrize(
    "what",
    [
        "announced twice",
        "became another article",
        "updated without cause",
        "updated went back",
        "formats differ",
    ],
)
def test_subscribers_never_notice(weeks: Figures, what: str) -> None:
    assert [(claim.feed, claim.story, claim.detail) for claim in weeks.of(what)] == []


def test_a_date_moves_only_where_a_source_says_another(weeks: Figures) -> None:
    said = ("date of publication moved", "collector")  # which knows the day alone
    moved = [claim.detail for claim in weeks.of("date moved")]
    assert [detail for detail in moved if not any(why in detail for why in said)] == []


def test_nothing_is_lost(weeks: Figures) -> None:
    assert weeks.delivered > 150
    assert [(story.marker, story.kind, story.history) for story in weeks.lost] == []


def test_whatever_happens_the_feeds_are_valid(weeks: Figures) -> None:
    assert weeks.builds == 56
    assert weeks.faults == []


def test_a_build_stops_only_where_the_operator_did_something(weeks: Figures) -> None:
    meant = ("no-archive", "the rules of the config changed")
    assert [why for _, why in weeks.stops if not any(said in why for said in meant)] == []
    assert any("no-archive" in why for _, why in weeks.stops)
