"""What is written the quick way is what the libraries, or the long way, would write."""

import zlib
from datetime import UTC, datetime
from email.utils import format_datetime
from unittest.mock import patch

from hypothesis import example, given
from hypothesis import strategies as st

from feedgen_news.archive.sealing import checksum
from feedgen_news.model import rfc3339
from feedgen_news.writers import media_types, rss

moments = st.datetimes(timezones=st.just(UTC), min_value=datetime(1, 1, 2)).map(
    lambda moment: moment.replace(microsecond=0)
)


@given(moments)
@example(datetime(999, 12, 31, 23, 59, 59, tzinfo=UTC))
def test_dates_of_mail(moment):
    assert rss._date(moment) == format_datetime(moment)


@given(
    st.datetimes(
        timezones=st.timezones(), min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1)
    )
)
def test_dates_of_any_zone(moment):
    utc = moment.astimezone(UTC)
    assert rfc3339(moment) == rfc3339(utc) == utc.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


urls = st.lists(
    st.sampled_from(
        ["/", ".", "a", "png", ".png", ".PNG", ".jpg", "?", "#", ";", ":8080", "@", "[", "%2e", " "]
    )
    | st.text(max_size=2),
    max_size=8,
).map(lambda parts: "https://news.example" + "".join(parts))


@given(urls)
@example("https://news.example.png")
@example("https://news.example.png/")
@example("https://news.example/a.png/b")
@example("https://news.example/a.webp?x=.svg")
@example("https://news.example/a.PNG")
@example("https://news.example?/a.png")
def test_types_of_pictures(url):
    def outcome():
        try:
            return media_types.picture_type.__wrapped__(url)
        except ValueError as error:
            return str(error)

    quickly = outcome()
    with patch.object(media_types, "_ORDINARY", media_types.re.compile("(?!)")):
        assert quickly == outcome()


texts = st.text(st.characters(exclude_categories=()), max_size=20)  # lone surrogates, too


@given(st.lists(texts | st.integers(), max_size=4), texts)
def test_sums_of_articles(values, facts):
    """In parts, and with the facts as bytes, as if all were one text."""
    whole = "\0".join(map(str, (*values, facts))).encode("utf-8", "surrogatepass")
    assert checksum((*values, facts)) == (zlib.crc32(whole) or 1)
    assert checksum((*values, facts.encode("utf-8", "surrogatepass"))) == checksum((*values, facts))
