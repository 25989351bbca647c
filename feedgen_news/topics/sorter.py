"""The sort step: an article's labels and topics, and why."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from feedgen_news.config.schema import Config
from feedgen_news.model import Article, Sorted, unique
from feedgen_news.topics.labels import Labeller
from feedgen_news.topics.rules import RuleBook, TopicRule, words_of
from feedgen_news.topics.verdicts import (
    ClauseVerdict,
    ConditionVerdict,
    Explanation,
    TopicVerdict,
)
from feedgen_news.topics.words import WordFinder

# Raise it when the same config sorts the same article otherwise than before.
_METHOD = 1


class Sorter:
    """Sorts articles by a config's rules, compiled once, with the first article.

    What an article's labels and topics are depends on the article and the config alone.
    """

    def __init__(self, config: Config) -> None:
        self._config = config

    @cached_property
    def _finder(self) -> WordFinder:
        return WordFinder(words_of(self._config))

    @cached_property
    def _labeller(self) -> Labeller:
        return Labeller(self._config, self._finder)

    @cached_property
    def _rules(self) -> RuleBook:
        return RuleBook(self._config, self._labeller.names, self._finder)

    def sort(self, article: Article) -> Sorted:
        """The article's labels, and the declared topics that take it in the config's order."""
        found = self._finder.find(article.title, article.summary, article.text)
        labels = self._labeller.label(article, found)
        held = set[int]().union(*self._rules.evidence(article, labels, found))
        return Sorted(labels, self._rules.sort(held))

    def explain(self, article: Article) -> Explanation:
        """The same verdict as `sort`, with every label's origin and every condition's value."""
        found = self._finder.find(article.title, article.summary, article.text)
        labels = self._labeller.label(article, found)
        values: defaultdict[int, list[str]] = defaultdict(list)
        for evidence in self._rules.evidence(article, labels, found):
            for condition, value in evidence.items():
                values[condition].append(value)
        taken = set(self._rules.sort(set(values)))
        return Explanation(
            tuple(self._labeller.origins(article, found)),
            tuple(
                self._verdict(topic, topic.slug in taken, values) for topic in self._rules.topics
            ),
        )

    @cached_property
    def fingerprint(self) -> str:
        """A hash of everything that decides: where it changes, articles are sorted anew."""
        config = self._config
        decides = {
            "method": _METHOD,
            "sections": [(slug, s.model_dump()) for slug, s in config.sections.items()],
            "tags": [(slug, t.model_dump()) for slug, t in config.tags.items()],
            "topics": [
                (slug, t.match if isinstance(t.match, str) else t.match.model_dump())
                for slug, t in config.topics.items()
            ],
        }
        return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()

    def _verdict(
        self, topic: TopicRule, matched: bool, values: Mapping[int, list[str]]
    ) -> TopicVerdict:
        clauses = (
            ClauseVerdict(
                clause.group,
                tuple(self._condition(number, values) for number in sorted(clause.conditions)),
            )
            for clause in topic.clauses
        )
        return TopicVerdict(topic.slug, topic.kind, matched, tuple(clauses))

    def _condition(self, number: int, values: Mapping[int, list[str]]) -> ConditionVerdict:
        condition = self._rules.conditions[number]
        found = unique(sorted(values.get(number, ())))
        return ConditionVerdict(condition.key, condition.values, found)
