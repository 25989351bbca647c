"""The quick ways from a dump's objects to records give what the long ways give."""

import re
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedgen_news.config.sources import Source
from feedgen_news.finding.growth import lines_in
from feedgen_news.loaders.content import EndsEarlyError
from feedgen_news.loaders.fields import NotAnArticleError, Reader, people, pictures, values, ways
from feedgen_news.loaders.json import envelopes, lines
from feedgen_news.loaders.json import values as json_values
from feedgen_news.model import Origin

ORIGIN = Origin("d")
SAID = st.sampled_from(
    (
        *("", " ", "None", "null ", "NaN", "[Removed]", "[deleted]", "undefined", "o", "Oslo", "a"),
        *("ONLY AVAILABLE IN PAID PLANS", "Only available in " + "x" * 80, "only here", "a; b"),
        *(
            "a, b",
            "a,b,c,d,e,f,g",
            "['a', 'b']",
            '["a"]',
            "cut [+12 chars]",
            "[12 chars]",
            "by A B",
        ),
        *("https://a.example/b", "a.example/b", "//a.example", "www.a.example", "2024-01-02 03:04"),
        *(
            "<p>a</p>",
            "<!doctype html>",
            "a < b",
            "Ann Roe and Bob Poe",
            "\u0130",
            "\u212a",
            "\x1f",
        ),
        *("\xa0", "x" * 81, "x" * 101, "\ud800", "![x](https://a.example/b.png) c"),
    )
) | st.text(max_size=12)
SCALAR = SAID | st.sampled_from((None, True, False, 0, 1, 1.5, 10**20))
KEYS = st.sampled_from(
    "url link source guid id uri title Title headline summary description html content text body"
    " story raw_text authors byline published date_gmt modified_gmt section tags keywords"
    " meta_keywords language place image images publisher @type @graph articles items x".split()
)
ANY = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=3)
)
OBJECTS = st.dictionaries(KEYS | st.just("k" * 65), ANY, max_size=8)
MAPPED = st.dictionaries(
    st.sampled_from("id url title summary html text authors published tags images".split()),
    st.lists(KEYS | st.sampled_from(("source.url", "image.x", "k" * 65)), min_size=1, max_size=2),
    max_size=3,
)


def source(mapped: dict) -> Source:
    fields = {field: tuple(paths) for field, paths in mapped.items()}
    return Source(name="s", files=("*",), fields=fields)


def record(reader: Reader, value: dict) -> object:
    try:
        return reader.record(value, origin=ORIGIN)
    except NotAnArticleError as error:
        return str(error)


@given(st.lists(OBJECTS, max_size=5), MAPPED)
def test_what_is_remembered_of_keys_holds_for_all_objects_with_them(objects, mapped):
    reader = Reader(source(mapped))
    remembered = [record(reader, value) for value in [*objects, *objects]]
    afresh = [record(Reader(source(mapped)), value) for value in objects]
    assert remembered == [*afresh, *afresh]
    with patch.object(ways, "_MANY", -1):  # as of objects with very many keys
        assert [record(Reader(source(mapped)), value) for value in objects] == afresh


def test_what_is_remembered_is_bounded():
    finder = ways.Finder({})
    with patch.object(ways, "_MOST", 3):
        for number in range(10):
            finder.ways({"title": "a", f"key {number}": "b"})
    assert len(finder._known) <= 3


@given(SAID | st.sampled_from(["only available in x", " O "]))
@example("\u0130" * 9)
@example("only available in " + "x" * 62)
@example("only available in " + "x" * 63)
def test_words_for_nothing(said):
    folded = said.strip().lower()
    nothing = {"", "[removed]", "[deleted]"}
    words = {"none", "null", "nan", "n/a", "undefined", "nil"}
    paid = folded.startswith("only available in ")
    if len(said) > 80:
        assert values.is_null(said) is (not folded)
    else:
        assert values.is_null(said) is (folded in nothing | words or paid)
        assert values.is_null(said, words=False) is (folded in nothing or paid)
    assert values.is_word_for_nothing(said) is (folded in words)
    gone = values.is_null(said.strip())
    assert values.first_text(said) == (None if gone else said.strip())
    assert values.text(said) == values.text([said])


@given(st.lists(SCALAR, max_size=5) | st.lists(SAID, max_size=5), st.sampled_from((";", ";,")))
@example(["a", "b", "a, b"], ";,")
@example(["ONLY AVAILABLE IN PAID PLANS"], ";,")
@example(["a [12 chars]", "b"], ";,")
def test_labels_in_a_list(entries, separators):
    found = values.labels(entries, separators=separators)
    with patch.object(values, "_plain", lambda _: None):
        assert found == values.labels(entries, separators=separators)


@given(SAID | st.lists(SCALAR, max_size=4))
def test_bylines_and_pictures(value):
    for _ in range(2):
        assert people.people(value) == people._people(value)
    if isinstance(value, str):
        assert pictures.pictures(value) == pictures.pictures([value])


@given(OBJECTS)
@example({"@graph": [], "text": "a"})
@example({"@graph": [{"@type": "Article"}], "text": "a"})
def test_an_object_that_is_alone_holds_no_others(value):
    if envelopes.is_alone(value):
        assert envelopes.articles_in(value) == [value]


@pytest.mark.parametrize("depth", [1, 2, 99, 100, 101])
@pytest.mark.parametrize(("opened", "closed"), [(b"[", b"]"), (b'{"a":', b"}"), (b'{"a":[', b"]}")])
def test_depth(opened, closed, depth):
    times = depth // (2 if len(opened) > 5 else 1)
    nested = opened * times + b"1" + closed * times
    assert json_values.is_deep(nested) is (depth > 100 and times == depth)
    assert not json_values.is_deep(b'{"a": "' + b"[" * 200 + b"{" * 200 + b'"}')


@given(
    st.lists(
        st.sampled_from(
            [
                b'{"a":1}',
                b'{"title":"b"},',
                b" {} ",
                b"",
                b"\r",
                b"\x00",
                b"[1]",
                b'{"a":',
                b"2",
                b"{",
            ]
        ),
        max_size=8,
    ),
    st.sampled_from((b"", b"\n")),
)
def test_lines_are_found_where_they_lie(parts, end):
    data = b"\n".join(parts) + end
    expected: list[object] = []
    ends = None
    for number, line in enumerate(data.split(b"\n")):
        piece = line.rstrip(b" \t\r,\x00").lstrip()
        if piece and not re.fullmatch(rb"\{.*\}", piece):
            ends = (sum(len(each) + 1 for each in data.split(b"\n")[:number]), number)
            break
        if piece:
            expected.append((msgspec.json.decode(piece), number + 5))
    met: list[object] = []
    try:
        met.extend((one.value, one.origin.line) for one in lines._found(data, "d", 5))
    except EndsEarlyError as error:
        assert (error.done, error.lines) == ends
    else:
        assert ends is None
    assert met == expected
    assert lines._for_a_part(data) == (len(data), data.count(b"\n"))
    assert lines_in(data) == data.count(b"\n")
