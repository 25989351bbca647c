"""Step 5: order, links, limits and `updated` of a feed."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from feedgen_news.config import Config
from feedgen_news.feeds import Assembler
from feedgen_news.model import Article, Feed, Image, Kept, Label, Labels, Origin, Topic, When

NOON = datetime(2024, 3, 29, 12, tzinfo=UTC)
ARTICLE = Article(
    id="urn:uuid:00000000-0000-5000-8000-000000000001",
    keys=("url:a",),
    url="https://news.example/a",
    title="A <title>",
    summary="",
    text="First paragraph.\n\nSecond.",
    html="<p>First paragraph.</p>\n<p>Second.</p>",
    authors=(),
    published=When(NOON),
    updated=None,
    sections=(),
    tags=(),
    language=None,
    place=None,
    images=(),
    publisher=None,
    source="s",
    origin=Origin("d", 1),
)


def kept(minutes: int = 0, **changes: object) -> Kept:
    moment = NOON - timedelta(minutes=minutes)
    article = msgspec.structs.replace(ARTICLE, id=f"{ARTICLE.id[:-4]}{minutes:04}", **changes)
    labels = Labels((Label("world", "World"),), (Label("cuba", "Cuba"), Label("world", "World!")))
    return Kept(article=article, labels=labels, date=moment, changed=moment)


def assembled(
    *articles: Kept, seed: str = "s", max_bytes: int = 1_000_000, **topic: object
) -> Feed:
    config = Config.model_validate(
        {
            "site": {"title": "Site", "url": "https://f.example/", "author": "Me"},
            "sources": [{"name": "s", "files": ["x"]}],
            "defaults": {"max_bytes": max_bytes},
            "archive": "/a/b",
            "output": "/a/c",
            "folder": "/a",
        }
    )
    assembler = Assembler(
        config,
        seed=seed,
        page=lambda article_id: f"articles/{article_id[9:]}.html",
        path=lambda slug, name: f"{slug}/feed.{name}",
    )
    return assembler.feed(Topic(slug="cuba", title="Cuba", **topic), articles)  # type: ignore[arg-type]


def test_a_feed_knows_its_addresses() -> None:
    feed = assembled(kept(), formats=("atom", "json"))
    assert (feed.title, feed.page) == ("Cuba – Site", "https://f.example/cuba/")
    assert feed.urls == {
        "atom": "https://f.example/cuba/feed.atom",
        "json": "https://f.example/cuba/feed.json",
    }


@pytest.mark.survives("I07")
def test_its_id_is_of_the_slug_and_of_where_the_site_began() -> None:
    assert assembled().id == "urn:uuid:1f117f29-b007-58e9-81b8-330de20c3ae0"
    assert assembled(seed="other").id != assembled().id


@pytest.mark.survives("D17")
def test_it_is_as_new_as_its_newest_change_and_never_as_the_clock() -> None:
    assert assembled(kept(2), kept(1), kept(3)).updated == NOON - timedelta(minutes=1)
    assert assembled().updated == datetime(2000, 1, 1, tzinfo=UTC)


def test_an_article_without_an_address_leads_to_its_page() -> None:
    (entry,) = assembled(kept(url=None)).entries
    assert entry.link == "https://f.example/articles/00000000-0000-5000-8000-000000000000.html"


def test_a_label_is_one_category() -> None:
    (entry,) = assembled(kept()).entries
    assert [label.title for label in entry.categories] == ["World", "Cuba"]


def test_the_lead_picture_stands_on_top_unless_the_body_shows_one() -> None:
    image = Image("https://i.example/a.jpg?a=1&b=2", 'A "boat"', "AFP")
    (entry,) = assembled(kept(images=(Image(None, "lost"), image))).entries
    assert entry.html == (
        '<figure><img src="https://i.example/a.jpg?a=1&amp;b=2" alt="A &quot;boat&quot;">'
        '<figcaption>A "boat" (AFP)</figcaption></figure>\n'
        "<p>First paragraph.</p>\n<p>Second.</p>"
    )
    body = '<p><img src="https://i.example/b.jpg"></p>'
    assert assembled(kept(images=(image,), html=body)).entries[0].html == body


def test_summaries_alone_where_the_topic_wants_them() -> None:
    (entry,) = assembled(kept(), content="summary").entries
    assert (entry.html, entry.summary) == ("", "First paragraph.")
    (entry,) = assembled(kept(summary="Its own."), content="summary").entries
    assert entry.summary == "Its own."


@pytest.mark.parametrize(
    ("budget", "shown"),
    [
        (100_000, "full full full full full"),
        (40_000, "full full full summary summary"),
        (10_000, "summary summary summary summary summary"),
    ],
)
def test_the_oldest_become_summaries_before_a_feed_grows_too_large(budget: int, shown: str) -> None:
    articles = [kept(n, html=f"<p>{'x' * 10_000}</p>", summary="y") for n in range(5)]
    entries = assembled(*articles, max_bytes=budget).entries
    assert " ".join("full" if entry.html else "summary" for entry in entries) == shown


def test_where_not_even_summaries_fit_the_oldest_go() -> None:
    articles = [kept(n, summary="y" * 4_000) for n in range(5)]
    entries = assembled(*articles, max_bytes=16_000).entries
    assert [entry.article.id[-1] for entry in entries] == ["0", "1", "2"]
