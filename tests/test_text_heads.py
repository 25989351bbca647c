"""Plain text: where heads end, whose the names beside a date are, what begins an article."""

import pytest

from feedgen_news.config.sources import Source
from feedgen_news.loaders import text as plain_text
from feedgen_news.model import Record
from feedgen_news.problems import Report

BRIDGE = "The bridge was opened on Tuesday night after two years of work, officials said."
FERRY = "Ferries will not run before April, the harbour office said on Friday."
LONG = (
    "Its oldest boat needs a new engine, and nobody knows yet who is going to pay for that,"
    " though the council has met four times since the storms began."
)


def read(text: str) -> tuple[list[Record], Report]:
    report = Report()
    source = Source(name="test", files=("*.txt",))
    return list(plain_text.read(text, dump="007.txt", source=source, report=report)), report


KEYS = f"""TITLE: Bridge opens
URL: https://n.example/1
AUTHOR:
SECTION: Local

{BRIDGE}
"""
MORE_KEYS = f"""TITLE: Ferries stop
URL: https://n.example/2
AUTHOR: Li Wei
SECTION:

{FERRY}
"""


@pytest.mark.parametrize(
    "between",
    ["\n", "", f"\n{'=' * 60}\n\n", f"{'=' * 60}\n"],
    ids=["blank", "none", "rule", "tight"],
)
def test_a_key_said_again_begins_the_next_article(between: str) -> None:
    records, report = read(KEYS + between + MORE_KEYS)
    said = [(r.title, r.url, r.authors, r.sections, r.text) for r in records]
    assert said == [
        ("Bridge opens", "https://n.example/1", [], ["Local"], BRIDGE),
        ("Ferries stop", "https://n.example/2", ["Li Wei"], [], FERRY),
    ]
    assert not report.counts


def test_short_texts_behind_keys_are_articles_too() -> None:
    records, _ = read(
        "URL: https://n.example/1\nTITLE: Bridge opens\nTEXT: It is open.\n"
        "URL: https://n.example/2\nTITLE: Ferries stop\nTEXT: They stopped.\n"
    )
    said = [(r.url, r.title, r.text) for r in records]
    assert said == [
        ("https://n.example/1", "Bridge opens", "It is open."),
        ("https://n.example/2", "Ferries stop", "They stopped."),
    ]


def test_labels_in_a_text_without_them_in_its_head_begin_nothing() -> None:
    url = "URL: https://n.example/1"
    records, _ = read(
        f"Ferries stop for the winter\n\n{FERRY}\n\n{url}\n\n{BRIDGE}\n\n{url}\n\n{LONG}"
    )
    assert len(records) == 1


@pytest.mark.parametrize("title", ["Ferry strike scrapped", "Ferry stops"])
def test_a_short_line_alone_above_the_text_is_the_title(title: str) -> None:
    [record], report = read(f"{title}\n\n{FERRY}\n\n{BRIDGE}\n")
    assert (record.title, record.text) == (title, f"{FERRY}\n\n{BRIDGE}")
    assert not report.counts


def test_a_name_alone_above_the_text_is_not_surely_a_title() -> None:
    [_], report = read(f"Maria Lund\n\n{FERRY}\n\n{BRIDGE}\n")
    assert dict(report.counts) == {"title-missing": 1}


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Publié le 12 mars 2024 à 18h30", "12 mars 2024 à 18h30"),
        ("12 Mart 2024, 18:30", "12 Mart 2024, 18:30"),
        ("12 Mart 2024 Salı, 18:30", "12 Mart 2024 Salı, 18:30"),
        ("Selasa, 12 Mar 2024 18:30 WIB", "12 Mar 2024 18:30 WIB"),
        ("2024년 3월 12일 오후 6:30", "2024년 3월 12일 오후 6:30"),
        ("2024年3月12日 18時30分", "2024年3月12日 18時30分"),
        ("2024年03月12日18:30", "2024年03月12日18:30"),
        ("2024. március 12. 18:30", "2024. március 12. 18:30"),
        ("12 मार्च 2024", "12 मार्च 2024"),
        ("12 मार्च 2024, 06:30 PM IST", "12 मार्च 2024, 06:30 PM IST"),
        ("12 Maret 2024", "12 Maret 2024"),
        ("2024 m. kovo 12 d.", "2024 m. kovo 12 d."),
        ("12 มีนาคม 2567", "12 มีนาคม 2567"),
        ("12. mars 2024 kl. 18.30", "12. mars 2024 kl. 18.30"),
        ("12.3.2024 klo 18.30", "12.3.2024 klo 18.30"),
        ("12/03/2024 às 18h30", "12/03/2024 às 18h30"),
        ("12 marca 2024, godz. 18:30", "12 marca 2024, godz. 18:30"),
        ("Thứ ba, 12/3/2024, 18:30 (GMT+7)", "12/3/2024, 18:30 (GMT+7)"),
        ("۲۲ اسفند ۱۴۰۲ - ۱۸:۳۰", "۲۲ اسفند ۱۴۰۲ - ۱۸:۳۰"),
    ],
)
def test_dates_of_any_language_are_no_titles(line: str, date: str) -> None:
    [record], report = read(f"Ferry strike ends\n\n{line}\n\n{FERRY}\n\n{BRIDGE}\n")
    assert (record.title, record.published) == ("Ferry strike ends", date)
    assert record.text == f"{FERRY}\n\n{BRIDGE}"
    assert not report.counts


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("Le pont rouvre après deux ans\n\nHélène Côté\nPublié le 12 mars 2024", ["Hélène Côté"]),
        ("Le pont rouvre après deux ans\n\n12 mars 2024\nHélène Côté", ["Hélène Côté"]),
        ("다리 2년 만에 재개통\n김철수 기자\n2024년 3월 12일", ["김철수 기자"]),
        ("大桥时隔两年重新通车\n\n王伟\n2024年03月12日 18:30", ["王伟"]),
        ("Broen åpnet igjen\n\nÅse Bø\n12. mars 2024", ["Åse Bø"]),
        ("Ferry strike ends at last\nThe Post | 12 March 2024 | By Ola Berg", ["Ola Berg"]),
        ("Ferry strike ends at last\nBy Ola Berg & Li Wei | 2024-03-12", ["Ola Berg", "Li Wei"]),
        # what may as well be a section, or the title itself
        ("Ferry strike ends at last\n\nPolitics\n12 March 2024", []),
        ("大桥时隔两年重新通车\n\n2024年03月12日 18:30\n小字号", []),
        ("WORLD\nFerry Strike Ends\n12 March 2024", []),
    ],
)
def test_a_name_beside_the_date_is_the_author(head: str, names: list[str]) -> None:
    [record], _ = read(f"{head}\n\n{FERRY}\n\n{BRIDGE}\n")
    assert record.authors == names
    assert record.published


def dated(title: str, date: str, *, gap: str = "\n\n") -> str:
    return f"{title}\n{date}\n\n{FERRY}\n\n{LONG}\n{gap}"


def test_heads_of_one_shape_part_articles_alike_in_words() -> None:
    records, _ = read(
        dated("Ferries stop for the winter", "The Post | 12 March 2024 | By Li Wei", gap="\n")
        + dated("Bridge over the bay opens", "The Post | 13 March 2024 | By Ola Berg", gap="\n")
        + dated("Council votes for a toll", "The Post | 14 March 2024 | By Maria Lund", gap="\n")
    )
    assert [(r.title, r.published, r.authors) for r in records] == [
        ("Ferries stop for the winter", "12 March 2024", ["Li Wei"]),
        ("Bridge over the bay opens", "13 March 2024", ["Ola Berg"]),
        ("Council votes for a toll", "14 March 2024", ["Maria Lund"]),
    ]


def test_dates_alone_part_articles_only_below_wide_gaps() -> None:
    one = dated("Ferries stop for the winter", "12 March 2024")
    two = dated("Bridge over the bay opens", "13 March 2024")
    assert len(read(one + two)[0]) == 2
    assert len(read(one.rstrip("\n") + "\n\n" + two)[0]) == 1
