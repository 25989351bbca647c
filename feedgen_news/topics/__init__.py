"""Step 3, sort: an article's sections, tags and topics, and why.

`words` finds all words in one pass, `labels` maps what dumps say, `rules` are the topics'
clauses, `verdicts` explain, `published` says which topics there are.
"""

from feedgen_news.topics.published import asked_for, auto_topics, declared
from feedgen_news.topics.sorter import Sorter
from feedgen_news.topics.verdicts import Explanation

__all__ = ["Explanation", "Sorter", "asked_for", "auto_topics", "declared"]
