"""JSON in every shape scrapers write it: what is read, what is refused, and where."""

import json
import threading
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_news.config.sources import Source
from feedgen_news.loaders import Dump, load
from feedgen_news.model import Record
from feedgen_news.problems import Problem, Report

SOURCE = Source(name="wire", files=("*",))
A = '{"url": "https://n.example/a", "title": "A", "text": "Body of A."}'
B = '{"url": "https://n.example/b", "title": "B", "text": "Body of B."}'
C = '{"url": "https://n.example/c", "title": "C", "text": "Body of C."}'


def read(path, data, *, source=SOURCE):
    """The records and findings of a dump with these bytes."""
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    problems: list[Problem] = []
    records: list[Record] = list(
        load(Dump(path.name, path), source=source, report=Report(problems.append))
    )
    return records, problems


def titles(records):
    return [record.title for record in records]


def named(problems):
    return [(problem.code, str(problem.origin).partition("dump.json")[2]) for problem in problems]


PRETTY_B = json.dumps(json.loads(B), indent=2)
NESTED_B = """{
  "title": "B",
  "authors": [
    {"name": "N"},
    {"name": "M"}
  ],
  "url": "https://n.example/b"
}"""
ITEMS = f"[{A}, {B}, {C}]"
RSS = f'{{"rss": {{"channel": {{"title": "T", "link": "https://n.example", "item": {ITEMS}}}}}}}'
JSON_FEED = f'{{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": {ITEMS}}}'

SHAPES = {
    "JSON Lines": f"{A}\n{B}\n{C}\n",
    "no final newline": f"{A}\n{B}\n{C}",
    "CRLF": f"{A}\r\n{B}\r\n{C}\r\n",
    "CR alone": f"{A}\r{B}\r{C}\r",
    "blank lines": f"\n\n{A}\n\n  \n{B}\n{C}\n\n",
    "array on one line": f"[{A}, {B},{C}]",
    "array, an element a line": f"[\n{A},\n{B},\n{C}\n]\n",
    "array, bracket beside the first": f"[{A},\n{B},\n{C}]",
    "array, comma first": f"[ {A}\n, {B}\n, {C}\n]",
    "array, trailing comma": f"[\n{A},\n{B},\n{C},\n]",
    "array in an array": f"[[{A}, {B}], [{C}]]",
    "arrays, one a line": f"[{A},{B}]\n[{C}]\n",
    "pretty-printed array": json.dumps([json.loads(A), json.loads(B), json.loads(C)], indent=4),
    "concatenated": f"{A}{B} {C}",
    "pretty-printed one after the other": f"{PRETTY_B}\n{A}\n{C}".replace('"B"', '"A"', 1).replace(
        A, B, 1
    ),
    "lines and a pretty-printed one": f"{A}\n{NESTED_B}\n{C}\n",
    "record separators": f"\x1e{A}\n\x1e{B}\n\x1e{C}\n",
    "newspaper API": f'{{"status": "ok", "articles": [{A}, {B}, {C}]}}',
    "Event Registry": f'{{"articles": {{"page": 1, "results": [{A}, {B}, {C}]}}}}',
    "search engine": '{"took": 3, "hits": {"total": 3, "hits": ['
    + ", ".join(f'{{"_id": "1", "_source": {one}}}' for one in (A, B, C))
    + "]}}",
    "response.docs": f'{{"response": {{"docs": [{A}, {B}, {C}], "meta": {{"hits": 3}}}}}}',
    "feed as JSON": RSS,
    "JSON Feed": JSON_FEED,
    "unknown name of the list": f'{{"count": 3, "scraped_pages": [{A}, {B}, {C}]}}',
    "envelopes, one a line": f'{{"articles": [{A}, {B}]}}\n{{"articles": [{C}]}}\n',
    "wrapped one by one": "\n".join(f'{{"article": {one}}}' for one in (A, B, C)),
    "zeros before and after": f"\0\0\0{A}\n{B}\0\0\0\n{C}\n" + "\0" * 600,
    "marks between joined files": f"\ufeff{A}\n\ufeff{B}\n\ufeff{C}\n",
    "NEL and line separator are no line ends": f"{A}\n{B}\n{C}\n".replace("Body", "Bo\u2028\x85dy"),
}


@pytest.mark.survives("J09", "J10", "T06", "T15", "T21")
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_read(tmp_path, shape):
    records, problems = read(tmp_path / "dump.json", SHAPES[shape])
    assert (titles(records), named(problems)) == (["A", "B", "C"], [])


BROKEN = {
    "cut short": '{"url": "https://n.example/b", "title": "B", "te',
    "cut between values": '{"url": "https://n.example/b", "title": "B",',
    "cut after a colon": '{"url": "https://n.example/b", "title":',
    "cut inside a list": '{"url": "https://n.example/b", "tags": [',
    "comment": '{"url": "https://n.example/b", /* why */ "title": "B"}',
    "comment behind": f"{B} // the best",
    "single quotes": "{'url': 'https://n.example/b', 'title': 'B'}",
    "two objects": f"{B}{B}",
    "two objects and a comma": f"{B}, {B}",
    "bad escape": '{"title": "B\\x"}',
    "raw control character": '{"title": "B\x01"}',
    "trailing comma": '{"title": "B",}',
    "unquoted key": '{title: "B"}',
    "not a number": '{"title": "B", "score": NaN}',
    "infinite": '{"title": "B", "score": -Infinity}',
    "too large a number": '{"title": "B", "score": 1e999}',
    "too long a number": '{"title": "B", "score": ' + "1" * 5000 + "}",
    "too deep": '{"title": "B", "x": ' + "[" * 20_000 + "]" * 20_000 + "}",
    "too deep and open": '{"title": "B", "x": ' + '{"x":' * 20_000,
    "Python": "{'title': None}",
    "plain words": "Traceback (most recent call last):",
    "closing brace": "}",
    "inner zero": '{"title": \0 "B"}',
}


@pytest.mark.survives("J01", "J04", "M05")
@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_line_is_named_and_its_neighbours_kept(tmp_path, fault):
    records, problems = read(tmp_path / "dump.json", f"{A}\n{BROKEN[fault]}\n{C}\n{A}\n")
    assert titles(records) == ["A", "C", "A"]
    assert named(problems) == [("broken-json", ":2")]


@pytest.mark.survives("J01")
@pytest.mark.parametrize("fault", [name for name in BROKEN if "two objects" not in name])
def test_a_broken_element_of_an_array_is_named_and_its_neighbours_kept(tmp_path, fault):
    records, problems = read(tmp_path / "dump.json", f"[\n{A},\n{BROKEN[fault]},\n{C},\n{A}\n]\n")
    whole = ["B"] if fault == "comment behind" else []
    assert titles(records) == ["A", *whole, "C", "A"]
    assert named(problems) == [("broken-json", "#3" if whole else ":3")]


@pytest.mark.survives("J01")
@pytest.mark.parametrize(
    "broken",
    [
        '{"url": "https://n.example/b", "title": "B}',
        '{"url": "https://n.example/b", "title": "a "quoted" word"}',
        '{"url": "https://n.example/b", "title": tru}',
        '{"url": "https://n.example/b", "tags": ["a", "b"}',
    ],
)
def test_an_array_on_one_line_goes_on_after_a_broken_element(tmp_path, broken):
    records, problems = read(tmp_path / "dump.json", f"[{A},{broken},{C},{A}]")
    assert titles(records) == ["A", "C", "A"]
    assert named(problems) == [("broken-json", "#2")]


def test_a_broken_pretty_printed_object_is_one_refusal(tmp_path):
    broken = NESTED_B.replace('"M"', "'M'")
    records, problems = read(tmp_path / "dump.json", f"{broken}\n{A}\n")
    assert (titles(records), named(problems)) == (["A"], [("broken-json", ":1")])


def test_no_message_holds_what_the_dump_says(tmp_path):
    _, problems = read(tmp_path / "dump.json", '{"password": "hunter2", "title": "A" oops}\n')
    assert "hunter2" not in str(problems[0])
    assert str(problems[0]).startswith(
        "dump.json:1 broken-json: Expecting ',' delimiter: column 38"
    )


@pytest.mark.survives("J10")
@pytest.mark.parametrize(
    "cut", [f'{A}\n{B}\n{{"title": "C", "te', f'[\n{A},\n{B},\n{{"title": "C', f"[{A},{B},{{"]
)
def test_of_a_truncated_dump_the_whole_records_are_kept(tmp_path, cut):
    records, problems = read(tmp_path / "dump.json", cut)
    assert titles(records) == ["A", "B"]
    assert [problem.code for problem in problems] == ["broken-json", "truncated-dump"]


def test_an_array_that_is_not_closed_is_said_to_be_cut(tmp_path):
    records, problems = read(tmp_path / "dump.json", f"[{A},\n{B}")
    assert titles(records) == ["A", "B"]
    assert named(problems) == [("truncated-dump", "")]


def test_a_broken_last_line_that_ends_is_not_a_cut(tmp_path):
    _, problems = read(tmp_path / "dump.json", f'{A}\n{{"title": "B\n')
    assert named(problems) == [("broken-json", ":2")]


@pytest.mark.survives("J10")
@pytest.mark.parametrize(
    "nothing", ["", " \n\n", "\ufeff", "\0" * 100_000, "[]", "[][]", "[\n]\n", "\ufeff[]"]
)
def test_a_dump_of_nothing_is_named(tmp_path, nothing):
    records, problems = read(tmp_path / "dump.json", nothing)
    assert (records, named(problems)) == ([], [("empty-dump", "")])


def test_what_is_no_object_is_named_one_by_one(tmp_path):
    records, problems = read(tmp_path / "dump.json", f'[1, "two", null, true, 2.5e3, {A}]')
    assert titles(records) == ["A"]
    assert named(problems) == [("not-an-object", f"#{n}") for n in range(1, 6)]


def test_an_object_without_any_field_of_ours_is_no_article(tmp_path):
    records, problems = read(tmp_path / "dump.json", f'{A}\n{{"a": "b"}}\n{{}}\n')
    assert titles(records) == ["A"]
    assert named(problems) == [("not-an-article", ":2"), ("not-an-article", ":3")]


def test_origins_are_lines_in_lines_and_positions_in_arrays(tmp_path):
    def origins(data):
        records, _ = read(tmp_path / "dump.json", data)
        return [
            (record.origin.line, record.origin.end_line, record.origin.position)
            for record in records
        ]

    assert origins(f"{A}\n\n{NESTED_B}\n{C}\n") == [(1, 1, None), (3, 10, None), (11, 11, None)]
    assert origins(f"[{A}, {B}]") == [(None, None, 1), (None, None, 2)]
    assert origins(f"[\n{A},\n{NESTED_B}\n]") == [(2, 2, 1), (3, 10, 2)]
    assert origins(f'{{"articles": [{A}, {B}]}}') == [(None, None, 1), (None, None, 2)]


def test_what_stands_in_one_of_several_lines_is_told_by_that_line(tmp_path):
    def places(data):
        records, problems = read(tmp_path / "dump.json", data)
        return [str(record.origin)[-2:] for record in records], [
            place for _, place in named(problems)
        ]

    assert places(f"{A}\n{B}\n[1]\n\n[2, 3]\n7\n") == ([":1", ":2"], [":3", ":5", ":5", ":6"])
    assert places(f'[1]\n["x"]\n{A}\n') == ([":3"], [":1", ":2"])
    assert places(f'{A}\n{{"articles": [{B}, 7, {C}]}}\n') == ([":1", ":2", ":2"], [":2"])
    assert places(f'{{"articles": [{B}, 7]}}\n{{"articles": [{A}, 7]}}') == (
        [":1", ":2"],
        [":1", ":2"],
    )
    # A line tells nothing where there is but one, nor where an array goes over several.
    assert places(f"[1, {A}]\n") == (["#2"], ["#1"])
    assert places(f'{{"articles": [{A}, 7]}}\n') == (["#1"], ["#2"])
    assert places(f"[{A}, 7,\n{B}, 8]\n{C}") == (["#1", ":2", ":3"], ["#2", "#4"])


@pytest.mark.survives("J05", "J06")
def test_large_integers_and_repeated_keys(tmp_path):
    records, problems = read(
        tmp_path / "dump.json",
        '{"title": "old", "date": 9223372036854775808, "url": "https://n.example", "title": "new"}',
    )
    assert (records[0].title, records[0].published) == ("new", "9223372036854775808")
    assert problems == []


@pytest.mark.survives("T03")
def test_lone_surrogates_are_handed_on(tmp_path):
    records, problems = read(
        tmp_path / "dump.json", '{"title": "x\\ud83d", "text": "\\ud83d\\ude00"}'
    )
    assert (records[0].title, records[0].text) == ("x\ud83d", "😀")
    assert problems == []


@pytest.mark.survives("J02", "J03")
def test_every_file_of_a_public_json_suite_is_refused_by_name(tmp_path):
    folder = Path(__file__).parents[1].parent / "shared/dumps/hostile/nst_json"
    if not folder.is_dir():
        pytest.skip("no public JSON suite beside the checkout")
    for file in sorted(folder.iterdir()):
        records, problems = read(tmp_path / file.name, file.read_bytes())
        assert records == [], file.name
        assert problems, file.name


@pytest.mark.survives("T24", "T20")
def test_naughty_strings_are_articles(tmp_path):
    file = Path(__file__).parents[1].parent / "shared/dumps/hostile/blns_articles.jsonl"
    if not file.is_file():
        pytest.skip("no naughty strings beside the checkout")
    records, problems = read(tmp_path / "blns.jsonl", file.read_bytes())
    said = [json.loads(line) for line in file.read_text("utf-8").split("\n") if line]
    assert problems == []
    assert [(r.title, r.tags) for r in records] == [
        (
            one["title"].strip() or one["title"] or None,
            [tag.strip() for tag in one["tags"] if tag.strip()],
        )
        for one in said
    ]


def test_a_record_too_large_is_named_and_the_rest_read(tmp_path):
    large = '{"title": "L", "text": "' + "x" * (17 << 20) + '"}'
    for data, where in (
        (f"{A}\n{large}\n{C}\n", ":2"),
        (f"[{A},{large},{C}]", "#2"),
        (f"[\n{A},\n{large},\n{C}\n]", ":3"),
        (f"{A}\n" + large.replace(", ", ",\n") + f"\n{C}\n", ":2"),
    ):
        records, problems = read(tmp_path / "dump.json", data)
        assert titles(records) == ["A", "C"]
        assert named(problems) == [("record-too-large", where)]


def test_an_envelope_too_large_to_hold_is_read_all_the_same(tmp_path):
    filler = "x" * (1 << 20)
    many = ",\n".join(f'{{"title": "T{n}", "text": "{filler}"}}' for n in range(20))
    data = f'{{"status": {{"code": "ok"}}, "articles": [{many}], "next": {{"a": [1]}}}}\n{C}\n'
    records, problems = read(tmp_path / "dump.json", data)
    assert (titles(records), problems) == ([f"T{n}" for n in range(20)] + ["C"], [])


def test_a_line_of_200_megabytes_costs_little_memory(tmp_path):
    path = tmp_path / "dump.json"
    with path.open("wb") as file:
        file.write(f"{A}\n".encode() + b'{"title": "')
        for _ in range(200):
            file.write(b"{[x]} " * 174_763)
        file.write(f'"}}\n{C}\n'.encode())
    problems: list[Problem] = []
    tracemalloc.start()
    records = list(load(Dump("dump.json", path), source=SOURCE, report=Report(problems.append)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert titles(records) == ["A", "C"]
    assert named(problems) == [("record-too-large", ":2")]
    assert peak < 80 << 20


def test_a_small_stack_is_enough(tmp_path):
    deep = '{"title": "B", "x": ' + "[" * 90 + "]" * 90 + "}"
    found = []
    (tmp_path / "dump.json").write_text(f"{A}\n{deep}\n{BROKEN['too deep']}\n{C}\n")

    def run():
        dump = Dump("dump.json", tmp_path / "dump.json")
        found.extend(load(dump, source=SOURCE, report=Report()))

    threading.stack_size(256 << 10)
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(0)
    assert titles(found) == ["A", "B", "C"]


def test_depth_without_end_is_given_up(tmp_path):
    records, problems = read(tmp_path / "dump.json", f"{A}\n" + '{"a":' * (3 << 20) + f"\n{C}\n")
    assert (titles(records), named(problems)) == (["A", "C"], [("broken-json", ":2")])
    assert problems[0].detail == "nested deeper than 100"


def test_many_broken_lines_end_where_the_next_value_begins(tmp_path):
    data = "".join(f'{{"title": "x", "tags": [\n{A}\n' for _ in range(5_000))
    records, problems = read(tmp_path / "dump.json", data)
    assert (len(records), len(problems)) == (5_000, 5_000)
    assert problems[0].detail == "a new value begins before this one ends"


def test_the_same_elements_with_commas_end_too(tmp_path):
    data = "[\n" + "".join(f'{{"title": "x", "tags": [\n{A},\n' for _ in range(3_000)) + "]"
    records, _ = read(tmp_path / "dump.json", data)
    assert len(records) == 3_000


TITLES = st.text(st.characters(codec="utf-8")).map(lambda said: f"<{said}>")
ARTICLES = st.lists(st.fixed_dictionaries({"title": TITLES, "n": st.integers()}), min_size=1)
PIECES = st.sampled_from(
    [A, "{", "}", "[", "]", '"', ",", ":", "\n", "\\", "\0", "1e999", "true", "\x1e", '{"title":']
)


@given(articles=ARTICLES, indent=st.sampled_from([None, 0, 2]), ascii_only=st.booleans())
def test_what_json_writes_is_read(tmp_path_factory, articles, indent, ascii_only):
    path = tmp_path_factory.getbasetemp() / "written.json"
    dumped = [json.dumps(one, indent=indent, ensure_ascii=ascii_only) for one in articles]
    whole = json.dumps(articles, indent=indent, ensure_ascii=ascii_only)
    for data in ("\n".join(dumped), "".join(dumped), whole, f'{{"articles": {whole}}}'):
        records, problems = read(path, data)
        assert {one.code for one in problems} <= {"fields-guessed"}  # 190011 may be a month
        assert titles(records) == [one["title"] for one in articles]


@given(data=st.one_of(st.binary(), st.lists(PIECES).map("".join)))
def test_nothing_raises_and_nothing_ends_in_silence(tmp_path_factory, data):
    records, problems = read(tmp_path_factory.getbasetemp() / "any.json", data)
    assert records or problems


@pytest.mark.parametrize("bad", ['{"title": NaN}', '{"title": "a\tb"}', '{"title": "x" "y"}'])
def test_a_broken_article_in_an_envelope_costs_itself(tmp_path, bad):
    data = f'{{"status": "ok", "articles": [{A}, {bad}, {B}], "total": 3}}'
    records, problems = read(tmp_path / "dump.json", data)
    assert titles(records) == ["A", "B"]
    assert [problem.code for problem in problems] == ["broken-json"]


def test_an_envelope_that_ends_early_gives_what_came(tmp_path):
    records, problems = read(tmp_path / "dump.json", f'{{"articles": [{A}, {B}, {{"title": "C')
    assert titles(records) == ["A", "B"]
    assert {problem.code for problem in problems} == {"broken-json", "truncated-dump"}


def test_the_lists_of_a_broken_article_are_none_of_articles(tmp_path):
    data = f'{{"title": "A", "text": "x", "items": [{B}], "n": NaN}}'
    records, problems = read(tmp_path / "dump.json", data)
    assert titles(records) == []
    assert [problem.code for problem in problems] == ["broken-json"]
