"""Text that XML, readers and people can take: legal, visible, of one line where asked."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_news.normalise import characters, text

SEEDS = Path(__file__).parents[1] / "seeds"
anything = st.text(
    st.characters() | st.sampled_from("\u2066\u2067\u2068\u2069\u0301\u200d<>&;\ud800")
)


def illegal(said: str) -> set[str]:
    """What XML 1.0 §2.2 forbids, and controls beside."""
    return {
        c
        for c in said
        if (c < " " and c != "\n")
        or "\x7f" <= c <= "\x9f"
        or "\ud800" <= c <= "\udfff"
        or ord(c) & 0xFFFE == 0xFFFE
        or "\ufdd0" <= c <= "\ufdef"
    }


@pytest.mark.survives("T01", "T02", "T03", "T05", "T06", "T13", "T14", "T15", "T17")
@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a\x00b", "ab"),
        ("a\x01\x08\x0e\x1bb", "ab"),
        ("\x1b[31mred\x1b[0m\x07", "[31mred[0m"),
        ("a\x0bb\x0cc\x1cd\x1fe", "a b c d e"),
        ("a\x7f\x80\x9fb", "ab"),
        ("a\x85b\u2028c\u2029d", "a b c d"),
        ("a\ufffe\uffff\ufdd0\U0001fffe\U0010ffffb", "ab"),
        ("a\ud83db", "a?b"),
        ("a\ufffd\ufffdb", "a?b"),
        ("a\udc00\ud800b", "a?b"),
        ("\ufeffa\ufeffb", "ab"),
        ("a\u202egpj.exe\u202cb", "agpj.exeb"),
        ("a\u2067b\u2069c", "a\u2067b\u2069c"),
        ("a\u2067b", "ab"),
        ("a\u2069b\u2067c", "abc"),
        ("a\u2067b\nc\u2069d", "ab\ncd"),
        ("so\u00adft zero\u200bwidth\u2060", "soft zerowidth"),
        ("tag\U000e0041\U000e007fs", "tags"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("\u200fשלום\u200e", "\u200fשלום\u200e"),
        ("e" + "\u0301" * 200, "e" + "\u0301" * 6),
        ("a\r\nb\rc\nd\te", "a\nb\nc\nd\te"),
        ("Gaudillière’s “quote″ Kosiniak-Kamysz, Łódź, 北京, مرحبا, ½ €", None),
        ("＜script＞ ſcript", None),
    ],
)
def test_clean(raw: str, expected: str | None) -> None:
    assert text.clean(raw) == (raw if expected is None else expected)


@pytest.mark.survives("T01", "T02", "T03")
@given(anything)
def test_clean_leaves_legal_text_and_is_idempotent(raw: str) -> None:
    once = text.clean(raw)
    assert not illegal(once.replace("\t", ""))
    assert text.clean(once) == once


def test_the_seeds_pass_unharmed() -> None:
    said = "\n".join(path.read_text("utf-8") for path in SEEDS.glob("*.txt"))
    assert "Władysław Kosiniak-Kamysz" in said
    assert "our country.″" in said
    assert text.clean(said) == said
    assert not characters.has_controls(said)


@pytest.mark.survives("T11", "T12", "T16", "T20", "H06", "H08", "H22")
@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("  a\t\n b\r\n\x0b c ", "a b c"),
        ("AT&amp;T &#8217;s &nbsp; best", "AT&T ’s best"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("a &lt; b & c", "a < b & c"),
        ("<b>Bold</b> and <i class='x'>thin</i>", "Bold and thin"),
        ("&lt;em&gt;x&lt;/em&gt;", "x"),
        ("<Dialog> wins the race", "<Dialog> wins the race"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("I <3 you", "I <3 you"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("<scr<script>ipt>alert(1)</scr</script>ipt>", "<scr ipt>alert(1)</scr ipt>"),
        ("x<img src=x onerror=alert(1)>y", "x y"),
        ("x<b<i<u>>>y", "x >>y"),
        ("half <img src=x onerror=alert(1)", "half <img src=x onerror=alert(1)"),
        ("+ADw-script+AD4-", "+ADw-script+AD4-"),
        ("＜script＞", "＜script＞"),
        ("{{7*7}} <% x %> <?php y ?> ${z}", "{{7*7}} <% x %> <?php y ?> ${z}"),
        ("&#1;&#0;&#xFFFF;&#xD800;x", "?x"),
        ("NULL", "NULL"),
        ("None", "None"),
        ("0001", "0001"),
        ("true", "true"),
        ("-", "-"),
        ("\u200b", ""),
    ],
)
def test_one_line(raw: str, expected: str) -> None:
    assert text.one_line(raw) == expected


@given(anything)
def test_one_line_is_one_clean_line(raw: str) -> None:
    line = text.one_line(raw)
    assert not illegal(line)
    assert "\n" not in line
    assert line == line.strip()
    assert text.clean(line) == line


def test_lines_are_kept_and_trimmed() -> None:
    assert text.lines(" a \r\n\n<b> b </b>\n \n• c") == "a\nb\n• c"


@pytest.mark.survives("T14", "T18")
@pytest.mark.parametrize("seen", ["-", "a", "0", "…", "🔥", "日", "ا", "₿"])
@pytest.mark.parametrize("unseen", ["", " ", "\u200d", "\u0301", "\u3164", "\u2800"])
def test_what_can_be_seen(seen: str, unseen: str) -> None:
    assert text.is_visible(unseen + seen)
    assert not text.is_visible(unseen)


WRAPPED = """\
The ministry said on Friday that the request for help was made
in January, and that nearly all of the reinforcements would be
in place before the opening.

A second paragraph follows an empty line, and it is also
wrapped at that width."""
UNWRAPPED = (
    "The ministry said on Friday that the request for help was made in January, and that nearly"
    " all of the reinforcements would be in place before the opening."
)
NOT_WRAPPED = (
    "A sentence that is a whole paragraph and ends with a full stop here.",
    "A sentence that is a whole paragraph and also ends with a stop.",
    "A sentence that is a whole paragraph and ends, too, with a stop.",
)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("one\ntwo\n\nthree", ("one", "two", "three")),
        ("- Sary\n- Lima\n- Rome", ("- Sary", "- Lima", "- Rome")),
        ("\r\n  a  b \r\n", ("a b",)),
        ("", ()),
        ("a\u2028b\x0bc", ("a b c",)),
        (
            WRAPPED,
            (
                UNWRAPPED,
                "A second paragraph follows an empty line, and it is also wrapped at that width.",
            ),
        ),
        ("\n".join(NOT_WRAPPED), NOT_WRAPPED),
    ],
)
def test_paragraphs(raw: str, expected: tuple[str, ...]) -> None:
    assert text.paragraphs(raw) == expected


@pytest.mark.survives("T19")
@pytest.mark.parametrize(
    ("raw", "limit", "expected"),
    [
        ("short", 5, "short"),
        ("one two three four", 12, "one two…"),
        ("one two, three", 9, "one two…"),
        ("x" * 100_000, 10, "x" * 9 + "…"),
        ("e\u0301" * 50, 10, "e\u0301" * 4 + "…"),
        ("👩\u200d👩\u200d👧" * 50, 13, ("👩\u200d👩\u200d👧" * 2) + "…"),
        ("👍🏽" * 50, 6, "👍🏽👍🏽…"),
        ("🇫🇷" * 50, 8, "🇫🇷🇫🇷🇫🇷…"),
        ("a\u2067" + "b" * 50 + "\u2069", 10, "abbbbbbb…"),
    ],
)
def test_cut(raw: str, limit: int, expected: str) -> None:
    assert text.cut(raw, limit) == expected


@given(anything, st.integers(2, 40))
def test_cut_keeps_the_limit_and_stays_clean(raw: str, limit: int) -> None:
    cut = text.cut(text.one_line(raw), limit)
    assert len(cut) <= limit
    assert text.clean(cut) == cut


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("First sentence. Second one.", "First sentence."),
        ("The U.S. said so. More.", "The U.S. said so."),
        ("北京。上海。", "北京。"),
        ("no end\nsecond line", "no end"),
        ("  \n ", ""),
    ],
)
def test_first_sentence(raw: str, expected: str) -> None:
    assert text.first_sentence(raw) == expected


@pytest.mark.survives("T14", "I06")
@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("Trump’s “plan”", 'TRUMP\'S "Plan"!', True),
        ("Café", "Cafe\u0301", True),
        ("zero\u200bwidth", "zerowidth", True),
        ("Straße", "STRASSE", True),
        ("a  b", "a — b", True),
        ("किताब", "कताब", False),
        ("🔥", "💧", False),
        ("???", "!!!", False),
        ("paris", "рaris", False),
    ],
)
def test_fold_makes_spellings_equal_and_nothing_else(one: str, other: str, equal: bool) -> None:
    assert (text.fold(one) == text.fold(other)) is equal
    assert text.fold(one)


@pytest.mark.survives("M08")
@pytest.mark.parametrize(
    ("piece", "cleaned", "told", "folded"),
    [
        *((piece, piece, piece, piece) for piece in ("<", "</", "&", ">", "a ")),
        *((piece, piece, piece, "b ") for piece in ("<b ", "<b", "<b<")),
        ("&#x", "&#x", "&#x", "x "),
        ("<a b>", "<a b>", "", "a b "),
        *((piece, piece, "", "") for piece in (" ", "\n")),
        *((piece, "", "", "") for piece in ("\u2067", "\x00")),
    ],
)
def test_one_piece_over_and_over_is_read_to_its_end(
    piece: str, cleaned: str, told: str, folded: str
) -> None:
    count = 100_000 // len(piece)
    hostile = piece * count
    assert text.clean(hostile) == cleaned * count
    assert "".join(text.paragraphs(hostile)) == (cleaned * count).strip()
    assert text.one_line(hostile) == text.lines(hostile) == (told * count).strip()
    assert text.fold(hostile) == (folded * count).strip()
    assert text.has_tags(hostile) is (piece == "<a b>")
    assert text.is_visible(hostile) is bool(cleaned.strip())
    assert text.first_sentence(hostile).startswith((cleaned * 20).strip())
    assert len(text.first_sentence(hostile)) <= 120
    assert len(text.cut(hostile, 500)) <= 500


@pytest.mark.survives("M08")
def test_marks_without_end_are_few() -> None:
    hostile = "\u0301" * 100_000
    few = "\u0301" * 6
    assert text.clean(hostile) == text.one_line(hostile) == text.lines(hostile) == few
    assert text.paragraphs(hostile) == (few,)
    assert text.fold(hostile) == text.first_sentence(hostile) == few
    assert not text.is_visible(hostile)
    assert text.cut(hostile, 500) == "…"
