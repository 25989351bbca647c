"""Text that was decoded wrongly before it reached us: put right, or left alone."""

from datetime import UTC, datetime

import pytest

from feedgen_news.config.sources import Source
from feedgen_news.model import Image, Origin, Record
from feedgen_news.normalise import Normaliser
from feedgen_news.normalise.mojibake import mended, repaired
from feedgen_news.problems import Problem, Report


@pytest.mark.parametrize(
    ("garbled", "meant"),
    [
        ("cafÃ©", "café"),
        ("Itâ€™s late â€“ very", "It’s late – very"),
        ("Ã©tÃ© Ã\u00a0 la plage", "été à la plage"),
        ("Ã©tÃ© Ã  la plage", "été à la plage"),
        ("Itâ\u0080\u0099s late", "It’s late"),
        ("Ã¢â‚¬â„¢s", "’s"),
        ("ÃƒÂ©tÃƒÂ©", "été"),
        ("NAÃ‡ÃƒO", "NAÇÃO"),
        ("SÃ£o Paulo", "São Paulo"),
        ("MÃ¼nchen, GrÃ¶ÃŸe", "München, Größe"),
        ("Ä°stanbul", "İstanbul"),
        ("ÐŸÑ€Ð¸Ð²ÐµÑ‚ Ð¼Ð¸Ñ€", "Привет мир"),
        ("РџСЂРёРІРµС‚", "Привет"),
        ("Ĺ‚Ăłdka", "łódka"),
        ("Ø§Ù„Ø¬Ø³Ø±", "الجسر"),
        ("ä½\u00a0å¥½", "你好"),
        ("à¸ªà¸°à¸žà¸²à¸™", "สะพาน"),
        ("ðŸ˜€ fun", "😀 fun"),
    ],
)
def test_garbled_text_is_mended(garbled, meant):
    assert mended(garbled) == meant


@pytest.mark.parametrize(
    "text",
    [
        "plain words",
        "São Paulo, Ã",
        "NÃO, A IRMÃ DE JOÃO COMEU MAÇÃ",
        "IRMÃ\u00a0DE",
        "HÀ NỘI, CÃ MAU, NÃO",
        "â€ is how it looks",
        "„Ä“ ist ein Umlaut, „É“ keiner",
        "MĂŞTI, DACĂ ŞI",
        "The “Ã©” where an “é” was meant",
        "cafÃ© and a café",
        "Сёстры в Рёве",
        "Рёв",
        "Â«Oui», dit-il",
        "Étéâ€™s",
        "Ô¾",
        "l’été à Ürümqi",
        "\ud800 cafÃ©",
    ],
)
def test_what_is_meant_so_stays(text):
    assert mended(text) == text


def test_every_text_of_a_record_is_mended_and_that_is_told():
    problems: list[Problem] = []
    record = Record(
        origin=Origin("d", line=1),
        title="CafÃ© opens",
        text="It’s open.",
        authors=["ZoÃ« Roe", "Bo Li"],
        tags=["cafÃ©s"],
        images=[Image("https://g.example/Ã©.jpg", "The cafÃ©", "JosÃ©")],
    )
    source = Source(name="s", files=("x",), timezone="UTC")
    normaliser = Normaliser(
        source, now=datetime(2024, 5, 1, tzinfo=UTC), report=Report(problems.append)
    )
    article = normaliser.article(record)
    assert article is not None
    assert (article.title, article.text) == ("Café opens", "It’s open.")
    assert [person.name for person in article.authors] == ["Zoë Roe", "Bo Li"]
    assert article.tags == ("cafés",)
    assert (article.images[0].caption, article.images[0].credit) == ("The café", "José")
    assert [(one.code, one.detail) for one in problems] == [("mojibake-repaired", "'CafÃ© opens'")]


def test_an_article_about_it_keeps_its_examples():
    text = 'Where "Ã©" stands for an e, a page of UTF-8 was read as something else.'
    record = Record(origin=Origin("d"), title="Odd signs", text=text)
    assert repaired(record) is record


def test_clean_records_are_not_even_copied():
    record = Record(origin=Origin("d"), title="Café", text="L’été", authors=["Zoë"], tags=["a"])
    assert repaired(record) is record


def test_large_texts_end():
    for unit in ("Ã©", "Ã", "â€", "Ð", "РџСЂ", "ä½ "):
        mended(unit * 100_000)
