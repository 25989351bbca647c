"""Step 5 for every topic: what the archive keeps becomes the site that is written."""

from collections.abc import Iterator, Mapping

import msgspec

from feedgen_news import topics, writers
from feedgen_news.archive import Archive, Gone
from feedgen_news.config import Config
from feedgen_news.feeds import Assembler
from feedgen_news.model import Document, Farewell, Feed, LabelKind, Moved, Site, Topic

IDS = "ids"  # in the archive's state: what `site.ids` was


class Shelf(msgspec.Struct, frozen=True):
    """A topic that is published, and the label its articles have if it was made of one."""

    topic: Topic
    label: tuple[LabelKind, str] | None = None


def assemble(config: Config, archive: Archive) -> Site:
    """The whole site: feeds, declared ones first in the order of the config; and the rest."""
    assembler = Assembler(
        config, seed=_seed(config, archive), page=writers.page_path, path=writers.feed_path
    )
    archive.remember(IDS, config.site.ids)
    shelves = shelves_of(config, archive)
    archive.publish_topics([shelf.topic for shelf in shelves], former=_former(config))
    for shelf in shelves:
        if shelf.topic.history:
            archive.close_documents(shelf.topic, label=shelf.label, size=assembler.size)
    feeds = tuple(_feed(shelf, archive, assembler) for shelf in shelves)
    return Site(
        title=config.site.title,
        url=config.site.url,
        description=config.site.description,
        language=config.site.language,
        author=config.site.author or config.site.title,
        feeds=feeds,
        counts={s.topic.slug: archive.count(s.topic, label=s.label) for s in shelves},
        documents=_documents(shelves, archive, assembler),
        farewells=_farewells(config, archive, assembler, feeds),
        feed_menu=config.site.feed_menu,
        templates=config.templates,
        pages=map(assembler.entry, archive.without_url()),
    )


def moved(archive: Archive) -> tuple[Moved, ...]:
    """The addresses at which topics were published that are not there any more, by slug.

    What a topic of today says it was `formerly` leads to it even where this archive never
    published it.
    """
    gone = archive.gone_topics()
    return tuple(
        Moved(slug, _heir(slug, gone), topic.title, topic.formats, topic.ended)
        for slug, topic in gone.items()
    )


def _heir(slug: str, gone: Mapping[str, Gone]) -> str | None:
    """The topic of today that one name after another leads to, if one does."""
    met: set[str] = set()
    while slug in gone and slug not in met:
        met.add(slug)
        slug = gone[slug].heir or ""
    return slug if slug and slug not in met else None


def _former(config: Config) -> dict[str, Topic]:
    """The slugs that today's topics had before."""
    return {
        old: topic
        for topic in topics.declared(config)
        for old in config.topics[topic.slug].formerly
    }


def _seed(config: Config, archive: Archive) -> str:
    """Where the site began: ids of feeds come from it, so that a moved site keeps them."""
    seed = archive.state("seed")
    if seed is None:
        seed = config.site.url
        archive.remember("seed", seed)
    return seed


def shelves_of(config: Config, archive: Archive) -> tuple[Shelf, ...]:
    """Every topic that is published, declared ones first."""
    earned = topics.auto_topics(
        config,
        archive.label_counts(),
        archive.held_topics(),
        published=archive.published_slugs(),
    )
    archive.hold_topics({auto.topic.slug: (auto.kind, auto.label) for auto in earned})
    return (
        *map(Shelf, topics.declared(config)),
        *(Shelf(auto.topic, (auto.kind, auto.label)) for auto in earned),
    )


def _feed(shelf: Shelf, archive: Archive, assembler: Assembler) -> Feed:
    closed = [d.name for d in _history(shelf, archive) if d.closed]
    return assembler.feed(
        shelf.topic,
        archive.selection(shelf.topic, label=shelf.label),
        previous=closed[-1] if closed else None,
    )


def _history(shelf: Shelf, archive: Archive) -> list[Document]:
    """What is remembered while it is switched off stays, and is not published."""
    return archive.documents(shelf.topic) if shelf.topic.history else []


def _documents(
    shelves: tuple[Shelf, ...], archive: Archive, assembler: Assembler
) -> Iterator[Feed]:
    for shelf in shelves:
        for document in _history(shelf, archive):
            articles = archive.document_articles(shelf.topic, document, label=shelf.label)
            yield assembler.document(shelf.topic, document, articles)


def _farewells(
    config: Config, archive: Archive, assembler: Assembler, feeds: tuple[Feed, ...]
) -> tuple[Farewell, ...]:
    if not config.site.farewells:
        return ()
    by_slug = {feed.topic.slug: feed for feed in feeds}
    return tuple(
        assembler.farewell(gone, successor=by_slug.get(gone.new or "")) for gone in moved(archive)
    )
