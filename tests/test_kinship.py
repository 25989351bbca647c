"""What two texts have to show before a hint makes one article of two records."""

import pytest

from feedgen_news.archive.kinship import JUDGES
from feedgen_news.likeness import sketch

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
