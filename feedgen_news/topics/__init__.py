"""Step 3, sort: an article's sections, tags and topics, and why.

`words` finds all words in one pass, `labels` maps what dumps say, `rules` are the topics'
clauses, `verdicts` explain, `published` says which topics there are.
"""

from feedgen_news.topics.labels import LabelOrigin
from feedgen_news.topics.published import AutoTopic, asked_for, auto_topics, declared
from feedgen_news.topics.sorter import Sorter
from feedgen_news.topics.verdicts import (
    ClauseVerdict,
    ConditionVerdict,
    Explanation,
    TopicVerdict,
)

__all__ = [
    "AutoTopic",
    "ClauseVerdict",
    "ConditionVerdict",
    "Explanation",
    "LabelOrigin",
    "Sorter",
    "TopicVerdict",
    "asked_for",
    "auto_topics",
    "declared",
]
