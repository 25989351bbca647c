"""Dates: the right instant or day, or none with its reason; never one that was not written."""

import locale
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_news.normalise import dates
from feedgen_news.normalise.dates import Reading
from tests.cli import run

RIYADH = ZoneInfo("Asia/Riyadh")


def read(text: str, *, zone: str = "UTC", day_first: bool | None = None, language=None) -> Reading:
    return dates.read(text, zone=ZoneInfo(zone), day_first=day_first, language=language)


def said(text: str, **settings) -> str:
    """What was read, or the code of the refusal."""
    reading = read(text, **settings)
    return str(reading.when) if reading.when else str(reading.code)


TEN = "2024-03-29T10:00:00Z"
DAY = "2024-03-29"

STANDARD_FORMS = [
    ("2024-03-29T10:00:00Z", TEN),
    ("2024-03-29t10:00:00z", TEN),
    ("2024-03-29T10:00Z", TEN),
    ("2024-03-29T10:00:00 Z", TEN),
    ("2024-03-29T13:00:00+03:00", TEN),
    ("2024-03-29T13:00:00+0300", TEN),
    ("2024-03-29T13:00:00+03", TEN),
    ("2024-03-29T05:00:00\u221205:00", TEN),
    ("2024-03-29T10:00:00.123456789Z", TEN),
    ("2024-03-29T10:00:00,5Z", TEN),
    ("2024-03-29 10:00:00 UTC", TEN),
    ("2024-03-29 10:00:00 +0000 UTC", TEN),
    ("2024-03-29 10:00", TEN),
    ("2024-03-29_10:00:00", TEN),
    (" 2024-03-29T10:00:00Z\n", TEN),
    ("20240329T100000Z", TEN),
    ("20240329100000", TEN),
    ("202403291000", TEN),
    ("2024-03-29", DAY),
    ("20240329", DAY),
    ("2024/03/29", DAY),
    ("2024.03.29.", DAY),
    ("2024-3-29", DAY),
    ("Fri, 29 Mar 2024 10:00:00 GMT", TEN),
    ("Fri, 29 Mar 2024 10:00:00 +0000 (UTC)", TEN),
    ("29 Mar 24 13:00:00 +0300", TEN),
    ("Friday, 29-Mar-24 10:00:00 GMT", TEN),
    ("Fri Mar 29 10:00:00 2024", TEN),
    ("Fri Mar 29 10:00:00 +0000 2024", TEN),
    ("Fri Mar 29 2024 13:00:00 GMT+0300 (Arabian Standard Time)", TEN),
    ("29/Mar/2024:10:00:00 +0000", TEN),
    ("1711706400", TEN),
    ("1711706400.25", TEN),
    ("1711706400000", TEN),
    ("1711706400000000", TEN),
    ("999999999", "2001-09-09T01:46:39Z"),
]


@pytest.mark.survives("D01")
@pytest.mark.parametrize(("text", "expected"), STANDARD_FORMS)
def test_standard_forms(text: str, expected: str) -> None:
    assert said(text) == expected


ENGLISH = [
    ("29 March 2024", DAY),
    ("March 29, 2024", DAY),
    ("29th of March 2024", DAY),
    ("Friday, March 29th, 2024", DAY),
    ("2024 Mar 29", DAY),
    ("29Mar2024", DAY),
    ("29-MAR-2024", DAY),
    ("Updated 29 March 2024", DAY),
    ("First published on Fri 29 Mar 2024 10.00 GMT", TEN),
    ("Published: 29 March 2024 10:00", TEN),
    ("10:00, 29 March 2024", TEN),
    ("29 March 2024 | 10:00", TEN),
    ("29 March 2024 @ 10:00", TEN),
    ("29 March 2024 - 10.00am", TEN),
    ("March 29, 2024 at 10 a.m. UTC", TEN),
    ("March 29, 2024 10:00 AM (UTC)", TEN),
    ("Mar 29 2024 10:00PM", "2024-03-29T22:00:00Z"),
    ("10.15pm 29 March 2024", "2024-03-29T22:15:00Z"),
    ("29 March 2024 12am", "2024-03-29T00:00:00Z"),
    ("29 March 2024 12:30 pm", "2024-03-29T12:30:00Z"),
    ("29 March 2024 17:30 PM", "2024-03-29T17:30:00Z"),
    ("10 Sept. 2024", "2024-09-10"),
    ("1 May 2024", "2024-05-01"),
    ("23 Jan 49", "2049-01-23"),
    ("23 Jan 50", "1950-01-23"),
]


@pytest.mark.survives("D01")
@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_english(text: str, expected: str) -> None:
    assert said(text) == expected


LANGUAGES = [
    ("Publié le 29 mars 2024 à 10h00", TEN),
    ("vendredi 29 mars 2024 à 10 h 00", TEN),
    ("1er mai 2024", "2024-05-01"),
    ("mar. 5 mai 2024", "2024-05-05"),
    ("29 févr. 2024", "2024-02-29"),
    ("Freitag, 29. März 2024, 10:00 Uhr", TEN),
    ("29.03.2024 um 10.00 Uhr", TEN),
    ("29. Jänner 2024", "2024-01-29"),
    ("29 de marzo de 2024", DAY),
    ("29 de março de 2024 às 10h00", TEN),
    ("29/mar./2024", DAY),
    ("29 marzo 2024", DAY),
    ("29 maart 2024", DAY),
    ("29 mars 2024 kl. 10:00", TEN),
    ("29.3.2024 klo 10.00", TEN),
    ("29. maaliskuuta 2024", DAY),
    ("29 marca 2024", DAY),
    ("29. března 2024", DAY),
    ("29 ožujka 2024", DAY),
    ("29 martie 2024", DAY),
    ("2024. március 29., péntek 10:00", TEN),
    ("29 Μαρτίου 2024", DAY),
    ("29 марта 2024 г., 10:00", TEN),
    ("29 березня 2024", DAY),
    ("29 март 2024", DAY),
    ("29 Mart 2024", DAY),
    ("29 مارس 2024", DAY),
    ("٢٩ مارس ٢٠٢٤", DAY),
    ("29 آذار 2024", DAY),
    ("٢٠٢٤/٠٣/٢٩", DAY),
    ("29 במרץ 2024", DAY),
    ("29 मार्च २०२४", DAY),
    ("২৯ মার্চ ২০২৪", DAY),
    ("29 மார்ச், 2024", DAY),
    ("29 มีนาคม 2024", DAY),
    ("29 tháng 3, 2024", DAY),
    ("5 tháng 12 năm 2024", "2024-12-05"),
    ("29 Machi 2024", DAY),
    ("29 märts 2024", DAY),
    ("2024 m. kovo 29 d.", DAY),
    ("2024年3月29日", DAY),
    ("2024年3月29日(金) 10時00分", TEN),
    ("2024年3月29日 星期五 下午10:00", "2024-03-29T22:00:00Z"),
    ("２０２４年３月２９日", DAY),
    ("2024년 3월 29일 (금) 오전 10:00", TEN),
    ("2024. 3. 29. 오후 10:00", "2024-03-29T22:00:00Z"),
]


@pytest.mark.survives("D12")
@pytest.mark.parametrize(("text", "expected"), LANGUAGES)
def test_other_languages(text: str, expected: str) -> None:
    assert said(text) == expected


@pytest.mark.survives("D12")
def test_a_month_that_two_languages_share_is_decided_by_the_language() -> None:
    assert said("1 listopada 2024") == "ambiguous-date"
    assert said("1 listopada 2024", language="pl") == "2024-11-01"
    assert said("1. listopada 2024", language="hr-HR") == "2024-10-01"


@pytest.mark.survives("D02")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fri, 29 Mar 2024 10:00:00 EST", "2024-03-29T15:00:00Z"),
        ("Fri, 29 Mar 2024 10:00:00 PDT", "2024-03-29T17:00:00Z"),
        ("29 Mar 2024 10:00 MEST", "2024-03-29T08:00:00Z"),
        ("March 29, 2024, 10:05 p.m. ET", "2024-03-30T02:05:00Z"),
        ("January 29, 2024, 10:05 p.m. ET", "2024-01-30T03:05:00Z"),
        ("2024/03/29 10:00 JST", "2024-03-29T01:00:00Z"),
        ("10:00 AWST 29 Mar 2024", "2024-03-29T02:00:00Z"),
        ("29 March 2024 10:00 XYZT", "bad-date"),
    ],
)
def test_zones_by_name(text: str, expected: str) -> None:
    assert said(text, zone="Asia/Riyadh") == expected


@pytest.mark.survives("D03")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("29 Mar 2024 10:00 IST", "2024-03-29T04:30:00Z"),
        ("29 Mar 2024 10:00 BST", "2024-03-29T09:00:00Z"),
        ("29 Mar 2024 10:00 CST", "2024-03-29T16:00:00Z"),
    ],
)
def test_names_of_several_zones_are_one_choice_and_said(text: str, expected: str) -> None:
    reading = read(text)
    assert (str(reading.when), reading.code) == (expected, "zone-guessed")


@pytest.mark.survives("D04")
@pytest.mark.parametrize(
    ("text", "open_", "day_first", "month_first"),
    [
        ("03/04/2024", "ambiguous-date", "2024-04-03", "2024-03-04"),
        ("3.4.2024", "2024-04-03", "2024-04-03", "2024-03-04"),
        ("3. 4. 2024", "2024-04-03", "2024-04-03", "2024-03-04"),
        ("3/4/2024 às", "2024-04-03", "2024-04-03", "2024-03-04"),
        ("3-4-2024 10:00", "ambiguous-date", "2024-04-03T10:00:00Z", "2024-03-04T10:00:00Z"),
        ("01-02-03", "ambiguous-date", "2003-02-01", "2003-01-02"),
        ("12/11/10", "ambiguous-date", "2010-11-12", "2010-12-11"),
        ("29/03/2024", "2024-03-29", "2024-03-29", "2024-03-29"),
        ("03/29/2024", "2024-03-29", "2024-03-29", "2024-03-29"),
        ("05/05/2024", "2024-05-05", "2024-05-05", "2024-05-05"),
        ("2024-03-04", "2024-03-04", "2024-03-04", "2024-03-04"),
        ("2024 03 04", "2024-03-04", "2024-03-04", "2024-03-04"),
        ("2024032910", "ambiguous-date", "ambiguous-date", "ambiguous-date"),
    ],
)
def test_the_order_of_day_and_month_is_a_setting(
    text: str, open_: str, day_first: str, month_first: str
) -> None:
    assert said(text) == open_
    assert said(text, day_first=True) == day_first
    assert said(text, day_first=False) == month_first


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("12 marca 2024, godz. 18:30", None, "2024-03-12T18:30:00Z"),
        ("12.3.2024 klo 18.30", None, "2024-03-12T18:30:00Z"),
        ("Thứ ba, 12/3/2024, 18:30 (GMT+7)", None, "2024-03-12T11:30:00Z"),
        ("03/04/2024 às 18h30", None, "2024-04-03T18:30:00Z"),
        ("Chủ nhật, 3/4/2024", None, "2024-04-03"),
        ("3/4/2024 18:30", "vi-VN", "2024-04-03T18:30:00Z"),
        ("12 มีนาคม 2567 18:30 น.", None, "2024-03-12T18:30:00Z"),
        ("29 ก.พ. 2567", None, "2024-02-29"),
        ("12/12/2567", "th", "2024-12-12"),
        ("12 มีนาคม 2024", None, "2024-03-12"),
        ("12/12/2567", None, "bad-date"),
    ],
)
def test_what_a_language_says_about_its_dates(text: str, language: str, expected: str) -> None:
    assert said(text, language=language) == expected


UNDATED = {
    "D05": "March 2024|Nov. 2020|2024|2024-03|03-2024|12.2024|29 March|Mar 29|May|29 Mar '24",
    "D06": "10|Friday|1A2B|M5H 3L5|5pm|12:30|May|1d|-|None|true|NaN|inf|a|2024110|1/1/1",
    "D08": "0000-00-00|0001-01-01T00:00:00Z|0100-01-01|9999-12-31|99999-01-01|29 March 20245"
    "|29 March 202|2024-03-29T10:00:00+99:99|2024-03-29T10:00:00-9999|0|1970-01-01"
    "|Thu, 01 Jan 1970 00:00:00 GMT|999999999999999999999|1e10|-1711706400",
    "D10": "2024-02-30|30 February 2024|2023-02-29|2024-03-29T25:00:00Z|2024-03-29T10:61:00Z"
    "|2024-03-29 24:01|29 March 2024 10:99|31 April 2024|32 March 2024|Mar 0, 2024|99/99/9999"
    "|00/00/0000|2024-13-01|13/14/2024|2024-03-29T10:00:61Z",
    "D13": "19 Ramadan 1445|19 رمضان 1445|1445-09-19|29 March 2567|2567-03-29|1403/01/10"
    "|۱۰ فروردین ۱۴۰۳|令和6年3月29日|民國113年3月29日|19 Adar 5784",
    "D14": "yesterday|today 10:00|tomorrow|2 hours ago|hace 3 días|vor 3 Stunden|il y a 2 heures"
    "|6 min 35 sec ago|3 days ago 10:00|last Friday",
    "D15": '[2024, 3, 29]|{"date": "2024-03-29"}|2024-03-29T10:00:00Z2024|1711706400s',
    "ranges": "29-31 March 2024|March 29 - April 2, 2024|29 March 2024 and 30 March 2024"
    "|5 Mar - Apr 2024|2024-03-29 (updated 2024-04-01)|29 March 2024 10:00 - 11:30"
    "|January 2024 5|10.15 2024|29 Marhc 2024|29 March 2024 in Paris",
}


@pytest.mark.survives("D05", "D06", "D08", "D10", "D13", "D14", "D15")
@pytest.mark.parametrize("text", [t for texts in UNDATED.values() for t in texts.split("|")])
@pytest.mark.parametrize("day_first", [None, True, False])
def test_what_names_no_day_has_none(text: str, day_first: bool | None) -> None:
    assert said(text, day_first=day_first) == "bad-date"


@pytest.mark.survives("D10")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-29T24:00:00Z", "2024-03-30T00:00:00Z"),
        ("2024-12-31T24:00", "2025-01-01T00:00:00Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
        ("Sat, 31 Dec 2016 23:59:60 GMT", "2017-01-01T00:00:00Z"),
    ],
)
def test_midnight_and_leap_second_are_the_next_instant(text: str, expected: str) -> None:
    assert said(text) == expected


@pytest.mark.survives("D11")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-31T02:30:00", "2024-03-31T01:30:00Z"),  # skipped: read with winter's offset
        ("2024-10-27T02:30:00", "2024-10-27T00:30:00Z"),  # twice: the first
        ("31 March 2024 02:30", "2024-03-31T01:30:00Z"),
    ],
)
def test_clock_changes_have_one_reading(text: str, expected: str) -> None:
    assert said(text, zone="Europe/Paris") == expected


@pytest.mark.parametrize(
    ("zone", "first", "span"),
    [
        ("UTC", "2024-03-29T00:00:00+00:00", 86400),
        ("Asia/Riyadh", "2024-03-29T00:00:00+00:00", 75600),
        ("America/New_York", "2024-03-29T04:00:00+00:00", 72000),
        ("Pacific/Kiritimati", "2024-03-29T00:00:00+00:00", 36000),
    ],
)
def test_a_day_is_the_span_it_has_in_the_zone_and_in_utc(zone: str, first: str, span: int) -> None:
    when = read("29 March 2024", zone=zone).when
    assert when is not None
    assert (when.instant.isoformat(), when.span, when.precision) == (first, span, "day")


def test_a_day_that_the_zone_left_out_is_still_a_day() -> None:
    when = dates.of_day(date(2011, 12, 30), ZoneInfo("Pacific/Apia"))
    assert (str(when), when.precision) == ("2011-12-30", "day")


@pytest.mark.survives("D18")
def test_the_locale_of_the_machine_does_not_count() -> None:
    before = locale.setlocale(locale.LC_TIME)
    for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8"):
        try:
            locale.setlocale(locale.LC_TIME, name)
        except locale.Error:
            continue
        assert said("Fri, 29 Mar 2024 10:00:00 GMT") == TEN
    locale.setlocale(locale.LC_TIME, before)


@pytest.mark.survives("D15", "M08")
@pytest.mark.parametrize(
    "text",
    [
        *("1" * 100_000, " " * 100_000, "March " * 20_000, "x" * 400, "1:" * 50, "1 " * 50),
        *("1 h " * 25, "10:00" * 20, "٢" * 100, "(" * 100, "th3" * 33, "a." * 50, "-" * 100),
    ],
)
def test_long_texts_are_refused(text: str) -> None:
    assert said(text) == "bad-date"


@pytest.mark.survives("D17")
def test_a_feed_is_as_new_as_its_newest_entry_whatever_the_clock_says(
    project: Callable[..., Path],
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = project(
        a_jsonl='{"title": "Cuba", "text": "Havana.", "url": "https://a.example/1",'
        ' "published": "2024-03-29T10:00:00Z"}'
    )
    assert run(capfdbinary, "build", "-c", config).code == 0
    feed = config.parent / "out" / "cuba" / "feed.atom"
    before = feed.read_bytes()
    stamps = re.findall(rb"<updated>(.*?)</updated>", before)
    assert stamps == [b"2024-03-29T10:00:00Z"] * 3  # of the feed, its entry, and its source
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769999999")
    assert run(capfdbinary, "build", "--full", "-c", config).code == 0
    assert feed.read_bytes() == before


pieces = st.sampled_from(
    "29 31 3 03 12 2024 24 1999 10:00 10.15 23h59 am pm Z UTC EST IST +03:00 -0500 March Mar mars"
    " mai May Sep Friday mar. . , / - : T of th год 年 月 日 tháng 오후 مارس ٢٩ ago".split()
)


@given(st.lists(pieces | st.text(max_size=4), max_size=8), st.sampled_from(["", " ", "-", "/"]))
def test_never_raises_and_never_invents(parts: list[str], glue: str) -> None:
    text = glue.join(parts)
    for day_first in (None, True, False):
        reading = read(text, day_first=day_first)
        assert (reading.when is None) == (reading.code in {"bad-date", "ambiguous-date"})
        if reading.when is None or re.search(r"\d{9}", text):  # Unix time names no digits of a day
            continue
        numbers = {int(number) for number in re.findall(r"\d+", dates._ascii_digits(text))}
        glued = re.findall(r"\d{8}", text)
        year = reading.when.instant.year
        near = {year - 1, year, year + 1}  # a zone may shift the last hours of a year
        assert glued or near & numbers or {y % 100 for y in near} & numbers
