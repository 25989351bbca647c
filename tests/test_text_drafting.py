"""Layouts drafted from lines that repeat, and how well they read what they were drafted from."""

from pathlib import Path

import pytest

from feedgen_news.config.sources import Source
from feedgen_news.loaders import text as plain_text
from feedgen_news.loaders.text.drafting import draft
from feedgen_news.model import Record
from feedgen_news.problems import Report

NEWS = [
    ("Ferry", "Ferries stop for the winter", "Maria Lund", "Harbour", "11 March 2024"),
    ("Bridge", "The new bridge will open in May", "Ola Berg", "Council", "12 March 2024"),
    ("School", "Three schools get new roofs", "Maria Lund", "Council", "13 March 2024"),
    ("Whale", "A whale swims into the harbour", "Li Wei", "Harbour", "14 March 2024"),
    ("Budget", "The council passes its budget", "Ola Berg", "Council", "15 April 2024"),
    ("Storm", "A storm breaks the old pier", "Li Wei", "Harbour", "16 April 2024"),
]


def body(word: str) -> list[str]:
    return [
        f"{word} news of the day were told to the reporters by the mayor at noon on Tuesday.",
        f"Nobody had expected it, said the people who know most about {word.lower()} in the town.",
        f"It will be talked about for weeks, in the {word.lower()} office and in all the cafés.",
    ]


def page(index: int) -> str:
    word, title, author, section, date = NEWS[index]
    lines = [
        "The Harbour Gazette – news from the port",
        section,
        title,
        f"Last changed {date} | {index + 2} comments",
        f"By {author}",
        *body(word),
        "Share this page with friends",
        "Read also",
        f"Something else about {index} boats",
        f"{index + 3} more stories",
    ]
    return "\n".join(lines) + "\n"


def dump(index: int) -> str:
    word, title, author, section, date = NEWS[index]
    fields = [f"Headline: {title}", f"Published: {date}", f"Reporter: {author}", f"Desk: {section}"]
    return "\n".join([*fields, "", *body(word), "", "Printed by The Gazette", "~~~~~~"]) + "\n"


def read(text: str, layout: str) -> list[Record]:
    source = Source(name="s", files=("x",), layout=layout)
    return list(plain_text.read(text, dump="x.txt", source=source, report=Report()))


@pytest.fixture
def drafted(tmp_path: Path):
    def drafting(texts: list[str]) -> tuple[str, str]:
        path = tmp_path / "draft.yaml"
        layout = draft(texts)
        assert layout is not None
        path.write_text(layout, "utf-8")
        return layout, str(path)

    return drafting


def test_pages_of_one_site(drafted):
    layout, path = drafted([page(n) for n in range(6)])
    assert "  - role: section" in layout
    assert "      # 6 times, in 6 of 6 texts: By Maria Lund" in layout
    assert "      # 6 times, in 6 of 6 texts: The Harbour Gazette – news from the port" in layout
    for index, (word, title, author, section, date) in enumerate(NEWS):
        (record,) = read(page(index), path)
        assert record.title == title
        assert record.authors == [author]
        assert record.sections == [section]
        assert record.published == date
        assert record.text == "\n\n".join(body(word))


def test_one_file_of_many_articles(drafted):
    text = "".join(dump(n) for n in range(6))
    layout, path = drafted([text])
    assert "      # 6 times: ~~~~~~" in layout
    found = read(text, path)
    assert [record.title for record in found] == [title for _, title, *_ in NEWS]
    assert [record.published for record in found] == [date for *_, date in NEWS]
    assert [record.authors for record in found] == [[author] for _, _, author, *_ in NEWS]
    assert [record.sections for record in found] == [[section] for *_, section, _ in NEWS]
    assert [record.text for record in found] == ["\n\n".join(body(word)) for word, *_ in NEWS]


def test_a_draft_reads_at_least_as_well_as_plain(drafted):
    texts = [page(n) for n in range(6)]
    _, path = drafted(texts)
    boilerplate = ("Share this page", "Read also", "The Harbour Gazette")
    by_plain = sum(
        b in f"{r.text}{r.title}" for t in texts for r in read(t, "plain") for b in boilerplate
    )
    by_draft = sum(
        b in f"{r.text}{r.title}" for t in texts for r in read(t, path) for b in boilerplate
    )
    assert by_draft == 0 < by_plain


def test_a_title_that_shows_again_is_no_boilerplate():
    text = "\n".join(["A dam for the valley", "", *["A dam for the valley"] * 4, *body("Dam")])
    assert "A dam" not in (draft([text]) or "")


@pytest.mark.parametrize(
    "texts",
    [[], [""], ["\n \n"], ["One line."], [page(0)], [page(0), page(1)], ["\ud800 a\n" * 2]],
)
def test_nothing_is_drafted_from_what_does_not_repeat(texts):
    assert draft(texts) is None


def test_patterns_are_quoted(drafted, tmp_path):
    odd = "It's [here] (really?) $5.00 *now* \\ ^ {a|b}"
    layout, path = drafted([f"{odd}\n{page(n)}" for n in range(6)])
    assert "''s \\[here\\] \\(really\\?\\)" in layout
    (record,) = read(f"{odd}\n{page(0)}", path)
    assert odd not in f"{record.title}{record.text}"


def test_large_texts_are_looked_at_in_part():
    texts = ["Menu\n" + "word word\n" * 20_000] * 600
    assert "# 13 times, in 13 of 13 texts: Menu" in (draft(texts) or "")
