"""Newswire in SGML: Reuters-21578 and its kin."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from feedgen_news.normalise import dates
from tests.test_xml_loader import read


@pytest.fixture
def dump(tmp_path):
    return lambda data, **settings: read(tmp_path / "wire.sgm", data, **settings)


FIRST = """<REUTERS TOPICS="YES" LEWISSPLIT="TRAIN" OLDID="5544" NEWID="7">
<DATE> 6-MAR-1987 15:01:01.79</DATE>
<TOPICS><D>cocoa</D></TOPICS>
<PLACES><D>brazil</D><D>usa</D></PLACES>
<PEOPLE></PEOPLE>
<ORGS><D>icco</D></ORGS>
<EXCHANGES></EXCHANGES>
<COMPANIES></COMPANIES>
<UNKNOWN>
&#5;&#5;&#5;C T
&#22;&#22;&#1;f0704&#31;reute
u f BC-HARBOUR   03-06 0105</UNKNOWN>
<TEXT>&#2;
<TITLE>HARBOUR &lt;HBR> OPENS</TITLE>
<AUTHOR>    By Jane Roe, Reuters</AUTHOR>
<DATELINE>    PORTLAND, Ore., March 6 - </DATELINE><BODY>The harbour was opened
by the mayor of &lt;Portland>.
    It rained in the
afternoon.
 Reuter
&#3;</BODY></TEXT>
</REUTERS>"""
BRIEF = """<REUTERS NEWID="8"><DATE>26-FEB-1987 15:02:20.00</DATE><TOPICS></TOPICS>
<TEXT TYPE="BRIEF">&#2;
******<TITLE>FUNDS ROSE 720.4 MLN DLRS
IN LATEST WEEK
</TITLE>Blah blah blah.
&#3;

</TEXT>
</REUTERS>"""
UNPROCESSED = """<REUTERS NEWID="9"><DATE>26-FEB-1987 15:02:20.00</DATE>
<TOPICS><D>money</D></TOPICS>
<TEXT TYPE="UNPROC">&#2;
WEEKLY REPORT - FEB 26
    Two weeks ended Feb 25      daily avgs
 Net free reserves.............644 vs.....1,337
 Bank borrowings...............680 vs.......425

 Reuter
&#3;

</TEXT>
</REUTERS>"""
WIRE = f'<!DOCTYPE lewis SYSTEM "lewis.dtd">\n{FIRST}\n{BRIEF}\n{UNPROCESSED}\n'


def test_a_story_of_reuters(dump):
    (record, *_), problems = dump(WIRE)
    assert problems == []
    assert record.title == "HARBOUR <HBR> OPENS"
    assert record.text == (
        "The harbour was opened by the mayor of <Portland>.\n\nIt rained in the afternoon."
    )
    assert (record.authors, record.place) == (["Jane Roe"], "PORTLAND, Ore.")
    assert record.tags == ["cocoa", "brazil", "usa", "icco"]
    assert (record.published, record.publisher) == ("6-MAR-1987 15:01:01.79", "Reuters")
    assert (record.url, record.origin.position) == (None, 7)
    assert (record.origin.line, record.origin.end_line) == (2, 23)


def test_a_flash_is_its_headline(dump):
    _, record, _ = dump(WIRE)[0]
    assert record.title == record.text == "FUNDS ROSE 720.4 MLN DLRS IN LATEST WEEK"


def test_a_table_without_a_title_begins_with_it(dump):
    *_, record = dump(WIRE)[0]
    assert record.title == "WEEKLY REPORT - FEB 26"
    assert record.text.split("\n\n") == [
        "Two weeks ended Feb 25 daily avgs",
        "Net free reserves.............644 vs.....1,337",
        "Bank borrowings...............680 vs.......425",
    ]


@pytest.mark.survives("D01")
@pytest.mark.parametrize(
    ("said", "instant"),
    [
        ("26-FEB-1987 15:01:01.79", datetime(1987, 2, 26, 15, 1, 1, tzinfo=UTC)),
        (" 5-MAR-1987 09:22:57.75", datetime(1987, 3, 5, 9, 22, 57, tzinfo=UTC)),
        ("31-MAR-1987 00:00:00.00", datetime(1987, 3, 31, tzinfo=UTC)),
    ],
)
def test_dates_of_reuters(said, instant):
    reading = dates.read(said, zone=ZoneInfo("UTC"), day_first=None, language=None)
    assert (reading.when.instant, reading.when.span, reading.code) == (instant, 0, None)


TREC = """<DOC>
<DOCNO> AP880212-0001 </DOCNO>
<FILEID>AP-NR-02-12-88 2344EST</FILEID>
<HEAD>Harbour Opens</HEAD>
<BYLINE>By JANE ROE</BYLINE>
<BYLINE>Associated Press Writer</BYLINE>
<DATELINE>OSLO, Norway (AP) </DATELINE>
<TEXT>
   The harbour was opened
by the mayor.
   It rained.
</TEXT>
</DOC>
"""
GIGAWORD = """<DOC id="AFP_ENG_19940512.0004" type="story" >
<HEADLINE>
Harbour opens
</HEADLINE>
<DATELINE>
Oslo, May 12 (AFP)
</DATELINE>
<TEXT>
<P>
The harbour was opened
by the mayor.
</P>
<P>
It rained.
</TEXT>
</DOC>
"""


def test_documents_of_trec(dump):
    records, problems = dump(TREC + TREC.replace("Opens", "Closes"))
    assert problems == []
    assert [record.title for record in records] == ["Harbour Opens", "Harbour Closes"]
    record = records[0]
    assert record.text == "The harbour was opened by the mayor.\n\nIt rained."
    assert (record.authors, record.published) == (["JANE ROE"], "19880212")
    assert record.place == "OSLO, Norway (AP)"


def test_documents_of_gigaword_and_tags_left_open(dump):
    (record,), problems = dump(GIGAWORD)
    assert (record.title, record.place) == ("Harbour opens", "Oslo")
    assert record.text == "The harbour was opened by the mayor.\n\nIt rained."
    assert (record.published, problems) == ("19940512", [])


def test_a_story_that_breaks_off_costs_itself(dump):
    broken = FIRST[: FIRST.index("It rained")]
    records, problems = dump(f"{BRIEF}\n{broken}\n{UNPROCESSED}")
    assert [record.origin.position for record in records] == [8, 9]
    assert [one.code for one in problems] == ["broken-xml"]
    assert "The harbour" in problems[0].raw


def test_the_end_of_a_dump_that_is_cut_off_is_named(dump):
    records, problems = dump(WIRE[:-60])
    assert [record.origin.position for record in records] == [7, 8]
    assert [one.code for one in problems] == ["broken-xml", "truncated-dump"]


@pytest.mark.survives("T01")
def test_control_characters_and_their_entities_are_no_text(dump):
    record, *_ = dump(WIRE.replace("It rained", "It &#127;&#0;rai\x00\x1fned"))[0]
    assert record.text.endswith("\n\nIt rained in the afternoon.")


@pytest.mark.parametrize("part", ["<D>", "<P>", "<TITLE>", "</D>", "&#5;", "    \n", "..."])
def test_absurd_markup_costs_little(dump, part):
    records, _ = dump(WIRE.replace("It rained", part * 50_000))
    assert [record.origin.position for record in records] == [7, 8, 9]
