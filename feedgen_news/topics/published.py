"""Which topics are published: the declared ones, and those that labels have earned."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import msgspec

from feedgen_news.config.schema import Config
from feedgen_news.config.slugs import LONGEST, label_slug, reserved, same_name
from feedgen_news.config.topics import AutoTopics, Defaults, TopicSettings
from feedgen_news.model import Label, LabelKind, Topic
from feedgen_news.topics.labels import Names

Counts = Mapping[tuple[LabelKind, Label], int]


Held = Mapping[str, tuple[LabelKind, str]]  # slug of a topic → kind and slug of its label


class AutoTopic(msgspec.Struct, frozen=True):
    """A topic of all articles with one label."""

    topic: Topic
    kind: LabelKind
    label: str  # the label's slug


class _Candidate(msgspec.Struct, frozen=True):
    rule: AutoTopics
    slug: str
    title: str
    articles: int


def declared(config: Config) -> tuple[Topic, ...]:
    """The topics of the config in its order, with `defaults` filled in."""
    return tuple(
        Topic(
            slug=slug,
            title=topic.title,
            description=topic.description,
            group=topic.group,
            language=topic.language,
            **_settings(config.defaults, topic),
        )
        for slug, topic in config.topics.items()
    )


_SETTINGS = (
    "items max_age max_bytes per_source order content updates duplicates history formats".split()
)  # what a topic may say otherwise than `defaults`


def _settings(defaults: Defaults, topic: TopicSettings | None = None) -> dict[str, Any]:
    said = {name: getattr(topic, name, None) for name in _SETTINGS}
    return {
        name: getattr(defaults, name) if value is None else value for name, value in said.items()
    }


def auto_topics(
    config: Config, counts: Counts, held: Held, *, published: Collection[str] = ()
) -> tuple[AutoTopic, ...]:
    """The topics that `auto_topics` makes of the labels articles have, by slug.

    `counts` says how many kept articles have each label. A label whose slug is a declared
    topic makes none. Where a section and a tag share a slug, it belongs to the rule that
    stands first whichever has more articles, so that it stays; the other gets a suffix. So
    does a title that another topic has: readers would show two feeds under one name. A
    slug that was `held` before stays with its label: it is what people subscribed to; so one
    that was `published` for something else is not given to a label.
    """
    slugs = {label: slug for slug, label in held.items() if slug not in config.topics}
    former = {old for topic in config.topics.values() for old in topic.formerly}
    taken = {*config.topics, *slugs.values(), *former, *published}
    titles = {same_name(topic.title) for topic in config.topics.values()}
    made: list[AutoTopic] = []
    for candidate in _candidates(config, counts):
        kind = candidate.rule.origin
        slug = slugs.get((kind, candidate.slug)) or _free(candidate.slug, kind, taken)
        if candidate.slug in config.topics or slug in former:
            continue
        taken.add(slug)
        title = candidate.title
        if same_name(title) in titles:
            title = f"{title} ({kind[:-1]})"
        titles.add(same_name(title))
        if candidate.articles >= candidate.rule.min_items:
            group = candidate.rule.group
            topic = Topic(slug=slug, title=title, group=group, **_settings(config.defaults))
            made.append(AutoTopic(topic, kind, candidate.slug))
    return tuple(sorted(made, key=lambda auto: auto.topic.slug))


def asked_for(config: Config, kind: LabelKind) -> set[str]:
    """The slugs of the labels that topics' clauses name."""
    rules = [topic.match for topic in config.topics.values()]
    clauses = [
        clause
        for match in rules
        if not isinstance(match, str)
        for clause in (*match.any, *match.all, *match.none)
    ]
    return {label_slug(name) for clause in clauses for name in getattr(clause, kind)}


def _candidates(config: Config, counts: Counts) -> Iterator[_Candidate]:
    """Every label a rule is about, once for its kind, in an order that does not change."""
    done: set[tuple[LabelKind, str]] = set()
    for rule in config.auto_topics:
        names = Names(config.sections if rule.origin == "sections" else config.tags)
        only = {names.label(name).slug for name in rule.only}
        exclude = {names.label(name).slug for name in rule.exclude}
        for slug, titles in sorted(_titles(rule.origin, counts).items()):
            wanted = (slug in only or not only) and slug not in exclude
            if wanted and (rule.origin, slug) not in done:
                done.add((rule.origin, slug))
                yield _Candidate(rule, slug, _commonest(titles), sum(titles.values()))


def _titles(kind: LabelKind, counts: Counts) -> dict[str, dict[str, int]]:
    """Slug → the titles it was seen with → how often."""
    titles: dict[str, dict[str, int]] = {}
    for (of, label), count in counts.items():
        if of == kind:
            titles.setdefault(label.slug, {})[label.title] = count
    return titles


def _commonest(titles: Mapping[str, int]) -> str:
    return min(titles, key=lambda title: (-titles[title], title))


def _free(slug: str, kind: LabelKind, taken: set[str]) -> str:
    if slug not in taken and not reserved(slug):
        return slug
    for suffix in (f"-{kind[:-1]}", *(f"-{kind[:-1]}-{n}" for n in range(2, len(taken) + 3))):
        free = slug[: LONGEST - len(suffix)] + suffix
        if free not in taken and not reserved(free):
            return free
    raise AssertionError("more suffixes than topics")
