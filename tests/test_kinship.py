"""What two texts have to show before a hint makes one article of two records."""

from pathlib import Path

import msgspec
import pytest

from feedgen_news.archive import Archive, Build
from feedgen_news.archive.kinship import JUDGES, rows_of
from feedgen_news.likeness import sketch
from feedgen_news.model import Article, Labels, Origin, Sorted
from tests.keeping import NOON, article

WORDS = "harbour council vote bridge ferry storm road school market budget"


def text(start: int, count: int = 80) -> str:
    """So many words; no three of them in a row stand anywhere else."""
    names = WORDS.split()
    return " ".join(f"{names[n % 10]}{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}" for n in
                    range(start, start + count))  # fmt: skip


WHOLE = f"{text(0)} 12 dead"
TEXTS = {
    "the same": WHOLE,
    "its half": f"{text(0, 40)} 12 dead",
    "one figure is another": f"{text(0)} 13 dead",
    "another": f"{text(300)} 12 dead",
    "brief": "harbour council vote 12 dead",
    "its lead": f"{text(0, 18)} 12 dead",
}
JUDGED = {  # hint → of which texts, beside the whole one, it makes one article
    "told": {"the same", "its half", "one figure is another", "brief", "its lead"},
    "said": {"the same", "its half", "brief", "its lead"},
    "at": {"the same"},
    "untold": {"the same"},
    "url": {"the same", "its half", "one figure is another"},
}


@pytest.mark.survives("I04", "I05", "I06")
@pytest.mark.parametrize(("hint", "one_article"), JUDGED.items(), ids=list(JUDGED))
def test_what_each_hint_needs(hint: str, one_article: set[str]) -> None:
    whole = sketch(WHOLE)
    others = {name: sketch(other) for name, other in TEXTS.items()}
    assert {name for name in others if JUDGES[hint](whole, others[name])} == one_article
    assert {name for name in others if JUDGES[hint](others[name], whole)} == one_article


def test_every_hint_has_its_judge() -> None:
    assert set(JUDGES) == set(JUDGED)


class Heard:
    """What is learned of sites."""

    def __init__(self) -> None:
        self.of: list[tuple[str | None, str | None]] = []

    def found(self, article: Article, number: int, known_url: str | None) -> None:
        self.of.append((article.url, known_url))


def unsorted(_: Article) -> Sorted:
    return Sorted(Labels(), ())


def told(**changes: object) -> Article:
    return article(keys=("given:1",), hints=("told:1",), text=text(0), **changes)


@pytest.mark.parametrize(
    ("url", "learned"),
    [
        ("https://news.example/a", []),
        ("https://moved.example/b", [("https://moved.example/b", "https://news.example/a")]),
    ],
)
def test_an_article_that_is_surely_known_tells_of_its_site_all_the_same(
    url: str, learned: list[tuple[str, str]], tmp_path: Path
) -> None:
    heard = Heard()
    with Archive.open(tmp_path / "a.sqlite3", write=True) as archive:
        with Build.begin(archive, sort=unsorted, now=NOON) as run:
            run.add(told(), sequence=1)
        (known,) = rows_of(archive.db, told(url=url), heard)
    assert heard.of == learned
    assert known == 1


@pytest.mark.parametrize(("said", "looks"), [(text(0), 1), (text(300), 2)])
def test_a_version_that_gives_way_is_known_by_its_own_text(
    said: str, looks: int, tmp_path: Path
) -> None:
    """The look of what the row holds may still wait then."""
    earlier = told(origin=Origin("c.jsonl", 1, 1))
    earlier = msgspec.structs.replace(earlier, text=said, hints=("told:2",))
    with Archive.open(tmp_path / "a.sqlite3", write=True) as archive:
        with Build.begin(archive, sort=unsorted, now=NOON) as run:
            run.add(told(), sequence=2)
            archive.db.execute("UPDATE looks SET sketch = NULL")
            run.add(earlier, sequence=1)
        made = archive.db.execute("SELECT sketch FROM looks ORDER BY number").fetchall()
        (held,) = archive.db.execute("SELECT article FROM looks WHERE number = 1").fetchone()
    assert len(made) == looks
    assert held == 1
    if looks == 2:
        assert made == [(sketch(text(0)),), (sketch(said),)]
