"""The topics' rules, compiled: every condition is looked up, none is searched for.

A condition is one key of one clause (`tags: [cuba, venezuela]`). An article's facts lead
to the conditions they fulfil through tables, so the work grows with the article, not with
the number of topics.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, Self, get_args
from urllib.parse import urlsplit

import msgspec

from feedgen_news.config.clauses import Clause, Match
from feedgen_news.config.folding import fold
from feedgen_news.config.patterns import compile_glob, compile_regex
from feedgen_news.config.schema import Config
from feedgen_news.model import Article, Labels
from feedgen_news.topics.labels import Names
from feedgen_news.topics.words import FoundWords, WordFinder

Group = Literal["any", "all", "none"]
Kind = Literal["match", "all", "rest"]
Evidence = dict[int, str]  # condition that holds → the value of it that does

_FACTS: dict[str, Callable[[Article, Labels], Iterable[str]]] = {
    "sections": lambda _, labels: (label.slug for label in labels.sections),
    "tags": lambda _, labels: (label.slug for label in labels.tags),
    "places": lambda article, _: [fold(article.place)] if article.place else [],
    "authors": lambda article, _: (fold(person.name) for person in article.authors),
    "sources": lambda article, _: [fold(article.source)],
    "languages": lambda article, _: _language_and_wider(article.language or ""),
}


class Condition(msgspec.Struct, frozen=True):
    """One key of a clause, with the values of which one is enough."""

    key: str
    values: tuple[str, ...]


class ClauseRule(msgspec.Struct, frozen=True):
    """A clause: the numbers of its conditions, all of which must hold."""

    group: Group
    conditions: frozenset[int]


class TopicRule(msgspec.Struct, frozen=True):
    """A declared topic: its clauses, or `all` or `rest`."""

    slug: str
    kind: Kind
    clauses: tuple[ClauseRule, ...] = ()
    any: tuple[frozenset[int], ...] = ()
    all: tuple[frozenset[int], ...] = ()
    none: tuple[frozenset[int], ...] = ()

    @property
    def only_any(self) -> bool:
        """Whether one clause is enough."""
        return not (self.all or self.none)

    def takes(self, held: set[int]) -> bool:
        """Whether these conditions are enough for a topic that has clauses."""
        for clause in self.none:
            if clause <= held:
                return False
        for clause in self.all:
            if not clause <= held:
                return False
        for clause in self.any:
            if clause <= held:
                return True
        return not self.any


class _Shortcuts(msgspec.Struct, frozen=True):
    """Which topics an article's conditions lead to, so that no others are asked.

    Topics are numbers, in the config's order.
    """

    decides: dict[int, int]  # condition → the topic for which it alone is enough
    concerns: dict[int, int]  # condition → the topic it is a part of
    always: frozenset[int]  # topics that may take an article without any condition
    whole: frozenset[int]  # `match: all`
    rest: frozenset[int]  # `match: rest`

    @classmethod
    def of(cls, topics: list[TopicRule]) -> Self:
        decides: dict[int, int] = {}
        concerns: dict[int, int] = {}
        for number, topic in enumerate(topics):
            for clause in topic.clauses:
                alone = topic.only_any and len(clause.conditions) == 1
                (decides if alone else concerns).update(dict.fromkeys(clause.conditions, number))
        kinds = {
            kind: [n for n, t in enumerate(topics) if t.kind == kind] for kind in get_args(Kind)
        }
        always = frozenset(n for n in kinds["match"] if not topics[n].any)
        return cls(decides, concerns, always, frozenset(kinds["all"]), frozenset(kinds["rest"]))


class RuleBook:
    """The rules of all declared topics."""

    def __init__(self, config: Config, names: dict[str, Names], finder: WordFinder) -> None:
        self.conditions: list[Condition] = []
        self._names, self._finder = names, finder
        self._facts: dict[str, defaultdict[str, Evidence]] = {}
        self._words: defaultdict[int, Evidence] = defaultdict(dict)
        self._titles: defaultdict[int, Evidence] = defaultdict(dict)
        self._globs: list[tuple[Callable[[str], bool], Evidence]] = []
        self._regexes: list[tuple[Callable[[str], str | None], int]] = []
        self.topics = [self._topic(slug, t.match) for slug, t in config.topics.items()]
        self._shortcuts = _Shortcuts.of(self.topics)
        self._by_nothing = self._sorted(set())

    def evidence(self, article: Article, labels: Labels, found: FoundWords) -> list[Evidence]:
        """Every condition that holds for the article, with the values it holds by."""
        held = list(self._patterns_found(article)) if self._globs or self._regexes else []
        for key, table in self._facts.items():
            facts = set(_FACTS[key](article, labels))
            held += map(table.__getitem__, facts & table.keys())
        if found.anywhere:
            held += map(self._words.__getitem__, self._words.keys() & found.anywhere)
            held += map(self._titles.__getitem__, self._titles.keys() & found.in_title)
        return held

    def sort(self, held: set[int]) -> tuple[str, ...]:
        """The slugs of the topics that take an article of which these conditions hold."""
        return self._sorted(held) if held else self._by_nothing

    def _sorted(self, held: set[int]) -> tuple[str, ...]:
        short = self._shortcuts
        taken = {short.decides[number] for number in held & short.decides.keys()}
        asked = short.always.union(short.concerns[n] for n in held & short.concerns.keys())
        taken.update(number for number in asked if self.topics[number].takes(held))
        whole = short.whole if taken else short.whole | short.rest
        return tuple(self.topics[number].slug for number in sorted(taken | whole))

    def _patterns_found(self, article: Article) -> Iterator[Evidence]:
        if self._globs and article.url:
            path = urlsplit(article.url).path or "/"
            yield from (evidence for matches, evidence in self._globs if matches(path))
        if self._regexes:
            text = f"{article.title}\n{article.summary}\n{article.text}"
            for search, condition in self._regexes:
                if (match := search(text)) is not None:
                    yield {condition: match}

    def _topic(self, slug: str, match: Match | Literal["all", "rest"]) -> TopicRule:
        if isinstance(match, str):
            return TopicRule(slug, match)
        clauses = tuple(
            ClauseRule(group, self._clause(clause))
            for group in get_args(Group)
            for clause in getattr(match, group)
        )
        groups = {g: tuple(c.conditions for c in clauses if c.group == g) for g in get_args(Group)}
        return TopicRule(slug, "match", clauses, **groups)

    def _clause(self, clause: Clause) -> frozenset[int]:
        numbers = []
        for key in Clause.model_fields:
            if values := getattr(clause, key):
                numbers.append(len(self.conditions))
                self.conditions.append(Condition(key, values))
                for value in values:
                    self._enter(key, value, numbers[-1])
        return frozenset(numbers)

    def _enter(self, key: str, value: str, condition: int) -> None:
        """Put a value of a condition where its evidence will lead to it."""
        if key == "words":
            self._words[self._finder.number(value)][condition] = value
        elif key == "titles":
            self._titles[self._finder.number(value)][condition] = value
        elif key == "regex":
            self._regexes.append((compile_regex(value), condition))
        elif key == "paths":
            self._globs.append((compile_glob(value), {condition: value}))
        else:
            table = self._facts.setdefault(key, defaultdict(dict))
            table[self._fact(key, value)][condition] = value

    def _fact(self, key: str, value: str) -> str:
        return self._names[key].label(value).slug if key in self._names else fold(value)


def words_of(config: Config) -> Iterator[str]:
    """Every word and phrase that the config's tags and topics look for."""
    for tag in config.tags.values():
        yield from tag.words
    for topic in config.topics.values():
        if isinstance(topic.match, Match):
            for clause in (*topic.match.any, *topic.match.all, *topic.match.none):
                yield from (*clause.words, *clause.titles)


def _language_and_wider(tag: str) -> list[str]:
    """`en-GB` → en-gb, en (RFC 4647 §3.3.1)."""
    subtags = fold(tag).split("-")
    return ["-".join(subtags[:n]) for n in range(len(subtags), 0, -1)]
