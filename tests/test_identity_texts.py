"""Articles of which nothing but the text is as it was: two sources of one site, a date that moved.

Told at the end of a build, and again where all dumps are read at once.
"""

from pathlib import Path

import pytest

from tests.test_identity_builds import (
    DAY,
    NEW_TITLE,
    NEW_URL,
    Record,
    history,
    story,
    text,
)

TEXT = str(story()["text"])
CHANGED = {"title": NEW_TITLE, "url": NEW_URL}
PICTURE = "https://img.harbour.example/bridge.jpg"

SAME: dict[str, list[tuple[str, list[Record]]]] = {
    "a day first": [
        ("other", [story(published=DAY)]),
        ("wire", [story(**CHANGED)]),
    ],
    "a day later": [
        ("wire", [story()]),
        ("other", [story(published=DAY, **CHANGED)]),
    ],
    "the day before": [
        ("other", [story(published="2026-03-04")]),
        ("wire", [story(**CHANGED)]),
    ],
    "the telephones' host": [
        ("other", [story(published=DAY, url=str(story()["url"]).replace("www.", "m."))]),
        ("wire", [story(**CHANGED)]),
    ],
    "no date": [
        ("other", [story(published=None)]),
        ("wire", [story(published=None, **CHANGED)]),
    ],
    "a copy on another site, which is an article of its own": [
        ("numbered", [story(url="https://gazette.example/copy-of-bridge", nr="1")]),
        ("other", [story(published=DAY)]),
        ("wire", [story(**CHANGED)]),
    ],
}


@pytest.mark.survives("I02", "I04", "I07")
@pytest.mark.parametrize("dumps", SAME.values(), ids=SAME)
def test_two_sources_of_one_site_give_one_article(
    tmp_path: Path, dumps: list[tuple[str, list[Record]]]
) -> None:
    hourly, rebuilt = history(tmp_path, *dumps, dumps[-1])
    assert hourly[-1] == hourly[-2] == hourly[-3] == rebuilt


def shortened(letters: int) -> str:
    return TEXT[:letters]


APART: dict[str, list[tuple[str, list[Record]]]] = {
    "a short text": [
        ("other", [story(published=DAY, text=shortened(300))]),
        ("wire", [story(text=shortened(300), **CHANGED)]),
    ],
    "other figures": [
        ("other", [story(published=DAY)]),
        ("wire", [story(text=text("bridge", figure=77), **CHANGED)]),
    ],
    "another site": [
        ("other", [story(published=DAY)]),
        ("wire", [story(title=NEW_TITLE, url="https://gazette.example/old-bridge-stays")]),
    ],
    "other days": [
        ("other", [story(published="2026-03-03")]),
        ("wire", [story(**CHANGED)]),
    ],
    "one source, no picture": [
        ("wire", [story()]),
        ("wire", [story(published="2026-03-05T10:40:00Z", **CHANGED)]),
    ],
    "one source, one dump": [
        ("wire", [story(image=PICTURE)]),
        (
            "wire",
            [
                story(image=PICTURE),
                story(image=PICTURE, published="2026-03-05T10:40:00Z", **CHANGED),
            ],
        ),
    ],
}


@pytest.mark.survives("I05")
@pytest.mark.parametrize("dumps", APART.values(), ids=APART)
def test_what_may_be_two_articles_stays_two(
    tmp_path: Path, dumps: list[tuple[str, list[Record]]]
) -> None:
    hourly, rebuilt = history(tmp_path, *dumps)
    assert len(hourly[-1]) == 2
    assert len(rebuilt) == 2


@pytest.mark.survives("I05")
def test_a_text_that_stands_in_the_place_of_many_makes_no_article_one(tmp_path: Path) -> None:
    """A notice, or a form, under several headlines."""
    notices = [
        story(
            title=f"Story {n}",
            url=f"https://www.harbour.example/2026/story/{n}",
            published=f"2026-03-05T09:1{n}:00Z",
        )
        for n in range(3)
    ]
    hourly, rebuilt = history(
        tmp_path, ("other", notices[:1]), ("other", notices), ("wire", [story(**CHANGED)])
    )
    assert len(hourly[-1]) == len(hourly[-2]) + 1
    assert len(rebuilt) == len(hourly[-1])


@pytest.mark.survives("I02", "I07")
def test_a_date_may_move_with_headline_and_address(tmp_path: Path) -> None:
    before = story(image=f"{PICTURE}?v=1")
    after = story(image=f"{PICTURE}?v=2", published="2026-03-05T10:40:00Z", **CHANGED)
    hourly, _ = history(tmp_path, ("wire", [before]), ("wire", [after]), ("wire", [after]))
    assert len(hourly[0]) == 1
    assert hourly == [hourly[0]] * 3


@pytest.mark.survives("I02", "S04")
def test_a_site_that_moved_is_one_site(tmp_path: Path) -> None:
    """From nothing, the article lies on the new host only, but for what another source gave."""
    moved = [
        (f"https://{host}.example/2026/03/{subject}-news-of-it", subject)
        for host in ("www.harbour", "www.port")
        for subject in ("ferry", "market", "school", "tunnel")
    ]
    old, new = (
        [
            story(url=url, title=f"What they say of the {subject}", text=text(subject))
            for url, subject in half
        ]
        for half in (moved[:4], moved[4:])
    )
    later = story(
        title=NEW_TITLE,
        url=NEW_URL.replace("harbour", "port"),
        updated="2026-03-05T12:00:00Z",
    )
    dumps = [
        ("other", [story(published=DAY)]),
        ("wire", [*old, story(**CHANGED)]),
        ("wire", [*new, later]),
    ]
    hourly, rebuilt = history(tmp_path, *dumps)
    assert len(hourly[-1]) == 5
    assert hourly[-1] == rebuilt
