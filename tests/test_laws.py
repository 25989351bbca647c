"""The laws of the design, over whatever dumps hypothesis thinks of."""

import json
import random
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedgen_news import pipeline
from feedgen_news.checks import check
from feedgen_news.config import load
from feedgen_news.pipeline import Built, intake
from tests.conftest import CONFIG

NOW = datetime(2026, 1, 21, tzinfo=UTC)
Tree = dict[str, bytes]

# Few values, so that articles meet each other: as versions, duplicates and near misses.
RECORDS = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Cuba votes", "Havana", "A match", "", "Ω <b>"]),
        "url": st.sampled_from(
            [
                None,
                "https://n.example/a/long-path",
                "http://www.n.example/b?utm_x=1",
                "javascript:x",
            ]
        ),
        "text": st.sampled_from(["", "Some text of Cuba. " * 9, "Another text altogether. " * 9]),
        "published": st.sampled_from(
            [None, "2024-03-29", "2024-03-29T10:00:00Z", "nonsense", "2099-01-01"]
        ),
        "updated": st.sampled_from([None, "2024-04-01T00:00:00Z"]),
        "section": st.sampled_from([None, "World News", "Sport"]),
    }
)
ANY = st.dictionaries(
    st.sampled_from(
        [
            "title",
            "url",
            "text",
            "html",
            "summary",
            "authors",
            "section",
            "tags",
            "image",
            "published",
        ]
    ),
    st.one_of(
        st.text(),
        st.lists(st.text(), max_size=3),
        st.none(),
        st.integers(),
        st.text("<>&\"'/ pa=x:", max_size=40),
    ),
)


def build(folder: Path, *dumps: Sequence[object]) -> tuple[Built, Tree]:
    """A build of these dumps, one after the other by name; no two have the same bytes."""
    shutil.rmtree(folder / "dumps", ignore_errors=True)
    (folder / "dumps").mkdir(parents=True)
    (folder / "config.yaml").write_text(CONFIG, "utf-8")
    for number, records in enumerate(dumps):
        body = "".join(json.dumps(record) + "\n" for record in records)
        (folder / f"dumps/{number}.jsonl").write_text(body + "\n" * number, "utf-8")
    config = load(folder / "config.yaml", choices=pipeline.choices())
    built = pipeline.build(config, now=NOW, tell=lambda _: None)
    return built, {
        path.relative_to(folder / "out").as_posix(): path.read_bytes()
        for path in sorted((folder / "out").rglob("*"))
        if path.is_file()
    }


def hypothetical(examples: int) -> settings:
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )


@hypothetical(40)
@given(st.lists(RECORDS, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_law_1_the_order_of_reading_does_not_matter(
    records: list[object], random: random.Random
) -> None:
    """Names of dumps do: the earliest version names an article."""
    dumps = [[record] for record in records]
    with TemporaryDirectory() as one, TemporaryDirectory() as two:
        first, tree = build(Path(one), *dumps)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(intake, "in_time", lambda _: random.random())
            second, other = build(Path(two), *dumps)
    assert tree == other
    assert first.outcome == second.outcome


@hypothetical(25)
@given(st.lists(RECORDS, min_size=1, max_size=5))
def test_laws_1_and_4_a_second_build_writes_nothing(records: list[object]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        _, tree = build(folder, records)
        again, same = build(folder, records)
        assert (again.published.written, again.published.removed) == ((), ())
        assert same == tree
        shutil.rmtree(folder / "out")
        assert build(folder, records)[1] == tree


@hypothetical(40)
@given(st.lists(st.one_of(RECORDS, ANY, st.integers()), max_size=6))
def test_law_3_the_counts_add_up(records: list[object]) -> None:
    with TemporaryDirectory() as name:
        built, _ = build(Path(name), records)
    of = built.outcome
    assert built.read == len(records)
    assert built.read == of.new + of.updated + of.unchanged + of.duplicate + built.refused


@pytest.mark.survives("H07", "H15", "I08")
@hypothetical(40)
@given(st.lists(ANY, min_size=1, max_size=4))
def test_law_6_whatever_comes_in_the_feeds_are_valid(records: list[object]) -> None:
    with TemporaryDirectory() as name:
        build(Path(name), records)
        # News of before 1990 is no fault of ours, though validators warn of it.
        found = [f for f in check(Path(name) / "out") if f.code != "old-date"]
    assert found == []
