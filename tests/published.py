"""A small site to render: three topics, six articles, one of them without a URL."""

from datetime import UTC, datetime
from pathlib import Path

from feedgen_news.model import Article, Image, Label, Origin, OutputFile, Person, Topic, When
from feedgen_news.site import Entry, Feed, Head, Headline, Page, Publisher, Site
from feedgen_news.writers import page_path, render_site

BASE = "https://feeds.example.org/"
CUBA = Label("cuba", "Cuba")
RESEARCH = Label("research", "Research, Health & Science")
MARCH = datetime(2024, 3, 29, 14, 5, tzinfo=UTC)
CHANGED = datetime(2024, 4, 1, 8, 0, 0, tzinfo=UTC)


def article(number: int = 1, **changes) -> Article:
    facts = {
        "id": f"urn:uuid:00000000-0000-5000-8000-{number:012d}",
        "keys": (f"key-{number}",),
        "url": f"https://news.example.org/{number}",
        "title": f"Headline {number}",
        "summary": f"What happened, number {number}.",
        "text": "The whole story.",
        "html": "<p>The whole story.</p>",
        "authors": (Person("Ana Díaz"), Person("Bo Li")),
        "published": When(MARCH),
        "updated": None,
        "sections": (),
        "tags": (),
        "language": "en",
        "place": "HAVANA",
        "images": (Image("https://img.example.org/a.PNG?w=1&h=2", "Two ships", "AFP"),),
        "publisher": "Example Times",
        "source": "example",
        "origin": Origin("dump.jsonl", 1),
    }
    return Article(**(facts | changes))


def entry(number: int = 1, **changes) -> Entry:
    """`changes` may be of the article or of the entry."""
    of_entry = {name: changes.pop(name) for name in tuple(changes) if name in _ENTRY_FIELDS}
    it = article(number, **changes)
    facts = {
        "article": it,
        "id": it.id,
        "link": it.url or BASE + page_path(it.id),
        "html": "<p>The <em>whole</em> story &amp; more.</p>",
        "summary": it.summary,
        "date": it.date.instant if it.date else MARCH,
        "updated": CHANGED.replace(second=number),
        "modified": CHANGED.replace(second=number),
        "categories": (CUBA, RESEARCH),
        "publisher": TIMES,
    }
    return Entry(**(facts | of_entry))


_ENTRY_FIELDS = frozenset({"link", "html", "date", "modified", "categories", "copies"})
TIMES = Publisher(
    id="urn:uuid:22222222-0000-5000-8000-000000000001",
    title="Example Times",
    url="https://news.example.org/",
)


def feed(slug: str, entries: tuple[Entry, ...], **changes) -> Feed:
    title = slug.title()
    topic = Topic(slug=slug, title=title, formats=changes.pop("formats", ("atom", "rss", "json")))
    files = {"atom": "feed.atom", "rss": "feed.rss", "json": "feed.json"}
    facts = {
        "topic": topic,
        "id": f"urn:uuid:11111111-0000-5000-8000-{sum(map(ord, slug)):012d}",
        "title": f"{title} – Example News",
        "description": f"{title}: news from Example News",
        "language": "en",
        "author": "Example News",
        "page": f"{BASE}{slug}/",
        "urls": {name: f"{BASE}{slug}/{files[name]}" for name in topic.formats},
        "updated": max((e.updated for e in entries), default=CHANGED),
        "entries": entries,
    }
    return Feed(**(facts | changes))


def site(**changes) -> Site:
    plain = entry(1)
    of_a_day = entry(2, published=When(datetime(2024, 3, 28, tzinfo=UTC), 75_600))
    homeless = entry(
        3,
        url=None,
        summary="First point\nSecond point",
        images=(Image(None, "A caption without a picture", "AFP"),),
    )
    arabic = entry(4, title="باريس: اتفاق جديد", language="ar", authors=(), images=())
    undated = entry(5, published=None, images=(), authors=())
    short = entry(6, html="", images=(), categories=())
    facts = {
        "title": "Example News",
        "url": BASE,
        "description": "All of it, by topic.",
        "language": "en",
        "author": "Example News",
        "feeds": (
            feed("americas", (plain, of_a_day, homeless)),
            feed("europe", (plain, arabic, undated, short)),
            feed("quiet", ()),
        ),
        "pages": (homeless,),
    }
    return whole(**(facts | changes))


def whole(
    *,
    feeds: tuple[Feed, ...],
    pages: tuple[Entry, ...] = (),
    counts: dict[str, int] | None = None,
    **facts,
) -> Site:
    """A site of these feeds; `counts` says how many articles a topic has in all."""
    entries = [(feed.topic.slug, entry) for feed in feeds for entry in feed.entries]
    return Site(
        **facts,
        feeds=feeds,
        heads=tuple(head(feed, (counts or {}).get(feed.topic.slug, 0)) for feed in feeds),
        headlines=tuple(
            Headline(entry.article.id, slug, int(entry.date.timestamp()), lambda entry=entry: entry)
            for slug, entry in entries
        ),
        pages=tuple(
            Page(
                page, tuple(slug for slug, entry in entries if entry.article.id == page.article.id)
            )
            for page in pages
        ),
    )


def head(of: Feed, count: int = 0) -> Head:
    return Head(
        topic=of.topic,
        title=of.title,
        language=of.language,
        page=of.page,
        urls=of.urls,
        updated=of.updated if of.entries else None,
        shown=len(of.entries),
        count=count,
        older=of.history.previous,
        newest=of.entries[:3],
    )


def files(of: Site) -> list[OutputFile]:
    return list(render_site(of))


def publish(of: Site, folder: Path) -> Path:
    for file in files(of):
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.body)
        target.chmod(0o644)
    return folder
