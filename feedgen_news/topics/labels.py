"""Sections and tags: what dumps call them, what we call them, and words that earn them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Literal

import msgspec

from feedgen_news.config.schema import Config, SectionSettings, TagSettings
from feedgen_news.config.slugs import label_slug
from feedgen_news.model import Article, Label, LabelKind, Labels
from feedgen_news.topics.words import FoundWords, WordFinder

_REMEMBERED = 10_000  # labels repeat from article to article


class LabelOrigin(msgspec.Struct, frozen=True):
    """Why an article has a label: the dump (or its source) says so, or a word earns it."""

    kind: LabelKind
    label: Label
    how: Literal["dump", "word"]
    said: str  # what the dump called it, or the word


class Names:
    """From any name of a section (or tag) to its label."""

    def __init__(self, settings: Mapping[str, SectionSettings | TagSettings]) -> None:
        self._known: dict[str, Label] = {}
        labels = {slug: Label(slug, block.title or slug) for slug, block in settings.items()}
        for slug, block in settings.items():
            for name in (slug, *block.aliases):
                self._known.setdefault(label_slug(name), labels[slug])
        for label in labels.values():
            self._known.setdefault(label_slug(label.title), label)
        self.label = lru_cache(maxsize=_REMEMBERED)(self._label)

    def labels(self, names: Iterable[str]) -> list[Label]:
        """The labels of all names that say anything."""
        return [self.label(name) for name in names if name.strip()]

    def _label(self, name: str) -> Label:
        slug = label_slug(name)
        return self._known.get(slug) or Label(slug, name.strip())


class Labeller:
    """Gives articles their labels, as the config has them."""

    def __init__(self, config: Config, finder: WordFinder) -> None:
        self.names = {"sections": Names(config.sections), "tags": Names(config.tags)}
        self._declared = [self.names["tags"].label(slug) for slug in config.tags]
        self._earned: defaultdict[int, dict[int, str]] = defaultdict(dict)  # word → tag → spelling
        for tag, settings in enumerate(config.tags.values()):
            for word in settings.words:
                self._earned[finder.number(word)][tag] = word

    def label(self, article: Article, found: FoundWords) -> Labels:
        """The article's sections and tags, each once, the dump's own before earned ones."""
        tags = self.names["tags"].labels(article.tags)
        if words := self._earned.keys() & found.anywhere:
            earned = sorted(set[int]().union(*map(self._earned.__getitem__, words)))
            tags += map(self._declared.__getitem__, earned)
        return Labels(_once(self.names["sections"].labels(article.sections)), _once(tags))

    def origins(self, article: Article, found: FoundWords) -> Iterator[LabelOrigin]:
        """Where the labels come from: each name in the dump, and each word that earns one."""
        yield from self._said("sections", article.sections)
        yield from self._said("tags", article.tags)
        for word in sorted(self._earned.keys() & found.anywhere):
            for tag, spelling in self._earned[word].items():
                yield LabelOrigin("tags", self._declared[tag], "word", spelling)

    def _said(self, kind: LabelKind, names: tuple[str, ...]) -> Iterator[LabelOrigin]:
        for name in names:
            if name.strip():
                yield LabelOrigin(kind, self.names[kind].label(name), "dump", name)


def _once(labels: list[Label]) -> tuple[Label, ...]:
    """Each slug once, with the title it came with first."""
    first: dict[str, Label] = {}
    for label in labels:
        first.setdefault(label.slug, label)
    return tuple(first.values())
