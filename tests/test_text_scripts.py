"""Plain text in the scripts of the world: wrapped, marked, written from right to left."""

import json
import textwrap
from pathlib import Path

import pytest

from feedgen_news.config.sources import Source
from feedgen_news.loaders import text as plain_text
from feedgen_news.loaders.text.lines import columns
from feedgen_news.model import Record
from feedgen_news.problems import Report

SENTENCES = json.loads((Path(__file__).parent / "sentences.json").read_text("utf-8"))
TITLES = {
    "ja": "川の新しい橋は五月に開通、市が発表",
    "zh-cn": "横跨河流的新桥将于五月通车市政府宣布",
    "ko": "강을 가로지르는 새 다리 오월 개통",
    "th": "สะพานใหม่ข้ามแม่น้ำ เปิด เดือน พฤษภาคม",
    "ar": "الجسر الجديد فوق النهر يفتح في مايو",
    "he": "הגשר החדש מעל הנהר ייפתח בחודש מאי",
    "hi": "नदी पर नया पुल मई में खुलेगा",
    "vi": "Cầu mới qua sông mở vào tháng năm",
}
HINDI = (
    "नदी पर बना नया पुल मई में यातायात के लिए खोल दिया जाएगा, नगर परिषद ने मंगलवार को बताया।"
    " महापौर ने कहा कि लागत अनुमान से अधिक रही, लेकिन मतदाता इस खर्च को पहले ही मंजूरी दे चुके हैं।"
    " पहली गाड़ियों के दूसरी ओर पहुँचने में अब केवल कुछ हफ़्तों का काम बाकी है, अभियंताओं ने बताया।"
)
BODIES = {lang: HINDI if lang == "hi" else SENTENCES[lang]["text"] for lang in TITLES}


def read(text: str) -> tuple[list[Record], Report]:
    report = Report()
    source = Source(name="s", files=("x",))
    return list(plain_text.read(text, dump="x.txt", source=source, report=report)), report


def filled(text: str, width: int) -> str:
    """Broken where a line is full, between any two characters, as terminals do."""
    lines, line = [], ""
    for char in text:
        if columns(line + char) > width:
            lines.append(line)
            line = ""
        line += char
    return "\n".join([*lines, line])


@pytest.mark.parametrize("lang", TITLES)
def test_a_paragraph_a_line(lang):
    title, body = TITLES[lang], BODIES[lang]
    (record,), report = read(f"{title}\n\n2024-03-14\n\n{body}\n\n{body}!\n")
    assert (record.title, record.published) == (title, "2024-03-14")
    assert record.text == f"{body}\n\n{body}!"
    assert not report.counts


@pytest.mark.parametrize("lang", ["ar", "he", "hi", "vi", "ko"])
def test_wrapped_at_words(lang):
    title, body = TITLES[lang], BODIES[lang]
    wrapped = "\n".join(textwrap.wrap(f"{body} {body}", 72))
    (record,), _ = read(f"{title}\n\n{wrapped}\n\n{wrapped}\n")
    assert record.title == title
    assert record.text == f"{body} {body}\n\n{body} {body}"


@pytest.mark.parametrize("lang", ["ja", "zh-cn", "th"])
def test_wrapped_between_characters(lang):
    title, body = TITLES[lang], BODIES[lang].replace(" ", "")
    wrapped = filled(body * 3, 72)
    (record,), _ = read(f"{title}\n\n{wrapped}\n\n{wrapped}\n")
    assert record.title == title
    assert record.text == f"{body * 3}\n\n{body * 3}"


def test_words_of_another_script_keep_their_spaces():
    body = ("北京大学和" + "Max Planck Institute " + "今天宣布共同研究新的桥梁材料。") * 6
    wrapped = filled(body, 70)
    (record,), _ = read(f"{TITLES['zh-cn']}\n\n{wrapped}\n\n{wrapped}\n")
    assert "Max Planck Institute" in (record.text or "")
    assert (record.text or "").count("\n\n") == 1


@pytest.mark.parametrize(
    "text",
    [
        "\u200fقال العمدة\u200f إن الجسر \u2067(الجديد)\u2069 سيفتح في شهر مايو المقبل.",
        "क्\u200dष और र्\u200dय, शक्\u200cति: पुल मई में खुलेगा, ऐसा नगर परिषद ने मंगलवार को बताया है।",
        "می\u200cخواهیم که پل تازه در ماه مه باز شود، شهردار روز سه شنبه این را به مردم گفت.",
        "Ca\u0302\u0300u mo\u031b\u0301i qua so\u0302ng se\u0303 mo\u031b\u0309 na\u0306m nay.",
    ],
)
def test_marks_that_shape_words_stay(text):
    (record,), _ = read(f"{TITLES['vi']}\n\n{text}\n\n{text}!\n")
    assert record.text == f"{text}\n\n{text}!"


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("桥", 2), ("다리", 4), ("ที่", 1), ("e\u0301", 1), ("ｱ", 1)]
)
def test_columns(text, width):
    assert columns(text) == width
