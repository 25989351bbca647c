"""Encodings that nobody names: told by their letters, and never instead of good UTF-8."""

import json
import unicodedata
from pathlib import Path

import pytest

from feedgen_news.config.sources import Source
from feedgen_news.loaders import Dump, load
from feedgen_news.loaders.legacy import guess, guess_of_file
from feedgen_news.problems import Problem, Report

# language → its older encodings, and news in it
SENTENCES = json.loads((Path(__file__).parent / "sentences.json").read_text("utf-8"))
CASES = [(lang, name) for lang, one in SENTENCES.items() for name in one["encodings"]]
WESTERN = {"cp1252", "iso8859-15"}


def encoded(text: str, encoding: str) -> bytes:
    form = "NFD" if encoding == "cp1258" else "NFC"
    return unicodedata.normalize(form, text).encode(encoding, "replace")


@pytest.fixture
def read(tmp_path):
    def reading(data: bytes, *, name="dump.txt", **settings):
        path = tmp_path / "dump"
        path.write_bytes(data)
        problems: list[Problem] = []
        source = Source(name="s", files=("x",), **settings)
        found = list(load(Dump(name, path), source=source, report=Report(problems.append)))
        return found, [(one.code, one.detail) for one in problems]

    return reading


@pytest.mark.survives("T08")
@pytest.mark.parametrize(("lang", "encoding"), CASES)
@pytest.mark.parametrize("share", [1, 3])
def test_every_language_in_its_encodings(lang, encoding, share):
    text = SENTENCES[lang]["text"]
    data = encoded(text[: len(text) // share], encoding)
    if share > 1 and sum(byte > 127 for byte in data) < 4 and encoding != "iso2022-jp":
        assert guess_of_file(data) is None
    else:
        found = guess_of_file(data) or "cp1252"
        assert data.decode(found) == data.decode(encoding)
        assert (found == "cp1252") is (encoding in WESTERN)


@pytest.mark.parametrize("lang", SENTENCES)
def test_utf8_stays_utf8_whatever_stands_in_it(lang):
    text = SENTENCES[lang]["text"].encode()
    assert guess_of_file(text) is None
    for odd in (b"caf\xe9", b"\x93so\x94", b"\xff\xfe", encoded(SENTENCES["ru"]["text"], "cp1251")):
        assert guess_of_file(b"\n".join([text, odd, text])) is None
    for cut in range(1, 4):
        assert guess_of_file(text[:-cut]) is None


@pytest.mark.parametrize(
    "text",
    [
        "The council said “no” on Tuesday. It’s late – very late — and costs £3m, or €4m.",
        "Café society returns to the old town, the mayor’s office said.",
        "Naïve façade: the résumé of Mr. Müller, of São Paulo, was read in Malmö.",
        "Señor Peña and Ángela Ruíz met in Bogotá",
        "Þingvellir þjóðgarður er á Íslandi og þar var Alþingi stofnað árið 930",
        "½ cup",
        "Tromsø",
        "30° in the shade",
    ],
)
def test_western_oddities_stay_western(text):
    assert guess(text.encode("cp1252")) is None


def test_what_names_its_encoding_is_not_guessed():
    russian = encoded(SENTENCES["ru"]["text"], "cp1251")
    assert guess_of_file(russian) == "cp1251"
    assert guess_of_file(b"<?xml version='1.0' encoding='windows-1251'?>" + russian) is None
    assert guess_of_file(b"<meta charset=windows-1251>" + russian) is None
    assert guess_of_file(bytes(range(256)) * 40) is None


@pytest.mark.survives("T08")
@pytest.mark.parametrize(
    ("lang", "encoding"),
    [("ru", "cp1251"), ("pl", "cp1250"), ("ja", "cp932"), ("zh-tw", "big5"), ("ja", "iso2022-jp")],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_is_read_in_the_encoding_found(read, lang, encoding, end):
    text = SENTENCES[lang]["text"]
    data = encoded(f"{text}{end}{end}{text}{end}", encoding)
    (record,), problems = read(data)
    assert record.text == f"{text}\n\n{text}"
    assert [one for one in problems if one[0] != "title-missing"] == [
        ("encoding-guessed", encoding)
    ]
    (record,), problems = read(data, encoding=encoding)
    assert record.text == f"{text}\n\n{text}"
    assert [code for code, _ in problems] == ["title-missing"]


def test_json_lines_in_an_older_encoding(read):
    text = SENTENCES["ru"]["text"]
    line = f'{{"title": "Мост", "text": "{text}"}}\n'
    found, problems = read(encoded(line * 2000, "koi8-r"), name="d.jsonl")
    assert {record.text for record in found} == {text}
    assert (len(found), problems) == (2000, [("encoding-guessed", "koi8-r")])


def test_lines_of_utf8_in_a_file_of_another_encoding(read):
    russian, greek = SENTENCES["ru"]["text"], SENTENCES["el"]["text"]
    text = "\n\n".join([russian] * 20)
    data = encoded(text, "cp1251") + b"\n\n" + greek.encode() + b"\n"
    (record,), problems = read(data)
    assert record.text == f"{text}\n\n{greek}"
    assert ("encoding-guessed", "cp1251") in problems


def test_lines_of_another_encoding_in_a_file_of_utf8(read):
    russian, greek = SENTENCES["ru"]["text"], SENTENCES["el"]["text"]
    data = f"{greek}\n\n{greek}\n\n".encode() + encoded(russian, "cp1251") + b"\n"
    (record,), problems = read(data)
    assert record.text == f"{greek}\n\n{greek}\n\n{russian}"
    assert ("encoding-guessed", "cp1251, first in this line") in problems


@pytest.mark.survives("T07")
def test_without_evidence_it_is_windows_1252(read):
    (record,), problems = read(
        "Zoë’s café\n\nIt opened on Friday, and nobody came, said Zoë.\n".encode("cp1252")
    )
    assert record.title == "Zoë’s café"
    assert "decoded-as-cp1252" in dict(problems)


def test_long_lines_are_cut_in_bounded_memory(read):
    russian = SENTENCES["ru"]["text"] + " "
    (record,), _ = read(encoded(russian * 10_000, "cp1251"))
    assert record.text == (russian * 10_000).strip()
