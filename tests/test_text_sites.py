"""The built-in layouts of well-known sites and programs, each on a page in its manner."""

from pathlib import Path

import pytest

from feedgen_news.config.sources import Source
from feedgen_news.loaders import text as plain_text
from feedgen_news.loaders.text.lines import lines_of
from feedgen_news.loaders.text.recognition import best
from feedgen_news.model import Image
from feedgen_news.problems import Report

SITES = Path(__file__).parent / "texts" / "sites"
BRIDGE = "New bridge will open in May"
FERRY = "Ferry stops for the winter"
P1 = (
    "HARBOUR: The new bridge over the river will open to traffic on the"
    " first of May, the council said."
)
P2 = (
    "It paid twelve million for it, three more than planned, and will"
    " raise the toll for lorries in June."
)
P3 = (
    "“We are glad that the waiting is over at last,” said the mayor at the"
    " harbour on Thursday evening."
)
P4 = (
    "The harbour office said that ferries would go on running until the summer, for the lorries"
    " that are too heavy, and that nobody would have to pay more for them than in the years before"
    " the new bridge, whatever the council might say about the toll for lorries later on."
)
Q1 = (
    "Ferries will not run before April, the harbour office said on Friday"
    " after a week of storms in the bay."
)
Q2 = (
    "The oldest of the three boats needs a new engine, and nobody knows"
    " yet who is going to pay for that."
)
W1 = (
    "HARBOUR, March 14 (Reuters) - The new bridge over the river will open to traffic"
    " on the first of May."
)
W2 = (
    "HARBOUR, March 15 (Reuters) - Ferries will not run before April, the harbour"
    " office said on Friday."
)
PUBLISHER = "The Harbour Gazette"
URL = "https://gazette.example/"

# What each page says: fields that differ from those of an empty record.
EXPECTED: dict[str, list[dict[str, object]]] = {
    "key-values": [
        {
            "title": BRIDGE,
            "url": f"{URL}bridge",
            "authors": ["Maria Lund", "Ola Berg"],
            "published": "2024-03-14 10:15:00",
            "tags": ["bridge", "toll"],
            "text": [P1, P2, P3],
        },
        {"title": FERRY, "url": f"{URL}ferry", "published": "2024-03-15", "text": [Q1, Q2]},
    ],
    "lexis-nexis": [
        {
            "title": BRIDGE,
            "authors": ["Maria Lund"],
            "published": "March 14, 2024",
            "sections": ["NEWS"],
            "publisher": PUBLISHER,
            "text": [P1, P2, P3],
        },
        {"title": FERRY, "published": "March 15, 2024", "publisher": PUBLISHER, "text": [Q1, Q2]},
    ],
    "factiva": [
        {
            "title": BRIDGE,
            "authors": ["Maria Lund"],
            "published": "14 March 2024",
            "sections": ["News"],
            "publisher": PUBLISHER,
            "text": [P1, P2, P3],
        },
        {"title": FERRY, "published": "15 March 2024", "publisher": PUBLISHER, "text": [Q1, Q2]},
    ],
    "proquest": [
        {
            "title": BRIDGE,
            "url": f"{URL}docview/123456789",
            "authors": ["Maria Lund"],
            "summary": "The bridge is two years late.",
            "published": "Mar 14, 2024",
            "sections": ["News"],
            "tags": ["Bridges", "Tolls"],
            "publisher": PUBLISHER,
            "text": [P1, P2, P3],
        },
        {"title": FERRY, "published": "Mar 15, 2024", "publisher": PUBLISHER, "text": [Q1, Q2]},
    ],
    "lynx": [
        {
            "title": BRIDGE,
            "authors": ["Maria Lund"],
            "published": "14 March 2024",
            "text": [P1, P2, P3, P4],
        }
    ],
    "newswire": [
        {
            "title": BRIDGE,
            "authors": ["Maria Lund"],
            "place": "HARBOUR",
            "text": [
                W1,
                P2,
                P3,
            ],
        },
        {
            "title": FERRY,
            "place": "HARBOUR",
            "text": [
                W2,
                Q2,
            ],
        },
    ],
    "printed-page": [
        {
            "title": BRIDGE,
            "url": f"{URL}bridge",
            "authors": ["Maria Lund"],
            "published": "12 March 2024",
            "text": [P1, P2, P3],
        }
    ],
    "wayback": [
        {
            "title": BRIDGE,
            "url": f"{URL}bridge",
            "authors": ["Maria Lund"],
            "published": "14 March 2024",
            "text": [P1, P2, P3],
        }
    ],
    "reader-view": [
        {
            "title": BRIDGE,
            "authors": ["Maria Lund"],
            "publisher": "gazette.example",
            "text": [P1, P2, P3],
        }
    ],
    "al-jazeera": [
        {
            "title": BRIDGE,
            "authors": ["Maria Lund"],
            "published": "14 Mar 2024",
            "images": [
                Image(
                    caption="The bridge over the river, seen from the north bank in March",
                    credit="Ola Berg/Reuters",
                )
            ],
            "text": [P1, P2, P3],
        }
    ],
    "guardian": [
        {
            "title": BRIDGE,
            "authors": ["Maria Lund"],
            "published": "Thu 14 Mar 2024",
            "images": [
                Image(
                    caption="The bridge over the river, seen from the north bank.",
                    credit="Ola Berg/The Guardian",
                )
            ],
            "text": [P1, P2, P3],
        }
    ],
    "bbc": [
        {
            "title": BRIDGE,
            "authors": ["Maria Lund"],
            "published": "14 March 2024",
            "images": [Image(caption="The bridge over the river, seen from the north bank")],
            "text": [P1, P2, P3],
        }
    ],
}
FIELDS = "title url summary authors published updated sections tags publisher images text".split()


def test_every_layout_has_a_page_here() -> None:
    assert sorted([*EXPECTED, "arab-news", "plain"]) == list(plain_text.LAYOUTS)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_page_in_the_manner_of_a_site(name: str) -> None:
    text = (SITES / f"{name}.txt").read_text("utf-8")
    source = Source(name="s", files=("x",))
    found = list(plain_text.read(text, dump="x.txt", source=source, report=Report()))
    said = [
        {
            field: (record.text or "").split("\n\n") if field == "text" else getattr(record, field)
            for field in FIELDS
            if getattr(record, field)
        }
        for record in found
    ]
    wanted = [{k: v for k, v in one.items() if k != "place"} for one in EXPECTED[name]]
    assert said == wanted


@pytest.mark.parametrize("name", EXPECTED)
def test_a_layout_is_known_by_its_own_marks(name: str) -> None:
    known = {
        one: plain_text.described(plain_text.FOLDER / f"{one}.yaml") for one in plain_text.LAYOUTS
    }
    text = (SITES / f"{name}.txt").read_text("utf-8")
    assert best(known, lines_of(text)) == name
    article = f"{BRIDGE}\n\n14 March 2024\n\nBy Maria Lund\n\n{P1}\n\n{P2}\n\n{P3}"
    assert best(known, lines_of(article)) is None
