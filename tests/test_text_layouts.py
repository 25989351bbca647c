"""Plain-text dumps: built-in layouts, a user's own, and what no layout foresees."""

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedgen_news.config.sources import Source
from feedgen_news.loaders import text as plain_text
from feedgen_news.loaders.text.lines import lines_of
from feedgen_news.model import Record
from feedgen_news.problems import ConfigError, Report

TEXTS = Path(__file__).parent / "texts"
PAIRS = sorted(TEXTS.glob("*.txt"))
SHARED = Path(__file__).parents[1].parent / "shared" / "dumps" / "text" / "arab-news"
SEED = Path(__file__).parents[1] / "seeds" / "000_cac7b5040471b5d8.txt"

PROSE = "The works begin in October and will take four years, the engineers told the council."
PAGE = f"""The dam will be built after all, council says

Short Url
Updated 5 April 2024
Follow

The dam will be built after all, council says

  • Works begin in October

KUWAIT CITY: {PROSE}
{PROSE}
"""


def read(text: str, *, layout: str = "auto", dump: str = "x.txt") -> tuple[list[Record], Report]:
    report = Report()
    source = Source(name="test", files=("*.txt",), layout=layout)
    return list(plain_text.read(text, dump=dump, source=source, report=report)), report


def shown(record: Record) -> dict[str, object]:
    """What a record says, without what it does not say."""
    fields = {k: v for k, v in msgspec.to_builtins(record).items() if v not in (None, [], "")}
    assert fields.pop("raw")
    fields["origin"] = {k: fields["origin"][k] for k in ("line", "end_line")}
    for image in fields.get("images", []):
        assert image.pop("url") is None
    return fields


@pytest.mark.survives("T22")
@pytest.mark.parametrize("file", PAIRS, ids=lambda file: file.stem)
def test_texts_read_as_expected(file: Path) -> None:
    expected = json.loads(file.with_suffix(".json").read_text("utf-8"))
    records, report = read(file.read_text("utf-8"), layout=expected["layout"])
    assert [shown(record) for record in records] == expected["records"]
    assert dict(report.counts) == expected["codes"]


def test_the_layouts_have_names() -> None:
    assert plain_text.layout_names() == plain_text.LAYOUTS
    assert {"arab-news", "plain"} < set(plain_text.LAYOUTS)


def test_the_users_dump() -> None:
    one, two = read(SEED.read_text("utf-8"))[0]
    assert (one.place, one.updated, one.published) == ("PARIS", "29 March 2024", None)
    assert (two.place, two.updated, two.published) == ("HAVANA", "21 January 2026", None)
    assert one.title == (
        "France asks for foreign police and military help with massive Paris Olympics"
        " security challenge"
    )
    assert two.title == "Russian minister visits Cuba as Trump ramps up pressure on Havana"
    assert [(one.origin.line, one.origin.end_line), (two.origin.line, two.origin.end_line)] == [
        (1, 25),
        (28, 57),
    ]
    assert [image.credit for image in one.images] == ["AFP", "AFP"]
    assert [image.caption[-9:] for image in one.images] == ["25, 2024.", "e region."]
    assert not two.images
    assert [len((r.summary or "").split("\n")) for r in (one, two)] == [2, 1]
    assert [len((r.text or "").split("\n\n")) for r in (one, two)] == [10, 19]
    assert "<h2>Soldiers killed</h2>" in (two.html or "")
    for record in (one, two):
        for boilerplate in ("1 / 2", "2 / 2", "Short Url", "Follow", "Updated", record.title):
            assert str(boilerplate) not in f"{record.text}{record.summary}"


@pytest.mark.survives("T21")
@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_make_no_difference(end: str) -> None:
    text = SEED.read_text("utf-8")
    assert not text.endswith("\n")
    assert read(text.replace("\n", end))[0] == read(text)[0]
    ends = [end if number % 2 else "\r\n" for number in range(text.count("\n"))]
    mixed = "".join(line + mark for line, mark in zip(text.split("\n"), [*ends, ""], strict=True))
    if end != "\n":  # a lone CR before a CR LF stays a line end of its own
        assert read(mixed)[0] == read(text)[0]
    assert len(read(text.replace("\n", end) + end)[0]) == 2


@pytest.mark.survives("T15")
@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\u0085", "\x0c", "\x1c"])
def test_other_separators_are_text(mark: str) -> None:
    (record,), _ = read(PAGE.replace("and will", f"and{mark}will"))
    assert (record.text or "").count("\n\n") == 1
    assert (record.origin.line, record.origin.end_line) == (1, 12)


@pytest.mark.survives("T06")
def test_byte_order_marks_inside_a_text_vanish() -> None:
    (record,), _ = read("\ufeff" + PAGE.replace("Follow", "Follow\ufeff"))
    assert record.title == "The dam will be built after all, council says"
    assert "\ufeff" not in f"{record.text}{record.summary}"


@pytest.mark.survives("T22")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("•", "*"),
        ("•", "-"),
        ("•", "·"),
        ("•", "▪"),
        ("Short Url\n", ""),
        ("Follow\n", ""),
        ("Updated 5", "Updated\u00a05"),
        ("\n\nThe dam will be built after all, council says\n", "\n"),
        ("after all, council says\n\nShort", "after “all,” Council says\n\nShort"),
        ("after all, council says\n\nShort", "after all, council says/node/12\n\nShort"),
    ],
)
def test_variants_of_a_page_read_alike(old: str, new: str) -> None:
    assert old in PAGE
    (record,), report = read(PAGE.replace(old, new, 1), layout="arab-news")
    assert record.summary == "Works begin in October"
    assert (record.updated, record.place) == ("5 April 2024", "KUWAIT CITY")
    assert record.text == f"KUWAIT CITY: {PROSE}\n\n{PROSE}"
    assert "".join(filter(str.isalpha, (record.title or "").casefold())) == (
        "thedamwillbebuiltafterallcouncilsays"
    )
    assert not report.counts


@pytest.mark.survives("D07", "D14", "T22")
def test_a_date_is_only_ever_the_heads_own() -> None:
    for old, new, code in [
        ("Updated 5 April 2024\n", "", None),
        ("Updated 5 April 2024\n", "Updated 6 min 35 sec ago\n", "relative-date"),
        ("Updated 5 April 2024\n", "", None),
    ]:
        text = " date 2023-11-09 " + PAGE.replace(old, new)
        text = text.replace(f"{PROSE}\n", f"{PROSE}\nUpdated 3 May 2021\n")
        (record,), report = read(text, layout="arab-news")
        assert (record.published, record.updated) == (None, None)
        assert "Updated 3 May 2021" in (record.text or "")
        assert "2023-11-09" not in f"{record.title}{record.text}{record.summary}"
        assert list(report.counts) == ([code] if code else [])


def test_blank_lines_alone_part_no_articles() -> None:
    for layout in ("arab-news", "plain"):
        (record,), _ = read(PAGE.replace(f"\n{PROSE}", f"\n\n\n{PROSE}"), layout=layout)
        assert (record.text or "").endswith(PROSE)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Riyadh: ", "Riyadh"),
        ("WASHINGTON D.C.: ", "WASHINGTON D.C."),
        ("FORT LAUDERDALE, Florida: ", "FORT LAUDERDALE, Florida"),
        ("CAIRO — ", "CAIRO"),
        ("ISTANBUL - ", "ISTANBUL"),
        ("リヤド:", "リヤド"),
        ("Author: JANE DOE. ", None),
        ("He said: ", None),
    ],
)
def test_datelines(line: str, place: str | None) -> None:
    (record,), _ = read(PAGE.replace("KUWAIT CITY: ", line))
    assert record.place == place
    assert (record.text or "").startswith(f"{line}The works begin")


@pytest.mark.parametrize(
    ("line", "markup"),
    [
        ("- Soldiers killed -", "<h2>Soldiers killed</h2>"),
        ("Suweida protests", "<h2>Suweida protests</h2>"),
        ("- Sary", "<p>- Sary</p>"),
        ("He left.", "<p>He left.</p>"),
        ("• Dates & figs", "<ul>\n<li>Dates &amp; figs</li>\n</ul>"),
    ],
)
def test_lines_between_paragraphs(line: str, markup: str) -> None:
    (record,), _ = read(PAGE.replace(f"\n{PROSE}\n", f"\n{line}\n{PROSE}\n"))
    assert record.html == f"<p>KUWAIT CITY: {PROSE}</p>\n{markup}\n<p>{PROSE}</p>"


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Arab News", ["Arab News"]),
        ("JANE DOE", ["JANE DOE"]),
        ("Jane Doe\nOmar K. Salim\nJane Doe Omar K. Salim", ["Jane Doe", "Omar K. Salim"]),
        ("Jane Doe, AP", ["Jane Doe", "AP"]),
    ],
)
def test_authors_stand_below_the_date(line: str, authors: list[str]) -> None:
    (record,), report = read(PAGE.replace("2024\n", f"2024\n{line}\n"))
    assert record.authors == authors
    assert not record.images
    assert not report.counts


@pytest.mark.survives("T18")
def test_a_missing_title_is_made_and_said() -> None:
    (record,), report = read(f"KUWAIT CITY: {PROSE}\n{PROSE}\n", layout="arab-news")
    assert record.title == PROSE
    assert dict(report.counts) == {"title-missing": 1}
    (record,), _ = read(f"{PROSE}\n{PROSE}\n", layout="plain", dump="in/the-old_dam-at-dawn.txt")
    assert record.title == "the old dam at dawn"
    (record,), _ = read("word " * 500, layout="plain", dump="a1.txt")
    assert record.title == " ".join(["word"] * 19) + "…"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty-dump"),
        (" \n\t\r\n", "empty-dump"),
        ("A title and nothing else", "no-content"),
        ("Home\nNews\nSport\nWorld\n" * 5, "not-an-article"),
        ("a\n" * 500_001, "dump-too-large"),
    ],
)
def test_texts_without_an_article_are_refused_by_name(text: str, code: str) -> None:
    records, report = read(text)
    assert not records
    assert dict(report.counts) == {code: 1}


def test_wrapped_text_reads_as_if_it_were_not() -> None:
    words = f"{PROSE} {PROSE} {PROSE}".split()
    wrapped, line = [], ""
    for word in words:
        if len(line) + 1 + len(word) > 80:
            wrapped.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    body = "\n".join([*wrapped, line])
    (record,), _ = read(f"A dam for the valley of palms\n\n{body}\n\n{body}\n")
    assert record.text == "\n\n".join([" ".join(words)] * 2)
    assert record.origin.end_line == 11


def test_plain_separators_need_a_title_below_and_a_body_on_both_sides() -> None:
    body = f"{PROSE}\n\n{PROSE}\n"
    for rule in ("---", "===", "* * *", "***", "-----------", "\f"):
        first, second = "The first of two stories here", "The second of two stories"
        two = f"{first}\n\n{body}\n{rule}\n\n{second}\n\n{body}"
        assert [record.title for record in read(two)[0]] == [first, second], rule
        if rule != "\f":
            scene = f"{first}\n\n{body}\n{rule}\n\n{body}"
            (record,), _ = read(scene)
            assert record.text == "\n\n".join([PROSE] * 4)


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("2024-05-01", "2024-05-01"),
        ("2024-05-01T10:30:00Z", "2024-05-01T10:30:00Z"),
        ("May 1, 2024", "May 1, 2024"),
        ("Wednesday, 1 May 2024, 10:30", "1 May 2024, 10:30"),
        ("Published on 1 May 2024", "1 May 2024"),
        ("01.05.2024, 10:30 Uhr", "01.05.2024, 10:30"),
        ("1 de mayo de 2024", "1 de mayo de 2024"),
        ("1er mai 2024", "1er mai 2024"),
        ("2024年5月1日", "2024年5月1日"),
        ("Date: Wed, 01 May 2024 10:30:00 +0200", "Wed, 01 May 2024 10:30:00 +0200"),
        ("On May 1, 2024 the council met.", None),
        ("In 2024", None),
        ("10:30", None),
    ],
)
def test_dates_of_plain_text(line: str, published: str | None) -> None:
    (record,), _ = read(f"A dam for the valley of palms\n\n{line}\n\n{PROSE}\n\n{PROSE}\n")
    assert (record.published, record.updated) == (published, None)
    if published is None:
        assert line in (record.text or "")


OWN = r"""
recognition: {enough: 1, signs: [{pattern: '^Village Gazette$'}]}
boundaries: {window: 4}
head: {unclaimed: body}
body: {datelines: '^(?P<place>\pL+) >> '}
lines:
  - {role: title, zone: head, patterns: '^HEADLINE (?P<value>.+)$'}
  - {role: published, zone: head, anchor: true, patterns: '^DAY (?P<value>.+)$'}
  - {role: tail, zone: body, patterns: '^END$'}
no_articles: [{name: a cover, patterns: '^Cover$'}]
"""


def test_a_layout_of_the_users_own(tmp_path: Path) -> None:
    layout = tmp_path / "gazette.yaml"
    layout.write_text(OWN, "utf-8")
    text = f"HEADLINE Rain\nDAY 1 May 2024\nUr >> {PROSE}\n{PROSE}\nEND\nSubscribe"
    (record,), report = read(text, layout=str(layout))
    assert (record.title, record.published, record.place) == ("Rain", "1 May 2024", "Ur")
    assert record.text == f"Ur >> {PROSE}\n\n{PROSE}"
    assert dict(report.counts) == {"unplaced-lines": 1}
    assert read("Cover\nDAY 1 May\nRain\nSun\nWind", layout=str(layout))[1].counts == {
        "not-an-article": 1
    }


@pytest.mark.survives("G14")
def test_mistakes_in_a_layout_are_named(tmp_path: Path) -> None:
    layout = tmp_path / "broken.yaml"
    layout.write_text("lines:\n  - {role: title, patterns: '(a'}\n", "utf-8")
    with pytest.raises(ConfigError, match=r"broken\.yaml:2:\d+.*RE2"):
        read(PAGE, layout=str(layout))


@settings(max_examples=300, deadline=None)
@given(
    text=st.text()
    | st.lists(st.sampled_from([*PAGE.split("\n"), "---", "\f", "===", "0"])).map("\n".join),
    layout=st.sampled_from(["auto", "arab-news", "plain"]),
)
def test_any_text_gives_articles_or_a_named_refusal(text: str, layout: str) -> None:
    records, report = read(text, layout=layout)
    for record in records:
        assert record.title
        assert record.text or record.summary
    assert records or report.counts


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from([*PAGE.split("\n"), "Mr X met Y", "“So,” he said.", "- Zahra"]), min_size=1
    )
)
def test_no_line_of_a_body_is_lost(lines: list[str]) -> None:
    told: list[str] = []
    report = Report(lambda problem: told.append(f"{problem.detail}{problem.raw}"))
    body = f"A dam for the valley\n\n{PROSE} {PROSE}\n{PROSE}\n" + "\n".join(lines) + f"\n{PROSE}"
    source = Source(name="test", files=("*.txt",), layout="plain")
    records = list(plain_text.read(body, dump="x.txt", source=source, report=report))
    everything = "\n".join([*map(repr, records), *told])
    for line in filter(None, lines):
        assert line.lstrip(" •-").removeprefix("Updated ") in everything


@pytest.mark.survives("D07")
@pytest.mark.parametrize(
    ("text", "articles", "found"),
    [
        ("a" * 8_000_000, ["a" * 8_000_000], {"title-missing": 1}),
        (". " * 4_000_000, [". " * 3_999_999 + "."], {"title-missing": 1}),
        ("ab c\n" * 50_000, [], {"not-an-article": 1}),
        ("Title: a b\n" * 50_000, [], {"not-an-article": 1}),
        ("• Home\n" * 50_000, [], {"not-an-article": 1}),
    ],
    ids=["one-line", "dots", "short", "titles", "crumbs"],
)
@pytest.mark.parametrize("layout", ["arab-news", "plain"])
def test_long_texts_are_read_to_their_end(
    text: str, articles: list[str], found: dict[str, int], layout: str
) -> None:
    records, report = read(text, layout=layout)
    assert [record.text == whole for record, whole in zip(records, articles, strict=True)] == [
        True
    ] * len(articles)
    assert report.counts == found


@pytest.mark.skipif(not SHARED.is_dir(), reason="the collection of real pages is not here")
def test_real_pages() -> None:
    right = titles = dates = articles = titled = 0
    for file in sorted(SHARED.glob("*.txt")):
        text = file.read_text("utf-8")
        gold = json.loads(file.with_suffix(".gold.json").read_text("utf-8"))["articles"]
        records, _ = read(text)
        right += len(records) == len(gold)
        for record, article in zip(records, gold, strict=False):
            articles += 1
            titled += article["title"] in text
            titles += record.title == article["title"]
            dates += (record.updated or record.published) == article["date"]
    assert (right, titles, dates) == (32, titled, articles)


def test_a_script_without_full_stops_is_prose_too() -> None:
    paragraph = (
        "นายกรัฐมนตรีกล่าวเมื่อวันอังคารว่ารัฐบาลจะเดินหน้าโครงการรถไฟความเร็วสูงต่อไปแม้งบประมาณจะมีจำกัด " * 2
    )
    text = "\n\n".join(["รัฐบาลเดินหน้ารถไฟความเร็วสูง", *[f"{n} {paragraph}" for n in range(6)]])
    records, problems = read(text)
    assert len(records) == 1
    assert problems.refused == 0


def test_lines_beyond_the_limit_are_not_held():
    assert [line.text for line in lines_of("a\nb\nc\nd", most=2)] == ["a", "b", "c"]
