"""What can be asked of an archive: why an article is where it is, and how topics cover all."""

from collections import Counter
from collections.abc import Mapping

import msgspec

from feedgen_news import topics
from feedgen_news.archive import Archive, Status, folding, selecting
from feedgen_news.archive.showing import state_of
from feedgen_news.config import Config
from feedgen_news.model import Article, Label, LabelKind
from feedgen_news.normalise import identity
from feedgen_news.topics import Explanation

LabelCounts = Mapping[tuple[LabelKind, Label], int]


class Explained(msgspec.Struct, frozen=True):
    """What became of one article, and why."""

    article: Article
    topics: tuple[str, ...]
    why: Explanation
    copy_of: dict[str, str] = {}  # topic → URL or id of the article that stands for it there
    withdrawn: bool = False  # in no dump of its source any more, and so in no feed
    without_text: bool = False  # which was dropped to save room


class Refusal(msgspec.Struct, frozen=True):
    """A record that became no article."""

    place: str
    code: str
    detail: str


def explain(config: Config, what: str) -> tuple[list[Explained], list[Refusal]]:
    """The articles and the refusals that `what` (an id, a URL, words of a title) may mean."""
    sorter = topics.Sorter(config)
    keys = identity.keys_of_address(what)
    with Archive.open(config.archive, write=False) as archive:
        articles = [kept.article for kept in archive.find(what, keys=keys)]
        refusals = [] if articles else [Refusal(*row) for row in archive.refusals(what)]
        return [_explained(config, archive, sorter, article) for article in articles], refusals


def _explained(
    config: Config, archive: Archive, sorter: topics.Sorter, article: Article
) -> Explained:
    withdrawn, without_text = state_of(archive, article.id)
    return Explained(
        article,
        sorter.sort(article).topics,
        sorter.explain(article),
        _copy_of(config, archive, article),
        withdrawn,
        without_text,
    )


def _copy_of(config: Config, archive: Archive, article: Article) -> dict[str, str]:
    found: dict[str, str] = {}
    for topic in topics.declared(config):
        among = selecting.members(topic, label=None, clock=archive.clock).listing
        other = folding.original(archive.db, article.id, among, kind=topic.duplicates)
        if other:
            found[topic.slug] = other.url or other.id
    return found


class Coverage(msgspec.Struct, frozen=True):
    """How the topics cover what there is: articles per topic, and labels nobody mapped."""

    topics: dict[str, int]
    unmapped_sections: dict[str, int]
    unmapped_tags: dict[str, int]


def coverage(config: Config) -> Coverage:
    """Every topic with its number of articles; labels the config does not name, most first."""
    with Archive.open(config.archive, write=False) as archive:
        counted, labels = archive.topic_counts(), archive.label_counts()
        held, published = archive.held_topics(), archive.published_slugs()
    sizes = {topic.slug: counted.get(topic.slug, 0) for topic in topics.declared(config)}
    by_label: Counter[tuple[str, str]] = Counter()
    for (kind, label), count in labels.items():
        by_label[kind, label.slug] += count
    for auto in topics.auto_topics(config, labels, held, published=published):
        sizes[auto.topic.slug] = by_label[auto.kind, auto.label]
    return Coverage(
        sizes,
        _unmapped("sections", labels, config),
        _unmapped("tags", labels, config),
    )


def _unmapped(kind: LabelKind, labels: LabelCounts, config: Config) -> dict[str, int]:
    mapped = {*getattr(config, kind), *topics.asked_for(config, kind)}
    ranked = sorted(labels.items(), key=lambda item: (-item[1], item[0][1].title))
    return {label.title: n for (of, label), n in ranked if of == kind and label.slug not in mapped}


def status(config: Config) -> Status:
    """What the archive knows."""
    with Archive.open(config.archive, write=False) as archive:
        return archive.status()
