"""Hundreds of hostile dumps in every format: nothing active, nothing outside, nothing secret.

`benchmarks/attacks.py` is the same for thousands.
"""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.hostile import corpus
from tests.hostile_attacks import CALL, SECRET, SUM
from tests.hostile_builds import Outcome, built_of
from tests.hostile_formats import FORMATS
from tests.hostile_oracles import fault_of_url, faults_of_body, faults_of_page

COUNT = 216


@pytest.fixture(scope="module", params=[0o022, 0o077], ids=["umask 022", "umask 077"])
def outcome(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("hostile") / "site"
    dumps = corpus(seed=request.param, count=COUNT // 2)
    return built_of(dumps, folder, umask=request.param)


def test_nothing_hostile_passes(outcome: Outcome) -> None:
    assert outcome.faults == []


def test_every_record_is_accounted_for(outcome: Outcome) -> None:
    built, of = outcome.built, outcome.built.outcome
    assert built.read == of.new + of.updated + of.unchanged + of.duplicate + built.refused
    assert built.refused == outcome.refusals
    assert built.read >= outcome.certain > 0


def test_the_corpus_is_what_it_says() -> None:
    dumps = corpus(seed=1, count=COUNT)
    endings = Counter(dump.name.partition(".")[2].rpartition(" ")[2] for dump in dumps)
    assert corpus(seed=1, count=COUNT) == dumps
    assert all(any(ending.endswith(name) for ending in endings) for name in FORMATS)
    held = b"".join(dump.data for dump in dumps if dump.name.endswith((".json", ".html")))
    assert all(planted.encode() in held for planted in (CALL, SECRET, "31337*1009"))
    assert SUM.encode() not in held


@pytest.mark.parametrize(
    "body",
    [
        "<script>1</script>",
        "<p onclick=x>y",
        '<a href="java\tscript:x">y</a>',
        '<a href="&#106;avascript:x">y</a>',
        '<a href="//x.example">y</a>',
        '<a href="x.html">y</a>',
        '<img src="https://me:pw@x.example/">',
        "<p style='color:red'>y",
        "<svg><a>y</a></svg>",
        "<noscript><p title='</noscript><img src=x onerror=y>'></noscript>",
    ],
)
def test_the_oracle_sees_what_is_active(body: str) -> None:
    assert faults_of_body(body)


def test_the_oracle_knows_whose_script_it_is(tmp_path: Path) -> None:
    page = '<!doctype html><script src="subscribe.js" defer></script>'
    (tmp_path / "subscribe.js").write_text("alert(1)", "utf-8")
    assert faults_of_page(page, tmp_path)
    ours = Path(__file__).parents[1] / "feedgen_news/writers/templates/subscribe.js"
    shutil.copyfile(ours, tmp_path / "subscribe.js")
    assert not faults_of_page(page, tmp_path)


@pytest.mark.parametrize("url", ["https://x.example/a", "http://x.example/?b=javascript:c"])
def test_the_oracle_lets_pass_what_is_harmless(url: str) -> None:
    assert fault_of_url(url, absolute=True) is None
