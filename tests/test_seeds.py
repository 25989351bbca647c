"""The main job: the user's own dump, through the root config, to feeds. Byte for byte.

`UPDATE_GOLDEN=1 pytest tests/test_seeds.py` writes the expected tree anew; read the diff.
"""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.cli import ROOT, run

GOLDEN = Path(__file__).parent / "golden" / "seeds"
Capture = pytest.CaptureFixture[bytes]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    shutil.copy(ROOT / "config.yaml", tmp_path)
    return tmp_path


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def test_the_seeds_become_these_very_files(copy: Path, capfdbinary: Capture) -> None:
    result = run(capfdbinary, "build", "-c", copy / "config.yaml", "--strict")
    assert (result.code, result.err) == (0, "")
    if os.environ.get("UPDATE_GOLDEN"):
        shutil.rmtree(GOLDEN, ignore_errors=True)
        shutil.copytree(copy / "output", GOLDEN, ignore=shutil.ignore_patterns(".*"))
    built, golden = tree(copy / "output"), tree(GOLDEN)
    assert sorted(built) == sorted(golden)
    for name, text in golden.items():
        assert built[name] == text, name


def test_each_seed_is_in_the_topics_its_words_earn(copy: Path, capfdbinary: Capture) -> None:
    run(capfdbinary, "build", "-c", copy / "config.yaml")

    def topics(words: str) -> set[str]:
        explained = run(capfdbinary, "explain", words, "-c", copy / "config.yaml", "--json")
        (article,) = json.loads(explained.out)["articles"]
        return set(article["topics"])

    assert topics("France asks") == {"everything", "france", "olympics-security"}
    assert topics("Russian minister") == {"everything", "americas", "russia", "diplomacy"}


def test_check_finds_nothing_in_them(copy: Path, capfdbinary: Capture) -> None:
    run(capfdbinary, "build", "-c", copy / "config.yaml")
    result = run(capfdbinary, "check", "-c", copy / "config.yaml", "--json")
    assert (result.code, json.loads(result.out)) == (0, [])


@pytest.mark.survives("I06", "T22")
def test_the_seed_dump_is_read_completely(capfdbinary: Capture) -> None:
    seed = ROOT / "seeds" / "000_cac7b5040471b5d8.txt"
    result = run(capfdbinary, "read", seed, "--timezone", "Asia/Riyadh")
    france, cuba = map(json.loads, result.out.splitlines())

    assert france["title"] == (
        "France asks for foreign police and military help with massive Paris Olympics"
        " security challenge"
    )
    assert cuba["title"] == "Russian minister visits Cuba as Trump ramps up pressure on Havana"
    assert [len(article["summary"].split("\n")) for article in (france, cuba)] == [2, 1]
    assert [len(article["text"].split("\n\n")) for article in (france, cuba)] == [10, 19]
    assert [article["place"] for article in (france, cuba)] == ["PARIS", "HAVANA"]
    assert france["text"].startswith("PARIS: France says it has asked 46 countries")
    assert "<h2>Soldiers killed</h2>" in cuba["html"]

    assert [article["updated"] for article in (france, cuba)] == ["2024-03-29", "2026-01-21"]
    assert [article["published"] for article in (france, cuba)] == [None, None]
    assert [article["precision"] for article in (france, cuba)] == ["day", "day"]

    captions = [(image["caption"][:33], image["credit"]) for image in france["images"]]
    assert captions == [
        ("French police officers stand in f", "AFP"),
        ("This photograph taken in Paris on", "AFP"),
    ]
    for article in (france, cuba):
        everything = json.dumps(article, ensure_ascii=False)
        assert not {"1 / 2", "Short Url", "Follow\n"} & set(everything.split('"'))
        assert article["title"] not in article["text"]
        assert not {"Follow", "Short Url", "1 / 2", "2 / 2"} & set(article["text"].split("\n"))

    assert [(a["origin"]["line"], a["origin"]["end_line"]) for a in (france, cuba)] == [
        (1, 25),
        (28, 57),
    ]
    assert france["id"] == "urn:uuid:45722e3c-21c0-5c7e-8b2b-dca03e4f8f94"
    assert cuba["id"] == "urn:uuid:861d32d2-5bc8-526c-bf74-93fa43044152"
