"""`init`: from dumps alone to a config that builds, with its questions marked."""

import gzip
import json
import os
import zipfile
from pathlib import Path

import pytest

from feedgen_news.loaders import Dump
from feedgen_news.pipeline.drafting import scalar
from feedgen_news.pipeline.survey import patterns
from tests.cli import ROOT, run


def write(path: Path, *articles: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in articles))


def article(number: int, **more) -> dict:
    return {
        "url": f"https://www.blatt.example.de/{number}",
        "title": f"Title {number}",
        "text": "A sentence of some length. Another one.",
        "date": f"2024-03-{number % 28 + 1:02} 10:15:00",
        **more,
    }


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(
        tmp_path / "dumps" / "monday.jsonl",
        *(article(n, section="World News", tags=["Cuba", "vote: late"]) for n in range(4)),
        article(4, section="WORLD NEWS", tags=["cuba"]),
        {"url": "https://www.blatt.example.de/none"},
    )
    write(tmp_path / "dumps" / "tuesday.jsonl", article(5, section="Sport", lang="de"))
    return tmp_path


def test_the_draft_names_what_was_found(folder, capfdbinary):
    result = run(capfdbinary, "init", "dumps", "-q")
    assert result.code == 0
    zones = "perhaps theirs is Europe/Berlin or Europe/Busingen"
    assert result.out.replace(zones, "ZONES").splitlines() == [
        "# Drafted by `feedgen-news init` from 2 dumps; looked at: 6 articles.",
        "# It builds as it is. Lines with `# ?` are what dumps cannot say: please look at them.",
        "",
        "site:",
        "  title: My News  # ? the name of your collection of feeds",
        "  url: https://feeds.example.org/  # ? where output/ will be served",
        "  language: de  # most articles are",
        "",
        "# Where dumps come from, and what they cannot say themselves.",
        "sources:",
        "  - name: dumps",
        "    files: dumps/*.jsonl",
        "    format: json  # 2 dumps, 6 articles; refused: 1 no-title",
        "    timezone: UTC  # ? 6 of 6 dates name no zone; ZONES",
        "",
        "# The sections found: 2. Our slug → what dumps call it; what is not listed",
        "# keeps the name it has.",
        "sections:",
        "  world-news: [World News, WORLD NEWS]  # 5",
        "  sport: Sport  # 1",
        "",
        "# The tags found: 2. Our slug → what dumps call it; what is not listed",
        "# keeps the name it has.",
        "tags:",
        "  cuba: [Cuba, cuba]  # 5",
        '  vote-late: "vote: late"  # 4',
        "",
        "# What is published: a feed for each of these.",
        "topics:",
        "  everything: {title: All news, match: all}",
        "  world-news:",
        "    title: World News",
        "    sections: [world-news]  # 5 articles",
        "  cuba:",
        "    title: Cuba",
        "    tags: [cuba]  # 5 articles",
        "  vote-late:",
        '    title: "Vote: late"',
        "    tags: [vote-late]  # 4 articles",
        "",
        "# Or one for each tag that enough articles have:",
        "# auto_topics: {from: tags, min_items: 5}",
    ]


def test_building_with_the_draft_works_at_once(folder, capfdbinary):
    assert run(capfdbinary, "init", "dumps", "-o", "config.yaml").code == 0
    built = run(capfdbinary, "build")
    assert built.code == 0
    assert "7 read: 6 new" in built.out
    assert "topics    4 with 20 entries" in built.out
    assert run(capfdbinary, "check").code == 0


def test_what_is_there_is_not_overwritten(folder, capfdbinary):
    Path("config.yaml").write_text("mine")
    result = run(capfdbinary, "init", "dumps", "-o", "config.yaml")
    assert result.code == 2
    assert "config.yaml: is there already" in result.err
    assert Path("config.yaml").read_text() == "mine"


def test_kinds_of_dumps_become_sources_of_their_own(folder, capfdbinary):
    Path("dumps/page.txt").write_text("A title\n\nBy Jane Roe\n\n" + "A sentence of prose. " * 20)
    write(Path("more/only.jsonl"), article(9))
    result = run(capfdbinary, "init", "dumps", "more/only.jsonl", "-o", "config.yaml")
    assert result.code == 0
    text = Path("config.yaml").read_text("utf-8")
    assert "name: dumps (json)\n    files: dumps/*.jsonl\n" in text
    assert "name: dumps (text)\n    files: dumps/page.txt\n" in text
    assert "name: more\n    files: more/only.jsonl\n" in text
    assert "9 read: 8 new" in run(capfdbinary, "build").out


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (
            ["03/04/2024", "25/04/2024"],
            "    day_first: true  # other dates of it have the",
        ),
        (["03/04/2024", "4/25/2024"], "    day_first: false  # other dates of it have the month"),
        (["03/04/2024"], "    # day_first: true  # ? 1 date such as 03/04/2024: April or March?"),
        (["25/04/2024"], None),
        (["3.4.2024", "25/4/2024", "4/25/2024"], "    # day_first: true  # ? 1 date"),
    ],
)
def test_which_number_is_the_day(folder, capfdbinary, days, said):
    write(Path("d/a.jsonl"), *(article(n, date=day) for n, day in enumerate(days)))
    lines = run(capfdbinary, "init", "d").out.splitlines()
    found = [line for line in lines if "day_first" in line]
    assert found == [] if said is None else found[0].startswith(said)


def test_dates_with_a_zone_or_without_a_time_ask_for_none(folder, capfdbinary):
    write(Path("d/a.jsonl"), article(1, date="2024-03-01T10:00:00Z"), article(2, date="2024-03-01"))
    assert "timezone" not in run(capfdbinary, "init", "d").out


def test_nothing_to_read_is_said(folder, capfdbinary):
    Path("d").mkdir()
    Path("d/x.bin").write_bytes(bytes(range(256)) * 20)
    result = run(capfdbinary, "init", "d")
    assert (result.code, result.out) == (2, "")
    assert "no article in any of these dumps; nothing was drafted" in result.err
    assert run(capfdbinary, "init", "no-such-folder").code == 2
    assert "save standard input first" in run(capfdbinary, "init", "-").err


def test_a_dump_that_is_broken_is_told_in_the_draft(folder, capfdbinary):
    Path("dumps/cut.jsonl").write_text('{"url": "https://a.example/1", "title": "T", "text": "x')
    result = run(capfdbinary, "init", "dumps")
    assert "    # not read: dumps/cut.jsonl truncated-dump: " in result.out


def test_a_link_that_leads_to_itself_is_no_obstacle(folder, capfdbinary):
    Path("dumps/loop.jsonl").symlink_to("loop.jsonl")
    write(folder / "dumps" / "other.txt", article(9))  # so that the kinds are told by patterns
    result = run(capfdbinary, "init", "dumps")
    assert result.code == 0
    assert "loop.jsonl" in result.out + result.err


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("World News", "World News"),
        ("yes", '"yes"'),
        ("Null", '"Null"'),
        ("2024", '"2024"'),
        ("a: b", '"a: b"'),
        ("# x", '"# x"'),
        ("", '""'),
        ("x #y", '"x #y"'),
        ("- a", '"- a"'),
        ("Ελλάδα", "Ελλάδα"),
        ('say "hi"', '"say \\"hi\\""'),
        ("a, b", '"a, b"'),
        ("**/*.txt", '"**/*.txt"'),
        ("dumps/**/*.txt", "dumps/**/*.txt"),
        ("ends ", '"ends "'),
        ("../a (b)/*.txt", "../a (b)/*.txt"),
        (".5", '".5"'),
    ],
)
def test_scalars_are_quoted_where_yaml_needs_it(value, text):
    assert scalar(value) == text


@pytest.mark.parametrize(
    ("wanted", "others", "said"),
    [
        (["a.json", "b.json"], [], ["d/*.json"]),
        (["a.json", "b.json"], ["c.txt"], ["d/*.json"]),
        (["x/a.json", "y/b.json"], ["c.txt"], ["d/*/*.json"]),
        (["a.json", "y/z/b.json"], ["c.txt"], ["d/**/*.json"]),
        (["a.json", "b.txt"], [], ["d/*"]),
        (["a.json", "b.json"], ["c.json"], ["d/a.json", "d/b.json"]),
        (["a.json"], ["c.json"], ["d/a.json"]),
        (
            ["x/a.xml", "x/b.xml", "y/c.xml", "z/d.xml"],
            ["y/e.xml", "z/f.html"],
            ["d/x/*.xml", "d/y/c.xml", "d/z/d.xml"],
        ),
        (["a", "b"], ["c.json"], ["d/a", "d/b"]),
    ],
)
def test_patterns_lead_to_these_files_alone(tmp_path, wanted, others, said):
    for name in (*wanted, *others):
        path = tmp_path / "d" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    dumps = [Dump(name, tmp_path / "d" / name) for name in wanted]
    assert patterns(dumps, base=tmp_path) == said


def test_paths_are_relative_to_the_config(folder, capfdbinary):
    Path("conf").mkdir()
    run(capfdbinary, "init", "dumps", "-o", "conf/config.yaml")
    assert "files: ../dumps/*.jsonl" in Path("conf/config.yaml").read_text()


PAGE = """THE DAILY HARBOUR
{title}
By {author}
Published 1{n} March 2024

{body}

{body}

Sign up for our newsletter today
Copyright The Daily Harbour Ltd
"""
BODY = "{author} saw how the ferry left the quay at {n} with forty people and a dog on board. " * 4


def test_an_unknown_text_dump_gets_a_layout_of_its_own(folder, capfdbinary):
    Path("pages").mkdir()
    people = ["Jane Roe", "Li Wei", "Ada Byron", "Max Muster", "Ann Other"]
    for n, author in enumerate(people):
        body = BODY.format(author=author, n=n)
        page = PAGE.format(title=f"Ferry number {n} leaves town", author=author, n=n, body=body)
        Path(f"pages/{n}.txt").write_text(page)
    result = run(capfdbinary, "init", "pages", "-o", "config.yaml")
    assert result.code == 0
    assert "wrote layouts/pages.yaml: a layout that the draft names; look through it" in result.err
    assert "\n    layout: layouts/pages.yaml  # ? drafted" in Path("config.yaml").read_text()
    drafted = Path("layouts/pages.yaml").read_text()
    assert "Sign up for our newsletter today" in drafted
    assert "# 5 times, in 5 of 5 texts: " in drafted
    built = run(capfdbinary, "build")
    assert "5 read: 5 new" in built.out
    text = Path("output/everything/feed.json").read_text()
    assert "Ferry number 3 leaves town" in text
    assert "newsletter" not in text
    assert "Copyright" not in text


def test_a_text_of_a_known_site_names_its_layout(folder, capfdbinary):
    seeds = ROOT / "seeds"
    assert "layout: arab-news\n" in run(capfdbinary, "init", seeds).out


def test_one_publisher_of_most_gives_its_name(folder, capfdbinary):
    write(Path("d/a.jsonl"), *(article(n, publisher="The Post" if n else "Else") for n in range(4)))
    assert "  title: The Post  # ?" in run(capfdbinary, "init", "d").out


def test_an_archive_of_several_formats_names_none(folder, capfdbinary):
    with zipfile.ZipFile("all.zip", "w") as archive:
        archive.write("dumps/monday.jsonl", "a.jsonl")
        archive.writestr("b.csv", "url,title,text\nhttps://n.example/9,Nine,It is nine.\n")
    assert run(capfdbinary, "init", "all.zip", "-o", "config.yaml").code == 0
    assert "format: auto  # 1 dump, 6 articles" in Path("config.yaml").read_text()
    assert "7 read: 6 new" in run(capfdbinary, "build").out


def test_a_guess_from_one_dump_is_not_put_upon_another(folder, capfdbinary):
    odd = [
        {
            "art_hed": f"Title {n}",
            "payload": {"prose": "It was opened on Friday by the mayor. It rained."},
        }
        for n in range(3)
    ]
    write(Path("d/odd.jsonl"), *odd)
    write(Path("d/known.jsonl"), article(1))
    assert run(capfdbinary, "init", "d", "-o", "config.yaml").code == 0
    text = Path("config.yaml").read_text()
    assert "    # guessed in d/odd.jsonl: title ← art_hed, text ← payload.prose\n" in text
    assert "fields:" not in text
    built = run(capfdbinary, "build").out
    assert "4 read: 2 new" in built  # the odd ones have one text
    assert "0 refused" in built


def test_a_guess_that_holds_for_all_is_there_to_be_corrected(folder, capfdbinary):
    one = {
        "art_hed": "Title",
        "payload": {"prose": "It was opened on Friday by the mayor. It rained."},
    }
    write(Path("d/odd.jsonl"), one, one, one)
    text = run(capfdbinary, "init", "d").out
    assert "    fields:\n      title: art_hed\n      text: payload.prose\n" in text


def test_records_of_one_article_are_counted_once(folder, capfdbinary):
    write(Path("d/a.jsonl"), *(article(1, tags=["Cuba"]) for _ in range(9)))
    result = run(capfdbinary, "init", "d")
    assert "# 1 dump, 9 articles" in result.out
    assert "cuba: Cuba  # 1\n" in result.out
    assert "tags: [cuba]" not in result.out


def test_why_a_dump_is_not_drafted_for_is_told(folder, capfdbinary):
    Path("d").mkdir()
    Path("d/x.db").write_bytes(b"SQLite format 3\x00" + bytes(100))
    Path("d/error.json").write_text('{"status": "error"}')
    result = run(capfdbinary, "init", "d")
    assert (result.code, result.out) == (2, "")
    assert "d/x.db unknown-format: SQLite database" in result.err
    assert "no article in any of these dumps; nothing was drafted" in result.err


def test_a_layout_that_reads_less_than_none_is_not_drafted(folder, capfdbinary):
    item = "TITLE: Ferry {n}\nDATE: 2024-03-0{n}\n\n{body}\n\n====\n\n"
    body = "The ferry left the quay at noon with forty people and a dog on board of it. " * 3
    Path("many.txt").write_text("".join(item.format(n=n, body=body) for n in range(1, 8)))
    before = run(capfdbinary, "read", "many.txt").out.count("\n")
    assert before == 7
    assert run(capfdbinary, "init", "many.txt", "-o", "config.yaml").code == 0
    assert "7 read: 7 new" in run(capfdbinary, "build").out


AS_IT_IS = "# It builds as it is. Lines with `# ?`"
IN_PART = "# It builds, without what is marked `# not read`,"
SO_FAR = "# It builds as it is, unless what was not looked at is damaged."


@pytest.mark.parametrize(
    ("dumps", "said", "code"),
    [
        ({}, AS_IT_IS, 0),
        ({"empty.jsonl": b"", "photo.jsonl": b"\x89PNG\r\n\x1a\n" + bytes(99)}, AS_IT_IS, 0),
        ({"refused.jsonl": b'{"title": ""}\nneither\n'}, AS_IT_IS, 0),
        ({"cut.json": b'[{"title": "Cut", "url": "https://n.example/cut"}, {"ti'}, IN_PART, 2),
        ({"nothing.json": b"[{"}, IN_PART, 2),
        ({"cut.jsonl.gz": gzip.compress(b'{"title": "Cut"}\n' * 99)[:-4]}, IN_PART, 2),
        ({f"cut{n}.json": b"[{" for n in range(9)}, IN_PART, 2),
    ],
)
def test_what_the_draft_says_of_a_build_comes_true(  # of whole dumps, and of others
    folder, capfdbinary, dumps, said, code
):
    for name, data in dumps.items():
        (folder / "dumps" / name).write_bytes(data)
    assert run(capfdbinary, "init", "dumps", "-o", "config.yaml", "-q").code == 0
    text = (folder / "config.yaml").read_text()
    assert text.splitlines()[1].startswith(said)
    assert ("# not read: " in text) == (code == 2)
    built = run(capfdbinary, "build")
    assert built.code == code
    assert (folder / "output" / "everything" / "feed.atom").exists()


def test_the_draft_promises_nothing_of_what_it_did_not_look_at(folder, capfdbinary, monkeypatch):
    monkeypatch.setattr("feedgen_news.pipeline.survey.ENOUGH", 3)
    assert SO_FAR in run(capfdbinary, "init", "dumps", "-q").out.splitlines()


@pytest.mark.parametrize(
    "name",
    [
        b"new\nline.jsonl",
        b"new\nline [draft].jsonl",
        b"tab\t.jsonl",
        b"no text \xff\xed\xa0\x80.jsonl",
        b"end.js\xff",
        "left \u202e right.jsonl".encode(),
        b"od\nd \xff/day.jsonl",
        b"[br]ack*et?.jsonl",
        b"#hash: x.jsonl",
    ],
)
@pytest.mark.parametrize("others", [0, 1, 2])
def test_names_that_no_config_can_hold_are_found_by_a_build(
    name, others, tmp_path, monkeypatch, capfdbinary
):
    monkeypatch.chdir(tmp_path)
    odd = Path(os.fsdecode(b"dumps/" + name))
    write(odd, article(1))
    for number in range(others):
        write(odd.parent / f"day{number}.jsonl", article(2 + number))
    write(odd.parent / "none.txt", article(9))
    files = [odd, *odd.parent.glob("day*.jsonl")]
    assert run(capfdbinary, "init", *files, "-o", "config.yaml", "-q").code == 0
    built = run(capfdbinary, "build", "--json")
    assert built.code == 0
    assert json.loads(built.out)["outcome"]["new"] == 1 + others
