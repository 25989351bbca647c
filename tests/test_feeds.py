"""Step 5: order, links, limits and `updated` of a feed."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from feedgen_news.config import Config
from feedgen_news.feeds import Assembler
from feedgen_news.model import Article, Image, Kept, Label, Labels, Origin, Topic, When
from feedgen_news.site import Document, Feed, History, Moved

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


def CUBA(**changes: object) -> Topic:  # noqa: N802
    return Topic(slug="cuba", title="Cuba", **changes)  # type: ignore[arg-type]


def kept(minutes: int = 0, **changes: object) -> Kept:
    moment = NOON - timedelta(minutes=minutes)
    article = msgspec.structs.replace(ARTICLE, id=f"{ARTICLE.id[:-4]}{minutes:04}", **changes)
    labels = Labels((Label("world", "World"),), (Label("cuba", "Cuba"), Label("world", "World!")))
    return Kept(article=article, labels=labels, date=moment, changed=moment, announced=moment)


def assembler(seed: str = "s", home: str | None = None, **site: object) -> Assembler:
    config = Config.model_validate(
        {
            "site": {"title": "Site", "url": "https://f.example/", "author": "Me", **site},
            "sources": [{"name": "s", "files": ["x"], "url": home}],
            "archive": "/a/b",
            "output": "/a/c",
            "folder": "/a",
        }
    )
    return Assembler(
        config,
        seed=seed,
        page=lambda article_id: f"articles/{article_id[9:]}.html",
        path=lambda slug, format_, name: f"{slug}/{name}.{format_}",
    )


def assembled(*articles: Kept, seed: str = "s", **topic: object) -> Feed:
    return assembler(seed).feed(CUBA(**topic), articles)  # type: ignore[arg-type]


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


def test_sections_tags_and_the_topic_are_categories_each_once() -> None:
    (entry,) = assembled(kept()).entries
    assert [label.title for label in entry.categories] == ["World", "Cuba"]
    (entry,) = assembler().feed(Topic(slug="island", title="The Island"), [kept()]).entries
    assert [label.title for label in entry.categories] == ["World", "Cuba", "The Island"]


def test_of_two_labels_with_one_title_one_is_a_category() -> None:
    labels = Labels((Label("aux", "AUX"),), (Label("aux-tag", "AUX"), Label("aux", "Other")))
    article = msgspec.structs.replace(kept(), labels=labels)
    (entry,) = assembled(article).entries
    assert [(label.slug, label.title) for label in entry.categories] == [
        ("aux", "AUX"),
        ("cuba", "Cuba"),
    ]


def test_an_article_has_one_id_everywhere_unless_the_site_wants_one_in_each_topic() -> None:
    article_id = "urn:uuid:00000000-0000-5000-8000-000000000000"
    assert assembled(kept()).entries[0].id == article_id
    (entry,) = assembler(ids="per-topic").feed(CUBA(), [kept()]).entries
    assert entry.id == "urn:uuid:bb781602-c2af-5492-bfdd-c1ddf681b274"  # uuid5 of id and slug
    assert entry.article.id == article_id


@pytest.mark.parametrize(
    ("home", "article", "title", "url"),
    [
        ("https://wire.example/home", {"publisher": "Wire"}, "Wire", "https://wire.example/home"),
        (None, {"publisher": None}, "s", "https://news.example/"),
        (None, {"publisher": "Wire", "url": None}, "Wire", "https://f.example/"),
    ],
)
def test_where_an_article_comes_from(
    home: str | None, article: dict[str, object], title: str, url: str
) -> None:
    (entry,) = assembler(home=home).feed(CUBA(), [kept(**article)]).entries
    assert entry.publisher
    assert (entry.publisher.title, entry.publisher.url) == (title, url)


def test_one_publisher_is_one_source() -> None:
    first, second, other = assembled(kept(1), kept(2), kept(3, publisher="Wire")).entries
    assert first.publisher == second.publisher != other.publisher


def test_the_lead_picture_stands_on_top_unless_the_body_shows_one() -> None:
    image = Image("https://i.example/a.jpg?a=1&b=2", 'A "boat"', "AFP")
    (entry,) = assembled(kept(images=(Image(None, "lost"), image))).entries
    assert entry.html == (
        '<figure><img src="https://i.example/a.jpg?a=1&amp;b=2" alt="A &quot;boat&quot;">'
        '<figcaption>A "boat" (AFP)</figcaption></figure>\n'
        "<p>First paragraph.</p>\n<p>Second.</p>"
    )
    body = '<p><img src="https://cdn.example/w800/a-800x600.jpg"></p>'
    assert assembled(kept(images=(image,), html=body)).entries[0].html == body


def test_pictures_without_a_body_stand_with_the_summary() -> None:
    image = Image("https://i.example/a.jpg", "A boat")
    (entry,) = assembled(kept(images=(image,), html="", text="", summary="A & B\nC")).entries
    assert entry.html.endswith("</figure>\n<p>A &amp; B</p><p>C</p>")
    (entry,) = assembled(kept(html="", text="", summary="A")).entries
    assert entry.html == ""


def test_further_pictures_stand_below_the_text() -> None:
    def picture(name: str, caption: str = "") -> Image:
        return Image(f"https://i.example/{name}.jpg", caption)

    images = (picture("lead"), picture("shown"), picture("more", "<More>"))
    body = '<p>Text <img alt="" src="https://i.example/shown.jpg?w=9&amp;h=1"></p>'
    (entry,) = assembled(kept(images=images, html=body)).entries
    assert entry.html.split("\n") == [
        '<figure><img src="https://i.example/lead.jpg" alt="A &lt;title&gt;"></figure>',
        body,
        (
            '<figure><img src="https://i.example/more.jpg" alt="&lt;More&gt;">'
            "<figcaption>&lt;More&gt;</figcaption></figure>"
        ),
    ]


def test_of_a_gallery_ten_further_pictures_are_shown() -> None:
    images = tuple(Image(f"https://i.example/{n}.jpg") for n in range(50))
    assert assembled(kept(images=images)).entries[0].html.count("<img") == 11


def test_summaries_alone_where_the_topic_wants_them() -> None:
    (entry,) = assembled(kept(), content="summary").entries
    assert (entry.html, entry.summary) == ("", "First paragraph.")
    (entry,) = assembled(kept(summary="Its own."), content="summary").entries
    assert entry.summary == "Its own."


def test_the_headline_alone_where_the_topic_wants_no_more() -> None:
    (entry,) = assembled(kept(summary="Its own."), content="none").entries
    assert (entry.html, entry.summary, entry.article.title) == ("", "", "A <title>")


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


def test_hubs_carry_feeds_but_not_the_documents_of_their_history() -> None:
    made = assembler(hubs=["https://hub.example/"])
    document = Document(number=1, name="2024-02", closed=True)
    assert made.feed(CUBA(), [kept()]).hubs == ("https://hub.example/",)
    assert made.document(CUBA(), document, [kept()]).hubs == ()


def test_a_feed_leads_to_its_latest_closed_document() -> None:
    feed = assembler().feed(CUBA(formats=("atom", "json")), [kept()], previous="2024-02")
    assert feed.history.previous == {
        "atom": "https://f.example/cuba/2024-02.atom",
        "json": "https://f.example/cuba/2024-02.json",
    }
    assert assembled().history.previous == {}


def test_a_document_knows_its_neighbours_and_has_an_id_of_its_own() -> None:
    document = Document(
        number=2, name="2024-02", closed=True, previous="2024-01", following="2024-03"
    )
    feed = assembler().document(CUBA(formats=("rss",)), document, [kept(), kept(1)])
    assert (feed.name, len(feed.entries)) == ("2024-02", 2)
    assert feed.urls == {"rss": "https://f.example/cuba/2024-02.rss"}
    assert feed.history == History(
        closed=True,
        current={"rss": "https://f.example/cuba/feed.rss"},
        previous={"rss": "https://f.example/cuba/2024-01.rss"},
        following={"rss": "https://f.example/cuba/2024-03.rss"},
    )
    assert feed.id != assembled().id


def test_a_smaller_budget_does_not_change_a_closed_document() -> None:
    document = Document(number=1, name="2024-02", closed=True)
    articles = [kept(n, html=f"<p>{'x' * 10_000}</p>") for n in range(5)]
    feed = assembler().document(CUBA(max_bytes=10_000), document, articles)
    assert all("xxx" in entry.html for entry in feed.entries)


GONE = Moved("havana", None, "Havana", ("rss",), NOON)


def test_the_last_feed_of_a_topic_that_ended() -> None:
    feed = assembler().farewell(GONE, successor=None).feed
    assert (feed.title, feed.updated, feed.ended) == ("Havana (ended) – Site", NOON, True)
    assert feed.urls == {"rss": "https://f.example/havana/feed.rss"}
    assert feed.id == assembler().feed(Topic(slug="havana", title="Havana"), []).id
    (entry,) = feed.entries
    assert entry.article.title == "“Havana” has ended"
    assert entry.link == "https://f.example/"


def test_the_last_feed_of_a_topic_that_moved() -> None:
    moved = msgspec.structs.replace(GONE, new="cuba")
    farewell = assembler().farewell(moved, successor=assembled(kept()))
    assert farewell.feed.title == "Havana (moved) – Site"
    (entry,) = farewell.feed.entries
    assert entry.article.title == "“Havana” is now “Cuba”"
    assert entry.link == "https://f.example/cuba/"
    assert '<a href="https://f.example/cuba/">' in entry.html
    moved = msgspec.structs.replace(moved, title="Cuba")
    (entry,) = assembler().farewell(moved, successor=assembled(kept())).feed.entries
    assert entry.article.title == "“Cuba” has a new address"
    farewell = assembler().farewell(moved, successor=assembled(kept()))
    assert farewell.feed.title == "Cuba: havana (moved) – Site"


SECOND, HOUR, A_DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
CHANGES = {  # what the archive keeps of dates, what the source says, whether it is told
    "nothing": ({}, {}, False),
    "spread within a crowd": ({"announced": SECOND, "changed": SECOND}, {}, False),
    "an edit": ({"changed": HOUR, "revision": 1}, {}, True),
    "an edit of what was spread": ({"announced": SECOND, "changed": HOUR, "revision": 1}, {}, True),
    "an edit, in a document of history": ({"changed": HOUR}, {}, True),
    "its date is corrected, and spread": ({"date": HOUR, "changed": HOUR + SECOND}, {}, False),
    "changed before we knew it": (
        {"announced": HOUR, "changed": HOUR}, {"updated": When(NOON + HOUR)}, True,
    ),
    "said to have changed, by its words it has not": (
        {"announced": SECOND, "changed": SECOND}, {"updated": When(NOON + HOUR)}, False,
    ),
    "the day of a change, which is that of publication": (
        {"announced": HOUR, "changed": HOUR}, {"updated": When(NOON - 12 * HOUR, 86_400)}, False,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("known", "said", "told"), CHANGES.values(), ids=list(CHANGES))
def test_only_a_true_change_is_told(
    known: dict[str, timedelta | int], said: dict[str, When], told: bool
) -> None:
    dates = {
        name: NOON + value if isinstance(value, timedelta) else value
        for name, value in known.items()
    }
    it = msgspec.structs.replace(kept(published=When(NOON), **said), **dates)
    entry = assembler().entry(it)
    assert entry.modified == (entry.updated if told else None)


def test_a_silent_change_is_not_told() -> None:
    silent = Topic(slug="cuba", title="Cuba", updates="silent")
    it = msgspec.structs.replace(kept(), changed=NOON + HOUR, revision=1)
    assert assembler().entry(it, silent).modified is None
