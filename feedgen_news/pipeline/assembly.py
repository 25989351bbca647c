"""What is published: the topics, what was published before them, and what is said of all."""

from collections.abc import Mapping

import msgspec

from feedgen_news import topics, writers
from feedgen_news.archive import Archive, Gone
from feedgen_news.config import Config
from feedgen_news.feeds import Assembler
from feedgen_news.model import LabelKind, Topic
from feedgen_news.site import Document, Moved, Site

IDS = "ids"  # in the archive's state: what `site.ids` was


class Shelf(msgspec.Struct, frozen=True):
    """A topic that is published, and the label its articles have if it was made of one."""

    topic: Topic
    label: tuple[LabelKind, str] | None = None


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


def put_up(config: Config, archive: Archive) -> tuple[Shelf, ...]:
    """The same, and the archive remembers them as published from now on."""
    assembler_of(config, archive)  # which begins the ids of feeds
    archive.remember(IDS, config.site.ids)
    shelves = shelves_of(config, archive)
    archive.publish_topics([shelf.topic for shelf in shelves], former=_former(config))
    return shelves


def assembler_of(config: Config, archive: Archive) -> Assembler:
    """What makes the feeds of the site."""
    return Assembler(
        config, seed=_seed(config, archive), page=writers.page_path, path=writers.feed_path
    )


def site_of(config: Config) -> Site:
    """The site, and nothing of what is in it."""
    return Site(
        title=config.site.title,
        url=config.site.url,
        description=config.site.description,
        language=config.site.language,
        author=config.site.author or config.site.title,
        feed_menu=config.site.feed_menu,
        templates=config.templates,
    )


def history_of(shelf: Shelf, archive: Archive) -> list[Document]:
    """What is remembered while it is switched off stays, and is not published."""
    return archive.documents(shelf.topic) if shelf.topic.history else []


def latest_closed(shelf: Shelf, archive: Archive) -> str | None:
    """The name of the document that a feed leads to."""
    closed = [document.name for document in history_of(shelf, archive) if document.closed]
    return closed[-1] if closed else None


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
