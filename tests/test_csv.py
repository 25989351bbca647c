"""Tables of text: how they are known, what each row becomes, and what is lost by name."""

from pathlib import Path

import pytest

from feedgen_news.config.sources import Source
from feedgen_news.loaders import Dump, load
from feedgen_news.loaders.content import Head
from feedgen_news.loaders.csv import recognise
from feedgen_news.problems import Problem, Report

HEADER = "url,title,date,text\n"
A = "https://n.example/a,A,2024-03-29,Body of A.\n"
B = "https://n.example/b,B,2024-03-30,Body of B.\n"
C = "https://n.example/c,C,2024-03-31,Body of C.\n"
ZEROS = "\0" * 600
HEX = "be6751bb8de9f9cc"


def read(tmp_path, data, *, name="dump.csv", **settings):
    file = tmp_path / name
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    problems: list[Problem] = []
    source = Source(name="s", files=("*",), **settings)
    found = list(load(Dump(name, file), source=source, report=Report(problems.append)))
    return found, problems


def said(records):
    return [(one.url, one.title, one.published, one.text) for one in records]


def told(problems):
    return [(one.code, one.origin.line, one.detail) for one in problems]


ROWS = [
    ("https://n.example/a", "A", "2024-03-29", "Body of A."),
    ("https://n.example/b", "B", "2024-03-30", "Body of B."),
]
SHAPES = {
    "commas": HEADER + A + B,
    "no final newline": (HEADER + A + B).rstrip("\n"),
    "semicolons": (HEADER + A + B).replace(",", ";"),
    "tabs": (HEADER + A + B).replace(",", "\t"),
    "bars": (HEADER + A + B).replace(",", "|"),
    "Excel's line": "sep=;\n" + (HEADER + A + B).replace(",", ";"),
    "a mark": "\ufeff" + HEADER + A + B,
    "CR LF": (HEADER + A + B).replace("\n", "\r\n"),
    "CR": (HEADER + A + B).replace("\n", "\r"),
    "mixed ends": HEADER + A.replace("\n", "\r\n") + B,
    "UTF-16": ("\ufeff" + HEADER + A + B).encode("utf-16-le"),
    "blank lines": f"\n\n{HEADER}\n{A}\n \n{B}\n\n",
    "quoted all": '"url","title","date","text"\n'
    + "".join(f'"{u}","{t}","{d}","{b}"\n' for u, t, d, b in ROWS),
    "other case and spaces": HEADER.replace(",", " , ").upper() + A + B,
    "an index without a name": f",{HEADER}0,{A}1,{B}",
    "the header again, with a mark": HEADER + A + "\ufeff" + HEADER + B,
    "zeros around": f"{HEADER}{A}{ZEROS}\n{B}{ZEROS}",
    "commas at the ends": HEADER + A.replace("\n", ",,\n") + B,
}


@pytest.mark.survives("J11", "T06")
@pytest.mark.parametrize("name", ["dump", "dump.csv", "dump.txt"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_read(tmp_path, shape, name):
    records, problems = read(tmp_path, SHAPES[shape], name=name)
    assert (said(records), problems) == (ROWS, [])


@pytest.mark.survives("J11")
def test_a_line_in_an_old_encoding_is_read_by_rule(tmp_path):
    data = (HEADER + A).encode() + B.replace("Body", "Café").encode("cp1252")
    records, problems = read(tmp_path, data)
    assert [one.text for one in records] == ["Body of A.", "Café of B."]
    assert [one.code for one in problems] in (["decoded-as-cp1252"], ["encoding-guessed"])


def test_quotes_line_ends_and_delimiters_inside_cells(tmp_path):
    data = (
        HEADER + 'https://n.example/a,"say ""hi"", he said",2024-03-29,"One.\nTwo, three.\n"\n' + B
    )
    records, problems = read(tmp_path, data)
    assert [one.title for one in records] == ['say "hi", he said', "B"]
    assert records[0].text == "One.\nTwo, three."
    assert [(one.origin.line, one.origin.end_line) for one in records] == [(2, 4), (5, 5)]
    assert problems == []


def test_quotes_inside_a_cell_are_its_own(tmp_path):
    records, problems = read(tmp_path, HEADER + A.replace("Body", 'a"b"c') + B)
    assert ([one.text for one in records], problems) == (['a"b"c of A.', "Body of B."], [])


def test_each_record_keeps_its_row(tmp_path):
    (record,), _ = read(tmp_path, HEADER + A)
    assert record.raw == {
        "url": "https://n.example/a",
        "title": "A",
        "date": "2024-03-29",
        "text": "Body of A.",
    }


def test_a_table_of_one_column_is_one_by_its_name(tmp_path):
    records, _ = read(tmp_path, "title\nHarbour opens\nFerry sinks\n")
    assert [one.title for one in records] == ["Harbour opens", "Ferry sinks"]


# What is lost, and what is not.

OPEN = '"https://n.example/q,Open,2024-03-29,x\n'
LOSSES = {
    "an open quote": (HEADER + A + OPEN + B, ["A", "B"], [("broken-row", 3)]),
    "an open quote, closed by a later one": (
        HEADER + A + OPEN + B.replace("Body of B.", '"Body"') + C,
        ["A", "B", "C"],
        [("broken-row", 3)],
    ),
    "an open quote in the last row": (
        HEADER + A + 'https://n.example/b,"B of which\n',
        ["A"],
        [("broken-row", 3), ("truncated-dump", None)],
    ),
    "an open quote that took nothing in": (
        HEADER + A + 'https://n.example/b,B,2024-03-30,"Body of B.\n' + C,
        ["A", "B", "C"],
        [("short-row", 3)],
    ),
    "open quotes in every row": (
        HEADER + A + B + 'https://n.example/c,C,2024-03-31,"Body\n' * 50,
        ["A", "B", *["C"] * 50],
        [*[("short-row", line) for line in range(4, 54)], ("truncated-dump", None)],
    ),
    "too many cells": (
        HEADER + A + B.replace("\n", ",extra\n") + C,
        ["A", "C"],
        [("broken-row", 3)],
    ),
    "too few cells, with an address": (
        HEADER + A + "https://n.example/b,B\n" + C,
        ["A", "B", "C"],
        [("short-row", 3)],
    ),
    "too few cells, shifted": (
        HEADER + A + "rest of a text,B\n" + C,
        ["A", "C"],
        [("broken-row", 3)],
    ),
    "cut in its last row": (
        HEADER + A + "https://n.example/b,B is cu",
        ["A"],
        [("broken-row", 3), ("truncated-dump", None)],
    ),
    "a header and no rows": (HEADER, [], [("empty-dump", None)]),
}


@pytest.mark.survives("J12", "J13")
@pytest.mark.parametrize("loss", LOSSES)
def test_what_is_lost_has_a_name_and_neighbours_stay(tmp_path, loss):
    data, titles, codes = LOSSES[loss]
    records, problems = read(tmp_path, data)
    assert [one.title for one in records] == titles
    assert [(one.code, one.origin.line) for one in problems] == codes


def test_a_row_that_is_refused_is_kept_for_the_quarantine(tmp_path):
    _, (problem,) = read(tmp_path, HEADER + A + B.replace("\n", ",extra\n") + C)
    assert problem.raw == B.replace("\n", ",extra\n")
    assert problem.detail == "5 cells under 4 names"


@pytest.mark.survives("J13")
def test_a_quote_that_swallows_thousands_of_lines_costs_one_row(tmp_path):
    data = HEADER + A * 3 + 'https://n.example/q,"Open,2024-03-29,x\n' + B * 60_000
    records, problems = read(tmp_path, data)
    assert [one.title for one in records] == ["A"] * 3 + ["B"] * 60_000
    assert told(problems) == [("broken-row", 5, "a quote that does not close")]


@pytest.mark.survives("J13")
def test_a_quote_that_swallows_prose_says_how_many_lines(tmp_path):
    data = HEADER + A * 3 + 'https://n.example/q,Q,2024-03-29,"Open\n' + "It rained.\n" * 60_000 + B
    records, problems = read(tmp_path, data)
    assert [one.title for one in records] == ["A"] * 3 + ["B"]
    assert told(problems) == [("broken-row", 5, "a quote that does not close, over 60,001 lines")]
    assert problems[0].origin.end_line == 60_005


@pytest.mark.survives("J14")
def test_a_cell_larger_than_pythons_own_limit_is_read(tmp_path):
    long = "word " * 60_000
    records, problems = read(tmp_path, HEADER + A + B.replace("Body of B.", long) + C)
    assert [len(one.text) for one in records] == [10, len(long) - 1, 10]
    assert problems == []


@pytest.mark.survives("J14")
@pytest.mark.parametrize("cell", ["x" * (17 << 20), '"' + ("x" * 1_000 + "\n") * 17_500 + '"'])
def test_a_cell_beyond_all_bounds_is_named_and_the_others_read(tmp_path, cell):
    records, problems = read(tmp_path, HEADER + A + B.replace("Body of B.", cell) + C)
    assert [one.title for one in records] == ["A", "C"]
    assert told(problems) == [("record-too-large", 3, "more than 16 MiB")]
    assert len(problems[0].raw) == 1 << 16


@pytest.mark.survives("J12")
@pytest.mark.parametrize(
    ("data", "detail"),
    [
        ("url,title,title\nhttps://n.example/1,a,b\n", "two columns are called 'title'"),
        (
            "https://n.example/a,Harbour opens,2024-03-29\n",
            "no names in its first line, and its values do not tell which is which",
        ),
        (
            "a1,b1,https://n.example/\nc1,d1,https://n.example/\ne1,f1,https://n.example/\n",
            "no names in its first line, and its values do not tell which is which",
        ),
    ],
)
def test_columns_that_cannot_be_told_apart_are_refused_as_a_whole(tmp_path, data, detail):
    records, problems = read(tmp_path, data)
    assert (records, told(problems)) == ([], [("unnamed-columns", 1, detail)])


def test_a_name_that_comes_twice_and_says_nothing_does_no_harm(tmp_path):
    records, problems = read(tmp_path, "url,title,x,x\nhttps://n.example/1,A,1,2\n")
    assert [one.title for one in records] == ["A"]
    assert problems == []


@pytest.mark.survives("J08")
def test_ten_thousand_columns(tmp_path):
    names = ",".join(f"c{n}" for n in range(10_000))
    values = ",".join(map(str, range(10_000)))
    data = f"{names},url,title\n{values},https://n.example/a,A\n"
    records, problems = read(tmp_path, data)
    assert [(one.url, one.title) for one in records] == [("https://n.example/a", "A")]
    assert problems == []


# Tables without a header.


def test_what_trafilatura_writes(tmp_path):
    row = f"https://n.example/a\tnull\t{HEX}\tn.example\tHarbour\tnull\t2024-03-29\t"
    records, problems = read(
        tmp_path, row + '"It opened.\nIt rained."\tnull\tnull\tarticle\n', name="out.csv"
    )
    assert [(*said(records)[0], records[0].images, records[0].publisher)] == [
        ("https://n.example/a", "Harbour", "2024-03-29", "It opened.\nIt rained.", [], "n.example")
    ]
    assert problems == []
    shorter, _ = read(tmp_path, row + "It opened.\n", name="out")
    assert [one.text for one in shorter] == ["It opened."]


def test_what_mind_writes(tmp_path):
    row = "N55528\tlifestyle\troyals\tThe brands queens swear by\tShop them.\t{}\t[]\t[]\n"
    records, _ = read(tmp_path, row.format("https://n.example/a.html"), name="news.tsv")
    (one,) = records
    assert (one.title, one.sections, one.tags, one.summary, one.url) == (
        *("The brands queens swear by", ["lifestyle"], ["royals"], "Shop them."),
        "https://n.example/a.html",
    )


UNNAMED = "".join(
    f"{n};https://n.example/story-{n};{text};2024-03-{n:02};{title}\n"
    for n, title, text in [
        (1, "Harbour opens after ten years of work", "It opened on Friday. " * 20),
        (2, "Ferry sinks in a storm near the coast", "It sank at night. " * 20),
        (3, "Mayor resigns over a bridge too far", "She resigned at noon. " * 20),
        (4, "Bridge closed for repairs until autumn", "It was closed today. " * 20),
    ]
)


def test_columns_without_names_are_guessed_and_told(tmp_path):
    records, problems = read(tmp_path, UNNAMED, name="dump")
    assert [(one.url, one.title, one.published) for one in records][1] == (
        *("https://n.example/story-2", "Ferry sinks in a storm near the coast"),
        "2024-03-02",
    )
    assert [one.text[:11] for one in records] == [
        *("It opened o", "It sank at ", "She resigne", "It was clos"),
    ]
    ((code, _, detail),) = told(problems)
    assert code == "fields-guessed"
    said, _, unused = detail.partition("; ")
    assert unused == "not used: column 1"
    assert set(said.split(", ")) == {
        *("url ← column 2", "text ← column 3", "published ← column 4", "title ← column 5")
    }


def test_a_guess_is_settled_in_the_source(tmp_path):
    fields = {
        name: (f"column {n}",)
        for name, n in (("url", 2), ("text", 3), ("published", 4), ("title", 5))
    }
    records, problems = read(tmp_path, UNNAMED, name="dump", fields=fields)
    assert next(one.title for one in records) == "Harbour opens after ten years of work"
    assert problems == []


# Cells that hold more than text.


@pytest.mark.parametrize(
    ("cell", "authors"),
    [
        ('"[""Jane Roe"", ""Li Wei""]"', ["Jane Roe", "Li Wei"]),
        ("\"['Jane Roe', 'Li Wei']\"", ["Jane Roe", "Li Wei"]),
        ("\"[{'name': 'Jane Roe'}, {'name': \"\"Li O'Wei\"\"}]\"", ["Jane Roe", "Li O'Wei"]),
        ('"Jane Roe,Li Wei"', ["Jane Roe", "Li Wei"]),
        ('"Jane Roe, , ,Jane Roe"', ["Jane Roe"]),
        ('"Roe, Jane"', ["Roe, Jane"]),
        ('"Roe,Jane"', ["Roe,Jane"]),
        ("[]", []),
        ("['Jane", ["['Jane"]),
        ("\"__import__('os').system('x')\"", ["__import__('os').system('x')"]),
    ],
)
def test_lists_and_objects_in_cells(tmp_path, cell, authors):
    (record,), _ = read(tmp_path, f"url,title,authors\nhttps://n.example/a,A,{cell}\n")
    assert record.authors == authors


def test_objects_as_python_writes_them(tmp_path):
    images = "\"[{'url': 'https://n.example/a.jpg', 'caption': 'C', 'size': None}]\""
    (record,), _ = read(tmp_path, f"url,title,images\nhttps://n.example/a,A,{images}\n")
    assert [(one.url, one.caption) for one in record.images] == [("https://n.example/a.jpg", "C")]


@pytest.mark.survives("M08")
@pytest.mark.parametrize(
    "cell", ["[" * 5_000 + "]" * 5_000, "{" * 90 + "'a'" + "}" * 90, "[" + "-" * 9_999 + "]"]
)
def test_hostile_cells_are_text(tmp_path, cell):
    (record,), problems = read(tmp_path, f"url,title,note\nhttps://n.example/a,A,{cell}\n")
    assert (record.title, problems) == ("A", [])


def test_a_title_in_brackets_is_no_list(tmp_path):
    (record,), _ = read(tmp_path, "url,title\nhttps://n.example/a,[1984]\n")
    assert record.title == "[1984]"


def test_sections_that_scrapy_joined(tmp_path):
    data = 'url,title,section\nhttps://n.example/a,A,"Arts, Culture,World"\n'
    (record,), _ = read(tmp_path, data)
    assert record.sections == ["Arts, Culture", "World"]


# What is no table.

TEXTS = {
    "an article": "Harbour opens\n\n29 March 2024\n\nIt opened, at last, on Friday. It rained.\n",
    "a list of places": "Paris, France, Europe\nOslo, Norway, Europe\nRome, Italy, Europe\n",
    "a table in Markdown": "| title | date |\n|---|---|\n| A | 2024-03-29 |\n| B | 2024-03-30 |\n",
    "lines with tabs": "Harbour\topens\nIt opened, he said.\nIt rained, too, all day.\n",
    "dialogue": "Who, me?\nYes, you.\nNot me, surely.\nYou, indeed.\n",
    "front matter": "---\ntitle: A\ndate: 2024-03-29\n---\n\nBody, of, A.\n",
    "known words": "News, Title\n\nThe title of the news was long, and, as ever, sad.\n",
}


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_no_table(text):
    said = TEXTS[text]
    assert not recognise(Head("dump.txt", said.encode(), "utf-8", said))


def test_a_name_alone_makes_no_table():
    said = TEXTS["an article"]
    assert not recognise(Head("dump.csv", said.encode(), "utf-8", said))


def test_a_format_that_is_named_is_tried(tmp_path):
    records, _ = read(
        tmp_path,
        "note\thed line\nx\tHarbour\n",
        name="x",
        format="csv",
        fields={"title": ("hed line",)},
    )
    assert [one.title for one in records] == ["Harbour"]


def test_the_hostile_samples(tmp_path):
    folder = Path(__file__).parents[1].parent / "shared/dumps/hostile/csv"
    if not folder.is_dir():
        pytest.skip("no hostile samples beside the checkout")
    silent = {"cv-001", "cv-006", "cv-017", "cv-018", "cv-019", "cv-020", "cv-021", "cv-026"}
    for file in sorted(folder.iterdir()):
        records, problems = read(tmp_path, file.read_bytes())
        assert records or problems, file.name
        if file.name[:6] in silent:
            assert (len(records), problems) == (2, []), file.name
